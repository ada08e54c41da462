"""The head of the worksheet: who and what, how it stands in one sentence, until when, and where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from packetizer.model import CaseInfo, Severity, Status
from packetizer.packet.desk.letters import first_deadline
from packetizer.packet.desk.looks import Looks, Reading, reading_of
from packetizer.packet.desk.material import (
    Material,
    Place,
    Source,
    chance_in_words,
    counted,
    listed,
    long_day,
    plainly,
    source_of,
)
from packetizer.packet.desk.words import spaced

if TYPE_CHECKING:
    from packetizer.model import Deadline, Known, Right


@dataclass(frozen=True, slots=True)
class Head:
    client: str
    insurer: str
    treatment: str
    appeal: str
    at_hand: tuple[tuple[str, str], ...]  # what the insurer asks for on the telephone
    reasons: tuple[str, ...]
    codes: str
    state: str  # "Not ready to send yet" …
    sentence: str
    until: str  # the last day, and how many days are left


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    title: str
    due: str
    left: str
    passed: bool
    basis: str
    reading: Reading | None
    source: Source | None


@dataclass(frozen=True, slots=True)
class SendTo:
    name: str
    address: tuple[str, ...]
    fax: str | None
    phone: str | None
    portal: str | None
    basis: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class Field:
    """A value at the head of the case, and whence."""

    label: str
    value: str
    whence: str  # "you gave it", "read from the papers", "not found"
    chance: str
    places: tuple[Place, ...]


def head(material: Material, looks: Looks) -> Head:
    case = material.manifest.case
    denial = material.case.denial
    level = case.appeal_level.value
    to = material.findings.recipient
    codes = [*denial.carc, *denial.rarc]
    return Head(
        client=case.client_name.value or "Client not known yet",
        insurer=case.insurer.value or (to.name if to and not to.outside else "") or "not known yet",
        treatment=case.treatment.value or "not known yet",
        appeal=_step(material, level) if level else "not known yet",
        at_hand=tuple(
            (material.words.fields[name].label, _said(material, name, value))
            for name in ("member_id", "client_dob", "claim_numbers")
            if (value := getattr(case, name).value)
        ),
        reasons=tuple(material.words.reasons.get(r.code, spaced(r.code)) for r in denial.reasons),
        codes=", ".join(codes),
        state=_state(material, looks),
        sentence=_sentence(material, looks),
        until=_until(material),
    )


def _step(material: Material, level: str) -> str:
    """The level in words: what comes after the plan's own depends on the type of plan."""
    levels = material.words.appeal_levels
    own = f"{level}_{material.manifest.case.plan_type.value}"
    if material.findings.forwarded is not None and (sent_on := levels.get(f"{own}_forwarded")):
        return sent_on
    return levels.get(own, levels.get(level, spaced(level)))


def forwarded(material: Material) -> tuple[Right, Source | None] | None:
    """That nothing is to be filed now, with its source."""
    right = material.findings.forwarded
    return (right, source_of(right.citation, material.words)) if right is not None else None


def _missing(material: Material, *, required: bool) -> int:
    return sum(
        finding.status is Status.MISSING and finding.required is required
        for finding in material.findings.requirements
    )


def _to_look_at(material: Material, looks: Looks) -> int:
    """Doubts and papers held back, and each kind of warning that asks something of a person."""
    others = {
        warning.code
        for warning in material.warnings
        if warning.severity is not Severity.NOTE and not material.is_shown_as_doubt(warning)
    }
    return len(looks) + len(others - {code for code, words in material.words.warnings.items() if words.early})


def _state(material: Material, looks: Looks) -> str:
    blocked = any(warning.severity is Severity.BLOCKING for warning in material.warnings)
    if blocked or _missing(material, required=True):
        return "Not ready to send yet"
    if _to_look_at(material, looks):
        return "Nearly ready: please look first"
    return "Ready to send"


def _sentence(material: Material, looks: Looks) -> str:
    missing, wanted = _missing(material, required=True), _missing(material, required=False)
    parts = []
    if missing:
        parts.append(f"{counted(missing, 'thing is', 'things are')} missing")
    if eyes := _to_look_at(material, looks):
        parts.append(f"{counted(eyes, 'needs', 'need')} your eyes")
    first = f"{listed(parts)}." if parts else "Nothing is missing, and nothing needs your eyes."
    if wanted:
        first += f" {counted(wanted, 'more paper', 'more papers')} would help."
    pages, exhibits = material.plan.total, len(material.plan.exhibits)
    packet = f"The packet has {counted(pages, 'page')} in {counted(exhibits, 'exhibit')}."
    return f"{first} {packet}"


def _until(material: Material) -> str:
    due = first_deadline(material)
    if due is None and material.findings.forwarded is not None:
        return "Nothing is to be filed now: send evidence as soon as you can."
    if due is None:
        return "No deadline could be worked out: please find it."
    left = material.days_left(due)
    if left < 0:
        return f"The last day to appeal was {long_day(due)}: {days_left(left)}."
    return f"Appeal by {long_day(due)}: {days_left(left)}."


def days_left(left: int) -> str:
    if left == 0:
        return "that is today"
    if left == 1:
        return "that is tomorrow"
    return f"{counted(left, 'day')} left" if left > 0 else f"{counted(-left, 'day')} ago"


def deadline_rows(material: Material) -> tuple[DeadlineRow, ...]:
    """The soonest first."""
    rows = sorted(material.findings.deadlines, key=lambda deadline: deadline.due)
    return tuple(_deadline_row(material, deadline) for deadline in rows)


def _deadline_row(material: Material, deadline: Deadline) -> DeadlineRow:
    left = material.days_left(deadline.due)
    fact = material.facts.get(deadline.from_fact or "")
    return DeadlineRow(
        title=deadline.title,
        due=long_day(deadline.due),
        left=days_left(left),
        passed=left < 0,
        basis=plainly(deadline.basis),
        reading=reading_of(material, fact) if fact else None,
        source=source_of(deadline.citation, material.words),
    )


def send_to(material: Material) -> SendTo | None:
    recipient = material.findings.recipient
    if recipient is None:
        return None
    return SendTo(
        recipient.name,
        recipient.address,
        recipient.fax,
        recipient.phone,
        recipient.portal,
        plainly(recipient.basis),
        source_of(recipient.citation, material.words),
    )


def fields(material: Material) -> tuple[Field, ...]:
    """Every value at the head of the case, also those that nobody found."""
    return tuple(_field(material, name) for name in CaseInfo.__dataclass_fields__)


def _field(material: Material, name: str) -> Field:
    known: Known[object] = getattr(material.case.info, name)
    label = material.words.fields[name].label
    value = getattr(material.manifest.case, name).value
    if value is None:
        return Field(label, "—", "not found in the papers, and not given", "", ())
    if not known.inferred:
        return Field(label, _said(material, name, value), "you gave it", "", ())
    facts = [material.facts[id_] for id_ in known.facts if id_ in material.facts]
    best = max((fact.confidence for fact in facts), default=None)
    places = tuple(dict.fromkeys(material.place_of_page(fact.page) for fact in facts))
    return Field(
        label,
        _said(material, name, value),
        "inferred from the papers",
        chance_in_words(best) if best is not None else "",
        places[:3],
    )


def _said(material: Material, name: str, value: object) -> str:
    """A value of the case as people write it."""
    words = material.words
    if name == "plan_type":
        return words.plan_types.get(str(value), spaced(str(value)))
    if name == "appeal_level":
        return _step(material, str(value))
    if name == "client_dob" and material.case.info.client_dob.value:
        return long_day(material.case.info.client_dob.value)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
