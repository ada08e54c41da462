"""From a reader's score to the chance that the word is right.

The readers' own scores promise too much on bad pages and cannot be compared with each other. The coefficients
in data/confidence.yaml are fitted by bench/calibrate_confidence.py on words whose truth is known: those of
`readers` on all that each reader saw, to choose between them; those of `kept` on the words that are left in
the end, for of two readings that differ the better one is kept; these also know how a word is written.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from packetizer.kept import kept_value
from packetizer.reading.tokens import Reader, Token, mean_score

_FILE = Path(__file__).parent / "data" / "confidence.yaml"

KNEE = 2.5  # log-odds (a score of 0.92) beyond which Tesseract's scores say more: few words pass 0.97
SUREST = 0.999  # the most that is ever said of a word
_MIXED = re.compile(r"[A-Z][a-z]+[A-Z]{2}|[A-Z]{2}[a-z][A-Z]|\b[a-z][A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Curve:
    """Log-odds of a word being right, as a sum of what is known about it."""

    base: float
    score: float  # for each unit of the log-odds of the reader's own score
    page: float  # for each unit of the log-odds of the page's mean score
    short: float  # where it has one or two characters
    digits: float  # where a digit is in it
    odd: float  # where it is written as no word is: foreign signs, small letters among capitals
    score_high: float  # for each unit of the score's log-odds beyond `KNEE`
    page_high: float  # the same of the page's mean score
    length: float = 0.0  # for each unit of the logarithm of its length
    edge: float = 0.0  # where it begins or ends with a mark
    bare: float = 0.0  # where it is nothing but marks
    small: float = 0.0  # where it is of small letters alone: a word of a sentence

    @property
    def weights(self) -> tuple[float, ...]:
        known = (self.base, self.score, self.page, self.short, self.digits, self.odd)
        return (*known, self.score_high, self.page_high, self.length, self.edge, self.bare, self.small)

    def chance(self, token: Token, page_score: float) -> float:
        odds = sum(w * f for w, f in zip(self.weights, features(token, page_score), strict=True))
        return min(max(1 / (1 + math.exp(-odds)), 0.01), SUREST)


def features(token: Token, page_score: float) -> tuple[float, ...]:
    """What is known about a word, in the order of a curve's coefficients."""
    score, page, text = _odds(token.score), _odds(page_score), token.text
    return (
        1.0,
        score,
        page,
        float(len(text) <= 2),
        float(any(char.isdigit() for char in text)),
        float(not text.isascii() or bool(_MIXED.search(text))),
        max(score - KNEE, 0.0),
        max(page - KNEE, 0.0),
        math.log(max(len(text), 1)),
        float(not (text[:1].isalnum() and text[-1:].isalnum())),
        float(not any(map(str.isalnum, text))),
        float(text.isalpha() and text.islower()),
    )


PageScores = dict[Reader, float]


def page_scores(tokens: Sequence[Token]) -> PageScores:
    """How well each reader fared on a page, by its own account."""
    return {reader: mean_score([token for token in tokens if token.reader is reader]) for reader in Reader}


def chances(tokens: Sequence[Token], scores: PageScores) -> list[float]:
    """The chance of being right of each of these words, 0.01 to `SUREST`, on a page with these scores."""
    return _by(_curves()["readers"], tokens, scores)


def kept_chances(tokens: Sequence[Token]) -> list[float]:
    """The same of the words of a page that were kept: what is stated of them."""
    curves = _curves()
    return _by({**curves["readers"], **curves["kept"]}, tokens, page_scores(tokens))


def _by(table: Mapping[str, Curve], tokens: Sequence[Token], scores: PageScores) -> list[float]:
    return [table[situation(token)].chance(token, scores[token.reader]) for token in tokens]


def situation(token: Token) -> str:
    """Who read a word and whether the other reader agreed: each has a curve of its own."""
    if token.agreed is None:
        return f"{token.reader}_alone"
    return f"{token.reader}_{'agreed' if token.agreed else 'differed'}"


def _odds(chance: float) -> float:
    inside = min(max(chance, 0.02), 0.995)
    return math.log(inside / (1 - inside))


@cache
def _curves() -> dict[str, dict[str, Curve]]:
    return {
        use: {name: Curve(**values) for name, values in curves.items()}
        for use, curves in kept_value(_FILE, _fitted).items()
    }


def _fitted() -> dict[str, dict[str, dict[str, float]]]:
    import yaml

    fitted: dict[str, dict[str, dict[str, float]]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return fitted
