"""Cases for tests of the rules: papers with facts, no pages read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from packetizer.model import (
    Box,
    Case,
    CaseInfo,
    Denial,
    DenialReason,
    Document,
    Fact,
    FactValue,
    Findings,
    Given,
    Known,
    PageRef,
    RequirementFinding,
    Sender,
    Tie,
)
from packetizer.rules.check import check
from packetizer.rules.library import Library
from packetizer.rules.load import load_library

TODAY = date(2026, 4, 1)


@lru_cache
def shipped() -> Library:
    return load_library()


@dataclass(frozen=True)
class F:
    """A fact on a paper; facts of one row stand side by side."""

    kind: str
    value: FactValue
    confidence: float = 0.95
    text: str | None = None
    row: int = 1
    by_sender: bool = False


def paper(
    number: int,
    type_: str,
    day: date | None = None,
    *facts: F,
    confidence: float = 0.95,
    candidates: Sequence[str] = (),
    patient: str | None = "Alma Test",
) -> Document:
    page = PageRef("scan.pdf", number)
    made = tuple(
        Fact(
            f"f{number}_{at}",
            fact.kind,
            fact.value,
            fact.text if fact.text is not None else str(fact.value),
            page,
            Box(0.1 + at / 50, fact.row / 50, 0.12 + at / 50, fact.row / 50 + 0.012),
            fact.confidence,
            by_sender=fact.by_sender,
        )
        for at, fact in enumerate(facts)
    )
    title = f"{type_.replace('_', ' ')} {number}"
    return Document(f"d{number}", type_, title, day, (page,), confidence, made, tuple(candidates), patient)


@dataclass(frozen=True)
class Setting:
    """All of a case but its papers."""

    insurer: str | None = "aetna"
    treatment: str | None = "ketamine"
    diagnoses: tuple[str, ...] = ("F33.2",)
    reasons: tuple[str, ...] = ("experimental_investigational",)
    plan_type: str | None = None
    state: str | None = None
    level: str | None = None
    received: date | None = None
    sender: Sender = field(default_factory=Sender)
    client: str | None = "Alma Test"
    today: date = TODAY
    tied: bool = True  # what shows a payment is surely for this care

    def given(self) -> Given:
        return Given(
            today=self.today,
            plan_type=self.plan_type,
            plan_state=self.state,
            appeal_level=self.level,
            denial_received=self.received,
            sender=self.sender,
        )

    def case(self, *papers: Document) -> Case:
        denying = tuple(one.id for one in papers if one.type in {"denial_letter", "final_denial_letter"})
        info = CaseInfo(
            client_name=Known(self.client),
            insurer=Known(self.insurer),
            treatment=Known(self.treatment),
            diagnoses=Known(self.diagnoses),
        )
        reasons = tuple(DenialReason(code, ()) for code in self.reasons)
        ties = tuple(
            Tie(one.id, self.tied, "it is of something else")
            for one in papers
            if one.type in {"receipt", "proof_of_payment"}
        )
        return Case(info, papers, denial=Denial(reasons, documents=denying), ties=ties)

    def check(self, *papers: Document, library: Library | None = None) -> Findings:
        return check(self.case(*papers), library or shipped(), self.given())

    def but(self, **changes: object) -> Setting:
        return replace(self, **changes)  # type: ignore[arg-type]


def finding(findings: Findings, name: str) -> RequirementFinding:
    return next(one for one in findings.requirements if one.id == name)


def status(findings: Findings, name: str) -> str:
    return finding(findings, name).status.value


# ---------------------------------------------------------------- a whole ketamine case

DENIAL = paper(
    1,
    "denial_letter",
    date(2026, 3, 2),
    F("date.letter", date(2026, 3, 2)),
    F("denial.reason", "experimental_investigational"),
)
RECORDS = (
    paper(2, "infusion_record", date(2026, 1, 5), F("date.service", date(2026, 1, 5))),
    paper(3, "infusion_record", date(2026, 1, 8), F("date.service", date(2026, 1, 8))),
)
BILL = paper(
    4,
    "itemized_bill",
    date(2026, 1, 20),
    F("date.service", date(2026, 1, 5), row=10),
    F("code.procedure", "96365", row=10),
    F("date.service", date(2026, 1, 8), row=11),
    F("code.procedure", "J3490", row=11),
)
WHOLE = (
    DENIAL,
    *RECORDS,
    BILL,
    paper(5, "rating_scale", date(2025, 12, 20), F("score.phq9", "21")),
    paper(6, "rating_scale", date(2026, 2, 20), F("score.phq9", "8")),
    paper(7, "receipt", date(2026, 1, 5), F("amount.total", "450.00")),
    paper(8, "appeal_letter", date(2026, 3, 20)),
    paper(9, "letter_of_medical_necessity", date(2026, 3, 15)),
    paper(10, "psychiatric_evaluation", date(2025, 12, 1), F("code.icd10", "F33.2")),
    paper(11, "progress_note", date(2026, 1, 30), F("code.icd10", "F33.2")),
    paper(
        12,
        "medication_history",
        date(2025, 11, 1),
        F("treatment.failed_drug", "sertraline", text="sertraline 200 mg 12 weeks"),
        F("treatment.failed_drug", "venlafaxine", text="venlafaxine 225 mg 10 weeks", row=2),
    ),
    paper(13, "eob", date(2026, 2, 1), F("date.service", date(2026, 1, 5))),
    paper(14, "insurance_card"),
    paper(15, "plan_document", date(2026, 1, 1)),
    paper(16, "medical_policy", date(2026, 1, 1)),
    paper(17, "journal_article", date(2023, 1, 1)),
)


def without(*types: str) -> tuple[Document, ...]:
    return tuple(one for one in WHOLE if one.type not in types)
