"""The heads of tables: which columns hold which amounts, and how far down they rule."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from packetizer.model import Box, Word
from packetizer.understanding.facts.layout import Cell, Label, Sheet, overlap
from packetizer.understanding.facts.money.amounts import find_amounts
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.page.once import once_a_page

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


@once_a_page
def heads_of(sheet: Sheet) -> tuple[Head, ...]:
    """The heads of tables: rows without amounts that name at least two columns, one of them money."""
    made: list[Head] = []
    row = 0
    while row < len(sheet.rows):
        last = _head_rows(sheet, row)
        if last is None:
            row += 1
            continue
        until = min(_table_end(sheet, last), _next_head(sheet, last + 1) - 1)
        columns = [column for column in _columns(sheet, row, last, until) if column.role]
        made += [Head(column.role, column.box, row, last, until) for column in columns]
        row = last + 1
    return tuple(made)


def _next_head(sheet: Sheet, row: int) -> int:
    """The row where another table's head begins."""
    return next((r for r in range(row, len(sheet.rows)) if _head_rows(sheet, r) is not None), len(sheet.rows))


def _bare_of_amounts(cells: tuple[Cell, ...]) -> bool:
    return not any(find_amounts(cell.text) for cell in cells)


_MOST_LINES = 3.0  # of a head, one under another


def _head_rows(sheet: Sheet, row: int) -> int | None:
    """The last row of a head that begins at `row`, up to three lines high; None where no head begins.

    Heads of one, two and three lines that are centred beside one another stand in rows half a line apart.
    """
    named = _named_row(sheet, row)
    if named is None:
        return None
    last = row
    lines = 1.0
    while last + 1 < len(sheet.rows):
        lines += 0.5 if _between_lines(sheet, last + 1) else 1.0
        if lines > _MOST_LINES or not (last < named or _continues_head(sheet, last + 1)):
            break
        last += 1
    cells = [cell for r in range(row, last + 1) for cell in sheet.rows[r]]
    return last if any(money_labels(cell) for cell in cells) else None


def _named_row(sheet: Sheet, row: int) -> int | None:
    """The row that names columns, of a head that begins at `row`: this one, or where a head of more lines
    than the others rises above them, one of the next, half a line below."""
    for at in range(row, min(row + 3, len(sheet.rows))):
        if at > row and not (_between_lines(sheet, at) or _stands_on(sheet, at)):
            return None
        if _names_columns(sheet.rows[at]):
            return at
        if not _may_be_head(sheet.rows[at]):
            return None
    return None


_HALF = 0.8  # of a line's height: nearer than this stand no two lines of print


def _between_lines(sheet: Sheet, row: int) -> bool:
    """Whether a row stands half a line below the one before it."""
    if not row:
        return False
    above, cells = sheet.rows[row - 1], sheet.rows[row]
    height = max(cell.box.height for cell in (*above, *cells))
    return _middle(cells) - _middle(above) < _HALF * height


_TIGHT = 0.5  # of a line's height, between two lines of one head


def _stands_on(sheet: Sheet, row: int) -> bool:
    """Whether all of the row above are first lines of this row's heads: `Amount not` right over `covered`, no
    title, which stands at the left and apart."""
    above, cells = sheet.rows[row - 1], sheet.rows[row]
    gap = min(cell.box.y0 for cell in cells) - max(cell.box.y1 for cell in above)
    if gap > _TIGHT * max(cell.box.height for cell in cells):
        return False
    return all(
        one.box.x0 > cells[0].box.x1 and any(overlap(one.box, cell.box) > 0.5 for cell in cells[1:])
        for one in above
    )


def _middle(cells: tuple[Cell, ...]) -> float:
    return median((cell.box.y0 + cell.box.y1) / 2 for cell in cells)


def _may_be_head(cells: tuple[Cell, ...]) -> bool:
    if not _bare_of_amounts(cells) or any(re.search(r"\d{3,}|\d/\d", cell.text) for cell in cells):
        return False
    # strokes between columns are read along with their heads
    return all(len(part) < 30 for cell in cells for part in cell.text.split("|"))


