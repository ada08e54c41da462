"""Where papers contradict each other, or one side of a pair is missing: things for a person to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from packetizer.model import DateRange, Document, Fact, PageRef, Severity, Warning
from packetizer.trust import READ
from packetizer.understanding.case.charges import account_of, days_of
from packetizer.understanding.case.payments import receipted
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.lexicon import Lexicon, load_lexicon

_DECIDING = {
    FactKind.DATE_LETTER: "the date of a denial",
    FactKind.DATE_DEADLINE: "a deadline",
    FactKind.DATE_RECEIVED: "the day a denial was received",
    FactKind.DENIAL_REASON: "the reason of a denial",
}


def conflicts(documents: Sequence[Document], lexicon: Lexicon | None = None) -> tuple[Warning, ...]:
    """`conflicting_values`, `doubtful_reading`, `expense_without_record`, `record_without_expense`."""
    words = lexicon or load_lexicon()
    deciding = [document for document in documents if words.role(document.type).decides]
    return (
        *_doubtful(deciding),
        *_birth_dates(documents),
        *_service_after_denial(deciding),
        *_sums([document for document in documents if words.role(document.type).denies == "notes"]),
        *_records_and_charges(documents, words),
        *_twin_receipts([document for document in documents if words.role(document.type).pays == "receipt"]),
    )


def _pages(facts: Sequence[Fact]) -> tuple[PageRef, ...]:
    return tuple(dict.fromkeys(fact.page for fact in facts))


def _warning(
    code: str, severity: Severity, message: str, documents: Sequence[Document], facts: Sequence[Fact]
) -> Warning:
    return Warning(
        code,
        severity,
        message,
        tuple(doc.id for doc in documents),
        _pages(facts),
        tuple(fact.id for fact in facts),
    )


def _days(document: Document, kind: str) -> dict[date, Fact]:
    """Every day that facts of this kind name; a range names its first and last."""
    found: dict[date, Fact] = {}
    for fact in document.facts:
        if fact.kind != kind:
            continue
        if isinstance(fact.value, DateRange):
            found.setdefault(fact.value.first, fact)
            found.setdefault(fact.value.last, fact)
        elif isinstance(fact.value, date):
            found.setdefault(fact.value, fact)
    return found


def _doubtful(documents: Sequence[Document]) -> Iterator[Warning]:
    """A value that decides something, stated nowhere on its paper with enough confidence."""
    for document in documents:
        for kind, what in _DECIDING.items():
            facts = [fact for fact in document.facts if fact.kind == kind and not fact.by_sender]
            if facts and max(fact.confidence for fact in facts) < READ:
                message = f"{document.title}: {what} was read with doubt. Compare it with the page."
                yield _warning("doubtful_reading", Severity.IMPORTANT, message, [document], facts)


def _twin_receipts(receipts: Sequence[Document]) -> Iterator[Warning]:
    """Two receipts of one day and amount: a till slip and its card slip, or two payments. Counted once."""
    paid: dict[tuple[date, Decimal], list[tuple[Document, Fact]]] = {}
    for receipt in receipts:
        fact = receipted(receipt)
        if fact is not None and receipt.date is not None:
            paid.setdefault((receipt.date, Decimal(str(fact.value))), []).append((receipt, fact))
    for (day, amount), twins in paid.items():
        if len(twins) > 1:
            message = (
                f"{len(twins)} receipts are of {day:%m/%d/%Y} and ${amount:,.2f}. They are counted as one "
                "payment; if each was paid, correct the amount on one of them to the sum."
            )
            yield _warning(
                "conflicting_values", Severity.NOTE, message, [d for d, _ in twins], [f for _, f in twins]
            )


def _birth_dates(documents: Sequence[Document]) -> Iterator[Warning]:
    """Papers with one patient's name and different birth dates."""
    by_name: dict[str, dict[date, list[tuple[Document, Fact]]]] = {}
    for document in documents:
        for day, fact in _days(document, FactKind.DATE_BIRTH).items():
            name = (document.patient or "").casefold()
            by_name.setdefault(name, {}).setdefault(day, []).append((document, fact))
    for days in by_name.values():
        if len(days) > 1:
            pairs = [pair for found in days.values() for pair in found]
            documents_of = list(dict.fromkeys(document for document, _ in pairs))
            message = "One person has two birth dates: a misprint, a misreading, or another person."
            yield _warning(
                "conflicting_values", Severity.IMPORTANT, message, documents_of, [fact for _, fact in pairs]
            )


