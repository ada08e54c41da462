"""Text in scripts that a face does not have, and from right to left: which glyphs of which type, in order.

Source Sans and Serif have Latin, Greek and Cyrillic. Arimo stands in where a cut lacks them and has Hebrew,
Noto Sans Arabic has Arabic. Arabic letters are joined before they are put in order, since a PDF holds glyphs
as they are seen, from left to right.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

Glyphs = dict[int, int]  # code point to glyph
Piece = tuple[str, str]  # a type as reportlab knows it, and text to be shown in it from left to right

STAND_INS = {  # SIL Open Font License
    "Arimo-Regular": ("fontpkg_arimo", "Arimo[wght].ttf"),
    "NotoSansArabic-Regular": ("fontpkg_noto_sans_arabic", "NotoSansArabic[wdth,wght].ttf"),
}
RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
LEFT_OUT = "[…]"  # for characters that no type of ours has


@cache
def stand_in(name: str) -> TTFont:
    """A type of the list above, registered with reportlab."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    package, file = STAND_INS[name]
    made = TTFont(name, str(files(package) / "files" / file))
    pdfmetrics.registerFont(made)
    return made


def stands_in(char: str) -> str | None:
    """The first type of the list that has the character."""
    return next((name for name in STAND_INS if ord(char) in stand_in(name).face.charToGlyph), None)


def drawable(char: str, own: Glyphs) -> bool:
    return ord(char) in own or (ord(char) > 0x7F and stands_in(char) is not None)


@lru_cache(maxsize=16_384)
def in_order(text: str) -> str:
    """The text as it is seen from left to right, Arabic letters joined.

    Our lines are English: a name that runs from right to left is turned for itself, and what follows it (a
    bracket, a number) stays to its right.
    """
    made, rest = [], text
    while rest:
        start = next((at for at, char in enumerate(rest) if _runs_left(char)), len(rest))
        end = max(
            (at for at, char in enumerate(rest) if _runs_left(char) and _together(rest[start:at])),
            default=start - 1,
        )
        made += [rest[:start], _turned(rest[start : end + 1])]
        rest = rest[end + 1 :]
    return "".join(made)


def _runs_left(char: str) -> bool:
    return unicodedata.bidirectional(char) in RIGHT_TO_LEFT


def _together(text: str) -> bool:
    """Whether nothing in it runs from left to right: letters and numbers of ours part two names."""
    return not any(unicodedata.bidirectional(char) in ("L", "EN") for char in text)


def _turned(text: str) -> str:
    if not text:
        return ""
    from arabic_reshaper import reshape
    from bidi import get_display

    return str(get_display(reshape(text), base_dir="R"))


def pieces(text: str, name: str, own: Glyphs) -> tuple[Piece, ...]:
    """The text parted by the type that has its characters; `name` and `own` are the face's."""
    if text.isascii() or (all(ord(char) in own for char in text) and in_order(text) == text):
        return ((name, text),)
    return tuple(
        (used, "".join(group))
        for used, group in groupby(
            in_order(text), key=lambda char: name if ord(char) in own else stands_in(char) or name
        )
    )
