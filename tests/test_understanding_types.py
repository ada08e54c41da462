"""What a paper's signs come to: words heard by two models, signs weighed together, how sure a type is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.lore.wordmodel import WordModel
from packetizer.understanding.types.classify import PageScores, verdict, word_points
from packetizer.understanding.types.sureness import chance_of_type, shipped_curve, tempered
from packetizer.understanding.types.typeodds import SIGNS, shipped_weights, signs, type_chances
from packetizer.understanding.types.typewords import TypeWords, load_types, save_types

TYPES = ("bill", "letter")
ROWS = {"total": 0, "dear": 1, "the": 2}
SMALL = TypeWords(
    plain=WordModel(TYPES, ROWS, np.array([[2.0, -2.0], [-2.0, 2.0], [0.0, 0.0]]), np.zeros(2)),
    even=np.array([[2.0, -2.0], [-2.0, 2.0], [0.0, 0.0]]),
    even_base=np.zeros(2),
    rarity=np.array([4.0, 4.0, 1.0]),
    usual=2.0,
)
BOLD, EVEN, TORN = (np.log(np.array(shares)) for shares in ([0.98, 0.02], [0.5, 0.5], [0.7, 0.3]))


def page(words: dict[str, float], phrases: dict[str, float], heading: dict[str, float]) -> PageScores:
    """A page with these chances by its words, these points by its phrases and headings."""
    names = load_knowledge().type_ids
    chances = np.array([words.get(name, 0.01) for name in names])
    logs = np.log(chances / chances.sum())
    head = np.array([heading.get(name, 0.0) for name in names])
    points = np.array([phrases.get(name, 0.0) for name in names]) + head
    return PageScores(points + word_points(logs), head, head, 0.0, word_points(logs), logs)


def test_two_models_are_heard() -> None:
    bill, letter = np.exp(SMALL.chances({"total"}))
    assert bill > 0.9
    assert bill + letter == pytest.approx(1)
    assert np.exp(SMALL.chances({"total", "dear"})) == pytest.approx([0.5, 0.5])


def test_a_page_of_many_terms_is_no_louder_in_the_even_model() -> None:
    long = SMALL.chances({"total", "the"})
    assert long[0] < SMALL.chances({"total"})[0]
    assert SMALL.chances({"unknown"}) == pytest.approx(SMALL.chances(()))


def test_both_models_are_read_as_they_were_written(tmp_path: Path) -> None:
    save_types(SMALL, tmp_path / "small.npz")
    again = load_types(tmp_path / "small.npz")
    assert (again.kinds, again.plain.rows, again.usual) == (TYPES, ROWS, 2.0)
    assert again.chances({"total", "the"}) == pytest.approx(SMALL.chances({"total", "the"}), abs=0.05)


def test_every_sign_and_type_has_a_weight() -> None:
    assert set(shipped_weights().signs) == set(SIGNS)
    assert set(shipped_weights().lean) <= set(load_knowledge().type_ids)
    assert min(shipped_weights().signs.values()) >= 0


def test_signs_of_a_paper_without_a_second_page() -> None:
    of_one = signs([page({"eob": 0.9}, {}, {})])
    assert of_one.shape == (len(load_knowledge().type_ids), len(SIGNS))
    assert not of_one[:, SIGNS.index("later_words")].any()
    assert not of_one[:, SIGNS.index("later_phrases")].any()


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        pytest.param([page({"eob": 0.9}, {}, {})], "eob", id="words alone"),
        pytest.param([page({}, {"receipt": 36.0}, {})], "receipt", id="phrases alone"),
        pytest.param([page({}, {}, {"referral": 6.0})], "referral", id="a heading alone"),
        pytest.param([page({"eob": 0.9}, {"receipt": 3.0}, {})], "eob", id="words outweigh a few phrases"),
        pytest.param(
            [page({"eob": 0.3, "receipt": 0.1}, {"receipt": 12.0}, {"receipt": 6.0})],
            "receipt",
            id="a title and many phrases outweigh weak words",
        ),
        pytest.param(
            [page({}, {}, {}), page({"lab_report": 0.9}, {"lab_report": 6.0}, {})],
            "lab_report",
            id="a later page tells where the first says nothing",
        ),
    ],
)
def test_signs_together(pages: list[PageScores], expected: str) -> None:
    assert verdict(pages, load_knowledge()).type == expected


def test_what_all_signs_say_is_sure_and_what_they_quarrel_about_is_not() -> None:
    agreed = verdict([page({"eob": 5.0}, {"eob": 8.0}, {"eob": 5.0})], load_knowledge())
    torn = verdict([page({"eob": 0.5, "receipt": 0.3}, {"receipt": 6.0}, {})], load_knowledge())
    assert agreed.confidence > 0.9
    assert agreed.candidates == ()
    assert torn.confidence < 0.8
    assert {torn.type, *torn.candidates} >= {"eob", "receipt"}


def test_chances_of_types_add_up() -> None:
    logs = type_chances([page({"eob": 0.5}, {"receipt": 4.0}, {})], load_knowledge().type_ids)
    assert np.exp(logs).sum() == pytest.approx(1)


def test_how_sure_follows_the_chances_and_is_never_bolder() -> None:
    assert chance_of_type(BOLD) > chance_of_type(TORN) > chance_of_type(EVEN)
    assert chance_of_type(BOLD) < 1
    assert shipped_curve().odds < 1
    assert tempered(BOLD)[0] < 0.98
    assert tempered(BOLD).sum() == pytest.approx(1)
