"""Boxes to tick: which choices a form's line offers, and which were made."""

from __future__ import annotations

import pytest

from packetizer.understanding.facts.denial.sentences import sentences
from packetizer.understanding.facts.denial.ticks import choices, has_ticks
from packetizer.understanding.lore.lexicon import load_lexicon
from packetizer.understanding.page.text import lines
from tests.pages import page_from_text

LIST = """\
[{one}] No referral from the clinic of record
[{two}] Not enrolled on the date of service, and the form
    to renew was not sent back
[ ] Other: ____
We wish you well.
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[X] Bill received late", [("Bill received late", True)], id="ticked"),
        pytest.param("[ ] Bill received late", [("Bill received late", False)], id="empty"),
        pytest.param("(x) 2 Not needed", [("2 Not needed", True)], id="round"),
        pytest.param("☒ Late ☐ Copy", [("Late", True), ("Copy", False)], id="drawn"),
        pytest.param(
            "Action: [ ] Pay [x] Deny [ ] Pend",
            [("Action:", None), ("Pay", False), ("Deny", True), ("Pend", False)],
            id="several on a line",
        ),
        pytest.param("Not covered (x)", [("Not covered", True)], id="box behind"),
        pytest.param("Paid in full", [("Paid in full", None)], id="no box"),
        pytest.param("Clinic (an office) closed", [("Clinic (an office) closed", None)], id="words"),
        pytest.param("[ ]", [], id="nothing but a box"),
    ],
)  # fmt: skip
def test_choices(text: str, expected: list[tuple[str, bool | None]]) -> None:
    (line,) = lines(page_from_text(text))
    assert [(choice.line.text, choice.ticked) for choice in choices(line)] == expected


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        pytest.param("X", " ", ["used", "unused", "unused", ""], id="the first"),
        pytest.param(" ", "x", ["unused", "used", "unused", ""], id="the second, over two lines"),
        pytest.param(" ", " ", ["", ""], id="none: the ticks may not have been read"),
    ],
)
def test_choices_are_sentences_of_their_own(one: str, two: str, expected: list[str]) -> None:
    page = page_from_text(LIST.format(one=one, two=two))
    assert [sentence.note for sentence in sentences((page,), load_lexicon())] == expected
    assert has_ticks(page) == any(expected)


def test_an_abbreviation_ends_no_sentence() -> None:
    page = page_from_text("Treated in Feb. 2025 under Art. 14 of the plan. It is late.")
    assert [sentence.text.strip() for sentence in sentences((page,), load_lexicon())] == [
        "Treated in Feb. 2025 under Art. 14 of the plan.",
        "It is late.",
    ]


def test_boxes_behind_the_columns_of_a_list() -> None:
    page = page_from_text(
        "REASONS\n"
        "01   Coverage had ended           ( )\n"
        "02   No authorization on file     (X)\n"
        "03   Experimental                 ( )\n"
    )
    found = [(sentence.text, sentence.note) for sentence in sentences((page,), load_lexicon())][1:]
    assert found == [
        ("01 Coverage had ended", "unused"),
        ("02 No authorization on file", "used"),
        ("03 Experimental", "unused"),
    ]
