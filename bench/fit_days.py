"""Fit what a date on a page is of by the words around it, where no label says so.

    python -m bench.fit_days [--write] [--judge SOURCE]

Dates whose role is known: those of the generated halves but the blind one, of the open papers of
bench/told/, and of bench/sketches/days/. `--judge` leaves each source out whose name begins so (a half, a
file of told papers or sketches) and prints how it is read.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bench.cases.generate import make_case
from bench.cases.pages import read_case
from bench.cases.truth import TrueDocument, TrueFact
from bench.cases.world import Half
from bench.drawn import SKETCHES
from bench.fit_words import HALVES
from bench.spans import Known, fitted, judged, left_out
from bench.told import open_files_of_facts, papers_in
from packetizer.model import DateRange, Page
from packetizer.understanding.facts.dates import DatedSpot, all_spots
from packetizer.understanding.facts.dayroles import NO_ROLE, OPEN, signs
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.making import on_page
from packetizer.understanding.facts.settle import dates_by_rules
from packetizer.understanding.knowledge import Knowledge, load_knowledge
from packetizer.understanding.wordmodel import DAY_WORDS, save

CASES = range(200, 220)
UNTOLD = ("clinical_d", "sender_d")  # their writer left the days of earlier visits unmarked


def days_of(
    source: str,
    document: TrueDocument,
    pages: Sequence[Page],
    facts: Iterable[TrueFact],
    knowledge: Knowledge,
) -> Iterator[Known]:
    true: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for fact in facts:
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
                source, f"{source}:{document.pages[0]}", signs(sheet, spots, at, document.type, number == 0),
                frozenset(kinds), own, own == NO_ROLE and spot.role in OPEN,
            )  # fmt: skip


def _kinds(spot: DatedSpot, true: Mapping[str, set[str]]) -> set[str]:
    value = spot.printed.value
    if isinstance(value, DateRange):
        return true.get(str(value), set())
    kinds: set[str] = set()
    for day, named in true.items():
        years = value.year - int(day[:4])
        century = "date.birth" in named and spot.printed.short_year and years == 100
        if "/" not in day and day[5:] == str(value)[5:] and (not years or century or spot.printed.no_year):
            kinds |= named
    return kinds


def generated(half: Half, knowledge: Knowledge) -> Iterator[Known]:
    for number in CASES:
        pages, truth = read_case(make_case(half, number), noisy=True)
        by = {f"{page.ref.source}#{page.ref.number}": page for page in pages}
        for document in truth.documents:
            if any(truth.unmeasured.get(name) for name in document.pages):
                continue
            own = [by[name] for name in document.pages if name in by and by[name].words]
            yield from days_of(half, document, own, truth.facts, knowledge)


def written(source: str, file: Path, knowledge: Knowledge) -> Iterator[Known]:
    for paper in papers_in(file):
        document, facts = paper.truth(f"{paper.name}.pdf")
        pages = [page for page in paper.drawn(f"{paper.name}.pdf") if page.words]
        yield from days_of(source, document, pages, facts, knowledge)


def everything() -> list[Known]:
    knowledge = load_knowledge()
    found = [day for half in HALVES for day in generated(half, knowledge)]
    for file in open_files_of_facts():
        if file.stem in UNTOLD:
            continue
        found += written(file.stem, file, knowledge)
    for file in sorted((SKETCHES / "days").glob("*.txt")):
        found += written(file.stem, file, knowledge)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit what a date is of by the words around it.")
    parser.add_argument("--write", action="store_true", help=f"write {DAY_WORDS.name}")
    parser.add_argument("--judge", help="leave this source out and judge by it")
    chosen = parser.parse_args()
    known = everything()
    print(f"{len(known)} dates of {len({day.paper for day in known})} papers")
    if chosen.judge:
        judged(left_out(known, chosen.judge))
    if chosen.write:
        model = fitted(known)
        save(model, DAY_WORDS)
        print(f"{len(model.rows)} signs")


if __name__ == "__main__":
    main()
