"""Rules in words: what is loaded, what applies to a case and whence, and how well it is sourced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from packetizer.errors import UsageError
from packetizer.model import Case, Citation, Given
from packetizer.rules.check import case_situation
from packetizer.rules.compose import Asked, Effective, compose
from packetizer.rules.library import Library, LoadedFile
from packetizer.rules.schema import DeadlineRule, Requirement
from packetizer.rules.trials import criterion


@dataclass(frozen=True, slots=True)
class FileLine:
    """A rule file in a list."""

    name: str
    id: str
    kind: str
    title: str
    extends: str | None
    shipped: bool
    requirements: int
    policies: int


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A part of the effective rules of a case, and the files that it comes from."""

    section: str  # requirement, deadline, route, form, policy, notice or note
    id: str
    text: str
    origins: tuple[str, ...]
    citation: Citation | None
    applies: bool | None = True  # None: the papers do not tell


def describe_library(library: Library) -> tuple[FileLine, ...]:
    """Every rule file, in the order in which they compose."""
    return tuple(
        FileLine(
            name=file.name,
            id=file.rules.id,
            kind=file.rules.kind,
            title=file.rules.title,
            extends=file.rules.extends,
            shipped=file.shipped,
            requirements=len({item.id for item in file.rules.requirements}),
            policies=len(file.rules.policies),
        )
        for file in library.files
    )


def describe_case(library: Library, case: Case, given: Given) -> tuple[RuleLine, ...]:
    """The effective rules of a case, with where each part came from."""
    return _lines(compose(library, case_situation(case, library, given)))


def describe_insurer(library: Library, name: str) -> tuple[RuleLine, ...]:
    """What an insurer's own files and those that they extend state, whatever the case; or a single file's.

    `name` is the id of a rule file. UsageError with the nearest ids where there is none.
    """
    files = library.insurer(name) or tuple(file for file in library.files if file.rules.id == name)
    if not files:
        ids = [file.rules.id for file in library.files]
        near = get_close_matches(name.lower().replace(" ", "_"), ids, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else "see: packetizer rules list"
        raise UsageError(f"{name}: there is no such rule file; {hint}")
    return tuple(line for file in files for line in _file_lines(file))


def _lines(rules: Effective) -> tuple[RuleLine, ...]:
    asked = [
        RuleLine("requirement", item.id, _asked_text(item), item.origins, item.citation, item.applies)
        for item in rules.requirements
        if item.applies is not False
    ]
    clocks = [_clock_line(stated.file, stated.rule) for stated in rules.deadlines]
    rest = [
        line
        for file in rules.files
        for line in _file_lines(file)
        if line.section in {"route", "form", "policy", "note", "notice"}
    ]
    return (*asked, *clocks, *rest)


def _asked_text(item: Asked) -> str:
    return f"{item.title} ({item.severity}). {item.why} {item.caveat}".strip()


def _said(item: Requirement) -> str:
    """What one statement says by itself: how strictly, why, how many trials, or how to get it."""
    asked = [f"Asked for: {criterion(way.gathered)}." for way in item.met_by or () if way.gathered]
    severity = f"({item.severity})." if item.severity else ""
    parts = [item.title or "", severity, item.why or "", *asked]
    return " ".join(part for part in parts if part) or (item.fix or "")


def _clock_line(file: LoadedFile, rule: DeadlineRule) -> RuleLine:
    length = f"{rule.days} days" if rule.days else f"{rule.months} months"
    start = "receipt of the notice" if rule.counted_from == "receipt" else "the notice's date"
    mail = f", {rule.mail_days} days in the mail presumed" if rule.mail_days else ""
    text = f"{rule.title}: {length} from {start}{mail}. {rule.note}".strip()
    return RuleLine("deadline", rule.id, text, (file.name,), file.citation(rule.cites))


def _file_lines(file: LoadedFile) -> Iterable[RuleLine]:
    name = (file.name,)
    for item in file.rules.requirements:
        yield RuleLine("requirement", item.id, _said(item), name, file.citation(item.cites))
    for rule in file.rules.deadlines:
        yield _clock_line(file, rule)
    for route in file.rules.routes:
        parts = [route.name, *route.address]
        parts += [f"{what} {value}" for what in ("fax", "phone", "portal") if (value := getattr(route, what))]
        yield RuleLine("route", file.rules.id, ", ".join(parts), name, file.citation(route.cites))
    for form in file.rules.forms:
        text = f"{form.name} ({form.used_for.replace('_', ' ')}). {form.note}".strip()
        yield RuleLine("form", file.rules.id, text, name, file.citation(form.cites))
    for policy in file.rules.policies:
        where = f"{policy.number} " if policy.number else ""
        text = f"{where}{policy.title}: {policy.position.replace('_', ' ')}. {policy.note}".strip()
        yield RuleLine("policy", policy.number or file.rules.id, text, name, file.citation(policy.cites))
    for element in file.rules.notice.elements if file.rules.notice else ():
        yield RuleLine("notice", element.id, f"{element.title}.", name, file.citation(element.cites))
    for note in file.rules.notes:
        yield RuleLine("note", file.rules.id, f"{note.title}: {note.text}", name, file.citation(note.cites))
