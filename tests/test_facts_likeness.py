"""A sentence by the examples it is most like, and what it may overrule."""

from __future__ import annotations

import pytest

from packetizer.understanding.facts.likeness import Likeness
from packetizer.understanding.lexicon import load_lexicon

LEXICON = load_lexicon()
ANIMALS = Likeness(
    {
        "bird": ("The bird sings in the tree.", "A nest full of eggs.", "It flies south when winter comes."),
        "fish": ("The fish swims in the pond.", "Its gills and fins are red.", "It swims upstream to spawn."),
        "": ("The weather was fine.", "We went home late."),
    }
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("Eggs lay in their nests.", "bird", id="stems"),
        pytest.param("Two fins, and it was swimming.", "fish", id="other order"),
        pytest.param("We went home in fine weather.", "", id="none"),
    ],
)
def test_kind(text: str, kind: str) -> None:
    assert ANIMALS.like(text).kind == kind


def test_words_that_no_example_has_tell_nothing() -> None:
    like = ANIMALS.like("Quarterly dividends rose.")
    assert like.known == 0.0
    assert like.lead == 0.0


def test_lead_and_share_of_known_words() -> None:
    like = ANIMALS.like("The bird sings of dividends.")
    assert like.lead > 0
    assert like.known == pytest.approx(2 / 3)


@pytest.mark.parametrize("code", [reason.code for reason in LEXICON.denial.reasons if reason.code != "other"])
def test_every_reason_has_examples(code: str) -> None:
    """As many as the others, or its words would weigh less."""
    (reason,) = [reason for reason in LEXICON.denial.reasons if reason.code == code]
    assert len(reason.examples) >= 20


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("The nurse had no permit for giving this drug.", "provider_not_eligible", id="permit"),
        pytest.param(
            "That line was rolled into the fee of the main procedure.", "bundled_service", id="rolled"
        ),
        pytest.param(
            "Somebody else's insurer ought to pay this first.", "coordination_of_benefits", id="ought"
        ),
        pytest.param("You may fax your appeal to the number below.", "", id="appeal"),
    ],
)
def test_like_the_examples_of_a_reason(text: str, kind: str) -> None:
    assert LEXICON.reason_likeness.like(text).kind == kind
