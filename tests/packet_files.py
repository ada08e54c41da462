"""Small files for the packet's tests, each with one thing in it that could go wrong."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageDraw

from packetizer.model import Box, Case, CaseInfo, Document, Given, Page, PageRef, Source, TextFrom, Word
from packetizer.packet.options import PacketOptions
from packetizer.packet.plan import Plan, plan_packet
from packetizer.packet.privacy.gone import prove_gone
from packetizer.packet.privacy.redactions import find_redactions, without_them
from packetizer.packet.prove import prove
from packetizer.packet.write import Written, write_packet
from packetizer.spread import serial
from tests.packet_case import GIVEN, findings

if TYPE_CHECKING:
    from numpy import uint8
    from numpy.typing import NDArray

CORNER = (30, 30)  # pixels of the dark square in the upper left corner of a test picture


def picture(width: int = 340, height: int = 440) -> Image.Image:
    """White with a dark square in the upper left corner and a gray one in the upper right."""
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, *CORNER), fill=0)
    draw.rectangle((width - CORNER[0], 0, width, CORNER[1]), fill=128)
    return image


def jpeg(image: Image.Image, *, orientation: int = 1, dpi: int = 40) -> bytes:
    """A JPEG with an EXIF block that names a place."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "SECRET PLACE"
    made = io.BytesIO()
    image.save(made, "JPEG", quality=90, exif=exif, dpi=(dpi, dpi))
    return made.getvalue()


