"""`Page 2 of 5`: the numbers that a paper prints on itself."""

from __future__ import annotations

from collections.abc import Iterator

from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.page.numbering import OF_ALONE, OF_NAMED, numbers_of


def find(sheet: Sheet) -> Iterator[Draft]:
    for cell in sheet.cells:
        match, certainty = OF_NAMED.search(cell.text), 0.98
        if match is None and _in_margin(cell):
            match, certainty = OF_ALONE.match(cell.text), 0.8
        if match is None:
            continue
        for number in numbers_of(match):
            value = f"{number.number}/{number.total}"
            yield draft(sheet, cell, match.span(), "page.of", value, certainty)


def _in_margin(cell: Cell) -> bool:
    return cell.box.y1 < 0.1 or cell.box.y0 > 0.9
