"""The sheet in a photo: found where it is clear to see, and never cut into."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from packetizer.reading.images import Grey, as_grey
from packetizer.reading.sheet import find_sheet, flattened
from tests.reading_sheets import HEIGHT, LETTER, WIDTH, typed

FULL = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
SLANTED = [(180, 130), (1380, 190), (1330, 1860), (90, 1790)]
LEVEL = [(200, 200), (1300, 200), (1300, 1700), (200, 1700)]


def photo(places: list[tuple[int, int]], *, table: int = 70, light: Grey | None = None) -> Grey:
    """A letter on a table, its corners at these places of a picture of 1500 x 2000 pixels."""
    ground = np.full((2000, 1500), table, np.uint8)
    matrix = cv2.getPerspectiveTransform(FULL, np.array(places, np.float32))
    sheet = cv2.warpPerspective(
        typed(*LETTER * 3), matrix, (1500, 2000), dst=ground, borderMode=cv2.BORDER_TRANSPARENT
    )
    return as_grey(sheet if light is None else sheet * (light / 255.0))


def shadow(share: float, strength: float = 0.55) -> Grey:
    """Light that is weaker right of this share of the width."""
    light = np.full((2000, 1500), 240, np.uint8)
    light[:, int(1500 * share) :] = int(240 * strength)
    return as_grey(cv2.GaussianBlur(light, (0, 0), 25))


@pytest.mark.parametrize("places", [LEVEL, SLANTED], ids=["level", "slanted"])
@pytest.mark.parametrize("shade", [None, 0.5, 0.8], ids=["even light", "half in shadow", "a rim in shadow"])
def test_the_sheet_is_found(places: list[tuple[int, int]], shade: float | None) -> None:
    sheet = find_sheet(photo(places, light=None if shade is None else shadow(shade)))
    assert sheet is not None
    assert sheet.certain
    assert np.abs(sheet.corners - np.array(places)).max() < 30


def slip(share: float = 0.35, *, title: str = "", table: int = 70) -> Grey:
    """A slip that takes this share of the picture's width and height, on a table or a dark page."""
    left, top, right, low = 480, 700, 480 + int(1500 * share), 700 + int(2000 * share)
    made = photo([(left, top), (right, top + 20), (right - 10, low), (left - 15, low - 15)], table=table)
    if title:
        cv2.putText(made, title, (150, 300), cv2.FONT_HERSHEY_SIMPLEX, 4.0, 0, 12)
    return made


@pytest.mark.parametrize(
    ("picture", "found"),
    [
        pytest.param(slip(), True, id="an eighth of the picture"),
        pytest.param(slip(0.3), True, id="a twelfth of it"),
        pytest.param(slip(table=238), False, id="not clear to see"),
        pytest.param(slip(title="PLAN 2026", table=120), False, id="a box on a page with a heading"),
        pytest.param(slip(0.15), False, id="too small to be read"),
    ],
)
def test_a_small_sheet_on_a_large_table(picture: Grey, found: bool) -> None:
    sheet = find_sheet(picture)
    assert (sheet is not None) is found
    assert sheet is None or sheet.certain


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(typed(*LETTER), id="the picture is the sheet"),
        pytest.param(photo(LEVEL, table=250), id="a white table"),
        pytest.param(
            as_grey(typed(*LETTER * 3) * np.linspace(0.4, 1, WIDTH)[None, :]), id="only uneven light"
        ),
        pytest.param(np.full((40, 40), 200, np.uint8), id="a tiny picture"),
    ],
)
def test_no_sheet(picture: Grey) -> None:
    assert find_sheet(picture) is None


def test_a_shadow_is_not_taken_for_the_rim() -> None:
    page = typed(*LETTER * 3)
    page[:, WIDTH // 2 :] = (page[:, WIDTH // 2 :] * 0.45).astype(np.uint8)
    sheet = find_sheet(page)
    assert sheet is None or sheet.corners[:, 0].max() > WIDTH * 0.9


def test_a_sheet_that_leaves_the_picture_is_not_certain() -> None:
    sheet = find_sheet(photo([(-60, 200), (1300, 200), (1300, 1700), (-60, 1700)]))
    assert sheet is None or not sheet.certain


def test_flattening_gives_the_sheet_and_the_way_back() -> None:
    picture = photo(SLANTED)
    sheet = find_sheet(picture)
    assert sheet is not None
    flat, way_back = flattened(picture, sheet)
    assert flat.shape[0] / flat.shape[1] == pytest.approx(1660 / 1220, rel=0.08)
    corner = cv2.perspectiveTransform(np.array([[[0.0, 0.0]]]), way_back)[0, 0]
    assert np.abs(corner - np.array(SLANTED[0])).max() < 40
    assert flat[:, flat.shape[1] // 2].mean() > 180
