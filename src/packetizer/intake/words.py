"""The words of a PDF's text layer: where they stand on the page as shown, and in which line.

pdfium gives characters in the order of the content stream, which for tables and forms is any order. Words
are cut at spaces; lines are made anew from where the words stand, so that a label and the value beside it
share a line however the program that wrote the PDF went about it.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import median

import pypdfium2.raw as pdfium

from packetizer.intake.hidden import Ink, ink_of
from packetizer.intake.limits import PAGE_CHARACTERS
from packetizer.intake.origins import Rectangle, by_origins, credible, nameless
from packetizer.intake.tables import rows_that_run_over
from packetizer.model import Box

LINE_HYPHEN = 2  # pdfium's mark for a hyphen that divides a word at the end of a line
NO_UNICODE = "\ufffd"  # a glyph whose font does not tell its character
FEWEST_PAIRS = 12  # neighbouring words that tell how skewed a page is
LEAST_SLOPE = 0.003  # about a sixth of a degree, less than which merges no lines
LEAST_SIZE = 1e-4  # of a box, as a fraction of the page


@dataclass(frozen=True, slots=True)
class LayerWord:
    """A word of the text layer. `line` numbers the page's lines from 0 in reading order.

    `box` is in fractions of the page as a viewer shows it. `angle` is how the word is turned there, in
    degrees clockwise: 0 reads from left to right, 90 from top to bottom. Lines of the commonest angle come
    first. A character that the font does not tell is U+FFFD. `follows` is the line after which this one is
    read, where it is a further line of a table's cell: what stands beside it is not.
    """

    text: str
    box: Box
    line: int
    angle: int = 0
    follows: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A word before it has a line. `band` is the height of its line: the font's, not the letters'."""

    text: str
    box: Box
    band: Box
    angle: int
    ink: Ink | None = None


@dataclass(frozen=True, slots=True)
class View:
    """From PDF user space to fractions of the page as shown: crop box and `/Rotate`."""

    left: float
    bottom: float
    width: float
    height: float
    rotation: int  # clockwise: 0, 90, 180, 270

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """The box on the shown page of a rectangle in user space (y upwards), cut to the page."""
        u0, u1 = (x0 - self.left) / self.width, (x1 - self.left) / self.width
        v0, v1 = 1 - (y1 - self.bottom) / self.height, 1 - (y0 - self.bottom) / self.height
        if u0 > u1 or v0 > v1:
            u0, u1, v0, v1 = min(u0, u1), max(u0, u1), min(v0, v1), max(v0, v1)
        shown = turn(Box(u0, v0, u1, v1), self.rotation)
        if shown.x0 >= 0 and shown.y0 >= 0 and shown.x1 <= 1 and shown.y1 <= 1:
            return shown
        return Box(*(min(1.0, max(0.0, edge)) for edge in (shown.x0, shown.y0, shown.x1, shown.y1)))


def turn(box: Box, degrees: int) -> Box:
    """The same place after the page is turned clockwise by a multiple of 90 degrees."""
    match degrees % 360:
        case 90:
            return Box(1 - box.y1, box.x0, 1 - box.y0, box.x1)
        case 180:
            return Box(1 - box.x1, 1 - box.y1, 1 - box.x0, 1 - box.y0)
        case 270:
            return Box(box.y0, 1 - box.x1, box.y1, 1 - box.x0)
        case _:
            return box


def placed_words(text_page: pdfium.FPDF_TEXTPAGE, view: View) -> Iterator[Placed]:
    """The words of a loaded text page, in the order in which they are printed."""
    count = min(pdfium.FPDFText_CountChars(text_page), PAGE_CHARACTERS)
    unicode_of = pdfium.FPDFText_GetUnicode
    letters: list[str] = []
    first = 0
    for index in range(count + 1):
        code = unicode_of(text_page, index) if index < count else 32
        char = "-" if code == LINE_HYPHEN else _character(code)
        if not char.isspace():
            if not letters:
                first = index
            letters.append(char)
        if letters and (char.isspace() or code == LINE_HYPHEN):
            placed = _place(text_page, view, first, index + (not char.isspace()), "".join(letters))
            if placed is not None:
                yield placed
            letters = []


