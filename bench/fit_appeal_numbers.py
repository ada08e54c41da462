"""Fit which telephone and fax numbers of a paper are those for appeals, by what stands around them.

    python -m bench.fit_appeal_numbers [--write] [--judge SOURCE]

Numbers of papers whose facts are known: of the generated halves but the judging one, of the open papers of
bench/told/, and of short ones written for this (bench/sketches/addresses). `--judge` leaves each source out
whose name begins so (a half, a file of told papers) and prints how it is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bench.fit_addresses import SKETCHED
from bench.spans import Known, Paper, command, known_papers
from packetizer.understanding.facts.appeal.appealnumbers import FAX, PHONE, numbers_on, signs, value_of
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.surroundings import NO_ROLE
from packetizer.understanding.lore.knowledge import Knowledge, load_knowledge
from packetizer.understanding.lore.wordmodel import APPEAL_NUMBER_WORDS


def numbers_of(paper: Paper, knowledge: Knowledge) -> Iterator[Known]:
    lexicon = knowledge.lexicon
    true: dict[str, set[str]] = defaultdict(set)
    for fact in paper.facts:
        if fact.kind in (FAX, PHONE):
            true[fact.value].add(fact.kind)
    said = {
        str(fact.value): fact.kind
        for page in paper.pages
        for fact in find_facts(page, lexicon)
        if fact.kind in (FAX, PHONE)
    }
    for page in paper.pages:
        sheet = sheet_of(page, lexicon)
        found = numbers_on(sheet)
        for at, spot in enumerate(found):
            value = value_of(spot)
            kinds = frozenset(true.get(value, ()))
            own = said.get(value, NO_ROLE)
            open_ = own == NO_ROLE and not (kinds and kinds <= set(said.values()))
            seen = signs(sheet, found, at, paper.document.type)
            yield Known(paper.source, paper.name, seen, kinds, own, open_)


def everything() -> dict[Path, list[Known]]:
    knowledge = load_knowledge()
    papers = known_papers(*SKETCHED)
    return {APPEAL_NUMBER_WORDS: [item for paper in papers for item in numbers_of(paper, knowledge)]}


if __name__ == "__main__":
    command("which telephone and fax numbers are those for appeals", everything)
