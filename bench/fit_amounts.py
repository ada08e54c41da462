"""Fit what an amount of a paper is by what stands around it and what adds up.

    python -m bench.fit_amounts [--write] [--judge SOURCE]

Amounts whose role is known: those of the generated halves but the judging one, of the open papers of
bench/told/ and of short ones written for this (bench/sketches/amounts). `--judge` leaves each source out
whose name begins so (a half, a file of told papers) and prints how it is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from bench.drawn import SKETCHES
from bench.spans import Known, Paper, command, known_papers
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.money.amountroles import Sum, signs, sums_of
from packetizer.understanding.facts.money.find import PAID, spots_on
from packetizer.understanding.facts.money.sums import BY_PLAN, said_of
from packetizer.understanding.facts.settle import by_rules
from packetizer.understanding.facts.surroundings import NO_ROLE
from packetizer.understanding.lore.knowledge import Knowledge, load_knowledge
from packetizer.understanding.lore.wordmodel import AMOUNT_WORDS


def amounts_of(paper: Paper, knowledge: Knowledge) -> Iterator[Known]:
    document, pages = paper.document, paper.pages
    lexicon = knowledge.lexicon
    role = lexicon.role(document.type)
    if "amount" in role.drop:
        return
    true: dict[Decimal, set[str]] = defaultdict(set)
    for fact in paper.facts:
        if fact.kind.startswith("amount."):
            true[Decimal(fact.value)] |= {fact.kind, *fact.or_kinds}
    found = [fact for page in pages for fact in find_facts(page, lexicon)]
    drafts = by_rules(document.type, found, pages, lexicon)
    sums = sums_of(role, pages, spots_on(pages, lexicon), said_of(drafts), lexicon)
    for at, one in enumerate(sums.of):
        own = sums.role(at)
        yield Known(
            paper.source, paper.name, signs(sums, at, document.type), _kinds(one, true), own, own == NO_ROLE
        )


def _kinds(one: Sum, true: dict[Decimal, set[str]]) -> frozenset[str]:
    kinds = set(true.get(one.value, ()))
    kinds |= {kind for kind in true.get(one.size, ()) if kind in (PAID, BY_PLAN)}
    return frozenset(kinds)


def everything() -> dict[Path, list[Known]]:
    knowledge = load_knowledge()
    papers = known_papers(*sorted((SKETCHES / "amounts").glob("*.txt")))
    return {AMOUNT_WORDS: [item for paper in papers for item in amounts_of(paper, knowledge)]}


if __name__ == "__main__":
    command("what an amount of a paper is", everything)
