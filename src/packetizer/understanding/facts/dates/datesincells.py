"""The dates of a page's cells, also where a column or a line's end breaks them, or the year stands apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from packetizer.model import DateRange
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.datespots import DatedSpot
from packetizer.understanding.facts.dates.daycolumns import (
    billed_in_boxes,
    labelled_outside,
    row_dated,
    signed_in_box,
)
from packetizer.understanding.facts.dates.months import MONTH_NAME, PrintedDate
from packetizer.understanding.facts.dates.yearless import find_days
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.lore.daywords import DayWords
from packetizer.understanding.lore.phrasing import Framed

_YEAR = 366  # days of the longest period that is an account's
_PERIOD = 62  # days at most that a line of a claim form is for
_FROM = Framed(DayWords, r"\b%{begins}[\s:.]*$")
_THRU = Framed(DayWords, r"%{ends}[\s:.]*")
# "December 11," in a narrow column, its year in the line below; "… October" at a line's end
_NO_YEAR = re.compile(
    r"^\W*(?:[A-Za-z]{3,9}\.?\s?\d{1,2},?|\d{1,2}[\s-][A-Za-z]{3,9}-?|\d{1,2}/\d{1,2}/)(?=$|\s+[A-Z]?\d{4})"
)
_MONTH_LAST = re.compile(
    r"(?<!\w)(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?(?:\s\d{1,2},?)?$",
    re.IGNORECASE,
)
# A date or a range that a line's end cuts: "on 22" over "August 2024", "from 8/9/2025 -" over "8/29/2025".
# A year of two digits is none there: what begins the next line may be any number.
_CUT = re.compile(r"(?:\d|\b(?:to|thru|through)|[-–—]|\d,|[A-Za-z]{3,9}\.?)$", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:(?:to|thru|through)\b|[-–—]|\d|[A-Za-z]{3,9}\.?\s\d)", re.IGNORECASE)
# "13", "JUL": what may be the first part of a date whose parts a wide print sets apart
_DAY_ALONE = re.compile(rf"\d{{1,2}}|{MONTH_NAME}\.?(?:\s\d{{1,2}},?)?")
_PARTS, _APART = 3, 3.0  # cells of one date; heights of print between two of them


def may_hold_date(cell: Cell) -> bool:
    return any(char.isdigit() for char in cell.text) or _MONTH_LAST.search(cell.text) is not None


def printed_in(sheet: Sheet, cell: Cell) -> tuple[PrintedDate, ...]:
    """The dates of a cell; a stamp's year may stand apart from its day."""
    named = any(label.role.startswith("date.") for label in cell.labels)
    labelled = (
        named
        or (labelled_outside(sheet, cell) and not row_dated(sheet, cell))
        or billed_in_boxes(sheet, cell)
        or signed_in_box(sheet, cell)
    )
    found = _from_to(cell, find_dates(cell.text, labelled=labelled))
    right = sheet.right_of(cell)
    if not found and _NO_YEAR.search(cell.text):
        found = _year_under(sheet, cell)
    if len(found) == 1 and right is not None:
        found = _to_the_right(sheet, cell, found[0], right) or found
    if found or right is None:
        return found
    if _DAY_ALONE.fullmatch(cell.text.strip()):
        return _day_apart(sheet, cell)
    if not re.fullmatch(r"(?:19|20)\d{2}", right.text.strip()):
        return ()
    joined = find_dates(f"{cell.text} {right.text}")
    return tuple(replace(made, end=len(cell.text)) for made in joined if made.start < len(cell.text))


def _day_apart(sheet: Sheet, cell: Cell) -> tuple[PrintedDate, ...]:
    """A date whose day, month or year stands a little apart, as tills print: `13  JUL 2026`."""
    row = sheet.rows[cell.row][cell.place : cell.place + _PARTS]
    near = cell.box.height * _APART * sheet.page.height / sheet.page.width
    parts = [cell.text.strip()]
    for before, after in pairwise(row):
        if after.box.x0 - before.box.x1 > near:
            break
        parts.append(after.text)
        for made in find_dates(" ".join(parts)):
            if not made.start and made.end > len(cell.text):
                return (replace(made, end=len(cell.text)),)
    return ()


