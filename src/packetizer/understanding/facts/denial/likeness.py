"""Which reason for a denial a sentence states, if it states one, by its words alone.

The model is fitted on sentences whose reason is known (bench/fit_reasons.py). Whether a sentence states one
at all is another model's matter (`saying`): it needs the sentences around it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from packetizer.understanding.lore.wordclasses import parts_of
from packetizer.understanding.lore.wordkin import kin_of
from packetizer.understanding.lore.wordmodel import WordModel, stems


@dataclass(frozen=True, slots=True)
class Like:
    """The logarithm of each reason's chance; `known`: the share of its words that the model has."""

    logs: Mapping[str, float]
    known: float

    def likeliest(self, count: int) -> tuple[str, ...]:
        return tuple(sorted(self.logs, key=lambda kind: -self.logs[kind])[:count])


@lru_cache(maxsize=1024)
def like(model: WordModel, text: str) -> Like:
    found = names_of(text)
    logs = model.chances(found, each(found))
    known = model.known(stems(text))
    return Like({kind: float(log) for kind, log in zip(model.kinds, logs, strict=True)}, known)


_LENGTH = 6.0  # that of every sentence, long or short, among the terms


def each(found: Collection[str]) -> float:
    """What one of the terms of a sentence counts: a note's few tell as much as a letter's many."""
    return _LENGTH / math.sqrt(len(found)) if found else 0.0


def names_of(text: str) -> frozenset[str]:
    """What the model knows a sentence by."""
    return stems(text) | parts_of(text) | kin_of(text)
