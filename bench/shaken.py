"""Whether a slip of understanding makes the checklist say `met`: `python -m bench.shaken --half late`.

Generated cases are understood as they come. Then one thing that was read on the papers that name days of
care is lost, misread or made doubtful: each paper, day and code in turn, so nothing is left to chance. What
is asked for every day (a record, a line of a bill) is weighed again, against the truth of `bench.rules`.
Where something else is missing beside, the slip does no harm; of those after which nothing is seen to be
missing, the last column says how many go to a person. What no other paper contradicts cannot be noticed.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import get_args

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.accuracy import UNSEEN
from bench.cases.world import Half
from bench.rules import BILLS, MEANING, NOTICES, TrueCase, understood
from packetizer.model import (
    Box,
    Case,
    Document,
    Fact,
    Given,
    Omission,
    OmitReason,
    Severity,
    UnnamedDay,
    Warning,
)
from packetizer.rules.check import check
from packetizer.rules.load import load_library
from packetizer.rules.situation import same_row

EACH_DAY = ("itemized_bill", "infusion_records")
OF_CARE = (*BILLS, "eob", *NOTICES, "infusion_record")
OPEN = tuple(half for half in get_args(Half) if half not in UNSEEN)
DOUBTFUL = 0.6
SURE = 0.95
BESIDE = ("date.payment", "date.letter", "date.received", "date.signed")  # mistaken for a day of care
TAKEN_FOR = {"infusion_record": "operative_report", "itemized_bill": "receipt"}  # others: correspondence

Slip = Callable[[Document], Iterable[Document]]


# ---------------------------------------------------------------- slips


def day_lost(paper: Document) -> Iterator[Document]:
    for day in _days(paper):
        yield _without(paper, [fact for fact in paper.facts if _serves(fact) and fact.value == day])


def days_lost(paper: Document) -> Iterator[Document]:
    if _days(paper):
        yield _without(paper, [fact for fact in paper.facts if _serves(fact)])


def row_lost(paper: Document) -> Iterator[Document]:
    """A day and all that stands beside it: as where a line of a table was not read."""
    for day in _days(paper):
        lost = [fact for fact in paper.facts if _serves(fact) and fact.value == day]
        yield _without(paper, [fact for fact in paper.facts if any(same_row(fact, one) for one in lost)])


def neighbour_read(paper: Document) -> Iterator[Document]:
    """A day is read as the next one on the same paper."""
    days = _days(paper)
    for day in days[:-1]:
        yield _redated(paper, day, days[days.index(day) + 1])


def day_misread(paper: Document) -> Iterator[Document]:
    for day in _days(paper):
        yield _redated(paper, day, day + timedelta(days=10))


def day_misread_in_doubt(paper: Document) -> Iterator[Document]:
    for day in _days(paper):
        yield _redated(paper, day, day + timedelta(days=10), DOUBTFUL)


def days_in_doubt(paper: Document) -> Iterator[Document]:
    if _days(paper):
        yield _with(paper, _serves, _doubted)


def other_day_taken(paper: Document) -> Iterator[Document]:
    """A payment's, letter's or stamp's day is taken for one of care."""
    for other in paper.facts:
        if other.kind in BESIDE and isinstance(other.value, date) and other.value not in _days(paper):
            taken = replace(other, kind="date.service")
            yield replace(paper, facts=tuple(taken if fact is other else fact for fact in paper.facts))


def code_misread(paper: Document) -> Iterator[Document]:
    for code in _codes(paper):
        wrong = replace(code, value=f"{str(code.value)[:-1]}Z")
        yield replace(paper, facts=tuple(wrong if fact is code else fact for fact in paper.facts))


def type_missed(paper: Document) -> Iterator[Document]:
    yield replace(paper, type=_other_type(paper), confidence=0.95, candidates=())


def type_in_doubt(paper: Document) -> Iterator[Document]:
    yield replace(paper, type=_other_type(paper), confidence=DOUBTFUL, candidates=(paper.type,))


def taken_for_a_bill(paper: Document) -> Iterator[Document]:
    if paper.type not in BILLS:
        yield replace(paper, type="itemized_bill", confidence=0.9, candidates=(paper.type,))


SLIPS: tuple[Slip, ...] = (
    day_lost,
    days_lost,
    row_lost,
    neighbour_read,
    day_misread,
    day_misread_in_doubt,
    days_in_doubt,
    other_day_taken,
    code_misread,
    type_missed,
    type_in_doubt,
    taken_for_a_bill,
)


def _doubted(fact: Fact) -> Fact:
    return replace(fact, confidence=DOUBTFUL)


def _other_type(paper: Document) -> str:
    return TAKEN_FOR.get(paper.type, "correspondence")


def _days(paper: Document) -> list[date]:
    return sorted({fact.value for fact in paper.facts if _serves(fact) and isinstance(fact.value, date)})


def _codes(paper: Document) -> list[Fact]:
    return [fact for fact in paper.facts if fact.kind == "code.procedure"]


def _serves(fact: Fact) -> bool:
    return fact.kind == "date.service"


def _without(paper: Document, lost: Sequence[Fact]) -> Document:
    return replace(paper, facts=tuple(fact for fact in paper.facts if fact not in lost))


def _with(paper: Document, which: Callable[[Fact], bool], change: Callable[[Fact], Fact]) -> Document:
    return replace(paper, facts=tuple(change(fact) if which(fact) else fact for fact in paper.facts))


