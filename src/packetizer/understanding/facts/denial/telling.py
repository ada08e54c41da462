"""What a sentence of a decision tells in its place: one of the reasons, or none of them.

`saying` asks whether a sentence gives a reason, `likeness` which one its words are like. Asked apart, the two
take a definition of "experimental" beside "we could not approve" for that reason; here both are one question,
of the same words and their kin, the neighbours' words and the place (bench/fit_reasons.py).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from packetizer.understanding.lore.wordkin import kin_of
from packetizer.understanding.lore.wordmodel import NO_REASON, WordModel

_CLEAR = 6.0  # odds beyond which more say no more
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Telling:
    """The logarithm of each reason's chance, and of that of none."""

    logs: Mapping[str, float]

    def evidence(self, code: str) -> dict[str, float]:
        """How much likelier this reason is than none, its chance, and how much likelier any reason is."""
        none, log = self.logs[NO_REASON], self.logs.get(code, -math.inf)
        gives = max(_LEAST, 1 - math.exp(none))
        return {
            "told": _bounded(log - none),
            "told chance": math.exp(log),
            "tells": _bounded(math.log(gives) - none),
        }


def _bounded(odds: float) -> float:
    return max(-_CLEAR, min(_CLEAR, odds))


def told_by(terms: frozenset[str], text: str) -> frozenset[str]:
    """What the model knows a sentence by: what `saying` does, and its words' kin."""
    return terms | kin_of(text)


def telling(model: WordModel, terms: frozenset[str], text: str) -> Telling:
    logs = model.chances(told_by(terms, text))
    return Telling({kind: float(log) for kind, log in zip(model.kinds, logs, strict=True)})
