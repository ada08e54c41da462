"""`docs/coverage.md`: what is asked for by insurer, treatment and reason, and how well it is sourced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from packetizer.model import Case, CaseInfo, Given
from packetizer.rules.compose import Asked, Effective, compose
from packetizer.rules.library import Library, LoadedFile
from packetizer.rules.schema import Gathered
from packetizer.rules.situation import Situation
from packetizer.rules.vocabulary import DENIAL_REASONS

_HEAD = """# What the rule files cover

Made from the files in `rules/` by `python -m packetizer.rules.generate`; edit those, not this page.

How a statement is sourced: **primary** is the payer's or the law's own text, **secondary** somebody's summary
of it, **practice** how advocates work, **unsourced** general knowledge. Many copies show no date.
"""

_ANY_DAY = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class _Treatment:
    title: str
    drug: str
    diagnoses: tuple[str, ...]


_TREATMENTS = (
    _Treatment("IV ketamine, psychiatric", "ketamine", ("F33.2",)),
    _Treatment("IV ketamine, pain or CRPS", "ketamine", ("G90.511", "G89.4")),
    _Treatment("Esketamine", "esketamine", ("F33.2",)),
    _Treatment("Any other", "another drug", ("Z00.00",)),
)


def coverage_markdown(library: Library) -> str:
    """The whole page."""
    parts = [_HEAD, _insurer_table(library)]
    parts += [_general_table(library, treatment) for treatment in _TREATMENTS]
    parts.append(_differences(library))
    return "\n".join(parts)


def _rules(library: Library, insurer: str | None, treatment: _Treatment, reason: str) -> Effective:
    case = Case(CaseInfo(), ())
    seen = Situation(
        case=case,
        given=Given(today=_ANY_DAY),
        papers=(),
        held_back=(),
        insurer=insurer,
        plan_type=None,
        plan_inferred=False,
        state=None,
        appeal_level="internal_1",
        level_perhaps=(),
        reasons=(reason,),
        treatment=treatment.drug,
        diagnoses=treatment.diagnoses,
        treated=treatment.diagnoses,
        main_diagnoses=treatment.diagnoses,
        filer="representative",
        client_paid=True,
        service="given",
        urgent=(),
        guardian=None,
    )
    return compose(library, seen)


# ---------------------------------------------------------------- insurers and their policies


def _insurer_table(library: Library) -> str:
    rows = [
        [file.rules.title, f"`{file.name}`", *_policies(library, file), _routes(file), _clocks(file)]
        for file in library.files
        if file.rules.kind == "insurer"
    ]
    head = ["Insurer", "File", *(treatment.title for treatment in _TREATMENTS[:3]), "Address", "Own clocks"]
    return "## Insurers, their policies and routes\n\n" + _table(head, rows)


def _policies(library: Library, file: LoadedFile) -> Iterable[str]:
    for treatment in _TREATMENTS[:3]:
        known = _rules(library, file.rules.id, treatment, "experimental_investigational").policies
        own = [
            f"{policy.number or 'policy'}: {policy.position} ({_sourced(source, policy.cites)})".replace(
                "_", " "
            )
            for source, policy in known
            if source is file
        ]
        yield "; ".join(own) or "–"


def _routes(file: LoadedFile) -> str:
    return "; ".join(dict.fromkeys(_sourced(file, route.cites) for route in file.rules.routes)) or "–"


def _clocks(file: LoadedFile) -> str:
    said = [
        f"{clock.id.replace('_', ' ')} {clock.days or clock.months} {'days' if clock.days else 'months'} "
        f"from {clock.counted_from.replace('_', ' ')} ({_sourced(file, clock.cites)})"
        for clock in file.rules.deadlines
    ]
    return "; ".join(said) or "–"


def _sourced(file: LoadedFile, tag: str | None) -> str:
    source = file.source(tag)
    if source is None:
        return "unsourced"
    return f"{source.standing}, {source.as_of.isoformat() if source.as_of else 'undated'}"


# ---------------------------------------------------------------- what is asked for


def _general_table(library: Library, treatment: _Treatment) -> str:
    by_reason = {reason: _rules(library, None, treatment, reason).requirements for reason in DENIAL_REASONS}
    columns = list(dict.fromkeys(item.id for items in by_reason.values() for item in items if item.applies))
    rows = [
        [reason.replace("_", " "), *(_mark(items, name) for name in columns)]
        for reason, items in by_reason.items()
    ]
    text = (
        f"## {treatment.title}: what any insurer is sent, by denial reason\n\n"
        "R required, r recommended; as if service was given, the client paid and a representative files.\n\n"
    )
    return text + _table(["Reason", *(name.replace("_", " ") for name in columns)], rows)


def _mark(items: Sequence[Asked], name: str) -> str:
    found = next((item for item in items if item.id == name and item.applies), None)
    return "·" if found is None else "R" if found.severity == "required" else "r"


def _differences(library: Library) -> str:
    rows = []
    for file in library.files:
        if file.rules.kind != "insurer":
            continue
        for treatment in _TREATMENTS:
            rows += _insurer_rows(library, file, treatment)
    head = ["Insurer", "Treatment", "Reasons", "Requirement", "Asked for", "Sourced"]
    return "## Where an insurer asks for something of its own\n\n" + _table(head, rows)


def _insurer_rows(library: Library, file: LoadedFile, treatment: _Treatment) -> list[list[str]]:
    """One row for each requirement that this insurer words or weighs in its own way, with its reasons."""
    reasons: dict[tuple[str, str, str], list[str]] = {}
    for reason in DENIAL_REASONS:
        rules = _rules(library, file.rules.id, treatment, reason)
        for item in rules.requirements:
            if item.applies and file.name in item.origins:
                reasons.setdefault((item.id, _wanted(item), _standing(item)), []).append(reason)
    return [
        [file.rules.title, treatment.title, _reasons(given), name.replace("_", " "), wanted, standing]
        for (name, wanted, standing), given in reasons.items()
    ]


def _reasons(given: Sequence[str]) -> str:
    return "all" if len(given) == len(DENIAL_REASONS) else ", ".join(name.replace("_", " ") for name in given)


def _wanted(item: Asked) -> str:
    gathered = [_criterion(way.gathered) for way in item.met_by if way.gathered]
    return f"{item.severity}{': ' if gathered else ''}{'; '.join(gathered)}"


def _criterion(need: Gathered) -> str:
    parts = [f"{need.at_least} {need.group or 'drug'}s"]
    if need.classes:
        parts.append(f"{need.classes} classes")
    if need.weeks:
        parts.append(f"{need.weeks} weeks each")
    return ", ".join(parts)


def _standing(item: Asked) -> str:
    return item.citation.standing if item.citation else "unsourced"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines) + "\n"
