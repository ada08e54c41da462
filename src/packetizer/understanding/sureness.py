"""How sure a paper's type is: the chance that the likeliest one is right, from its lead and its evidence.

The curve is fitted on papers whose type is known (bench/calibrate_types.py), so that of papers at 0.9 nine in
ten are right.
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
FEATURES = ("base", "lead", "evidence", "nothing")
_OTHER = "other"
_ENOUGH = 14.0  # points beyond which more evidence says no more
_MOST = 0.999


class Sureness(BaseModel):
    """Weights of a logistic curve."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base: float
    lead: float  # of the logarithm of the lead over the next type, in points
    evidence: float  # of the points of the likeliest type
    nothing: float  # where the likeliest is that it is none of the types


@lru_cache(maxsize=1)
def shipped_curve() -> Sureness:
    return load_model(SHIPPED, Sureness)


def features(scores: Scores, knowledge: Knowledge) -> tuple[float, ...]:
    """What the curve weighs, in the order of FEATURES."""
    first, second = sorted(map(float, scores), reverse=True)[:2]
    is_other = knowledge.type_ids[int(scores.argmax())] == _OTHER
    return 1.0, math.log(0.2 + first - second), min(first, _ENOUGH) / 10, float(is_other)


def chance_of_type(scores: Scores, knowledge: Knowledge) -> float:
    """The chance that the type with the highest score is right."""
    curve = shipped_curve()
    weights = (curve.base, curve.lead, curve.evidence, curve.nothing)
    odds = sum(w * x for w, x in zip(weights, features(scores, knowledge), strict=True))
    return min(_MOST, 1 / (1 + math.exp(-odds)))
