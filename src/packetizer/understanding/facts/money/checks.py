"""Pictures of checks on one page, as a bank prints them behind a statement: each is a payment of its own day.

A check says its amount in figures, in words, and once more under the picture, where the bank tells when it
was posted; the day that counts is the one its writer set on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.money.find import MoneySpot
from packetizer.understanding.facts.names.merchantwords import wordings_of

_ABOVE, _BELOW = 4, 1  # rows from a check's payee to its day
_BESIDE = 1  # rows from its payee to its amount, where the picture hangs
_FEWEST = 2  # on a page that is a sheet of checks
_LONGEST = 24  # characters before and behind a check's day: "Date", "DATE ____"


@dataclass(frozen=True, slots=True)
class Check:
    """A check's payee, its day with its place, and its amount in figures."""

    payee: Cell
    dated: Cell
    span: tuple[int, int]
    day: date
    spot: MoneySpot


def checks_on(sheet: Sheet, spots: Sequence[MoneySpot]) -> tuple[Check, ...]:
    """The checks of a page that shows several."""
    words = wordings_of(sheet.lexicon)
    payees = [cell for cell in sheet.cells if words.payee.match(cell.text.lstrip("| "))]
    found = [check for cell in payees if (check := _check(sheet, cell, spots)) is not None]
    # "Pay to the" over "order of": the lower one stands beside the name
    by_amount = {check.spot.cell: check for check in found}
    return tuple(by_amount.values()) if len(by_amount) >= _FEWEST else ()


def _check(sheet: Sheet, payee: Cell, spots: Sequence[MoneySpot]) -> Check | None:
    beside = [spot for spot in spots if abs(spot.cell.row - payee.row) <= _BESIDE and spot.printed.value > 0]
    day = next(_days(sheet, payee), None)
    if not beside or day is None:
        return None
    spot = min(beside, key=lambda one: (abs(one.cell.row - payee.row), -one.box.x0))
    return Check(payee, *day, spot)


def _days(sheet: Sheet, payee: Cell) -> Iterator[tuple[Cell, tuple[int, int], date]]:
    """The days that stand alone near a check's payee, above it first."""
    rows = [*range(payee.row, payee.row - _ABOVE - 1, -1), *range(payee.row + 1, payee.row + _BELOW + 1)]
    for row in rows:
        for cell in sheet.rows[row] if 0 <= row < len(sheet.rows) else ():
            for found in find_dates(cell.text):
                alone = found.start <= _LONGEST and len(cell.text) - found.end <= _LONGEST
                if alone and isinstance(found.value, date):
                    yield cell, (found.start, found.end), found.value
