"""Which sheets there are, in packet order, and the pages of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from packetizer.packet.bundle import SheetKind
from packetizer.packet.sheets.cover import cover
from packetizer.packet.sheets.letter import letter
from packetizer.packet.sheets.scores import scores
from packetizer.packet.sheets.tables import chronology, criteria, index, ledger, reasons

if TYPE_CHECKING:
    from packetizer.packet.drawing.layout import SheetPage
    from packetizer.packet.sheets.matter import Matter

SHEETS: Mapping[SheetKind, tuple[str, Callable[[Matter], tuple[SheetPage, ...]]]] = {
    SheetKind.COVER: ("Cover sheet", cover),
    SheetKind.LETTER: ("Appeal letter", letter),
    SheetKind.INDEX: ("Index of exhibits", index),
    SheetKind.CHRONOLOGY: ("Chronology", chronology),
    SheetKind.REASONS: ("Reasons and answers", reasons),
    SheetKind.CRITERIA: ("Criteria met", criteria),
    SheetKind.SCORES: ("Scores of rating scales", scores),
    SheetKind.LEDGER: ("Statement of expenses", ledger),
}


def compose(matter: Matter) -> dict[SheetKind, tuple[SheetPage, ...]]:
    """The pages of every sheet that has something to say."""
    made = {kind: draw(matter) for kind, (_, draw) in SHEETS.items()}
    return {kind: pages for kind, pages in made.items() if pages}
