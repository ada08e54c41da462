"""What a page consists of, as a key: the same page in another file has the same."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from packetizer.reading.images import Grey

if TYPE_CHECKING:
    from packetizer.intake.pages import OpenPage


def contents_key(opened: OpenPage, grey: Grey) -> str:
    """A hash of the page's size, its text layer and what it looks like: `grey`, the picture that is read."""
    said = hashlib.sha256(f"{opened.width:.3f} {opened.height:.3f} {opened.picture_dpi}".encode())
    for word in opened.words():
        box = word.box
        place = f"{box.x0:.5f} {box.y0:.5f} {box.x1:.5f} {box.y1:.5f} {word.angle}"
        said.update(f"{word.text}\0{place}\0".encode("utf-8", "replace"))
    said.update(f"{grey.shape}".encode())
    said.update(grey.data)
    return said.hexdigest()
