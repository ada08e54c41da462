"""Pictures of pages: even light, ink, marks, blankness, fingerprints. Grey is uint8, 255 is paper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from packetizer.reading.tokens import Rect

Grey = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]

cv2.setNumThreads(1)  # pages run in parallel, not the parts of a page

LOOK_DPI = 100.0  # the resolution at which a page is looked at before it is read
_FAINT = 0.22  # ink at least this much darker than the paper around it, as a share of the paper's light


def as_grey(picture: npt.NDArray[np.generic]) -> Grey:
    """A grey picture of grey, RGB or RGBA pixels. Colour ink keeps its darkness: red stamps are not lost."""
    if picture.ndim == 3 and picture.shape[2] == 1:
        picture = picture[:, :, 0]
    if picture.ndim == 3:
        picture = cv2.cvtColor(np.ascontiguousarray(picture[:, :, :3]), cv2.COLOR_RGB2GRAY)
    return cast("Grey", np.ascontiguousarray(picture, dtype=np.uint8))


def scaled(picture: Grey, scale: float) -> Grey:
    """The picture in another size; small ones are made by averaging, large ones smoothly."""
    if abs(scale - 1) < 1e-3:
        return picture
    height, width = picture.shape
    size = max(1, round(width * scale)), max(1, round(height * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return as_grey(cv2.resize(picture, size, interpolation=how))


def turned(picture: Grey, degrees: int) -> Grey:
    """The picture after quarter turns, clockwise."""
    return as_grey(np.ascontiguousarray(np.rot90(picture, -(degrees // 90) % 4)))


def paper_light(grey: Grey) -> Grey:
    """The brightness of the paper at each place, as if nothing were written on it."""
    height, width = grey.shape
    scale = min(1.0, 300 / max(height, width))
    small = scaled(grey, scale)
    kernel = np.ones((15, 15), np.uint8)
    paper = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel), 9)
    return as_grey(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR))


def evened(grey: Grey) -> Grey:
    """The picture with shadows taken out: paper is white everywhere, ink keeps its contrast."""
    paper = np.maximum(paper_light(grey), 32)
    return as_grey(cv2.divide(grey, paper, scale=255))


def unevenness(grey: Grey) -> float:
    """How differently the paper is lit, 0 to 1: a scanner gives below 0.1, a photo with a shadow far more."""
    paper = paper_light(scaled(grey, min(1.0, 300 / max(grey.shape))))
    inner = paper[paper.shape[0] // 20 : -(paper.shape[0] // 20) or None]
    low, high = np.percentile(inner, (5, 95))
    return float((high - low) / 255)


@dataclass(frozen=True)
class Look:
    """A page seen from a distance: which pixels are ink, at `scale` times the picture's resolution."""

    ink: Grey  # 1 where there is ink
    scale: float
    dpi: float

    @cached_property
    def boxes(self) -> npt.NDArray[np.int32]:
        """Connected pieces of ink: rows of x, y, width, height, area, in pixels of the look."""
        _, _, stats, _ = cv2.connectedComponentsWithStats(self.ink, connectivity=8)
        return np.asarray(stats[1:], np.int32)


def look(grey: Grey, dpi: float, at: float = LOOK_DPI) -> Look:
    """Find the ink of a page. Shadows and a grey background are paper; specks stay in."""
    scale = min(1.0, at / max(dpi, 1.0))
    small = evened(scaled(grey, scale))
    ink = (small < 255 * (1 - _FAINT)).astype(np.uint8)
    return Look(as_grey(ink), scale, dpi * scale)


def letter_sized(boxes: npt.NDArray[np.int32], dpi: float) -> npt.NDArray[np.int32]:
    """Those pieces of ink that may be letters: 0.03 to 0.45 inch high, not long rules, not specks."""
    width, height, area = boxes[:, 2], boxes[:, 3], boxes[:, 4]
    low, high = 0.03 * dpi, 0.45 * dpi
    fits = (np.maximum(width, height) >= low) & (height <= high) & (width <= 3 * high)
    solid = area >= 0.08 * width * height
    thick = np.minimum(width, height) * 14 >= np.maximum(width, height)
    return boxes[fits & solid & thick]


def marks(seen: Look) -> npt.NDArray[np.int32]:
    """Pieces of ink that somebody or something wrote: not the scanner's border, punch holes or specks."""
    height, width = seen.ink.shape
    boxes = seen.boxes
    if not len(boxes):
        return boxes
    x, y, w, h, area = boxes.T
    dpi = seen.dpi
    rim = 0.12 * dpi
    at_edge = (x <= rim) | (y <= rim) | (x + w >= width - rim) | (y + h >= height - rim)
    border = at_edge & ((w > 0.6 * dpi) | (h > 0.6 * dpi) | (np.minimum(w, h) < 0.1 * dpi))
    roundish = (np.minimum(w, h) > 0.7 * np.maximum(w, h)) & (area > 0.6 * w * h)
    near_edge = (x < dpi) | (y < dpi) | (x + w > width - dpi) | (y + h > height - dpi)
    hole = roundish & near_edge & (w > 0.15 * dpi) & (w < 0.45 * dpi)
    speck = np.maximum(w, h) < 0.035 * dpi
    return cast("npt.NDArray[np.int32]", boxes[~(border | hole | speck)])


def ink_rect(seen: Look) -> Rect | None:
    """The rectangle around everything that is not paper, in fractions of the page; None on an empty page."""
    boxes = marks(seen)
    if not len(boxes):
        return None
    height, width = seen.ink.shape
    x, y, w, h, _ = boxes.T
    right, low = (x + w).max(), (y + h).max()
    return Rect(float(x.min() / width), float(y.min() / height), float(right / width), float(low / height))


def is_blank(seen: Look) -> bool:
    """Nothing was written here on purpose, as far as the ink shows. One signature makes a page not blank."""
    boxes = marks(seen)
    if not len(boxes):
        return True
    longest = np.maximum(boxes[:, 2], boxes[:, 3])
    strokes = boxes[longest >= 0.06 * seen.dpi]
    return len(strokes) < 3 and not bool((longest >= 0.3 * seen.dpi).any())


def fingerprint(grey: Grey) -> str:
    """A 64-bit perceptual hash in hex: the signs of a page's 64 lowest frequencies against their median."""
    even = evened(scaled(grey, min(1.0, 256 / max(grey.shape))))
    small = cv2.resize(even, (32, 32), interpolation=cv2.INTER_AREA)
    waves = cv2.dct(small.astype(np.float32))[:8, :8].flatten()
    bits = waves > np.median(waves[1:])
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"
