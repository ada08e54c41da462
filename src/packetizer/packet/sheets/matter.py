"""What the insurer may be told: the one sieve between the case and every sheet of the packet.

A sheet knows only what stands here. A value is told where a person gave it, or where a page that is in the
packet shows it clearly. What is missing, doubted or held back has no field.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from packetizer.model import (
    Case,
    DateRange,
    Event,
    Fact,
    Findings,
    Given,
    Known,
    LedgerRow,
    Moment,
    Page,
    PageRef,
    RequirementFinding,
    Status,
    T,
    Turn,
)
from packetizer.packet.bundle import Exhibit, Plan
from packetizer.packet.counted import sums, unsure_of
from packetizer.packet.options import PacketOptions
from packetizer.packet.sheets.wording import Scale, wording
from packetizer.trust import READ
from packetizer.understanding.case.unsubmitted import only_to_come, unsubmitted

_SIDES = (Turn.BEFORE, Turn.AFTER)
_Said = tuple[Scale, Fact, date, Turn]  # a score, of which day and side of the treatment


@dataclass(frozen=True, slots=True)
class Score:
    scale: Scale
    value: Decimal
    on: date
    page: int  # packet page
    letter: str
    turn: Turn = Turn.UNSAID


@dataclass(frozen=True, slots=True)
class Shown:
    """An exhibit that shows something, and the packet page on which it does."""

    exhibit: Exhibit
    page: int


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    words: str
    stated: tuple[tuple[str, int], ...]  # exhibit letter and packet page where the denial says so
    answered: tuple[Shown, ...]
    read: tuple[str, ...] = ()  # how the denial words it, as it was read
    claims: tuple[str, ...] = ()  # those that it concerns, where only their statements state it

    @property
    def told(self) -> str:
        """The reason, with the claims that it alone concerns."""
        if not self.claims:
            return self.words
        more = f" and {len(self.claims) - 2} more" if len(self.claims) > 2 else ""
        return f"{self.words} (claim {', '.join(self.claims[:2])}{more})"


@dataclass(frozen=True)
class Matter:
    """The case as far as it is told to the insurer. `plan` may be a draft with other page numbers."""

    plan: Plan
    case: Case
    findings: Findings
    given: Given
    options: PacketOptions = field(default_factory=PacketOptions)
    pages: tuple[Page, ...] = ()  # as they were read

    @property
    def drafting(self) -> bool:
        """Whether the plan has no sheets yet, and their page numbers mean nothing."""
        return not self.plan.sheets

    @cached_property
    def read(self) -> dict[PageRef, Page]:
        return {page.ref: page for page in self.pages}

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Facts on pages of the packet, by id."""
        return {
            fact.id: fact
            for exhibit in self.plan.exhibits
            for fact in exhibit.document.facts
            if self.plan.page_of(fact.page) is not None
        }

    def told(self, known: Known[T]) -> T | None:
        """The value, if a person gave it or a page of the packet shows it clearly."""
        if not known.inferred:
            return known.value
        shown = (self.facts[fact] for fact in known.facts if fact in self.facts)
        said = not known.perhaps and any(self.plan.page_of(page) is not None for page in known.pages)
        return known.value if said or any(fact.confidence >= READ for fact in shown) else None

    def told_each(self, known: Known[tuple[str, ...]]) -> tuple[str, ...]:
        """Of several values, each for itself: as `told`."""
        if not known.inferred:
            return known.value or ()
        facts = (self.facts[fact] for fact in known.facts if fact in self.facts)
        shown = {str(fact.value) for fact in facts if fact.confidence >= READ}
        return tuple(value for value in known.value or () if value in shown)

    @property
    def over(self) -> str:
        """The small line above every sheet's title."""
        member = self.told(self.case.info.client_name)
        return f"Appeal of {member}" if member else "Appeal"

    @property
    def level(self) -> str:
        level = self.told(self.case.info.appeal_level) or "unknown"
        return level if level in wording().appeal_levels else "unknown"

    @property
    def guardian(self) -> str | None:
        """Who signs for a client under age; "" where no page of the packet names one, None where of age."""
        one = self.findings.guardian
        if one is None:
            return None
        return one.name if one.page is not None and self.plan.page_of(one.page) is not None else ""

    @property
    def expedited(self) -> tuple[str, int] | None:
        """What a clinician asks for, with its time limit and law, and the packet page that does."""
        asked = self.findings.expedited
        pages = [page for ref in asked.pages if (page := self.plan.page_of(ref))] if asked else []
        if asked is None or not pages:
            return None
        return f"Expedited decision {asked.asks}".strip(), pages[0]

    @property
    def step(self) -> str:
        """The level as it is worded: what comes after the plan's own levels depends on the type of plan."""
        own = f"{self.level}_{self.case.info.plan_type.value}"
        sent_on = f"{own}_forwarded" if self.findings.forwarded else own
        levels = wording().appeal_levels
        return next((step for step in (sent_on, own) if step in levels), self.level)

    def clear(self, *kinds: str) -> Iterable[Fact]:
        """Clearly read facts of these kinds on pages of the packet, in packet order."""
        return (fact for fact in self.facts.values() if fact.kind in kinds and fact.confidence >= READ)

    @cached_property
    def service_days(self) -> tuple[date, ...]:
        """The dates of service at issue, in order: as the denial prints them, else as they were charged.

        Where neither tells, those of the papers that record or bill the treatment. Other papers tell of other
        care, and of a treatment that is still asked for there is no day.
        """
        denied = {*self.case.denial.documents}
        served = {e.document.id for e in self.plan.exhibits if e.document.type in wording().served_in}
        charged = {row.date for row in self.at_issue if row.date and row.billed is not None}
        return tuple(sorted(self._days_on(denied) or charged or self._days_on(served - self.never_denied)))

    def _days_on(self, papers: Collection[str]) -> set[date]:
        """The days of service that these papers show clearly."""
        theirs = {f.id for e in self.exhibits(papers) for f in e.document.facts}
        return _days(fact for fact in self.clear("date.service") if fact.id in theirs)

    @cached_property
    def procedure_codes(self) -> tuple[str, ...]:
        """The codes of the services at issue: those on what denies and on what charges."""
        papers = {*self.case.denial.documents, *(row.document for row in self.at_issue)}
        theirs = {f.id for e in self.exhibits(papers) for f in e.document.facts}
        return tuple(sorted({str(f.value) for f in self.clear("code.procedure") if f.id in theirs}))

    @cached_property
    def decisions(self) -> tuple[Exhibit, ...]:
        """The papers that deny, the final or newest decision first."""
        order = wording().decisions
        denying = [e for e in self.plan.exhibits if e.document.id in self.case.denial.documents]
        return tuple(
            sorted(
                denying,
                key=lambda e: order.index(e.document.type) if e.document.type in order else len(order),
            )
        )

    @cached_property
    def met(self) -> tuple[tuple[RequirementFinding, tuple[Exhibit, ...]], ...]:
        """Requirements that are met, each with the exhibits that show it; never one without an exhibit."""
        found = (
            (requirement, self.exhibits(requirement.met_by))
            for requirement in self.findings.requirements
            if requirement.status is Status.MET
        )
        return tuple((requirement, exhibits) for requirement, exhibits in found if exhibits)

    def exhibits(self, documents: Iterable[str]) -> tuple[Exhibit, ...]:
        """The exhibits that these documents became, in packet order, without those that are left out."""
        wanted = set(documents)
        return tuple(exhibit for exhibit in self.plan.exhibits if exhibit.document.id in wanted)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Reasons of the denial that a page of the packet clearly states, with what answers them.

        "Other" is told only where it is all there is: beside a named reason it says nothing.
        """
        made = []
        named = [reason for reason in self.case.denial.reasons if reason.code != "other"]
        for reason in named or self.case.denial.reasons:
            stated = [self.facts[fact] for fact in reason.facts if fact in self.facts]
            stated = [fact for fact in stated if fact.confidence >= READ]
            if stated:
                made.append(
                    Reason(
                        reason.code,
                        wording().denial_reasons.get(reason.code, wording().denial_reasons["other"]),
                        tuple(dict.fromkeys(self._place(fact) for fact in stated)),
                        self._answers(reason.code),
                        tuple(dict.fromkeys(fact.text for fact in stated)),
                        self._claims_of(stated),
                    )
                )
        return tuple(sorted(made, key=lambda reason: bool(reason.claims)))

    def _claims_of(self, stated: Sequence[Fact]) -> tuple[str, ...]:
        """The claims of the statements that state a reason; none where a letter does."""
        theirs = [e for e in self.plan.exhibits if any(fact in e.document.facts for fact in stated)]
        if any(exhibit.document.type not in wording().by_claim for exhibit in theirs):
            return ()
        own = {fact.id for exhibit in theirs for fact in exhibit.document.facts}
        numbers = (str(fact.value) for fact in self.clear("id.claim") if fact.id in own)
        return tuple(dict.fromkeys(numbers))

    def _answers(self, code: str) -> tuple[Shown, ...]:
        """The exhibits that meet what answers a reason, in packet order, then the rule that they answer."""
        words = wording()
        wanted = words.answered_by.get(code, ())
        met = [(item, exhibits) for item, exhibits in self.met if item.id in wanted]
        pages = [ref for item, _ in met for ref in item.shown_on]
        answers = {e.letter for item, found in met if item.id not in words.answered for e in found}
        rules = {e.letter for item, found in met if item.id in words.answered for e in found} - answers
        order = [e for e in self.plan.exhibits if e.letter in answers]
        order += [e for e in self.plan.exhibits if e.letter in rules and answers]
        return tuple(self.shown(exhibit, pages) for exhibit in order)

    def shown(self, exhibit: Exhibit, refs: Iterable[PageRef]) -> Shown:
        """The exhibit with the first of these pages that it has; without any, its first page."""
        own = (self.plan.page_of(ref) for ref in refs if ref in exhibit.pages)
        return Shown(exhibit, min((page for page in own if page), default=exhibit.first_page))

    def _place(self, fact: Fact) -> tuple[str, int]:
        planned = self.plan.planned(fact.page)
        return (planned.letter, planned.packet_page) if planned else ("", 0)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The chronology, as far as its papers are in the packet, its payments clear, and it has happened."""
        rows, told = self.case.ledger.rows, self.expenses
        dim = {(row.date, f"${row.paid_by_client:,.2f}") for row in rows if row.paid_by_client is not None}
        dim -= {(row.date, f"${row.paid_by_client:,.2f}") for row in told if row.paid_by_client is not None}
        return tuple(
            event
            for event in self.case.chronology
            if self.plan.exhibit_of(event.document)
            and event.date <= self.given.today
            and not any(day == event.date and paid in event.what for day, paid in dim)
        )

    @cached_property
    def expenses(self) -> tuple[LedgerRow, ...]:
        """The ledger, as far as its papers are in the packet and its amounts clearly read."""
        rows = self.case.ledger.rows
        return tuple(
            row for row in rows if self.plan.exhibit_of(row.document) and not unsure_of(row, rows, self.facts)
        )

    @cached_property
    def sums(self) -> dict[str, Decimal | None]:
        """What the expenses come to, column by column; None where the packet does not show all of it."""
        return sums(self.expenses, self.case.ledger.rows)

    @cached_property
    def never_denied(self) -> frozenset[str]:
        """Bills, by id, that no plan was sent, where what it denied was care to come."""
        denying = [paper for paper in self.case.documents if paper.id in self.case.denial.documents]
        if not only_to_come(denying, self.case.contents):
            return frozenset()
        return unsubmitted(self.case.documents, self.case.contents)

    @cached_property
    def at_issue(self) -> tuple[LedgerRow, ...]:
        """The expenses without charges that the plan was never sent."""
        return tuple(row for row in self.expenses if row.document not in self.never_denied)

    @property
    def billed(self) -> Decimal | None:
        """What was billed to the plan in all; None where the packet does not show every charge."""
        rest = [row for row in self.case.ledger.rows if row.document not in self.never_denied]
        return sums(self.at_issue, rest)["billed"] or None

    @property
    def paid(self) -> Decimal | None:
        """What the member paid in all; None where the packet does not show every payment, or some were for
        what the plan was never sent."""
        if self.never_denied:
            return None
        return self.sums["paid_by_client"] or None

    @cached_property
    def scores(self) -> tuple[Score, ...]:
        """Scores of rating scales with the day they are of: one for each scale and day, or that before a
        treatment and that after it; a filled scale tells before a note."""
        found: dict[tuple[str, date], dict[Turn, Score]] = {}
        for take in (self._taken, self._noted):
            for exhibit in self.plan.exhibits:
                own: dict[tuple[str, date], dict[Turn, Score]] = {}
                for scale, fact, day, turn in take(exhibit):
                    page = self.plan.page_of(fact.page) or exhibit.first_page
                    score = Score(scale, Decimal(str(fact.value)), day, page, exhibit.letter, turn)
                    own.setdefault((scale.name, day), {}).setdefault(turn, score)
                found = own | found
        return tuple(found[key][turn] for key in sorted(found) for turn in sorted(found[key]))

    def _taken(self, exhibit: Exhibit) -> Iterator[_Said]:
        """The scores of a paper that is filled in on its own day, or a row of it on each day."""
        day = exhibit.document.date
        if day is None or exhibit.document.type not in wording().scored_in:
            return
        filled = exhibit.document.type not in wording().treated_in  # of one day, or of a row's
        scored: dict[tuple[str, date], list[tuple[Scale, Fact]]] = {}
        for scale, fact in self._scored(exhibit, least=0.0):
            said = self._moment(fact)
            on = (said.row if filled else None) or day
            if filled or said.of_course:
                scored.setdefault((scale.name, on), []).append((scale, fact))
        for (_, on), same in scored.items():
            sides = self._sides([fact for _, fact in same])
            sure = {str(fact.value) for _, fact in same if fact.confidence >= READ}
            if sides is None:
                own = [one for one in same if filled or self._moment(one[1]).of_session]
                yield from [(*one, on, Turn.UNSAID) for one in self._telling(own)]
            elif {str(fact.value) for fact in sides} <= sure:
                yield from ((same[0][0], fact, on, turn) for fact, turn in zip(sides, _SIDES, strict=True))

    def _moment(self, fact: Fact) -> Moment:
        """What is said of a score's day; nothing of one whose page was not read."""
        return self._moments.get(fact.id) or Moment(fact.id)

    @cached_property
    def _moments(self) -> dict[str, Moment]:
        return {one.fact: one for one in self.case.moments}

    def _telling(self, same: Sequence[tuple[Scale, Fact]]) -> Sequence[tuple[Scale, Fact]]:
        """Of the clear scores of one scale and day the one that tells it: of pains the average, say.

        None where several totals were read: nobody knows which is that day's.
        """
        clear = [(scale, fact) for scale, fact in same if fact.confidence >= READ]
        degrees = [self._moment(fact).degree for _, fact in clear]
        for degree in (*wording().pain_usual, ""):
            if degree in degrees:
                return [clear[degrees.index(degree)]]
        return clear[:1]

    def _sides(self, scores: Sequence[Fact]) -> tuple[Fact, Fact] | None:
        """The scores that are said to be from before a treatment and from after it; None without both.

        One of them alone would tell the wrong course.
        """
        told: dict[Turn, Fact] = {}
        for fact in scores:
            turn = self._moment(fact).turn
            if turn is not None:
                told.setdefault(turn, fact)
        return (told[Turn.BEFORE], told[Turn.AFTER]) if len(told) == len(_SIDES) else None

    def _noted(self, exhibit: Exhibit) -> Iterator[_Said]:
        """The scores that a note clearly tells of its own day or of one that it names, one for each scale."""
        day = exhibit.document.date
        type_ = exhibit.document.type
        if day is None or type_ not in wording().scored_among_others | wording().treated_in:
            return
        told: dict[tuple[str, date], list[tuple[Scale, Fact]]] = {}
        for scale, fact in self._scored(exhibit):
            on = self._day_of(fact, day, own=type_ in wording().scored_among_others)
            if on is not None:
                told.setdefault((scale.name, on), []).append((scale, fact))
        for (_, on), same in told.items():
            for scale, fact in self._telling(same):
                alike = {str(f.value) for _, f in same if self._moment(f).degree == self._moment(fact).degree}
                if len(alike) == 1:
                    yield scale, fact, on, Turn.UNSAID

    def _day_of(self, fact: Fact, day: date, *, own: bool) -> date | None:
        """The day that a score is said to be of, the note's own where nothing names another; none to come."""
        said = self._moments.get(fact.id)
        if said is None:
            return None
        if said.named is not None:
            return said.named if said.named <= day else None
        return day if own and said.of_day else None

    def _scored(self, exhibit: Exhibit, least: float = READ) -> Iterator[tuple[Scale, Fact]]:
        for fact in exhibit.document.facts:
            scale = wording().scales.get(fact.kind)
            if scale and fact.id in self.facts and fact.confidence >= least and _on(fact.value, scale):
                apart = wording().pain_apart.get(self._moment(fact).degree)
                named = {"name": f"{scale.name} {apart}"} if apart else {}
                yield scale.model_copy(update=named), fact


def _days(facts: Iterable[Fact]) -> set[date]:
    """The days that these facts name; of a range its first and last."""
    days: set[date] = set()
    for fact in facts:
        if isinstance(fact.value, DateRange):
            days |= {fact.value.first, fact.value.last}
        elif isinstance(fact.value, date):
            days.add(fact.value)
    return days


def _on(value: object, scale: Scale) -> bool:
    """Whether the value is a number on that scale."""
    text = str(value)
    return text.replace(".", "", 1).isdigit() and Decimal(text) <= scale.top
