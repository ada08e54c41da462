"""What leaves open on which days care was given: papers that may name one more than the checklist asks for.

What is asked for every day is only as whole as the days that were read. A day that was missed would drop out
without a trace; so each paper that may name one is told, and what would be met goes to a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from packetizer.model import DateRange, Document, Fact, OmitReason
from packetizer.rules.situation import BILLS, NOTICES, RECORD, Day, Situation, own_day, same_row, service_days
from packetizer.trust import TYPE_KNOWN

_OF_CARE = (*BILLS, *NOTICES, RECORD)
_QUOTING = ("external_review_decision", "appeal_letter", "correspondence", "phone_log")
_REPORTS = ("operative_report", "discharge_summary", "other")  # of what was done, as a record is
_TO_COME = ("prior_auth_request", "prior_auth_approval", "referral", "consent_form")  # care that is planned
_BEFORE, _AFTER = timedelta(days=60), timedelta(days=14)  # the care that was read: it may begin or end then
_MONTHS = 12
_CHARGED = "it charges something"
_CHARGES = ("amount.billed", "amount.allowed")


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A paper that may name a further day of care; without `days` nobody knows which."""

    paper: Document
    why: str
    days: tuple[date, ...] = ()
    billed: bool = True  # the treatment would have been charged for it


def open_days(case: Situation, codes: frozenset[str], served: Sequence[Day]) -> tuple[OpenDay, ...]:
    """`codes`: those under which the treatment is billed; `served`: the days of care that were read."""
    made = [one for paper in case.papers for one in _of_paper(paper, case, codes)]
    made += [one for paper in case.papers for one in _turned(paper, served)]
    return (*made, *_unnamed(case, served), *_left_out(case))


def _of_paper(paper: Document, case: Situation, codes: frozenset[str]) -> Iterator[OpenDay]:
    if paper.type in _OF_CARE:
        charged = paper.type != RECORD
        unread = next((why for test, why in _UNREAD if test(paper, case)), "")
        if unread:
            yield OpenDay(paper, unread, billed=charged)
        ends = tuple(day for fact in _periods(paper) for day in fact if day <= case.today)
        if ends:
            yield OpenDay(paper, "it gives a period, not every day", ends, charged)
        yield from _after_notice(paper, case)
    elif days := _days(paper, case):
        if paper.confidence < TYPE_KNOWN and set(paper.candidates[:1]) & set(_OF_CARE):
            charged = RECORD not in paper.candidates[:1]
            yield OpenDay(paper, "what kind of paper it is could not be read surely", days, charged)
        elif why := _tells_of_care(paper, case, codes):
            yield OpenDay(paper, why, days, billed=why == _CHARGED)


# ---------------------------------------------------------------- a paper of care


def _without_day(paper: Document, _case: Situation) -> bool:
    """A notice need not name a day: it may name the claim instead, or deny what was to come."""
    if paper.type in NOTICES or service_days(paper):
        return False
    return paper.type != RECORD or own_day(paper) is None


def _more_lines(paper: Document, _case: Situation) -> bool:
    """One code stands in more lines than days were read."""
    if paper.type not in BILLS:
        return False
    charges = [fact for fact in paper.facts if fact.kind == "amount.billed"]
    codes = [fact for fact in paper.facts if fact.kind == "code.procedure"]
    lines = Counter(str(code.value) for code in codes if any(same_row(code, charge) for charge in charges))
    return max(lines.values(), default=0) > len(service_days(paper))


def _more_charged(paper: Document, _case: Situation) -> bool:
    """The total has more than the lines that were read, by what a day costs once or several times."""
    if paper.type not in BILLS:
        return False
    cost: Counter[date | None] = Counter()
    loose: list[int] = []
    for amount, day in _lines(paper):
        if day is None:
            loose.append(amount)
        else:
            cost[day] += amount
    if not loose:
        return False
    total = max(loose)
    rest = total - cost.total()
    return rest not in (0, sum(loose) - total) and rest > 0 and any(rest % one == 0 for one in cost.values())


def _lines(paper: Document) -> Iterator[tuple[int, date | None]]:
    """Rows that charge something: how many cents at most, and the day in the row."""
    days = [fact for fact in paper.facts if fact.kind == "date.service"]
    left = [fact for fact in paper.facts if fact.kind == "amount.billed" and _cents(fact) > 0]
    while left:
        row = [fact for fact in left if same_row(fact, left[0])]
        left = [fact for fact in left if fact not in row]
        beside = (day.value for day in days if any(same_row(day, fact) for fact in row))
        yield max(map(_cents, row)), next((day for day in beside if isinstance(day, date)), None)


def _cents(fact: Fact) -> int:
    return int(fact.value * 100) if isinstance(fact.value, Decimal) else 0


