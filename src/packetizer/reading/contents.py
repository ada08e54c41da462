"""What a page consists of, as a key: the same page in another file has the same."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packetizer.intake.pages import OpenPage

_DPI = 100.0  # shows every stroke; drawing the page costs some 3 % of reading it


def contents_key(opened: OpenPage) -> str:
    """A hash of the page's size, its text layer and what it looks like."""
    said = hashlib.sha256(f"{opened.width:.3f} {opened.height:.3f} {opened.picture_dpi}".encode())
    for word in opened.words():
        box = word.box
        place = f"{box.x0:.5f} {box.y0:.5f} {box.x1:.5f} {box.y1:.5f} {word.angle}"
        said.update(f"{word.text}\0{place}\0".encode("utf-8", "replace"))
    said.update(opened.render(_DPI).tobytes())
    return said.hexdigest()
