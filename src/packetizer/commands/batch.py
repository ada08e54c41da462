"""`packetizer batch`: every case of an office."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from packetizer.commands.office import Asked, office_options
from packetizer.commands.options import FOLDER, Day, quiet_option


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--since", type=Day(), help="Only cases with a file touched on this day or later.")
@click.option("--only-changed", is_flag=True, help="Only cases that have changed since their last build.")
@click.option("--today", type=Day(), help="Count deadlines from this day; makes builds reproducible.")
@quiet_option
@office_options
def batch(
    folder: Path, since: date | None, only_changed: bool, today: date | None, quiet: bool, asked: Asked
) -> None:
    """Build the packet of every case in DIR, several at a time, and a summary by deadline.

    Each subfolder of DIR is a case. The summary is summary.html and summary.csv, in DIR/packet or in --out.
    A batch that was interrupted goes on where it stopped when it is started again.

    \b
    Exit codes: 0  every packet is built, nothing is missing
                1  every packet is built, a person must settle something in some
                2  wrong usage        3  a rule file is wrong
                4  some case could not be built (the others are), or another process holds DIR
    """
    from packetizer.batch.run import Choice
    from packetizer.batch.run import batch as run
    from packetizer.office.folders import Office
    from packetizer.office.screen import screen_for

    asked.be_nice()
    with screen_for(sys.stderr, quiet=quiet) as screen:
        office, choice = Office(folder, asked.out), Choice(since, only_changed)
        code = run(office, choice, asked.orders(today), asked.places, screen)
    raise SystemExit(code)
