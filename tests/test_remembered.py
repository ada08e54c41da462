"""A page that told once is not asked again, and says the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from packetizer import remembered
from packetizer.model import Fact, Given, Page, PageRef
from packetizer.reading.cache import open_cache
from packetizer.remembered import Remembered
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.settle import settle
from packetizer.understanding.lore.knowledge import Knowledge, load_knowledge
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.page.look import Look
from packetizer.understanding.papers import Papers, find_papers
from packetizer.understanding.told import Told, as_told, fact_in, row_of, tell, written
from tests.pages import page_from_text

GIVEN = Given(today=date(2026, 6, 1))
LETTER = page_from_text(
    """Mountain Health Plan
March 3, 2026

Notice of Adverse Benefit Determination

Member: Jane Roe    Member ID: MHP123456789
Dates of service: 02/01/2026 - 02/05/2026    Amount billed: $1,234.50
The service is not medically necessary."""
)
BILL = page_from_text(
    """Itemized bill
Date of service 02/01/2026   CPT 90837   $180.00
Total charges $180.00""",
    "b.pdf",
)


def ready(knowledge: Knowledge) -> Future[Knowledge]:
    future: Future[Knowledge] = Future()
    future.set_result(knowledge)
    return future


def build(cache: Path, pages: Sequence[Page]) -> dict[PageRef, Told]:
    asked = Remembered(cache, ready(load_knowledge()))
    assert list(asked.asked(iter(pages))) == list(pages)
    find_papers(pages, GIVEN, load_knowledge(), asked.told, asked.settled)
    asked.keep()
    return asked.told


def same(one: Told, other: Told) -> bool:
    scores = (one.scores.scores, one.scores.heading, one.scores.opening)
    others = (other.scores.scores, other.scores.heading, other.scores.opening)
    return (
        one.facts == other.facts
        and all(np.array_equal(a, b) for a, b in zip(scores, others, strict=True))
        and one.scores.section == other.scores.section
    )


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[Page]:
    """The pages that were asked."""
    asked: list[Page] = []

    def counted(page: Page, knowledge: Knowledge, look: Look) -> Told:
        asked.append(page)
        return tell(page, knowledge, look)

    monkeypatch.setattr(remembered, "tell", counted)
    return asked


def test_what_is_written_comes_back_as_it_was() -> None:
    told = tell(LETTER, load_knowledge())
    assert len({type(fact.value) for fact in told.facts}) >= 3  # days, amounts, text
    back = as_told(json.loads(json.dumps(written(told))), LETTER.ref)
    assert back is not None
    assert same(back, told)


@pytest.mark.parametrize(
    "kept", [{}, {"facts": [[1]], "scores": {}}, {"facts": [], "scores": {"x": 1}}, {"facts": 1}]
)
def test_anything_else_is_nothing(kept: dict[str, object]) -> None:
    assert as_told(kept, LETTER.ref) is None


def test_only_new_pages_are_asked(tmp_path: Path, questions: list[Page]) -> None:
    first = build(tmp_path, [LETTER])
    again = build(tmp_path, [LETTER, BILL])
    assert [page.ref.source for page in questions] == [LETTER.ref.source, "b.pdf"]
    assert same(first[LETTER.ref], again[LETTER.ref])


def test_a_renamed_page_tells_the_same_of_its_new_name(tmp_path: Path, questions: list[Page]) -> None:
    build(tmp_path, [LETTER])
    moved = replace(LETTER, ref=PageRef("elsewhere/new.pdf", 7))
    told = build(tmp_path, [moved])[moved.ref]
    assert len(questions) == 1
    assert told.facts == find_facts(moved, load_knowledge().lexicon)


@pytest.mark.parametrize("change", ["a word", "the program", "damage"])
def test_what_changed_is_asked_again(
    tmp_path: Path, questions: list[Page], monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    build(tmp_path, [LETTER])
    shown = LETTER
    if change == "a word":
        shown = replace(LETTER, words=(replace(LETTER.words[0], text="River"), *LETTER.words[1:]))
    elif change == "the program":
        monkeypatch.setattr(remembered, "_made_by", lambda: "another version")
    else:
        [file] = [one for one in tmp_path.rglob("*") if one.is_file()]
        file.write_bytes(file.read_bytes()[:-1] + b"x")
    told = build(tmp_path, [shown])
    assert len(questions) == 2
    assert same(told[shown.ref], tell(shown, load_knowledge()))


def papers(cache: Path, pages: Sequence[Page]) -> Papers:
    """The papers of a build whose pages were asked."""
    asked = Remembered(cache, ready(load_knowledge()))
    for _ in asked.asked(iter(pages)):
        pass
    found = find_papers(pages, GIVEN, load_knowledge(), asked.told, asked.settled)
    asked.keep()
    return found


@pytest.fixture
def settlings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The first pages of the papers that were settled anew."""
    anew: list[str] = []

    def counted(
        type_: str, facts: Sequence[Fact], pages: Sequence[Page], lexicon: Lexicon, treating: Sequence[str]
    ) -> tuple[Fact, ...]:
        anew.append(pages[0].ref.source)
        return settle(type_, facts, pages, lexicon, treating)

    monkeypatch.setattr(remembered, "settle", counted)
    return anew


