"""What each amount is: billed, allowed, paid, owed, total; by the label beside it or its column's head."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from packetizer.model import Box, Page
from packetizer.understanding.facts.amounts import PrintedAmount, find_amounts
from packetizer.understanding.facts.layout import Cell, Label, Sheet, overlap, sheet_of
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.facts.once import once_a_page
from packetizer.understanding.facts.phrases import skeleton
from packetizer.understanding.lexicon import Lexicon

TOTAL, PLAIN, OTHER, CASH, CARD, PAID, NONE = (
    "amount.total",
    "amount.plain",
    "amount.other",
    "amount.cash",
    "amount.card",
    "amount.paid",
    "",
)
_UNSTATED = (PLAIN, OTHER, CASH, CARD, NONE)

_FILLER = re.compile(
    r"^[\s:.\-–=_*()|]*(?:(?:is|was|were|of|for|the|are|in|full|by|rm|usd|myr|us|and|\$|gst|tax|"
    r"incl\w*|inclusive|this|visit|claim|service|services|paid|amount|due|today|today's|to|date|you|"
    r"patient)\b[\s:.\-–=()$]*){0,6}$",
    re.IGNORECASE,
)
_QUALIFIES = re.compile(
    r"^[^;]{0,6}(?:(?:incl\w*|excl\w*|with|w/|w/o|without|after|before|inc|of|all|in|the|\d+\s?%|"
    r"@)[^A-Za-z0-9]{0,3}\d{0,2}%?[^A-Za-z0-9]{0,2}){0,4}$",
    re.IGNORECASE,
)
# "the claim from Example Clinic for $450.00"
_CLAIM_FOR = re.compile(
    r"\b(?:claims?|bill|invoice|charges?)\b[^.;$]{0,80}\b(?:for|of|totaling)\s*$", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.;]\s")
_CURRENCY = re.compile(r"\b(?:RM|USD|MYR|EUR|GBP|CAD|AUD)(?![A-Za-z])")
_WORDS = re.compile(r"[A-Za-z]{2,}")


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
    """Every amount on the page with its role."""
    sheet = sheet_of(page, lexicon)
    heads = _heads(sheet)
    spots: list[MoneySpot] = []
    for cell in sheet.cells:
        if not any(char.isdigit() for char in cell.text):
            continue
        for printed in find_amounts(cell.text):
            spots.append(_spot(sheet, cell, printed, heads, spots))
    return _in_columns(spots)


def _in_columns(spots: list[MoneySpot]) -> tuple[MoneySpot, ...]:
    """The spots, those marked that stand beside others of their row under heads."""
    headed = Counter(spot.cell.row for spot in spots if spot.head and spot.printed.start == 0)
    return tuple(
        replace(spot, among_columns=headed[spot.cell.row] > 1 and spot.printed.start == 0) for spot in spots
    )


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    """Facts for the amounts whose role their own words give."""
    for spot in money_spots(sheet.page, lexicon):
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
    if spot.label in (NONE, TOTAL, PLAIN) and spot.head not in (NONE, TOTAL, PLAIN):
        return spot.head
    return spot.label or spot.head


# ---------------------------------------------------------------- labels beside


def _spot(
    sheet: Sheet, cell: Cell, printed: PrintedAmount, heads: list[_Head], before: list[MoneySpot]
) -> MoneySpot:
    box = cell.line.box_at(printed.start, printed.end)
    head = _head_over(sheet, heads, cell.row, box)
    beside = _label_before(cell, printed.start) or _label_left(sheet, cell, printed, before)
    if beside is None and head is None:
        beside = _label_slanted(sheet, cell, printed)
    if beside is None and head is None:
        if printed.sign and _CLAIM_FOR.search(cell.text[: printed.start]):
            return MoneySpot(cell, printed, "amount.billed", NONE, "", 0.85)
        over = _label_over(sheet, cell, box)
        if over is not None:
            return MoneySpot(cell, printed, over.role, NONE, "", 0.9)
    label, words, certainty = beside if beside is not None else (NONE, "", 0.94)
    return MoneySpot(cell, printed, label, head.role if head is not None else NONE, words, certainty)


Beside = tuple[str, str, float]


def _money_labels(cell: Cell, end: int | None = None) -> list[Label]:
    limit = len(cell.text) if end is None else end
    return [label for label in cell.labels if label.end <= limit and label.role.startswith("amount.")]


def _label_before(cell: Cell, start: int) -> Beside | None:
    """The last money label before the value in its own cell."""
    amounts = [found.end for found in find_amounts(cell.text[:start])]
    since = max(amounts, default=0)
    labels = [label for label in _money_labels(cell, start) if label.start >= since]
    if not labels:
        return None
    for label in reversed(labels):
        between = cell.text[label.end : start]
        if _FILLER.match(between):
            leader = _leading(cell, labels, label)
            return leader.role, cell.skeleton[leader.start : start].strip(" :"), 0.95
    between = cell.text[labels[-1].end : start]
    if len(between) <= 40 and not _SENTENCE_END.search(between) and len(_WORDS.findall(between)) <= 6:
        return labels[-1].role, cell.skeleton[labels[-1].start : labels[-1].end], 0.8
    return None


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
        labels = _money_labels(left)
        if labels and (_FILLER.match(left.text[labels[-1].end :]) or len(left.text) < 46):
            leader = _leading(left, labels, labels[-1])
            return leader.role, left.skeleton[leader.start :].strip(" :"), 0.93
        if _WORDS.search(left.text) and left.text.strip(" :.").upper() not in (
            "RM",
            "USD",
            "MYR",
            "SR",
            "ZRL",
        ):
            return None
        left = sheet.left_of(left)
    return None


def _label_slanted(sheet: Sheet, cell: Cell, printed: PrintedAmount) -> Beside | None:
    """On a photo that hangs: the label alone in the row above, to the left, hardly higher than the amount."""
    if cell.row == 0 or cell.place or _WORDS.search(_CURRENCY.sub("", cell.text)):
        return None
    row = sheet.rows[cell.row - 1]
    labels = _money_labels(row[0])
    if len(row) > 1 or not labels or row[0].box.x1 > cell.box.x0:
        return None
    apart = (cell.box.y0 + cell.box.y1 - row[0].box.y0 - row[0].box.y1) / 2
    if apart > 1.3 * max(cell.box.height, row[0].box.height) or not _FILLER.match(
        row[0].text[labels[-1].end :]
    ):
        return None
    return labels[-1].role, row[0].skeleton[labels[-1].start :].strip(" :"), 0.85


def _label_over(sheet: Sheet, cell: Cell, box: Box) -> Label | None:
    """A label right over the amount, as in a form's box."""
    if _WORDS.search(_CURRENCY.sub("", cell.text)):
        return None
    for other in sheet.above(box, cell.row, 2):
        labels = _money_labels(other)
        if labels and len(other.text) < 40 and not find_amounts(other.text):
            return labels[-1]
        if labels:
            return None
    return None


