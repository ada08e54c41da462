"""Amounts that neither a sign nor cents prove: dollars and cents in a form's two boxes, and the whole dollars
of a paper that prints no cents at all. What they are, only a paper's type and the words around can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from packetizer.model import Box
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.money.amounts import PrintedAmount, is_measure
from packetizer.understanding.facts.money.columns import NONE
from packetizer.understanding.facts.money.dialled import dialled
from packetizer.understanding.facts.money.find import MoneySpot
from packetizer.understanding.page.text import Line

_DOLLARS = r"(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{1,5})"
_IN_BOXES = re.compile(rf"(?<![\w.,/:-])(?<!\b\d\d\s)({_DOLLARS})\s(\d{{2}})(?![\w.,/:-])(?!\s\d\d\b)")
_ENDS = re.compile(rf"(?<![\w.,/:-])(?<!\b\d\d\s)({_DOLLARS})$")
_CENTS = re.compile(r"\d{2}")
_APART = 0.06  # of the page's width, between a box for dollars and the one for cents
_WHOLE = re.compile(r"(?<![\w.,:#$%/*+-])([1-9]\d{0,2},\d{3}|[1-9]\d{1,3})(?![\w%*]|[.,:/-]\w|-\w)")
_DAYS_IN_BOXES = re.compile(r"(?<!\S)\d\d(?: \d\d){2,}(?:\d\d)?(?!\S)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SURE = 0.95  # that such figures are money, where words say so


def faint_amounts(sheet: Sheet, spots: Sequence[MoneySpot], *, boxes: bool, whole: bool) -> list[MoneySpot]:
    """Amounts of a page besides those that are plain. `boxes`: a form may have them; `whole`: no cents."""
    found: list[MoneySpot] = []
    for row in sheet.rows:
        found += _in_boxes(row) if boxes else ()
        found += (spot for cell in row for spot in _whole(cell)) if whole else ()
    return [
        spot
        for spot in found
        if not dialled(sheet, spot.cell, spot.printed.start, spot.printed.end)
        and not any(_meet(spot.box, other.box) for other in spots)
    ]


def _meet(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


def _in_boxes(row: Sequence[Cell]) -> Iterator[MoneySpot]:
    for cell in row:
        for match in _IN_BOXES.finditer(cell.text):
            yield _spot(cell, match.start(), match.end(), f"{match[1]}.{match[2]}")
    for cell, after in pairwise(row):
        dollars = _ENDS.search(cell.text)
        cents = _CENTS.match(after.text)
        if dollars is None or cents is None or after.box.x0 - cell.box.x1 > _APART:
            continue
        if re.match(r"[\w.,/:-]|\s\d", after.text[cents.end() :]):
            continue
        joined = _joined(cell, after)
        yield _spot(joined, dollars.start(), len(cell.text) + 1 + cents.end(), f"{dollars[1]}.{cents[0]}")


def _joined(cell: Cell, after: Cell) -> Cell:
    words = (*cell.line.words, *after.line.words)
    line = Line(f"{cell.text} {after.text}", words, cell.box.union(after.box), cell.line.number)
    return Cell(line, cell.row, cell.place, cell.labels, f"{cell.skeleton} {after.skeleton}")


def _whole(cell: Cell) -> Iterator[MoneySpot]:
    dates = [(found.start, found.end) for found in find_dates(cell.text)]
    dates += [match.span() for match in _DAYS_IN_BOXES.finditer(cell.text)]
    for match in _WHOLE.finditer(cell.text):
        start, end = match.span()
        if _YEAR.fullmatch(match[1]) or is_measure(cell.text[end:]):
            continue
        if not any(start < stop and begin < end for begin, stop in dates):
            yield _spot(cell, start, end, f"{match[1]}.00")


def _spot(cell: Cell, start: int, end: int, number: str) -> MoneySpot:
    value = Decimal(number.replace(",", ""))
    return MoneySpot(cell, PrintedAmount(value, start, end, False, "USD", _SURE), NONE, NONE, "", 0.9)
