"""What two readings of one place make of a fact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packetizer.model import (
    Box,
    DateRange,
    Document,
    Fact,
    FactValue,
    Page,
    PageRef,
    Place,
    SecondReading,
    Severity,
    TextFrom,
    Word,
)
from packetizer.understanding.second import agrees, deciding, disputes, read_twice

REF = PageRef("scan.pdf", 1)
BOX = Box(0.4, 0.2, 0.6, 0.22)


def fact(kind: str, value: FactValue, text: str, confidence: float = 0.9, number: int = 1) -> Fact:
    return Fact(f"f{number}", kind, value, text, REF, BOX, confidence)


def paper(*facts: Fact, number: int = 1) -> Document:
    return Document(f"d{number}", "eob", "EOB", None, (REF,), 1.0, facts)


def page(text: str, confidence: float = 0.95) -> Page:
    word = Word(text, BOX, confidence, 0, TextFrom.TESSERACT)
    return Page(REF, 612, 792, (word,), TextFrom.TESSERACT, confidence)


LETTER = fact("date.letter", date(2026, 3, 4), "03/04/2026")
CLAIM = fact("id.claim", "EA123-45", "EA123-45")
BILLED = fact("amount.billed", Decimal("1234.50"), "$1,234.50")


@pytest.mark.parametrize(
    ("first", "text", "same"),
    [
        pytest.param(BILLED, "$1,234.50", True, id="an amount"),
        pytest.param(BILLED, "$ 1234.50", True, id="an amount otherwise punctuated"),
        pytest.param(BILLED, "Billed: $1,234.50 Allowed", True, id="with its neighbours"),
        pytest.param(BILLED, "$1,284.50", False, id="another digit"),
        pytest.param(BILLED, "$1,234", False, id="cents lost"),
        pytest.param(replace(LETTER, text="March 4, 2026"), "March 4,2026", True, id="a date"),
        pytest.param(LETTER, "O3/04/2026", True, id="O for 0 in a date"),
        pytest.param(LETTER, "03/09/2026", False, id="another day"),
        pytest.param(
            fact("date.service", DateRange(date(2026, 3, 4), date(2026, 3, 8)), "03/04/2026 - 03/08/2026"),
            "03/04/2026-03/08/2026", True, id="a range",
        ),
        pytest.param(CLAIM, "EA123 45", True, id="a number otherwise spaced"),
        pytest.param(CLAIM, "EA128-45", False, id="another number"),
        pytest.param(CLAIM, "Claim:EA123-45", True, id="a number with its label"),
        pytest.param(CLAIM, "EA123-4567", False, id="a longer number"),
        pytest.param(replace(CLAIM, text="EA1O3"), "EA103", False, id="O or 0 in a number"),
        pytest.param(fact("denial.carc", "CO-50", "CO-50"), "CO 50", True, id="a code"),
        pytest.param(fact("denial.carc", "CO-50", "CO-50"), "CO-56", False, id="another code"),
        pytest.param(fact("score.phq9", "21", "21"), "PHQ-9 total: 21", True, id="a score"),
    ],
)  # fmt: skip
def test_agreement(first: Fact, text: str, same: bool) -> None:
    assert agrees(first, text) is same


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("date.letter", True),
        ("amount.paid", True),
        ("id.claim", True),
        ("denial.rarc", True),
        ("score.gad7", True),
        ("name.patient", False),
        ("treatment.drug", False),
        ("denial.reason", False),
    ],
)
def test_what_decides(kind: str, wanted: bool) -> None:
    assert bool(deciding([paper(fact(kind, "x", "x"))])) is wanted


def test_a_sum_of_figures_is_not_read_again() -> None:
    assert not deciding([paper(fact("score.phq9", "23", "1 + 4 + 18"))])
    assert deciding([paper(fact("score.phq9", "18", "5 + 4 + 9 = 18"))])


def test_a_place_is_asked_about_once() -> None:
    twin = replace(BILLED, id="f2", kind="amount.total")
    assert deciding([paper(BILLED, twin)]) == (Place(REF, BOX),)


@given(first=st.floats(0.3, 0.99), second=st.floats(0.0, 1.0), role=st.floats(0.3, 1.0), same=st.booleans())
def test_agreement_never_lowers_and_difference_never_raises(
    first: float, second: float, role: float, same: bool
) -> None:
    found = replace(BILLED, confidence=first * role)
    seen = {Place(REF, BOX): SecondReading("$1,234.50" if same else "$1,284.50", second)}
    [doc] = read_twice([paper(found)], [page("$1,234.50", first)], seen)
    [now] = doc.facts
    assert (
        (now.confidence >= found.confidence - 1e-4) if same else (now.confidence <= found.confidence + 1e-4)
    )
    assert now.value == found.value
    assert bool(now.also_read) == (not same and second >= 0.3)


@pytest.mark.parametrize(
    ("seen", "asked"),
    [
        pytest.param(SecondReading("$1,284.50", 0.95), True, id="another value, read well"),
        pytest.param(SecondReading("$1,284.50", 0.1), False, id="noise"),
        pytest.param(SecondReading("", 0.0), False, id="nothing seen"),
        pytest.param(SecondReading("$1,234.50", 0.9), False, id="the same"),
    ],
)
def test_a_dispute_is_a_question_that_names_both(seen: SecondReading, asked: bool) -> None:
    second = {Place(REF, BOX): seen}
    documents = read_twice([paper(BILLED)], [page("$1,234.50")], second)
    found = list(disputes(documents, [page("$1,234.50")], second))
    assert len(found) == asked
    for warning in found:
        assert warning.code == "doubtful_reading"
        assert warning.severity is Severity.IMPORTANT
        assert "$1,234.50" in warning.message
        assert "$1,284.50" in warning.message
        assert warning.facts == ("f1",)
        assert documents[0].facts[0].also_read == ("$1,284.50",)
        assert documents[0].facts[0].confidence < 0.8


@pytest.mark.parametrize(
    ("elsewhere", "asked"),
    [
        pytest.param(SecondReading("$1,234.50", 0.9), 0, id="both readers agree there"),
        pytest.param(SecondReading("$1,999.50", 0.95), 2, id="disputed there too"),
        pytest.param(None, 1, id="read once there"),
    ],
)
def test_a_value_that_is_confirmed_elsewhere_is_no_question(
    elsewhere: SecondReading | None, asked: int
) -> None:
    there = Box(0.4, 0.5, 0.6, 0.52)
    second = {Place(REF, BOX): SecondReading("$1,284.50", 0.95)}
    second |= {Place(REF, there): elsewhere} if elsewhere else {}
    sheet = page("$1,234.50")
    sheet = replace(sheet, words=(*sheet.words, replace(sheet.words[0], box=there)))
    other = replace(BILLED, id="f2", box=there)
    documents = read_twice([paper(BILLED), paper(other, number=2)], [sheet], second)
    assert documents[0].facts[0].also_read
    assert len(list(disputes(documents, [sheet], second))) == asked


def test_of_the_other_reading_the_value_is_kept() -> None:
    second = {Place(REF, BOX): SecondReading("billed: $1,284.50", 0.95)}
    [document] = read_twice([paper(BILLED)], [page("$1,234.50")], second)
    assert document.facts[0].also_read == ("$1,284.50",)


def test_without_a_second_reading_nothing_changes() -> None:
    assert read_twice([paper(BILLED)], [page("$1,234.50")], {}) == [paper(BILLED)]
