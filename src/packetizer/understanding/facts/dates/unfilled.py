"""Whether a draft leaves room for its own day: `November ___, 2026`, `Date: ______`, `[date]`.

Such a paper is not dated yet; a day that it tells of is another's.
"""

from __future__ import annotations

from collections.abc import Sequence

from packetizer.model import Page
from packetizer.understanding.facts.dates.datespots import LETTER, PLAIN, DatedSpot
from packetizer.understanding.facts.dates.find import dated_spots
from packetizer.understanding.facts.dates.months import MONTH_NAME
from packetizer.understanding.facts.layout import Cell, sheet_of
from packetizer.understanding.lore.daywords import DayWords
from packetizer.understanding.lore.entries import TypeRole
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import Framed

_HEAD = 0.45  # of the page: where a letter bears its day
_LINE = r"(?:_{2,}|\.{4,}|-{3,}|[Xx]{2})"
_YEAR = r"(?:20\d{2}|20_{1,4}|'?\d{2}|_{2,4})"
_UNFILLED = Framed(
    DayWords,
    rf"\W*(?:%{{own_day}}\s?:?\s*)?(?:{MONTH_NAME}\.?\s{_LINE}(?:st|nd|rd|th)?,?\s?{_YEAR}"
    rf"|{_LINE}(?:st|nd|rd|th)?\s(?:day\s)?(?:of\s)?{MONTH_NAME},?\s{_YEAR}"
    rf"|{_LINE}\s?/\s?{_LINE}\s?/\s?{_YEAR}|[\[<{{(]\s?%{{placeholders}}\s?[\]>}})])\W*",
)
_LABEL_ALONE = Framed(DayWords, r"\W*%{own_day}\s?:\s?_{3,}\W*")


def leaves_day_open(role: TypeRole, pages: Sequence[Page], lexicon: Lexicon) -> bool:
    """Whether a paper that bears the day it was written has only room for it, and no such day elsewhere."""
    if role.date != LETTER or not pages:
        return False
    cells = [cell for cell in sheet_of(pages[0], lexicon).cells if cell.box.y0 < _HEAD]
    if not any(_is_open(cell, lexicon) for cell in cells):
        return False
    return not any(_bears_day(spot, role) for page in pages for spot in dated_spots(page, lexicon))


def _is_open(cell: Cell, lexicon: Lexicon) -> bool:
    return any(form.of(lexicon.days).fullmatch(cell.text) for form in (_UNFILLED, _LABEL_ALONE))


def _bears_day(spot: DatedSpot, role: TypeRole) -> bool:
    """A day that a label calls the paper's own, or that stands alone at the head of a page."""
    alone = not spot.role and spot.printed.end - spot.printed.start == len(spot.cell.text)
    return spot.role in (PLAIN, LETTER, *role.own) or (alone and spot.cell.box.y0 < _HEAD)
