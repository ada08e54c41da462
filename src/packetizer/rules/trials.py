"""Earlier treatments that did not work, drug by drug, against what an insurer's step therapy asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from packetizer.model import Document, Fact, PageRef
from packetizer.rules.compose import DrugClass
from packetizer.rules.schema import Gathered
from packetizer.rules.situation import SURE, pages_of, same_row

_DOSE = re.compile(r"\d[\d.,]*\s*(?:mg|mcg|µg|ug|g|ml|units?)\b", re.IGNORECASE)
_SPAN = re.compile(
    r"(\d+(?:\.\d+)?)\s*(?:\+|-|to)?\s*(?:\d+\s*)?(week|wk|month|mo|day|year|yr)s?\b\.?", re.IGNORECASE
)
_WEEKS = {"day": 1 / 7, "week": 1.0, "wk": 1.0, "month": 4.345, "mo": 4.345, "year": 52.18, "yr": 52.18}


@dataclass(frozen=True, slots=True)
class Trials:
    """The trials found. `enough`: they surely meet the criterion; `perhaps`: they may."""

    enough: bool
    perhaps: bool
    found: int  # surely read drugs
    papers: frozenset[str]  # ids of the papers that name them
    pages: tuple[PageRef, ...]
    table: str  # what was read of each drug, for the advocate


@dataclass(frozen=True, slots=True)
class _Trial:
    drug: str
    facts: tuple[Fact, ...]
    sure: bool  # the drug is surely read in a paper of a sure type
    dosed: bool
    weeks: float | None
    belongs: DrugClass | None


def weigh_trials(
    need: Gathered,
    papers: Sequence[Document],
    sure_papers: frozenset[str],
    treatment: str | None,
    drugs: Mapping[str, DrugClass],
) -> Trials:
    """The drugs that these papers say failed; the treatment that is appealed for does not count."""
    facts: dict[str, list[tuple[Fact, Document]]] = {}
    for paper in papers:
        for fact in paper.facts:
            if fact.kind == need.kind and fact.value != treatment:
                facts.setdefault(str(fact.value), []).append((fact, paper))
    trials = [_trial(drug, seen, sure_papers, drugs.get(drug)) for drug, seen in sorted(facts.items())]
    possible = [trial for trial in trials if _may_count(trial, need)]
    sure = [trial for trial in possible if _shown(trial, need)]
    unread = not trials and any(paper.type == "medication_history" for paper in papers)
    return Trials(
        enough=_meets(sure, need, unknown_class_counts=False),
        perhaps=_meets(possible, need, unknown_class_counts=True) or unread,
        found=len([trial for trial in possible if trial.sure]),
        papers=frozenset(paper.id for seen in facts.values() for _, paper in seen),
        pages=pages_of(fact for trial in trials for fact in trial.facts),
        table=_table(trials, need),
    )


def _trial(
    drug: str,
    seen: Sequence[tuple[Fact, Document]],
    sure_papers: frozenset[str],
    belongs: DrugClass | None,
) -> _Trial:
    spans = [weeks for fact, _ in seen if (weeks := _weeks(fact.text)) is not None]
    return _Trial(
        drug=drug,
        facts=tuple(fact for fact, _ in seen),
        sure=any(fact.confidence >= SURE and paper.id in sure_papers for fact, paper in seen),
        dosed=any(_has_dose(fact, paper) for fact, paper in seen),
        weeks=max(spans, default=None),
        belongs=belongs,
    )


def _has_dose(fact: Fact, paper: Document) -> bool:
    if _DOSE.search(fact.text):
        return True
    return any(other.kind == "treatment.dose" and same_row(fact, other) for other in paper.facts)


def _weeks(text: str) -> float | None:
    spans = [float(number) * _WEEKS[unit.lower()] for number, unit in _SPAN.findall(text)]
    return max(spans, default=None)


def _may_count(trial: _Trial, need: Gathered) -> bool:
    if need.group and trial.belongs and trial.belongs.group != need.group:
        return False
    return need.weeks is None or trial.weeks is None or trial.weeks > need.weeks - 0.05


def _shown(trial: _Trial, need: Gathered) -> bool:
    if not trial.sure or (need.weeks and trial.weeks is None) or (need.group and not trial.belongs):
        return False
    return not need.with_dose_or_duration or trial.dosed or trial.weeks is not None


def _meets(trials: Sequence[_Trial], need: Gathered, *, unknown_class_counts: bool) -> bool:
    if len(trials) < need.at_least:
        return False
    known = {trial.belongs.name for trial in trials if trial.belongs}
    unknown = sum(trial.belongs is None for trial in trials) if unknown_class_counts else 0
    return need.classes is None or len(known) + unknown >= need.classes


def _table(trials: Sequence[_Trial], need: Gathered) -> str:
    if not trials:
        return "No earlier treatment that failed could be read."
    rows = "; ".join(_row(trial) for trial in trials)
    asked = [f"{need.at_least} {need.group or 'drug'}s asked for"]
    if need.classes:
        asked.append(f"from {need.classes} classes")
    if need.weeks:
        asked.append(f"{need.weeks} weeks each")
    return f"Read: {rows} ({', '.join(asked)})."


def _row(trial: _Trial) -> str:
    parts = [trial.belongs.name.replace("_", " ") if trial.belongs else "class not known here"]
    parts.append("dose read" if trial.dosed else "no dose read")
    parts.append(f"{trial.weeks:.0f} weeks" if trial.weeks is not None else "no duration read")
    if not trial.sure:
        parts.append("doubtful reading")
    return f"{trial.drug} ({', '.join(parts)})"
