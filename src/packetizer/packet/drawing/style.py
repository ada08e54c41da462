"""How our own sheets look: paper, type, and how wide a text is in it. Lengths are points (1/72 inch)."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from packetizer.packet.drawing.scripts import LEFT_OUT, Glyphs, Piece, drawable, pieces

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

LETTER = (612.0, 792.0)
LEFT, RIGHT = 60.0, 552.0  # margins of five sixths of an inch
TOP, BOTTOM = 792.0 - 60.0, 66.0
WIDTH = RIGHT - LEFT

BLACK, DARK, MID, FAINT = 0.0, 0.25, 0.42, 0.75  # greys that a fax still carries, but the last (hairlines)
WHITE = 1.0  # behind what stands on a picture


class Face(Enum):
    """A cut of type: the package that ships it and its file. SIL Open Font License."""

    SANS = ("font_source_sans_pro", "SourceSansPro-Regular")
    SANS_ITALIC = ("font_source_sans_pro", "SourceSansPro-It")
    SANS_BOLD = ("font_source_sans_pro", "SourceSansPro-Semibold")
    SERIF = ("font_source_serif_pro", "SourceSerifPro-Regular")
    SERIF_ITALIC = ("font_source_serif_pro", "SourceSerifPro-It")
    SERIF_BOLD = ("font_source_serif_pro", "SourceSerifPro-Semibold")

    @property
    def font_name(self) -> str:
        """The name under which reportlab knows it."""
        return self.value[1]


@cache
def font(face: Face) -> TTFont:
    """The face, registered with reportlab."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    package, name = face.value
    made = TTFont(name, str(files(package) / "files" / f"{name}.ttf"))
    pdfmetrics.registerFont(made)
    return made


@lru_cache(maxsize=16_384)
def shown(text: str, face: Face) -> tuple[Piece, ...]:
    """The text as it is drawn, from left to right: each piece in the type that has its characters."""
    return pieces(text, face.font_name, font(face).face.charToGlyph)


@lru_cache(maxsize=16_384)
def width(text: str, face: Face, size: float) -> float:
    """Points that a text takes on one line."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(sum(stringWidth(piece, name, size) for name, piece in shown(text, face)))


@lru_cache(maxsize=4096)
def printable(text: str, face: Face = Face.SANS) -> str:
    """The text in characters that we have types for: composed, one line, the rest without its marks.

    A name that loses an accent still names its bearer. Characters that no type has are marked as left out:
    what prints as nothing, or as boxes, would pass for the name.
    """
    own = font(face).face.charToGlyph
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    made = "".join(_nearest(char, own) for char in composed if char.isprintable())
    return _LOST.sub(LEFT_OUT, made)


_LOST = re.compile("\0(?: ?\0)*")


def _nearest(char: str, own: Glyphs) -> str:
    if drawable(char, own):
        return char
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    if plain and all(drawable(c, own) for c in plain):
        return plain
    return "" if unicodedata.combining(char) else "\0"


def wrap(text: str, room: float, face: Face, size: float, *, lines: int | None = None) -> tuple[str, ...]:
    """The text broken into lines no wider than `room`; past `lines` of them it ends with an ellipsis.

    A word that is wider than a line (a long file name) is broken where it must be.
    """
    made: list[str] = []
    for word in printable(text, face).split(" "):
        made.extend(_joined(made.pop() if made else "", word, room, face, size))
    if lines is not None and len(made) > lines:
        last = " ".join(made[lines - 1 :])
        made = [*made[: lines - 1], shorten(last, room, face, size)]
    return tuple(made)


def _joined(line: str, word: str, room: float, face: Face, size: float) -> list[str]:
    """`line` and `word` as one line if they fit, else as more."""
    together = f"{line} {word}".strip()
    if width(together, face, size) <= room:
        return [together]
    made = [line] if line else []
    while width(word, face, size) > room:
        fits = max(1, next(n for n in range(len(word), -1, -1) if width(word[:n], face, size) <= room))
        made.append(word[:fits])
        word = word[fits:]
    return [*made, word] if word else made


def shorten(text: str, room: float, face: Face, size: float) -> str:
    """The text on one line, cut with an ellipsis where it is too long."""
    if width(text, face, size) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle].rstrip(" ,;") + "…", face, size) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip(" ,;") + "…"
