"""Days without a year in a page's cells, and the year that the dates around them give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from packetizer.model import DateRange, Page
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.datelists import LIST
from packetizer.understanding.facts.dates.datespots import (
    BIRTH,
    DEADLINE,
    FILLED,
    LETTER,
    NONE,
    OTHER,
    PLAIN,
    SERVICE,
    DatedSpot,
)
from packetizer.understanding.facts.dates.daycolumns import (
    WEEKDAY_LONG,
    in_table,
    labelled_outside,
    of_service,
)
from packetizer.understanding.facts.dates.months import PrintedDate
from packetizer.understanding.facts.dates.yearless import find_days, in_year
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.page.once import once_a_page

_NO_OWN = (BIRTH, DEADLINE, OTHER, FILLED)
_DOTS = 2  # of a date
_RUNS_ON_FOR = 120  # days at most from a row's date to that of the next
_ROWS_ON = 3  # rows at most between them
_SAME_EDGE = 0.02
_ENOUGH_ROWS = 2  # that a day without a year opens


def with_days(sheet: Sheet, cell: Cell, found: Sequence[PrintedDate], taken: int) -> list[PrintedDate]:
    """The dates found in a cell, and the days without a year beside them, from the left.

    In a list a day has the year of the date that ends it: `October 7 and October 14, 2025`.
    """
    made = list(found)
    for day in reversed(_days_in(sheet, cell)):
        if day.start < taken or any(day.start < other.end and other.start < day.end for other in found):
            continue
        after = min((other for other in made if other.start >= day.end), key=lambda p: p.start, default=None)
        listed = after is not None and not after.no_year and LIST.match(cell.text[day.end : after.start])
        dated = in_year(day, after.last) if after is not None and listed else None
        if after is not None and dated is not None and _whole_months(dated, after, cell.text):
            made[made.index(after)] = replace(after, value=DateRange(dated.last, after.last), start=day.start)
            continue
        made.append(dated or day)
    return sorted(made, key=lambda printed: printed.start)


def _whole_months(first: PrintedDate, last: PrintedDate, text: str) -> bool:
    """`July 1  July 31, 2026`: a period whose dash was not read, from the first of a month to its end."""
    if isinstance(last.value, DateRange) or not text[first.end : last.start].isspace():
        return False
    return first.last.day == 1 and first.last < last.value and (last.value + timedelta(days=1)).day == 1


def _days_in(sheet: Sheet, cell: Cell) -> tuple[PrintedDate, ...]:
    """The days of a cell that stand without a year; four bare figures only in a table's column of dates."""
    joined = re.fullmatch(r"(\d\d)(\d\d)", cell.text.strip())
    if joined is not None and of_service(sheet, cell) and labelled_outside(sheet, cell):
        days = find_days(f"{joined[1]}/{joined[2]}", sheet.lexicon, in_table=True)
        return tuple(replace(day, start=0, end=len(cell.text)) for day in days)
    return find_days(
        cell.text,
        sheet.lexicon,
        in_table=in_table(sheet, cell),
        dotted=_prints_dots(sheet.page),
        encounters=sheet.lexicon.clauses.named_days,
    )


@once_a_page
def _prints_dots(page: Page) -> bool:
    """Whether the page writes its dates with dots: `05.22.2026`."""
    words = (word.text for word in page.words)
    return any(word.count(".") == _DOTS and bool(find_dates(word)) for word in words)


def rows_dated(sheet: Sheet, spots: Sequence[DatedSpot]) -> list[DatedSpot]:
    """The spots; days that open the rows of a table have the year of the page's latest date.

    What is to come (a deadline) and births give none.
    """
    full = [spot.printed.last for spot in spots if not spot.printed.no_year and spot.role not in _NO_OWN]
    own = [spot.printed.last for spot in spots if spot.role == LETTER and not spot.printed.no_year]
    full = own or full
    opening = [spot for spot in spots if spot.printed.no_year and _opens_row(sheet, spot)]
    made: list[DatedSpot] = []
    for spot in spots:
        dated = None
        above = _dated_above(spot, made)
        if above is not None:
            dated = in_year(spot.printed, above, ahead=True)
            dated = dated if dated is not None and (dated.last - above).days <= _RUNS_ON_FOR else None
        if dated is None and len(opening) >= _ENOUGH_ROWS and full and spot in opening:
            dated = in_year(spot.printed, max(full))
        made.append(replace(spot, printed=dated) if dated is not None else spot)
    return made


def _dated_above(spot: DatedSpot, before: Sequence[DatedSpot]) -> date | None:
    """The date in the column of a day, on the row above: `8/4/25` over `8/7` over `8/11`."""
    if not spot.printed.no_year or not _in_column(spot):
        return None
    for over in reversed(before):
        if over.cell.row < spot.cell.row and abs(over.cell.box.x0 - spot.cell.box.x0) < _SAME_EDGE:
            known = (
                over.role in (NONE, PLAIN, SERVICE)
                and not over.printed.no_year
                and _in_column(over)
                and spot.cell.row - over.cell.row <= _ROWS_ON
            )
            return over.printed.last if known else None
    return None


def _in_column(spot: DatedSpot) -> bool:
    """Whether a date is all that its cell holds, but for its weekday."""
    return len(spot.cell.text) - (spot.printed.end - spot.printed.start) <= WEEKDAY_LONG


def _opens_row(sheet: Sheet, spot: DatedSpot) -> bool:
    return not spot.cell.place and not spot.printed.start and len(sheet.rows[spot.cell.row]) > 1
