"""What putting a packet together costs beside merging alone: `python -m bench.assembly [FILES PAGES]`.

Makes FILES (100) scanned files of PAGES (20) pages, has `qpdf --empty --pages` merge them, then has a packet
written of them with stamps, text layers, links and outline, and proved. Prints both times of one run and
their ratio, the peak memory of this process and of its workers, and how many pages every reader finds in it.
"""

from __future__ import annotations

import hashlib
import io
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2
from PIL import Image, ImageDraw

from packetizer.model import (
    Box,
    Case,
    CaseInfo,
    Document,
    Findings,
    Given,
    Page,
    PageRef,
    Source,
    TextFrom,
    Word,
)
from packetizer.packet.plan import plan_packet
from packetizer.packet.prove import prove
from packetizer.packet.write import write_packet
from packetizer.spread import pool

WORDS = 300  # read on a page


def scans(folder: Path, files: int, pages: int) -> list[Source]:
    """Scanned files of synthetic pages: grain, rules, and a few hundred kB each."""
    made = []
    for at in range(files):
        target = folder / f"scan {at:03}.pdf"
        with pikepdf.new() as pdf:
            for number in range(pages):
                _page(pdf, at * pages + number)
            pdf.save(target)
        content = target.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        made.append(Source(target.name, digest, len(content), "application/pdf", pages))
    return made


def _page(pdf: pikepdf.Pdf, seed: int) -> None:
    chance = random.Random(seed)
    image = Image.effect_noise((850, 1100), 24).point(lambda value: min(255, value + 90))
    draw = ImageDraw.Draw(image)
    for line in range(60):
        draw.line((90, 80 + 16 * line, chance.randint(300, 760), 80 + 16 * line), fill=20, width=5)
    held = io.BytesIO()
    image.save(held, "JPEG", quality=70)
    page = pdf.add_blank_page(page_size=(612, 792)).obj
    picture = pdf.make_stream(held.getvalue(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    picture.Width, picture.Height, picture.BitsPerComponent = 850, 1100, 8
    picture.ColorSpace, picture.Filter = pikepdf.Name.DeviceGray, pikepdf.Name.DCTDecode
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=picture))
    page.Contents = pdf.make_stream(b"q 612 0 0 792 0 0 cm /I Do Q")


def read(sources: list[Source]) -> tuple[Page, ...]:
    """The pages as if they had been read."""
    words = tuple(
        Word(
            f"word{at}",
            Box(0.1 + at % 10 * 0.08, 0.05 + at // 10 * 0.03, 0.16 + at % 10 * 0.08, 0.07 + at // 10 * 0.03),
            0.9,
            at // 10,
        )
        for at in range(WORDS)
    )
    ink = Box(0.05, 0.05, 0.95, 0.95)
    return tuple(
        Page(PageRef(source.path, number), 612, 792, words, TextFrom.TESSERACT, 0.9, ink=ink)
        for source in sources
        for number in range(1, source.pages + 1)
    )


def timed(what: Callable[[], object]) -> float:
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def peak(who: int) -> float:
    """Peak resident memory in MB."""
    return resource.getrusage(who).ru_maxrss / 1024


def main() -> None:
    files, pages = map(int, sys.argv[1:3]) if len(sys.argv) > 2 else (100, 20)
    with tempfile.TemporaryDirectory() as held:
        measure(Path(held), files, pages)


def measure(folder: Path, files: int, pages: int) -> None:
    sources = scans(folder, files, pages)
    read_pages = read(sources)
    documents = tuple(
        Document(f"d{at}", "correspondence", f"Paper {at}", None, _refs(source), 1.0)
        for at, source in enumerate(sources)
    )
    case, found, given = Case(CaseInfo(), documents), Findings((), ()), Given(date(2026, 4, 2))
    plan = plan_packet(case, found, read_pages, given)
    out = folder / "out"
    out.mkdir()
    originals = [str(folder / source.path) for source in sources]
    merge = ["qpdf", "--empty", "--pages", *originals, "--", str(folder / "merged.pdf")]
    merged = timed(lambda: subprocess.run(merge, check=True))
    before = peak(resource.RUSAGE_SELF)
    with pool(2) as spread:
        list(spread(len, ["start"], timeout=30))  # a build has its workers already
        args = (plan, case, found, given, read_pages, sources, folder, out, spread)
        written = timed(lambda: write_packet(*args, version="1"))
    packet = out / "packet.pdf"
    proved = timed(lambda: prove([packet], plan))
    total, size = sum(source.size for source in sources), packet.stat().st_size
    here, worker = peak(resource.RUSAGE_SELF), peak(resource.RUSAGE_CHILDREN)
    print(
        f"{files} files, {files * pages} pages; {total / 1e6:.0f} MB in, {size / total:.3f} times as much out"
    )
    print(f"qpdf {merged:.1f} s; written {written:.1f} s, {written / merged:.1f} x; proved {proved:.1f} s")
    print(f"memory {before:.0f} MB before, {here:.0f} MB at most; of a worker {worker:.0f} MB")
    print("pages:", counts(packet), "planned:", plan.total)


def _refs(source: Source) -> tuple[PageRef, ...]:
    return tuple(PageRef(source.path, number) for number in range(1, source.pages + 1))


def counts(packet: Path) -> dict[str, int]:
    """How many pages each reader finds."""
    document = pypdfium2.PdfDocument(packet)
    found = {"pdfium": len(document), "pypdf": len(pypdf.PdfReader(packet).pages)}
    document.close()
    count = f"({packet}) (r) file runpdfbegin (Pages: ) print pdfpagecount = quit"
    for name, command in {
        "poppler": ["pdfinfo", str(packet)],
        "mupdf": ["mutool", "info", str(packet)],
        "ghostscript": ["gs", "-q", "-dNODISPLAY", "-dNOSAFER", "-c", count],
    }.items():
        if shutil.which(command[0]):
            told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
            lines = (line for line in told.splitlines() if line.startswith("Pages:"))
            found[name] = next((int(line.split(":")[1]) for line in lines), -1)
    return found


if __name__ == "__main__":
    main()
