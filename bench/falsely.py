"""Why something for every day was said to be met and is not: counts of causes, no word of a page is shown.

Of each day that the truth asks for and nothing truly shows, each paper that names it is looked up in what the
program made of it: `python -m bench.falsely --half late`. It may be run on a half that judges.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.cases.truth import page_name
from bench.cases.world import Half
from bench.rules import BILLS, MEANING, Paper, TrueCase, understood
from packetizer.model import Case, Document, PageRef, Status
from packetizer.rules.check import check
from packetizer.rules.load import load_library
from packetizer.trust import READ

EACH_DAY = ("itemized_bill", "infusion_records")


def causes(case: TrueCase, read: Case, name: str) -> Iterator[str]:
    """Of each day that nothing truly shows: what became of the papers that name it, and what was believed."""
    bills = [paper for paper in case.of(*BILLS) if paper.has("code.procedure")]
    itemized = frozenset(day for paper in bills for day in paper.days("date.service"))
    asked, shown = (
        (case.treated, itemized) if name == "itemized_bill" else (case.treatment_days, case.recorded)
    )
    out = {omission.page for omission in read.omissions}
    for day in sorted(asked - shown):
        for paper in case.papers:
            if day in paper.days("date.service") or (
                paper.day == day and paper in case.of("infusion_record")
            ):
                yield f"{paper.document.type} names it: {_became(paper, day, read, out)}"
        for one in read.documents:
            if one.type in (*BILLS, "infusion_record") and _reads(one, day):
                yield f"it is read on {one.type}, truly {_truly(case, one)}"


def _became(paper: Paper, day: date, read: Case, out: set[PageRef]) -> str:
    pages = set(paper.document.pages)
    facts = [fact for one in read.documents for fact in one.facts if page_name(fact.page) in pages]
    own = [one for one in read.documents if pages & {page_name(page) for page in one.pages}]
    if not own or any(page in out for one in own for page in one.pages if page_name(page) in pages):
        return "left out or held back"
    types = " + ".join(sorted({one.type for one in own}))
    kinds = sorted({fact.kind for fact in facts if fact.value == day})
    sure = any(f.kind == "date.service" and f.value == day and f.confidence >= READ for f in facts)
    said = "as of service" if sure else ", ".join(kinds) or "not read"
    return f"as {types}, the day {said}"


def _reads(one: Document, day: date) -> bool:
    return any(fact.kind == "date.service" and fact.value == day for fact in one.facts)


def _truly(case: TrueCase, one: Document) -> str:
    pages = {page_name(page) for page in one.pages}
    true = [doc for doc in case.truth.documents if pages & set(doc.pages)]
    codes = any(p.document in true and p.has("code.procedure") for p in case.papers)
    return (
        f"{' + '.join(sorted({doc.type for doc in true})) or 'no paper'}{'' if codes else ' without codes'}"
    )


@click.command()
@click.option("--half", type=click.Choice(get_args(Half)), default="late", show_default=True)
@click.option("--cases", default=40, show_default=True)
@click.option("--start", default=40, help="Number of the first case.", show_default=True)
def main(half: Half, cases: int, start: int) -> None:
    """Print how often each cause stands behind what is falsely met."""
    library = load_library()
    found: Counter[str] = Counter()
    for case, given, read in understood(half, cases, start, noisy=True):
        for item in check(read, library, given).requirements:
            if item.id in EACH_DAY and item.status is Status.MET and MEANING[item.id](case) is False:
                found[f"{item.id}: falsely met"] += 1
                found.update(f"{item.id}: {cause}" for cause in causes(case, read, item.id))
    click.echo("\n".join(f"{count} × {cause}" for cause, count in found.most_common()) or "none")


if __name__ == "__main__":
    main()
