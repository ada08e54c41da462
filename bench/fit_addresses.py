"""Fit which address of a paper an appeal goes to, by what stands around it.

    python -m bench.fit_addresses [--write] [--judge SOURCE]

Addresses of papers whose facts are known: of the generated halves but the judging one, of the open papers of
bench/told/, and of short ones written for this (bench/sketches/addresses). `--judge` leaves each source out
whose name begins so (a half, a file of told papers) and prints how it is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.drawn import SKETCHES
from bench.scoring import fold
from bench.spans import Known, Paper, command, known_papers
from packetizer.understanding.facts.appeal.addresses import APPEAL, addresses_on, signs
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.surroundings import NO_ROLE
from packetizer.understanding.lore.knowledge import Knowledge, load_knowledge
from packetizer.understanding.lore.wordmodel import ADDRESS_WORDS

SKETCHED = sorted((SKETCHES / "addresses").glob("*.txt"))


def addresses_of(paper: Paper, knowledge: Knowledge) -> Iterator[Known]:
    lexicon, kind = knowledge.lexicon, paper.document.type
    true = {fold(APPEAL, fact.value) for fact in paper.facts if fact.kind == APPEAL}
    said = {
        fold(APPEAL, str(fact.value))
        for page in paper.pages
        for fact in find_facts(page, lexicon)
        if fact.kind == APPEAL
    }
    for page in paper.pages:
        sheet = sheet_of(page, lexicon)
        found = addresses_on(sheet)
        for at, address in enumerate(found):
            value = fold(APPEAL, address.value)
            # Cut otherwise than the truth is, it is the right one all the same.
            right = any(value in one or one in value for one in true)
            own = APPEAL if value in said else NO_ROLE
            yield Known(
                paper.source,
                paper.name,
                signs(sheet, found, at, kind),
                frozenset({APPEAL} if right else ()),
                own,
                not said,
            )


def everything() -> dict[Path, list[Known]]:
    knowledge = load_knowledge()
    return {
        ADDRESS_WORDS: [item for paper in known_papers(*SKETCHED) for item in addresses_of(paper, knowledge)]
    }


if __name__ == "__main__":
    command("which address an appeal goes to", everything)
