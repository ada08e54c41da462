"""`packetizer lint`: audits a finished bundle."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from packetizer.commands.options import (
    password_file_option,
    passwords_in,
    quiet_option,
    stdout_for_json,
)


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@password_file_option
@click.option("--jobs", type=click.IntRange(1, 256), help="Pages looked at at a time [number of cores].")
@quiet_option
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON on standard output.")
def lint(
    files: tuple[Path, ...], password_file: Path | None, jobs: int | None, quiet: bool, as_json: bool
) -> None:
    """Audit the finished bundle FILE, one of ours or anybody's, and say what to mend.

    Several FILES are the volumes of one bundle, in order. Looks at page numbers, index and outline, whether
    every page can be searched and stands upright, and at what the file gives away: text below black bars,
    hidden text, metadata, older versions of itself, anything that can act. Changes nothing.

    \b
    Exit codes: 0  nothing is to be mended        1  something is
                2  wrong usage                    4  not a PDF that can be opened
    """
    with stdout_for_json():
        import os

        from packetizer.packet.lint.audit import audit
        from packetizer.packet.lint.report import report_as_json, report_as_text
        from packetizer.progress import for_stream
        from packetizer.spread import pool

        with pool(jobs or os.cpu_count() or 1) as spread:
            progress = for_stream(sys.stderr, quiet=quiet)
            report = audit([f.resolve() for f in files], spread, passwords_in(password_file), progress)
    click.echo(report_as_json(report) if as_json else report_as_text(report))
    raise SystemExit(report.exit_code)
