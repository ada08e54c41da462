"""The models of words: what they read of a text, what they keep of themselves, what the shipped one says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from packetizer.model import Given
from packetizer.understanding.evidence import evidence_of
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.lore.wordmodel import TYPE_WORDS, Hidden, WordModel, load, save, terms
from packetizer.understanding.papers import find_papers
from packetizer.understanding.types.pageterms import is_word, page_terms, terms_of_lines
from tests.pages import page_from_text, page_text
from tests.rules_case import TODAY

CHART = """\
Infusion flow sheet
IV placed left forearm 22g
Time BP HR SpO2 sedation
09:00 118/72 70 98 alert
09:20 131/80 77 97 drowsy, dissociated
Infusion complete, IV removed, discharged with driver
"""
SMALL = WordModel(
    ("bill", "letter"), {"dear": 0, "total": 1}, np.array([[-2.0, 2.0], [1.5, -1.5]]), np.zeros(2)
)

TOGETHER = Hidden(  # a unit that wakes only where both words stand
    wakes=np.array([[1.0], [1.0]], np.float32), rest=np.array([-1.0]), says=np.array([[0.0, 5.0]])
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Dear Ms. Moe", {"dear", "ms", "moe", "dear ms", "ms moe"}, id="words and pairs"),
        pytest.param("$1,250.00", {"$0", "000", "00", "$0 000", "000 00"}, id="any digit is a 0"),
        pytest.param("Café", {"cafe"}, id="accents are folded"),
        pytest.param("— * —", set(), id="marks are no words"),
    ],
)
def test_terms(text: str, found: set[str]) -> None:
    assert terms(text) == found


def test_chances_add_up_and_follow_the_words() -> None:
    none, dear, both = (SMALL.chances(terms(text)) for text in ("", "Dear Sam", "Dear total"))
    assert np.exp(none).sum() == pytest.approx(1) == pytest.approx(np.exp(dear).sum())
    assert none[0] == pytest.approx(none[1])
    assert dear[1] > both[1] > none[1]


def test_the_loudest_terms_for_a_kind() -> None:
    assert SMALL.telling(terms("dear total unknown"), "letter", 3) == ("dear",)


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        pytest.param("", 0.5, id="none"),
        pytest.param("dear", 0.982, id="one word says what it says alone"),
        pytest.param("total", 0.047, id="so does the other"),
        pytest.param("dear total", 0.998, id="both say more than their sum"),
    ],
)
def test_hidden_units_hear_words_together(text: str, letter: float, tmp_path: Path) -> None:
    model = replace(SMALL, hidden=TOGETHER)
    save(model, tmp_path / "hidden.npz")
    for each in (model, load(tmp_path / "hidden.npz")):
        assert np.exp(each.chances(text.split()))[1] == pytest.approx(letter, abs=0.002)


def test_a_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    save(SMALL, tmp_path / "small.npz")
    again = load(tmp_path / "small.npz")
    assert (again.kinds, again.rows) == (SMALL.kinds, SMALL.rows)
    assert np.allclose(again.measure * again.weights, SMALL.weights, atol=2.0 / 127)


@pytest.mark.parametrize("hidden", [None, TOGETHER], ids=["plain", "with hidden units"])
def test_a_model_that_was_read_is_written_the_same(hidden: Hidden | None, tmp_path: Path) -> None:
    save(replace(SMALL, hidden=hidden), tmp_path / "small.npz")
    again = load(tmp_path / "small.npz")
    assert again.weights.dtype == np.int8, "kept and heard in steps"
    save(again, tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "small.npz").read_bytes()


def test_the_shipped_model_knows_the_types_of_the_definition_files() -> None:
    assert load(TYPE_WORDS).kinds == load_knowledge().type_ids


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param(
            CHART,
            "infusion_record",
            id="chart of an infusion",
        ),
        pytest.param(
            "Your statement period 03/01 - 03/31\nBeginning balance Deposits Withdrawals Ending balance\n"
            "03/04 debit card purchase\n03/09 check paid\nMember FDIC",
            "proof_of_payment",
            id="a bank's statement",
        ),
        pytest.param(
            "Bring to room temperature two sticks of butter, add sugar and eggs, bake for forty minutes.",
            "other",
            id="a recipe",
        ),
    ],
)
def test_words_alone_tell_papers_apart(text: str, kind: str) -> None:
    model = load(TYPE_WORDS)
    assert model.kinds[int(model.chances(page_terms(page_from_text(text))).argmax())] == kind


@pytest.mark.parametrize(
    ("lines", "there", "absent"),
    [
        (["NOTICE"], {"notice", "^notice", "_notice"}, {"@greeting"}),
        (["May 4, 2026", "Dear Sam,"], {"^month 0", "@greeting", "@dates 1"}, {"@dates 2", "^may"}),
        (["We cannot pay this bill."], {"~no~pays", "@we 15"}, {"@i 1"}),
        (["My clinic told me so."], {"@i 15"}, {"@we 1", "~no~pays"}),
        (["10.00 20.00 30.00"], {"@money 3", "@digits 80"}, {"@money 5", "@lower 10"}),
        ([f"{number}." for number in range(8)] + ["last"], {"_last", "^0"}, {"^last"}),
        ([], set(), {"@greeting"}),
    ],
)
def test_what_a_page_is_known_by(lines: list[str], there: set[str], absent: set[str]) -> None:
    found = terms_of_lines(lines)
    assert there <= found
    assert not absent & found


def test_only_words_are_named() -> None:
    assert [term for term in ("dear", "^dear", "_dear", "~no", "@i 1") if is_word(term)] == ["dear"]


def test_explain_names_the_loudest_words() -> None:
    page = page_from_text(CHART)
    papers = find_papers([page], Given(TODAY), load_knowledge())
    [draft] = papers.drafts
    [chosen, *_] = evidence_of(draft, "infusion_record", draft.sheets, load_knowledge()).types
    words = chosen.pieces[-1]
    named, _, alone = words.text.partition(" (alone ")
    assert words.what == "words"
    assert set(named.split(", ")) <= terms(page_text(page).replace("\n", " "))
    assert int(alone.removesuffix("%)")) > 50
