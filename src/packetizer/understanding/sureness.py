"""How sure a paper's type is: the chance that the likeliest one is right, from its lead.

What phrases and looks alone say and what the words alone say fail in different places: a type that both name
is hardly ever wrong, one that they quarrel about often is. The curve is fitted on papers whose type is known
(bench/calibrate_types.py), so that of papers at 0.9 nine in ten are right.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from packetizer.yamlfile import load_model

if TYPE_CHECKING:
    from packetizer.understanding.classify import Scores
    from packetizer.understanding.knowledge import Knowledge

SHIPPED = Path(__file__).parent / "data" / "type_confidence.yaml"
FEATURES = ("base", "lead", "nothing", "phrases", "words")
_OTHER = "other"
_FAR_PHRASES, _FAR_WORDS = 8.0, 24.0  # a lead in points beyond which more says no more
_MOST = 0.999


class Sureness(BaseModel):
    """Weights of a logistic curve."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base: float
    lead: float  # of the logarithm of the lead over the next type, in points
    nothing: float  # where the likeliest is that it is none of the types
    phrases: float  # of its lead by phrases and looks alone, below 0 where another type leads
    words: float  # of its lead by the words alone


@lru_cache(maxsize=1)
def shipped_curve() -> Sureness:
    return load_model(SHIPPED, Sureness)


def features(scores: Scores, words: Scores, knowledge: Knowledge) -> tuple[float, ...]:
    """What the curve weighs, in the order of FEATURES. `words`: what of the scores the words alone gave."""
    chosen = int(scores.argmax())
    lead = _lead(scores, chosen)
    by_phrases = _lead(scores - words, chosen) / _FAR_PHRASES
    by_words = _lead(words, chosen) / _FAR_WORDS
    is_other = knowledge.type_ids[chosen] == _OTHER
    return 1.0, math.log(0.2 + lead), float(is_other), _within_one(by_phrases), _within_one(by_words)


def _lead(scores: Scores, chosen: int) -> float:
    """How far a type is before the best of the others."""
    return float(scores[chosen] - max(score for number, score in enumerate(scores) if number != chosen))


def _within_one(value: float) -> float:
    return max(-1.0, min(1.0, value))


def chance_of_type(scores: Scores, words: Scores, knowledge: Knowledge) -> float:
    """The chance that the type with the highest score is right."""
    curve = shipped_curve()
    weights = (curve.base, curve.lead, curve.nothing, curve.phrases, curve.words)
    odds = sum(w * x for w, x in zip(weights, features(scores, words, knowledge), strict=True))
    return min(_MOST, 1 / (1 + math.exp(-odds)))
