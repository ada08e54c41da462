"""Wordings of the data files as patterns, and patterns framed around them."""

from __future__ import annotations

import re

import pytest

from packetizer.understanding.lore.daywords import ClauseWords, DayWords
from packetizer.understanding.lore.entries import FirmWords
from packetizer.understanding.lore.lexicon import load_lexicon
from packetizer.understanding.lore.phrasing import Framed, wording

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    ("phrase", "text", "fits"),
    [
        pytest.param("paid|pd to", "pd to", True, id="an option"),
        pytest.param("paid|pd to", "paid", False, id="a word is missing"),
        pytest.param("on_behalf_of|for", "on behalf of", True, id="an option of several words"),
        pytest.param("date of the? denial", "date of denial", True, id="a word may be absent"),
        pytest.param("you_or? my doctor", "my doctor", True, id="the first, too"),
        pytest.param("psych*", "psych", True, id="a word may go on"),
        pytest.param("neuro+", "neurology", True, id="a word goes on"),
        pytest.param("neuro+", "neuro", False, id="where it has to"),
        pytest.param("return in .. days", "return in about ten days", True, id="a word or two"),
        pytest.param("return in .. days", "return in days", False, id="none"),
        pytest.param("see ..? again", "see again", True, id="two at most, none"),
        pytest.param("see ..? again", "see you all soon again", False, id="three"),
        pytest.param("dear ...", "dear Ann Reed", True, id="any text at the end"),
        pytest.param("P.C", "PzC", False, id="a stop is a stop"),
    ],
)
def test_a_wording(phrase: str, text: str, fits: bool) -> None:
    assert (re.fullmatch(wording([phrase]), text) is not None) == fits


def test_a_frame_has_the_words_of_the_data() -> None:
    framed = Framed(ClauseWords, r"\b%{got}\s%{papers_of}")
    assert framed.of(LEXICON.clauses).search("We received letter of") is not None
    assert framed.of(LEXICON.clauses).search("We reviewed letter of") is None


@pytest.mark.parametrize(
    ("text", "fits"),
    [("P.L.L.C", True), ("PLLC", True), ("P.LLC", True), ("PxLLC", False)],
)
def test_stops_may_be_absent(text: str, fits: bool) -> None:
    forms = Framed(FirmWords, "%{legal_lines.}", re.NOFLAG).of(LEXICON.firms)
    assert (forms.fullmatch(text) is not None) == fits


def test_a_frame_around_words_that_are_not_there() -> None:
    with pytest.raises(ValueError, match="DayWords has no nights"):
        Framed(DayWords, r"%{nights} and %{care}")
