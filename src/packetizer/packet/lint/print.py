"""The words of a finished page with how they are drawn, also those that nobody sees."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from packetizer.intake.limits import PAGE_CHARACTERS
from packetizer.model import Box

if TYPE_CHECKING:
    import pypdfium2 as pdfium_helpers

    from packetizer.intake.words import View

HIDDEN = 3  # text render mode "neither fill nor stroke": the text behind a scan
CLIPPING = 7  # adds to a clip, draws nothing
LEAST_TELLING = 2  # letters and digits of a word that says something
APART = 0.9  # of the height of a line, from which on two letters are not of one word
BEYOND = 2.0  # points beyond the edge from which on a word is off the page


@dataclass(frozen=True, slots=True)
class Printed:
    """A word. `box` is on the page as shown, in fractions; `angle` how it is turned there, clockwise."""

    text: str
    box: Box
    mode: int  # text render mode
    angle: int
    outside: bool  # wholly beyond the page's edge

    @property
    def tells(self) -> bool:
        """Whether it says something: a lone dash or dot does not."""
        return sum(char.isalnum() for char in self.text) >= LEAST_TELLING

    @property
    def garbled(self) -> bool:
        """Whether a reader gets other characters than are seen."""
        odd = sum(char == "\ufffd" or unicodedata.category(char) in ("Co", "Cc", "Cn") for char in self.text)
        return odd * 2 > len(self.text)


def printed_words(page: pdfium_helpers.PdfPage, view: View) -> list[Printed]:
    """The words in the order of the file."""
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return []
    try:
        return list(_Words(text, view))
    finally:
        pdfium.FPDFText_ClosePage(text)


Sides = tuple[float, float, float, float]


class _Words:
    """Cuts the characters of a text page into words."""

    def __init__(self, text: pdfium.FPDF_TEXTPAGE, view: View) -> None:
        self._text, self._view = text, view
        self._modes: dict[int, int] = {}
        self._sides = tuple(ctypes.c_double() for _ in range(4))

    def __iter__(self) -> Iterator[Printed]:
        letters: list[str] = []
        sides: list[Sides] = []
        first = 0
        count = min(pdfium.FPDFText_CountChars(self._text), PAGE_CHARACTERS)
        for index in range(count):
            char = _character(pdfium.FPDFText_GetUnicode(self._text, index))
            box = None if char.isspace() else self._box(index)
            if letters and (box is None or _apart(sides[-1], box)):
                yield self._word(letters, sides, first)
                letters, sides = [], []
            if box is not None:
                first = first if letters else index
                letters.append(char)
                sides.append(box)
        if letters:
            yield self._word(letters, sides, first)

    def _box(self, index: int) -> Sides | None:
        left, right, bottom, top = self._sides
        if not pdfium.FPDFText_GetCharBox(self._text, index, left, right, bottom, top):
            return None
        return left.value, bottom.value, right.value, top.value

    def _word(self, letters: list[str], sides: list[Sides], first: int) -> Printed:
        x0, y0 = min(s[0] for s in sides), min(s[1] for s in sides)
        x1, y1 = max(s[2] for s in sides), max(s[3] for s in sides)
        view = self._view
        angle = round(pdfium.FPDFText_GetCharAngle(self._text, first) / 1.5707963) * 90
        outside = (
            x1 < view.left - BEYOND
            or y1 < view.bottom - BEYOND
            or x0 > view.left + view.width + BEYOND
            or y0 > view.bottom + view.height + BEYOND
        )
        return Printed(
            "".join(letters),
            view.box(x0, y0, x1, y1),
            self._mode(first),
            (angle + view.rotation) % 360,
            outside,
        )

    def _mode(self, index: int) -> int:
        """How the text is drawn of which a character is a part."""
        item = pdfium.FPDFText_GetTextObject(self._text, index)
        key = ctypes.cast(item, ctypes.c_void_p).value if item else None
        if key is None:
            return HIDDEN
        if key not in self._modes:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
            self._modes[key] = HIDDEN if mode == CLIPPING else mode
        return self._modes[key]


def _character(code: int) -> str:
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    char = chr(code)
    return " " if char.isspace() else char


def _apart(before: Sides, box: Sides) -> bool:
    """Whether a letter begins a new word: far from the last one along or across the line."""
    size = max(before[3] - before[1], box[3] - box[1], before[2] - before[0], box[2] - box[0], 1.0)
    gap = max(box[0] - before[2], before[0] - box[2], box[1] - before[3], before[1] - box[3])
    return gap > APART * size
