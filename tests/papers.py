"""Small papers for tests, made as real programs make them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas


def born_digital(file: Path, *pages: Sequence[str]) -> Path:
    """A PDF with a text layer: each page a sequence of lines, 12 points, from the top."""
    canvas = Canvas(str(file), pagesize=letter, invariant=True)
    for lines in pages:
        for number, line in enumerate(lines):
            canvas.drawString(72, 720 - 18 * number, line)
        canvas.showPage()
    canvas.save()
    return file
