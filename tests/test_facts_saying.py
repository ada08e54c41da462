"""Whether a sentence says why, by its words and the parts they play."""

from __future__ import annotations

import pytest

from packetizer.understanding.facts.denial.saying import odds, terms_of
from packetizer.understanding.facts.denial.sentences import sentences
from packetizer.understanding.facts.denial.weighing import BASE, chance, weighed
from packetizer.understanding.lore.entries import DenialWords
from packetizer.understanding.lore.lexicon import load_lexicon
from packetizer.understanding.lore.wordclasses import parts_of
from packetizer.understanding.lore.wordmodel import SAYING_WORDS, load
from tests.pages import page_from_text

LEXICON = load_lexicon()
LETTER = """Example Health Plan

Dear Member:

Your doctor asked us to approve six infusions.
We cannot approve them.
{why}
{aside}
You have 180 days to appeal.
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("We did not consider it.", "Nobody was asked.", id="not looked at"),
        pytest.param("You told us so.", "Your doctor wrote so.", id="others' words"),
    ],
)
def test_parts_are_shared_by_sentences_that_share_no_word(one: str, other: str) -> None:
    shared = parts_of(one) & parts_of(other)
    assert any(part.count("~") == 2 for part in shared)


def test_parts_of_nothing() -> None:
    assert parts_of("") == frozenset()


@pytest.mark.parametrize(
    ("why", "aside"),
    [
        pytest.param(
            "The studies so far are too small to show that it helps.",
            "We did not look at whether the clinic is in the network.",
            id="not looked at",
        ),
        pytest.param(
            "Nobody asked us for approval before the first visit.",
            "Your doctor wrote that other drugs had failed.",
            id="others' words",
        ),
        pytest.param(
            "The clinic has no contract with us.",
            "This does not mean that the care was not needed.",
            id="does not mean",
        ),
    ],
)
def test_the_reason_says_more_than_the_aside(why: str, aside: str) -> None:
    told = sentences([page_from_text(LETTER.format(why=why, aside=aside))], LEXICON)
    texts = [sentence.text.strip() for sentence in told]
    model = load(SAYING_WORDS)
    gives = {text: odds(model, terms_of(told, texts, at, "denial_letter")) for at, text in enumerate(texts)}
    assert max(gives, key=lambda text: gives[text]) == why
    assert gives[why] > gives[aside]


def test_a_sentence_is_known_by_its_neighbours_too() -> None:
    told = sentences([page_from_text(LETTER.format(why="You had one.", aside="We are sorry."))], LEXICON)
    texts = [sentence.text for sentence in told]
    at = next(at for at, text in enumerate(texts) if text.startswith("You had one"))
    terms = terms_of(told, texts, at, "denial_letter")
    assert {"=had one", "@asks False", "@kind denial_letter"} <= terms
    assert any(term.startswith("<") for term in terms)
    assert any(term.startswith(">") for term in terms)


def test_a_kind_of_paper_has_its_own_place_for_reasons() -> None:
    told = sentences([page_from_text("5: Not enough visits left.")], LEXICON)
    letter, statement = (terms_of(told, [told[0].text], 0, kind) for kind in ("denial_letter", "eob"))
    assert "@kind eob  True False" in statement
    assert {term for term in letter ^ statement if not term.startswith("@kind ")} == set()


def test_weighing() -> None:
    scale = {BASE: -1.0, "wording": 2.0}
    assert weighed({"wording": 1.0, "unheard of": 9.0}, scale) == pytest.approx(1.0)
    assert chance(0.0) == pytest.approx(0.5)
    assert chance(1e9) < 1.0 + 1e-9


def test_an_option_that_stands_twice_is_refused() -> None:
    words = LEXICON.denial.model_dump()
    words["denying"] = ("does not|not yet permit",)
    with pytest.raises(ValueError, match="option twice"):
        DenialWords.model_validate(words)
