"""Lines in reading order: rows are read across, columns of prose one after the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packetizer.reading.order import in_reading_order
from packetizer.reading.tokens import Reader, Rect, Token


def tokens(*rows: tuple[float, str], size: float = 20) -> list[Token]:
    """Words typed at their columns (10 pixels each); two spaces begin a reader's new line."""
    made, line = [], 0
    for y, text in rows:
        at = 0
        for piece in text.split(" "):
            if piece:
                x = at * 10
                made.append(
                    Token(piece, Rect(x, y, x + len(piece) * 10, y + size), 0.9, Reader.TESSERACT, line)
                )
            else:
                line += 1
            at += len(piece) + 1
        line += 1
    return made


def read(found: list[Token]) -> list[str]:
    lines: dict[int, list[str]] = {}
    for token in found:
        lines.setdefault(token.line, []).append(token.text)
    return [" ".join(words) for words in lines.values()]


LEFT = "we have looked at your appeal"
RIGHT = "the plan does not cover this"


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        pytest.param(
            [(0, "Claim number:              12-345")], ["Claim number: 12-345"], id="label and value"
        ),
        pytest.param(
            [(0, "03/04/2026      Infusion      450.00"), (30, "03/11/2026      Infusion      450.00")],
            ["03/04/2026 Infusion 450.00", "03/11/2026 Infusion 450.00"],
            id="rows of a table",
        ),
        pytest.param([(40, "second"), (0, "first")], ["first", "second"], id="from top to bottom"),
        pytest.param(
            [(0, "Total        "), (6, "             $12.00")], ["Total $12.00"], id="a little lower"
        ),
        pytest.param(
            [(0, "Total        "), (16, "             $12.00")], ["Total", "$12.00"], id="half a line lower"
        ),
        pytest.param(
            [(y * 30, f"{LEFT}        {RIGHT}") for y in range(8)],
            [LEFT] * 8 + [RIGHT] * 8,
            id="columns of prose",
        ),
        pytest.param(
            [(y * 30, f"{LEFT}        {RIGHT}") for y in range(3)], [f"{LEFT} {RIGHT}"] * 3, id="too few rows"
        ),
    ],
)
def test_lines(typed: list[tuple[float, str]], lines: list[str]) -> None:
    assert read(in_reading_order(tokens(*typed))) == lines


def test_a_tall_mark_does_not_join_the_rows_beside_it() -> None:
    bar = Token("|", Rect(0, 0, 10, 300), 0.3, Reader.TESSERACT, 99)
    rows = [(y * 30.0, "      first words here") for y in range(9)]
    assert sum(line == "first words here" for line in read(in_reading_order([*tokens(*rows), bar]))) >= 8


word = st.builds(
    lambda x, y, w, h, line: Token("w", Rect(x, y, x + w, y + h), 0.9, Reader.TESSERACT, line),
    st.integers(0, 900),
    st.integers(0, 900),
    st.integers(1, 200),
    st.integers(1, 60),
    st.integers(0, 30),
)


@given(st.lists(word, max_size=40))
def test_no_word_is_lost_and_lines_rise_without_gaps(found: list[Token]) -> None:
    ordered = in_reading_order(found)
    assert sorted(t.rect.x0 for t in ordered) == sorted(t.rect.x0 for t in found)
    numbers = [token.line for token in ordered]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(len(set(numbers))))
