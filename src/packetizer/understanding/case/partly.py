"""What a decision approves of what was asked, in its own words: only the rest is appealed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from packetizer.model import Content, Document, Page, Severity, Warning, Word
from packetizer.trust import READ
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.lore.entries import PartWords
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import Framed

APPROVES_PART = "approves_part"
_NUMBER = r"(?:\d{1,3}|%{numbers})"
_UNITS = rf"\b{_NUMBER}\s(?:\w+\s){{0,2}}?%{{units}}\b"
_IN_PART = Framed(
    PartWords,
    rf"\b%{{in_part}}\b|(?<!Not )\b%{{approved}}\s?[.:]\s(?={_NUMBER}\s)|\b%{{approved}}\s{_NUMBER}\sof\b"
    rf"|\b{_NUMBER}\sof\s(?:the\s)?{_NUMBER}\s(?:\w+\s){{0,3}}?(?:is|are|were|have been)\s%{{approved}}\b",
)
_GIVES = Framed(PartWords, rf"(?:\b%{{approved}}\b.*{_UNITS}|{_UNITS}.*\b%{{approved}}\b)")
_REST = Framed(PartWords, rf"\b%{{rest}}\s(?:of\sthe\s)?{_NUMBER}\s(?:\w+\s){{0,2}}?%{{units}}\b")
_COUNTED = Framed(PartWords, _UNITS)
_IF = re.compile(r"\b(?:if|may|might|when|whether|can|either)\b", re.IGNORECASE)
_STOP = re.compile(r"[.!?|]\s|[|]")
_SENTENCE = re.compile(r"(?<=[a-z\d)][a-z\d)][.!?])\s+")
_BARE = re.compile(r"^\W*\w+[.:]$")  # "Approved."
_NEAR_EDGE = 3  # characters of a cell that are its beginning
_BELOW = 9  # lines that may go on
_ALIGNED = 0.012  # of the page's width
_LONGEST = 230  # characters of a quotation


def approvals(documents: Iterable[Document], pages: Iterable[Page], lexicon: Lexicon) -> Iterator[Content]:
    """Of each decision the sentences that say what is approved and what is not, where they were read."""
    by_ref = {page.ref: page for page in pages}
    for document in documents:
        if not lexicon.role(document.type).decides:
            continue
        own = [by_ref[ref] for ref in document.pages if ref in by_ref]
        said = [
            (page, words)
            for page in own
            if (words := _said(page, lexicon.denial.partly, lexicon)) is not None
        ]
        if said:
            page, words = max(said, key=lambda item: any(char.isdigit() for char in item[1]))
            yield Content(document.id, APPROVES_PART, page.ref, words=words)


def partly_approved(documents: Sequence[Document], contents: Iterable[Content]) -> Iterator[Warning]:
    """What to mind: the appeal asks for the rest, not for what the plan gave."""
    titles = {document.id: document.title for document in documents}
    for said in contents:
        if said.id == APPROVES_PART:
            quoted = f": “{said.words}”" if said.words else ""
            message = (
                f"“{titles[said.document]}” approves a part of what was asked{quoted}. Ask for the rest."
            )
            yield Warning(
                "conflicting_values", Severity.NOTE, message, (said.document,), (said.page,), asks="in_part"
            )


def _said(page: Page, words: PartWords, lexicon: Lexicon) -> str | None:
    """The quotation; "" where it was not read clearly, None where the page says nothing of a part."""
    found: str | None = None
    sheet = sheet_of(page, lexicon)
    for cell in sheet.cells:
        hit = _IN_PART.of(words).search(cell.text)
        if hit is None or _IF.search(_ahead(sheet, cell, hit.start())):
            continue
        block = _block(sheet, cell, _begun(cell.text, hit.start()))
        quoted = _quotation(" ".join(word.text for word in block), words)
        clear = sum(word.confidence for word in block) >= READ * len(block)
        told = quoted if clear else ""
        if found is None or (told and _weight(told, words) > _weight(found, words)):
            found = told
    return found


def _begun(text: str, at: int) -> int:
    """Where the sentence of a place begins in its cell."""
    return max((end.end() for end in _STOP.finditer(text, 0, at)), default=0)


def _ahead(sheet: Sheet, cell: Cell, at: int) -> str:
    """The words of the sentence before a place, from the line above where it begins there."""
    start = _begun(cell.text, at)
    over = sheet.above(cell.box, cell.row, 1) if not start else ()
    above = over[0].text if over else ""
    return f"{above[_begun(above, len(above)) :]} {cell.text[start:at]}"


def _weight(text: str, words: PartWords) -> int:
    """A quotation that has both numbers says more than one, and that more than a heading."""
    return bool(_GIVES.of(words).search(text)) + bool(_REST.of(words).search(text))


def _block(sheet: Sheet, cell: Cell, start: int) -> list[Word]:
    """The words from a place on, and those below in its column."""
    at, held = 0, []
    for word in cell.line.words:
        if at + len(word.text) > start:
            held.append(word)
        at += len(word.text) + 1
    left = min((word.box.x0 for word in held), default=0.0) - _ALIGNED
    under = (word for below in sheet.below(cell, _BELOW) for word in below.line.words)
    return [*held, *(word for word in under if start < _NEAR_EDGE or word.box.x0 >= left)]


def _quotation(text: str, words: PartWords) -> str:
    """The first sentence, with the one that says what is left out."""
    told = _SENTENCE.split(text)
    heads = len(told) > 1 and (_BARE.match(told[0]) or _numbered(told[1], words) > _numbered(told[0], words))
    first = " ".join(told[:2]) if heads else told[0]
    rest = next((said for said in told[1:] if _REST.of(words).search(said)), "")
    quoted = f"{first} … {rest}" if rest and rest not in first else first
    return quoted if len(quoted) <= _LONGEST else f"{quoted[:_LONGEST].rsplit(' ', 1)[0]} …"


def _numbered(text: str, words: PartWords) -> bool:
    return _COUNTED.of(words).search(text) is not None
