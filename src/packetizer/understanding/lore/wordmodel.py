"""What words alone say of a text: a model of weights, fitted on texts whose kind is known.

The phrases of the definition files know how papers are usually worded; a paper that says the same in its own
words is left to chance by them. Such a model weighs every word and pair of words of many kinds of papers
instead. It is one more piece of evidence beside the phrases, never a proof. Shipped are, each with its fit in
bench/: what type a page is of (data/type_words.npz, fit_words.py; read by typewords.py), whether its first
lines begin a paper (data/head_words.npz, fit_heads.py), whether a sentence says why and which reason
(data/saying_words.npz, data/reason_words.npz, fit_reasons.py), what became of a drug
(data/drug_words.npz, fit_drugs.py), whether a paper gives its treatment (data/treated_words.npz,
fit_treated.py), what a date is of (data/day_words.npz, fit_days.py) and which of
a paper's is its own (data/own_date.npz, fit_own_dates.py), where an appeal goes
(data/address_words.npz, fit_addresses.py; data/appeal_number_words.npz, fit_appeal_numbers.py), whether a
number near a rating scale's name is its total (data/score_words.npz, fit_scores.py), and what a number is of
that looks like an identifier (data/number_words.npz, fit_numbers.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.shipped import DATA
from packetizer.understanding.page.text import fold

TYPE_WORDS, REASON_WORDS = DATA / "type_words.npz", DATA / "reason_words.npz"
DRUG_WORDS, TREATED_WORDS = DATA / "drug_words.npz", DATA / "treated_words.npz"
HEAD_WORDS, HEADS = DATA / "head_words.npz", ("later", "first")  # kinds of pages within their paper
MONTH = re.compile(
    r"\b(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|may(?= \d)|june|july"
    r"|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_HEAD_LINES, _LINE_WORDS, _HEAD_TERMS = 3, 10, 40
SAYING_WORDS = DATA / "saying_words.npz"
ORDER_WORDS = DATA / "order_words.npz"
PERSON_WORDS, FIRM_WORDS = DATA / "person_words.npz", DATA / "firm_words.npz"
DAY_WORDS, NUMBER_WORDS = DATA / "day_words.npz", DATA / "number_words.npz"
AMOUNT_WORDS, ADDRESS_WORDS = DATA / "amount_words.npz", DATA / "address_words.npz"
OWN_DATE, OWN_DATES = DATA / "own_date.npz", ("another", "own")  # kinds of days on a paper
SCORE_WORDS, APPEAL_NUMBER_WORDS = DATA / "score_words.npz", DATA / "appeal_number_words.npz"
_STEPS = 127  # weights are kept as whole steps of the largest one
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[a-z0#$%]+(?:['&/-][a-z0#$%]+)*")

Weights = NDArray[np.float64]
Steps = NDArray[np.int8]  # weights as whole steps of a measure; a shipped model is kept and heard in them

NO_REASON = ""  # the kind of a sentence that states no reason
_PARTS = re.compile(r"[a-z]+|\d+")
_NOT = re.compile(r"n't\b|\bcannot\b")
_STEM = 7  # letters
_EMPTY = frozenset(
    skeleton("a an the of to for in on at by and or is was are were be been this that these those it its you "
             "your we our us as with from has have had").split()
)  # fmt: skip
_ENDINGS = tuple(
    skeleton(ending)
    for ending in ("ations", "ation", "ings", "ing", "ed", "ment", "ity", "ies", "es", "s", "ly")
)


@lru_cache(maxsize=512)
def terms(text: str) -> frozenset[str]:
    """The words of a text in reading order, and their pairs, as the models know them: any digit is a 0."""
    words = _WORD.findall(_DIGIT.sub("0", fold(text)))
    return frozenset(words).union(f"{one} {two}" for one, two in pairwise(words))


def head_terms(lines: Sequence[str]) -> frozenset[str]:
    """How a page begins: its first words, and once more those of its first lines and of its very first."""
    lines = [MONTH.sub("month", line) for line in lines[:_HEAD_TERMS]]
    found = set(terms(" ".join(islice((word for line in lines for word in line.split()), _HEAD_TERMS))))
    for mark, some in (("^", lines[:_HEAD_LINES]), ("^^", lines[:1])):
        found |= {mark + term for line in some for term in terms(" ".join(line.split()[:_LINE_WORDS]))}
    return frozenset(found)


@lru_cache(maxsize=1024)
def stems(text: str) -> frozenset[str]:
    """Stems of a sentence's telling words, and each two neighbours: a sentence has too few words to waste."""
    plain = _NOT.sub(" not", text.lower().replace("’", "'"))
    words = [_stem(skeleton(word)) if word.isalpha() else "#" for word in _PARTS.findall(plain)]
    kept = [word for word in words if word not in _EMPTY]
    return frozenset(kept).union(f"{one} {two}" for one, two in pairwise(kept))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)][:_STEM]
    return word[:_STEM]


