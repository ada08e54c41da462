"""Fit what a date on a page is of by the words around it, where no label says so.

    python -m bench.fit_days [--write] [--judge SOURCE]

Dates whose role is known: those of the generated halves but the judging one, of the open papers of
bench/told/, and of bench/sketches/days/. `--judge` leaves each source out whose name begins so (a half, a
file of told papers or sketches) and prints how it is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.drawn import SKETCHES
from bench.spans import Known, Paper, command, known_papers
from packetizer.model import DateRange
from packetizer.understanding.facts.dates.datesoftype import dates_by_rules
from packetizer.understanding.facts.dates.datespots import DatedSpot
from packetizer.understanding.facts.dates.dayroles import OPEN, signs
from packetizer.understanding.facts.dates.find import all_spots
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.making import on_page
from packetizer.understanding.facts.surroundings import NO_ROLE
from packetizer.understanding.lore.knowledge import Knowledge, load_knowledge
from packetizer.understanding.lore.wordmodel import DAY_WORDS

STRENGTH = 0.1  # its chances decide what rules are believed: with less decay they are too sure of themselves
# Their writers left the days of earlier visits unmarked.
UNTOLD = ("clinical_d", "sender_d", "clinical_x", "sender_x")


def days_of(paper: Paper, knowledge: Knowledge) -> Iterator[Known]:
    document, pages = paper.document, paper.pages
    true: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for fact in paper.facts:
        if fact.kind.startswith("date."):
            true[fact.page][fact.value] |= {fact.kind, *fact.or_kinds}
    lexicon = knowledge.lexicon
    facts_found = [fact for page in pages for fact in find_facts(page, lexicon)]
    drafts = dates_by_rules(lexicon.role(document.type), facts_found, pages, lexicon)
    said = {(item.page, item.box): item.kind for item in drafts if item.kind.startswith("date.")}
    for number, page in enumerate(pages):
        spots, sheet = all_spots(page, lexicon), sheet_of(page, lexicon)
        here = true[f"{page.ref.source}#{page.ref.number}"]
        for at, spot in enumerate(spots):
            kinds = _kinds(spot, here)
            own = said.get((page.ref, on_page(spot.box)), NO_ROLE)
            yield Known(
                paper.source, paper.name, signs(sheet, spots, at, document.type, number == 0),
                frozenset(kinds), own, own == NO_ROLE and spot.role in OPEN,
            )  # fmt: skip


def _kinds(spot: DatedSpot, true: Mapping[str, set[str]]) -> set[str]:
    value = spot.printed.value
    if isinstance(value, DateRange):
        return _kinds_of_range(spot, value, true)
    kinds: set[str] = set()
    for day, named in true.items():
        years = value.year - int(day[:4])
        century = "date.birth" in named and spot.printed.short_year and years == 100
        if "/" not in day and day[5:] == str(value)[5:] and (not years or century or spot.printed.no_year):
            kinds |= named
    return kinds


def _kinds_of_range(spot: DatedSpot, value: DateRange, true: Mapping[str, set[str]]) -> set[str]:
    if not spot.printed.no_year:
        return true.get(str(value), set())
    ends = (str(value.first)[5:], str(value.last)[5:])
    same = (named for days, named in true.items() if "/" in days and (days[5:10], days[16:]) == ends)
    return set().union(*same)


def everything() -> dict[Path, list[Known]]:
    knowledge = load_knowledge()
    papers = known_papers(*sorted((SKETCHES / "days").glob("*.txt")), untold=UNTOLD)
    return {DAY_WORDS: [item for paper in papers for item in days_of(paper, knowledge)]}


if __name__ == "__main__":
    command("what a date is of", everything, STRENGTH)
