"""What papers of a kind should say, and on which page they do: the parts of a denial notice, for instance.

Only what is found is told. What is not found may still be there (a page that is missing, words that were
misread), and is never more than "not found".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from packetizer.model import Content, Document, Page, PageRef
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.phrases import Hit, Phrases, skeleton
from packetizer.understanding.lore.shipped import DATA
from packetizer.understanding.page.text import lines
from packetizer.yamlfile import load_shipped

SHIPPED = DATA / "contents.yaml"
_NOT = ""  # the key of wordings that do not say it
_AFTER = 60  # characters in which the date must stand
_SENTENCE = 240  # characters of one; headings end without a mark
_END = re.compile(r"[.;?!:]\s")
# Between the words and their date: nothing that could be another label ("one year from the date signed: …").
_GLUE = re.compile(
    r"[\s:.,()\-–/]*(?:(?:on|date|of|is|the|event|or|as|at|this)\b[\s:.,()\-–/]*){0,4}", re.IGNORECASE
)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ElementLore(_File):
    """How one element is recognised."""

    facts: tuple[FactKind, ...] = ()
    dated: bool = False
    each: bool = False  # every place that says it is kept, not the first one only
    parts: Annotated[tuple[tuple[str, ...], ...], Field(min_length=1)]
    but: tuple[str, ...] = ()  # wordings that hold one of a part's and say another thing
    plainly: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class PapersLore(_File):
    """The elements of papers of these types."""

    types: tuple[str, ...]
    elements: Mapping[str, ElementLore]


class ContentsFile(_File):
    """data/contents.yaml."""

    papers: tuple[PapersLore, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """An element ready to be looked for."""

    id: str
    lore: ElementLore
    parts: tuple[Phrases, ...]
    plainly: Phrases  # further wordings of the first part
    unless: Phrases


@lru_cache(maxsize=1)
def load_elements() -> Mapping[str, tuple[Element, ...]]:
    """The elements by type of paper. RulesError names every problem of the file at once."""
    made: dict[str, tuple[Element, ...]] = {}
    for papers in load_shipped(SHIPPED, ContentsFile).papers:
        elements = tuple(
            Element(
                name,
                lore,
                tuple(Phrases({name: part, _NOT: lore.but}) for part in lore.parts),
                Phrases({name: lore.plainly}),
                Phrases({name: lore.unless}),
            )
            for name, lore in papers.elements.items()
        )
        for type_ in papers.types:
            made[type_] = (*made.get(type_, ()), *elements)
    return made


def find_contents(documents: Iterable[Document], pages: Iterable[Page]) -> tuple[Content, ...]:
    """Each element that these papers say, with the page that says it; pages of other papers do not matter."""
    elements = load_elements()
    by_ref = {page.ref: page for page in pages}
    found: list[Content] = []
    for document in documents:
        own = [by_ref[ref] for ref in document.pages if ref in by_ref]
        texts = [(page.ref, _text(page)) for page in own]
        for element in elements.get(document.type, ()):
            found += _found(element, document, texts)
    return tuple(found)


def _text(page: Page) -> str:
    return " ".join(line.text for line in lines(page))


def _found(element: Element, document: Document, texts: Sequence[tuple[PageRef, str]]) -> Iterator[Content]:
    if element.lore.dated:
        yield from _dated(element, document, texts)
        return
    if element.lore.each:
        for ref, text in texts:
            hits = (
                hit for part in element.parts for hit in part.find(skeleton(text)) if hit.key == element.id
            )
            yield from (
                Content(document.id, element.id, ref, words=text[hit.start : hit.end]) for hit in hits
            )
        return
    fact = next((fact for fact in document.facts if fact.kind in element.lore.facts), None)
    if fact is not None:
        yield Content(document.id, element.id, fact.page, words=fact.text)
        return
    said = [_said(element, part, texts) for part in element.parts]
    said[0] = said[0] or _said_plainly(element, texts)
    if said[0] is not None and all(said):
        yield Content(document.id, element.id, said[0][0], words=said[0][1])


def _said(
    element: Element, part: Phrases, texts: Sequence[tuple[PageRef, str]]
) -> tuple[PageRef, str] | None:
    """The first page that says a part of an element, and its words there."""
    for ref, text in texts:
        for hit in part.find(skeleton(text)):
            if hit.key == element.id:
                return ref, text[hit.start : hit.end]
    return None


def _said_plainly(element: Element, texts: Sequence[tuple[PageRef, str]]) -> tuple[PageRef, str] | None:
    """Where it is said of now: no "after", "once" or "not" up to its last word in the same sentence."""
    for ref, text in texts:
        bare = skeleton(text)
        for hit in element.plainly.find(bare):
            if element.unless.first(bare[_sentence_start(bare, hit.start) : hit.end]) is None:
                return ref, text[hit.start : hit.end]
    return None


def _sentence_start(text: str, place: int) -> int:
    first = max(0, place - _SENTENCE)
    ends = list(_END.finditer(text, first, place))
    return ends[-1].end() if ends else first


def _dated(element: Element, document: Document, texts: Sequence[tuple[PageRef, str]]) -> Iterator[Content]:
    """The words with the first whole date shortly after them; without one they tell nothing."""
    for ref, text in texts:
        for part in element.parts:
            for hit in part.find(skeleton(text)):
                day = _date_after(text, hit)
                if day is not None and hit.key == element.id:
                    yield Content(document.id, element.id, ref, day, text[hit.start : hit.end])


def _date_after(text: str, hit: Hit) -> date | None:
    after = text[hit.end : hit.end + _AFTER]
    first = next(iter(find_dates(after)), None)
    if first is None or not isinstance(first.value, date) or not _GLUE.fullmatch(after[: first.start]):
        return None
    return first.value
