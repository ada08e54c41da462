"""Fit what words alone say of a paper's type.

    python -m bench.fit_words [--write] [--judge HALF] [--show TYPE]

Both models of typewords.py. Papers whose type is known: generated cases of all halves but the judging one,
the
sketches of bench/sketches/, the open papers of bench/told/, and the public sets below `PACKETIZER_DATA`. A
term counts that stands on papers of at least two of these sources, so that no half's invented names and towns
do. Logistic regression for the plain model, least squares for the even one (typewords.py), over what
`pageterms` makes of a page, by scikit-learn (dependency group `bench`).
`--judge` leaves a half out and prints how often the models alone, the phrases alone and both together are
right on its pages. The shipped models are fitted on all of them. Then run bench/fit_types.py.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression, Ridge
from tests.pages import page_from_text

from bench.accuracy import UNSEEN
from bench.cases.generate import make_case
from bench.cases.pages import read_case
from bench.cases.world import Half
from bench.drawn import GIVEN, SKETCHES, sketches
from bench.told import open_papers
from bench.understanding_structure import RIGHT, all_samples
from packetizer.model import Page
from packetizer.understanding.lore.knowledge import TypesFile, load_knowledge
from packetizer.understanding.lore.shipped import DATA
from packetizer.understanding.lore.wordmodel import TYPE_WORDS, WordModel
from packetizer.understanding.papers import find_papers
from packetizer.understanding.types.classify import Scores
from packetizer.understanding.types.pageterms import page_terms
from packetizer.understanding.types.typewords import TypeWords, save_types
from packetizer.yamlfile import load_model

HALVES: tuple[Half, ...] = tuple(half for half in get_args(Half) if half not in UNSEEN)
CASES = 60
LEAST_PAGES, LEAST_SOURCES = 4, 2
MOST_OF_A_TYPE = 60  # pages of a half
STRENGTH = 0.3  # inverse of the weight decay
SLACK, STEEP = 0.35, 20.0  # decay of what is fitted by least squares, and how bold it speaks
NEAR_ENOUGH = 1e-3  # where the fit of types may stop: going on fits no better to papers left out
ROUGHLY = 1e-2  # the same for least squares
WEIGHTS = {"sketch": 2.0, "told": 4.0, "public": 0.3}  # of a page; 1 for a generated one
# Files of decisions by the hundred: of types they teach mainly that papers are decisions, which few are.
DECISIONS = ("reasons_o:", "reasons_odd_o:", "reasons_r:", "reasons_s:")
LEAST_WEIGHT, LEAST_EVEN = 0.02, 0.2  # of a term for some type in either model, or it is left out


@dataclass(frozen=True)
class Known:
    """A page whose type is known."""

    source: str
    types: tuple[str, ...]  # the first one is fitted, any is right
    found: frozenset[str]
    weight: float = 1.0
    scores: Scores | None = None  # by the phrases, where they are to be compared


def _taught(source: str, types: tuple[str, ...], page: Page, scores: Scores | None = None) -> Known:
    return Known(source, types, page_terms(page), WEIGHTS.get(source.partition(" ")[0], 1.0), scores)


def generated(half: Half, cases: int, *, scored: bool = False) -> Iterator[Known]:
    for number in range(cases):
        pages, truth = read_case(make_case(half, number), noisy=True)
        types = {page: (d.type, *d.or_types) for d in truth.documents for page in d.pages}
        scores = _by_phrases(pages) if scored else {}
        for page in pages:
            if page.words and _name(page) in types:
                yield _taught(half, types[_name(page)], page, scores.get(_name(page)))


def few_of_each(known: Iterable[Known], most: int = MOST_OF_A_TYPE) -> Iterator[Known]:
    """Generated papers repeat themselves: the first of each type teach what all would."""
    seen: Counter[str] = Counter()
    for item in known:
        seen[item.types[0]] += 1
        if seen[item.types[0]] <= most:
            yield item


def _by_phrases(pages: Sequence[Page]) -> dict[str, Scores]:
    """What the definition files alone make of each page."""
    drafts = find_papers(pages, GIVEN, load_knowledge()).drafts
    return {_name(s.page): s.scores.scores - s.scores.words for draft in drafts for s in draft.sheets}


def _name(page: Page) -> str:
    return f"{page.ref.source}#{page.ref.number}"


def drawn() -> Iterator[Known]:
    """The sketches; each file is a source of its own."""
    for file in sorted(SKETCHES.glob("*.txt")):
        for right, text in sketches(file.name):
            yield _taught(f"sketch {file.stem}", tuple(sorted(right)), page_from_text(text))


def told(*, scored: bool = False) -> Iterator[Known]:
    """The papers that were written out by hand, those that may be looked at; each half is a source."""
    for paper in open_papers():
        if paper.name.startswith(DECISIONS):
            continue
        half = paper.name.partition(":")[0].rpartition("_")[2]
        pages = paper.drawn("scan.pdf")
        scores = _by_phrases(pages) if scored else {}
        for page in pages:
            yield _taught(f"told {half}", paper.types, page, scores.get(_name(page)))


def everything(data: Path) -> list[Known]:
    pages = [item for half in HALVES for item in few_of_each(generated(half, CASES))]
    return [*pages, *drawn(), *told(), *public(data)]


def public(data: Path) -> Iterator[Known]:
    for sample in all_samples(data):
        right = RIGHT[sample.kind]
        if len(right) <= 2:  # what may be many things teaches nothing
            yield _taught(f"public {sample.kind}", (_first(right),), sample.page)


def _first(right: frozenset[str]) -> str:
    """Of a note that may be an evaluation the commoner type; of old forms that they are none of ours."""
    return next(kind for kind in ("progress_note", "other", *sorted(right)) if kind in right)


def fitted(
    known: Sequence[Known], kinds: tuple[str, ...], strength: float = STRENGTH, stop: float = 1e-4
) -> WordModel:
    rows = _terms(known)
    weights, base = _fit(_matrix(known, rows), known, kinds, strength, stop)
    return WordModel(kinds, rows, weights, base)


def fitted_types(known: Sequence[Known], kinds: tuple[str, ...]) -> TypeWords:
    """Both models, without the terms that hardly speak for or against any type."""
    plain = fitted(known, kinds, stop=NEAR_ENOUGH)
    seen = _matrix(known, plain.rows)
    rarity = np.log(len(known) / np.asarray(seen.sum(axis=0)).ravel()) ** 2
    rare = np.sqrt(np.maximum(seen @ rarity, 1.0))
    counted = diags(1 / rare) @ seen @ diags(np.sqrt(rarity))
    even, even_base = _least_squares(counted.tocsr(), known, kinds)
    even = even * np.sqrt(rarity)[:, None] / np.median(rare)
    loud = np.abs(plain.weights).max(axis=1) >= LEAST_WEIGHT
    kept = np.flatnonzero(loud | (np.abs(even).max(axis=1) >= LEAST_EVEN))
    terms = list(plain.rows)
    return TypeWords(
        plain=replace(
            plain,
            rows={terms[old]: row for row, old in enumerate(kept)},
            weights=plain.weights[kept],
        ),
        even=even[kept],
        even_base=even_base,
        rarity=rarity[kept],
        usual=float(np.median(np.sqrt(np.maximum(seen[:, kept] @ rarity[kept], 1.0)))),
    )


def _terms(known: Sequence[Known]) -> dict[str, int]:
    """The terms that count, with their rows."""
    pages: Counter[str] = Counter()
    sources: dict[str, set[str]] = defaultdict(set)
    for item in known:
        pages.update(item.found)
        for term in item.found:
            sources[term].add(item.source)
    chosen = sorted(t for t, n in pages.items() if n >= LEAST_PAGES and len(sources[t]) >= LEAST_SOURCES)
    return {term: row for row, term in enumerate(chosen)}


def _fit(
    seen: csr_matrix, known: Sequence[Known], kinds: tuple[str, ...], strength: float, stop: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Weights of each term, and what each kind has without any."""
    met = sorted({kinds.index(item.types[0]) for item in known})
    model = LogisticRegression(C=strength, max_iter=600, tol=stop)
    model.fit(
        seen,
        np.array([kinds.index(item.types[0]) for item in known]),
        sample_weight=np.array([item.weight for item in known]),
    )
    weights = np.zeros((seen.shape[1], len(kinds)))
    base = np.full(len(kinds), -9.0)
    two = len(met) == 2  # of two kinds one column is fitted
    weights[:, met] = (np.vstack([-model.coef_, model.coef_]) / 2 if two else model.coef_).T
    base[met] = np.hstack([-model.intercept_, model.intercept_]) / 2 if two else model.intercept_
    return weights, base


