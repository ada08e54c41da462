"""Which sheets there are, in packet order, and the pages of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from packetizer.packet.bundle import SheetKind
from packetizer.packet.sheets.cover import cover
from packetizer.packet.sheets.letter import letter
from packetizer.packet.sheets.scores import scores
from packetizer.packet.sheets.summary import summary
from packetizer.packet.sheets.tables import chronology, criteria, index, ledger, reasons

if TYPE_CHECKING:
    from packetizer.packet.drawing.layout import SheetPage
    from packetizer.packet.sheets.matter import Matter

SHEETS: Mapping[SheetKind, tuple[str, Callable[[Matter], tuple[SheetPage, ...]]]] = {
    SheetKind.COVER: ("Cover sheet", cover),
    SheetKind.LETTER: ("Appeal letter", letter),
    SheetKind.INDEX: ("Index of exhibits", index),
    SheetKind.SUMMARY: ("Summary", summary),
    SheetKind.CHRONOLOGY: ("Chronology", chronology),
    SheetKind.REASONS: ("Reasons and answers", reasons),
    SheetKind.CRITERIA: ("Criteria met", criteria),
    SheetKind.SCORES: ("Treatment and scores", scores),
    SheetKind.LEDGER: ("Statement of expenses", ledger),
}


def compose(matter: Matter) -> dict[SheetKind, tuple[SheetPage, ...]]:
    """The pages of every sheet that is wanted and has something to say. A person's choice beats the rules."""
    only, without = matter.options.only, matter.options.without
    without = without if only else without + matter.findings.without_sheets
    wanted = (kind for kind in SHEETS if (not only or kind in only) and kind not in without)
    made = {kind: SHEETS[kind][1](matter) for kind in wanted}
    return {kind: pages for kind, pages in made.items() if pages}
