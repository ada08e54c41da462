"""Names as people and machines write them; order as a person counts; what holds no paper."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packetizer.intake.media import sniff
from packetizer.intake.names import hidden_reason, natural_key, printable, raw


@given(st.binary(min_size=1, max_size=80).filter(lambda name: b"\0" not in name and b"/" not in name))
def test_any_name_is_printable_and_comes_back(name: bytes) -> None:
    on_disk = os.fsdecode(name)
    shown = printable(on_disk)
    shown.encode("utf-8")
    assert shown.isascii() or not any(0xD800 <= ord(char) <= 0xDFFF for char in shown)
    assert not any(ord(char) < 32 or ord(char) == 127 for char in shown)
    assert raw(shown) == on_disk


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_two_names_never_look_the_same(one: str, other: str) -> None:
    assert (printable(one) == printable(other)) == (one == other)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("scan 2.pdf", "scan 2.pdf", id="plain"),
        pytest.param("Überweisung (2).pdf", "Überweisung (2).pdf", id="accents stay"),
        pytest.param("a\nb.pdf", "a\\x0ab.pdf", id="line break"),
        pytest.param("bill\u202efdp.exe", "bill\\u202efdp.exe", id="turned writing direction"),
        pytest.param("caf\udce9.pdf", "caf\\de9.pdf", id="not UTF-8"),
        pytest.param("a\\b.pdf", "a\\\\b.pdf", id="backslash"),
    ],
)
def test_printable(name: str, shown: str) -> None:
    assert printable(name) == shown


def test_order_is_as_a_person_counts() -> None:
    names = ["Scan10.pdf", "scan2.pdf", "scan1.pdf", "b/1.pdf", "a/10.pdf", "a/9.pdf", "1 letter", "IMG_0002"]
    assert sorted(names, key=natural_key) == [
        "1 letter",
        "a/9.pdf",
        "a/10.pdf",
        "b/1.pdf",
        "IMG_0002",
        "scan1.pdf",
        "scan2.pdf",
        "Scan10.pdf",
    ]


@given(st.lists(st.text(max_size=12), max_size=8, unique=True))
def test_order_is_total_and_stable(names: list[str]) -> None:
    backwards = names[::-1]
    assert sorted(names, key=natural_key) == sorted(backwards, key=natural_key)


@pytest.mark.parametrize(
    ("path", "hidden"),
    [
        pytest.param("letter.pdf", False, id="a paper"),
        pytest.param("IMG_0001.AAE", True, id="a phone's edits"),
        pytest.param("Thumbs.db", True, id="Windows thumbnails"),
        pytest.param("a/.DS_Store", True, id="macOS"),
        pytest.param("__MACOSX/._letter.pdf", True, id="macOS inside a zip"),
        pytest.param("~$letter.docx", True, id="Word's lock"),
        pytest.param(".~lock.letter.odt#", True, id="LibreOffice's lock"),
        pytest.param(".git/config", True, id="hidden folder"),
        pytest.param("_exclude/old.pdf", True, id="folder to leave out"),
        pytest.param("notes (exclude)/a.pdf", True, id="folder to leave out, in its name"),
        pytest.param("Receipt (exclude).jpg", True, id="file to leave out"),
        pytest.param("exclude me not.pdf", False, id="the word alone"),
        pytest.param("plan exclusions/a.pdf", False, id="another word"),
        pytest.param("thumbs.db.pdf", False, id="only begins like it"),
        pytest.param("scan.part1.pdf", False, id="a part of a scan"),
        pytest.param("scan.pdf.crdownload", True, id="unfinished download"),
    ],
)
def test_hidden_reason(path: str, hidden: bool) -> None:
    assert (hidden_reason(path) is not None) == hidden


@pytest.mark.parametrize(
    ("head", "name", "media_type"),
    [
        pytest.param(b"%PDF-1.7\n", "a.jpg", "application/pdf", id="content beats the name"),
        pytest.param(b"\r\n\r\nrubbish %PDF-1.4", "a.pdf", "application/pdf", id="rubbish before the header"),
        pytest.param(b"\xef\xbb\xbf\n%PDF-1.4\n", "a", "application/pdf", id="only a mark before the header"),
        pytest.param(
            b"\x1b%-12345X@PJL SET DUPLEX=OFF\r\n%PDF-1.4\n%\xe2\xe3\n1 0 obj\n",
            "scan0001",
            "application/pdf",
            id="what a printer was told before it",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nDate: now\r\n\r\n%PDF-1.4\r1 0 obj\r",
            "download",
            "application/pdf",
            id="how it was sent before it",
        ),
        pytest.param(
            b"From: a@b.org\nTo: c@d.org\nSubject: scan\n\nThe file begins with %PDF-1.4 and is cut.\n",
            "letter",
            "message/rfc822",
            id="a mail that speaks of one",
        ),
        pytest.param(
            b"From: a@b.org\nTo: c@d.org\nDate: now\nSubject: x\n\n%PDF-1.4\n%\xe2\xe3\n1 0 obj\n",
            "letter.eml",
            "message/rfc822",
            id="a mail that holds one as it is",
        ),
        pytest.param(
            b"Notes for the scanner:\n%PDF-1.4\n1 0 obj\nis how it begins.\n",
            "a.txt",
            "text/plain",
            id="a note that shows how one begins",
        ),
        pytest.param(
            b"Their upload asks for %PDF-1.7 or later.\n", "a", "text/plain", id="a note that speaks of one"
        ),
        pytest.param(
            b"\xff\xd8\xff\xe1Exif from\n%PDF-1.4\n1 0 obj", "a.jpg", "image/jpeg", id="a picture made of one"
        ),
        pytest.param(
            b"PK\x03\x04\x14\0 bill.pdf%PDF-1.4",
            "a.zip",
            "application/zip",
            id="an archive that packs nothing",
        ),
        pytest.param(
            b"bill.pdf".ljust(257, b"\0") + b"ustar\0" + bytes(249) + b"%PDF-1.4",
            "a.pdf",
            "application/x-tar",
            id="a tape archive of a PDF",
        ),
        pytest.param(b"\xff\xd8\xff\xe0\0\x10JFIF", "a.pdf", "image/jpeg", id="jpeg"),
        pytest.param(b"II*\0\x08\0\0\0", "fax", "image/tiff", id="tiff, little-endian"),
        pytest.param(b"MM\0*\0\0\0\x08", "fax", "image/tiff", id="tiff, big-endian"),
        pytest.param(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a.jpg", "image/heif", id="heic"),
        pytest.param(b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", "a", "image/avif", id="avif"),
        pytest.param(b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "a.mov", "video/mp4", id="film"),
        pytest.param(b"RIFF\x24\0\0\0WEBPVP8 ", "a", "image/webp", id="webp"),
        pytest.param(b"RIFF\x24\0\0\0WAVEfmt ", "a", "audio/x-wav", id="sound"),
        pytest.param(b"Dear Sir or Madam,\n", "a.txt", "text/plain", id="text"),
        pytest.param(b"date,amount\n1,2\n", "a.CSV", "text/csv", id="csv"),
        pytest.param("Größe".encode("latin-1"), "a.txt", "text/plain", id="old text"),
        pytest.param(b"From: a\nTo: b\nSubject: c\n\nHi", "mail", "message/rfc822", id="mail"),
        pytest.param(b"From: the desk of Dr. X\n\nHi", "a.txt", "text/plain", id="only begins like a mail"),
        pytest.param(b"<!DOCTYPE html><html>", "a.txt", "text/html", id="html"),
        pytest.param(b"\0\x01\x02\x03" * 20, "a.pdf", "application/octet-stream", id="neither"),
        pytest.param(b"", "a.pdf", "application/octet-stream", id="empty"),
    ],
)
def test_sniff(head: bytes, name: str, media_type: str) -> None:
    assert sniff(head, name) == media_type
