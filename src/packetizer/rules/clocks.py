"""The deadlines of a case: what the rules compute from the notice, and what the letter itself prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from packetizer.model import Deadline, Document, Fact, Severity, Warning
from packetizer.rules.compose import Stated, caveat
from packetizer.rules.deadlines import add_days, add_months, next_business_day
from packetizer.rules.schema import DeadlineRule
from packetizer.rules.situation import NOTICES, Situation, own_day
from packetizer.rules.starts import Start, dates_of, day_of, given_receipt, start_of
from packetizer.trust import READ

NEAR_DAYS = 14

_WINDOW = re.compile(r"(\d{1,3})\s*(?:calendar\s*)?(day|week|month|year)s?", re.IGNORECASE)
_FIRST_LEVEL, _OUTSIDE = "internal_1", "external"
_FIRST_STEP = ("internal_appeal", "Appeal")
_STEPS = {
    "internal_2": ("second_level_appeal", "Second-level appeal"),
    "external": ("external_review", "External review"),
}


def notices(case: Situation) -> tuple[Document, ...]:
    """The decisions that are appealed, from which the next step's clock runs and whose address counts.

    At the first level every denial; after it the newest decision on an appeal, for which earlier ones are
    history. A statement of benefits only where no letter is.
    """
    denying = case.case.denial.documents
    papers = [paper for paper in case.papers if paper.id in denying or paper.type in NOTICES]
    letters = [paper for paper in papers if paper.type != "eob"]
    if case.appeal_level == _FIRST_LEVEL:
        wanted = [
            paper for paper in letters if paper.type == "denial_letter" and paper.id not in case.on_appeal
        ]
    else:
        on_appeal = [paper for paper in letters if paper.id in case.on_appeal]
        wanted = [paper for paper in on_appeal or letters if not _superseded(paper, on_appeal or letters)]
    return tuple(wanted or letters or papers)


def starting(case: Situation) -> tuple[Document, ...]:
    """The papers that start a clock: the decisions, and statements of benefits that denied a claim first.

    Those count where the letter says that the first notice does, and for a claim that no letter names.
    """
    papers = notices(case)
    decisions = [paper for paper in papers if paper.type != "eob"]
    if case.appeal_level != _FIRST_LEVEL or not decisions:
        return papers
    denying = case.case.denial.documents
    statements = [paper for paper in case.papers if paper.type == "eob" and paper.id in denying]
    first = any(_is_said("first_notice", fact, case) for paper in decisions for fact in windows(case, paper))
    named = frozenset().union(*map(claims_of, decisions))
    more = (
        paper
        for paper in statements
        if (own := claims_of(paper)) and (first or (named and own.isdisjoint(named)))
    )
    return (*papers, *more)


def claims_of(paper: Document) -> frozenset[str]:
    """The claim numbers that a paper surely prints."""
    found = (fact for fact in paper.facts if fact.kind == "id.claim" and fact.confidence >= READ)
    return frozenset(str(fact.value) for fact in found)


def _superseded(paper: Document, others: Sequence[Document]) -> bool:
    """Whether a newer decision surely stands in its place; one about other claims does not."""
    own = own_day(paper)
    if own is None or not own.sure:
        return False
    newer = (other for other in others if (day := own_day(other)) and day.sure and day.date > own.date)
    return any(not _other_claims(paper, other) for other in newer)


def _other_claims(one: Document, other: Document) -> bool:
    first, second = claims_of(one), claims_of(other)
    return bool(first) and bool(second) and first.isdisjoint(second)


def deadlines(case: Situation, rules: Sequence[Stated]) -> tuple[Deadline, ...]:
    """Every deadline of the case, the earliest first; one that is printed stands beside the computed one."""
    papers = starting(case)
    windowed = any(windows(case, paper) for paper in papers)
    counted = [
        (rule, due)
        for rule in rules
        if (due := _earliest(rule, case, _of_rule(rule, case, papers))) is not None
    ]
    first = counted[0][1] if counted else None
    least = [due for rule, due in counted if rule.rule.at_least and _gives_longer(case, papers, due)]
    computed = [due for rule, due in counted if due not in least and (_binds(rule) or not windowed)]
    found = {(deadline.due, deadline.id): deadline for deadline in reversed(computed)}
    days = set()
    # The printed day first, then windows that say the same
    for deadline in (_longer(one, least) for one in _printed(case, papers, first)):
        if deadline.due not in days:
            key = (deadline.due, deadline.id)
            found[key] = _together(deadline, found.get(key))
        days.add(deadline.due)
    claims = _claims_due(case, papers)
    return tuple(_with_claims(found[key], claims) for key in sorted(found))


def _gives_longer(case: Situation, papers: Sequence[Document], least: Deadline) -> bool:
    """Whether the times that the letters print are all surely read and end later than a rule's least."""
    said = [(fact, _from_window(fact, case, paper)) for paper in papers for fact in windows(case, paper)]
    given = [counted for fact, counted in said if counted is not None and fact.confidence >= READ]
    return len(given) == len(said) > 0 and all(due > least.due for due, _ in given)


