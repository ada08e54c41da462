"""The heads of tables: which columns hold which amounts, and how far down they rule."""

from __future__ import annotations

import re
from dataclasses import dataclass

from packetizer.model import Box
from packetizer.understanding.facts.amounts import find_amounts
from packetizer.understanding.facts.layout import Cell, Label, Sheet, overlap
from packetizer.understanding.facts.phrases import skeleton
from packetizer.understanding.lexicon import Lexicon

NONE = ""


def money_labels(cell: Cell, end: int | None = None) -> list[Label]:
    limit = len(cell.text) if end is None else end
    return [label for label in cell.labels if label.end <= limit and label.role.startswith("amount.")]


@dataclass(frozen=True, slots=True)
class Head:
    role: str
    box: Box
    first: int  # rows it stands in
    last: int
    until: int  # the last row it holds for


def heads_of(sheet: Sheet) -> list[Head]:
    """The heads of tables: rows without amounts that name at least two columns, one of them money."""
    made: list[Head] = []
    row = 0
    while row < len(sheet.rows):
        last = _head_rows(sheet, row)
        if last is None:
            row += 1
            continue
        columns = [column for column in _columns(sheet, row, last) if column.role]
        until = _table_end(sheet, last)
        made += [Head(column.role, column.box, row, last, until) for column in columns]
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
        labels = money_labels(cell)
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


def head_over(sheet: Sheet, heads: list[Head], row: int, box: Box) -> Head | None:
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
