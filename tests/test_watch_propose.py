"""Whose an unfiled paper may be: only where all signs together point to one case."""

from __future__ import annotations

from datetime import date

import pytest

from packetizer.model import Given
from packetizer.office.journal import UnfiledRow
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.understand import understand
from packetizer.watch.propose import Person, by_file_name, propose
from packetizer.watch.unfiled import page_html
from tests.pages import page_from_text

PEOPLE = [
    Person("Lindqvist, Ada", ("Ada Lindqvist",), ("XYZ123456789",)),
    Person("Ben Okafor", (), ()),
    Person("Cora Okafor", ("Cora Okafor",), ("XYZ555000111",)),
    Person("J", ("Jo Moreau",), ()),
]
ADA, BEN, CORA = (person.case for person in PEOPLE[:3])


@pytest.mark.parametrize(
    ("path", "text", "proposed"),
    [
        pytest.param("scan.pdf", "Patient: Ben Okafor", BEN, id="the name on it is a folder's"),
        pytest.param("scan.pdf", "Patient: Ada Lindqvist", ADA, id="the name on it is a client's"),
        pytest.param("scan.pdf", "Member ID: XYZ555000111", CORA, id="member number"),
        pytest.param("LindqvistAda_0001.pdf", "Thank you.", ADA, id="file name"),
        pytest.param("Okafor 12.pdf", "Thank you.", None, id="half a name in the file's name"),
        pytest.param("ada lindqvist.pdf", "Patient: Ben Okafor", None, id="two signs, two people"),
        pytest.param("scan.pdf", "Patient: Zoe Marlowe", None, id="nobody here"),
        pytest.param("j.pdf", "Thank you.", None, id="a folder's name of one letter"),
        pytest.param("scan.pdf", "Thank you.", None, id="nothing on it"),
    ],
)
def test_propose(path: str, text: str, proposed: str | None) -> None:
    knowledge = load_knowledge()
    case = understand([page_from_text(text, source=path)], Given(today=date(2026, 6, 1)), knowledge)
    proposal = propose(path, case, PEOPLE, knowledge)
    assert proposal.case == proposed
    assert proposal.why


def test_a_file_name_must_hold_the_whole_name() -> None:
    assert [person.case for person in by_file_name("eob Cora OKAFOR march.pdf", PEOPLE)] == [CORA]
    assert by_file_name("eob cora.pdf", PEOPLE) == []


def test_the_page_shows_names_as_they_are() -> None:
    page = page_html([UnfiledRow("<b>.pdf", "", None, "nothing & nobody")])
    assert "&lt;b&gt;.pdf" in page
    assert "<b>" not in page
    assert "nothing &amp; nobody" in page
