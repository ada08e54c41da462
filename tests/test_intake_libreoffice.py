"""Office documents drawn by LibreOffice where it is installed, and plainly where it fails."""

from __future__ import annotations

import io
import socket
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from PIL import Image

from packetizer.intake import libreoffice, media
from packetizer.intake.pages import open_content
from packetizer.intake.typeset import MARK

installed = pytest.mark.skipif(libreoffice.program() is None, reason="LibreOffice is not installed")


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Path]:
    libreoffice.use_workshop(tmp_path / "drawn")
    yield tmp_path / "drawn"
    libreoffice.use_workshop(None)


def letter(picture_from: str | None = None) -> bytes:
    document = docx.Document()
    document.add_heading("Letter of Medical Necessity", 1)
    document.add_paragraph("Testa Samplewood needs treatment.")
    if picture_from:
        picture = io.BytesIO()
        Image.new("L", (30, 30), 90).save(picture, "PNG")
        picture.seek(0)
        document.add_picture(picture)
        reference = document.part.relate_to(picture_from, RELATIONSHIP_TYPE.IMAGE, is_external=True)
        (blip,) = document.element.xpath("//a:blip")
        blip.attrib.clear()
        blip.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}link", reference)
    document.element.body.append(
        parse_xml('<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>')
    )
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def text(pdf: bytes) -> str:
    return str(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded())


@installed
def test_a_letter_is_drawn_once_and_always_the_same(workshop: Path) -> None:
    content = letter()
    first = libreoffice.drawn(content, media.DOCX)
    assert first is not None
    assert "Testa Samplewood needs treatment" in text(first)
    assert MARK not in text(first)
    (kept,) = workshop.iterdir()  # and nothing it was made with
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    kept.unlink()
    assert libreoffice.drawn(content, media.DOCX) == first


@installed
def test_nothing_is_fetched_for_a_document(workshop: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        assert libreoffice.drawn(letter(f"http://127.0.0.1:{port}/x.png"), media.DOCX) is not None
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.fixture
def program(workshop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for LibreOffice; the test says what it does."""
    file = tmp_path / "soffice.bin"
    monkeypatch.setattr(libreoffice, "program", lambda: file)
    monkeypatch.setattr(libreoffice, "SECONDS", 2.0)
    return file


@pytest.mark.parametrize(
    "act",
    [
        pytest.param("import time; time.sleep(30)", id="hangs"),
        pytest.param("import os; os.abort()", id="crashes"),
        pytest.param("while True: pass", id="spins"),
        pytest.param("x = bytearray(1 << 40)", id="takes all memory"),
        pytest.param("raise SystemExit(81)", id="always wants to be started again"),
        pytest.param("import pathlib; pathlib.Path('paper.pdf').write_bytes(b'%PDF-')", id="writes rubbish"),
    ],
)
def test_where_it_fails_the_text_is_laid_out_plainly(program: Path, workshop: Path, act: str) -> None:
    program.write_text(f"#!{sys.executable} -I\n{act}\n")
    program.chmod(0o700)
    begun = time.monotonic()
    opened = open_content(letter(), media.DOCX)
    assert time.monotonic() - begun < 10
    assert isinstance(opened.content, bytes)
    assert MARK in text(opened.content)
    assert list(workshop.iterdir()) == []


def test_without_a_workshop_nothing_is_drawn() -> None:
    assert not libreoffice.draws(media.DOCX)
    assert libreoffice.drawn(letter(), media.DOCX) is None


def test_what_a_killed_process_left_is_swept_away(program: Path, workshop: Path) -> None:
    left = workshop / "drawing-4194305-x"  # no process has so high a number
    left.mkdir(parents=True)
    program.write_text(f"#!{sys.executable} -I\n")
    program.chmod(0o700)
    libreoffice.drawn(letter(), media.DOCX)
    assert not left.exists() or not Path("/proc/self").exists()
