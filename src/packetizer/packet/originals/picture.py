"""Picture files as pages: their compressed bytes go in as they are; the matrix turns and mirrors them."""

from __future__ import annotations

import io
import logging
import warnings
from typing import TYPE_CHECKING

from packetizer.intake.media import JPEG
from packetizer.intake.pages import PageFile
from packetizer.packet.originals.jpeg import picture_only
from packetizer.packet.originals.matrix import ORIENTATIONS, TURNS, chain
from packetizer.packet.originals.part import CannotTake, Need, put
from packetizer.packet.originals.place import Placed, place

if TYPE_CHECKING:
    from pathlib import Path

    import pikepdf

READABLE_DPI = 150.0  # a photo is not enlarged below this
SHORT_SIDE, LONG_SIDE = (540.0, 664.0), (684.0, 1044.0)  # points: A4, Letter, Legal and their neighbours
ORIENTATION = 0x0112
LOSSY = frozenset({"image/heif", "image/avif", "image/webp"})
JPEG_QUALITY = 88

logging.getLogger("img2pdf").setLevel(logging.CRITICAL)  # its notes quote file contents


class PictureSource:
    """A picture file; converted as a whole on first use, as the frames of a TIFF lie in one file."""

    def __init__(self, held: PageFile) -> None:
        self._held = held
        self._pdf: pikepdf.Pdf | None = None
        self._orientation = 1
        self._refused = False

    def add(self, out: pikepdf.Pdf, need: Need) -> Placed:
        pdf = self._converted()
        try:
            page = pdf.pages[need.number - 1]
        except IndexError:
            raise CannotTake from None
        [(_, image)] = page.obj.Resources.XObject.items()
        fit = chain(ORIENTATIONS[self._orientation], TURNS[need.rotation])
        placed = fitted(need, (int(image.Width), int(image.Height)))
        put(out, out.copy_foreign(image), fit, placed)
        return placed

    def _converted(self) -> pikepdf.Pdf:
        if self._refused:
            raise CannotTake
        if self._pdf is None:
            self._refused = True
            self._pdf = self._convert()
            self._refused = False
        return self._pdf

    def _convert(self) -> pikepdf.Pdf:
        import img2pdf
        import pikepdf

        try:
            content = self._held.content
            data = content if isinstance(content, bytes) else content.read_bytes()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                if self._held.media_type in LOSSY:
                    data = _as_jpeg(content)
                else:
                    self._orientation = _orientation(data)
                if self._held.media_type == JPEG:
                    data = picture_only(data)
                made = img2pdf.convert(data, rotation=img2pdf.Rotation.none, pdfa=None)
            return pikepdf.open(io.BytesIO(made))
        except Exception:  # img2pdf refuses with bare Exceptions and asserts, Pillow with a dozen kinds
            raise CannotTake from None

    def close(self) -> None:
        if self._pdf is not None:
            self._pdf.close()


def _orientation(data: bytes) -> int:
    """The EXIF orientation of the file; CannotTake where the decoder turns the picture itself.

    A TIFF with the tag is decoded turned by Pillow but passed through unturned by img2pdf.
    """
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        tag = image.getexif().get(ORIENTATION, 1)
        tag = tag if tag in ORIENTATIONS else 1
        if tag != 1 and image.format == "TIFF":
            raise CannotTake
        return int(tag)


def _as_jpeg(content: Path | bytes) -> bytes:
    """A picture in a format that PDF does not know, upright: without loss it would be ten times as large."""
    from packetizer.intake.pictures import Picture

    picture = Picture(content)
    try:
        with picture.page(1) as page:
            made = io.BytesIO()
            page.shown().save(made, "JPEG", quality=JPEG_QUALITY)
    finally:
        picture.close()
    return made.getvalue()


def fitted(need: Need, pixels: tuple[int, int]) -> Placed:
    """A picture of paper size is a scan and keeps its size; any other fills its sheet, inside margins."""
    short, long = sorted((need.width, need.height))
    if (
        need.sheet is None
        and SHORT_SIDE[0] <= short <= SHORT_SIDE[1]
        and LONG_SIDE[0] <= long <= LONG_SIDE[1]
    ):
        return place(need.width, need.height, need.ink, band=need.band)
    inches = max(need.width, need.height) / 72
    enlarge = max(pixels) / inches / READABLE_DPI
    return place(need.width, need.height, need.ink, enlarge=enlarge, band=need.band)
