"""Which diagnoses the care is asked for, and the numbers of the claims on which several papers agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from packetizer.model import Box, Document, Fact, Given, Known, PageRef
from packetizer.understanding.case.caseinfo import case_info
from packetizer.understanding.case.diagnoses import diagnoses
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.people.identity import Client
from tests.told import LEXICON, document

RECORD = ("discharge_summary", "Diagnoses: F41.1 Anxiety. F33.2 Depression. T45.0X2A, resolved. Z91.51")
DENIAL = ("denial_letter", "We deny esketamine for the diagnosis F33.2.")
NOTE = ("progress_note", "Diagnosis: F41.1")
REQUEST = ("prior_auth_request", "Primary ICD Code      Secondary\nF33.2                 F41.1")


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        pytest.param((RECORD, DENIAL), ["F33.2", "F41.1"], id="what was denied first, no old poisoning"),
        pytest.param((NOTE, REQUEST), ["F33.2", "F41.1"], id="what heads a column as primary"),
        pytest.param(
            (("psychiatric_evaluation", "Secondary diagnosis: F41.1\nPrimary diagnosis: F33.2"),),
            ["F33.2", "F41.1"],
            id="what is called so",
        ),
        pytest.param(
            (("progress_note", "Dx: F41.1 Anxiety\nDx: F33.2 Depression (Primary)"),),
            ["F33.2", "F41.1"],
            id="behind it",
        ),
        pytest.param(
            (("progress_note", "Primary dx: F41.1, F33.2"), NOTE),
            ["F41.1", "F33.2"],
            id="of several the first",
        ),
        pytest.param((NOTE, NOTE, RECORD), ["F41.1", "F33.2"], id="what most papers bear"),
        pytest.param(
            (("claim_form", "Diagnosis: F33.2  T43.215A"), RECORD),
            ["F33.2", "T43.215A", "F41.1"],
            id="an adverse effect that was billed stays",
        ),
        pytest.param((("progress_note", "Dx: Z00.00"),), [], id="a circumstance alone"),
        pytest.param((), [], id="nothing"),
    ],
)
def test_diagnoses(papers: tuple[tuple[str, str], ...], expected: list[str]) -> None:
    made = [document(f"d{at}", type_, text) for at, (type_, text) in enumerate(papers)]
    found = diagnoses([paper for paper, _ in made], [page for _, page in made], LEXICON)
    assert list(found.value or ()) == expected


def bearing(id_: str, type_: str, *numbers: tuple[str, float]) -> Document:
    page = PageRef(f"{id_}.pdf", 1)
    facts = tuple(
        Fact(f"{id_}.{at}", "id.claim", number, number, page, Box(0, 0, 1, 0.1), sure)
        for at, (number, sure) in enumerate(numbers)
    )
    return Document(id_, type_, "Paper", None, (page,), 0.95, facts)


def denying(paper: Document) -> Document:
    code = Fact(f"{paper.id}.c", "denial.carc", "CO-50", "CO-50", paper.pages[0], Box(0, 0.5, 1, 0.6), 0.9)
    return replace(paper, facts=(*paper.facts, code))


CLAIM, OTHER = "CLM10000001", "CLM10000002"


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        pytest.param(
            (bearing("d", "denial_letter", (CLAIM, 0.4)), bearing("e", "eob", (CLAIM, 0.9))),
            Known((CLAIM,), True, ("d.0", "e.0")),
            id="a doubtful reading that another paper confirms",
        ),
        pytest.param(
            (bearing("d", "denial_letter", (CLAIM, 0.4)), bearing("e", "eob", (OTHER, 0.9))),
            Known(),
            id="a doubtful reading alone",
        ),
        pytest.param(
            (
                bearing("d", "denial_letter", ("CLM1OOO", 0.3)),
                bearing("e", "eob", (CLAIM, 0.9), (OTHER, 0.9)),
                bearing("l", "letter_of_medical_necessity", (CLAIM, 0.9)),
            ),
            Known((CLAIM,), True, ("e.0", "l.0")),
            id="on which others agree",
        ),
        pytest.param(
            (
                bearing("d", "denial_letter", (CLAIM, 0.9)),
                bearing("e", "eob", (OTHER, 0.9)),
                bearing("f", "appeal_letter", (OTHER, 0.9)),
            ),
            Known((CLAIM,), True, ("d.0",)),
            id="what the decision names alone counts",
        ),
        pytest.param(
            (
                bearing("d", "denial_letter", (CLAIM, 0.9)),
                denying(bearing("e", "eob", (OTHER, 0.9))),
            ),
            Known((CLAIM, OTHER), True, ("d.0", "e.0")),
            id="and what a statement denies",
        ),
    ],
)
def test_claim_numbers(papers: tuple[Document, ...], expected: Known[tuple[str, ...]]) -> None:
    given = Given(today=date(2026, 6, 1))
    assert case_info(papers, (), (), Client(), given, load_knowledge()).claim_numbers == expected


def test_a_claim_in_the_list_comes_before_one_that_a_sentence_names() -> None:
    paper = bearing("d", "denial_letter", (OTHER, 0.9), (CLAIM, 0.9))
    told, listed = (
        replace(fact, box=Box(0, 0.1 * at, 1, 0.1 * at + 0.05)) for at, fact in enumerate(paper.facts)
    )
    day = Fact("d.d", "date.service", date(2026, 1, 6), "01/06/2026", paper.pages[0], listed.box, 0.9)
    papers = (replace(paper, facts=(told, listed, day)),)
    info = case_info(papers, (), (), Client(), Given(today=date(2026, 6, 1)), load_knowledge())
    assert info.claim_numbers.value == (CLAIM, OTHER)
