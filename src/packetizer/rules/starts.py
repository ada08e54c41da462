"""The day from which a deadline is counted: when the decision came, as far as papers tell, or its date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from packetizer.model import TELLS_RECEIPT, Document, Fact
from packetizer.rules.situation import Situation
from packetizer.trust import READ

_LATEST = 60  # days after its date by which a decision has come


@dataclass(frozen=True, slots=True)
class Start:
    """The day a clock starts, and how we know."""

    day: date
    received: bool  # else it is the notice's own date
    fact: str | None
    says: str


def start_of(counted_from: str, case: Situation, paper: Document) -> Start | None:
    """Of a clock that runs from the notice's date, or from its receipt: its date where nothing tells that."""
    notice = notice_day(paper)
    if counted_from == "notice_date":
        return notice
    if case.given.denial_received is not None:
        return given_receipt(case.given.denial_received)
    stamps = [fact for fact in dates_of(paper, "date.received") if not fact.by_sender]
    if stamps and (notice is None or stamps[0].value != notice.day):
        says = f"the day the notice was received, {stamps[0].value}"
        received = Start(day_of(stamps[0]), True, stamps[0].id, says)
        if notice is None or received.day >= notice.day:
            return received
    told = min(_told(case, paper), key=lambda start: start.day, default=None) if notice is not None else None
    return told or notice


def _told(case: Situation, paper: Document) -> Iterator[Start]:
    """What other papers tell of its receipt: of the newest decision that had been made by then."""
    decided = [other for other in case.papers if other.type == paper.type or other.type in _DECIDING]
    for other in case.papers:
        for fact in dates_of(other, "date.received") if other.type in TELLS_RECEIPT else ():
            day = day_of(fact)
            made = [one.date for one in decided if one.date is not None and one.date <= day]
            if fact.by_sender or fact.confidence < READ or paper.date is None or not made:
                continue
            if paper.date == max(made) and (day - paper.date).days <= _LATEST:
                where = f"“{other.title}” ({fact.page.source}, page {fact.page.number})"
                yield Start(day, True, fact.id, f"the day the notice was received, {day}, as {where} tells")


_DECIDING = ("denial_letter", "final_denial_letter")


def given_receipt(day: date) -> Start:
    return Start(day, True, None, f"the day the denial was received as given, {day}")


def notice_day(paper: Document) -> Start | None:
    if paper.date is None:
        return None
    fact = next(
        (fact.id for fact in paper.facts if fact.kind.startswith("date.") and fact.value == paper.date), None
    )
    return Start(paper.date, False, fact, f"the notice's own date, {paper.date}")


def dates_of(paper: Document, kind: str) -> list[Fact]:
    """The days of a kind on a paper, those read surely first."""
    found = [fact for fact in paper.facts if fact.kind == kind and isinstance(fact.value, date)]
    return sorted(found, key=lambda fact: (fact.confidence < READ, day_of(fact)))


def day_of(fact: Fact) -> date:
    if not isinstance(fact.value, date):
        raise TypeError(f"fact {fact.id} of kind {fact.kind} holds no day")
    return fact.value
