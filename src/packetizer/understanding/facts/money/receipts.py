"""What a receipt comes to and what was paid, among cash, change, tax, rounding and subtotals.

Several lines of a receipt are called some kind of total. Each candidate is judged by what its label says, by
the receipt's own arithmetic (cash less change is the total), and by how often the amount stands there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from packetizer.model import Page
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.making import Draft
from packetizer.understanding.facts.money.amounts import find_amounts
from packetizer.understanding.facts.money.find import (
    CARD,
    CASH,
    GIVEN_BACK,
    OTHER,
    PAID,
    SUBTOTAL,
    TOTAL,
    MoneySpot,
    money_draft,
    money_spots,
)
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.moneywords import TotalWords
from packetizer.understanding.lore.phrasing import Framed

_OF_TAX = 3  # how much less a sum in a table of taxes may be the total
_MORE_OF_HEAD = 6  # letters behind the words that head such a table
_OF_SENTENCE = 0.1  # how much less an amount may be the total that a sentence names
_GOES_ON = re.compile(r"\W{0,2}\s(?:[A-Za-z'’-]+,?\s){2}")
_BACKED = ("", SUBTOTAL, "amount.plain", "amount.price")
_OWED = ("amount.balance", "amount.patient_responsibility")
_USUAL, _ALONE = 3, 4  # ranks: of a total whose label says no more, of `Total` by itself


def amounts(pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """`amount.total` once, what was paid, and a balance, from one receipt."""
    spots = [(page, spot) for page in pages for spot in money_spots(page, lexicon)]
    left = [*_left_over(spots), *_sent_by_insurer(spots, lexicon)]
    best = _best_total([item for item in spots if item[1] not in left], lexicon)
    if best is not None:
        page, spot, certainty = best
        yield money_draft(sheet_of(page, lexicon), spot, "amount.total", certainty)
    total = best[1].printed.value if best is not None else None
    parts = _parts(spots, best[1]) if best is not None else []
    refunded = _refunded(spots)
    for page, spot in spots:
        role = _role(spot)
        sheet = sheet_of(page, lexicon)
        if best is not None and _is_tender(spot, best[1]):
            role = CARD
        if role in (
            "amount.billed",
            "amount.balance",
            "amount.paid_by_plan",
            "amount.patient_responsibility",
        ):
            kept = refunded and role == "amount.billed"  # of what was given back
            if not kept and not (best is not None and spot is best[1]):
                yield money_draft(sheet, spot, role, spot.certainty)
        elif spot in parts:
            yield money_draft(sheet, spot, PAID, spot.certainty * 0.9)
        elif (role == PAID and spot.printed.value > 0) or (
            role in (CARD, CASH) and abs(spot.printed.value) == total
        ):
            by_plan = role == PAID and _by_insurer(sheet, spot, lexicon)
            if by_plan:
                yield money_draft(sheet, spot, "amount.paid_by_plan", spot.certainty * 0.9)
                continue
            yield money_draft(
                sheet, spot, "amount.paid", spot.certainty * (0.97 if role == "amount.paid" else 0.85)
            )


def _is_tender(spot: MoneySpot, total: MoneySpot) -> bool:
    """Whether a charge under the total is the total's, to a card: `TOTAL 20.88`, `CHARGE 20.88`."""
    below = spot.cell.row > total.cell.row and spot.printed.value == total.printed.value
    return below and _role(spot) == "amount.billed"


def _sent_by_insurer(spots: list[tuple[Page, MoneySpot]], lexicon: Lexicon) -> list[MoneySpot]:
    """What an insurer paid is no part of what there was to pay."""
    return [
        spot
        for page, spot in spots
        if _role(spot) == PAID and _by_insurer(sheet_of(page, lexicon), spot, lexicon)
    ]


_INSURANCE = Framed(TotalWords, r"^\W*%{by_plan}\b")


def _by_insurer(sheet: Sheet, spot: MoneySpot, lexicon: Lexicon) -> bool:
    """Whether the row says that an insurer paid: `ins: Example Rx  paid  14.92`."""
    row = " ".join(cell.text for cell in sheet.rows[spot.cell.row])
    insurance = _INSURANCE.of(lexicon.payees.totals).match(row)
    return insurance is not None and not lexicon.reckon.is_copay(row)


def _role(spot: MoneySpot) -> str:
    """A receipt's label speaks for itself; the head of the goods' column does not rule the sums below."""
    return spot.label or spot.head


def _left_over(spots: list[tuple[Page, MoneySpot]]) -> list[MoneySpot]:
    """Balances that an account has after the payment: what it had before, less that."""
    paid = [spot for _, spot in spots if _role(spot) in (CASH, CARD, PAID) and spot.printed.value > 0]
    sums = {spot.printed.value for _, spot in spots}
    balances = [spot for _, spot in spots if _role(spot) == "amount.balance" and spot.printed.value > 0]
    return [
        balance
        for balance in balances
        for one in paid
        if one.cell.row <= balance.cell.row and balance.printed.value + one.printed.value in sums
    ]


def _parts(spots: list[tuple[Page, MoneySpot]], total: MoneySpot) -> list[MoneySpot]:
    """Means of payment, printed below the total, that together make it: `Gift card -20.00`, `Visa 30.00`."""
    means = [
        spot
        for _, spot in spots
        if _role(spot) in (CARD, CASH, PAID)
        and spot.cell.row > total.cell.row
        and 0 < abs(spot.printed.value) < total.printed.value
    ]
    whole = sum((abs(spot.printed.value) for spot in means), Decimal(0))
    return means if len(means) > 1 and whole == total.printed.value else []


