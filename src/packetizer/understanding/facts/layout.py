"""A page as a person sees it: rows of cells, and the labels in them.

A reader's lines may be whole rows or parts of rows. Here they are cut at wide gaps into cells and the cells
put back into rows by their height on the page, so that "left of" and "above" mean what they look like.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from statistics import median

from packetizer.model import Box, Page, Word
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.page.once import once_a_page
from packetizer.understanding.page.text import Line, box_of, lines

# "my appeal, ID 123": two things, not an appeal's number.
_PARTED = re.compile(r"[,;:]\s+|(?<=[a-z]{6})\.\s+")

# A gap wider than this many word heights parts two cells: about three spaces of print.
_CELL_GAP = 1.1
# Where every letter is as wide as the next, one space is wider than that: then this many letters part cells.
_CELL_LETTERS = 1.75
_EVEN = 0.025  # letters' widths stray no more from their median on a page of typewriter's print
_ENOUGH_WORDS, _LONG_WORD = 12, 4


@dataclass(frozen=True, slots=True)
class Label:
    """A label of labels.yaml in a cell: `role` is its path there, as "date.service"."""

    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A run of words without a wide gap. `line.number` is the reader's line, `row` the row it stands in."""

    line: Line
    row: int
    place: int  # in its row, from the left
    labels: tuple[Label, ...]
    skeleton: str

    text: str = field(init=False, repr=False, compare=False)  # of its line, kept here: asked most often
    box: Box = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.line.text)
        object.__setattr__(self, "box", self.line.box)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a page by rows, from the top."""

    page: Page
    lexicon: Lexicon
    rows: tuple[tuple[Cell, ...], ...]
    cells: tuple[Cell, ...] = field(repr=False)

    def left_of(self, cell: Cell) -> Cell | None:
        return self.rows[cell.row][cell.place - 1] if cell.place else None

    def right_of(self, cell: Cell) -> Cell | None:
        row = self.rows[cell.row]
        return row[cell.place + 1] if cell.place + 1 < len(row) else None

    def below(self, cell: Cell, rows: int = 2) -> tuple[Cell, ...]:
        """Cells of the next rows that stand under this one, nearest first."""
        return self._column(cell.box, range(cell.row + 1, min(cell.row + 1 + rows, len(self.rows))))

    def above(self, box: Box, row: int, rows: int = 2) -> tuple[Cell, ...]:
        """Cells of the rows before `row` that stand over `box`, nearest first."""
        return self._column(box, range(row - 1, max(row - 1 - rows, -1), -1))

    def _column(self, box: Box, rows: range) -> tuple[Cell, ...]:
        x0, x1 = box.x0, box.x1  # as `overlap` above zero, without a call for each cell: asked most often
        return tuple(
            cell for row in rows for cell in self.rows[row] if min(cell.box.x1, x1) > max(cell.box.x0, x0)
        )


def overlap(one: Box, other: Box) -> float:
    """How much of their width two boxes share, as a part of the narrower one; negative where apart."""
    shared = min(one.x1, other.x1) - max(one.x0, other.x0)
    return shared / max(min(one.width, other.width), 1e-6)


def line_of(words: tuple[Word, ...], number: int) -> Line:
    return Line(" ".join([word.text for word in words]), words, box_of(words), number)


def _widest_space(page: Page) -> float:
    """The widest gap within a cell, in word heights."""
    words = [word for word in page.words if len(word.text) >= _LONG_WORD and word.text.isalnum()]
    if len(words) < _ENOUGH_WORDS:
        return _CELL_GAP
    widths = [word.box.width / len(word.text) for word in words]
    letter = median(widths)
    if median(abs(width - letter) for width in widths) > _EVEN * letter:
        return _CELL_GAP
    height = median(word.box.height for word in words) * page.height / page.width
    return max(_CELL_GAP, _CELL_LETTERS * letter / max(height, 1e-6))


def _cut(line: Line, space: float, aspect: float) -> list[Line]:
    """The line cut at gaps above `space` word heights. `aspect`: the page's height by its width."""
    words = tuple(sorted(line.words, key=lambda word: word.box.x0))
    limit = space * median(word.box.height for word in words) * aspect
    parts, start = [], 0
    for i in range(1, len(words)):
        if words[i].box.x0 - words[i - 1].box.x1 > limit:
            parts.append(line_of(words[start:i], line.number))
            start = i
    parts.append(line_of(words[start:], line.number))
    return parts


