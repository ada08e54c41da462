"""A paper's own date, and the dates of its rows, by the paper's type: where no label names them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from packetizer.model import Box, DateRange, Fact, Page, PageRef
from packetizer.understanding.facts.dates.datespots import (
    DONE,
    FILLED,
    NONE,
    PLAIN,
    POSTED,
    PRINTED,
    PROCESSED,
    RECEIVED,
    REPORTED,
    SENT,
    DatedSpot,
)
from packetizer.understanding.facts.dates.dayfirst import prints_day_first
from packetizer.understanding.facts.dates.find import all_spots, date_draft, dated_spots
from packetizer.understanding.facts.layout import Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, bounded, on_page, redrafted
from packetizer.understanding.facts.money.amountsoftype import booked_under, comes_in
from packetizer.understanding.facts.money.find import CREDIT, INCOMING, MoneySpot, role_of, spots_on
from packetizer.understanding.facts.money.find import OTHER as OTHER_AMOUNT
from packetizer.understanding.facts.numbers.codes import codes_in
from packetizer.understanding.lore.entries import TypeRole
from packetizer.understanding.lore.lexicon import Lexicon

_DECISION = re.compile(r"\b(?:denial|denied|decision|determination|notice|refusal)s?\b", re.IGNORECASE)
_NAMED = 40  # characters
_GOT = re.compile(r"\W*(?:received|rec'd)\W*", re.IGNORECASE)
_PERIOD_ABOVE = 0.4  # of an account's first page: where its head tells the period
_GENERATION = 15  # years before a page's latest date: no paper's own day, but somebody's birth


def dates_by_rules(
    role: TypeRole, facts: Sequence[Fact], pages: Sequence[Page], lexicon: Lexicon
) -> list[Draft]:
    """The facts found on the pages, and the dates to which labels, rows and the paper's type give a role."""
    drafts = list(_oriented([redrafted(fact) for fact in facts], pages, lexicon))
    if role.to_insurer:
        decided = set(_days_of_decisions(pages, lexicon))
        drafts = [
            item for item in drafts if item.kind != "date.letter" or (item.page, item.box) not in decided
        ]
    return drafts + _dates(role, drafts, spots_on(pages, lexicon), pages, lexicon)


def _days_of_decisions(pages: Sequence[Page], lexicon: Lexicon) -> Iterator[tuple[PageRef, Box]]:
    """`Date of denial: 03/20/2026` on a paper that answers one: the day of the other's letter."""
    for page in pages:
        sheet = sheet_of(page, lexicon)
        for spot in dated_spots(page, lexicon):
            if spot.role == "date.letter" and _DECISION.search(_named_by(sheet, spot)):
                yield page.ref, on_page(spot.box)


def _named_by(sheet: Sheet, spot: DatedSpot) -> str:
    """The words that name a date: before it, in the cell to its left, or right over it."""
    own = spot.cell.text[: spot.printed.start]
    if re.search(r"[A-Za-z]{2}", own):
        return own[-_NAMED:]
    left = sheet.left_of(spot.cell)
    over = sheet.above(spot.cell.box, spot.cell.row, 1)
    near = left if left is not None else over[0] if over else None
    return near.text[-_NAMED:] if near is not None else ""


