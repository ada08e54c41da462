"""The bookings of an account: what the client paid for care, among groceries, fees, interest and wages.

A bank's, card's or health account's statement lists everything; only what went to who gives care is a payment
of this case. Which that is, the payee's words tell, or the names that other papers of the case give to those
who treat. A list with one payee is all payment.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from packetizer.model import Page
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.find import dated_spots
from packetizer.understanding.facts.dates.months import make_date, month_of
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.facts.money.amounts import find_amounts
from packetizer.understanding.facts.money.checks import checks_on
from packetizer.understanding.facts.money.find import (
    CREDIT,
    INCOMING,
    OTHER,
    PAID,
    PLAIN,
    TOTAL,
    MoneySpot,
    money_draft,
    money_spots,
)
from packetizer.understanding.facts.money.payees import Payee, Payees, Words
from packetizer.understanding.facts.names import merchants
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.moneywords import MerchantWords
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.phrasing import Framed

_FEW = 2  # bookings that a notice of one payment may seem to list
_TERMS = Framed(MerchantWords, r"\b%{terms}\b")
_KIND = 16  # characters of what kind a booking is, before its day
_LABEL = 12  # letters of a label at most
_GOES_ON = 3  # rows under a day, or under a payee, that still belong to its booking
_APART = 2.2  # heights of a line between two of one booking
_SAME_EDGE = 0.015
_BOOKED = (PAID, "date.payment", "name.merchant")
_NO_PAYMENT = (INCOMING, CREDIT, OTHER, "amount.balance")


@dataclass(frozen=True, slots=True)
class _Day:
    """A day that opens a booking; `value` is None where no paper says its year."""

    cell: Cell
    span: tuple[int, int]
    value: date | None


@dataclass(frozen=True, slots=True)
class _Booking:
    sheet: Sheet
    day: _Day
    spot: MoneySpot
    words: tuple[Words, ...]
    under: bool = False  # its day, not in its row


def of_account(
    pages: Sequence[Page], drafts: Sequence[Draft], known: Sequence[str], lexicon: Lexicon
) -> list[Draft]:
    """Of a list of bookings those that pay for care: amount, day, payee; in place of all that its words and
    columns suggest. The facts as they are where the pages list no bookings.

    `known`: who treats people on other papers of the case.
    """
    told = _told(pages, known, lexicon)
    if not told:
        return list(drafts)
    paid = [(one, payee) for one, payee in told if not payee.idle]
    chosen = _in_full(_not_daily(paid) if _pays_care_alone(pages[0], lexicon) else _for_care(paid))
    unnamed = all(payee.place is None for _, payee in chosen)
    whole = sum((abs(one.spot.printed.value) for one, _ in chosen), Decimal(0))
    kept = [item for item in drafts if item.kind not in _BOOKED]
    kept += [item for item in drafts if item.kind == PAID and item.value == whole]
    kept += _of_details(drafts, told, pages, lexicon)
    kept += [made for page in pages for made in merchants.payees(sheet_of(page, lexicon))]  # a check's image
    if chosen and unnamed:  # a practice's own list: all of it went to the one at its head
        kept += merchants.of_receipt(sheet_of(pages[0], lexicon))
    return [*kept, *(made for one, payee in chosen for made in _drafts(one, payee))]


def _of_details(
    drafts: Sequence[Draft],
    told: Sequence[tuple[_Booking, Payee]],
    pages: Sequence[Page],
    lexicon: Lexicon,
) -> Iterator[Draft]:
    """What a page says of one payment, with its payee behind a label, over a list of further ones."""
    for page in pages:
        tops = [one.spot.box.y0 for one, _ in told if one.sheet.page.ref == page.ref]
        over = min(tops, default=0.0)
        named = [made for made in merchants.details(sheet_of(page, lexicon)) if made.box.y1 <= over]
        yield from named
        for item in drafts if named else ():
            if item.page == page.ref and item.kind in (PAID, "date.payment") and item.box.y1 <= over:
                yield item


def listed(pages: Sequence[Page], lexicon: Lexicon) -> bool:
    """Whether pages list bookings."""
    return bool(_told(pages, (), lexicon))


def _told(pages: Sequence[Page], known: Sequence[str], lexicon: Lexicon) -> list[tuple[_Booking, Payee]]:
    """The bookings of an account with their payees; none of a slip."""
    years = _Years.of(pages, lexicon)
    booked = [one for page in pages for one in _bookings(sheet_of(page, lexicon), years, lexicon)]
    booked += [one for page in pages for one in _checks(sheet_of(page, lexicon), lexicon)]
    payees = Payees(known, lexicon)
    told = [(one, payees.of(one.words)) for one in booked]
    slip = len(told) == 1 and not booked[0].spot.head and not told[0][1].care
    if 0 < len(told) <= _FEW and all(one.under for one in booked):
        slip = slip or any(merchants.names_payee(sheet_of(page, lexicon)) for page in pages)
    return [] if slip else told


def _for_care(booked: list[tuple[_Booking, Payee]]) -> list[tuple[_Booking, Payee]]:
    """The bookings of care; all where there is one payee; else those that are no daily needs, if one is."""
    for grade in (2, 1):
        chosen = [item for item in booked if item[1].care >= grade]
        if chosen:
            return _one_way(chosen)
    unlike = [item for item in booked if not item[1].everyday]
    for some in (booked, unlike):
        if len({payee.key for _, payee in some}) == 1:
            return _one_way(some)
    return []


_HEAD = 12  # cells in which an account says what it is


def _pays_care_alone(page: Page, lexicon: Lexicon) -> bool:
    """Whether it is the paper of a health account: all that it pays is care, but what looks otherwise."""
    cells = sheet_of(page, lexicon).cells[:_HEAD]
    return any(hit.key == "health" for cell in cells for hit in lexicon.payee_phrases.all(cell.skeleton))


def _not_daily(booked: list[tuple[_Booking, Payee]]) -> list[tuple[_Booking, Payee]]:
    """The bookings of care, and those that name somebody whose trade is no other one."""
    chosen = [item for item in booked if item[1].care or (item[1].place is not None and not item[1].everyday)]
    return _one_way(chosen) or _for_care(booked)


def _in_full(booked: list[tuple[_Booking, Payee]]) -> list[tuple[_Booking, Payee]]:
    """A payee who is named in part by some bookings under the longest of the names."""
    names = sorted({payee.name for _, payee in booked}, key=len, reverse=True)
    return [(one, replace(payee, name=next(filter(payee.opens, names), payee.name))) for one, payee in booked]


def _one_way(booked: list[tuple[_Booking, Payee]]) -> list[tuple[_Booking, Payee]]:
    """Without those that came back: the sign that fewer of them have."""
    below = [item for item in booked if item[0].spot.printed.value < 0]
    above = [item for item in booked if item[0].spot.printed.value > 0]
    return below if len(below) > len(above) else above


def _drafts(one: _Booking, payee: Payee) -> Iterator[Draft]:
    yield money_draft(one.sheet, one.spot, PAID, payee.certainty)
    if one.day.value is not None:
        kind = "date.payment"
        yield draft(one.sheet, one.day.cell, one.day.span, kind, one.day.value, payee.certainty)
    named = payee.drafted(one.sheet)
    if named is not None:
        yield named


# ---------------------------------------------------------------- lists


def _bookings(sheet: Sheet, years: _Years, lexicon: Lexicon) -> list[_Booking]:
    """Rows that a day opens, and what stands under a day alone."""
    spots: dict[int, list[MoneySpot]] = {}
    for spot in money_spots(sheet.page, lexicon):
        spots.setdefault(spot.cell.row, []).append(spot)
    days = {number: day for number, row in enumerate(sheet.rows) if (day := _opening(sheet, row, years))}
    idle = _idle_rows(sheet, days, lexicon)
    made: list[_Booking] = []
    for number, day in days.items():
        if number in idle:
            continue
        until = min((n for n in days if n > number), default=len(sheet.rows))
        if number in spots:
            made += _in_row(sheet, day, number, spots[number], until)
        elif _alone(sheet, number, day):
            made += _under(sheet, day, number, spots, until)
    return made


def _checks(sheet: Sheet, lexicon: Lexicon) -> Iterator[_Booking]:
    for check in checks_on(sheet, money_spots(sheet.page, lexicon)):
        day = _Day(check.dated, check.span, check.day)
        yield _Booking(sheet, day, check.spot, ((check.payee,),))


_PART = 42  # letters of a heading over bookings


def _idle_rows(sheet: Sheet, days: Collection[int], lexicon: Lexicon) -> set[int]:
    """The rows of a list's parts that pay nobody: under `Contributions`, `Fees`, `Pending`, up to the next
    heading."""
    found: set[int] = set()
    idle = False
    for number, row in enumerate(sheet.rows):
        text = row[0].text.strip(" :-=*")
        if number in days:
            found |= {number} if idle else set()
        elif len(row) == 1 and 2 < len(text) <= _PART and not re.search(r"\d", text):
            whole = skeleton(text)
            hits = (hit for hit in lexicon.payee_phrases.all(whole) if hit.key == "parts")
            idle = any(hit.start == 0 and hit.end >= len(whole) for hit in hits)
    return found


def _in_row(sheet: Sheet, day: _Day, number: int, spots: list[MoneySpot], until: int) -> Iterator[_Booking]:
    spot = _paid(spots)
    if spot is not None:
        yield _Booking(sheet, day, spot, _columns([*_words(sheet, number), *_wrapped(sheet, number, until)]))


def _under(
    sheet: Sheet, day: _Day, number: int, spots: dict[int, list[MoneySpot]], until: int
) -> Iterator[_Booking]:
    """An app's entries: a day over rows of payee and amount, or a day, a payee and an amount in rows."""
    words: list[Cell] = []
    for row in range(number + 1, until):
        gap = sheet.rows[row][0].box.y0 - sheet.rows[row - 1][0].box.y1
        if gap > 3 * _APART * sheet.rows[row][0].box.height or (row - number > _GOES_ON and row not in spots):
            return
        words += _words(sheet, row)
        spot = _paid([s for s in spots.get(row, []) if not _in_sentence(s) and not _of_form(s)])
        if spot is not None:
            if not words and number:
                words = list(_words(sheet, number - 1))
            yield _Booking(sheet, day, spot, _columns(words), under=True)
            words = []


