"""Reads the finished packet back, with another library than wrote it, and compares it with its plan."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium_helpers
import pypdfium2.raw as pdfium

from packetizer.errors import PacketizerError
from packetizer.packet.assemble import entries
from packetizer.packet.bundle import Plan, SheetKind
from packetizer.packet.place import BAND
from packetizer.packet.stamp import Stamp, stamps

if TYPE_CHECKING:
    from ctypes import c_int

AT_ONCE = 100  # pages read before the file is opened anew: pdfium keeps all it has seen in memory


def prove(packet: Path, plan: Plan) -> None:
    """PacketizerError where the file is not as planned: pages, stamps, links, outline, active content."""
    with _opened(packet) as document:
        _sums(document, plan)
        _nothing_active(document)
        _outline(document, plan)
    every = list(stamps(plan))
    for begin in range(0, len(every), AT_ONCE):
        with _opened(packet) as document:
            for stamp in every[begin : begin + AT_ONCE]:
                _page(document, plan, stamp)


@contextmanager
def _opened(packet: Path) -> Iterator[pdfium_helpers.PdfDocument]:
    try:
        document = pdfium_helpers.PdfDocument(packet)
    except pdfium_helpers.PdfiumError:
        raise _wrong("it cannot be opened") from None
    try:
        yield document
    finally:
        document.close()


def _page(document: pdfium_helpers.PdfDocument, plan: Plan, stamp: Stamp) -> None:
    page = document[stamp.packet_page - 1]
    text = page.get_textpage()
    try:
        if stamp.text not in _margins(page, text):
            raise _wrong(f"page {stamp.packet_page} does not bear its stamp")
        _links(document, page, text, plan, stamp.packet_page)
    finally:
        text.close()
        page.close()


def _wrong(what: str) -> PacketizerError:
    return PacketizerError(
        f"the finished packet was read back and is not as planned: {what}; the last packet, if any, still "
        "stands. This is a fault of the program, please report it"
    )


def _sums(document: pdfium_helpers.PdfDocument, plan: Plan) -> None:
    """The pages of the file, of the plan's parts, and their numbers without gaps."""
    if len(document) != plan.total:
        raise _wrong(f"it has {len(document)} pages instead of {plan.total}")
    numbers = [page for sheet in plan.sheets for page in range(sheet.first_page, sheet.last_page + 1)]
    numbers += [planned.packet_page for planned in plan.pages]
    if numbers != list(range(1, plan.total + 1)):
        raise _wrong("its page numbers do not run on")
    if len({planned.ref for planned in plan.pages}) != len(plan.pages):
        raise _wrong("an original page stands in it twice")


def _nothing_active(document: pdfium_helpers.PdfDocument) -> None:
    if (
        pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0
        or document.count_attachments()
        or document.get_formtype() != pdfium.FORMTYPE_NONE
    ):
        raise _wrong("it holds scripts, attachments or a form")


def _outline(document: pdfium_helpers.PdfDocument, plan: Plan) -> None:
    found = []
    for bookmark in document.get_toc():
        goal = bookmark.get_dest()
        found.append((bookmark.get_title(), goal.get_index() + 1 if goal else None))
    planned = [(" ".join(title.split()), page) for title, page, _ in entries(plan)]
    if found != planned:
        raise _wrong("its outline does not lead where it says")


def _margins(page: pdfium_helpers.PdfPage, text: pdfium_helpers.PdfTextPage) -> str:
    """The text of the strips at the lower and the upper edge, on one line."""
    width, height = page.get_size()
    lower = text.get_text_bounded(0, 0, width, BAND)
    upper = text.get_text_bounded(0, height - BAND, width, height)
    return " ".join(f"{lower} {upper}".split())


def _links(
    document: pdfium_helpers.PdfDocument,
    page: pdfium_helpers.PdfPage,
    text: pdfium_helpers.PdfTextPage,
    plan: Plan,
    number: int,
) -> None:
    """Index rows lead to the exhibit they name; every other page leads back to the index."""
    index = plan.sheet(SheetKind.INDEX)
    goals = list(_goals(document, page, text))
    if any(goal is None for goal, _ in goals):
        raise _wrong(f"a link on page {number} leads nowhere, or out of the packet")
    if index is None:
        return
    if not index.first_page <= number <= index.last_page:
        if index.first_page not in [goal for goal, _ in goals]:
            raise _wrong(f"page {number} has no way back to the index")
        return
    first_pages = {row.letter: row.first_page for row in plan.rows}
    for goal, told in goals:
        letter = told.split(" ", 1)[0]
        if first_pages.get(letter) != goal:
            raise _wrong(f"the index row of exhibit {letter} on page {number} leads to page {goal}")


def _goals(
    document: pdfium_helpers.PdfDocument, page: pdfium_helpers.PdfPage, text: pdfium_helpers.PdfTextPage
) -> Iterator[tuple[int | None, str]]:
    """Every link of a page: the packet page it leads to, and the text that it covers."""
    import ctypes

    position: c_int = ctypes.c_int(0)
    link = pdfium.FPDF_LINK()
    while pdfium.FPDFLink_Enumerate(page, position, link):
        box = pdfium.FS_RECTF()
        pdfium.FPDFLink_GetAnnotRect(link, box)
        goal = pdfium.FPDFLink_GetDest(document, link)
        at = pdfium.FPDFDest_GetDestPageIndex(document, goal) if goal else -1
        told = text.get_text_bounded(box.left, box.bottom, box.right, box.top)
        yield (at + 1 if at >= 0 else None), " ".join(told.split())
