"""What is printed on the finished pages, as pdfium finds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium_helpers
import pypdfium2.raw as pdfium

from packetizer.intake.guard import memory_limit, time_limit
from packetizer.intake.limits import DRAW_SECONDS, OPEN_BYTES
from packetizer.packet.originals.place import FAX_BAND
from packetizer.packet.proof.structure import NotAsPlanned

Rectangle = tuple[float, float, float, float]


class PrintedPage:
    """A page of the finished file whose text can be asked for."""

    def __init__(self, page: pdfium_helpers.PdfPage, text: pdfium_helpers.PdfTextPage) -> None:
        self._page = page
        self._text = text

    @property
    def foot(self) -> str:
        """The text of the strip at the lower edge, on one line."""
        return self.within((0, 0, self._page.get_width(), FAX_BAND))

    def within(self, box: Rectangle) -> str:
        """The text in a rectangle (x0, y0, x1, y1 in points), on one line."""
        return " ".join(str(self._text.get_text_bounded(*box)).split())


def printed_pages(
    packet: Path | bytes, pages: Sequence[int], seconds: float = DRAW_SECONDS
) -> Iterator[PrintedPage]:
    """These pages (from 0) in turn, each valid until the next is asked for. NotAsPlanned.

    A page that takes more seconds of computing, or more memory than reading gives to one, ends the worker.
    """
    with _opened(packet) as document:
        for at in pages:
            yield from _page(document, at, seconds)


def nothing_runs(packet: Path, pages: int) -> None:
    """NotAsPlanned where pdfium, too, sees a script, an attachment or a form, or not so many pages."""
    with _opened(packet) as document:
        if (
            pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0
            or document.count_attachments()
            or document.get_formtype() != pdfium.FORMTYPE_NONE
        ):
            raise NotAsPlanned("it holds scripts, attachments or a form")
        if len(document) != pages:
            raise NotAsPlanned(f"it has {len(document)} pages instead of {pages}")


@contextmanager
def _opened(packet: Path | bytes) -> Iterator[pdfium_helpers.PdfDocument]:
    try:
        document = pdfium_helpers.PdfDocument(packet)
    except pdfium_helpers.PdfiumError:
        raise NotAsPlanned("it cannot be opened") from None
    try:
        yield document
    finally:
        document.close()


def _page(document: pdfium_helpers.PdfDocument, at: int, seconds: float) -> Iterator[PrintedPage]:
    try:
        with memory_limit(OPEN_BYTES), time_limit(seconds):
            page = document[at]
            text = page.get_textpage()
    except pdfium_helpers.PdfiumError:
        raise NotAsPlanned(f"page {at + 1} cannot be opened") from None
    try:
        yield PrintedPage(page, text)
    finally:
        text.close()
        page.close()
