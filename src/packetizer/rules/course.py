"""The course of treatment: when it began, what was billed, which days any paper names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from packetizer.rules.compose import DrugClass
from packetizer.rules.opendays import OpenDay, open_days
from packetizer.rules.situation import (
    BILLS,
    NOTICES,
    RECORD,
    Day,
    Situation,
    own_day,
    service_days,
    treatment_days,
)
from packetizer.trust import READ

_FAR = timedelta(days=365)  # one day so long before all others may be a misread year: both stay possible


@dataclass(frozen=True, slots=True)
class Spread:
    """The first treatment lies between these days, both included; they differ where a date is doubtful."""

    earliest: date
    latest: date

    def side_of(self, day: date) -> int | None:
        """-1 before the first treatment, 0 on its day, 1 after it; None where that is unsure."""
        if day < self.earliest:
            return -1
        if day > self.latest:
            return 1
        return 0 if self.earliest == self.latest else None


@dataclass(frozen=True, slots=True)
class Course:
    """Days in order, each once, with the best reading's confidence."""

    first: Spread | None
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
            given += past
    days = _each_once(served)
    return Course(_first(given), _each_once(billed), days, open_days(case, codes, days), drugs, unfit)


def _each_once(days: Iterable[Day]) -> tuple[Day, ...]:
    best: dict[date, float] = {}
    for day in days:
        best[day.date] = max(best.get(day.date, 0.0), day.confidence)
    return tuple(Day(day, best[day]) for day in sorted(best))


def _first(days: Iterable[Day]) -> Spread | None:
    known = _each_once(days)
    sure = [day.date for day in known if day.confidence >= READ]
    if not sure:
        return None
    alone = len(sure) > 1 and sure[1] - sure[0] > _FAR
    return Spread(known[0].date, sure[1] if alone else sure[0])
