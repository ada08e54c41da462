"""`packetizer explain`: the evidence of types and beginnings, facts with their places, as text and JSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from packetizer.build import Reading
from packetizer.cli import cli
from packetizer.explanation import Explanation, as_json, as_text, explained
from packetizer.model import Findings, Given
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.papers import find_papers
from packetizer.understanding.splitting.boundaries import boundary_points
from packetizer.understanding.understand import understand
from tests.pages import page_from_text
from tests.test_understanding_classify import PAPERS

GIVEN = Given(date(2026, 6, 1))
PAGES = [
    page_from_text(PAPERS["eob"], number=1),
    page_from_text(PAPERS["appeal_letter"], number=2),
    page_from_text("", number=3),
]


@pytest.fixture(scope="module")
def explanation() -> Explanation:
    case = understand(PAGES, GIVEN, load_knowledge())
    return explained(Reading((), tuple(PAGES), case, Findings((), ()), GIVEN), {"scan.pdf": "Letter.pdf"})


def test_the_type_is_told_by_what_decided_it_and_by_its_rivals(explanation: Explanation) -> None:
    evidence = explanation.evidence["d1"]
    chosen, *rivals = evidence.types
    assert chosen.type == "eob"
    assert len(rivals) == 2
    assert all(chosen.score > rival.score for rival in rivals)
    assert "this is not a bill" in {piece.text.casefold() for piece in chosen.pieces}
    assert [abs(p.points) for p in chosen.pieces] == sorted(
        (abs(p.points) for p in chosen.pieces), reverse=True
    )


def test_a_beginning_is_told_by_what_was_seen_between_the_pages(explanation: Explanation) -> None:
    assert explanation.evidence["d1"].beginning == ()
    beginning = explanation.evidence["d2"].beginning
    sheets = find_papers(PAGES, GIVEN, load_knowledge()).kept
    assert sum(reason.points for reason in beginning) == pytest.approx(
        boundary_points(sheets[0], sheets[1], load_knowledge())
    )
    assert "a salutation" not in {reason.what for reason in beginning}  # it has none
    assert "a date line at the head" in {reason.what for reason in beginning}


def test_text_names_every_document_every_fact_and_every_page_left_out(explanation: Explanation) -> None:
    text = as_text(explanation)
    assert "Letter.pdf p. 2" in text
    assert "scan.pdf" not in text
    assert "why eob:" in text
    assert "begins here:" in text
    for document in explanation.case.documents:
        for fact in document.facts:
            assert repr(fact.text) in text


def test_the_facts_are_named_that_date_a_paper(explanation: Explanation) -> None:
    lines = [line for line in as_text(explanation).splitlines() if "dates the paper" in line]
    dated = {str(document.date) for document in explanation.case.documents if document.date}
    assert dated == {line.split()[1] for line in lines}
    for document in json.loads(as_json(explanation))["documents"]:
        own = {fact["value"] for fact in document["facts"] if fact["dates_paper"]}
        assert own == ({document["date"]} if document["date"] else set())


def test_json_holds_the_same(explanation: Explanation) -> None:
    line = as_json(explanation)
    assert "\n" not in line
    told = json.loads(line)
    assert [document["type"] for document in told["documents"]] == ["eob", "appeal_letter"]
    facts = [fact for document in told["documents"] for fact in document["facts"]]
    assert len(facts) == sum(len(document.facts) for document in explanation.case.documents)
    assert all(0 <= edge <= 1 for fact in facts for edge in fact["bbox"])
    assert {fact["source"] for fact in facts} == {"Letter.pdf"}


def test_a_single_file_is_explained_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    (tmp_path / "Okafor bill.txt").write_text(PAPERS["itemized_bill"], encoding="utf-8")
    done = CliRunner().invoke(cli, ["explain", str(tmp_path / "Okafor bill.txt"), "--json", "-q"])
    assert done.exit_code == 0, done.output
    [document] = json.loads(done.stdout)["documents"]
    assert document["type"] == "itemized_bill"
    assert document["pages"] == [{"source": "Okafor bill.txt", "source_page": 1}]
    assert [item.name for item in tmp_path.iterdir()] == ["Okafor bill.txt"]


def test_a_field_of_a_statement_is_no_reason(tmp_path: Path) -> None:
    """The sample's statement has `Provider: Halfmoon Infusion Clinic (out of network)` among its fields."""
    sample = Path(__file__).parent.parent / "sample_docs" / "ketamine-aetna" / "EOB March.pdf"
    paper = tmp_path / sample.name
    paper.write_bytes(sample.read_bytes())
    done = CliRunner().invoke(cli, ["explain", str(paper), "--json", "-q"])
    assert done.exit_code == 0, done.output
    [document] = json.loads(done.stdout)["documents"]
    reasons = {fact["value"] for fact in document["facts"] if fact["kind"] == "denial.reason"}
    assert reasons == {"experimental_investigational"}
