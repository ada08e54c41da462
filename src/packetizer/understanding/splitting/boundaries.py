"""What two neighbouring pages say about a new paper beginning between them.

Each sign (boundarysigns.py) is worth so many points: above 0 for a new paper, below 0 for the same one going
on. Points add up like log-odds; what a unit of each sign is worth is fitted (data/boundary_weights.yaml,
bench/fit_boundaries.py). What depends on the whole paper, as its numbering and type, is weighed in split.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.lore.shipped import DATA
from packetizer.understanding.sheet import Sheet
from packetizer.understanding.splitting.boundarysigns import boundary_signs
from packetizer.yamlfile import load_shipped

SHIPPED = DATA / "boundary_weights.yaml"
_UNREAD = -1.8  # a page that cannot be read: it stays with those it lies in


class BoundaryWeights(BaseModel):
    """What a unit of each sign is worth, and what speaks for a new paper before anything is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base: float
    signs: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Reason:
    """One observation between two pages: above 0 for a new paper, below 0 for the same one going on."""

    points: float
    what: str


@lru_cache(maxsize=1)
def shipped_weights() -> BoundaryWeights:
    return load_shipped(SHIPPED, BoundaryWeights)


def boundary_points(before: Sheet, after: Sheet, knowledge: Knowledge) -> float:
    """How much speaks for a new paper beginning with `after`."""
    return sum(reason.points for reason in boundary_reasons(before, after, knowledge))


def boundary_reasons(before: Sheet, after: Sheet, knowledge: Knowledge) -> tuple[Reason, ...]:
    """Everything that was observed between two neighbouring pages."""
    weights = shipped_weights()
    reasons = tuple(
        Reason(weights.signs.get(sign.key, 0.0) * sign.amount, sign.what)
        for sign in boundary_signs(before, after, knowledge)
    )
    if not before.legible or not after.legible:
        return (*reasons, Reason(_UNREAD, "a page that cannot be read stays with those it lies in"))
    return (Reason(weights.base, "before anything is seen"), *reasons)
