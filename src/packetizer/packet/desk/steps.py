"""Next steps in the order in which they are worth doing, with what to send to whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from packetizer.model import Severity, Status
from packetizer.packet.desk import snippets
from packetizer.packet.desk.letters import (
    TEXT_BELOW,
    Letter,
    Request,
    ask_of,
    first_deadline,
    letter,
    request_for,
)
from packetizer.packet.desk.looks import Look, Looks
from packetizer.packet.desk.material import Material, Place, long_day, plainly

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from packetizer.model import RequirementFinding
    from packetizer.packet.desk.words import RequestWords


@dataclass(frozen=True, slots=True)
class Call:
    """Whom to call: a number, or the page whose letterhead has it."""

    who: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Step:
    urgency: str  # "before anything is sent" …
    title: str
    messages: tuple[str, ...]
    do: str
    look: str | None = None  # id of the place below that shows it
    request: Request | None = None
    letter: Letter | None = None
    asked_in: int = 0  # number of the step whose text asks for it, where that is another one
    call: Call | None = None
    snippet: str = ""  # lines for case.yaml


def next_steps(material: Material, looks: Looks) -> tuple[Step, ...]:
    """What blocks sending, what is missing, what needs a look, what would help; then sending itself."""
    all_looks = (*looks.doubts, *looks.held_back)
    steps = (
        *_of_warnings(material, "Before anything is sent", Severity.BLOCKING),
        *_of_looks((look for look in all_looks if look.grave), "Before anything is sent"),
        *_of_warnings(material, "Mind the time", Severity.IMPORTANT, early=True),
        *_of_missing(material, "Missing", required=True),
        *_of_warnings(material, "Please check", Severity.IMPORTANT),
        *_of_looks((look for look in all_looks if not look.grave), "Please check"),
        *_of_missing(material, "Would help", required=False),
        _send(material),
    )
    return _with_letters(material, steps)


def _with_letters(material: Material, steps: Sequence[Step]) -> tuple[Step, ...]:
    """One text for each person, at the first step that asks something of them; later steps lead there."""
    asked: dict[tuple[str, str], list[int]] = {}
    for at, step in enumerate(steps):
        if step.request:
            asked.setdefault((step.request.to, step.request.opening), []).append(at)
    made = list(steps)
    for first, *later in asked.values():
        requests = [one.request for one in (steps[at] for at in (first, *later)) if one.request]
        made[first] = replace(steps[first], letter=letter(material, requests))
        for at in later:
            do = steps[at].do.replace(TEXT_BELOW, f"with the text of step {first + 1}")
            made[at] = replace(steps[at], do=do, call=None, asked_in=first + 1)
    return tuple(made)


def _of_warnings(
    material: Material, urgency: str, severity: Severity, *, early: bool = False
) -> Iterator[Step]:
    """Warnings that have no place of their own among the doubts; of one kind together."""
    by_kind: dict[str, list[str]] = {}
    for warning in material.warnings:
        if warning.severity is severity and not material.is_shown_as_doubt(warning):
            by_kind.setdefault(warning.kind, []).append(material.said(warning))
    for kind, messages in by_kind.items():
        words = material.words.warning(kind)
        if words.early is early or severity is Severity.BLOCKING:
            section = words.place if words.place in ("where", "money") else None
            snippet = snippets.insurer() if words.snippet == "insurer" else ""
            told = tuple(dict.fromkeys(messages))
            yield Step(urgency, words.title, told, words.do, section, snippet=snippet)


def _of_looks(looks: Iterable[Look], urgency: str) -> Iterator[Step]:
    """One step for all doubts of a kind: the pictures, and what to do, are below."""
    by_title: dict[str, list[Look]] = {}
    for look in looks:
        by_title.setdefault(look.title, []).append(look)
    for title, group in by_title.items():
        messages = tuple(dict.fromkeys(look.message for look in group if look.message))
        yield Step(urgency, title, messages, "", group[0].id)


def _of_missing(material: Material, urgency: str, *, required: bool) -> Iterator[Step]:
    for finding in material.findings.requirements:
        if finding.status is Status.MISSING and finding.required is required:
            ask = ask_of(plainly(finding.fix))
            request = request_for(material, finding, ask)
            call = _call(material, material.words.request(finding.id))
            yield Step(urgency, finding.title, _messages(finding), ask.do, request=request, call=call)


def _messages(finding: RequirementFinding) -> tuple[str, ...]:
    return tuple(plainly(text) for text in (finding.why, finding.explanation) if text)


def _call(material: Material, request: RequestWords) -> Call | None:
    """The insurer's number, or the paper on whose letterhead theirs stands."""
    recipient = material.findings.recipient
    if request.phone_of == "insurer" and recipient and recipient.phone and not recipient.outside:
        return Call(
            f"Or call {recipient.name or 'the insurer'}: {recipient.phone}. Write down day, name and answer."
        )
    for kind in request.letterheads:
        for document in material.case.documents:
            place = material.place_of(document)
            if document.type == kind and place.pages:
                return Call("Their address and telephone should stand on:", place)
    return None


def _send(material: Material) -> Step:
    recipient = material.findings.recipient
    due = first_deadline(material)
    to = f" to {recipient.name}" if recipient and recipient.name else ""
    sent_on = material.findings.forwarded is not None and due is None
    by = (
        " as soon as you can"
        if sent_on
        else f" so that it is there by {long_day(due)}"
        if due and due >= material.given.today
        else ""
    )
    return Step(
        "At the end",
        "Build again, read, send",
        (
            "Put whatever comes in into the folder and build the packet again. Then turn its pages "
            "once, from the first to the last.",
        ),
        f"Send it{to}{by}. Keep the fax confirmation or the certified-mail receipt with your copy.",
    )
