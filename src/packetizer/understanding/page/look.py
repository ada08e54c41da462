"""A page folded for finding phrases: no spaces, no case, look-alike characters made one.

Readers join words, part them and take 1 for l. Without spaces and with look-alikes folded, a printed phrase
is a plain substring again; where words begin and end is kept beside it, so that "eob" is not found in
"Geoboard". A word that was read doubtfully and is one letter away from a word of the phrases is taken for
that word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import median

from packetizer.model import Page, Word
from packetizer.understanding.page.text import Line, fold, lines

_SAME = str.maketrans({**dict(zip("0158i|!", "olsblll", strict=True)), "#": "no"})  # "Rx #" is "Rx No."
_NOT_WORD = re.compile(r"[^a-z0-9|!#]+")
_GAP = 0.03  # of the page's width: a wider gap parts a title from the address beside it
_DOUBTFUL = 0.92  # words read with less are compared with the vocabulary
_SHORT = 6  # shorter words have too many neighbours to be corrected
_BEGUN = 4  # letters by which the places are kept where words begin
_LONG_PHRASE = 12  # from here a phrase may end inside a word that a reader joined


@lru_cache(maxsize=65536)
def squash(word: str) -> str:
    """A word for comparing: lower case letters and digits, look-alikes made one."""
    plain = _NOT_WORD.sub("", fold(word)).translate(_SAME)
    return plain.replace("rn", "m").replace("vv", "w")


@lru_cache(maxsize=8192)
def squash_phrase(phrase: str) -> str:
    """A phrase as it stands in a page's squashed text."""
    return "".join(squash(word) for word in phrase.split())


class Vocabulary:
    """The words of all phrases, and which word a misread one may be."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.words = frozenset(squash(word) for phrase in phrases for word in phrase.split())
        self._near: dict[str, str | None] = {}
        for word in sorted(self.words):
            if len(word) >= _SHORT:
                for variant in {*_deletes(word), word}:
                    self._near[variant] = None if variant in self._near else word

    def correct(self, word: str) -> str:
        """The vocabulary's word that is one letter away, where it is the only one; else the word."""
        if len(word) < _SHORT or word in self.words:
            return word
        found = {self._near[variant] for variant in (word, *_deletes(word)) if variant in self._near}
        return found.pop() or word if len(found) == 1 else word


def _deletes(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words of a line without a wide gap: a title, a label, a sentence's part."""

    text: str  # as read
    start: int  # in the squashed text
    end: int
    y0: float
    height: float
    index: int  # of its line
    number: int  # of itself on the page


@dataclass(frozen=True, slots=True)
class Look:
    """A page as the recognisers of this room see it."""

    page: Page
    lines: tuple[Line, ...]
    segments: tuple[Segment, ...]
    rows: tuple[str, ...]  # words at one height, left to right: table rows whatever order they were read in
    squashed: str
    starts: frozenset[int]
    ends: frozenset[int]
    words: frozenset[str]  # squashed
    joined: bool  # the reader left out spaces
    usual_height: float
    begun: Mapping[str, tuple[int, ...]]  # where words begin, by the first letters of the text from there

    def find(self, phrase: str) -> int:
        """Where a squashed phrase stands as whole words; -1 where it does not."""
        if len(phrase) >= _BEGUN and not self.joined:
            return self._at_a_start(phrase)
        at = self.squashed.find(phrase)
        while at >= 0:
            end = at + len(phrase)
            long = len(phrase) >= _LONG_PHRASE
            if (at in self.starts or (long and self.joined)) and (end in self.ends or long):
                return at
            at = self.squashed.find(phrase, at + 1)
        return -1

    def _at_a_start(self, phrase: str) -> int:
        for at in self.begun.get(phrase[:_BEGUN], ()):
            ends = len(phrase) >= _LONG_PHRASE or at + len(phrase) in self.ends
            if ends and self.squashed.startswith(phrase, at):
                return at
        return -1

    def segment_at(self, place: int) -> Segment | None:
        """The segment that holds a place of the squashed text."""
        low, high = 0, len(self.segments)
        while low < high:
            middle = (low + high) // 2
            if self.segments[middle].end <= place:
                low = middle + 1
            else:
                high = middle
        return self.segments[low] if low < len(self.segments) else None


def look_at(page: Page, vocabulary: Vocabulary) -> Look:
    """Fold a page once for all recognisers."""
    made = lines(page)
    parts: list[str] = []
    starts, ends = set(), set()
    segments: list[Segment] = []
    at = 0
    for index, line in enumerate(made):
        for run in _runs(line.words):
            first = at
            for word in run:
                text = squash(word.text)
                if word.confidence < _DOUBTFUL:
                    text = vocabulary.correct(text)
                if text:
                    parts.append(text)
                    starts.add(at)
                    at += len(text)
                    ends.add(at)
            height = max(word.box.height for word in run)
            segments.append(
                Segment(
                    " ".join(word.text for word in run),
                    first,
                    at,
                    run[0].box.y0,
                    height,
                    index,
                    len(segments),
                )
            )
    long_words = sum(len(part) > 13 for part in parts)
    squashed = "".join(parts)
    return Look(
        page=page,
        lines=made,
        segments=tuple(segments),
        rows=_rows(page.words),
        squashed=squashed,
        starts=frozenset(starts),
        ends=frozenset(ends),
        words=frozenset(parts),
        joined=long_words > 0.06 * len(parts),
        usual_height=median(word.box.height for word in page.words) if page.words else 0.0,
        begun=_begun(squashed, starts),
    )


def _begun(squashed: str, starts: Iterable[int]) -> dict[str, tuple[int, ...]]:
    begun: dict[str, list[int]] = {}
    for at in sorted(starts):
        begun.setdefault(squashed[at : at + _BEGUN], []).append(at)
    return {letters: tuple(places) for letters, places in begun.items()}


def _runs(words: tuple[Word, ...]) -> list[list[Word]]:
    runs: list[list[Word]] = [[words[0]]]
    for before, word in pairwise(words):
        if word.box.x0 - before.box.x1 > _GAP:
            runs.append([])
        runs[-1].append(word)
    return runs


def _rows(words: tuple[Word, ...]) -> tuple[str, ...]:
    rows: list[list[Word]] = []
    middle = 0.0
    for word in sorted(words, key=lambda word: word.box.y0 + word.box.y1):
        here = (word.box.y0 + word.box.y1) / 2
        if rows and here - middle < 0.5 * max(word.box.height, 0.006):
            rows[-1].append(word)
        else:
            rows.append([word])
            middle = here
    return tuple(" ".join(word.text for word in sorted(row, key=lambda word: word.box.x0)) for row in rows)
