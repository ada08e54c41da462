"""What a page's ink says: blank or not, skew, direction, likeness."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from packetizer.reading.images import Grey, as_grey, fingerprint, ink_rect, is_blank, look, turned
from packetizer.reading.lines import levelled, skew, text_lines
from packetizer.reading.upright import sideways
from tests.reading_sheets import DPI, HEIGHT, LETTER, WIDTH, paper, typed


def punched(sheet: Grey) -> Grey:
    for y in (200, 825, 1450):
        cv2.circle(sheet, (60, y), 20, 40, -1)
    return sheet


def shadowed(sheet: Grey) -> Grey:
    sheet[:, :25] = 60
    sheet[-12:, :] = 30
    return sheet


def showing_through(sheet: Grey) -> Grey:
    back = cv2.GaussianBlur(typed(*LETTER * 3)[:, ::-1], (0, 0), 3).astype(float)
    return as_grey(sheet - (255 - back) * 0.2)


def speckled(sheet: Grey) -> Grey:
    for x, y in np.random.default_rng(1).integers(50, 1200, (60, 2)):
        sheet[y : y + 2, x : x + 2] = 0
    return sheet


def lit_unevenly(sheet: Grey) -> Grey:
    return as_grey(sheet * np.linspace(0.55, 1.0, WIDTH)[None, :])


def signed(sheet: Grey) -> Grey:
    x = np.arange(500, 760)
    y = 1200 + 30 * np.sin(x / 14) + 12 * np.sin(x / 5)
    cv2.polylines(sheet, [np.stack([x, y], axis=1).astype(np.int32)], False, 60, 3)
    return sheet


def stamped(sheet: Grey) -> Grey:
    cv2.rectangle(sheet, (800, 200), (1080, 290), 110, 4)
    cv2.putText(sheet, "RECEIVED", (815, 260), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 110, 4)
    return sheet


def one_word(sheet: Grey) -> Grey:
    return typed("paid", sheet=sheet)


@pytest.mark.parametrize(
    "mark", [punched, shadowed, showing_through, speckled, lit_unevenly], ids=lambda f: f.__name__
)
def test_blank(mark: object) -> None:
    assert callable(mark)
    assert is_blank(look(mark(paper(245, 4)), DPI))


@pytest.mark.parametrize("mark", [signed, stamped, one_word], ids=lambda f: f.__name__)
def test_not_blank(mark: object) -> None:
    assert callable(mark)
    assert not is_blank(look(mark(punched(shadowed(paper(245, 4)))), DPI))


def test_ink_rect_leaves_the_scanners_border_out() -> None:
    rect = ink_rect(look(shadowed(typed(*LETTER)), DPI))
    assert rect is not None
    assert rect.x0 == pytest.approx(150 / WIDTH, abs=0.01)
    assert rect.y0 == pytest.approx(150 / HEIGHT, abs=0.02)
    assert ink_rect(look(paper(), DPI)) is None


@pytest.mark.parametrize("degrees", [-3.0, -1.0, 0.0, 0.8, 2.5])
def test_skew_is_found_and_taken_out(degrees: float) -> None:
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), -degrees, 1.0)
    skewed = as_grey(cv2.warpAffine(typed(*LETTER * 3), matrix, (WIDTH, HEIGHT), borderValue=(255,)))
    assert skew(look(skewed, DPI)) == pytest.approx(degrees, abs=0.25)
    level, _ = levelled(skewed, skew(look(skewed, DPI)))
    assert abs(skew(look(level, DPI))) <= 0.25


@pytest.mark.parametrize(("degrees", "expected"), [(0, False), (90, True), (180, False), (270, True)])
def test_sideways(degrees: int, expected: bool) -> None:
    assert sideways(look(turned(typed(*LETTER), degrees), DPI)) is expected


def test_nothing_is_said_of_an_empty_sheet() -> None:
    seen = look(paper(), DPI)
    assert sideways(seen) is None
    assert skew(seen) == 0.0
    assert text_lines(seen) == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 1), (2, 2)])
def test_tiny_and_thin_pictures_are_no_trouble(shape: tuple[int, int]) -> None:
    sheet = np.full(shape, 255, np.uint8)
    seen = look(sheet, DPI)
    assert is_blank(seen)
    assert len(fingerprint(sheet)) == 16


def distance(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def test_fingerprint_is_near_for_the_same_paper_and_far_for_another() -> None:
    page = typed(*LETTER * 2)
    again = as_grey(
        np.clip(np.roll(page, 4, axis=1) * 0.9 + np.random.default_rng(2).normal(0, 9, page.shape), 0, 255)
    )
    other = typed("Receipt", "Office visit 120.00", "Paid 120.00", size=40, top=600)
    assert distance(fingerprint(page), fingerprint(again)) <= 10
    assert distance(fingerprint(page), fingerprint(other)) >= 16
