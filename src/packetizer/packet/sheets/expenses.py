"""Expenses in plain words, and what they come to day by day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from packetizer.model import LedgerRow
from packetizer.packet.drawing.layout import Composer
from packetizer.packet.drawing.style import LEFT, WIDTH, Face
from packetizer.packet.drawing.table import GUTTER, Cell, Column, Row, set_table
from packetizer.packet.sheets.matter import Matter
from packetizer.packet.sheets.printed import dollars, short_date, stated_sum
from packetizer.packet.sheets.wording import wording

_CODE = re.compile(r"[A-Z]?\d{4,5}[A-Z]?")
_ONLY_CODES = re.compile(rf"{_CODE.pattern}(?:\s*[,;/&+ ]\s*{_CODE.pattern})*")
MONEY = 76.0  # width of a column of amounts


def in_words(description: str) -> str:
    """“96365” as “Infusion into a vein, first hour (96365)”; whatever has words of its own as it is."""
    if not _ONLY_CODES.fullmatch(description.strip()):
        return description
    codes = _CODE.findall(description)
    named = [wording().services.get(code, "Service") for code in codes]
    return "; ".join(f"{words} ({code})" for words, code in zip(named, codes, strict=True))


def reconciliation(page: Composer, matter: Matter) -> None:
    """Charges and payments of each day, and what of the charges the plan has not paid.

    Only where every row of the ledger is told and dated, was sent to the plan, and no amount is contradicted:
    sums of a part would mislead.
    """
    rows = matter.expenses
    charges = [row for row in rows if row.billed is not None]
    if (
        rows != matter.case.ledger.rows
        or matter.never_denied
        or _contradicted(matter)
        or not charges
        or any(row.date is None for row in rows)
    ):
        return
    by_day = [(day, list(group)) for day, group in groupby(rows, key=lambda row: row.date or date.min)]
    if any((_open(group) or 0) < 0 for _, group in by_day):
        return
    page.need(96 + 24 * min(len(by_day), 4))
    page.y -= 30
    page.write(LEFT, page.y, "Day by day", Face.SERIF_BOLD, 13)
    page.y -= 4
    columns = (
        Column("Date", WIDTH - 5 * MONEY),
        Column("Billed", MONEY, right=True),
        Column("Allowed", MONEY, right=True),
        Column("Plan paid", MONEY, right=True),
        Column("Member paid", MONEY, right=True),
        Column("Not paid by plan", MONEY + GUTTER, right=True),
    )
    made = [_row(short_date(day), group, Face.SANS) for day, group in by_day]
    set_table(page, columns, [*made, _row("All", rows, Face.SANS_BOLD, total=True)])


def _contradicted(matter: Matter) -> bool:
    """Whether papers disagree on an amount, or on anything that a row of the ledger rests on."""
    resting = {fact for row in matter.case.ledger.rows for fact in row.facts}
    resting |= {id_ for id_, fact in matter.facts.items() if fact.kind.startswith("amount.")}
    return any(w.code == "conflicting_values" and resting & set(w.facts) for w in matter.case.warnings)


def _row(label: str, rows: Sequence[LedgerRow], face: Face, *, total: bool = False) -> Row:
    sums = [
        stated_sum(row.billed for row in rows),
        stated_sum(row.allowed for row in rows),
        stated_sum(row.paid_by_plan for row in rows),
        stated_sum(row.paid_by_client for row in rows),
        _open(rows),
    ]
    return Row((Cell(label, face), *(Cell(dollars(amount), face) for amount in sums)), total=total)


def _open(rows: Sequence[LedgerRow]) -> Decimal | None:
    """Of what was billed, what the plan has not paid; None where nothing was billed and nothing paid."""
    billed, paid = stated_sum(row.billed for row in rows), stated_sum(row.paid_by_plan for row in rows)
    return None if billed is None and paid is None else (billed or Decimal(0)) - (paid or Decimal(0))
