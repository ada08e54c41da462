"""Pictures as pages: photos, screenshots, faxes and scans, as a viewer shows them."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from PIL import Image, ImageFile

from packetizer.intake.damage import DAMAGED
from packetizer.intake.files import open_plain
from packetizer.intake.frames import frame_key
from packetizer.intake.limits import PAGES, PICTURE_PIXELS, RENDER_PIXELS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from packetizer.intake.words import LayerWord

Image.MAX_IMAGE_PIXELS = None  # we measure ourselves, before a pixel is decoded
ImageFile.LOAD_TRUNCATED_IMAGES = True  # half a receipt is better than none; `Picture.whole` tells

_ENDS = {"JPEG": b"\xff\xd9", "PNG": b"IEND"}  # what closes a picture that is whole
TAIL = 1 << 16  # bytes at the end in which it must stand; phones append things of their own
_ANIMATED = ("GIF", "PNG", "WEBP")
PAPER = 612.0, 792.0  # US Letter, points
EXIF_ORIENTATION = 0x0112
PHOTOMETRIC, WHITE_IS_ZERO = 262, 0  # of TIFF 6.0
SAMPLE_FORMAT, UNSIGNED = 339, 1
FULL_SCALES = (1.0, 255.0, 1023.0, 4095.0, 16383.0, 65535.0)  # what means white: shares, then 8 to 16 bit
FLAT = 0.02  # of the largest number, within which all are one shade: paper
SIDEWAYS = (5, 6, 7, 8)  # EXIF orientations that swap width and height
SCREEN_DPI = 96.0  # a small picture is not blown up beyond this
SCANNER_DPI = 90.0, 2500.0  # stated resolutions that a scanner or a fax may have set
FAX_DPI = 60.0  # a fax may be this coarse one way
LONGEST_INCHES = 40.0  # a long till receipt


class PictureError(Exception):
    """The picture cannot be decoded; the message says why in words for the advocate."""

    def __init__(self, reason: str, *, too_large: bool = False) -> None:
        super().__init__(reason)
        self.too_large = too_large


class Picture:
    """An opened picture file; a TIFF has as many pages as frames, every other format one."""

    def __init__(self, content: Path | bytes) -> None:
        self._stream: BinaryIO | None = None
        try:
            self._image = self._open(content)
            if self._image.width * self._image.height > PICTURE_PIXELS:
                raise _too_large(self._image)
            self.pages = self._count()
        except PictureError:
            self.close()
            raise
        except (*DAMAGED, MemoryError) as error:
            self.close()
            raise PictureError(_why(error)) from None

    def _open(self, content: Path | bytes) -> ImageFile.ImageFile:
        if isinstance(content, bytes):
            self._stream = io.BytesIO(content)
        else:
            with open_plain(content) as stream:
                self._stream = io.BytesIO(stream.read())
        _register()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Image.open(self._stream)

    @property
    def whole(self) -> bool:
        """Whether the picture is all there, as far as the end of the file tells; looks closer only then."""
        end = _ENDS.get(self._image.format or "")
        if end is None or self._stream is None:
            return True
        self._stream.seek(max(0, self._stream.seek(0, io.SEEK_END) - TAIL))
        return end in self._stream.read()

    @property
    def moves(self) -> bool:
        """Whether it is an animation, of which the first picture is the page."""
        return self._image.format in _ANIMATED and getattr(self._image, "n_frames", 1) > 1

    def _count(self) -> int:
        """Frames that are pages. Frames of other formats are an animation, or a phone's depth map."""
        if self._image.format != "TIFF":
            return 1
        count = 0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            while count < PAGES:
                try:
                    self._image.seek(count)
                except EOFError:
                    break
                count += 1
        return max(1, count)

    @contextmanager
    def page(self, number: int) -> Iterator[PicturePage]:
        """Frame `number`, 1-based; raises PictureError where it cannot be decoded."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._image.seek(number - 1)
                page = PicturePage(self._image, self._stream)
        except DAMAGED as error:
            raise PictureError(_why(error)) from None
        yield page

    def close(self) -> None:
        """Let the file go."""
        if self._stream is not None:
            self._stream.close()


@lru_cache(maxsize=1)
def _register() -> None:
    """Teach Pillow the format of phones."""
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False)


def _too_large(image: Image.Image) -> PictureError:
    return PictureError(
        f"it has {image.width} x {image.height} pixels, more than can be taken in", too_large=True
    )


def _why(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "it needs too much memory"
    return "it is damaged or of a kind that cannot be decoded"


class PicturePage:
    """One picture as a page; see `pages.OpenPage`."""

    is_picture = True

    def __init__(self, image: ImageFile.ImageFile, stream: BinaryIO | None = None) -> None:
        self._image, self._stream = image, stream
        wide, high = image.size
        if wide * high > PICTURE_PIXELS:
            raise _too_large(image)
        self._orientation = _orientation(image)
        size = paper_size(wide, high, _resolution(image))
        self.width, self.height = reversed(size) if self._orientation in SIDEWAYS else size

    @property
    def picture_dpi(self) -> float | None:
        """Pixels an inch along the finer side."""
        wide, high = self._image.size
        if self._orientation in SIDEWAYS:
            wide, high = high, wide
        return max(wide / self.width, high / self.height) * 72

    def stored_key(self) -> str | None:
        """A hash of what lies in the file for this page alone; None where that cannot be told."""
        return frame_key(self._image, self._stream) if self._stream is not None else None

    def words(self) -> tuple[LayerWord, ...]:
        """None: a picture has no text layer."""
        return ()

    def render(self, dpi: float, *, color: bool = False) -> NDArray[np.uint8]:
        """See `pages.OpenPage.render`."""
        import numpy as np

        scale = dpi / 72
        pixels = self.width * self.height * scale * scale
        if pixels > RENDER_PIXELS:
            scale *= (RENDER_PIXELS / pixels) ** 0.5
        size = max(1, round(self.width * scale)), max(1, round(self.height * scale))
        shown = self.shown() if color else self.shown().convert("L")
        return np.array(shown if shown.size == size else shown.resize(size, _filter(shown.size, size)))

    def shown(self) -> Image.Image:
        """The decoded picture, turned as EXIF asks, on white, 8 bits a channel, gray or RGB."""
        try:
            return self._decoded
        except DAMAGED as error:
            raise PictureError(_why(error)) from None

    @cached_property
    def _decoded(self) -> Image.Image:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            plain = _eight_bit(self._image)
        if self._orientation in _TRANSPOSE:
            plain = plain.transpose(_TRANSPOSE[self._orientation])
        return plain


_TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _filter(now: tuple[int, int], wanted: tuple[int, int]) -> Image.Resampling:
    """Area averaging where the picture shrinks, a smooth curve where it grows."""
    return Image.Resampling.BOX if wanted[0] * 2 <= now[0] else Image.Resampling.BICUBIC


def _eight_bit(image: Image.Image) -> Image.Image:
    """Gray ("L") or "RGB", transparent parts on white."""
    if image.mode.startswith("I") or image.mode == "F":
        return _stretched(image)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        paper.alpha_composite(layered)
        return paper.convert("RGB")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _stretched(image: Image.Image) -> Image.Image:
    """Values of 16 bit, of 32 bit and with a decimal point to 8 bit."""
    import numpy as np

    raw = np.asarray(image)
    if raw.dtype == np.int32 and raw.min() < 0 and _says(image, SAMPLE_FORMAT, UNSIGNED):
        raw = raw.view(np.uint32)  # Pillow knows no others of 32 bit than signed ones
    values = np.nan_to_num(raw.astype(np.float64), posinf=0.0, neginf=0.0)
    low, high = _black_and_white(float(values.min()), float(values.max()))
    eight = ((values - low) * (255.0 / (high - low))).clip(0, 255).astype(np.uint8)
    return Image.fromarray(255 - eight if _says(image, PHOTOMETRIC, WHITE_IS_ZERO) else eight)


def _black_and_white(least: float, most: float) -> tuple[float, float]:
    """The values that mean black and white, where the lowest and highest that occur are these.

    The scale that a program may have written with, where they fit one: stretched from the lowest to the
    highest, the grain of an empty sheet would look like ink.
    """
    if least >= 0:
        for full in FULL_SCALES:
            if most <= full:
                return 0.0, full
    size = max(abs(most), abs(least))
    return (least - size if most - least <= FLAT * size else least), most


def _says(image: Image.Image, tag: int, value: int) -> bool:
    """Whether the file, a TIFF, has this tag with this value."""
    found = getattr(image, "tag_v2", {}).get(tag)
    return bool((found[0] if isinstance(found, tuple) else found) == value)


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8. Formats whose decoder turns the picture itself count as upright."""
    if image.format in ("HEIF", "TIFF"):
        return 1
    try:
        return int(image.getexif().get(EXIF_ORIENTATION, 1))
    except DAMAGED:
        return 1  # broken EXIF; the picture shows as it lies


