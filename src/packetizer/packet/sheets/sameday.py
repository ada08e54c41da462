"""Which score of a note is of the note's own day, and which of a record's was taken before the treatment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import IntEnum

from packetizer.model import Box, Fact, Page, Word
from packetizer.packet.sheets.wording import wording
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.yearless import find_days
from packetizer.understanding.lore.lexicon import load_lexicon
from packetizer.understanding.page.text import fold

_HAIR = 0.002  # of the page's width

_CLAUSE = re.compile(r"[,;.]\s|\s[-–(]")


class Turn(IntEnum):
    """When a score was taken on the day of a treatment, in order of time."""

    BEFORE = 1
    UNSAID = 2
    AFTER = 3


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


def turn_of(score: Fact, page: Page) -> Turn | None:
    """Which side of a treatment a score is said to be of: `before: 9/10 after: 4/10`."""
    words = line_words(page, score.box)
    ahead = [word.text for word in words if word.box.x1 <= score.box.x0 + _HAIR]
    behind = [word.text for word in words if word.box.x0 >= score.box.x1 - _HAIR]
    for text in _up_to_stop(ahead[::-1], before=True):
        if turn := _said(text):
            return turn
    return next((turn for text in _up_to_stop(behind, before=False) if (turn := _said(text))), None)


def _up_to_stop(words: Sequence[str], *, before: bool) -> Iterator[str]:
    """Words up to another number or the end of a clause; behind a score `/10` and `of 10` are its own."""
    for at, word in enumerate(words):
        ends = word[-1] in ",;."
        if (before and ends) or (any(map(str.isdigit, word)) and (before or at > 1)):
            return
        yield word
        if ends:
            return


def _said(text: str) -> Turn | None:
    for word in re.findall(r"[^\W\d_]+", fold(text)):
        if word in wording().before_treatment:
            return Turn.BEFORE
        if word in wording().after_treatment:
            return Turn.AFTER
    return None


def _clause(page: Page, box: Box) -> str:
    words = line_words(page, box)
    text = " ".join(word.text for word in words)
    before = [word.text for word in words if word.box.x1 <= box.x0]
    at = len(" ".join(before)) + bool(before)
    ends = [match.start() for match in _CLAUSE.finditer(text)]
    start = max((end for end in ends if end < at), default=0)
    return text[start : min((end for end in ends if end >= at), default=len(text))]
