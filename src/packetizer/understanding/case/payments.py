"""What the client paid: receipts, the bill's credits, the lines of a bank's statement; each payment once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

from packetizer.model import DateRange, Document, Fact, LedgerRow
from packetizer.understanding.case.charges import days_of, dollars, rows_of, total
from packetizer.understanding.kinds import FactKind

_POSTED_WITHIN = 7  # days: a card's posting follows its sale
_BEFORE = 1  # days by which a receipt may be written after the payment
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
        known += [p for p in _receipt(receipt) if not _same(p, known)]
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
    """The lines of a statement that pay for this care; a slip with one amount is a payment, on each day that
    it names beside it."""
    dated = _under_days(document)
    if len({payment.amount for payment in dated}) == 1:
        return list({payment.day: payment for payment in reversed(dated)}.values())[::-1]
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
    charges: dict[date, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.date is not None and row.date in days:
            charges[row.date] += row.billed or Decimal(0)
    paid = [p for p in known if p.day in charges and p.amount <= charges[p.day]]
    since = min(days, default=None)  # what was paid before is another bill's
    return _beyond(dated[0], paid, charges) if paid else _new(dated[:1], known, since)


def _beyond(whole: Payment, paid: Sequence[Payment], charges: Mapping[date, Decimal]) -> list[Payment]:
    """What a sum of payments tells of beside those on its days that other papers show."""
    left = whole.amount - total(payment.amount for payment in paid)
    if left <= 0:
        return []
    unpaid = {day: amount for day, amount in charges.items() if all(p.day != day for p in paid) and amount}
    if total(unpaid.values()) == left:
        return [replace(whole, day=day, amount=amount) for day, amount in unpaid.items()]
    return [replace(whole, amount=left)]


def _pays(payment: Payment, charge: LedgerRow) -> bool:
    return payment.amount == charge.billed and payment.day == charge.date


def _under_days(document: Document) -> list[Payment]:
    """Each row's payment with the row's day, or where a day stands alone over it, as on a check, with that;
    one without a day says again what a row of its amount says."""
    facts = [f for f in dollars(document.facts) if f.kind in (FactKind.AMOUNT_PAID, FactKind.DATE_PAYMENT)]
    own: dict[str, date] = {}
    alone: date | None = None
    for row in rows_of(facts, document):
        day = _day(row, FactKind.DATE_PAYMENT)
        paid = [fact for fact in row if fact.kind == FactKind.AMOUNT_PAID]
        if day is not None or not paid:
            alone = None if paid else day
        at = day or alone
        own |= {fact.id: at for fact in paid if at is not None}
        alone = None if paid else alone
    made = list(dated_payments(document))
    told = {payment.amount for payment in made if payment.fact in own}
    return [
        replace(payment, day=own.get(payment.fact, payment.day))
        for payment in made
        if payment.fact in own or payment.amount not in told
    ]


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


def _new(found: Sequence[Payment], known: Sequence[Payment], since: date | None = None) -> list[Payment]:
    """Those that no earlier paper shows, alone or several together; what is nearest in time is the same.

    `since`: from when on one may sum up several.
    """
    pairs = sorted(
        (lag, at, place)
        for at, payment in enumerate(found)
        for place, other in enumerate(known)
        if payment.amount == other.amount and (lag := _lag(other.day, payment.day)) is not None
    )
    same: dict[int, int] = {}
    for _, at, place in pairs:
        if at not in same and place not in same.values():
            same[at] = place
    return [p for at, p in enumerate(found) if at not in same and not _together(p, known, since)]


def _lag(paid: date | None, booked: date | None) -> int | None:
    """The days from a payment to its booking on another paper; None where one is not the other."""
    if paid is None or booked is None:
        return _POSTED_WITHIN
    lag = (booked - paid).days
    return abs(lag) if -_BEFORE <= lag <= _POSTED_WITHIN else None


def _same(payment: Payment, known: Sequence[Payment]) -> bool:
    """Whether two receipts are of one payment."""
    alike = (p.day for p in known if p.amount == payment.amount)
    return any(day is None or payment.day is None or day == payment.day for day in alike)


def _together(payment: Payment, known: Sequence[Payment], since: date | None) -> bool:
    first = since or (payment.day - timedelta(days=_POSTED_WITHIN) if payment.day is not None else None)
    amounts = [p.amount for p in known if p.day is None or first is None or p.day >= first]
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
