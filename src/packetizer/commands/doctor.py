"""`packetizer doctor`: what is installed."""

from __future__ import annotations

import click


@click.command()
def doctor() -> None:
    """Say what is installed for reading papers, and how to get what is missing."""
    from packetizer.intake.libreoffice import program
    from packetizer.reading.engines import find_engines
    from packetizer.report import engines_as_text

    engines = find_engines()
    click.echo(engines_as_text(engines, office=program() is not None))
    raise SystemExit(0 if any(engine.usable for engine in engines) else 4)
