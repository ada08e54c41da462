"""The second reading: which places it takes, by whom, and what it finds there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pytest
import reportlab
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from packetizer.intake.pages import open_page
from packetizer.model import Box, Page, PageRef, Place, Source, TextFrom, Word
from packetizer.reading.again import read_again, spots_of, words_at
from packetizer.reading.engines import choose_readers
from packetizer.reading.page import read_page
from packetizer.reading.settings import Engine, ReadingSettings
from packetizer.reading.tokens import Reader
from packetizer.reading.worker import Desk
from packetizer.spread import serial
from tests.reading_sheets import LETTER, Shown, typed

REF = PageRef("scan.png", 1)
BOX = Box(0.1, 0.1, 0.3, 0.13)


def page_of(*read_by: TextFrom, text_from: TextFrom = TextFrom.BOTH, confidence: float = 0.95) -> Page:
    words = tuple(Word("1", Box(0.12 + n / 20, 0.1, 0.15 + n / 20, 0.13), min(confidence, 0.999), 0, by)
                  for n, by in enumerate(read_by))  # fmt: skip
    return Page(REF, 612, 792, words, text_from, confidence)


@pytest.mark.parametrize(
    ("page", "reader"),
    [
        pytest.param(page_of(TextFrom.TESSERACT), Reader.RAPIDOCR, id="read by Tesseract"),
        pytest.param(page_of(TextFrom.RAPIDOCR), Reader.TESSERACT, id="read by RapidOCR"),
        pytest.param(page_of(TextFrom.BOTH, TextFrom.TESSERACT), Reader.RAPIDOCR, id="half by both"),
        pytest.param(page_of(TextFrom.BOTH, TextFrom.BOTH), None, id="read by both"),
        pytest.param(page_of(), None, id="no word there"),
        pytest.param(page_of(TextFrom.TESSERACT, confidence=0.997), None, id="beyond doubt"),
        pytest.param(
            page_of(TextFrom.NONE, text_from=TextFrom.TEXT_LAYER, confidence=0.995), None, id="typed text"
        ),
        pytest.param(
            page_of(TextFrom.NONE, text_from=TextFrom.TEXT_LAYER, confidence=0.93),
            Reader.TESSERACT,
            id="somebody else's text under a scan",
        ),
        pytest.param(
            page_of(TextFrom.NONE, text_from=TextFrom.TEXT_LAYER, confidence=0.99),
            Reader.TESSERACT,
            id="the same, and the lines that were tried fit",
        ),
    ],
)
def test_who_reads_a_place(page: Page, reader: Reader | None) -> None:
    assert [spot.reader for spot in spots_of(page, [BOX])] == ([reader] if reader else [])


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(choose_readers(ReadingSettings()))


@pytest.mark.parametrize("text", ["88-20417", "03/04/2026", "180"])
@pytest.mark.parametrize("degrees", [0, 90, 180])
@pytest.mark.parametrize("by", [TextFrom.TESSERACT, TextFrom.RAPIDOCR])
def test_a_place_is_read_as_what_stands_there(desk: Desk, text: str, degrees: int, by: TextFrom) -> None:
    sheet = typed(*LETTER, size=24)
    page = read_page(Shown(sheet), REF, Desk(replace(desk.readers, rapidocr=None)))
    box = next(word.box for word in page.words if text in word.text)
    aside = Shown(np.ascontiguousarray(np.rot90(sheet, degrees // 90)))  # to be turned back by `degrees`
    marked = replace(page, words=tuple(replace(word, read_by=by, confidence=0.9) for word in page.words))
    [seen] = words_at(aside, spots_of(marked, [box]), degrees, None, desk)
    assert text in seen.text
    assert len(seen.text) <= len(text) + 1  # and nothing of its neighbours
    assert seen.confidence > 0.5


def test_an_empty_place_says_nothing(desk: Desk) -> None:
    blank = replace(page_of(TextFrom.TESSERACT), words=(Word("x", BOX, 0.9, 0, TextFrom.TESSERACT),))
    [seen] = words_at(Shown(typed("")), spots_of(blank, [BOX]), 0, None, desk)
    assert seen.text == ""
    assert seen.confidence == 0.0


@pytest.fixture
def case(tmp_path: Path) -> tuple[Path, Source, Page, Place]:
    """A folder with one scan, read by Tesseract alone."""
    Image.fromarray(typed(*LETTER, size=24)).save(tmp_path / "scan.png", dpi=(150, 150))
    source = Source("scan.png", "0" * 64, 1, "image/png", 1)
    only = Desk(choose_readers(ReadingSettings(Engine.TESSERACT)))
    page = read_page(Shown(typed(*LETTER, size=24)), REF, only)
    page = replace(page, words=tuple(replace(word, confidence=0.9) for word in page.words))
    return tmp_path, source, page, Place(REF, next(w.box for w in page.words if "20417" in w.text))


def test_the_door(case: tuple[Path, Source, Page, Place], tmp_path: Path) -> None:
    folder, source, page, place = case
    cache = tmp_path / "cache"
    again = read_again(folder, [source], [page], [place], ReadingSettings(), cache=cache, spread=serial)
    assert again[place].text == "88-20417"
    assert again[place].confidence > 0.7
    (folder / "scan.png").unlink()  # the second time, nothing is opened
    kept = read_again(folder, [source], [page], [place], ReadingSettings(), cache=cache, spread=serial)
    assert kept == again


def test_a_page_that_is_gone_costs_its_own_readings(case: tuple[Path, Source, Page, Place]) -> None:
    folder, source, page, place = case
    (folder / "scan.png").unlink()
    assert read_again(folder, [source], [page], [place], ReadingSettings(), cache=None, spread=serial) == {}


def test_one_reader_alone_reads_nothing_twice(case: tuple[Path, Source, Page, Place]) -> None:
    folder, source, page, place = case
    settings = ReadingSettings(Engine.TESSERACT)
    assert read_again(folder, [source], [page], [place], settings, cache=None, spread=serial) == {}


PDF = "application/pdf"


def letter_in(folder: Path, *, pages: int, other_digits: bool) -> Source:
    """A typed letter; `other_digits`: its font says 3 for 8 and 8 for 3."""
    pdfmetrics.registerFont(TTFont("Vera", str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")))
    drawn = Canvas(str(folder / "letter.pdf"))
    for _ in range(pages):
        drawn.setFont("Vera", 11)
        for row, line in enumerate(
            ("Brightwater Health Plan", "Dear member, about your claim", "Billed: $1,385.00")
        ):
            drawn.drawString(72, 720 - 24 * row, line)
        drawn.showPage()
    drawn.save()
    if other_digits:
        with pikepdf.open(folder / "letter.pdf", allow_overwriting_input=True) as pdf:
            for font in (
                one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/ToUnicode" in one
            ):
                told = font.ToUnicode.read_bytes()
                told = told.replace(b"<0033>", b"<>").replace(b"<0038>", b"<0033>").replace(b"<>", b"<0038>")
                font.ToUnicode.write(told)
            pdf.save()
    return Source("letter.pdf", "0" * 64, 1, PDF, pages)


@pytest.mark.parametrize(("pages", "probed"), [(1, 1), (3, 1), (11, 2)])
@pytest.mark.parametrize("other_digits", [False, True])
def test_some_digits_of_a_typed_file_are_held_against_what_is_seen(
    tmp_path: Path, desk: Desk, pages: int, probed: int, other_digits: bool
) -> None:
    source = letter_in(tmp_path, pages=pages, other_digits=other_digits)
    read, places = [], []
    for number in range(1, pages + 1):
        with open_page(tmp_path / source.path, PDF, number) as opened:
            page = read_page(opened, PageRef(source.path, number), desk)
        amount = next(word for word in page.words if word.text.startswith("$"))
        assert amount.text == ("$1,835.00" if other_digits else "$1,385.00")  # the layer is believed
        read.append(page)
        places.append(Place(page.ref, amount.box))
    again = read_again(tmp_path, [source], read, places, ReadingSettings(), cache=None, spread=serial)
    assert [seen.text for seen in again.values()] == ["$1,385.00"] * probed


def test_what_was_laid_out_from_text_needs_no_look(tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "mail.txt").write_text("Dear Wren,\nthe clinic billed $1,385.00 on 02/13/2026.\n")
    source = Source("mail.txt", "0" * 64, 1, "text/plain", 1)
    with open_page(tmp_path / "mail.txt", "text/plain", 1) as opened:
        page = read_page(opened, PageRef("mail.txt", 1), desk)
    places = [Place(page.ref, word.box) for word in page.words if "1,385" in word.text]
    assert places
    assert read_again(tmp_path, [source], [page], places, ReadingSettings(), cache=None, spread=serial) == {}
