"""Files that real programs made (tests/files) open, each as what it is, and say what they say."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from packetizer.intake import libreoffice
from packetizer.intake.keyring import use_passwords
from packetizer.intake.openers import prepare
from packetizer.intake.pages import open_page
from packetizer.intake.survey import survey
from packetizer.model import Source, SourceCode
from packetizer.spread import serial

FILES = Path(__file__).parent / "files"
OFFICE = "application/vnd.openxmlformats-officedocument."


def look(tmp_path: Path, name: str) -> Source:
    shutil.copy(FILES / name, tmp_path / name)
    (source,) = survey(tmp_path, skip=frozenset({tmp_path / ".packetizer"}), spread=serial)
    return source


def words(tmp_path: Path, source: Source) -> str:
    with open_page(tmp_path / source.path, source.media_type, 1) as page:
        return " ".join(word.text for word in page.words())


@pytest.mark.parametrize(
    ("name", "media_type", "said"),
    [
        pytest.param("letter.docx", OFFICE + "wordprocessingml.document", "W000111222", id="docx"),
        pytest.param("letter.odt", "application/vnd.oasis.opendocument.text", "W000111222", id="odt"),
        pytest.param("letter.rtf", "application/rtf", "W000111222", id="rtf"),
        pytest.param("ledger.xlsx", OFFICE + "spreadsheetml.sheet", "450", id="xlsx"),
        pytest.param("ledger.ods", "application/vnd.oasis.opendocument.spreadsheet", "450", id="ods"),
        pytest.param("chromium.pdf", "application/pdf", "W000111222", id="printed by a browser"),
        pytest.param("ghostscript.pdf", "application/pdf", "W000111222", id="ghostscript"),
    ],
)
def test_text(tmp_path: Path, name: str, media_type: str, said: str) -> None:
    source = look(tmp_path, name)
    assert (source.media_type, source.pages, source.problem) == (media_type, 1, None)
    assert said in words(tmp_path, source)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        pytest.param("fax-g3.tif", "image/tiff", id="fax, group 3"),
        pytest.param("fax-g4.tif", "image/tiff", id="fax, group 4"),
        pytest.param("lzw.tif", "image/tiff", id="LZW"),
        pytest.param("16bit.tif", "image/tiff", id="16 bits a pixel"),
        pytest.param("cmyk.jpg", "image/jpeg", id="CMYK"),
        pytest.param("page.heic", "image/heif", id="HEIC"),
        pytest.param("page.avif", "image/avif", id="AVIF"),
        pytest.param("page.webp", "image/webp", id="WebP"),
        pytest.param("page.jp2", "image/jp2", id="JPEG 2000"),
        pytest.param("page.gif", "image/gif", id="GIF"),
        pytest.param("page.bmp", "image/bmp", id="BMP"),
        pytest.param("screenshot.png", "image/png", id="screenshot"),
    ],
)
def test_pictures(tmp_path: Path, name: str, media_type: str) -> None:
    source = look(tmp_path, name)
    assert (source.media_type, source.pages, source.problem) == (media_type, 1, None)
    with open_page(tmp_path / name, source.media_type, 1) as page:
        drawn = page.render(100)
    dark = float(np.mean(drawn < 100))
    assert 0.003 < dark < 0.2, "black letters on white, neither empty nor turned to its negative"


@pytest.mark.parametrize("name", ["letter.doc", "ledger.xls"])
def test_old_office_files(tmp_path: Path, name: str) -> None:
    shutil.copy(FILES / name, tmp_path / name)
    plain = look(tmp_path, name)
    assert plain.problem is not None
    assert "LibreOffice" in plain.problem.reason
    if libreoffice.program() is None:
        pytest.skip("LibreOffice is not installed")
    prepare((), tmp_path / ".packetizer")
    try:
        source = look(tmp_path, name)
        assert (source.pages, source.problem) == (1, None)
        assert ("W000111222" if name == "letter.doc" else "450") in words(tmp_path, source)
    finally:
        libreoffice.use_workshop(None)


def test_a_locked_pdf(tmp_path: Path) -> None:
    source = look(tmp_path, "locked.pdf")
    assert source.problem is not None
    assert source.problem.code is SourceCode.ENCRYPTED
    use_passwords(("secret",))
    try:
        source = look(tmp_path, "locked.pdf")
        assert source.problem is None
        assert "W000111222" in words(tmp_path, source)
    finally:
        use_passwords(())
