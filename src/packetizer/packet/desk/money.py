"""Expenses with what does not add up, and what happened when."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from packetizer.packet.counted import COLUMNS, amount, unsure_of, unsure_sums
from packetizer.packet.desk.material import Material, Place, dollars, short_day

if TYPE_CHECKING:
    from collections.abc import Collection

    from packetizer.model import Ledger, LedgerRow

_UNKNOWN = "—"
_UNSURE = " ?"  # behind an amount that no page shows clearly, and a sum that holds one


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
    unsure: bool = False  # whether an amount is marked


@dataclass(frozen=True, slots=True)
class Happening:
    date: str
    what: str
    place: Place | None


def money(material: Material) -> Money:
    ledger = material.case.ledger
    unsure = unsure_sums(ledger.rows, material.facts)
    told = [
        material.said(warning)
        for warning in material.warnings
        if material.words.warning(warning.kind).place == "money"
    ]
    return Money(
        rows=tuple(_expense(material, row) for row in ledger.rows),
        totals=_sums(ledger, unsure),
        differences=(*_open_amounts(ledger, unsure), *dict.fromkeys(told)),
        unsure=bool(unsure),
    )


def _expense(material: Material, row: LedgerRow) -> Expense:
    document = material.documents.get(row.document)
    return Expense(
        short_day(row.date) if row.date else "no date",
        row.description,
        _amounts(row, unsure_of(row, material.case.ledger.rows, material.facts)),
        material.place_of(document) if document else None,
    )


def _amounts(row: LedgerRow, unsure: Collection[str]) -> tuple[str, str, str, str]:
    billed, allowed, plan, client = (_amount(amount(row, column), column in unsure) for column in COLUMNS)
    return billed, allowed, plan, client


def _sums(ledger: Ledger, unsure: Collection[str]) -> tuple[str, str, str, str]:
    """The totals, a dash where no row states such an amount: what nobody tells is not zero."""
    stated = {column for row in ledger.rows for column in COLUMNS if amount(row, column) is not None}
    billed, allowed, plan, client = (
        _amount(amount(ledger.totals, column) if column in stated else None, column in unsure)
        for column in COLUMNS
    )
    return billed, allowed, plan, client


def _amount(value: Decimal | None, unsure: bool) -> str:
    return _UNKNOWN if value is None else dollars(value) + _UNSURE * unsure


def _open_amounts(ledger: Ledger, unsure: Collection[str]) -> tuple[str, ...]:
    """What the sums leave open, where there is a bill to compare with; marked where unsure."""
    totals = ledger.totals
    if not totals.billed:
        return ()
    left = totals.billed - totals.paid_by_plan
    unpaid = left - totals.paid_by_client
    known = any(row.paid_by_plan is not None for row in ledger.rows)
    billed = _amount(totals.billed, "billed" in unsure)
    by_plan = _amount(totals.paid_by_plan, "paid_by_plan" in unsure)
    paid = _amount(totals.paid_by_client, "paid_by_client" in unsure)
    open_ = _amount(left, bool({"billed", "paid_by_plan"} & set(unsure)))
    rest = _amount(abs(unpaid), bool({"billed", "paid_by_plan", "paid_by_client"} & set(unsure)))
    told = [
        f"Billed {billed}, of which the plan paid {by_plan} and not the other {open_}."
        if known
        else f"Billed {billed}; no paper says that the plan paid any of it."
    ]
    if unpaid == 0 and totals.paid_by_client:
        told.append(f"Payments by the client come to {paid}: all that the plan did not pay.")
    if unpaid > 0 and totals.paid_by_client:
        told.append(f"Payments by the client come to {paid}; no payment was found for the other {rest}.")
    if unpaid < 0:
        told.append(f"Payments come to {rest} more than was billed: please compare.")
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
