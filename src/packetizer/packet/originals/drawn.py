"""A page as a picture of itself: for what no other way can take over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packetizer.intake.pages import UnreadablePage, open_page
from packetizer.packet.originals.coding import image_object
from packetizer.packet.originals.matrix import TURNS
from packetizer.packet.originals.part import DRAWN_DPI, CannotTake, Need, Task, put
from packetizer.packet.originals.place import Placed, place

if TYPE_CHECKING:
    import pikepdf


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