def _rows(parts: list[Line]) -> list[list[Line]]:
    """Parts that stand at the same height, in rows from the top; the ends that meet are compared (skew)."""
    rows: list[list[Line]] = []
    for part in sorted(parts, key=lambda p: (p.box.y0 + p.box.y1, p.box.x0)):
        for row in rows[-4:][::-1]:
            if _joins(row, part):
                row.append(part)
                row.sort(key=lambda p: p.box.x0)
                break
        else:
            rows.append([part])
    rows.sort(key=lambda row: min(p.box.y0 + p.box.y1 for p in row))
    return rows


def _joins(row: list[Line], part: Line) -> bool:
    if any(other.box.x0 < part.box.x1 and part.box.x0 < other.box.x1 for other in row):
        return False
    near = min(row, key=lambda p: min(abs(p.box.x0 - part.box.x1), abs(part.box.x0 - p.box.x1)))
    one, other = (
        (near.words[-1], part.words[0]) if near.box.x0 < part.box.x0 else (near.words[0], part.words[-1])
    )
    apart = abs((one.box.y0 + one.box.y1) - (other.box.y0 + other.box.y1)) / 2
    return apart < 0.55 * max(one.box.height, other.box.height)


@once_a_page
def sheet_of(page: Page, lexicon: Lexicon) -> Sheet:
    """The page's rows and cells with their labels."""
    aspect, space = page.height / page.width, _widest_space(page)
    parts = [part for line in lines(page) for part in _cut(line, space, aspect)]
    rows = tuple(
        tuple(_cell(part, number, place, lexicon) for place, part in enumerate(row))
        for number, row in enumerate(_rows(parts))
    )
    return Sheet(page, lexicon, rows, tuple(cell for row in rows for cell in row))


def _cell(line: Line, row: int, place: int, lexicon: Lexicon) -> Cell:
    bare = skeleton(line.text)
    labels = find_labels(bare, lexicon)
    if not labels or _says_more(bare, labels):
        labels = _misread_label(bare, lexicon) or labels
    return Cell(line, row, place, labels, bare)


def _says_more(bare: str, labels: tuple[Label, ...]) -> bool:
    """A short cell with a word or two besides its label: together they may be one, misread: `Balancc due`."""
    head = bare.partition(":")[0].strip()
    covered = sum(label.end - label.start for label in labels)
    return (
        8 <= len(head) <= 28 and 2 <= len(head.split()) <= 4 and covered < 0.7 * len(head) and head.isascii()
    )


def _misread_label(bare: str, lexicon: Lexicon) -> tuple[Label, ...]:
    """A label with a misread letter: the whole cell, or what stands before its colon."""
    head, colon, _ = bare.partition(":")
    if not 5 <= len(head) <= 28 or not head[0].isalpha() or (not colon and len(bare) > 28):
        return ()
    role = lexicon.nearest_label(head.strip())
    return (Label(role, 0, len(head)),) if role is not None else ()


def find_labels(bare: str, lexicon: Lexicon) -> tuple[Label, ...]:
    """The labels in skeleton text, in order."""
    found = []
    for hit in lexicon.label_phrases.find(bare):
        parted = _PARTED.search(bare, hit.start, hit.end) if hit.key.startswith("id.") else None
        if parted is None:
            found.append(Label(hit.key, hit.start, hit.end))
            continue
        again = lexicon.label_phrases.at_start(bare[parted.end() : hit.end])
        if again is not None:
            found.append(Label(again.key, parted.end() + again.start, parted.end() + again.end))
    return tuple(found)
