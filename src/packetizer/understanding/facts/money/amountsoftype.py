"""What amounts are by the paper's type: what "Total" and "Amount" mean on it, and in rows without heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from packetizer.model import Box, Page, PageRef
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, on_page, with_kind
from packetizer.understanding.facts.money import receipts
from packetizer.understanding.facts.money.find import (
    CARD,
    CASH,
    INCOMING,
    PLAIN,
    PRICE,
    SUBTOTAL,
    TOTAL,
    MoneySpot,
    money_draft,
    money_spots,
    role_of,
    stated,
)
from packetizer.understanding.facts.numbers.codes import codes_in
from packetizer.understanding.lore.entries import TypeRole
from packetizer.understanding.lore.lexicon import Lexicon

_COUNTS = re.compile(r"(?<![\w.,/$:-])(?:x\s?)?([2-9]|[1-9]\d)(?:\s?[xX@])?(?![\w.,/%:-])")

_PAID = "amount.paid"
_NEVER_NOTHING = ("amount.billed", _PAID)

Spots = Mapping[PageRef, Sequence[MoneySpot]]  # the amounts of a paper


def continued(drafts: list[Draft], spots: Spots, pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """Where a table goes on over the page, its amounts anew: by themselves they had no heads."""
    again = {page.ref: page for page in pages if spots[page.ref] is not money_spots(page, lexicon)}
    yield from (item for item in drafts if item.page not in again or not item.kind.startswith("amount."))
    for ref, page in again.items():
        yield from stated(sheet_of(page, lexicon), spots[ref])


def amounts(
    role: TypeRole, drafts: list[Draft], spots: Spots, pages: Sequence[Page], lexicon: Lexicon
) -> Iterator[Draft]:
    """Amounts with the roles that this type of paper gives them."""
    if role.total == "amount.total":
        yield from (item for item in drafts if not item.kind.startswith("amount."))
        yield from receipts.amounts(pages, lexicon)
        return
    by_client = set(_paid_by_client(spots)) if role.paid is not None else set()
    by_sender = set(_paid_by_sender(spots)) if role.to_insurer and not role.by_practice else set()
    for item in _told_whose(role, drafts, spots, pages, lexicon):
        if item.kind == "amount.billed" and role.plain == "amount.paid":
            yield with_kind(item, role.plain, 0.9)  # "amount charged" to a card
        elif item.kind == "amount.paid" and role.paid is not None:
            own = (item.page, item.box) in by_client
            yield with_kind(item, "amount.patient_responsibility" if own else role.paid, 0.95)
        elif item.kind == "amount.patient_responsibility" and role.share is not None:
            yield with_kind(item, role.share, 0.95)
        elif (item.page, item.box) in by_sender:
            yield with_kind(item, "amount.paid", 0.95)
        elif item.kind != "amount.total":
            yield item
        elif role.total is not None:
            yield with_kind(item, role.total, 0.95)
    for page in pages:
        sheet = sheet_of(page, lexicon)
        yield from _plain(role, sheet, spots[page.ref])
        yield from _priced(role, sheet, spots[page.ref])
        yield from _unheaded(role, sheet, spots[page.ref])


def of_something(role: TypeRole, drafts: Sequence[Draft], spots: Spots) -> Iterator[Draft]:
    """Less charges of nothing, and payments of nothing on a bill or that nothing names, as tables of ages
    print; a plan's nothing, and that of a form's box, is an answer."""
    named = {
        (page, on_page(spot.box))
        for page, found in spots.items()
        for spot in found
        if role.pays != "bill" and _PAID in (spot.label, spot.head)
    }
    for item in drafts:
        nothing = item.kind in _NEVER_NOTHING and item.value == 0
        if not nothing or (item.kind == _PAID and (item.page, item.box) in named):
            yield item


def _unheaded(role: TypeRole, sheet: Sheet, spots: Sequence[MoneySpot]) -> Iterator[Draft]:
    """A table of services without heads: the only amount of a row with a date or a code is its charge."""
    if role.plain != "amount.billed" or role.rows != "date.service":
        return
    if any(spot.head in ("amount.billed", PLAIN, TOTAL, PRICE) for spot in spots):
        return
    alone = Counter(spot.cell.row for spot in spots)
    for spot in spots:
        row = sheet.rows[spot.cell.row]
        last = spot.cell.place + 3 >= len(row) and spot.cell.place >= len(row) // 2
        if _names_means(row):
            continue
        if not role_of(spot) and spot.printed.value > 0 and alone[spot.cell.row] == 1 and last:
            text = " ".join(cell.text for cell in row)
            if any(found.start < 12 for found in find_dates(text)) or codes_in(text):
                yield money_draft(sheet, spot, "amount.billed", 0.85)


def _told_whose(
    role: TypeRole, drafts: Sequence[Draft], spots: Spots, pages: Sequence[Page], lexicon: Lexicon
) -> Iterator[Draft]:
    """The drafts, with what an insurer is said to have paid, refused and left."""
    refused = set(_refused(spots, lexicon)) if role.by_insurer and role.bills else set()
    named = role.bills and not role.by_insurer
    by_plan = set(_paid_by_named(drafts, spots, pages, lexicon)) if named else set()
    for item in _left_by_insurer(drafts, spots) if role.by_insurer else drafts:
        place = (item.page, item.box)
        if item.kind == "amount.paid" and place in by_plan:
            yield with_kind(item, "amount.paid_by_plan", 0.95)
        elif place not in refused:
            yield item


_CALLED = 8  # letters of a name's beginning by which a line may call an insurer


def _paid_by_named(
    drafts: Sequence[Draft], spots: Spots, pages: Sequence[Page], lexicon: Lexicon
) -> Iterator[tuple[PageRef, Box]]:
    """Payments whose row calls an insurer that the paper names: `Pmt Example Care   96.12`."""
    named = {_beginning(str(item.value)) for item in drafts if item.kind == "name.insurer"}
    sheets = [sheet_of(page, lexicon) for page in pages]
    called = (named | {name for sheet in sheets for name in _allowing(sheet, spots)}) - {""}
    for sheet in sheets if called else ():
        page = sheet.page
        for spot in spots[page.ref]:
            row = " ".join(cell.text for cell in sheet.rows[spot.cell.row]).casefold()
            if any(name in row for name in called):
                yield page.ref, on_page(spot.box)


_ALLOWING = re.compile(r"\s*([A-Z][\w&'.-]+(?: [A-Z&][\w&'.-]*){1,4})\s+[a-z]+\W*")


def _allowing(sheet: Sheet, spots: Spots) -> Iterator[str]:
    """Who allowed an amount, by the name in its label: `Example Select allowed   $318.00`."""
    for spot in spots[sheet.page.ref]:
        row = sheet.rows[spot.cell.row][: spot.cell.place]
        said = " ".join((*(cell.text for cell in row), spot.cell.text[: spot.printed.start]))
        match = _ALLOWING.fullmatch(said) if spot.label == "amount.allowed" else None
        if match is not None:
            yield _beginning(match[1])


def _beginning(name: str) -> str:
    """As many words of a name's beginning as tell it from others."""
    words = name.casefold().split()
    return next(
        (" ".join(words[:n]) for n in range(1, len(words) + 1) if len("".join(words[:n])) >= _CALLED), ""
    )


