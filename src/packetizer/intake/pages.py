"""One way to open a page, whatever file it lies in: as a viewer shows it, upright or not.

The opened file is kept until another one is asked for, so that a worker that goes through a long PDF page
by page opens it once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from packetizer.intake.blocks import NotReadable
from packetizer.intake.files import locate, open_plain, read_bytes
from packetizer.intake.libreoffice import drawn, draws
from packetizer.intake.media import PDF, is_laid_out, is_picture
from packetizer.intake.reasons import ANIMATED, CUT_OFF, REPAIRED, UNLOCKED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from packetizer.intake.pdf import Pdf
    from packetizer.intake.pictures import Picture
    from packetizer.intake.words import LayerWord


class UnreadablePage(Exception):  # noqa: N818  (it is the page that is, not our code)
    """A page that cannot be opened or drawn. The message is a sentence part without page text."""


class OpenPage(Protocol):
    """A page as a viewer shows it: after `/Rotate` and EXIF, form fields filled, pixels of any shape."""

    @property
    def width(self) -> float:
        """Points (1/72 inch)."""

    @property
    def height(self) -> float:
        """Points (1/72 inch)."""

    @property
    def is_picture(self) -> bool:
        """One picture and hardly anything else, maybe with hidden text behind it."""

    @property
    def picture_dpi(self) -> float | None:
        """That picture's own resolution (the finer way, where pixels are not square), None without one."""

    def words(self) -> tuple[LayerWord, ...]:
        """The text layer in reading order; empty where there is none."""

    def render(self, dpi: float, *, color: bool = False) -> NDArray[np.uint8]:
        """The page drawn on white: height x width gray values, or height x width x 3 (RGB).

        `color` allows RGB, a gray page may still come gray. `dpi` is lowered where the page would have more
        than `limits.RENDER_PIXELS` pixels; the shape against `width` and `height` tells. Raises
        UnreadablePage.
        """


@contextmanager
def open_page(file: Path, media_type: str, number: int) -> Iterator[OpenPage]:
    """Page `number` (1-based) of a source; `file` is `folder / source.path`. Raises UnreadablePage."""
    from packetizer.intake.pdf import PdfError
    from packetizer.intake.pictures import PictureError

    try:
        with _opened(file, media_type).file.page(number) as page:
            yield page
    except (PdfError, PictureError) as error:
        raise UnreadablePage(str(error)) from None


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose pages can be opened, and what they are made from: a PDF or a picture."""

    file: Pdf | Picture
    content: Path | bytes
    media_type: str  # of `content`
    note: str = ""  # what the advocate should know, for instance that it was repaired


@dataclass(frozen=True, slots=True)
class PageFile:
    """What the pages of a source are made from, to assemble a packet of it: a PDF or a picture.

    As received for most; a PDF of our own for text documents; put together again for a damaged PDF.
    """

    content: Path | bytes
    media_type: str


def page_file(file: Path, media_type: str) -> PageFile:
    """The PDF or picture behind a source's pages; `file` is `folder / source.path`. Raises UnreadablePage."""
    opened = _opened(file, media_type)
    return PageFile(opened.content, opened.media_type)


class _Kept:
    """The file that this process has open."""

    def __init__(self) -> None:
        self.key: tuple[str, str, int, int] | None = None
        self.opened: Opened | None = None

    def close(self) -> None:
        if self.opened is not None:
            self.opened.file.close()
        self.key = self.opened = None


_kept = _Kept()


def _opened(file: Path, media_type: str) -> Opened:
    """The file, opened; the one that was open before is closed."""
    from packetizer.intake.pdf import PdfError
    from packetizer.intake.pictures import PictureError

    try:
        located = locate(file)
        stat = located.file.stat()
        key = (str(file), media_type, stat.st_mtime_ns, stat.st_size)
        if _kept.opened is None or _kept.key != key:
            _kept.close()
            content = read_bytes(file) if located.member else located.file
            _kept.key, _kept.opened = key, open_content(content, media_type)
    except FileNotFoundError:
        raise UnreadablePage("the file is no longer there") from None
    except OSError:
        raise UnreadablePage("the file can no longer be read") from None
    except (PdfError, PictureError, NotReadable) as error:
        raise UnreadablePage(str(error)) from None
    return _kept.opened


def open_content(content: Path | bytes, media_type: str) -> Opened:
    """A file of a known type, opened. Raises PdfError, PictureError, NotReadable or OSError."""
    from packetizer.intake.pdf import Pdf
    from packetizer.intake.pictures import Picture

    if media_type == PDF:
        return _open_pdf(content)
    if is_picture(media_type):
        picture = Picture(content)
        note = CUT_OFF if not picture.whole else ANIMATED if picture.moves else ""
        return Opened(picture, content, media_type, note)
    if draws(media_type) and (made := drawn(_bytes(content), media_type)) is not None:
        return Opened(Pdf(made), made, PDF)
    if is_laid_out(media_type):
        from packetizer.intake.typeset import laid_out

        made = laid_out(_bytes(content), media_type)
        return Opened(Pdf(made), made, PDF)
    raise NotReadable("no program here can draw it")


def _open_pdf(content: Path | bytes) -> Opened:
    """A PDF; a locked one with a password that was given, a damaged one put together again if possible."""
    from packetizer.intake.keyring import unlocked
    from packetizer.intake.pdf import Pdf, PdfError
    from packetizer.intake.repair import repaired

    try:
        return Opened(Pdf(content), content, PDF)
    except PdfError as error:
        mended = unlocked(_bytes(content)) if error.encrypted else repaired(_bytes(content))
        if mended is None:
            raise
        note = UNLOCKED if error.encrypted else REPAIRED
    return Opened(Pdf(mended), mended, PDF, note)


def _bytes(content: Path | bytes) -> bytes:
    if isinstance(content, bytes):
        return content
    with open_plain(content) as stream:
        return stream.read()
