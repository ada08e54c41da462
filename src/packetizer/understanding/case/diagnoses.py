"""The diagnoses for which the care is asked: the first one first, and none that only tells of an event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from packetizer.model import Document, Fact, Known, Page, PageRef
from packetizer.understanding.facts.layout import Cell, Sheet, overlap, sheet_of
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.entries import Procedures
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import Framed
from packetizer.understanding.people.identity import facts_of

# Papers that ask for the care, charge it or decide on it
_OF_THE_REQUEST = (
    *("denial_letter", "final_denial_letter", "external_review_decision", "eob", "prior_auth_request"),
    *("letter_of_medical_necessity", "appeal_letter", "itemized_bill", "claim_form", "infusion_record"),
)
_RECORDS = ("infusion_record",)  # of those, what lists all that is known of the patient
_READABLE = 0.5  # the chance from which a code counts as read
_ON_A_PAPER, _OF_REQUEST, _NAMED_FIRST = 1, 2, 2  # what each counts
_RANKED = Framed(Procedures, r"\b(?:(?P<first>%{foremost})|%{further})\b")
_BEHIND = Framed(Procedures, r"^[^;.\d]{0,60}[(,–-]\s?%{foremost}\b")
_HEADS = 2  # rows over a code


def diagnoses(
    documents: Sequence[Document], pages: Sequence[Page], lexicon: Lexicon
) -> Known[tuple[str, ...]]:
    """By how many papers bear each; more counts what asks for the care, and what is called primary.

    An old poisoning, an accident or a circumstance that only a record tells of is no diagnosis of the
    request.
    """
    by_ref = {page.ref: page for page in pages}
    votes: dict[str, int] = {}
    facts: dict[str, list[Fact]] = {}
    for document in documents:
        asks = document.type in _OF_THE_REQUEST
        own = [f for f in facts_of(document, FactKind.CODE_ICD10) if f.given or f.confidence >= _READABLE]
        for code in dict.fromkeys(str(fact.value) for fact in own):
            said = [fact for fact in own if fact.value == code]
            facts.setdefault(code, []).extend(said)
            states = asks and document.type not in _RECORDS
            if not states and _tells_of_event(code, lexicon) and not any(fact.given for fact in said):
                continue
            first = any(_named_first(fact, by_ref, lexicon) for fact in said)
            counted = _ON_A_PAPER + _OF_REQUEST * asks + _NAMED_FIRST * first
            votes[code] = votes.get(code, 0) + counted
    if not votes:
        return Known()
    order = tuple(sorted(votes, key=lambda code: -votes[code]))  # equals in the order of the papers
    return Known(order, inferred=True, facts=tuple(fact.id for code in order for fact in facts[code]))


def _tells_of_event(code: str, lexicon: Lexicon) -> bool:
    return any(first <= code[:3] <= last for first, last in lexicon.procedures.events)


def _named_first(fact: Fact, pages: Mapping[PageRef, Page], lexicon: Lexicon) -> bool:
    """Whether it is called primary: before it in its row, behind it, or at the head of its column."""
    page = pages.get(fact.page)
    if page is None:
        return False
    sheet = sheet_of(page, lexicon)
    return any(_called_first(sheet, cell, at, fact) for cell, at in _places(sheet, fact))


def _places(sheet: Sheet, fact: Fact) -> Iterator[tuple[Cell, int]]:
    for cell in sheet.cells:
        at = cell.text.find(fact.text)
        level = cell.box.y0 < fact.box.y1 and fact.box.y0 < cell.box.y1
        if at >= 0 and level and overlap(cell.line.box_at(at, at + len(fact.text)), fact.box) > 0:
            yield cell, at


def _called_first(sheet: Sheet, cell: Cell, at: int, fact: Fact) -> bool:
    words = sheet.lexicon.procedures
    row = [other.text for other in sheet.rows[cell.row][: cell.place]]
    before = " ".join((*row, cell.text[:at]))
    if ranked := list(_RANKED.of(words).finditer(before)):
        return ranked[-1]["first"] is not None and not re.search(r"[A-Z]\d\w\.\w", before[ranked[-1].end() :])
    if _BEHIND.of(words).search(cell.text[at + len(fact.text) :]):
        return True
    heads = (_RANKED.of(words).search(other.text) for other in sheet.above(fact.box, cell.row, _HEADS))
    nearest = next((head for head in heads if head is not None), None)
    return nearest is not None and nearest["first"] is not None
