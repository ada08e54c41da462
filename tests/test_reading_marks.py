"""Dates and amounts that readers tore apart, and what only looks like one."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

import pytest

from packetizer.reading.marks import marked, mended
from packetizer.reading.tokens import Reader, Rect, Token


def row(text: str) -> list[Token]:
    """Words 20 high, a space of 10 between them; three spaces are a wide gap."""
    words = text.split(" ")
    starts = accumulate((10 * (len(word) + 1) for word in words), initial=0)
    return [
        Token(word, Rect(x, 0, x + 10 * len(word), 20), 0.9, Reader.RAPIDOCR, 0)
        for word, x in zip(words, starts, strict=False)
        if word
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("05-05~18", "05-05-18", id="a dash read as something else"),
        pytest.param("on 3_14/2025,", "on 3/14/2025,", id="the first of two"),
        pytest.param("14May/2017", "14/May/2017", id="a slash lost before the month"),
        pytest.param("14-MAY2017", "14-MAY-2017", id="or after it"),
        pytest.param("05-05-18", "05-05-18", id="a whole date"),
        pytest.param("14May2017", "14May2017", id="printed without marks"),
        pytest.param("05/05-18", "05/05-18", id="either may be right"),
        pytest.param("05~05~18", "05~05~18", id="neither says what it was"),
        pytest.param("45-05~18", "45-05~18", id="no day"),
        pytest.param("5~10", "5~10", id="a range"),
        pytest.param("A5-05~18", "A5-05~18", id="a number with letters"),
        pytest.param("05-05~180", "05-05~180", id="too long for a year"),
        pytest.param("45May/2017", "45May/2017", id="no day of May"),
        pytest.param("12mar/2", "12mar/2", id="no year"),
    ],
)
def test_a_date_has_the_same_mark_twice(text: str, expected: str) -> None:
    assert marked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Total 62. 80", "Total 62.80", id="an amount"),
        pytest.param("Total $1,062. 80 USD", "Total $1,062.80 USD", id="a currency after it"),
        pytest.param("4x 0. 30 1. 20 ZRL", "4x 0.30 1.20 ZRL", id="two on a row"),
        pytest.param("take 0. 50 mg daily", "take 0.50 mg daily", id="nothing ends with a nought and a stop"),
        pytest.param("62. 80", "62.80", id="alone on its line"),
        pytest.param("Closed 28-05- 2018 23:50", "Closed 28-05-2018 23:50", id="a date"),
        pytest.param("Jan 30. 30 days to answer", "Jan 30. 30 days to answer", id="a sentence goes on"),
        pytest.param("2. 25 Tablets", "2. 25 Tablets", id="an item's number"),
        pytest.param("Total 62.    80", "Total 62. 80", id="another column"),
        pytest.param("Total 62. 805", "Total 62. 805", id="three figures"),
        pytest.param("Total 62, 80", "Total 62, 80", id="a list"),
        pytest.param("Room A2. 80", "Room A2. 80", id="letters and figures"),
        pytest.param("pages 3- 5", "pages 3- 5", id="no date"),
        pytest.param("Call 28-05- 2018447", "Call 28-05- 2018447", id="no year"),
    ],
)
def test_what_was_torn_is_whole(text: str, expected: str) -> None:
    assert " ".join(token.text for token in mended(row(text))) == expected


def test_a_mended_word_stands_on_the_row_of_its_first_piece() -> None:
    left, right = row("62. 80")
    (made,) = mended([left, right.shifted(0, 8)])
    assert made.rect == Rect(0, 0, 60, 20)


def printed(text: str, stroke: float, reader: Reader = Reader.TESSERACT) -> list[Token]:
    """Words of tall letters 20 high, strokes `stroke` high; three spaces are a wide gap."""
    return [
        replace(token, reader=reader, rect=replace(token.rect, y1=stroke if token.text[0] == "|" else 20))
        for token in row(text)
    ]


@pytest.mark.parametrize(
    ("text", "stroke", "expected"),
    [
        pytest.param("well. | have asked", 20, "well. I have asked", id="within a line"),
        pytest.param("| have asked", 21, "I have asked", id="at its start"),
        pytest.param("the date that |", 19, "the date that I", id="at its end"),
        pytest.param("what | said | had", 20, "what I said I had", id="twice"),
        pytest.param("today |'ve asked", 20, "today I've asked", id="with more of it"),
        pytest.param("Suite 4 | fax 5550100", 28, "Suite 4 | fax 5550100", id="a sign between pieces"),
        pytest.param("Suite 4 | Fax 5550100", 20, "Suite 4 | Fax 5550100", id="before a capital"),
        pytest.param("Suite 4 | 5550100", 20, "Suite 4 | 5550100", id="before a number"),
        pytest.param("Dallas | me@old.test", 20, "Dallas | me@old.test", id="before an address"),
        pytest.param("billed   |   total due", 20, "billed | total due", id="a table's rule"),
        pytest.param("billed |", 32, "billed |", id="a rule at the end of a row"),
        pytest.param("Paid 12.50 |", 20, "Paid 12.50 |", id="after an amount"),
        pytest.param("be | seen", 3, "be | seen", id="a speck"),
        pytest.param("|", 20, "|", id="nothing beside it"),
    ],
)
def test_a_stroke_among_words_is_an_i(text: str, stroke: float, expected: str) -> None:
    assert " ".join(token.text for token in mended(printed(text, stroke))) == expected


def test_no_height_shows_in_boxes_of_the_other_reader() -> None:
    made = mended(printed("| have asked", 20, Reader.RAPIDOCR))
    assert made[0].text == "|"
