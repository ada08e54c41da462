"""The hidden text of a scan: found by three libraries where the words are seen, however the page lay."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import img2pdf
import numpy as np
import pikepdf
import pypdf
import pypdfium2
import pytest
from PIL import Image

from packetizer.intake.pages import open_page
from packetizer.model import Box, Page, PageRef, TextFrom, Word
from packetizer.packet.originals.gather import _need
from packetizer.packet.originals.part import Task, make_part
from packetizer.packet.originals.place import Placed
from packetizer.packet.originals.textlayer import FONT, glyphless_font, text_layer
from packetizer.reading.engines import choose_readers
from packetizer.reading.images import Grey, as_grey
from packetizer.reading.page import read_page
from packetizer.reading.settings import Engine, ReadingSettings
from packetizer.reading.worker import Desk
from tests.reading_sheets import DPI, LETTER, typed

LINES = (*LETTER[:6], "Amount billed: $1,234.50     Patient owes: $98.00", *LETTER[6:])


def skewed(sheet: Grey, degrees: float) -> Grey:
    matrix = cv2.getRotationMatrix2D((sheet.shape[1] / 2, sheet.shape[0] / 2), degrees, 1)
    return as_grey(cv2.warpAffine(sheet, matrix, sheet.shape[::-1], borderValue=(255,)))


UPRIGHT = typed(*LINES)
SHEETS: dict[str, tuple[Grey, int]] = {  # the picture as it lies in the file, and the page's /Rotate
    "upright": (UPRIGHT, 0),
    "turned by the file": (as_grey(np.rot90(UPRIGHT).copy()), 90),
    "sideways": (as_grey(np.rot90(UPRIGHT).copy()), 0),
    "upside down": (as_grey(np.rot90(UPRIGHT, 2).copy()), 0),
    "skewed": (skewed(UPRIGHT, 1.5), 0),
    "landscape": (typed(*LINES, left=100, sheet=np.full((1275, 1650), 255, np.uint8)), 0),
    "a slip": (typed(*LINES[:4], left=40, top=40, sheet=np.full((420, 1275), 255, np.uint8)), 0),
}


@dataclass(frozen=True)
class Made:
    file: Path
    page: Page
    placed: Placed
    skewed: bool  # no level band holds a line alone

    def spot(self, box: Box) -> tuple[float, float, float, float]:
        """Where a place of the page stands on the sheet: left, bottom, right, top in points."""
        p = self.placed
        return (
            p.x + box.x0 * p.width,
            p.y + (1 - box.y1) * p.height,
            p.x + box.x1 * p.width,
            p.y + (1 - box.y0) * p.height,
        )


@pytest.fixture(scope="module", params=SHEETS, ids=list(SHEETS))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One page read, placed and given its text, as the packet does it."""
    folder = tmp_path_factory.mktemp("scan")
    picture, rotate = SHEETS[request.param]
    Image.fromarray(picture).save(folder / "scan.jpg", quality=85, dpi=(DPI, DPI))
    (folder / "scan.pdf").write_bytes(img2pdf.convert(str(folder / "scan.jpg")))
    if rotate:
        with pikepdf.open(folder / "scan.pdf", allow_overwriting_input=True) as pdf:
            pdf.pages[0].rotate(rotate, relative=False)
            pdf.save()
    desk = Desk(choose_readers(ReadingSettings(Engine.TESSERACT)))
    with open_page(folder / "scan.pdf", "application/pdf", 1) as opened:
        page = read_page(opened, PageRef("scan.pdf", 1), desk)
    task = Task("scan.pdf", folder / "scan.pdf", "application/pdf", (_need(page),), folder / "part.pdf")
    part = make_part(task)
    with pikepdf.open(part.target) as pdf:
        pdf.pages[0].contents_add(text_layer(page.words, part.placed[0]))
        pdf.pages[0].obj.Resources.Font = pikepdf.Dictionary({FONT: glyphless_font(pdf)})
        pdf.save(folder / "made.pdf")
    return Made(folder / "made.pdf", page, part.placed[0], request.param == "skewed")


def lines_of(page: Page) -> Iterator[list[Word]]:
    for number in range(page.words[-1].line + 1):
        yield [word for word in page.words if word.line == number]


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_page_was_read(made: Made) -> None:
    read = plain(" ".join(word.text for word in made.page.words))
    assert plain(LETTER[1]) in read


