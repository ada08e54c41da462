"""What each amount is: billed, allowed, paid, owed, total; by the label beside it or its column's head."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from packetizer.model import Box, Page, PageRef
from packetizer.understanding.facts.denial.ticks import BOX, TICKED
from packetizer.understanding.facts.layout import Cell, Label, Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.facts.money.amounts import PrintedAmount, boxed_amount, find_amounts
from packetizer.understanding.facts.money.columns import (
    NONE,
    Head,
    carried_on,
    head_over,
    heads_of,
    money_labels,
    open_heads,
)
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.moneywords import LabelIdeas
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.phrasing import Framed
from packetizer.understanding.lore.reckoning import label_in
from packetizer.understanding.page.once import once_a_page

TOTAL, SUBTOTAL, PLAIN, OTHER, INCOMING, CASH, CARD, PAID, PRICE, CREDIT = (
    "amount.total",
    "amount.subtotal",
    "amount.plain",
    "amount.other",
    "amount.incoming",
    "amount.cash",
    "amount.card",
    "amount.paid",
    "amount.price",
    "amount.credit",  # of a ledger's column
)
GIVEN_BACK = "refund"  # the words of what the client got back
_UNSTATED = (SUBTOTAL, PLAIN, OTHER, INCOMING, CASH, CARD, NONE, PRICE, CREDIT)

_FILLER = Framed(LabelIdeas, r"^[\s:.\-–=_*()|]*(?:%{filler}\b[\s:.\-–=()$]*){0,6}$")
_QUALIFIES = re.compile(
    r"^[^;]{0,6}(?:(?:\w{0,3}clu\w*|inc\w*|exc\w*|with|w/|w/o|without|after|before|inc|of|all|in|the|\d+\s?%|"
    r"@)[^A-Za-z0-9]{0,3}\d{0,2}%?[^A-Za-z0-9]{0,2}){0,4}$",
    re.IGNORECASE,
)
# "the claim from Example Clinic for $450.00"
_CLAIM_FOR = Framed(LabelIdeas, r"\b%{claimed}\b[^.;$]{0,110}\b%{claimed_for}\s*$")
# "payments of as little as $50.00", "re-issued copies carry a $15 clerical fee": what nobody was asked yet
_OFFERED = Framed(LabelIdeas, r"\b%{offered}\W*$")
_THREATENED = Framed(LabelIdeas, r"^\W{0,2}\s%{threatened}\b")
# "How much could I owe?" over "Up to $1,640.00."
_UP_TO = Framed(LabelIdeas, r"^\W*%{up_to}?\s*$")
# "to pay the $2,800.00 that was billed": small words between an amount and what it is
_THAT_WAS = Framed(LabelIdeas, r"^\s+(?:%{that_was}\s+){0,4}", re.NOFLAG)
# "Example: billed 100.00, eligible 80.00"
_EXAMPLE = re.compile(
    r"\b(?:for (?:example|instance)[,:]?|(?:example|e\.g\.)[,:])\s(?:[^.]|\.\d)*$", re.IGNORECASE
)
_BACK = re.compile(r"(?<!\bno )\brefund(?:s|ed)?\b|\breturned to\b", re.IGNORECASE)
_MINUS = re.compile(r"[-–−]")
_PLUS = re.compile(r"\+(?:$|\s?\$?\d)")
_COUNT = re.compile(r"\W*\d{1,3}\W*")
_OF_LIMIT = re.compile(r"^\s*(?:of|out of|/)\s*$", re.IGNORECASE)  # "met $309.23 of $3,000.00"
_MAY_APPLY = re.compile(r"^\s*(?:may|could|would)\b|^\s*will\s(?:be|apply)|^\s*applies\b", re.IGNORECASE)
_BOUND_BEFORE = re.compile(
    r"\b(?:less|more|greater|fewer|other) than\s*$|\bexceed\w*\s*$|\bin excess of\s*$", re.IGNORECASE
)
_BOUND_AFTER = re.compile(
    r"^\s*(?:or|and) (?:more|less|above|below|over|under|higher|lower)\b", re.IGNORECASE
)
# "You have spent $1,276.20 toward it", "$529.22 of your $4,900 limit"
_COUNTED = re.compile(
    r"^\s*(?:towards?\b|(?:out )?of (?:your |the |an? )?\$?[\d,]+(?:\.\d\d)?\s[^.;]{0,30}"
    r"\b(?:limit|max\w*|deductible|out-of-pocket|cap)\b)",
    re.IGNORECASE,
)
_SENTENCE_WORDS = 5
_CODE = re.compile(r"(?:CO|PR|OA|PI|CR)[- ]?\d{1,3}:?")  # of an adjustment
_FORM_ROWS = 14  # from a claim form's last line up to the words over its lines
_SENTENCE_END = re.compile(r"[.;]\s")
_CURRENCY = re.compile(r"\b(?:RM|USD|MYR|EUR|GBP|CAD|AUD)(?![A-Za-z])")
_WORDS = re.compile(r"[A-Za-z]{2,}")
_ROW_OF_TEXT = 45  # characters of a line that may go on the sentence of the one above


@dataclass(frozen=True, slots=True)
class MoneySpot:
    """An amount on the page. `label` is the role its own words give, `head` that of its column."""

    cell: Cell
    printed: PrintedAmount
    label: str
    head: str
    words: str  # the label as printed, folded
    certainty: float
    among_columns: bool = False  # one of several amounts of its row, each under its column's head

    @property
    def box(self) -> Box:
        return self.cell.line.box_at(self.printed.start, self.printed.end)


@once_a_page
def money_spots(page: Page, lexicon: Lexicon) -> tuple[MoneySpot, ...]:
    """Every amount on the page with its role, from the page alone."""
    sheet = sheet_of(page, lexicon)
    return _spots(sheet, heads_of(sheet))


def spots_on(pages: Sequence[Page], lexicon: Lexicon) -> dict[PageRef, tuple[MoneySpot, ...]]:
    """Every amount of a paper with its role; a table that goes on over the page keeps its heads."""
    made: dict[PageRef, tuple[MoneySpot, ...]] = {}
    before: Sequence[Head] = ()
    for page in pages:
        sheet = sheet_of(page, lexicon)
        carried = carried_on(sheet, before)
        heads = [*carried, *heads_of(sheet)]
        made[page.ref] = _spots(sheet, heads) if carried else money_spots(page, lexicon)
        before = open_heads(sheet, heads)
    return made


def _spots(sheet: Sheet, heads: Sequence[Head]) -> tuple[MoneySpot, ...]:
    spots: list[MoneySpot] = []
    ticked = any(TICKED.search(cell.text) for cell in sheet.cells)
    for cell in sheet.cells:
        if not any(char.isdigit() for char in cell.text):
            continue
        for found in find_amounts(cell.text):
            printed = _signed_apart(sheet, cell, found)
            if not (ticked and _left_unticked(sheet, cell, printed.start)):
                spot = _spot(sheet, cell, printed, heads, spots)
                spot = replace(spot, label=OTHER, words=GIVEN_BACK) if _given_back(sheet, spot) else spot
                spots += [] if _in_example(sheet, cell, printed) else [spot]
        boxed = boxed_amount(cell.text)
        over = _form_label(sheet, cell) if boxed is not None else None
        if boxed is not None and over is not None:
            spots.append(MoneySpot(cell, boxed, over, NONE, "", 0.85))
    return _in_columns(sheet, spots)


def _left_unticked(sheet: Sheet, cell: Cell, start: int) -> bool:
    """A price on a list whose box is empty: nobody was charged it."""
    before = [other.text for other in sheet.rows[cell.row][: cell.place]]
    boxes = BOX.findall("  ".join((*before, cell.text[:start])))
    if not boxes or TICKED.match(boxes[-1]) is not None:
        return False
    # `( ) card    Total received   $20.00`: a label of its own behind the box
    for other in reversed(sheet.rows[cell.row][: cell.place + 1]):
        if BOX.search(other.text[:start] if other is cell else other.text):
            break
        if any(label.role in (TOTAL, PAID) for label in money_labels(other)):
            return False
    return True


def _form_label(sheet: Sheet, cell: Cell) -> str | None:
    """The form's words over a box for dollars and cents."""
    for other in sheet.above(cell.box, cell.row, _FORM_ROWS):
        labels = money_labels(other)
        if labels and len(other.text) < 40:
            return labels[-1].role
    return None


