"""Next steps in the order in which they are worth doing, with what to send to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from packetizer.model import Severity, Status
from packetizer.packet.desk.looks import Look, Looks
from packetizer.packet.desk.material import Material, counted, long_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packetizer.model import RequirementFinding, Warning

_TIME_TO_ANSWER = timedelta(days=14)  # what a records office is given when there is time
_TIME_TO_SEND = timedelta(days=14)  # what is kept before the deadline


@dataclass(frozen=True, slots=True)
class Letter:
    """Text ready to be pasted into an e-mail."""

    to: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Step:
    urgency: str  # "before anything is sent" …
    title: str
    message: str
    do: str
    look: str | None = None  # id of the place below that shows it
    letter: Letter | None = None


def next_steps(material: Material, looks: Looks) -> tuple[Step, ...]:
    """What blocks sending, what is missing, what needs a look, what would help; then sending itself."""
    return (
        *_of_warnings(material, Severity.BLOCKING, "First"),
        *_of_looks((look for look in (*looks.doubts, *looks.held_back) if look.grave), "First"),
        *_of_missing(material, "Missing", required=True),
        *_of_warnings(material, Severity.IMPORTANT, "Check"),
        *_of_looks((look for look in (*looks.doubts, *looks.held_back) if not look.grave), "Check"),
        *_of_missing(material, "Would help", required=False),
        _send(material),
    )


def _of_warnings(material: Material, severity: Severity, urgency: str) -> Iterator[Step]:
    """Warnings that have no place of their own among the doubts; of one kind together."""
    wanted = sorted(
        (w for w in material.warnings if w.severity is severity and _only_a_step(material, w)),
        key=lambda warning: warning.code,
    )
    for code, group in groupby(wanted, key=lambda warning: warning.code):
        words = material.words.warning(code)
        message = " ".join(dict.fromkeys(warning.message for warning in group))
        section = {"where": "where", "money": "money"}.get(words.place)
        yield Step(urgency, words.title, message, words.do, section)


def _only_a_step(material: Material, warning: Warning) -> bool:
    return material.words.warning(warning.code).place in ("step", "where", "money")


def _of_looks(looks: Iterable[Look], urgency: str) -> Iterator[Step]:
    """One step for all doubts of a kind: the pictures are below."""
    by_title: dict[str, list[Look]] = {}
    for look in looks:
        by_title.setdefault(look.title, []).append(look)
    for title, group in by_title.items():
        several = len(group) > 1
        yield Step(
            urgency,
            title,
            f"{counted(len(group), 'place')}, each with its picture below." if several else group[0].message,
            "" if several else group[0].do,
            group[0].id,
        )


def _of_missing(material: Material, urgency: str, *, required: bool) -> Iterator[Step]:
    for finding in material.findings.requirements:
        if finding.status is Status.MISSING and finding.required is required:
            yield Step(urgency, finding.title, finding.why, finding.fix, letter=_letter(material, finding))


def _letter(material: Material, finding: RequirementFinding) -> Letter | None:
    request = material.words.request(finding.id)
    if not request.text:
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
        f"{opening} {request.text.format_map(blanks)}",
        "",
        _when(material),
        "",
        "Thank you very much,",
        *_signature(material),
    ]
    return Letter(request.to, request.subject.format_map(blanks), "\n".join(lines))


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
        "Last",
        "Build again, read, send",
        "Put whatever comes in into the folder and build the packet again. Then turn its pages once, "
        "from the first to the last.",
        f"Send it{to}{by}. Keep the fax confirmation or the certified-mail receipt with your copy.",
    )
