"""Papers that need a consent of their own are held back; those that only speak of such things are not."""

from __future__ import annotations

from datetime import date

import pytest

from packetizer.model import Case, Correction, Given, OmitReason, PageRef
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.understand import understand
from tests.pages import page_from_text
from tests.test_understanding_classify import PAPERS

NOTICE = "42 CFR Part 2 prohibits unauthorized use or disclosure of these records."
PROCESS_NOTES = """Psychotherapy notes
Kept separate from the medical record. For the therapist's use only.
She said her mother never listened. I wonder if the silence today is anger at me; my
countertransference is strong.
The dream about the house came back. Bring up next session."""


def read(text: str, *corrections: Correction) -> Case:
    return understand(
        [page_from_text(text)], Given(today=date(2026, 6, 1), corrections=corrections), load_knowledge()
    )


def codes(case: Case) -> set[str]:
    return {warning.code for warning in case.warnings}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(PROCESS_NOTES, "sensitive_psychotherapy_notes", id="process notes"),
        pytest.param(
            PAPERS["progress_note"] + "\n" + NOTICE, "sensitive_substance_use", id="record with the notice"
        ),
        pytest.param(
            PAPERS["progress_note"] + "\nMethadone maintenance, opioid treatment program, take-home doses.",
            "sensitive_substance_use",
            id="record of a program",
        ),
    ],
)
def test_held_back(text: str, code: str) -> None:
    case = read(text)
    assert code in codes(case)
    assert [omission.reason for omission in case.omissions] == [OmitReason.EXCLUDED]
    assert case.documents[0].pages == (case.omissions[0].page,)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            PAPERS["progress_note"].replace("Plan:", "Psychotherapy, 45 minutes, CBT.\nPlan:"),
            id="therapy progress note",
        ),
        pytest.param(
            PAPERS["hipaa_authorization"] + "\nPsychotherapy notes, 42 CFR Part 2 records: initial ____",
            id="authorization form",
        ),
        pytest.param(
            PAPERS["progress_note"] + "\nSubstance use history: denies alcohol and drugs.",
            id="social history",
        ),
        pytest.param(PAPERS["medical_policy"] + "\n" + NOTICE, id="policy that quotes the rule"),
    ],
)
def test_not_held_back(text: str) -> None:
    assert not [code for code in codes(read(text)) if code.startswith("sensitive")]


def test_a_person_may_release_it() -> None:
    case = read(PROCESS_NOTES, Correction(PageRef("scan.pdf", 1), "authorization signed", release=True))
    assert case.omissions == ()


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        pytest.param("SSN: 219-55-1234", True, id="labelled"),
        pytest.param("Social Security Number 219551234", True, id="without dashes"),
        pytest.param("219-55-1234", True, id="by its shape"),
        pytest.param("SSN: XXX-XX-1234", False, id="masked"),
        pytest.param("Phone 555-555-0123", False, id="telephone"),
        pytest.param("SSN: 000-12-3456", False, id="impossible area"),
        pytest.param("Member ID 219-55-1234", False, id="another number of that shape"),
        pytest.param("ZIP 43215-1234", False, id="zip code"),
    ],
)
def test_ssn(line: str, *, seen: bool) -> None:
    assert ("ssn_visible" in codes(read(PAPERS["progress_note"] + "\n" + line))) is seen
