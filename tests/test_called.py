"""Names that no label names: places that may be one, and what stands around them tells."""

from __future__ import annotations

import pytest

from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.names.called import settled
from packetizer.understanding.facts.names.nameorder import family_first, without_middle
from packetizer.understanding.facts.names.namespans import firms_on, people_on
from packetizer.understanding.lore.knowledge import load_knowledge
from tests.pages import page_from_text

LEXICON = load_knowledge().lexicon


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("seen with Quentin Abelard today", ["Quentin Abelard"], id="in a sentence"),
        pytest.param("OSTROWSKI, FIORELLA   F", ["Fiorella Ostrowski"], id="surname first, capitals"),
        pytest.param("Client: V. Holloway (Vesna)", ["Vesna Holloway"], id="given name in brackets"),
        pytest.param("Client: V. Holloway [Vesna]", ["Vesna Holloway"], id="in square ones"),
        pytest.param("Re: V. Holloway - Vesna - ID 7", ["Vesna Holloway"], id="behind a dash"),
        pytest.param("Dr. Holloway (Vesna) will write", ["Vesna Holloway"], id="behind a title"),
        pytest.param("Spravato (Esketamine) 84 mg", [], id="a drug's other name"),
        pytest.param("PID|LACHANCE^BERTRAND^P|M", ["Bertrand Lachance"], id="in a message's field"),
        pytest.param("Rabbi Nathan Weiss spoke", ["Nathan Weiss"], id="an office before it"),
        pytest.param("HOLLOWAY Vesna", ["Vesna Holloway"], id="the family's in capitals"),
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
        pytest.param("and Big Sky Select paid $449.04", "Big Sky Select", id="by what it did"),
        pytest.param("at Cedar Hollow Ketamine & Mood for", "Cedar Hollow Ketamine & Mood", id="in words"),
        pytest.param("Elm Street Psychiatry, PLLC", "Elm Street Psychiatry, PLLC", id="legal form"),
        pytest.param("Elm Street Psychiatry, PLLC", "Elm Street Psychiatry", id="and without it"),
        pytest.param("Univ. of Elm Physicians", "Univ. of Elm Physicians", id="abbreviated"),
        pytest.param(
            "The infusions were given in the spring of the year by Cape Flattery\nKetamine Institute",
            "Cape Flattery Ketamine Institute",
            id="over two lines",
        ),
        pytest.param(
            "CAPE FLATTERY\nMEDICAL CENTER\n", "CAPE FLATTERY MEDICAL CENTER", id="over two of a letterhead"
        ),
        pytest.param(
            "Cape Flattery Pain Consultants,\nP.A.",
            "Cape Flattery Pain Consultants, P.A.",
            id="legal form below",
        ),
    ],
)
def test_firms_on(text: str, found: str) -> None:
    assert found in [named.name for named in firms_on(sheet_of(page_from_text(text), LEXICON))]


@pytest.mark.parametrize(
    ("text", "glued"),
    [
        ("Mood Evaluation - Telehealth\nCape Flattery Associates", "Telehealth Cape Flattery Associates"),
        ("Cape Flattery Group\nInterventional Medicine", "Cape Flattery Group Interventional Medicine"),
    ],
)
def test_lines_of_a_letterhead_that_are_not_one_name(text: str, glued: str) -> None:
    assert glued not in [named.name for named in firms_on(sheet_of(page_from_text(text), LEXICON))]


def test_a_persons_credentials_make_no_firm() -> None:
    assert not firms_on(sheet_of(page_from_text("He talked with Harold Quince, MD"), LEXICON))


@pytest.mark.parametrize(
    ("first", "second", "turned"),
    [
        pytest.param("VOGEL", "HENRIETTA", True, id="family's first"),
        pytest.param("WHITMAN-LEE", "EUDORA", True, id="a double name is the family's"),
        pytest.param("JEAN-PAUL", "TULL", False, id="a double given name"),
        pytest.param("MING-LI", "ZHOU", False, id="a Chinese one"),
        pytest.param("HENRIETTA", "VOGEL", False, id="given name first"),
        pytest.param("STAVROS", "EPHRAIM", True, id="by little"),
        pytest.param("DESMOND", "TULL", False, id="in doubt as printed"),
        pytest.param("QUIROGA", "BENEDIKT", True, id="by the names of many languages"),
        pytest.param("CALLIOPE", "FERRIS", False, id="a rare given name first"),
    ],
)
def test_family_first(first: str, second: str, turned: bool) -> None:
    assert family_first(first, second) is turned


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param("Jolene Mae Harcastle", "Jolene Harcastle", id="a given name in the middle"),
        pytest.param("Esperanza Villalobos Trejo", "Esperanza Villalobos Trejo", id="two family names"),
        pytest.param("Ann de Reed", "Ann de Reed", id="a particle"),
        pytest.param("Jolene Harcastle", "Jolene Harcastle", id="none"),
        pytest.param("Anselm Del Campo", "Anselm Del Campo", id="a particle in a capital"),
        pytest.param("Jolene Van Houten", "Jolene Van Houten", id="another"),
        pytest.param("Mary Beth Harcastle", "Mary Beth Harcastle", id="a first name of two words"),
        pytest.param("Juan Carlos Harcastle", "Juan Carlos Harcastle", id="a Spanish one"),
        pytest.param(
            "Mary Henrietta Harcastle", "Mary Harcastle", id="a middle name behind such a first word"
        ),
    ],
)
def test_without_middle(name: str, told: str) -> None:
    lore = load_knowledge().names
    assert without_middle(name, lore.two_given, lore.family_begins) == told


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
