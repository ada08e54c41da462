"""A bill that no insurer was sent is no denied charge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from packetizer.model import Case, Given, Page
from packetizer.packet.plan import plan_packet
from packetizer.packet.sheets.disputed import served
from packetizer.packet.sheets.matter import Matter
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.understand import understand
from tests.packet_case import findings
from tests.pages import page_from_text

TODAY = Given(date(2026, 11, 28))
BILL = (
    "Example Infusion Suites     402 Mock Court, Faketon PA     NPI 1245319599     EIN 12-3456789\n"
    "SUPERBILL / RECEIPT FOR SERVICES\n"
    "Patient: Jane Doe     DOB 02/03/1980\n"
    "Date of service: 06/08/2026\n\n"
    "Code     Description                     Units    Charge\n"
    "96365    IV infusion, initial hour       1        $310.00\n"
    "J3490    Ketamine HCl                    1        $80.00\n"
    "Total                                             $390.00\n\n"
    "{foot}\n"
)
DENIAL = (
    "Example Health Plan\n\nSeptember 4, 2026\n\nJane Doe\n12 Mock Street\nFaketon, PA 16823\n\n"
    "Member ID: EXM10188472\n{about}\n\n"
    "NOTICE OF DENIAL\n\nDear Jane Doe,\n\n"
    "We have denied coverage of ketamine infusion because it is experimental and investigational.\n"
    "You have the right to appeal this decision within 180 days.\n"
)
NEVER = "We do not take part in any plan and have NOT submitted a claim to any insurer."
TO_COME = "Service: ketamine infusions, 6 sessions (not yet received)"


def _case(foot: str, about: str) -> tuple[Case, list[Page]]:
    pages = [
        page_from_text(DENIAL.format(about=about), "denial.pdf", 1),
        page_from_text(BILL.format(foot=foot), "bill.pdf", 1),
    ]
    return understand(pages, TODAY, load_knowledge()), pages


def _warned(case: Case) -> int:
    return sum(warning.kind == "expense_without_record/unsubmitted" for warning in case.warnings)


@pytest.mark.parametrize(
    "foot",
    [
        pytest.param(NEVER, id="no claim submitted to any insurer"),
        pytest.param("This visit has not been billed to your insurance.", id="not billed to insurance"),
        pytest.param("Self-pay. No claim has been filed on your behalf.", id="no claim filed"),
        pytest.param("We do not bill insurance. You may send this form to your plan.", id="does not bill"),
        pytest.param("Cash price. Insurance: not billed.", id="a field"),
        pytest.param("Insurance was not billed for these services.", id="insurance was not billed"),
    ],
)
def test_what_was_never_submitted_is_not_denied(foot: str) -> None:
    case, pages = _case(foot, TO_COME)
    assert [paper.type for paper in case.documents] == ["denial_letter", "itemized_bill"]
    matter = Matter(plan_packet(case, findings(), pages, TODAY), case, findings(), TODAY, pages=tuple(pages))
    assert (served(matter), matter.billed, matter.paid) == (("", ""), None, None)
    assert len(matter.expenses) == 2  # the statement of expenses still lists them
    assert _warned(case) == 1


@pytest.mark.parametrize(
    ("foot", "about", "warned"),
    [
        pytest.param("Submit this form to your insurance.", TO_COME, 0, id="the bill says nothing of it"),
        pytest.param("We have submitted a claim to your insurer.", TO_COME, 0, id="it was submitted"),
        pytest.param(
            "If your insurer has not been billed within 30 days, call us.", TO_COME, 0, id="only a condition"
        ),
        pytest.param(
            "Do not submit this bill to insurance; we have filed for you.", TO_COME, 0, id="an advice"
        ),
        pytest.param("We do not file secondary insurance.", TO_COME, 0, id="of another insurance"),
        pytest.param(NEVER, "Claim number: EX26-0099131", 1, id="a claim was denied"),
        pytest.param(NEVER, "Date of service: 06/08/2026", 0, id="the plan decided on that day"),
        pytest.param(
            NEVER, "The records of this treatment were not yet received.", 1, id="records were not received"
        ),
        pytest.param(
            NEVER, "No request for prior authorization was received.", 1, id="nothing was asked before"
        ),
    ],
)
def test_what_may_have_been_denied_stays(foot: str, about: str, warned: int) -> None:
    case, pages = _case(foot, about)
    matter = Matter(plan_packet(case, findings(), pages, TODAY), case, findings(), TODAY, pages=tuple(pages))
    assert served(matter) == ("Date of service", "Jun 8, 2026")
    assert matter.billed == Decimal("390.00")
    assert _warned(case) == warned
