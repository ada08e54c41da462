"""Periods: days that share a month or a year, `March 4-8, 2024`, and two dates with a dash between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from packetizer.model import DateRange
from packetizer.understanding.facts.dates.months import (
    FIRST_YEAR,
    LAST_YEAR,
    PrintedDate,
    make_date,
    month_of,
    year_in,
)

_MONTH_RANGE = re.compile(
    r"(?<![\w/])([A-Za-z0|1][A-Za-z0-9|]{2,9})\.?\s{1,2}(\d{1,2})\s?(?:-|–|to|through|"
    r"thru)\s?(\d{1,2}),?\s{1,2}(\d{4})(?!\d)"
)
_DAY_FIRST_RANGE = re.compile(
    r"(?<![\w/.-])(\d{1,2})(?:\s([A-Za-z]{3,9})\.?)?\s?(?:-|–|to|through|thru)\s?(\d{1,2})\s([A-Za-z]{3,9})\.?,?\s(\d{4}|['’]?\d{2})(?![\w:/%-]|\.\d)"
)
_OPEN_RANGE = re.compile(
    r"(?<![\w/$#-])(\d{1,2})/(\d{1,2})\s?(?:-|–|to|through|thru)\s?(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?![\w/])"
)
_MONTH_OPEN_RANGE = re.compile(
    r"(?<![\w/])([A-Za-z]{3,9})\.?\s(\d{1,2})\s?(?:-|–|to|through|"
    r"thru)\s?([A-Za-z]{3,9})\.?\s(\d{1,2}),?\s(\d{4})(?!\d)"
)
_BETWEEN_RANGE = re.compile(
    r"(?<=etween\s)([A-Za-z]{3,9})\.?\s(\d{1,2})\sand\s(?:([A-Za-z]{3,9})\.?\s)?(\d{1,2}),?\s(\d{4})(?!\d)"
)
_JOIN = re.compile(r"^\s?(?:-|–|—|to|through|thru|and ending|until|~)\s?$", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s$", re.IGNORECASE)


def ranges(text: str) -> Iterator[PrintedDate]:
    """Ranges with a named month that share it or a year: `March 4-8, 2024`."""
    for match in _MONTH_RANGE.finditer(text):
        month = month_of(match[1])
        if month is not None:
            year = int(match[4])
            yield from _range(
                make_date(year, month[0], int(match[2])), make_date(year, month[0], int(match[3])), match
            )
    for match in (*_MONTH_OPEN_RANGE.finditer(text), *_BETWEEN_RANGE.finditer(text)):
        one, two, year = month_of(match[1]), month_of(match[3] or match[1]), int(match[5])
        if one is not None and two is not None:
            yield from _range(
                make_date(year, one[0], int(match[2])), make_date(year, two[0], int(match[4])), match
            )


def day_first_ranges(text: str) -> Iterator[PrintedDate]:
    """`11-17 January 2026`, `11-17 Jan 26`"""
    for match in _DAY_FIRST_RANGE.finditer(text):
        one, two, dated = month_of(match[2] or match[4]), month_of(match[4]), year_in(match[5].strip("'’"))
        if one is not None and two is not None and dated is not None:
            yield from _range(
                make_date(dated[0], one[0], int(match[1])), make_date(dated[0], two[0], int(match[3])), match
            )


def open_ranges(text: str) -> Iterator[PrintedDate]:
    """`03/04-03/08/2024`"""
    for match in _OPEN_RANGE.finditer(text) if "/" in text else ():
        dated = year_in(match[5])
        if dated is not None:
            numbers = [int(match[i]) for i in range(1, 5)]
            first = make_date(dated[0], numbers[0], numbers[1])
            yield from _range(first, make_date(dated[0], numbers[2], numbers[3]), match)


def _range(first: date | None, last: date | None, match: re.Match[str]) -> Iterator[PrintedDate]:
    """From a day to itself is that day."""
    if first is not None and last is not None and first <= last and FIRST_YEAR <= first.year <= LAST_YEAR:
        value = DateRange(first, last) if first < last else first
        yield PrintedDate(value, match.start(), match.end(), 0.98)


def joined(found: tuple[PrintedDate, ...], text: str) -> tuple[PrintedDate, ...]:
    """Two dates with a dash or "to" between them become the range that is printed."""
    made: list[PrintedDate] = []
    for item in found:
        before = made[-1] if made else None
        joined = _join(before, item, text) if before is not None else None
        if joined is not None:
            made[-1] = joined
        else:
            made.append(item)
    return tuple(made)


def _join(one: PrintedDate, two: PrintedDate, text: str) -> PrintedDate | None:
    if isinstance(one.value, DateRange) or isinstance(two.value, DateRange):
        return None
    between = text[one.end : two.start].strip() == "and" and _BETWEEN.search(text, 0, one.start)
    if not (between or _JOIN.match(text[one.end : two.start])) or one.value > two.value:
        return None
    sure = min(one.sure, two.sure)
    if one.value == two.value:  # a day from itself to itself
        return replace(one, end=two.end, sure=sure)
    swapped = _swapped(one, two)
    return PrintedDate(
        DateRange(one.value, two.value), one.start, two.end, sure, swapped, one.day_first or two.day_first,
        one.short_year or two.short_year,
    )  # fmt: skip


def _swapped(one: PrintedDate, two: PrintedDate) -> DateRange | None:
    """The other reading of a range, where both its days have one and it runs forward."""
    first, last = one.swapped, two.swapped
    if isinstance(first, date) and isinstance(last, date) and first < last:
        return DateRange(first, last)
    return None
