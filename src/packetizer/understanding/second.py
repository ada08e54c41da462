"""What a second reading of the deciding places says about the facts on them.

Two readers that agree make a fact surer; two that differ make it doubtful, and both readings are kept. The
value stays what the first reading gave: nothing is changed behind a person's back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from packetizer.model import (
    DateRange,
    Document,
    Fact,
    Page,
    PageRef,
    Place,
    SecondReading,
    Severity,
    TextFrom,
    Warning,
    Word,
)
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.months import PrintedDate
from packetizer.understanding.facts.making import bounded
from packetizer.understanding.facts.money.amounts import PrintedAmount, find_amounts

_FAMILIES = ("date.", "amount.", "score.")
_KINDS = {"id.claim", "id.member", "id.authorization", "denial.carc", "denial.rarc"}
_SAME_ALL_OVER = ("id.", "denial.", "date.birth")
_APART = re.compile(r"[\s:#]+")
_SURE = 0.995  # chance of a word that two readers agree on, and the most that is ever said
_HEARD = 0.3  # chance of the second reading, below which it is noise and no dispute
_DOUBTFUL = 0.9  # chance of the words of a fact, below which a person is asked
_SHOWN = 4  # pairs of readings that one warning spells out


def deciding(documents: Sequence[Document]) -> tuple[Place, ...]:
    """Where the facts stand that are worth a second reading, each place once.

    A number that is printed on every page is asked about where it was read best: another one that was taken
    for it would be a second misreading. Dates and amounts are read again everywhere: those of one row are
    easily taken for those of another.
    """
    best: dict[tuple[str, object], Fact] = {}
    places: dict[Place, None] = {}
    for fact in (fact for doc in documents for fact in doc.facts if decides(fact)):
        if not fact.kind.startswith(_SAME_ALL_OVER):
            places[Place(fact.page, fact.box)] = None
            continue
        known = best.get((fact.kind, fact.value))
        if known is None or fact.confidence > known.confidence:
            best[fact.kind, fact.value] = fact
    return tuple(places | {Place(fact.page, fact.box): None for fact in best.values()})


def decides(fact: Fact) -> bool:
    """A date, an amount, a number or a score: one wrong character makes it another one."""
    return not fact.given and (fact.kind in _KINDS or fact.kind.startswith(_FAMILIES)) and not _added_up(fact)


def _added_up(fact: Fact) -> bool:
    """Whether a score is the sum of figures, so that no reading of these is one of it: `1 + 4 + 18`."""
    figures = re.findall(r"\d+", fact.text) if fact.kind.startswith("score.") else []
    return len(figures) > 1 and str(fact.value) not in figures


def read_twice(
    documents: Sequence[Document], pages: Sequence[Page], second: Mapping[Place, SecondReading]
) -> list[Document]:
    """The papers, their facts as sure or doubtful as both readings make them."""
    if not second:
        return list(documents)
    words = {page.ref: page.words for page in pages}
    return [
        replace(doc, facts=tuple(_weighed(fact, words.get(fact.page, ()), second) for fact in doc.facts))
        for doc in documents
    ]


def _weighed(fact: Fact, words: Sequence[Word], second: Mapping[Place, SecondReading]) -> Fact:
    seen = second.get(Place(fact.page, fact.box))
    if seen is None or not seen.text or not decides(fact):
        return fact
    first = _first_chance(fact, words)
    if agrees(fact, seen.text):
        chance = min(_SURE, 1 - (1 - first) * (1 - seen.confidence))
    elif seen.confidence < _HEARD:
        return fact
    else:
        chance = _against(first, seen.confidence)
        fact = replace(fact, also_read=(_told(fact, seen.text),))
    return replace(fact, confidence=bounded(fact.confidence * chance / first))


def _first_chance(fact: Fact, words: Sequence[Word]) -> float:
    """The chance that its words were read right the first time: a factor of the fact's confidence."""
    chances = [word.confidence for word in words if _stands_in(word, fact)]
    return max(min(chances, default=_SURE), 0.01)


