"""Amounts of a bill: what its sender still wants, what an insurer sent, and lines that make a total."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from packetizer.model import Box, Page, PageRef
from packetizer.understanding.facts.dates.datespots import NONE as DATE_NONE
from packetizer.understanding.facts.dates.datespots import PLAIN as DATE_PLAIN
from packetizer.understanding.facts.dates.datespots import DatedSpot
from packetizer.understanding.facts.dates.find import all_spots, date_draft
from packetizer.understanding.facts.dates.yearless import in_year
from packetizer.understanding.facts.layout import Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, on_page, with_kind
from packetizer.understanding.facts.money.columns import NONE
from packetizer.understanding.facts.money.find import (
    CARD,
    CASH,
    CREDIT,
    GIVEN_BACK,
    OTHER,
    PAID,
    PLAIN,
    PRICE,
    MoneySpot,
    money_draft,
    role_of,
)
from packetizer.understanding.facts.numbers.codes import codes_in
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton

_BILLED, _BALANCE = "amount.billed", "amount.balance"
_OWED, _BY_PLAN = "amount.patient_responsibility", "amount.paid_by_plan"
_OF_CREDITS = (PAID, _BY_PLAN, _BALANCE, OTHER)
_WORDS_OF_NAME = 2  # of an insurer's name that a line must print at least
_MOST_LINES = 60  # of a bill that are tried for a sum


def on_bill(
    drafts: Sequence[Draft],
    spots: Mapping[PageRef, Sequence[MoneySpot]],
    pages: Sequence[Page],
    lexicon: Lexicon,
) -> Iterator[Draft]:
    """The facts of a bill. What the patient is to pay of it is what is still owed: nobody reckons but its
    sender; a payment that names an insurer is the insurer's, and no credit is below nothing."""
    insurers = [_name(str(item.value)) for item in drafts if item.kind == "name.insurer"]
    sheets = {page.ref: sheet_of(page, lexicon) for page in pages}
    rows = {
        (ref, on_page(spot.box)): _row(sheets[ref], spot) for ref, on_it in spots.items() for spot in on_it
    }
    made = [_of_bill(item, rows.get((item.page, item.box), ""), insurers, lexicon) for item in drafts]
    made += _credits(made, spots, sheets, rows, insurers)
    yield from with_days(made, spots, sheets)
    yield from _lines(made, spots, sheets)


def _credits(
    drafts: Sequence[Draft],
    spots: Mapping[PageRef, Sequence[MoneySpot]],
    sheets: Mapping[PageRef, Sheet],
    rows: Mapping[Place, str],
    insurers: Sequence[str],
) -> Iterator[Draft]:
    """Credits that no label names, by all the words of their rows: an insurer's or the client's payment."""
    known = {(item.page, item.box) for item in drafts if item.kind in _OF_CREDITS}
    for ref, on_it in spots.items():
        for spot in on_it:
            place = ref, on_page(spot.box)
            if place in known or not _is_credit(spot):
                continue
            role = _paid_by(sheets[ref], spot, rows[place], insurers)
            if role is not None:
                made = money_draft(sheets[ref], spot, role, 0.85)
                yield replace(made, value=abs(spot.printed.value))


def _is_credit(spot: MoneySpot) -> bool:
    """Whether it is taken off, and nothing says what it is: by its sign, or by a ledger's column."""
    if spot.words == GIVEN_BACK:
        return False
    if spot.head == CREDIT:
        return spot.printed.value > 0 and role_of(spot) in (CREDIT, CARD, CASH, NONE, PLAIN, OTHER)
    return spot.printed.value < 0 and (role_of(spot) in (NONE, PLAIN, _BILLED) or spot.label == OTHER)


def _paid_by(sheet: Sheet, spot: MoneySpot, row: str, insurers: Sequence[str]) -> str | None:
    """Whose payment the words of a credit's row tell; None where they tell another thing."""
    reckon = sheet.lexicon.reckon
    said = [_letters(cell.text) for cell in sheet.rows[spot.cell.row]]
    meant = [reckon.role(text) for text in said]
    if any(reckon.is_copay(text) for text in said):
        return PAID
    if any(role == OTHER for role in meant):
        return None
    if any(name and name in row for name in insurers) or sheet.lexicon.insurer_phrases.first(row) is not None:
        return _BY_PLAN
    means = any(label.role in (CARD, CASH) for cell in sheet.rows[spot.cell.row] for label in cell.labels)
    return next((role for role in (_BY_PLAN, PAID) if role in meant), PAID if means else None)


def _letters(text: str) -> str:
    """The words of a cell without its numbers."""
    return re.sub(r"\S*\d\S*", " ", text)


Place = tuple[PageRef, Box]


