"""Fit whether a paper's treatment is given, ordered or asked for on it, or only named.

    python -m bench.fit_treated [--write] [--judge SOURCE]

Treatments are known on the papers of the generated halves but the judging one and on the open ones of
bench/told/.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.spans import Known, Paper, command, known_papers
from packetizer.understanding.facts.care.treated import GIVEN, KIND, NAMED, signs_of
from packetizer.understanding.lore.knowledge import Knowledge, load_knowledge
from packetizer.understanding.lore.wordmodel import TREATED_WORDS


def treatments_of(paper: Paper, knowledge: Knowledge) -> Iterator[Known]:
    true = {fact.value for fact in paper.facts if fact.kind == KIND}
    for drug, seen in signs_of(paper.document.type, paper.pages, knowledge.lexicon).items():
        kinds = frozenset({GIVEN if drug in true else NAMED})
        yield Known(paper.source, paper.name, seen, kinds, GIVEN, False)


def everything() -> dict[Path, list[Known]]:
    knowledge = load_knowledge()
    return {TREATED_WORDS: [item for paper in known_papers() for item in treatments_of(paper, knowledge)]}


if __name__ == "__main__":
    command("whether a treatment is given", everything)
