"""A page opens as a viewer shows it, and its words stand where the ink is."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from pypdf import PageObject, PdfWriter
from pypdf.generic import ArrayObject, FloatObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from packetizer.intake.media import PDF
from packetizer.intake.pages import OpenPage, UnreadablePage, open_page
from packetizer.intake.pictures import paper_size
from packetizer.intake.words import LayerWord, turn
from packetizer.model import Box

TEXT = [["Denial", "of", "Coverage"], ["Amount", "billed", "$1,234.50", "final"]]


def typed(angle: int = 0) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    canvas.setFont("Helvetica", 14)
    canvas.translate(306, 396)
    canvas.rotate(angle)
    canvas.drawString(50, 60, "$1,234.50 final")  # not in reading order
    canvas.drawString(-180, 60, "Amount billed")
    canvas.drawString(-180, 100, "Denial of Coverage")
    canvas.save()
    return stream.getvalue()


def changed(content: bytes, change: Callable[[PageObject], object]) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(content))
    change(writer.pages[0])
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def box(name: str, *edges: float) -> Callable[[PageObject], object]:
    return lambda page: page.__setitem__(NameObject(name), ArrayObject(map(FloatObject, edges)))


def texts(words: tuple[LayerWord, ...]) -> list[list[str]]:
    made: list[list[str]] = []
    for word in words:
        if word.line == len(made):
            made.append([])
        made[word.line].append(word.text)
    return made


def ink_outside(page: OpenPage) -> int:
    """Dark pixels that no word's box holds."""
    drawn = page.render(100)
    high, wide = drawn.shape[:2]
    dark = drawn < 128
    assert dark.sum() > 200
    for word in page.words():
        x0, x1 = int(word.box.x0 * wide) - 1, int(word.box.x1 * wide) + 2
        y0, y1 = int(word.box.y0 * high) - 1, int(word.box.y1 * high) + 2
        assert dark[y0:y1, x0:x1].mean() > 0.1
        dark[max(0, y0) : y1, max(0, x0) : x1] = False
    return int(dark.sum())


@pytest.mark.parametrize(
    ("content", "size", "angle"),
    [
        pytest.param(typed(), (612, 792), 0, id="plain"),
        pytest.param(changed(typed(), lambda page: page.rotate(90)), (792, 612), 90, id="rotate 90"),
        pytest.param(changed(typed(), lambda page: page.rotate(180)), (612, 792), 180, id="rotate 180"),
        pytest.param(changed(typed(), lambda page: page.rotate(-90)), (792, 612), 270, id="rotate -90"),
        pytest.param(typed(90), (612, 792), 270, id="text runs upwards"),
        pytest.param(typed(270), (612, 792), 90, id="text runs downwards"),
        pytest.param(changed(typed(90), lambda page: page.rotate(90)), (792, 612), 0, id="rotate undoes it"),
        pytest.param(changed(typed(), box("/CropBox", 50, 300, 562, 700)), (512, 400), 0, id="crop box"),
        pytest.param(
            changed(typed(), box("/MediaBox", -100, -90, 512, 702)), (612, 792), 0, id="moved origin"
        ),
        pytest.param(
            changed(changed(typed(), box("/CropBox", 50, 300, 562, 700)), lambda page: page.rotate(90)),
            (400, 512),
            90,
            id="crop box and rotate",
        ),
    ],
)
def test_words_stand_where_the_ink_is(
    tmp_path: Path, content: bytes, size: tuple[float, float], angle: int
) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    with open_page(tmp_path / "a.pdf", PDF, 1) as page:
        assert (page.width, page.height) == size
        assert texts(page.words()) == TEXT
        assert {word.angle for word in page.words()} == {angle}
        assert ink_outside(page) == 0
        assert page.render(72).shape == (size[1], size[0])
        assert not page.is_picture
        assert page.picture_dpi is None


