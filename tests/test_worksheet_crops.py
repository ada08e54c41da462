"""Pictures for the worksheet: the right place, upright, framed, and none where a page cannot be drawn."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from packetizer.model import Box, PageRef, Source
from packetizer.packet.desk import crops
from packetizer.packet.desk.crops import crop_requests, doubtful_deciders, page_key
from packetizer.packet.desk.pictures import CropRequest, make_crops
from packetizer.spread import serial
from tests.worksheet_case import CASE, FINDINGS, PAGES, SHA

INK = Box(0.5, 0.4, 0.6, 0.45)  # where the upright page has its only ink
WIDTH, HEIGHT, DPI = 850, 1100, 100


def page_picture(quarters: int) -> Image.Image:
    """A Letter page with one dark block, as it lies in the file: `quarters` to the left of upright."""
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    ImageDraw.Draw(page).rectangle((INK.x0 * WIDTH, INK.y0 * HEIGHT, INK.x1 * WIDTH, INK.y1 * HEIGHT), fill=0)
    return page.rotate(90 * quarters, expand=True)


def drawn(folder: Path, name: str, *, quarters: int, box: Box | None) -> Image.Image:
    page_picture(quarters).save(folder / name, dpi=(DPI, DPI))
    media_type = "application/pdf" if name.endswith(".pdf") else "image/png"
    source = Source(name, SHA, 1, media_type, 1)
    request = CropRequest("f1", PageRef(name, 1), quarters * 90, box)
    made = make_crops([request], folder, [source], serial)
    assert list(made) == ["f1"]
    return Image.open(io.BytesIO(made["f1"]))


@pytest.mark.parametrize("name", ["scan.pdf", "scan.png"])
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_the_place_is_cut_upright_and_framed(tmp_path: Path, name: str, quarters: int) -> None:
    place = np.asarray(drawn(tmp_path, name, quarters=quarters, box=INK).convert("RGB")).astype(int)
    dark = np.argwhere(place.max(axis=2) < 60)
    (top, left), (bottom, right) = dark.min(axis=0), dark.max(axis=0)
    height, width, _ = place.shape
    # The reading stands in the middle of what is shown, since the page goes on around it.
    assert abs((left + right) / 2 / width - 0.5) < 0.02
    assert abs((top + bottom) / 2 / height - 0.5) < 0.03
    red = np.argwhere(place[:, :, 0] - place[:, :, 2] > 60)
    (frame_top, frame_left), (frame_bottom, frame_right) = red.min(axis=0), red.max(axis=0)
    assert 0 < top - frame_top < 14
    assert 0 < left - frame_left < 14
    assert 0 < frame_bottom - bottom < 14
    assert 0 < frame_right - right < 14


@pytest.mark.parametrize("quarters", [0, 1])
def test_a_whole_page_is_small_and_upright(tmp_path: Path, quarters: int) -> None:
    page = drawn(tmp_path, "scan.png", quarters=quarters, box=None)
    assert page.height > page.width
    assert page.width < WIDTH


@pytest.mark.parametrize(
    "box",
    [
        pytest.param(Box(0.0, 0.0, 0.02, 0.01), id="a corner"),
        pytest.param(Box(0.98, 0.99, 1.0, 1.0), id="the other corner"),
        pytest.param(Box(0.0, 0.0, 1.0, 1.0), id="all of it"),
        pytest.param(Box(0.5, 0.5, 0.5, 0.5), id="a point"),
        pytest.param(Box(-0.2, 1.1, 1.4, 1.2), id="beside the page"),
    ],
)
def test_odd_boxes(tmp_path: Path, box: Box) -> None:
    place = drawn(tmp_path, "scan.png", quarters=0, box=box)
    assert place.width >= 1
    assert place.width <= 900


def test_what_cannot_be_drawn_has_no_picture(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 and then nothing")
    requests = [
        CropRequest("f1", PageRef("broken.pdf", 1), 0, INK),
        CropRequest("f2", PageRef("gone.pdf", 1), 0, INK),
        CropRequest("f3", PageRef("unknown.pdf", 1), 0, INK),
    ]
    sources = [Source(name, SHA, 1, "application/pdf", 1) for name in ("broken.pdf", "gone.pdf")]
    assert make_crops(requests, tmp_path, sources, serial) == {}


def test_the_gravest_doubts_come_first_and_each_picture_once() -> None:
    requests = crop_requests(CASE, FINDINGS, PAGES)
    assert [request.key for request in requests] == [
        "f1",  # the deadline
        page_key(PageRef("scan.pdf", 6)),
        page_key(PageRef("scan.pdf", 7)),
        "f8",
        "f5",
        "f10",
        page_key(PageRef("scan.pdf", 4)),
        "f4",  # the claim number, which no warning names
        page_key(PageRef("scan.pdf", 5)),  # what may state the diagnosis
    ]
    assert requests[0].rotation == 180
    assert requests[1].box is None


def test_pictures_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crops, "MAX_PICTURES", 2)
    assert [request.key for request in crop_requests(CASE, FINDINGS, PAGES)] == ["f1", "scan.pdf#6"]


def test_pages_that_could_not_be_read_have_no_picture() -> None:
    pages = [replace(page, failure="it could not be drawn") for page in PAGES]
    assert crop_requests(CASE, FINDINGS, pages) == ()


def test_only_readings_that_decide_and_are_doubtful_are_asked_about() -> None:
    """The member ID stands on two papers, once well read; the receipt's total decides nothing at the head."""
    assert [fact.id for fact in doubtful_deciders(CASE, FINDINGS)] == ["f4"]