def _refused(spots: Spots, lexicon: Lexicon) -> Iterator[tuple[PageRef, Box]]:
    """`Amount denied: $310.00` beside what was billed: a part of it."""
    for page, on_it in spots.items():
        for spot in on_it:
            if spot.label == "amount.billed" and lexicon.reckon.is_refused(spot.words):
                yield page, on_page(spot.box)


def _names_means(row: Sequence[Cell]) -> bool:
    """Whether a row says by what somebody paid: `3-18-25   MC   375.00`."""
    return any(label.role in (CARD, CASH) for cell in row for label in cell.labels)


def _paid_by_client(spots: Spots) -> Iterator[tuple[PageRef, Box]]:
    """Where an insurer's paper says what the client paid: `You paid $20.00`."""
    for page, on_it in spots.items():
        for spot in on_it:
            if spot.label == "amount.paid" and spot.words.startswith(("you", "patlent", "member")):
                yield page, on_page(spot.box)


def _left_by_insurer(drafts: Sequence[Draft], spots: Spots) -> Iterator[Draft]:
    """The drafts of an insurer's paper: what it says is left, its member owes."""
    owed = set(_owed(spots))
    for item in drafts:
        if item.kind != "amount.balance":
            yield item
        elif (item.page, item.box) in owed:
            yield with_kind(item, "amount.patient_responsibility", 0.95)


def _owed(spots: Spots) -> Iterator[tuple[PageRef, Box]]:
    """Balances that a label of their own names, or the head over the last amounts of rows alone; else what is
    left over in a column may be of any sum."""
    for page, on_it in spots.items():
        heads = Counter(spot.cell.row for spot in on_it if spot.head == "amount.balance")
        last = {spot.cell.row: spot for spot in on_it}
        for spot in on_it:
            alone = heads[spot.cell.row] == 1 and last[spot.cell.row] is spot
            if spot.label == "amount.balance" or (spot.head == "amount.balance" and alone):
                yield page, on_page(spot.box)


