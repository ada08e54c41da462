"""`packetizer check`: the checklist of a case."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from packetizer.commands.options import FOLDER, Day, quiet_option, rules_option


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--today", type=Day(), help="Count deadlines from this day.")
@rules_option
@quiet_option
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