def test_only_papers_that_changed_are_settled_anew(tmp_path: Path, settlings: list[str]) -> None:
    first = papers(tmp_path, [LETTER])
    again = papers(tmp_path, [LETTER, BILL])
    assert settlings == [LETTER.ref.source, "b.pdf"]
    assert first.documents == find_papers([LETTER], GIVEN, load_knowledge()).documents
    assert again.documents == find_papers([LETTER, BILL], GIVEN, load_knowledge()).documents


@pytest.mark.parametrize("change", ["a word", "its name", "another paper's name for the client"])
def test_a_remembered_paper_says_what_a_new_one_would(
    tmp_path: Path, settlings: list[str], change: str
) -> None:
    papers(tmp_path, [LETTER, BILL])
    settlings.clear()
    shown: list[Page] = [LETTER, BILL]
    if change == "a word":
        shown[1] = replace(BILL, words=(*BILL.words[:-1], replace(BILL.words[-1], text="$190.00")))
    elif change == "its name":
        shown[1] = replace(BILL, ref=PageRef("elsewhere/new.pdf", 7))
    else:  # the bill says nothing else; what others tell of it is part of what it is remembered by
        shown[0] = page_from_text("Patient: Itemized Bill\nMember ID: CPT90837")
    assert papers(tmp_path, shown).documents == find_papers(shown, GIVEN, load_knowledge()).documents
    assert ("elsewhere/new.pdf" in settlings) is False


def test_a_fact_comes_back_whole() -> None:
    fact = replace(
        tell(LETTER, load_knowledge()).facts[0],
        also_read=("1", "2"),
        given=True,
        by_sender=True,
        currency="EUR",
    )
    assert fact_in(json.loads(json.dumps(row_of(fact))), fact.page) == fact


def test_pages_that_are_gone_are_forgotten(tmp_path: Path, questions: list[Page]) -> None:
    build(tmp_path, [LETTER, BILL])
    build(tmp_path, [LETTER])
    build(tmp_path, [LETTER, BILL])
    assert len(questions) == 3


def test_only_the_owner_may_look(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    build(cache, [LETTER])
    assert open_cache(cache) is not None
    kept = list(cache.rglob("*"))
    assert {oct(one.stat().st_mode & 0o777) for one in kept} == {"0o700", "0o600"}


def test_a_model_fitted_anew_is_another_version(tmp_path: Path) -> None:
    seen = set()
    for weight in (1, 2):  # in a place far from the end of the file, and without changing its size
        file = tmp_path / f"{weight}.npz"
        np.savez(file, weights=np.full(20_000, weight, np.int8), base=np.zeros(20_000, np.int8))
        seen.add((file.stat().st_size, remembered.version_of(file)))
    (first, one), (second, other) = seen
    assert first == second
    assert one != other
    assert max(len(one), len(other)) < first
