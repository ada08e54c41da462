"""Decoded pictures as XObjects: two tones as a fax codes them, others without loss or as JPEG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf
    from PIL import Image

JPEG_QUALITY = 90
STRIP_OFFSETS, ROWS_PER_STRIP, STRIP_BYTES, PHOTOMETRIC = 273, 278, 279, 262  # tags of TIFF 6.0
BLACK_IS_ZERO = 1


def image_object(out: pikepdf.Pdf, image: Image.Image, quality: int = JPEG_QUALITY) -> pikepdf.Object:
    """A picture (two tones, gray or RGB of 8 bits) as an XObject, in the smaller of its codings."""
    import zlib

    from pikepdf import Name

    if image.mode == "1":
        return _two_tones(out, image)
    raw = zlib.compress(image.tobytes(), 6)
    jpeg = io.BytesIO()
    image.save(jpeg, "JPEG", quality=quality, subsampling=0 if quality >= JPEG_QUALITY else 2, optimize=True)
    lossless = len(raw) <= jpeg.tell()
    return out.make_stream(
        raw if lossless else jpeg.getvalue(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=image.width,
        Height=image.height,
        ColorSpace=Name.DeviceGray if image.mode == "L" else Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.FlateDecode if lossless else Name.DCTDecode,
    )


def _two_tones(out: pikepdf.Pdf, image: Image.Image) -> pikepdf.Object:
    from pikepdf import Name

    data, parameters = group4(image)
    return out.make_stream(
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=image.width,
        Height=image.height,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=1,
        Filter=Name.CCITTFaxDecode,
        DecodeParms=parameters,
    )


def group4(image: Image.Image) -> tuple[bytes, pikepdf.Dictionary]:
    """Two tones in Group 4 (ITU-T T.6), and how to decode it. Pillow writes it as the strip of a TIFF."""
    from pikepdf import Dictionary
    from PIL import Image as Pillow

    held = io.BytesIO()
    image.save(held, "TIFF", compression="group4", tiffinfo={ROWS_PER_STRIP: image.height})
    with Pillow.open(held) as tiff:
        tags = tiff.tag_v2  # type: ignore[attr-defined]
        [begin], [size], photometric = tags[STRIP_OFFSETS], tags[STRIP_BYTES], tags[PHOTOMETRIC]
    black_is_1 = photometric == BLACK_IS_ZERO
    parameters = Dictionary(K=-1, Columns=image.width, Rows=image.height, BlackIs1=black_is_1)
    return held.getvalue()[begin : begin + size], parameters
