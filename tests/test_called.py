"""Names that no label names: places that may be one, and what stands around them tells."""

from __future__ import annotations

import pytest

from packetizer.understanding.facts.called import settled
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.nameorder import family_first
from packetizer.understanding.facts.namespans import firms_on, people_on
from packetizer.understanding.knowledge import load_knowledge
from tests.pages import page_from_text

LEXICON = load_knowledge().lexicon


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("seen with Quentin Abelard today", ["Quentin Abelard"], id="in a sentence"),
        pytest.param("OSTROWSKI, FIORELLA   F", ["Fiorella Ostrowski"], id="surname first, capitals"),
        pytest.param("Client: V. Holloway (Vesna)", ["Vesna Holloway"], id="given name in brackets"),
        pytest.param("BONHOMME*ALISTAIR*T", ["Alistair Bonhomme"], id="starred"),
        pytest.param("VOGEL HENRIETTA", ["Henrietta Vogel"], id="capitals without a comma, by their letters"),
        pytest.param("Ann Reed, Ruth Moya", ["Ann Reed", "Ruth Moya"], id="two people, not one turned round"),
        pytest.param("Presque Isle, Maine 04769", [], id="a town"),
        pytest.param("Minot, ND 58701", [], id="a town by its state's letters"),
        pytest.param("at 118 Alder Pike, Fargo", [], id="a street"),
        pytest.param("Cedar Hollow Clinic", [], id="a firm"),
        pytest.param("Progress Note", [], id="a heading"),
    ],
)
def test_people_on(text: str, found: list[str]) -> None:
    assert [named.name for named in people_on(sheet_of(page_from_text(text), LEXICON))] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("at Cedar Hollow Ketamine & Mood for", "Cedar Hollow Ketamine & Mood", id="in words"),
        pytest.param("Elm Street Psychiatry, PLLC", "Elm Street Psychiatry, PLLC", id="legal form"),
        pytest.param("Elm Street Psychiatry, PLLC", "Elm Street Psychiatry", id="and without it"),
        pytest.param("Univ. of Elm Physicians", "Univ. of Elm Physicians", id="abbreviated"),
        pytest.param(
            "The infusions were given in the spring of the year by Cape Flattery\nKetamine Institute",
            "Cape Flattery Ketamine Institute",
            id="over two lines",
        ),
    ],
)
def test_firms_on(text: str, found: str) -> None:
    assert found in [named.name for named in firms_on(sheet_of(page_from_text(text), LEXICON))]


def test_a_persons_credentials_make_no_firm() -> None:
    assert not firms_on(sheet_of(page_from_text("He talked with Harold Quince, MD"), LEXICON))


@pytest.mark.parametrize(
    ("first", "second", "turned"),
    [
        pytest.param("VOGEL", "HENRIETTA", True, id="family's first"),
        pytest.param("WHITMAN-LEE", "EUDORA", True, id="a double name is the family's"),
        pytest.param("HENRIETTA", "VOGEL", False, id="given name first"),
        pytest.param("STAVROS", "EPHRAIM", True, id="by little"),
        pytest.param("DESMOND", "TULL", False, id="in doubt as printed"),
    ],
)
def test_family_first(first: str, second: str, turned: bool) -> None:
    assert family_first(first, second) is turned


NOTE = """Alder Street Psychiatry
118 Alder Street, Fargo, ND 58102

PROGRESS NOTE

Client  Leopold Vance      born 5/16/1981

He slept better. We will go on with the infusions.

Ann Reed, MD
"""


def test_practice_beside_a_clinician() -> None:
    made = settled("progress_note", [], [page_from_text(NOTE)], LEXICON)
    assert ("name.provider", "Alder Street Psychiatry") in [(item.kind, item.value) for item in made]
    assert ("name.patient", "Leopold Vance") in [(item.kind, item.value) for item in made]
    assert ("name.provider", "Leopold Vance") not in [(item.kind, item.value) for item in made]
