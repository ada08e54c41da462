"""What is printed on the finished pages, as pdfium finds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium_helpers
import pypdfium2.raw as pdfium

from packetizer.packet.originals.place import FAX_BAND
from packetizer.packet.proof.structure import NotAsPlanned

AT_ONCE = 200  # pages read before the file is opened anew: pdfium keeps all it has seen in memory

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


def printed_pages(packet: Path, only: Sequence[int] | None = None) -> Iterator[PrintedPage]:
    """The pages in turn, or `only` these (from 0), each valid until the next is asked for. NotAsPlanned."""
    with _opened(packet) as document:
        wanted = range(len(document)) if only is None else only
    for begin in range(0, len(wanted), AT_ONCE):
        with _opened(packet) as document:
            for at in wanted[begin : begin + AT_ONCE]:
                yield from _page(document, at)


def nothing_runs(packet: Path) -> None:
    """NotAsPlanned where pdfium, too, sees a script, an attachment or a form."""
    with _opened(packet) as document:
        if (
            pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0
            or document.count_attachments()
            or document.get_formtype() != pdfium.FORMTYPE_NONE
        ):
            raise NotAsPlanned("it holds scripts, attachments or a form")


@contextmanager
def _opened(packet: Path) -> Iterator[pdfium_helpers.PdfDocument]:
    try:
        document = pdfium_helpers.PdfDocument(packet)
    except pdfium_helpers.PdfiumError:
        raise NotAsPlanned("it cannot be opened") from None
    try:
        yield document
    finally:
        document.close()


def _page(document: pdfium_helpers.PdfDocument, at: int) -> Iterator[PrintedPage]:
    try:
        page = document[at]
        text = page.get_textpage()
    except pdfium_helpers.PdfiumError:
        raise NotAsPlanned(f"page {at + 1} cannot be opened") from None
    try:
        yield PrintedPage(page, text)
    finally:
        text.close()
        page.close()
