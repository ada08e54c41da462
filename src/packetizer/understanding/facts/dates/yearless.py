"""Days printed without a year: `February 17`, `the 13th of February`, `on 2/17`; and which year theirs is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from packetizer.model import DateRange
from packetizer.understanding.facts.dates.daylists import days_listed
from packetizer.understanding.facts.dates.months import (
    LEAP,
    MONTH_NAME,
    NTH,
    WEEKDAY,
    PrintedDate,
    make_date,
    month_of,
)
from packetizer.understanding.lore.daywords import DayWords
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import Framed

_NO_PERIOD = r"(?!\s?(?:-|–|to|through|thru)\s?\d)"
_DAY_OF_MONTH = re.compile(
    rf"(?<![\w/]){MONTH_NAME}\.?[\s-](\d{{1,2}})(?:st|nd|rd|th)?(?![\w/:%]|[.,]\d|,?\s?['’]?\d{{2,4}}\b){_NO_PERIOD}"
)
_MONTH_OF_DAY = re.compile(
    rf"(?<![\w/.:-])(\d{{1,2}})(?:st|nd|rd|th)?(?:\sday)?(?:\sof)?[\s-]{MONTH_NAME}"
    rf"(?![\w/]|[.,]?\s?['’]?\d{{2,4}}\b(?!\s{MONTH_NAME}\b))"
)
_SLASHED = re.compile(rf"(?<![\w/.$#-])(\d{{1,2}})/(\d{{1,2}})(?![\w/:%]|\.\d){_NO_PERIOD}")
# What makes two numbers with a slash a day: "on 2/17", "2/17, 2/20", "Tue 1/14"; "8/10" alone is a score.
_DAY_NEXT = Framed(
    DayWords,
    rf"(?:\b(?:%{{before_day}}|yesterday(?=\s?\()|{WEEKDAY})\b[.,:]?(?:\s?\()?|"
    r"\d/(\d{1,2})\s?(?:,|&|and|,\sand))\s?$",
)
# "02/23", "10/06": nobody pads a score or a pressure; what is left are months of a form or a card, and pages
_PADDED = re.compile(r"0\d/\d\d|\d\d?/0\d")
_MONTHS_YEAR = Framed(DayWords, r"\b%{no_day}\b[^A-Za-z]{0,6}$")
# Where days of a list stand: behind one another
_LISTED = re.compile(r"\s?(?:,|;|&|and|then|,\sand|;\sand|,\sthen)?\s?")
_NAMED = 26  # characters before or behind a day that may name an encounter
_GLUED = re.compile(r"[\s:,(–-]{0,3}$")
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-([0-3]\d)")
_SHORT_WEEKDAY = re.compile(r"^(?:M|Tu?|W|Th|F|Sa|Su|R)\.?\s(?=\d)")
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
_WHOLE = 10  # of which pain, mood and anxiety are parts
_SERIES = frozenset((4, 5, 6, 8, 12, 16, 20, 24, 30, 36))  # how many of a kind are ordered
_TURN = 6  # months at least that a period over the turn of the year seems to run backwards


@lru_cache(maxsize=512)
def find_days(
    text: str,
    lexicon: Lexicon,
    *,
    in_table: bool = False,
    dotted: bool = False,
    encounters: re.Pattern[str] | None = None,
) -> tuple[PrintedDate, ...]:
    """The days in a text that stand without a year, from the left; see `in_year`.

    `in_table`: the text opens a table's row, where a day needs no word to be one: `02/17`.
    `dotted`: the paper writes its dates with dots, so that `04.06` is one, too.
    `encounters`: words beside which two numbers with a slash are a day: `at the 6/5 visit`.
    """
    made = [*_day_ranges(text)]
    days = [
        *days_listed(text, dated=False),
        *_days_named(text),
        *_days_slashed(text, lexicon.days, encounters),
    ]
    for match in _DOTTED_DAY.finditer(text) if dotted else ():
        days += _day_alone(int(match[1]), int(match[2]), match, 0.9)
    for found in days:
        if all(found.end <= other.start or found.start >= other.end for other in made):
            made.append(found)
    small = _SMALL_DAY.match(text) if in_table and not made else None
    if small is not None:
        named = month_of(small[1])
        made += _day_alone(named[0], int(small[2]), small, 0.95) if named is not None else ()
    if in_table and not made:
        made += _day_in_cell(text)
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


def _day_in_cell(text: str) -> Iterator[PrintedDate]:
    """A cell that is nothing but a day, its weekday before it: `02/17`, `Th 8/7`, `09-01`."""
    lead = _SHORT_WEEKDAY.match(text)
    start = lead.end() if lead is not None else 0
    for pattern in (_SLASHED, _MONTH_DAY):
        alone = pattern.match(text, start)
        if alone is not None and not text[alone.end() :].strip():
            yield from _day_alone(int(alone[1]), int(alone[2]), alone, 0.9)


def _days_slashed(text: str, words: DayWords, encounters: re.Pattern[str] | None) -> Iterator[PrintedDate]:
    last: re.Match[str] | None = None
    leads = _DAY_NEXT.of(words)
    for match in _SLASHED.finditer(text):
        before, after = leads.search(text, 0, match.start()), _LIST_GOES_ON.match(text, match.end())
        listed = last is not None and _LISTED.fullmatch(text, last.end(), match.start())
        # "8/10 and 4/10": of the same whole, so parts of it
        named = any(found is not None and found[1] != match[2] for found in (before, after))
        listed_on = listed and last is not None and last[2] != match[2]
        if named or listed_on or _is_day(text, match, words, encounters):
            last = match
            yield from _day_alone(int(match[1]), int(match[2]), match, 0.93)


def _is_day(text: str, match: re.Match[str], words: DayWords, encounters: re.Pattern[str] | None) -> bool:
    """Whether two numbers with a slash are written as a day is, or stand beside the name of an encounter."""
    if _PADDED.fullmatch(match[0]) and not _MONTHS_YEAR.of(words).search(text, 0, match.start()):
        return True
    if encounters is None or int(match[2]) == _WHOLE:
        return False
    if int(match[1]) <= int(match[2]) and int(match[2]) in _SERIES:
        return False  # "infusion 3/6": the third of six
    behind = encounters.match(text, match.end() + 1) if text[match.end() : match.end() + 1] == " " else None
    ahead = encounters.finditer(text, max(0, match.start() - _NAMED), match.start())
    return behind is not None or any(_GLUED.fullmatch(text, found.end(), match.start()) for found in ahead)


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
