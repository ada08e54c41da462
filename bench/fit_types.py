"""Fit what a paper's signs come to together, and how sure a type is: `python -m bench.fit_types [--write]`.

    --signs FILE    keep the papers' signs there, or take them from there: they cost minutes, a trial seconds

`PACKETIZER_DATA` names the folder with the sets. Papers whose type is known: generated cases of the late
half, each half of the open papers of bench/told/, the sketches of bench/sketches/. What the words say of a
paper comes from models that were fitted without its source (of a told paper, without its half), for on what
it has seen a model is sure and right. Then the weights of the signs (data/type_weights.yaml) and the curve of
confidence (data/type_confidence.yaml) are fitted. Prints how often papers of each source are right by weights
that were fitted without it, what is taken for what, and for each tenth that is said how many were right.
"""

from __future__ import annotations

import argparse
import os
import pickle
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from tests.pages import page_from_text

from bench.cases.generate import make_case
from bench.cases.pages import read_case
from bench.drawn import sketches
from bench.fit_words import Known, everything, fitted_types
from bench.told import open_files, open_papers
from packetizer.model import Page
from packetizer.understanding.lore.knowledge import Knowledge, load_knowledge
from packetizer.understanding.told import tell
from packetizer.understanding.types import sureness, typeodds
from packetizer.understanding.types.classify import PageScores, word_points
from packetizer.understanding.types.pageterms import page_terms
from packetizer.understanding.types.typewords import TypeWords

CASES = 60
LATE, SKETCH = "late", "sketch"
# Of a paper. The older generated halves are too easy to tell anything.
WEIGHTS = {
    LATE: 0.15,
    SKETCH: 0.15,
    **{f"told {half}": 1.0 for half in sorted({file.stem[-1] for file in open_files()})},
}
CURVE_WEIGHTS = {LATE: 0.3, SKETCH: 0.3}  # of others 1
DECAY, LEAN_DECAY = 0.1, 10.0  # of the weights of signs, of the lean to a type
SCALES = np.array([1.0, 0.2, 0.2, 1.0, 0.2])  # of the signs, in which their weights are alike
CONFUSED = 25
WEIGHTS_HEAD = "What a paper's signs are worth (log-odds). Written by bench/fit_types.py; see typeodds.py."
CURVE_HEAD = (
    "Log-odds that a paper's likeliest type is right. Written by bench/fit_types.py; see sureness.py."
)
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Paper:
    """A paper's signs; in `pages` what the words say is of no account."""

    source: str
    types: frozenset[str]
    pages: tuple[PageScores, ...]
    terms: tuple[frozenset[str], ...]


def papers() -> Iterator[Paper]:
    knowledge = load_knowledge()
    for told in open_papers():
        source = f"told {told.name.partition(':')[0][-1]}"
        yield from _paper(source, frozenset(told.types), told.drawn("scan.pdf"), knowledge)
    for right, text in sketches():
        yield from _paper(SKETCH, right, [page_from_text(text)], knowledge)
    for number in range(CASES):
        pages, truth = read_case(make_case("late", number), noisy=True)
        by_name = {f"{page.ref.source}#{page.ref.number}": page for page in pages}
        for document in truth.documents:
            own = [by_name[name] for name in document.pages]
            yield from _paper(LATE, frozenset({document.type, *document.or_types}), own, knowledge)


def _paper(
    source: str, right: frozenset[str], pages: Sequence[Page], knowledge: Knowledge
) -> Iterator[Paper]:
    read = [page for page in pages if page.words]
    if read:
        scores = tuple(tell(page, knowledge).scores for page in read)
        yield Paper(source, right, scores, tuple(map(page_terms, read)))


def heard(paper: Paper, words: TypeWords) -> Paper:
    """The paper with what the words say of it by another model."""
    return replace(paper, pages=tuple(map(_heard, paper.pages, (words.chances(t) for t in paper.terms))))


def _heard(scores: PageScores, chances: Array) -> PageScores:
    points = word_points(chances)
    return replace(scores, scores=scores.scores - scores.words + points, words=points, chances=chances)


