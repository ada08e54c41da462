"""Throws damaged and invented files at everything that opens files, for a bounded time.

    make fuzz SECONDS=60        (installs atheris, a coverage-guided fuzzer, into the environment)

A file of any bytes must end in pages or in one of the errors that the openers promise. Anything else (another
exception, a crash, an input that takes longer than 20 s or 2 GB) stops the run; the input is left in
`.fuzz/` for a test of its own. Seeds are small files of each kind, drawn here.
"""

from __future__ import annotations

import contextlib
import email.message
import io
import sys
import zipfile
from pathlib import Path

import atheris

with atheris.instrument_imports(
    include=["packetizer.intake", "pypdf", "docx", "openpyxl", "oxmsg", "olefile"]
):
    from packetizer.intake import media
    from packetizer.intake.blocks import NotReadable
    from packetizer.intake.containers import ContainerError, member_bytes, members
    from packetizer.intake.pages import open_content
    from packetizer.intake.pdf import PdfError
    from packetizer.intake.pictures import PictureError

KINDS = (
    *(media.PDF, media.JPEG, media.PNG, media.TIFF, "image/gif", "image/bmp", "image/webp", "image/jp2"),
    *("image/heif", media.ZIP, media.MAIL, media.OUTLOOK, media.DOCX, media.XLSX, media.ODT, media.ODS),
    *(media.RTF, media.HTML, media.CSV, media.PLAIN, media.MARKDOWN),
)
EXPECTED = (PdfError, PictureError, NotReadable, ContainerError, OSError, MemoryError, RecursionError)
WORK = Path(".fuzz")


def one(data: bytes) -> None:
    """The first byte says as what the rest is opened; what its content says is tried too."""
    if not data:
        return
    content = data[1:]
    for kind in {KINDS[data[0] % len(KINDS)], media.kind(content, "a")}:
        with contextlib.suppress(*EXPECTED):
            for member in members(content, kind)[:5]:
                with contextlib.suppress(*EXPECTED):
                    member_bytes(content, kind, member.name)
        with contextlib.suppress(*EXPECTED):
            opened = open_content(content, kind)
            try:
                with opened.file.page(1) as page:
                    page.words()
                    page.render(40)
            finally:
                opened.file.close()


def seeds(folder: Path) -> None:
    """A small file of each kind, behind the byte that names it."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, content in _files():
        name = kind.replace("/", "-").replace("+", "-")[-40:]
        (folder / name).write_bytes(bytes([KINDS.index(kind)]) + content)


def _files() -> list[tuple[str, bytes]]:
    made: list[tuple[str, bytes]] = [
        (media.RTF, rb"{\rtf1\ansi\b Denial\b0\par We do not cover this.\par}"),
        (media.HTML, b"<html><body><h1>Denial</h1><table><tr><td>1</td></tr></table></body></html>"),
        (media.CSV, b"date,paid\n2026-01-02,450.00\n"),
        (media.PLAIN, b"To whom it may concern\n"),
        (media.MARKDOWN, b"# Letter\n\n* one\n* two\n"),
    ]
    made += [(media.PDF, _pdf()), (media.MAIL, _mail()), (media.ZIP, _zip())]
    return made + _pictures() + _office()


def _pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(200, 200), pageCompression=0)
    canvas.drawString(20, 100, "Denial of Coverage")
    canvas.acroForm.textfield(name="member", value="W000", x=20, y=20)
    canvas.save()
    return stream.getvalue()


def _mail() -> bytes:
    message = email.message.EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Papers"
    message.set_content("See attached.")
    message.add_attachment(_zip(), maintype="application", subtype="zip", filename="a.zip")
    return message.as_bytes()


def _zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a/b.txt", "one")
    return stream.getvalue()


def _pictures() -> list[tuple[str, bytes]]:
    import pillow_heif
    from PIL import Image

    pillow_heif.register_heif_opener()
    made = []
    formats = {
        "JPEG": media.JPEG,
        "PNG": media.PNG,
        "TIFF": media.TIFF,
        "GIF": "image/gif",
        "BMP": "image/bmp",
    }
    formats |= {"WEBP": "image/webp", "JPEG2000": "image/jp2", "HEIF": "image/heif"}
    for name, kind in formats.items():
        stream = io.BytesIO()
        Image.linear_gradient("L").resize((24, 16)).save(stream, name)
        made.append((kind, stream.getvalue()))
    return made


def _office() -> list[tuple[str, bytes]]:
    import docx
    import openpyxl

    word, excel = io.BytesIO(), io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Letter of Medical Necessity")
    document.save(word)
    book = openpyxl.Workbook()
    book.active.append(["Paid", 450])
    book.save(excel)
    return [(media.DOCX, word.getvalue()), (media.XLSX, excel.getvalue())]


def main() -> None:
    """`python bench/fuzz.py SECONDS`."""
    seconds = sys.argv[1] if len(sys.argv) > 1 else "60"
    seeds(WORK / "seeds")
    (WORK / "found").mkdir(exist_ok=True)
    atheris.Setup(
        [
            *(sys.argv[0], str(WORK / "found"), str(WORK / "seeds"), f"-artifact_prefix={WORK}/"),
            *(
                f"-max_total_time={seconds}",
                "-timeout=20",
                "-rss_limit_mb=2048",
                "-max_len=100000",
                "-verbosity=1",
            ),
        ],
        one,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