def _longer(deadline: Deadline, least: Sequence[Deadline]) -> Deadline:
    """With what the general rule gives at least, where the letter gives longer."""
    said = "".join(f" The general rule gives at least until {one.due}." for one in least)
    return replace(deadline, basis=f"{deadline.basis}{said}")


def _claims_due(case: Situation, papers: Sequence[Document]) -> dict[date, list[str]]:
    """The claims whose own time ends on a day, where it does not end on one day for all.

    A claim's time ends with the first of its notices.
    """
    ends: dict[str, date] = {}
    for paper in papers:
        for fact in windows(case, paper)[:1]:
            if (due := _from_window(fact, case, paper)) is not None:
                ends |= {claim: min(ends.get(claim, due[0]), due[0]) for claim in claims_of(paper)}
    by_day: dict[date, list[str]] = {}
    for claim, day in sorted(ends.items()):
        by_day.setdefault(day, []).append(claim)
    return by_day if len(by_day) > 1 else {}


def _with_claims(deadline: Deadline, claims: Mapping[date, Sequence[str]]) -> Deadline:
    named = claims.get(deadline.due, ())
    if not named:
        return deadline
    said = f"It is the last day for claim{'s' if len(named) > 1 else ''} {' and '.join(named)}."
    return replace(deadline, basis=f"{deadline.basis} {said}")


def _binds(stated: Stated) -> bool:
    """Whether a rule is law or the payer's own text: others stand back where the letter gives the time."""
    source = stated.file.source(stated.rule.cites)
    return source is not None and source.standing == "primary"


def _of_rule(stated: Stated, case: Situation, papers: Sequence[Document]) -> Sequence[Document]:
    """The papers that start a rule's clock: the decisions that are appealed, unless it names another one."""
    return papers if not stated.rule.after else case.of_type(*stated.rule.after)


def _together(printed: Deadline, computed: Deadline | None) -> Deadline:
    """A printed day that the rule comes to as well is one deadline, shown by the letter, with its source."""
    if computed is None:
        return printed
    basis = f"{printed.basis} The rule comes to the same day: {computed.basis}"
    return replace(computed, from_fact=printed.from_fact, basis=basis)


def deadline_warnings(
    case: Situation, due: Sequence[Deadline], *, unfiled: bool = False
) -> tuple[Warning, ...]:
    """Of each deadline the earliest one warns where it has passed or is near; an unknown one is said.

    `unfiled`: nothing is to be filed now, so that there is none.
    """
    found: list[Warning] = []
    seen: set[str] = set()
    for deadline in due:
        left = (deadline.due - case.today).days
        if deadline.id in seen or left > NEAR_DAYS:
            continue
        seen.add(deadline.id)
        later = [one.due for one in due if one.id == deadline.id and one.due > max(deadline.due, case.today)]
        found.append(_warning(deadline, left, later))
    papers = notices(case)
    if papers and not due and not unfiled:
        message = "No date could be read on the denial, so no deadline could be computed: look at the letter."
        ids, pages = tuple(paper.id for paper in papers), tuple(paper.pages[0] for paper in papers)
        found.append(Warning("doubtful_reading", Severity.IMPORTANT, message, ids, pages))
    return tuple(found)


def _warning(deadline: Deadline, left: int, later: Sequence[date]) -> Warning:
    facts = (deadline.from_fact,) if deadline.from_fact else ()
    other = f" By another count it is {later[0]}: see the deadlines." if later else ""
    if left < 0:
        message = (
            f"{deadline.title}: the deadline of {deadline.due} has passed.{other} Ask the plan in writing to "
            "accept a late appeal for good cause, and see what the letter says about the next level."
        )
        return Warning("deadline_passed", Severity.IMPORTANT, message, facts=facts)
    days = "today" if left == 0 else f"in {left} day{'s' if left > 1 else ''}"
    message = (
        f"{deadline.title}: due {deadline.due}, {days}.{other} If the packet cannot be complete by then, "
        "send a short appeal now and say that documents will follow."
    )
    return Warning("deadline_near", Severity.IMPORTANT, message, facts=facts)


# ---------------------------------------------------------------- computed


def _earliest(stated: Stated, case: Situation, papers: Sequence[Document]) -> Deadline | None:
    """Counted from each notice; the earliest leads."""
    counted = [
        _count(stated, start)
        for paper in papers
        if (start := start_of(stated.rule.counted_from, case, paper))
    ]
    if (
        not counted
        and case.given.denial_received
        and not stated.rule.after
        and stated.rule.counted_from == "receipt"
    ):
        counted = [_count(stated, given_receipt(case.given.denial_received))]
    if not counted:
        return None
    first = min(counted, key=lambda deadline: deadline.due)
    basis = f"{first.basis} {_caveat(stated, case.today)}".strip()
    if len({deadline.due for deadline in counted}) > 1:
        basis += f" This is the earliest of {len(counted)} notices."
    if case.plan_inferred:
        plan = str(case.plan_type).replace("_", " ")
        basis += f" That the plan is of type “{plan}” was read from the papers: check it."
    return replace(first, basis=basis)


