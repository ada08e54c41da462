"""Totals that only what stands around a number tells, and numbers near a scale's name that are none."""

from __future__ import annotations

import pytest

from tests.told import told


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        pytest.param(
            "In January her PHQ-9 was 24. By April 9 it had come down to 11.",
            "letter_of_medical_necessity",
            {("phq9", "24"), ("phq9", "11")},
            id="another sentence",
        ),
        pytest.param(
            "PHQ-9 today: 13   (at intake: 22)",
            "progress_note",
            {("phq9", "13"), ("phq9", "22")},
            id="in brackets",
        ),
        pytest.param("Low back 6/10, mood 4/10.", "progress_note", {("pain", "6")}, id="where it hurts"),
        pytest.param(
            "She says her knee hurts, eight out of ten.", "progress_note", {("pain", "8")}, id="in words"
        ),
        pytest.param(
            "pain            7 (0-10) at visit", "prior_auth_request", {("pain", "7")}, id="its range behind"
        ),
        pytest.param(
            "GAD-7 RESULTS\n Date           Result    Level\n Feb 3, 2026    18        severe\n"
            " Mar 3, 2026    12        moderate\n Apr 7, 2026    9         mild",
            "rating_scale",
            {("gad7", "18"), ("gad7", "12"), ("gad7", "9")},
            id="rows of dates under the scale's name",
        ),
        pytest.param(
            "                  now          before\nPHQ-9 (0-27)      12 of 27     19\n"
            "GAD-7 (0-21)      8 of 21      14",
            "rating_scale",
            {("phq9", "12"), ("phq9", "19"), ("gad7", "8"), ("gad7", "14")},
            id="columns of now and before",
        ),
        pytest.param("EPDS 22. PHQ-9: 20.", "progress_note", {("phq9", "20")}, id="another scale's"),
        pytest.param(
            "PHQ-9 on the 3rd of March was 18.",
            "progress_note",
            {("phq9", "18")},
            id="a day without its year",
        ),
        pytest.param("Pain scale: 0 = none, 10 = worst", "rating_scale", set(), id="a legend"),
        pytest.param("Severe depression on the MADRS (>34).", "rating_scale", set(), id="a cut-off"),
        pytest.param("Enclosed: PHQ-9, last 2 notes, 3 pages", "referral", set(), id="counts"),
        pytest.param("He was given ketamine 45 mg, MADRS enclosed", "referral", set(), id="a dose"),
        pytest.param("Visit 4 of 6 for pain. BP 80/60.", "progress_note", set(), id="visits"),
        pytest.param(
            "PCL-5 given.\n1   5-9-25     walked in\n2   5-16-25    walked in\n3   5-23-25    walked in",
            "infusion_record",
            set(),
            id="numbers of rows",
        ),
        pytest.param(
            "A PHQ-9 of 20 or more, or a MADRS of at least 28, is required.",
            "medical_policy",
            set(),
            id="criteria",
        ),
    ],
)
def test_scores_by_what_stands_around(text: str, type_: str, expected: set[tuple[str, str]]) -> None:
    assert told(text, type_, "score.") == expected