def _oriented(drafts: list[Draft], pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """Where one page proves that the paper prints the day first, its other pages do too."""
    proof = [prints_day_first(page, lexicon) for page in pages]
    if not any(proof) or all(proof):
        yield from drafts
        return
    swaps = {
        (page.ref, str(spot.printed.value)): spot
        for page, first in zip(pages, proof, strict=True)
        if not first
        for spot in dated_spots(page, lexicon)
        if spot.printed.swapped is not None
    }
    for item in drafts:
        spot = swaps.get((item.page, str(item.value)))
        if spot is not None and spot.printed.swapped is not None and item.kind.startswith("date."):
            yield replace(item, value=spot.printed.swapped, confidence=bounded(item.confidence * 0.9))
        else:
            yield item


def receipts_told(drafts: list[Draft], pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """A stamp says when the paper came; a printed "received" is when its sender got a claim or an appeal."""
    if not any(item.kind == "date.received" for item in drafts):
        yield from drafts
        return
    stamped = {
        (page.ref, spot.cell.line.box_at(spot.printed.start, spot.printed.end))
        for page in pages
        for spot in dated_spots(page, lexicon)
        if spot.stamped
    }
    for item in drafts:
        told = item.kind == "date.received" and (item.page, item.box) not in stamped
        yield replace(item, by_sender=True) if told else item


def _dates(
    role: TypeRole,
    drafts: list[Draft],
    spots: Mapping[PageRef, Sequence[MoneySpot]],
    pages: Sequence[Page],
    lexicon: Lexicon,
) -> list[Draft]:
    """The paper's own date, where no label names it: "Date", or a date alone at the head of the page."""
    if role.date is None:
        return []
    made: list[Draft] = []
    posted: list[Draft] = []
    has_own = any(item.kind == role.date and item.page == pages[0].ref for item in drafts)
    dated = any(spot.role == PLAIN for spot in dated_spots(pages[0], lexicon))
    for number, page in enumerate(pages):
        sheet = sheet_of(page, lexicon)
        rows = _rows_of_money(sheet, spots[page.ref], role)
        latest = _latest_day(dated_spots(page, lexicon))
        births = {item.box for item in drafts if item.page == page.ref and item.kind == "date.birth"}
        for spot in dated_spots(page, lexicon):
            if on_page(spot.box) in births:
                continue
            in_row = _kind_in_row(sheet, spot, role, rows, lexicon)
            if in_row is not None:
                if in_row[0]:
                    made.append(date_draft(sheet, spot, *in_row))
                continue
            if spot.role == POSTED:
                posted.append(date_draft(sheet, spot, "date.payment", 0.8))
            old = latest is not None and latest.year - spot.printed.last.year >= _GENERATION
            named = has_own or (dated and spot.role == PRINTED)  # whenever it was printed
            certainty = 0.0 if old else _own_date(spot, role, number == 0, named)
            if certainty:
                made.append(date_draft(sheet, spot, role.date, certainty))
    if role.date == "date.payment" and not has_own and not any(item.kind == role.date for item in made):
        made += posted
    single = role.date in ("date.letter", "date.payment") and not has_own
    made += _end_of_period(role, (*drafts, *made), pages[0], lexicon)
    own = [item for item in made if item.kind == role.date and role.rows != role.date]
    return [item for item in made if item not in own] + (_first_only(own) if single else own)


def _end_of_period(role: TypeRole, drafts: Sequence[Draft], page: Page, lexicon: Lexicon) -> Iterator[Draft]:
    """An account's statement that prints no day of its own is of the last day of the period at its head, in
    which it tells what happened."""
    if role.rows != "date.payment" or any(item.kind == "date.letter" for item in drafts):
        return
    spots = dated_spots(page, lexicon)
    days = [spot.printed.value for spot in spots if isinstance(spot.printed.value, date)]
    rows = any(spot.printed.no_year for spot in all_spots(page, lexicon))  # `06/08   POS DEBIT …`
    for spot in spots:
        period = spot.printed.value
        if not isinstance(period, DateRange) or spot.cell.box.y0 >= _PERIOD_ABOVE:
            continue
        if any(period.first <= day <= period.last for day in days) or (rows and not days):
            ended = replace(spot, printed=replace(spot.printed, value=period.last, swapped=None))
            made = date_draft(sheet_of(page, lexicon), ended, "date.letter", 0.85)
            yield replace(made, dates_paper=True)
            return


def _latest_day(spots: Sequence[DatedSpot]) -> date | None:
    """Of the dates with a full year, or of all where none has one: '77 may be of either century."""
    days = [spot.printed for spot in spots if spot.role != "date.birth"]
    full = [printed for printed in days if not printed.short_year]
    return max((printed.last for printed in full or days), default=None)


def _beside_service(sheet: Sheet, spot: DatedSpot, lexicon: Lexicon) -> bool:
    """`esketamine 84 mg, with monitoring   10-04-2024, 10-07-2024`: a cell of days beside what was done."""
    left = sheet.left_of(spot.cell)
    if left is None or re.search(r"[A-Za-z]{4,}", spot.cell.text[: spot.printed.start]):
        return False
    return codes_in(left.text) or lexicon.drug_phrases.first(left.skeleton) is not None


def _asked_in_row(sheet: Sheet, spot: DatedSpot) -> bool:
    """`96365   6 visits   5/18/2026   6/12/2026`: a period behind the code of what is to be done in it."""
    row = sheet.rows[spot.cell.row]
    return any(codes_in(other.text) for other in row[: spot.cell.place])


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows with amounts: charges or payments, those that are no credits, those that the client paid."""

    paying: set[int]
    charging: set[int]
    paid: set[int]


def _rows_of_money(sheet: Sheet, spots: Sequence[MoneySpot], role: TypeRole) -> _Rows:
    paying = {spot.cell.row for spot in spots if _pays(sheet, spot, role)}
    charging = {spot.cell.row for spot in spots if not _credit(spot, role)} - set(_crediting(spots, role))
    paid = {spot.cell.row for spot in spots if role_of(spot) == "amount.paid"}
    booked = {row for row, _ in booked_under(sheet, spots)} if role.rows == "date.payment" else set()
    return _Rows(paying | booked, charging | booked, paid)


def _crediting(spots: Sequence[MoneySpot], role: TypeRole) -> Iterator[int]:
    """Rows of a ledger that only take off: a credit is their first amount, what is left their last."""
    for row in {spot.cell.row for spot in spots}:
        own = sorted((spot for spot in spots if spot.cell.row == row), key=lambda spot: spot.box.x0)
        if _credit(own[0], role) and not any(role_of(spot) == "amount.billed" for spot in own):
            yield row


def _kind_in_row(
    sheet: Sheet, spot: DatedSpot, role: TypeRole, rows: _Rows, lexicon: Lexicon
) -> tuple[str, float] | None:
    """What a date is by what stands in its row: its kind, "" where it is nothing; None where no row tells."""
    if spot.role == REPORTED and REPORTED in role.own:
        return "date.letter", 0.9
    if spot.role == FILLED and role.filled is not None:
        return role.filled, 0.9
    row = spot.cell.row
    if role.rows is not None and spot.role in (NONE, PLAIN) and row in rows.paying and _starts_row(spot):
        if row in rows.charging:
            return role.rows, 0.92
        return ("date.payment" if row in rows.paid else ""), 0.92
    if role.rows == "date.payment" and row in rows.charging - rows.paying and _starts_row(spot):
        return "", 0.0  # a deposit's day, a balance's
    if role.rows == "date.service" and spot.role == NONE and _beside_service(sheet, spot, lexicon):
        return role.rows, 0.8
    if (
        isinstance(spot.printed.value, DateRange)
        and spot.role in (NONE, PLAIN)
        and _asked_in_row(sheet, spot)
    ):
        return "date.service", 0.92
    if isinstance(spot.printed.value, DateRange) and role.date != "date.service":
        return "", 0.0  # a period is no day of a letter
    return None


def _pays(sheet: Sheet, spot: MoneySpot, role: TypeRole) -> bool:
    """On a statement of payments the rows of deposits, fees and balances are no payments."""
    if role.rows != "date.payment":
        return True
    return role_of(spot) not in (OTHER_AMOUNT, INCOMING, CREDIT, "amount.balance") and not comes_in(
        sheet, spot
    )


def _credit(spot: MoneySpot, role: TypeRole) -> bool:
    """An amount that a bill takes off what is owed: its row's day is no day of service."""
    return role.pays == "bill" and (
        spot.printed.value < 0
        or spot.head == CREDIT
        or role_of(spot) in ("amount.paid", "amount.paid_by_plan", CREDIT)
    )


def _starts_row(spot: DatedSpot) -> bool:
    """A date that opens a row of a table, with nothing but a number before it in its cell."""
    return not re.search(r"[A-Za-z]{3,}", spot.cell.text[: spot.printed.start])


def _own_date(spot: DatedSpot, role: TypeRole, first_page: bool, has_own: bool) -> float:
    if spot.role == RECEIVED:
        return 0.7 if spot.role in role.own and not has_own and _heads_message(spot) else 0.0
    return _labelled_or_alone(spot, role, first_page, has_own)


def _heads_message(spot: DatedSpot) -> bool:
    """`Received: 03/03/2026` of a message that may have no other day; a stamp is another's."""
    return not spot.stamped and _GOT.fullmatch(spot.cell.text[: spot.printed.start]) is not None


def _labelled_or_alone(spot: DatedSpot, role: TypeRole, first_page: bool, has_own: bool) -> float:
    if spot.role == DONE and role.date not in ("date.payment", None):
        return 0.9
    if spot.role == PROCESSED or (spot.role == PRINTED and PRINTED not in role.own):
        return 0.8 if role.date == "date.letter" and not has_own else 0.0
    if spot.role == PRINTED:
        return 0.0 if has_own else 0.93
    if spot.role in role.own or (spot.role == SENT and role.date in ("date.letter", "date.payment")):
        return 0.93 if first_page or not has_own else 0.0
    top = spot.cell.box.y0 < 0.45 or role.date == "date.payment"
    alone = len(spot.cell.text) - (spot.printed.end - spot.printed.start) <= 24
    if spot.role == PLAIN:
        return _plain_date(role, first_page, top, has_own)
    if spot.role != NONE:
        return 0.0
    if role.date == "date.signed" and alone and spot.cell.box.y0 > 0.4:
        return 0.75
    if not first_page:
        return 0.0
    if alone and top and not has_own:
        return 0.9
    loose = spot.cell.box.y0 < 0.3 or role.date == "date.payment"
    return 0.6 if loose and not has_own else 0.0


def _plain_date(role: TypeRole, first_page: bool, top: bool, has_own: bool) -> float:
    """Of a date that is called "Date"."""
    if role.date == "date.signed":
        return 0.85
    if not first_page:
        return 0.6 if not has_own and role.date == "date.letter" else 0.0
    return 0.93 if top or not has_own else 0.0


def _first_only(made: list[Draft]) -> list[Draft]:
    """A letter has one date: the surest, the highest on the page among equals."""
    if not made:
        return []
    best = max(made, key=lambda item: (round(item.confidence, 1), -item.box.y0))
    return [item for item in made if item.value == best.value]
