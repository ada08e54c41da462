"""A word's place by where its letters begin, for fonts whose boxes tell another one.

A Type 3 font says of each of its drawings how large it is, and nothing holds it to that. Where a letter
begins, and how far the next one is, has to be right for the page to be read at all.
"""

from __future__ import annotations

import ctypes
import math

import pypdfium2.raw as pdfium

Rectangle = tuple[float, float, float, float]  # left, bottom, right, top

_BESIDE = 1.0  # of a box's height that letters may begin outside it
_LEAST, _MOST = 0.15, 5.0  # height of a box, of the mean way from letter to letter
_EM = 1.9  # of the same: letters are half as wide as high, about
_ABOVE, _BELOW = 0.75, 0.25  # em above and below the line on which letters stand


def nameless(text_page: pdfium.FPDF_TEXTPAGE, index: int) -> bool:
    """Whether the letter's font has no name, as a Type 3 font: its boxes are to be doubted."""
    item = pdfium.FPDFText_GetTextObject(text_page, index)
    font = pdfium.FPDFTextObj_GetFont(item) if item else None
    return bool(font) and pdfium.FPDFFont_GetBaseFontName(font, None, 0) <= 1


def credible(box: Rectangle, text_page: pdfium.FPDF_TEXTPAGE, first: int, end: int) -> bool:
    """Whether the letters `first` to `end` can stand in the box: they begin in it, and it is about as high as
    they are wide."""
    origin = _origin(text_page, first)
    if origin is None:
        return True
    left, bottom, right, top = box
    height = min(right - left, top - bottom)
    rim = _BESIDE * height
    if not (left - rim <= origin[0] <= right + rim and bottom - rim <= origin[1] <= top + rim):
        return False
    step = _step(text_page, first, end)
    return step is None or _LEAST <= height / math.hypot(*step) <= _MOST


def by_origins(text_page: pdfium.FPDF_TEXTPAGE, first: int, end: int) -> Rectangle | None:
    """The room of the letters `first` to `end` on their line, as where they begin tells; None for a single
    letter without a size."""
    origin, step = _origin(text_page, first), _step(text_page, first, end)
    size = pdfium.FPDFText_GetFontSize(text_page, first) * _scale(text_page, first)
    if origin is None or not math.isfinite(size) or (step is None and size <= 0):
        return None
    angle = -pdfium.FPDFText_GetCharAngle(text_page, first)
    across, up = math.cos(angle), math.sin(angle)
    wide = math.hypot(*step) if step else size / _EM
    em = size if 1.0 <= size / wide <= _MOST else _EM * wide
    back = step is not None and step[0] * across + step[1] * up < 0  # written from right to left
    corners = [
        (origin[0] + at * wide * across - high * em * up, origin[1] + at * wide * up + high * em * across)
        for at in ((first - end + 1, 1) if back else (0, end - first))
        for high in (-_BELOW, _ABOVE)
    ]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _scale(text_page: pdfium.FPDF_TEXTPAGE, index: int) -> float:
    matrix = pdfium.FS_MATRIX()
    return math.hypot(matrix.c, matrix.d) if pdfium.FPDFText_GetMatrix(text_page, index, matrix) else 1.0


def _origin(text_page: pdfium.FPDF_TEXTPAGE, index: int) -> tuple[float, float] | None:
    x, y = ctypes.c_double(), ctypes.c_double()
    if not pdfium.FPDFText_GetCharOrigin(text_page, index, x, y):
        return None
    return (x.value, y.value) if math.isfinite(x.value) and math.isfinite(y.value) else None


def _step(text_page: pdfium.FPDF_TEXTPAGE, first: int, end: int) -> tuple[float, float] | None:
    """The mean way from where one letter begins to where the next does."""
    if end - first < 2:
        return None
    one, other = _origin(text_page, first), _origin(text_page, end - 1)
    if one is None or other is None or one == other:
        return None
    return (other[0] - one[0]) / (end - 1 - first), (other[1] - one[1]) / (end - 1 - first)