def _least_squares(
    counted: csr_matrix, known: Sequence[Known], kinds: tuple[str, ...]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """What comes near 1 for a page's type and 0 for others, made as steep as log-chances are."""
    met = sorted({kinds.index(item.types[0]) for item in known})
    model = Ridge(alpha=SLACK, solver="sparse_cg", tol=ROUGHLY)
    model.fit(
        counted.astype(np.float32),
        np.array([[kinds[k] == item.types[0] for k in met] for item in known], np.float32),
        sample_weight=np.array([item.weight for item in known], np.float32),
    )
    weights = np.zeros((counted.shape[1], len(kinds)))
    base = np.full(len(kinds), -9.0)
    weights[:, met] = STEEP * model.coef_.T
    base[met] = STEEP * model.intercept_
    return weights, base


def _matrix(known: Sequence[Known], rows: Mapping[str, int]) -> csr_matrix:
    ends, columns = [0], []
    for item in known:
        columns += sorted(rows[term] for term in item.found if term in rows)
        ends.append(len(columns))
    return csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(known), len(rows)))


def judged(model: TypeWords, known: Sequence[Known]) -> None:
    """A table: how often each is right, and both together with some weights of the model."""
    here = [item for item in known if item.scores is not None]
    logs = np.array([model.chances(item.found) for item in here])
    phrases = np.array([item.scores for item in here])
    print(f"{len(here)} pages | model alone {_right(logs, here, model):.4f}", end="")
    print(f" | phrases alone {_right(phrases, here, model):.4f}")
    for least in (-4.0, -6.0):
        for weight in (1.0, 2.0, 3.0, 4.0, 6.0, 8.0):
            both = phrases + weight * np.maximum(logs, least)
            print(f"  never under {least}, {weight} x: {_right(both, here, model):.4f}")


