"""Where an original page stands on a US Letter sheet: upright, whole, and clear of the stamp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from packetizer.packet.drawing.style import LETTER

if TYPE_CHECKING:
    from packetizer.model import Box

BAND = 34.0  # height of the strip at a sheet's lower edge that the stamp needs, with its air
FAX_BAND = 42.0  # the same on a fax, whose stamps are larger
MARGIN = 36.0  # around a photo
SAME = 1.5  # points of difference in paper size that nobody sees


@dataclass(frozen=True, slots=True)
class Placed:
    """The upright original on its sheet, scaled by `scale`, its lower left corner at `x`, `y`. In points."""

    sheet: tuple[float, float]  # width, height
    x: float
    y: float
    scale: float
    width: float  # of the original on the sheet
    height: float


def place(
    width: float, height: float, ink: Box | None, *, enlarge: float | None = None, band: float = BAND
) -> Placed:
    """Place an upright original of `width` × `height` points.

    `ink` is the box around what is not paper, None on an empty page. A page of paper keeps its size, or is
    made smaller to fit; where its lower margin is not free for the stamp it moves up to the sheet's upper
    edge, made smaller by as little as that takes. `enlarge` marks a photo (of a receipt, a card), which has
    no size of its own: it fills the sheet inside margins, enlarged at most so much. `band` is the height of
    the strip that the stamp needs.
    """
    sheet = LETTER if width <= height else (LETTER[1], LETTER[0])
    if enlarge is not None:
        return _photo(width, height, sheet, enlarge, band)
    scale = min(1.0, _fit(sheet[0], width), _fit(sheet[1], height))
    y = (sheet[1] - height * scale) / 2
    if ink is not None and y + (1 - ink.y1) * height * scale < band:
        scale = min(scale, (sheet[1] - band) / (height * ink.y1))
        y = sheet[1] - height * scale
    return Placed(sheet, (sheet[0] - width * scale) / 2, y, scale, width * scale, height * scale)


def _fit(room: float, size: float) -> float:
    return 1.0 if abs(room - size) <= SAME else room / size


def _photo(width: float, height: float, sheet: tuple[float, float], enlarge: float, band: float) -> Placed:
    room = (sheet[0] - 2 * MARGIN, sheet[1] - MARGIN - band - 6)
    scale = min(room[0] / width, room[1] / height, max(1.0, enlarge))
    x = (sheet[0] - width * scale) / 2
    y = band + 6 + (room[1] - height * scale) / 2
    return Placed(sheet, x, y, scale, width * scale, height * scale)
