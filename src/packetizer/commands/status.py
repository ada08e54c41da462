"""`packetizer status`: how a watched folder stands."""

from __future__ import annotations

from pathlib import Path

import click

from packetizer.commands.options import FOLDER


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option(
    "--out",
    "-o",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the packets go, if not into DIR [as the last run had it].",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")
def status(folder: Path, out: Path | None, as_json: bool) -> None:
    """Say how the cases in DIR stand, while `packetizer watch` runs or after it.

    \b
    Exit codes: 0  all is well
                1  something is for a person: an item missing, a case put aside, a paper unfiled
                4  the watcher gives no sign of life or was ended suddenly, or nothing was watched here yet
    """
    from packetizer.watch.status import as_json_text, as_text, status_of

    found = status_of(folder, out)
    click.echo(as_json_text(found) if as_json else as_text(found))
    raise SystemExit(found.exit_code)
