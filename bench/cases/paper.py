"""Sheets of paper: text placed in points, with the truth marked in the text itself.

A mark is written `«kind=value|as printed»`, or `«kind|as printed»` where the value follows from the print;
`«date.service~date.letter|3/4/26»` accepts two roles, `«?…»` is right when found and no miss when not.
Because the mark travels with its words through wrapping and page breaks, the truth always names the page
where the value really stands.

From a sheet comes either a `Page` (words with boxes, no engine needed) or a drawn PDF page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from bench.cases.truth import TrueFact

_MARK = re.compile(r"«(\??)([a-z0-9_.~]+)(?:=([^|»]*))?\|([^»]*)»")
LETTER = (612.0, 792.0)


class Mark(NamedTuple):
    kinds: tuple[str, ...]
    value: str
    optional: bool


class Piece(NamedTuple):
    """A word as it will be drawn."""

    text: str
    mark: Mark | None


def pieces(marked: str) -> list[Piece]:
    """The words of a marked text; a word that touches a mark carries it."""
    plain, at = "", 0
    owner: list[Mark | None] = []
    for found in _MARK.finditer(marked):
        before = marked[at : found.start()]
        plain += before + found[4]
        owner += [None] * len(before)
        value = normal_value(found[2], found[4]) if found[3] is None else found[3]
        mark = Mark(tuple(found[2].split("~")), value, bool(found[1]))
        owner += [mark] * len(found[4])
        at = found.end()
    plain += marked[at:]
    owner += [None] * (len(marked) - at)
    words = []
    for word in re.finditer(r"\S+", plain):
        marks = [mark for mark in owner[word.start() : word.end()] if mark]
        words.append(Piece(word[0], marks[0] if marks else None))
        words += [Piece("", mark) for mark in dict.fromkeys(marks[1:])]
    return words


def loosened(marked: str) -> str:
    """Each word of a mark marked by itself, so that a line may break within it."""

    def words(found: re.Match[str]) -> str:
        value = normal_value(found[2], found[4]) if found[3] is None else found[3]
        return " ".join(f"«{found[1]}{found[2]}={value}|{word}»" for word in found[4].split())

    return _MARK.sub(words, marked)


_DATE_FORMS = (
    *("%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", "%m-%d-%y", "%m.%d.%Y", "%m %d %Y", "%m %d %y", "%Y-%m-%d"),
    *("%B %d, %Y", "%b %d, %Y", "%b %d %Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%A, %B %d, %Y"),
)


def normal_value(kinds: str, printed: str) -> str:
    """The manifest's form of a value as printed. Only for print that leaves no doubt; else mark the value."""
    if kinds.startswith("date."):
        first, dash, last = printed.partition(" - ")
        return f"{_iso(first)}/{_iso(last)}" if dash else _iso(printed)
    if kinds.startswith("amount."):
        bare = printed.strip().removesuffix("CR").strip()
        minus = bare.startswith(("-", "(")) or bare.endswith("-") or printed.strip().endswith("CR")
        return f"{'-' if minus else ''}{bare.strip('()-$ ').lstrip('$').replace(',', '')}"
    return printed.lower() if kinds.startswith(("treatment.drug", "treatment.failed_drug")) else printed


def _iso(printed: str) -> str:
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(printed.title(), form).date().isoformat()  # noqa: DTZ007 (a day only)
        except ValueError:
            continue
    raise ValueError(f"no date form for {printed!r}")


def plain_text(marked: str) -> str:
    return _MARK.sub(r"\4", marked)


# ---------------------------------------------------------------- fonts

_SHIPPED = {  # drawn from font packages where they are installed, else from the PDF standard fonts
    "Caladea": ("font_caladea", "Caladea-Regular.ttf", "Caladea-Bold.ttf", "Times-Roman"),
    "Lato": ("font_lato", "Lato-Regular.ttf", "Lato-Bold.ttf", "Helvetica"),
    "Roboto": ("font_roboto", "Roboto-Regular.ttf", "Roboto-Bold.ttf", "Helvetica"),
    "Intuitive": ("font_intuitive", "Intuitive.ttf", "Intuitive.ttf", "Times-Italic"),
}
_BOLD = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold", "Courier": "Courier-Bold",
         "Times-Italic": "Times-BoldItalic"}  # fmt: skip
