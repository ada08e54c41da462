"""Fit whose a name is on a paper, and what a firm is to it, by what stands around it.

    python -m bench.fit_names [--write] [--judge SOURCE]

Names whose role is known: those of the generated halves but the blind one and of the open papers of
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
from bench.scoring import fold
from bench.spans import NO_ROLE, Known, fitted, judged, left_out
from bench.told import REASONS_ONLY, open_files, papers_in
from packetizer.model import Page
from packetizer.understanding.facts.called import key_of, roles_of
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.nameroles import Candidate, firms, people
from packetizer.understanding.facts.settle import by_rules
from packetizer.understanding.knowledge import Knowledge, load_knowledge
from packetizer.understanding.names import without_initials
from packetizer.understanding.wordmodel import FIRM_WORDS, PERSON_WORDS, save

CASES = range(200, 220)
FIRMS = ("name.insurer", "name.provider", "name.merchant")
PEOPLE = ("name.patient", "name.provider")


def names_of(
    source: str,
    document: TrueDocument,
    pages: Sequence[Page],
    facts: Iterable[TrueFact],
    knowledge: Knowledge,
) -> Iterator[tuple[str, Known]]:
    true: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.kind.startswith("name."):
            true[fold("name", fact.value)] |= {fact.kind, *fact.or_kinds}
    lexicon = knowledge.lexicon
    facts_found = [fact for page in pages for fact in find_facts(page, lexicon)]
    said = roles_of(by_rules(document.type, facts_found, pages, lexicon))
    paper = f"{source}:{document.pages[0]}"
    for name, kinds, found in (
        ("person", PEOPLE, people(document.type, pages, said, lexicon)),
        ("firm", FIRMS, firms(document.type, pages, said, lexicon)),
    ):
        whole = {id(one) for one in found if _kinds(one, true, kinds)}
        for one in found:
            own = _kinds(one, true, kinds)
            if not own and name == "firm" and _cut_otherwise(one, true, [o for o in found if id(o) in whole]):
                continue
            rule = said.get(key_of(one.named.name), NO_ROLE)
            yield name, Known(source, paper, one.signs, frozenset(own), rule, rule == NO_ROLE)


def _kinds(one: Candidate, true: dict[str, set[str]], wanted: Sequence[str]) -> set[str]:
    name = fold("name", without_initials(one.named.name))
    return {kind for kind in true.get(name, ()) if kind in wanted}


def _cut_otherwise(one: Candidate, true: dict[str, set[str]], whole: Sequence[Candidate]) -> bool:
    """Whether a name is part of a true one, or has it, and no other place has it whole."""
    name = fold("name", one.named.name)
    if any(other.named.spot.cell is one.named.spot.cell and _meet(one, other) for other in whole):
        return False
    return any(len(other) > 3 and (name in other or other in name) for other in true)


def _meet(one: Candidate, other: Candidate) -> bool:
    a, b = one.named.spot, other.named.spot
    return a.start < b.end and b.start < a.end


def generated(half: Half, knowledge: Knowledge) -> Iterator[tuple[str, Known]]:
    for number in CASES:
        pages, truth = read_case(make_case(half, number), noisy=True)
        by = {f"{page.ref.source}#{page.ref.number}": page for page in pages}
        for document in truth.documents:
            if any(truth.unmeasured.get(name) for name in document.pages):
                continue
            own = [by[name] for name in document.pages if name in by and by[name].words]
            facts = [fact for fact in truth.facts if fact.page in document.pages]
            if own:
                yield from names_of(half, document, own, facts, knowledge)


def told(file: Path, knowledge: Knowledge) -> Iterator[tuple[str, Known]]:
    for paper in papers_in(file):
        document, facts = paper.truth(f"{paper.name}.pdf")
        pages = [page for page in paper.drawn(f"{paper.name}.pdf") if page.words]
        yield from names_of(file.stem, document, pages, facts, knowledge)


def everything() -> dict[str, list[Known]]:
    knowledge = load_knowledge()
    found: dict[str, list[Known]] = defaultdict(list)
    for half in HALVES:
        for name, known in generated(half, knowledge):
            found[name].append(known)
    for file in open_files():
        if not file.stem.startswith(REASONS_ONLY):
            for name, known in told(file, knowledge):
                found[name].append(known)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit whose a name is by what stands around it.")
    parser.add_argument("--write", action="store_true", help="write the models")
    parser.add_argument("--judge", help="leave the sources out that begin so, and judge by them")
    chosen = parser.parse_args()
    for name, known in everything().items():
        print(f"{name}: {len(known)} places on {len({item.paper for item in known})} papers")
        if chosen.judge is not None:
            judged(left_out(known, chosen.judge))
        if chosen.write:
            model = fitted(known)
            save(model, PERSON_WORDS if name == "person" else FIRM_WORDS)
            print(f"{len(model.rows)} signs")


if __name__ == "__main__":
    main()
