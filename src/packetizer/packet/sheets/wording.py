"""The words of our sheets: data in `data/wording.yaml`, checked as it is loaded."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel

from packetizer.yamlfile import load_shipped


class Scale(BaseModel, frozen=True, extra="forbid"):
    """A rating scale as the chart names it; `top` is the highest score it can give."""

    name: str
    about: str
    top: int


class Wording(BaseModel, frozen=True, extra="forbid"):
    denial_reasons: dict[str, str]
    answered_by: dict[str, tuple[str, ...]]  # requirement ids
    answered: frozenset[str]  # of them those that are no answer of their own
    appeal_levels: dict[str, str]
    requests: dict[str, str]
    confidential: str
    newest_first: frozenset[str]  # document types
    by_claim: frozenset[str]
    earlier_appeals_behind: str  # a document type
    decisions: tuple[str, ...]  # document types
    scored_in: frozenset[str]  # document types
    scored_among_others: frozenset[str]  # document types
    pain_usual: tuple[str, ...]  # degrees of pain, which are alike, the most telling first
    pain_apart: dict[str, str]  # degrees that are told for themselves, in words
    treated_in: frozenset[str]  # document types
    dose_totals: tuple[str, ...]
    served_in: frozenset[str]
    services: dict[str, str]  # by procedure code
    summary: dict[str, str]  # labels of its rows
    scales: dict[str, Scale]  # by fact kind


@lru_cache(maxsize=1)
def wording() -> Wording:
    file = Path(__file__).parent.parent / "data" / "wording.yaml"
    return load_shipped(file, Wording)
