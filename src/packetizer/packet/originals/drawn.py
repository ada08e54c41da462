"""A page as a picture of itself: for what no other way can take over."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from packetizer.intake.pages import UnreadablePage, open_page
from packetizer.packet.originals.matrix import TURNS
from packetizer.packet.originals.part import DRAWN_DPI, CannotTake, Need, Task, put
from packetizer.packet.originals.place import Placed, place

if TYPE_CHECKING:
    import pikepdf
    from PIL import Image

JPEG_QUALITY = 90


class DrawnSource:
    """Any source, through the same door as reading."""

    def __init__(self, task: Task) -> None:
        self._task = task

    def add(self, out: pikepdf.Pdf, need: Need) -> Placed:
        from PIL import Image

        try:
            with open_page(self._task.file, self._task.media_type, need.number) as page:
                pixels = page.render(DRAWN_DPI, color=True)
        except UnreadablePage:
            raise CannotTake from None
        shown = need.sheet or need  # of a photo that could not be flattened: all of it
        placed = place(shown.width, shown.height, need.ink)
        put(out, image_object(out, Image.fromarray(pixels)), TURNS[need.rotation], placed)
        return placed

    def close(self) -> None:
        """Nothing is kept open here."""


def image_object(out: pikepdf.Pdf, image: Image.Image) -> pikepdf.Object:
    """A decoded picture (gray or RGB, 8 bits) as an XObject: lossless if that is not larger, else as JPEG."""
    import zlib

    from pikepdf import Name

    raw = zlib.compress(image.tobytes(), 6)
    jpeg = io.BytesIO()
    image.save(jpeg, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    lossless = len(raw) <= jpeg.tell()
    return out.make_stream(
        raw if lossless else jpeg.getvalue(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=image.width,
        Height=image.height,
        ColorSpace=Name.DeviceGray if image.mode == "L" else Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.FlateDecode if lossless else Name.DCTDecode,
    )
