"""The course of events as the insurer reads it: one line for each thing that happened, told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from packetizer.model import DateRange, Document, Event, Ledger, LedgerRow, PageRef
from packetizer.understanding.case.charges import days_of
from packetizer.understanding.case.ledger import ledger
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.lexicon import Lexicon, load_lexicon


def chronology(
    documents: Sequence[Document], lexicon: Lexicon | None = None, money: Ledger | None = None
) -> tuple[Event, ...]:
    """Papers by their own dates, treatments that only a bill tells of, payments, and stamps of receipt.

    A treatment with a record of its day is told by the record, a payment by the paper that shows it first.
    Deadlines are no events, nor are cards, policies and cover sheets. `money`: of these papers, where it is
    known already.
    """
    words = lexicon or load_lexicon()
    rows = (money or ledger(documents, words)).rows
    told = [*_papers(documents, words), *_charged_only(documents, rows, words)]
    told += _payments(documents, rows, words)
    told += _received(documents, words)
    events: dict[tuple[date, str], Event] = {}
    for event in told:
        events.setdefault((event.date, event.what), event)
    order = {document.id: place for place, document in enumerate(documents)}
    return tuple(sorted(events.values(), key=lambda event: (event.date, order[event.document], event.what)))


def _papers(documents: Sequence[Document], words: Lexicon) -> Iterator[Event]:
    """Each paper that is itself an event; two of one day and title by their claims, where these differ."""
    own = [doc for doc in documents if doc.date is not None and words.role(doc.type).event == "own"]
    alike = Counter((doc.date, doc.title) for doc in own)
    for document in own:
        claims = _claims(document) if alike[document.date, document.title] > 1 else ""
        if document.date is not None:
            yield Event(document.date, f"{document.title}{claims}", document.id)


def _claims(document: Document) -> str:
    numbers = sorted({str(fact.value) for fact in document.facts if fact.kind == FactKind.ID_CLAIM})
    return f" (claim {', '.join(numbers)})" if numbers else ""


def _charged_only(
    documents: Sequence[Document], rows: Sequence[LedgerRow], words: Lexicon
) -> Iterator[Event]:
    """Days of service that no record tells: one line, from the fullest account."""
    recorded = {day for document in documents for day in _recorded(document, words)}
    seen: set[date] = set()
    for row in rows:
        if row.billed is not None and row.date is not None and row.date not in recorded | seen:
            seen.add(row.date)
            where = _page(row, row.document, documents)
            yield Event(row.date, f"Treatment charged: {row.description}", row.document, where)


def _recorded(document: Document, words: Lexicon) -> Iterator[date]:
    """The days that a record tells of as its own; a note may name an earlier visit's day too."""
    role = words.role(document.type)
    if role.records and document.date is not None:
        yield document.date
        stays = [fact for fact in document.facts if isinstance(fact.value, DateRange)]
        yield from days_of(document.facts if role.treats else stays)


def _payments(documents: Sequence[Document], rows: Sequence[LedgerRow], words: Lexicon) -> Iterator[Event]:
    titles = {document.id: document for document in documents}
    paying = [document for document in documents if words.role(document.type).pays in ("receipt", "proof")]
    by_fact = {fact.id: document for document in paying for fact in document.facts}
    for row in rows:
        if row.paid_by_client is None or row.date is None:
            continue
        proof = next((by_fact[fact] for fact in row.facts if fact in by_fact), None)
        if proof is None and row.billed is not None:
            continue  # a bill's credit at its charge: when it was paid nothing says
        shown = proof or titles[row.document]
        where = _page(row, shown.id, documents)
        yield Event(row.date, f"Payment of ${row.paid_by_client:,.2f}: {shown.title}", shown.id, where)


def _page(row: LedgerRow, document: str, documents: Sequence[Document]) -> PageRef | None:
    """The first page of the document on which a fact of the row stands."""
    facts = next((paper.facts for paper in documents if paper.id == document), ())
    return min((fact.page for fact in facts if fact.id in row.facts), default=None)


def _received(documents: Sequence[Document], words: Lexicon) -> Iterator[Event]:
    """A decision's receipt starts the time to appeal."""
    for document in documents:
        if not words.role(document.type).decides:
            continue
        for fact in document.facts:
            day = fact.value.first if isinstance(fact.value, DateRange) else fact.value
            received = fact.kind == FactKind.DATE_RECEIVED and not fact.by_sender
            if received and isinstance(day, date) and day != document.date:
                yield Event(day, f"{document.title}: received", document.id, fact.page)
