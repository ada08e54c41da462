"""Finished bundles for the tests of the audit: a clean one, drawn small, and ways to spoil it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String
from reportlab.pdfgen.canvas import Canvas

from packetizer.packet.drawing.style import Face, font

PAGES = 12
INDEX = 2
ROWS = (3, 5, 8, 10)  # first pages of the papers
Paint = Callable[[Canvas, int], None]


def number_at_foot(canvas: Canvas, page: int) -> None:
    canvas.drawRightString(576, 20, f"Page {page} of {PAGES}")


def body(canvas: Canvas, page: int) -> None:
    """Sentences of which no two pages have the same, and the rows of the index."""
    if page == INDEX:
        canvas.drawString(72, 720, "Index of exhibits")
        for at, goal in enumerate(ROWS):
            canvas.drawString(72, 680 - 30 * at, f"Paper {at} of March 4, 2026")
            canvas.drawRightString(540, 680 - 30 * at, str(goal))
        return
    for line in range(6):
        canvas.drawString(72, 700 - 24 * line, f"Sheet {page} says in line {line} something about infusions")


def drawn(*paints: Paint, pages: int = PAGES, size: tuple[float, float] = (612, 792)) -> pikepdf.Pdf:
    """Pages on which each of `paints` paints."""
    font(Face.SANS)
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=size, invariant=1)
    for page in range(1, pages + 1):
        for paint in paints:
            canvas.setFont(Face.SANS.font_name, 11)
            paint(canvas, page)
        canvas.showPage()
    canvas.save()
    return pikepdf.open(io.BytesIO(made.getvalue()))


def goal(pdf: pikepdf.Pdf, page: int) -> Array:
    return Array([pdf.pages[page - 1].obj, Name.XYZ, None, 792, None])


def link(pdf: pikepdf.Pdf, page: int, box: tuple[float, float, float, float], **how: object) -> None:
    """A link annotation on a page (from 1)."""
    given = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array(list(box)), **how)  # type: ignore[arg-type]
    made = pdf.make_indirect(given)
    sheet = pdf.pages[page - 1].obj
    sheet.Annots = Array([*sheet.get("/Annots", Array()), made])


def bundle(*paints: Paint, beside: int = 0) -> pikepdf.Pdf:
    """A clean bundle, or one of other `paints`, or one whose rows lead `beside` their page."""
    pdf = drawn(*(paints or (body, number_at_foot)))
    for at, page in enumerate(ROWS):
        top = 680 - 30 * at
        link(pdf, INDEX, (70, top - 5, 545, top + 12), Dest=goal(pdf, page + beside))
    with pdf.open_outline() as outline:
        for page in (1, INDEX, *ROWS):
            outline.root.append(OutlineItem(f"Paper (p. {page})", destination=goal(pdf, page)))
    pdf.Root.Lang = String("en-US")
    del pdf.docinfo
    pdf.docinfo["/Title"] = "Appeal of a plainly invented person"
    return pdf


def saved(pdf: pikepdf.Pdf, folder: Path, name: str = "bundle.pdf", **how: object) -> Path:
    file = folder / name
    pdf.save(file, deterministic_id="encryption" not in how, **how)  # type: ignore[arg-type]
    return file