def _stands_in(word: Word, fact: Fact) -> bool:
    x, y = (word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2
    return fact.box.x0 <= x <= fact.box.x1 and fact.box.y0 <= y <= fact.box.y1


def _against(first: float, other: float) -> float:
    """The chance that the first of two different readings is right: not both are."""
    return first * (1 - other) / max(1 - first * other, 1e-6)


def agrees(fact: Fact, text: str) -> bool:
    """Whether another reading of its place states the same value, however it is spaced or punctuated."""
    match fact.value:
        case DateRange() | date():
            same = fact.value in {found.value for found in find_dates(text, labelled=True)}
        case Decimal():
            same = abs(fact.value) in {abs(found.value) for found in find_amounts(text)}
        case _:
            same = False
    return same or _plain(fact.text) in _runs(text)


def _runs(text: str) -> set[str]:
    """Words, and words that follow each other, without what stands between them: `CO 50` has `CO50`."""
    words = [_plain(word) for word in _APART.split(text)]
    return {"".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)} - {""}


def _plain(text: str) -> str:
    return "".join(char for char in text.upper() if char.isalnum())


def _told(fact: Fact, text: str) -> str:
    """Of another reading the part that stands for the value, where it can be told from what is beside it."""
    found: Sequence[PrintedAmount | PrintedDate] = ()
    if isinstance(fact.value, Decimal):
        found = find_amounts(text)
    elif isinstance(fact.value, date | DateRange):
        found = find_dates(text)
    return text[found[0].start : found[0].end].strip() if len(found) == 1 else text


# ---------------------------------------------------------------- what a person must look at


def disputes(
    documents: Sequence[Document], pages: Sequence[Page], second: Mapping[Place, SecondReading]
) -> Iterator[Warning]:
    """A warning for each paper on which the readers differ, with both readings.

    A value that two readers agree on elsewhere in the case needs no question.
    """
    if not second:
        return
    words = {page.ref: page.words for page in pages}
    settled = {
        (fact.kind, fact.value)
        for doc in documents
        for fact in doc.facts
        if _confirmed(fact, words.get(fact.page, ()), second)
    }
    for doc in documents:
        disputed = [
            fact
            for fact in doc.facts
            if fact.also_read
            and (fact.kind, fact.value) not in settled
            and _now(fact, words.get(fact.page, ()), second) < _DOUBTFUL
        ]
        if disputed:
            yield _dispute(doc, disputed)


def _confirmed(fact: Fact, words: Sequence[Word], second: Mapping[Place, SecondReading]) -> bool:
    """Two readers agree on it, or it was typed."""
    seen = second.get(Place(fact.page, fact.box))
    if seen is not None and seen.text:
        return not fact.also_read and agrees(fact, seen.text)
    read_by = {word.read_by for word in words if _stands_in(word, fact)}
    return bool(read_by) and read_by <= {TextFrom.BOTH, TextFrom.NONE}


def _now(fact: Fact, words: Sequence[Word], second: Mapping[Place, SecondReading]) -> float:
    seen = second[Place(fact.page, fact.box)]
    return _against(_first_chance(fact, words), seen.confidence)


def _dispute(document: Document, facts: Sequence[Fact]) -> Warning:
    pairs = dict.fromkeys(f"“{fact.text}” or “{fact.also_read[0]}”" for fact in facts)
    shown = "; ".join(list(pairs)[:_SHOWN])
    more = f"; and {len(pairs) - _SHOWN} more" if len(pairs) > _SHOWN else ""
    pages: tuple[PageRef, ...] = tuple(dict.fromkeys(fact.page for fact in facts))
    return Warning(
        "doubtful_reading",
        Severity.IMPORTANT,
        f"{document.title}: two readers differ: {shown}{more}. The first is taken; compare it with the page.",
        (document.id,),
        pages,
        tuple(fact.id for fact in facts),
    )
