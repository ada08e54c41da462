"""The insurer's checklist against the case: what is met and by which page, what is missing or in doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from packetizer.model import (
    Case,
    Deadline,
    Document,
    Expedited,
    Findings,
    Given,
    PageRef,
    RequirementFinding,
    Right,
    Severity,
    Status,
    Warning,
)
from packetizer.rules.clocks import deadline_warnings, deadlines, notices
from packetizer.rules.compose import Asked, Effective, compose
from packetizer.rules.course import Course, course_of
from packetizer.rules.evidence import Verdict, Weighed, weigh
from packetizer.rules.library import Library, LoadedFile
from packetizer.rules.notice import notice_parts
from packetizer.rules.questions import questions
from packetizer.rules.recipient import expedited_ways, insurers_named, recipient, route_warnings
from packetizer.rules.schema import Form, Note
from packetizer.rules.situation import Situation, situation


def check(case: Case, library: Library, given: Given) -> Findings:
    """Every requirement with its status, deadlines with the earliest first, where the appeal goes. Pure."""
    seen = case_situation(case, library, given)
    rules = compose(library, seen)
    course = course_of(seen, rules.procedure_codes, rules.drugs, rules.unfit)
    due = _deadlines(seen, rules, library)
    forwarded = _forwarded(seen, rules)
    expedited = _expedited(seen, rules)
    insurer = rules.insurer if library.insurer(seen.insurer) else ""
    to = recipient(seen, rules.routes, insurer, hurried=expedited is not None)
    requirements = tuple(_finding(asked, seen, course, rules) for asked in rules.requirements)
    return Findings(
        rule_files=tuple(file.name for file in rules.files),
        requirements=requirements,
        deadlines=due,
        warnings=(
            *_insurer_warning(seen, library),
            *deadline_warnings(seen, due, unfiled=forwarded is not None),
            *route_warnings(seen, to),
            *_unasked_notes(seen, requirements),
            *_urgent(seen, rules),
        ),
        packet_order=rules.packet_order,
        without_sheets=rules.without_sheets,
        began=course.first,
        recipient=to,
        notice=(parts := notice_parts(seen, rules.notice)),
        notice_follows=rules.notice_follows if any(part.page is None for part in parts) else "",
        questions=questions(seen, library),
        expedited=expedited,
        guardian=seen.guardian,
        forwarded=forwarded,
        rights=tuple(Right(note.title, note.text, file.citation(note.cites)) for file, note in rules.notes),
        forms=tuple(_form(file, form) for file, form in rules.forms),
    )


def _deadlines(seen: Situation, rules: Effective, library: Library) -> tuple[Deadline, ...]:
    """Also those of a step that the newest decision may mean instead: the earliest leads, whichever it is."""
    found = list(deadlines(seen, rules.deadlines))
    for level in seen.level_perhaps:
        other = replace(seen, appeal_level=level)
        for due in deadlines(other, compose(library, other).deadlines):
            if due.due not in {one.due for one in found}:
                found.append(replace(due, basis=f"{due.basis} {_IF_THIS_STEP}"))
    return tuple(sorted(found, key=lambda due: (due.due, due.id)))


_IF_THIS_STEP = "Only if this is the step that comes next: the decision can be read both ways."


def case_situation(case: Case, library: Library, given: Given) -> Situation:
    """What the rules see; an insurer with one type of plan only settles the type where nothing else does."""
    seen = situation(case, given)
    known = [file.rules.plan_type for file in library.insurer(seen.insurer) if file.rules.plan_type]
    return replace(seen, plan_type=known[-1]) if known and seen.plan_type is None else seen


def _insurer_warning(case: Situation, library: Library) -> tuple[Warning, ...]:
    if library.insurer(case.insurer):
        return ()
    names = (
        (case.given.insurer,)
        if case.given.insurer
        else insurers_named(case) or ((case.insurer,) if case.insurer else ())
    )
    who = (
        f"There are no rules for {' or '.join(f'“{name}”' for name in names)}"
        if names
        else "Who the insurer is could not be read"
    )
    do = (
        "Add a line to case.yaml, such as “insurer: aetna” (packetizer rules list has the names), or use "
        "--insurer."
        if case.given.insurer is None
        else "If it is none of packetizer rules list, packetizer rules new begins a file for it."
    )
    message = f"{who}: only the general checklist was used. {do}"
    return (Warning("insurer_unknown", Severity.IMPORTANT, message),)


_OWN_NOTES = ("phone_log",)  # what people write for themselves: evidence only where a requirement asks for it


def _unasked_notes(case: Situation, requirements: Sequence[RequirementFinding]) -> Iterator[Warning]:
    """Logs of calls that would go out though nothing on the checklist rests on them."""
    asked = {id_ for finding in requirements for id_ in finding.met_by}
    settled = {one.page for one in case.given.corrections if one.release}
    for paper in case.papers:
        if paper.type in _OWN_NOTES and paper.id not in asked and settled.isdisjoint(paper.pages):
            message = (
                f"{paper.title}: nothing on the checklist asks for it. Look whether the insurer is to read "
                "what you or the client noted."
            )
            yield Warning(
                "doubtful_type",
                Severity.IMPORTANT,
                message,
                (paper.id,),
                paper.pages,
                asks="perhaps_private",
            )


def _urgent(case: Situation, rules: Effective) -> tuple[Warning, ...]:
    """The right to an expedited decision, where a clinician's paper asks for one."""
    if not case.urgent:
        return ()
    asking = " and ".join(f"“{paper.title}”" for paper in case.urgent)
    verb = "asks" if len(case.urgent) == 1 else "ask"
    rights = [_with_source(file, note) for file, note in rules.notes if note.urgent]
    right = rights[-1] if rights else "See in the decision how an urgent case is sent."
    ids, pages = tuple(one.id for one in case.urgent), tuple(one.pages[0] for one in case.urgent)
    message = f"{asking} {verb} for an expedited decision. {right}{expedited_ways(case)}"
    return (Warning("deadline_near", Severity.IMPORTANT, message, ids, pages),)