def _names_columns(cells: tuple[Cell, ...]) -> bool:
    if len(cells) < 2 or not _bare_of_amounts(cells):
        return False
    if any(re.search(r"\d{3,}|\d/\d", cell.text) for cell in cells):
        return False
    short = all(len(cell.text) < 60 for cell in cells)
    return short and (any(map(_names_money, cells)) or _split_words(cells))


_OWN_PART = 0.4  # of a head's letters that say what else but money of the paper's is in the column


def _names_money(cell: Cell) -> bool:
    """Not so "Health Savings Account" over a paper, of which only a word could head a column."""
    labels = money_labels(cell)
    if len(labels) != 1 or labels[0].role not in ("amount.other", "amount.incoming"):
        return bool(labels)
    letters = sum(map(str.isalpha, cell.text))
    return sum(map(str.isalpha, cell.text[labels[0].start : labels[0].end])) >= _OWN_PART * letters


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


def _continues_head(sheet: Sheet, next_row: int) -> bool:
    cells = sheet.rows[next_row]
    if not _may_be_head(cells):
        return False
    if _between_lines(sheet, next_row):
        return True
    above = sheet.rows[next_row - 1]
    height = max(cell.box.height for cell in above)
    if cells[0].box.y0 - max(cell.box.y1 for cell in above) > 1.2 * height:
        return False
    under = [cell for cell in cells if any(overlap(cell.box, other.box) > 0.2 for other in above)]
    return len(under) == len(cells) or (len(under) > 2 and len(under) > 0.6 * len(cells))


@dataclass(frozen=True, slots=True)
class _Column:
    role: str
    box: Box


def _columns(sheet: Sheet, first: int, last: int, until: int) -> list[_Column]:
    """The columns of a head with the roles that their words give, by what stands below the head."""
    below = _body_columns(sheet, last + 1, until)
    if sum(column.money for column in below) < 2:
        return _stacked(sheet, first, last)
    heads = sheet.rows[first]
    if first == last and len(heads) == len(below) and not any(map(_is_two, heads)):  # each its own: by order
        return [
            _Column(_named(head.text, sheet.lexicon), head.box.union(column.box))
            for head, column in zip(heads, below, strict=True)
            if column.money
        ]
    of_words = {place for place, column in enumerate(below) if not column.money}
    texts: list[list[str]] = [[] for _ in below]
    boxes = [column.box for column in below]
    places = list(boxes)
    for row in range(first, last + 1):
        words = [word for cell in sheet.rows[row] for word in cell.line.words if _SAYS.search(word.text)]
        for word, column in zip(words, parted(words, places, of_words), strict=True):
            texts[column].append(word.text)
            boxes[column] = boxes[column].union(word.box)
    return [
        _Column(_named(_BROKEN.sub("-", " ".join(text)), sheet.lexicon), boxes[place])
        for place, text in enumerate(texts)
        if below[place].money
    ]


_SAYS = re.compile(r"\w|[%$#]")  # a stroke between two columns says nothing
_BROKEN = re.compile(r"(?<=\w)-\s(?=[a-z])")  # "Co-" over "insurance"


def _is_two(cell: Cell) -> bool:
    """Whether heads that nearly touch were read as one."""
    return len({label.role for label in money_labels(cell)}) > 1


