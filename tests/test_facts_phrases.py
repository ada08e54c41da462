"""Phrases of the data files, found in text as readers give it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packetizer.understanding.lore.phrases import Phrases, phrase_pattern, skeleton

PHRASES = Phrases(
    {
        "amount": ["amount due", "amount? you owe"],
        "appeal": ["ask*|urge ... review", "appeal"],
        "balance": ["balance", "balance due now"],
        "copay": ["co-pay|copay"],
        "number": ["# of visits", "$ off"],
        "plan": ["insurer|health_fund"],
        "rest": ["balance due"],
    }
)


def found(text: str) -> list[tuple[str, str]]:
    return [(hit.key, text[hit.start : hit.end]) for hit in PHRASES.find(skeleton(text))]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        pytest.param("Amount due", [("amount", "Amount due")], id="plain"),
        pytest.param("Am0unt  due", [("amount", "Am0unt  due")], id="letters taken for one another"),
        pytest.param("amountdue", [("amount", "amountdue")], id="words run together"),
        pytest.param("amounts due", [], id="another word"),
        pytest.param("paramount due", [], id="within a word"),
        pytest.param("amount you owe", [("amount", "amount you owe")], id="with its optional word"),
        pytest.param("balance due", [("rest", "balance due")], id="the longest of those that begin alike"),
        pytest.param("balance due now", [("balance", "balance due now")], id="longer still"),
        pytest.param("balanced", [], id="goes on"),
        pytest.param("we asked for a review", [("appeal", "asked for a review")], id="a short beginning"),
        pytest.param("a mask, then a review", [], id="no beginning"),
        pytest.param("urged a review", [], id="only the first option is open"),
        pytest.param("co-pay, copay", [("copay", "co-pay"), ("copay", "copay")], id="a hyphen in the first"),
        pytest.param("cooperation", [], id="begins as what stands before a hyphen"),
        pytest.param("the # of visits", [("number", "# of visits")], id="a sign"),
        pytest.param("x#appeal", [("appeal", "appeal")], id="a word behind a sign"),
        pytest.param("$ off", [("number", "$ off")], id="a currency sign"),
        pytest.param("your health fund", [("plan", "health fund")], id="an option of two words"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_phrases_are_found(text: str, hits: list[tuple[str, str]]) -> None:
    assert found(text) == hits
    assert found(text) == hits  # and again, from memory
    first = PHRASES.first(skeleton(text))
    assert (first and first.key) == (hits[0][0] if hits else None)


def test_all_keys_at_one_place() -> None:
    hits = PHRASES.all(skeleton("balance due now"))
    assert [(hit.key, hit.end) for hit in hits] == [("balance", 15), ("rest", 11)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("- Appeal", "appeal", id="after a dash"),
        pytest.param("Your appeal", None, id="after a word"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_at_the_start(text: str, key: str | None) -> None:
    hit = PHRASES.at_start(skeleton(text))
    assert (hit and hit.key) == key


PLAIN = ("amount due", "balance due now", "plan paid", "due")
_TEXTS = st.lists(
    st.sampled_from(
        ["amount", "due", "balance", "now", "plan", "paid", " ", "  ", "-", ".", ", ", "/", "s", "_", "1"]
    ),
    max_size=12,
).map("".join)


@given(_TEXTS)
def test_plain_phrases_are_found_as_their_expression_finds_them(text: str) -> None:
    """They are followed word by word, which is faster; what is found must be the same."""
    bare = skeleton(text)
    for phrase in PLAIN:
        hits = [(hit.start, hit.end) for hit in Phrases({"key": [phrase]}).all(bare)]
        assert hits == [match.span() for match in re.finditer(phrase_pattern(phrase), bare)]
