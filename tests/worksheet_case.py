"""A made-up case with something of everything, for the tests of the manifest and the worksheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from packetizer.model import (
    Box,
    Case,
    CaseInfo,
    Citation,
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
    Source,
    SourceCode,
    SourceProblem,
    Status,
    TextFrom,
    Totals,
    Warning,
)
from packetizer.packet.bundle import Exhibit, Plan, Sheet, SheetKind
from packetizer.packet.manifest import build_manifest
from packetizer.packet.record.schema import Manifest, OutputRow

TODAY = date(2026, 11, 23)
INSURERS = {"aetna": "Aetna", "cigna": "Cigna Healthcare"}
HOSTILE = '<script>alert("x")</script>.jpg'
SHA = "0" * 64

OFFICIAL = Citation(
    "29 CFR 2560.503-1(h)(3)(i)",
    "https://www.ecfr.gov/current/title-29/section-2560.503-1",
    date(2026, 10, 1),
    "primary",
)
BLOG = Citation(
    "How to write an appeal letter", "https://example.org/appeals", date(2026, 10, 4), "secondary"
)
CUSTOM = Citation("General practice", None, None, "unsourced")


def fact(
    id_: str, kind: str, value: FactValue, text: str, source: str, number: int, *, confidence: float = 0.97
) -> Fact:
    return Fact(id_, kind, value, text, PageRef(source, number), Box(0.55, 0.1234567, 0.75, 0.14), confidence)


def refs(source: str, *numbers: int) -> tuple[PageRef, ...]:
    return tuple(PageRef(source, number) for number in numbers)


def read(source: str, number: int, *, rotation: int = 0, confidence: float = 0.96) -> Page:
    return Page(PageRef(source, number), 612.0, 792.0, (), TextFrom.TESSERACT, confidence, rotation=rotation)


SOURCES = (
    Source(
        "Thumbs.db",
        SHA,
        900,
        "application/octet-stream",
        0,
        SourceProblem(SourceCode.HIDDEN, "A file of the computer's own."),
    ),
    Source(HOSTILE, SHA, 120_000, "image/jpeg", 1),
    Source(
        "bill.pdf",
        SHA,
        88_000,
        "application/pdf",
        0,
        SourceProblem(
            SourceCode.ENCRYPTED,
            "The PDF opens only with its password. Open it, print it to a new PDF and put that here.",
        ),
    ),
    Source("copy of scan.pdf", SHA, 2_000_000, "application/pdf", 2),
    Source("photos/receipt 1.jpg", SHA, 1_200_000, "image/jpeg", 1),
    Source(
        "scan.pdf",
        SHA,
        2_000_000,
        "application/pdf",
        7,
        note="The file is damaged; it was put together again.",
    ),
)

PAGES = (
    read("scan.pdf", 2),
    read("scan.pdf", 1, rotation=180),
    *(read("scan.pdf", n) for n in range(3, 8)),
    read(HOSTILE, 1),
    read("copy of scan.pdf", 1),
    read("copy of scan.pdf", 2),
    read("photos/receipt 1.jpg", 1, confidence=0.55),
)

DENIAL = Document(
    "d1",
    "denial_letter",
    "Denial letter, Aetna",
    date(2026, 7, 16),
    refs("scan.pdf", 1, 2),
    0.98,
    facts=(
        fact("f1", "date.letter", date(2026, 7, 16), "July 16, 2026", "scan.pdf", 1),
        fact("f2", "name.patient", "Juniper Vance", "VANCE, JUNIPER", "scan.pdf", 1),
        fact("f3", "denial.reason", "experimental_investigational", "considered experimental", "scan.pdf", 2),
        fact("f4", "id.claim", "EXAMPLE00417", "EXAMPLEO0417", "scan.pdf", 1, confidence=0.61),
        fact("f5", "id.member", "W000000417", "W000000417", "scan.pdf", 1),
    ),
    patient="Juniper Vance",
)
NOTES = Document(
    "d2",
    "progress_note",
    "Progress note",
    date(2026, 3, 4),
    refs("scan.pdf", 4, 5),
    0.72,
    candidates=("psychiatric_evaluation",),
    facts=(fact("f6", "date.service", date(2026, 3, 4), "03/04/2026", "scan.pdf", 4),),
    patient="Juniper Vance",
)
OTHERS = Document(
    "d3",
    "lab_report",
    "Lab report",
    None,
    refs("scan.pdf", 6),
    0.9,
    facts=(fact("f7", "name.patient", "Rowan Ash", "Rowan Ash", "scan.pdf", 6),),
    patient="Rowan Ash",
)
THERAPY = Document("d4", "psychotherapy_notes", "Psychotherapy notes", None, refs("scan.pdf", 7), 0.8)
RECEIPT = Document(
    "d5",
    "receipt",
    "Receipt, Willow Clinic",
    date(2026, 3, 4),
    refs("photos/receipt 1.jpg", 1),
    0.9,
    facts=(
        fact("f8", "amount.total", Decimal("450"), "$450.00", "photos/receipt 1.jpg", 1, confidence=0.58),
        fact("f9", "date.payment", date(2026, 3, 4), "3/4/26", "photos/receipt 1.jpg", 1),
    ),
)
CARD = Document(
    "d6",
    "insurance_card",
    "Insurance card <b>front</b>",
    None,
    refs(HOSTILE, 1),
    0.9,
    facts=(fact("f10", "id.member", "W000000477", "W000000477", HOSTILE, 1, confidence=0.7),),
)

CASE = Case(
    info=CaseInfo(
        client_name=Known("Juniper Vance", inferred=True, facts=("f2",)),
        member_id=Known("W000000417", inferred=True, facts=("f5", "f10")),
        insurer=Known("aetna"),
        claim_numbers=Known(("EXAMPLE00417",), inferred=True, facts=("f4",)),
        treatment=Known("ketamine", inferred=True),
        appeal_level=Known("internal_1", inferred=True),
    ),
    documents=(CARD, RECEIPT, DENIAL, NOTES, OTHERS, THERAPY),
    omissions=(
        Omission(PageRef("scan.pdf", 3), OmitReason.BLANK),
        Omission(PageRef("scan.pdf", 6), OmitReason.EXCLUDED),
        Omission(PageRef("scan.pdf", 7), OmitReason.EXCLUDED),
        Omission(PageRef("copy of scan.pdf", 1), OmitReason.DUPLICATE, PageRef("scan.pdf", 1)),
        Omission(PageRef("copy of scan.pdf", 2), OmitReason.DUPLICATE, PageRef("scan.pdf", 2)),
    ),
    denial=Denial((DenialReason("experimental_investigational", ("f3",)),), ("CO-50",), ("N130",), ("d1",)),
    ledger=Ledger(
        (
            LedgerRow(
                date(2026, 3, 4),
                "Ketamine infusion",
                Decimal("650.00"),
                None,
                None,
                Decimal("450"),
                "d5",
                ("f8",),
            ),
        ),
        Totals(billed=Decimal("650"), paid_by_client=Decimal("450")),
    ),
    chronology=(
        Event(date(2026, 3, 4), "Visit, Willow Clinic", "d2"),
        Event(date(2026, 7, 16), "Claim denied as experimental", "d1"),
    ),
    warnings=(
        Warning(
            "wrong_patient",
            Severity.BLOCKING,
            "A lab report names Rowan Ash.",
            ("d3",),
            refs("scan.pdf", 6),
            ("f7",),
        ),
        Warning(
            "sensitive_psychotherapy_notes",
            Severity.BLOCKING,
            "One page reads like session notes.",
            ("d4",),
            refs("scan.pdf", 7),
        ),
        Warning(
            "doubtful_reading",
            Severity.IMPORTANT,
            "The total of a receipt is hard to read.",
            ("d5",),
            refs("photos/receipt 1.jpg", 1),
            ("f8",),
        ),
        Warning(
            "conflicting_values",
            Severity.IMPORTANT,
            "Two member IDs are printed.",
            ("d1", "d6"),
            (),
            ("f5", "f10"),
        ),
        Warning(
            "doubtful_type",
            Severity.IMPORTANT,
            "A visit note, or an evaluation?",
            ("d2",),
            refs("scan.pdf", 4),
        ),
        Warning("blank_page_dropped", Severity.NOTE, "An empty page was left out.", (), refs("scan.pdf", 3)),
        Warning("duplicate", Severity.NOTE, "A file is there twice.", (), refs("copy of scan.pdf", 1)),
        Warning("unreadable_source", Severity.IMPORTANT, "bill.pdf is locked.", (), refs("bill.pdf", 1)),
        Warning("record_without_expense", Severity.NOTE, "No bill for March 6, 2026.", ("d2",)),
    ),
)

FINDINGS = Findings(
    rule_files=("_base", "aetna"),
    requirements=(
        RequirementFinding(
            "denial_notice",
            "Denial letter",
            True,
            Status.MET,
            ("d1",),
            "The insurer must see which decision is appealed.",
            "",
            OFFICIAL,
        ),
        RequirementFinding(
            "letter_of_medical_necessity",
            "Letter of medical necessity",
            True,
            Status.MISSING,
            (),
            "A doctor's letter is the heart of the appeal.",
            "Ask the prescriber for a signed and dated letter.",
            BLOG,
        ),
        RequirementFinding(
            "diagnosis_evidence",
            "Note that states the diagnosis",
            True,
            Status.NEEDS_REVIEW,
            ("d2",),
            "The reviewer looks for the diagnosis.",
            "Check that the note states it.",
            BLOG,
            explanation="“Progress note” may be another paper.",
            shown_on=refs("scan.pdf", 5),
        ),
        RequirementFinding(
            "insurance_card",
            "Insurance card",
            False,
            Status.MET,
            ("d6",),
            "Helps the insurer find the member.",
            "",
            CUSTOM,
        ),
        RequirementFinding(
            "supporting_literature",
            "Articles or guidelines",
            False,
            Status.MISSING,
            (),
            "They answer “experimental”.",
            "Ask the prescriber for one or two articles.",
            None,
        ),
        RequirementFinding(
            "network_evidence",
            "Search for a provider in the network",
            True,
            Status.NOT_APPLICABLE,
            (),
            "Only where the clinic is out of network.",
            "",
            None,
        ),
    ),
    deadlines=(
        Deadline(
            "internal_appeal",
            "First appeal to the insurer",
            date(2027, 1, 12),
            "f1",
            "180 calendar days after July 16, 2026, the date on the letter.",
            OFFICIAL,
        ),
    ),
    warnings=(Warning("deadline_near", Severity.IMPORTANT, "50 days are left for the first appeal."),),
    packet_order=("denial_letter", "progress_note", "receipt", "insurance_card"),
    recipient=Recipient(
        "Aetna Member Appeals",
        ("PO Box 0", "Anytown, KY 00000"),
        "555-555-0142",
        "555-555-0143",
        "Printed in the denial letter.",
        OFFICIAL,
    ),
)

GIVEN = Given(
    today=TODAY, insurer="Aetna", sender=Sender(name="Ada Example", organisation="Example Advocates")
)

PLAN = Plan(
    (Sheet(SheetKind.COVER, "Cover", 1, 1), Sheet(SheetKind.INDEX, "Index", 2, 1)),
    (
        Exhibit("A", DENIAL, refs("scan.pdf", 1, 2), 3),
        Exhibit("B", NOTES, refs("scan.pdf", 4, 5), 5),
        Exhibit("C", RECEIPT, refs("photos/receipt 1.jpg", 1), 7),
        Exhibit("D", CARD, refs(HOSTILE, 1), 8),
    ),
)

OUTPUTS = (OutputRow(path="packet.pdf", sha256=SHA, bytes=3_000_000, pages=8),)


def build(
    case: Case = CASE,
    *,
    findings: Findings = FINDINGS,
    given: Given = GIVEN,
    sources: tuple[Source, ...] = SOURCES,
    pages: tuple[Page, ...] = PAGES,
    plan: Plan = PLAN,
) -> Manifest:
    return build_manifest(
        version="0.1.0",
        generated="2026-11-23T12:00:00+00:00",
        case=case,
        findings=findings,
        given=given,
        sources=sources,
        pages=pages,
        plan=plan,
        insurers=INSURERS,
        outputs=OUTPUTS,
        timings={"reading": 1.23456},
    )


def with_omissions(*omissions: Omission) -> Case:
    return replace(CASE, omissions=omissions)
