"""`Page 2 of 5`: the numbers that a paper prints on itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.making import Draft, draft

_N = r"([0-9OolI|]{1,3})"
_NAMED = re.compile(
    rf"(?<![A-Za-z])(?:page|pg\.?|p\.|paqe|sheet)\s?:?\s?#?{_N}\s?(?:of|/|out of|0f)\s?{_N}(?![\d/])",
    re.IGNORECASE,
)
_BARE = re.compile(rf"^\W*{_N}\s?(?:of|/)\s?{_N}\W*$", re.IGNORECASE)
_DIGITS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})


def find(sheet: Sheet) -> Iterator[Draft]:
    for cell in sheet.cells:
        match = _NAMED.search(cell.text)
        certainty = 0.98
        if match is None and _in_margin(cell):
            match, certainty = _BARE.match(cell.text), 0.8
        value = _value(match) if match is not None else None
        if match is not None and value is not None:
            yield draft(sheet, cell, match.span(), "page.of", value, certainty)


def _in_margin(cell: Cell) -> bool:
    return cell.box.y1 < 0.1 or cell.box.y0 > 0.9


def _value(match: re.Match[str]) -> str | None:
    one, all_ = match[1].translate(_DIGITS), match[2].translate(_DIGITS)
    if not (one.isdigit() and all_.isdigit()) or not 1 <= int(one) <= int(all_):
        return None
    return f"{int(one)}/{int(all_)}"
