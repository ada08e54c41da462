"""The sheet of paper in a photo: its corners, and the sheet as a scanner would have seen it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from packetizer.reading.images import Grey, Look, Matrix, as_grey, evened, letter_sized, scaled

Corners = npt.NDArray[np.float32]  # shape (4, 2): clockwise from top left, in pixels

_SIDE = 600  # pixels on the longer side at which a sheet is looked for
_LEAST = 0.2  # share of the picture that a sheet fills at least
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
_OUTSIDE = 0.02  # share of the letters that may stand outside: more, and a shadow was taken for the rim


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where a sheet lies. `certain`: all four sides are straight, inside the picture and clear to see."""

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
    if _letters_outside(small, rim) > _OUTSIDE:
        return None
    height, width = small.shape
    inside = bool((rim > 1).all() and (rim[:, 0] < width - 2).all() and (rim[:, 1] < height - 2).all())
    return Sheet((rim / np.float32(scale)).astype(np.float32), inside and fit >= 0.97)


def _letters_outside(small: Grey, rim: Corners) -> float:
    """Share of the letter-sized ink of a picture that a sheet would leave out."""
    dpi = max(small.shape) / 11  # of a Letter sheet that fills the picture
    black = as_grey(evened(small) < _BLACK)
    letters = letter_sized(Look(black, 1.0, dpi).boxes, dpi)
    if not len(letters):
        return 0.0
    middles = letters[:, :2] + letters[:, 2:4] / 2
    far = -0.03 * max(small.shape)  # at the rim itself, the table's edge looks like marks
    outside = [cv2.pointPolygonTest(rim, (float(x), float(y)), True) < far for x, y in middles]
    return sum(map(bool, outside)) / len(outside)


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
    middle = sheet.corners.mean(axis=0)
    c = (middle + (sheet.corners - middle) * np.float32(1 + _RIM)).astype(np.float32)
    width = round(float(max(np.linalg.norm(c[0] - c[1]), np.linalg.norm(c[3] - c[2]))))
    height = round(float(max(np.linalg.norm(c[0] - c[3]), np.linalg.norm(c[1] - c[2]))))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(c, target)
    flat = cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return as_grey(flat), cast("Matrix", np.linalg.inv(matrix))
