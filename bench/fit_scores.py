"""Fit whether a number near a rating scale's name is a total of it, by what stands around it.

    python -m bench.fit_scores [--write] [--judge SOURCE]

Numbers known to be a total or none: those of the generated halves but the judging one, of the open papers of
bench/told/ and of bench/sketches/scores/. `--judge` leaves each source out whose name begins so (a half, a
file of told papers or sketches) and prints how it is read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from bench.drawn import SKETCHES
from bench.spans import Known, Paper, command, known_papers
from packetizer.understanding.facts.care.totals import TOTAL, readings
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.layout import Sheet
from packetizer.understanding.facts.surroundings import NO_ROLE
from packetizer.understanding.lore.knowledge import Knowledge, load_knowledge
from packetizer.understanding.lore.wordmodel import SCORE_WORDS


def numbers_of(paper: Paper, knowledge: Knowledge) -> Iterator[Known]:
    true: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for fact in paper.facts:
        if fact.kind.startswith("score."):
            true[fact.page].add((fact.kind, fact.value))
    lexicon = knowledge.lexicon
    found = [fact for page in paper.pages for fact in find_facts(page, lexicon)]
    said = {(fact.kind, str(fact.value)) for fact in found if fact.kind.startswith("score.")}
    placed = {(fact.kind, str(fact.value), fact.page, fact.box.y0) for fact in found}
    every = list(readings(paper.pages, paper.document.type, said, lexicon))
    named = [(_page(sheet), reading.scale.kind or "", str(reading.number.value)) for sheet, reading in every]
    times = Counter(named)
    for name, (sheet, reading) in zip(named, every, strict=True):
        page, kind, value = name
        box = reading.number.cell.line.box_at(reading.number.start, reading.number.end)
        own = (kind, value, sheet.page.ref, box.y0) in placed
        kinds = {TOTAL} if (kind, value) in true[page] else set()
        if kinds and times[name] > 1:
            kinds.add("perhaps")  # which of them is marked, is not known
        yield Known(
            paper.source, paper.name, reading.signs, frozenset(kinds), TOTAL if own else NO_ROLE, not own
        )


def _page(sheet: Sheet) -> str:
    return f"{sheet.page.ref.source}#{sheet.page.ref.number}"


def everything() -> dict[Path, list[Known]]:
    knowledge = load_knowledge()
    papers = known_papers(*sorted((SKETCHES / "scores").glob("*.txt")))
    return {SCORE_WORDS: [item for paper in papers for item in numbers_of(paper, knowledge)]}


if __name__ == "__main__":
    command("which numbers are a scale's total", everything)