def _named(text: str, lexicon: Lexicon) -> str:
    """The role of a column's whole head: of the label that says most of it."""
    text = _ASKED.sub("", text) or text
    explained = _EXPLAINED.fullmatch(text.strip())
    if explained is not None and lexicon.reckon.is_general(explained[1]):
        return _named(explained[2], lexicon) or _named(explained[1], lexicon)
    bare = skeleton(text)
    of_ledger = lexicon.ledger_heads.get(bare.strip(" :"))
    if of_ledger is not None:
        return of_ledger
    hits = [hit for hit in lexicon.label_phrases.find(bare) if hit.key.startswith("amount.")]
    best = max(hits, key=lambda hit: hit.end - hit.start, default=None)
    turned = lexicon.reckon.turned(text, bare[best.start : best.end], head=True) if best is not None else None
    if turned is not None:
        return turned
    if best is not None and best.end - best.start >= _MOST * len(bare.strip()):
        return best.key
    meant = lexicon.reckon.role(text, head=True)
    if meant is not None or best is not None:
        return meant or (best.key if best is not None else NONE)
    near = lexicon.nearest_label(bare.strip(" :")) if len(bare) >= 5 else None
    return near if near is not None and near.startswith("amount.") else NONE


# "Total cost (amount the plan approved)"
_EXPLAINED = re.compile(r"([^()]{3,})\((?:the )?([^()]{8,})\)?", re.IGNORECASE)
_ASKED = re.compile(r"\S+\?\s*")  # "Approved?" heads a column of yes and no
_MOST = 0.5  # of a head's letters that a known phrase must be to tell alone what the column is


@dataclass(frozen=True, slots=True)
class _Below:
    """What stands in a column of a table: its extent, and whether it is money."""

    box: Box
    money: bool


_BODY_ROWS = 30  # enough to see the columns by


def _body_columns(sheet: Sheet, first: int, until: int) -> list[_Below]:
    """The columns of a table's rows from the left: those of amounts, and those of words between them."""
    money: list[list[Box]] = []
    text: list[list[Box]] = []
    for row in sheet.rows[first : min(until + 1, first + _BODY_ROWS)]:
        for cell in row:
            amounts = [(found.start, found.end) for found in find_amounts(cell.text)]
            if len(row) == 1 and (not amounts or amounts[0][0] > 0):
                continue  # a sentence
            for span in amounts:
                _put(money, cell.line.box_at(*span))
            for words in _between(cell, amounts):
                _put(text, words)
    rows = max(map(len, money), default=0)
    columns = [_Below(_extent(boxes), True) for boxes in money if len(boxes) >= 0.3 * rows]
    for boxes in text:
        extent = _extent(boxes)
        if all(overlap(extent, column.box) < 0.3 for column in columns):
            columns.append(_Below(extent, False))
    return sorted(columns, key=lambda column: column.box.x0 + column.box.x1)


def _between(cell: Cell, amounts: Sequence[tuple[int, int]]) -> Iterator[Box]:
    """Where the words of a cell stand that are no amounts: before, between and after them."""
    at = 0
    for start, end in (*amounts, (len(cell.text), len(cell.text))):
        if re.search(r"\w", cell.text[at:start]):
            lead = len(cell.text[at:start]) - len(cell.text[at:start].lstrip())
            yield cell.line.box_at(at + lead, at + len(cell.text[at:start].rstrip()))
        at = end


def _put(columns: list[list[Box]], box: Box) -> None:
    """The box into the column that it stands under, or into one of its own."""
    best = max(columns, key=lambda boxes: overlap(boxes[-1], box), default=None)
    if best is not None and overlap(best[-1], box) > 0.4:
        best.append(box)
    else:
        columns.append([box])


def _extent(boxes: list[Box]) -> Box:
    """Where most of a column stands: one long cell does not widen it."""
    x0, x1 = median(box.x0 for box in boxes), median(box.x1 for box in boxes)
    return Box(x0, boxes[0].y0, x1, boxes[-1].y1)


# Costs, in page widths of misfit: of parting words that stand close, of joining words that stand apart (over
# amounts, over words), of a column without a word.
_PARTING, _JOINING, _LOOSE, _EMPTY = 0.03, 0.2, 0.01, 0.015
_CLOSE = 0.012  # between words of one head


