"""Whether the papers of a case meet a requirement: yes by papers that show it, no, or doubtful; and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import IntEnum

from packetizer.model import DateRange, Document, Fact, PageRef, Trial
from packetizer.rules.clocks import notices
from packetizer.rules.course import Course
from packetizer.rules.opendays import OpenDay
from packetizer.rules.schema import CarriedFact, Evidence, Gathered, Within
from packetizer.rules.situation import NOTICES, Day, Situation, days_shown, own_day, pages_of, same_person
from packetizer.rules.trials import criterion, weigh_trials
from packetizer.rules.vocabulary import FACT_WORDS, SCORE_WORDS
from packetizer.trust import READ, TYPE_KNOWN


class Verdict(IntEnum):
    """Of a paper or of a whole alternative. The least of several decides where all must hold."""

    NO = 0
    DOUBT = 1
    YES = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """A paper against one way to meet a requirement. `reason` says what stands against it."""

    paper: Document
    verdict: Verdict
    reason: str = ""
    pages: tuple[PageRef, ...] = ()  # where it shows what is asked


@dataclass(frozen=True, slots=True)
class Weighed:
    """All papers against one way to meet a requirement."""

    verdict: Verdict
    papers: tuple[Judged, ...] = ()
    reason: str = ""
    missing_dates: tuple[date, ...] = ()
    found: int = 0
    needed: int = 1
    criterion: str = ""
    trials: tuple[Trial, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """What one predicate says about a paper."""

    verdict: Verdict
    reason: str = ""
    pages: tuple[PageRef, ...] = field(default=())


_YES = Point(Verdict.YES)
_OTHER = "other"  # a paper that is like none: what it is nearest to is seldom what it is
_LIKELY = 0.5  # of a paper's type, where each other type that it may be would serve as well


def weigh(evidence: Evidence, case: Situation, course: Course) -> Weighed:
    """All papers against this way to meet a requirement."""
    judged = tuple(judge(evidence, paper, case, course) for paper in case.papers)
    fitting = tuple(one for one in judged if one.verdict is not Verdict.NO)
    refused = tuple(one for one in judged if one.verdict is Verdict.NO and one.reason)
    if evidence.for_each is not None:
        return _weigh_each(fitting, course, evidence.for_each)
    if evidence.gathered is not None:
        return _weigh_gathered(evidence.gathered, fitting, case, course)
    return _weigh_count(evidence.count, fitting, refused)


# ---------------------------------------------------------------- one paper


def judge(evidence: Evidence, paper: Document, case: Situation, course: Course) -> Judged:
    """The first predicate that fails, else the first that is doubtful, decides; another type is no."""
    kind = _type(evidence, paper)
    if kind.verdict is Verdict.NO:
        return Judged(paper, Verdict.NO, kind.reason)
    points = [kind, *(predicate(evidence, paper, case, course) for predicate in _PREDICATES)]
    worst = min(points, key=lambda point: point.verdict)
    pages = tuple(dict.fromkeys(page for point in points for page in point.pages)) or paper.pages[:1]
    return Judged(paper, worst.verdict, worst.reason, pages)


def _type(evidence: Evidence, paper: Document) -> Point:
    if paper.type in evidence.types:
        either_way = len(paper.candidates) > 0 and set(paper.candidates) <= set(evidence.types)
        if paper.confidence >= TYPE_KNOWN or (either_way and paper.confidence >= _LIKELY):
            return _YES
        return Point(Verdict.DOUBT, "what kind of paper it is could not be read surely")
    if paper.confidence >= TYPE_KNOWN or set(paper.candidates).isdisjoint(evidence.types):
        return Point(Verdict.NO)
    if paper.type != _OTHER and paper.candidates[0] in evidence.types:
        return Point(Verdict.DOUBT, "it may be such a paper; its type could not be read surely")
    return Point(Verdict.NO, "it might be such a paper, which is not likely; look at it first")


def _dated(evidence: Evidence, paper: Document, case: Situation, course: Course) -> Point:
    if evidence.dated is None:
        return _YES
    if evidence.dated == "not_before_decision":
        return _not_before_decision(paper, case)
    before = evidence.dated == "before_first_treatment"
    if course.first is None:
        return (
            _YES
            if before and case.service == "planned"
            else Point(Verdict.DOUBT, "the day of the first treatment could not be read")
        )
    day = own_day(paper)
    if day is None:
        return Point(Verdict.DOUBT, "no date could be read on it")
    side = course.first.side_of(day.date)
    if side is None:
        return Point(
            Verdict.DOUBT, f"it is dated {day.date}, and whether that is before the first treatment is unsure"
        )
    if (side < 0) is not before or side == 0:
        return _wrong_side(day, side)
    return _YES if day.sure else Point(Verdict.DOUBT, f"its date, {day.date}, is a doubtful reading")


def _wrong_side(day: Day, side: int) -> Point:
    if side == 0:
        return Point(
            Verdict.DOUBT, f"it is of the day of the first treatment, {day.date}: see which came first"
        )
    verdict = Verdict.NO if day.sure else Verdict.DOUBT
    return Point(verdict, f"it is dated {day.date}, {'before' if side < 0 else 'after'} the first treatment")


def _not_before_decision(paper: Document, case: Situation) -> Point:
    """An older paper is of an earlier appeal; at the first level no undated one can be."""
    decided = [own_day(one) for one in notices(case) if one.type in NOTICES]
    days = sorted((day for day in decided if day is not None), key=lambda day: day.date)
    day = own_day(paper)
    unsure = _YES if case.appeal_level == "internal_1" else None
    if not decided:
        return _YES
    if day is None or len(days) < len(decided):
        where = "it" if day is None else "the decision that is appealed"
        return unsure or Point(Verdict.DOUBT, f"no date could be read on {where}")
    sure = day.sure and all(one.sure for one in days)
    if day.date < days[0].date:
        early = f"it is dated {day.date}, before the decision of {days[0].date}: it is of an earlier appeal"
        return Point(Verdict.NO if sure else Verdict.DOUBT, f"{early}, not the letter of this one")
    if day.date < days[-1].date:
        return Point(Verdict.DOUBT, f"it is dated {day.date}, before the decision of {days[-1].date}")
    doubt = Point(Verdict.DOUBT, "its date, or that of the decision, is a doubtful reading")
    return _YES if sure else unsure or doubt


def _within(evidence: Evidence, paper: Document, case: Situation, course: Course) -> Point:
    if evidence.within is None:
        return _YES
    day, event = own_day(paper), _event(evidence.within, case, course)
    if day is None or event is None:
        return Point(
            Verdict.DOUBT,
            "no date could be read on it" if day is None else "the day to compare with is unknown",
        )
    near = abs((day.date - event).days) <= evidence.within.days
    if near and day.sure:
        return _YES
    far = f"it is dated {day.date}, more than {evidence.within.days} days away"
    return Point(
        Verdict.NO if day.sure else Verdict.DOUBT, far if not near else "its date is a doubtful reading"
    )


def _event(within: Within, case: Situation, course: Course) -> date | None:
    if within.of == "today":
        return case.today
    if within.of == "first_treatment":
        return course.first.latest if course.first else None
    return _denied(case)


def _denied(case: Situation) -> date | None:
    """The day of the newest denial."""
    return max((paper.date for paper in notices(case) if paper.date), default=None)


def _names_client(evidence: Evidence, paper: Document, case: Situation, _course: Course) -> Point:
    if not evidence.names_client:
        return _YES
    client = case.given.client_name or case.case.info.client_name.value
    if paper.patient is None or client is None:
        return Point(Verdict.DOUBT, "no patient's name could be read on it")
    return _YES if same_person(paper.patient, client) else Point(Verdict.NO, "it names somebody else")


def _signed(evidence: Evidence, paper: Document, case: Situation, _course: Course) -> Point:
    if not evidence.signed and evidence.signed_within_days is None:
        return _YES
    facts = [fact for fact in paper.facts if fact.kind == "date.signed" and isinstance(fact.value, date)]
    if not facts:
        return Point(Verdict.DOUBT, "no signature with a date was seen on it")
    latest = max(facts, key=lambda fact: (fact.confidence >= READ, fact.value))
    if latest.confidence < READ:
        return Point(Verdict.DOUBT, "the date beside the signature is a doubtful reading")
    limit = evidence.signed_within_days
    if limit is not None and isinstance(latest.value, date) and case.today - latest.value > timedelta(limit):
        return Point(Verdict.NO, f"it was signed on {latest.value}, more than {limit} days ago")
    return Point(Verdict.YES, pages=pages_of([latest]))


def _in_force(evidence: Evidence, paper: Document, case: Situation, _course: Course) -> Point:
    if not evidence.in_force:
        return _YES
    said = [one for one in case.case.contents if one.document == paper.id and one.id == "expires" and one.day]
    past = [one for one in said if one.day and one.day < case.today]
    if not past:
        return _YES
    pages = tuple(dict.fromkeys(one.page for one in past))
    if len(past) < len(said):
        return Point(Verdict.DOUBT, "it names several days on which it expires", pages)
    return Point(Verdict.NO, f"it expired on {max(one.day for one in past if one.day)}", pages)


def _for_this_care(evidence: Evidence, paper: Document, case: Situation, _course: Course) -> Point:
    if not evidence.for_this_care:
        return _YES
    tie = case.ties.get(paper.id)
    if tie is None:
        return Point(Verdict.DOUBT, "whether it pays for this care was not looked at")
    return _YES if tie.sure else Point(Verdict.DOUBT, tie.says)


def _carries(evidence: Evidence, paper: Document, _case: Situation, course: Course) -> Point:
    points = [_carried(need, paper, course) for need in evidence.carries]
    worst = min(points, key=lambda point: point.verdict, default=_YES)
    return Point(worst.verdict, worst.reason, tuple(page for point in points for page in point.pages))


def _carried(need: CarriedFact, paper: Document, course: Course) -> Point:
    unfit = course.unfit if need.of_condition else frozenset()
    facts = [fact for fact in paper.facts if fact.kind in need.kinds and fact.kind not in unfit]
    in_bounds = [fact for fact in facts if _in_bounds(fact, need)]
    sure = [fact for fact in in_bounds if fact.confidence >= READ]
    what = " or ".join(dict.fromkeys(FACT_WORDS.get(kind, kind.partition(".")[0]) for kind in need.kinds))
    if len({str(fact.value) for fact in sure}) >= need.at_least:
        return Point(Verdict.YES, pages=pages_of(sure))
    if len({str(fact.value) for fact in in_bounds}) >= need.at_least:
        return Point(Verdict.DOUBT, f"the {what} on it is a doubtful reading", pages_of(in_bounds))
    outside = [fact for fact in facts if fact not in in_bounds and fact.confidence >= READ]
    if outside:
        return Point(Verdict.NO, f"the {what} on it is outside what is asked", pages_of(outside))
    others = [fact for fact in paper.facts if fact.kind in need.kinds and fact.confidence >= READ]
    if others:
        scales = dict.fromkeys(SCORE_WORDS.get(fact.kind, fact.kind) for fact in others)
        return Point(Verdict.NO, f"it shows {' and '.join(scales)}, which does not measure what is treated")
    if need.if_unread == "not_met":
        return Point(Verdict.NO)
    return Point(Verdict.DOUBT, f"no {what} could be read on it")


def _in_bounds(fact: Fact, need: CarriedFact) -> bool:
    if need.minimum is None and need.maximum is None:
        return True
    try:
        number = fact.value if isinstance(fact.value, Decimal) else Decimal(str(fact.value))
    except InvalidOperation:
        return False
    return (need.minimum is None or number >= need.minimum) and (
        need.maximum is None or number <= need.maximum
    )


def _on_appeal(evidence: Evidence, paper: Document, case: Situation, _course: Course) -> Point:
    if not evidence.on_appeal or paper.id in case.on_appeal:
        return _YES
    return Point(Verdict.NO, "it does not say that it decides an appeal")


def _look(evidence: Evidence, _paper: Document, _case: Situation, _course: Course) -> Point:
    return _YES if evidence.look is None else Point(Verdict.DOUBT, f"look whether it shows {evidence.look}")


_PREDICATES: Sequence[Callable[[Evidence, Document, Situation, Course], Point]] = (
    _dated,
    _within,
    _names_client,
    _signed,
    _in_force,
    _for_this_care,
    _carries,
    _on_appeal,
    _look,
)


# ---------------------------------------------------------------- all papers


def _weigh_count(count: int, fitting: Sequence[Judged], refused: Sequence[Judged]) -> Weighed:
    sure = tuple(one for one in fitting if one.verdict is Verdict.YES)
    if len(sure) >= count:
        return Weighed(Verdict.YES, sure, found=len(sure), needed=count)
    if len(fitting) >= count:
        return Weighed(Verdict.DOUBT, tuple(fitting), _reasons(fitting), found=len(sure), needed=count)
    reason = _reasons([*fitting, *refused])
    if fitting and count > 1:
        reason = f"only {len(fitting)} of {count} were found. {reason}".strip()
    return Weighed(Verdict.NO, tuple(fitting), reason, found=len(fitting), needed=count)


def _reasons(judged: Iterable[Judged]) -> str:
    said = dict.fromkeys(f"“{one.paper.title}”: {one.reason}." for one in judged if one.reason)
    return " ".join(said)


def _weigh_each(fitting: tuple[Judged, ...], course: Course, what: str) -> Weighed:
    wanted = course.billed if what == "billed_treatment" else course.served
    if not fitting:
        return Weighed(
            Verdict.NO, missing_dates=tuple(day.date for day in wanted), needed=max(len(wanted), 1)
        )
    if not wanted:
        return Weighed(Verdict.DOUBT, fitting, "No date of service could be read to compare it with.")
    cover = {day: _covered(day, fitting) for day in wanted}
    missing = tuple(day.date for day, verdict in cover.items() if verdict is Verdict.NO)
    unsure = tuple(day.date for day, verdict in cover.items() if verdict is Verdict.DOUBT)
    found = len(wanted) - len(missing)
    doubt = _doubt(unsure, fitting)
    if missing:
        reason = f"None for {_dates(missing)}. {doubt if unsure else ''}".strip()
        return Weighed(Verdict.NO, fitting, reason, missing, found, len(wanted))
    if unsure:
        reason = f"{doubt} {_reasons(fitting)}".strip()
        return Weighed(Verdict.DOUBT, fitting, reason, unsure, found, len(wanted))
    open_ = [one for one in course.open if one.billed or what != "billed_treatment"]
    if reason := _open(open_, fitting):
        return Weighed(Verdict.DOUBT, fitting, reason, found=found, needed=len(wanted))
    return Weighed(Verdict.YES, _only_needed(wanted, fitting), found=found, needed=len(wanted))


def _doubt(unsure: Sequence[date], fitting: Sequence[Judged]) -> str:
    """Names the papers that may be for these days."""
    maybe = (one for one in fitting if any(_covers(one, day) is Verdict.DOUBT for day in unsure))
    titles = ", ".join(dict.fromkeys(f"“{one.paper.title}”" for one in maybe if not one.reason))
    said = f"Whether there is one for {_dates(unsure)} could not be read surely"
    return f"{said}: look at {titles}." if titles else f"{said}."


def _open(papers: Iterable[OpenDay], fitting: Sequence[Judged]) -> str:
    """What papers may name a day that none is for; "" where no paper does."""
    said: list[str] = []
    for one in papers:
        days = [day for day in one.days if _covered(Day(day, 1.0), fitting) is not Verdict.YES]
        if days:
            said.append(f"“{one.paper.title}” names {_dates(days)}, for which there is none ({one.why}).")
        elif not one.days:
            said.append(f"See whether “{one.paper.title}” names a day that is not here: {one.why}.")
    return " ".join(dict.fromkeys(said))


def _covered(day: Day, papers: Iterable[Judged]) -> Verdict:
    best = max((_covers(one, day.date) for one in papers), default=Verdict.NO)
    return Verdict.DOUBT if best is Verdict.NO and not day.sure else best


def _covers(one: Judged, wanted: date) -> Verdict:
    days = days_shown(one.paper)
    own = own_day(one.paper)
    if not days and own is not None:
        days = (own,)
    for day in days:
        if day.date == wanted:
            return one.verdict if day.sure else Verdict.DOUBT
    ranges = (fact.value for fact in one.paper.facts if fact.kind == "date.service")
    in_range = any(isinstance(value, DateRange) and value.first <= wanted <= value.last for value in ranges)
    return Verdict.DOUBT if in_range or not days else Verdict.NO


def _only_needed(wanted: Sequence[Day], fitting: Iterable[Judged]) -> tuple[Judged, ...]:
    return tuple(one for one in fitting if any(_covers(one, day.date) is Verdict.YES for day in wanted))


def _dates(dates: Iterable[date]) -> str:
    return ", ".join(day.isoformat() for day in dates)


def _weigh_gathered(need: Gathered, fitting: tuple[Judged, ...], case: Situation, course: Course) -> Weighed:
    sure_papers = frozenset(one.paper.id for one in fitting if one.verdict is Verdict.YES)
    papers = tuple(one.paper for one in fitting)
    denied = _denied(case) or case.today
    trials = weigh_trials(need, papers, sure_papers, case.treatment, course.drugs, denied)
    used = tuple(one for one in fitting if one.paper.id in trials.papers) or fitting
    shown = tuple(replace(one, pages=_own_pages(one, trials.pages)) for one in used)
    verdict = Verdict.YES if trials.enough else Verdict.DOUBT if trials.perhaps else Verdict.NO
    return Weighed(
        verdict,
        shown,
        trials.says,
        found=trials.found,
        needed=need.at_least,
        criterion=criterion(need),
        trials=trials.table,
    )


def _own_pages(one: Judged, pages: Iterable[PageRef]) -> tuple[PageRef, ...]:
    return tuple(page for page in pages if page in one.paper.pages) or one.pages