def pdf(
    content: bytes,
    *,
    box: tuple[float, float, float, float] = (0, 0, 612, 792),
    resources: Dictionary | None = None,
    **attributes: object,
) -> pikepdf.Pdf:
    """A PDF of one page."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(612, 792)).obj
    page.MediaBox = Array(list(box))
    page.Resources = resources or Dictionary(Font=Dictionary(F=_font(made)))
    page.Contents = Stream(made, content)
    for key, value in attributes.items():
        page[f"/{key}"] = value
    return made


def _font(made: pikepdf.Pdf) -> pikepdf.Object:
    return made.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    )


def with_form(text: str) -> pikepdf.Pdf:
    """A filled field that has no appearance of its own, a link to the web, a script, an attachment."""
    made = pdf(b"BT /F 12 Tf 72 700 Td (printed) Tj ET")
    page = made.pages[0].obj
    field = made.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("a"),
            V=String(text),
            DA=String("/Helv 12 Tf 0 g"),
            Rect=Array([72, 600, 400, 620]),
            F=4,
            P=page,
        )
    )
    link = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([72, 500, 200, 520]),
        A=Dictionary(S=Name.URI, URI=String("https://example.org/")),
    )
    page.Annots = Array([field, made.make_indirect(link)])
    made.Root.AcroForm = Dictionary(
        Fields=Array([field]), DR=Dictionary(Font=Dictionary(Helv=_font(made))), NeedAppearances=True
    )
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    made.attachments["secret.txt"] = b"SECRET"
    return made


def endless(**attributes: object) -> pikepdf.Pdf:
    """A small page that takes minutes to be opened: it draws a form of no effect, over and over."""
    made = pikepdf.new()
    form = Stream(made, b"q Q " * 200_000, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    page = made.add_blank_page(page_size=(612, 792)).obj
    page.Resources = Dictionary(XObject=Dictionary(F=made.make_indirect(form)))
    page.Contents = Stream(made, b"/F Do " * 20_000)
    for key, value in attributes.items():
        page[f"/{key}"] = value
    return made


def with_layers() -> pikepdf.Pdf:
    """A layer that is shown and one that is not."""
    made = pdf(
        b"/OC /On BDC BT /F 12 Tf 72 700 Td (layershown) Tj ET EMC "
        b"/OC /Off BDC BT /F 12 Tf 72 600 Td (layerhidden) Tj ET EMC"
    )
    groups = [
        made.make_indirect(Dictionary(Type=Name.OCG, Name=String(name))) for name in ("shown", "not shown")
    ]
    made.pages[0].obj.Resources.Properties = Dictionary(On=groups[0], Off=groups[1])
    made.Root.OCProperties = Dictionary(OCGs=Array(groups), D=Dictionary(OFF=Array([groups[1]])))
    return made


def scan_page(source: str, number: int = 1, *words: str, rotation: int = 0) -> Page:
    """A page that was read by OCR, its words one below the other."""
    made = tuple(
        Word(word, Box(0.2, 0.2 + 0.05 * at, 0.4, 0.22 + 0.05 * at), 0.9, at) for at, word in enumerate(words)
    )
    ink = Box(0.0, 0.0, 1.0, 0.5)
    return Page(PageRef(source, number), 612, 792, made, TextFrom.TESSERACT, 0.9, rotation, ink=ink)


def born_digital(source: str, number: int = 1, width: float = 612, height: float = 792) -> Page:
    """A page whose own text layer was taken."""
    ink = Box(0.0, 0.0, 1.0, 0.5)
    return Page(PageRef(source, number), width, height, (), TextFrom.TEXT_LAYER, 1.0, ink=ink)


def save(made: pikepdf.Pdf | bytes, file: Path) -> None:
    if isinstance(made, bytes):
        file.write_bytes(made)
    else:
        made.save(file)


# ---------------------------------------------------------------- a packet of them

TYPES = {
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".tif": "image/tiff",
}


def built(
    folder: Path,
    pages: Sequence[Page],
    spread: object = serial,
    *,
    options: PacketOptions | None = None,
    given: Given = GIVEN,
    papers: Sequence[int] | None = None,
    name: str = "out",
    proved: bool = True,
) -> tuple[Path, Plan, Written]:
    """A packet of these pages, `proved` as a rule: its first file, the plan, and how it was written.

    Each page is a document of its own; `papers` gives the number of pages of each instead.
    """
    options = options or PacketOptions()
    refs, documents = [page.ref for page in pages], []
    for at, count in enumerate(papers or [1] * len(pages)):
        chosen, refs = tuple(refs[:count]), refs[count:]
        documents.append(Document(f"d{at}", "correspondence", f"Paper {at}", None, chosen, 1.0))
    case, found = Case(CaseInfo(), tuple(documents)), findings()
    hidden = find_redactions(case, pages, given, options.redact)
    case = without_them(case, hidden)
    plan = plan_packet(case, found, pages, given, options)
    names = dict.fromkeys(page.ref.source for page in pages)
    sources = [source(folder, file, TYPES[Path(file).suffix], _pages_of(folder / file)) for file in names]
    out = folder / name
    out.mkdir()
    made = write_packet(
        plan,
        case,
        found,
        given,
        pages,
        sources,
        folder,
        out,
        spread,  # type: ignore[arg-type]
        version="1",
        options=options,
        redactions=hidden,
    )
    files = [file.path for file in made.files]
    if proved:
        prove(files, made.plan)
        prove_gone(files, made.plan, hidden, made.placed)
    return files[0], made.plan, made


def source(folder: Path, name: str, media_type: str, pages: int = 1) -> Source:
    content = (folder / name).read_bytes()
    return Source(name, hashlib.sha256(content).hexdigest(), len(content), media_type, pages)


def _pages_of(file: Path) -> int:
    if file.suffix != ".pdf":
        return 1
    try:
        with pikepdf.open(file) as held:
            return len(held.pages)
    except pikepdf.PdfError:
        return 1


def text_of(packet: Path, page: int) -> str:
    document = pypdfium2.PdfDocument(packet)
    try:
        return str(document[page - 1].get_textpage().get_text_range())
    finally:
        document.close()


def shown(packet: Path, page: int, dpi: float = 36) -> NDArray[uint8]:
    document = pypdfium2.PdfDocument(packet)
    try:
        drawn: NDArray[uint8] = document[page - 1].render(scale=dpi / 72, grayscale=True).to_numpy()
        return drawn.copy()
    finally:
        document.close()


def pikepdf_plain(packet: Path) -> bytes:
    """The packet without any compression, to search its bytes."""
    out = io.BytesIO()
    with pikepdf.open(packet) as document:
        document.save(
            out,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.specialized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return out.getvalue()
