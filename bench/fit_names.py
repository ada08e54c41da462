"""Fit whose a name is on a paper, and what a firm is to it, by what stands around it.

    python -m bench.fit_names [--write] [--judge SOURCE]

Names whose role is known: those of the generated halves but the judging one and of the open papers of
bench/told/. `--judge` leaves each source out whose name begins so (a half, a file of told papers) and prints
how it is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.scoring import fold
from bench.spans import Known, Paper, command, known_papers
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.names.called import key_of, roles_of
from packetizer.understanding.facts.names.nameroles import Candidate, firms, people
from packetizer.understanding.facts.names.sameperson import without_initials
from packetizer.understanding.facts.settle import by_rules
from packetizer.understanding.facts.surroundings import NO_ROLE
from packetizer.understanding.lore.knowledge import Knowledge, load_knowledge
from packetizer.understanding.lore.wordmodel import FIRM_WORDS, PERSON_WORDS

FIRMS = ("name.insurer", "name.provider", "name.merchant")
PEOPLE = ("name.patient", "name.provider")


def names_of(paper: Paper, knowledge: Knowledge) -> Iterator[tuple[Path, Known]]:
    document, pages = paper.document, paper.pages
    true: dict[str, set[str]] = defaultdict(set)
    for fact in paper.facts:
        if fact.kind.startswith("name."):
            true[fold("name", fact.value)] |= {fact.kind, *fact.or_kinds}
    lexicon = knowledge.lexicon
    facts_found = [fact for page in pages for fact in find_facts(page, lexicon)]
    said = roles_of(by_rules(document.type, facts_found, pages, lexicon))
    for file, kinds, found in (
        (PERSON_WORDS, PEOPLE, people(document.type, pages, said, lexicon)),
        (FIRM_WORDS, FIRMS, firms(document.type, pages, said, lexicon)),
    ):
        whole = [one for one in found if _kinds(one, true, kinds)]
        for one in found:
            own = _kinds(one, true, kinds)
            if not own and file == FIRM_WORDS and _cut_otherwise(one, true, whole):
                continue
            rule = said.get(key_of(one.named.name), NO_ROLE)
            yield file, Known(paper.source, paper.name, one.signs, frozenset(own), rule, rule == NO_ROLE)


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


def everything() -> dict[Path, list[Known]]:
    knowledge = load_knowledge()
    found: dict[Path, list[Known]] = defaultdict(list)
    for paper in known_papers():
        for file, known in names_of(paper, knowledge):
            found[file].append(known)
    return found


if __name__ == "__main__":
    command("whose a name is", everything)
