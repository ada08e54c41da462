"""The sheet of paper in a photo: its corners, and the sheet as a scanner would have seen it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from packetizer import model
from packetizer.model import Box, Page, SheetInPhoto
from packetizer.reading.images import Grey, Look, Matrix, as_grey, evened, letter_sized, scaled

Corners = npt.NDArray[np.float32]  # shape (4, 2): clockwise from top left, in pixels
Pixels = npt.NDArray[np.uint8]  # height x width, grey, or height x width x 3

_SIDE = 600  # pixels on the longer side at which a sheet is looked for
_LEAST = 0.05  # share of the picture that a sheet fills at least
_SMALL = 0.2  # one that fills less is only believed where all is clear and print stands on it alone
_CLEARLY = 25.0  # steps of grey around a small sheet
_LETTERS = 30  # that stand on a small sheet
_HEADING = 3.0  # times the size of print: what stands beside a box on a page, and on no table
_FINE_SIDE = 1800  # pixels on the longer side at which these are looked for
_MOST = 0.97  # beyond it, the picture is the sheet
_RIM = 0.015  # of its size, kept around a sheet when it is cut out: print may reach its edge
_FIT = 0.95  # how well four straight sides must fit what is bright
_CONTRAST = 15.0  # steps of grey between the paper's rim and what lies around it
_SHADOWS = (
    1.0,
    0.9,
    0.8,
    0.7,
    0.62,
    0.54,
    0.46,
    0.4,
)  # of the usual threshold: a sheet may lie half in shadow
_BLACK = 150  # of 255, where the light is evened out: print, not the grain of a table
_PAPERS = ((612.0, 792.0), (595.3, 841.9))  # points: Letter, A4
_SAME_SHAPE = 0.06  # of a paper's proportion: what a slanted view leaves uncertain
_OUTSIDE = 0.02  # share of the letters that may stand outside: more, and a shadow was taken for the rim
_SURELY_OUTSIDE = 0.005  # the same, for a sheet that may stand for its photo


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where a sheet lies. `certain`: all four sides are straight, inside the picture and clear to see, and
    nothing is written outside."""

    corners: Corners
    certain: bool


