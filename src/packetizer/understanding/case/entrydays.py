"""The days of a log's entries, from the first to the last, as far as the log itself says them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from packetizer.model import Page
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.months import PrintedDate
from packetizer.understanding.facts.dates.yearless import find_days
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.page.text import lines

# What may stand before an entry's day: its number, a bracket, a weekday.
_LEAD = re.compile(
    r"\W*(?:\d{1,4}[.)]?\s+(?=\W*[A-Za-z\d]))?(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?[\[(]?",
    re.IGNORECASE,
)
_WORDS = 3  # of a day: "Mar 18, 2026"
_FEWEST = 2  # entries that make a log


def entry_days(pages: Iterable[Page], lexicon: Lexicon) -> str:
    """`03/02/2026 to 03/25/2026`, without a year where an entry prints none; "" where there is no log."""
    found = [
        day for page in pages for line in lines(page) if (day := _opening(line.text, lexicon)) is not None
    ]
    if len(found) < _FEWEST:
        return ""
    if any(day.no_year for day in found):
        first, last = (f"{day.last.month}/{day.last.day}" for day in (found[0], found[-1]))
    else:
        days = sorted(day.last for day in found)
        first, last = (f"{day:%m/%d/%Y}" for day in (days[0], days[-1]))
    return first if first == last else f"{first} to {last}"


def _opening(line: str, lexicon: Lexicon) -> PrintedDate | None:
    """The day with which a line begins."""
    for start in dict.fromkeys((0, _after_lead(line))):
        words = line[start:].split()
        for count in range(min(_WORDS, len(words)), 0, -1):
            begun = " ".join(words[:count])
            for day in (*find_dates(begun), *find_days(begun, lexicon, in_table=count == 1)):
                if day.start == 0 and isinstance(day.value, date):
                    return day
    return None


def _after_lead(line: str) -> int:
    lead = _LEAD.match(line)
    return lead.end() if lead is not None else 0