@pytest.mark.parametrize("degrees", [-2.0, -0.7, 0.0, 0.7, 2.0])
@pytest.mark.parametrize("shuffled", [False, True], ids=["line by line", "columns first"])
def test_lines_of_a_skewed_page_stay_apart(tmp_path: Path, degrees: float, shuffled: bool) -> None:
    lines = [[f"line{n}", "says", "that", "the", "claim", "was", "denied", f"end{n}"] for n in range(30)]
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(612, 792))
    canvas.setFont("Helvetica", 10)
    canvas.rotate(degrees)
    if shuffled:
        for column in (0, 1):
            for number, line in enumerate(lines):
                half = " ".join(line[4 * column : 4 * column + 4])
                canvas.drawString(50 + 260 * column, 700 - 13 * number, half)
    else:
        for number, line in enumerate(lines):
            canvas.drawString(50, 700 - 13 * number, "   ".join(line))
    canvas.save()
    with open_page(tmp_path / "a.pdf", PDF, 1) as page:
        assert texts(page.words()) == lines


def form(value: str) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    canvas.drawString(72, 700, "Member ID")
    canvas.acroForm.textfield(name="member", x=150, y=690, width=200, height=24, value=value, borderWidth=0)
    canvas.save()
    return stream.getvalue()


def test_filled_form_fields_are_seen_and_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(form("W123456789"))
    with open_page(tmp_path / "a.pdf", PDF, 1) as page:
        assert texts(page.words()) == [["Member", "ID", "W123456789"]]


def test_form_fields_without_a_drawn_appearance_are_seen_too(tmp_path: Path) -> None:
    """Portals fill a field's value and leave drawing it to the viewer."""
    writer = PdfWriter(clone_from=io.BytesIO(form("")))
    [field] = [annotation.get_object() for annotation in writer.pages[0]["/Annots"]]  # type: ignore[attr-defined]
    field[NameObject("/V")] = TextStringObject("W987654321")
    del field["/AP"]
    writer.write(tmp_path / "a.pdf")
    with open_page(tmp_path / "a.pdf", PDF, 1) as page:
        assert texts(page.words()) == [["Member", "ID", "W987654321"]]


def scan(text: str, *, hidden: bool = False, stamp: str = "", share: float = 1.0) -> bytes:
    """A page that is one picture of 200 dpi, with text laid over it."""
    image = Image.new("L", (1700, 2200), 230)
    ImageDraw.Draw(image).text((200, 300), "scanned", fill=0, font_size=60)
    picture = io.BytesIO()
    image.save(picture, "PNG")
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    from reportlab.lib.utils import ImageReader

    picture.seek(0)
    canvas.drawImage(ImageReader(picture), 0, 0, 612 * share, 792)
    layer = canvas.beginText(72, 650)
    layer.setTextRenderMode(3 if hidden else 0)
    layer.textLine(text)
    canvas.drawText(layer)
    canvas.drawString(72, 770, stamp)
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "is_picture"),
    [
        pytest.param(scan(""), True, id="a scan"),
        pytest.param(scan("scanned " * 60, hidden=True), True, id="with a hidden text layer"),
        pytest.param(scan("", stamp="FAX 03/04/2026 10:11 PAGE 2/5"), True, id="with a fax header"),
        pytest.param(scan("born digital on a letterhead " * 12), False, id="a printed page on a background"),
        pytest.param(scan("", share=0.4), False, id="a picture on part of the page"),
        pytest.param(typed(), False, id="text"),
    ],
)
def test_is_picture(tmp_path: Path, content: bytes, is_picture: bool) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    with open_page(tmp_path / "a.pdf", PDF, 1) as page:
        assert page.is_picture == is_picture
        assert (page.picture_dpi is not None) == is_picture
        if page.picture_dpi is not None:
            assert page.picture_dpi == pytest.approx(200, abs=1)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG", "WEBP"])
def test_pictures_are_turned_as_their_exif_asks(tmp_path: Path, orientation: int, kind: str) -> None:
    upright = Image.new("L", (60, 100), 255)
    upright.paste(0, (0, 0, 20, 20))  # a dark corner at the top left
    stored = _stored(upright, orientation)
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "a", kind, exif=exif)
    with open_page(tmp_path / "a", f"image/{kind.lower()}", 1) as page:
        assert page.width / page.height == pytest.approx(0.6, abs=0.01)
        drawn = page.render(96)
        assert drawn.shape == (100, 60)
        assert drawn[:16, :16].max() < 60
        assert drawn[30:, 30:].min() > 200


