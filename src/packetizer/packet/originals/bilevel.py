"""Pages in black and white: what is paper, what is ink, whatever their colours.

A page's ground is estimated piece by piece. Print is what differs from its ground, darker or lighter; a
ground that is itself dark stays black where the print on it is light, so that white on blue can be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

PIECE = 61  # pixels across which a ground is alike: a third of an inch
CONTRAST = 40  # steps of 255 that ink differs from its ground
DARK = 110  # of 255: a ground that is black in black and white
TINTED = 205  # of 255: a ground between this and DARK, black only below lighter print
EVEN = 0.0002  # share of pixels between black and white that a picture of two tones may have


def black_and_white(pixels: Pixels) -> Pixels:
    """Gray or RGB as 0 and 255, of the same size."""
    import cv2
    import numpy as np

    planes = [pixels] if pixels.ndim == 2 else [pixels[..., at] for at in range(3)]
    gray = pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    grounds = [_ground(plane) for plane in planes]
    darker = np.max([g.astype(np.int16) - p for g, p in zip(grounds, planes, strict=True)], axis=0)
    lighter = np.max([p.astype(np.int16) - g for g, p in zip(grounds, planes, strict=True)], axis=0)
    ground = _ground(gray)
    ink = darker > CONTRAST
    light = lighter > CONTRAST
    # print lighter than its ground, and hardly any darker print around it
    many = np.asarray(cv2.boxFilter(light.astype(np.float32), -1, (PIECE, PIECE)))
    few = np.asarray(cv2.boxFilter(ink.astype(np.float32), -1, (PIECE, PIECE)))
    reversed_print = (ground < TINTED) & (many > 2 * few) & (many > 0.01)
    black = np.where((ground < DARK) | reversed_print, ~light, ink)
    return np.where(black, 0, 255).astype(np.uint8)


def _ground(plane: Pixels) -> Pixels:
    """What lies behind the print: the median of each neighbourhood, taken on a smaller picture."""
    import cv2
    import numpy as np

    height, width = plane.shape
    small = cv2.resize(plane, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    middle = cv2.medianBlur(small, PIECE // 4 | 1)
    return np.asarray(cv2.resize(middle, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def two_tones(pixels: Pixels) -> NDArray[np.bool_] | Pixels:
    """The picture in the fewest tones that it has: two, grays, or as it is."""
    import numpy as np

    if pixels.ndim == 3:
        low, high = pixels.min(axis=2), pixels.max(axis=2)
        if int((high - low).max()) > 8:
            return pixels
        pixels = pixels[..., 1]
    between = (pixels > 24) & (pixels < 231)
    if float(between.mean()) <= EVEN:
        return np.asarray(pixels > 127)
    return np.ascontiguousarray(pixels)
