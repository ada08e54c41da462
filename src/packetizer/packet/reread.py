"""Pages of a finished or half-finished file, read once more: what a reader still sees is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.errors import PacketizerError

if TYPE_CHECKING:
    from packetizer.reading.engines import TesseractSetup
    from packetizer.reading.tokens import Token

READING_DPI = 200.0


def reader_here(lang: str) -> TesseractSetup | None:
    """Who reads again; None where nobody can."""
    from packetizer.reading.engines import choose_readers
    from packetizer.reading.settings import ReadingSettings

    try:
        return choose_readers(ReadingSettings(lang=lang)).tesseract
    except PacketizerError:
        return None


def reread(file: Path, at: int, reader: TesseractSetup) -> list[Token]:
    """What the reader makes of a page (from 0) as it is drawn, in the order it reads."""
    import numpy as np
    import pypdfium2 as pdfium_helpers

    from packetizer.reading.engines import Readers
    from packetizer.reading.worker import desk

    document = pdfium_helpers.PdfDocument(file)
    try:
        drawn = document[at].render(scale=READING_DPI / 72, grayscale=True).to_numpy()
        gray = np.ascontiguousarray(drawn.reshape(drawn.shape[:2]))
    finally:
        document.close()
    tesseract = desk(Readers(reader, None)).tesseract
    return tesseract.read(gray, READING_DPI) if tesseract else []