def _in_columns(sheet: Sheet, spots: list[MoneySpot]) -> tuple[MoneySpot, ...]:
    """The spots, those marked that stand beside others of their row under heads."""
    headed = Counter(spot.cell.row for spot in spots if spot.head and spot.printed.start == 0)
    so_far = {row for row in {spot.cell.row for spot in spots} if _is_so_far(sheet, row)}
    return tuple(
        replace(spot, label=OTHER, head=NONE)
        if spot.cell.row in so_far
        else replace(spot, among_columns=headed[spot.cell.row] > 1 and spot.printed.start == 0)
        for spot in spots
    )


def _is_so_far(sheet: Sheet, row: int) -> bool:
    return sheet.lexicon.reckon.is_so_far(sheet.rows[row][0].text)


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    """Facts for the amounts whose role their own words give."""
    yield from stated(sheet, money_spots(sheet.page, lexicon))


def stated(sheet: Sheet, spots: Sequence[MoneySpot]) -> Iterator[Draft]:
    for spot in spots:
        role = role_of(spot)
        if role not in _UNSTATED:
            yield money_draft(sheet, spot, role, spot.certainty)


def money_draft(sheet: Sheet, spot: MoneySpot, kind: str, certainty: float) -> Draft:
    printed = spot.printed
    span = (printed.start, printed.end)
    value = abs(printed.value) if kind == PAID else printed.value
    return draft(sheet, spot.cell, span, kind, value, certainty * printed.sure, printed.currency)


