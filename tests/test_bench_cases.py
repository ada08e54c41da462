"""Generated cases are whole, their truth stands on their pages, and the scoring is honest."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from bench.answers import Answer, SaidDocument, SaidFact
from bench.cases.generate import make_case
from bench.cases.pages import read_case
from bench.cases.paper import Sheet, font_name, plain_text
from bench.cases.scribe import Scribe
from bench.cases.script import Style, typeset
from bench.cases.templates import Template, templates
from bench.cases.truth import TrueDenial, TrueDocument, TrueFact, Truth, page_name
from bench.cases.world import Half, make_world, vocabulary
from bench.scoring import Board

HALVES: tuple[Half, ...] = ("dev", "test", "fresh")


@pytest.mark.parametrize("half", HALVES)
def test_a_case_is_whole(half: Half) -> None:
    case = make_case(half, 3)
    pages, truth = read_case(case)
    placed = [page for document in truth.documents for page in document.pages]
    names = [page_name(page.ref) for page in pages]
    assert sorted(placed + list(truth.blank) + list(truth.duplicates)) == sorted(names)
    assert {fact.page for fact in truth.facts} <= set(names)


@pytest.mark.parametrize("half", HALVES)
def test_a_value_stands_on_its_page(half: Half) -> None:
    pages, truth = read_case(make_case(half, 5), noisy=False)
    words = {
        f"{page.ref.source}#{page.ref.number}": {w.text.strip(",.;:()[]") for w in page.words}
        for page in pages
    }
    members = [fact for fact in truth.facts if fact.kind in ("id.npi", "code.icd10")]
    assert members
    assert all(fact.value in words[fact.page] for fact in members)


def test_the_same_number_makes_the_same_case() -> None:
    assert read_case(make_case("dev", 7)) == read_case(make_case("dev", 7))


@pytest.mark.parametrize(("one", "other"), [("dev", "test"), ("dev", "fresh"), ("test", "fresh")])
def test_the_halves_share_no_words(one: Half, other: Half) -> None:
    words, others = vocabulary(one), vocabulary(other)
    for code in words.reasons:
        assert not set(words.reasons[code]) & set(others.reasons[code])
        assert not set(words.remarks[code]) & set(others.remarks[code])
    for kind, items in templates(one).items():
        assert len(items) >= 2
        assert not (sentences(items) & sentences(templates(other)[kind])) - FORM_CAPTIONS, kind


# What every edition of a form prints, whoever writes the template.
FORM_CAPTIONS = {
    "APPROVED BY NATIONAL UNIFORM CLAIM COMMITTEE NUCC 02 12",
    "Excluded Services Other Covered Services",
    "Montgomery Asberg Depression Rating Scale MADRS",
    "Pay to the order of",
    "Summary of Benefits and Coverage What this Plan Covers What You Pay for Covered Services",
    "THIS IS NOT A BILL",
    "To Whom It May Concern",
    "Yale Brown Obsessive Compulsive Scale Y BOCS",
}


def test_the_fresh_half_has_every_type_and_many_papers() -> None:
    papers = templates("fresh")
    assert set(papers) == set(templates("dev"))
    assert sum(map(len, papers.values())) >= 100
    assert min(map(len, papers.values())) >= 2


@pytest.mark.parametrize("item", [t for items in templates("fresh").values() for t in items],
                         ids=lambda item: f"{item.type}-{item.name}")  # fmt: skip
def test_a_fresh_template_fills_and_leaves_no_mark_on_the_paper(item: Template) -> None:
    random = Random(4)
    world = make_world("fresh", random)
    scribe = Scribe(world, random, world.denied, world.patient)
    script = scribe.fill(item.text).removeprefix("[page card]\n").removeprefix("[page till]\n")
    text = " ".join(run.text for sheet in typeset(script, Style()) for run in sheet.runs)
    assert len(text) > 60
    assert not re.findall(r"[«»✍⏎{}]|<[a-z]|^\[[a-z]+ ", text)


def test_a_questionnaire_adds_up() -> None:
    item = next(t for t in templates("fresh")["rating_scale"] if t.name == "phq9_summary")
    random = Random(11)
    world = make_world("fresh", random)
    script = Scribe(world, random, world.denied, world.patient).fill(item.text)
    answers = [int(line.split("|")[-1]) for line in script.splitlines() if re.match(r"\| .*\| \d$", line)]
    assert len(answers) == 9
    assert f"score.phq9={sum(answers)}|" in script


def test_pages_laid_in_out_of_order_are_named_in_the_order_of_their_numbers() -> None:
    shuffled = 0
    for number in range(12):
        truth = make_case("fresh", number).truth
        numbers = {fact.page: fact.value for fact in truth.facts if fact.kind == "page.of"}
        for document in truth.documents:
            said = [int(numbers[page].split("/")[0]) for page in document.pages if page in numbers]
            assert said == sorted(said)
            places = [page.rsplit("#", 1) for page in document.pages]
            shuffled += any(a[0] == b[0] and int(a[1]) > int(b[1]) for a, b in pairwise(places))
    assert shuffled > 0


def test_a_separator_sheet_belongs_to_no_paper() -> None:
    found = 0
    for number in range(12):
        pages, truth = read_case(make_case("fresh", number), noisy=False)
        for page in pages:
            if any(word.text == "SEPARATOR" for word in page.words) and len(page.words) < 12:
                assert page_name(page.ref) in truth.blank
                found += 1
    assert found > 0


def sentences(items: tuple[Template, ...]) -> set[str]:
    """Lines of a template that say something besides their slots."""
    lines = (re.sub(r"<[^>]*>", " ", line) for item in items for line in item.text.splitlines())
    bare = {re.sub(r"\W+", " ", line).strip() for line in lines}
    return {line for line in bare if len(line.split()) > 4}


def test_a_mark_counts_for_the_page_its_words_are_on() -> None:
    sheets = typeset("first\n===\nDue «date.deadline|March 4, 2026» at noon", Style())
    assert sheets[0].facts("a#1") == []
    assert [(f.kind, f.value) for f in sheets[1].facts("a#2")] == [("date.deadline", "2026-03-04")]


@pytest.mark.parametrize(("marked", "value"), [
    pytest.param("«amount.paid|($125.00)»", "-125.00", id="credit in brackets"),
    pytest.param("«amount.billed|$1,234.50»", "1234.50", id="thousands"),
    pytest.param("«date.service|3/4/26»", "2026-03-04", id="two-digit year"),
    pytest.param("«date.service|03/04/2026 - 03/08/2026»", "2026-03-04/2026-03-08", id="range"),
])  # fmt: skip
def test_values_follow_from_print(marked: str, value: str) -> None:
    sheet = Sheet()
    sheet.put(50, 50, marked, font_name("Helvetica"), 10)
    assert [fact.value for fact in sheet.facts("a#1")] == [value]
    assert "«" not in plain_text(marked)


# ---------------------------------------------------------------- scoring

TRUTH = Truth(
    client_name="Ann Example",
    documents=(TrueDocument(type="receipt", date="2026-01-02", pages=("a#1", "a#2")),),
    facts=(
        TrueFact(kind="date.payment", value="2026-01-02", page="a#1"),
        TrueFact(kind="amount.total", value="650.00", page="a#1", or_kinds=("amount.paid",)),
        TrueFact(kind="name.merchant", value="Some Shop", page="a#1", optional=True),
    ),
    denial=TrueDenial(reasons=("step_therapy",)),
)
DATE = SaidFact("date.payment", "2026-01-02", "a#1", 0.9)
PAID = SaidFact("amount.paid", "650.00", "a#1", 0.9)
SHOP = SaidFact("name.merchant", "SOME SHOP", "a#1", 0.5)
PERFECT = Answer(
    documents=(SaidDocument("d1", "receipt", "2026-01-02", ("a#1", "a#2"), 0.9),),
    facts=(DATE, PAID),
    reasons=("step_therapy",),
    carc=(),
    omitted={},
    wrong_patient=frozenset(),
    warnings=frozenset(),
    requirements={},
    deadlines={},
    totals={},
    sources={},
    client_name="Ann Example",
    insurer=None,
)


def facts_of(answer: Answer) -> tuple[int, int, int]:
    board = Board()
    board.score(TRUTH, answer)
    tallies = board.facts.values()
    return sum(t.right for t in tallies), sum(t.wrong for t in tallies), sum(t.missed for t in tallies)


@pytest.mark.parametrize(("facts", "scored"), [
    pytest.param((DATE, PAID), (2, 0, 0), id="all right, one in its other role"),
    pytest.param((), (0, 0, 2), id="nothing found; the optional one is no miss"),
    pytest.param((DATE, PAID, SHOP), (2, 0, 0), id="optional found"),
    pytest.param((DATE, PAID, replace(SHOP, value="Other")), (2, 1, 0), id="false"),
    pytest.param((replace(DATE, page="a#2"),), (0, 1, 2), id="right value, other page"),
    pytest.param((replace(DATE, kind="date.service"),), (0, 1, 2), id="right value, other role"),
    pytest.param((replace(PAID, value="605.00"),), (0, 1, 2), id="digits swapped"),
])  # fmt: skip
def test_facts_are_scored_by_kind_value_and_page(
    facts: tuple[SaidFact, ...], scored: tuple[int, int, int]
) -> None:
    assert facts_of(replace(PERFECT, facts=facts)) == scored


def test_a_document_cut_in_two_is_not_right() -> None:
    board = Board()
    cut = (
        SaidDocument("d1", "receipt", "2026-01-02", ("a#1",), 0.9),
        SaidDocument("d2", "other", None, ("a#2",), 0.5),
    )
    board.score(TRUTH, replace(PERFECT, documents=cut, reasons=()))
    assert board.stages["document exactly right"].right == 0
    assert board.stages["boundaries"].wrong == 1
    assert (board.stages["page type"].right, board.stages["page type"].wrong) == (1, 1)
    assert board.stages["denial reasons"].missed == 1
