"""Fit what a number that looks like an identifier is of, by what stands around it.

    python -m bench.fit_numbers [--write] [--judge SOURCE]

Numbers whose role is known: those of the generated halves but the blind one and of the open papers of
bench/told/. `--judge` leaves each source out whose name begins so (a half, a file of told papers) and prints
how it is read.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bench.cases.generate import make_case
from bench.cases.pages import read_case
from bench.cases.truth import TrueDocument, TrueFact
from bench.cases.world import Half
from bench.fit_words import HALVES
from bench.spans import NO_ROLE, Known, fitted, judged, left_out
from bench.told import open_files_of_facts, papers_in
from packetizer.model import Page
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.making import redrafted
from packetizer.understanding.facts.numberroles import signs, spots_of, value_of
from packetizer.understanding.facts.numbers import by_rules
from packetizer.understanding.knowledge import Knowledge, load_knowledge
from packetizer.understanding.wordmodel import NUMBER_WORDS, save

CASES = range(200, 220)


def numbers_of(
    source: str,
    document: TrueDocument,
    pages: Sequence[Page],
    facts: Iterable[TrueFact],
    knowledge: Knowledge,
) -> Iterator[Known]:
    true: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.kind.startswith("id."):
            true[fact.value.replace(" ", "")] |= {fact.kind, *fact.or_kinds}
    lexicon = knowledge.lexicon
    found = [redrafted(fact) for page in pages for fact in find_facts(page, lexicon)]
    said = {
        str(item.value): item.kind
        for item in by_rules(lexicon.role(document.type), found)
        if item.kind.startswith("id.")
    }
    for sheet, spots in spots_of(pages, lexicon):
        for at, spot in enumerate(spots):
            value = value_of(spot)
            own = said.get(value, NO_ROLE)
            kinds = frozenset(true.get(value, ()))
            if not kinds and any(value in other or other in value for other in true):
                continue  # cut otherwise than the truth is
            paper = f"{source}:{document.pages[0]}"
            known = {name: kind for name, kind in said.items() if name != value}
            yield Known(
                source, paper, signs(sheet, spots, at, document.type, known), kinds, own, own == NO_ROLE
            )


def generated(half: Half, knowledge: Knowledge) -> Iterator[Known]:
    for number in CASES:
        pages, truth = read_case(make_case(half, number), noisy=True)
        by = {f"{page.ref.source}#{page.ref.number}": page for page in pages}
        for document in truth.documents:
            if any(truth.unmeasured.get(name) for name in document.pages):
                continue
            own = [by[name] for name in document.pages if name in by and by[name].words]
            facts = [fact for fact in truth.facts if fact.page in document.pages]
            yield from numbers_of(half, document, own, facts, knowledge)


def told(file: Path, knowledge: Knowledge) -> Iterator[Known]:
    for paper in papers_in(file):
        document, facts = paper.truth(f"{paper.name}.pdf")
        pages = [page for page in paper.drawn(f"{paper.name}.pdf") if page.words]
        yield from numbers_of(file.stem, document, pages, facts, knowledge)


def everything() -> list[Known]:
    knowledge = load_knowledge()
    found = [item for half in HALVES for item in generated(half, knowledge)]
    for file in open_files_of_facts():
        found += told(file, knowledge)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit what a number is of by what stands around it.")
    parser.add_argument("--write", action="store_true", help=f"write {NUMBER_WORDS.name}")
    parser.add_argument("--judge", help="leave the sources out that begin so, and judge by them")
    chosen = parser.parse_args()
    known = everything()
    print(f"{len(known)} numbers of {len({item.paper for item in known})} papers")
    if chosen.judge is not None:
        judged(left_out(known, chosen.judge))
    if chosen.write:
        model = fitted(known)
        save(model, NUMBER_WORDS)
        print(f"{len(model.rows)} signs")


if __name__ == "__main__":
    main()
