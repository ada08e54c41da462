"""What the words of a page alone say of its type: two linear models over the same terms, heard together.

In the plain one each term counts the same, so that a long page speaks loudly; in the even one rare terms
count more and every page as much as a usual one. The plain one is fitted by logistic regression, the even one
by least squares, which heeds the many weak terms of every page, not only the few that settle most. They err
on different pages: of papers by writers left out both together are right more often than either, and know
better how sure they are. Fitted by bench/fit_words.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from packetizer.understanding.lore.wordmodel import TYPE_WORDS, Steps, Weights, WordModel, in_steps, summed

_HALF = 0.5  # of the say for each of them


@dataclass(frozen=True, slots=True, eq=False)
class TypeWords:
    """`even` has a row for each term of `plain`, in units of `even_measure`, as it counts on a page that has
    `usual` of rarities."""

    plain: WordModel
    even: Weights | Steps
    even_base: Weights
    rarity: Weights  # of each term, squared
    usual: float
    even_measure: float = 1.0

    @property
    def kinds(self) -> tuple[str, ...]:
        return self.plain.kinds

    def chances(self, found: Iterable[str]) -> Weights:
        """The logarithm of each type's chance, in the order of `kinds`."""
        at = self.plain.rows.get
        known = np.array([row for term in found if (row := at(term)) is not None], np.intp)
        plain = self.plain.base + self.plain.measure * summed(self.plain.weights, known)
        share = self.usual / max(float(np.sqrt(self.rarity[known].sum())), 1.0)
        even = self.even_base + share * self.even_measure * summed(self.even, known)
        sums = _HALF * (_as_logs(plain) + _as_logs(even))
        return _as_logs(sums)

    def telling(self, found: Iterable[str], kind: str, most: int) -> tuple[str, ...]:
        """The terms that speak loudest for a type."""
        return self.plain.telling(found, kind, most)


def _as_logs(sums: Weights) -> Weights:
    logs: Weights = sums - np.logaddexp.reduce(sums)
    return logs


def save_types(model: TypeWords, file: Path) -> None:
    """Write a model as `load_types` reads it."""
    steps, scale = in_steps(model.plain.weights, model.plain.measure)
    even, even_scale = in_steps(model.even, model.even_measure)
    np.savez_compressed(
        file,
        kinds=np.array(model.kinds),
        terms=np.array(sorted(model.plain.rows, key=lambda term: model.plain.rows[term])),
        steps=steps,
        scale=np.array(scale),
        base=model.plain.base.round(3),
        even=even,
        even_scale=np.array(even_scale),
        even_base=model.even_base.round(3),
        rarity=model.rarity.astype(np.float16),
        usual=np.array(model.usual),
    )


@lru_cache(maxsize=2)
def load_types(file: Path = TYPE_WORDS) -> TypeWords:
    """The shipped model."""
    with np.load(file, allow_pickle=False) as kept:
        terms: Sequence[str] = kept["terms"].tolist()
        plain = WordModel(
            kinds=tuple(kept["kinds"].tolist()),
            rows={term: row for row, term in enumerate(terms)},
            weights=kept["steps"],
            base=kept["base"].astype(np.float64),
            measure=float(kept["scale"]),
        )
        return TypeWords(
            plain=plain,
            even=kept["even"],
            even_base=kept["even_base"].astype(np.float64),
            rarity=kept["rarity"].astype(np.float64),
            usual=float(kept["usual"]),
            even_measure=float(kept["even_scale"]),
        )
