"""Sentences of warnings that are put together from numbers, and the sketches of every kind of paper."""

from __future__ import annotations

import pytest
from bench.drawn import sketches

from packetizer.model import Document, PageRef
from packetizer.understanding.case.notices import Observations, _ranges, notices
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.page.look import look_at
from packetizer.understanding.types.classify import score_page, verdict
from tests.pages import page_from_text


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
