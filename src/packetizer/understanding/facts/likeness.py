"""What a sentence is most like among examples: words and pairs of words, weighed by how they part the kinds.

For a sentence that no wording knows. Each word speaks for a kind by the odds of meeting it among that kind's
examples against all others; what it says is added up (naive Bayes over the words that are there).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from packetizer.understanding.facts.phrases import skeleton

_WORD = re.compile(r"[a-z]+|\d+")
_NOT = re.compile(r"n't\b|\bcannot\b")
_UNSEEN = 0.15  # examples that a word is taken to have been met in beside those it was met in
_STEM = 7  # letters
_EMPTY = frozenset(
    skeleton("a an the of to for in on at by and or is was are were be been this that these those it its you "
             "your we our us as with from has have had").split()
)  # fmt: skip
_ENDINGS = tuple(
    skeleton(ending)
    for ending in ("ations", "ation", "ings", "ing", "ed", "ment", "ity", "ies", "es", "s", "ly")
)


@dataclass(frozen=True, slots=True)
class Like:
    """How like a sentence is to the examples of each kind, in log odds. `known`: its share of known words."""

    odds: Mapping[str, float]
    known: float

    @property
    def kind(self) -> str:
        return max(self.odds, key=lambda kind: self.odds[kind])

    @property
    def lead(self) -> float:
        """How much more it is like its kind than like the next."""
        first, second = sorted(self.odds.values(), reverse=True)[:2]
        return first - second


class Likeness:
    """Examples of several kinds."""

    def __init__(self, examples: Mapping[str, Sequence[str]]) -> None:
        met = {
            kind: Counter(mark for text in texts for mark in set(_marks(text)))
            for kind, texts in examples.items()
        }
        counts = {kind: len(texts) for kind, texts in examples.items()}
        every, total = sum(met.values(), Counter[str]()), sum(counts.values())
        self._kinds = tuple(examples)
        self._weights = {
            mark: tuple(_odds(met[kind][mark], counts[kind], times, total) for kind in self._kinds)
            for mark, times in every.items()
        }

    def like(self, text: str) -> Like:
        marks = set(_marks(text))
        known = [self._weights[mark] for mark in marks if mark in self._weights]
        sums = [sum(weights) for weights in zip(*known, strict=True)] if known else [0.0] * len(self._kinds)
        words = [mark for mark in marks if " " not in mark]
        share = sum(mark in self._weights for mark in words) / len(words) if words else 0.0
        return Like(dict(zip(self._kinds, sums, strict=True)), share)


def _odds(here: int, of: int, everywhere: int, total: int) -> float:
    among = (here + _UNSEEN) / (of + 2 * _UNSEEN)
    elsewhere = (everywhere - here + _UNSEEN) / (total - of + 2 * _UNSEEN)
    return log(among / elsewhere)


def _marks(text: str) -> Iterator[str]:
    """Stems of the words, and each two neighbours."""
    plain = _NOT.sub(" not", text.lower().replace("’", "'"))
    words = [_stem(skeleton(word)) if word.isalpha() else "#" for word in _WORD.findall(plain)]
    kept = [word for word in words if word not in _EMPTY]
    yield from kept
    yield from (f"{first} {second}" for first, second in pairwise(kept))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)][:_STEM]
    return word[:_STEM]
