"""What decides which rules apply and the papers leave open: asked of the person, never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from packetizer.model import Question
from packetizer.rules.clocks import notices
from packetizer.rules.library import Library
from packetizer.rules.recipient import insurers_named
from packetizer.rules.situation import Situation
from packetizer.rules.vocabulary import PlanType

_PLAN_PAPERS = {"denial_letter", "final_denial_letter", "eob", "insurance_card", "plan_document"}
_TELLS = {  # elements of understanding/data/contents.yaml, and what they hint at
    "administered_by": "as employers' self-funded plans do",
    "insured_by": "as insured plans do",
}


def questions(case: Situation, library: Library) -> tuple[Question, ...]:
    """In the order in which they matter; none where everything that decides is known."""
    return (*_insurer(case, library), *_level(case), *_plan(case), *_received(case), *_sender(case))


def _insurer(case: Situation, library: Library) -> Iterator[Question]:
    chain = library.insurer(case.insurer)
    named = _several_insurers(case)
    if not chain and case.given.insurer is not None:
        return  # said already; that there are no rules for it is a warning
    if not chain:
        why = "Without it only the general checklist is used, and no address or form of the insurer's own."
        yield _which_insurer(
            f"{why} {named}".strip(), "insurer: NAME   # `packetizer rules list` has the names"
        )
        return
    licensees = [f.rules.id for f in library.files if f.rules.extends == chain[-1].rules.id]
    if licensees:
        title = chain[-1].rules.title
        why = f"{title} is a family: policy, address and deadline are those of one company in it. {named}"
        yield _which_insurer(
            why.strip(), f"insurer: {licensees[0]}   # or another of: {', '.join(licensees[1:])}"
        )
    elif named and case.given.insurer is None:
        yield _which_insurer(
            f"{named} The checklist of {chain[-1].rules.title} is used.", f"insurer: {case.insurer}"
        )


def _which_insurer(why: str, lines: str) -> Question:
    return Question("insurer", "Which insurer decides the appeal?", why, lines)


def _several_insurers(case: Situation) -> str:
    """Several names on what denies: the plan, its administrator, a reviewer of theirs."""
    names = insurers_named(case)
    return f"The denial names several: {', '.join(names)}." if len(names) > 1 else ""


_STEPS = {"internal_2": "a further appeal to the plan", "external": "external review"}


def _level(case: Situation) -> Iterator[Question]:
    """Asked where the newest decision offers two steps, contradicts itself, or says of none."""
    if not case.level_perhaps:
        return
    levels = (case.appeal_level, *case.level_perhaps)
    letters = ", ".join(f"“{paper.title}”" for paper in notices(case))
    steps = " or ".join(_STEPS.get(level, level.replace("_", " ")) for level in levels)
    why = (
        f"{letters} can be read as leading to {steps}. Address, form and deadline hang on it; the deadlines "
        "of both are shown, and the earliest leads."
    )
    lines = f"appeal_level: {levels[0]}   # or {', '.join(levels[1:])}"
    yield Question("appeal_level", "Which step comes next?", why, lines)


def _plan(case: Situation) -> Iterator[Question]:
    if case.plan_type is not None and not case.plan_inferred:
        return
    hints = " ".join(_plan_hints(case))
    kinds = f"The kinds: {', '.join(get_args(PlanType))}."
    if case.plan_type is None:
        why = (
            "Deadlines, levels, forms and the right to sue hang on it. The employer's benefits office knows."
        )
        lines = "plan:\n  type: KIND"
    else:
        said = case.plan_type.replace("_", " ")
        why = f"The papers read as if it is: {said}. Deadlines and levels hang on it."
        lines = f"plan:\n  type: {case.plan_type}"
    yield Question(
        "plan_type", "What kind of plan is it?", f"{why} {hints} {kinds}".replace("  ", " "), lines
    )


def _plan_hints(case: Situation) -> Iterator[str]:
    papers = {paper.id for paper in case.papers if paper.type in _PLAN_PAPERS}
    said = {one.id: one.words for one in reversed(case.case.contents) if one.document in papers}
    for element, told in _TELLS.items():
        if element in said:
            yield f"The papers print “{said[element]}”, {told}."
    if "N25" in case.case.denial.rarc:
        yield "Remark code N25 says that the company only administers the plan: then it is self-funded."
    member = (case.given.member_id or case.case.info.member_id.value or "").replace(" ", "")
    if member[:1] == "R" and member[1:].isdigit() and len(member) == 9:
        yield "A member ID of R and eight digits is the Federal Employee Program's (fehb)."


def _received(case: Situation) -> Iterator[Question]:
    letters = notices(case)
    stamped = any(
        fact.kind == "date.received" and not fact.by_sender for paper in letters for fact in paper.facts
    )
    if not letters or stamped or case.given.denial_received is not None:
        return
    why = "Most clocks start when the letter arrives; without that day they count from the letter's own date."
    yield Question("denial_received", "When did the denial arrive?", why, "denial_received: YYYY-MM-DD")


def _sender(case: Situation) -> Iterator[Question]:
    sender = case.given.sender
    if sender.name is None and sender.organisation is None:
        who = "the client" if case.guardian is None else "a parent or guardian of the client"
        why = f"If it is not {who}, a signed authorization is asked for; e-mails name the sender."
        if case.filer == "representative":
            why += " The papers read as if a representative does."
        lines = 'sender:\n  name: NAME\n  organisation: OFFICE\n  phone: "555-555-0100"'
        yield Question("sender", "Who sends the appeal?", why, lines)
