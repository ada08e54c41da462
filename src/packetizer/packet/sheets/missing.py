"""The sheet that stands for an original page which no library could show."""

from __future__ import annotations

from packetizer.packet.drawing.layout import SheetPage, Text
from packetizer.packet.drawing.style import DARK, LETTER, Face, width

_SAYS = "This page of the exhibit could not be reproduced. The original is available on request."


def not_shown() -> SheetPage:
    x = (LETTER[0] - width(_SAYS, Face.SERIF, 12)) / 2
    return SheetPage((Text(x, LETTER[1] / 2, _SAYS, Face.SERIF, 12, DARK, tags=(("P", 1),)),), ())
