"""What only estimates the cost of care to come charges nothing, and no bill is."""

from __future__ import annotations

from datetime import date

import pytest

from packetizer.model import Given
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.understand import understand
from tests.pages import page_from_text

TABLE = (
    "Example Ketamine Clinic      12 Mock Street, Faketon PA      NPI 1245319599    TIN 12-3456789\n"
    "{title}\n"
    "Patient: Jane Doe     DOB 02/03/1980     Date: 10/21/2026\n\n"
    "Date of service   Code    Description                  Units   Charge\n"
    "12/07/2026        96365   Ketamine infusion            1       $410.00\n"
    "12/07/2026        J3490   Ketamine, drug               1       $40.00\n"
    "Total charges                                                  $450.00\n\n"
    "{foot}\n"
)


@pytest.mark.parametrize(
    ("title", "foot", "billed"),
    [
        pytest.param(
            "Good Faith Estimate for Health Care Items and Services",
            "Disclaimer. This Good Faith Estimate shows the costs of items and services that are\n"
            "reasonably expected for your health care needs for an item or service.",
            "0",
            id="the form of the rule",
        ),
        pytest.param(
            "Estimate of charges",
            "If you are billed $400 or more above this, you may start a dispute.",
            "0",
            id="a clinic's own words",
        ),
        pytest.param("Estimate", "This is an estimate, not a bill.", "0", id="an estimate, not a bill"),
        pytest.param("Superbill", "Submit this form to your insurance.", "450.00", id="a bill"),
        pytest.param(
            "Bill",
            "Your Good Faith Estimate of 10/21/2026 was $500.00. Bills $400 above it can be disputed.",
            "450.00",
            id="a bill that follows an estimate",
        ),
    ],
)
def test_an_estimate_charges_nothing(title: str, foot: str, billed: str) -> None:
    page = page_from_text(TABLE.format(title=title, foot=foot))
    case = understand([page], Given(date(2026, 11, 28)), load_knowledge())
    assert str(case.ledger.totals.billed) == billed
    assert (case.documents[0].type == "itemized_bill") == (billed != "0")