_SENTENCE = re.compile(r"(?:(?:^|\s)[a-z]{2,}){3}")


def _in_sentence(spot: MoneySpot) -> bool:
    """Whether a letter tells of an amount in words: no booking of a list."""
    return _SENTENCE.search(spot.cell.text) is not None


_FORM = re.compile(r"[^\W\d][^:]{2,30}:\s*$")


def _of_form(spot: MoneySpot) -> bool:
    """`Reimbursed: $300.00`: a form's line, whose label is no payee."""
    said = spot.cell.text[: spot.printed.start].rstrip("$ ")
    return spot.label in (OTHER, "amount.paid_by_plan") and _FORM.fullmatch(said) is not None


def _paid(spots: list[MoneySpot]) -> MoneySpot | None:
    """Of a row's amounts the one that went out: none where its column says that it came in or was left."""
    out = [spot for spot in spots if spot.head not in _NO_PAYMENT and spot.printed.value]
    ranked = [spot for spot in out if spot.head == PAID] or [spot for spot in out if spot.head == PLAIN]
    return next(iter(ranked or out), None)


def _words(sheet: Sheet, number: int) -> Iterator[Cell]:
    for cell in sheet.rows[number]:
        terms = cell.place > 1 and _TERMS.of(sheet.lexicon.merchants).search(cell.text) is not None
        if re.search(r"[^\W\d]{2,}", cell.text) and not _is_label(cell) and not terms:
            yield cell