def with_days(
    drafts: Sequence[Draft],
    spots: Mapping[PageRef, Sequence[MoneySpot]],
    sheets: Mapping[PageRef, Sheet],
) -> Iterator[Draft]:
    """A day beside what the client paid is the payment's; one beside what only the plan paid is nothing."""
    rows = {(ref, on_page(spot.box)): spot.cell.row for ref, on_it in spots.items() for spot in on_it}
    kinds: dict[tuple[PageRef, int], set[str]] = defaultdict(set)
    for item in drafts:
        if item.kind.startswith("amount.") and (item.page, item.box) in rows:
            kinds[item.page, rows[item.page, item.box]].add(item.kind)
    told = {(item.page, item.box): item.kind for item in drafts if item.kind.startswith("amount.")}
    idle = {
        (ref, row)
        for ref, on_it in spots.items()
        for row in _idle_rows(on_it, {box: kind for (page, box), kind in told.items() if page == ref})
        if not _names_care(sheets[ref], row)
    }
    nothing: set[tuple[str, Place]] = set()
    paid: dict[Place, Draft] = {}
    for ref, sheet in sheets.items():
        spots_here = _dated(sheet)
        for spot in spots_here:
            place, found = (ref, on_page(spot.box)), kinds[ref, spot.cell.row] - {_BALANCE}
            if found == {_BY_PLAN}:
                nothing.add(("date.payment", place))
            if (ref, spot.cell.row) in idle and spot.role in (DATE_NONE, DATE_PLAIN):
                nothing.add(("date.service", place))
            if found == {PAID} and not _of_care(spot, spots_here):
                paid[place] = date_draft(sheet, spot, "date.payment", 0.9)
    for item in drafts:
        place = (item.page, item.box)
        if place not in paid and (item.kind, place) not in nothing:
            yield item
    yield from paid.values()


def _idle_rows(spots: Sequence[MoneySpot], told: Mapping[Box, str]) -> Iterator[int]:
    """Rows of a plan's payments alone, and of discounts, balances brought forward and the like: their days
    are no days of care."""
    rows: dict[int, set[str]] = defaultdict(set)
    for spot in spots:
        if spot.printed.value or spot.label == OTHER:
            rows[spot.cell.row].add(told.get(on_page(spot.box)) or spot.label)
    yield from (row for row, kinds in rows.items() if kinds - {_BALANCE} in ({OTHER}, {_BY_PLAN}))


def _names_care(sheet: Sheet, row: int) -> bool:
    """Whether a row tells of a service, or is a line of running text."""
    cells = sheet.rows[row]
    drugs = sheet.lexicon.drug_phrases
    named = any(codes_in(cell.text) or drugs.first(cell.skeleton) is not None for cell in cells)
    return named or len(cells) == 1


def _dated(sheet: Sheet) -> list[DatedSpot]:
    """The dates of a page; a day without a year has that of the paper's last."""
    spots = all_spots(sheet.page, sheet.lexicon)
    full = [spot.printed.last for spot in spots if not spot.printed.no_year and spot.role != "date.deadline"]
    own = [spot.printed.last for spot in spots if spot.role == "date.letter" and not spot.printed.no_year]
    made: list[DatedSpot] = []
    for spot in spots:
        days = own or full
        printed = in_year(spot.printed, max(days)) if spot.printed.no_year and days else spot.printed
        if printed is not None and not printed.no_year:
            made.append(replace(spot, printed=printed))
    return made


def _of_care(spot: DatedSpot, others: Sequence[DatedSpot]) -> bool:
    """Whether it is the day of what was paid for, beside the payment's own."""
    beside = any(other is not spot and other.cell.row == spot.cell.row for other in others)
    return beside and spot.role == "date.service"


def _of_bill(item: Draft, row: str, insurers: Sequence[str], lexicon: Lexicon) -> Draft:
    if item.kind == _OWED:
        return with_kind(item, _BALANCE, 0.97)
    named = item.kind == PAID and (
        any(name and name in row for name in insurers) or lexicon.insurer_phrases.first(row) is not None
    )
    if (named or item.kind == _BY_PLAN) and isinstance(item.value, Decimal):
        return replace(item, kind=_BY_PLAN, value=abs(item.value))
    return item


def _row(sheet: Sheet, spot: MoneySpot) -> str:
    """The words of an amount's row."""
    return " ".join(cell.skeleton for cell in sheet.rows[spot.cell.row])


def _name(insurer: str) -> str:
    """What a line must print of an insurer's name."""
    words = skeleton(insurer).split()
    return " ".join(words[:_WORDS_OF_NAME]) if len(words) >= _WORDS_OF_NAME else ""


def _lines(
    drafts: Sequence[Draft],
    spots: Mapping[PageRef, Sequence[MoneySpot]],
    sheets: Mapping[PageRef, Sheet],
) -> Iterator[Draft]:
    """Amounts that nothing names, one under another, that make what is billed in all: its lines."""
    totals = {item.value for item in drafts if item.kind == _BILLED}
    known = {(item.page, item.box) for item in drafts if item.kind.startswith("amount.")}
    lines = [
        (ref, spot)
        for ref, on_it in spots.items()
        for spot in on_it
        if role_of(spot) in (NONE, PLAIN, PRICE, _BILLED) and spot.printed.value > 0
    ][:_MOST_LINES]
    for ref, spot in _adding_up(lines, totals):
        if (ref, on_page(spot.box)) not in known:
            yield money_draft(sheets[ref], spot, _BILLED, 0.8)


def _adding_up(
    lines: Sequence[tuple[PageRef, MoneySpot]], totals: Collection[object]
) -> Sequence[tuple[PageRef, MoneySpot]]:
    """The longest run of lines that makes one of the totals."""
    best: Sequence[tuple[PageRef, MoneySpot]] = ()
    for first in range(len(lines)):
        whole: Decimal = Decimal(0)
        for end in range(first, len(lines)):
            whole += lines[end][1].printed.value
            if end > first and end - first + 1 > len(best) and whole in totals:
                best = lines[first : end + 1]
    return best