def find_sheet(picture: Grey) -> Sheet | None:
    """The one sheet that a photo shows; None where none can be told from what lies around it."""
    scale = min(1.0, _SIDE / max(picture.shape))
    small = scaled(picture, scale)
    if min(small.shape) < 50:
        return None
    plain = as_grey(cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((13, 13), np.uint8)), 5))
    usual, _ = cv2.threshold(plain, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    quads = [_quad(as_grey(np.where(plain > usual * share, 255, 0))) for share in _SHADOWS]
    clear = [quad for quad in quads if quad is not None and _contrast(plain, quad[1]) >= _CONTRAST]
    if not clear:
        return None
    fit, rim = max(clear, key=lambda quad: cv2.contourArea(quad[1]))
    small_one = cv2.contourArea(rim) < _SMALL * small.size
    letters, outside = _letters(small, rim)
    if outside > _OUTSIDE * letters:
        return None
    height, width = small.shape
    inside = bool((rim > 1).all() and (rim[:, 0] < width - 2).all() and (rim[:, 1] < height - 2).all())
    certain = inside and fit >= 0.97 and outside <= _SURELY_OUTSIDE * letters
    if small_one and not (
        certain and _contrast(plain, rim) >= _CLEARLY and _print_on_it(picture, rim / scale)
    ):
        return None
    return Sheet((rim / np.float32(scale)).astype(np.float32), certain)


def _letters(picture: Grey, rim: Corners, times: float = 1.0) -> tuple[int, int]:
    """How much letter-sized ink a picture has, and how much of it a sheet would leave out.

    `times`: letters so many times as large as print.
    """
    dpi = max(picture.shape) / 11 * times  # of a Letter sheet that fills the picture
    black = as_grey(evened(picture) < _BLACK)
    letters = letter_sized(Look(black, 1.0, dpi).boxes, dpi)
    middles = letters[:, :2] + letters[:, 2:4] / 2
    far = -0.03 * max(picture.shape)  # at the rim itself, the table's edge looks like marks
    outside = [cv2.pointPolygonTest(rim, (float(x), float(y)), True) < far for x, y in middles]
    return len(outside), sum(map(bool, outside))


def _print_on_it(picture: Grey, rim: Corners) -> bool:
    """Whether letters, too small to be seen at first, stand on a small sheet and nowhere else."""
    scale = min(1.0, _FINE_SIDE / max(picture.shape))
    fine, there = scaled(picture, scale), (rim * scale).astype(np.float32)
    letters, outside = _letters(fine, there)
    if letters < _LETTERS or outside > _SURELY_OUTSIDE * letters:
        return False
    _, headings = _letters(fine, there, _HEADING)
    return headings <= _SURELY_OUTSIDE * letters


def _quad(bright: Grey) -> tuple[float, Corners] | None:
    """The largest bright place as four corners, and how well they fit it."""
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    largest = max(contours, key=cv2.contourArea)
    area, whole = cv2.contourArea(largest), float(bright.size)
    if not _LEAST * whole <= area <= _MOST * whole:
        return None
    hull = cv2.convexHull(largest)
    around = cv2.arcLength(hull, True)
    for loose in (0.02, 0.03, 0.045, 0.06):
        corners = cv2.approxPolyDP(hull, loose * around, True)
        if len(corners) == 4:
            quad = _clockwise(corners.reshape(4, 2).astype(np.float32))
            of_quad = cv2.contourArea(quad)
            fit = min(area, of_quad) / max(area, of_quad, 1.0)
            return (fit, quad) if fit >= _FIT and _angles_fit(quad) else None
    return None


def _clockwise(points: Corners) -> Corners:
    total, difference = points.sum(axis=1), points[:, 0] - points[:, 1]
    order = [total.argmin(), difference.argmax(), total.argmax(), difference.argmin()]
    return points[order]


def _angles_fit(quad: Corners) -> bool:
    """Corners of a sheet seen at a slant are still between 60 and 120 degrees."""
    if len({tuple(point) for point in quad.tolist()}) < 4:
        return False
    before, after = np.roll(quad, 1, axis=0) - quad, np.roll(quad, -1, axis=0) - quad
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    return bool((np.abs((before * after).sum(axis=1)) <= 0.5 * lengths).all())


def _contrast(plain: Grey, quad: Corners) -> float:
    """How much brighter the rim of the sheet is than what lies just outside, on its weakest side."""
    middle = quad.mean(axis=0)
    steps = np.linspace(0.15, 0.85, 15)[:, None]
    weakest = 255.0
    for start, end in zip(quad, np.roll(quad, -1, axis=0), strict=True):
        along = start + (end - start) * steps
        out = along + (along - middle) * 0.05
        inside = along - (along - middle) * 0.05
        weakest = min(weakest, float(np.median(_at(plain, inside)) - np.median(_at(plain, out))))
    return weakest


def _at(plain: Grey, points: npt.NDArray[np.floating]) -> Grey:
    x = np.clip(points[:, 0].astype(int), 0, plain.shape[1] - 1)
    y = np.clip(points[:, 1].astype(int), 0, plain.shape[0] - 1)
    return as_grey(plain[y, x])


def flattened(picture: Grey, sheet: Sheet) -> tuple[Grey, Matrix]:
    """The sheet as seen from straight above, and the way from its pixels back to the picture's."""
    corners = _with_rim(sheet)
    size = _size(corners)
    matrix = _onto(corners, size)
    flat = cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return as_grey(flat), cast("Matrix", np.linalg.inv(matrix))


def outline(picture: Grey, sheet: Sheet) -> model.Corners:
    """The corners of what `flattened` cuts out, as fractions of the picture."""
    height, width = picture.shape
    a, b, c, d = (
        (round(float(x) / width, 5), round(float(y) / height, 5)) for x, y in _with_rim(sheet).tolist()
    )
    return a, b, c, d


def as_page(pixels: Pixels, rotation: int, sheet: SheetInPhoto | None) -> Pixels:
    """A rendered page (gray or RGB) as it was read: turned upright, and of a photo the sheet alone.

    `rotation` and `sheet` are the `Page`'s: places on a `Page` are places on this picture.
    """
    upright = cast("Pixels", np.ascontiguousarray(np.rot90(pixels, -(rotation // 90) % 4)))
    if sheet is None:
        return upright
    height, width = upright.shape[:2]
    places = (np.array(sheet.corners) * (width, height)).astype(np.float32)
    across, down = _size(places)
    flat_width, flat_height = flat_size(sheet)
    size = (
        max(across, round(down * flat_width / flat_height)),
        max(down, round(across * flat_height / flat_width)),
    )
    flat = cv2.warpPerspective(
        upright, _onto(places, size), size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return cast("Pixels", np.ascontiguousarray(flat))


def flat_size(sheet: SheetInPhoto) -> tuple[float, float]:
    """Points of a flattened sheet: of the usual paper with its proportion, else as large as in the photo."""
    width, height = _size((np.array(sheet.corners) * (sheet.width, sheet.height)).astype(np.float32))
    shape = max(width, height) / min(width, height)
    short, long = min(_PAPERS, key=lambda paper: abs(shape * paper[0] / paper[1] - 1))
    if abs(shape * short / long - 1) > _SAME_SHAPE:
        return float(width), float(height)
    return (short, long) if width <= height else (long, short)


def as_photographed(page: Page) -> Page:
    """The same page as the whole photo that it came as: places are the photo's."""
    if page.sheet is None:
        return page
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    way = cast("Matrix", cv2.getPerspectiveTransform(unit, np.array(page.sheet.corners, np.float32)))
    words = tuple(replace(word, box=_box_by(way, word.box)) for word in page.words)
    ink = _box_by(way, page.ink) if page.ink else None
    width, height = page.sheet.width, page.sheet.height
    return replace(page, words=words, ink=ink, width=width, height=height, sheet=None)


def _box_by(way: Matrix, box: Box) -> Box:
    corners = np.array([[[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]]], np.float64)
    points = np.clip(cv2.perspectiveTransform(corners, way)[0], 0, 1)
    (x0, y0), (x1, y1) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return Box(round(x0, 5), round(y0, 5), round(x1, 5), round(y1, 5))


def _onto(places: Corners, size: tuple[int, int]) -> Matrix:
    target = np.array([[0, 0], [size[0], 0], size, [0, size[1]]], np.float32)
    return cast("Matrix", cv2.getPerspectiveTransform(places, target))


def _with_rim(sheet: Sheet) -> Corners:
    middle = sheet.corners.mean(axis=0)
    return cast("Corners", (middle + (sheet.corners - middle) * np.float32(1 + _RIM)).astype(np.float32))


def _size(corners: Corners) -> tuple[int, int]:
    """Width and height, in pixels, that a flattened sheet needs to lose nothing."""
    a, b, c, d = corners
    across = max(np.linalg.norm(a - b), np.linalg.norm(d - c))
    down = max(np.linalg.norm(a - d), np.linalg.norm(b - c))
    return max(1, round(float(across))), max(1, round(float(down)))
