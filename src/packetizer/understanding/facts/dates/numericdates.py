"""Dates in digits alone: `03/04/2024`, `2024-03-04`, and beside a label `030424`.

Month comes first, as printed in the United States; day first only where a number proves it (`13/02/2024`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from packetizer.understanding.facts.dates.months import DIGIT, PrintedDate, make_date, number_in, year_in

_SEP = r"\s?([/.\-–])\s?"
_NUMERIC = re.compile(
    rf"(?<![\w/$#])(?<!\d[.,])({DIGIT}{{1,4}}){_SEP}({DIGIT}{{1,2}})\s?\2\s?({DIGIT}{{4}}|{DIGIT}{{2}})(?![\w/]|[.,]\d)"
)
# The time of a receipt may be printed on to its date: "21/02/1814:23:01", "2016-07-3113:48"; a
# computer's has a T between, a gate's IN or OUT.
_WITH_TIME = re.compile(
    r"(?<![\w/$#])(\d{1,2}|\d{4})([/-])(\d{1,2})\2(\d{4}|\d{2})(?=(?:T|IN\s?|OUT\s?)?\d{1,2}:\d{2})"
)
# The days of a service in a computer's list: "20251230-20251230"
_COMPACT_RANGE = re.compile(r"(?<![\w/.$-])((?:19|20)\d{6})\s?[-–]\s?((?:19|20)\d{6})(?![\w/]|[.,-]\d)")
_COMPACT = re.compile(r"(?<![\w/.$-])(\d{8}|\d{6})(?![\w/]|[.,-]\d)")
_MONTHS = frozenset("123456789")
_BOXES = re.compile(r"(?<![\w/.$-])(\d{1,2})\s{1,2}(\d{1,2})\s{1,2}(\d{4}|\d{2})(?![\w/]|[.,-]\d)")


def numeric(text: str) -> Iterator[PrintedDate]:
    for pattern in (_NUMERIC, _WITH_TIME):
        match = pattern.search(text)
        while match is not None:
            made = _numeric_date(text, match)
            if made is not None:
                yield made
            match = pattern.search(text, match.end() if made is not None else match.start() + 1)


def compact_ranges(text: str) -> Iterator[PrintedDate]:
    """Two dates of eight digits with a dash between, each to be joined with the other."""
    for match in _COMPACT_RANGE.finditer(text):
        days = [_from_parts(digits[:4], digits[4:6], digits[6:]) for digits in match.groups()]
        for number, found in enumerate(days, 1):
            if found is not None and all(days):
                yield replace(found, start=match.start(number), end=match.end(number), sure=0.95)


def _numeric_date(text: str, match: re.Match[str]) -> PrintedDate | None:
    """What looks like a date and is none hides no date that begins in it: `D.O.B. 09-14-77`."""
    first, separator, second, third = match.groups()
    printed = "".join((first, second, third))
    digits = sum(char.isdigit() for char in printed)
    if separator in "-–" and _goes_on(text, match):
        return None
    if digits < 4 or digits * 3 < len(printed) * 2 or (separator == "." and len(first) == 3):
        return None
    found = _from_parts(first, second, third)
    if found is None or (separator == "." and found.short_year and not _dotted(first, second)):
        return None
    sure = found.sure * (0.97 if separator == "." else 1.0)
    return replace(found, start=match.start(), end=match.end(), sure=sure)


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """`12-03-04-5678`: a number with dashes, not a date with dashes."""
    before, after = text[max(match.start() - 2, 0) : match.start()], text[match.end() : match.end() + 2]
    return bool(re.fullmatch(r"\w-", before) or re.match(r"-\w", after))


def _dotted(first: str, second: str) -> bool:
    """`03.04.24` is a date as often as not, `6.18.26` mostly; `1.2.24` is a number of a section."""
    return len(second) == 2 and (
        len(first) == 2 or (first in _MONTHS and second.isdigit() and int(second) > 12)
    )


def _from_parts(first: str, second: str, third: str) -> PrintedDate | None:
    one, two = number_in(first), number_in(second)
    if one is None or two is None:
        return None
    repaired = one[1] or two[1] or not third.isdigit()
    sure = 0.85 if repaired else 1.0
    if len(first) == 4:  # year first
        year = year_in(first)
        three = number_in(third)
        if year is None or three is None or len(third) != 2:
            return None
        value = make_date(year[0], two[0], three[0])
        return None if value is None else PrintedDate(value, 0, 0, sure)
    year = year_in(third)
    if year is None or len(first) > 2:
        return None
    return _month_or_day_first(year, one[0], two[0], sure)


def _month_or_day_first(year: tuple[int, bool], one: int, two: int, sure: float) -> PrintedDate | None:
    us, other = make_date(year[0], one, two), make_date(year[0], two, one)
    sure *= 0.98 if year[1] else 1.0
    if us is not None:
        return PrintedDate(
            us, 0, 0, sure, other if other != us else None, month_first=other is None, short_year=year[1]
        )
    if other is not None:
        return PrintedDate(other, 0, 0, sure, day_first=True, short_year=year[1])
    return None


def bare(text: str) -> Iterator[PrintedDate]:
    for match in _COMPACT.finditer(text):
        digits = match[1]
        found = None
        if len(digits) == 8:
            found = _from_parts(digits[:4], digits[4:6], digits[6:]) or _from_parts(
                digits[:2], digits[2:4], digits[4:]
            )
        else:
            found = _from_parts(digits[:2], digits[2:4], digits[4:])
        if found is not None:
            yield replace(found, start=match.start(), end=match.end(), sure=found.sure * 0.93)
    for match in _BOXES.finditer(text):
        found = _from_parts(match[1], match[2], match[3])
        if found is not None:
            yield replace(found, start=match.start(), end=match.end(), sure=found.sure * 0.95)
