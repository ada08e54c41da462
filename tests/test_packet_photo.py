"""A photo of a sheet goes in as that sheet, or as the photo it is; words stand where they are seen."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from packetizer.model import Page, PageRef, SheetInPhoto
from packetizer.packet.originals.gather import _need
from packetizer.packet.originals.part import Task, Way, make_part
from packetizer.packet.originals.place import BAND
from packetizer.reading.engines import choose_readers
from packetizer.reading.page import read_page
from packetizer.reading.settings import Engine, ReadingSettings
from packetizer.reading.sheet import as_page, as_photographed
from packetizer.reading.worker import Desk
from tests.reading_sheets import HEIGHT, LETTER, WIDTH, Shown, typed

FULL = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
SLANTED = np.array([(180, 130), (1380, 190), (1330, 1860), (90, 1790)], np.float32)


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    """A letter on a table, half in shadow: 1500 x 2000 pixels."""
    matrix = cv2.getPerspectiveTransform(FULL, SLANTED)
    picture = cv2.warpPerspective(
        typed(*LETTER), matrix, (1500, 2000), dst=np.full((2000, 1500), 70, np.uint8),
        borderMode=cv2.BORDER_TRANSPARENT,
    )  # fmt: skip
    light = np.full((2000, 1500), 0.95)
    light[:, 900:] = 0.55
    return (picture * cv2.GaussianBlur(light, (0, 0), 25)).astype(np.uint8)


@pytest.fixture(scope="module")
def page(photo: np.ndarray) -> Page:
    readers = choose_readers(ReadingSettings(Engine.TESSERACT))
    return read_page(Shown(photo), PageRef("photo.jpg", 1), Desk(readers))


def dark_at(picture: np.ndarray, page: Page, text: str) -> float:
    """Share of ink where a word is said to stand."""
    word = next(word for word in page.words if word.text == text)
    height, width = picture.shape[:2]
    box = word.box
    cut = picture[int(box.y0 * height) : int(box.y1 * height), int(box.x0 * width) : int(box.x1 * width)]
    return float((cut < 0.6 * np.percentile(cut, 90)).mean())


def test_the_page_is_the_sheet(page: Page) -> None:
    assert page.sheet is not None
    assert page.height / page.width == pytest.approx(11 / 8.5, rel=0.02)
    assert (page.sheet.width, page.sheet.height) == pytest.approx((720, 960))


@pytest.mark.parametrize("text", ["Dear", "88-20417", "Department"])
def test_words_stand_where_they_are_seen(photo: np.ndarray, page: Page, text: str) -> None:
    whole = as_photographed(page)
    assert dark_at(as_page(photo, 0, page.sheet), page, text) > 0.1
    assert dark_at(photo, whole, text) > 0.08
    assert whole.sheet is None
    assert (whole.width, whole.height) == pytest.approx((720, 960))


def test_a_scan_is_what_it_was() -> None:
    scan = Page(PageRef("scan.pdf", 1), 612, 792, (), "none", 0.0)  # type: ignore[arg-type]
    assert as_photographed(scan) is scan


@pytest.mark.parametrize("whole", [False, True], ids=["the sheet", "the photo"])
def test_what_goes_into_the_packet(photo: np.ndarray, page: Page, tmp_path: Path, whole: bool) -> None:
    Image.fromarray(photo).save(tmp_path / "photo.jpg", quality=90)
    need = _need(as_photographed(page) if whole else page)
    part = make_part(Task("photo.jpg", tmp_path / "photo.jpg", "image/jpeg", (need,), tmp_path / "part.pdf"))
    assert part.ways == (Way.AS_IS if whole else Way.FLATTENED,)
    drawn = pypdfium2.PdfDocument(part.target)[0].render(scale=2).to_numpy()[:, :, 0]
    placed = part.placed[0]
    assert placed.y >= BAND  # the stamp stands on white
    left, top = int(placed.x * 2) + 6, int((placed.sheet[1] - placed.y - placed.height) * 2) + 6
    corner = drawn[top + 25 : top + 60, left + 25 : left + 60].mean()
    assert (corner < 110) == whole  # the table is seen, or it is not
    with pikepdf.open(part.target) as pdf:
        [(_, image)] = pdf.pages[0].Resources.XObject.items()
        assert (int(image.Width), int(image.Height)) != (1500, 2000) or whole


def test_a_photo_turned_on_its_side_is_the_same_sheet(photo: np.ndarray, page: Page) -> None:
    readers = choose_readers(ReadingSettings(Engine.TESSERACT))
    aside = np.ascontiguousarray(np.rot90(photo))
    turned = read_page(Shown(aside), PageRef("photo.jpg", 1), Desk(readers))
    assert turned.rotation == 90
    assert turned.sheet is not None
    assert page.sheet is not None
    assert np.abs(np.array(turned.sheet.corners) - np.array(page.sheet.corners)).max() < 0.01
    assert dark_at(as_page(aside, turned.rotation, turned.sheet), turned, "88-20417") > 0.1


def test_a_sheet_without_paper_proportion_keeps_its_own() -> None:
    from packetizer.reading.sheet import flat_size

    receipt = SheetInPhoto(((0.2, 0.1), (0.5, 0.1), (0.5, 0.9), (0.2, 0.9)), 600, 800)
    assert flat_size(receipt) == pytest.approx((180, 640))