def test_pypdf_finds_every_line_in_order(made: Made) -> None:
    text = plain(pypdf.PdfReader(made.file).pages[0].extract_text())
    at = 0
    for line in lines_of(made.page):
        found = text.find(plain("".join(word.text for word in line)), at)
        assert found >= 0
        at = found


def test_pdfium_selects_each_line_alone(made: Made) -> None:
    text = pypdfium2.PdfDocument(made.file)[0].get_textpage()
    for line in lines_of(made.page):
        said = plain("".join(word.text for word in line))
        for part in [[word] for word in line] if made.skewed else [line]:
            spots = [made.spot(word.box) for word in part]
            left, right = min(spot[0] for spot in spots), max(spot[2] for spot in spots)
            low, top = min(spot[1] for spot in spots), max(spot[3] for spot in spots)
            selected = plain(text.get_text_bounded(left - 1, low - 2, right + 1, top))
            assert selected
            assert selected in said if made.skewed else selected == said


@pytest.mark.parametrize("slope", [0.0, 0.02])
def test_letters_that_hang_below_do_not_lower_their_word(slope: float) -> None:
    """Tight boxes of words with and without strokes up and down, 10 points to the em, on one baseline."""
    words = []
    for number, (text, up, down) in enumerate(
        [("Total", 7.2, 0), ("on", 5.2, 0), ("your", 5.2, 2), ("bill,", 7.2, 2), ("once", 5.2, 0)]
    ):
        x, foot = 100 + 60 * number, 400 + 60 * number * slope
        box = Box(x / 612, 1 - (foot + up) / 792, (x + 40) / 612, 1 - (foot - down) / 792)
        words.append(Word(text, box, 0.9, 0, TextFrom.TESSERACT))
    content = text_layer(words, Placed((612, 792), 0, 0, 1, 612, 792)).decode()
    assert "/T 10 Tf" in content
    feet = [float(y) for y in re.findall(r"Tz (?:\S+ ){5}(\S+) Tm", content)]
    wanted = [400 + 60 * number * slope for number in range(5)]
    assert feet == pytest.approx(wanted, abs=0.5)


def test_pdfium_has_each_word_at_its_place(made: Made) -> None:
    text = pypdfium2.PdfDocument(made.file)[0].get_textpage()
    for word in made.page.words:
        left, low, right, top = made.spot(word.box)
        found = text.search(word.text, match_case=True)
        spots = []
        while (place := found.get_next()) is not None:
            boxes = [text.get_charbox(at, loose=True) for at in range(place[0], place[0] + place[1])]
            spots.append((boxes[0][0], boxes[-1][2], (boxes[0][1] + boxes[0][3]) / 2))
        high = top - low
        assert any(
            abs(x0 - left) < 0.6 * high and abs(x1 - right) < 0.6 * high and low < y < top
            for x0, x1, y in spots
        ), word


def rows_of(said: str) -> list[tuple[str, ...]]:
    """Each word: left, upper, right, lower edge from the top left, and its text."""
    rows = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', said)
    return [(*row[:4], html.unescape(row[4])) for row in rows]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs the pdftotext command")
def test_poppler_has_each_word_at_its_place(made: Made) -> None:
    done = subprocess.run(
        ["pdftotext", "-bbox", str(made.file), "-"], capture_output=True, text=True, check=True
    )
    height = made.placed.sheet[1]
    for word in made.page.words:
        left, low, right, top = made.spot(word.box)
        slack = 0.4 * (top - low)
        assert any(
            text == word.text
            and abs(float(x0) - left) < slack
            and abs(float(x1) - right) < slack
            and low < height - (float(y0) + float(y1)) / 2 < top
            for x0, y0, x1, y1, text in rows_of(done.stdout)
        ), word


def test_nothing_of_it_is_seen(made: Made) -> None:
    shown = pypdfium2.PdfDocument(made.file)[0].render(scale=1).to_numpy()
    bare = pypdfium2.PdfDocument(made.file.with_name("part.pdf"))[0].render(scale=1).to_numpy()
    assert np.array_equal(shown, bare)