HAND = "Intuitive"


@cache
def font_name(family: str, bold: bool = False) -> str:
    """The name reportlab knows the font by, registered on first use."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if family == "Vera":
        name, file = ("VeraBd", "VeraBd.ttf") if bold else ("Vera", "Vera.ttf")
        pdfmetrics.registerFont(TTFont(name, file))
        return name
    if family not in _SHIPPED:
        return _BOLD[family] if bold else family
    package, regular, heavy, instead = _SHIPPED[family]
    found = find_spec(package)
    if found is None or found.origin is None:
        return font_name(instead, bold)
    file = heavy if bold else regular
    pdfmetrics.registerFont(TTFont(file, str(Path(found.origin).parent / "files" / file)))
    return file


def width_of(text: str, font: str, size: float) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(text, font, size))


# ---------------------------------------------------------------- sheets


class Run(NamedTuple):
    """Words on one baseline. `x`, `y` in points from the top left; `y` is the baseline."""

    x: float
    y: float
    words: tuple[Piece, ...]
    font: str
    size: float
    grey: float  # 0 black … 1 white

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.words if piece.text)


class Stroke(NamedTuple):
    """A rule, box, filled box or ring."""

    shape: str  # line | box | fill | ring
    x0: float
    y0: float
    x1: float
    y1: float
    weight: float = 0.7
    grey: float = 0.0


@dataclass
class Sheet:
    """One side of paper."""

    size: tuple[float, float] = LETTER
    runs: list[Run] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)

    def put(self, x: float, y: float, marked: str, font: str, size: float, grey: float = 0.0) -> float:
        """Write one line; the x where it ends."""
        words = tuple(pieces(marked))
        if words:
            self.runs.append(Run(x, y, words, font, size, grey))
        return x + width_of(plain_text(marked), font, size)

    def facts(self, page: str) -> list[TrueFact]:
        """The truth of this side, each value once. A drug that failed may be named as a drug, too."""
        found: dict[tuple[str, str], TrueFact] = {}
        for kinds, value, optional in (piece.mark for run in self.runs for piece in run.words if piece.mark):
            made = [TrueFact(kind=kinds[0], value=value, page=page, or_kinds=kinds[1:], optional=optional)]
            if kinds[0] == "treatment.failed_drug":
                made.append(TrueFact(kind="treatment.drug", value=value, page=page, optional=True))
            for fact in made:
                known = found.get((fact.kind, value))
                if known is None or known.optional:
                    found[fact.kind, value] = fact
        return list(found.values())


def draw_pdf(sheets: list[Sheet], password: str = "") -> bytes:
    """A born-digital PDF, the same bytes each time; behind a password where one is given."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    lock = StandardEncryption(password, ownerPassword=f"not-{password}") if password else None
    canvas = Canvas(buffer, invariant=1, pageCompression=1, encrypt=lock)
    for sheet in sheets:
        width, height = sheet.size
        canvas.setPageSize((width, height))
        for stroke in sheet.strokes:
            _draw_stroke(canvas, stroke, height)
        for run in sheet.runs:
            canvas.setFillGray(run.grey)
            canvas.setFont(run.font, run.size)
            canvas.drawString(run.x, height - run.y, run.text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw_stroke(canvas, stroke: Stroke, height: float) -> None:  # type: ignore[no-untyped-def]
    canvas.setLineWidth(stroke.weight)
    canvas.setStrokeGray(stroke.grey)
    canvas.setFillGray(stroke.grey)
    left, low = stroke.x0, height - max(stroke.y0, stroke.y1)
    wide, high = stroke.x1 - stroke.x0, abs(stroke.y1 - stroke.y0)
    if stroke.shape == "line":
        canvas.line(stroke.x0, height - stroke.y0, stroke.x1, height - stroke.y1)
    elif stroke.shape == "ring":
        canvas.ellipse(left, low, left + wide, low + high, stroke=1, fill=0)
    else:
        canvas.rect(left, low, wide, high, stroke=stroke.shape == "box", fill=stroke.shape == "fill")
