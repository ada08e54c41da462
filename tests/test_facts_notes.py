"""Which notes of a statement's legend its table points at, and words why in the table itself."""

from __future__ import annotations

import pytest

from packetizer.understanding.facts.denial.sentences import Sentence, sentences
from packetizer.understanding.lore.lexicon import load_lexicon
from tests.pages import page_from_text

TABLE = """\
Svc date   Code    Description            Billed     Paid     Rmk
02/20/26   96365   IV infusion            410.00     0.00     {one}
02/20/26   94760   Pulse oximetry          65.00     0.00     {two}
"""


def told(text: str) -> tuple[Sentence, ...]:
    return sentences((page_from_text(text, "x.pdf", 1),), load_lexicon())


def states(text: str) -> dict[str, str]:
    return {sentence.mark: sentence.note for sentence in told(text) if sentence.mark}


@pytest.mark.parametrize(
    ("one", "two", "legend", "expected"),
    [
        pytest.param(
            "B9", "D1", "B4   Not approved in advance.\nB9   Part of the other service.\nD1   Our price.",
            {"B4": "unused", "B9": "used", "D1": "used"}, id="a full list",
        ),
        pytest.param(
            "(18)", "(A8)", "(18)  Handled before.\n(A8)  The units do not go with the code.",
            {"18": "used", "A8": "used"}, id="in brackets",
        ),
        pytest.param(
            "18", "29", "016  We lack a form.\n018  A copy.\n029  Sent after the time was up.",
            {"016": "unused", "018": "used", "029": "used"}, id="zeros before",
        ),
        pytest.param("", "", "B4   Not approved in advance.\nB9   Part of it.", {}, id="no line has a note"),
        pytest.param(
            "A", "B", "A reviewer looked at this.\nOn 5/1 we wrote to you.", {}, id="a word is no mark"
        ),
    ],
)  # fmt: skip
def test_notes(one: str, two: str, legend: str, expected: dict[str, str]) -> None:
    assert states(TABLE.format(one=one, two=two) + "\n" + legend) == expected


def test_a_note_that_a_line_names() -> None:
    text = "Ketamine infusion was not paid. Why: see S3\n\nS3  You have had one drug only.\nS4  Sent late."
    assert states(text) == {"S3": "used", "S4": "unused"}


def test_a_note_ends_where_the_next_line_is_as_far_left() -> None:
    text = TABLE.format(one="4", two="7") + (
        "\n 4  Facility is not ours.\n 7  Billed by a relative.\nBalance due from you by the plan: 12.00"
    )
    assert [s.text.strip() for s in told(text) if s.mark] == [
        "4 Facility is not ours.", "7 Billed by a relative.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        pytest.param("REASON", ["same bill came in twice", "sent after the year"], id="a column of reasons"),
        pytest.param("PLACE", [], id="a column of something else"),
    ],
)
def test_words_in_a_table(heading: str, said: list[str]) -> None:
    text = (
        f"SERVICE          DATE       CHARGE    {heading}                      CHECK\n"
        "Ketamine drip    12/03/25   450.00    same bill came in twice     0.00\n"
        "Ketamine drip    09/04/24   450.00    sent after the year         0.00\n"
    )
    assert [sentence.text for sentence in told(text) if sentence.cell] == said


def test_rows_of_a_ruled_table() -> None:
    text = "| Ground | Chart notes were not furnished |\n| Issued | 05/05/2025 |\n+--------+------+"
    assert [s.text for s in told(text)] == ["Ground Chart notes were not furnished", "Issued 05/05/2025"]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        pytest.param(
            "The specific reasons are:\n\n(a) You had one trial.\n\n(b) A score was not sent.", 2, id="a list"
        ),
        pytest.param(
            "We looked at the above. It is denied for the following reasons:\n\n"
            "* You had one trial.\n\n* A score was not sent.",
            2,
            id="a list that a sentence in a paragraph opens",
        ),
        pytest.param(
            "The specific reasons are:\n\n(a) You had one trial.\n\nWe are sorry that this takes so long.",
            1,
            id="what comes after the list is none",
        ),
        pytest.param(
            "Please send us the following:\n\n* You had one trial.\n\n* A score was not sent.",
            0,
            id="a list of other things",
        ),
    ],
)
def test_each_entry_of_a_list_of_reasons_is_announced(text: str, stated: int) -> None:
    assert sum(s.stated for s in told(text) if not s.text.rstrip().endswith(":")) == stated