# ---------------------------------------------------------------- heads of columns


@dataclass(frozen=True, slots=True)
class _Head:
    role: str
    box: Box
    first: int  # rows it stands in
    last: int
    until: int  # the last row it holds for


def _heads(sheet: Sheet) -> list[_Head]:
    """The heads of tables: rows without amounts that name at least two columns, one of them money."""
    made: list[_Head] = []
    row = 0
    while row < len(sheet.rows):
        last = _head_rows(sheet, row)
        if last is None:
            row += 1
            continue
        columns = [column for column in _columns(sheet, row, last) if column.role]
        until = _table_end(sheet, last)
        made += [_Head(column.role, column.box, row, last, until) for column in columns]
        row = last + 1
    return made


def _bare_of_amounts(cells: tuple[Cell, ...]) -> bool:
    return not any(find_amounts(cell.text) for cell in cells)


def _head_rows(sheet: Sheet, row: int) -> int | None:
    """The last row of a head that begins at `row`, up to three rows high; None where no head begins."""
    if not _names_columns(sheet.rows[row]):
        return None
    last = row
    while last + 1 < len(sheet.rows) and last - row < 2 and _continues_head(sheet, row, last + 1):
        last += 1
    labels = sum(1 for cell in sheet.rows[row] for label in cell.labels if label.role.startswith("amount."))
    more = sum(
        1
        for r in range(row + 1, last + 1)
        for c in sheet.rows[r]
        for x in c.labels
        if x.role.startswith("amount.")
    )
    return last if labels + more else None


