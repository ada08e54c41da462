"""Texts to send, ready to be pasted: one to each person, with everything that is asked of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from packetizer.packet.desk.material import Material, long_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from packetizer.model import RequirementFinding

TEXT_BELOW = "with the text below"
_TIME_TO_ANSWER = timedelta(days=14)  # what a records office is given when there is time
_TIME_TO_SEND = timedelta(days=14)  # what is kept before the deadline


@dataclass(frozen=True, slots=True)
class Letter:
    """Text ready to be pasted into an e-mail."""

    to: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of somebody for one item of the checklist."""

    to: str
    opening: str
    subject: str
    subject_of_several: str
    ask: str


class Ask(NamedTuple):
    """What a rule says to do, and the words in it that can be sent as they are."""

    do: str
    text: str
    whom: str = ""  # "the pharmacy", where the rule says it


_WHOM = re.compile(r"^Ask (the [^,]+|[A-Z][^,]+)")
_QUOTED = re.compile(r"^(?P<who>[^\"]*?):?\s*\"(?P<text>[^\"]{20,})\"\s*(?P<more>[^\"]*)$", re.DOTALL)


def ask_of(fix: str) -> Ask:
    """Rules put what to ask for in quotes: Ask the clinic: "Please send …"."""
    if not (match := _QUOTED.match(fix.strip())):
        return Ask(fix, "")
    whom = _WHOM.match(match["who"].strip())
    do = f"{match['who']}, {TEXT_BELOW}. {match['more']}".strip()
    return Ask(do, match["text"], whom[1] if whom else "")


def request_for(material: Material, finding: RequirementFinding, ask: Ask) -> Request | None:
    """The rule's own words where it has some, else ours for this paper. None: nothing can be sent."""
    request, asked = material.words.request(finding.id), ask.text
    to = request.to if finding.id in material.words.requests else ask.whom or request.to
    if not (asked or request.text):
        return None
    minor = request.opening == "client" and material.findings.guardian is not None
    opening = "guardian" if minor else request.opening
    mail = request.for_minor if minor and request.for_minor else request
    info = material.manifest.case
    client = info.client_name.value or ""
    blanks = {
        "client": client or "my client",
        "initials": " ".join(f"{part[0].upper()}." for part in client.split()) or "my client",
        "insurer": info.insurer.value or "the insurer",
        "treatment": info.treatment.value or "the treatment",
        "title": finding.title,
    }
    return Request(
        to.replace("{reader}", _reader(material)),
        material.words.openings[opening].format_map(blanks),
        mail.subject.format_map(blanks),
        material.words.subjects[opening].format_map(blanks),
        asked or mail.text.format_map(blanks),
    )


def _reader(material: Material) -> str:
    """Who is written to in the client's place: a child signs and pays nothing."""
    guardian, readers = material.findings.guardian, material.words.readers
    if guardian is None:
        return readers["client"]
    return readers["guardian"].format(guardian=guardian.name) if guardian.name else readers["unnamed"]


def letter(material: Material, requests: Sequence[Request]) -> Letter:
    """One text with all that is asked of one person, numbered where it is more than one thing."""
    first = requests[0]
    asks = list(dict.fromkeys(request.ask for request in requests))
    if len(asks) == 1:
        subject, body = first.subject, [f"{first.opening} {asks[0]}"]
    else:
        subject, body = first.subject_of_several, [first.opening, *_numbered(asks)]
    lines = ["Hello,", "", *body, "", _when(material), "", "Thank you very much,", *_signature(material)]
    return Letter(first.to, subject, "\n".join(lines))


def _numbered(asks: Sequence[str]) -> Iterator[str]:
    for number, ask in enumerate(asks, start=1):
        yield ""
        yield f"{number}. {ask}"


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
