"""A number that a line breaks behind its hyphen: `Reference 260828-` and `5590137.` on the next line."""

from __future__ import annotations

import re

from packetizer.understanding.facts.layout import Cell, Sheet

_BROKEN = re.compile(r"[-–]\s*$")
_GOES_ON = re.compile(r"\s*((?=[A-Z-]*\d)[A-Z\d]{2,}(?:-[A-Z\d]+)*)(?=[.,;:)]?(?:\s|$))(?!\s?[/–]|\.\d)")


def rest_of_number(sheet: Sheet, cell: Cell, end: int) -> str:
    """What the next line has of a number that ends there with a hyphen, with it; "" where it is whole."""
    last = sheet.right_of(cell) is None and cell.row + 1 < len(sheet.rows)
    if not last or not _BROKEN.fullmatch(cell.text[end:]):
        return ""
    rest = _GOES_ON.match(sheet.rows[cell.row + 1][0].text)
    return f"-{rest[1]}" if rest is not None else ""
