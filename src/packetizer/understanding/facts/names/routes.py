"""Who sends a fax and who gets it: names behind "To:" and "From:" are not the patient's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from packetizer.model import Page
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, on_page
from packetizer.understanding.lore.entries import PatientWords, TypeRole
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import Framed

# At the head of a line, or with its colon anywhere in it: "TO: Ann Reed   FROM: Harbor Clinic"
_LABEL = Framed(PatientWords, r"(?:^\W*%{routes}\W{0,4}|\b%{routes}\s?[:;]\s?\W?)$")


def is_routed(sheet: Sheet, cell: Cell, start: int) -> bool:
    """Whether what begins at `start` of a cell stands behind a label of a sender or a receiver."""
    left = sheet.left_of(cell) if not cell.text[:start].strip() else None
    before = left.text if left is not None else cell.text[:start]
    return bool(before.strip()) and _LABEL.of(sheet.lexicon.patients).search(before) is not None


def without(
    role: TypeRole, drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon
) -> Iterator[Draft]:
    """Without patients who are a routed paper's sender or receiver."""
    routed = set(_routed(drafts, pages, lexicon)) if role.routed else set()
    return (item for at, item in enumerate(drafts) if at not in routed)


def _routed(drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon) -> Iterator[int]:
    sheets = {page.ref: sheet_of(page, lexicon) for page in pages if page.words}
    for at, item in enumerate(drafts):
        sheet = sheets.get(item.page) if item.kind == "name.patient" else None
        for cell in sheet.cells if sheet is not None else ():
            for match in re.finditer(re.escape(item.text), cell.text):
                there = on_page(cell.line.box_at(*match.span())) == item.box
                if there and sheet is not None and is_routed(sheet, cell, match.start()):
                    yield at
