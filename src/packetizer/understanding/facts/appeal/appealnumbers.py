"""Telephone and fax numbers of a page, and what stands around them: signs for a fitted model.

Which of them the appeals department answers is mostly said in words that rules know (see `route`); one that
no such words lead up to is told by all that stands around it. `bench/fit_appeal_numbers.py` fits it on papers
whose facts are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from packetizer.model import Page
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, bounded, draft, on_page
from packetizer.understanding.facts.surroundings import (
    Spot,
    heading_over,
    place_in_row,
    words_around,
    words_of,
)
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.wordmodel import APPEAL_NUMBER_WORDS, load

FAX, PHONE = "plan.appeal_fax", "plan.appeal_phone"
BELIEVED = 0.9  # from here on a number is taken that only what stands around it tells
DOUBTED = 0.1  # below, one is left that a rule took
_SAID = 0.9  # where its own sentence speaks of appeals, nothing around it speaks against it
_SURE = 0.9  # how surely it is the right one at best
_HEAD_WORDS = 8
_DESK_ROWS = 5  # of an address with its fax

NUMBER = re.compile(
    r"(?<![\d-])(?:\+?1[-. ]{1,2})?\(?([2-9]\d{2})(?:\)[-. /]{0,2}|[-. /]{1,2})(\d{3})[-. ]{1,2}(\d{4})"
    r"(?![\d])"
)


_CUT = re.compile(r"(?:\d{3}|[\d)][-. /]{1,2}\d{3}|\))[-.]?$")  # the end of a line within a number
_SAME_EDGE = 0.04


def line_under(sheet: Sheet, cell: Cell) -> Cell | None:
    """The line in which a cell's text goes on: at its left edge, or at that of its row."""
    if cell.row + 1 >= len(sheet.rows):
        return None
    under = sheet.rows[cell.row + 1]
    edges = (cell.box.x0, sheet.rows[cell.row][0].box.x0) if sheet.right_of(cell) is None else (cell.box.x0,)
    return next((other for x0 in edges for other in under if abs(other.box.x0 - x0) < _SAME_EDGE), None)


def beginning_in(sheet: Sheet, cell: Cell) -> Iterator[re.Match[str]]:
    """The numbers that begin in a cell, also where its line's end cuts one: `801-` over `555-0138`."""
    under = line_under(sheet, cell) if _CUT.search(cell.text) else None
    text = f"{cell.text} {under.text}" if under is not None else cell.text
    yield from (match for match in NUMBER.finditer(text) if match.start() < len(cell.text))


def numbers_on(sheet: Sheet) -> list[Spot]:
    """The telephone and fax numbers of a page, in reading order."""
    return [
        Spot(cell, match.start(), match.end(), match.start())
        for cell in sheet.cells
        for match in NUMBER.finditer(cell.text)
    ]


def value_of(spot: Spot) -> str:
    """`(800) 555 0100` as `800-555-0100`."""
    match = NUMBER.fullmatch(spot.text)
    return "-".join(match.groups()) if match is not None else spot.text


def signs(sheet: Sheet, found: Sequence[Spot], at: int, kind: str) -> frozenset[str]:
    """The signs of one of a page's numbers on a paper of this type."""
    spot = found[at]
    return frozenset(
        (
            *words_around(sheet, spot),
            *place_in_row(sheet, spot),
            *(f"t:{word}" for word in words_of(heading_over(sheet, spot.cell))[:_HEAD_WORDS]),
            *_among(found, at),
            f"type={kind}",
        )
    )


def _among(found: Sequence[Spot], at: int) -> Iterator[str]:
    yield f"nth={min(at, 4)}"
    yield f"of={min(len(found), 5)}"
    values = [value_of(spot) for spot in found]
    yield f"same={min(values.count(values[at]), 3)}"


def settled(kind: str, drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon) -> list[Draft]:
    """The drafts without numbers that all around them speaks against; and with those that only it tells."""
    kept = [item for item in drafts if item.kind not in (FAX, PHONE)]
    outside = {(item.page, item.value) for item in kept if item.kind.startswith("plan.external_")}
    said = [item for item in drafts if item.kind in (FAX, PHONE)]
    model = load(APPEAL_NUMBER_WORDS)
    best: dict[str, tuple[float, Draft]] = {}
    for sheet in (sheet_of(page, lexicon) for page in pages):
        found = numbers_on(sheet)
        for at, spot in enumerate(found):
            if (sheet.page.ref, value_of(spot)) in outside:
                continue
            logs = model.chances(signs(sheet, found, at, kind))
            chances = dict(zip(model.kinds, map(float, np.exp(logs)), strict=True))
            said = [item for item in said if not _is_doubted(item, sheet, spot, chances)]
            way = max((FAX, PHONE), key=lambda one: chances[one])
            if not _at_records_desk(sheet, spot.cell) and chances[way] >= max(
                BELIEVED, best.get(way, (0.0,))[0]
            ):
                best[way] = chances[way], _made(sheet, spot, way, chances[way])
    told = {item.kind for item in said}
    return [*kept, *said, *(made for way, (_, made) in best.items() if way not in told)]


def _at_records_desk(sheet: Sheet, cell: Cell) -> bool:
    """Whether the nearest line that says where something is sent says so of records, and of no appeal."""
    route = sheet.lexicon.route
    for row in range(cell.row, max(cell.row - _DESK_ROWS, -1), -1):
        line = " ".join(other.text for other in sheet.rows[row])
        if route.records.search(line) or route.appeals.search(line):
            return route.appeals.search(line) is None
    return False


def _is_doubted(item: Draft, sheet: Sheet, spot: Spot, chances: dict[str, float]) -> bool:
    here = item.page == sheet.page.ref and item.value == value_of(spot) and item.box == on_page(spot.box)
    return here and item.confidence < _SAID and chances[item.kind] < DOUBTED


def _made(sheet: Sheet, spot: Spot, way: str, chance: float) -> Draft:
    return draft(sheet, spot.cell, (spot.start, spot.end), way, value_of(spot), bounded(min(chance, _SURE)))
