"""What the client paid: receipts, the bill's credits, the lines of a bank's statement; each payment once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations

from packetizer.model import DateRange, Document, Fact, LedgerRow
from packetizer.understanding.case.charges import days_of, dollars, rows_of, total
from packetizer.understanding.kinds import FactKind

_POSTED_WITHIN = 7  # days: a card's posting follows its sale
_MOST_TOGETHER = 6  # payments that one line may sum up
_OWED = (FactKind.AMOUNT_BALANCE, FactKind.AMOUNT_PATIENT_RESPONSIBILITY, FactKind.AMOUNT_BILLED)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that went from the client to a provider, as one paper shows it."""

    day: date | None
    amount: Decimal
    document: Document
    fact: str


def with_payments(rows: Sequence[LedgerRow], papers: Sequence[tuple[str, Document]]) -> list[LedgerRow]:
    """The rows with each payment once. `papers`: how each shows payments (`pays` in roles.yaml), and it."""
    known: list[Payment] = []
    for receipt in (paper for how, paper in papers if how == "receipt"):
        known += [p for p in _receipt(receipt) if not _same(p, known, within=0)]
    owed = _owed(rows, [paper for _, paper in papers])
    for proof in (paper for how, paper in papers if how == "proof"):
        known += _new(_proof(proof, owed, known), known)
    for bill in (paper for how, paper in papers if how == "bill"):
        known += _credited(bill, known, rows)
    made = list(rows)
    for payment in known:
        made = _placed(made, payment)
    return made


def receipted(receipt: Document) -> Fact | None:
    """What a receipt says was paid, else what it comes to; of several readings the surest."""
    for kind in (FactKind.AMOUNT_PAID, FactKind.AMOUNT_TOTAL):
        found = [
            fact
            for fact in dollars(receipt.facts)
            if fact.kind == kind and isinstance(fact.value, Decimal) and fact.value > 0
        ]
        if found:
            return max(found, key=lambda fact: fact.confidence)
    return None


def _receipt(document: Document) -> Iterator[Payment]:
    paid = receipted(document)
    if paid is not None:
        yield _payment(paid, document.date or _day(document.facts, FactKind.DATE_PAYMENT), document)


def _proof(document: Document, owed: set[Decimal], known: Sequence[Payment]) -> list[Payment]:
    """The lines of a statement that pay for this care; a slip with one amount is a payment."""
    dated = list(dated_payments(document))
    if len({payment.amount for payment in dated}) == 1:
        return dated[:1]
    paid = {payment.amount for payment in known}
    return [payment for payment in dated if payment.amount in owed or payment.amount in paid]


def _credited(bill: Document, known: Sequence[Payment], rows: Sequence[LedgerRow]) -> list[Payment]:
    """Payments that a bill lists, or what the sum of them adds to those that are known."""
    dated = list(dated_payments(bill))
    listed = [payment for payment in dated if payment.day is not None and payment.day != bill.date]
    if listed:
        return _new(listed, known)
    if len({payment.amount for payment in dated}) != 1:
        return []
    days = days_of(bill.facts)
    charges = [row for row in rows if row.billed is not None and row.date in days]
    paid = [payment for payment in known if any(_pays(payment, row) for row in charges)]
    return _beyond(dated[0], paid, charges) if paid else _new(dated[:1], known)


def _beyond(whole: Payment, paid: Sequence[Payment], charges: Sequence[LedgerRow]) -> list[Payment]:
    """What a sum of payments tells of beside those of its charges that other papers show as paid."""
    left = whole.amount - total(payment.amount for payment in paid)
    if left <= 0:
        return []
    unpaid = [row for row in charges if not any(_pays(payment, row) for payment in paid)]
    if total(row.billed for row in unpaid) == left:
        return [replace(whole, day=row.date, amount=row.billed) for row in unpaid if row.billed]
    return [replace(whole, amount=left)]


def _pays(payment: Payment, charge: LedgerRow) -> bool:
    return payment.amount == charge.billed and payment.day == charge.date


def dated_payments(document: Document) -> Iterator[Payment]:
    """Each row's payment with the row's day."""
    kinds = (FactKind.AMOUNT_PAID, FactKind.DATE_PAYMENT, FactKind.DATE_SERVICE)
    facts = [fact for fact in dollars(document.facts) if fact.kind in kinds]
    for row in rows_of(facts, document):
        day = _day(row, FactKind.DATE_PAYMENT) or _day(row, FactKind.DATE_SERVICE) or document.date
        for fact in row:
            if fact.kind == FactKind.AMOUNT_PAID and isinstance(fact.value, Decimal) and fact.value:
                yield _payment(fact, day, document)


def _payment(fact: Fact, day: date | None, document: Document) -> Payment:
    amount = fact.value if isinstance(fact.value, Decimal) else Decimal(0)
    return Payment(day, abs(amount), document, fact.id)


def _day(facts: Sequence[Fact], kind: str) -> date | None:
    for fact in facts:
        if fact.kind == kind:
            if isinstance(fact.value, DateRange):
                return fact.value.first
            if isinstance(fact.value, date):
                return fact.value
    return None


# ---------------------------------------------------------------- once


def _new(found: Sequence[Payment], known: Sequence[Payment]) -> list[Payment]:
    """Those that no earlier paper shows, alone or several together."""
    left = list(known)
    made: list[Payment] = []
    for payment in found:
        same = _same(payment, left, within=_POSTED_WITHIN)
        if same:
            left.remove(same[0])
        elif not _together(payment, known):
            made.append(payment)
    return made


def _same(payment: Payment, known: Sequence[Payment], within: int) -> list[Payment]:
    return [p for p in known if p.amount == payment.amount and _near(p.day, payment.day, within)]


def _near(one: date | None, other: date | None, within: int) -> bool:
    return one is None or other is None or abs((one - other).days) <= within


def _together(payment: Payment, known: Sequence[Payment]) -> bool:
    amounts = [p.amount for p in known]
    return any(
        total(some) == payment.amount
        for size in range(2, min(len(amounts), _MOST_TOGETHER) + 1)
        for some in combinations(amounts[: 2 * _MOST_TOGETHER], size)
    )


def _owed(rows: Sequence[LedgerRow], papers: Sequence[Document]) -> set[Decimal]:
    """What this care cost: amounts by which a line of a statement is known to pay for it."""
    days = {row.date for row in rows}
    owed = {row.billed for row in rows} | {total(r.billed for r in rows if r.date == day) for day in days}
    owed |= {total(row.billed for row in rows)}
    for paper in papers:
        owed |= {f.value for f in dollars(paper.facts) if f.kind in _OWED and isinstance(f.value, Decimal)}
    return {amount for amount in owed if amount}


def _placed(rows: list[LedgerRow], payment: Payment) -> list[LedgerRow]:
    """At the charge of its day and amount where there is one, else a row of its own."""
    for place, row in enumerate(rows):
        if row.paid_by_client is None and _pays(payment, row):
            paid = replace(row, paid_by_client=payment.amount, facts=(*row.facts, payment.fact))
            return [*rows[:place], paid, *rows[place + 1 :]]
    document = payment.document
    made = LedgerRow(
        payment.day,
        f"Payment: {document.title}",
        None,
        None,
        None,
        payment.amount,
        document.id,
        (payment.fact,),
    )
    return [*rows, made]
