"""The numbers under which an insurer keeps a case, each with the label that is printed before or over it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from packetizer.model import Page
from packetizer.packet.sheets.wording import wording
from packetizer.trust import READ
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.numbers.broken import rest_of_number
from packetizer.understanding.facts.numbers.numberroles import numbers_on
from packetizer.understanding.facts.surroundings import Spot
from packetizer.understanding.lore.lexicon import load_lexicon

_MARKS = " :=–-_*"
_ALIGNED = 0.03  # of the page's width, between a label and the number under it


@dataclass(frozen=True, slots=True)
class Numbered:
    label: str  # as printed
    number: str  # as printed

    @property
    def plain(self) -> str:
        """As facts have it."""
        return self.number.replace(" ", "")


def numbers_of(page: Page) -> Iterator[Numbered]:
    """Those that were read clearly, in reading order."""
    sheet = sheet_of(page, load_lexicon())
    for spot in numbers_on(sheet):
        label = next((found for text in _before(sheet, spot) if (found := _label(text))), None)
        if label is not None and _clear(spot):
            rest = rest_of_number(sheet, spot.cell, spot.start + len(spot.text.rstrip(" -")))
            yield Numbered(label, spot.text.rstrip(" -") + rest if rest else spot.text)


def _clear(spot: Spot) -> bool:
    parts = spot.text.split()
    read = [word.confidence for word in spot.cell.line.words if any(part in word.text for part in parts)]
    return min(read, default=0.0) >= READ


def _before(sheet: Sheet, spot: Spot) -> Iterator[str]:
    """What may be its label: before it in its cell; the cell before, also broken; the one over it."""
    ahead = spot.cell.text[: spot.start].strip(_MARKS)
    if ahead:
        yield ahead
        return
    left = sheet.left_of(spot.cell)
    if left is not None:
        yield from (f"{left.text.rstrip(_MARKS)} {under.text}" for under in _under(sheet, left))
        yield left.text
    over = sheet.above(spot.cell.box, spot.cell.row, 1)
    yield from (cell.text for cell in over if abs(cell.box.x0 - spot.cell.box.x0) < _ALIGNED)


def _under(sheet: Sheet, cell: Cell) -> list[Cell]:
    """The rest of a label that is broken in its column: a line of its own right below."""
    below = (c for c in sheet.below(cell, 1) if abs(c.box.x0 - cell.box.x0) < _ALIGNED)
    return [c for c in below if c.place == 0 and sheet.right_of(c) is None]


@lru_cache(maxsize=1)
def _labels() -> re.Pattern[str]:
    """`Appeal number`, `Our reference #` at the end of what stands before a number."""
    words = wording().own_numbers
    nouns, before, behind = (
        "|".join(sorted(map(re.escape, part), key=len, reverse=True))
        for part in (words.nouns, words.before, words.behind)
    )
    return re.compile(
        rf"(?:^|[.,;|(]\s*)((?:(?:{before})[\s-])*(?:{nouns})(?:[\s/-](?:{nouns}))*(?:[\s.]*(?:{behind})\.?)*)$",
        re.IGNORECASE,
    )


def _label(text: str) -> str | None:
    found = _labels().search(text.strip().rstrip(_MARKS))
    return found[1][:1].upper() + found[1][1:] if found else None
