"""Scores on the sheet of treatment and scores: whose day they are of, and a table without empty columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from packetizer.model import Case, CaseInfo
from packetizer.packet.bundle import SheetKind
from packetizer.packet.plan import plan_packet
from packetizer.packet.sheets.compose import compose
from packetizer.packet.sheets.matter import Matter
from tests.packet_case import GIVEN, findings
from tests.told import document

DAY = date(2026, 3, 25)


def matter(*papers: tuple[str, date, str]) -> Matter:
    """The matter of papers with these types, days and texts."""
    made = [document(f"d{at}", type_, text, day) for at, (type_, day, text) in enumerate(papers)]
    case, pages = Case(CaseInfo(), tuple(paper for paper, _ in made)), tuple(page for _, page in made)
    return Matter(plan_packet(case, findings(), pages, GIVEN), case, findings(), GIVEN, pages=pages)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param("PHQ-9 score: 8", ["8"], id="the note's own"),
        pytest.param("PHQ-9 today 8, was 21 on 02/20/2026.", ["8"], id="beside that of another day"),
        pytest.param("PHQ-9 today 8 (02/20: 21).", [], id="two without a word of when, in brackets"),
        pytest.param("PHQ-9 on 3/25/26: 8", ["8"], id="with the note's own date"),
        pytest.param("PHQ-9 8. GAD-7 6.", ["6", "8"], id="two scales"),
        pytest.param("PHQ-9 was 21 on 02/20/2026.", [], id="of another day only"),
        pytest.param("Baseline PHQ-9 21.", [], id="the first one, quoted"),
        pytest.param("PHQ-9 fell from 21 to 8.", [], id="a course"),
        pytest.param("PHQ-9 21 two weeks ago.", [], id="some time before"),
        pytest.param("PHQ-9: 21\nRepeated PHQ-9: 8", [], id="two without a word of when"),
    ],
)
@pytest.mark.parametrize("type_", ["progress_note", "psychiatric_evaluation"])
def test_a_notes_scores(type_: str, line: str, told: list[str]) -> None:
    text = f"Progress note\nDate of visit: 03/25/2026\nSleep improved.\n{line}\nPlan: continue.\n"
    found = matter((type_, DAY, text)).scores
    assert sorted(str(score.value) for score in found) == told
    assert {score.on for score in found} <= {DAY}


def test_letters_tell_no_scores_and_a_filled_scale_tells_before_a_note() -> None:
    note = ("progress_note", DAY, "Progress note\nPHQ-9 score: 9")
    scale = ("rating_scale", DAY, "PHQ-9\nTotal score: 8")
    letter = ("letter_of_medical_necessity", DAY, "To whom it may concern\nPHQ-9 score: 7")
    assert [str(score.value) for score in matter(letter, note, scale).scores] == ["8"]
    assert matter(letter).scores == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param("Pain before: 9/10 after: 4/10", ["before 9", "after 4"], id="both"),
        pytest.param("Pain 9/10 before, 4/10 after", ["before 9", "after 4"], id="said behind"),
        pytest.param(
            "Pain pre-infusion 9/10\nPain post-infusion 4/10", ["before 9", "after 4"], id="two lines"
        ),
        pytest.param("Pain score: 4/10", ["unsaid 4"], id="one, without a word of when"),
        pytest.param("Pain after: 4/10", ["unsaid 4"], id="one side only"),
    ],
)
def test_a_record_tells_the_scores_before_and_after(line: str, told: list[str]) -> None:
    record = (
        "infusion_record",
        DAY,
        f"Infusion record\nDate: 03/25/2026\nKetamine 40 mg/hr x 4 hr\n{line}\n",
    )
    assert [f"{one.turn.name.lower()} {one.value}" for one in matter(record).scores] == told


def test_a_score_before_that_is_in_doubt_leaves_no_course_from_the_one_after_alone() -> None:
    paper, page = document("d1", "infusion_record", "Infusion record\nPain before: 9/10 after: 4/10", DAY)
    doubted = replace(
        paper,
        facts=tuple(replace(fact, confidence=0.4) if fact.value == "9" else fact for fact in paper.facts),
    )
    case = Case(CaseInfo(), (doubted,))
    plan = plan_packet(case, findings(), (page,), GIVEN)
    assert Matter(plan, case, findings(), GIVEN, pages=(page,)).scores == ()


RECORDS = [
    ("infusion_record", date(2026, 3, day), f"Infusion record\nDate: 03/{day:02}/2026\nKetamine 40 mg IV")
    for day in (4, 11)
]
NOTE = ("progress_note", DAY, "Progress note\nPHQ-9 score: 8")


@pytest.mark.parametrize(
    ("papers", "title", "headings"),
    [
        pytest.param(
            [*RECORDS, NOTE],
            "Treatment and scores",
            ["DATE", "TREATMENT OR SCALE", "DOSE", "SCORE", "EXHIBIT", "PAGE"],
            id="both",
        ),
        pytest.param(
            RECORDS,
            "Course of treatment",
            ["DATE", "TREATMENT OR SCALE", "DOSE", "EXHIBIT", "PAGE"],
            id="no scores, no column for them",
        ),
        pytest.param(
            [NOTE, ("rating_scale", date(2026, 2, 20), "PHQ-9\nTotal score: 21")],
            "Scores of rating scales",
            ["DATE", "TREATMENT OR SCALE", "SCORE", "EXHIBIT", "PAGE"],
            id="no doses, no column for them",
        ),
    ],
)
def test_a_column_stands_where_something_fills_it(
    papers: list[tuple[str, date, str]], title: str, headings: list[str]
) -> None:
    [sheet] = compose(matter(*papers))[SheetKind.SCORES]
    said = [mark.text for mark in sheet.marks if hasattr(mark, "text")]
    assert title in said
    assert [text for text in said if text in {*headings, "DOSE", "SCORE"}] == headings
