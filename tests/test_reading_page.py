"""Pages through the readers that are installed here: upright, in doubt, with and without a text layer."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
import pytest

from packetizer.intake.words import LayerWord
from packetizer.model import Box, Page, PageRef, TextFrom
from packetizer.reading.engines import choose_readers
from packetizer.reading.images import Grey, as_grey, look, turned
from packetizer.reading.layer import odd_letters, seen_words
from packetizer.reading.lines import unread_lines
from packetizer.reading.page import read_page, reading_dpi, turned_box
from packetizer.reading.settings import Engine, ReadingSettings
from packetizer.reading.tokens import Reader, Rect, Token
from packetizer.reading.worker import Desk
from tests.pages import page_text
from tests.reading_sheets import DPI, HEIGHT, LETTER, WIDTH, Shown, paper, typed


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(choose_readers(ReadingSettings()))


def read(desk: Desk, shown: Shown) -> Page:
    return read_page(shown, PageRef("scan.pdf", 1), desk)


def test_a_short_line_that_was_not_read_is_seen_among_specks() -> None:
    sheet = typed("for the next six", "months.")
    for x, y in np.random.default_rng(4).integers(600, 1200, (200, 2)):
        sheet[y, x : x + 5] = 0
    seen = look(sheet, DPI)
    first = [Token("read", Rect(150, 140, 420, 185), 0.9, Reader.TESSERACT, 0)]
    unread = unread_lines(seen, first)
    assert len(unread) == 1
    assert unread[0].holds(200, 207)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_comes_out_upright(desk: Desk, degrees: int) -> None:
    page = read(desk, Shown(turned(typed(*LETTER), degrees)))
    assert page.rotation == -degrees % 360
    assert page.rotation_sure
    assert (round(page.width), round(page.height)) == (612, 792)
    assert "Claim number: 88-20417 Date of service: 03/04/2026" in page_text(page)
    claim = next(word for word in page.words if word.text == "88-20417")
    assert claim.box.y0 == pytest.approx((150 + 3 * 41 + 5) / HEIGHT, abs=0.01)
    assert claim.confidence > 0.8


def test_words_of_a_skewed_page_stand_where_they_are_seen(desk: Desk) -> None:
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), -2.0, 1.0)
    skewed = as_grey(cv2.warpAffine(typed(*LETTER), matrix, (WIDTH, HEIGHT), borderValue=(255,)))
    page = read(desk, Shown(skewed))
    for word in page.words:
        if len(word.text) > 3:
            assert darkest(skewed, word.box) < 140
    assert "We have reviewed your request" in page_text(page)


def darkest(picture: Grey, box: Box) -> int:
    y0, y1 = int(box.y0 * picture.shape[0]), int(box.y1 * picture.shape[0]) + 1
    x0, x1 = int(box.x0 * picture.shape[1]), int(box.x1 * picture.shape[1]) + 1
    return int(picture[y0:y1, x0:x1].min())


def test_an_empty_sheet_is_blank_and_certain(desk: Desk) -> None:
    page = read(desk, Shown(paper(244, 4)))
    assert page.blank
    assert page.words == ()
    assert page.text_from is TextFrom.NONE
    assert page.rotation_sure
    assert page.confidence == 1.0


def test_a_sheet_too_large_to_see_print_on_is_not_called_blank(desk: Desk) -> None:
    """A wrong MediaBox of fifty feet: one line of print is less than a pixel."""
    page = read(desk, Shown(paper(), is_picture=False, dpi=2))
    assert not page.blank
    assert page.confidence == 0.0


def test_scribble_is_not_blank_and_nothing_is_invented(desk: Desk) -> None:
    sheet = paper(250)
    x = np.arange(300, 900)
    wave = np.stack([x, 800 + 50 * np.sin(x / 9) * np.cos(x / 31)], axis=1).astype(np.int32)
    cv2.polylines(sheet, [wave], False, 40, 4)
    page = read(desk, Shown(sheet))
    assert not page.blank
    assert all(word.confidence < 0.9 for word in page.words)


def layer(*lines: str, angle: int = 0) -> tuple[LayerWord, ...]:
    """A text layer that stands where `typed` puts the same lines."""
    found = []
    for number, line in enumerate(lines):
        x = 150.0
        for word in line.split():
            wide = 15.3 * len(word)
            top = 150 + number * 41
            box = Box(x / WIDTH, top / HEIGHT, min(x + wide, WIDTH) / WIDTH, (top + 30) / HEIGHT)
            found.append(LayerWord(word, box, number, angle))
            x += wide + 10
    return tuple(found)


WRONG = ("Lorem ipsum dolor sit amet consectetur adipiscing elit sed",) * 8
SHIFTED = tuple("".join(chr(ord(c) + 1) if c.isalpha() else c for c in line) for line in LETTER)
CODES = tuple(f"zqx {n} kwv {n * 7} bjd {n * 13} lcd {n * 31} mbl {n}" for n in range(101, 113))
NO_UNICODE = tuple("".join(chr(ord(c) + 29) if c.isalpha() else c for c in line) for line in LETTER)


@pytest.mark.parametrize(
    ("words", "is_picture", "believed"),
    [
        pytest.param(layer(*LETTER), False, True, id="born digital"),
        pytest.param(layer(*LETTER), True, True, id="good text under a scan"),
        pytest.param(layer(*WRONG), True, False, id="other text under a scan"),
        pytest.param(layer(LETTER[0]), True, False, id="most of the page has no text"),
        pytest.param(layer(*NO_UNICODE), False, False, id="a font without Unicode"),
        pytest.param(layer(*["\ufffd" * 6] * 8), False, False, id="unknown characters"),
        pytest.param(layer(*SHIFTED), False, False, id="a font with a wrong map: each letter one too far"),
        pytest.param((), True, False, id="no layer"),
    ],
)
def test_a_text_layer_is_believed_when_it_fits(
    desk: Desk, words: tuple[LayerWord, ...], is_picture: bool, believed: bool
) -> None:
    page = read(desk, Shown(typed(*LETTER), words, is_picture))
    assert (page.text_from is TextFrom.TEXT_LAYER) is believed
    assert "Claim number: 88-20417" in page_text(page)


def test_rare_letters_that_fit_what_is_seen_are_believed(desk: Desk) -> None:
    assert odd_letters(layer(*CODES))
    page = read(desk, Shown(typed(*CODES), layer(*CODES), is_picture=False))
    assert page.text_from is TextFrom.TEXT_LAYER


@pytest.mark.parametrize(
    ("words", "odd"),
    [
        pytest.param(layer(*LETTER), False, id="English"),
        pytest.param(layer(*["Su solicitud de cobertura fue denegada por el plan"] * 4), False, id="Spanish"),
        pytest.param(layer(*SHIFTED), True, id="each letter one too far"),
        pytest.param(layer(*SHIFTED[:1]), False, id="too few letters"),
        pytest.param(layer(*SHIFTED, angle=90), False, id="sideways"),
        pytest.param(layer(*["88-20417 03/04/2026 $1,250.00"] * 9), False, id="numbers"),
    ],
)
def test_letters_of_no_language(words: tuple[LayerWord, ...], odd: bool) -> None:
    assert odd_letters(words) is odd


def box_over(sheet: Grey, shade: int) -> Grey:
    """The sheet with a box of one shade over its second line."""
    boxed = sheet.copy()
    boxed[185:228, 100:1200] = shade
    return as_grey(boxed)


@pytest.mark.parametrize(
    ("sheet", "is_picture", "left"),
    [
        pytest.param(typed(*LETTER), False, range(len(LETTER)), id="all can be seen"),
        pytest.param(
            box_over(typed(*LETTER), 0), False, {0, *range(2, len(LETTER))}, id="a line blacked out"
        ),
        pytest.param(box_over(typed(*LETTER), 255), False, {0, *range(2, len(LETTER))}, id="or whited out"),
        pytest.param(typed(LETTER[0]), False, {0}, id="the others white on white"),
        pytest.param(typed(LETTER[0]), True, set(), id="a layer of another scan"),
        pytest.param(as_grey(255 - typed(*LETTER)), False, range(len(LETTER)), id="white on black"),
    ],
)
def test_words_that_nobody_can_see_are_none(sheet: Grey, is_picture: bool, left: Iterable[int]) -> None:
    shown = seen_words(layer(*LETTER), sheet, is_picture=is_picture)
    assert {word.line for word in shown} == set(left)


def test_a_sideways_text_layer_turns_the_page() -> None:
    sheet = turned(typed(*LETTER), 90)
    words = tuple(LayerWord(w.text, turned_box(w.box, 90), w.line, 90) for w in layer(*LETTER))
    page = read(Desk(choose_readers(ReadingSettings())), Shown(sheet, words, is_picture=False))
    assert page.rotation == 270
    assert page_text(page).splitlines()[0] == "Dear Member,"


@pytest.mark.parametrize(
    ("shape", "dpi", "expected"),
    [
        pytest.param((3300, 2550), 300, 300, id="a scan as it is"),
        pytest.param((6600, 5100), 600, 300, id="no finer than needed"),
        pytest.param((1100, 850), 100, 100, id="no finer than it is"),
        pytest.param((4000, 3000), 72, 64.1, id="a photo without a size"),
        pytest.param((6000, 600), 200, 200, id="a long receipt keeps its resolution"),
        pytest.param((30_000, 100), 300, 300, id="a strip"),
        pytest.param((60_000, 100), 300, 160, id="a strip longer than Tesseract takes"),
    ],
)
def test_reading_dpi(shape: tuple[int, int], dpi: float, expected: float) -> None:
    shown = Shown(np.full(shape, 255, np.uint8), dpi=dpi)
    assert reading_dpi(shown) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("shape", [(1, 1), (3, 30_000), (30_000, 3)])
def test_pictures_that_cannot_hold_text(desk: Desk, shape: tuple[int, int]) -> None:
    assert read(desk, Shown(np.full(shape, 255, np.uint8))).blank


def test_the_same_page_reads_the_same_twice(desk: Desk) -> None:
    shown = Shown(typed(*LETTER))
    assert shown.dpi == DPI
    assert read(desk, shown) == read(desk, shown)


def test_a_yard_of_paper_from_a_till_is_read_and_never_blank() -> None:
    """A strip is shown on one sheet, so that its letters seem as small as specks."""
    sheet = as_grey(np.full((9000, 240), 255, np.uint8))
    for at in range(100, 8900, 800):
        sheet[at : at + 60, :] = typed(f"Item {at} 12.50", top=10, left=8, size=22)[:60, :240]
    only = Desk(choose_readers(ReadingSettings(Engine.TESSERACT)))
    page = read(only, Shown(sheet, dpi=9000 / 11))
    assert not page.blank
    text = page_text(page)
    assert sum(f"Item {at}" in text for at in range(100, 8900, 800)) == 11
