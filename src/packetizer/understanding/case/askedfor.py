"""What a decision is about that is no drug: as its procedure codes name it, or its own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from packetizer.model import Content, Document, Fact, Known, Page, PageRef
from packetizer.trust import READ
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.entries import Procedures
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.page.text import fold

ASKED_FOR = "asked_for"
_READABLE = 0.5  # the chance from which a code counts as read
_NEAR = 6  # words before a treatment
_ALIGNED = 0.03  # of the page's width, between a column's head and what stands under it
_ENDS = re.compile(r"\s*(?:[(;:]|,\s|,$|\s[-–—]\s|\bCPT\b|\bHCPCS\b|\bcodes?\b|\s\d|$)")
_WORDS = re.compile(r"[A-Za-z][A-Za-z'’/-]*(?:\s[A-Za-z][A-Za-z'’/-]*){0,7}")
_LONG = re.compile(r"[A-Za-z]{4}")
_TITLED = re.compile(r"\b[A-Z][a-z]{2,}\b")


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What a field of a decision names, and how surely it was read."""

    words: str
    confidence: float


def bills_a_drug(papers: Iterable[Document], lexicon: Lexicon) -> bool:
    """Whether a code on these papers is of a drug: then it is what they are about, named or not."""
    return any(lexicon.procedures.of_drug(str(fact.value)) for paper in papers for fact in _codes(paper))


def named_by_codes(papers: Iterable[Document], lexicon: Lexicon) -> Known[str]:
    """The treatments that the codes on these papers name."""
    found = [fact for paper in papers for fact in _codes(paper)]
    named: dict[str, list[str]] = {}
    for fact in found:
        name = lexicon.procedures.name_of(str(fact.value))
        if name is not None:
            named.setdefault(name, []).append(fact.id)
    if not named:
        return Known()
    *most, last = named
    value = f"{', '.join(most)} and {last}" if most else last
    return Known(value, inferred=True, facts=tuple(id_ for ids in named.values() for id_ in ids))


def _codes(paper: Document) -> list[Fact]:
    """Its codes in reading order."""
    codes = [f for f in paper.facts if f.kind == FactKind.CODE_PROCEDURE and f.confidence >= _READABLE]
    return sorted(codes, key=lambda fact: (paper.pages.index(fact.page), fact.box.y0, fact.box.x0))


def asked_for(
    documents: Iterable[Document], pages: Mapping[PageRef, Page], lexicon: Lexicon
) -> Iterator[Content]:
    """What each decision's own words name, where they were read clearly."""
    for document in documents:
        if lexicon.role(document.type).decides:
            own = [pages[ref] for ref in document.pages if ref in pages]
            named = named_in_words(own, lexicon)
            if named is not None and named.confidence >= READ:
                yield Content(document.id, ASKED_FOR, document.pages[0], words=named.words)


def named_in_words(pages: Sequence[Page], lexicon: Lexicon) -> AskedFor | None:
    """The first field or column of these pages that says what was asked for, as it is printed; else the first
    treatment with a name of its own that a sentence of theirs says was asked for."""
    fields = (found for page in pages for found in _fields(sheet_of(page, lexicon)))
    spoken = (found for page in pages for found in _spoken_of(page, lexicon.procedures))
    return next(fields, None) or next(spoken, None)


def _spoken_of(page: Page, procedures: Procedures) -> Iterator[AskedFor]:
    """The known treatments that a sentence of the page says were asked for, in reading order."""
    text = [fold(word.text) for word in page.words]
    bare = [word.strip(".,;:()\"'") for word in text]
    known = [(one.name, one.name.split()) for one in procedures.named]
    for at in range(len(bare)):
        for name, words in known:
            end = at + len(words)
            if bare[at:end] == words and _asked(bare, text, at, procedures):
                yield AskedFor(name, min(word.confidence for word in page.words[at:end]))


def _asked(bare: Sequence[str], text: Sequence[str], at: int, procedures: Procedures) -> bool:
    """Whether a word of asking stands shortly before, in the same sentence."""
    for before in range(at - 1, max(at - 1 - _NEAR, -1), -1):
        if text[before].endswith((".", ";", ":")):
            return False
        if bare[before] in procedures.asked_with:
            return True
    return False


def _fields(sheet: Sheet) -> Iterator[AskedFor]:
    for cell in sheet.cells:
        head, mark, rest = cell.text.partition(":")
        if fold(head).strip(" .#*") not in sheet.lexicon.procedures.asked_for:
            continue
        value = (cell, len(head) + 1) if rest.strip() else _beside_or_under(sheet, cell, bool(mark))
        found = _named(*value, sheet.lexicon.procedures) if value is not None else None
        if found is not None:
            yield found


def _beside_or_under(sheet: Sheet, cell: Cell, marked: bool) -> tuple[Cell, int] | None:
    """The next cell of a form's line; under the head of a column, which has other heads beside it."""
    right = sheet.right_of(cell)
    under = [c for c in sheet.below(cell, 1) if abs(c.box.x0 - cell.box.x0) < _ALIGNED and not c.labels]
    if not marked and (right is None or len(sheet.rows[cell.row]) > 2) and under:
        return under[0], 0
    return (right, 0) if right is not None and not right.labels else None


def _named(cell: Cell, start: int, procedures: Procedures) -> AskedFor | None:
    """The words up to a code, a number or a bracket; none where they name no treatment."""
    text = cell.text[start:].strip()
    end = _ENDS.search(text, 1)
    words = text[: end.start()].strip() if end is not None else text
    if not _WORDS.fullmatch(words) or not _LONG.search(words):
        return None
    if procedures.vague.search(words) or fold(words) in procedures.names_nothing_alone:
        return None
    own = set(words.split())
    read = [word.confidence for word in cell.line.words if word.text.strip(",.;:()") in own]
    return AskedFor(in_sentence(words), min(read, default=0.0))


def in_sentence(words: str) -> str:
    """As within a sentence: without the capitals of a heading."""
    titled = [word for word in words.split() if _LONG.search(word)]
    if len(titled) > 1 and all(_TITLED.match(word) for word in titled):
        return _TITLED.sub(lambda match: match[0].lower(), words)
    first = words.split()[0]
    return words[0].lower() + words[1:] if len(titled) > 1 and _TITLED.fullmatch(first) else words
