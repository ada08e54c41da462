"""Pages drawn anew: with places blacked out, or in black and white for a fax. Nothing else of them goes in.

What is not in the picture is gone: text under a black box, hidden words, form fields, the original's own
coding. Its words are set behind it again by whoever writes the packet, without those that were hidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packetizer.intake.media import is_picture
from packetizer.intake.pages import UnreadablePage, open_page, page_file
from packetizer.packet.originals.bilevel import black_and_white, two_tones
from packetizer.packet.originals.coding import image_object
from packetizer.packet.originals.matrix import TURNS
from packetizer.packet.originals.part import DRAWN_DPI, CannotTake, Need, Task, put
from packetizer.packet.originals.picture import fitted
from packetizer.packet.originals.place import Placed, place

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pikepdf
    from numpy.typing import NDArray

    from packetizer.model import Box

    Pixels = NDArray[np.uint8]  # height x width, gray, or height x width x 3, RGB

FINEST_DPI = 300.0  # no finer than a scan that a reviewer needs
FAX_DPI = (204.0, 196.0)  # across and down a sheet: "fine" of ITU-T T.4


class AnewSource:
    """Any source, through the same door as reading."""

    def __init__(self, task: Task) -> None:
        self._task = task

    def add(self, out: pikepdf.Pdf, need: Need) -> Placed:
        from PIL import Image

        from packetizer.reading.sheet import as_page

        try:
            with open_page(self._task.file, self._task.media_type, need.number) as page:
                own = page.picture_dpi or DRAWN_DPI
                drawn = page.render(
                    min(own if page.is_picture else max(own, DRAWN_DPI), FINEST_DPI), color=True
                )
            of_picture = is_picture(page_file(self._task.file, self._task.media_type).media_type)
        except UnreadablePage:
            raise CannotTake from None
        pixels = as_page(drawn, need.rotation, need.sheet)
        height, width = pixels.shape[:2]
        if of_picture:
            placed = fitted(need, (width, height))
        else:
            placed = place(need.width, need.height, need.ink, band=need.band)
        pixels = blacked_out(pixels, need.hidden)
        if need.fax:
            pixels = blacked_out(black_and_white(_at_fax(pixels, placed)), need.hidden)
        put(out, image_object(out, Image.fromarray(two_tones(pixels))), TURNS[0], placed)
        return placed

    def close(self) -> None:
        """Nothing is kept open here."""


def blacked_out(pixels: Pixels, hidden: Sequence[Box]) -> Pixels:
    """The picture with these places black, to the next whole pixel."""
    if not hidden:
        return pixels
    made = pixels.copy()
    height, width = made.shape[:2]
    for box in hidden:
        x0, x1 = int(box.x0 * width), -int(-box.x1 * width // 1)
        y0, y1 = int(box.y0 * height), -int(-box.y1 * height // 1)
        made[max(0, y0) : y1, max(0, x0) : x1] = 0
    return made


def _at_fax(pixels: Pixels, placed: Placed) -> Pixels:
    """As many pixels as a fax has for its place; a sheet that lies on its side is sent turned."""
    import cv2
    import numpy as np

    across, down = FAX_DPI if placed.sheet[0] <= placed.sheet[1] else FAX_DPI[::-1]
    size = (max(1, round(placed.width / 72 * across)), max(1, round(placed.height / 72 * down)))
    finer = pixels.shape[1] >= size[0]
    return np.asarray(
        cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if finer else cv2.INTER_CUBIC), dtype=np.uint8
    )