def _expedited(case: Situation, rules: Effective) -> Expedited | None:
    """What the insurer is asked for, where a clinician's paper of after the decision asks for it.

    An earlier one asked it of the decision that is appealed; of care that was given, nothing is urgent.
    """
    decided = max((paper.date for paper in notices(case) if paper.date), default=None)
    asking = [one for one in case.urgent if decided is None or (one.date and one.date >= decided)]
    if not asking or case.service == "given":
        return None
    said = [note.asks for _, note in rules.notes if note.urgent and note.asks]
    ids = tuple(paper.id for paper in asking)
    at = tuple(one.page for one in case.case.contents if one.id == "asks_expedited" and one.document in ids)
    return Expedited(ids, at, said[-1] if said else "")


def _forwarded(case: Situation, rules: Effective) -> Right | None:
    """That nothing is to be filed: the plan sends the case on, and nobody has decided on it there."""
    for file, note in rules.notes:
        if note.forwarded_until and not case.of_type(*note.forwarded_until):
            return Right(note.title, note.text, file.citation(note.cites))
    return None


def _with_source(file: LoadedFile, note: Note) -> str:
    cited = file.citation(note.cites)
    return f"{note.text} ({cited.title})" if cited else note.text


# ---------------------------------------------------------------- one requirement


def _finding(asked: Asked, case: Situation, course: Course, rules: Effective) -> RequirementFinding:
    if asked.applies is False:
        return _made(asked, Status.NOT_APPLICABLE, why=asked.why)
    weighed = [weigh(way, case, course) for way in asked.met_by]
    best = max(weighed, key=_better)
    if best.verdict is Verdict.YES:
        beside = [other for way, other in zip(asked.met_by, weighed, strict=True) if way.beside]
        best = _with_papers_beside(best, beside, case)
        return _made(asked, Status.MET, best, why=_with_caveat(asked), explanation=_met_explanation(best))
    held = _held_back(asked, case)
    unsure = best.verdict is Verdict.DOUBT or asked.applies is None
    reasons = [_UNTOLD if asked.applies is None else "", best.reason, held]
    return _made(
        asked,
        Status.NEEDS_REVIEW if unsure else Status.MISSING,
        best,
        why=_with_caveat(asked),
        fix=_fix(asked, best, case, rules),
        explanation=_filled(" ".join(reason for reason in reasons if reason), best, case, rules),
    )


_UNTOLD = "Whether this is asked for depends on something that could not be read from the papers."


def _better(weighed: Weighed) -> tuple[int, int, bool]:
    """The best way to meet a requirement: the first that does, else by how much was found and explained."""
    met = weighed.verdict is Verdict.YES
    return weighed.verdict, 0 if met else weighed.found, not met and bool(weighed.reason)


def _with_papers_beside(best: Weighed, beside: Sequence[Weighed], case: Situation) -> Weighed:
    """With what else shows it; a decision that is appealed comes before earlier ones."""
    appealed = {paper.id for paper in notices(case)}
    papers = {one.paper.id: one for one in best.papers}
    for other in beside:
        if other.verdict is Verdict.YES:
            papers = {one.paper.id: one for one in other.papers} | papers
    own = {one.paper.id for one in best.papers}
    order = sorted(papers.values(), key=lambda one: (one.paper.id not in own, one.paper.id not in appealed))
    return replace(best, papers=tuple(order))


