"""Sentences of warnings that are put together from numbers, and the sketches of every kind of paper."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bench.drawn import sketches

from packetizer.model import Document, PageRef, Severity
from packetizer.understanding.case.notices import Observations, _ranges, notices
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.page.look import look_at
from packetizer.understanding.types.classify import score_page, verdict
from tests.pages import page_from_text
from tests.told import document


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        pytest.param((3,), "3", id="one"),
        pytest.param((3, 4), "3 and 4", id="two in a row"),
        pytest.param((2, 3, 4, 5), "2–5", id="a run"),
        pytest.param((2, 3, 4, 7, 9, 10), "2–4, 7, 9 and 10", id="runs and single pages"),
    ],
)
def test_missing_pages_are_drawn_together(numbers: tuple[int, ...], said: str) -> None:
    assert _ranges(numbers) == said


@pytest.mark.parametrize(
    ("persons", "said"),
    [
        pytest.param(
            {"d1": ("f1",)}, "Phone log: the name or birth date on it does not quite match", id="other"
        ),
        pytest.param({"d1": ()}, "Phone log: nothing on it is the client's", id="nobody's"),
    ],
)
def test_a_doubtful_owner_says_what_is_doubtful(persons: dict[str, tuple[str, ...]], said: str) -> None:
    paper = Document("d1", "phone_log", "Phone log", None, (PageRef("calls.txt", 1),), 0.9)
    seen = Observations(doubtful_owner=frozenset({"d1"}), persons=persons)
    (told,) = (one for one in notices([paper], seen, load_knowledge()) if one.code == "doubtful_reading")
    assert told.message.startswith(said)
    assert told.facts == persons["d1"]


def test_sketches_of_every_kind_are_mostly_told_apart() -> None:
    """Short texts written without sight of the definition files; the worst of them are allowed to fail."""
    knowledge = load_knowledge()
    kinds: set[str] = set()
    right = sure_and_wrong = count = 0
    for types, text in sketches():
        page = page_from_text(text)
        look = look_at(page, knowledge.vocabulary)
        found = verdict([score_page(look, find_facts(page, knowledge.lexicon), knowledge)], knowledge)
        count += 1
        kinds |= types
        right += found.type in types
        sure_and_wrong += found.type not in types and found.confidence >= 0.95
    assert kinds == set(knowledge.type_ids)
    assert right / count >= 0.9
    assert sure_and_wrong / count <= 0.02


@pytest.mark.parametrize(
    ("type_", "text", "severity"),
    [
        pytest.param(
            "proof_of_payment",
            "Mock Bank\nStatement of account\nPage 2 of 4\n01/09/2026 Check 1183 Mock Infusion -475.00",
            Severity.NOTE,
            id="the page that shows the payment is here",
        ),
        pytest.param(
            "proof_of_payment",
            "Mock Bank\nStatement of account\nPage 2 of 4",
            Severity.IMPORTANT,
            id="no payment",
        ),
        pytest.param(
            "itemized_bill",
            "Itemized bill\nPage 2 of 4\nPaid $475.00 on 01/09/2026",
            Severity.IMPORTANT,
            id="a bill",
        ),
    ],
)
def test_the_other_pages_of_a_statement_are_hardly_needed(type_: str, text: str, severity: Severity) -> None:
    paper, _ = document("d1", type_, text)
    (told,) = (
        one
        for one in notices([paper], Observations(missing={"d1": (1, 3, 4)}), load_knowledge())
        if one.code == "missing_page"
    )
    assert told.severity is severity


@pytest.mark.parametrize(
    ("type_", "candidates", "text", "severity"),
    [
        pytest.param("eob", ("denial_letter",), "Denied: CO-50", Severity.NOTE, id="it denies either way"),
        pytest.param("eob", ("denial_letter",), "Paid in full", Severity.IMPORTANT, id="paid"),
        pytest.param("eob", ("final_denial_letter",), "Denied: CO-50", Severity.IMPORTANT, id="final"),
        pytest.param("eob", ("itemized_bill",), "Denied: CO-50", Severity.IMPORTANT, id="a bill"),
    ],
)
def test_a_doubt_on_which_nothing_hangs_is_a_note(
    type_: str, candidates: tuple[str, ...], text: str, severity: Severity
) -> None:
    paper, _ = document("d1", type_, f"Explanation of Benefits\n{text}")
    doubted = replace(paper, confidence=0.6, candidates=candidates)
    (told,) = (
        one for one in notices([doubted], Observations(), load_knowledge()) if one.code == "doubtful_type"
    )
    assert told.severity is severity
