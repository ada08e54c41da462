"""Mails and archives: every file in them is a source with bytes that can be had again; bombs stay closed."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packetizer.intake.containers import ContainerError, members, safe_name
from packetizer.intake.files import read_bytes
from packetizer.intake.inspect import Entry, inspect
from packetizer.intake.media import MAIL, ZIP
from packetizer.intake.pages import open_page, page_file
from packetizer.intake.survey import survey
from packetizer.model import Source, SourceCode
from packetizer.spread import serial
from tests.test_intake_survey import blank_pdf, picture


def zipped(*files: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return stream.getvalue()


def mail(*attached: tuple[str | None, bytes, str], body: str = "Please find my letter.") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Testa Persona <testa@example.org>"
    message["To"] = "advocate@example.org"
    message["Subject"] = "My denial"
    message.set_content(body)
    for name, content, media_type in attached:
        main, _, sub = media_type.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message


def look(folder: Path, **files: bytes) -> dict[str, Source]:
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    return {source.path: source for source in survey(folder, skip=frozenset(), spread=serial)}


def test_a_mail_its_attachments_and_what_lies_in_them(tmp_path: Path) -> None:
    inner = mail(("deep.pdf", blank_pdf(3), "application/pdf"))
    outer = mail(
        ("letter.pdf", blank_pdf(2), "application/pdf"),
        ("letter.pdf", blank_pdf(1), "application/pdf"),
        (
            "papers.zip",
            zipped(("scans/1.pdf", blank_pdf(1)), ("scans/2.png", picture("PNG"))),
            "application/zip",
        ),
        (None, picture("PNG"), "image/png"),
    )
    outer.add_attachment(inner)
    sources = look(tmp_path, mail_eml=bytes(outer))
    assert {path: source.pages for path, source in sources.items()} == {
        "mail.eml": 1,
        "mail.eml!letter.pdf": 2,
        "mail.eml!letter (2).pdf": 1,
        "mail.eml!papers.zip": 0,
        "mail.eml!papers.zip!scans/1.pdf": 1,
        "mail.eml!papers.zip!scans/2.png": 1,
        "mail.eml!attachment 4": 1,
        "mail.eml!attachment 5.eml": 1,
        "mail.eml!attachment 5.eml!deep.pdf": 3,
    }
    assert read_bytes(tmp_path / "mail.eml!letter (2).pdf") == blank_pdf(1)
    assert read_bytes(tmp_path / "mail.eml!attachment 5.eml!deep.pdf") == blank_pdf(3)
    with open_page(tmp_path / "mail.eml!papers.zip!scans/2.png", "image/png", 1) as page:
        assert page.render(96).shape == (80, 60)
    with open_page(tmp_path / "mail.eml", MAIL, 1) as page:
        text = " ".join(word.text for word in page.words())
    assert "From: Testa Persona" in text
    assert "Please find my letter." in text


def test_an_archive_that_packs_nothing_is_no_pdf(tmp_path: Path) -> None:
    papers = zipped(("1.pdf", blank_pdf(1)), ("2.pdf", blank_pdf(2)), packing=zipfile.ZIP_STORED)
    sources = look(tmp_path, papers_zip=papers)
    assert {path: source.pages for path, source in sources.items()} == {
        "papers.zip": 0,
        "papers.zip!1.pdf": 1,
        "papers.zip!2.pdf": 2,
    }


def test_the_packet_is_made_from_pdfs_and_pictures_only(tmp_path: Path) -> None:
    sources = look(tmp_path, mail_eml=bytes(mail(("a.png", picture("PNG"), "image/png"))), b_txt=b"a text")
    kinds = {path: page_file(tmp_path / path, source.media_type) for path, source in sources.items()}
    assert {path: made.media_type for path, made in kinds.items()} == {
        "b.txt": "application/pdf",
        "mail.eml": "application/pdf",
        "mail.eml!a.png": "image/png",
    }
    assert kinds["mail.eml!a.png"].content == picture("PNG")
    assert isinstance(kinds["b.txt"].content, bytes)
    (tmp_path / "c.pdf").write_bytes(blank_pdf(1))
    assert page_file(tmp_path / "c.pdf", "application/pdf").content == tmp_path / "c.pdf"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        pytest.param("letter.pdf", "letter.pdf", id="plain"),
        pytest.param("../../etc/passwd", "etc/passwd", id="upwards"),
        pytest.param("/etc/passwd", "etc/passwd", id="absolute"),
        pytest.param("C:\\Users\\me\\a.pdf", "C:/Users/me/a.pdf", id="Windows"),
        pytest.param("a\r\nBcc: x", "a\\x0d\\x0aBcc: x", id="line breaks"),
        pytest.param("..", "file 1", id="nothing left"),
        pytest.param("", "file 1", id="no name"),
    ],
)
def test_member_names_lead_nowhere(name: str, safe: str) -> None:
    assert safe_name(name, "file 1") == safe


NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=12)


@given(st.lists(NAMES, max_size=8))
@settings(deadline=None, max_examples=60)
def test_every_member_can_be_had_again(names: list[str]) -> None:
    message = mail(*((name, f"{number}".encode(), "application/x-data") for number, name in enumerate(names)))
    found = members(bytes(message), MAIL)
    assert len({member.name for member in found}) == len(names)
    assert sorted(member.read() for member in found) == sorted(f"{n}".encode() for n in range(len(names)))
    assert not any(part in ("", ".", "..") for member in found for part in member.name.split("/"))


def nested(depth: int) -> bytes:
    content = zipped(("a.pdf", blank_pdf(1)))
    for _ in range(depth):
        content = zipped(("in.zip", content))
    return content


def locked() -> bytes:
    content = bytearray(zipped(("a.pdf", blank_pdf(1))))
    content[6] |= 1  # the flag in the local header and in the directory
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "path", "code"),
    [
        pytest.param(zipped(("z.bin", bytes(40_000_000))), "a.zip!z.bin", SourceCode.TOO_LARGE, id="zeros"),
        pytest.param(nested(3), "a.zip!in.zip!in.zip!in.zip", SourceCode.TOO_LARGE, id="too deep"),
        pytest.param(nested(2), "a.zip!in.zip!in.zip!a.pdf", None, id="deep enough"),
        pytest.param(
            zipped(*((f"{n}", b"x") for n in range(2001))), "a.zip", SourceCode.UNREADABLE, id="many"
        ),
        pytest.param(zipped(("a.pdf", blank_pdf(1)))[:-30], "a.zip", SourceCode.UNREADABLE, id="cut off"),
        pytest.param(zipped(), "a.zip", SourceCode.EMPTY, id="empty"),
        pytest.param(zipped(("._a.pdf", b"x")), "a.zip!._a.pdf", SourceCode.HIDDEN, id="hidden member"),
        pytest.param(locked(), "a.zip!a.pdf", SourceCode.ENCRYPTED, id="password"),
        pytest.param(zipped(("a.pdf", b"")), "a.zip!a.pdf", SourceCode.EMPTY, id="empty member"),
    ],
)
def test_archives_that_are_odd_or_hostile(
    tmp_path: Path, content: bytes, path: str, code: SourceCode | None
) -> None:
    problem = look(tmp_path, a_zip=content)[path].problem
    assert (problem and problem.code) == code


def test_a_file_on_disk_keeps_its_path(tmp_path: Path) -> None:
    (tmp_path / "a.zip!b.pdf").write_bytes(blank_pdf(4))
    sources = look(tmp_path, a_zip=zipped(("b.pdf", blank_pdf(1))))
    assert sources["a.zip!b.pdf"].pages == 4
    assert read_bytes(tmp_path / "a.zip!b.pdf") == blank_pdf(4)
    assert sources["a.zip!b.pdf (inside)"].problem is not None


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"From: a\nTo: b\nSubject: =?x-no?Q?=FF?=\n\n\xff\xfe", id="unknown character set"),
        pytest.param(
            b"From: a\nTo: b\nSubject: c\nContent-Type: multipart/mixed\n\nno boundary", id="no boundary"
        ),
        pytest.param(
            b"From: a\nTo: b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
            b"Content-Type: text/plain; charset=none\nContent-Transfer-Encoding: base64\n\n!!!\n--x--",
            id="broken base64",
        ),
        pytest.param(
            b"From: \x00\nTo: b\nSubject: " + b"=" * 5000 + b"\nDate: no day\n\nx", id="long header"
        ),
    ],
)
def test_malformed_mails_are_listed(tmp_path: Path, content: bytes) -> None:
    assert look(tmp_path, a_eml=content)["a.eml"].sha256


@given(st.binary(max_size=300))
@settings(deadline=None, max_examples=60)
def test_no_archive_brings_us_down(tail: bytes) -> None:
    for content in (b"PK\x03\x04" + tail, zipped(("a", tail))[:-20] + tail):
        with suppress(ContainerError):
            members(content, ZIP)


def test_a_member_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(("a.pdf", b"x")))
    with pytest.raises(FileNotFoundError):
        read_bytes(tmp_path / "a.zip!b.pdf")
    source = inspect(Entry("a.zip!b.pdf", tmp_path / "a.zip!b.pdf", 1, None, 1)).source
    assert source.problem is not None
