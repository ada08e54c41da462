"""Who treats is named on many papers of a case: a letter or two wrong on one of them make nobody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from packetizer.model import Document, Fact
from packetizer.understanding.facts.known import PROVIDER, look

_LETTERS = 12  # of a name that so few letters tell from no other
_SLIPS = 2  # letters that a reader has wrong
_OFTENER = 3  # times as often must the right spelling stand


def in_one_spelling(documents: Sequence[Document]) -> list[Document]:
    """The documents with practices and clinicians spelled as the case's other pages spell them."""
    spelled = _spellings(documents)
    return [replace(doc, facts=tuple(_respelled(fact, spelled) for fact in doc.facts)) for doc in documents]


def _respelled(fact: Fact, spelled: dict[str, str]) -> Fact:
    if fact.kind != PROVIDER or fact.given:
        return fact
    return replace(fact, value=spelled.get(str(fact.value), fact.value))


def _spellings(documents: Sequence[Document]) -> dict[str, str]:
    """For a name that stands hardly anywhere the one that it is a slip of."""
    weights: defaultdict[str, float] = defaultdict(float)
    for fact in (fact for doc in documents for fact in doc.facts if fact.kind == PROVIDER):
        weights[str(fact.value)] += fact.confidence
    looks = {name: look(name) for name in weights}
    ranked = sorted(weights, key=lambda name: (-weights[name], name))
    found = {}
    for at, name in enumerate(ranked):
        for other in ranked[:at]:
            often = weights[other] >= _OFTENER * weights[name]
            if often and other not in found and _is_slip(looks[name], looks[other]):
                found[name] = other
                break
    return found


def _is_slip(one: str, other: str) -> bool:
    if one == other:
        return True
    return (
        min(len(one), len(other)) >= _LETTERS
        and Levenshtein.distance(one, other, score_cutoff=_SLIPS) <= _SLIPS
    )
