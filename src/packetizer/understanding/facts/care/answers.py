"""What a filled sheet's answers come to: ringed or written answers, and the sums under its columns.

Two ways to the same total, neither of them the total that the sheet prints: where they agree with it, or with
each other, it is sure; where one of the answers was not read there is no sum.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from packetizer.model import Word
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.lore.phrasing import Framed
from packetizer.understanding.lore.scalewords import Scale, ScaleWords

# An answer with a ring around it may be read as the sign for one.
_CIRCLED = str.maketrans("⓪①②③④⑤⑥⑦⑧⑨", "0123456789")
_RINGED = re.compile(r"[(\[]\s?(\d)\s?[)\]]|([⓪①-⑨])")
_ITEM = re.compile(r"^\s*(\d{1,2})[.)]?\s+[A-Za-z]")
_COLUMNS = Framed(ScaleWords, r"\b%{columns_added}\b[\s:]*")
_SUMMANDS = re.compile(r"[\dOoCQD]{1,2}(?:\s?\+\s?[\dOoCQD]{1,2})+\s?$")
_LIKE_NOUGHT = re.compile(r"[OoCQD]+")
_ENOUGH_ITEMS = 3


@dataclass(frozen=True, slots=True)
class Columns:
    """The sums under the columns of answers, added; `read`: every one of them is a figure."""

    cell: Cell
    start: int
    end: int
    value: int
    read: bool


def answers_sum(sheet: Sheet, scale: Scale) -> int | None:
    """The sum of the answers; None where one is missing or unclear."""
    written = _written(sheet, scale)
    found = written if len(written) == scale.items else _ringed(sheet, scale)
    return sum(found.values()) if len(found) == scale.items else None


def _written(sheet: Sheet, scale: Scale) -> dict[int, int]:
    """The answers that stand one at the end of each numbered row."""
    answers: dict[int, int] = {}
    for number, row in _items(sheet, scale):
        last = row[-1].text.split()[-1].strip("()[]_").translate(_CIRCLED)
        alone = len(row) <= 3 and (len(row) > 1 or len(re.findall(r"\d+", row[0].text)) <= 2)
        if alone and last.isdigit() and int(last) <= scale.item_high:
            answers[number] = int(last)
    return answers


def _items(sheet: Sheet, scale: Scale) -> Iterator[tuple[int, Sequence[Cell]]]:
    for row in sheet.rows:
        item = _ITEM.match(row[0].text + (" " + row[1].text if len(row) > 1 else ""))
        if item is not None and 1 <= int(item[1]) <= scale.items:
            yield int(item[1]), row


def _ringed(sheet: Sheet, scale: Scale) -> dict[int, int]:
    """The answers with a ring around one of all that an item offers, which are printed in its line."""
    places = {number: _middle(row[0].line.words[0]) for number, row in _items(sheet, scale)}
    if len(places) < max(scale.items, _ENOUGH_ITEMS):
        return {}
    offered: dict[int, list[Word]] = {number: [] for number in places}
    right = max(row[0].line.words[0].box.x1 for _, row in _items(sheet, scale))
    reach = min(abs(one - other) for one, other in pairwise(sorted(places.values()))) * 0.7
    for word in sheet.page.words:
        near = min(places, key=lambda number: abs(places[number] - _middle(word)))
        if word.box.x0 > right and abs(places[near] - _middle(word)) < reach and _option(word) is not None:
            offered[near].append(word)
    answers = {number: _answer(words, scale) for number, words in offered.items()}
    return {number: answer for number, answer in answers.items() if answer is not None}


def _middle(word: Word) -> float:
    return (word.box.y0 + word.box.y1) / 2


def _option(word: Word) -> int | None:
    ringed = _RINGED.fullmatch(word.text)
    text = word.text if ringed is None else ringed[1] or unicodedata.normalize("NFKC", ringed[2])
    return int(text) if len(text) == 1 and text.isdecimal() else None


def _answer(words: Sequence[Word], scale: Scale) -> int | None:
    """The one of the figures 0, 1, 2, 3 that is ringed; None where they are not all read, each once."""
    options = sorted(words, key=lambda word: word.box.x0)
    if [_option(word) for word in options] != list(range(scale.item_high + 1)):
        return None
    ringed = [word for word in options if _RINGED.fullmatch(word.text)]
    return _option(ringed[0]) if len(ringed) == 1 else None


def columns_sum(sheet: Sheet, scale: Scale) -> Columns | None:
    """What the sums under the columns of answers come to: "add columns: 1 + 4 + 18".

    Under the column of the twos only an even sum can stand, and no more answers than the sheet has items.
    """
    head = _COLUMNS.of(sheet.lexicon.scale_words)
    for cell in sheet.cells:
        found = head.search(cell.text)
        if found is None:
            continue
        right = sheet.right_of(cell)
        at, place = (found.end(), cell) if cell.text[found.end() :].strip() else (0, right)
        sums = _SUMMANDS.match(place.text, at) if place is not None else None
        if place is None or sums is None:
            continue
        parts = [part.strip() for part in sums[0].split("+")]
        values = [0 if _LIKE_NOUGHT.fullmatch(part) else int(part) for part in parts if _figures(part)]
        if len(values) == len(parts) and _fits(values, scale):
            read = all(part.isdecimal() for part in parts)
            return Columns(place, sums.start(), sums.end(), sum(values), read)
    return None


def _figures(part: str) -> bool:
    return part.isdecimal() or _LIKE_NOUGHT.fullmatch(part) is not None


def _fits(sums: Sequence[int], scale: Scale) -> bool:
    """Whether these can be sums of the columns of the ones, twos, threes (or noughts, ones, twos, threes)."""
    first = {scale.item_high: 1, scale.item_high + 1: 0}.get(len(sums))
    if first is None or any(value % max(weight, 1) for weight, value in enumerate(sums, first)):
        return False
    return sum(value // weight for weight, value in enumerate(sums, first) if weight) <= scale.items