def _resolution(image: Image.Image) -> tuple[float, float] | None:
    """Pixels an inch as the file states them."""
    dpi = image.info.get("dpi")
    try:
        x, y = (float(dpi[0]), float(dpi[1])) if dpi else (0.0, 0.0)
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return None
    return (x, y) if 0 < x < 1e5 and 0 < y < 1e5 else None


def paper_size(wide: int, high: int, dpi: tuple[float, float] | None) -> tuple[float, float]:
    """Width and height in points of a picture of so many pixels.

    A resolution counts only if a scanner or fax may have set it: cameras and screens write 72 whatever they
    show. Without one the picture fits a Letter sheet, upright or lying, but is not blown up.
    """
    if dpi is not None and SCANNER_DPI[0] <= max(dpi) <= SCANNER_DPI[1] and min(dpi) >= FAX_DPI:
        inches = wide / dpi[0], high / dpi[1]
        if max(inches) <= LONGEST_INCHES and min(inches) >= 0.5:
            return inches[0] * 72, inches[1] * 72
        if dpi[0] != dpi[1]:  # the shape of the pixels still holds
            wide, high = round(wide * max(dpi) / dpi[0]), round(high * max(dpi) / dpi[1])
    short, long = PAPER
    across, down = (short, long) if wide <= high else (long, short)
    scale = min(across / wide, down / high, 72 / SCREEN_DPI)
    return wide * scale, high * scale
