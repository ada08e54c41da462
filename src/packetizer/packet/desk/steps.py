"""Next steps in the order in which they are worth doing, with what to send to whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from packetizer.model import Severity, Status
from packetizer.packet.desk import snippets
from packetizer.packet.desk.looks import Look, Looks
from packetizer.packet.desk.material import Material, Place, long_day, plainly

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packetizer.model import RequirementFinding
    from packetizer.packet.desk.words import RequestWords

_TIME_TO_ANSWER = timedelta(days=14)  # what a records office is given when there is time
_TIME_TO_SEND = timedelta(days=14)  # what is kept before the deadline


@dataclass(frozen=True, slots=True)
class Letter:
    """Text ready to be pasted into an e-mail."""

    to: str
    subject: str
    body: str


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
    letter: Letter | None = None
    call: Call | None = None
    snippet: str = ""  # lines for case.yaml


def next_steps(material: Material, looks: Looks) -> tuple[Step, ...]:
    """What blocks sending, what is missing, what needs a look, what would help; then sending itself."""
    all_looks = (*looks.doubts, *looks.held_back)
    return (
        *_of_warnings(material, "Before anything is sent", Severity.BLOCKING),
        *_of_looks((look for look in all_looks if look.grave), "Before anything is sent"),
        *_of_warnings(material, "Mind the time", Severity.IMPORTANT, early=True),
        *_of_missing(material, "Missing", required=True),
        *_of_warnings(material, "Please check", Severity.IMPORTANT),
        *_of_looks((look for look in all_looks if not look.grave), "Please check"),
        *_of_missing(material, "Would help", required=False),
        _send(material),
    )


def _of_warnings(
    material: Material, urgency: str, severity: Severity, *, early: bool = False
) -> Iterator[Step]:
    """Warnings that have no place of their own among the doubts; of one kind together."""
    by_code: dict[str, list[str]] = {}
    for warning in material.warnings:
        if warning.severity is severity and not material.is_shown_as_doubt(warning):
            by_code.setdefault(warning.code, []).append(material.said(warning))
    for code, messages in by_code.items():
        words = material.words.warning(code)
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
            ask = _ask(plainly(finding.fix))
            letter = _letter(material, finding, ask)
            call = _call(material, material.words.request(finding.id))
            yield Step(urgency, finding.title, _messages(finding), ask.do, letter=letter, call=call)


def _messages(finding: RequirementFinding) -> tuple[str, ...]:
    return tuple(plainly(text) for text in (finding.why, finding.explanation) if text)


class _Ask(NamedTuple):
    """What a rule says to do, and the words in it that can be sent as they are."""

    do: str
    text: str
    whom: str = ""  # "the pharmacy", where the rule says it


_WHOM = re.compile(r"^Ask (the [^,]+|[A-Z][^,]+)")
_QUOTED = re.compile(r"^(?P<who>[^\"]*?):?\s*\"(?P<text>[^\"]{20,})\"\s*(?P<more>[^\"]*)$", re.DOTALL)


def _ask(fix: str) -> _Ask:
    """Rules put what to ask for in quotes: Ask the clinic: "Please send …"."""
    if not (match := _QUOTED.match(fix.strip())):
        return _Ask(fix, "")
    whom = _WHOM.match(match["who"].strip())
    do = f"{match['who']}, with the text below. {match['more']}".strip()
    return _Ask(do, match["text"], whom[1] if whom else "")


def _letter(material: Material, finding: RequirementFinding, ask: _Ask) -> Letter | None:
    """The rule's own words where it has some, else ours for this paper."""
    request, asked = material.words.request(finding.id), ask.text
    to = request.to if finding.id in material.words.requests else ask.whom or request.to
    if not (asked or request.text):
        return None
    info = material.manifest.case
    client = info.client_name.value or ""
    blanks = {
        "client": client or "my client",
        "initials": " ".join(f"{part[0].upper()}." for part in client.split()) or "my client",
        "insurer": info.insurer.value or "the insurer",
        "treatment": info.treatment.value or "the treatment",
        "title": finding.title,
    }
    opening = material.words.openings[request.opening].format_map(blanks)
    lines = [
        "Hello,",
        "",
        f"{opening} {asked or request.text.format_map(blanks)}",
        "",
        _when(material),
        "",
        "Thank you very much,",
        *_signature(material),
    ]
    return Letter(to, request.subject.format_map(blanks), "\n".join(lines))


def _call(material: Material, request: RequestWords) -> Call | None:
    """The insurer's number, or the paper on whose letterhead theirs stands."""
    recipient = material.findings.recipient
    if request.phone_of == "insurer" and recipient and recipient.phone:
        return Call(f"Or call {recipient.name}: {recipient.phone}. Write down day, name and answer.")
    for kind in request.letterheads:
        for document in material.case.documents:
            place = material.place_of(document)
            if document.type == kind and place.pages:
                return Call("Their address and telephone should stand on:", place)
    return None


def _when(material: Material) -> str:
    """Asks for a day that leaves time to send the appeal; never promises one that has passed."""
    due = first_deadline(material)
    today = material.given.today
    if due is None or due < today:
        return "It would help to have it as soon as you can."
    by = min(today + _TIME_TO_ANSWER, due - _TIME_TO_SEND)
    if by <= today + timedelta(days=3):
        return f"The appeal must be in by {long_day(due)}, so it would help to have it within a day or two."
    return f"Could I have it by {long_day(by)}? The appeal must be in by {long_day(due)}."


def first_deadline(material: Material) -> date | None:
    """The next deadline that has not passed; where all have, the last of them."""
    dues = sorted(deadline.due for deadline in material.findings.deadlines)
    ahead = [due for due in dues if due >= material.given.today]
    return ahead[0] if ahead else dues[-1] if dues else None


def _signature(material: Material) -> list[str]:
    sender = material.given.sender
    lines = [sender.name, sender.organisation, sender.phone, sender.email]
    return [line for line in lines if line] or ["[your name and telephone]"]


def _send(material: Material) -> Step:
    recipient = material.findings.recipient
    due = first_deadline(material)
    to = f" to {recipient.name}" if recipient else ""
    by = f" so that it is there by {long_day(due)}" if due and due >= material.given.today else ""
    return Step(
        "At the end",
        "Build again, read, send",
        (
            "Put whatever comes in into the folder and build the packet again. Then turn its pages "
            "once, from the first to the last.",
        ),
        f"Send it{to}{by}. Keep the fax confirmation or the certified-mail receipt with your copy.",
    )
