"""What a questionnaire's answers and the sums under its columns come to, and when they come to nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.settle import settle
from tests.pages import page_from_text
from tests.told import LEXICON, facts_of, told

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


CHOICES = "BRIEF PAIN INVENTORY (SHORT FORM)\nPlease rate your pain by circling one number.\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("5. on the average: 0 1 2 (3)45678910", {"3"}, id="a ring, and no spaces"),
        pytest.param("5. on the average: 0 1 2 3 4 5 6 [7] 8 9 10", {"7"}, id="a box"),
        pytest.param("Pain right now: 0 1 2 3 4 5 6 7 8 9 10", set(), id="nothing marked"),
        pytest.param("Pain right now: (0) 1 2 3 4 (5) 6 7 8 9 10", set(), id="two marked"),
        pytest.param("Pain right now: 0 1 2 4 5 6 7 8 9 10", set(), id="one lost under its mark"),
        pytest.param("Pain right now: 0123(4)5678910", {"4"}, id="right now, glued"),
        pytest.param("Pain right now: 6", {"6"}, id="no answers to choose from"),
        pytest.param(
            "Date        Average (0-10)    Worst     What helped\n"
            "6/1/26    8                9         nothing\n"
            "6/19/26   3                4         walked",
            {"8", "9", "3", "4"},
            id="a diary whose heads stand beside their answers",
        ),
    ],
)
def test_the_marked_answer_of_a_pain_sheet(text: str, expected: set[str]) -> None:
    assert {value for _, value in told(CHOICES + text, "rating_scale", "score.pain")} == expected


@pytest.mark.parametrize(("second", "sure"), [(7, True), (9, False)])
def test_a_total_that_its_parts_come_to_is_sure(second: int, sure: bool) -> None:
    text = (
        "YALE-BROWN OBSESSIVE COMPULSIVE SCALE (Y-BOCS)\nObsession subtotal (items 1-5): 8\n"
        f"Compulsion subtotal (items 6-10): {second}\nTOTAL Y-BOCS SCORE (0-40): 15"
    )
    page = page_from_text(text, confidence=0.5)
    told = settle("rating_scale", find_facts(page, LEXICON), [page], LEXICON)
    assert {fact.value for fact in told if fact.confidence >= SURE} == ({"15"} if sure else set())


def test_a_total_that_two_readers_made_two_of() -> None:
    """`2 23`: both over the same mark; the answers come to 23."""
    page = page_from_text(sheet("333323222", f"{'Total score:':60}2  23"))
    two, other = page.words[-2:]
    over = replace(other, box=replace(other.box, x0=two.box.x1 - 0.004))
    page = replace(page, words=(*page.words[:-1], over))
    (found,) = settle("rating_scale", find_facts(page, LEXICON), [page], LEXICON)
    assert (found.value, found.confidence >= SURE) == ("23", True)
