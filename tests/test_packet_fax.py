"""A packet for a fax machine: two tones at its resolution, whatever the colours were, and larger stamps."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw

from packetizer.model import UNDRAWN, Page, TextFrom
from packetizer.packet.options import PacketOptions
from packetizer.packet.originals.bilevel import black_and_white, two_tones
from packetizer.packet.originals.part import Way
from packetizer.packet.originals.place import FAX_BAND
from tests.packet_files import born_digital, built, pdf, pikepdf_plain, save, scan_page, shown, text_of

FAX = PacketOptions(fax=True)


def lettered(
    paper: tuple[int, int, int], ink: tuple[int, int, int], band: tuple[int, int, int] | None
) -> Image.Image:
    """Bars as wide as the strokes of print, on paper, or on a coloured band across it."""
    image = Image.new("RGB", (600, 400), paper)
    draw = ImageDraw.Draw(image)
    if band:
        draw.rectangle((0, 100, 600, 300), fill=band)
    for x in range(40, 560, 24):
        draw.rectangle((x, 180, x + 3, 210), fill=ink)
    return image


WHITE, BLACK, GRAY = (255, 255, 255), (0, 0, 0), (235, 235, 235)


@pytest.mark.parametrize(
    ("paper", "ink", "band", "ink_is_black"),
    [
        pytest.param(WHITE, BLACK, None, True, id="print"),
        pytest.param(WHITE, (150, 150, 150), None, True, id="pencil"),
        pytest.param(WHITE, (255, 220, 0), None, True, id="yellow print"),
        pytest.param(WHITE, (255, 120, 120), None, True, id="a pink stamp"),
        pytest.param(GRAY, (120, 120, 120), None, True, id="gray paper"),
        pytest.param(WHITE, BLACK, (255, 255, 80), True, id="highlighted"),
        pytest.param(WHITE, BLACK, (190, 190, 190), True, id="black on a gray field"),
        pytest.param(WHITE, WHITE, (30, 60, 140), False, id="white on blue"),
        pytest.param(WHITE, WHITE, (110, 150, 200), False, id="white on light blue"),
        pytest.param(WHITE, WHITE, (200, 30, 30), False, id="white on red"),
    ],
)
def test_every_colour_can_be_read(
    paper: tuple[int, int, int],
    ink: tuple[int, int, int],
    band: tuple[int, int, int] | None,
    ink_is_black: bool,
) -> None:
    made = black_and_white(np.asarray(lettered(paper, ink, band)))
    assert set(np.unique(made)) == {0, 255}
    bars, gaps = made[185:205, 137:139], made[185:205, 148:152]  # of the bar at 136, and beside it
    assert (bars == (0 if ink_is_black else 255)).mean() > 0.95
    assert (gaps == (255 if ink_is_black else 0)).mean() > 0.95


@pytest.mark.parametrize(
    ("image", "tones"),
    [
        pytest.param(np.where(np.eye(90) > 0, 0, 255).astype(np.uint8), "two", id="two"),
        pytest.param(np.full((90, 90, 3), 128, np.uint8), "gray", id="gray as colour"),
        pytest.param(np.dstack([np.full((90, 90), v, np.uint8) for v in (9, 99, 9)]), "colour", id="colour"),
        pytest.param(np.linspace(0, 255, 8100).reshape(90, 90).astype(np.uint8), "gray", id="a photo"),
    ],
)
def test_no_more_tones_than_there_are(image: np.ndarray, tones: str) -> None:
    made = two_tones(image)
    assert {"two": made.dtype == bool, "gray": made.ndim == 2, "colour": made.ndim == 3}[tones]


def in_colour(folder: Path) -> Page:
    lettered(WHITE, (200, 30, 30), None).resize((850, 1100)).save(folder / "a.png", dpi=(100, 100))
    return scan_page("a.png", 1, "word", "other")


def on_its_side(folder: Path) -> Page:
    save(pdf(b"0 0 1 rg 90 90 200 100 re f", box=(0, 0, 792, 612)), folder / "a.pdf")
    return born_digital("a.pdf", 1, 792, 612)


@pytest.mark.parametrize("make", [in_colour, on_its_side])
def test_pages_are_as_a_fax_machine_sends_them(tmp_path: Path, make: object) -> None:
    packet, plan, written = built(tmp_path, [make(tmp_path)], options=FAX)  # type: ignore[operator]
    [placed] = written.placed.values()
    across, down = (204, 196) if placed.sheet[0] < placed.sheet[1] else (196, 204)
    with pikepdf.open(packet) as document:
        [picture] = document.pages[plan.total - 1].get_images().values()
        assert (int(picture.BitsPerComponent), str(picture.Filter)) == (1, "/CCITTFaxDecode")
        assert abs(int(picture.Width) - placed.width / 72 * across) <= 1
        assert abs(int(picture.Height) - placed.height / 72 * down) <= 1
        assert all(
            tuple(map(float, page.mediabox[2:])) in ((612, 792), (792, 612)) for page in document.pages
        )
    assert (shown(packet, plan.total, dpi=72) < 100).any()
    assert placed.y >= FAX_BAND or placed.y == 0


def test_words_of_text_pages_can_still_be_searched(tmp_path: Path) -> None:
    save(pdf(b"BT /F 14 Tf 72 700 Td (printed) Tj ET"), tmp_path / "a.pdf")
    made = scan_page("a.pdf", 1, "printed")
    page = Page(made.ref, 612, 792, made.words, TextFrom.TEXT_LAYER, 1.0, ink=made.ink)
    packet, plan, _ = built(tmp_path, [page], options=FAX)
    assert text_of(packet, plan.total).split()[0] == "printed"


def test_sheets_and_stamps_have_no_grays_and_stamps_are_larger(tmp_path: Path) -> None:
    sizes = {}
    for name, options in (("plain", PacketOptions()), ("fax", FAX)):
        in_colour(tmp_path)
        packet, plan, _ = built(tmp_path, [in_colour(tmp_path)], options=options, name=name)
        grays = {float(gray) for gray in re.findall(rb"([\d.]+) [gG]\n", pikepdf_plain(packet))}
        assert grays
        assert grays <= {0.0, 1.0} or name == "plain"
        assert f"Page {plan.total} of {plan.total}" in text_of(packet, plan.total)
        drawn = shown(packet, plan.total, dpi=144)
        foot = np.nonzero((drawn[-2 * 40 :, drawn.shape[1] // 2 :] < 128).any(axis=1))[0]
        sizes[name] = foot.max() - foot.min()
    assert sizes["fax"] > 1.3 * sizes["plain"]


@pytest.mark.parametrize(
    ("failure", "options", "way"),
    [
        pytest.param(UNDRAWN, FAX, Way.LOST, id="nobody tries to draw it again"),
        pytest.param(UNDRAWN, None, Way.AS_IS, id="as it is, nothing has to be drawn"),
        pytest.param("the worker ended unexpectedly", FAX, Way.AS_IS, id="another failure may be a chance"),
    ],
)
def test_a_page_that_takes_too_long_to_be_drawn(
    tmp_path: Path, failure: str, options: PacketOptions | None, way: Way
) -> None:
    page = replace(on_its_side(tmp_path), failure=failure)
    _, _, written = built(tmp_path, [page], options=options)
    assert [note.lost for note in written.notes] == ([True] if way is Way.LOST else [])


def test_the_same_fax_again(tmp_path: Path) -> None:
    page = in_colour(tmp_path)
    first, _, _ = built(tmp_path, [page], options=FAX, name="first")
    second, _, _ = built(tmp_path, [page], options=FAX, name="second")
    assert first.read_bytes() == second.read_bytes()