def _names_columns(cells: tuple[Cell, ...]) -> bool:
    if len(cells) < 2 or not _bare_of_amounts(cells):
        return False
    if any(re.search(r"\d{3,}|\d/\d", cell.text) for cell in cells):
        return False
    short = all(len(cell.text) < 60 for cell in cells)
    return short and (
        any(label.role.startswith("amount.") for cell in cells for label in cell.labels)
        or _split_words(cells)
    )


def _split_words(cells: tuple[Cell, ...]) -> bool:
    """First halves of two-line heads: "Amount", "Plan", "Patient" over "Billed", "Paid", "Responsibility"."""
    firsts = {
        "amount",
        "plan",
        "patient",
        "your",
        "provider",
        "total",
        "member",
        "allowed",
        "billed",
        "you",
        "amt",
    }
    return sum(cell.text.strip(" :").lower() in firsts for cell in cells) >= 2


def _continues_head(sheet: Sheet, row: int, next_row: int) -> bool:
    cells = sheet.rows[next_row]
    if not _bare_of_amounts(cells) or any(re.search(r"\d{3,}|\d/\d", cell.text) for cell in cells):
        return False
    above = sheet.rows[next_row - 1]
    height = max(cell.box.height for cell in above)
    if cells[0].box.y0 - max(cell.box.y1 for cell in above) > 1.2 * height:
        return False
    return all(any(overlap(cell.box, other.box) > 0.2 for other in above) for cell in cells) and all(
        len(cell.text) < 30 for cell in cells
    )


@dataclass(frozen=True, slots=True)
class _Column:
    role: str
    box: Box


def _columns(sheet: Sheet, first: int, last: int) -> list[_Column]:
    """The columns of a head: cells that stand over one another are one label."""
    stacks: list[list[Cell]] = []
    for row in range(first, last + 1):
        for cell in sheet.rows[row]:
            over = [stack for stack in stacks if overlap(stack[-1].box, cell.box) > 0.2]
            if over:
                over[0].append(cell)
            else:
                stacks.append([cell])
    columns: list[_Column] = []
    for stack in stacks:
        columns += _column(stack, sheet.lexicon)
    return sorted(columns, key=lambda column: column.box.x0)


def _column(stack: list[Cell], lexicon: Lexicon) -> list[_Column]:
    if len(stack) == 1:
        cell = stack[0]
        labels = _money_labels(cell)
        if len(labels) > 1:  # heads that stand close together were read as one cell
            return [_Column(label.role, cell.line.box_at(label.start, label.end)) for label in labels]
        return [_Column(labels[0].role if labels else NONE, cell.box)]
    box = stack[0].box
    for cell in stack[1:]:
        box = box.union(cell.box)
    under = stack[-1].box
    over = [word.text for word in stack[0].line.words if word.box.x0 < under.x1 and under.x0 < word.box.x1]
    rest = " ".join(cell.skeleton for cell in stack[1:])
    joined = (" ".join(cell.skeleton for cell in stack), f"{skeleton(' '.join(over))} {rest}")
    hits = [h for text in joined for h in lexicon.label_phrases.find(text) if h.key.startswith("amount.")]
    best = max(hits, key=lambda hit: hit.end - hit.start, default=None)
    return [_Column(best.key if best is not None else NONE, box)]


def _table_end(sheet: Sheet, last: int) -> int:
    """A table ends at the next head, or after three rows in a row without an amount."""
    without = 0
    for row in range(last + 1, len(sheet.rows)):
        if _bare_of_amounts(sheet.rows[row]):
            without += 1
            if without > 3:
                return row - without
        else:
            without = 0
    return len(sheet.rows) - 1


def _head_over(sheet: Sheet, heads: list[_Head], row: int, box: Box) -> _Head | None:
    """The head whose column the amount stands in: overlapping it, the nearest edge or middle."""
    over = [head for head in heads if head.last < row <= head.until]
    if not over:
        return None
    nearest = max(head.last for head in over)
    over = [head for head in over if head.last == nearest]
    best = min(over, key=lambda head: _apart(head.box, box))
    return best if _apart(best.box, box) < max(0.03, 0.6 * best.box.width) else None


def _apart(head: Box, box: Box) -> float:
    middle = abs((head.x0 + head.x1) - (box.x0 + box.x1)) / 2
    return min(abs(head.x1 - box.x1), abs(head.x0 - box.x0), middle) - (
        0.02 if overlap(head, box) > 0.3 else 0.0
    )
