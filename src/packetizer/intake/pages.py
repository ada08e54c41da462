"""One way to open a page, whatever file it lies in: as a viewer shows it, upright or not.

The opened file is kept until another one is asked for, so that a worker that goes through a long PDF page
by page opens it once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from packetizer.intake.files import locate, read_bytes
from packetizer.intake.media import PDF, is_picture

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
        with _opened(file, media_type).page(number) as page:
            yield page
    except (PdfError, PictureError) as error:
        raise UnreadablePage(str(error)) from None


class _Kept:
    """The file that this process has open."""

    def __init__(self) -> None:
        self.key: tuple[str, str, int, int] | None = None
        self.opened: Pdf | Picture | None = None

    def close(self) -> None:
        if self.opened is not None:
            self.opened.close()
        self.key = self.opened = None


_kept = _Kept()


def _opened(file: Path, media_type: str) -> Pdf | Picture:
    """The file, opened; the one that was open before is closed."""
    try:
        located = locate(file)
        stat = located.file.stat()
    except OSError:
        raise UnreadablePage("the file is no longer there") from None
    key = (str(file), media_type, stat.st_mtime_ns, stat.st_size)
    if _kept.opened is None or _kept.key != key:
        _kept.close()
        content = read_bytes(file) if located.member else located.file
        _kept.key, _kept.opened = key, open_content(content, media_type)
    return _kept.opened


def open_content(content: Path | bytes, media_type: str) -> Pdf | Picture:
    """A file of a known type, opened. Raises PdfError or PictureError."""
    from packetizer.intake.pdf import Pdf
    from packetizer.intake.pictures import Picture

    if media_type == PDF:
        return Pdf(content)
    if is_picture(media_type):
        return Picture(content)
    raise UnreadablePage("it is not of a kind that has pages")
