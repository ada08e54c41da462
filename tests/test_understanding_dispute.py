"""What is in dispute: decisions about other care, days that were looked at, parts that were approved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from packetizer.model import Case, Correction, Given, Page, PageRef
from packetizer.understanding.case.dispute import elsewhere
from packetizer.understanding.case.partly import approvals
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.understand import understand
from tests.pages import page_from_text
from tests.test_understanding_classify import PAPERS
from tests.told import LEXICON, document, facts_of, told

KNEE = """Quillhaven Health Plan
{day}
Wendeline Okafor
Notice of denial
Reference: RAD-24-309915
Requested service: MRI, right knee, without contrast (CPT 73721)
Dear Wendeline Okafor:
We have denied your request. The guideline calls for six weeks of physical therapy before an MRI. Based on
this, the service is not medically necessary.
You may appeal within 180 days of the date of this letter.
Sincerely,
Medical Director"""
KETAMINE = """Quillhaven Health Plan
March 30, 2026
Wendeline Okafor
Notice of denial
Dear Wendeline Okafor:
We have denied the ketamine infusion (CPT 96365) of {served} because it is experimental and investigational.
You may appeal within 180 days of the date of this letter.
Sincerely,
Medical Director"""
RECORD = "Ketamine infusion record\nDate of service: {served}\nKetamine 40 mg IV, CPT 96365"
SERVED = "March 4, 2026"


@pytest.mark.parametrize(
    ("text", "day", "surely", "perhaps"),
    [
        pytest.param(KNEE, date(2024, 11, 5), True, False, id="other care, long before"),
        pytest.param(KNEE, date(2026, 3, 10), False, True, id="other care, but of these weeks"),
        pytest.param(
            "We have denied your request.\nWe could not approve it.",
            date(2024, 11, 5),
            False,
            False,
            id="one that says too little stays",
        ),
        pytest.param(
            "We have denied the ketamine infusions asked for.\nRequested service: ketamine infusion",
            date(2024, 11, 5),
            False,
            False,
            id="an old denial of the same drug is of the case",
        ),
    ],
)
def test_a_decision_about_other_care(text: str, day: date, surely: bool, perhaps: bool) -> None:
    papers = [
        document("old", "denial_letter", text.format(day=f"{day:%B} {day.day}, {day.year}"), day),
        document("own", "denial_letter", KETAMINE.format(served=SERVED), date(2026, 3, 30)),
        document("record", "infusion_record", RECORD.format(served=SERVED), date(2026, 3, 4)),
    ]
    found = elsewhere([paper for paper, _ in papers], [page for _, page in papers], LEXICON)
    assert ("old" in found.surely, "old" in found.perhaps) == (surely, perhaps)
    assert not {"own", "record"} & (found.surely | found.perhaps)


def test_alone_a_decision_is_never_about_other_care() -> None:
    one, page = document("old", "denial_letter", KNEE.format(day="November 5, 2024"), date(2024, 11, 5))
    assert not elsewhere([one], [page], LEXICON).surely


def read(*pages: Page, corrections: tuple[Correction, ...] = ()) -> Case:
    return understand(pages, Given(today=date(2026, 6, 1), corrections=corrections), load_knowledge())


def test_an_old_denial_gives_the_case_nothing_until_it_is_released() -> None:
    pages = [
        page_from_text(KNEE.format(day="November 5, 2024"), "knee.pdf"),
        page_from_text(KETAMINE.format(served=SERVED), "own.pdf"),
        page_from_text(PAPERS["infusion_record"], "record.pdf"),
    ]
    case = read(*pages)
    assert [reason.code for reason in case.denial.reasons] == ["experimental_investigational"]
    assert "doubtful_type/other_dispute" in [warning.kind for warning in case.warnings]
    assert [omission.page.source for omission in case.omissions] == ["knee.pdf"]
    released = read(*pages, corrections=(Correction(PageRef("knee.pdf", 1), "of the case", release=True),))
    assert released.omissions == ()
    assert "not_medically_necessary" in [reason.code for reason in released.denial.reasons]


def test_what_a_paper_held_back_says_is_nothing_of_the_case() -> None:
    progress = PAPERS["progress_note"] + "\nDiagnosis: F10.20"
    own = [page_from_text(PAPERS["denial_letter"], "letter.pdf"), page_from_text(progress, "note.pdf")]
    assert "F10.20" in (read(*own).info.diagnoses.value or ())
    held = read(*own, corrections=(Correction(PageRef("note.pdf", 1), "private", exclude=True),))
    assert "F10.20" not in (held.info.diagnoses.value or ())


@pytest.mark.parametrize(
    ("line", "days"),
    [
        pytest.param("Office notes of 03/24/2026 and 05/19/2026 and one PHQ-9", set(), id="notes"),
        pytest.param(
            "Clinic notes for dates of service 02/11/2026 and 02/18/2026",
            {"2026-02-11", "2026-02-18"},
            id="called dates of service",
        ),
        pytest.param("Infusion records of 03/24/2026 received", {"2026-03-24"}, id="of the treatment itself"),
        pytest.param("Dates of service: 08/04/2026 and later", set(), id="a beginning without end"),
        pytest.param("Date of service: on or after 08/04/2026", set(), id="from a day on"),
        pytest.param(
            "Dates of service: 08/04/2026 - 08/11/2026", {"2026-08-04/2026-08-11"}, id="a period that ends"
        ),
        pytest.param(
            "Date of service: 03/24/2026 and 03/26/2026", {"2026-03-24", "2026-03-26"}, id="days in dispute"
        ),
    ],
)
def test_days_on_a_decision_that_are_in_dispute(line: str, days: set[str]) -> None:
    text = f"October 22, 2026\nWe uphold our decision.\n{line}"
    assert {value for _, value in told(text, "denial_letter", "date.service")} == days


def test_notes_of_a_day_are_of_that_day_on_other_papers() -> None:
    found = told("Progress note\nOffice notes of 03/24/2026", "progress_note", "date.service")
    assert found == {("service", "2026-03-24")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "Approved. Four sessions, so that your care goes on. This is no promise to pay.\n"
            "Not approved. The other 20 sessions are not medically necessary.",
            "Approved. Four sessions, so that your care goes on. … The other 20 sessions are not medically "
            "necessary.",
            id="sentences",
        ),
        pytest.param(
            "We have partially approved your request. We will cover 6 of 12 infusions.",
            "We have partially approved your request. We will cover 6 of 12 infusions.",
            id="the numbers follow",
        ),
        pytest.param(
            "Decision: APPROVED IN PART: 24 visits. The other 16 visits are not approved.\nand acts; F43.12",
            "Decision: APPROVED IN PART: 24 visits. … The other 16 visits are not approved.",
            id="not what stands below",
        ),
        pytest.param("We may approve in part or deny your appeal.", None, id="what may be"),
        pytest.param("If your appeal is approved in part, you may ask again.", None, id="if"),
        pytest.param("Your request was not approved. Approved providers are listed.", None, id="of none"),
    ],
)
def test_what_is_approved_of_what_was_asked(text: str, words: str | None) -> None:
    paper, page = document("d", "denial_letter", text)
    found = list(approvals([paper], [page], LEXICON))
    assert [one.words for one in found] == ([] if words is None else [words])


def test_a_number_that_a_line_breaks_at_its_hyphen() -> None:
    text = "We denied the service asked for by Calloway Pain, on August 28, 2026. Reference 260828-\n{rest}"
    whole = told(text.format(rest="5590137."), "denial_letter", "id.authorization")
    assert whole == {("authorization", "260828-5590137")}
    alone = told(text.format(rest="Dear Jane Sample:"), "denial_letter", "id.authorization")
    assert alone == {("authorization", "260828")}


def test_of_diagnoses_beside_a_box_one_without_is_doubted() -> None:
    found = facts_of("Diagnosis: [] F33.2   F32.2", "prior_auth_request")
    assert [(f.value, f.confidence < 0.5) for f in found if f.kind == "code.icd10"] == [("F32.2", True)]


def test_faint_words_are_not_quoted() -> None:
    paper, page = document("d", "denial_letter", "We approved 6 of 12 infusions.")
    faint = replace(page, words=tuple(replace(word, confidence=0.5) for word in page.words))
    assert [one.words for one in approvals([paper], [faint], LEXICON)] == [""]
