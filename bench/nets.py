"""Fitting what terms say only together: a layer of units between the terms of a text and its kind.

A linear model must give "lack" one weight; a unit may wake at "lack" beside "need" and be stilled by "no
finding". Trained by plain gradient steps (Adam) with many terms and units left out at random, so that a few
thousand sentences do not teach it by heart. Same data, same model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from packetizer.understanding.lore.wordmodel import Hidden, Weights

Array = NDArray[np.float32]
BATCH = 256
RATE = 0.003  # of the first step; it falls to nothing by the last
DECAY = 1e-5
_SOON, _LATE, _LEAST = 0.9, 0.999, 1e-8  # Adam's own


class Shape(NamedTuple):
    """How a net is trained: its units, passes over all texts, shares of terms and units left out."""

    units: int
    passes: int
    terms_out: float
    units_out: float


class Net(NamedTuple):
    hidden: Hidden
    weights: Weights  # of terms that go past the units
    base: Weights


class _Steps:
    """Adam's memory of the gradients of some weights, changed in place."""

    def __init__(self, weights: Sequence[Array]) -> None:
        self.weights = weights
        self.mean = [np.zeros_like(each) for each in weights]
        self.square = [np.zeros_like(each) for each in weights]
        self.count = 0

    def step(self, gradients: Sequence[Array], rate: float) -> None:
        self.count += 1
        soon, late = 1 - _SOON**self.count, 1 - _LATE**self.count
        for at, own in enumerate(self.weights):
            gradient = gradients[at] + DECAY * own
            self.mean[at] += (1 - _SOON) * (gradient - self.mean[at])
            self.square[at] += (1 - _LATE) * (gradient * gradient - self.square[at])
            own[...] -= rate * (self.mean[at] / soon) / (np.sqrt(self.square[at] / late) + _LEAST)


def trained(
    texts: csr_matrix, kinds: NDArray[np.intp], counts: NDArray[np.float64], shape: Shape, seed: int
) -> Net:
    """`kinds`: the number of each text's kind; `counts`: how much each text counts."""
    random = np.random.default_rng(seed)
    texts = texts.astype(np.float32)
    count, size, many = texts.shape[0], texts.shape[1], int(kinds.max()) + 1
    wakes = (0.05 * random.normal(size=(size, shape.units))).astype(np.float32)
    rest = np.zeros(shape.units, np.float32)
    says = (0.1 * random.normal(size=(shape.units, many))).astype(np.float32)
    past, base = np.zeros((size, many), np.float32), np.zeros(many, np.float32)
    steps = _Steps((wakes, rest, says, past, base))
    counts = counts / counts.mean()
    last = shape.passes * (count // BATCH + 1)
    for _ in range(shape.passes):
        order = random.permutation(count)
        for start in range(0, count, BATCH):
            some = order[start : start + BATCH]
            met = _thinned(texts[some], shape.terms_out, random)
            awake = np.maximum(met @ wakes + rest, 0)
            heard = (random.random(awake.shape) > shape.units_out) / np.float32(1 - shape.units_out)
            said = (awake * heard).astype(np.float32)
            wrong = _chances(said @ says + met @ past + base)
            wrong[np.arange(len(some)), kinds[some]] -= 1
            wrong *= (counts[some] / len(some)).astype(np.float32)[:, None]
            back = ((wrong @ says.T) * heard * (awake > 0)).astype(np.float32)
            gradients = (met.T @ back, back.sum(axis=0), said.T @ wrong, met.T @ wrong, wrong.sum(axis=0))
            steps.step(gradients, RATE * (1 - steps.count / last))
    hidden = Hidden(wakes, rest.astype(np.float64), says.astype(np.float64))
    return Net(hidden, past.astype(np.float64), base.astype(np.float64))


def _thinned(texts: csr_matrix, out: float, random: np.random.Generator) -> csr_matrix:
    kept = texts.copy()
    kept.data *= (random.random(kept.nnz) > out) / np.float32(1 - out)
    return kept


def _chances(sums: Array) -> Array:
    raised = np.exp(sums - sums.max(axis=1, keepdims=True))
    chances: Array = (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
    return chances
