"""Text documents become pages that say what the document says, and the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from packetizer.intake import media
from packetizer.intake.blocks import NotReadable, Rows, Text, Typed
from packetizer.intake.pages import open_page
from packetizer.intake.plaintext import decoded, from_html, markdown, plain, table
from packetizer.intake.typeset import MARK, laid_out


def read(tmp_path: Path, content: bytes, media_type: str, number: int = 1) -> list[str]:
    """The lines of a page of the laid-out document, without our mark."""
    (tmp_path / "a").write_bytes(content)
    lines: dict[int, list[str]] = {}
    with open_page(tmp_path / "a", media_type, number) as page:
        for word in page.words():
            lines.setdefault(word.line, []).append(word.text)
    made = [" ".join(words) for words in lines.values()]
    assert made.pop() == MARK
    return made


def word_file() -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Brightwater Clinic"
    document.add_heading("Letter of Medical Necessity", 1)
    document.add_paragraph("To whom it may concern:")
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "Billed", "$450.00"
    picture = io.BytesIO()
    Image.new("L", (300, 100), 0).save(picture, "PNG")
    picture.seek(0)
    document.add_picture(picture)
    document.add_paragraph("Sincerely — Dr. Ünicode")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def excel_file() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Expenses"
    for row in (["Date", None, "Paid"], [datetime(2026, 3, 4), None, 450.0], [None, None, 12.5]):  # noqa: DTZ001
        sheet.append(row)
    book.create_sheet("Secret").sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def odt_file(body: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table")
    )
    content = f'<?xml version="1.0"?><office:d {spaces}><office:body>{body}</office:body></office:d>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", media.ODT)
        archive.writestr("content.xml", content)
    return stream.getvalue()


ODT = (
    '<text:h text:outline-level="1">Letter</text:h>'
    '<text:p>Dear<text:s text:c="2"/>Sir<text:line-break/>or Madam</text:p>'
    "<table:table><table:table-row><table:table-cell><text:p>Paid</text:p></table:table-cell>"
    "<table:table-cell><text:p>$5.00</text:p></table:table-cell></table:table-row></table:table>"
)
HTML = (
    b"<html><head><title>no</title><style>p{}</style></head><body><h1>Claim</h1>"
    b"<table><tr><td>Billed<td>$5.00</tr>"
    b"<tr><td>Paid</td><td>$0.00</td></tr></table>"
    b"<p>Denied: <b>CO&#45;50</b><script>no()</script></body></html>"
)


@pytest.mark.parametrize(
    ("content", "media_type", "lines"),
    [
        pytest.param(
            word_file(),
            media.DOCX,
            [
                "Brightwater Clinic",
                "Letter of Medical Necessity",
                "To whom it may concern:",
                "Billed $450.00",
                "Sincerely — Dr. Ünicode",
            ],
            id="word",
        ),
        pytest.param(
            excel_file(), media.XLSX, ["Expenses", "Date Paid", "2026-03-04 450", "12.5"], id="excel"
        ),
        pytest.param(odt_file(ODT), media.ODT, ["Letter", "Dear Sir", "or Madam", "Paid $5.00"], id="odt"),
        pytest.param(HTML, media.HTML, ["Claim", "Billed $5.00", "Paid $0.00", "Denied: CO-50"], id="html"),
        pytest.param(
            b"{\\rtf1\\ansi Dear Sir,\\par \\b bold\\b0}", media.RTF, ["Dear Sir,", "bold"], id="rtf"
        ),
        pytest.param(b"date;paid\n3/4/2026;5.00\n", media.CSV, ["date paid", "3/4/2026 5.00"], id="csv"),
        pytest.param(b"Dear Sir,\n\nthank you.", media.PLAIN, ["Dear Sir,", "thank you."], id="text"),
        pytest.param(b"a    b\nccc  d\n", media.PLAIN, ["a b", "ccc d"], id="columns typed with spaces"),
        pytest.param(b"# Log\n\n|a|b|\n|-|-|\n|1|2|", media.MARKDOWN, ["Log", "a b", "1 2"], id="markdown"),
    ],
)
def test_what_a_document_says_stands_on_its_page(
    tmp_path: Path, content: bytes, media_type: str, lines: list[str]
) -> None:
    assert read(tmp_path, content, media_type) == lines
    assert laid_out(content, media_type) == laid_out(content, media_type)


@pytest.mark.parametrize(
    "media_type", [media.DOCX, media.ODT, media.XLSX, media.OUTLOOK, media.PLAIN, media.CSV]
)
@pytest.mark.parametrize("content", [b"", b"   ", b"PK\x03\x04" + b"\0" * 30])
def test_nothing_to_lay_out(content: bytes, media_type: str) -> None:
    if media_type in (media.PLAIN, media.CSV) and content.strip():
        return
    with pytest.raises(NotReadable):
        laid_out(content, media_type)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", id="external entity"),
        pytest.param("<text:p>&lol;</text:p>", id="undeclared entity"),
        pytest.param("<text:p>" * 5000, id="never closed"),
    ],
)
def test_hostile_xml(body: str) -> None:
    with pytest.raises(NotReadable):
        laid_out(odt_file(body), media.ODT)


def test_entities_are_not_resolved() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "content.xml",
            '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><office:d '
            'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
            "<office:body><text:p>before&x;after</text:p></office:body></office:d>",
        )
    assert b"%PDF" in laid_out(stream.getvalue(), media.ODT)[:10]


def test_a_long_text_goes_on_over_pages(tmp_path: Path) -> None:
    content = "\n\n".join(f"Paragraph {n} of the text." for n in range(200)).encode()
    pages = [read(tmp_path, content, media.PLAIN, number) for number in (1, 2, 3)]
    assert [line for page in pages for line in page][:90] == [
        f"Paragraph {n} of the text." for n in range(90)
    ]


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=60)
def test_any_text_can_be_laid_out(text: str) -> None:
    for media_type in (media.PLAIN, media.MARKDOWN, media.CSV, media.HTML):
        try:
            assert laid_out(text.encode(), media_type).startswith(b"%PDF")
        except NotReadable as error:
            assert "no text" in str(error)  # noqa: PT017


@given(st.binary(max_size=300))
@settings(deadline=None, max_examples=60)
def test_any_bytes_are_laid_out_or_refused(content: bytes) -> None:
    for media_type in (media.RTF, media.DOCX, media.XLSX, media.ODT, media.MAIL, media.OUTLOOK):
        try:
            laid_out(content, media_type)
        except NotReadable:
            continue


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param("Größe".encode(), "Größe", id="utf-8"),
        pytest.param("Größe".encode("utf-16"), "Größe", id="utf-16"),
        pytest.param("\ufeffGröße".encode(), "Größe", id="utf-8 with a mark"),
        pytest.param("Größe – “so”".encode("cp1252"), "Größe – “so”", id="Windows"),
    ],
)
def test_decoded(data: bytes, text: str) -> None:
    assert decoded(data) == text


def test_blocks() -> None:
    assert plain(b"a b\n\nc") == [Text("a b"), Text("c")]
    assert plain(b"a     b") == [Typed("a     b")]
    assert table(b"a,b\n1,2") == [Rows((("a", "b"), ("1", "2")))]
    assert markdown(b"## Two\nrest **bold**") == [Text("Two", 2), Text("rest bold")]
    assert from_html("<p>a<br>b</p><ul><li>c<li>d</ul>") == [Text("a\nb"), Text("c"), Text("d")]
    assert from_html("<table><tr><td><p>one</p><p>two</p></td></tr></table>") == [Text("one\n\ntwo")]
