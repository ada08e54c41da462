"""In which order the papers stand: as a reviewer reads, what is decided first and what was paid last."""

from __future__ import annotations

from packetizer.model import Case, Document, Findings, PageRef
from packetizer.packet.sheets.wording import wording

_APPEAL = "appeal_letter"
_AMONG = 0.5  # right behind the papers of a type, before those of the next


def in_order(case: Case, findings: Findings) -> list[tuple[Document, tuple[PageRef, ...]]]:
    """Documents with the pages that go in, in packet order; without those of which nothing goes in."""
    omitted = {omission.page for omission in case.omissions}
    rank = {kind: float(at) for at, kind in enumerate(findings.packet_order)}
    last, past = float(len(rank)), earlier_appeals(case)
    behind = rank.get(wording().earlier_appeals_behind, last) + _AMONG

    def key(numbered: tuple[int, Document]) -> tuple[float, bool, int, int]:
        at, document = numbered
        day = document.date.toordinal() if document.date else 0
        newest_first = document.type in wording().newest_first
        place = behind if document.id in past else rank.get(document.type, last)
        return place, document.date is None, -day if newest_first else day, at

    ordered = (document for _, document in sorted(enumerate(case.documents), key=key))
    kept = ((document, tuple(ref for ref in document.pages if ref not in omitted)) for document in ordered)
    return [(document, refs) for document, refs in kept if refs]


def earlier_appeals(case: Case) -> frozenset[str]:
    """Appeal letters from before the newest decision: that decision answers them, they do not answer it."""
    notices = [document for document in case.documents if document.type in wording().newest_first]
    decided = max((document.date for document in notices if document.date), default=None)
    return frozenset(
        document.id
        for document in case.documents
        if document.type == _APPEAL and document.date and decided and document.date < decided
    )
