"""`packetizer check`: the checklist of a case."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from packetizer.commands.options import (
    FOLDER,
    Day,
    password_file_option,
    passwords_in,
    quiet_option,
    rules_option,
)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--today", type=Day(), help="Count deadlines from this day.")
@rules_option
@password_file_option
@quiet_option
def check(
    folder: Path, today: date | None, rules: tuple[Path, ...], password_file: Path | None, quiet: bool
) -> None:
    """Print the insurer's checklist for FOLDER, without building a packet.

    Exit codes are those of build.
    """
    from packetizer.build import BuildOptions, read_case
    from packetizer.progress import for_stream
    from packetizer.report import checklist_as_text

    options = BuildOptions(today=today, rules=rules, passwords=passwords_in(password_file))
    reading = read_case(folder, options, for_stream(sys.stderr, quiet=quiet))
    click.echo(checklist_as_text(reading))
    raise SystemExit(1 if reading.to_settle else 0)