def _best_total(
    spots: list[tuple[Page, MoneySpot]], lexicon: Lexicon
) -> tuple[Page, MoneySpot, float] | None:
    counts = Counter(spot.printed.value for _, spot in spots)
    proven, given = _proven(spots), _given(spots)
    refunded = _refunded(spots)
    scored = []
    for order, (page, spot) in enumerate(spots):
        score = _score(spot, proven, counts, lexicon)
        score = 0.0 if refunded and score < _USUAL else score  # of what was given back a part is no total
        score -= _OF_SENTENCE if score > _OF_SENTENCE and _in_sentence(spot) else 0.0
        if score == 0 and _role(spot) in _BACKED and spot.printed.value in given:
            score = 3.5  # nobody calls it a total, but it is what was kept of what was given
        if score > 0 and spot.cell.row > _tax_summary(page, lexicon):
            score = max(score - _OF_TAX, 0.1)
        if score > 0:
            scored.append((score, order, page, spot))
    if not scored:
        return None
    score, _, page, spot = max(scored, key=lambda item: (item[0], item[1]))
    rivals = {item[3].printed.value for item in scored if item[0] >= score - 1} - {spot.printed.value}
    certainty = 0.97 if spot.printed.value in proven else 0.93
    return page, spot, certainty * (0.85 if rivals else 1.0) * (1.0 if score >= 4 else 0.75)


def _refunded(spots: list[tuple[Page, MoneySpot]]) -> bool:
    return any(spot.words == GIVEN_BACK for _, spot in spots)


def _in_sentence(spot: MoneySpot) -> bool:
    """Whether words go on behind it: `A card fee of $8.00 is part of the amount above.`"""
    return _GOES_ON.match(spot.cell.text, spot.printed.end) is not None


def _proven(spots: list[tuple[Page, MoneySpot]]) -> set[Decimal]:
    """Amounts that the receipt's arithmetic confirms: tendered less change, what several means of payment
    make together, or what the card was charged."""
    parted = [spot for _, spot in spots if _role(spot) in (TOTAL, *_OWED) and _parts(spots, spot)]
    if parted:
        return {parted[-1].printed.value}
    tendered = [spot.printed.value for _, spot in spots if _role(spot) in (CASH, CARD, "amount.paid")]
    change = [abs(spot.printed.value) for _, spot in spots if "change" in spot.words]
    proven = {paid - back for paid in tendered for back in change if paid - back > 0}
    if not change:
        proven |= {paid for paid in tendered if paid > 0}
    return proven | _rounded(spots)


def _given(spots: list[tuple[Page, MoneySpot]]) -> set[Decimal]:
    """Cash less the change that is printed under it."""
    last: Decimal | None = None
    given = set()
    for _, spot in spots:
        if _role(spot) == CASH:
            last = spot.printed.value
        elif last is not None and "change" in spot.words:
            given.add(last - abs(spot.printed.value))
    return {value for value in given if value > 0}


def _tax_summary(page: Page, lexicon: Lexicon) -> int:
    """The row that heads a table of taxes, below which no total stands."""
    rows = sheet_of(page, lexicon).rows
    heads = (at for at, row in enumerate(rows) if at and any(_heads_taxes(cell, lexicon) for cell in row))
    return next(heads, len(rows))


def _heads_taxes(cell: Cell, lexicon: Lexicon) -> bool:
    hit = lexicon.tax_summaries.at_start(cell.skeleton)
    return hit is not None and hit.end + _MORE_OF_HEAD >= len(cell.text) and not find_amounts(cell.text)


def _rounded(spots: list[tuple[Page, MoneySpot]]) -> set[Decimal]:
    """A total that is another one after the rounding that the receipt prints."""
    cents = {spot.printed.value for _, spot in spots if _is_rounding(spot) and spot.printed.value}
    totals = {
        spot.printed.value
        for _, spot in spots
        if _role(spot) in (TOTAL, "amount.balance") or _is_rounding(spot)
    }
    return {total + cent for total in totals for cent in cents if total + cent in totals and abs(cent) < 1}


def _is_rounding(spot: MoneySpot) -> bool:
    return spot.words.startswith(("round", "rnd"))


def _score(spot: MoneySpot, proven: set[Decimal], counts: Counter[Decimal], lexicon: Lexicon) -> float:
    value = spot.printed.value
    role = _role(spot)
    if value <= 0:
        return 0.0
    bonus = (
        (3.0 if value in proven else 0.0)
        + (0.5 if counts[value] > 1 else 0.0)
        + (0.3 if spot.printed.sign else 0.0)
    )
    if role in _OWED and lexicon.left_over.first(spot.words) is not None:
        return 0.0
    if role in ("amount.total", "amount.balance"):
        return _rank(spot.words, lexicon) + bonus
    if role == OTHER and value in proven:
        return (4.0 if spot.words.startswith("round") else 0.9) + bonus
    if role in (CARD, CASH, "amount.paid") and value in proven:
        return 1.0 + bonus
    if role in ("amount.billed", "amount.plain", "amount.patient_responsibility"):
        return 0.8 + bonus
    return 0.0


def _rank(words: str, lexicon: Lexicon) -> float:
    """How strongly a label says "this is what there was to pay"."""
    if words in lexicon.payees.totals.alone:
        return _ALONE
    hits = (int(hit.key) for hit in lexicon.total_ranks.all(words))
    return float(max(hits, default=_USUAL))
