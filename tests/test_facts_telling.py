"""What a sentence tells in its place: a reason, or none."""

from __future__ import annotations

import math

import pytest

from packetizer.understanding.facts.denial.saying import terms_of
from packetizer.understanding.facts.denial.sentences import sentences
from packetizer.understanding.facts.denial.telling import Telling, telling
from packetizer.understanding.lore.lexicon import load_lexicon
from packetizer.understanding.lore.wordmodel import NO_REASON, TELLING_WORDS, load
from tests.pages import page_from_text

LEXICON = load_lexicon()
MODEL = load(TELLING_WORDS)
LETTER = """Example Health Plan

Dear Member:

Your doctor asked us to approve six infusions.
{sentence}
We cannot approve them.
You have 180 days to appeal.
"""


def _told(sentence: str) -> Telling:
    told = sentences([page_from_text(LETTER.format(sentence=sentence))], LEXICON)
    texts = [each.text for each in told]
    at = next(at for at, text in enumerate(texts) if text.startswith(sentence[:20]))
    return telling(MODEL, terms_of(told, texts, at, "denial_letter"), texts[at])


def test_it_knows_the_reasons_of_the_definition_file_and_none() -> None:
    assert set(MODEL.kinds) == {reason.code for reason in LEXICON.denial.reasons} | {NO_REASON}


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        pytest.param(
            "The studies so far are too small to show that it helps.", "insufficient_evidence", id="studies"
        ),
        pytest.param("The clinic has no contract with us.", "out_of_network", id="contract"),
        pytest.param(
            "Nobody asked for our approval before the visits.", "no_prior_authorization", id="asked"
        ),
        pytest.param("We asked for the notes twice and did not get them.", "missing_information", id="notes"),
    ],
)
def test_a_reason(sentence: str, code: str) -> None:
    evidence = _told(sentence).evidence(code)
    assert evidence["told"] > 0
    assert evidence["tells"] > 0
    assert 0 < evidence["told chance"] <= 1


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        pytest.param(
            "We did not look at whether the clinic is in the network.", "out_of_network", id="not looked at"
        ),
        pytest.param(
            "Your doctor wrote that the infusions are medically necessary.",
            "not_medically_necessary",
            id="others' words",
        ),
        pytest.param(
            "Experimental means that it is not generally accepted.",
            "experimental_investigational",
            id="a definition",
        ),
        pytest.param("Our earlier letter said that notes were missing.", "missing_information", id="earlier"),
    ],
)
def test_no_reason(sentence: str, code: str) -> None:
    evidence = _told(sentence).evidence(code)
    assert evidence["told"] < 0
    assert evidence["tells"] < 0


@pytest.mark.parametrize(
    ("logs", "told"),
    [
        pytest.param({"": math.log(0.5), "off_label": math.log(0.5)}, 0.0, id="as likely"),
        pytest.param({"": math.log(1e-12), "off_label": math.log(1 - 1e-12)}, 6.0, id="clear"),
        pytest.param({"": 0.0}, -6.0, id="a reason that it does not know"),
    ],
)
def test_evidence_is_bounded(logs: dict[str, float], told: float) -> None:
    assert Telling(logs).evidence("off_label")["told"] == pytest.approx(told)
