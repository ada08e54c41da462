"""Dates in a list: what the first is called, the others are, also on the next line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from packetizer.understanding.facts.dates.datespots import BIRTH, NONE, DatedSpot
from packetizer.understanding.facts.layout import Cell

LIST = re.compile(r"^[\s,;&|/]*(?:and|or|to|thru|through|[-–])?[\s,;&|]*$", re.IGNORECASE)
_LISTED_ON = re.compile(r"^[A-Za-z]{0,9}\.?\s?\d{0,2},?\s?\d{4}\s?(?:,|;|and\b|&)", re.IGNORECASE)

_ONCE = (NONE, BIRTH)  # what no second day has: nobody is born twice, and behind a birth stands another day


def inherited(cell: Cell, start: int, before: Sequence[DatedSpot], after: int) -> tuple[str, float] | None:
    """The role of the date before, where the two stand in a list: `01/02/24, 01/09/24 and 01/16/24`."""
    for spot in reversed(before):
        if spot.cell is cell and spot.printed.end <= start and spot.printed.end > after:
            if spot.role not in _ONCE and LIST.match(cell.text[spot.printed.end : start]):
                return spot.role, spot.certainty * 0.98
            return None
    return None


def continued(cell: Cell, before: Sequence[DatedSpot]) -> tuple[str, float] | None:
    """The role of the date that ends the line above, where a list goes on: `… 06/12/26,` over `06/17/26`."""
    last = before[-1] if before else None
    if cell.place or last is None or last.cell.row != cell.row - 1 or last.role in _ONCE:
        return None
    after = last.cell.text[last.printed.end :]
    broken = last.printed.end == len(last.cell.text) and bool(_LISTED_ON.match(cell.text))
    if broken or (after.strip() and LIST.match(after)):
        return last.role, last.certainty * 0.97
    return None
