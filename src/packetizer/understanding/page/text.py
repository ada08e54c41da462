"""Lines of a page, and text folded for comparing: the eyes of every recogniser."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from packetizer.model import Box, Page, Word
from packetizer.understanding.page.once import once_a_page


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its words joined by single spaces, and where it stands."""

    text: str
    words: tuple[Word, ...]
    box: Box
    number: int

    def words_at(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that `text[start:end]` touches."""
        found, at = [], 0
        for word in self.words:
            if at < end and at + len(word.text) > start:
                found.append(word)
            at += len(word.text) + 1
        return tuple(found)

    def box_at(self, start: int, end: int) -> Box:
        """The box around `text[start:end]`, whole words."""
        words = self.words_at(start, end) or self.words
        return box_of(words)

    def confidence_at(self, start: int, end: int) -> float:
        """The least confidence of the words that `text[start:end]` touches."""
        return min(word.confidence for word in self.words_at(start, end) or self.words)

    def lettered_confidence_at(self, start: int, end: int) -> float:
        """The same of words with a letter or a digit: of an address a dash may be read as it likes."""
        words = [word for word in self.words_at(start, end) if any(map(str.isalnum, word.text))]
        return min((word.confidence for word in words), default=self.confidence_at(start, end))


def line_words(page: Page, box: Box) -> tuple[Word, ...]:
    """The words of the line that a place stands in, from the left."""
    middle = (box.y0 + box.y1) / 2
    words = (word for word in page.words if word.box.y0 <= middle <= word.box.y1)
    return tuple(sorted(words, key=lambda word: word.box.x0))


def box_of(words: Sequence[Word]) -> Box:
    """The box around one word or more."""
    first = words[0].box
    if len(words) == 1:
        return first
    x0, y0, x1, y1 = first.x0, first.y0, first.x1, first.y1
    for word in words[1:]:
        box = word.box
        x0, y0 = min(x0, box.x0), min(y0, box.y0)
        x1, y1 = max(x1, box.x1), max(y1, box.y1)
    return Box(x0, y0, x1, y1)


@partial(once_a_page, most=4096)
def lines(page: Page) -> tuple[Line, ...]:
    """The page's lines in reading order."""
    made = []
    for number, group in groupby(page.words, key=lambda word: word.line):
        words = tuple(group)
        made.append(Line(" ".join([word.text for word in words]), words, box_of(words), number))
    return tuple(made)


_SPACE = re.compile(r"\s+")
_DASHES = str.maketrans({"‐": "-", "‑": "-", "–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"'})


def fold(text: str) -> str:
    """Text for comparing: lower case, no accents, plain dashes and quotes, single spaces."""
    if text.isascii():  # nearly all of it: the same, much faster
        return " ".join(text.split()).lower()
    plain = unicodedata.normalize("NFKD", text.translate(_DASHES))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _SPACE.sub(" ", plain).strip().lower()