def _page_missing(paper: Document, case: Situation) -> bool:
    told = [warning for warning in case.case.warnings if warning.code == "missing_page"]
    return any(paper.id in warning.documents for warning in told)


def _page_unread(paper: Document, case: Situation) -> bool:
    told = [warning for warning in case.case.warnings if warning.code == "illegible_page"]
    return any(page in warning.pages for warning in told for page in paper.pages)


_UNREAD: tuple[tuple[Callable[[Document, Situation], bool], str], ...] = (
    (_without_day, "no date of service could be read on it"),
    (_more_lines, "it has more lines than days were read"),
    (_more_charged, "its total is more than the lines come to whose day was read"),
    (_page_missing, "a page of it is not here"),
    (_page_unread, "a page of it could not be read"),
)


def _periods(paper: Document) -> Iterator[tuple[date, date]]:
    for fact in paper.facts:
        if fact.kind == "date.service" and isinstance(fact.value, DateRange):
            yield fact.value.first, fact.value.last


def _after_notice(paper: Document, case: Situation) -> Iterator[OpenDay]:
    """Days after a notice's own are of care to come; where that date is doubtful they may lie behind."""
    own = own_day(paper)
    if paper.type in NOTICES and own is not None and not own.sure:
        days = tuple(day for day in _days(paper, case) if day > own.date)
        if days:
            yield OpenDay(
                paper, "its own date is a doubtful reading, and it may deny care already given", days
            )


def _turned(paper: Document, served: Sequence[Day]) -> Iterator[OpenDay]:
    """A day after its notice that is one of the care, printed day first: 11/08 may be the 11th of August."""
    own = own_day(paper)
    if paper.type not in NOTICES or own is None or not served:
        return
    later = [day.date for day in service_days(paper) if day.date > own.date]
    turned = [day.replace(month=day.day, day=day.month) for day in later if day.day <= _MONTHS]
    if days := tuple(day for day in turned if served[0].date - _BEFORE <= day <= own.date):
        yield OpenDay(paper, "unless it is the day to come that it was read as", days)


# ---------------------------------------------------------------- other papers


def _tells_of_care(paper: Document, case: Situation, codes: frozenset[str]) -> str:
    """Why a paper of another type may name days of care; "" where it does not."""
    if paper.type in _TO_COME:
        return ""
    kinds = {fact.kind for fact in paper.facts}
    if not kinds.isdisjoint(_CHARGES):
        return _CHARGED
    named = {str(fact.value).upper() for fact in paper.facts if fact.kind == "code.procedure"}
    if paper.type in _REPORTS and named & codes:
        return "it names a code of the treatment"
    paid = paper.id in case.ties and case.ties[paper.id].sure
    return "it tells of care on that day" if paid or paper.type in _QUOTING else ""


def _unnamed(case: Situation, served: Sequence[Day]) -> Iterator[OpenDay]:
    """Days on a decision that nothing names, about the time of the care; the day of a paper is that."""
    if not served:
        return
    first, last = served[0].date - _BEFORE, served[-1].date + _AFTER
    told = {paper.date for paper in case.papers if paper.type != RECORD}
    for paper in case.papers:
        days = {
            one.day
            for one in case.case.unnamed_days
            if one.document == paper.id and one.page in paper.pages and one.day not in told
        }
        limit = min(last, paper.date or last)
        if near := tuple(sorted(day for day in days if first <= day <= limit)):
            yield OpenDay(paper, "what happened on that day could not be read", near)


def _days(paper: Document, case: Situation) -> tuple[date, ...]:
    """The days of service on a paper, its own where it names none and may be a record."""
    days = service_days(paper)
    own = own_day(paper)
    if not days and own is not None and RECORD in paper.candidates[:1]:
        days = (own,)
    return tuple(day.date for day in days if day.date <= case.today)


def _left_out(case: Situation) -> Iterator[OpenDay]:
    """Papers held back as another's, and copies: either may be a mistake."""
    out = {omission.page: omission.reason for omission in case.case.omissions}
    others = {
        one for warning in case.case.warnings if warning.code == "wrong_patient" for one in warning.documents
    }
    for paper in case.case.documents:
        if paper.type not in _OF_CARE:
            continue
        copied = {page for page in paper.pages if out.get(page) is OmitReason.DUPLICATE}
        if paper.id in others:
            why, facts = "it is held back as another person's", paper.facts
        elif copied:
            why = "a page of it was left out as a copy"
            facts = tuple(fact for fact in paper.facts if fact.page in copied)
        else:
            continue
        if days := _days(replace(paper, facts=facts), case):
            yield OpenDay(paper, why, days, paper.type != RECORD)
