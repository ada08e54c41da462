"""Pictures made smaller: never under 150 dpi, never so that words go, and in the colours they have."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw

from packetizer.packet.options import PacketOptions
from packetizer.packet.originals import shrink as shrinking
from packetizer.packet.originals.shrink import Wish, shrink
from packetizer.packet.reread import reader_here
from packetizer.packet.size import about_limits
from packetizer.reading.engines import TesseractSetup
from tests.packet_files import built, scan_page, text_of

DPI = 300
READER = TesseractSetup(in_process=False, tessdata=None, lang="eng", version="5")


def scan(mode: str = "L") -> Image.Image:
    """A grainy page of half Letter's sides at 300 dpi, with a stroke of a red pen where it is in colour."""
    grain = Image.frombytes("L", (255, 330), random.Random(1).randbytes(255 * 330))
    page = grain.point(lambda value: 225 + value // 10).resize((1275, 1650)).convert("RGB")
    draw = ImageDraw.Draw(page)
    for line in range(20):
        draw.text((150, 150 + 60 * line), f"line {line} of the letter", fill="black", font_size=32)
    if mode == "RGB":
        draw.line((200, 1500, 900, 1450), fill=(200, 20, 20), width=20)
    return page.convert(mode)


def part(folder: Path, image: Image.Image, quality: int = 95) -> Path:
    """A part with that picture on its only page, as a scanner codes it."""
    image.save(folder / "picture.jpg", quality=quality)
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(306, 396)).obj
        picture = pdf.make_stream(
            (folder / "picture.jpg").read_bytes(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image
        )
        picture.Width, picture.Height, picture.BitsPerComponent = image.width, image.height, 8
        picture.ColorSpace = pikepdf.Name.DeviceGray if image.mode == "L" else pikepdf.Name.DeviceRGB
        picture.Filter = pikepdf.Name.DCTDecode
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
        page.Contents = pdf.make_stream(b"q 306 0 0 396 0 0 cm /P Do Q")
        pdf.save(folder / "part.pdf")
    return folder / "part.pdf"


def wish(file: Path) -> Wish:
    return Wish(file, 0, 396.0, file.with_name("light.pdf"), READER)


def picture_of(file: Path) -> tuple[int, str, int]:
    """Height, colours, bytes of the picture."""
    with pikepdf.open(file) as pdf:
        [picture] = pdf.pages[0].get_images().values()
        return int(picture.Height), str(picture.ColorSpace), len(picture.read_raw_bytes())


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """What the reader makes of the page, time by time; at the end always the same again."""
    told: list[Sequence[str]] = []

    def words(*_: object) -> list[str]:
        return list(told.pop(0) if len(told) > 1 else told[0])

    monkeypatch.setattr(shrinking, "_words", words)
    return told


WORDS = [f"word{at}" for at in range(100)]


@pytest.mark.parametrize(
    ("readings", "height"),
    [
        pytest.param([WORDS, WORDS], 825, id="all words at 150 dpi"),
        pytest.param([WORDS, WORDS[:98]], 825, id="98 of 100"),
        pytest.param([WORDS, WORDS[:97], WORDS], 1100, id="97 of 100: 200 dpi"),
        pytest.param([WORDS, WORDS[:97], WORDS[:97], WORDS], 1650, id="300 dpi, another quality"),
        pytest.param([WORDS, ["other"] * 100], None, id="none is good enough"),
        pytest.param([[]], 1100, id="nothing that could be read: not below 200 dpi"),
    ],
)
def test_the_first_step_that_keeps_the_words(
    tmp_path: Path, reads: list[Sequence[str]], readings: list[Sequence[str]], height: int | None
) -> None:
    reads.extend(readings)
    file = part(tmp_path, scan())
    assert shrink(wish(file)) is (height is not None)
    if height:
        made = picture_of(tmp_path / "light.pdf")
        assert made[0] == height
        assert made[2] < 0.8 * picture_of(file)[2]


@pytest.mark.parametrize(
    ("image", "colours"),
    [
        pytest.param(scan("L"), "/DeviceGray", id="gray"),
        pytest.param(scan("L").convert("RGB"), "/DeviceGray", id="gray as colour"),
        pytest.param(scan("RGB"), "/DeviceRGB", id="a red pen"),
    ],
)
def test_colours_that_are_there_stay(
    tmp_path: Path, reads: list[Sequence[str]], image: Image.Image, colours: str
) -> None:
    reads.append(WORDS)
    assert shrink(wish(part(tmp_path, image)))
    assert picture_of(tmp_path / "light.pdf")[1] == colours


def test_what_is_small_already_stays(tmp_path: Path, reads: list[Sequence[str]]) -> None:
    reads.append(WORDS)
    assert not shrink(wish(part(tmp_path, scan().resize((638, 825)), quality=30)))


def test_a_page_read_before_and_after(tmp_path: Path) -> None:
    if reader_here("eng") is None:
        pytest.skip("needs Tesseract")
    scan().save(tmp_path / "a.jpg", quality=95, dpi=(DPI, DPI))
    page = scan_page("a.jpg", 1, "line", "letter")
    before = (tmp_path / "a.jpg").stat().st_size
    packet, plan, made = built(tmp_path, [page], options=PacketOptions(recompress=True))
    assert made.lighter == (page.ref,)
    assert [warning.kind for warning in about_limits(made)] == ["over_limit/recompressed"]
    assert packet.stat().st_size < 0.8 * before
    assert text_of(packet, plan.total).split()[:2] == ["line", "letter"]
