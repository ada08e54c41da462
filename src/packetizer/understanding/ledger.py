"""The money of a case: each charge and each payment once, however many papers mention it.

A charge is known by its day and its amount: the same on a bill, a claim form and an explanation of benefits
is one row, to which each paper adds what it knows (allowed, paid by the plan). A receipt pays: its amount is
one payment, also where the bill lists it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from packetizer.model import DateRange, Document, Fact, Ledger, LedgerRow, Totals
from packetizer.understanding.kinds import FactKind

# Papers that state charges, the fullest account first, and papers that show a payment.
_CHARGING = ("itemized_bill", "claim_form", "eob", "denial_letter", "final_denial_letter")
_PAYING = ("receipt", "proof_of_payment")

_CHARGE_KINDS = {
    FactKind.AMOUNT_BILLED: "billed",
    FactKind.AMOUNT_ALLOWED: "allowed",
    FactKind.AMOUNT_PAID_BY_PLAN: "plan",
}


@dataclass
class _Line:
    """What one row of a paper says. Filled while the paper is read."""

    day: date | None = None
    codes: list[str] = field(default_factory=list)
    billed: Decimal | None = None
    allowed: Decimal | None = None
    plan: Decimal | None = None
    paid: Decimal | None = None
    facts: list[str] = field(default_factory=list)


def ledger(documents: Sequence[Document]) -> Ledger:
    """The rows by day, and their totals. Amounts of another currency stay out."""
    rows: list[LedgerRow] = []
    for kind in _CHARGING:
        for document in (doc for doc in documents if doc.type == kind):
            rows = _with_charges(rows, document)
    for kind in _PAYING:
        for document in (doc for doc in documents if doc.type == kind):
            rows = _with_payment(rows, document)
    rows.sort(key=lambda row: (row.date or date.max, row.document))
    return Ledger(tuple(rows), _totals(rows))


def _totals(rows: Iterable[LedgerRow]) -> Totals:
    rows = list(rows)
    return Totals(
        billed=_sum(row.billed for row in rows),
        allowed=_sum(row.allowed for row in rows),
        paid_by_plan=_sum(row.paid_by_plan for row in rows),
        paid_by_client=_sum(row.paid_by_client for row in rows),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


# ---------------------------------------------------------------- reading a paper's rows


def _dollars(document: Document) -> list[Fact]:
    return [fact for fact in document.facts if not fact.kind.startswith("amount.") or fact.currency == "USD"]


def _lines(document: Document) -> list[_Line]:
    """The facts of a charging paper by the row they stand in; totals of other rows are left out."""
    rows: list[list[Fact]] = []
    kinds = {*_CHARGE_KINDS, FactKind.DATE_SERVICE, FactKind.CODE_PROCEDURE}
    facts = sorted(
        (fact for fact in _dollars(document) if fact.kind in kinds),
        key=lambda fact: (fact.page, fact.box.y0 + fact.box.y1),
    )
    for fact in facts:
        if rows and _same_row(rows[-1][-1], fact):
            rows[-1].append(fact)
        else:
            rows.append([fact])
    made = [_line(row) for row in rows]
    charged = [line for line in made if line.billed is not None]
    return _without_totals(_dated(charged, made, document))


def _same_row(one: Fact, other: Fact) -> bool:
    if one.page != other.page:
        return False
    apart = abs((one.box.y0 + one.box.y1) - (other.box.y0 + other.box.y1)) / 2
    return apart < 0.6 * max(one.box.height, other.box.height)


def _line(facts: list[Fact]) -> _Line:
    line = _Line()
    for fact in sorted(facts, key=lambda fact: fact.box.x0):
        if fact.kind == FactKind.DATE_SERVICE and line.day is None:
            line.day = _first(fact)
        elif fact.kind == FactKind.CODE_PROCEDURE:
            line.codes.append(str(fact.value))
        elif fact.kind in _CHARGE_KINDS and isinstance(fact.value, Decimal):
            name = _CHARGE_KINDS[FactKind(fact.kind)]
            if getattr(line, name) is None:
                setattr(line, name, fact.value)
        else:
            continue
        line.facts.append(fact.id)
    return line


def _first(fact: Fact) -> date | None:
    if isinstance(fact.value, DateRange):
        return fact.value.first
    return fact.value if isinstance(fact.value, date) else None


def _dated(charged: list[_Line], rows: list[_Line], document: Document) -> list[_Line]:
    """A charge without a day in its row has the paper's only day of service."""
    days = {day for fact in document.facts if fact.kind == FactKind.DATE_SERVICE and (day := _first(fact))}
    only = next(iter(days)) if len(days) == 1 else None
    for line in charged:
        if line.day is None:
            line.day = only
    if len(charged) == 1:  # figures below one another: the paper's one charge has them all
        for other in rows:
            charged[0].allowed = charged[0].allowed if charged[0].allowed is not None else other.allowed
            charged[0].plan = charged[0].plan if charged[0].plan is not None else other.plan
            charged[0].facts += [id_ for id_ in other.facts if id_ not in charged[0].facts]
    return charged


