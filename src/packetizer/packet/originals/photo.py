"""A photo of a sheet as that sheet: cut out and seen from straight above, as it was read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from packetizer.intake.pages import UnreadablePage, open_page
from packetizer.packet.originals.matrix import TURNS
from packetizer.packet.originals.part import DRAWN_DPI, CannotTake, Need, Task, put
from packetizer.packet.originals.picture import fitted
from packetizer.packet.originals.place import Placed

if TYPE_CHECKING:
    import pikepdf

JPEG_QUALITY = 85  # about what a phone writes


class PhotoSource:
    """Pages whose `need.sheet` says where the sheet lies; CannotTake for any other."""

    def __init__(self, task: Task) -> None:
        self._task = task

    def add(self, out: pikepdf.Pdf, need: Need) -> Placed:
        from pikepdf import Name
        from PIL import Image

        from packetizer.reading.sheet import as_page

        if need.sheet is None:
            raise CannotTake
        try:
            with open_page(self._task.file, self._task.media_type, need.number) as page:
                pixels = page.render(page.picture_dpi or DRAWN_DPI, color=True)
        except UnreadablePage:
            raise CannotTake from None
        flat = Image.fromarray(as_page(pixels, need.rotation, need.sheet))
        jpeg = io.BytesIO()
        flat.save(jpeg, "JPEG", quality=JPEG_QUALITY)
        picture = out.make_stream(
            jpeg.getvalue(),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=flat.width,
            Height=flat.height,
            ColorSpace=Name.DeviceGray if flat.mode == "L" else Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
        placed = fitted(need, flat.size)
        put(out, picture, TURNS[0], placed)
        return placed

    def close(self) -> None:
        """Nothing is kept open here."""
