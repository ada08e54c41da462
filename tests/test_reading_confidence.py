"""How sure a word is: what is known about it, and that a curve of its own states it."""

from __future__ import annotations

import pytest

from packetizer.reading.confidence import SUREST, chances, features, kept_chances, page_scores
from packetizer.reading.tokens import Reader, Rect, Token

NAMES = ("base", "score", "page", "short", "digits", "odd", "score_high", "page_high")
WRITTEN = ("length", "edge", "bare", "small")


def token(
    text: str, score: float = 0.9, reader: Reader = Reader.TESSERACT, agreed: bool | None = None
) -> Token:
    return Token(text, Rect(0, 0, 10 * len(text), 12), score, reader, 0, agreed)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        pytest.param("treatment", {"small"}, id="a word of a sentence"),
        pytest.param("Treatment", set(), id="a capital before it"),
        pytest.param("at", {"short", "small"}, id="a short one"),
        pytest.param("treatment,", {"edge"}, id="a mark behind it"),
        pytest.param("(see", {"edge"}, id="a mark before it"),
        pytest.param("follow-up", set(), id="a mark within it"),
        pytest.param("--", {"short", "edge", "bare"}, id="marks alone"),
        pytest.param("$12.50", {"digits", "edge"}, id="an amount"),
        pytest.param("4711", {"digits"}, id="a number"),
        pytest.param("SPRAvaTO", {"odd"}, id="small letters among capitals"),
        pytest.param("café", {"odd", "small"}, id="a foreign letter"),
    ],
)
def test_how_a_word_is_written(text: str, seen: set[str]) -> None:
    known = dict(zip((*NAMES, *WRITTEN), features(token(text), 0.9), strict=True))
    assert {name for name in ("short", "digits", "odd", "edge", "bare", "small") if known[name]} == seen


@pytest.mark.parametrize("text", ["treatment", "$12.50", "--", ""])
@pytest.mark.parametrize("reader", Reader)
@pytest.mark.parametrize("agreed", [None, True, False])
def test_every_word_has_a_chance(text: str, reader: Reader, agreed: bool | None) -> None:
    for score in (0.0, 0.5, 1.0):
        words = [token(text, score, reader, agreed), token("treatment", 0.95)]
        for chance in (*kept_chances(words), *chances(words, page_scores(words))):
            assert 0.01 <= chance <= SUREST


@pytest.mark.parametrize(
    ("surer", "less"),
    [
        pytest.param(token("treatment", 0.95), token("treatment", 0.6), id="a better score"),
        pytest.param(token("treatment", agreed=True), token("treatment", agreed=False), id="both read it so"),
        pytest.param(token("treatment"), token("treatment:"), id="no mark at its end"),
        pytest.param(token("treatment"), token("tREAtment"), id="written as words are"),
    ],
)
def test_what_makes_a_kept_word_surer(surer: Token, less: Token) -> None:
    page = [token("appointment", 0.93, agreed=True)] * 40
    assert kept_chances([*page, surer])[-1] > kept_chances([*page, less])[-1]


def test_how_a_word_is_written_does_not_choose_between_the_readers() -> None:
    """Which of two readings is kept hangs on the readers' own curves, which were fitted without it."""
    page = [token("appointment", 0.93)] * 40
    plain, marked = (chances([token(text)], page_scores(page))[0] for text in ("treatment", "treatment:"))
    assert plain == marked
