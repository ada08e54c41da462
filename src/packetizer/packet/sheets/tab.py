"""The sheet before an exhibit: its letter, large and at the edge, and what it is."""

from __future__ import annotations

from packetizer.packet.bundle import Exhibit
from packetizer.packet.drawing.layout import Line, SheetPage, Text
from packetizer.packet.drawing.style import DARK, LETTER, MID, Face, printable, width, wrap
from packetizer.packet.sheets.printed import count, long_date

MIDDLE = LETTER[0] / 2
MEASURE = 360.0
STEPS = 12  # heights of the tabs at the edge, one below the other as in a binder


def tab(exhibit: Exhibit) -> SheetPage:
    document = exhibit.document
    y = 500.0
    marks = [
        _centred("EXHIBIT", y + 74, Face.SANS_BOLD, 11.0, MID),
        _centred(exhibit.letter, y, Face.SERIF_BOLD, 66.0),
    ]
    y -= 34
    for line in wrap(document.title, MEASURE, Face.SERIF, 15.0, lines=6):
        y -= 20
        marks.append(_centred(line, y, Face.SERIF, 15.0))
    day = f"{long_date(document.date)} · " if document.date else ""
    marks.append(_centred(f"{day}{count(len(exhibit.pages), 'page')}", y - 26, Face.SANS, 10.0, DARK))
    return SheetPage((*marks, *_edge(exhibit)), ())


def _centred(text: str, y: float, face: Face, size: float, grey: float = 0.0) -> Text:
    text = printable(text, face)
    return Text(MIDDLE - width(text, face, size) / 2, y, text, face, size, grey, tags=(("H1", 1),))


def _edge(exhibit: Exhibit) -> tuple[Line | Text, ...]:
    """The letter in a frame at the right edge, each lower than the one before."""
    place = sum(ord(letter) - ord("A") for letter in exhibit.letter) % STEPS
    top = 730.0 - place * 52
    x0, x1, low = LETTER[0] - 58, LETTER[0] - 22, top - 40
    frame = Line(((x0, low), (x1, low), (x1, top), (x0, top), (x0, low)), 1.2)
    size = 16.0 if len(exhibit.letter) < 3 else 11.0
    wide = width(exhibit.letter, Face.SERIF_BOLD, size)
    return frame, Text((x0 + x1 - wide) / 2, low + 14, exhibit.letter, Face.SERIF_BOLD, size)
