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
@click.option("--ics", is_flag=True, help="Leave the deadlines as a calendar file, packet/deadlines.ics.")
@rules_option
@password_file_option
@quiet_option
def check(
    folder: Path,
    today: date | None,
    ics: bool,
    rules: tuple[Path, ...],
    password_file: Path | None,
    quiet: bool,
) -> None:
    """Print the insurer's checklist for FOLDER, without building a packet.

    Exit codes are those of build.
    """
    from packetizer.build import OUTPUT, BuildOptions, read_case
    from packetizer.checklist import checklist_as_text
    from packetizer.packet.publish import CALENDAR
    from packetizer.progress import for_stream

    options = BuildOptions(today=today, rules=rules, passwords=passwords_in(password_file))
    reading = read_case(folder, options, for_stream(sys.stderr, quiet=quiet))
    click.echo(checklist_as_text(reading))
    if ics:
        from packetizer.rules.ics import write_calendar

        (folder / OUTPUT).mkdir(mode=0o700, exist_ok=True)
        write_calendar(folder / OUTPUT / CALENDAR, reading.findings.deadlines, reading.given.today)
    raise SystemExit(1 if reading.to_settle else 0)
