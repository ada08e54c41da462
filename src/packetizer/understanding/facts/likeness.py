"""What the words of a sentence alone make of it: which reason for a denial it states, if any.

The model is fitted on sentences whose reason is known (bench/fit_reasons.py). It reads sentences that no
wording knows, and doubts wordings in sentences that as a whole state something else, or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp

from packetizer.understanding.wordmodel import NO_REASON, REASON_WORDS, load, stems


@dataclass(frozen=True, slots=True)
class Like:
    """Chances of each reason and of none; `known`: the share of the sentence's words that the model knows."""

    chances: Mapping[str, float]
    known: float

    @property
    def none(self) -> float:
        return self.chances[NO_REASON]

    @property
    def kind(self) -> str:
        """The likeliest reason."""
        return max((kind for kind in self.chances if kind != NO_REASON), key=lambda kind: self.chances[kind])

    @property
    def chance(self) -> float:
        """Of that reason."""
        return self.chances[self.kind]

    @property
    def share(self) -> float:
        """Of that reason, if the sentence states one at all."""
        return self.chance / max(1e-9, 1 - self.none)


@lru_cache(maxsize=4096)
def like(text: str) -> Like:
    model, found = load(REASON_WORDS), stems(text)
    logs = model.chances(found)
    return Like(
        {kind: exp(float(log)) for kind, log in zip(model.kinds, logs, strict=True)}, model.known(found)
    )