def role_of(spot: MoneySpot) -> str:
    """The label's role; a column's where the row is only called a total, or not called anything.

    A row of a table with several amounts is described, not labelled: there the columns tell. A credit is a
    payment, whatever it was paid with; the sum of credits is nothing.
    """
    if spot.printed.value < 0 and spot.label in (CARD, CASH):
        return PAID
    if spot.printed.value < 0 and spot.label == TOTAL:
        return OTHER
    if spot.among_columns and spot.head not in (NONE, TOTAL, PLAIN):
        return spot.head
    if spot.label in (NONE, TOTAL, PLAIN) and spot.head not in (NONE, TOTAL, PLAIN, PRICE):
        return spot.head
    return spot.label or spot.head


# ---------------------------------------------------------------- labels beside


def _spot(
    sheet: Sheet, cell: Cell, printed: PrintedAmount, heads: Sequence[Head], before: list[MoneySpot]
) -> MoneySpot:
    box = cell.line.box_at(printed.start, printed.end)
    head = head_over(sheet, heads, cell.row, box)
    limit = before[-1] if before and before[-1].cell is cell else None
    of_limit = limit is not None and _OF_LIMIT.match(cell.text[limit.printed.end : printed.start])
    if (
        of_limit
        or _is_bound(cell, printed)
        or _is_term(sheet, cell, printed)
        or _of_code(sheet, cell, printed, head)
        or _MAY_APPLY.match(cell.text[printed.end :])
    ):
        return MoneySpot(cell, printed, OTHER, NONE, "", 0.9)
    beside = _label_before(sheet, cell, printed.start) or _label_left(sheet, cell, printed, before)
    beside = _meant(sheet, cell, printed, before, beside)
    if beside is None and head is None:
        beside = _label_slanted(sheet, cell, printed)
    if beside is None and head is None:
        if (printed.sign or printed.value >= 1000) and _CLAIM_FOR.of(sheet.lexicon.reckoning).search(
            _said_before(sheet, cell, printed)
        ):
            return MoneySpot(cell, printed, "amount.billed", NONE, "", 0.85)
        above = _label_line_above(sheet, cell, printed)
        if above is not None:
            return MoneySpot(cell, printed, above, NONE, "", 0.85)
        after = _label_after(sheet, cell, printed)
        if after is not None:
            return MoneySpot(cell, printed, after, NONE, "", 0.85)
        over = _label_over(sheet, cell, box)
        if over is not None:
            return MoneySpot(cell, printed, over.role, NONE, "", 0.9)
    label, words, certainty = beside if beside is not None else (NONE, "", 0.94)
    return MoneySpot(cell, printed, label, head.role if head is not None else NONE, words, certainty)


