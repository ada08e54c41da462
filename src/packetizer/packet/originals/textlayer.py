"""The words of a scan, set invisibly where they stand in the picture, so that the page can be searched.

The words of a line stand on one baseline, so that a viewer takes them for one line when it is selected.

As Tesseract does it: a font whose one glyph is empty, text in UTF-16 with an identity map back to Unicode,
each word stretched to its box.
https://github.com/tesseract-ocr/tesseract/blob/main/src/api/pdfrenderer.cpp tells why.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from statistics import linear_regression, median
from typing import TYPE_CHECKING

from packetizer.model import Page, TextFrom, Word

if TYPE_CHECKING:
    import pikepdf

    from packetizer.packet.originals.place import Placed

FONT = "/T"  # its name in a page's resources
ADVANCE = 0.5  # width of the empty glyph, in em
DESCENT = 0.2  # of an em below the baseline, about
_HANGING = frozenset("gjpqyQ,;()[]{}|$/")
_HIGH = frozenset("0123456789bdfhijklt'\"!?()[]{}|/$%&*#@")
_OFF_LINE = 0.6  # em beside the line, from which a word stands on a line of its own
_SKEW_WORDS = 4  # that show a line's direction
_LEVEL, _STEEP = 0.002, 0.12  # slopes: below nobody sees it, beyond it is no skew


def has_text_layer(page: Page) -> bool:
    """Whether the words come from looking at the picture: then they are set behind it."""
    return page.text_from in (TextFrom.TESSERACT, TextFrom.RAPIDOCR, TextFrom.BOTH) and bool(page.words)


def text_layer(words: Sequence[Word], placed: Placed) -> bytes:
    """Content that sets the words, unseen, over the upright picture as it is placed on its sheet."""
    parts = ["q BT 3 Tr"]  # mode and stretch must not reach the stamp
    for _, line in groupby(words, key=lambda word: word.line):
        parts.extend(_line(list(line), placed))
    parts.append("ET Q")
    return "\n".join(parts).encode("ascii")


def _line(words: list[Word], placed: Placed) -> Iterator[str]:
    """The words of a line on one baseline, each stretched to its place.

    The baseline may be skewed; each word is level, since poppler parts words that are not.
    """
    line = _Letters(words, placed)
    base = line.baseline()
    size = max(1.0, round(line.size, 1))
    yield f"{FONT} {size:g} Tf"
    left, width = placed.x, placed.width
    spaces = ["0020"] * (len(words) - 1) + [""]
    for word, y, space in zip(words, base, spaces, strict=True):
        box, code = word.box, word.text.encode("utf-16-be", "surrogatepass").hex()
        wide = len(code) / 4 * ADVANCE * size
        stretch = 100 * (box.x1 - box.x0) * width / wide if wide else 100
        yield f"{stretch:.0f} Tz 1 0 0 1 {left + box.x0 * width:.1f} {y:.1f} Tm<{code}{space}>Tj"


class _Letters:
    """A line of words by the shape of their letters; `size` is an em in points."""

    def __init__(self, words: Sequence[Word], placed: Placed) -> None:
        left, foot, width, height = placed.x, placed.y, placed.width, placed.height
        boxes = [word.box for word in words]
        hangs = [_hangs(word) for word in words]
        self.size = median(
            [
                (box.y1 - box.y0) * height / _extent(word, hanging)
                for word, box, hanging in zip(words, boxes, hangs, strict=True)
            ]
        )
        down = DESCENT * self.size
        self._middles = [left + (box.x0 + box.x1) / 2 * width for box in boxes]
        self._feet = [  # of each word: its lower edge, less what hangs below
            foot + (1 - box.y1) * height + (down if hanging else 0.0)
            for box, hanging in zip(boxes, hangs, strict=True)
        ]

    def baseline(self) -> list[float]:
        """The height in points at which each word stands; its own, where it does not stand on the line."""
        slope = self._slope()
        levels = [foot - slope * x for x, foot in zip(self._middles, self._feet, strict=True)]
        start, far = median(levels), _OFF_LINE * self.size
        return [
            slope * x + start if abs(level - start) <= far else foot
            for x, foot, level in zip(self._middles, self._feet, levels, strict=True)
        ]

    def _slope(self) -> float:
        xs = self._middles
        if len(xs) < _SKEW_WORDS or max(xs) - min(xs) <= 10 * self.size:
            return 0.0
        slope = linear_regression(xs, self._feet).slope
        return slope if _LEVEL < abs(slope) < _STEEP else 0.0


def _extent(word: Word, hanging: bool) -> float:
    """The height of a word's box in em, by its letters; RapidOCR's boxes are as high as their line."""
    if word.read_by is TextFrom.RAPIDOCR:
        return 1.0
    high = word.text != word.text.lower() or not _HIGH.isdisjoint(word.text)
    return (0.72 if high else 0.52) + (DESCENT if hanging else 0.0)


def _hangs(word: Word) -> bool:
    return word.read_by is TextFrom.RAPIDOCR or not _HANGING.isdisjoint(word.text)


def glyphless_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """The font of every text layer, embedded once in a packet."""
    from pikepdf import Array, Dictionary, Name, String

    program = (Path(__file__).parent / "fonts" / "empty.ttf").read_bytes()
    file = pdf.make_stream(program, Length1=len(program))
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name.PacketizerEmpty,
        Flags=5,  # fixed pitch, symbolic
        FontBBox=Array([0, -200, 500, 800]),
        ItalicAngle=0,
        Ascent=800,
        Descent=-200,
        CapHeight=800,
        StemV=80,
        FontFile2=pdf.make_indirect(file),
    )
    every_code_to_glyph_1 = pdf.make_stream(zlib.compress(b"\x00\x01" * 65536, 9))
    every_code_to_glyph_1.Filter = Name.FlateDecode
    cid_font = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name.PacketizerEmpty,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        CIDToGIDMap=every_code_to_glyph_1,
        DW=int(1000 * ADVANCE),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name.PacketizerEmpty,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(cid_font)]),
            ToUnicode=pdf.make_stream(_TO_UNICODE),
        )
    )


_TO_UNICODE = b"""\
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
