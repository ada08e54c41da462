"""Letters as large as Tesseract needs them; doubts settled by the cheapest means that can settle them."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from packetizer.model import PageRef
from packetizer.reading.engines import choose_readers
from packetizer.reading.images import Grey, as_grey, look
from packetizer.reading.page import read_page
from packetizer.reading.prepare import reading_scale, whitened
from packetizer.reading.rapid import Quads, quads_of
from packetizer.reading.settings import ReadingSettings
from packetizer.reading.tokens import Reader, Rect, Token
from packetizer.reading.twice import second_look
from packetizer.reading.worker import Desk
from tests.pages import page_text
from tests.reading_sheets import LETTER, Shown, paper, typed

DPI = 300.0


def points(size: float) -> int:
    return round(size / 72 * DPI)


def with_small_print(size: float) -> Grey:
    sheet = typed(*LETTER[:4], size=points(12), top=60, left=40)
    return typed("Reference 5512-884, not a bill", size=points(size), top=900, left=40, sheet=sheet)


@pytest.mark.parametrize(
    ("sheet", "least", "most"),
    [
        pytest.param(typed(*LETTER, size=points(12), left=40), 0.5, 0.6, id="12 points"),
        pytest.param(typed(*LETTER, size=points(10), left=40), 0.5, 0.75, id="10 points"),
        pytest.param(typed(*LETTER, size=points(7), left=40), 0.8, 1.0, id="7 points"),
        pytest.param(with_small_print(7), 0.7, 1.0, id="one line of small print decides"),
        pytest.param(paper(), 1.0, 1.0, id="nothing on it"),
    ],
)
def test_the_smallest_print_decides_how_large_a_page_is_read(sheet: Grey, least: float, most: float) -> None:
    assert least <= reading_scale(look(sheet, DPI)) <= most


def test_coarse_print_is_enlarged() -> None:
    assert 1.2 <= reading_scale(look(typed(*LETTER, size=17, left=40), 150)) <= 2.0


@pytest.mark.parametrize("size", [6.0, 7.0, 8.0])
def test_small_print_under_a_letter_is_read(size: float) -> None:
    shown = Shown(with_small_print(size), dpi=DPI)
    page = read_page(shown, PageRef("scan.pdf", 1), Desk(choose_readers(ReadingSettings())))
    assert "Reference 5512-884, not a bill" in page_text(page)


def test_grain_becomes_white_and_faint_or_inverted_print_stays() -> None:
    sheet = as_grey(np.clip(paper(235, 4), 0, 250))
    sheet[100:140, 100:400] = 190  # faint print
    sheet[300:500, 100:900] = 40  # a dark band
    sheet[380:400, 200:400] = 250  # and what is written on it
    made = whitened(sheet)
    assert (made[600:, :] == 255).mean() > 0.99
    assert made[120, 200] < 230
    assert int(made[390, 300]) - int(made[320, 300]) > 180
    assert np.array_equal(whitened(as_grey(255 - paper(235, 4))), as_grey(255 - paper(235, 4)))


# ---------------------------------------------------------------- doubts


def row(
    texts: Sequence[str], scores: dict[str, float], *, at: float = 0, reader: Reader = Reader.TESSERACT
) -> list[Token]:
    return [
        Token(text, Rect(at + 90 * n, 100, at + 90 * n + 80, 130), scores.get(text, 0.98), reader, 0)
        for n, text in enumerate(texts)
    ]


WORDS = ["We", "reviewed", "request", "number", "8842", "about", "treatment", "named", "below", "today"]


class Reads:
    """A reader that has one answer, and counts how often it was asked."""

    def __init__(self, answer: list[Token]) -> None:
        self.answer, self.asked = answer, 0

    def read(self, *_: object) -> list[Token]:
        self.asked += 1
        return self.answer

    read_lines = read


def second(
    scores: dict[str, float], again: list[str], again_scores: dict[str, float]
) -> tuple[list[str], int]:
    """The words after a second look at a row with these scores, and how often RapidOCR was asked."""
    first = row(WORDS, scores)
    place = [n for n, token in enumerate(first) if token.text in scores]
    left = first[max(min(place) - 1, 0)].rect.x0
    tesseract = Reads(row(again, again_scores))
    rapid = Reads(row(again, {}, at=left, reader=Reader.RAPIDOCR))
    readers = SimpleNamespace(tesseract=True, rapidocr="1")
    desk = cast("Desk", SimpleNamespace(readers=readers, tesseract=tesseract, rapid=rapid))
    words = second_look(desk, paper(), look(paper(), DPI), first, careful=False)
    return [token.text for token in sorted(words, key=lambda token: token.rect.x0)], rapid.asked


@pytest.mark.parametrize(
    ("scores", "again", "again_scores", "asked"),
    [
        pytest.param({"named": 0.3}, ["treatment", "named", "below"], {}, 0, id="read well alone"),
        pytest.param({"named": 0.3}, ["treatment", "named", "below"], {"named": 0.4}, 1, id="in doubt still"),
        pytest.param({"named": 0.3}, [], {}, 1, id="nothing read there"),
        pytest.param({"8842": 0.3}, ["number", "8847", "about"], {}, 1, id="a number changes"),
        pytest.param({"8842": 0.3}, ["number", "8842", "about"], {}, 0, id="a number read twice"),
        pytest.param({"named": 0.85}, ["treatment", "named", "below"], {}, 0, id="a little doubt, read well"),
        pytest.param({"named": 0.85}, ["treatment", "named", "below"], {"named": 0.85}, 1, id="it stays"),
        pytest.param({"named": 0.92}, [], {}, 0, id="none"),
    ],
)  # fmt: skip
def test_rapidocr_is_asked_where_doubt_stays(
    scores: dict[str, float], again: list[str], again_scores: dict[str, float], asked: int
) -> None:
    words, times = second(scores, again, again_scores)
    assert times == asked
    assert len(words) == len(WORDS)
    if not asked:
        assert words == WORDS


@pytest.mark.parametrize(
    ("mark", "after", "asked"),
    [
        pytest.param("named,", "Below", 1, id="a comma before a capital"),
        pytest.param("named.", "below", 1, id="a stop before a small letter"),
        pytest.param("named,", "below", 0, id="a comma within a sentence"),
        pytest.param("named.", "Below", 0, id="a stop at its end"),
        pytest.param("named", "Below", 0, id="no mark"),
    ],
)
def test_a_mark_that_does_not_go_with_the_next_word_is_read_again(mark: str, after: str, asked: int) -> None:
    words = [*WORDS[:7], mark, after]
    tesseract = Reads(row(["treatment", mark, after], {}))
    readers = SimpleNamespace(tesseract=True, rapidocr="1")
    desk = cast("Desk", SimpleNamespace(readers=readers, tesseract=tesseract, rapid=None))
    second_look(desk, paper(), look(paper(), DPI), row(words, {mark: 0.93}), careful=False)
    assert tesseract.asked == asked


class Looks(Reads):
    """RapidOCR, which also finds lines where it is asked for all of a page."""

    whole = 0

    def find_lines(self, *_: object) -> Quads:
        self.whole += 1
        return quads_of([])


def copy(rows: int, score: float, doubtful: int, doubt: float = 0.3) -> list[Token]:
    """A page of rows of ten words, one word in doubt on some of them."""
    return [
        Token("written", Rect(90 * n, 30 * at, 90 * n + 80, 30 * at + 20), own, Reader.TESSERACT, at)
        for at in range(rows)
        for n in range(10)
        for own in [doubt if n == 4 and at < doubtful else score]
    ]


@pytest.mark.parametrize(
    ("rows", "score", "doubtful", "whole"),
    [
        pytest.param(40, 0.94, 3, True, id="a poor copy: low scores all over and three doubts"),
        pytest.param(40, 0.94, 2, False, id="two doubts are few"),
        pytest.param(40, 0.98, 3, False, id="a clean page with three blots"),
        pytest.param(40, 0.94, 0, False, id="low scores and no doubt"),
        pytest.param(100, 0.94, 5, True, id="one line in twenty"),
        pytest.param(100, 0.94, 4, False, id="fewer on a long page"),
        pytest.param(40, 0.98, 11, True, id="more than a quarter of the lines in doubt"),
        pytest.param(40, 0.98, 10, False, id="a quarter"),
        pytest.param(40, 0.70, 0, True, id="a page that was hardly read"),
    ],
)
def test_a_poor_copy_is_read_whole_by_both(rows: int, score: float, doubtful: int, whole: bool) -> None:
    rapid = Looks([])
    readers = SimpleNamespace(tesseract=True, rapidocr="1")
    desk = cast("Desk", SimpleNamespace(readers=readers, tesseract=Reads([]), rapid=rapid))
    second_look(desk, paper(), look(paper(), DPI), copy(rows, score, doubtful), careful=False)
    assert bool(rapid.whole) is whole


@pytest.mark.parametrize(
    ("score", "doubtful", "whole"),
    [
        pytest.param(0.94, 12, True, id="low scores all over, a little doubt on three lines of ten"),
        pytest.param(0.94, 11, False, id="on fewer"),
        pytest.param(0.98, 30, False, id="a clean page"),
    ],
)
def test_many_slight_doubts_make_a_poor_copy(score: float, doubtful: int, whole: bool) -> None:
    rapid = Looks([])
    readers = SimpleNamespace(tesseract=True, rapidocr="1")
    desk = cast("Desk", SimpleNamespace(readers=readers, tesseract=Reads([]), rapid=rapid))
    second_look(desk, paper(), look(paper(), DPI), copy(40, score, doubtful, 0.85), careful=False)
    assert bool(rapid.whole) is whole
