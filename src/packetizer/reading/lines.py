"""Where text stands on a page, seen from its ink alone: rows of letter-sized marks, direction, skew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from packetizer.reading.images import Grey, Look, as_grey, letter_sized
from packetizer.reading.tokens import Rect, Token

Boxes = npt.NDArray[np.int32]

_SAMPLED = 150  # letters whose neighbours are looked for
_WRITTEN = 0.04  # inches of height: not a dash, not a speck
_SHORT = 6  # letters of a row that tell how large its print is
_FEWEST = 8  # letters below which nothing is said about a page


def text_lines(seen: Look, letters: Boxes | None = None) -> list[Rect]:
    """Level rows of three or more letters, by the room they take, in pixels of the look."""
    return [
        row.rect for row in _rows(seen, letter_sized(seen.boxes, seen.dpi) if letters is None else letters)
    ]


def smallest_print(seen: Look) -> float:
    """The height of most letters on that row where they are smallest, in pixels of the look: small letters
    without strokes up or down, on most rows. 0 where there are no rows of text."""
    return min(
        (row.height for row in _rows(seen, letter_sized(seen.boxes, seen.dpi)) if row.letters >= 6), default=0
    )


@dataclass(frozen=True, slots=True)
class _Row:
    rect: Rect
    letters: float  # those that run into each other count as several
    height: float  # of its letters, the median


def _rows(seen: Look, boxes: Boxes) -> list[_Row]:
    if not len(boxes):
        return []
    high = boxes[:, 3] >= _WRITTEN * seen.dpi
    if not high.any():
        return []
    height = float(np.median(boxes[high, 3]))  # specks are many, and say nothing of the letters' size
    mask = np.zeros(seen.ink.shape, np.uint8)
    for x, y, w, h, _ in boxes:
        mask[y : y + h, x : x + w] = 1
    reach = max(3, round(1.3 * height))
    smeared = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(smeared, connectivity=8)
    middles = labels[boxes[:, 1] + boxes[:, 3] // 2, boxes[:, 0] + boxes[:, 2] // 2]
    # letters that run into each other count as several, specks as none
    letters_in = np.where(high, np.maximum(1, boxes[:, 2] / boxes[:, 3]), 0)
    counts = np.bincount(middles, weights=letters_in, minlength=len(stats))
    found = []
    for number in range(1, len(stats)):
        x, y, w, h, _ = (int(value) for value in stats[number])
        if counts[number] >= 3 and w >= 1.5 * h and h <= 3 * height:
            own = boxes[high & (middles == number), 3]
            found.append(_Row(Rect(x, y, x + w, y + h), float(counts[number]), float(np.median(own))))
    return found


def unread_lines(seen: Look, words: Sequence[Token]) -> list[Rect]:
    """Rows of letter-sized ink that no word covers, in pixels of the picture that was read."""
    letters = letter_sized(seen.boxes, seen.dpi)
    if not len(letters):
        return []
    covered = np.zeros(seen.ink.shape, np.uint8)
    for word in words:
        rect = word.rect
        pad = max(2.0, 0.25 * rect.height * seen.scale)
        x0, y0 = int(max(rect.x0 * seen.scale - pad, 0)), int(max(rect.y0 * seen.scale - pad, 0))
        covered[y0 : int(rect.y1 * seen.scale + pad) + 1, x0 : int(rect.x1 * seen.scale + pad) + 1] = 1
    middle_x, middle_y = letters[:, 0] + letters[:, 2] // 2, letters[:, 1] + letters[:, 3] // 2
    lonely = letters[covered[middle_y, middle_x] == 0]
    return [
        Rect(r.x0 / seen.scale, r.y0 / seen.scale, r.x1 / seen.scale, r.y1 / seen.scale).grown(2 / seen.scale)
        for r in text_lines(seen, lonely)
    ]


def level_share(seen: Look) -> float | None:
    """Share of letters whose nearest neighbour stands beside them, not above or below: near 1 on level text,
    near 0 on sideways text. None where there are too few letters to say."""
    letters = letter_sized(seen.boxes, seen.dpi)
    if len(letters) < _FEWEST:
        return None
    sample = letters[:: max(1, len(letters) // _SAMPLED)]
    x0, y0 = letters[:, 0].astype(np.float32), letters[:, 1].astype(np.float32)
    x1, y1 = x0 + letters[:, 2], y0 + letters[:, 3]
    sx0, sy0 = sample[:, :1].astype(np.float32), sample[:, 1:2].astype(np.float32)
    sx1, sy1 = sx0 + sample[:, 2:3], sy0 + sample[:, 3:4]
    across = np.maximum(np.maximum(x0 - sx1, sx0 - x1), 0)
    down = np.maximum(np.maximum(y0 - sy1, sy0 - y1), 0)
    overlap_x, overlap_y = across == 0, down == 0
    level = np.where(overlap_y & ~overlap_x, across, np.inf).min(axis=1)
    upright = np.where(overlap_x & ~overlap_y, down, np.inf).min(axis=1)
    near = 1.5 * np.maximum(sample[:, 2], sample[:, 3])
    says = np.minimum(level, upright) <= near
    if says.sum() < _FEWEST // 2:
        return None
    return float((level < upright)[says].mean())


def skew(seen: Look, limit: float = 6.0) -> float:
    """Degrees by which level text is turned clockwise; 0 where it cannot be told.

    The angle at which the letters' feet gather on the fewest rows (Baird 1987).
    """
    letters = letter_sized(seen.boxes, seen.dpi)
    if len(letters) < 3 * _FEWEST:
        return 0.0
    x = (letters[:, 0] + letters[:, 2] / 2).astype(np.float64)
    y = (letters[:, 1] + letters[:, 3]).astype(np.float64)
    coarse = max(np.arange(-limit, limit + 0.01, 0.5), key=lambda angle: _gathered(x, y, float(angle)))
    fine = max(np.arange(coarse - 0.5, coarse + 0.51, 0.1), key=lambda angle: _gathered(x, y, float(angle)))
    best = float(fine)
    return best if _gathered(x, y, best) > 1.1 * _gathered(x, y, 0.0) else 0.0


def _gathered(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], degrees: float) -> float:
    feet = y - x * np.tan(np.radians(degrees))
    counts = np.bincount(((feet - feet.min()) / 2).astype(np.int64))
    return float((counts.astype(np.float64) ** 2).sum())


def levelled(picture: Grey, degrees: float) -> tuple[Grey, npt.NDArray[np.float64]]:
    """The picture turned back by its skew about its middle, and the way from it to the picture as it was."""
    height, width = picture.shape
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), [0, 0, 1]])
    level = cv2.warpAffine(
        picture, matrix[:2], (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return as_grey(level), cast("npt.NDArray[np.float64]", np.linalg.inv(matrix))