def _right(points: npt.NDArray[np.float64], known: Sequence[Known], model: TypeWords) -> float:
    chosen = (model.kinds[int(row.argmax())] for row in points)
    return float(np.mean([kind in item.types for kind, item in zip(chosen, known, strict=True)]))


def _type_names() -> tuple[str, ...]:
    """The types of the definition files, in the order of the score vectors; the model may lack some."""
    files = sorted(DATA.glob("document_types_*.yaml"))
    return tuple(name for file in files for name in load_model(file, TypesFile).types)


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit what words alone say of a paper's type.")
    parser.add_argument("--write", action="store_true", help=f"write {TYPE_WORDS.name}")
    parser.add_argument("--judge", help="leave this half out, of the cases or of told papers; judge by it")
    parser.add_argument("--show", help="print the terms that speak loudest for this type")
    chosen = parser.parse_args()
    kinds = _type_names()
    left_out = {chosen.judge, f"told {chosen.judge}"}
    known = [item for item in everything(Path(os.environ["PACKETIZER_DATA"])) if item.source not in left_out]
    model = fitted_types(known, kinds)
    if chosen.write:
        save_types(model, TYPE_WORDS)
    print(f"{len(known)} pages, {len(model.plain.rows)} terms")
    if chosen.judge:
        judged(model, list(_scored(chosen.judge)))
    if chosen.show:
        print("\n".join(model.telling(model.plain.rows, chosen.show, 40)))


def _scored(half: str) -> Iterator[Known]:
    if half in HALVES:
        yield from generated(next(name for name in HALVES if name == half), CASES // 2, scored=True)
    else:
        yield from (item for item in told(scored=True) if item.source == f"told {half}")


if __name__ == "__main__":
    main()
