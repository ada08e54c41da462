"""What stands around a span of a page's text, as signs for a fitted model (see `wordmodel`): the words before
and behind it, beside and over it, and how its row looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from packetizer.model import Box
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.lore.phrases import skeleton

NO_ROLE = ""  # of a span that is none of what a model tells
_WORD = re.compile(r"[a-z]+|[$%]|\d+")
_NUMBER = re.compile(
    r"\d+|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_BEFORE, _AFTER = 110, 60  # characters that are looked at
_WORDS_BEFORE, _WORDS_AFTER, _WORDS_BESIDE = 9, 6, 7
_STEM = 7  # letters
_LINE = 30  # characters of a line that running text fills
_SENTENCE_END = re.compile(r".*[.;!?]\s(?=\S)", re.DOTALL)
_ENDS = re.compile(r"[.;!?](?:\s|$)")
_REST_OF_SENTENCE = 120  # characters
_ROWS_OVER = 25
_ROWS_UNDER_HEADING = 8
_HEADING = 64  # characters
_INDENT = 0.02  # of the page's width: lines that begin below one another


@dataclass(frozen=True, slots=True)
class Spot:
    """`cell.text[start:end]` on its page. `opened`: where the list begins that it goes on, if one does."""

    cell: Cell
    start: int
    end: int
    opened: int

    @property
    def text(self) -> str:
        return self.cell.text[self.start : self.end]

    @property
    def box(self) -> Box:
        return self.cell.line.box_at(self.start, self.end)


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """Words cut to their stems; letters that readers take for one another are one, numbers a #."""
    words = [
        "#" if _NUMBER.fullmatch(word) else skeleton(word[:_STEM]) for word in _WORD.findall(text.lower())
    ]
    return tuple(word for at, word in enumerate(words) if word != "#" or not at or words[at - 1] != "#")


def _bag(head: str, words: Sequence[str]) -> Iterator[str]:
    yield from (f"{head}:{word}" for word in words)
    yield from (f"{head}:{one}_{two}" for one, two in pairwise(words))


def words_around(sheet: Sheet, spot: Spot) -> Iterator[str]:
    """The words before a span and behind it, and, where it opens its cell, beside and over it."""
    cell, start = spot.cell, spot.opened
    if start < spot.start:
        yield "listed"
    text = _running_before(sheet, cell, start)
    before = words_of(text)[-_WORDS_BEFORE:]
    yield from _bag("b", before)
    yield from (f"b{place}={word}" for place, word in enumerate(reversed(before[-3:]), 1))
    yield from (f"s:{word}" for word in words_of(_SENTENCE_END.sub("", text)))
    after = words_of(cell.text[spot.end : spot.end + _AFTER])[:_WORDS_AFTER]
    yield from _bag("f", after)
    yield from (f"f1={word}" for word in after[:1])
    if not any(char.isalpha() for char in cell.text[:start]):
        yield "opens"
        yield from _words_beside(sheet, cell)
        yield from _words_over(sheet, spot)
    for label in [label for label in cell.labels if label.end <= start][-1:]:
        yield f"label={label.role}"


def words_on(sheet: Sheet, spot: Spot) -> Iterator[str]:
    """The words with which a sentence goes on behind a span, in the next line too."""
    text = spot.cell.text[spot.end : spot.end + _REST_OF_SENTENCE]
    rows = sheet.rows
    last = spot.cell.place == len(rows[spot.cell.row]) - 1
    if (
        len(text) < _REST_OF_SENTENCE
        and last
        and len(spot.cell.text) > _LINE
        and spot.cell.row + 1 < len(rows)
    ):
        text = f"{text} {rows[spot.cell.row + 1][0].text}"[:_REST_OF_SENTENCE]
    end = _ENDS.search(text)
    yield from (f"t:{word}" for word in words_of(text[: end.start()] if end is not None else text))


def _running_before(sheet: Sheet, cell: Cell, start: int) -> str:
    """The text before a span, from the line above where that runs on."""
    own = cell.text[max(0, start - _BEFORE) : start]
    if start >= _BEFORE or cell.place or not cell.row:
        return own
    row = sheet.rows[cell.row - 1]
    over = row[0]
    below = abs(over.box.x0 - cell.box.x0) < _INDENT and over.text[-1:].islower()
    runs_on = len(row) == 1 and len(over.text) > _LINE and (len(cell.text) > _LINE or below)
    return f"{over.text[-(_BEFORE - start) :]} {own}" if runs_on else own


def _words_beside(sheet: Sheet, cell: Cell) -> Iterator[str]:
    left = sheet.left_of(cell)
    while left is not None and not any(char.isalpha() for char in left.text):
        left = sheet.left_of(left)
    if left is not None:
        words = words_of(left.text[-60:])[-_WORDS_BESIDE:]
        yield from _bag("l", words)
        yield from (f"l1={word}" for word in words[-1:])
        yield from (f"left={label.role}" for label in left.labels[-1:])


def _words_over(sheet: Sheet, spot: Spot) -> Iterator[str]:
    """What stands over a span: right over it, or as the head of its column."""
    for other in sheet.above(spot.box, spot.cell.row, _ROWS_OVER):
        if sum(char.isalpha() for char in other.text) < 3:
            continue
        if len(other.text) <= 2 * _LINE:
            yield from _bag(
                "a" if other.row == spot.cell.row - 1 else "h", words_of(other.text)[:_WORDS_BESIDE]
            )
            yield from (f"over={label.role}" for label in other.labels[-1:])
        return


def place_in_row(sheet: Sheet, spot: Spot) -> Iterator[str]:
    """How the row looks in which a span stands, and the words of its other cells."""
    cell = spot.cell
    row = sheet.rows[cell.row]
    yield f"cells={min(len(row), 5)}"
    yield f"place={min(cell.place, 4)}"
    if cell.place == len(row) - 1:
        yield "last"
    rest = len(cell.text) - (spot.end - spot.start)
    yield "alone" if rest < 3 else "short" if rest < _LINE else "prose"
    yield f"y={int(cell.box.y0 * 5)}"
    others = [other for other in row if other is not cell]
    yield from (f"r:{word}" for other in others[:5] for word in words_of(other.text)[:4])


def heading_over(sheet: Sheet, cell: Cell) -> str:
    """The nearest short line over a cell that is no sentence's end; "" where none is near."""
    for number in range(cell.row - 1, max(cell.row - 1 - _ROWS_UNDER_HEADING, -1), -1):
        line = " ".join(other.text for other in sheet.rows[number])
        if line and len(line) < _HEADING and not line.rstrip().endswith((".", ",")):
            return line
    return ""