def _stored(upright: Image.Image, orientation: int) -> Image.Image:
    """The picture as a camera held that way would store it."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    return upright.transpose(undo[orientation]) if orientation in undo else upright


def test_a_fax_has_the_shape_of_its_paper(tmp_path: Path) -> None:
    pages = [Image.new("1", (1728, 1078), 1) for _ in range(3)]
    pages[0].save(
        tmp_path / "a", "TIFF", save_all=True, append_images=pages[1:], compression="group4", dpi=(204, 98)
    )
    with open_page(tmp_path / "a", "image/tiff", 3) as page:
        assert page.width == pytest.approx(610, abs=1)
        assert page.height == pytest.approx(792, abs=1)
        assert page.render(100).shape == (1100, 847)
        assert page.picture_dpi == pytest.approx(204)


@pytest.mark.parametrize(
    ("pixels", "dpi", "points"),
    [
        pytest.param((2550, 3300), (300, 300), (612, 792), id="a scanner's word counts"),
        pytest.param((3024, 4032), (72, 72), (594, 792), id="a phone's 72 does not"),
        pytest.param((4032, 3024), None, (792, 594), id="lying"),
        pytest.param((1000, 9000), (300, 300), (240, 2160), id="a long till receipt"),
        pytest.param((1000, 9000), None, (88, 792), id="a long receipt by phone"),
        pytest.param((300, 200), None, (225, 150), id="small pictures are not blown up"),
        pytest.param((1728, 1078), (204, 98), (610, 792), id="fax"),
        pytest.param((2550, 3300), (1, 1), (612, 792), id="an aspect ratio is no resolution"),
        pytest.param((30000, 40000), (300, 300), (594, 792), id="a paper of nine feet"),
    ],
)
def test_paper_size(
    pixels: tuple[int, int], dpi: tuple[float, float] | None, points: tuple[float, float]
) -> None:
    assert list(paper_size(*pixels, dpi)) == pytest.approx(list(points), abs=1)


@pytest.mark.parametrize(
    ("mode", "colour", "gray"),
    [
        pytest.param("1", 1, 255, id="bits"),
        pytest.param("L", 100, 100, id="gray"),
        pytest.param("I;16", 100 * 257, 100, id="16 bit"),
        pytest.param("RGB", (100, 100, 100), 100, id="rgb"),
        pytest.param("RGBA", (0, 0, 0, 0), 255, id="transparent is white paper"),
        pytest.param("LA", (0, 0), 255, id="transparent gray"),
        pytest.param("CMYK", (0, 0, 0, 155), 100, id="cmyk"),
        pytest.param("P", 0, 0, id="palette"),
    ],
)
def test_every_kind_of_pixel(tmp_path: Path, mode: str, colour: int, gray: int) -> None:
    Image.new(mode, (64, 64), colour).save(tmp_path / "a", "PNG" if mode != "CMYK" else "TIFF")
    with open_page(tmp_path / "a", "image/png" if mode != "CMYK" else "image/tiff", 1) as page:
        assert page.render(96).dtype == np.uint8
        assert page.render(96).ndim == 2
        assert abs(float(page.render(96).mean()) - gray) < 2
        assert page.words() == ()


GREYS = np.repeat(np.array([30, 230], np.float64), 40 * 80).reshape(80, 80)  # ink above, paper below


def tiff(values: np.ndarray, photometric: int = 1) -> bytes:
    """A plain TIFF of one strip: any width of numbers, which Pillow does not write."""
    data = values.tobytes()
    kind = {"u": 1, "i": 2, "f": 3}[values.dtype.kind]
    rows, across = values.shape
    numbers = {256: across, 257: rows, 258: 8 * values.dtype.itemsize, 259: 1, 262: photometric}
    numbers |= {273: 8, 277: 1, 278: rows, 279: len(data), 339: kind}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in numbers.items())
    return (
        b"II*\0"
        + struct.pack("<I", 8 + len(data))
        + data
        + struct.pack("<H", len(numbers))
        + entries
        + b"\0" * 4
    )


@pytest.mark.parametrize(
    ("values", "photometric"),
    [
        pytest.param((GREYS * 257 * 65537).astype("<u4"), 1, id="32 bit, all of it"),
        pytest.param((GREYS * 257 * 32768).astype("<i4"), 1, id="32 bit with a sign"),
        pytest.param(GREYS.astype("<u4"), 1, id="8 bit in 32"),
        pytest.param((GREYS * 257).astype("<u4"), 1, id="16 bit in 32"),
        pytest.param((GREYS * 1000 - 120_000).astype("<i4"), 1, id="below nothing"),
        pytest.param((GREYS * 16).astype("<u2"), 1, id="12 bit in 16"),
        pytest.param((GREYS / 255).astype("<f4"), 1, id="shares"),
        pytest.param((GREYS * 1e6).astype("<f4"), 1, id="large with a point"),
        pytest.param(((255 - GREYS) * 257).astype("<u2"), 0, id="16 bit, white is nothing"),
        pytest.param((1 - GREYS / 255).astype("<f4"), 0, id="shares, white is nothing"),
    ],
)
def test_numbers_of_any_width_show_ink_on_paper(tmp_path: Path, values: np.ndarray, photometric: int) -> None:
    (tmp_path / "a.tif").write_bytes(tiff(values, photometric))
    with open_page(tmp_path / "a.tif", "image/tiff", 1) as page:
        drawn = page.render(96)
    assert drawn[: len(drawn) // 3].max() < 40
    assert drawn[-(len(drawn) // 3) :].min() > 220


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(np.random.default_rng(1).normal(2**30, 2**20, (80, 80)).astype("<i4"), id="32 bit"),
        pytest.param(np.random.default_rng(1).normal(60_000, 200, (80, 80)).astype("<u2"), id="16 bit"),
        pytest.param(np.random.default_rng(1).normal(0.9, 0.002, (80, 80)).astype("<f4"), id="shares"),
    ],
)
def test_the_grain_of_an_empty_sheet_is_not_stretched_to_ink(tmp_path: Path, values: np.ndarray) -> None:
    (tmp_path / "a.tif").write_bytes(tiff(values))
    with open_page(tmp_path / "a.tif", "image/tiff", 1) as page:
        drawn = page.render(96)
    assert float(drawn.max()) - float(drawn.min()) < 0.1 * float(drawn.max())


def test_colour_only_where_asked(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), (255, 0, 0)).save(tmp_path / "a", "PNG")
    with open_page(tmp_path / "a", "image/png", 1) as page:
        assert page.render(96, color=True)[5, 5].tolist() == [255, 0, 0]
    (tmp_path / "b").write_bytes(typed())
    with open_page(tmp_path / "b", PDF, 1) as page:
        assert page.render(20, color=True).shape == (220, 170, 3)


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_page_that_is_not_there(tmp_path: Path, number: int) -> None:
    (tmp_path / "a.pdf").write_bytes(typed())
    Image.new("L", (60, 80)).save(tmp_path / "a.tif")
    for name, media_type in (("a.pdf", PDF), ("a.tif", "image/tiff"), ("gone.pdf", PDF)):
        with pytest.raises(UnreadablePage), open_page(tmp_path / name, media_type, number):
            pass


def test_an_open_file_is_kept_until_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    for content, size in ((typed(), 612), (changed(typed(), box("/CropBox", 0, 0, 300, 300)), 300)):
        file.unlink(missing_ok=True)
        file.write_bytes(content)
        with open_page(file, PDF, 1) as page:
            assert page.width == size


def test_a_page_whose_crop_box_shows_nothing_of_it_is_unreadable(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(changed(typed(), box("/CropBox", 2000, 2000, 2612, 2792)))
    with pytest.raises(UnreadablePage, match="no size"), open_page(file, PDF, 1) as page:
        page.render(100)


def test_a_huge_page_is_drawn_at_a_lower_resolution(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(changed(typed(), box("/MediaBox", 0, 0, 14400, 14400)))
    with open_page(tmp_path / "a.pdf", PDF, 1) as page:
        assert page.render(300).size <= 41_000_000


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_turning_there_and_back(degrees: int) -> None:
    box = Box(0.1, 0.2, 0.4, 0.9)
    back = turn(turn(box, degrees), -degrees)
    assert (back.x0, back.y0, back.x1, back.y1) == pytest.approx((box.x0, box.y0, box.x1, box.y1))
