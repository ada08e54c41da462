"""Fit what a date on a page is of by the words around it, where no label says so.

    python -m bench.fit_days [--write] [--judge SOURCE]

Dates whose role is known: those of the generated halves but the blind one, of the papers of bench/told/ that
may be read, and of bench/sketches/days/. `--judge` leaves a source out (a half, `told`, a file of sketches)
and prints how it is read; of papers written by hand a fifth at a time.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bench.cases.generate import make_case
from bench.cases.pages import read_case
from bench.cases.truth import TrueDocument, TrueFact
from bench.cases.world import Half
from bench.drawn import SKETCHES
from bench.fit_words import HALVES
from bench.told import open_files, papers_in
from packetizer.model import DateRange, Page
from packetizer.understanding.facts.dates import DatedSpot, all_spots
from packetizer.understanding.facts.dayroles import NO_ROLE, OPEN, signs
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.making import on_page
from packetizer.understanding.facts.settle import dates_by_rules
from packetizer.understanding.knowledge import Knowledge, load_knowledge
from packetizer.understanding.wordmodel import DAY_WORDS, WordModel, save

CASES = range(200, 220)
LEAST = 3  # dates that a sign must stand by
STRENGTH = 0.5  # inverse of the weight decay
LEAST_SOURCES = 2  # halves, or papers by hand
BY_HAND = 10.0  # the weight of a date on a paper written by hand; a generated one counts 1
FOLDS = 5


class Day(NamedTuple):
    source: str
    paper: str
    signs: frozenset[str]
    kinds: frozenset[str]  # what it may be called; none where it is nothing
    said: str  # what the rules say
    open: bool  # they leave it to the model


def days_of(
    source: str,
    document: TrueDocument,
    pages: Sequence[Page],
    facts: Iterable[TrueFact],
    knowledge: Knowledge,
) -> Iterator[Day]:
    true: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for fact in facts:
        if fact.kind.startswith("date."):
            true[fact.page][fact.value] |= {fact.kind, *fact.or_kinds}
    lexicon = knowledge.lexicon
    facts_found = [fact for page in pages for fact in find_facts(page, lexicon)]
    drafts = dates_by_rules(lexicon.role(document.type), facts_found, pages, lexicon)
    said = {(item.page, item.box): item.kind for item in drafts if item.kind.startswith("date.")}
    for number, page in enumerate(pages):
        spots, sheet = all_spots(page, lexicon), sheet_of(page, lexicon)
        here = true[f"{page.ref.source}#{page.ref.number}"]
        for at, spot in enumerate(spots):
            kinds = _kinds(spot, here)
            own = said.get((page.ref, on_page(spot.box)), NO_ROLE)
            yield Day(
                source, f"{source}:{document.pages[0]}", signs(sheet, spots, at, document.type, number == 0),
                frozenset(kinds), own, own == NO_ROLE and spot.role in OPEN,
            )  # fmt: skip


def _kinds(spot: DatedSpot, true: Mapping[str, set[str]]) -> set[str]:
    value = spot.printed.value
    if isinstance(value, DateRange):
        return true.get(str(value), set())
    kinds: set[str] = set()
    for day, named in true.items():
        years = value.year - int(day[:4])
        century = "date.birth" in named and spot.printed.short_year and years == 100
        if "/" not in day and day[5:] == str(value)[5:] and (not years or century or spot.printed.no_year):
            kinds |= named
    return kinds


def generated(half: Half, knowledge: Knowledge) -> Iterator[Day]:
    for number in CASES:
        pages, truth = read_case(make_case(half, number), noisy=True)
        by = {f"{page.ref.source}#{page.ref.number}": page for page in pages}
        for document in truth.documents:
            if any(truth.unmeasured.get(name) for name in document.pages):
                continue
            own = [by[name] for name in document.pages if name in by and by[name].words]
            yield from days_of(half, document, own, truth.facts, knowledge)


def written(source: str, file: Path, knowledge: Knowledge) -> Iterator[Day]:
    for paper in papers_in(file):
        document, facts = paper.truth(f"{paper.name}.pdf")
        pages = [page for page in paper.drawn(f"{paper.name}.pdf") if page.words]
        yield from days_of(source, document, pages, facts, knowledge)


def everything() -> list[Day]:
    knowledge = load_knowledge()
    found = [day for half in HALVES for day in generated(half, knowledge)]
    for file in open_files():
        found += written("told", file, knowledge)
    for file in sorted((SKETCHES / "days").glob("*.txt")):
        found += written(file.stem, file, knowledge)
    return found


# ---------------------------------------------------------------- fitting


def kind_of(day: Day) -> str | None:
    """What a date is fitted as; None where it stands for several and no rule chooses."""
    if day.said in day.kinds or len(day.kinds) > 1:
        return day.said if day.said in day.kinds else None
    return next(iter(day.kinds), NO_ROLE)


def fitted(known: Sequence[Day]) -> WordModel:
    known = [day for day in known if kind_of(day) is not None]
    met = Counter(sign for day in known for sign in day.signs)
    sources: dict[str, set[str]] = defaultdict(set)
    for day in known:
        for sign in day.signs:
            sources[sign].add(day.source if day.source in HALVES else day.paper)
    kept = sorted(
        sign for sign, times in met.items() if times >= LEAST and len(sources[sign]) >= LEAST_SOURCES
    )
    rows = {sign: row for row, sign in enumerate(kept)}
    ends, columns = [0], []
    for day in known:
        columns += sorted(rows[sign] for sign in day.signs if sign in rows)
        ends.append(len(columns))
    matrix = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(known), len(rows)))
    model = LogisticRegression(C=STRENGTH, max_iter=200)
    weights = [1.0 if day.source in HALVES else BY_HAND for day in known]
    model.fit(matrix, [kind_of(day) for day in known], sample_weight=weights)
    return WordModel(tuple(map(str, model.classes_)), rows, model.coef_.T, model.intercept_)


def judged(pairs: Sequence[tuple[WordModel, Day]]) -> None:
    """What is right, wrong and missed by the rules alone, and with what the model adds to them."""
    print("| | right | wrong | missed | F1 |\n|---|--:|--:|--:|--:|")
    best = []
    for model, day in pairs:
        logs = model.chances(day.signs)
        best.append((model.kinds[int(logs.argmax())], float(np.exp(logs.max())), model, logs))
    _row("rules", [(day, day.said) for _, day in pairs])
    _row("model", [(day, kind) for (kind, *_), (_, day) in zip(best, pairs, strict=True)])
    for least in (0.5, 0.6, 0.7, 0.8, 0.9):
        filled = [
            (day, kind if day.open and chance >= least else day.said)
            for (kind, chance, *_), (_, day) in zip(best, pairs, strict=True)
        ]
        _row(f"open ones from {least}", filled)
    for doubt in (0.01, 0.03, 0.1):
        kept = [
            (
                day,
                NO_ROLE
                if day.said in model.kinds and np.exp(logs[model.kinds.index(day.said)]) < doubt
                else day.said,
            )
            for (_, _, model, logs), (_, day) in zip(best, pairs, strict=True)
        ]
        _row(f"rules, less those below {doubt}", kept)


def _row(name: str, said: Sequence[tuple[Day, str]]) -> None:
    right = sum(bool(kind) and kind in day.kinds for day, kind in said)
    wrong = sum(bool(kind) and kind not in day.kinds for day, kind in said)
    missed = sum(bool(day.kinds) and kind not in day.kinds for day, kind in said)
    print(f"| {name} | {right} | {wrong} | {missed} | {2 * right / max(1, 2 * right + wrong + missed):.3f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit what a date is of by the words around it.")
    parser.add_argument("--write", action="store_true", help=f"write {DAY_WORDS.name}")
    parser.add_argument("--judge", help="leave this source out and judge by it")
    chosen = parser.parse_args()
    known = everything()
    print(f"{len(known)} dates of {len({day.paper for day in known})} papers")
    if chosen.judge:
        judged(left_out(known, chosen.judge))
    if chosen.write:
        model = fitted(known)
        save(model, DAY_WORDS)
        print(f"{len(model.rows)} signs")


def left_out(known: Sequence[Day], source: str) -> list[tuple[WordModel, Day]]:
    """Each date of the source with a model that has not seen its paper; of a half, not the half."""
    of_source = sorted({day.paper for day in known if day.source == source})
    folds = [of_source] if source in HALVES else [of_source[at::FOLDS] for at in range(FOLDS)]
    pairs = []
    for fold in folds:
        model = fitted([day for day in known if day.paper not in fold])
        pairs += [(model, day) for day in known if day.paper in fold]
    return pairs


if __name__ == "__main__":
    main()
