"""What the words of a sentence alone make of it."""

from __future__ import annotations

import math

import pytest

from packetizer.understanding.facts.denial.likeness import each, like
from packetizer.understanding.lore.lexicon import load_lexicon
from packetizer.understanding.lore.wordmodel import REASON_WORDS, load, stems

MODEL = load(REASON_WORDS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("The denials were denied", {"denlal", "denl", "denlal denl"}, id="stems and pairs"),
        pytest.param("We can't pay", {"ca", "not", "pay", "ca not", "not pay"}, id="n't is a not"),
        pytest.param("of 30 days", {"#", "days", "# days"}, id="numbers are one"),
        pytest.param("It is to be", set(), id="empty words"),
    ],
)
def test_stems(text: str, found: set[str]) -> None:
    assert stems(text) == found


def test_the_model_knows_the_reasons_of_the_definition_file() -> None:
    codes = {reason.code for reason in load_lexicon().denial.reasons}
    assert set(MODEL.kinds) == codes


def test_chances_add_up() -> None:
    read = like(MODEL, "The nurse had no permit for giving this drug.")
    assert sum(math.exp(log) for log in read.logs.values()) == pytest.approx(1)
    assert read.likeliest(1)[0] == max(read.logs, key=lambda kind: read.logs[kind])
    assert 0 <= read.known <= 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("The nurse had no permit for giving this drug.", "provider_not_eligible", id="permit"),
        pytest.param("That line was rolled into the fee of the main procedure.", "bundled_service", id="fee"),
        pytest.param(
            "Somebody else's insurer ought to pay this first.", "coordination_of_benefits", id="first"
        ),
        pytest.param("Two antidepressants must come first. You had one.", "step_therapy", id="two sentences"),
    ],
)
def test_a_sentence_that_no_wording_knows(text: str, kind: str) -> None:
    assert like(MODEL, text).likeliest(1) == (kind,)


@pytest.mark.parametrize(
    ("terms", "counts"),
    [
        pytest.param((), 0.0, id="nothing to count"),
        pytest.param(("late",), 6.0, id="a note of one word"),
        pytest.param(tuple("abcdefghi"), 2.0, id="nine of them are as long as one"),
    ],
)
def test_a_long_sentence_says_no_more_than_a_short_one(terms: tuple[str, ...], counts: float) -> None:
    assert each(terms) == pytest.approx(counts)