def _service_after_denial(documents: Sequence[Document]) -> Iterator[Warning]:
    """A letter that denies a service dated after the letter itself."""
    for document in documents:
        if document.date is None:
            continue
        late = [fact for day, fact in _days(document, FactKind.DATE_SERVICE).items() if day > document.date]
        prior = any(fact.kind == FactKind.ID_AUTHORIZATION for fact in document.facts)
        claimed = any(fact.kind == FactKind.ID_CLAIM for fact in document.facts)
        if late and claimed and not prior:
            message = f"{document.title}: a date of service lies after the date of the letter that denies it."
            yield _warning("conflicting_values", Severity.IMPORTANT, message, [document], late)


def _sums(documents: Sequence[Document]) -> Iterator[Warning]:
    """A benefit statement that allows or pays more than was billed."""
    for document in documents:
        billed = _largest(document, FactKind.AMOUNT_BILLED)
        allowed = _largest(document, FactKind.AMOUNT_ALLOWED)
        paid = _largest(document, FactKind.AMOUNT_PAID_BY_PLAN)
        wrong = [pair for pair in ((billed, allowed), (billed, paid)) if _exceeds(pair)]
        if wrong:
            facts = [fact for pair in wrong for fact in pair if fact is not None]
            message = f"{document.title}: allowed or paid is more than billed. Compare the amounts."
            yield _warning(
                "conflicting_values", Severity.NOTE, message, [document], list(dict.fromkeys(facts))
            )


def _largest(document: Document, kind: str) -> Fact | None:
    facts = [fact for fact in document.facts if fact.kind == kind and isinstance(fact.value, Decimal)]
    return max(facts, key=lambda fact: fact.value, default=None)  # type: ignore[arg-type, return-value]


def _exceeds(pair: tuple[Fact | None, Fact | None]) -> bool:
    high, low = pair
    return (
        high is not None
        and low is not None
        and isinstance(high.value, Decimal)
        and isinstance(low.value, Decimal)
        and low.value > high.value
    )


def _records_and_charges(documents: Sequence[Document], words: Lexicon) -> Iterator[Warning]:
    """Days charged without a record of treatment, and days treated without a charge.

    Only where the folder has both kinds: a case before treatment has neither.
    """
    records = [document for document in documents if words.role(document.type).records]
    bills = [document for document in documents if words.role(document.type).bills]
    charged, named = _first_seen(map(_charging, bills)), _first_seen(bills)
    recorded = _first_seen(records)
    spans = [
        fact.value
        for document in records
        for fact in document.facts
        if fact.kind == FactKind.DATE_SERVICE and isinstance(fact.value, DateRange)
    ]
    if charged and recorded:
        for day, (document, fact) in sorted(charged.items()):
            if day not in recorded and not any(span.first <= day <= span.last for span in spans):
                message = f"{day.isoformat()} is charged, but no record of treatment bears that date."
                yield _warning("expense_without_record", Severity.IMPORTANT, message, [document], [fact])
        infusions = _first_seen(document for document in records if words.role(document.type).treats)
        for day, (document, fact) in sorted(infusions.items()):
            if day not in named:
                message = (
                    f"A treatment of {day.isoformat()} is recorded, but no bill or claim charges that date."
                )
                yield _warning("record_without_expense", Severity.NOTE, message, [document], [fact])


def _charging(document: Document) -> Document:
    """The paper without the days that only its notes name, where its charges have days of their own."""
    days = {day for line in account_of(document).lines if line.money for day in line.days}
    kept = (f for f in document.facts if f.kind != FactKind.DATE_SERVICE or not days or days_of([f]) & days)
    return replace(document, facts=tuple(kept))


def _first_seen(documents: Iterable[Document]) -> dict[date, tuple[Document, Fact]]:
    found: dict[date, tuple[Document, Fact]] = {}
    for document in documents:
        for day, fact in _days(document, FactKind.DATE_SERVICE).items():
            found.setdefault(day, (document, fact))
    return found
