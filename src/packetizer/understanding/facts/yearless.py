"""Days printed without a year: `February 17`, `the 13th of February`, `on 2/17`; and which year theirs is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from packetizer.model import DateRange
from packetizer.understanding.facts.daylists import days_listed
from packetizer.understanding.facts.months import LEAP, MONTH_NAME, NTH, PrintedDate, make_date, month_of

_NO_PERIOD = r"(?!\s?(?:-|–|to|through|thru)\s?\d)"
_DAY_OF_MONTH = re.compile(
    rf"(?<![\w/]){MONTH_NAME}\.?[\s-](\d{{1,2}})(?:st|nd|rd|th)?(?![\w/:%]|[.,]\d|,?\s?['’]?\d{{2,4}}\b){_NO_PERIOD}"
)
_MONTH_OF_DAY = re.compile(
    rf"(?<![\w/.:-])(\d{{1,2}})(?:st|nd|rd|th)?(?:\sday)?(?:\sof)?[\s-]{MONTH_NAME}"
    r"(?![\w/]|[.,]?\s?['’]?\d{2,4}\b)"
)
_SLASHED = re.compile(rf"(?<![\w/.$#-])(\d{{1,2}})/(\d{{1,2}})(?![\w/:%]|\.\d){_NO_PERIOD}")
# What makes two numbers with a slash a day: "on 2/17", "2/17, 2/20", "Tue 1/14"; "8/10" alone is a score.
_DAY_NEXT = re.compile(
    r"(?:\b(?:on|of|from|dated|since|between|by|until|till|due|dos|date|dates|rec'?d|rcv?'?d|received|"
    r"paid|seen|sent|faxed|mailed|called|filed|denied|appts?|appointments?|yesterday(?=\s?\()|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b[.,:]?(?:\s?\()?|\d/(\d{1,2})\s?(?:,|&|and|,\sand))\s?$",
    re.IGNORECASE,
)
_LIST_GOES_ON = re.compile(r"\s?(?:,|&|and|,\sand)\s?\d{1,2}/(\d{1,2})(?![\w/])")
_DOTTED_DAY = re.compile(r"(?<![\w.,/$#-])(0[1-9])\.([0-3]\d)(?![\w%$]|[.,]\d)")
_SMALL_DAY = re.compile(
    r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s(\d{1,2})(?=$|\s{2})"
)
# "16 June - 14 July", "July 15-20", "6/16 to 7/14": from a day to a day without a year
_TO = r"\s?(?:-|–|to|through|thru|until)\s?"
_DAY_RANGES = (
    re.compile(
        rf"(?<![\w/]){MONTH_NAME}\.?\s(\d{{1,2}}){NTH}{_TO}(?:{MONTH_NAME}\.?\s)?(\d{{1,2}}){NTH}(?![\w/:%]|[.,]\d|,?\s?['’]?\d{{2,4}}\b)"
    ),
    re.compile(
        rf"(?<![\w/.:-])(\d{{1,2}}){NTH}(?:\s{MONTH_NAME})?{_TO}(\d{{1,2}}){NTH}\s{MONTH_NAME}(?![\w/]|[.,]?\s?['’]?\d{{2,4}}\b)"
    ),
)
# "between February 10 and 27", "between 2/10 and 2/27"
_BETWEEN_DAYS = re.compile(
    rf"(?<=etween\s){MONTH_NAME}\.?\s(\d{{1,2}}){NTH}\sand\s(?:{MONTH_NAME}\.?\s)?(\d{{1,2}}){NTH}(?![\w/:%]|[.,]\d|,?\s?['’]?\d{{2,4}}\b)"
)
_BETWEEN_SLASHED = re.compile(r"(?<=etween\s)(\d{1,2})/(\d{1,2})\sand\s(\d{1,2})/(\d{1,2})(?![\w/:%-]|\.\d)")
_SLASHED_RANGE = re.compile(
    rf"(?<![\w/.$#-])(\d{{1,2}})/(\d{{1,2}}){_TO}(\d{{1,2}})/(\d{{1,2}})(?![\w/:%-]|\.\d)"
)
_TURN = 6  # months at least that a period over the turn of the year seems to run backwards


@lru_cache(maxsize=512)
def find_days(text: str, *, in_table: bool = False, dotted: bool = False) -> tuple[PrintedDate, ...]:
    """The days in a text that stand without a year, from the left; see `in_year`.

    `in_table`: the text opens a table's row, where a day needs no word to be one: `02/17`.
    `dotted`: the paper writes its dates with dots, so that `04.06` is one, too.
    """
    made = [*_day_ranges(text)]
    days = [*days_listed(text, dated=False), *_days_named(text), *_days_slashed(text)]
    for match in _DOTTED_DAY.finditer(text) if dotted else ():
        days += _day_alone(int(match[1]), int(match[2]), match, 0.9)
    for found in days:
        if all(found.end <= other.start or found.start >= other.end for other in made):
            made.append(found)
    small = _SMALL_DAY.match(text) if in_table and not made else None
    if small is not None:
        named = month_of(small[1])
        made += _day_alone(named[0], int(small[2]), small, 0.95) if named is not None else ()
    alone = _SLASHED.fullmatch(text.strip()) if in_table else None
    if alone is not None and not made:
        made += _day_alone(int(alone[1]), int(alone[2]), alone, 0.9)
    return tuple(sorted(made, key=lambda found: found.start))


def _day_ranges(text: str) -> Iterator[PrintedDate]:
    """From a day to a day, both without a year."""
    for match in (*_DAY_RANGES[0].finditer(text), *_BETWEEN_DAYS.finditer(text)):
        yield from _days_between(match, (match[1], match[2]), (match[3] or match[1], match[4]))
    for match in _DAY_RANGES[1].finditer(text):
        yield from _days_between(match, (match[2] or match[4], match[1]), (match[4], match[3]))
    for match in (*_SLASHED_RANGE.finditer(text), *_BETWEEN_SLASHED.finditer(text)):
        if match[2] != match[4]:  # "3/10 - 7/10": of the same whole
            yield from _days_between(match, (match[1], match[2]), (match[3], match[4]))


def _days_between(match: re.Match[str], one: tuple[str, str], two: tuple[str, str]) -> Iterator[PrintedDate]:
    first, last = (_in_leap_year(month, int(day)) for month, day in (one, two))
    if first is None or last is None:
        return
    if first == last:
        yield PrintedDate(first, match.start(), match.end(), 0.93, short_year=True, no_year=True)
        return
    if first > last:
        if first.month - last.month < _TURN:
            return
        first = first.replace(year=LEAP - 1)  # over the turn of the year
    yield PrintedDate(DateRange(first, last), match.start(), match.end(), 0.93, short_year=True, no_year=True)


def _in_leap_year(month: str, day: int) -> date | None:
    if month.isdecimal():
        return make_date(LEAP, int(month), day)
    named = month_of(month)
    return make_date(LEAP, named[0], day) if named is not None else None


def _days_named(text: str) -> Iterator[PrintedDate]:
    for pattern, month, day in ((_DAY_OF_MONTH, 1, 2), (_MONTH_OF_DAY, 2, 1)):
        for match in pattern.finditer(text):
            named = month_of(match[month])
            if named is not None:
                yield from _day_alone(named[0], int(match[day]), match, 0.97)


def _days_slashed(text: str) -> Iterator[PrintedDate]:
    for match in _SLASHED.finditer(text):
        before, after = _DAY_NEXT.search(text, 0, match.start()), _LIST_GOES_ON.match(text, match.end())
        # "8/10 and 4/10": of the same whole, so parts of it
        if any(found is not None and found[1] != match[2] for found in (before, after)):
            yield from _day_alone(int(match[1]), int(match[2]), match, 0.93)


def _day_alone(month: int, day: int, match: re.Match[str], sure: float) -> Iterator[PrintedDate]:
    value = make_date(LEAP, month, day)
    if value is not None:
        yield PrintedDate(value, match.start(), match.end(), sure, short_year=True, no_year=True)


def in_year(printed: PrintedDate, own: date, *, ahead: bool = False) -> PrintedDate | None:
    """The day in the year that its paper's own date gives it: the last such day that is not after `own`, or,
    `ahead`, the first that is not before."""
    month, day = printed.last.month, printed.last.day
    years = range(own.year, own.year + 9) if ahead else range(own.year, own.year - 9, -1)
    days = (made for year in years if (made := make_date(year, month, day)) is not None)
    last = next((found for found in days if (found >= own if ahead else found <= own)), None)
    if last is None:
        return None
    value: date | DateRange | None = last
    if isinstance(printed.value, DateRange):
        before = printed.value.first
        first = make_date(last.year - (printed.last.year - before.year), before.month, before.day)
        value = DateRange(first, last) if first is not None else None
    return None if value is None else replace(printed, value=value, no_year=False)