def _from_to(cell: Cell, found: tuple[PrintedDate, ...]) -> tuple[PrintedDate, ...]:
    """Two dates that open a row one behind the other are the first and last day of its service."""
    if (
        len(found) != 2
        or cell.place
        or found[0].start
        or not cell.text[found[0].end : found[1].start].isspace()
    ):
        return found
    one, two = found
    if isinstance(one.value, DateRange) or isinstance(two.value, DateRange):
        return found
    if not 0 < (two.value - one.value).days <= _PERIOD:
        return found
    return (replace(one, value=DateRange(one.value, two.value), end=two.end, swapped=None),)


def _to_the_right(sheet: Sheet, cell: Cell, first: PrintedDate, right: Cell) -> tuple[PrintedDate, ...]:
    """A period whose last day has a cell of its own: under `From` and `Through`, or behind them."""
    behind = find_dates(right.text)
    if len(behind) != 1 or first.end != len(cell.text) or behind[0].end != len(right.text):
        return ()
    one, two = first.value, behind[0].value
    if isinstance(one, DateRange) or isinstance(two, DateRange) or one >= two:
        return ()
    whole = replace(first, value=DateRange(one, two), swapped=None)
    if not right.text[: behind[0].start].strip() and _whole_months(one, two):
        return (whole,)
    heads = (cell.text[: first.start], right.text[: behind[0].start])
    if not any(head.strip() for head in heads):
        heads = (_head_of(sheet, cell), _head_of(sheet, right))
    words = sheet.lexicon.days
    if not _FROM.of(words).search(heads[0]) or not _THRU.of(words).fullmatch(heads[1]):
        return ()
    return (whole,)


def _whole_months(first: date, last: date) -> bool:
    """`January 1, 2026   March 31, 2026`: an account's period, whose dash was not read."""
    return first.day == 1 and (last + timedelta(days=1)).day == 1 and (last - first).days < _YEAR


def _head_of(sheet: Sheet, cell: Cell) -> str:
    """The words over a column."""
    over = (other.text for other in sheet.above(cell.box, cell.row, 40))
    return next((text for text in over if not any(char.isdigit() for char in text)), "")


def ends_period(sheet: Sheet, cell: Cell, spots: Sequence[DatedSpot]) -> bool:
    """Whether a cell has the last day of the period in the cell to its left."""
    before = spots[-1] if spots else None
    if before is None or before.cell is not sheet.left_of(cell):
        return False
    found = find_dates(cell.text)
    period = before.printed.value
    return (
        before.printed.end == len(before.cell.text)
        and isinstance(period, DateRange)
        and [period.last] == [other.value for other in found]
        and period.last not in (other.last for other in find_dates(before.cell.text))
    )


def _year_under(sheet: Sheet, cell: Cell) -> tuple[PrintedDate, ...]:
    """A date that a narrow column broke before its year."""
    head = _NO_YEAR.match(cell.text)
    for under in sheet.below(cell, 1):
        year = re.match(r"(?:19|20)\d{2}\b", under.text)
        if head is None or year is None or abs(under.box.x0 - cell.box.x0) > 0.012:
            continue
        joint = "" if head[0].endswith(("-", "/")) else " "
        joined = find_dates(f"{head[0]}{joint}{year[0]}")
        return tuple(replace(made, end=head.end()) for made in joined[:1])
    return ()


def crossing(sheet: Sheet, cell: Cell) -> tuple[PrintedDate, Cell, int] | None:
    """The date that goes on in the next line, the cell it goes on in, and how far into that."""
    below = _next_line(sheet, cell)
    if below is None or not _CUT.search(cell.text) or not _GOES_ON.match(below.text):
        return None
    if cell.text[-1].isdigit() and below.text[0].isdigit() and not _MONTH_LAST.search(cell.text):
        return None
    border = len(cell.text)
    text = f"{cell.text} {below.text}"
    own = next((day.start for day in find_days(cell.text, sheet.lexicon) if day.end == border), border)
    for made in (*find_dates(text), *find_days(text, sheet.lexicon)):
        loose = made.short_year and not made.no_year and not isinstance(made.value, DateRange)
        if made.start < border and made.end > border + 1 and made.start <= own and not loose:
            return replace(made, end=border), below, made.end - border - 1
    return None


def _next_line(sheet: Sheet, cell: Cell) -> Cell | None:
    """Where the text of a cell goes on: the next line of running text, or what stands right under it."""
    if cell.row + 1 >= len(sheet.rows):
        return None
    if sheet.right_of(cell) is None and not cell.place:
        return sheet.rows[cell.row + 1][0]
    starts = [word.box.x0 for word in cell.line.words]
    return next(
        (other for other in sheet.below(cell, 1) if any(abs(other.box.x0 - x0) < 0.015 for x0 in starts)),
        None,
    )
