"""`packetizer explain`: what each page was taken for."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from packetizer.commands.options import FOLDER, quiet_option


@click.command()
@click.argument("folder", type=FOLDER)
@quiet_option
def explain(folder: Path, quiet: bool) -> None:
    """Say what each page in FOLDER was taken for, and the facts found on it.

    What is printed quotes the papers: mind who can see it.
    """
    from packetizer.build import BuildOptions, read_case
    from packetizer.progress import for_stream
    from packetizer.report import explanation_as_text

    reading = read_case(folder, BuildOptions(), for_stream(sys.stderr, quiet=quiet))
    click.echo(explanation_as_text(reading))
