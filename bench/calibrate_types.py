"""Fit how sure a paper's type is: `python -m bench.calibrate_types [--write]`.

`PACKETIZER_DATA` names the folder with the sets. Scores of papers whose type is known (generated cases of the
late half, the open papers of bench/told/, the sketches of bench/sketches/, the public sets of
bench/understanding_structure.py) are fitted by logistic regression. Each of these is scored with a model of
words that was fitted without it (of told papers without its half), for on what it has seen a model is sure
and right. Prints, for each tenth that is said, how many were right, and how many of the wrong and of the
right types are doubted; told papers are counted with a curve that was fitted on the other papers.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tests.pages import page_from_text

from bench.cases.generate import make_case
from bench.cases.pages import read_case
from bench.cases.world import Half
from bench.drawn import GIVEN, sketches
from bench.fit_words import CASES as FITTED_ON
from bench.fit_words import HALVES, everything
from bench.fit_words import fitted as words_fitted
from bench.told import open_files, open_papers
from bench.understanding_structure import RIGHT, all_samples
from packetizer.model import Page
from packetizer.understanding.classify import paper_scores, paper_words
from packetizer.understanding.knowledge import Knowledge, load_knowledge
from packetizer.understanding.sureness import FEATURES, SHIPPED, Sureness, features
from packetizer.understanding.understand import find_papers

CASES = 30
# Of a paper. Each of these is left out as a whole; the older generated halves are too easy to tell anything.
WEIGHTS = {
    "late": 0.5,
    **{f"told {half}": 2.0 for half in sorted({file.stem[-1] for file in open_files()})},
    "sketch": 0.5,
    "public": 0.3,
}
DOUBTED = (0.8, 0.9)
Sample = tuple[tuple[float, ...], bool, float]  # features, whether the type is right, weight
MARKED = "told"  # sources whose papers are counted
Paper = tuple[Sequence[Page], frozenset[str]]  # its pages, and what it may be called
_HEAD = """\
# Log-odds that a paper's likeliest type is right. Written by bench/calibrate_types.py; see sureness.py.
"""


def samples(data: Path) -> dict[str, list[Sample]]:
    """Of each source."""
    known = everything(data)
    found: dict[str, list[Sample]] = {}
    for source, weight in WEIGHTS.items():
        others = [item for item in known if not item.source.startswith(source)]
        knowledge = load_knowledge()
        knowledge = replace(knowledge, type_words=words_fitted(others, knowledge.type_ids))
        judged = (_judged(pages, right, weight, knowledge) for pages, right in _papers(source, data))
        found[source] = [sample for sample in judged if sample is not None]
    return found


def _papers(source: str, data: Path) -> Iterator[Paper]:
    if source in HALVES:
        yield from _of_cases(next(half for half in HALVES if half == source))
    elif source.startswith("told"):
        some = [paper for paper in open_papers() if f"_{source[-1]}:" in paper.name]
        yield from ((paper.drawn("scan.pdf"), frozenset(paper.types)) for paper in some)
    elif source == "sketch":
        yield from (([page_from_text(text)], right) for right, text in sketches())
    else:
        told = [sample for sample in all_samples(data) if sample.kind != "other_clinical"]
        yield from (([sample.page], RIGHT[sample.kind]) for sample in told)


def _of_cases(half: Half) -> Iterator[Paper]:
    for number in range(FITTED_ON, FITTED_ON + CASES):
        pages, truth = read_case(make_case(half, number), noisy=True)
        by_name = {f"{page.ref.source}#{page.ref.number}": page for page in pages}
        for document in truth.documents:
            yield [by_name[name] for name in document.pages], frozenset({document.type, *document.or_types})


def _judged(
    pages: Sequence[Page], right: frozenset[str], weight: float, knowledge: Knowledge
) -> Sample | None:
    sheets = find_papers(pages, GIVEN, knowledge).kept
    scored = [sheet.scores for sheet in sheets if sheet.legible]
    if not scored:
        return None
    scores = paper_scores(scored)
    chosen = knowledge.type_ids[int(np.argmax(scores))]
    return features(scores, paper_words(scored), knowledge), chosen in right, weight


def fitted(some: list[Sample]) -> npt.NDArray[np.float64]:
    """Logistic regression with a little weight decay, by Newton's method."""
    x = np.array([known for known, _, _ in some])
    y = np.array([right for _, right, _ in some], float)
    w = np.array([weight for _, _, weight in some])
    beta = np.zeros(x.shape[1])
    decay = np.diag([0.01] + [0.3] * (x.shape[1] - 1))
    for _ in range(60):
        chance = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        slope = x.T @ (w * (y - chance)) - decay @ beta
        bend = (x * (w * chance * (1 - chance))[:, None]).T @ x + decay
        beta += np.linalg.solve(bend, slope)
    return beta


def table(curve: npt.NDArray[np.float64], some: list[Sample]) -> None:
    chances = 1 / (1 + np.exp(-(np.array([known for known, _, _ in some]) @ curve)))
    right = np.array([ok for _, ok, _ in some])
    print("| said | papers | mean said | right |\n|---|--:|--:|--:|")
    for low in (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99):
        high = {0.0: 0.3, 0.9: 0.95, 0.95: 0.99, 0.99: 1.01}.get(low, low + 0.1)
        inside = (chances >= low) & (chances < high)
        if inside.any():
            print(
                f"| {low:.2f}+ | {inside.sum()} | {chances[inside].mean():.2f} | {right[inside].mean():.2f} |"
            )
    for least in DOUBTED:
        doubted = chances < least
        wrong = f"{doubted[~right].mean():.2f} of the wrong"
        print(f"under {least}: {wrong}, {doubted[right].mean():.3f} of the right")


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit how sure a paper's type is.")
    parser.add_argument("--write", action="store_true", help=f"write {SHIPPED.name}")
    chosen = parser.parse_args()
    of_sources = samples(Path(os.environ["PACKETIZER_DATA"]))
    for source in (name for name in of_sources if name.startswith(MARKED)):
        others = [one for name, some in of_sources.items() if name != source for one in some]
        print(f"\n{source}")
        table(fitted(others), of_sources[source])
    some = [one for part in of_sources.values() for one in part]
    curve = Sureness(**dict(zip(FEATURES, (round(float(b), 3) for b in fitted(some)), strict=True)))
    rows = "".join(f"{name}: {getattr(curve, name)}\n" for name in FEATURES)
    print(f"\n{rows}")
    if chosen.write:
        SHIPPED.write_text(_HEAD + rows, "utf-8")


if __name__ == "__main__":
    main()