def _without_totals(lines: list[_Line]) -> list[_Line]:
    """Without the line that is the sum of others, and without repetitions of an undated sum."""
    kept = list(lines)
    for line in sorted(lines, key=lambda item: item.billed or Decimal(0), reverse=True):
        others = [item for item in kept if item is not line and item.billed is not None]
        if len(others) >= 2 and line.billed == _sum(item.billed for item in others):
            kept.remove(line)
            continue
        if line.day is None and any(item.billed == line.billed for item in others):
            kept.remove(line)
    if (
        len(kept) == 2
        and kept[0].billed == kept[1].billed
        and kept[0].day == kept[1].day
        and not kept[1].codes
    ):
        return kept[:1]  # one charge, and its total below it
    return kept


# ---------------------------------------------------------------- putting papers together


def _with_charges(rows: list[LedgerRow], document: Document) -> list[LedgerRow]:
    """The rows with this paper's charges: merged where an earlier paper has the same day and amount."""
    before = Counter((row.date, row.billed) for row in rows)
    made = list(rows)
    used: set[int] = set()
    lines = _lines(document)
    whole = _covered_sum(rows, lines)
    for line in lines:
        if whole:
            continue
        key = (line.day, line.billed)
        place = next(
            (i for i, row in enumerate(rows) if i not in used and (row.date, row.billed) == key), None
        )
        if place is None and line.day is None:
            place = next(
                (i for i, row in enumerate(rows) if i not in used and row.billed == line.billed), None
            )
        if before and place is not None:
            used.add(place)
            made[place] = _merged(made[place], line)
        else:
            made.append(_row(line, document))
    return made


def _covered_sum(rows: list[LedgerRow], lines: list[_Line]) -> bool:
    """A letter's single sum that earlier papers' charges already make up."""
    if len(lines) != 1 or lines[0].billed is None or len(rows) < 2:
        return False
    return lines[0].billed == _sum(row.billed for row in rows)


def _row(line: _Line, document: Document) -> LedgerRow:
    what = ", ".join(dict.fromkeys(line.codes)) or document.title
    return LedgerRow(
        line.day, what, line.billed, line.allowed, line.plan, line.paid, document.id, tuple(line.facts)
    )


def _merged(row: LedgerRow, line: _Line) -> LedgerRow:
    return replace(
        row,
        allowed=row.allowed if row.allowed is not None else line.allowed,
        paid_by_plan=row.paid_by_plan if row.paid_by_plan is not None else line.plan,
        facts=(*row.facts, *(id_ for id_ in line.facts if id_ not in row.facts)),
    )


def _with_payment(rows: list[LedgerRow], document: Document) -> list[LedgerRow]:
    """The rows with one receipt's payment, at the charge of its day and amount where there is one."""
    fact = _paid(document)
    if fact is None or not isinstance(fact.value, Decimal):
        return rows
    day = document.date or next((_first(f) for f in document.facts if f.kind == FactKind.DATE_PAYMENT), None)
    days = {day, *(_first(f) for f in document.facts if f.kind == FactKind.DATE_SERVICE)}
    if document.type == "proof_of_payment" and any(
        row.paid_by_client == fact.value and _near(row.date, day) for row in rows
    ):
        return rows  # the statement's line is the receipt's payment
    for i, row in enumerate(rows):
        if row.billed == fact.value and row.paid_by_client is None and row.date in days:
            merged = replace(row, paid_by_client=fact.value, facts=(*row.facts, fact.id))
            return [*rows[:i], merged, *rows[i + 1 :]]
    made = LedgerRow(day, document.title, None, None, None, fact.value, document.id, (fact.id,))
    return [*rows, made]


def _near(one: date | None, other: date | None) -> bool:
    """A card's posting follows its sale by a few days."""
    return one is None or other is None or abs((one - other).days) <= 5


def _paid(document: Document) -> Fact | None:
    facts = _dollars(document)
    for kind in (FactKind.AMOUNT_PAID, FactKind.AMOUNT_TOTAL):
        found = [fact for fact in facts if fact.kind == kind]
        if found:
            return max(found, key=lambda fact: fact.confidence)
    return None
