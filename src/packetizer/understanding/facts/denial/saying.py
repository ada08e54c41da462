"""Whether a sentence says why this paper says no, by its words, its neighbours' and where it stands.

A letter is a sequence of sentences with parts to play: what was asked, the decision, why, the plan's terms,
earlier decisions, rights, where to write. The model knows the "why" among them. It is fitted on letters with
every sentence's part (bench/fit_reasons.py); which reason a sentence states is another model's matter
(`likeness`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from packetizer.understanding.facts.denial.sentences import Sentence
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.wordclasses import parts_of
from packetizer.understanding.lore.wordmodel import WordModel, stems

_WORDS = re.compile(r"[a-z]+(?:-[a-z]+)*|[$#%]|\d+")
_NOTE_MARK = re.compile(
    r"\s?[(\[*]?(?:[A-Z]{1,3}\s?-?)?(?:\d{1,4}|(?<=[A-Z]))[A-Z]?[)\]]?\s?[:=)\]–-]\s?(?=\S)"
)
_LONG = 30  # words, and more are no longer told apart
_QUARTERS = 4


def is_note(sentence: Sentence) -> bool:
    """A note of an explanation of benefits: "(1): …", "X4 - …"."""
    return _NOTE_MARK.match(sentence.text) is not None


def odds(model: WordModel, terms: frozenset[str]) -> float:
    """The logarithm of the odds that the sentence with these terms gives a reason."""
    silent, saying = model.chances(terms)
    return float(saying - silent)


def terms_of(told: Sequence[Sentence], texts: Sequence[str], at: int, kind: str) -> frozenset[str]:
    """What the model knows a sentence by: its words, where it stands, and the words before and after it.

    `texts`: the sentences with misread words put right.
    """
    sentence = told[at]
    terms = {*words_of(texts[at]), *_place(sentence, at, len(told)), *_in_kind(sentence, kind)}
    if at:
        terms |= {f"<{stem}" for stem in _lone(texts[at - 1])}
        terms |= {f"<heading {told[at - 1].heading}", f"<stated {told[at - 1].stated}"}
    if at + 1 < len(told):
        terms |= {f">{stem}" for stem in _lone(texts[at + 1])}
    return frozenset(terms)


@lru_cache(maxsize=1024)
def words_of(text: str) -> frozenset[str]:
    """Stems, and all words with their pairs: small words tell "your records" from "any records"."""
    words = [
        "#" if word.isdigit() else skeleton(word) for word in _WORDS.findall(text.lower().replace("’", "'"))
    ]
    found = {*stems(text), *parts_of(text), *(f"={word}" for word in words)}
    found |= {f"={one} {two}" for one, two in pairwise(words)}
    return frozenset({*found, f"^{' '.join(words[:2])}", f"^{' '.join(words[:1])}"})


@lru_cache(maxsize=1024)
def _lone(text: str) -> frozenset[str]:
    return frozenset(stem for stem in stems(text) if " " not in stem)


def _in_kind(sentence: Sentence, kind: str) -> Iterator[str]:
    """Each kind of paper has its own place for reasons: a note, a table's cell, the part that explains."""
    yield f"@kind {kind}"
    yield f"@kind {kind} {sentence.part} {sentence.note or is_note(sentence)} {sentence.cell}"


def _place(sentence: Sentence, at: int, count: int) -> Iterator[str]:
    words = min(_LONG, len(sentence.text.split()))
    yield f"@part {sentence.part}"
    yield f"@stated {sentence.stated}"
    yield f"@heading {sentence.heading}"
    yield f"@note {sentence.note or is_note(sentence)}"
    yield f"@cell {sentence.cell}"
    yield f"@asks {sentence.text.rstrip().endswith('?')}"
    yield f"@length {words // 5}"
    yield f"@quarter {_QUARTERS * at // count}"