@dataclass(frozen=True, slots=True, eq=False)
class Hidden:
    """What terms say only together: units that some of them wake and others still (bench/nets.py).

    `wakes`: of each term a row, of each unit a column, in units of `measure`; `says`: of each unit a row, of
    each kind a column.
    """

    wakes: NDArray[np.float32] | Steps
    rest: Weights  # how awake each unit is without any term
    says: Weights
    measure: NDArray[np.float32] | float = 1.0  # of each unit

    def adds(self, known: NDArray[np.intp], each: float) -> Weights:
        """What the units that these terms wake say of each kind."""
        awake = np.maximum(0.0, self.rest + each * self.measure * summed(self.wakes, known))
        said: Weights = awake @ self.says
        return said


@dataclass(frozen=True, slots=True, eq=False)
class WordModel:
    """A column of weights for each kind, a row for each term, in units of `measure`; `base` is what each kind
    has without any."""

    kinds: tuple[str, ...]
    rows: Mapping[str, int]
    weights: Weights | Steps
    base: Weights
    hidden: Hidden | None = None
    measure: float = 1.0

    def chances(self, found: Iterable[str], each: float = 1.0) -> Weights:
        """The logarithm of each kind's chance, in the order of `kinds`; `each`: what a term found counts."""
        at = self.rows.get
        known = np.array([row for term in found if (row := at(term)) is not None], np.intp)
        sums = self.base + each * self.measure * summed(self.weights, known)
        if self.hidden is not None:
            sums += self.hidden.adds(known, each)
        logs: Weights = sums - np.logaddexp.reduce(sums)
        return logs

    def known(self, found: Iterable[str]) -> float:
        """The share of the single words among the terms that the model knows."""
        words = [term for term in found if " " not in term]
        return sum(term in self.rows for term in words) / len(words) if words else 0.0

    def telling(self, found: Iterable[str], kind: str, most: int) -> tuple[str, ...]:
        """The terms that speak loudest for a kind."""
        column = self.weights[:, self.kinds.index(kind)]
        at = self.rows
        known = sorted((-self.measure * float(column[at[term]]), term) for term in found if term in at)
        return tuple(term for weight, term in known[:most] if weight < 0)


def summed(weights: Weights | Steps | NDArray[np.float32], rows: NDArray[np.intp]) -> Weights:
    """The sum of these rows; of steps it is exact."""
    total: Weights = weights.take(rows, axis=0).sum(axis=0)
    return total


def save(model: WordModel, file: Path) -> None:
    """Write a model as `load` reads it; weights lose what is finer than a 127th of the largest."""
    steps, scale = in_steps(model.weights, model.measure)
    np.savez_compressed(
        file,
        kinds=np.array(model.kinds),
        terms=np.array(sorted(model.rows, key=lambda term: model.rows[term])),
        steps=steps,
        scale=np.array(scale),
        base=model.base.round(3),
        allow_pickle=False,
        **({} if model.hidden is None else _kept(model.hidden)),
    )


def _kept(hidden: Hidden) -> dict[str, NDArray[np.generic]]:
    """Each unit's own largest weight is its measure."""
    wakes = hidden.measure * hidden.wakes
    scale = np.abs(wakes).max(axis=0) / _STEPS
    steps = np.rint(wakes / scale).astype(np.int8)
    return {"wakes": steps, "wakes_scale": scale, "rest": hidden.rest.round(4), "says": hidden.says.round(4)}


def _hidden(kept: Mapping[str, NDArray[np.generic]]) -> Hidden | None:
    if "wakes" not in kept:
        return None
    return Hidden(
        wakes=kept["wakes"].astype(np.int8),
        rest=kept["rest"].astype(np.float64),
        says=kept["says"].astype(np.float64),
        measure=kept["wakes_scale"].astype(np.float32),
    )


def in_steps(weights: Weights | Steps, measure: float = 1.0) -> tuple[Steps, float]:
    """Weights as whole steps, and how much a step is; given in units of `measure`."""
    exact = measure * weights.astype(np.float64)
    scale = float(np.abs(exact).max()) / _STEPS
    return np.rint(exact / scale).astype(np.int8), scale


@lru_cache(maxsize=32)
def load(file: Path) -> WordModel:
    """A shipped model."""
    with np.load(file, allow_pickle=False) as kept:
        terms_kept: Sequence[str] = kept["terms"].tolist()
        return WordModel(
            kinds=tuple(kept["kinds"].tolist()),
            rows={term: row for row, term in enumerate(terms_kept)},
            weights=kept["steps"],
            base=kept["base"].astype(np.float64),
            hidden=_hidden(kept),
            measure=float(kept["scale"]),
        )
