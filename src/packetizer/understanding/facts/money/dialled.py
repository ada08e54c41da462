"""Figures that go on as a telephone number: never money, however a reader or the end of a line cut them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from packetizer.understanding.facts.layout import Cell, Sheet

_CELL, _LINE = "\t", "\n"
_BETWEEN = r"(?:\s?[-–—.]\s?|\)\s?[-–—]?\s?|\s)"
# 3-3-4, an area and an exchange never begin with 0 or 1: "(800) 555-0126", "800-⏎555-0126"
_NUMBER = re.compile(
    rf"(?<![\w$.,])(?:1{_BETWEEN})?\(?[2-9]\d\d(?P<one>{_BETWEEN})[2-9]\d\d(?P<two>{_BETWEEN})(?P<last>\d{{4}})(?!\w|[.,]\d)"
)
_SEVERAL = (_CELL, _LINE)


def dialled(sheet: Sheet, cell: Cell, start: int, end: int) -> bool:
    """Whether what stands there is a part of a telephone number, which may go on beside it or below."""
    return any(
        match.start() < end + shift and start + shift < match.end() and _is_one(match)
        for text, shift in _around(sheet, cell)
        for match in _NUMBER.finditer(text)
    )


def _is_one(match: re.Match[str]) -> bool:
    """A table's whole dollars may look so: what ties a number is a dash, a bracket, a nought, one cell."""
    between = match["one"] + match["two"]
    return bool(between.strip()) or match["last"].startswith("0") or not any(x in between for x in _SEVERAL)


def _around(sheet: Sheet, cell: Cell) -> Iterator[tuple[str, int]]:
    """The cell's text with what may go on with it, and how far its own text is moved there."""
    row = sheet.rows[cell.row]
    ahead = _CELL.join([*(other.text for other in row[: cell.place]), ""])
    behind = _CELL.join(["", *(other.text for other in row[cell.place + 1 :])])
    yield f"{ahead}{cell.text}{behind}", len(ahead)
    if cell.place == len(row) - 1 and cell.row + 1 < len(sheet.rows):
        yield f"{cell.text}{_LINE}{sheet.rows[cell.row + 1][0].text}", 0
    if cell.place == 0 and cell.row:
        above = sheet.rows[cell.row - 1][-1].text + _LINE
        yield f"{above}{cell.text}", len(above)
    for below in sheet.below(cell, 1)[:1]:
        yield f"{cell.text}{_LINE}{below.text}", 0
