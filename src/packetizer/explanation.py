"""What each page was taken for and why, for people and as JSON: what `packetizer explain` prints."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from packetizer.model import Box, Case, DateRange, Document, Fact, Omission
from packetizer.understanding.evidence import PaperEvidence, TypeEvidence, evidence_of
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.papers import find_papers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from packetizer.build import Reading
    from packetizer.model import FactValue, PageRef
    from packetizer.understanding.splitting.boundaries import Reason

_SHOWN, _SHOWN_OF_RIVALS = 8, 3  # pieces of evidence in the text; JSON has them all
_WIDTH = 70  # characters of a piece; a pattern may be long
_SLIGHT = 0.3  # points of a boundary that the text passes over

Json = str | float | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A case, and the evidence of each of its documents by id. `names` gives sources other names."""

    case: Case
    evidence: Mapping[str, PaperEvidence]
    names: Mapping[str, str]

    def source(self, ref: PageRef) -> str:
        top, mark, member = ref.source.partition("!")
        return self.names.get(top, top) + mark + member


def explained(reading: Reading, names: Mapping[str, str] | None = None) -> Explanation:
    """The reading with its evidence. `names`: what a source is to be called instead."""
    knowledge = load_knowledge()
    papers = find_papers(reading.pages, reading.given, knowledge)
    evidence = {
        document.id: evidence_of(draft, document.type, papers.kept, knowledge)
        for document, draft in zip(papers.documents, papers.drafts, strict=True)
    }
    return Explanation(reading.case, evidence, names or {})


# ---------------------------------------------------------------- for people


def as_text(explanation: Explanation) -> str:
    """Each document with its pages, what decided its type and its beginning, and each fact with its place."""
    lines: list[str] = []
    for document in explanation.case.documents:
        lines += _document_lines(document, explanation)
        lines.append("")
    for omission in explanation.case.omissions:
        lines.append(f"left out: {_page(omission.page, explanation)} ({_why_out(omission, explanation)})")
    return "\n".join(lines).rstrip()


def _document_lines(document: Document, explanation: Explanation) -> list[str]:
    evidence = explanation.evidence[document.id]
    doubt = f", perhaps {' or '.join(document.candidates)}" if document.candidates else ""
    pages = ", ".join(_page(page, explanation) for page in document.pages)
    day = document.date.isoformat() if document.date else "no date"
    lines = [
        f"{document.id}  {document.title}",
        f"    {document.type} ({document.confidence:.0%}{doubt}), {day}, {pages}",
    ]
    if document.patient:
        lines.append(f"    patient: {document.patient}")
    chosen, *rivals = evidence.types
    lines += _type_lines(f"why {chosen.type}", chosen, _SHOWN)
    for rival in rivals:
        lines += _type_lines(f"rather than {rival.type}", rival, _SHOWN_OF_RIVALS)
    if evidence.beginning:
        lines.append(f"    begins here: {_reasons(evidence.beginning)}")
    lines += [f"    goes on: {_reasons(joined)}" for joined in evidence.joins]
    return lines + [_fact_line(fact, explanation) for fact in document.facts]


def _type_lines(head: str, evidence: TypeEvidence, most: int) -> list[str]:
    lines = [f"    {head}: {evidence.score:.1f} points"]
    lines += [
        f"        {piece.points:+5.1f}  {piece.what:<8} {piece.text}" for piece in evidence.pieces[:most]
    ]
    more = len(evidence.pieces) - most
    return [*lines, f"               … and {more} more"] if more > 0 else lines


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]} …"


def _reasons(reasons: Sequence[Reason]) -> str:
    told = sorted((r for r in reasons if abs(r.points) >= _SLIGHT), key=lambda r: -abs(r.points))
    summed = sum(reason.points for reason in reasons)
    return f"{summed:+.1f} = " + ", ".join(f"{reason.what} {reason.points:+.1f}" for reason in told)


def _fact_line(fact: Fact, explanation: Explanation) -> str:
    place = f"p. {fact.page.number} at {_percent(fact.box)}"
    sure = "given" if fact.given else f"{fact.confidence:.0%}"
    also = f", also read {' or '.join(map(repr, fact.also_read))}" if fact.also_read else ""
    own = ", dates the paper" if fact.dates_paper else ""
    return f"    {fact.kind:<28} {fact.value!s:<24} {sure:>5}  {place:<16} {fact.text!r}{also}{own}"


def _percent(box: Box) -> str:
    """The top left corner, as percent of the page across and down."""
    return f"{box.x0:.0%} {box.y0:.0%}"


def _page(ref: PageRef, explanation: Explanation) -> str:
    return f"{explanation.source(ref)} p. {ref.number}"


def _why_out(omission: Omission, explanation: Explanation) -> str:
    if omission.duplicate_of is None:
        return omission.reason.value
    return f"{omission.reason.value} of {_page(omission.duplicate_of, explanation)}"


# ---------------------------------------------------------------- for programs


def as_json(explanation: Explanation) -> str:
    """The same on one line, with all evidence. Names as in the manifest where the manifest has them."""
    made: Json = {
        "documents": [_document(document, explanation) for document in explanation.case.documents],
        "omitted": [
            {
                **_place(omission.page, explanation),
                "reason": omission.reason.value,
                "duplicate_of": _place(omission.duplicate_of, explanation) if omission.duplicate_of else None,
            }
            for omission in explanation.case.omissions
        ],
    }
    return json.dumps(made, ensure_ascii=False)


def _document(document: Document, explanation: Explanation) -> dict[str, Json]:
    evidence = explanation.evidence[document.id]
    return {
        "id": document.id,
        "type": document.type,
        "confidence": document.confidence,
        "candidates": list(document.candidates),
        "title": document.title,
        "date": document.date.isoformat() if document.date else None,
        "patient": document.patient,
        "pages": [_place(page, explanation) for page in document.pages],
        "evidence": [_evidence(of_type) for of_type in evidence.types],
        "beginning": _reason_rows(evidence.beginning),
        "joins": [_reason_rows(joined) for joined in evidence.joins],
        "facts": [_fact(fact, explanation) for fact in document.facts],
    }


def _evidence(evidence: TypeEvidence) -> dict[str, Json]:
    return {
        "type": evidence.type,
        "score": round(evidence.score, 3),
        "pieces": [
            {"what": piece.what, "text": piece.text, "points": round(piece.points, 3)}
            for piece in evidence.pieces
        ],
    }


def _reason_rows(reasons: Sequence[Reason]) -> list[Json]:
    return [{"what": reason.what, "points": round(reason.points, 3)} for reason in reasons]


def _fact(fact: Fact, explanation: Explanation) -> dict[str, Json]:
    return {
        "id": fact.id,
        "kind": fact.kind,
        "value": _value(fact.value),
        "text": fact.text,
        **_place(fact.page, explanation),
        "bbox": [round(edge, 5) for edge in (fact.box.x0, fact.box.y0, fact.box.x1, fact.box.y1)],
        "confidence": fact.confidence,
        "given": fact.given,
        "also_read": list(fact.also_read),
        "dates_paper": fact.dates_paper,
    }


def _value(value: FactValue) -> str:
    return str(value) if isinstance(value, str | DateRange) else f"{value}"


def _place(ref: PageRef, explanation: Explanation) -> dict[str, Json]:
    return {"source": explanation.source(ref), "source_page": ref.number}
