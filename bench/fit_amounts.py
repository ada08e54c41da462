"""Fit what an amount of a paper is by what stands around it and what adds up.

    python -m bench.fit_amounts [--write] [--judge SOURCE]

Amounts whose role is known: those of the generated halves but the blind one and of the open papers of
bench/told/. `--judge` leaves each source out whose name begins so (a half, a file of told papers) and prints
how it is read.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from bench.cases.generate import make_case
from bench.cases.pages import read_case
from bench.cases.truth import TrueDocument, TrueFact
from bench.cases.world import Half
from bench.fit_words import HALVES
from bench.spans import NO_ROLE, Known, fitted, judged, left_out
from bench.told import REASONS_ONLY, open_files, papers_in
from packetizer.model import Page
from packetizer.understanding.facts.amountroles import Sum, signs, sums_of
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.money import PAID, spots_on
from packetizer.understanding.facts.settle import by_rules
from packetizer.understanding.facts.sums import BY_PLAN, said_of
from packetizer.understanding.knowledge import Knowledge, load_knowledge
from packetizer.understanding.wordmodel import AMOUNT_WORDS, save

CASES = range(200, 220)


def amounts_of(
    source: str,
    document: TrueDocument,
    pages: Sequence[Page],
    facts: Iterable[TrueFact],
    knowledge: Knowledge,
) -> Iterator[Known]:
    lexicon = knowledge.lexicon
    role = lexicon.role(document.type)
    if "amount" in role.drop:
        return
    true: dict[Decimal, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.kind.startswith("amount."):
            true[Decimal(fact.value)] |= {fact.kind, *fact.or_kinds}
    found = [fact for page in pages for fact in find_facts(page, lexicon)]
    drafts = by_rules(document.type, found, pages, lexicon)
    sums = sums_of(role, pages, spots_on(pages, lexicon), said_of(drafts), lexicon)
    for at, one in enumerate(sums.of):
        own = sums.role(at)
        paper = f"{source}:{document.pages[0]}"
        yield Known(source, paper, signs(sums, at, document.type), _kinds(one, true), own, own == NO_ROLE)


def _kinds(one: Sum, true: dict[Decimal, set[str]]) -> frozenset[str]:
    kinds = set(true.get(one.value, ()))
    kinds |= {kind for kind in true.get(one.size, ()) if kind in (PAID, BY_PLAN)}
    return frozenset(kinds)


def generated(half: Half, knowledge: Knowledge) -> Iterator[Known]:
    for number in CASES:
        pages, truth = read_case(make_case(half, number), noisy=True)
        by = {f"{page.ref.source}#{page.ref.number}": page for page in pages}
        for document in truth.documents:
            if any(truth.unmeasured.get(name) for name in document.pages):
                continue
            own = [by[name] for name in document.pages if name in by and by[name].words]
            facts = [fact for fact in truth.facts if fact.page in document.pages]
            yield from amounts_of(half, document, own, facts, knowledge)


def told(file: Path, knowledge: Knowledge) -> Iterator[Known]:
    for paper in papers_in(file):
        document, facts = paper.truth(f"{paper.name}.pdf")
        pages = [page for page in paper.drawn(f"{paper.name}.pdf") if page.words]
        yield from amounts_of(file.stem, document, pages, facts, knowledge)


def everything() -> list[Known]:
    knowledge = load_knowledge()
    found = [item for half in HALVES for item in generated(half, knowledge)]
    for file in open_files():
        if not file.stem.startswith(REASONS_ONLY):
            found += told(file, knowledge)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit what an amount is by what stands around it.")
    parser.add_argument("--write", action="store_true", help=f"write {AMOUNT_WORDS.name}")
    parser.add_argument("--judge", help="leave the sources out that begin so, and judge by them")
    chosen = parser.parse_args()
    known = everything()
    print(f"{len(known)} amounts of {len({item.paper for item in known})} papers")
    if chosen.judge is not None:
        judged(left_out(known, chosen.judge))
    if chosen.write:
        model = fitted(known)
        save(model, AMOUNT_WORDS)
        print(f"{len(model.rows)} signs")


if __name__ == "__main__":
    main()
