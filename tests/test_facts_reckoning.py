"""Labels of amounts read by the ideas in their words; tables that go on over the page."""

from __future__ import annotations

import pytest

from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.settle import settle
from packetizer.understanding.lore.lexicon import load_lexicon
from tests.pages import page_from_text

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("What your provider asked for ......", "billed"),
        ("Amount the doctor can charge you", "patient_responsibility"),
        ("Provider may not bill you", "other"),
        ("Amount we accepted", "allowed"),
        ("Ins. allows", "allowed"),
        ("Our price for this", "allowed"),
        ("Paid to your provider by us", "paid_by_plan"),
        ("Plan's portion", "paid_by_plan"),
        ("Ins. sent us", "paid_by_plan"),
        ("Amount not paid by insurance", "other"),
        ("What remains for you to pay", "patient_responsibility"),
        ("Balance, member", "patient_responsibility"),
        ("Amount you owe after plan paid", "patient_responsibility"),
        ("Your part, as of today", "patient_responsibility"),
        ("Your coinsurance (20%)", "other"),
        ("Copay collected", "paid"),
        ("What you paid at the front desk, Oct 20, 2026    -", "paid"),
        ("Less deposit received 06/01/2026", "paid"),
        ("Still to pay", "balance"),
        ("Open amount", "balance"),
        ("Balance due from insurance", "other"),
        ("Discount your plan negotiated", "other"),
        ("Member credit", "other"),
        ("Expected insurance payment", "other"),
        ("Estimated patient share", "other"),
        ("Insurance payment", "paid_by_plan"),
        ("Expected charges", "billed"),
        ("Patient education", None),
        ("Heart rate monitoring", None),
        ("MRI left knee", None),
        ("In this letter we tell you what the plan paid and what you owe for it all", None),
    ],
)
def test_what_a_label_means(label: str, role: str | None) -> None:
    assert LEXICON.reckon.role(label) == (role and f"amount.{role}")


@pytest.mark.parametrize(
    ("row", "so_far"),
    [
        ("Year to date", True),
        ("Totals for 2026", True),
        ("YTD plan paid", True),
        ("Total for this claim", False),
        ("Visit, one year to date of birth", False),
    ],
)
def test_what_a_year_has_come_to(row: str, so_far: bool) -> None:
    assert LEXICON.reckon.is_so_far(row) is so_far


def test_a_person_alone_says_something_only_over_a_column() -> None:
    assert LEXICON.reckon.role("Patient") is None
    assert LEXICON.reckon.role("Patient", head=True) == "amount.patient_responsibility"


def amounts(pages: list[str], type_: str = "eob") -> set[tuple[int, str, str]]:
    read = [page_from_text(text, number=number) for number, text in enumerate(pages, 1)]
    found = [fact for page in read for fact in find_facts(page, LEXICON)]
    facts = settle(type_, found, read, LEXICON)
    kind = "amount."
    return {
        (f.page.number, f.kind.removeprefix(kind), str(f.value)) for f in facts if f.kind.startswith(kind)
    }


FIRST = (
    "Date       Service                 Charged   Allowed   We paid    You owe\n"
    "02/03/26   99214 Office visit       220.00    141.20    112.96      28.24\n"
    "02/03/26   96365 IV infusion        310.00      0.00      0.00     310.00"
)
NEXT = (
    "F. Mock                                      page 2 of 2\n\n"
    "02/05/26   96366 IV infusion         95.00      0.00      0.00      95.00\n"
    "Totals                              625.00    141.20    112.96     433.24"
)


def test_a_table_goes_on_over_the_page() -> None:
    assert {found for found in amounts([FIRST, NEXT]) if found[0] == 2} >= {
        (2, "billed", "95.00"),
        (2, "patient_responsibility", "95.00"),
        (2, "billed", "625.00"),
        (2, "paid_by_plan", "112.96"),
        (2, "patient_responsibility", "433.24"),
    }


@pytest.mark.parametrize(
    ("first", "then"),
    [
        pytest.param(
            FIRST + "\nWhat the codes mean and what you can do" * 5 + "\nA copy costs $5.00", NEXT, id="ended"
        ),
        pytest.param(FIRST, "Rent   1.00\nFood            2.00\nFuel      5.00", id="other places"),
    ],
)
def test_another_table_has_heads_of_its_own(first: str, then: str) -> None:
    # What that row adds up to tells the plan's payment and what it allowed, with or without a head.
    charged = {(2, "billed", "625.00"), (2, "billed", "95.00"), (2, "paid_by_plan", "112.96")}
    charged |= {(2, "allowed", "141.20")}
    assert {found for found in amounts([first, then]) if found[0] == 2} <= charged
