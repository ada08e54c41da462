"""Two readings become one: nothing lost, nothing twice."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packetizer.reading.combine import combine
from packetizer.reading.tokens import Reader, Rect, Token


def line(
    text: str, reader: Reader, y: float = 0, score: float = 0.9, x: float = 0, number: int = 0
) -> list[Token]:
    made = []
    for word in text.split():
        made.append(Token(word, Rect(x, y, x + 10 * len(word), y + 20), score, reader, number))
        x += 10 * (len(word) + 1)
    return made


def tess(text: str, y: float = 0, score: float = 0.9, x: float = 0, number: int = 0) -> list[Token]:
    return line(text, Reader.TESSERACT, y, score, x, number)


def rapid(text: str, y: float = 3, score: float = 0.9, x: float = 0, number: int = 0) -> list[Token]:
    return line(text, Reader.RAPIDOCR, y, score, x, number)


def text(tokens: list[Token]) -> str:
    return " ".join(t.text for t in sorted(tokens, key=lambda t: (round(t.rect.y0 / 30), t.rect.x0)))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(tess("Total due 12.50"), rapid("Total due 12.50"), "Total due 12.50", id="the same"),
        pytest.param(tess("Total due"), rapid("12.50", x=110), "Total due 12.50", id="side by side"),
        pytest.param(
            tess("Total 1Z.5O", score=0.4), rapid("Total 12.50", score=0.99), "Total 12.50", id="surer wins"
        ),
        pytest.param(
            tess("Total 12.50", score=0.96), rapid("Total 1250", score=0.5), "Total 12.50", id="either way"
        ),
        pytest.param(
            tess("on 14/May/2017", score=0.3),
            rapid("on 14May/2017"),
            "on 14/May/2017",
            id="a date's mark lost",
        ),
        pytest.param(tess("on 05-05~18"), rapid("on 05-05-18", score=0.5), "on 05-05-18", id="or misread"),
        pytest.param(tess("Cash 28.90", score=0.5), rapid("Cash 28-90"), "Cash 28.90", id="an amount's mark"),
        pytest.param(tess("Code 12.50", score=0.4), rapid("Code 1250"), "Code 1250", id="a number has none"),
        pytest.param(
            tess("on 14/May/2017", score=0.4), rapid("on 14Mar/2017"), "on 14Mar/2017", id="other letters"
        ),
        pytest.param(tess("AB-12/3", score=0.4), rapid("AB-12-3"), "AB-12-3", id="no date either way"),
        pytest.param(tess("due, in", score=0.99), rapid("due. in"), "due. in", id="a stop with a tail"),
        pytest.param(tess("due. in", score=0.5), rapid("due, in"), "due. in", id="whoever saw it"),
        pytest.param(tess("1,250", score=0.99), rapid("1.250", score=0.5), "1,250", id="not within a number"),
        pytest.param(tess("due, in"), rapid("due in", score=0.5), "due, in", id="no mark is no stop"),
        pytest.param(tess("one"), rapid("two", y=60), "one two", id="a line that the first lost"),
        pytest.param(
            [*tess("one"), *tess("two", y=60, number=1)], rapid("one"), "one two", id="one the second lost"
        ),
        pytest.param(tess("0345 2318"), rapid("03452318"), "0345 2318", id="only spaces differ"),
        pytest.param(
            tess("mg DAILY, 30", score=0.3), rapid("mg DAILY,30"), "mg DAILY,30", id="torn, and in doubt"
        ),
        pytest.param(tess("mg DAILY, 30"), rapid("mg DAILY,30"), "mg DAILY, 30", id="spaces seen surely"),
        pytest.param(tess("DAILY,30", score=0.3), rapid("DAILY, 30"), "DAILY,30", id="the other way round"),
        pytest.param(
            [*tess("one"), *tess(";", y=60, score=0.1, number=1)], rapid("one"), "one", id="a speck"
        ),
        pytest.param(
            [*tess("one"), *tess("7", y=60, score=0.1, number=1)],
            rapid("one"),
            "one 7",
            id="a figure is none",
        ),
        pytest.param(tess("one"), [], "one", id="nothing to add"),
        pytest.param([], rapid("one"), "one", id="nothing before"),
        pytest.param(tess("one"), rapid("~", y=60, score=0.2), "one", id="noise is not a line"),
    ],
)
def test_combine(first: list[Token], second: list[Token], expected: str) -> None:
    assert text(combine(first, second, [Rect(0, 0, 500, 100)])) == expected


def test_agreement_is_noted() -> None:
    made = {t.text: t.agreed for t in combine(tess("Total 12.50 due"), rapid("Total 12.58 due"))}
    assert made["Total"] is True
    assert made["due"] is True
    assert made.get("12.50", made.get("12.58")) is False


def test_two_lines_that_the_first_reader_took_for_one_are_two() -> None:
    """Its line begins on the lower row and ends on the upper one, as on paper that is not flat."""
    first = [
        *tess("cement then", y=40),
        *tess("filled with the", x=150),
        *tess("into place", y=40, x=150, number=1),
    ]
    second = [*rapid("method was filled with the"), *rapid("cement then put into place", y=43, number=1)]
    rows: dict[int, list[str]] = {}
    for token in sorted(combine(first, second, [Rect(0, 0, 500, 100)]), key=lambda token: token.rect.x0):
        rows.setdefault(token.line, []).append(token.text)
    assert {" ".join(row) for row in rows.values()} == {
        "method was filled with the",
        "cement then put into place",
    }


def test_two_pieces_of_one_row_keep_their_line() -> None:
    made = combine(tess("Total due        12.50"), [*rapid("Total due"), *rapid("12.50", x=110, number=1)])
    assert {token.line for token in made} == {0}


def test_lines_that_the_second_reader_did_not_look_at_stay_as_they_are() -> None:
    first = [*tess("read twice"), *tess("read once", y=60, number=1)]
    made = {t.text + str(t.line): t.agreed for t in combine(first, rapid("read twice"))}
    assert made == {"read0": True, "twice0": True, "read1": None, "once1": None}


words = st.lists(st.sampled_from(["alpha", "beta", "12.50", "Total"]), min_size=1, max_size=6).map(" ".join)


@given(st.lists(words, min_size=1, max_size=6), st.lists(words, min_size=1, max_size=6))
def test_no_line_is_lost_and_none_comes_twice(left: list[str], right: list[str]) -> None:
    first = [t for n, row in enumerate(left) for t in tess(row, y=40 * n, number=n)]
    second = [t for n, row in enumerate(right) for t in rapid(row, y=40 * n + 3, number=n)]
    made = combine(first, second, [Rect(0, 0, 9999, 9999)])
    assert {round(t.rect.y0 / 40) for t in made} == set(range(max(len(left), len(right))))
    for row in range(max(len(left), len(right))):
        on_row = sorted((t.rect for t in made if round(t.rect.y0 / 40) == row), key=lambda rect: rect.x0)
        assert all(a.across(b) <= 0.5 * max(a.width, b.width) for a, b in pairwise(on_row))