def _is_label(cell: Cell) -> bool:
    """`Amount` beside its amount."""
    letters = sum(map(str.isalpha, cell.text))
    return (
        any(
            label.role.startswith("amount.") and label.start == 0 and label.role in (PLAIN, TOTAL)
            for label in cell.labels
        )
        and letters <= _LABEL
    )


def _wrapped(sheet: Sheet, number: int, until: int) -> Iterator[Cell]:
    """What goes on under a booking's words: lines without amounts and days, right below."""
    for row in range(number + 1, min(number + _GOES_ON, until)):
        cells = sheet.rows[row]
        gap = cells[0].box.y0 - sheet.rows[row - 1][0].box.y1
        if (
            len(cells) > 2
            or gap > _APART * cells[0].box.height
            or cells[0].box.x0 < sheet.rows[number][0].box.x1
        ):
            return
        if any(find_amounts(cell.text) for cell in cells):
            return
        yield from cells


def _columns(cells: Sequence[Cell]) -> tuple[Words, ...]:
    """The words of a booking, lines of one column together."""
    columns: list[list[Cell]] = []
    for cell in cells:
        over = [c for c in columns if c[-1].row < cell.row and abs(c[0].box.x0 - cell.box.x0) < _SAME_EDGE]
        if over:
            over[0].append(cell)
        else:
            columns.append([cell])
    return tuple(map(tuple, columns))


