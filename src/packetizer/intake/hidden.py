"""Words of a text layer that nobody sees: in the paper's own colour over other print, or under a picture.

What is seen of some print is what a page loses without it. So a page whose print has several colours, or
meets pictures, is drawn small with and without the print of each colour. Where that makes little difference
to a word's place, its letters are drawn by themselves, to see how much of them is missing.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

import pypdfium2.raw as pdfium

from packetizer.model import Box

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pypdfium2 as pdfium_helpers

    Grey = npt.NDArray[np.uint8]
    Difference = npt.NDArray[np.int16]
    Open = Callable[[], pdfium_helpers.PdfPage]
    Draw = Callable[[pdfium_helpers.PdfPage], Grey]

HIDDEN_TEXT = 3  # text render mode "neither fill nor stroke": what lies behind a scan
_MOST = 6_000  # objects of a page that is drawn in parts
_MANY = 100  # pictures, that some print will meet
_DEEPEST = 6  # forms within forms
_SHADES = 32  # of 256, that count as one colour
_SEEN = 24  # of 255, by which a pixel must differ to be seen
_CORE = 100  # of 255, by which a letter's own pixels differ between black and white
_PLAIN = 0.45  # share of a word's place that differs, from which it is seen for certain
_TRACE, _WHOLE = 0.35, 0.65  # share of its letters that is seen: below the one nobody reads it; and the other
_UNDER = 0.5  # of a word that another one covers


@dataclass(frozen=True, slots=True)
class Ink:
    """How a word is printed, roughly: all of one ink are drawn or left out together."""

    mode: int
    shade: int
    clear: bool = False


class Inked(Protocol):
    @property
    def box(self) -> Box: ...
    @property
    def ink(self) -> Ink | None: ...


W = TypeVar("W", bound=Inked)


def ink_of(item: pdfium.FPDF_PAGEOBJECT) -> Ink:
    """The ink of a text object."""
    mode = int(pdfium.FPDFTextObj_GetTextRenderMode(item))
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return Ink(mode, -1)
    grey = (299 * red.value + 587 * green.value + 114 * blue.value) // 1000
    return Ink(mode, grey // _SHADES, alpha.value < _SHADES)


def without_unseen(words: Sequence[W], pictures: Sequence[Box], again: Open, draw: Draw) -> list[W]:
    """The words that can be seen, and those that were laid behind a scan.

    `pictures` stand on the page. `again` opens it once more, to be changed, and `draw` draws it small, as it
    is shown.
    """
    printed = [word for word in words if word.ink is not None and word.ink.mode != HIDDEN_TEXT]
    unseen: set[int] = set()
    if _doubtful(printed, pictures):
        with closing(again()) as page:
            unseen = {id(word) for word in _unseen(page, draw, printed)}
    shown = [word.box for word in printed if id(word) not in unseen]
    behind = [word for word in words if word.ink is not None and word.ink.mode == HIDDEN_TEXT]
    unseen.update(id(word) for word in behind if any(_lies_under(word.box, box) for box in shown))
    return [word for word in words if id(word) not in unseen]


def _doubtful(printed: Sequence[Inked], pictures: Sequence[Box]) -> bool:
    if len({word.ink for word in printed}) > 1 or (printed and len(pictures) > _MANY):
        return True
    return any(_shared(word.box, picture) > 0 for picture in pictures for word in printed)


def _lies_under(box: Box, other: Box) -> bool:
    """Under a word about as high: a stamp over a scan covers many, and belies none."""
    return _shared(box, other) > _UNDER * box.width * box.height and 0.5 < other.height / box.height < 2


def _shared(box: Box, other: Box) -> float:
    width = min(box.x1, other.x1) - max(box.x0, other.x0)
    height = min(box.y1, other.y1) - max(box.y0, other.y0)
    return width * height if width > 0 and height > 0 else 0.0


def _unseen(page: pdfium_helpers.PdfPage, draw: Draw, words: Sequence[W]) -> list[W]:
    """Those of which too little is seen: of two printed over each other, the one that is seen less."""
    parts = dict(_seen_parts(page, draw, words))
    shares = [parts.get(number, 1.0) for number in range(len(words))]

    def unseen(at: int) -> bool:
        word, share = words[at], shares[at]
        return share < _TRACE or (
            share < _WHOLE
            and any(
                other.ink != word.ink and shares[n] > share and _lies_under(word.box, other.box)
                for n, other in enumerate(words)
            )
        )

    return [words[at] for at in parts if unseen(at)]


def _seen_parts(
    page: pdfium_helpers.PdfPage, draw: Draw, words: Sequence[Inked]
) -> Iterator[tuple[int, float]]:
    """Words that are not seen for certain, by number, and the share of their letters that is. Changes the
    page."""
    items = list(_objects(page))
    if len(items) > _MOST:
        return
    whole = draw(page)
    lost: dict[Ink, Difference] = {}
    for ink in {word.ink for word in words if word.ink is not None}:
        with _left_out([item for item, its in items if its == ink]):
            lost[ink] = _difference(whole, draw(page))
    for ink, missing in lost.items():
        own = ((at, word) for at, word in enumerate(words) if word.ink == ink)
        doubts = [(at, word) for at, word in own if (_place(missing, word.box) >= _SEEN).mean() < _PLAIN]
        if doubts:
            with _left_out([item for item, its in items if its != ink]):
                letters = _letters(page, draw, [item for item, its in items if its == ink])
            yield from ((at, _seen_part(missing, letters, word.box)) for at, word in doubts)


def _objects(page: pdfium_helpers.PdfPage) -> Iterator[tuple[pdfium.FPDF_PAGEOBJECT, Ink | None]]:
    """What a page is drawn of, but for the forms that hold it; text with its ink."""
    for item in page.get_objects(max_depth=_DEEPEST):
        if item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            yield item.raw, ink_of(item.raw)
        elif item.type != pdfium.FPDF_PAGEOBJ_FORM:
            yield item.raw, None


@contextmanager
def _left_out(items: Sequence[pdfium.FPDF_PAGEOBJECT]) -> Iterator[None]:
    for item in items:
        pdfium.FPDFPageObj_SetIsActive(item, False)
    try:
        yield
    finally:
        for item in items:
            pdfium.FPDFPageObj_SetIsActive(item, True)


def _letters(page: pdfium_helpers.PdfPage, draw: Draw, items: Sequence[pdfium.FPDF_PAGEOBJECT]) -> Difference:
    """What differs on the page where the letters of these objects are black or white."""
    drawn = []
    for shade in (0, 255):
        for item in items:
            pdfium.FPDFPageObj_SetFillColor(item, shade, shade, shade, 255)
            pdfium.FPDFPageObj_SetStrokeColor(item, shade, shade, shade, 255)
        drawn.append(draw(page))
    return _difference(drawn[0], drawn[1])


def _difference(one: Grey, other: Grey) -> Difference:
    import numpy as np

    return np.asarray(np.abs(one.astype(np.int16) - other), np.int16)


def _place(difference: Difference, box: Box) -> Difference:
    height, width = difference.shape
    y0, x0 = min(int(box.y0 * height), height - 1), min(int(box.x0 * width), width - 1)
    return difference[y0 : max(round(box.y1 * height), y0 + 1), x0 : max(round(box.x1 * width), x0 + 1)]


def _seen_part(lost: Difference, letters: Difference, box: Box) -> float:
    """The share of a word's letters whose loss is seen, each pixel by how much it is. Letters too small to be
    drawn are seen if anything is lost."""
    import numpy as np

    missing = _place(lost, box)
    core = missing[_place(letters, box) >= _CORE]
    most = float(np.percentile(core, 95)) if core.size else float(missing.max())
    if most < _SEEN:
        return 0.0
    return float(core.mean()) / most if core.size else 1.0