def _is_bound(cell: Cell, printed: PrintedAmount) -> bool:
    """Whether running text names an amount as a bound, or what has been counted towards one: `debts of less
    than $500`, `$400 or more`."""
    before, after = cell.text[: printed.start], cell.text[printed.end :]
    return len(_WORDS.findall(before + after)) >= _SENTENCE_WORDS and bool(
        _BOUND_BEFORE.search(before) or _BOUND_AFTER.match(after) or _COUNTED.match(after)
    )


def _is_term(sheet: Sheet, cell: Cell, printed: PrintedAmount) -> bool:
    """Whether running text only says what may be paid by the month, or what a late bill would cost."""
    before, after = cell.text[: printed.start], cell.text[printed.end :]
    words = sheet.lexicon.reckoning
    return len(_WORDS.findall(before + after)) >= _SENTENCE_WORDS and bool(
        _OFFERED.of(words).search(before) or _THREATENED.of(words).match(after)
    )


def _of_code(sheet: Sheet, cell: Cell, printed: PrintedAmount, head: Head | None) -> bool:
    """Whether it is what a claim's line was adjusted by: `CO-45   128.00`."""
    left = sheet.left_of(cell)
    beside = cell.text[: printed.start].strip() or (left.text.strip() if left is not None else "")
    return _CODE.fullmatch(beside) is not None and (head is None or head.role == PLAIN)


def _in_example(sheet: Sheet, cell: Cell, printed: PrintedAmount) -> bool:
    """Whether a sentence only tells how amounts are reckoned; it may have begun in the line above."""
    said = cell.text[: printed.start]
    if not cell.place and cell.row and "." not in said and len(cell.text) < _ROW_OF_TEXT:
        said = f"{sheet.rows[cell.row - 1][0].text} {said}"
    return _EXAMPLE.search(said) is not None


def _given_back(sheet: Sheet, spot: MoneySpot) -> bool:
    """Whether a payment went the other way: `Refunded to Visa`."""
    row = " ".join(cell.text for cell in sheet.rows[spot.cell.row])
    return spot.label in (CARD, CASH, PAID) and _BACK.search(row) is not None


def _signed_apart(sheet: Sheet, cell: Cell, printed: PrintedAmount) -> PrintedAmount:
    """`-   $75.00`: a minus in a column of its own takes off, where others add: `+   $1,520.00`."""
    left = sheet.left_of(cell)
    if printed.value <= 0 or printed.start or left is None or not _MINUS.fullmatch(left.text.strip()):
        return printed
    if not any(_PLUS.match(other.text) for other in sheet.cells):
        return printed
    return replace(printed, value=-printed.value)


Beside = tuple[str, str, float]


# How much of a label's letters a known phrase must be to tell what the label means.
_MOST = 0.65
# A row of a table opens so: a day, a code.
_ENTRY = re.compile(r"^\W*(?:\d{1,2}[/.-]\d{1,2}\b|[A-Z]?\d{4,5}\b)")