def _made(
    asked: Asked,
    status: Status,
    best: Weighed | None = None,
    *,
    why: str,
    fix: str = "",
    explanation: str = "",
) -> RequirementFinding:
    papers = best.papers if best is not None and status is not Status.MISSING else ()
    pages = dict.fromkeys(page for one in papers for page in one.pages)
    return RequirementFinding(
        id=asked.id,
        title=asked.title,
        required=asked.severity == "required",
        status=status,
        met_by=tuple(dict.fromkeys(one.paper.id for one in papers)),
        why=why,
        fix=fix,
        citation=asked.citation,
        explanation=explanation,
        shown_on=tuple(pages),
        criterion=best.criterion if best is not None else "",
        trials=best.trials if best is not None else (),
    )


def _with_caveat(asked: Asked) -> str:
    return f"{asked.why} {asked.caveat}".strip()


def _met_explanation(best: Weighed) -> str:
    shown: dict[str, list[PageRef]] = {}
    for one in best.papers:
        shown.setdefault(one.paper.title, []).extend(one.pages)
    says = "; ".join(f"“{title}” ({_pages(pages)})" for title, pages in shown.items())
    return f"Shown by {says}. {best.reason}".strip()


def _pages(pages: Sequence[PageRef]) -> str:
    return ", ".join(f"{page.source} p. {page.number}" for page in dict.fromkeys(pages))


def _held_back(asked: Asked, case: Situation) -> str:
    types = {kind for way in asked.met_by for kind in way.types}
    held: list[Document] = [paper for paper in case.held_back if paper.type in types]
    if not held:
        return ""
    papers = f"{len(held)} such papers are" if len(held) > 1 else "One such paper is"
    return f"{papers} held back from the packet: see the warnings."


def _fix(asked: Asked, best: Weighed, case: Situation, rules: Effective) -> str:
    text = _filled(asked.fix, best, case, rules)
    looks = [way.look for way in asked.met_by if way.look and best.verdict is Verdict.DOUBT]
    if looks:
        text += _filled(
            f" First look at what is there: it should show {' or '.join(looks)}.", best, case, rules
        )
    if asked.id == "medical_policy":
        numbered = [policy for _, policy in rules.policies if policy.number]
        if named := "; ".join(f"{policy.title} ({policy.number})" for policy in numbered):
            text += f" The policy on this treatment that we know of: {named}."
    if asked.id == "representative_authorization":
        named = ", ".join(f"“{form.name}”" for _, form in rules.forms if form.used_for == "representative")
        text += f" The form that we know of: {named}." if named else ""
    return text


def _signer(case: Situation) -> str:
    """Who signs for the client: of one who is under age a parent or guardian."""
    client = case.given.client_name or case.case.info.client_name.value or "the patient"
    if case.guardian is None:
        return client
    named = case.guardian.name
    return f"{named}, as parent or guardian of {client}," if named else f"a parent or guardian of {client}"


def _reader(case: Situation) -> str:
    """Who is asked in the client's place, where the client is under age."""
    if case.guardian is None:
        return "the client"
    named = case.guardian.name
    return f"{named}, the client's parent or guardian," if named else "the client's parent or guardian"


_USED_FOR = {
    "appeal": "for the appeal",
    "representative": "for the representative",
    "external_review": "for external review",
    "prior_authorization": "for prior authorization",
    "information": "to ask for information",
}


def _form(file: LoadedFile, form: Form) -> Right:
    return Right(form.name, f"{_USED_FOR[form.used_for]}. {form.note}".strip(), file.citation(form.cites))


def _filled(text: str, best: Weighed, case: Situation, rules: Effective) -> str:
    info = case.case.info
    denials = [paper.date for paper in notices(case) if paper.date]
    values = {
        "client": case.given.client_name or info.client_name.value or "the patient",
        "signer": _signer(case),
        "reader": _reader(case),
        "insurer": rules.insurer or "the insurer",
        "treatment": case.treatment or "the treatment",
        "dates": ", ".join(day.isoformat() for day in best.missing_dates) or "each date of service",
        "claims": ", ".join(case.given.claims or info.claim_numbers.value or ()) or "(see the letter)",
        "denial_date": max(denials).isoformat() if denials else "(see the letter)",
        "needed": str(best.needed),
        "found": str(best.found),
    }
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
