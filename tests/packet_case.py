"""A plainly invented case for the packet's tests: papers, findings, and pages as they would be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from packetizer.model import (
    Box,
    Case,
    CaseInfo,
    Deadline,
    Denial,
    DenialReason,
    Document,
    Event,
    Fact,
    FactValue,
    Findings,
    Given,
    Known,
    Ledger,
    LedgerRow,
    Omission,
    OmitReason,
    Page,
    PageRef,
    Recipient,
    RequirementFinding,
    Sender,
    Severity,
    Status,
    Warning,
)
from tests.pages import page_from_text

TODAY = date(2026, 4, 2)
INK = Box(0.1, 0.08, 0.9, 0.85)
ORDER = (
    "denial_letter",
    "letter_of_medical_necessity",
    "progress_note",
    "rating_scale",
    "itemized_bill",
    "journal_article",
)


@dataclass
class Papers:
    """Papers laid on the table one after the other; gives them as a case."""

    documents: list[Document] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    def add(
        self,
        type_: str,
        title: str,
        day: date | None = None,
        *,
        pages: int = 1,
        facts: Sequence[tuple[str, FactValue]] = (),
        confidence: float = 0.95,
    ) -> Document:
        at = len(self.documents)
        refs = tuple(PageRef(f"paper{at:02}.pdf", number) for number in range(1, pages + 1))
        for ref in refs:
            page = page_from_text("one two three", ref.source, ref.number)
            self.pages.append(replace(page, ink=INK))
        found = tuple(
            Fact(f"f{at}.{n}", kind, value, str(value), refs[0], INK, confidence)
            for n, (kind, value) in enumerate(facts)
        )
        made = Document(f"d{at}", type_, title, day, refs, 0.95, found)
        self.documents.append(made)
        return made


def findings(*requirements: RequirementFinding, **changes: object) -> Findings:
    made = Findings(
        ("_base",),
        requirements,
        (Deadline("internal_appeal", "Internal appeal", date(2026, 8, 29), None, "180 days"),),
        (),
        ORDER,
        Recipient("Exampla Health Plans", ("Appeals Team", "P.O. Box 1"), "555-555-0101"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def requirement(id_: str, title: str, status: Status, *documents: Document) -> RequirementFinding:
    return RequirementFinding(id_, title, True, status, tuple(d.id for d in documents), "WHY", "FIX")


GIVEN = Given(TODAY, sender=Sender("Jordan Advocate", "Advocates for Example", ("12 Sample Street",)))


@dataclass(frozen=True)
class Whole:
    case: Case
    findings: Findings
    pages: tuple[Page, ...]
    given: Given = GIVEN


def whole_case(*, notes: int = 3) -> Whole:
    """A case in which every sheet has something to say, and some things that must never be said."""
    papers = Papers()
    denial = papers.add(
        "denial_letter",
        "Denial letter from Exampla",
        date(2026, 3, 2),
        pages=2,
        facts=[("denial.reason", "experimental_investigational"), ("date.service", date(2026, 1, 8))],
    )
    letter = papers.add("letter_of_medical_necessity", "Letter of Dr. Élise Ångström", date(2026, 3, 20))
    for number in range(notes):
        papers.add("progress_note", f"Progress note {number}", date(2026, 1, 1 + number % 28))
    for day, score in ((date(2025, 11, 3), "23"), (date(2026, 2, 20), "9")):
        papers.add("rating_scale", "PHQ-9", day, facts=[("score.phq9", score)])
    bill = papers.add(
        "itemized_bill", "Itemized bill", date(2026, 3, 1), facts=[("amount.billed", Decimal(600))]
    )
    article = papers.add("journal_article", "A randomized trial", date(2013, 10, 1), pages=3)
    held = papers.add(
        "psychotherapy_notes", "HELDBACK notes", date(2026, 1, 9), facts=[("id.member", "HELDBACK")]
    )
    row = LedgerRow(
        date(2026, 1, 8),
        "Infusion",
        Decimal(600),
        None,
        Decimal(0),
        Decimal(600),
        bill.id,
        (bill.facts[0].id,),
    )
    case = Case(
        CaseInfo(
            client_name=Known("Marta Exemplar"),
            member_id=Known("HELDBACK", True, (held.facts[0].id,)),
            treatment=Known("ketamine"),
        ),
        tuple(papers.documents),
        tuple(Omission(ref, OmitReason.EXCLUDED) for ref in held.pages),
        Denial(
            (DenialReason("experimental_investigational", (denial.facts[0].id,)),), documents=(denial.id,)
        ),
        Ledger((row, replace(row, description="HELDBACK row", document=held.id))),
        (
            Event(date(2026, 1, 9), "HELDBACK session", held.id),
            Event(date(2026, 3, 2), "Denial letter", denial.id),
        ),
        (Warning("wrong_patient", Severity.BLOCKING, "WARNING text"),),
    )
    found = findings(
        requirement("denial_notice", "The decision", Status.MET, denial),
        requirement("letter_of_medical_necessity", "Letter of necessity", Status.MET, letter),
        requirement("supporting_literature", "Published studies", Status.MET, article),
        requirement("prior_authorization", "ABSENT authorization", Status.MISSING),
        requirement("eob", "DOUBTED statement", Status.NEEDS_REVIEW, bill),
        requirement("plan_document", "HELDBACK plan", Status.MET, held),
    )
    return Whole(case, found, tuple(papers.pages))