def left_out(all_papers: Sequence[Paper], known: Sequence[Known], kinds: tuple[str, ...]) -> list[Paper]:
    """Every paper with what models make of its words that have not seen its source."""
    found = []
    for source in WEIGHTS:
        others = [item for item in known if not item.source.startswith(source)]
        words = fitted_types(others, kinds)
        found += [heard(paper, words) for paper in all_papers if paper.source == source]
    return found


# ---------------------------------------------------------------- what is fitted


@dataclass(frozen=True)
class Set:
    """Papers as numbers: signs by paper, type and sign; which types are right; weights."""

    signs: Array
    right: npt.NDArray[np.bool_]
    weights: Array

    def only(self, some: npt.NDArray[np.bool_]) -> Set:
        return Set(self.signs[some], self.right[some], self.weights[some])


def as_set(some: Sequence[Paper], kinds: Sequence[str]) -> Set:
    return Set(
        signs=np.array([typeodds.signs(paper.pages) for paper in some]) * SCALES,
        right=np.array([[kind in paper.types for kind in kinds] for paper in some]),
        weights=np.array([WEIGHTS[paper.source] for paper in some]),
    )


def fitted_weights(some: Set) -> tuple[Array, Array]:
    """Of each sign, and the lean to each type: the right types' chances are made as large as can be."""
    count = some.signs.shape[2]
    weights = some.weights / some.weights.mean()

    def loss(values: Array) -> tuple[float, Array]:
        signs, lean = values[:count], values[count:]
        odds = some.signs @ signs + lean
        whole = np.logaddexp.reduce(odds, axis=1)
        hit = np.where(some.right, odds, -1e9)
        part = np.logaddexp.reduce(hit, axis=1)
        slope = (np.exp(odds - whole[:, None]) - np.exp(hit - part[:, None])) * weights[:, None]
        decay = 0.5 * DECAY * float(signs @ signs) + 0.5 * LEAN_DECAY * float(lean @ lean)
        by_sign = np.einsum("nk,nks->s", slope, some.signs) + DECAY * signs
        by_type = slope.sum(axis=0) + LEAN_DECAY * lean
        return float((weights * (whole - part)).sum()) + decay, np.concatenate([by_sign, by_type])

    start = np.zeros(count + some.right.shape[1])
    start[0] = 1.0
    # No sign speaks against what it shows.
    bounds = [(0.0, None)] * count + [(None, None)] * some.right.shape[1]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 200}).x
    return found[:count], found[count:]


def chances(some: Set, signs: Array, lean: Array) -> Array:
    """Logarithms, by paper and type."""
    odds = some.signs @ signs + lean
    logs: Array = odds - np.logaddexp.reduce(odds, axis=1, keepdims=True)
    return logs


def fitted_curve(odds: Array, right: npt.NDArray[np.bool_], weights: Array) -> tuple[float, float]:
    def loss(values: Array) -> float:
        said = values[0] + values[1] * odds
        return float((weights * (np.logaddexp(0, said) - right * said)).sum() + 0.15 * values[1] ** 2)

    base, slope = minimize(loss, np.array([0.0, 1.0]), method="BFGS").x
    return float(base), float(slope)


# ---------------------------------------------------------------- what is printed


@dataclass(frozen=True)
class LeftOut:
    """What weights say of papers that were fitted without their source."""

    taken: npt.NDArray[np.int_]  # number of the likeliest type
    odds: Array  # of it
    right: npt.NDArray[np.bool_]
    said: Array  # the chance that it is right
    weights: Array  # in the curve's fit


