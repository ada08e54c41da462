"""Of which day a score is, which side of a treatment, and which pain it tells: what stands around it.

A note quotes scores of other days; a record of one treatment may tell two, a diary one in each row.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from packetizer.model import Box, Document, Fact, Moment, Page, Turn
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.yearless import find_days
from packetizer.understanding.lore.entrytypes import Entry
from packetizer.understanding.lore.lexicon import load_lexicon
from packetizer.understanding.lore.shipped import DATA
from packetizer.understanding.page.text import fold, line_words, lines
from packetizer.yamlfile import load_shipped

_SCORE = "score."
_HAIR = 0.002  # of the page's width
_COLUMN = 0.12  # of the page's width, from a score to the head of its column
_JOINING = 4  # words between a score and its day, at most
_NUMBERED = 3  # characters that count an item: "3. "
_OWN = re.compile(r"^\W{0,2}\d{1,2}(?:\s?(?:/|of|out of)\s?\d{1,3})?")

_CLAUSE = re.compile(r"[,;.]\s|\s[-–(]")


class ScoreDayWords(Entry):
    """data/score_days.yaml."""

    before_treatment: frozenset[str]
    before_session: frozenset[str]
    after_treatment: frozenset[str]
    other_times: frozenset[str]
    joins_day: frozenset[str]
    joins_score: frozenset[str]
    degrees: dict[str, frozenset[str]]
    in_degrees: frozenset[str]


@lru_cache(maxsize=1)
def load_words() -> ScoreDayWords:
    return load_shipped(DATA / "score_days.yaml", ScoreDayWords)


def moments(documents: Iterable[Document], pages: Iterable[Page]) -> Iterator[Moment]:
    """One for each score that stands on a page of a dated paper."""
    by_ref = {page.ref: page for page in pages}
    for document in documents:
        for fact in document.facts if document.date is not None else ():
            if fact.kind.startswith(_SCORE) and document.date is not None and fact.page in by_ref:
                yield moment_of(fact, document.date, by_ref[fact.page])


def moment_of(score: Fact, day: date, page: Page) -> Moment:
    """`day`: the paper's own."""
    words = load_words()
    return Moment(
        score.id,
        row=row_day(score, page),
        named=named_day(score, page),
        of_day=of_that_day(score, day, page),
        of_session=of_that_day(score, day, page, words.before_session),
        of_course=of_that_day(score, day, page, words.before_treatment),
        degree=degree_of(score, page) if score.kind in words.in_degrees else "",
        turn=turn_of(score, page),
    )


def of_that_day(score: Fact, day: date, page: Page, but: Collection[str] = ()) -> bool:
    """Whether nothing in the score's clause names another time: `PHQ-9 today 8, was 21 on 2/20`.

    `but`: words that name none here, as a record's "before the infusion".
    """
    clause = _clause(page, score.box)
    if any(
        word in load_words().other_times and word not in but
        for word in re.findall(r"[^\W\d_]+", fold(clause))
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
    behind = next((d for d in find_dates(after) if _joined(after[: d.start], load_words().joins_day)), None)
    dates = [d for d in find_dates(before) if _joined(before[d.end :], load_words().joins_score)]
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
        if found := next((degree for degree, names in load_words().degrees.items() if said in names), ""):
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
        if word in load_words().before_treatment:
            return Turn.BEFORE
        if word in load_words().after_treatment:
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
