"""A name at the head of a record that nothing labels, and papers that have to do with the client."""

from __future__ import annotations

from datetime import date

import pytest

from packetizer.model import Given
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.understand import understand
from tests.pages import page_from_text

CLIENT = """Progress note
Patient: Marisol Vanterpool     DOB: 05/17/1980     Date of visit: 02/11/2026
Subjective: reports better sleep. Assessment: depression. Plan: continue sertraline.
Provider: Lorne Ostrander, MD"""
SCALE = """PHQ-9
{head}
1. Little interest or pleasure in doing things   0 1 2 3
2. Feeling down, depressed, or hopeless          0 1 2 3
3. Trouble falling or staying asleep             0 1 2 3
Total score: 19"""


def patient_of_scale(head: str) -> tuple[str | None, bool]:
    """The patient of a score sheet with this line under its title, and whether it is held back."""
    pages = [page_from_text(CLIENT, number=1), page_from_text(SCALE.format(head=head), number=2)]
    case = understand(pages, Given(date(2026, 6, 1)), load_knowledge())
    scale = next(document for document in case.documents if document.type == "rating_scale")
    held = any(w.code == "wrong_patient" and scale.id in w.documents for w in case.warnings)
    return scale.patient, held


@pytest.mark.parametrize(
    ("head", "patient", "held"),
    [
        pytest.param("Barnaby Thistlewood", "Barnaby Thistlewood", True, id="another person alone on a line"),
        pytest.param("Thistlewood, Barnaby    02/11/2026", "Barnaby Thistlewood", True, id="last name first"),
        pytest.param("Barnaby Thistlewood Date 02/11/2026", "Barnaby Thistlewood", True, id="a label behind"),
        pytest.param("Marisol Vanterpool", "Marisol Vanterpool", False, id="the client"),
        pytest.param("Marisol Vanterpoo1 02/11/2026", None, False, id="the client, misread"),
        pytest.param("Barnaby Thistlewood, MD", None, False, id="credentials"),
        pytest.param("Dr. Barnaby Thistlewood", None, False, id="a doctor"),
        pytest.param("Lorne Ostrander", None, False, id="who treats the client"),
        pytest.param("Follow Up Visit", None, False, id="words of papers"),
        pytest.param("Patient Health Questionnaire", None, False, id="the title"),
        pytest.param("02/11/2026", None, False, id="no name"),
    ],
)
def test_the_name_at_the_head(head: str, patient: str | None, held: bool) -> None:
    found, is_held = patient_of_scale(head)
    assert is_held is held
    if patient is not None:
        assert found == patient


LETTER = """Quillhaven Health Plan
March 3, 2026
Member: {member}
{line}
Dear Member: We denied your claim {claim}. The service is not medically necessary.
You may appeal within 180 days. Write to Appeals, PO Box 55, Nowhere, OH 43000. Sincerely, Medical Director"""
BILL = """Itemized statement of charges
Patient: Marisol Vanterpool
Claim number: CLM5550123
Date of service   CPT     Charges
02/03/2026        96365   $450.00
Total charges $450.00"""


@pytest.mark.parametrize(
    ("line", "claim", "code"),
    [
        pytest.param("", "QH9990001", "wrong_patient", id="nothing ties it to the client"),
        pytest.param("Claim number: CLM5550123", "CLM5550123", "doubtful_reading", id="the client's claim"),
        pytest.param(
            "About care of: Vanterpool Marisol", "QH9990001", "doubtful_reading", id="named elsewhere"
        ),
    ],
)
def test_a_denial_with_another_name(line: str, claim: str, code: str) -> None:
    letter = LETTER.format(member="Barnaby Thistlewood", line=line, claim=claim)
    pages = [page_from_text(text, f"{n}.pdf") for n, text in enumerate((CLIENT, BILL, letter))]
    given = Given(date(2026, 6, 1), client_name="Marisol Vanterpool")
    case = understand(pages, given, load_knowledge())
    denial = next(document for document in case.documents if "denial" in document.type)
    about = {w.code for w in case.warnings if denial.id in w.documents}
    assert about & {"wrong_patient", "doubtful_reading"} == {code}
