"""One spelling for who treats: the one that most of a case's pages have."""

from __future__ import annotations

import pytest

from packetizer.model import Box, Document, Fact, PageRef
from packetizer.understanding.people.spelling import in_one_spelling


def paper(number: int, name: str, *, given: bool = False, kind: str = "name.provider") -> Document:
    page = PageRef("scan.pdf", number)
    fact = Fact("f1", kind, name, name, page, Box(0, 0, 1, 1), 0.9, given=given)
    return Document(f"d{number}", "eob", "", None, (page,), 0.9, facts=(fact,))


@pytest.mark.parametrize(
    ("rare", "told"),
    [
        pytest.param("Sccond Elm Psychiatry", "Second Elm Psychiatry", id="a letter misread"),
        pytest.param("Second Elm Psychlatry", "Second Elm Psychiatry", id="one that looks alike"),
        pytest.param("Second Oak Psychiatry", "Second Oak Psychiatry", id="another firm"),
        pytest.param("Second Elm", "Second Elm", id="a part of it"),
    ],
)
def test_a_slip_is_no_other_firm(rare: str, told: str) -> None:
    papers = [paper(number, "Second Elm Psychiatry") for number in range(1, 5)]
    *_, last = in_one_spelling([*papers, paper(5, rare)])
    assert last.facts[0].value == told


def test_what_a_person_said_stays() -> None:
    papers = [paper(number, "Second Elm Psychiatry") for number in range(1, 5)]
    *_, last = in_one_spelling([*papers, paper(5, "Sccond Elm Psychiatry", given=True)])
    assert last.facts[0].value == "Sccond Elm Psychiatry"


def test_equals_stay_apart() -> None:
    first, second = in_one_spelling([paper(1, "Second Elm Psychiatry"), paper(2, "Sccond Elm Psychiatry")])
    assert first.facts[0].value != second.facts[0].value
