"""What the rules say beside the checklist: earlier treatments drug by drug, the denial letter's parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from packetizer.model import Status
from packetizer.packet.desk.material import Material, Place, Source, long_day, plainly, source_of

if TYPE_CHECKING:
    from packetizer.model import RequirementFinding, Trial

_COUNTS = {True: "counts", False: "does not count", None: "please check"}


@dataclass(frozen=True, slots=True)
class DrugRow:
    cells: tuple[str, str, str, str]  # class, dose, weeks, when
    drug: str
    verdict: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class DrugTable:
    """Earlier treatments against what a policy asks for."""

    title: str
    criterion: str
    rows: tuple[DrugRow, ...]


@dataclass(frozen=True, slots=True)
class LetterRow:
    title: str
    place: Place | None  # None: not found in this letter
    source: Source | None


@dataclass(frozen=True, slots=True)
class LetterParts:
    """What the denial letter must say, and whether it was found there."""

    letter: Place
    rows: tuple[LetterRow, ...]
    missing: int
    follows: str
    ask: str  # ready to be pasted; "" where all is found


def drug_tables(material: Material) -> tuple[DrugTable, ...]:
    """One for each requirement that counts earlier treatments and applies."""
    return tuple(
        DrugTable(finding.title, finding.criterion, tuple(_drug_row(material, one) for one in finding.trials))
        for finding in material.findings.requirements
        if finding.trials and finding.status is not Status.NOT_APPLICABLE and _is_first(material, finding)
    )


def _is_first(material: Material, finding: RequirementFinding) -> bool:
    """Several requirements may count the same trials by the same criterion: one table is enough."""
    same = (one for one in material.findings.requirements if one.criterion == finding.criterion)
    return next(same).id == finding.id


def _drug_row(material: Material, trial: Trial) -> DrugRow:
    verdict = _COUNTS[trial.counts] + (f": {trial.remark}" if trial.remark else "")
    cells = (trial.drug_class or "–", trial.dose or "–", trial.duration or "–", trial.period or "–")
    return DrugRow(cells, trial.drug, verdict, material.places_of(trial.pages))


def letter_parts(material: Material) -> LetterParts | None:
    """None where no letter is surely a denial."""
    parts = material.findings.notice
    letter = material.documents.get(parts[0].document) if parts else None
    if letter is None:
        return None
    absent = [part for part in parts if part.page is None]
    return LetterParts(
        material.place_of(letter),
        tuple(
            LetterRow(
                part.title,
                material.place_of_page(part.page) if part.page else None,
                source_of(part.citation, material.words),
            )
            for part in sorted(parts, key=lambda part: part.page is not None)
        ),
        len(absent),
        plainly(material.findings.notice_follows),
        _request(material, [part.ask for part in absent]) if absent else "",
    )


def _request(material: Material, asked: list[str]) -> str:
    info = material.manifest.case
    letter = material.documents[material.findings.notice[0].document]
    of = f" of {long_day(letter.date)}" if letter.date else ""
    about = f" about {info.client_name.value}" if info.client_name.value else ""
    return (
        f"I could not find some things in your letter{of}{about}. Please tell me, in writing and free of "
        f"charge: {'; '.join(asked)}. Please also send the complete claim file, with all documents, records "
        "and other information relevant to the claim."
    )
