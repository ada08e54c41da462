"""What a questionnaire's answers and the sums under its columns come to, and when they come to nothing."""

from __future__ import annotations

import pytest

from tests.told import facts_of, told

HEAD = "PATIENT HEALTH QUESTIONNAIRE (PHQ-9)\n"
ITEMS = (
    "Little interest or pleasure",
    "Feeling down, depressed, or hopeless",
    "Trouble falling or staying asleep",
    "Feeling tired or having little energy",
    "Poor appetite or overeating",
    "Feeling bad about yourself",
    "Trouble concentrating on things",
    "Moving or speaking slowly",
    "Thoughts that you would be better off dead or of hurting",
)
SURE = 0.8


def sheet(answers: str, *under: str, ring: str = "({})") -> str:
    """The sheet with a ring around each of these answers; "?" is a ring that was not read."""
    rows = []
    for number, (item, answer) in enumerate(zip(ITEMS, answers, strict=True), 1):
        marks = [ring.format(one) if one == answer else one for one in "0123"]
        marks = [mark.replace("1", "@") for mark in marks] if answer == "?" else marks
        rows.append(f"{number}. {item}".ljust(60) + "     ".join(marks))
    return HEAD + "\n".join((*rows, "   yourself in some way", *under))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(sheet("332332213", "TOTAL:"), {("phq9", "22")}, id="ringed answers, no total"),
        pytest.param(sheet("332332213", "TOTAL:", ring="[{}]"), {("phq9", "22")}, id="boxed answers"),
        pytest.param(sheet("33233221?", "TOTAL:"), set(), id="an answer that was not read"),
        pytest.param(
            sheet("33233221?", "add columns: 1 + 6 + 15", "TOTAL:"), {("phq9", "22")}, id="sums of columns"
        ),
        pytest.param(
            sheet("33233221?", "add columns: 1 + 5 + 15", "TOTAL:"), set(), id="twos come to no five"
        ),
        pytest.param(sheet("33233221?", "add columns: 1 + 16 + 15", "TOTAL:"), set(), id="too many answers"),
        pytest.param(
            sheet("33233221?", "add columns: 1 + 6 + C", "TOTAL:"), set(), id="a sum that is no figure"
        ),
        pytest.param(
            sheet("332332213", "add columns: 1 + 2 + 15", "TOTAL:"),
            set(),
            id="sums that contradict each other",
        ),
        pytest.param(
            sheet("33233221?", "add columns: 7 + 2 + C", f"{'TOTAL:':60}9"),
            {("phq9", "9")},
            id="hurting yourself is no pain",
        ),
        pytest.param(f"{HEAD}Stomach pain  2\nTotal: 12", {("phq9", "12")}, id="an item on aches is no pain"),
        pytest.param(
            f"{HEAD}Total: 12\nPain score: 6/10", {("phq9", "12"), ("pain", "6")}, id="pain is asked, too"
        ),
    ],
)
def test_a_sheet_comes_to(text: str, expected: set[tuple[str, str]]) -> None:
    assert told(text, "rating_scale", "score.") == expected


def test_two_sums_that_agree_are_sure_and_one_that_differs_from_the_total_makes_it_doubtful() -> None:
    (both,) = facts_of(sheet("332332213", "add columns: 1 + 6 + 15", "TOTAL:"), "rating_scale")
    assert both.confidence >= SURE
    (differs,) = facts_of(sheet("332332213", "TOTAL: 12"), "rating_scale")
    assert (differs.value, differs.confidence < SURE) == ("12", True)
