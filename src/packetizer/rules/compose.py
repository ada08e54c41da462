"""Which statements of the rule files apply to a case, and what they come to together.

Files speak in a fixed order: base, regime, reasons, treatment, insurer's family, insurer. The first file that
names a requirement defines it; each later statement that applies refines the fields that it gives. A
statement that gives a severity asks for the requirement, one without only refines what another asks for; the
strictest severity holds. Conditions are three-valued: what the papers
do not tell is neither so nor not so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeVar

from packetizer.model import Citation
from packetizer.rules.library import Library, LoadedFile
from packetizer.rules.schema import (
    Condition,
    DeadlineRule,
    Evidence,
    Form,
    Note,
    NoticeElement,
    Policy,
    Requirement,
    Route,
)
from packetizer.rules.situation import Situation

T = TypeVar("T")
_OLD = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement as all files together state it. `applies` None: the papers do not tell."""

    id: str
    title: str
    severity: Literal["required", "recommended"]
    applies: bool | None
    met_by: tuple[Evidence, ...]
    why: str
    fix: str
    citation: Citation | None
    caveat: str
    origins: tuple[str, ...]  # file names whose statements apply, the last one refining


@dataclass(frozen=True, slots=True)
class DrugClass:
    """Where a drug belongs: "antidepressant", "ssri"."""

    group: str
    name: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A deadline or route of a file."""

    file: LoadedFile
    rule: DeadlineRule


@dataclass(frozen=True, slots=True)
class Effective:
    """The rules of one case."""

    insurer: str  # its printed name; "" where it is not known
    files: tuple[LoadedFile, ...]
    requirements: tuple[Asked, ...]
    deadlines: tuple[Stated, ...]
    routes: tuple[tuple[LoadedFile, Route], ...]  # the insurer's own first
    policies: tuple[tuple[LoadedFile, Policy], ...]
    forms: tuple[tuple[LoadedFile, Form], ...]
    notes: tuple[tuple[LoadedFile, Note], ...]
    notice: tuple[tuple[LoadedFile, NoticeElement], ...]
    notice_follows: str
    packet_order: tuple[str, ...]
    without_sheets: tuple[str, ...]
    procedure_codes: frozenset[str]
    drugs: Mapping[str, DrugClass]  # by generic name
    unfit: frozenset[str]  # scores of scales for something else than what is treated


def compose(library: Library, case: Situation) -> Effective:
    """The rules that apply to this case. Files whose own condition fails have no say at all."""
    families = {
        name: codes for file in library.files for name, codes in file.rules.diagnosis_families.items()
    }
    weigher = Conditions(case, families)
    spoken = [(file, weigher.any_of(file.rules.when)) for file in library.general()]
    spoken += [(file, weigher.any_of(file.rules.when)) for file in library.insurer(case.insurer)]
    possible = [(file, applies) for file, applies in spoken if applies is not False]
    certain = tuple(file for file, applies in possible if applies)
    return Effective(
        insurer=_insurer_name(library, case),
        files=certain,
        requirements=_requirements(possible, weigher, case),
        deadlines=_deadlines(certain, weigher),
        routes=tuple(
            (file, route)
            for file in reversed(certain)
            for route in file.rules.routes
            if weigher.any_of(route.when) is not False
        ),
        policies=_policies(certain, weigher, case),
        forms=tuple((f, form) for f in certain for form in f.rules.forms if weigher.any_of(form.when)),
        notes=tuple((f, note) for f in certain for note in f.rules.notes if weigher.any_of(note.when)),
        notice=_notice(possible, weigher),
        notice_follows=" ".join(_follows(file, applies) for file, applies in possible if file.rules.notice),
        packet_order=_packet_order(certain),
        without_sheets=tuple(dict.fromkeys(name for file in certain for name in file.rules.without_sheets)),
        procedure_codes=frozenset(code for file in certain for code in file.rules.procedure_codes),
        drugs=_drugs(certain),
        unfit=weigher.unfit(_scales(certain)),
    )


def _insurer_name(library: Library, case: Situation) -> str:
    chain = library.insurer(case.insurer)
    name = case.insurer or ""
    return chain[-1].rules.title if chain else name.replace("_", " ").title() if name.islower() else name


# ---------------------------------------------------------------- conditions


@dataclass(frozen=True, slots=True)
class Conditions:
    """Weighs conditions against a case: True, False, or None where the papers do not tell."""

    case: Situation
    families: Mapping[str, Sequence[str]]

    def any_of(self, when: Sequence[Condition]) -> bool | None:
        """Whether any alternative holds; no alternatives at all: always."""
        return _or([self.holds(condition) for condition in when]) if when else True

    def holds(self, condition: Condition) -> bool | None:
        case = self.case
        return _and(
            [
                # the treatments that have rules are looked for on every page: none named is another one
                not condition.treatment or case.treatment in condition.treatment,
                case.treatment not in condition.treatment_not,
                self.diagnosed(condition.diagnosis),
                self._in_families(case.main_diagnoses, condition.main_diagnosis),
                _overlap(case.reasons, condition.reasons),
                _among(case.plan_type or _unless_asked(condition.plan_type), condition.plan_type),
                _among(case.state, condition.state),
                _among(case.appeal_level, condition.appeal_level),
                _among(case.insurer, condition.insurer) if case.insurer else not condition.insurer,
                _equal(case.filer, condition.filer),
                _equal(case.client_paid, condition.client_paid),
                _equal(case.service, condition.service),
                _equal(bool(case.urgent), condition.urgent),
            ]
        )

    def diagnosed(self, families: Sequence[str]) -> bool | None:
        return self._in_families(self.case.diagnoses, families)

    def unfit(self, scales: Mapping[str, Sequence[str]]) -> frozenset[str]:
        """The scores whose scale measures nothing that is treated; none where no scale does."""
        treated = self.case.treated or ()
        fit = frozenset(kind for kind, families in scales.items() if self._in_families(treated, families))
        return frozenset(scales) - fit if fit else fit

    def _in_families(self, codes: Sequence[str] | None, families: Sequence[str]) -> bool | None:
        if not families:
            return True
        if codes is None:
            return None
        starts = tuple(code.replace(".", "") for name in families for code in self.families.get(name, ()))
        return any(code.replace(".", "").upper().startswith(starts) for code in codes)


def _among(value: str | None, allowed: Sequence[str]) -> bool | None:
    if not allowed:
        return True
    return None if value is None else value in allowed


def _unless_asked(plan_types: Sequence[str]) -> str | None:
    """What an unknown plan type counts as: "unknown" where the rule speaks of that, else undecided."""
    return "unknown" if "unknown" in plan_types else None


def _overlap(values: Sequence[str] | None, allowed: Sequence[str]) -> bool | None:
    if not allowed:
        return True
    return None if values is None else not set(values).isdisjoint(allowed)


def _equal(value: object, wanted: object) -> bool | None:
    if wanted is None:
        return True
    return None if value is None else value == wanted


def _and(parts: Iterable[bool | None]) -> bool | None:
    seen = set(parts)
    return False if False in seen else None if None in seen else True


def _or(parts: Iterable[bool | None]) -> bool | None:
    seen = set(parts)
    return True if True in seen else None if None in seen else False


# ---------------------------------------------------------------- requirements


@dataclass(frozen=True, slots=True)
class _Statement:
    file: LoadedFile
    said: Requirement
    applies: bool | None


def _requirements(
    files: Sequence[tuple[LoadedFile, bool | None]], weigher: Conditions, case: Situation
) -> tuple[Asked, ...]:
    statements: dict[str, list[_Statement]] = {}
    for file, applies in files:
        for said in file.rules.requirements:
            holds = _and([applies, weigher.any_of(said.when)])
            statements.setdefault(said.id, []).append(_Statement(file, said, holds))
    return tuple(_merge(name, said, case) for name, said in statements.items() if _is_whole(said))


def _is_whole(statements: Sequence[_Statement]) -> bool:
    """False where the file that defines a requirement has no say in this case: others then refine nothing."""
    said = [statement.said for statement in statements]
    return all(
        any(getattr(one, name) for one in said) for name in ("title", "severity", "met_by", "why", "fix")
    )


def _binds(statement: _Statement, plan: str) -> bool:
    """Whether it cites a source, and one that is law for such a plan."""
    source = statement.file.source(statement.said.cites)
    return source is not None and (not source.plans or plan in source.plans)


def _merge(name: str, statements: Sequence[_Statement], case: Situation) -> Asked:
    applies = _or([statement.applies for statement in statements if statement.said.severity])
    heard = {True} if applies else {True, None}
    speaking = [statement for statement in statements if statement.applies in heard]
    speaking = speaking or [statements[0]]
    layers = [*reversed(speaking), *statements]  # the last that applies speaks first; the rest fill gaps
    citing = [layer for layer in layers if _binds(layer, case.plan_type or "unknown")]
    cited = next((layer for layer in citing if _states(layer.said)), None) or next(iter(citing), None)
    source = cited.file.source(cited.said.cites) if cited else None
    severities = {statement.said.severity for statement in speaking} - {None}
    severities = severities or {statement.said.severity for statement in statements}
    return Asked(
        id=name,
        title=_given(layer.said.title for layer in layers),
        severity="required" if "required" in severities else "recommended",
        applies=applies,
        met_by=_given(layer.said.met_by for layer in layers),
        why=_given(layer.said.why for layer in layers),
        fix=_given(layer.said.fix for layer in layers),
        citation=cited.file.citation(cited.said.cites) if cited else None,
        caveat=caveat(source.standing, source.as_of or source.retrieved, source.version, case.today)
        if source
        else "",
        origins=tuple(statement.file.name for statement in speaking),
    )


def _states(said: Requirement) -> bool:
    """Whether it says what is asked, or why: one that only words the e-mail is not what the rule rests on."""
    return bool(said.why or said.met_by or said.severity)


def _given(values: Iterable[T | None]) -> T:
    """The first value that a layer gives; loading has made sure that one does."""
    return next(value for value in values if value)


def caveat(standing: str, as_of: date | None, version: str, today: date) -> str:
    """What to know about a source before relying on it; "" for practice and for recent own text."""
    if standing == "practice":
        return ""
    says = {
        "secondary": "rests on somebody's summary, not on the payer's own text",
        "unsourced": "is general knowledge without a source",
    }.get(standing)
    parts = [says] if says else []
    if as_of is not None and today - as_of > _OLD:
        parts.append(f"has a source of {as_of.isoformat()}")
    elif as_of is None and "undated" in version:
        parts.append("has a source that shows no date")
    return f"Check first: this {' and '.join(parts)}." if parts else ""


# ---------------------------------------------------------------- the rest of a file


def _deadlines(files: Sequence[LoadedFile], weigher: Conditions) -> tuple[Stated, ...]:
    """For each deadline the statement of the last file that has one for this case."""
    last: dict[str, Stated] = {}
    for file in files:
        for rule in file.rules.deadlines:
            if weigher.any_of(rule.when):
                last[rule.id] = Stated(file, rule)
    return tuple(last.values())


def _policies(
    files: Sequence[LoadedFile], weigher: Conditions, case: Situation
) -> tuple[tuple[LoadedFile, Policy], ...]:
    return tuple(
        (file, policy)
        for file in files
        for policy in file.rules.policies
        if case.treatment in policy.treatments and weigher.diagnosed(policy.diagnosis) is not False
    )


def _notice(
    files: Sequence[tuple[LoadedFile, bool | None]], weigher: Conditions
) -> tuple[tuple[LoadedFile, NoticeElement], ...]:
    """What the notice must say, the last file's word on each; what may not be called for is left out."""
    last: dict[str, tuple[LoadedFile, NoticeElement]] = {}
    for file, _ in files:
        for element in file.rules.notice.elements if file.rules.notice else ():
            if weigher.any_of(element.when):
                last[element.id] = (file, element)
    return tuple(last.values())


def _follows(file: LoadedFile, applies: bool | None) -> str:
    text = file.rules.notice.follows if file.rules.notice else ""
    return text if applies else f"Only if the plan is of this kind ({file.rules.title}): {text}"


def _drugs(files: Sequence[LoadedFile]) -> dict[str, DrugClass]:
    return {
        drug: DrugClass(group, name)
        for file in files
        for group, classes in file.rules.drug_groups.items()
        for name, drugs in classes.items()
        for drug in drugs
    }


def _scales(files: Sequence[LoadedFile]) -> dict[str, tuple[str, ...]]:
    """For each score the families that its scale measures; the last file's word counts."""
    return {kind: families for file in files for kind, families in file.rules.scale_families.items()}


def _packet_order(files: Sequence[LoadedFile]) -> tuple[str, ...]:
    """The last file's order; what it leaves out follows as the files before it have it."""
    order: dict[str, None] = {}
    for file in reversed(files):
        order.update(dict.fromkeys(file.rules.packet_order))
    return tuple(order)
