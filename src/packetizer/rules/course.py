"""The course of treatment: when it began, what was billed, which days any paper names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from packetizer.model import Began, Document
from packetizer.rules.compose import DrugClass
from packetizer.rules.opendays import OpenDay, open_days
from packetizer.rules.situation import (
    BILLS,
    NOTICES,
    RECORD,
    Day,
    Situation,
    own_day,
    same_row,
    service_days,
    treatment_days,
)
from packetizer.trust import READ

_BEGAN = "treatment_began"  # of the case's contents
_OF_CLAIMS = ("id.claim", "amount.billed")
_FAR = timedelta(days=365)  # one day so long before all others may be a misread year: both stay possible


@dataclass(frozen=True, slots=True)
class Course:
    """Days in order, each once, with the best reading's confidence."""

    first: Began | None
    billed: tuple[Day, ...]  # days on which the treatment was billed
    served: tuple[Day, ...]  # days of service that a notice, bill or record names
    open: tuple[OpenDay, ...] = ()  # papers that may name a further day
    drugs: Mapping[str, DrugClass] = field(default_factory=dict)  # by generic name
    unfit: frozenset[str] = frozenset()  # scores of scales for something else than what is treated


def course_of(
    case: Situation,
    codes: frozenset[str],
    drugs: Mapping[str, DrugClass],
    unfit: frozenset[str] = frozenset(),
) -> Course:
    """`codes`: procedure codes under which the treatment is billed; without them every billed day counts."""
    billed: list[Day] = []
    served: list[Day] = []
    given: list[Day] = []
    named: list[Day] = []  # by notices: "Office notes of 03/24/2026" may be of other care
    for paper in case.papers:
        if paper.type == RECORD:
            own = own_day(paper)
            days = service_days(paper) or ((own,) if own else ())
            given += days
            served += days
        elif paper.type in (*BILLS, *NOTICES):
            limit = paper.date if paper.type in NOTICES and paper.date else case.today
            past = [day for day in treatment_days(paper, codes) if day.date <= limit]
            billed += past
            served += [day for day in service_days(paper) if day.date <= limit]
            if paper.type in NOTICES:
                named += past
                given += [replace(day, confidence=0.0) for day in past if _charged(paper, day, codes)]
            else:
                given += past
    days = _each_once(served)
    return Course(
        _first(given, _said(case), named, case.today),
        _each_once(billed),
        days,
        open_days(case, codes, days),
        drugs,
        unfit,
    )


def _each_once(days: Iterable[Day]) -> tuple[Day, ...]:
    best: dict[date, float] = {}
    for day in days:
        best[day.date] = max(best.get(day.date, 0.0), day.confidence)
    return tuple(Day(day, best[day]) for day in sorted(best))


def _charged(notice: Document, day: Day, codes: frozenset[str]) -> bool:
    """Whether a notice names the day beside a claim, a charge or the code of the treatment."""
    own = [fact for fact in notice.facts if fact.kind == "date.service" and fact.value == day.date]
    beside = [
        fact
        for fact in notice.facts
        if fact.kind in _OF_CLAIMS or (fact.kind == "code.procedure" and str(fact.value).upper() in codes)
    ]
    return any(same_row(one, other) for one in own for other in beside)


def _said(case: Situation) -> tuple[date, ...]:
    """The days on which papers say that the treatment began."""
    usable = {paper.id for paper in case.papers}
    said = (one for one in case.case.contents if one.id == _BEGAN and one.document in usable)
    return tuple(sorted({one.day for one in said if one.day is not None}))


def _first(given: Sequence[Day], said: Sequence[date], named: Sequence[Day], today: date) -> Began | None:
    """The first treatment by records and bills, or before them by what papers say of its beginning.

    Where those say a later day, or several, the days in between are unsure. What only a decision names may be
    other care, or a treatment whose record is missing: what lies between it and the first record is unsure.
    """
    recorded = _recorded(_each_once(given))
    if recorded is None and not said:
        first = next((day.date for day in _each_once([*given, *named])), None)
        return Began(first, max(first, today)) if first is not None else None
    if recorded is None:
        return Began(said[0], said[-1])
    if not said:
        return replace(recorded, earliest=min([recorded.earliest, *(day.date for day in named)]))
    return Began(min(recorded.earliest, said[0]), said[-1])


def _recorded(known: Sequence[Day]) -> Began | None:
    sure = [day.date for day in known if day.confidence >= READ]
    if not sure:
        return None
    alone = len(sure) > 1 and sure[1] - sure[0] > _FAR
    return Began(known[0].date, sure[1] if alone else sure[0])
