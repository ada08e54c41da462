"""The dates in a text, in every form that US papers print: what a form takes, the forms after it leave alone.

One room a form (`numericdates`, `wordeddates`, `daylists`, `dateranges`), built of `months`; days without a
year are in `yearless`.
"""

from __future__ import annotations

from functools import lru_cache

from packetizer.understanding.facts.dateranges import joined, ranges
from packetizer.understanding.facts.daylists import days_listed
from packetizer.understanding.facts.months import PrintedDate
from packetizer.understanding.facts.numericdates import bare, numeric
from packetizer.understanding.facts.wordeddates import misnamed, spelled, worded


@lru_cache(maxsize=2048)
def find_dates(text: str, *, labelled: bool = False) -> tuple[PrintedDate, ...]:
    """The dates in a text, from the left. `labelled` allows bare digits (`030424`, `03 04 24`)."""
    taken: list[PrintedDate] = []
    finders = [ranges, lambda text: days_listed(text, dated=True), spelled, numeric, worded, misnamed]
    if labelled:
        finders.append(bare)
    for finder in finders:
        for found in finder(text):
            if all(found.end <= other.start or found.start >= other.end for other in taken):
                taken.append(found)
    taken.sort(key=lambda found: found.start)
    return joined(tuple(taken), text)
