"""A page's words by height, and the place of a part of their text, to the character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from packetizer.model import Box, Page, TextFrom, Word

_PAD = 0.18  # of a line's height around a number: rising strokes, a box read too tight
_GUESSED = 1.0  # the same to the sides, where a reader boxes whole lines and its words' places are reckoned


@dataclass(frozen=True, slots=True)
class Row:
    """Words at one height, left to right, with single spaces. `low` is as long as `text`."""

    words: tuple[Word, ...]
    starts: tuple[int, ...]  # of each word in the text
    text: str

    @property
    def low(self) -> str:
        low = self.text.lower()
        return low if len(low) == len(self.text) else self.text

    def box(self, begin: int, end: int) -> Box:
        """Around `text[begin:end]`; of a word that holds more, its share and one character to each side."""
        boxes, guessed = [], False
        for word, start in zip(self.words, self.starts, strict=True):
            stop = start + len(word.text)
            if start < end and stop > begin:
                one = word.box.width / max(1, len(word.text))
                x0 = word.box.x0 if begin <= start else word.box.x0 + one * (begin - start - 1)
                x1 = word.box.x1 if end >= stop else word.box.x1 - one * (stop - end - 1)
                guessed |= word.read_by is TextFrom.RAPIDOCR
                boxes.append(Box(max(x0, word.box.x0), word.box.y0, min(x1, word.box.x1), word.box.y1))
        box = boxes[0]
        for other in boxes[1:]:
            box = box.union(other)
        pad = _PAD * box.height
        aside = _GUESSED * box.height if guessed else pad
        return Box(
            max(0.0, box.x0 - aside), max(0.0, box.y0 - pad), min(1.0, box.x1 + aside), min(1.0, box.y1 + pad)
        )


def rows_of(page: Page) -> tuple[Row, ...]:
    """The page's words by height, whatever order they were read in: a label and its number are one row."""
    if not page.words:
        return ()
    usual = median(word.box.height for word in page.words)
    rows: list[list[Word]] = []
    for word in sorted(page.words, key=lambda word: (word.box.y0 + word.box.y1) / 2):
        middle = (word.box.y0 + word.box.y1) / 2
        last = rows[-1][-1].box if rows else None
        if last and middle - (last.y0 + last.y1) / 2 < 0.5 * max(usual, min(last.height, word.box.height)):
            rows[-1].append(word)
        else:
            rows.append([word])
    return tuple(row_of(sorted(row, key=lambda word: word.box.x0)) for row in rows)


def row_of(words: Sequence[Word]) -> Row:
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word.text) + 1
    return Row(tuple(words), tuple(starts), " ".join(word.text for word in words))
