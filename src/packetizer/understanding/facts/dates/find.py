"""Dates and what they are of: letter, service, receipt, deadline, payment, signature, birth.

The words that name a date stand before it on its line, in the cell to its left, or above it; in running text
they may end on the line before. A date that nothing names is left for `settle`, which knows the paper's type.

Which dates stand in a page's cells, `datesincells` and `daysincells` find; what names them, `births`,
`datelabels`, `datelists`, `dateprose`, `signing` and `clausedays`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from packetizer.model import DateRange, Page
from packetizer.understanding.facts.dates.births import birth_of, born_behind, born_beside
from packetizer.understanding.facts.dates.clausedays import born_to, said_of
from packetizer.understanding.facts.dates.datelabels import (
    has_words,
    label_after,
    label_before,
    label_left,
    label_over,
)
from packetizer.understanding.facts.dates.datelists import continued
from packetizer.understanding.facts.dates.dateprose import said_before
from packetizer.understanding.facts.dates.datesincells import crossing, ends_period, may_hold_date, printed_in
from packetizer.understanding.facts.dates.datespots import (
    ANSWERED,
    BIRTH,
    DEADLINE,
    KIN,
    LETTER,
    NONE,
    OTHER,
    OWN,
    PLAIN,
    RECEIVED,
    SERVICE,
    SIGNED,
    DatedSpot,
)
from packetizer.understanding.facts.dates.daycolumns import billed_in_boxes
from packetizer.understanding.facts.dates.dayfirst import oriented, prints_day_first
from packetizer.understanding.facts.dates.daysincells import rows_dated, with_days
from packetizer.understanding.facts.dates.months import PrintedDate
from packetizer.understanding.facts.dates.signing import over_signature, signature_of, stamp_of
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.facts.under import label_under
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.page.once import once_a_page

_WROTE = re.compile(r"^[^.;:]{0,60}\bwrote\s?:", re.IGNORECASE)  # an older mail, quoted
_OF_ONE_DAY = (BIRTH, LETTER, SIGNED, RECEIVED, DEADLINE)


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    """Facts for the dates whose role their own words give."""
    for spot in dated_spots(sheet.page, lexicon):
        if spot.role.startswith("date.") and spot.role not in (PLAIN, OTHER, ANSWERED, KIN, *OWN):
            yield date_draft(sheet, spot, spot.role, spot.certainty)


def date_draft(sheet: Sheet, spot: DatedSpot, kind: str, certainty: float) -> Draft:
    value = spot.printed.value
    if kind == BIRTH:
        value = birth_of(value, sheet)
    span = (spot.printed.start, spot.printed.end)
    return draft(sheet, spot.cell, span, kind, value, certainty * spot.printed.sure)


def dated_spots(page: Page, lexicon: Lexicon) -> tuple[DatedSpot, ...]:
    """Every date on the page with its role."""
    return tuple(spot for spot in all_spots(page, lexicon) if not spot.printed.no_year)


@once_a_page
def all_spots(page: Page, lexicon: Lexicon) -> tuple[DatedSpot, ...]:
    """Every date on the page with its role, and every day that stands without a year."""
    sheet = sheet_of(page, lexicon)
    day_first = prints_day_first(page, lexicon)
    spots: list[DatedSpot] = []
    reached: dict[tuple[int, int], int] = {}  # how far a date of the line above goes on in a cell
    for cell in sheet.cells:
        if not may_hold_date(cell) or ends_period(sheet, cell, spots):
            continue
        taken = reached.get((cell.row, cell.place), 0)
        found = [printed for printed in printed_in(sheet, cell) if printed.start >= taken]
        broken = crossing(sheet, cell)
        if broken is not None:
            last, below, reach = broken
            found = [*(printed for printed in found if printed.end <= last.start), last]
            reached[below.row, below.place] = reach
        for printed in with_days(sheet, cell, found, taken):
            role, certainty, stamped = _called(sheet, cell, printed, spots, taken)
            spots.append(DatedSpot(cell, oriented(printed, day_first), role, certainty, stamped))
    return tuple(rows_dated(sheet, spots))


def _called(
    sheet: Sheet, cell: Cell, printed: PrintedDate, before: Sequence[DatedSpot], taken: int
) -> tuple[str, float, bool]:
    """The role of a date, how sure that is, and whether a rubber stamp gives it.

    What its clause says outranks what a label calls it; the line above reaches into its cell up to `taken`.
    """
    stamp = stamp_of(sheet, cell, printed)
    role, certainty = stamp or _role(sheet, cell, printed, before, taken)
    if _WROTE.match(cell.text[printed.end :]):
        role, certainty = OTHER, 0.9
    elif role == BIRTH:
        kin = born_to(cell, printed, sheet.lexicon.clauses)
        role, certainty = (KIN, 0.9) if kin else (role, certainty)
    elif stamp is None:
        role, certainty = said_of(sheet, cell, printed, role) or (role, certainty)
    if role in _OF_ONE_DAY and isinstance(printed.value, DateRange):
        role, certainty = OTHER, 0.5  # a period that stands under the label of a day
    return role, certainty, stamp is not None


def _role(
    sheet: Sheet, cell: Cell, printed: PrintedDate, before: Sequence[DatedSpot], taken: int
) -> tuple[str, float]:
    """The first that names a date: its own cell, the list that it is in, the cells around, then the prose."""
    if born_behind(sheet, cell, printed):
        return BIRTH, 0.88
    label = label_before(cell, printed.start, before, sheet.lexicon.days)
    if label is not None:
        signed = signature_of(sheet, cell, printed) if label[0] == PLAIN else None
        return signed or label
    listed = continued(cell, before) if not has_words(cell.text[taken : printed.start]) else None
    outside = listed or _label_outside(sheet, cell, printed, before)
    if outside is not None:
        return outside
    said = signature_of(sheet, cell, printed) or said_before(sheet, cell, printed)
    return said or label_after(cell, printed) or (NONE, 0.0)


def _label_outside(
    sheet: Sheet, cell: Cell, printed: PrintedDate, before: Sequence[DatedSpot]
) -> tuple[str, float] | None:
    """A label in the cell to the left, above or below, where no words stand before the date in its own."""
    if has_words(cell.text[: printed.start]):
        return None
    if billed_in_boxes(sheet, cell):
        return SERVICE, 0.94
    left = label_left(sheet, cell)
    if left is None or left[0] == PLAIN:
        left = (signature_of(sheet, cell, printed) if cell.place else None) or left
    found = left or label_over(sheet, cell, printed, before)
    if found is not None:
        return found
    under = label_under(sheet, cell)
    if under is not None and under.role.startswith("date."):
        signing = under.role == PLAIN and over_signature(sheet, cell)
        return (SIGNED if signing else under.role), 0.9
    return (BIRTH, 0.78) if born_beside(sheet, cell, printed) else None