def left_out_again(some: Set, sources: npt.NDArray[np.str_]) -> LeftOut:
    logs, said = np.zeros(some.right.shape), np.zeros(len(sources))
    for source in WEIGHTS:
        here = sources == source
        logs[here] = chances(some.only(here), *fitted_weights(some.only(~here)))
    taken = logs.argmax(axis=1)
    odds = np.array([sureness.log_odds(row) for row in logs])
    right = some.right[np.arange(len(logs)), taken]
    weights = np.array([CURVE_WEIGHTS.get(source, 1.0) for source in sources])
    for source in WEIGHTS:
        here = sources == source
        base, slope = fitted_curve(odds[~here], right[~here], weights[~here])
        said[here] = 1 / (1 + np.exp(-(base + slope * odds[here])))
    return LeftOut(taken, odds, right, said, weights)


def told_of(found: LeftOut, some: Set, sources: npt.NDArray[np.str_], kinds: Sequence[str]) -> None:
    for source in WEIGHTS:
        here = sources == source
        print(f"{source:8} {here.sum():5} papers: {found.right[here].mean():.4f} right")
    wrong = Counter(
        (kinds[int(some.right[n].argmax())], kinds[found.taken[n]]) for n in np.flatnonzero(~found.right)
    )
    print()
    for (true, taken), count in wrong.most_common(CONFUSED):
        print(f"{count:4}  {true} taken for {taken}")
    groups = {"told": np.char.startswith(sources, "told"), LATE: sources == LATE, SKETCH: sources == SKETCH}
    for name, here in groups.items():
        print(f"\n{name}\n")
        table(found.said[here], found.right[here])


def table(said: Array, right: npt.NDArray[np.bool_]) -> None:
    print("| said | papers | mean said | right |\n|---|--:|--:|--:|")
    for low in (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99):
        high = {0.0: 0.4, 0.9: 0.95, 0.95: 0.99, 0.99: 1.01}.get(low, low + 0.1)
        here = (said >= low) & (said < high)
        if here.any():
            print(f"| {low:.2f}+ | {here.sum()} | {said[here].mean():.2f} | {right[here].mean():.3f} |")
    for least in (0.8, 0.9):
        doubted = said < least
        wrong = f"{doubted[~right].mean():.2f} of the wrong"
        print(f"under {least}: {wrong}, {doubted[right].mean():.3f} of the right")


# ---------------------------------------------------------------- the command


def gathered(file: Path | None, kinds: tuple[str, ...]) -> list[Paper]:
    """Papers with what models that have not seen them make of their words; kept in `file`."""
    if file is not None and file.exists():
        kept: list[Paper] = pickle.loads(file.read_bytes())  # noqa: S301 - written by this command
        return kept
    found = left_out(list(papers()), everything(Path(os.environ["PACKETIZER_DATA"])), kinds)
    if file is not None:
        file.write_bytes(pickle.dumps(found))
    return found


def written(file: Path, head: str, values: Mapping[str, float | Mapping[str, float]]) -> None:
    rows = []
    for name, value in values.items():
        if isinstance(value, Mapping):
            rows += [f"{name}:", *(f"  {key}: {number:.3f}" for key, number in value.items())]
        else:
            rows.append(f"{name}: {value:.3f}")
    file.write_text(f"# {head}\n" + "\n".join(rows) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit what a paper's signs come to, and how sure a type is.")
    parser.add_argument("--write", action="store_true", help="write both files")
    parser.add_argument("--signs", type=Path, help="keep the papers' signs there, or take them from there")
    chosen = parser.parse_args()
    kinds = load_knowledge().type_ids
    some = gathered(chosen.signs, kinds)
    numbers, sources = as_set(some, kinds), np.array([paper.source for paper in some])
    found = left_out_again(numbers, sources)
    told_of(found, numbers, sources, kinds)
    signs, lean = fitted_weights(numbers)
    base, odds = fitted_curve(found.odds, found.right, found.weights)
    if chosen.write:
        by_sign = dict(zip(typeodds.SIGNS, signs * SCALES, strict=True))
        by_type = dict(zip(kinds, lean, strict=True))
        written(typeodds.SHIPPED, WEIGHTS_HEAD, {"signs": by_sign, "lean": by_type})
        written(sureness.SHIPPED, CURVE_HEAD, {"base": base, "odds": odds})


if __name__ == "__main__":
    main()
