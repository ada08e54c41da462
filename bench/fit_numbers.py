"""Fit what a number that looks like an identifier is of, by what stands around it.

    python -m bench.fit_numbers [--write] [--judge SOURCE]

Numbers whose role is known: those of the generated halves but the judging one and of the open papers of
bench/told/. `--judge` leaves each source out whose name begins so (a half, a file of told papers) and prints
how it is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bench.spans import Known, Paper, command, known_papers
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.making import redrafted
from packetizer.understanding.facts.numbers.numberroles import signs, spots_of, value_of
from packetizer.understanding.facts.numbers.numbers import by_rules
from packetizer.understanding.facts.surroundings import NO_ROLE
from packetizer.understanding.lore.knowledge import Knowledge, load_knowledge
from packetizer.understanding.lore.wordmodel import NUMBER_WORDS


def numbers_of(paper: Paper, knowledge: Knowledge) -> Iterator[Known]:
    document, pages = paper.document, paper.pages
    true: dict[str, set[str]] = defaultdict(set)
    for fact in paper.facts:
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
            others = {name: kind for name, kind in said.items() if name != value}
            seen = signs(sheet, spots, at, document.type, others)
            yield Known(paper.source, paper.name, seen, kinds, own, own == NO_ROLE)


def everything() -> dict[Path, list[Known]]:
    knowledge = load_knowledge()
    papers = known_papers()
    return {NUMBER_WORDS: [item for paper in papers for item in numbers_of(paper, knowledge)]}


if __name__ == "__main__":
    command("what a number is of", everything)
