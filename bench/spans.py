"""Fitting what a span of a page is of (a date, a number, a name) by what stands around it."""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bench.cases.generate import make_case
from bench.cases.pages import read_case
from bench.cases.truth import TrueDocument, TrueFact
from bench.cases.world import Half
from bench.fit_words import HALVES
from bench.told import open_files_of_facts, papers_in
from packetizer.model import Page
from packetizer.understanding.facts.surroundings import NO_ROLE
from packetizer.understanding.lore.wordmodel import WordModel, save

LEAST = 3  # spans that a sign must stand by
LEAST_SOURCES = 2  # halves, or papers by hand
STRENGTH = 0.5  # inverse of the weight decay
BY_HAND = 10.0  # the weight of a span on a paper written by hand; a generated one counts 1
CASES = range(200, 220)


class Paper(NamedTuple):
    """A paper whose facts are known, as read."""

    source: str  # a half, or a file of papers written by hand
    document: TrueDocument
    pages: tuple[Page, ...]
    facts: tuple[TrueFact, ...]

    @property
    def name(self) -> str:
        return f"{self.source}:{self.document.pages[0]}"


def known_papers(*further: Path, untold: Sequence[str] = ()) -> Iterator[Paper]:
    """Of the generated halves but the judging one, bench/told/'s open files but `untold`, and `further`."""
    for half in HALVES:
        yield from _generated(half)
    for file in (*(file for file in open_files_of_facts() if file.stem not in untold), *further):
        yield from _written(file)


def _generated(half: Half) -> Iterator[Paper]:
    for number in CASES:
        pages, truth = read_case(make_case(half, number), noisy=True)
        by = {f"{page.ref.source}#{page.ref.number}": page for page in pages}
        for document in truth.documents:
            own = tuple(by[name] for name in document.pages if name in by and by[name].words)
            facts = tuple(fact for fact in truth.facts if fact.page in document.pages)
            if own and not any(truth.unmeasured.get(name) for name in document.pages):
                yield Paper(half, document, own, facts)


def _written(file: Path) -> Iterator[Paper]:
    for told in papers_in(file):
        document, facts = told.truth(f"{told.name}.pdf")
        pages = tuple(page for page in told.drawn(f"{told.name}.pdf") if page.words)
        yield Paper(file.stem, document, pages, facts)


class Known(NamedTuple):
    """A span whose role is known."""

    source: str
    paper: str
    signs: frozenset[str]
    kinds: frozenset[str]  # what it may be called; none where it is nothing
    said: str  # what the rules say
    open: bool  # they leave it to the model


def kind_of(known: Known) -> str | None:
    """What a span is fitted as; None where it stands for several and no rule chooses."""
    if known.said in known.kinds or len(known.kinds) > 1:
        return known.said if known.said in known.kinds else None
    return next(iter(known.kinds), NO_ROLE)


def fitted(known: Sequence[Known], strength: float = STRENGTH) -> WordModel:
    known = [item for item in known if kind_of(item) is not None]
    met = Counter(sign for item in known for sign in item.signs)
    sources: dict[str, set[str]] = defaultdict(set)
    for item in known:
        for sign in item.signs:
            sources[sign].add(item.source if item.source in HALVES else item.paper)
    kept = sorted(
        sign for sign, times in met.items() if times >= LEAST and len(sources[sign]) >= LEAST_SOURCES
    )
    rows = {sign: row for row, sign in enumerate(kept)}
    ends, columns = [0], []
    for item in known:
        columns += sorted(rows[sign] for sign in item.signs if sign in rows)
        ends.append(len(columns))
    matrix = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(known), len(rows)))
    model = LogisticRegression(C=strength, max_iter=200)
    weights = [1.0 if item.source in HALVES else BY_HAND for item in known]
    model.fit(matrix, [kind_of(item) for item in known], sample_weight=weights)
    coefficients, base = model.coef_.T, model.intercept_
    if len(model.classes_) == 2:  # one column only: that of the second kind
        coefficients, base = np.hstack([-coefficients, coefficients]) / 2, np.array([-base[0], base[0]]) / 2
    return WordModel(tuple(map(str, model.classes_)), rows, coefficients, base)


def left_out(
    known: Sequence[Known], source: str, strength: float = STRENGTH
) -> list[tuple[WordModel, Known]]:
    """Each span of the sources that begin so, with a model that has not seen its source."""
    pairs = []
    for name in sorted({item.source for item in known if item.source.startswith(source)}):
        model = fitted([item for item in known if item.source != name], strength)
        pairs += [(model, item) for item in known if item.source == name]
    return pairs


def judged(pairs: Sequence[tuple[WordModel, Known]]) -> None:
    """What is right, wrong and missed by the rules alone, and with what the model adds to them."""
    print("| | right | wrong | missed | F1 |\n|---|--:|--:|--:|--:|")
    best = []
    for model, item in pairs:
        logs = model.chances(item.signs)
        best.append((model.kinds[int(logs.argmax())], float(np.exp(logs.max())), model, logs))
    _row("rules", [(item, item.said) for _, item in pairs])
    _row("model", [(item, kind) for (kind, *_), (_, item) in zip(best, pairs, strict=True)])
    for least in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        filled = [
            (item, kind if item.open and chance >= least else item.said)
            for (kind, chance, *_), (_, item) in zip(best, pairs, strict=True)
        ]
        _row(f"open ones from {least}", filled)
    for doubt in (0.01, 0.03, 0.1, 0.2):
        kept = [
            (
                item,
                NO_ROLE
                if item.said in model.kinds and np.exp(logs[model.kinds.index(item.said)]) < doubt
                else item.said,
            )
            for (_, _, model, logs), (_, item) in zip(best, pairs, strict=True)
        ]
        _row(f"rules, less those below {doubt}", kept)


def _row(name: str, said: Sequence[tuple[Known, str]]) -> None:
    right = sum(bool(kind) and kind in item.kinds for item, kind in said)
    wrong = sum(bool(kind) and kind not in item.kinds for item, kind in said)
    missed = sum(bool(item.kinds) and kind not in item.kinds for item, kind in said)
    print(f"| {name} | {right} | {wrong} | {missed} | {2 * right / max(1, 2 * right + wrong + missed):.3f} |")


def command(
    what: str, everything: Callable[[], Mapping[Path, Sequence[Known]]], strength: float = STRENGTH
) -> None:
    """`--judge SOURCE`, `--write`: of what is known, by the file of its model."""
    parser = argparse.ArgumentParser(description=f"Fit {what} by what stands around it.")
    parser.add_argument("--write", action="store_true", help="write the model")
    parser.add_argument("--judge", help="leave the sources out that begin so, and judge by them")
    chosen = parser.parse_args()
    for file, known in everything().items():
        print(f"{file.name}: {len(known)} places on {len({item.paper for item in known})} papers")
        if chosen.judge is not None:
            judged(left_out(known, chosen.judge, strength))
        if chosen.write:
            model = fitted(known, strength)
            save(model, file)
            print(f"{len(model.rows)} signs")
