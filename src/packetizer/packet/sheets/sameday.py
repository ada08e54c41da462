"""Which score of a note is of the note's own day: notes quote those of other days, too."""

from __future__ import annotations

import re
from datetime import date

from packetizer.model import Box, Fact, Page, Word
from packetizer.packet.sheets.wording import wording
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.yearless import find_days
from packetizer.understanding.lore.lexicon import load_lexicon
from packetizer.understanding.page.text import fold

_CLAUSE = re.compile(r"[,;.]\s|\s[-–(]")


def line_words(page: Page, box: Box) -> tuple[Word, ...]:
    """The words of the line that a place stands in, from the left."""
    middle = (box.y0 + box.y1) / 2
    words = (word for word in page.words if word.box.y0 <= middle <= word.box.y1)
    return tuple(sorted(words, key=lambda word: word.box.x0))


def of_that_day(score: Fact, day: date, page: Page) -> bool:
    """Whether nothing in the score's clause names another time: `PHQ-9 today 8, was 21 on 2/20`."""
    clause = _clause(page, score.box)
    if any(word in wording().other_times for word in re.findall(r"[^\W\d_]+", fold(clause))):
        return False
    if any(found.value != day for found in find_dates(clause)):
        return False
    return all(
        (one.last.month, one.last.day) == (day.month, day.day) for one in find_days(clause, load_lexicon())
    )


def _clause(page: Page, box: Box) -> str:
    words = line_words(page, box)
    text = " ".join(word.text for word in words)
    before = [word.text for word in words if word.box.x1 <= box.x0]
    at = len(" ".join(before)) + bool(before)
    ends = [match.start() for match in _CLAUSE.finditer(text)]
    start = max((end for end in ends if end < at), default=0)
    return text[start : min((end for end in ends if end >= at), default=len(text))]
