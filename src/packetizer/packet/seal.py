"""Locks the files of a packet with a password: AES-256, as PDF 2.0 has it (ISO 32000-2, 7.6, revision 6).

Sealed files differ from build to build: keys and initial vectors must be random. What they hold does not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.errors import PacketizerError, UsageError

if TYPE_CHECKING:
    import pypdfium2 as pdfium_helpers

SHORTEST, LONGEST = 8, 127  # characters; bytes in UTF-8, of which the format takes no more
REVISION = 6


def checked_password(text: str) -> str:
    """The password as readers of PDF files fold it (RFC 4013). UsageError where it cannot serve."""
    password = unicodedata.normalize("NFKC", text)
    if len(password) < SHORTEST:
        raise UsageError(f"the packet's password needs {SHORTEST} characters or more")
    if len(password.encode()) > LONGEST:
        raise UsageError(f"the packet's password is longer than PDF allows ({LONGEST} bytes)")
    if not password.isprintable():
        raise UsageError("the packet's password holds characters that nobody can type")
    return password


def seal(files: Sequence[Path], password: str) -> None:
    """Lock each file in place. PacketizerError where a locked file does not open again as it was."""
    for file in files:
        sealed = file.with_suffix(".sealed")
        try:
            _lock(file, sealed, password)
            _compare(file, sealed, password)
            sealed.replace(file)
        finally:
            sealed.unlink(missing_ok=True)


def _lock(file: Path, sealed: Path, password: str) -> None:
    import pikepdf

    everything = pikepdf.Permissions(modify_assembly=True)  # whoever can open it may do with it as he likes
    with pikepdf.open(file) as pdf:
        pdf.save(
            sealed,
            encryption=pikepdf.Encryption(user=password, owner=password, R=6, allow=everything),
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )


def _compare(plain: Path, sealed: Path, password: str) -> None:
    """Opens by its password alone, and then has every page with its text, as another library reads it."""
    import pypdfium2 as pdfium_helpers
    import pypdfium2.raw as pdfium

    try:
        pdfium_helpers.PdfDocument(sealed).close()
    except pdfium_helpers.PdfiumError:
        pass
    else:
        raise _not_sealed("opens without its password")
    before = pdfium_helpers.PdfDocument(plain)
    try:
        after = pdfium_helpers.PdfDocument(sealed, password=password)
    except pdfium_helpers.PdfiumError:
        before.close()
        raise _not_sealed("does not open with its password") from None
    try:
        if pdfium.FPDF_GetSecurityHandlerRevision(after) != REVISION:
            raise _not_sealed("is not encrypted as it should be")
        if len(before) != len(after) or any(_text(before, n) != _text(after, n) for n in range(len(before))):
            raise _not_sealed("is not what was locked")
    finally:
        before.close()
        after.close()


def _text(document: pdfium_helpers.PdfDocument, at: int) -> str:
    page = document[at]
    text = page.get_textpage()
    try:
        return str(text.get_text_bounded())
    finally:
        text.close()
        page.close()


def _not_sealed(what: str) -> PacketizerError:
    return PacketizerError(
        f"the encrypted packet was read back and {what}; the last packet, if any, still stands. This is a "
        "fault of the program, please report it"
    )