def _meant(
    sheet: Sheet, cell: Cell, printed: PrintedAmount, before: list[MoneySpot], beside: Beside | None
) -> Beside | None:
    """The label's role by its ideas, where no phrase says most of it."""
    label = _whole_label(sheet, cell, printed, before)
    letters = sum(map(str.isalnum, label))
    said = _said_of(sheet, label, beside[0]) if beside is not None else ""
    turned = sheet.lexicon.reckon.turned(label, said) if said else None
    if turned is not None:
        return turned, skeleton(label), 0.88
    if not letters or (beside is not None and sum(map(str.isalnum, said)) >= _MOST * letters):
        return beside
    role = sheet.lexicon.reckon.role(label, head=len(label.split()) == 1)
    described = beside is None and not (cell.place and _WORDS.search(cell.text[: printed.start]))
    if role is None or (described and _ENTRY.match(sheet.rows[cell.row][0].text) and printed.value > 0):
        return beside
    return role, skeleton(label), 0.88


def _said_of(sheet: Sheet, label: str, role: str) -> str:
    """What of a label its phrases of this role are."""
    bare = skeleton(label)
    hits = [hit for hit in sheet.lexicon.label_phrases.find(bare) if hit.key == role]
    return bare[hits[0].start : hits[-1].end] if hits else ""


def _whole_label(sheet: Sheet, cell: Cell, printed: PrintedAmount, before: list[MoneySpot]) -> str:
    """All the words of an amount's label: those before it in its cell, else the nearest cell of words."""
    since = max((found.end for found in find_amounts(cell.text[: printed.start])), default=0)
    own = cell.text[since : printed.start]
    if _WORDS.search(_CURRENCY.sub("", own)):
        return label_in(own)
    left = sheet.left_of(cell) if not since else None
    while left is not None and not _WORDS.search(_CURRENCY.sub("", left.text)):
        left = sheet.left_of(left)
    if left is None or find_amounts(left.text):
        return ""
    return label_in(left.text)


def _said_before(sheet: Sheet, cell: Cell, printed: PrintedAmount) -> str:
    """The words before an amount; from the line above too where it stands at a line's beginning."""
    head = cell.text[: printed.start]
    if len(head) < 30 and cell.place == 0 and cell.row:
        above = sheet.rows[cell.row - 1]
        if len(above) == 1 and len(above[0].text) > 45 and not above[0].text.rstrip().endswith((".", ":")):
            return f"{above[0].text} {head}"
    return head


def _label_line_above(sheet: Sheet, cell: Cell, printed: PrintedAmount) -> str | None:
    """In running text the words that name an amount may end the line above it."""
    said = _said_before(sheet, cell, printed)
    if printed.start > 12 or len(said) <= printed.start:
        return None
    amounts = [found.end for found in find_amounts(said)]
    labels = [
        hit for hit in sheet.lexicon.label_phrases.find(skeleton(said)) if hit.key.startswith("amount.")
    ]
    if (
        not labels
        or labels[-1].start < max(amounts, default=0)
        or not _FILLER.of(sheet.lexicon.reckoning).match(said[labels[-1].end :])
    ):
        return None
    return labels[-1].key


def _label_after(sheet: Sheet, cell: Cell, printed: PrintedAmount) -> str | None:
    """In running text what an amount is may follow it: `the $2,800.00 that was billed`."""
    if not _WORDS.search(_said_before(sheet, cell, printed)):
        return None
    after = cell.text[printed.end :]
    if sheet.right_of(cell) is None and len(cell.text) > 45 and cell.row + 1 < len(sheet.rows):
        after = f"{after} {sheet.rows[cell.row + 1][0].text}"
    lead = _THAT_WAS.of(sheet.lexicon.reckoning).match(after)
    if lead is None:
        return None
    hit = sheet.lexicon.label_phrases.at_start(skeleton(after[lead.end() :][:60]))
    if hit is None or hit.start or not hit.key.startswith("amount.") or hit.key in _UNSTATED:
        return None
    rest = after[lead.end() + hit.end :]
    if not lead[0].strip() and not after[: lead.end() + hit.end].endswith("d"):
        return None  # "a $25 fee": only "the $25.00 billed" says it so
    return None if rest.lstrip().startswith(":") or find_amounts(rest[:14]) else hit.key


