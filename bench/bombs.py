"""Files made to take all time or memory: each must be refused, or taken within limits, in 10 s and 1 GB.

    python -m bench.bombs [--jobs 2]

Each bomb is made here and surveyed alone; what the survey gives pages of is opened too (the first page).
"""

from __future__ import annotations

import argparse
import io
import struct
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from bench.robustness import Memory, Visit, visit
from packetizer.intake.survey import survey
from packetizer.spread import pool

SECONDS, MEGABYTES = 10.0, 1000.0


def huge_gif() -> bytes:
    """44 bytes that say 65,000 x 65,000 pixels."""
    size = struct.pack("<HH", 65_000, 65_000)
    return (
        b"GIF89a" + size + b"\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0" + size + b"\0\x02\x02D\x01\0;" + b"\0" * 5
    )


def png(width: int, height: int, rows: int) -> bytes:
    """A gray PNG that says `height` rows and holds `rows`."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b"\0" * (width + 1)) for _ in range(rows)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    made = b"\x89PNG\r\n\x1a\n"
    for name, body in chunks:
        made += struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    return made


def zipped(name: str, content: bytes, times: int = 1) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for number in range(times):
            archive.writestr(f"{number or ''}{name}", content)
    return stream.getvalue()


def zip_in_zip(depth: int, width: int) -> bytes:
    content, name = zipped(".txt", b"\0" * 10_000_000), ".zip"
    for _ in range(depth):
        content = zipped(name, content, width)
    return content


def pdf(objects: list[bytes]) -> bytes:
    """A PDF of these objects (numbered from 1; the first is the catalog), with a right table of them."""
    made, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(made)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R%b>>"


def million_pages() -> bytes:
    page = b"3 0 R "
    pages = b"<</Type/Pages/Count 1000000/Kids[" + page * 1_000_000 + b"]>>"
    return pdf([CATALOG, pages, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>"])


def says_a_billion_pages() -> bytes:
    pages = b"<</Type/Pages/Count 1000000000/Kids[3 0 R]>>"
    return pdf([CATALOG, pages, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>"])


def deep_tree() -> bytes:
    depth = 50_000
    nodes = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (number + 3) for number in range(depth)]
    return pdf([CATALOG, *nodes, b"<</Type/Page/MediaBox[0 0 612 792]>>"])


def circle() -> bytes:
    return pdf([CATALOG, b"<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]/Parent 2 0 R>>"])


def one_page(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    stream = b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed)
    page = PAGE % b""
    return pdf([CATALOG, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, stream])


def stream_of_gigabytes() -> bytes:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 10_000_000) for _ in range(300)) + packer.flush()
    stream = b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed)
    page = PAGE % b""
    return pdf([CATALOG, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, stream])


def form_in_itself() -> bytes:
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>/Length 10>>"
    content = b"<</Length 10>>stream\n/F Do /F Do\nendstream"
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    )
    body = form + b"stream\n/F Do /F Do\nendstream"
    return pdf([CATALOG, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, content, body])


def picture_in_pdf() -> bytes:
    """A picture that says 60,000 x 60,000 pixels in a few bytes."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * 10_000_000) for _ in range(100)) + packer.flush()
    image = (
        b"<</Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceGray"
        b"/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed)
    )
    content = b"<</Length 28>>stream\nq 612 0 0 792 0 0 cm /I Do Q\nendstream"
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>"
    )
    return pdf([CATALOG, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, content, image])


def laughs() -> bytes:
    """A Word file whose XML defines entities by entities."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    text = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", text)
    return stream.getvalue()


def mails_in_mails() -> bytes:
    depth = 3_000
    made = b"Content-Type: text/plain\n\nend\n"
    for number in range(depth):
        head = (
            b"From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b%d\n\n"
            % number
        )
        made = head + b"--b%d\nContent-Type: message/rfc822\n\n%b\n--b%d--\n" % (number, made, number)
    return made


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "GIF of 4 gigapixels in 44 bytes": ("a.gif", huge_gif),
    "PNG of 200 megapixels": ("a.png", lambda: png(20_000, 10_000, 10_000)),
    "PNG that says 2 gigapixels": ("a.png", lambda: png(50_000, 40_000, 1)),
    "zip of 1 GB of zeros": ("a.zip", lambda: zipped(".txt", b"\0" * 1_000_000_000)),
    "zips in zips, 5 deep, 8 each": ("a.zip", lambda: zip_in_zip(5, 8)),
    "zip of 100,000 files": ("a.zip", lambda: zipped(".txt", b"x", 100_000)),
    "PDF of 1,000,000 pages": ("a.pdf", million_pages),
    "PDF that says 1,000,000,000 pages": ("a.pdf", says_a_billion_pages),
    "PDF, page tree 50,000 deep": ("a.pdf", deep_tree),
    "PDF, page tree in a circle": ("a.pdf", circle),
    "PDF, page that unpacks to 3 GB": ("a.pdf", stream_of_gigabytes),
    "PDF, 20,000,000 drawing operators": ("a.pdf", lambda: one_page(b"0 0 m 9 9 l S\n" * 20_000_000)),
    "PDF, 300,000 saved states": ("a.pdf", lambda: one_page(b"q " * 300_000)),
    "PDF, a form that draws itself": ("a.pdf", form_in_itself),
    "PDF, picture of 3.6 gigapixels": ("a.pdf", picture_in_pdf),
    "Word, a billion laughs": ("a.docx", laughs),
    "Word, 1 GB of zeros": ("a.docx", lambda: zipped("word/document.xml", b"\0" * 1_000_000_000)),
    "mails in mails, 3,000 deep": ("a.eml", mails_in_mails),
    "text of 30 MB": ("a.txt", lambda: b"word " * 6_000_000),
}


def run(title: str, name: str, make: Callable[[], bytes], jobs: int) -> bool:
    """Print what became of it; whether it stayed within the limits."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        (folder / name).write_bytes(make())
        memory = Memory()
        memory.start()
        start = time.perf_counter()
        with pool(jobs) as spread:
            sources = survey(folder, skip=frozenset(), spread=spread)
            pages = [
                Visit(folder / source.path, source.media_type, 1) for source in sources if source.pages > 0
            ]
            seen = list(spread(visit, pages[:3], timeout=SECONDS))
        took = time.perf_counter() - start
        memory.end()
    first = sources[0]
    said = first.problem.reason if first.problem else f"{first.pages} pages"
    for one in seen:
        said += f"; page: {(one.value.failure if one.value else one.failure) or 'drawn'}"
    fine = took <= SECONDS and memory.worst / 1e6 <= MEGABYTES
    mark = "" if fine else "OVER  "
    print(f"{title:36}{len(sources):7}{took:7.1f}{memory.worst / 1e6:7.0f}  {mark}{said[:110]}")
    return fine


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--jobs", type=int, default=2)
    given = arguments.parse_args()
    print(f"{'bomb':36}{'listed':>7}{'s':>7}{'MB':>7}  said")
    within = [run(title, name, make, given.jobs) for title, (name, make) in BOMBS.items()]
    if not all(within):
        sys.exit(f"{within.count(False)} of {len(within)} went over {SECONDS:g} s or {MEGABYTES:g} MB.")


if __name__ == "__main__":
    main()
