"""A picture as Tesseract reads it best: letters of the height that it needs, on white paper.

Its network sees every line at the same height, so that larger letters give no better reading: they only
cost time, as does the grain of the paper, which it takes for marks. (The time goes with a line's length; but
print that is pressed to nine tenths of it is read worse: full stops become commas.)
"""

from __future__ import annotations

import cv2
import numpy as np

from packetizer.reading.images import Grey, Look, as_grey, letter_sized, scaled
from packetizer.reading.lines import smallest_print

_SMALL = 15.0  # pixels of a letter's height below which a picture is enlarged
_ENLARGED = 22.0  # pixels that a letter then has
_AMPLE = 15.0  # pixels of the smallest letters' height above which nothing is gained
_LEAST = 0.5  # of its size, below which no picture is made smaller
_WORTH = 0.9  # a picture that would lose less of its size stays as it is
_PAPER = 0.94  # of the paper's light: what is no darker is paper too


def prepared(picture: Grey, seen: Look) -> tuple[Grey, float]:
    """The picture to read, and its size as a share of the given one's."""
    scale = reading_scale(seen)
    return whitened(scaled(picture, scale)), scale


def reading_scale(seen: Look) -> float:
    """How much larger or smaller a picture is best read. The smallest print on it decides."""
    height = letter_height(seen)
    if not height:
        return 1.0
    if height < _SMALL:
        return min(2.0, _ENLARGED / height)
    small = smallest_print(seen) / seen.scale
    scale = max(_LEAST, _AMPLE / small) if small else 1.0
    return scale if scale < _WORTH else 1.0


def letter_height(seen: Look) -> float:
    """Pixels of the picture; 0 where there are no letters."""
    letters = letter_sized(seen.boxes, seen.dpi)
    return float(np.median(letters[:, 3])) / seen.scale if len(letters) else 0.0


def whitened(picture: Grey) -> Grey:
    """The grain of bright paper made white; a picture that is mostly dark stays as it is."""
    counts = cv2.calcHist([picture], [0], None, [256], [0, 256]).ravel()
    light = int(counts[128:].argmax()) + 128
    if counts[128:].sum() < 0.6 * picture.size:
        return picture
    steps = np.clip(np.arange(256) * 255.0 / (light * _PAPER), 0, 255)
    return as_grey(cv2.LUT(picture, steps.astype(np.uint8)))
