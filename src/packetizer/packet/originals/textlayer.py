"""The words of a scan, set invisibly where they stand in the picture, so that the page can be searched.

The words of a line stand on one baseline, so that a viewer takes them for one line when it is selected.

As Tesseract does it: a font whose one glyph is empty, text in UTF-16 with an identity map back to Unicode,
each word stretched to its box.
https://github.com/tesseract-ocr/tesseract/blob/main/src/api/pdfrenderer.cpp tells why.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
_HIGH = frozenset("bdfhijklt'\"!?()[]{}|/$%&*#@")
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
    base = _baseline(words, placed)
    size = max(1.0, round(base.size, 1))
    yield f"{FONT} {size:g} Tf"
    for at, word in enumerate(words):
        text = word.text + (" " if at + 1 < len(words) else "")
        units = word.text.encode("utf-16-be", "surrogatepass")
        x = placed.x + word.box.x0 * placed.width
        y = base.under(word, placed)
        stretch = 100 * word.box.width * placed.width / (len(units) / 2 * ADVANCE * size) if units else 100
        code = text.encode("utf-16-be", "surrogatepass").hex()
        yield f"{stretch:.0f} Tz 1 0 0 1 {x:.1f} {y:.1f} Tm<{code}>Tj"


@dataclass(frozen=True, slots=True)
class _Baseline:
    """Where a line of text stands: y = slope x + start, in points; `size` is that of its letters, an em."""

    slope: float
    start: float
    size: float

    def under(self, word: Word, placed: Placed) -> float:
        """The height at which a word stands; its own, where it does not stand on the line."""
        line = self.slope * _middle(word, placed) + self.start
        own = _foot(word, placed, self.size)
        return line if abs(line - own) <= _OFF_LINE * self.size else own


def _baseline(words: Sequence[Word], placed: Placed) -> _Baseline:
    size = median(word.box.height * placed.height / _extent(word) for word in words)
    xs = [_middle(word, placed) for word in words]
    feet = [_foot(word, placed, size) for word in words]
    slope = 0.0
    if len(words) >= _SKEW_WORDS and max(xs) - min(xs) > 10 * size:
        slope = linear_regression(xs, feet).slope
        if not _LEVEL < abs(slope) < _STEEP:
            slope = 0.0
    return _Baseline(slope, median(y - slope * x for x, y in zip(xs, feet, strict=True)), size)


def _middle(word: Word, placed: Placed) -> float:
    return placed.x + (word.box.x0 + word.box.x1) / 2 * placed.width


def _foot(word: Word, placed: Placed, size: float) -> float:
    """The baseline of one word: its lower edge, less what hangs below."""
    low = placed.y + (1 - word.box.y1) * placed.height
    return low + (DESCENT * size if _hangs(word) else 0.0)


def _extent(word: Word) -> float:
    """The height of a word's box in em, by its letters; RapidOCR's boxes are as high as their line."""
    if word.read_by is TextFrom.RAPIDOCR:
        return 1.0
    high = any(char.isupper() or char.isdigit() or char in _HIGH for char in word.text)
    return (0.72 if high else 0.52) + (DESCENT if _hangs(word) else 0.0)


def _hangs(word: Word) -> bool:
    return word.read_by is TextFrom.RAPIDOCR or any(char in _HANGING for char in word.text)


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
