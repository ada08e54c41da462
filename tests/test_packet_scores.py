"""Scores on the sheet of treatment and scores: whose day they are of, and a table without empty columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from packetizer.model import Began, Case, CaseInfo
from packetizer.packet.bundle import SheetKind
from packetizer.packet.plan import plan_packet
from packetizer.packet.sheets.compose import compose
from packetizer.packet.sheets.course import course
from packetizer.packet.sheets.matter import Matter
from packetizer.packet.sheets.summary import _course
from packetizer.understanding.case.scoredays import moments
from tests.packet_case import GIVEN, findings
from tests.told import document

DAY = date(2026, 3, 25)


def matter(*papers: tuple[str, date, str]) -> Matter:
    """The matter of papers with these types, days and texts."""
    made = [document(f"d{at}", type_, text, day) for at, (type_, day, text) in enumerate(papers)]
    documents, pages = tuple(paper for paper, _ in made), tuple(page for _, page in made)
    case = Case(CaseInfo(), documents, moments=tuple(moments(documents, pages)))
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
    found = [score for score in matter((type_, DAY, text)).scores if score.on == DAY]
    assert sorted(str(score.value) for score in found) == told


@pytest.mark.parametrize(
    ("type_", "line", "told"),
    [
        pytest.param(
            "progress_note",
            "Pain average 8/10 before (02/01/2026), 3/10 on 02/19/2026; relief 7 weeks,\nnow back to 7/10.",
            ["2026-02-01 8", "2026-02-19 3", "2026-03-25 7"],
            id="before, after, and now",
        ),
        pytest.param(
            "progress_note",
            "PHQ-9 on 02/25/2026 was 9 (23 at baseline).",
            ["2026-02-25 9"],
            id="a day, and a baseline without one",
        ),
        pytest.param("progress_note", "PHQ-9 was 21 on 02/20/2026.", ["2026-02-20 21"], id="a day behind"),
        pytest.param(
            "progress_note", "PHQ-9 21 (2/20/26), 8 (3/25/26)", ["2026-02-20 21", "2026-03-25 8"], id="two"
        ),
        pytest.param("progress_note", "PHQ-9 on 04/25/2026: 9", [], id="a day to come"),
        pytest.param(
            "infusion_record",
            "PHQ-9 on 02/25/2026 was 9 (23 at baseline).",
            ["2026-02-25 9"],
            id="in a record",
        ),
        pytest.param("infusion_record", "Pre-infusion PHQ-9: 18", ["2026-03-25 18"], id="a record's own"),
        pytest.param(
            "rating_scale",
            "Pain diary\nDate       Average (0-10)    Worst\n"
            "2/1/26     8                 9\n2/19/26    3                 4",
            ["2026-02-01 8", "2026-02-19 3", "2026-02-01 at its worst 9", "2026-02-19 at its worst 4"],
            id="a diary's rows, like with like",
        ),
        pytest.param(
            "rating_scale",
            "Brief Pain Inventory\n3. Please rate your pain at its worst in the last\n"
            "24 hours: 0 1 2 3 (4) 5 6 7 8 9 10\n"
            "4. at its least: 0 1 (2) 3 4 5 6 7 8 9 10\n5. on the average: 0 1 2 (3) 4 5 6 7 8 9 10\n"
            "6. pain right now: 0 (1) 2 3 4 5 6 7 8 9 10",
            ["2026-03-25 3", "2026-03-25 at its least 2", "2026-03-25 at its worst 4"],
            id="an inventory: the average tells",
        ),
    ],
)
def test_scores_belong_to_the_day_and_the_pain_that_they_name(type_: str, line: str, told: list[str]) -> None:
    head = "" if type_ == "rating_scale" else "Progress note\nDate: 03/25/2026\nKetamine.\n"
    found = matter((type_, DAY, f"{head}{line}\nPlan: continue.\n")).scores
    names = [score.scale.name.removeprefix("Pain").removeprefix("PHQ-9").strip() for score in found]
    assert [
        " ".join(filter(None, (score.on.isoformat(), name, str(score.value))))
        for score, name in zip(found, names, strict=True)
    ] == told


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
    case = Case(CaseInfo(), (doubted,), moments=tuple(moments((doubted,), (page,))))
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


def test_records_of_one_day_are_one_treatment() -> None:
    vitals = ("infusion_record", date(2026, 3, 4), "Vitals flow sheet\nSession: 03/04/2026\nBP 120/80")
    found = course(matter(vitals, *RECORDS))
    assert [(one.on.day, one.drug, one.doses) for one in found] == [
        (4, "ketamine", ("40 mg",)),
        (11, "ketamine", ("40 mg",)),
    ]


@pytest.mark.parametrize(
    ("earliest", "latest", "told"),
    [
        pytest.param(4, 4, "since 8", id="after the first treatment"),
        pytest.param(26, 26, "before 8", id="before the first treatment"),
        pytest.param(20, 26, "", id="unsure"),
    ],
)
def test_the_summary_takes_the_checklists_first_treatment(earliest: int, latest: int, told: str) -> None:
    made = matter(*RECORDS, NOTE)
    began = Began(date(2026, 3, earliest), date(2026, 3, latest))
    points = [*_course(replace(made, findings=replace(made.findings, began=began)))]
    sides = {"before": "before", "after": "since"}
    assert "".join(f"{sides[p.key]} 8" for p in points if p.key in sides and "8 of 27" in p.told) == told
