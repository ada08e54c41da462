"""Pages for tests: text laid out as words with places, as if read from a typewritten Letter sheet."""

from __future__ import annotations

from packetizer.model import Box, Page, PageRef, TextFrom, Word
from packetizer.understanding.page.text import lines

COLUMNS, ROWS = 96, 66  # characters across, lines down


def page_text(page: Page) -> str:
    """The page's text, a line each."""
    return "\n".join(line.text for line in lines(page))


def page_from_text(
    text: str,
    source: str = "scan.pdf",
    number: int = 1,
    *,
    confidence: float = 0.98,
    text_from: TextFrom = TextFrom.TESSERACT,
    columns: int = COLUMNS,
    rows: int = ROWS,
) -> Page:
    """A page whose words stand where the text has them: column and row decide the box.

    Runs of spaces keep their width, so a table typed in columns has its columns on the page.
    """
    words = []
    line_number = 0
    for row, line in enumerate(text.splitlines()):
        column = 0
        seen = False
        for part in line.split(" "):
            if part:
                x0, x1 = 0.06 + column * 0.88 / columns, 0.06 + (column + len(part)) * 0.88 / columns
                y0 = 0.05 + row * 0.90 / rows
                words.append(Word(part, Box(x0, y0, min(x1, 1.0), y0 + 0.011), confidence, line_number))
                seen = True
            column += len(part) + 1
        line_number += seen
    return Page(PageRef(source, number), 612.0, 792.0, tuple(words), text_from, confidence)
