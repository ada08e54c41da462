"""Expenses with what does not add up, and what happened when."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from packetizer.packet.desk.material import Material, Place, dollars, short_day

if TYPE_CHECKING:
    from packetizer.model import Ledger, LedgerRow, Totals

_UNKNOWN = "—"


@dataclass(frozen=True, slots=True)
class Expense:
    date: str
    what: str
    amounts: tuple[str, str, str, str]  # billed, allowed, paid by the plan, paid by the client
    place: Place | None


@dataclass(frozen=True, slots=True)
class Money:
    rows: tuple[Expense, ...]
    totals: tuple[str, str, str, str]
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    date: str
    what: str
    place: Place | None


def money(material: Material) -> Money:
    ledger = material.case.ledger
    told = [
        material.said(warning)
        for warning in material.warnings
        if material.words.warning(warning.kind).place == "money"
    ]
    return Money(
        rows=tuple(_expense(material, row) for row in ledger.rows),
        totals=_sums(ledger),
        differences=(*_open_amounts(ledger), *dict.fromkeys(told)),
    )


def _expense(material: Material, row: LedgerRow) -> Expense:
    document = material.documents.get(row.document)
    return Expense(
        short_day(row.date) if row.date else "no date",
        row.description,
        _amounts(row),
        material.place_of(document) if document else None,
    )


def _amounts(row: LedgerRow | Totals) -> tuple[str, str, str, str]:
    return (_amount(row.billed), _amount(row.allowed), _amount(row.paid_by_plan), _amount(row.paid_by_client))


def _sums(ledger: Ledger) -> tuple[str, str, str, str]:
    """The totals, a dash where no row states such an amount: what nobody tells is not zero."""
    stated = zip(*map(_amounts, ledger.rows), strict=True)
    unknown = [all(amount == _UNKNOWN for amount in amounts) for amounts in stated] or [True] * 4
    billed, allowed, plan, client = (
        _UNKNOWN if none else told for none, told in zip(unknown, _amounts(ledger.totals), strict=True)
    )
    return billed, allowed, plan, client


def _amount(amount: Decimal | None) -> str:
    return _UNKNOWN if amount is None else dollars(amount)


def _open_amounts(ledger: Ledger) -> tuple[str, ...]:
    """What the sums leave open, said only where there is a bill to compare with."""
    totals = ledger.totals
    if not totals.billed:
        return ()
    left = totals.billed - totals.paid_by_plan
    unpaid = left - totals.paid_by_client
    known = any(row.paid_by_plan is not None for row in ledger.rows)
    plan = f"paid by the plan {dollars(totals.paid_by_plan)}" if known else "no paper says that the plan paid"
    told = [f"Billed {dollars(totals.billed)}, {plan}: {dollars(left)} is left."]
    if unpaid > 0 and totals.paid_by_client:
        told.append(
            f"Payments by the client come to {dollars(totals.paid_by_client)}; no payment was found for the "
            f"other {dollars(unpaid)}."
        )
    if unpaid < 0:
        told.append(f"Payments come to {dollars(-unpaid)} more than was billed: please compare.")
    return tuple(told)


def chronology(material: Material) -> tuple[Happening, ...]:
    return tuple(
        Happening(
            short_day(event.date),
            event.what,
            material.place_of(material.documents[event.document])
            if event.document in material.documents
            else None,
        )
        for event in material.case.chronology
    )
