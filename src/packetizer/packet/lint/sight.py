"""What the eye sees of a page: whether a word is to be seen, how much ink, and its inside as a picture."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pypdfium2 as pdfium_helpers
    from numpy.typing import NDArray

    from packetizer.model import Box

DPI = 96
MOST_PIXELS = 4_000_000
FLAT = 26  # gray levels between the darkest and the lightest pixel of a place on which nothing is seen
WHITE = 246  # from this level on a flat place is paper
DARK = 110  # up to this level a flat place on a scan was blacked out, and is no shade of paper
INK = 200  # below this level a pixel is not paper
EDGE = 0.28  # of a word's height left out above and below: a bar is seldom as high as the word's box
LEAST = 3  # pixels a side of a word that can be judged


class Sight:
    """A page as it is drawn, with comments and fields, in gray."""

    def __init__(self, page: pdfium_helpers.PdfPage, size: tuple[float, float]) -> None:
        self._page, self._size = page, size

    @cached_property
    def _gray(self) -> NDArray[np.uint8]:
        scale = DPI / 72
        pixels = self._size[0] * self._size[1] * scale * scale
        scale *= min(1.0, (MOST_PIXELS / pixels) ** 0.5)
        bitmap = self._page.render(scale=scale, grayscale=True, limit_image_cache=True)
        try:
            drawn: NDArray[np.uint8] = bitmap.to_numpy()
            return (drawn[:, :, 0] if drawn.ndim == 3 else drawn).copy()
        finally:
            bitmap.close()

    def covered(self, box: Box, on_scan: bool) -> bool:
        """Whether a word lies under a box. On a scan only a dark one counts: paper has shades."""
        flat = self._flat(box)
        return flat is not None and flat < (DARK if on_scan else WHITE)

    def unseen(self, box: Box) -> bool:
        """Whether there is only paper where a word is said to be printed."""
        flat = self._flat(box)
        return flat is not None and flat >= WHITE

    def _flat(self, box: Box) -> float | None:
        """The level of a place on which nothing stands out, None where something does."""
        high, wide = self._gray.shape
        trim = EDGE * min(box.height * high, box.width * wide)
        x0, x1 = box.x0 * wide + trim * 0.4, box.x1 * wide - trim * 0.4
        y0, y1 = box.y0 * high + trim, box.y1 * high - trim
        part = self._gray[int(y0) : int(np.ceil(y1)), int(x0) : int(np.ceil(x1))]
        if min(part.shape) < LEAST:
            return None
        return float(part.mean()) if int(part.max()) - int(part.min()) <= FLAT else None

    def inside(self, margin: float) -> NDArray[np.uint8]:
        """The page without the strips in which numbers and stamps stand."""
        high = self._gray.shape[0]
        return np.ascontiguousarray(self._gray[int(high * margin) : int(high * (1 - margin))])

    def ink(self, margin: float) -> float:
        """The share of the page's inside that is not paper."""
        return round(float((self.inside(margin) < INK).mean()), 6)
