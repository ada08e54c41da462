"""What changed since the last build, with ways to the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from packetizer.packet.desk.material import long_day
from packetizer.packet.since.words import told

if TYPE_CHECKING:
    from packetizer.packet.desk.material import Material
    from packetizer.packet.since.change import Since


@dataclass(frozen=True, slots=True)
class ChangeRow:
    what: str  # "New", "Gone" …
    lines: tuple[tuple[str, str | None], ...]  # text, and where it leads


@dataclass(frozen=True, slots=True)
class SinceLast:
    day: str
    rows: tuple[ChangeRow, ...]


def since_last(material: Material, since: Since | None) -> SinceLast | None:
    """None where nothing changed, or no earlier build is known."""
    if since is None or not since.any:
        return None
    rows = tuple(
        ChangeRow(
            kind.what, tuple((text, material.link(page) if page else None) for text, page in kind.lines)
        )
        for kind in told(since)
    )
    return SinceLast(long_day(since.day), rows)
