"""Draws marks into a PDF: the sheets, and for each original a page that holds nothing but its stamp."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.packet.drawing.layout import Dot, Line, Mark, SheetPage, Text, grouped
from packetizer.packet.drawing.style import BLACK, WHITE, shown

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


def draw(
    pages: Iterable[tuple[tuple[float, float], SheetPage]],
    target: Path,
    *,
    black_only: bool = False,
    packed: bool = True,
) -> None:
    """A PDF with a page of that size (points) for each; the same marks give the same bytes.

    `black_only`: no grays, which a fax machine would break up into dots. Not `packed` it is made sooner, for
    somebody who packs it anyway.
    """
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(target), invariant=1, pageCompression=packed, initialFontName="Helvetica")
    for size, page in pages:
        canvas.setPageSize(size)
        _tagged(canvas, page, black_only=black_only)
        canvas.showPage()
    canvas.save()


def _tagged(canvas: Canvas, page: SheetPage, *, black_only: bool) -> None:
    """The marks, each group marked as what it is; the file's structure refers to them by number."""
    number = 0
    for tags, marks in grouped(page.marks):
        canvas.addLiteral(f"/{tags[-1][0]} <</MCID {number}>> BDC" if tags else "/Artifact BMC")
        number += bool(tags)
        for mark in marks:
            _draw(canvas, _blackened(mark) if black_only else mark)
        canvas.addLiteral("EMC")


def _blackened(mark: Mark) -> Mark:
    return mark if isinstance(mark, Dot) or mark.grey == WHITE else replace(mark, grey=BLACK)


def _draw(canvas: Canvas, mark: Mark) -> None:
    match mark:
        case Text():
            text = canvas.beginText(mark.x, mark.y)
            text.setFillGray(mark.grey)
            if mark.spacing:
                text.setCharSpace(mark.spacing)
            for name, piece in shown(mark.text, mark.face):
                text.setFont(name, mark.size)
                text.textOut(piece)
            if mark.spacing:
                text.setCharSpace(0)
            canvas.drawText(text)
        case Line():
            canvas.setLineWidth(mark.weight)
            canvas.setStrokeGray(mark.grey)
            canvas.setDash(*([list(mark.dash)] if mark.dash else []))
            canvas.setLineJoin(1)
            path = canvas.beginPath()
            path.moveTo(*mark.points[0])
            for point in mark.points[1:]:
                path.lineTo(*point)
            canvas.drawPath(path)
        case Dot():
            canvas.setFillGray(0.0)
            canvas.circle(mark.x, mark.y, mark.radius, stroke=0, fill=1)
