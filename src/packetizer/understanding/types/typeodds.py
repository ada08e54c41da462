"""What all evidence of a paper's pages together makes of its type: a chance for each.

Phrases, headings and words err in different places; how much each is worth, on the first page and on later
ones, and how far to lean to each type without any, is fitted (data/type_weights.yaml, bench/fit_types.py) on
papers that neither the words' model nor the fit has seen. The words' points in a page's score serve where
pages are compared, not papers: where one ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from packetizer.understanding.lore.shipped import DATA
from packetizer.yamlfile import load_shipped

if TYPE_CHECKING:
    from packetizer.understanding.types.classify import PageScores, Scores

SHIPPED = DATA / "type_weights.yaml"
SIGNS = ("words", "phrases", "heading", "later_words", "later_phrases")
_LEAST, _LEAST_LATER = -14.0, -7.0  # logarithms of chances by the words alone


class TypeWeights(BaseModel):
    """What a unit of each sign is worth, and what speaks for each type before anything is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    signs: Mapping[str, float]
    lean: Mapping[str, float]


@lru_cache(maxsize=1)
def shipped_weights() -> TypeWeights:
    return load_shipped(SHIPPED, TypeWeights)


def signs(pages: Sequence[PageScores]) -> NDArray[np.float64]:
    """A row for each type, a column for each of SIGNS."""
    first, later = pages[0], pages[1:]
    columns = [np.maximum(first.chances, _LEAST), first.scores - first.words, first.heading]
    if later:
        columns.append(np.mean([np.maximum(page.chances, _LEAST_LATER) for page in later], axis=0))
        columns.append(np.mean([page.scores - page.words - page.heading for page in later], axis=0))
    else:
        columns += [np.zeros_like(first.heading)] * 2
    return np.column_stack(columns)


def type_chances(pages: Sequence[PageScores], type_ids: Sequence[str]) -> Scores:
    """The logarithm of each type's chance, in the order of `type_ids`."""
    weights = shipped_weights()
    odds = signs(pages) @ np.array([weights.signs[name] for name in SIGNS])
    odds += np.array([weights.lean.get(name, 0.0) for name in type_ids])
    logs: Scores = odds - np.logaddexp.reduce(odds)
    return logs
