"""A picture made ready for reading: the sheet in a photo flattened, its light evened out, skew taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from packetizer.reading.images import Grey, Look, Matrix, evened, look, unevenness
from packetizer.reading.lines import levelled, skew
from packetizer.reading.order import in_reading_order
from packetizer.reading.sheet import find_sheet, flattened, outline
from packetizer.reading.tokens import Rect, Token

if TYPE_CHECKING:
    from packetizer.intake.pages import OpenPage
    from packetizer.model import Corners

_LEVEL = 0.4  # degrees of skew that Tesseract reads without being helped
_UNEVEN = 0.22  # light that no scanner makes
_NARROW = 1.75  # height to width beyond which a page is a till's paper


def looks_like_photo(opened: OpenPage, grey: Grey) -> bool:
    """Taken with a camera, or paper from a till: what Tesseract alone reads badly."""
    if not opened.is_picture:
        return False
    sides = sorted((opened.width, opened.height))
    return sides[1] > _NARROW * sides[0] or unevenness(grey) > _UNEVEN


@dataclass(frozen=True, slots=True)
class Level:
    """An upright picture made ready for reading, and the way from its pixels back to the page's.

    `page` is the page itself: the upright picture, or the sheet alone where that was found with certainty.
    """

    picture: Grey
    dpi: float
    seen: Look
    way_back: Matrix
    page: Grey
    sheet: Corners | None = None

    def placed(self, tokens: Sequence[Token]) -> tuple[Token, ...]:
        """Words in reading order, where they stand on the page."""
        return tuple(replace(t, rect=_back(t.rect, self.way_back)) for t in in_reading_order(tokens))


def made_level(grey: Grey, dpi: float, seen: Look, *, photo: bool) -> Level:
    """Flatten the sheet in a photo and even out its light; straighten a skewed page."""
    level = _of_photo(grey, dpi) if photo else Level(grey, dpi, seen, np.eye(3), grey)
    degrees = skew(level.seen)
    if abs(degrees) <= _LEVEL:
        return level
    picture, unskewed = levelled(level.picture, degrees)
    return replace(level, picture=picture, seen=look(picture, dpi), way_back=level.way_back @ unskewed)


def _of_photo(grey: Grey, dpi: float) -> Level:
    sheet = find_sheet(grey)
    if sheet is None:
        picture = evened(grey)
        return Level(picture, dpi, look(picture, dpi), np.eye(3), grey)
    flat, way_back = flattened(grey, sheet)
    picture = evened(flat)
    seen = look(picture, dpi)
    if sheet.certain:
        return Level(picture, dpi, seen, np.eye(3), flat, outline(grey, sheet))
    return Level(picture, dpi, seen, way_back, grey)


def _back(rect: Rect, way: Matrix) -> Rect:
    corners = np.array([[[rect.x0, rect.y0], [rect.x1, rect.y0], [rect.x1, rect.y1], [rect.x0, rect.y1]]])
    points = cv2.perspectiveTransform(corners.astype(np.float64), way)[0]
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return Rect(float(x0), float(y0), float(x1), float(y1))
