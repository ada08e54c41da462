"""What the papers say together: why the insurer said no, the money, the course of events, the doubts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from packetizer.model import DateRange, Denial, DenialReason, Document, Event, Fact
from packetizer.understanding.conflicts import conflicts
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.ledger import ledger
from packetizer.understanding.lexicon import Lexicon

__all__ = ["chronology", "conflicts", "denial", "ledger"]


def denial(documents: Sequence[Document], lexicon: Lexicon) -> Denial:
    """The reasons and codes of every paper that denies; the most specific reason first.

    A letter's own reasons outrank those that only an explanation of benefits' codes suggest.
    """
    denying = [doc for doc in documents if lexicon.role(doc.type).denies and _says_no(doc)]
    facts = [fact for doc in denying for fact in doc.facts]
    order = [reason.code for reason in lexicon.denial.reasons]
    by_code: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind == FactKind.DENIAL_REASON:
            by_code.setdefault(str(fact.value), []).append(fact)
    ranked = sorted(by_code, key=lambda code: order.index(code) if code in order else len(order))
    reasons = tuple(DenialReason(code, tuple(fact.id for fact in by_code[code])) for code in ranked)
    return Denial(
        reasons=reasons,
        carc=_values(facts, FactKind.DENIAL_CARC),
        rarc=_values(facts, FactKind.DENIAL_RARC),
        documents=tuple(doc.id for doc in denying),
    )


def _says_no(document: Document) -> bool:
    kinds = {fact.kind for fact in document.facts}
    return bool(kinds & {FactKind.DENIAL_REASON, FactKind.DENIAL_CARC}) or "denial" in document.type


def _values(facts: Iterable[Fact], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(fact.value) for fact in facts if fact.kind == kind))


# What the day of such a fact tells, in the words of the chronology.
_TOLD: dict[str, str] = {
    FactKind.DATE_SERVICE: "Service",
    FactKind.DATE_PAYMENT: "Payment",
    FactKind.DATE_RECEIVED: "Received",
    FactKind.DATE_DEADLINE: "Deadline printed in",
}


def chronology(documents: Sequence[Document]) -> tuple[Event, ...]:
    """One line for each document's own date, and one for each further day of service, payment or receipt."""
    events: dict[tuple[date, str, str], Event] = {}
    for document in documents:
        for event in _events(document):
            events.setdefault((event.date, event.what, event.document), event)
    return tuple(sorted(events.values(), key=lambda event: (event.date, event.document, event.what)))


def _events(document: Document) -> Iterator[Event]:
    told: set[date] = set()
    if document.date is not None:
        told.add(document.date)
        yield Event(document.date, document.title, document.id)
    for fact in document.facts:
        words = _TOLD.get(fact.kind)
        day = fact.value.first if isinstance(fact.value, DateRange) else fact.value
        if words is None or not isinstance(day, date) or day in told:
            continue
        told.add(day)
        yield Event(day, f"{words}: {document.title}", document.id)
