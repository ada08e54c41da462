"""Values that a person gave in case.yaml beat what was read, and are marked as given."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from packetizer.model import Correction, Fact, FactValue, Given, PageRef, Severity
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.understand import understand
from tests.pages import page_from_text

PAGE = PageRef("scan.pdf", 1)
BILL = """Northgate Clinic                       Statement
Statement date: 04/01/2026
Patient: Wendeline Okafor     Account 88213
Date of service   Code    Charges
03/16/2026        96365   $450.00
03/20/2026        96365   $200.00
Total charges $650.00"""


def facts_after(*corrections: Correction) -> list[Fact]:
    case = understand(
        [page_from_text(BILL)], Given(date(2026, 5, 1), corrections=corrections), load_knowledge()
    )
    return [fact for document in case.documents for fact in document.facts]


def values(facts: list[Fact], kind: str) -> list[FactValue]:
    return [fact.value for fact in facts if fact.kind == kind]


def said(kind: str, value: FactValue | None, was: str | None = None) -> Correction:
    return Correction(PAGE, "checked against the paper", kind=kind, value=value, was=was)


def test_nothing_is_given_where_nobody_said_anything() -> None:
    assert not any(fact.given for fact in facts_after())


@pytest.mark.parametrize(
    "was", [pytest.param("200.00", id="by its value"), pytest.param("$200.00", id="by its text")]
)
def test_one_of_several_values_is_corrected_where_it_stands(was: str) -> None:
    before, after = facts_after(), facts_after(said("amount.billed", Decimal("260.00"), was))
    read = next(fact for fact in before if fact.value == Decimal("200.00"))
    given = next(fact for fact in after if fact.given)
    assert (given.value, given.confidence, given.box, given.text) == (
        Decimal("260.00"),
        1.0,
        read.box,
        read.text,
    )
    assert Decimal("450.00") in values(after, "amount.billed")
    assert Decimal("200.00") not in values(after, "amount.billed")
    assert len(after) == len(before)


def test_without_was_there_is_one_value_of_the_kind_on_the_page() -> None:
    facts = facts_after(said("date.service", date(2026, 3, 17)))
    assert values(facts, "date.service") == [date(2026, 3, 17)]


def test_no_value_takes_a_fact_away() -> None:
    assert Decimal("450.00") not in values(
        facts_after(said("amount.billed", None, "450.00")), "amount.billed"
    )


def test_several_corrections_of_one_page_all_hold() -> None:
    facts = facts_after(
        Correction(PAGE, "it is a bill", type="itemized_bill"),
        said("id.claim", "CLM-1"),
        said("amount.billed", Decimal("451.00"), "450.00"),
    )
    assert values(facts, "id.claim") == ["CLM-1"]
    assert Decimal("451.00") in values(facts, "amount.billed")


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        pytest.param("id.group", "88213", "88213", id="a number that stands there"),
        pytest.param("date.deadline", date(2026, 4, 1), "04/01/2026", id="a day that is printed"),
        pytest.param("amount.balance", Decimal("650.00"), "$650.00", id="an amount that is printed"),
        pytest.param("id.group", "G-77", "", id="nowhere on the page"),
    ],
)
def test_a_value_nobody_read_has_its_place_where_it_is_printed(
    kind: str, value: FactValue, text: str
) -> None:
    [fact] = [fact for fact in facts_after(said(kind, value)) if fact.kind == kind]
    assert (fact.value, fact.text, fact.given) == (value, text, True)
    assert (fact.box.height < 0.1) == bool(text)


def test_ids_stay_unique_and_the_papers_date_follows_the_correction() -> None:
    case = understand(
        [page_from_text(BILL)],
        Given(date(2026, 5, 1), corrections=(said("date.letter", date(2026, 4, 11)),)),
        load_knowledge(),
    )
    ids = [fact.id for document in case.documents for fact in document.facts]
    assert len(ids) == len(set(ids))
    assert case.documents[0].date == date(2026, 4, 11)


@pytest.mark.parametrize(
    ("correction", "said"),
    [
        pytest.param(
            Correction(PageRef("bil.pdf", 1), "typo", exclude=True), "Is bill.pdf meant?", id="no such file"
        ),
        pytest.param(
            Correction(PageRef("bill.pdf", 7), "typo", release=True), "last page is 1", id="no such page"
        ),
        pytest.param(
            Correction(
                PageRef("bill.pdf", 1), "misread", kind="amount.billed", value=Decimal("260.00"), was="999.00"
            ),
            "read as “999.00”",
            id="never read so",
        ),
    ],
)
def test_a_correction_that_fits_nothing_is_said(correction: Correction, said: str) -> None:
    page = page_from_text(
        "ITEMIZED BILL\nPatient: Alma Testwood\n03/04/2026  96365  Infusion  $200.00", "bill.pdf"
    )
    given = Given(today=date(2026, 6, 1), corrections=(correction,))
    case = understand([page], given, load_knowledge())
    (warning,) = (one for one in case.warnings if one.asks == "correction")
    assert said in warning.message
    assert warning.severity is Severity.BLOCKING
    assert case.missed_corrections == (correction,)


def test_a_correction_that_fits_is_not_said() -> None:
    page = page_from_text(
        "ITEMIZED BILL\nPatient: Alma Testwood\n03/04/2026  96365  Infusion  $200.00", "bill.pdf"
    )
    made = Correction(page.ref, "misread", kind="amount.billed", value=Decimal("260.00"), was="200.00")
    case = understand([page], Given(today=date(2026, 6, 1), corrections=(made,)), load_knowledge())
    assert not case.missed_corrections
