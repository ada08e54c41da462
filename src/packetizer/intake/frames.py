"""A frame of a TIFF as it lies in the file, as a key: the same frame in a longer file has the same."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, BinaryIO

from packetizer.intake.damage import DAMAGED

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

_STRIPS, _TILES = (273, 279), (324, 325)  # the tags that say where pieces of the picture lie, and how long
_PLACES = frozenset({273, 324, 330, 34665, 34853, 40965})  # tags that say where something lies in the file
_ELSEWHERE = frozenset({330, 513, 519, 520, 521})  # of pictures that are kept in another way


def frame_key(image: ImageFile, stream: BinaryIO) -> str | None:
    """A hash of the frame that `image` shows, opened from `stream`; None where the file does not tell."""
    from PIL.TiffImagePlugin import TiffImageFile

    if not isinstance(image, TiffImageFile):
        return None
    tags = image.tag_v2
    held = _TILES if _TILES[0] in tags else _STRIPS
    if not set(held) <= set(tags) or not _ELSEWHERE.isdisjoint(tags):
        return None
    try:
        said = hashlib.sha256(repr((tags.prefix, sorted(_told(dict(tags))))).encode())
        size = stream.seek(0, io.SEEK_END)
        for place, length in zip(tags[held[0]], tags[held[1]], strict=True):
            if not 0 <= place <= place + length <= size:
                return None
            stream.seek(place)
            said.update(stream.read(length))
    except DAMAGED:
        return None
    return said.hexdigest()


def _told(tags: dict[int, object]) -> list[tuple[int, str]]:
    return [(tag, repr(value)) for tag, value in tags.items() if tag not in _PLACES]
