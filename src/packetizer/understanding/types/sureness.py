"""How sure a paper's type is: the chance that the likeliest one is right.

The chances that typeodds.py gives are too bold, as every model's are of papers unlike those it has seen. How
far to trust them is fitted on papers by writers left out (bench/fit_types.py), so that of papers at 0.9 nine
in ten are right.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict

from packetizer.understanding.lore.shipped import DATA
from packetizer.yamlfile import load_shipped

if TYPE_CHECKING:
    from packetizer.understanding.types.classify import Scores

SHIPPED = DATA / "type_confidence.yaml"
_LEAST_ODDS, _MOST_ODDS = -3.0, 8.0  # beyond them more says no more
_MOST = 0.999


class Sureness(BaseModel):
    """Weights of a logistic curve."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base: float
    odds: float  # of the logarithm of the likeliest type's odds


@lru_cache(maxsize=1)
def shipped_curve() -> Sureness:
    return load_shipped(SHIPPED, Sureness)


def log_odds(logs: Scores) -> float:
    """Of the likeliest type, from the logarithms of all types' chances."""
    top = math.exp(float(logs.max()))
    odds = math.log(top) - math.log(max(1 - top, 1e-9))
    return max(_LEAST_ODDS, min(_MOST_ODDS, odds))


def chance_of_type(logs: Scores) -> float:
    """The chance that the likeliest type is right."""
    curve = shipped_curve()
    return min(_MOST, 1 / (1 + math.exp(-(curve.base + curve.odds * log_odds(logs)))))


def tempered(logs: Scores) -> Scores:
    """The types' chances beside each other, no bolder than `chance_of_type` is."""
    shares: Scores = np.exp(shipped_curve().odds * (logs - logs.max()))
    shares /= shares.sum()
    return shares