def parted(words: Sequence[Word], columns: Sequence[Box], of_words: Collection[int] = ()) -> list[int]:
    """The column of each word of a head's row: runs of words, each fitting its column as well as can be.

    Heads that nearly touch are read as one line; which word belongs to which column shows only below.
    `of_words`: columns that hold words; several of them may be one below, each with its head.
    """
    count = len(words)
    best = [[0.0] * (count + 1) for _ in range(len(columns) + 1)]
    cut = [[0] * (count + 1) for _ in range(len(columns) + 1)]
    best[0][1:] = [float("inf")] * count
    for number in range(1, len(columns) + 1):
        for end in range(count + 1):
            best[number][end], cut[number][end] = min(
                (
                    best[number - 1][start]
                    + _misfit(words[start:end], columns, number - 1, words[:start], number - 1 in of_words),
                    start,
                )
                for start in range(end + 1)
            )
    places = [0] * count
    end = count
    for number in range(len(columns), 0, -1):
        start = cut[number][end]
        places[start:end] = [number - 1] * (end - start)
        end = start
    return places


def _misfit(
    run: Sequence[Word], columns: Sequence[Box], number: int, before: Sequence[Word], of_words: bool
) -> float:
    """How badly a run of words stands as the head of a column."""
    if not run:
        return _EMPTY
    column, x0, x1 = columns[number], run[0].box.x0, run[-1].box.x1
    apart = min(abs(x0 - column.x0), abs(x1 - column.x1), abs(x0 + x1 - column.x0 - column.x1) / 2)
    over = sum(max(min(x1, other.x1) - max(x0, other.x0), 0.0) for other in columns if other is not column)
    gap = run[0].box.x0 - before[-1].box.x1 if before else _CLOSE
    gaps = (right.box.x0 - left.box.x1 for left, right in pairwise(run))
    joined = sum(gap > 1.5 * _CLOSE for gap in gaps)
    return (
        apart + over + max(_PARTING * (1 - gap / _CLOSE), 0.0) + joined * (_LOOSE if of_words else _JOINING)
    )


def _stacked(sheet: Sheet, first: int, last: int) -> list[_Column]:
    """The columns of a head alone: cells that stand over one another are one label."""
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
    """A table ends after three rows in a row without an amount; the lines of a long cell count little."""
    without = 0.0
    lines = 0
    for row in range(last + 1, len(sheet.rows)):
        if _bare_of_amounts(sheet.rows[row]):
            cells = sheet.rows[row]
            runs_on = len(cells) <= 2 and all(len(c.text) < 26 and ":" not in c.text for c in cells)
            without += 0.5 if runs_on and not any(c.labels for c in cells) else 1.0
            lines += 1
            if without > 3:
                return row - lines
        else:
            without, lines = 0.0, 0
    return len(sheet.rows) - 1


_AGREE = 0.7  # of a page's first amounts that must stand under the heads of the page before


def open_heads(sheet: Sheet, heads: Sequence[Head]) -> list[Head]:
    """The heads of the page's last table, where nothing of money follows it: it may go on over the page."""
    if not heads:
        return []
    last = max(head.last for head in heads)
    table = [head for head in heads if head.last == last]
    end = max((n for n, row in enumerate(sheet.rows) if not _bare_of_amounts(row)), default=-1)
    return table if table[0].until >= end else []


def carried_on(sheet: Sheet, before: Sequence[Head]) -> list[Head]:
    """The heads of a table of the page before, where this page's first amounts stand under them."""
    own = _next_head(sheet, 0)
    begin = next((n for n, row in enumerate(sheet.rows[:own]) if not _bare_of_amounts(row)), None)
    if begin is None or not before:
        return []
    until = min(_table_end(sheet, begin - 1), own - 1)
    heads = [Head(head.role, head.box, begin - 1, begin - 1, until) for head in before]
    boxes = [
        (row, cell.line.box_at(found.start, found.end))
        for row in range(begin, until + 1)
        for cell in sheet.rows[row]
        for found in find_amounts(cell.text)
    ]
    under = sum(head_over(sheet, heads, row, box) is not None for row, box in boxes)
    return heads if under >= _AGREE * len(boxes) else []


def head_over(sheet: Sheet, heads: Sequence[Head], row: int, box: Box) -> Head | None:
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
