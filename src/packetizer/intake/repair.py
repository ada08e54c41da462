"""Damaged PDFs: what qpdf can put together again, and single pages out of a file that was cut off.

Works in memory; the damaged original stays what it is. Used only where pdfium cannot open a file.
"""

from __future__ import annotations

import io
import logging
import re

from packetizer.intake.damage import DAMAGED
from packetizer.intake.limits import PAGES

logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # its notes quote file contents

_OBJECT = re.compile(rb"(?<!\d)(\d{1,7}) 0 obj\b")
_TRAILER = (
    b"\n%(pages)d 0 obj\n<</Type/Pages/Kids[%(page)d 0 R]/Count 1>>\nendobj\n"
    b"%(page)d 0 obj\n<</Type/Page/Parent %(pages)d 0 R/MediaBox[0 0 9 9]>>\nendobj\n"
    b"%(root)d 0 obj\n<</Type/Catalog/Pages %(pages)d 0 R>>\nendobj\n"
    b"trailer\n<</Root %(root)d 0 R/Size %(size)d>>\nstartxref\n0\n%%%%EOF\n"
)


def repaired(content: bytes) -> bytes | None:
    """The PDF put together anew, maybe with pages lost; None where nothing can be saved."""
    return _rewritten(content) or _loose_pages(content)


def _rewritten(content: bytes) -> bytes | None:
    """The file as qpdf reads it with its cross-reference table rebuilt."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            return _saved(pdf) if 0 < len(pdf.pages) <= PAGES else None
    except (pikepdf.PasswordError, pikepdf.PdfError, *DAMAGED):
        return None


def _loose_pages(content: bytes) -> bytes | None:
    """The page objects that are whole, in the order of their numbers, where the page tree is lost.

    The end of a PDF holds its table of contents; a download that broke off has pages, but no list of them.
    An empty catalog at the end lets qpdf rebuild the table of objects.
    """
    import pikepdf

    last = max((int(number) for number in _OBJECT.findall(content)), default=0)
    if last == 0:
        return None
    ending = _TRAILER % {b"pages": last + 1, b"root": last + 2, b"page": last + 3, b"size": last + 4}
    try:
        with pikepdf.open(io.BytesIO(content + ending), suppress_warnings=True) as pdf, pikepdf.new() as made:
            for found in pdf.objects:
                if _is_page(found) and len(made.pages) < PAGES:
                    made.pages.append(pikepdf.Page(made.copy_foreign(found)))
            return _saved(made) if len(made.pages) else None
    except (pikepdf.PasswordError, pikepdf.PdfError, *DAMAGED):
        return None


def _is_page(found: object) -> bool:
    import pikepdf

    return (
        isinstance(found, pikepdf.Dictionary)
        and found.get("/Type") == pikepdf.Name.Page
        and "/Contents" in found
    )


def _saved(pdf: object) -> bytes:
    import pikepdf

    assert isinstance(pdf, pikepdf.Pdf)  # noqa: S101
    stream = io.BytesIO()
    pdf.save(stream, deterministic_id=True)
    return stream.getvalue()
