"""What a person settled about values, laid over the facts that were read: it beats the papers.

A correction names a page, a kind of fact and its value. `was` picks one of several facts of the kind, by its
value or its text; without it each fact of the kind on the page is the one value. No value: the page says no
such thing, and the facts go. A value that no fact stands for is looked for among the page's words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rapidfuzz import fuzz, process

from packetizer.model import Box, Correction, DateRange, Fact, FactValue, Page, PageRef, Severity, Warning
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.money.amounts import find_amounts
from packetizer.understanding.page.look import squash
from packetizer.understanding.page.text import Line, lines

_NEAR = 60  # likeness of a file's name that may be meant, of 100
_SHOWN = 5  # values that are named
_WHOLE_PAGE = Box(0.0, 0.0, 1.0, 1.0)  # the place of a value that a person knows and nobody could read

Corrections = Mapping[PageRef, Sequence[Correction]]


def by_page(corrections: Iterable[Correction]) -> Corrections:
    """The corrections by the page they name, in the order they are written."""
    found: dict[PageRef, list[Correction]] = {}
    for correction in corrections:
        found.setdefault(correction.page, []).append(correction)
    return found


def of_pages(pages: Iterable[PageRef], corrections: Corrections) -> list[Correction]:
    """Those of one paper."""
    return [correction for page in pages for correction in corrections.get(page, ())]


def corrected(facts: Sequence[Fact], pages: Sequence[Page], corrections: Corrections) -> tuple[Fact, ...]:
    """The facts of one paper with the values that a person gave; ids come later."""
    made = list(facts)
    for page in pages:
        for correction in corrections.get(page.ref, ()):
            if correction.kind is not None:
                made = _with_value(made, page, correction)
    return tuple(made)


def missed_values(facts: Sequence[Fact], corrections: Iterable[Correction]) -> Iterator[Correction]:
    """Those of one paper that correct a value (`was`) which nothing on it was read as."""
    for correction in corrections:
        if correction.was is not None and not any(_is_meant(fact, correction) for fact in facts):
            yield correction


def missed_pages(
    corrections: Iterable[Correction], pages: Collection[PageRef], kept: Collection[PageRef]
) -> Iterator[Correction]:
    """Those that name a page which is not there, or which is in no paper. `kept`: pages of papers."""
    for correction in corrections:
        there = correction.page in pages
        if not there or (correction.page not in kept and not correction.exclude):
            yield correction


def said_of_missed(
    missed: Iterable[Correction], pages: Collection[PageRef], facts: Sequence[Fact]
) -> Iterator[Warning]:
    """What to do about corrections that change nothing. `facts`: what was read."""
    for correction in missed:
        at = correction.page
        message = (
            f"case.yaml: the correction of {at.source}, page {at.number}, does not do what it says: "
            f"{_why_missed(correction, pages, facts)}"
        )
        shown = (at,) if at in pages else ()
        yield Warning("conflicting_values", Severity.BLOCKING, message, pages=shown, asks="correction")


def _why_missed(correction: Correction, pages: Collection[PageRef], facts: Sequence[Fact]) -> str:
    at = correction.page
    own = [page.number for page in pages if page.source == at.source]
    if not own:
        names = sorted({page.source for page in pages})
        near = process.extractOne(at.source, names, scorer=fuzz.WRatio, score_cutoff=_NEAR)
        return f"there is no such file.{f' Is {near[0]} meant?' if near else ''}"
    if at.number not in own:
        return f"the file's last page is {max(own)}."
    if correction.was is None:
        return "the page is left out as blank or as a copy."
    read = dict.fromkeys(
        fact.text for fact in facts if fact.page == at and fact.kind == correction.kind and not fact.given
    )
    said = f"; read as it were {', '.join(f'“{text}”' for text in list(read)[:_SHOWN])}" if read else ""
    return f"no {correction.kind} there was read as “{correction.was}” (was){said}."


def _with_value(facts: Sequence[Fact], page: Page, correction: Correction) -> list[Fact]:
    meant = [fact for fact in facts if _is_meant(fact, correction)]
    rest = [fact for fact in facts if not any(fact is other for other in meant)]
    if correction.value is None:
        return rest
    if not meant:
        return [*rest, _new(page, correction, correction.value)]
    # Of several readings of one value the surest shows best where it stands.
    shown = max(meant, key=lambda fact: (fact.value == correction.value, fact.confidence))
    place = next(number for number, fact in enumerate(facts) if fact is shown)
    before = sum(any(fact is other for other in rest) for fact in facts[:place])
    settled = replace(shown, value=correction.value, confidence=1.0, also_read=(), given=True)
    return [*rest[:before], settled, *rest[before:]]


def _is_meant(fact: Fact, correction: Correction) -> bool:
    if fact.page != correction.page or fact.kind != correction.kind:
        return False
    if correction.was is None:
        return True
    return squash(correction.was) in (squash(str(fact.value)), squash(fact.text))


def _new(page: Page, correction: Correction, value: FactValue) -> Fact:
    text, box = next((found for line in lines(page) if (found := _stands_in(line, value))), ("", _WHOLE_PAGE))
    return Fact("", correction.kind or "", value, text, page.ref, box, 1.0, given=True)


def _stands_in(line: Line, value: FactValue) -> tuple[str, Box] | None:
    """The words of a line that print the value, and their place."""
    start, end = _span(line.text, value)
    return (line.text[start:end], line.box_at(start, end)) if start >= 0 else None


def _span(text: str, value: FactValue) -> tuple[int, int]:
    match value:
        case Decimal():
            spans = [(found.start, found.end) for found in find_amounts(text) if found.value == value]
        case DateRange() | date():
            spans = [(found.start, found.end) for found in find_dates(text) if found.value == value]
        case _:
            at = text.casefold().find(value.casefold()) if value else -1
            spans = [(at, at + len(value))] if at >= 0 else []
    return spans[0] if spans else (-1, -1)
