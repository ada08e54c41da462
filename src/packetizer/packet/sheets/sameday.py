"""Which score of a note is of the note's own day, and which of a record's was taken before the treatment."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from enum import IntEnum

from packetizer.model import Box, Fact, Page, Word
from packetizer.packet.sheets.wording import wording
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.yearless import find_days
from packetizer.understanding.lore.lexicon import load_lexicon
from packetizer.understanding.page.text import fold, lines

_HAIR = 0.002  # of the page's width
_COLUMN = 0.12  # of the page's width, from a score to the head of its column
_JOINING = 4  # words between a score and its day, at most
_NUMBERED = 3  # characters that count an item: "3. "
_OWN = re.compile(r"^\W{0,2}\d{1,2}(?:\s?(?:/|of|out of)\s?\d{1,3})?")

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


def of_that_day(score: Fact, day: date, page: Page, but: Collection[str] = ()) -> bool:
    """Whether nothing in the score's clause names another time: `PHQ-9 today 8, was 21 on 2/20`.

    `but`: words that name none here, as a record's "before the infusion".
    """
    clause = _clause(page, score.box)
    if any(
        word in wording().other_times and word not in but for word in re.findall(r"[^\W\d_]+", fold(clause))
    ):
        return False
    if any(found.value != day for found in find_dates(clause)):
        return False
    return all(
        (one.last.month, one.last.day) == (day.month, day.day) for one in find_days(clause, load_lexicon())
    )


def named_day(score: Fact, page: Page) -> date | None:
    """The day that stands right beside a score: `8/10 before (06/01/2026)`, `on 08/25/2026 was 9`.

    None without one, or where there is another on either side.
    """
    before, after = _around(score, page)
    behind = next((d for d in find_dates(after) if _joined(after[: d.start], wording().joins_day)), None)
    dates = [d for d in find_dates(before) if _joined(before[d.end :], wording().joins_score)]
    ahead = dates[-1] if dates else None
    found = {one.value for one in (ahead, behind) if one is not None}
    day = next(iter(found), None)
    return day if len(found) == 1 and isinstance(day, date) else None


def row_day(score: Fact, page: Page) -> date | None:
    """The day that opens the score's row: of a diary, or a table of visits."""
    words = line_words(page, score.box)
    text = " ".join(word.text for word in words)
    opening = next(iter(find_dates(text)), None)
    if opening is None or opening.start or not isinstance(opening.value, date):
        return None
    own = " ".join(word.text for word in words if word.box.x1 <= score.box.x0 + _HAIR)
    return opening.value if len(own) >= opening.end else None


def _around(score: Fact, page: Page) -> tuple[str, str]:
    """The text before a score, and that behind it with the line that it goes on in, without its `/10`."""
    words = line_words(page, score.box)
    ahead = [word.text for word in words if word.box.x1 <= score.box.x0 + _HAIR]
    rest = [word for word in words if word.box.x1 > score.box.x0 + _HAIR]
    below = [line.text for line in lines(page) if rest and line.box.y0 > rest[0].box.y1 - _HAIR]
    text = " ".join([*(word.text for word in rest), *below[:1]])
    return " ".join(ahead), _OWN.sub("", text, count=1)


def _joined(between: str, words: Collection[str]) -> bool:
    """Whether only such words stand between a score and a day, and no end of a clause."""
    said = re.findall(r"[^\W\d_]+", fold(between))
    return not re.search(r"[,;.]|\d", between) and len(said) <= _JOINING and set(said) <= set(words)


def degree_of(score: Fact, page: Page) -> str:
    """Which pain a score tells: the average, that of now, the worst, the least; "" where it is not said.

    It is said before the score, else over its column, or in the line above that asks for it.
    """
    words = line_words(page, score.box)
    own = [word.text for word in words if word.box.x1 <= score.box.x0 + _HAIR]
    clause = _up_to_number(own[::-1])
    if said := _degree(clause):
        return said
    over = [word for word in page.words if word.box.y1 < score.box.y0 and _degree([word.text])]
    heads = [word for word in over if abs(_middle(word.box) - _middle(score.box)) < _COLUMN]
    rows = {round(word.box.y0, 2) for word in heads}
    if heads and row_day(score, page) is not None:
        last = [word for word in heads if round(word.box.y0, 2) == max(rows)]
        return _degree([min(last, key=lambda word: abs(_middle(word.box) - _middle(score.box))).text])
    above = [line for line in lines(page) if line.box.y1 <= score.box.y0 + _HAIR]
    if above and not any(map(str.isdigit, above[-1].text[_NUMBERED:])):
        return _degree(above[-1].text.split())
    return ""


def _up_to_number(words: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for word in words:
        if re.search(r"\d\s?/\s?10", word) or word[-1] in ";.":
            break
        kept.append(word)
    return kept


def _degree(words: Sequence[str]) -> str:
    """The degree that is named first: nearest to a score, where the words lead away from it."""
    for word in words:
        said = fold(word).strip("()[]:,.;-")
        if found := next((degree for degree, names in wording().pain_degrees.items() if said in names), ""):
            return found
    return ""


def _middle(box: Box) -> float:
    return (box.x0 + box.x1) / 2


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
