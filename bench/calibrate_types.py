"""Fit how sure a paper's type is: `python -m bench.calibrate_types [--write]`.

`PACKETIZER_DATA` names the folder with the sets. Scores of papers whose type is known (generated cases of
the development and test halves, the public sets of bench/understanding_structure.py, the sketches of
bench/sketches/) are fitted by logistic regression; the fresh half is left alone, so that it can judge.
Prints, for each tenth that is said, how many were right; half of the papers fit the curve for that table, the
other half are counted.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from tests.pages import page_from_text

from bench.cases.generate import make_case
from bench.cases.pages import read_case
from bench.understanding_structure import RIGHT, all_samples
from packetizer.model import Given
from packetizer.understanding.classify import Scores, paper_scores
from packetizer.understanding.knowledge import load_knowledge
from packetizer.understanding.sureness import FEATURES, SHIPPED, Sureness, features
from packetizer.understanding.understand import find_papers

SKETCHES = Path(__file__).parent / "sketches"
GIVEN = Given(date(2026, 11, 1))
HALVES: tuple[Literal["dev", "test"], ...] = ("dev", "test")
CASES = 40
Sample = tuple[tuple[float, ...], bool, float]  # features, whether the type is right, weight
_HEAD = """\
# Log-odds that a paper's likeliest type is right. Written by bench/calibrate_types.py; see sureness.py.
"""


def sketches(files: str = "*.txt") -> Iterator[tuple[frozenset[str], str]]:
    """Short texts of papers as they come in practice, and what each is."""
    for file in sorted(SKETCHES.glob(files)):
        for part in re.split(r"^### ", file.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            head, _, text = part.partition("\n")
            yield frozenset(head.strip().split("|")), text


def samples(data: Path) -> Iterator[Sample]:
    knowledge = load_knowledge()

    def judged(scores: Scores, right: frozenset[str], weight: float) -> Sample:
        chosen = knowledge.type_ids[int(np.argmax(scores))]
        return features(scores, knowledge), chosen in right, weight

    for half in HALVES:
        for number in range(CASES):
            pages, truth = read_case(make_case(half, number), noisy=True)
            types = {page: {d.type, *d.or_types} for d in truth.documents for page in d.pages}
            for draft in find_papers(pages, GIVEN, knowledge).drafts:
                legible = [sheet.scores for sheet in draft.sheets if sheet.legible]
                known = types.get(f"{draft.pages[0].source}#{draft.pages[0].number}")
                if legible and known:
                    yield judged(paper_scores(legible), frozenset(known), 0.5)
    public = [(s.page, RIGHT[s.kind]) for s in all_samples(data) if s.kind != "other_clinical"]
    drawn = [(page_from_text(text), right) for right, text in sketches()]
    for page, right in [*public, *drawn]:
        [draft] = find_papers([page], GIVEN, knowledge).drafts
        yield judged(paper_scores([sheet.scores for sheet in draft.sheets]), right, 1.0)


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


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit how sure a paper's type is.")
    parser.add_argument("--write", action="store_true", help=f"write {SHIPPED.name}")
    chosen = parser.parse_args()
    some = list(samples(Path(os.environ["PACKETIZER_DATA"])))
    table(fitted(some[::2]), some[1::2])
    curve = Sureness(**dict(zip(FEATURES, (round(float(b), 3) for b in fitted(some)), strict=True)))
    rows = "".join(f"{name}: {getattr(curve, name)}\n" for name in FEATURES)
    print(f"\n{rows}")
    if chosen.write:
        SHIPPED.write_text(_HEAD + rows, "utf-8")


if __name__ == "__main__":
    main()
