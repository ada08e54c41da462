"""The sample cases are there, whole, and their expected results are well formed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from bench.cases.truth import Truth, load_truth

from packetizer.understanding.kinds import FactKind

SAMPLES = Path(__file__).parent.parent / "sample_docs"
CASES = ("ketamine-aetna", "spravato-bcbs")
MOST_BYTES = 15_000_000


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def truth(case: str) -> Truth:
    return load_truth(SAMPLES / f"{case}.expected.yaml")


def files_of(case: str) -> set[str]:
    """The sources: every file but the control file and what a build leaves behind."""
    folder = SAMPLES / case
    found = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    ours = ("packet", ".packetizer")
    return {path.as_posix() for path in found if path.parts[0] not in ours} - {"case.yaml"}


def test_every_file_is_expected(case: str, truth: Truth) -> None:
    assert {source.path for source in truth.sources} == files_of(case)


def test_every_page_is_in_exactly_one_place(truth: Truth) -> None:
    pages = [f"{source.path}#{n}" for source in truth.sources for n in range(1, source.pages + 1)]
    placed = [page for document in truth.documents for page in document.pages]
    assert sorted(placed + list(truth.blank) + list(truth.duplicates)) == sorted(pages)


def test_facts_stand_on_pages_of_documents(truth: Truth) -> None:
    placed = {page for document in truth.documents for page in document.pages}
    assert {fact.page for fact in truth.facts} <= placed


def test_facts_have_the_form_of_the_manifest(truth: Truth) -> None:
    kinds = {kind.value for kind in FactKind}
    for fact in truth.facts:
        assert {fact.kind, *fact.or_kinds} <= kinds
        if fact.kind.startswith("date."):
            assert [date.fromisoformat(part) for part in fact.value.split("/")]
        if fact.kind.startswith("amount."):
            assert Decimal(fact.value).as_tuple().exponent == -2


def test_ledger_is_what_the_papers_print(truth: Truth) -> None:
    assert truth.totals is not None
    printed = {(fact.kind, fact.value) for fact in truth.facts}
    assert ("amount.billed", truth.totals.billed) in printed
    assert ("amount.paid_by_plan", truth.totals.paid_by_plan) in printed


def test_case_file_fixes_today(case: str) -> None:
    given = yaml.safe_load((SAMPLES / case / "case.yaml").read_text("utf-8"))
    assert given["today"] == date(2026, 5, 18)


def test_samples_are_small_enough_to_clone(case: str) -> None:
    assert sum((SAMPLES / case / name).stat().st_size for name in files_of(case)) < MOST_BYTES / 2


@pytest.mark.parametrize("pattern", [
    pytest.param(r"\b(?!555-555-)\d{3}-555-(?!01\d\d)\d{4}\b", id="a telephone number outside 555-01xx"),
    pytest.param(r"@(?!example\.org)", id="a mail address outside example.org"),
])  # fmt: skip
def test_people_are_plainly_invented(case: str, pattern: str) -> None:
    for paper in (SAMPLES / "papers" / case).glob("*"):
        assert not re.search(pattern, paper.read_text("utf-8")), paper.name