@lru_cache(maxsize=4096)
def _character(code: int) -> str:
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return NO_UNICODE
    char = chr(code)
    category = unicodedata.category(char)
    if category == "Cc":
        return " "
    if category == "Co":  # private use: the font's own numbering
        return NO_UNICODE
    if 0xFB00 <= code <= 0xFB06 or code == 0xA0:
        return unicodedata.normalize("NFKC", char)
    return "" if category == "Cf" else char


def _place(text_page: pdfium.FPDF_TEXTPAGE, view: View, first: int, end: int, letters: str) -> Placed | None:
    """The word of the characters `first` to `end`, None where it lies outside the page."""
    tight = _tight_box(text_page, first, end)
    loose = _loose_box(text_page, first, end)
    if loose is None:
        return None
    if nameless(text_page, first):
        tight, loose = _as_written(text_page, first, end, tight, loose)
    angle = _quarter_turns(pdfium.FPDFText_GetCharAngle(text_page, first)) * 90
    band = view.box(*loose)
    box = view.box(*tight) if tight is not None else band
    if box.width < LEAST_SIZE or box.height < LEAST_SIZE:
        box = band  # invisible fonts of OCR layers have no outlines
    if band.width < LEAST_SIZE or band.height < LEAST_SIZE:
        return None
    item = pdfium.FPDFText_GetTextObject(text_page, first)
    ink = ink_of(item) if item else None
    return Placed(unicodedata.normalize("NFC", letters), box, band, (angle + view.rotation) % 360, ink)


def _as_written(
    text_page: pdfium.FPDF_TEXTPAGE, first: int, end: int, tight: Rectangle | None, loose: Rectangle
) -> tuple[Rectangle | None, Rectangle]:
    """The letters' box where it can be right, and the room that they take on their line."""
    made = by_origins(text_page, first, end)
    if made is None:
        return tight, loose
    return tight if tight is not None and credible(tight, text_page, first, end) else None, made


def _tight_box(text_page: pdfium.FPDF_TEXTPAGE, first: int, end: int) -> Rectangle | None:
    """The box around the letters themselves; None where the font has no outlines."""
    found: Rectangle | None = None
    left, top, right, bottom = (ctypes.c_double() for _ in range(4))
    for index in range(pdfium.FPDFText_CountRects(text_page, first, end - first)):
        if pdfium.FPDFText_GetRect(text_page, index, left, top, right, bottom):
            found = _around(found, (left.value, bottom.value, right.value, top.value))
    return found if found is not None and found[2] > found[0] and found[3] > found[1] else None


def _loose_box(text_page: pdfium.FPDF_TEXTPAGE, first: int, end: int) -> Rectangle | None:
    """The box from the font's descent to its ascent, from the first character to the last."""
    found: Rectangle | None = None
    rect = pdfium.FS_RECTF()
    for index in {first, end - 1}:
        if pdfium.FPDFText_GetLooseCharBox(text_page, index, rect):
            found = _around(found, (rect.left, rect.bottom, rect.right, rect.top))
    return found


def _around(one: Rectangle | None, other: Rectangle) -> Rectangle | None:
    """The box around both; a box that is no number counts as none."""
    if not all(map(math.isfinite, other)):
        return one
    if one is None:
        return other
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _quarter_turns(radians: float) -> int:
    """How far text is turned, in quarter turns clockwise; slightly skewed text counts as straight."""
    return round(radians / (math.pi / 2)) % 4 if math.isfinite(radians) else 0


