"""The dates in a text, in every form that US papers print: what a form takes, the forms after it leave alone.

One room a form (`numericdates`, `wordeddates`, `daylists`, `dateranges`), built of `months`; days without a
year are in `yearless`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from packetizer.understanding.facts.dates.dateranges import day_first_ranges, joined, open_ranges, ranges
from packetizer.understanding.facts.dates.daylists import days_listed
from packetizer.understanding.facts.dates.months import PrintedDate
from packetizer.understanding.facts.dates.numericdates import bare, compact_ranges, numeric
from packetizer.understanding.facts.dates.wordeddates import misnamed, spelled, worded

_SOME_NUMBER = re.compile(r"\d|[12l|I][0-9OolI|ZzSB]{3}")  # no date is without it, or a year misread
_FULL_YEAR = re.compile(r"\d{4}")


@lru_cache(maxsize=2048)
def find_dates(text: str, *, labelled: bool = False) -> tuple[PrintedDate, ...]:
    """The dates in a text, from the left. `labelled` allows bare digits (`030424`, `03 04 24`)."""
    if _SOME_NUMBER.search(text) is None:
        return ()
    text = text.replace("_", " ")  # the line of a form that was written on
    taken: list[PrintedDate] = []
    finders: list[Callable[[str], Iterator[PrintedDate]]] = [day_first_ranges, open_ranges, numeric, worded]
    if _FULL_YEAR.search(text) is not None:  # the other forms have one
        listed = partial(days_listed, dated=True)
        finders = [
            ranges,
            day_first_ranges,
            open_ranges,
            listed,
            spelled,
            compact_ranges,
            numeric,
            worded,
            misnamed,
        ]
    if labelled:
        finders.append(bare)
    for finder in finders:
        for found in finder(text):
            if all(found.end <= other.start or found.start >= other.end for other in taken):
                taken.append(found)
    taken.sort(key=lambda found: found.start)
    return joined(tuple(taken), text)
