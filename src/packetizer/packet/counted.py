"""Which amounts of the ledger are told as sure: the one judge for packet, letter, worksheet and manifest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from packetizer.model import Case, Fact, LedgerRow, Totals
from packetizer.trust import READ

COLUMNS = ("billed", "allowed", "paid_by_plan", "paid_by_client")


def amount(row: LedgerRow | Totals, column: str) -> Decimal | None:
    return {
        "billed": row.billed,
        "allowed": row.allowed,
        "paid_by_plan": row.paid_by_plan,
        "paid_by_client": row.paid_by_client,
    }[column]


def facts_of(case: Case) -> dict[str, Fact]:
    """Every fact of the case's papers, by id."""
    return {fact.id: fact for document in case.documents for fact in document.facts}


def unsure_of(row: LedgerRow, rows: Sequence[LedgerRow], facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """The columns of the row whose amount no page shows clearly.

    A payment that was read dimly is clear all the same where clear charges of its day come to it to the cent.
    """
    return tuple(
        column
        for column in COLUMNS
        if _is_dim(row, column, facts) and not (column == "paid_by_client" and _borne_out(row, rows, facts))
    )


def unsure_sums(rows: Sequence[LedgerRow], facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """The columns whose sum holds an amount that no page shows clearly."""
    unsure = {column for row in rows for column in unsure_of(row, rows, facts)}
    return tuple(column for column in COLUMNS if column in unsure)


def sums(told: Sequence[LedgerRow], rows: Iterable[LedgerRow]) -> dict[str, Decimal | None]:
    """What each column comes to; None where no row states it, or where one that does is not told."""
    made: dict[str, Decimal | None] = {}
    left = [row for row in rows if row not in told]
    for column in COLUMNS:
        stated = [value for row in told if (value := amount(row, column)) is not None]
        whole = all(amount(row, column) is None for row in left)
        made[column] = sum(stated, Decimal(0)) if stated and whole else None
    return made


def _is_dim(row: LedgerRow, column: str, facts: Mapping[str, Fact]) -> bool:
    value = amount(row, column)
    if value is None:
        return False
    printed = [facts[id_] for id_ in row.facts if id_ in facts and facts[id_].kind.startswith("amount.")]
    read = [fact.confidence for fact in printed if fact.value == value]
    if not read and column == "paid_by_client":  # reckoned from what the paper prints
        read = [fact.confidence for fact in printed]
    return bool(read) and max(read) < READ


def _borne_out(row: LedgerRow, rows: Iterable[LedgerRow], facts: Mapping[str, Fact]) -> bool:
    return row.date is not None and _charged(row.date, rows, facts) == row.paid_by_client


def _charged(day: date, rows: Iterable[LedgerRow], facts: Mapping[str, Fact]) -> Decimal | None:
    """What the day's charges come to; None where one of them was not read clearly."""
    charges = [row for row in rows if row.date == day and row.billed is not None]
    if not charges or any(_is_dim(row, "billed", facts) for row in charges):
        return None
    return sum((row.billed or Decimal(0) for row in charges), Decimal(0))