def _label_before(sheet: Sheet, cell: Cell, start: int) -> Beside | None:
    """The last money label before the value in its own cell."""
    amounts = [found.end for found in find_amounts(cell.text[:start])]
    since = max(amounts, default=0)
    labels = [label for label in money_labels(cell, start) if label.start >= since]
    if not labels:
        return None
    if _in_general(sheet, cell, labels[-1], since, start):
        return OTHER, "", 0.8
    for label in reversed(labels):
        between = cell.text[label.end : start]
        if _FILLER.of(sheet.lexicon.reckoning).match(between):
            leader = _leading(cell, labels, label)
            return leader.role, cell.skeleton[leader.start : start].strip(" :"), 0.95
    between = cell.text[labels[-1].end : start]
    if len(between) <= 40 and not _SENTENCE_END.search(between) and len(_WORDS.findall(between)) <= 6:
        return labels[-1].role, cell.skeleton[labels[-1].start : labels[-1].end], 0.8
    return None


# What something may cost in general, told in a sentence: "no charge beyond a refundable $25".
_IN_SENTENCE = re.compile(r"(?:\b[a-z']+,? ){3}[^:]*$")


def _in_general(sheet: Sheet, cell: Cell, label: Label, since: int, start: int) -> bool:
    said = _IN_SENTENCE.search(cell.skeleton[since:start]) is not None and len(cell.text) > 45
    return said and cell.skeleton[label.start : label.end] in sheet.lexicon.charges_in_general


def _leading(cell: Cell, labels: list[Label], last: Label) -> Label:
    """Of labels in one row of words the one that leads: `Total incl. of GST` is a total, `GST included in
    total` is a tax. In a sentence the last one before the value has it."""
    lead = start = last
    for label in reversed(labels[: labels.index(last)]):
        between = cell.text[label.end : start.start]
        if not _QUALIFIES.match(between):
            break
        start = label
        if (
            lead.role == PLAIN
            or (lead.role in (OTHER, CASH, CARD) and _is_total(cell, label))
            or (
                lead.role == TOTAL
                and label.role == OTHER
                and re.search(r"\bin(?:cl\w*)?\b", between, re.IGNORECASE)
            )
        ):
            lead = label
    return lead


def _is_total(cell: Cell, label: Label) -> bool:
    return label.role == TOTAL or cell.skeleton[label.start : label.end].startswith("total")


def _label_left(sheet: Sheet, cell: Cell, printed: PrintedAmount, before: list[MoneySpot]) -> Beside | None:
    """The nearest label of the row to the left, where only signs and separators stand between."""
    if _WORDS.search(_CURRENCY.sub("", cell.text[: printed.start])):
        return None
    left = sheet.left_of(cell)
    while left is not None:
        labels = money_labels(left)
        counted = bool(labels) and labels[-1].role == OTHER and left.place > 1
        if counted and _COUNT.fullmatch(left.text[labels[-1].end :]):
            left = sheet.left_of(left)  # "qty 1" beside a charge
            continue
        alone = bool(labels) and bool(_FILLER.of(sheet.lexicon.reckoning).match(left.text[labels[-1].end :]))
        wrapped = None if alone else _wrapped_label(sheet, left)
        if wrapped is not None:
            return wrapped
        short = len(left.text) < (46 if labels and labels[0].start else 90)
        if labels and (alone or (short and labels[-1].role != PRICE)):
            leader = _leading(left, labels, labels[-1])
            return leader.role, left.skeleton[leader.start :].strip(" :"), 0.93
        if _WORDS.search(left.text) and left.text.strip(" :.").upper() not in (
            "RM",
            "USD",
            "MYR",
            "SR",
            "ZRL",
        ):
            return _torn_label(sheet, left)
        left = sheet.left_of(left)
    return None


