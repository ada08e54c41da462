"""`packetizer watch`: packets that are always up to date."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from packetizer.commands.office import Asked, office_options
from packetizer.commands.options import FOLDER


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--once", is_flag=True, help="Build what is there, then leave.")
@click.option(
    "--quiet-period",
    type=click.FloatRange(0, 86400),
    default=20.0,
    show_default=True,
    help="Seconds without a change after which a case is built.",
)
@click.option("--on-built", metavar="CMD", help="A program to run after each build, without a shell.")
@click.option("--retry-parked", is_flag=True, help="Try again what failed too often.")
@click.option("--pause-on-battery", is_flag=True, help="Begin no build while on battery (Linux).")
@click.option("-q", "--quiet", is_flag=True, help="No table and no lines.")
@office_options
def watch(
    folder: Path,
    once: bool,
    quiet_period: float,
    on_built: str | None,
    retry_parked: bool,
    pause_on_battery: bool,
    quiet: bool,
    asked: Asked,
) -> None:
    """Keep the packet of each case in DIR up to date, whatever is put into its folder.

    Each subfolder of DIR is a case. Files lying beside them wait in unfiled.html, with a proposal whose they
    are. Without subfolders, DIR itself is one case. Files are never moved, changed or deleted.

    CMD of --on-built finds in its environment: PACKETIZER_CASE, PACKETIZER_PACKET, PACKETIZER_WORKSHEET,
    PACKETIZER_MANIFEST, PACKETIZER_EXIT_CODE, PACKETIZER_PAGES, PACKETIZER_MISSING, PACKETIZER_DEADLINE.

    \b
    Exit codes: 0  stopped by Ctrl-C or SIGTERM; with --once: everything is up to date
                1  with --once: a case waits, failed, or has something that a person must settle
                2  wrong usage        4  another process watches DIR, or it cannot be read
    """
    from packetizer.office.folders import Office
    from packetizer.office.screen import screen_for
    from packetizer.watch.run import watch as run
    from packetizer.watch.service import Habits

    asked.be_nice()
    habits = Habits(quiet_period, once=once, retry_parked=retry_parked, pause_on_battery=pause_on_battery)
    with screen_for(sys.stderr, quiet=quiet) as screen:
        code = run(Office(folder, asked.out), habits, asked.orders(on_built=on_built), asked.places, screen)
    raise SystemExit(code)