def in_lines(words: Sequence[Placed], cells: Sequence[Box] = ()) -> tuple[LayerWord, ...]:
    """Words with their lines, top to bottom and left to right, cell by cell in tables; each angle for itself,
    the commonest first."""
    letters: dict[int, int] = {}
    for word in words:
        letters[word.angle] = letters.get(word.angle, 0) + len(word.text)
    made: list[LayerWord] = []
    number = 0
    for angle in sorted(letters, key=lambda angle: (-letters[angle], angle)):
        turned = [turn(cell, -angle) for cell in cells]
        for line, further in _rows([word for word in words if word.angle == angle], angle, turned):
            made.extend(LayerWord(word.text, word.box, number, angle) for word in line)
            for at, rest in enumerate(further, start=number + 1):
                made.extend(LayerWord(word.text, word.box, at, angle, number) for word in rest)
            number += 1 + len(further)
    return tuple(made)


Row = tuple[list[Placed], list[list[Placed]]]  # a line, and further lines of its cells where it is a table's


def _rows(words: Sequence[Placed], angle: int, cells: Sequence[Box]) -> list[Row]:
    """Lines from top to bottom; a table's row whose cells run over is one of them, with what follows it."""
    bands = [turn(word.band, -angle) for word in words]
    rows: list[tuple[float, Row]] = []
    taken: set[int] = set()

    def lines_of(some: Sequence[int]) -> list[list[int]]:
        places = {id(words[at]): at for at in some}
        return [[places[id(word)] for word in line] for line in _lines([words[at] for at in some], angle)]

    for row in rows_that_run_over(cells, bands, lines_of):
        further = [[words[at] for at in line] for line in row.further]
        top = min(bands[at].y0 + bands[at].y1 for at in row.first)
        rows.append((top, ([words[at] for at in row.first], further)))
        taken.update(row.first, *row.further)
    for line in _lines([word for at, word in enumerate(words) if at not in taken], angle):
        box = turn(line[0].band, -angle)
        rows.append((box.y0 + box.y1, (line, [])))
    if not taken:
        return [row for _, row in rows]  # in the order in which lines of a skewed page are read
    return [row for _, row in sorted(rows, key=lambda item: item[0])]


def _lines(words: Sequence[Placed], angle: int) -> list[list[Placed]]:
    """Words of one angle in lines, top to bottom as one reads them.

    A word joins the line whose middle lies within its own middle half; superscripts and small print beside
    a heading so stay where they are read.
    """
    bands = [turn(word.band, -angle) for word in words]
    slope = _slope(bands)
    upright = sorted(
        ((_sheared(band, slope), word) for band, word in zip(bands, words, strict=True)),
        key=lambda item: item[0].y0 + item[0].y1,
    )
    lines: list[list[tuple[Box, Placed]]] = []
    for band, word in upright:
        if lines and _same_line(lines[-1][-1][0], band):
            lines[-1].append((band, word))
        else:
            lines.append([(band, word)])
    return [[word for _, word in sorted(line, key=lambda item: item[0].x0)] for line in lines]


def _slope(bands: Sequence[Box]) -> float:
    """How far lines sink to the right, in page heights by page widths; 0 where they are level.

    The hidden text over a skewed scan is skewed with it, so that the end of one line stands as high as the
    beginning of another. Words that follow each other in the file on one line tell by how much.
    """
    slopes = []
    for one, other in pairwise(bands):
        across, down = other.x0 - one.x1, other.y0 + other.y1 - one.y0 - one.y1
        if 0 <= across < 0.1 and abs(down) < max(one.height, other.height):
            slopes.append(down / (other.x0 + other.x1 - one.x0 - one.x1))
    if len(slopes) < FEWEST_PAIRS:
        return 0.0
    middle = median(slopes)
    return middle if abs(middle) > LEAST_SLOPE else 0.0


def _sheared(band: Box, slope: float) -> Box:
    """The place of a word once its line is level."""
    shift = slope * (band.x0 + band.x1) / 2
    return Box(band.x0, band.y0 - shift, band.x1, band.y1 - shift)


def _same_line(one: Box, other: Box) -> bool:
    distance = abs((one.y0 + one.y1) - (other.y0 + other.y1)) / 2
    return distance < 0.3 * min(one.height, other.height) or distance < 0.15 * max(one.height, other.height)
