"""The room's door: what stays out and why, what a person corrects, what a person is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from packetizer.errors import RulesError
from packetizer.model import Case, Correction, Given, OmitReason, Page, PageRef, Severity
from packetizer.understanding.lore import knowledge as knowledge_module
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.understand import understand
from tests.pages import page_from_text
from tests.test_understanding_classify import PAPERS

TODAY = date(2026, 6, 1)
STRANGER = PAPERS["progress_note"].replace("Wendeline Okafor", "Barnaby Quist")


def read(*pages: Page, corrections: tuple[Correction, ...] = ()) -> Case:
    return understand(pages, Given(today=TODAY, corrections=corrections), load_knowledge())


def client_pages() -> list[Page]:
    kinds = ("denial_letter", "infusion_record", "progress_note", "itemized_bill")
    return [page_from_text(PAPERS[kind], f"{kind}.pdf") for kind in kinds]


def codes(case: Case) -> list[str]:
    return [warning.code for warning in case.warnings]


def test_a_strangers_paper_is_held_back_and_blocks() -> None:
    case = read(*client_pages(), page_from_text(STRANGER, "x.pdf"))
    warning = next(warning for warning in case.warnings if warning.code == "wrong_patient")
    assert warning.severity is Severity.BLOCKING
    assert [(o.page.source, o.reason) for o in case.omissions] == [("x.pdf", OmitReason.EXCLUDED)]
    assert case.info.client_name.value == "Wendeline Okafor"


def test_a_folder_of_pictures_that_says_so_is_one_document() -> None:
    kinds = ("receipt", "denial_letter", "progress_note")
    one = [page_from_text(PAPERS[kind], f"in/Letter (one document)/{n}.jpg") for n, kind in enumerate(kinds)]
    other = page_from_text(PAPERS["itemized_bill"], "in/z.jpg")
    case = read(*one, other)
    assert [[ref.source[-5:] for ref in doc.pages] for doc in case.documents] == [
        ["0.jpg", "1.jpg", "2.jpg"],
        ["z.jpg"],
    ]
    apart = Correction(PageRef(one[2].ref.source, 1), "it is another paper", first_page=True)
    assert len(read(*one, other, corrections=(apart,)).documents) == 3


def test_a_person_may_release_a_strangers_paper() -> None:
    release = Correction(PageRef("x.pdf", 1), "her maiden name", release=True)
    case = read(*client_pages(), page_from_text(STRANGER, "x.pdf"), corrections=(release,))
    assert case.omissions == ()
    assert "wrong_patient" not in codes(case)


def test_corrections_settle_type_title_date_and_exclusion() -> None:
    by_hand = Correction(
        PageRef("scan.pdf", 1),
        "seen by eye",
        type="correspondence",
        title="Note of thanks",
        date=date(2026, 1, 2),
        exclude=True,
    )
    case = read(page_from_text(PAPERS["other"]), corrections=(by_hand,))
    document = case.documents[0]
    assert (document.type, document.title, document.date, document.confidence) == (
        "correspondence",
        "Note of thanks",
        date(2026, 1, 2),
        1.0,
    )
    assert [omission.reason for omission in case.omissions] == [OmitReason.EXCLUDED]


@pytest.mark.parametrize(
    ("page", "code"),
    [
        pytest.param(replace(page_from_text(""), blank=True), "blank_page_dropped", id="blank"),
        pytest.param(
            page_from_text("This page intentionally left blank"), "blank_page_dropped", id="blank by word"
        ),
        pytest.param(
            replace(page_from_text(""), failure="The picture is damaged."), "illegible_page", id="failed"
        ),
        pytest.param(
            page_from_text(PAPERS["eob"] + "\n" * 40 + "Page 1 of 3"), "missing_page", id="pages missing"
        ),
        pytest.param(page_from_text(PAPERS["receipt"]), "no_denial_letter", id="nothing denies"),
    ],
)
def test_warnings(page: Page, code: str) -> None:
    assert code in codes(read(page))


def test_nothing_is_missing_where_all_is_there() -> None:
    case = read(*client_pages())
    assert not {"no_denial_letter", "missing_page", "illegible_page", "wrong_patient"} & set(codes(case))


@pytest.mark.parametrize("there", [True, False])
def test_what_a_fax_counts_is_missing_only_where_it_is_not(there: bool) -> None:
    """One count over two papers, without a machine's line to know it by."""
    kinds = ("denial_letter", "receipt") if there else ("denial_letter",)
    pages = [
        page_from_text(PAPERS[kind] + "\n" * 40 + f"Page {number} of 2", number=number)
        for number, kind in enumerate(kinds, 1)
    ]
    begins = tuple(Correction(page.ref, "papers of their own", first_page=True) for page in pages)
    case = read(*pages, corrections=begins)
    assert len(case.documents) == len(kinds)
    assert ("missing_page" in codes(case)) is not there


def test_an_unreadable_page_stays_in_the_paper_it_lies_in() -> None:
    first = page_from_text(PAPERS["eob"] + "\n" * 40 + "Page 1 of 3", number=1)
    damaged = replace(page_from_text("", number=2), failure="The picture is damaged.")
    last = page_from_text("Notes\n" * 3 + "\n" * 40 + "Page 3 of 3", number=3)
    case = read(first, damaged, last)
    assert [page.number for page in case.documents[0].pages] == [1, 2, 3]
    assert case.omissions == ()


def test_ids_are_unique_and_facts_lie_on_the_papers_pages() -> None:
    case = read(*client_pages())
    facts = [(fact, document) for document in case.documents for fact in document.facts]
    assert len({fact.id for fact, _ in facts}) == len(facts) > 0
    assert all(fact.page in document.pages for fact, document in facts)


def test_titles_tell_papers_apart() -> None:
    case = read(page_from_text(PAPERS["rating_scale"]))
    assert case.documents[0].title == "PHQ-9 score sheet (19)"


@pytest.mark.parametrize(
    ("given", "drug"),
    [
        pytest.param("Ketamine HCI 0.5 mg/kg, 36 mg IV over 40 min", "ketamine", id="the case's own"),
        pytest.param("Lidocaine 2 mg/kg/hr IV over 60 min", "lidocaine", id="what is infused by weight"),
        pytest.param("Methylprednisolone 500 mg IV", "methylprednisolone", id="what is not given beside"),
    ],
)
def test_a_record_is_called_after_what_it_is_of(given: str, drug: str) -> None:
    text = f"""
    INFUSION FLOW SHEET
    Patient: Alma Test    DOB 01/02/1980    Date: 03/04/2026
    Ondansetron 4 mg given: yes.
    Order: {given}
    Time    BP        HR   SpO2   Event
    10:05   122/76    75   98%    start
    10:45   134/84    83   98%    stop
    RN: P. Example RN   Discharged with driver.
    """
    facts = read(page_from_text(text)).documents[0]
    assert facts.title == f"Infusion record – {drug}"


def test_an_empty_case() -> None:
    case = read()
    assert case.documents == ()


def test_every_problem_of_the_data_files_is_told_at_once(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "document_types_x.yaml").write_text(
        "types: {a: {title: A, smell: 1}, b: {cues: {nose: 1.0}}}"
    )
    monkeypatch.setattr(knowledge_module, "DATA", tmp_path)
    load_knowledge.cache_clear()
    try:
        with pytest.raises(RulesError) as caught:
            load_knowledge()
    finally:
        load_knowledge.cache_clear()
    message = str(caught.value)
    assert "smell" in message
    assert "nose" in message
    assert "people.yaml" in message
