"""Where an original page stands on a US Letter sheet: upright, whole, and clear of the stamp."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from packetizer.packet.style import LETTER

if TYPE_CHECKING:
    from packetizer.model import Box

BAND = 34.0  # height of the strip at a sheet's edge that the stamp needs, with its air
MARGIN = 36.0  # around a photo
SAME = 1.5  # points of difference in paper size that nobody sees


class Edge(StrEnum):
    BOTTOM = "bottom"
    TOP = "top"


@dataclass(frozen=True, slots=True)
class Placed:
    """The upright original on its sheet, scaled by `scale`, its lower left corner at (`x`, `y`). In points."""

    sheet: tuple[float, float]  # width, height
    x: float
    y: float
    scale: float
    width: float  # of the original on the sheet
    height: float
    stamp: Edge


def place(width: float, height: float, ink: Box | None, *, enlarge: float | None = None) -> Placed:
    """Place an upright original of `width` × `height` points.

    `ink` is the box around what is not paper, None on an empty page. A page of paper keeps its size, or is
    made smaller to fit; a little more only where neither the lower nor the upper margin is free for the
    stamp. `enlarge` marks a photo (of a receipt, a card), which has no size of its own: it fills the sheet
    inside margins, enlarged at most so much.
    """
    sheet = LETTER if width <= height else (LETTER[1], LETTER[0])
    if enlarge is not None:
        return _photo(width, height, sheet, enlarge)
    scale = min(1.0, _fit(sheet[0], width), _fit(sheet[1], height))
    x, y = (sheet[0] - width * scale) / 2, (sheet[1] - height * scale) / 2
    edge = _free_edge(ink, y, height * scale, sheet[1])
    if edge is None:
        scale = min(scale, (sheet[1] - BAND) / height)
        x, y, edge = (sheet[0] - width * scale) / 2, sheet[1] - height * scale, Edge.BOTTOM
    return Placed(sheet, x, y, scale, width * scale, height * scale, edge)


def _fit(room: float, size: float) -> float:
    return 1.0 if abs(room - size) <= SAME else room / size


def _free_edge(ink: Box | None, y: float, height: float, sheet_height: float) -> Edge | None:
    """The edge at which a strip of the sheet is blank; the lower where both are."""
    if ink is None or y + (1 - ink.y1) * height >= BAND:
        return Edge.BOTTOM
    if sheet_height - (y + (1 - ink.y0) * height) >= BAND:
        return Edge.TOP
    return None


def _photo(width: float, height: float, sheet: tuple[float, float], enlarge: float) -> Placed:
    room = (sheet[0] - 2 * MARGIN, sheet[1] - MARGIN - BAND - 6)
    scale = min(room[0] / width, room[1] / height, max(1.0, enlarge))
    x = (sheet[0] - width * scale) / 2
    y = BAND + 6 + (room[1] - height * scale) / 2
    return Placed(sheet, x, y, scale, width * scale, height * scale, Edge.BOTTOM)
