"""The command line: options in, one call, a summary out. Each command imports the heavy parts it needs."""

from __future__ import annotations

import contextlib
import signal
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from packetizer import __version__
from packetizer.errors import PacketizerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


class _Explaining(click.Group):
    """Says an error that we can explain in one paragraph, with its exit code; a bug keeps its traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except PacketizerError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(error.exit_code)


class _Day(click.ParamType[date]):
    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as YYYY-MM-DD", param, ctx)


class _State(click.ParamType[str]):
    name = "STATE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from packetizer.casefile import state_code

        try:
            return state_code(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


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
    packetizer rules list         the insurers whose rules are known
    packetizer doctor             what is installed, and how to get what is missing

    Everything stays on this computer. Originals are never changed.
    """


def main() -> None:
    """The `packetizer` program. SIGTERM ends a build as tidily as Ctrl-C does."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    cli(prog_name="packetizer")


@contextlib.contextmanager
def _stdout_for_json() -> Iterator[None]:
    """Whatever libraries print goes to standard error, so that the one line of JSON stands alone."""
    with contextlib.redirect_stdout(sys.stderr):
        yield


_RULES = click.option(
    "--rules",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    envvar="PACKETIZER_RULES",
    help="A folder of rule files of your own; may be repeated.",
)


@cli.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the packet goes [FOLDER/packet].",
)
@click.option("--insurer", metavar="NAME", help="The insurer, where the denial letter should not decide.")
@click.option("--state", type=_State(), help="The state whose law governs the plan, two letters.")
@click.option("--today", type=_Day(), help="Count deadlines from this day; makes builds reproducible.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Pages read at a time [number of cores].")
@click.option(
    "--engine",
    type=click.Choice(["auto", "tesseract", "rapidocr"]),
    default="auto",
    show_default=True,
    help="Who reads scans: both as needed, or only one.",
)
@click.option("--lang", default="eng", show_default=True, help="Tesseract's languages, such as eng+spa.")
@_RULES
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON on standard output.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless something is wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Say how long each stage took, too.")
def build(
    folder: Path,
    output: Path | None,
    insurer: str | None,
    state: str | None,
    today: date | None,
    jobs: int | None,
    engine: str,
    lang: str,
    rules: tuple[Path, ...],
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the packet of the case in FOLDER.

    Reads every file below FOLDER and leaves packet.pdf, worksheet.html and packet.json in FOLDER/packet.
    What should not be guessed can be said in FOLDER/case.yaml (client, insurer, plan, sender …).

    \b
    Exit codes: 0  the packet is built, nothing is missing
                1  the packet is built, a person must settle something: see the worksheet
                2  wrong usage        3  a rule file or case.yaml is wrong
                4  nothing could be built; an earlier packet still stands as it was
    """
    with _stdout_for_json():
        from packetizer.build import BuildOptions, build_case
        from packetizer.progress import for_stream
        from packetizer.report import as_line_of_json, as_text

        options = BuildOptions(
            output=output,
            insurer=insurer,
            state=state,
            today=today,
            jobs=jobs,
            engine=engine,
            lang=lang,
            rules=rules,
        )
        result = build_case(folder, options, progress=for_stream(sys.stderr, quiet=quiet))
    if as_json:
        click.echo(as_line_of_json(result))
    elif not quiet:
        click.echo(as_text(result, verbose=verbose))
    raise SystemExit(result.exit_code)


@cli.command()
@click.argument("folder", type=FOLDER)
@click.option("--today", type=_Day(), help="Count deadlines from this day.")
@_RULES
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
def check(folder: Path, today: date | None, rules: tuple[Path, ...], quiet: bool) -> None:
    """Print the insurer's checklist for FOLDER, without building a packet.

    Exit codes are those of build.
    """
    from packetizer.build import BuildOptions, read_case
    from packetizer.progress import for_stream
    from packetizer.report import checklist_as_text

    options = BuildOptions(today=today, rules=rules)
    reading = read_case(folder, options, for_stream(sys.stderr, quiet=quiet))
    click.echo(checklist_as_text(reading))
    raise SystemExit(1 if reading.to_settle else 0)


@cli.command()
@click.argument("folder", type=FOLDER)
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
def explain(folder: Path, quiet: bool) -> None:
    """Say what each page in FOLDER was taken for, and the facts found on it.

    What is printed quotes the papers: mind who can see it.
    """
    from packetizer.build import BuildOptions, read_case
    from packetizer.progress import for_stream
    from packetizer.report import explanation_as_text

    reading = read_case(folder, BuildOptions(), for_stream(sys.stderr, quiet=quiet))
    click.echo(explanation_as_text(reading))


@cli.group()
def rules() -> None:
    """The insurers' rule files: what is known, and how well it is sourced."""


@rules.command("list")
@_RULES
def rules_list(rules: tuple[Path, ...]) -> None:
    """List every rule file."""
    from packetizer.report import library_as_text
    from packetizer.rules.load import load_library

    click.echo(library_as_text(load_library(rules)))


@rules.command("show")
@click.argument("insurer")
@click.option("--case", "folder", type=FOLDER, help="Only what applies to this case.")
@_RULES
def rules_show(insurer: str, folder: Path | None, rules: tuple[Path, ...]) -> None:
    """Print what INSURER's rules ask for, where each part comes from, and its source."""
    from packetizer.build import BuildOptions, read_case
    from packetizer.report import rules_as_text
    from packetizer.rules.describe import describe_case, describe_insurer
    from packetizer.rules.load import load_library

    library = load_library(rules)
    if folder is None:
        click.echo(rules_as_text(describe_insurer(library, insurer)))
        return
    reading = read_case(folder, BuildOptions(insurer=insurer, rules=rules))
    click.echo(rules_as_text(describe_case(library, reading.case, reading.given)))


@rules.command("check")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def rules_check(files: tuple[Path, ...]) -> None:
    """Check rule FILES: every problem at once, each with its line. Exit code 3 where there is one."""
    from packetizer.rules.load import check_files

    problems = check_files(files)
    for problem in problems:
        click.echo(str(problem))
    if not problems:
        click.echo("No problems found.")
    raise SystemExit(3 if problems else 0)


@rules.command("new")
@click.argument("name")
def rules_new(name: str) -> None:
    """Print a commented rule file for the insurer NAME, to be filled in."""
    from packetizer.rules.template import new_rule_file

    click.echo(new_rule_file(name), nl=False)


@cli.command()
def doctor() -> None:
    """Say what is installed for reading scans, and how to get what is missing."""
    from packetizer.reading.engines import find_engines
    from packetizer.report import engines_as_text

    engines = find_engines()
    click.echo(engines_as_text(engines))
    raise SystemExit(0 if any(engine.usable for engine in engines) else 4)