def _redated(paper: Document, day: date, read: date, confidence: float = SURE) -> Document:
    def misread(fact: Fact) -> Fact:
        return replace(fact, value=read, confidence=confidence)

    slipped = _with(paper, lambda fact: _serves(fact) and fact.value == day, misread)
    return replace(
        slipped, date=read if paper.type == "infusion_record" and paper.date == day else paper.date
    )


# ---------------------------------------------------------------- counting


def shaken(case: Case, slip: Slip) -> Iterator[Case]:
    for at, paper in enumerate(case.documents):
        if paper.type in OF_CARE:
            for slipped in slip(paper):
                yield replace(case, documents=(*case.documents[:at], slipped, *case.documents[at + 1 :]))


def unnamed(case: Case) -> Iterator[Case]:
    """A day on a decision is read, and nobody knows what it is of."""
    for at, paper in enumerate(case.documents):
        for day in _days(paper) if paper.type in NOTICES else ():
            lost = [fact for fact in paper.facts if fact.value == day]
            rest = (*case.documents[:at], _without(paper, lost), *case.documents[at + 1 :])
            days = (*case.unnamed_days, UnnamedDay(paper.id, day, lost[0].page))
            yield replace(case, documents=rest, unnamed_days=days)


def mentioned(case: Case) -> Iterator[Case]:
    """Another day of the treatment, which a record mentions, is taken for one that it records."""
    charged = {day for paper in case.documents if paper.type in (*BILLS, "eob") for day in _days(paper)}
    for at, paper in enumerate(case.documents):
        own = next((fact for fact in paper.facts if _serves(fact)), None)
        if paper.type != "infusion_record" or own is None:
            continue
        for day in sorted(charged - {*_days(paper)}):
            more = replace(own, value=day, box=Box(own.box.x0, 0.8, own.box.x1, 0.81))
            taken = replace(paper, facts=(*paper.facts, more))
            yield replace(case, documents=(*case.documents[:at], taken, *case.documents[at + 1 :]))


def held_back(case: Case) -> Iterator[Case]:
    """A paper of the client's is taken for another person's."""
    for paper in case.documents:
        if paper.type in OF_CARE:
            told = Warning("wrong_patient", Severity.BLOCKING, "", documents=(paper.id,))
            out = tuple(Omission(page, OmitReason.EXCLUDED) for page in paper.pages)
            yield replace(case, omissions=(*case.omissions, *out), warnings=(*case.warnings, told))


def left_out(case: Case) -> Iterator[Case]:
    """A page of care is taken for a copy of another."""
    for paper in case.documents:
        if paper.type in OF_CARE:
            for page in paper.pages:
                out = Omission(page, OmitReason.DUPLICATE, paper.pages[0])
                yield replace(case, omissions=(*case.omissions, out))


def _shaking() -> dict[str, Callable[[Case], Iterable[Case]]]:
    of_papers = {slip.__name__: partial(shaken, slip=slip) for slip in SLIPS}
    return {
        "none": lambda case: [case],
        **of_papers,
        "unnamed": unnamed,
        "mentioned": mentioned,
        "held_back": held_back,
        "left_out": left_out,
    }


def measure(cases: Iterable[tuple[TrueCase, Given, Case]]) -> dict[str, Counter[tuple[str, str]]]:
    """By slip: how often each truth met each status; the first row is without any."""
    library, shaking = load_library(), _shaking()
    seen: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in shaking}
    for truth, given, case in cases:
        true = {name: str(MEANING[name](truth)) for name in EACH_DAY}
        for name, shake in shaking.items():
            for one in shake(case):
                items = check(one, library, given).requirements
                seen[name].update((true[it.id], it.status.value) for it in items if it.id in EACH_DAY)
    return seen


def table(seen: dict[str, Counter[tuple[str, str]]]) -> str:
    rows = [
        "| slip | truly missing | falsely met | to a person | truly met | falsely missing | to a person "
        "| noticed |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    rows += [_row(name.replace("_", " "), counts) for name, counts in seen.items()]
    slipped = sum((counts for name, counts in seen.items() if name != "none"), Counter[tuple[str, str]]())
    return "\n".join([*rows, _row("**all slips**", slipped)])


def _row(name: str, counts: Counter[tuple[str, str]]) -> str:
    missing = sum(n for (true, _), n in counts.items() if true == "False")
    met = sum(n for (true, _), n in counts.items() if true == "True")
    cells = [missing, counts["False", "met"], counts["False", "needs_review"]]
    cells += [met, counts["True", "missing"], counts["True", "needs_review"]]
    unseen = cells[1] + cells[2]
    noticed = f"{cells[2] / unseen:.2f}" if unseen else ""
    return f"| {name} | {' | '.join(map(str, cells))} | {noticed} |"


@click.command()
@click.option(
    "--half", type=click.Choice([half for half in get_args(Half) if half not in UNSEEN]), default="late"
)
@click.option("--cases", default=40, show_default=True)
@click.option("--start", default=200, help="Number of the first case.", show_default=True)
def main(half: Half, cases: int, start: int) -> None:
    """Print how often a slip makes the checklist wrong."""
    seen = measure(understood(half, cases, start, noisy=True))
    click.echo(f"{half} half, {cases} cases\n\n{table(seen)}")


if __name__ == "__main__":
    main()
