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
        pytest.param(
            "PATIENT HEALTH QUESTIONNAIRE (PHQ-9)\n"
            "8. Moving or speaking so slowly                        0      1     (2)      3\n"
            "9. Thoughts of hurting yourself in some way            0      1      2      (3)\n"
            "TOTAL SCORE      19",
            "rating_scale",
            {("phq9", "19")},
            id="answers to choose from, and no pain",
        ),
        pytest.param(
            "PATIENT HEALTH QUESTIONNAIRE (PHQ-9)\nThoughts of hurting yourself: 2\nTotal: 19",
            "rating_scale",
            {("phq9", "19")},
            id="harm is no pain",
        ),
        pytest.param(
            "PHQ-9      14      11      8",
            "progress_note",
            {("phq9", "14"), ("phq9", "11"), ("phq9", "8")},
            id="scores of visits are no answers to choose from",
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
        pytest.param(
            "QIDS-SR16\nTOTAL SCORE (Range 0-27)    15\n"
            "6-10 mild      11-15 moderate      16-20 severe      21 and up very severe",
            "rating_scale",
            {("qids", "15")},
            id="the last band of a row",
        ),
        pytest.param(
            "PCL-5 total 52. A score of 31 to 33 or higher suggests PTSD.",
            "rating_scale",
            {("pcl5", "52")},
            id="from where on a scale says something",
        ),
        pytest.param("EPDS 22. PHQ-9: 20.", "progress_note", {("phq9", "20")}, id="another scale's"),
        pytest.param(
            "PHQ-9 on the 3rd of March was 18.",
            "progress_note",
            {("phq9", "18")},
            id="a day without its year",
        ),
        pytest.param("Pain scale: 0 = none, 10 = worst", "rating_scale", set(), id="a legend"),
        pytest.param(
            "QIDS   Interpretation\n0-5    No depression\n6-10   Mild\n11-15  Moderate\n16-20  Severe",
            "rating_scale",
            set(),
            id="bands one over the other",
        ),
        pytest.param(
            "PHQ-9\nScore   Depression severity\n5    mild\n10   moderate\n15   moderately severe\n"
            "20   severe",
            "rating_scale",
            set(),
            id="where bands begin",
        ),
        pytest.param(
            "QIDS-SR16\nTotal score: 14   (none 0 to 5, mild 6 to 10, moderate 11 to 15)",
            "rating_scale",
            {("qids", "14")},
            id="bands behind a total",
        ),
        pytest.param(
            "PAIN SCALE\n0    No pain\n5    Moderate pain\n10   Worst pain",
            "rating_scale",
            set(),
            id="what the figures of a scale mean",
        ),
        pytest.param(
            "SCORES\nDate          PHQ-9   Level\n03/01/2026    5       mild\n"
            "04/01/2026    10      moderate\n"
            "05/01/2026    15      severe",
            "rating_scale",
            {("phq9", "5"), ("phq9", "10"), ("phq9", "15")},
            id="totals that rise are no bands",
        ),
        pytest.param(
            "SCORE REPORT\nScale     Result    Max    Level\nPHQ-9     18        27     moderate\n"
            "GAD-7     11        21     moderate",
            "rating_scale",
            {("phq9", "18"), ("gad7", "11")},
            id="a column of the most there can be",
        ),
        pytest.param(
            "SCORE REPORT\nScale     Before    After\nPHQ-9     27        12\nGAD-7     18        21",
            "rating_scale",
            {("phq9", "27"), ("phq9", "12"), ("gad7", "18"), ("gad7", "21")},
            id="the most there can be as a total",
        ),
        pytest.param(
            "MADRS SCORE SHEET\nRater: A. Reed\nTotal (max. 60)   45",
            "rating_scale",
            {("madrs", "45")},
            id="the most in brackets",
        ),
        pytest.param(
            "PHQ-9 and HAM-D 22 were reviewed.", "progress_note", set(), id="one value behind two names"
        ),
        pytest.param("PHQ-9 done.\nSDS 21\nCGI-S 5", "progress_note", set(), id="right behind another's"),
        pytest.param(
            "Location of pain: right arm. Now 6/10. Worst last week 9/10.",
            "progress_note",
            {("pain", "6"), ("pain", "9")},
            id="degrees of pain",
        ),
        pytest.param(
            "Chronic pain is better. Sleep worst 6/10.",
            "progress_note",
            set(),
            id="degrees of something else",
        ),
        pytest.param("The pain burns. Sheet 1 of 2", "referral", set(), id="sheets"),
        pytest.param(
            "PHQ-9 went from 20 on May 7 to 6 today.",
            "progress_note",
            {("phq9", "20"), ("phq9", "6")},
            id="a day between two totals",
        ),
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