_TORN = 14  # letters of a word that a wide gap parts from the label before it


def _torn_label(sheet: Sheet, cell: Cell) -> Beside | None:
    """`Total    Invoice  :   56.00`: a row's label of which a wide gap has torn the last word."""
    head = sheet.left_of(cell)
    if head is None or head.place or len(cell.text) > _TORN or re.search(r"\d", cell.text):
        return None
    labels = money_labels(head)
    if (
        not labels
        or labels[0].start
        or labels[-1].role != TOTAL
        or not _FILLER.of(sheet.lexicon.reckoning).match(head.text[labels[-1].end :])
    ):
        return None
    return TOTAL, f"{head.skeleton} {cell.skeleton}".strip(" :"), 0.8


def _wrapped_label(sheet: Sheet, cell: Cell) -> Beside | None:
    """`Patient … $45.00` over `responsibility`: a label that goes on in the line under it."""
    if len(cell.text) > 30 or cell.row + 1 >= len(sheet.rows):
        return None
    row = sheet.rows[cell.row + 1]
    under = row[0]
    if (
        len(row) > 1
        or abs(under.box.x0 - cell.box.x0) > 0.012
        or len(under.text) > 30
        or find_amounts(under.text)
    ):
        return None
    joined = f"{cell.skeleton.rstrip(' :')} {under.skeleton}"
    hits = [hit for hit in sheet.lexicon.label_phrases.find(joined) if hit.key.startswith("amount.")]
    for hit in hits:
        if hit.start < len(cell.skeleton) < hit.end and hit.end - hit.start > 0.7 * len(joined.strip(" :")):
            return hit.key, joined, 0.85
    return None


def _label_slanted(sheet: Sheet, cell: Cell, printed: PrintedAmount) -> Beside | None:
    """On a photo that hangs: the label alone in the row above, to the left, hardly higher than the amount."""
    if cell.row == 0 or cell.place or _WORDS.search(_CURRENCY.sub("", cell.text)):
        return None
    row = sheet.rows[cell.row - 1]
    labels = money_labels(row[0])
    if len(row) > 1 or not labels or row[0].box.x1 > cell.box.x0:
        return None
    apart = (cell.box.y0 + cell.box.y1 - row[0].box.y0 - row[0].box.y1) / 2
    if apart > 1.3 * max(cell.box.height, row[0].box.height) or not _FILLER.of(sheet.lexicon.reckoning).match(
        row[0].text[labels[-1].end :]
    ):
        return None
    return labels[-1].role, row[0].skeleton[labels[-1].start :].strip(" :"), 0.85


def _label_over(sheet: Sheet, cell: Cell, box: Box) -> Label | None:
    """A label right over the amount, as in a form's box, or a question that it answers."""
    head = cell.text[: min((found.start for found in find_amounts(cell.text)), default=0)]
    answers = bool(_UP_TO.of(sheet.lexicon.reckoning).match(head)) and cell.row > 0
    if answers and sheet.rows[cell.row - 1][0].text.rstrip().endswith("?"):
        asked = money_labels(sheet.rows[cell.row - 1][0])
        return asked[-1] if asked else None
    if _WORDS.search(_CURRENCY.sub("", cell.text)):
        return None
    left = sheet.left_of(cell)
    named = left is not None and _WORDS.search(left.text) is not None
    for other in sheet.above(box, cell.row, 2):
        labels = money_labels(other)
        if labels and named and labels[-1].role in (CARD, CASH):
            return None  # how another amount was paid
        if labels and len(other.text) < 40 and not find_amounts(other.text):
            return labels[-1]
        if labels:
            return None
    return None
