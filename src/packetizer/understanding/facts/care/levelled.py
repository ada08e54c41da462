"""A table's rows whole again: of a sheet that was scanned a little askew, some cells of a row stand apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from packetizer.model import Box
from packetizer.understanding.facts.layout import Cell, Sheet

_LEVEL = 0.85  # of a line's height: what stands nearer is of one line
_NEAR = 2  # rows

Row = tuple[Cell, ...]


def levelled(sheet: Sheet) -> Sheet:
    """The sheet with each headless piece of a row in the row whose head stands at its height."""
    homes = {number: near for number, row in enumerate(sheet.rows) if (near := _home(sheet.rows, number))}
    if not homes:
        return sheet
    rows: dict[int, Row] = {number: row for number, row in enumerate(sheet.rows) if number not in homes}
    for number, (home, _) in homes.items():
        together = (*rows.get(home, ()), *sheet.rows[number])
        if home in rows and not _collide(together):
            rows[home] = tuple(sorted(together, key=lambda cell: cell.box.x0))
        else:
            rows[number] = sheet.rows[number]
    made = tuple(
        tuple(replace(cell, row=at, place=place) for place, cell in enumerate(rows[number]))
        for at, number in enumerate(sorted(rows))
    )
    return replace(sheet, rows=made, cells=tuple(cell for row in made for cell in row))


def _home(rows: Sequence[Row], number: int) -> tuple[int, float] | None:
    """The nearest row with a head that this one has a gap to fill of, and how far off that is."""
    piece, found = rows[number], []
    for near in range(max(number - _NEAR, 0), min(number + _NEAR + 1, len(rows))):
        head = rows[near]
        if near != number and head[0].box.x1 < piece[0].box.x0 and not _collide((*piece, *head)):
            apart = min(_apart(one.box, other.box) for one in piece for other in head)
            if apart < _LEVEL:
                found.append((near, apart))
    return min(found, key=lambda home: home[1], default=None)


def _apart(one: Box, other: Box) -> float:
    """How far the middles of two cells are apart, in heights of the higher one."""
    return abs(one.y0 + one.y1 - other.y0 - other.y1) / 2 / max(one.height, other.height, 1e-6)


def _collide(cells: Sequence[Cell]) -> bool:
    ordered = sorted(cells, key=lambda cell: cell.box.x0)
    return any(one.box.x1 > other.box.x0 for one, other in pairwise(ordered))
