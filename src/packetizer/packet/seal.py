"""Locks the files of a packet with a password: AES-256, as PDF 2.0 has it (ISO 32000-2, 7.6, revision 6).

Sealed files differ from build to build: keys and initial vectors must be random. What they hold does not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from packetizer.errors import PacketizerError, UsageError
from packetizer.intake.guard import memory_limit, time_limit
from packetizer.intake.limits import DRAW_SECONDS, OPEN_BYTES
from packetizer.packet.proof.paged import Run, page_by_page
from packetizer.spread import serial

if TYPE_CHECKING:
    import pypdfium2 as pdfium_helpers

    from packetizer.spread import Spread

NONE: Mapping[Path, Collection[int]] = MappingProxyType({})
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


def seal(
    files: Sequence[Path],
    password: str,
    spread: Spread = serial,
    unread: Mapping[Path, Collection[int]] = NONE,
) -> None:
    """Lock each file in place. PacketizerError where a locked file does not open again as it was.

    `unread` are pages of a file (from 0) that could not be read before it was locked.
    """
    for file in files:
        sealed = file.with_suffix(".sealed")
        try:
            _lock(file, sealed, password)
            pages = _opened_again(file, sealed, password)
            closed = unread.get(file, ())
            same = Same(file, tuple(at for at in range(pages) if at not in closed), sealed, password)
            for _, outcome in page_by_page(differs, [same], spread):
                if outcome.value is None:
                    raise _not_sealed(f"has a page that cannot be compared ({outcome.failure})")
                if outcome.value:
                    raise _not_sealed("is not what was locked")
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


def _opened_again(plain: Path, sealed: Path, password: str) -> int:
    """How many pages it has, as another library opens it: by its password alone, and as many as before."""
    import pypdfium2 as pdfium_helpers
    import pypdfium2.raw as pdfium

    try:
        pdfium_helpers.PdfDocument(sealed).close()
    except pdfium_helpers.PdfiumError:
        pass
    else:
        raise _not_sealed("opens without its password")
    try:
        after = pdfium_helpers.PdfDocument(sealed, password=password)
    except pdfium_helpers.PdfiumError:
        raise _not_sealed("does not open with its password") from None
    with closing(after), closing(pdfium_helpers.PdfDocument(plain)) as before:
        if pdfium.FPDF_GetSecurityHandlerRevision(after) != REVISION:
            raise _not_sealed("is not encrypted as it should be")
        if len(before) != len(after):
            raise _not_sealed("is not what was locked")
        return len(after)


@dataclass(frozen=True, slots=True)
class Same(Run[int]):
    """Pages (from 0) that must print the same in a file and its locked copy."""

    sealed: Path
    password: str = field(repr=False)


def differs(same: Same) -> bool:
    """Whether a page prints something else than before; runs in a worker."""
    import pypdfium2 as pdfium_helpers

    with (
        closing(pdfium_helpers.PdfDocument(same.file)) as before,
        closing(pdfium_helpers.PdfDocument(same.sealed, password=same.password)) as after,
    ):
        return any(_text(before, at) != _text(after, at) for at in same.pages)


def _text(document: pdfium_helpers.PdfDocument, at: int) -> str:
    with memory_limit(OPEN_BYTES), time_limit(DRAW_SECONDS):
        page = document[at]
        with closing(page), closing(page.get_textpage()) as text:
            return str(text.get_text_bounded())


def _not_sealed(what: str) -> PacketizerError:
    return PacketizerError(
        f"the encrypted packet was read back and {what}; the last packet, if any, still stands. This is a "
        "fault of the program, please report it"
    )