def _paid_by_sender(spots: Spots) -> Iterator[tuple[PageRef, Box]]:
    """Where the client's side writes: `We paid $475.00 ourselves`."""
    for page, on_it in spots.items():
        for spot in on_it:
            if spot.label == "amount.paid_by_plan" and spot.words.startswith(("we ", "our ")):
                yield page, on_page(spot.box)


def _priced(role: TypeRole, sheet: Sheet, spots: Sequence[MoneySpot]) -> Iterator[Draft]:
    """On a bill without a column of charges the price of a line is its charge."""
    if role.plain != "amount.billed" or any(spot.head in ("amount.billed", PLAIN, TOTAL) for spot in spots):
        return
    for spot in spots:
        if role_of(spot) == PRICE and spot.printed.value > 0:
            whole = times(sheet, spot, spots) or spot
            yield money_draft(sheet, whole, role.plain, spot.certainty * 0.9)


def times(sheet: Sheet, price: MoneySpot, spots: Sequence[MoneySpot]) -> MoneySpot | None:
    """The amount of a price's row that is so many times the price as the row counts: `5   74.00   370.00`."""
    row = sheet.rows[price.cell.row]
    counts = {int(found) for cell in row for found in _COUNTS.findall(cell.text)}
    wholes = {price.printed.value * count for count in counts}
    return next(
        (
            spot
            for spot in spots
            if spot.cell.row == price.cell.row and spot.printed.value in wholes and price.printed.value > 0
        ),
        None,
    )


def _posted(sheet: Sheet, spots: Sequence[MoneySpot]) -> Iterator[MoneySpot]:
    """A statement without heads: the first amount of each row that a date opens."""
    opened = {number for number, row in enumerate(sheet.rows) if _opened_by_date(row[0].text)}
    for spot in spots:
        if spot.cell.row in opened and not role_of(spot):
            opened.discard(spot.cell.row)
            yield spot


def booked_under(sheet: Sheet, spots: Sequence[MoneySpot]) -> Iterator[tuple[int, MoneySpot]]:
    """Entries of an app, one under another: a day, a payee, an amount, each alone on its line."""
    rows = sheet.rows
    for spot in spots:
        number = spot.cell.row
        if len(rows[number]) > 1 or role_of(spot) or re.search(r"[A-Za-z]{3,}", spot.cell.text):
            continue
        for above in range(number - 1, max(number - 3, -1), -1):
            text = rows[above][0].text
            dates = find_dates(text) if len(rows[above]) == 1 else ()
            if dates and dates[0].start == 0 and dates[0].end == len(text):
                yield above, spot
                break


def _opened_by_date(text: str) -> bool:
    """`01/29 Example Clinic`, `Posted January 29, 2026`."""
    if re.match(r"\d{1,2}[/-]\d{1,2}\b", text):
        return True
    dates = find_dates(text[:34])
    return bool(dates) and dates[0].start < 10


def _plain(role: TypeRole, sheet: Sheet, on_it: Sequence[MoneySpot]) -> Iterator[Draft]:
    """What "Amount" is on such a paper. Where debits are printed with a minus, the others come in."""
    if role.plain is None:
        return
    known = (PLAIN, CARD, CASH) if role.plain == "amount.paid" else (PLAIN,)
    if role.pays == "bill":
        yield from (
            money_draft(sheet, s, role.plain, s.certainty * 0.9) for s in on_it if role_of(s) == SUBTOTAL
        )
    spots = [spot for spot in on_it if role_of(spot) in known]
    signed = role.plain == "amount.paid" and any(spot.printed.value < 0 for spot in spots)
    if role.plain == "amount.paid":
        spots = spots or list(_posted(sheet, on_it)) or [spot for _, spot in booked_under(sheet, on_it)]
        spots = [spot for spot in spots if not comes_in(sheet, spot)]
    for spot in spots:
        if spot.printed.value < 0 or not signed:
            yield money_draft(sheet, spot, role.plain, spot.certainty * 0.9)


def comes_in(sheet: Sheet, spot: MoneySpot) -> bool:
    """`Contribution   Employer   Posted   $150.00`: a row of what came into an account."""
    before = sheet.rows[spot.cell.row][: spot.cell.place + 1]
    return any(label.role == INCOMING for cell in before for label in cell.labels)
