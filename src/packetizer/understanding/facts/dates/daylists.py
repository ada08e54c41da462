"""Days of a month one behind the other, the month named once: `May 6, 8 and 13, 2025`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from packetizer.understanding.facts.dates.months import (
    FIRST_YEAR,
    LAST_YEAR,
    LEAP,
    MONTH_NAME,
    NTH,
    PrintedDate,
    make_date,
    month_of,
)

AND = r"(?:\s?,\s?(?:and\s|&\s?)?|\s?&\s?|\sand\s)"
COUNTED = (
    r"mg|mcg|ml|kg|[ap]\.?m\b|days?|weeks?|months?|years?|hours?|min(?:ute)?s?\b|units?|times|visits?|infusions?|"
    r"sessions?|doses?|treatments?|tablets?"
)
_NO_COUNT = rf"(?![\d:/%-]|\.\d|\s?(?:{COUNTED})|\son\b)"  # "22 on Feb 2 and 13 on Feb 6": totals
_DAYS_OF_MONTH = re.compile(
    rf"(?<![\w/]){MONTH_NAME}\.?\s(\d{{1,2}}{NTH}(?:{AND}\d{{1,2}}{NTH}\b)+){_NO_COUNT}"
    r"(?:,?\s{1,2}(\d{4})(?!\d))?"
)
_NEXT_MONTH = re.compile(rf"{AND}{MONTH_NAME}\.?\s\d")
_MONTH_OF_DAYS = re.compile(
    rf"(?<![\w/.$#-])(\d{{1,2}}{NTH}(?:{AND}\d{{1,2}}{NTH}\b)+)(?:\sof)?\s{MONTH_NAME}(?:,?\s(\d{{4}})(?!\d))?(?![\w/])"
)
_COUNTS = re.compile(
    r"\b(?:visit|infusion|session|dose|treatment|note|no|number|page|part|stage|room|suite|level)\.?\s?#?$",
    re.IGNORECASE,
)
_MANY_DAYS = 4  # that need no "and" before the last to be a list


def days_listed(text: str, *, dated: bool) -> Iterator[PrintedDate]:
    """The days of a list that names its month once, and its year, where `dated`, at its end."""
    for pattern, month, days in ((_DAYS_OF_MONTH, 1, 2), (_MONTH_OF_DAYS, 2, 1)):
        for match in pattern.finditer(text):
            numbers = list(re.finditer(r"(\d{1,2})(?:st|nd|rd|th)?", match[days]))
            values = [int(number[1]) for number in numbers]
            if pattern is _MONTH_OF_DAYS and _COUNTS.search(text, 0, match.start()):
                continue  # "VISIT 1, 4 May 2026"
            named, year = month_of(match[month]), int(match[3] or LEAP)
            if named is None or bool(match[3]) != dated or values != sorted(set(values)):
                continue
            closed = re.search(r"and|&", match[days]) or _NEXT_MONTH.match(text, match.end())
            if not dated and not closed and len(values) < _MANY_DAYS:
                continue
            made = [make_date(year, named[0], value) for value in values]
            if FIRST_YEAR <= year <= LAST_YEAR and None not in made:
                yield from _listed(match, days, numbers, made, dated)


def _listed(
    match: re.Match[str],
    days: int,
    numbers: list[re.Match[str]],
    made: list[date | None],
    dated: bool,
) -> Iterator[PrintedDate]:
    """Each day at its own place; the first or last with what stands at that end of the list."""
    at = match.start(days)
    starts, ends = [at + number.start() for number in numbers], [at + number.end() for number in numbers]
    starts[0], ends[-1] = match.start(), match.end()
    for value, start, end in zip(made, starts, ends, strict=True):
        if value is not None:
            yield PrintedDate(value, start, end, 0.97, short_year=not dated, no_year=not dated)
