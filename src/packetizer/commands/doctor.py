"""`packetizer doctor`: what is installed."""

from __future__ import annotations

import click


@click.command()
def doctor() -> None:
    """Say what is installed for reading scans, and how to get what is missing."""
    from packetizer.reading.engines import find_engines
    from packetizer.report import engines_as_text

    engines = find_engines()
    click.echo(engines_as_text(engines))
    raise SystemExit(0 if any(engine.usable for engine in engines) else 4)
