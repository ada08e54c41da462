"""JPEG files without what they tell besides their picture: place, time, camera, thumbnails, films."""

from __future__ import annotations

import re

_ENTROPY_ENDS = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # the next marker that is no restart or stuffed byte

SOI, EOI, SOS, COM = 0xD8, 0xD9, 0xDA, 0xFE
APP0, APP2, APP14, APP15 = 0xE0, 0xE2, 0xEE, 0xEF


def picture_only(data: bytes) -> bytes:
    """The same picture, bit for bit: only headers that decoding needs are kept (JFIF, ICC profile, Adobe).

    What is no regular JPEG is given back as it came.
    """
    if data[:2] != b"\xff\xd8":
        return data
    kept, at = [data[:2]], 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return data
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        if marker == EOI:
            return b"".join([*kept, data[at : at + 2]])
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == SOS:
            found = _ENTROPY_ENDS.search(data, end)
            if found is None:  # cut off: what is there is the picture
                return b"".join([*kept, data[at:]])
            end = found.start()
        if _needed(marker, data[at + 4 : at + 16]):
            kept.append(data[at:end])
        at = end
    return b"".join([*kept, data[at:]])


def _needed(marker: int, begin: bytes) -> bool:
    if marker == COM:
        return False
    if marker == APP2:
        return begin.startswith(b"ICC_PROFILE")
    return not APP0 < marker <= APP15 or marker == APP14
