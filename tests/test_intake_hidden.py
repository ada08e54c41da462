"""Words that a PDF holds and nobody sees are none; what is seen of print in any colour is read."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from packetizer.intake.pdf import Pdf

LETTER = ("Dear Member, we have reviewed the request", "Amount billed $1,250.00 on 03/14/2026", "Yours")
OTHER = "PAID in full 999.99 today"
AT, APART = 670, 500  # of the second line, and of none
Paint = Callable[[Canvas], None]


def words(*paints: Paint) -> list[str]:
    """The words of a page painted so, in their order."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(612, 792))
    for paint in paints:
        canvas.saveState()
        canvas.setFont("Helvetica", 11)
        paint(canvas)
        canvas.restoreState()
    canvas.save()
    pdf = Pdf(made.getvalue())
    try:
        with pdf.page(1) as page:
            return [word.text for word in page.words()]
    finally:
        pdf.close()


def letter(canvas: Canvas) -> None:
    for number, line in enumerate(LETTER):
        canvas.drawString(72, 700 - 30 * number, line)


def said(grey: float, y: int, x: int = 72, size: int = 11) -> Paint:
    def paint(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        canvas.setFillGray(grey)
        canvas.drawString(x, y, OTHER)

    return paint


def in_mode(mode: int, y: int) -> Paint:
    def paint(canvas: Canvas) -> None:
        text = canvas.beginText(72, y)
        text.setTextRenderMode(mode)
        text.textLine(OTHER)
        canvas.drawText(text)

    return paint


def coloured(red: float, green: float, blue: float) -> Paint:
    def paint(canvas: Canvas) -> None:
        canvas.setFillColorRGB(red, green, blue)
        canvas.drawString(72, APART, OTHER)

    return paint


def picture(darkest: int, lightest: int) -> Paint:
    grain = np.random.default_rng(1).integers(darkest, lightest, (300, 1000), dtype=np.uint8)

    def paint(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.fromarray(grain)), 60, 460, 400, 100)

    return paint


def bar(canvas: Canvas) -> None:
    canvas.rect(60, APART - 8, 400, 26, fill=1, stroke=0)


def stamp(canvas: Canvas) -> None:
    text = canvas.beginText(60, AT - 20)
    text.setFont("Helvetica", 60)
    text.setTextRenderMode(1)
    text.textLine("PAID")
    canvas.setStrokeColorRGB(0.8, 0.2, 0.2)
    canvas.drawText(text)


def clear(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    canvas.drawString(72, APART, OTHER)


def in_a_form(paint: Paint) -> Paint:
    def whole(canvas: Canvas) -> None:
        canvas.beginForm("held")
        canvas.setFont("Helvetica", 11)
        paint(canvas)
        canvas.endForm()
        canvas.doForm("held")

    return whole


LETTERS = " ".join(LETTER).split()


@pytest.mark.parametrize(
    "paints",
    [
        pytest.param([letter, said(1, AT)], id="white over the same line"),
        pytest.param([letter, said(1, AT + 3, 75)], id="white over print, a little beside it"),
        pytest.param([said(1, AT), letter], id="white under print"),
        pytest.param([letter, said(1, APART)], id="white on white"),
        pytest.param([letter, said(0.98, AT)], id="nearly white over print"),
        pytest.param([letter, in_a_form(said(1, AT))], id="white over print, in a form"),
        pytest.param([picture(235, 256), letter, said(1, APART)], id="white on a light picture"),
        pytest.param([letter, said(0, APART), picture(100, 200)], id="under a picture"),
        pytest.param([letter, said(1, APART), bar], id="under a bar"),
        pytest.param([letter, clear], id="see-through"),
        pytest.param([letter, in_mode(3, AT)], id="not printed, behind print that says something else"),
    ],
)
def test_what_nobody_sees_is_not_read(paints: Sequence[Paint]) -> None:
    assert words(*paints) == LETTERS


@pytest.mark.parametrize(
    "paints",
    [
        pytest.param([letter, picture(0, 90), said(1, APART)], id="white on a dark picture"),
        pytest.param([letter, bar, said(1, APART)], id="white on a bar"),
        pytest.param([letter, picture(150, 256), said(0, APART)], id="black on a picture"),
        pytest.param([letter, said(0.6, APART, size=6)], id="small and grey"),
        pytest.param([letter, coloured(0.1, 0.2, 0.6)], id="blue"),
        pytest.param([letter, coloured(1, 1, 0)], id="yellow"),
        pytest.param([letter, in_mode(1, APART)], id="only its outlines"),
        pytest.param([letter, in_mode(3, APART)], id="behind a scan, where no other print stands"),
        pytest.param([letter, in_a_form(coloured(0.6, 0, 0))], id="in a form"),
    ],
)
def test_what_is_seen_is_read(paints: Sequence[Paint]) -> None:
    assert words(*paints) == LETTERS + OTHER.split()


def test_words_under_a_stamp_stay_with_it() -> None:
    assert sorted(words(letter, stamp)) == sorted([*LETTERS, "PAID"])


def test_words_behind_a_scan_stay_where_it_was_stamped() -> None:
    assert sorted(words(in_mode(3, AT), stamp)) == sorted([*OTHER.split(), "PAID"])
