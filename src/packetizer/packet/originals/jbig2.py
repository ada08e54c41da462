"""Pictures whose shapes stand in a dictionary that pages of a file share (JBIG2Globals; PDF 32000-1, 7.4.7).

The dictionary holds shapes of all pages: letters, and what else was one blot of ink, such as a signature.
Where pages of the file are left out, the picture of one that goes in is coded anew, pixel by pixel the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from packetizer.packet.originals.coding import group4
from packetizer.packet.originals.part import CannotTake
from packetizer.packet.originals.tidy import DEEPEST, streams

if TYPE_CHECKING:
    import pikepdf
    from PIL import Image

MOST_PIXELS = 200_000_000  # of a picture that is coded anew


def without_shared_shapes(form: pikepdf.Object, done: set[tuple[int, int]]) -> None:
    """Code anew, in place, every picture of a form that needs a shared dictionary. Raises CannotTake."""
    from pikepdf import Name

    for picture in _pictures(form, done, 0):
        if _shares(picture):
            data, parameters = group4(_decoded(picture))
            picture.write(data, filter=Name.CCITTFaxDecode, decode_parms=parameters)


def _pictures(form: pikepdf.Object, done: set[tuple[int, int]], depth: int) -> Iterator[pikepdf.Object]:
    """The pictures that a form shows, and their masks."""
    from pikepdf import Dictionary, Stream

    resources = form.get("/Resources")
    if not isinstance(resources, Dictionary) or depth > DEEPEST:
        return
    for _, _, held in streams(resources):
        if held.objgen in done:
            continue
        done.add(held.objgen)
        if str(held.get("/Subtype")) == "/Image":
            masks = (held.get("/SMask"), held.get("/Mask"))
            yield from (held, *(mask for mask in masks if isinstance(mask, Stream)))
        else:
            yield from _pictures(held, done, depth + 1)


def _shares(picture: pikepdf.Object) -> bool:
    from pikepdf import Array, Dictionary

    held = picture.get("/DecodeParms")
    listed = list(held) if isinstance(held, Array) else [held]
    return any(isinstance(one, Dictionary) and "/JBIG2Globals" in one for one in listed)


def _decoded(picture: pikepdf.Object) -> Image.Image:
    """Its samples as they are, whatever they paint: white where they are 1."""
    import pikepdf
    import pypdfium2 as pdfium_helpers

    width, height = int(picture.Width), int(picture.Height)
    if not 0 < width * height <= MOST_PIXELS:
        raise CannotTake
    shown = io.BytesIO()
    with pikepdf.new() as alone:
        page = alone.add_blank_page(page_size=(width, height)).obj
        plain = alone.copy_foreign(picture)
        for key in [key for key in plain.keys() if key not in _OF_CODING]:  # noqa: SIM118  (not a dict)
            del plain[key]
        plain.Type, plain.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        plain.ColorSpace, plain.BitsPerComponent = pikepdf.Name.DeviceGray, 1
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=plain))
        page.Contents = alone.make_stream(f"{width} 0 0 {height} 0 0 cm /P Do".encode())
        alone.save(shown)
    try:
        with pdfium_helpers.PdfDocument(shown.getvalue()) as document:
            drawn: Image.Image = document[0].render(scale=1, grayscale=True, no_smoothimage=True).to_pil()
    except pdfium_helpers.PdfiumError:
        raise CannotTake from None
    if drawn.size != (width, height):
        raise CannotTake
    return drawn.point(lambda value: 255 if value > 127 else 0).convert("1")


_OF_CODING = ("/Length", "/Width", "/Height", "/Filter", "/DecodeParms")