def _alone(sheet: Sheet, number: int, day: _Day) -> bool:
    """A day with no more than its weekday or time beside it."""
    rest = day.cell.text[: day.span[0]] + day.cell.text[day.span[1] :]
    return len(sheet.rows[number]) == 1 and len(re.findall(r"[^\W\d]", rest)) <= 10


# ---------------------------------------------------------------- days

_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_SHORT = re.compile(
    rf"(?:{_MONTH}[\s-](?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}})[\s-]?(?P<month2>[A-Za-z]{{3,9}})\.?|"
    r"(?P<m>\d{1,2})[/-](?P<d>\d{1,2}))(?![\d/]|-\d|[.,]\d)"
)
_BEFORE = 12  # characters that may stand before a day: a weekday, "Posted"
_YEAR = re.compile(r"(?<![\d/.,$-])20[2-4]\d(?![\d/.,-]|\s?%)")


@dataclass(frozen=True, slots=True)
class _Years:
    """What a paper says of its years: its last full day, or the one year that it names."""

    last: date | None
    only: int | None

    @classmethod
    def of(cls, pages: Sequence[Page], lexicon: Lexicon) -> _Years:
        texts = [" ".join(word.text for word in page.words) for page in pages]
        days = [found.last for text in texts for found in find_dates(text) if found.last.year >= 2020]
        named = {int(year) for text in texts for year in _YEAR.findall(text)}
        spots = [spot for page in pages for spot in dated_spots(page, lexicon)]
        own = [spot.printed.last for spot in spots if spot.role == "date.letter"]  # a later day is to come
        return cls(max(own or days, default=None), named.pop() if len(named) == 1 else None)

    def day(self, month: int, number: int) -> date | None:
        """The latest such day not after the paper's last one; where it has none, of its only year."""
        if self.last is None:
            return make_date(self.only, month, number) if self.only is not None else None
        for year in (self.last.year, self.last.year - 1):
            made = make_date(year, month, number)
            if made is not None and made <= self.last:
                return made
        return None


def _opening(sheet: Sheet, row: tuple[Cell, ...], years: _Years) -> _Day | None:
    """The day that opens a row: of two the one when the money went, not when it was posted."""
    days: list[_Day] = []
    for cell in row[:3]:
        found = _day_in(cell, years)
        kind = cell.place == 0 and len(cell.text) <= _KIND and not _dated(cell)  # "Card swipe"
        if found is None and (days or (sum(map(str.isalpha, cell.text)) > 2 and not kind)):
            break
        days += [found] if found is not None else []
        if found is not None and re.search(r"[A-Za-z]{3}", cell.text[found.span[1] :]):
            break
    over = [_over(sheet, day.cell) for day in days]
    made = [day for day, head in zip(days, over, strict=True) if head not in ("posted", "filed")]
    made += [day for day, head in zip(days, over, strict=True) if head == "posted"]
    return made[0] if made else replace(days[0], value=None) if days else None


def _dated(cell: Cell) -> bool:
    return any(label.role.startswith("date.") for label in cell.labels)


def _day_in(cell: Cell, years: _Years) -> _Day | None:
    """A day at a cell's beginning, with its year or without."""
    for found in find_dates(cell.text[:34]):
        label = cell.text[: found.start]
        if found.start <= _BEFORE and ":" not in label and isinstance(found.value, date):
            return _Day(cell, (found.start, found.end), found.value) if not _numbered(label) else None
    match = _SHORT.match(cell.text)
    if match is None:
        return None
    named = match["month"] or match["month2"]
    if named is not None:
        month = month_of(named)
        number = int(match["day"] or match["day2"])
        value = years.day(month[0], number) if month is not None and not month[1] else None
        return _Day(cell, match.span(), value) if month is not None else None
    month_number, number = int(match["m"]), int(match["d"])
    if make_date(2024, month_number, number) is None:
        return None
    return _Day(cell, match.span(), years.day(month_number, number))


def _numbered(label: str) -> bool:
    return bool(re.search(r"\d", label))


def _over(sheet: Sheet, cell: Cell) -> str:
    """What the head of a column says of its days: a key of the data file's, or nothing."""
    for over in sheet.above(cell.box, cell.row, len(sheet.rows)):
        if not any(char.isdigit() for char in over.text) and any(map(str.isalpha, over.text)):
            hit = sheet.lexicon.payee_phrases.at_start(over.skeleton)
            return hit.key if hit is not None else ""
    return ""
