"""What a page is known by to the model of types: its words, and who speaks in them, how and how laid out.

Beside each word and pair of words: those of its first and of its last lines, once more; which parts of a
decision meet in a sentence (wordclasses.py), so that "cannot pay" and "are not able to share" are one thing;
and counts of what tells a table from a letter and a letter of one's own from one about somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from packetizer.model import Page
from packetizer.understanding.lore.wordclasses import parts_of
from packetizer.understanding.lore.wordmodel import MONTH, terms
from packetizer.understanding.page.text import lines

_FIRST, _LAST, _LINE_WORDS = 6, 5, 10  # lines, and words of one
_SENTENCE = re.compile(r"(?<=[.;?!])\s+")
_HEAD, _FOOT, _COUNT = "^", "_", "@"  # marks of terms; the parts of a decision bear their own
_SHORT = 5  # words of a line
_PERSONS: Mapping[str, frozenset[str]] = {
    "i": frozenset(["i", "i'm", "i've", "i'd", "i'll", "my", "me", "mine", "myself"]),
    "we": frozenset(["we", "our", "us", "we've", "we're", "we'll", "we'd", "ours"]),
    "you": frozenset(["you", "your", "you've", "you're", "you'll", "yours", "yourself"]),
    "he": frozenset(["he", "she", "his", "her", "him", "hers", "he's", "she's"]),
}
_COUNTED: Mapping[str, re.Pattern[str]] = {
    "money": re.compile(r"(?<![\d.])\$?\d{1,3}(?:,?\d{3})*\.\d{2}(?!\d)"),
    "dates": re.compile(
        r"(?<!\d)(?:\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{2,4})?|\d{4}-\d{2}-\d{2})(?!\d)"
        r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}\b",
        re.IGNORECASE,
    ),
    "times": re.compile(r"\b\d{1,2}:\d{2}\b"),
    "doses": re.compile(r"\b\d+(?:\.\d+)?\s?(?:mg|mcg|ml)\b", re.IGNORECASE),
    "questions": re.compile(r"\?"),
    "boxes": re.compile(r"\[\s?[xX]?\s?\]"),
    "blanks": re.compile(r"_{4,}"),
}
_COUNTS = (1, 2, 3, 5, 8, 13, 21)
_WORDS = (25, 50, 75, 100, 150, 200, 300, 450)
_LINES = (6, 10, 15, 20, 30, 45)
_PERCENT = (1, 2, 3, 4, 6, 8, 11, 15)  # of a person's words
_SHARES = (10, 20, 30, 40, 50, 60, 70, 80)
_GREETING = ("dear ", "to whom")


def page_terms(page: Page) -> frozenset[str]:
    return terms_of_lines([line.text for line in lines(page)])


def terms_of_lines(texts: Sequence[str]) -> frozenset[str]:
    """All that the model may know a page of these lines by."""
    text = " ".join(texts)
    parts = chain.from_iterable(map(parts_of, _SENTENCE.split(text)))
    return frozenset({*terms(text), *_at_the_ends(texts), *parts, *_counts(texts, text.split())})


def is_word(term: str) -> bool:
    """Whether a term is a word or two as they stand on the page."""
    return not term.startswith((_HEAD, _FOOT, _COUNT, "~"))


def _at_the_ends(texts: Sequence[str]) -> Iterator[str]:
    for line in texts[:_FIRST]:
        words = MONTH.sub("month", line).split()[:_LINE_WORDS]
        yield from (_HEAD + term for term in terms(" ".join(words)))
    for line in texts[-_LAST:]:
        yield from (_FOOT + term for term in terms(MONTH.sub("month", line)))


def _counts(texts: Sequence[str], words: Sequence[str]) -> Iterator[str]:
    """Each measure as the steps that it reaches: five amounts are also one, two and three."""
    count, text = max(len(words), 1), " ".join(words)
    yield from _steps("words", len(words), _WORDS)
    yield from _steps("lines", len(texts), _LINES)
    for name, pattern in _COUNTED.items():
        yield from _steps(name, len(pattern.findall(text)), _COUNTS)
    plain = [word.strip(".,;:!?()\"'").lower().replace("’", "'") for word in words]
    for name, person in _PERSONS.items():
        yield from _steps(name, 100 * sum(word in person for word in plain) / count, _PERCENT)
    rows = max(len(texts), 1)
    yield from _steps("colons", 100 * sum(":" in line for line in texts) / rows, _SHARES)
    yield from _steps("short", 100 * sum(len(line.split()) <= _SHORT for line in texts) / rows, _SHARES)
    yield from _steps("lower", 100 * sum(word[:1].islower() for word in words) / count, _SHARES)
    yield from _steps("digits", 100 * sum(any(map(str.isdigit, word)) for word in words) / count, _SHARES)
    yield from _steps("capitals", 100 * sum(len(w) > 2 and w.isupper() for w in words) / count, _SHARES)
    if any(line.lower().lstrip().startswith(_GREETING) for line in texts):
        yield f"{_COUNT}greeting"


def _steps(name: str, value: float, limits: Sequence[float]) -> Iterator[str]:
    return (f"{_COUNT}{name} {limit}" for limit in limits if value >= limit)
