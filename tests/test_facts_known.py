"""What one paper labels, another prints without a label: known again, and nothing else is."""

from __future__ import annotations

import pytest

from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.known import look, recall
from packetizer.understanding.lore.lexicon import load_lexicon
from tests.pages import page_from_text

LEXICON = load_lexicon()
LETTER = """
Patient: Jane Sampleton          Date of birth: 02/03/1974
Member ID: W900800700            Claim number: 77-123456-01
Rendering provider: Ann Testwell, MD
"""


def told(*texts: str) -> set[tuple[str, str]]:
    """What the last page says, once the others are known."""
    pages = [page_from_text(text, number=number) for number, text in enumerate(texts, 1)]
    facts = recall(pages, [find_facts(page, LEXICON) for page in pages], LEXICON)
    return {(fact.kind, str(fact.value)) for fact in facts[-1]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Pain diary\nJane Sampleton\n", ("name.patient", "Jane Sampleton"), id="alone"),
        pytest.param("SAMPLETON, JANE Q", ("name.patient", "Jane Sampleton"), id="last name first"),
        pytest.param("With thanks from Jane B. Sampleton.", ("name.patient", "Jane Sampleton"), id="initial"),
        pytest.param("Jane Sarnpleton's notes", ("name.patient", "Jane Sampleton"), id="misread"),
        pytest.param(
            "I write about W900800700 again", ("id.member", "W900800700"), id="number in a sentence"
        ),
        pytest.param("Re 77 123456 01", ("id.claim", "77-123456-01"), id="number without its dashes"),
        pytest.param("Treated on the unit (02/03/74)", ("date.birth", "1974-02-03"), id="birth, two digits"),
        pytest.param("Notes shared with Ann Testwell", ("name.provider", "Ann Testwell"), id="provider"),
    ],
)
def test_known_again(text: str, expected: tuple[str, str]) -> None:
    assert expected in told(LETTER, text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param(
            "Patient: Joan Elsewhere\nIn case of need call Jane Sampleton",
            "Jane Sampleton",
            id="another patient",
        ),
        pytest.param("Account W9008007001", "W900800700", id="part of a longer number"),
        pytest.param("Janet Sampleton called", "Jane Sampleton", id="another first name"),
        pytest.param("Sampleton Jane Street clinic", "Jane Sampleton", id="no comma, no capitals"),
        pytest.param("Seen on 02/04/74", "1974-02-03", id="another day"),
    ],
)
def test_not_known_again(text: str, kind: str) -> None:
    assert kind not in {value for _, value in told(LETTER, text)}


def test_a_town_or_firm_is_nobody() -> None:
    """A town over a street number and a firm under "Patient" never become names of the case."""
    letter = "Lost Hollow, MN 55743\nMember ID   W900800700\nEnrollee\nBrightLake NeuroCare\n"
    facts = told(letter, "Lost Hollow\nBrightLake NeuroCare")
    assert not [value for kind, value in facts if kind == "name.patient"]


def test_the_others_settle_what_a_number_is() -> None:
    """Two papers call it a member number, one a reference."""
    said = told(LETTER, "Member ID: W900800700", "Your reference: W900800700")
    assert ("id.member", "W900800700") in said
    assert "id.reference" not in {kind for kind, _ in said}


def test_a_family_of_insurers_is_the_licensee_that_the_case_names() -> None:
    said = told("Blue Cross and Blue Shield of North Carolina\nStatement", "Blue Cross Blue Shield\nCard")
    assert ("name.insurer", "Blue Cross and Blue Shield of North Carolina") in said


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("W9O08", "w9008", True, id="letter for digit"),
        pytest.param("Imogen", "Irnogen", True, id="rn for m"),
        pytest.param("Marie", "Maria", False, id="sisters"),
    ],
)
def test_look(one: str, other: str, same: bool) -> None:
    assert (look(one) == look(other)) is same
