"""The command line: options in, one call, a summary out. Commands stand in `commands/`."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from importlib.util import find_spec

import click

from packetizer import __version__
from packetizer.commands.batch import batch
from packetizer.commands.build import build
from packetizer.commands.check import check
from packetizer.commands.doctor import doctor
from packetizer.commands.explain import explain
from packetizer.commands.letter import letter
from packetizer.commands.lint import lint
from packetizer.commands.rules import rules
from packetizer.commands.status import status
from packetizer.commands.watch import watch
from packetizer.commands.worker import worker
from packetizer.errors import PacketizerError
from packetizer.interrupt import interrupts


class _Explaining(click.Group):
    """Says an error that we can explain in one paragraph, with its exit code; a bug keeps its traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except PacketizerError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(error.exit_code)


@click.group(
    cls=_Explaining, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="packetizer")
def cli() -> None:
    """Turn a folder of scans into one indexed PDF packet for an insurance appeal.

    \b
    packetizer build ./folder     read everything, build the packet and the worksheet
    packetizer explain ./folder   what each page was taken for, and why
    packetizer check ./folder     the insurer's checklist, without building a packet
    packetizer letter ./folder    a draft of the appeal letter, with blanks for what no paper shows
    packetizer lint FILE.pdf      audit a finished bundle, ours or anybody's, before it is sent
    packetizer watch ./clients    keep the packet of every case in a folder up to date
    packetizer batch ./clients    build every case in a folder, and a summary by deadline
    packetizer status ./clients   how the cases of a watched folder stand
    packetizer worker URL         read pages for builds on other machines
    packetizer rules list         the insurers whose rules are known
    packetizer doctor             what is installed, and how to get what is missing

    Everything stays on this computer. Originals are never changed.
    """


for command in (build, check, letter, lint, explain, watch, batch, status, worker, rules, doctor):
    cli.add_command(command)


def collect_seldom() -> None:
    """Frozen values make no circles: a build leaves 2,000 objects, and looking for them costs a tenth."""
    gc.set_threshold(1_000_000, 20, 50)


def main() -> None:
    """The `packetizer` program. SIGTERM ends a build as tidily as Ctrl-C does."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # as it is for programs in the background
        interrupts(signal.SIGINT)
    interrupts(signal.SIGTERM)
    collect_seldom()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # nobody else is shown what we check
    # As `python -m packetizer` has it: else each worker runs the script that started us, and imports this.
    sys.modules["__main__"].__spec__ = find_spec("packetizer.__main__")
    atexit.register(gc.freeze)  # else looking through what ends anyway takes a quarter of a second
    try:
        cli(prog_name="packetizer")
    except Exception:  # a bug: its traceback shows, and 1 would say that a packet was built
        import traceback

        traceback.print_exc()
        sys.exit(4)