def _caveat(stated: Stated, today: date) -> str:
    source = stated.file.source(stated.rule.cites)
    return caveat(source.standing, source.as_of or source.retrieved, source.version, today) if source else ""


def _count(stated: Stated, start: Start) -> Deadline:
    rule = stated.rule
    mailed = 0 if start.received else rule.mail_days
    begin = add_days(start.day, mailed)
    raw = add_days(begin, rule.days) if rule.days else add_months(begin, rule.months or 0, rule.missing_day)
    due = next_business_day(raw) if rule.roll == "next_business_day" else raw
    return Deadline(
        rule.id,
        rule.title,
        due,
        start.fact,
        _basis(rule, start, mailed, raw, due),
        stated.file.citation(rule.cites),
    )


def _basis(rule: DeadlineRule, start: Start, mailed: int, raw: date, due: date) -> str:
    length = f"{rule.days} calendar days" if rule.days else f"{rule.months} months"
    says = [f"{length} after {start.says}"]
    if mailed:
        says.append(f"with {mailed} days in the mail, which the rule presumes")
    text = ", ".join(says) + "."
    if rule.counted_from == "receipt" and not start.received and not mailed:
        text += " Nothing says when it arrived, so the true deadline may be later, never earlier."
    if raw != due:
        text += f" {raw} is a weekend day or federal holiday, so the last day is {due}."
    elif rule.roll == "none" and next_business_day(due) != due:
        text += " That is a weekend day or federal holiday, and this rule does not move it: send it earlier."
    return f"{text} {rule.note}".strip()


# ---------------------------------------------------------------- printed in the letter


def _printed(case: Situation, papers: Sequence[Document], computed: Deadline | None) -> Iterable[Deadline]:
    name, title = (computed.id, computed.title) if computed else _STEPS.get(case.appeal_level, _FIRST_STEP)
    for paper in papers:
        for fact in dates_of(paper, "date.deadline"):
            yield Deadline(name, title, day_of(fact), fact.id, f"Printed in the letter.{_doubt(fact)}")
        for fact in windows(case, paper):
            if (due := _from_window(fact, case, paper)) is not None:
                yield Deadline(name, title, due[0], fact.id, _window_basis(fact, case, due[1], due[0]))


def windows(case: Situation, paper: Document) -> tuple[Fact, ...]:
    """The times that a decision prints for the step at hand."""
    inside = tuple(fact for fact in paper.facts if fact.kind == "plan.appeal_window")
    outside = tuple(fact for fact in paper.facts if fact.kind == "plan.external_window")
    return outside or inside if case.appeal_level == _OUTSIDE else inside


def _window_basis(fact: Fact, case: Situation, start: Start, due: date) -> str:
    """What the letter says in its own words, and what that means for sending."""
    words = str(fact.value)
    said = f"The letter itself gives {words}"
    if len(fact.text.split()) > len(words.split()) + 1:
        said += f": “{' '.join(fact.text.split())}”"
    says = [f"{said}: counted from {start.says}.{_doubt(fact)}"]
    if start.received and start.fact is not None:
        says.append("If it came earlier, the last day is earlier.")
    elif not start.received and _is_said("from_receipt", fact, case):
        says.append("Nothing says when it arrived, so the true deadline may be later, never earlier.")
    if _is_said("must_arrive", fact, case):
        says.append("By then it must have arrived: sending it on that day is too late.")
    if next_business_day(due) != due:
        says.append(
            "That is a weekend day or federal holiday, and the letter does not move it: send it earlier."
        )
    return " ".join(says)


def _is_said(element: str, fact: Fact, case: Situation) -> bool:
    """Whether the sentence of a fact says it."""
    sentence = _squashed(fact.text)
    found = (one for one in case.case.contents if one.id == element and one.page == fact.page)
    return any(_squashed(one.words) in sentence for one in found if one.words)


def _squashed(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _doubt(fact: Fact) -> str:
    return "" if fact.confidence >= READ else " The reading is doubtful: look at the page."


def _from_window(fact: Fact, case: Situation, paper: Document) -> tuple[date, Start] | None:
    match = _WINDOW.fullmatch(str(fact.value).strip())
    by_date = _is_said("from_notice", fact, case) and not _is_said("from_receipt", fact, case)
    start = start_of("notice_date" if by_date else "receipt", case, paper)
    if match is None or start is None or int(match[1]) == 0:
        return None
    number, unit = int(match[1]), match[2].lower()
    if unit in {"month", "year"}:
        return add_months(start.day, number * (12 if unit == "year" else 1), "last_of_month"), start
    return add_days(start.day, number * (7 if unit == "week" else 1)), start
