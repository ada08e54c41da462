"""A claim refused because it went to the wrong payer is sent to the right one."""

from __future__ import annotations

from datetime import date

import pytest

from packetizer.model import Given
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.understand import understand
from tests.pages import page_from_text

EOB = """EXAMPLE HEALTH PLAN
EXPLANATION OF BENEFITS - THIS IS NOT A BILL
Date printed: 08/13/2026     Member ID: EXM10188472
Patient: Jane Doe            Claim number: 26205-55-009928      Provider: Mock Psychiatry LLC

Service date  Code     Charge     Allowed    Not covered    Plan paid    You may owe
07/16/2026    G2083    1,540.00   0.00       1,540.00       0.00         1,540.00     6M
{claims}
Codes on this statement
6M - {legend}

If you disagree you may file an appeal within 180 days.
Write to Example Health Plan, PO Box 1, Faketon PA 16823.
"""
ERA = """MOCK PSYCHIATRY LLC            ERA 835 VIEWER      printed 09/02/2026
PAYER EXAMPLE HEALTH PLAN      REMITTANCE ADVICE   08/13/2026
PATIENT DOE, JANE     ICN 26203-55-017742     CLM STATUS 4 (DENIED)
SVC DATE    PROC     BILLED     ALLOWED    PAID    ADJ
07/14/2026  G2083    1540.00    0.00       0.00    CO-197 1540.00
PATIENT DOE, JANE     ICN 26205-55-009928     CLM STATUS 4 (DENIED)
SVC DATE    PROC     BILLED     ALLOWED    PAID    ADJ
07/16/2026  G2083    1540.00    0.00       0.00    OA-109 1540.00
            REMARK N418
"""
ANOTHER = """
Patient: Jane Doe            Claim number: 26205-55-011111      Provider: Mock Psychiatry LLC
07/23/2026    G2083    1,540.00   0.00       1,540.00       0.00         1,540.00     6M
"""


def _told(*texts: str) -> list[str]:
    pages = [page_from_text(text, f"{at}.pdf", columns=120) for at, text in enumerate(texts)]
    case = understand(pages, Given(date(2026, 11, 28)), load_knowledge())
    assert {paper.type for paper in case.documents} == {"eob"}
    return [w.message for w in case.warnings if w.kind == "expense_without_record/wrong_payer"]


@pytest.mark.parametrize(
    "legend",
    [
        pytest.param("109 Claim not covered by this payer/contractor. Remark N418", id="codes"),
        pytest.param("This claim was sent to the wrong payer.", id="the wrong payer"),
        pytest.param(
            "Please submit this claim to the member's behavioral health plan.",
            id="the plan for mental health",
        ),
        pytest.param("Misrouted claim.", id="misrouted"),
        pytest.param("You must send the claim to the correct carrier.", id="the right carrier"),
    ],
)
def test_a_claim_for_another_payer(legend: str) -> None:
    (said,) = _told(EOB.format(claims="", legend=legend))
    assert said.startswith("Claim 26205-55-009928 was refused because it went to a payer")


@pytest.mark.parametrize(
    "legend",
    [
        pytest.param("The service is experimental or investigational.", id="another reason"),
        pytest.param("If your claim was sent to the wrong carrier, call us.", id="only a condition"),
        pytest.param("Send your appeal to the correct plan address.", id="an appeal"),
        pytest.param("Applied to your deductible.", id="no denial"),
    ],
)
def test_no_claim_for_another_payer(legend: str) -> None:
    assert _told(EOB.format(claims="", legend=legend)) == []


def test_of_several_claims() -> None:
    legend = "This claim was sent to the wrong payer."
    (said,) = _told(ERA)
    assert said.startswith("Claim 26205-55-009928 was")
    (said,) = _told(EOB.format(claims=ANOTHER, legend=legend))
    assert said.startswith("Claim 26205-55-009928 or 26205-55-011111 was")
