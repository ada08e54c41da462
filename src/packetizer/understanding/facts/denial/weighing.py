"""How much each piece of evidence for a denial reason weighs: two logistic models, fitted on letters whose
reasons are known (bench/fit_reasons.py)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from packetizer.understanding.lore.shipped import DATA
from packetizer.yamlfile import load_shipped

SHIPPED = DATA / "reason_weights.yaml"
BASE = "base"


class Scales(BaseModel):
    """Weights of a reading's evidence, and of what all readings of a paper come to; `base` always counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    believed: float  # the chance from which a reason is reported
    doubted: float  # and from which the likeliest one is, where nothing else says why
    readings: Mapping[str, float]
    papers: Mapping[str, float]


@lru_cache(maxsize=1)
def shipped_scales() -> Scales:
    return load_shipped(SHIPPED, Scales)


def weighed(evidence: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The logarithm of the odds."""
    return weights[BASE] + sum(weights.get(key, 0.0) * value for key, value in evidence.items() if value)


def chance(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
