"""What a sentence of a decision means: a reason, or none."""

from __future__ import annotations

import math

import pytest

from packetizer.understanding.facts.denial.meaning import Meaning, asked, pieces_of, shipped_meaning
from packetizer.understanding.facts.denial.sentences import sentences
from packetizer.understanding.lore.lexicon import load_lexicon
from packetizer.understanding.lore.wordmodel import NO_REASON
from tests.pages import page_from_text

LEXICON = load_lexicon()
MODEL = shipped_meaning()
LETTER = """Example Health Plan

Dear Member:

Your doctor asked us to approve six infusions.
{sentence}
We cannot approve them.
You have 180 days to appeal.
"""


def _meant(sentence: str) -> Meaning:
    texts = [each.text for each in sentences([page_from_text(LETTER.format(sentence=sentence))], LEXICON)]
    at = next(at for at, text in enumerate(texts) if text.startswith(sentence[:20]))
    return MODEL.means(texts[at - 1], texts[at], texts[at + 1])


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
    evidence = _meant(sentence).evidence(code)
    assert evidence["meant"] > 0
    assert evidence["means any"] > 0
    assert 0 < evidence["meant chance"] <= 1


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
    evidence = _meant(sentence).evidence(code)
    assert evidence["meant"] < 0
    assert evidence["means any"] < 0


@pytest.mark.parametrize(
    ("logs", "told"),
    [
        pytest.param({"": math.log(0.5), "off_label": math.log(0.5)}, 0.0, id="as likely"),
        pytest.param({"": math.log(1e-12), "off_label": math.log(1 - 1e-12)}, 6.0, id="clear"),
        pytest.param({"": 0.0}, -6.0, id="a reason that it does not know"),
    ],
)
def test_evidence_is_bounded(logs: dict[str, float], told: float) -> None:
    assert Meaning(logs).evidence("off_label")["meant"] == pytest.approx(told)


PIECES = {
    "[CLS]": 0,
    "[SEP]": 1,
    "[UNK]": 2,
    "keta": 3,
    "##mine": 4,
    "was": 5,
    "re": 6,
    "##fus": 7,
    "##ed": 8,
    ".": 9,
}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        pytest.param("Ketamine was refused.", [3, 4, 5, 6, 7, 8, 9], id="the longest pieces first"),
        pytest.param("KÉTAMINE", [3, 4], id="accents and capitals"),
        pytest.param("was zzz", [5, 2], id="a word that it has no pieces for"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_words_are_parted(text: str, pieces: list[int]) -> None:
    assert pieces_of(text, PIECES) == pieces


def test_a_sentence_is_asked_between_the_end_and_the_beginning_of_its_neighbours() -> None:
    read = asked("re " * 100 + "was", "ketamine", "was " * 50, PIECES)
    assert list(read.pieces[:4]) == [0, 3, 4, 1]
    assert read.pieces[23] == PIECES["was"]  # the last word before it
    assert len(read.pieces) == len(read.part) == len(read.own) == 4 + 20 + 1 + 8 + 1
    assert sum(read.own) == 2
    assert set(read.part[:4]) == {0}
    assert set(read.part[4:]) == {1}
