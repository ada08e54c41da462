"""Fit what words alone say of a paper's type.

    python -m bench.fit_words [--write] [--judge HALF] [--show TYPE]

Papers whose type is known: generated cases of all halves but the blind one, the sketches of bench/sketches/,
the open papers of bench/told/, and the public sets below `PACKETIZER_DATA`. A term counts that stands on
papers of at least two of these sources, so that no half's invented names and towns do. Logistic regression
over terms and pairs of terms, by scikit-learn (dependency group `bench`). `--judge` leaves a half out and
prints how often the model alone, the phrases alone and both together are right on its pages. The shipped
model is fitted on all of them.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bench.accuracy import UNSEEN
from bench.cases.generate import make_case
from bench.cases.pages import read_case
from bench.cases.world import Half
from bench.drawn import GIVEN, SKETCHES, sketches
from bench.told import open_papers
from bench.understanding_structure import RIGHT, all_samples
from packetizer.model import Page
from packetizer.understanding.boundaries import Sheet
from packetizer.understanding.classify import Scores, word_points, words_of
from packetizer.understanding.knowledge import load_knowledge, type_names
from packetizer.understanding.understand import find_papers
from packetizer.understanding.wordmodel import TYPE_WORDS, WordModel, save, terms

HALVES: tuple[Half, ...] = tuple(half for half in get_args(Half) if half not in UNSEEN)
CASES = 60
LEAST_PAGES, LEAST_SOURCES = 3, 2
STRENGTH = 0.1  # inverse of the weight decay
WEIGHTS = {"sketch": 2.0, "told": 2.0, "public": 0.5}  # of a page; 1 for a generated one
OF_A_PIECE = 0.35  # times the weight of its page


@dataclass(frozen=True)
class Known:
    """A page whose type is known."""

    source: str
    types: tuple[str, ...]  # the first one is fitted, any is right
    found: frozenset[str]
    weight: float = 1.0
    scores: Scores | None = None  # by the phrases, where they are to be compared


def _taught(source: str, types: tuple[str, ...], text: str, scores: Scores | None = None) -> Iterator[Known]:
    """The page, and pieces of it: papers also come as cards, slips and pages that hold little."""
    weight = WEIGHTS.get(source.partition(" ")[0], 1.0)
    yield Known(source, types, terms(text), weight, scores)
    words = text.split()
    for piece in _pieces(words):
        yield Known(source, types, terms(" ".join(piece)), weight * OF_A_PIECE)


def _pieces(words: Sequence[str]) -> Iterator[Sequence[str]]:
    if len(words) > 60:
        middle = len(words) // 2
        yield words[:45]
        yield words[middle - 30 : middle + 30]
    elif len(words) > 24:
        yield words[:18]


def generated(half: Half, cases: int, *, scored: bool = False) -> Iterator[Known]:
    for number in range(cases):
        pages, truth = read_case(make_case(half, number), noisy=True)
        types = {page: (d.type, *d.or_types) for d in truth.documents for page in d.pages}
        scores: dict[str, Scores] = {}
        if scored:
            for draft in find_papers(pages, GIVEN, load_knowledge()).drafts:
                scores |= {_name(sheet.page): _of_phrases(sheet) for sheet in draft.sheets}
        for page in pages:
            if _name(page) in types:
                yield from _taught(half, types[_name(page)], words_of(page), scores.get(_name(page)))


def _of_phrases(sheet: Sheet) -> Scores:
    points: Scores = sheet.scores.scores - word_points(sheet.page, load_knowledge())
    return points


def _name(page: Page) -> str:
    return f"{page.ref.source}#{page.ref.number}"


def drawn() -> Iterator[Known]:
    """The sketches; each file is a source of its own."""
    for file in sorted(SKETCHES.glob("*.txt")):
        for right, text in sketches(file.name):
            yield from _taught(f"sketch {file.stem}", tuple(sorted(right)), text)


def told() -> Iterator[Known]:
    """The papers that were written out by hand, those that may be looked at."""
    for paper in open_papers():
        for page in paper.pages:
            yield from _taught(f"told {paper.name.partition(':')[0]}", paper.types, " ".join(page.split()))


def everything(data: Path, halves: Sequence[Half] = HALVES) -> list[Known]:
    pages = [item for half in halves for item in generated(half, CASES)]
    return [*pages, *drawn(), *told(), *public(data)]


def public(data: Path) -> Iterator[Known]:
    for sample in all_samples(data):
        right = RIGHT[sample.kind]
        if len(right) <= 2:  # what may be many things teaches nothing
            yield from _taught(f"public {sample.kind}", (_first(right),), words_of(sample.page))


def _first(right: frozenset[str]) -> str:
    """Of a note that may be an evaluation the commoner type; of old forms that they are none of ours."""
    return next(kind for kind in ("progress_note", "other", *sorted(right)) if kind in right)


def fitted(known: Sequence[Known], kinds: tuple[str, ...], strength: float = STRENGTH) -> WordModel:
    pages: Counter[str] = Counter()
    sources: dict[str, set[str]] = defaultdict(set)
    for item in known:
        pages.update(item.found)
        for term in item.found:
            sources[term].add(item.source)
    chosen = sorted(t for t, n in pages.items() if n >= LEAST_PAGES and len(sources[t]) >= LEAST_SOURCES)
    rows = {term: row for row, term in enumerate(chosen)}
    seen = sorted({kinds.index(item.types[0]) for item in known})
    model = LogisticRegression(C=strength, max_iter=600)
    model.fit(
        _matrix(known, rows),
        np.array([kinds.index(item.types[0]) for item in known]),
        sample_weight=np.array([item.weight for item in known]),
    )
    weights = np.zeros((len(rows), len(kinds)))
    base = np.full(len(kinds), -9.0)
    two = len(seen) == 2  # of two kinds one column is fitted
    weights[:, seen] = (np.vstack([-model.coef_, model.coef_]) / 2 if two else model.coef_).T
    base[seen] = np.hstack([-model.intercept_, model.intercept_]) / 2 if two else model.intercept_
    return WordModel(kinds, rows, weights, base)


def _matrix(known: Sequence[Known], rows: dict[str, int]) -> csr_matrix:
    ends, columns = [0], []
    for item in known:
        columns += sorted(rows[term] for term in item.found if term in rows)
        ends.append(len(columns))
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(known), len(rows)))


def judged(model: WordModel, known: Sequence[Known]) -> None:
    """A table: how often each is right, and both together with some weights of the model."""
    here = [item for item in known if item.scores is not None]
    logs = np.array([model.chances(item.found) for item in here])
    phrases = np.array([item.scores for item in here])
    print(f"{len(here)} pages | model alone {_right(logs, here, model):.4f}", end="")
    print(f" | phrases alone {_right(phrases, here, model):.4f}")
    for least in (-4.0, -8.0):
        for weight in (0.5, 1.0, 1.5, 2.0, 3.0, 4.0):
            both = phrases + weight * np.maximum(logs, least)
            print(f"  never under {least}, {weight} x: {_right(both, here, model):.4f}")


def _right(points: npt.NDArray[np.float64], known: Sequence[Known], model: WordModel) -> float:
    chosen = (model.kinds[int(row.argmax())] for row in points)
    return float(np.mean([kind in item.types for kind, item in zip(chosen, known, strict=True)]))


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit what words alone say of a paper's type.")
    parser.add_argument("--write", action="store_true", help=f"write {TYPE_WORDS.name}")
    parser.add_argument("--judge", choices=HALVES, help="leave this half out and judge by it")
    parser.add_argument("--show", help="print the terms that speak loudest for this type")
    chosen = parser.parse_args()
    kinds = type_names()
    halves = [half for half in HALVES if half != chosen.judge]
    known = everything(Path(os.environ["PACKETIZER_DATA"]), halves)
    model = fitted(known, kinds)
    if chosen.write:
        save(model, TYPE_WORDS)
    print(f"{len(known)} pages, {len(model.rows)} terms")
    if chosen.judge:
        judged(model, list(generated(chosen.judge, CASES // 2, scored=True)))
    if chosen.show:
        print("\n".join(model.telling(model.rows, chosen.show, 40)))


if __name__ == "__main__":
    main()
