"""What the client paid: receipts, the bill's credits, the lines of a bank's statement; each payment once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

from packetizer.model import DateRange, Document, Fact, LedgerRow
from packetizer.understanding.case.charges import days_of, dollars, rows_of, total
from packetizer.understanding.case.payees import is_one_of, look_of, names_on, payees_beside
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.lexicon import Lexicon

_POSTED_WITHIN = 7  # days: a card's posting follows its sale
_BEFORE = 1  # days by which a receipt may be written after the payment
_MOST_TOGETHER = 6  # payments that one line may sum up
_OWED = (FactKind.AMOUNT_BALANCE, FactKind.AMOUNT_PATIENT_RESPONSIBILITY, FactKind.AMOUNT_BILLED)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that went from the client to a provider, as one paper shows it.

    `charge`: of a credit in a charge's row, what was charged. Its day is that of the service then: it may
    have been paid on any day until the bill was written.
    """

    day: date | None
    amount: Decimal
    document: Document
    fact: str
    charge: Decimal | None = None


def with_payments(
    rows: Sequence[LedgerRow], papers: Sequence[tuple[str, Document]], words: Lexicon
) -> list[LedgerRow]:
    """The rows with each payment once. `papers`: how each shows payments (`pays` in roles.yaml), and it."""
    known: list[Payment] = []
    receipts = [paper for how, paper in papers if how == "receipt"]
    for receipt in receipts:
        known += [p for p in _receipt(receipt) if not _same(p, known)]
    owed = _owed(rows, [paper for _, paper in papers])
    bills = [paper for how, paper in papers if how == "bill"]
    payees = names_on(receipts, FactKind.NAME_MERCHANT, words)
    payees |= names_on(bills, FactKind.NAME_PROVIDER, words)
    for proof in (paper for how, paper in papers if how == "proof"):
        found = _proof(proof, owed, known)
        found += [p for p in _of_visits(proof, rows, known, payees, words) if p not in found]
        known += _new(found, known)
    for bill in bills:
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


def _of_visits(
    proof: Document,
    rows: Sequence[LedgerRow],
    known: Sequence[Payment],
    payees: Collection[str],
    words: Lexicon,
) -> Iterator[Payment]:
    """A statement's lines to a provider at the time of a visit, up to what the visit is charged at: with
    another payment they may make up its charge."""
    for payment in _under_days(proof):
        named = payees_beside(payment.fact, proof)
        if payment.day is None or not any(is_one_of(look_of(str(f.value), words), payees) for f in named):
            continue
        visits = {row.date for row in rows if row.billed and _lag(row.date, payment.day) is not None}
        for visit in sorted(day for day in visits if day is not None):
            charged = total(row.billed for row in rows if row.date == visit)
            if total(p.amount for p in known if p.day == visit) + payment.amount <= charged:
                yield payment
                break


def _credits(bill: Document) -> list[Payment]:
    """What a bill says was paid, row by row; in a charge's row for that charge."""
    kinds = (FactKind.AMOUNT_BILLED, FactKind.DATE_SERVICE, FactKind.DATE_PAYMENT, FactKind.AMOUNT_PAID)
    charged: dict[str, Fact] = {}
    for row in rows_of([fact for fact in dollars(bill.facts) if fact.kind in kinds], bill):
        billed = next((fact for fact in row if fact.kind == FactKind.AMOUNT_BILLED), None)
        served = _day(row, FactKind.DATE_SERVICE) is not None and _day(row, FactKind.DATE_PAYMENT) is None
        if billed is not None and served:
            charged |= {fact.id: billed for fact in row}
    return [
        replace(payment, charge=amount)
        if payment.fact in charged and isinstance(amount := charged[payment.fact].value, Decimal)
        else payment
        for payment in dated_payments(bill)
    ]


def _credited(bill: Document, known: Sequence[Payment], rows: Sequence[LedgerRow]) -> list[Payment]:
    """Payments that a bill lists, or what the sum of them adds to those that are known."""
    dated = _credits(bill)
    listed = [p for p in dated if p.charge is not None or (p.day is not None and p.day != bill.date)]
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
    whole = dated[0] if dated[0].day not in charges else replace(dated[0], day=None)  # of its sum, no visit's
    return _beyond(whole, paid, charges) if paid else _new(dated[:1], known, since)


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
    return (payment.charge or payment.amount) == charge.billed and payment.day == charge.date


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
        if payment.amount == other.amount and (lag := _apart(other, payment)) is not None
    )
    same: dict[int, int] = {}
    for _, at, place in pairs:
        if at not in same and place not in same.values():
            same[at] = place
    left = [p for at, p in enumerate(found) if at not in same and not _together(p, known, since)]
    free = [p for place, p in enumerate(known) if place not in same.values()]
    return _not_at_once(left, free)


def _not_at_once(left: Sequence[Payment], free: Iterable[Payment]) -> list[Payment]:
    """Less the credits of several charges that were paid in one."""
    credits_ = [payment for payment in left if payment.charge is not None][: 2 * _MOST_TOGETHER]
    for paid in free:
        for size in range(2, min(len(credits_), _MOST_TOGETHER) + 1):
            some = next((one for one in combinations(credits_, size) if _comes_to(paid, one)), None)
            if some is not None:
                return _not_at_once([p for p in left if p not in some], [p for p in free if p is not paid])
    return list(left)


def _comes_to(paid: Payment, credits_: Sequence[Payment]) -> bool:
    apart = all(_apart(paid, credit) is not None for credit in credits_)
    return apart and total(credit.amount for credit in credits_) == paid.amount


def _apart(paid: Payment, told: Payment) -> int | None:
    """The days between a payment and where another paper tells of it; None where that is another one."""
    if told.charge is None or paid.day is None or told.day is None:
        return _lag(paid.day, told.day)
    until = told.document.date or date.max
    lag = (paid.day - told.day).days
    return abs(lag) if lag >= -_BEFORE and paid.day <= until else None


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
