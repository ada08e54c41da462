"""Whether the hidden text of scans can be found and selected, asked of three libraries.

    PACKETIZER_DATA=... python -m bench.searchable [--limit N]

Damaged letters, turned four ways and put into a PDF that may turn them back, are read and made into packet
pages. Prints a Markdown table: of the words that were read, the share that pypdf gives in the order of their
lines, and the share that pdfium and poppler have where they are seen, within half their height.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import img2pdf
import numpy as np
import pikepdf
import pypdf
import pypdfium2
from PIL import Image

from bench.reading_pages import Shown, damaged
from packetizer.intake.pages import open_page
from packetizer.model import Page, PageRef, Word
from packetizer.packet.originals.gather import _need
from packetizer.packet.originals.part import Task, make_part
from packetizer.packet.originals.place import Placed
from packetizer.packet.originals.textlayer import FONT, glyphless_font, text_layer
from packetizer.reading.engines import choose_readers
from packetizer.reading.page import read_page
from packetizer.reading.settings import Engine, ReadingSettings
from packetizer.reading.worker import Desk

Spot = tuple[float, float, float, float]  # left, bottom, right, top in points of the sheet
Found = tuple[str, Spot]


def made(shown: Shown, turn: int, rotate: int, folder: Path, desk: Desk) -> tuple[Path, Page, Placed]:
    """The page as it goes into a packet, with its text."""
    picture = np.rot90(shown.picture, turn // 90)
    Image.fromarray(picture).save(folder / "scan.jpg", quality=80, dpi=(shown.picture_dpi or 300,) * 2)
    (folder / "scan.pdf").write_bytes(img2pdf.convert(str(folder / "scan.jpg")))
    with pikepdf.open(folder / "scan.pdf", allow_overwriting_input=True) as pdf:
        pdf.pages[0].rotate(rotate, relative=False)
        pdf.save()
    with open_page(folder / "scan.pdf", "application/pdf", 1) as opened:
        page = read_page(opened, PageRef("scan.pdf", 1), desk)
    task = Task("scan.pdf", folder / "scan.pdf", "application/pdf", (_need(page),), folder / "part.pdf")
    [placed] = make_part(task).placed
    with pikepdf.open(task.target) as pdf:
        pdf.pages[0].contents_add(text_layer(page.words, placed))
        pdf.pages[0].obj.Resources.Font = pikepdf.Dictionary({FONT: glyphless_font(pdf)})
        pdf.save(folder / "made.pdf")
    return folder / "made.pdf", page, placed


def in_order(file: Path, page: Page) -> int:
    """Words of the lines that pypdf gives whole and in their order."""
    text = re.sub(r"\s", "", pypdf.PdfReader(file).pages[0].extract_text())
    at = count = 0
    for _, group in groupby(page.words, key=lambda word: word.line):
        line = list(group)
        found = text.find("".join(word.text for word in line), at)
        if found >= 0:
            at, count = found, count + len(line)
    return count


def by_pdfium(file: Path, words: tuple[Word, ...]) -> Iterator[Found]:
    text = pypdfium2.PdfDocument(file)[0].get_textpage()
    for wanted in {word.text for word in words}:
        search = text.search(wanted, match_case=True)
        while (place := search.get_next()) is not None:
            boxes = [text.get_charbox(at, loose=True) for at in range(place[0], place[0] + place[1])]
            yield wanted, (boxes[0][0], boxes[0][1], boxes[-1][2], boxes[0][3])


def by_poppler(file: Path, height: float) -> Iterator[Found]:
    said = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True, check=True)
    row = r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>'
    for x0, y0, x1, y1, text in re.findall(row, said.stdout):
        yield html.unescape(text), (float(x0), height - float(y1), float(x1), height - float(y0))


def at_place(words: tuple[Word, ...], placed: Placed, found: list[Found]) -> int:
    """How many of the words stand where they are seen."""
    by_text: dict[str, list[Spot]] = {}
    for text, spot in found:
        by_text.setdefault(text, []).append(spot)
    return sum(any(_covers(spot, word, placed) for spot in by_text.get(word.text, ())) for word in words)


def _covers(spot: Spot, word: Word, placed: Placed) -> bool:
    left, right = (placed.x + x * placed.width for x in (word.box.x0, word.box.x1))
    low, top = (placed.y + (1 - y) * placed.height for y in (word.box.y1, word.box.y0))
    slack = 0.5 * max(top - low, spot[3] - spot[1])
    return (
        abs(spot[0] - left) < slack
        and abs(spot[2] - right) < slack
        and low - slack < (spot[1] + spot[3]) / 2 < top + slack
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Whether the hidden text of scans can be found.")
    parser.add_argument("--limit", type=int, default=4, help="pages of each damage")
    chosen = parser.parse_args()
    desk = Desk(choose_readers(ReadingSettings(Engine.TESSERACT)))
    print("| page | words | pypdf, in order | pdfium, in place | poppler, in place |\n|---|--:|--:|--:|--:|")
    for name, pages in damaged(Path(os.environ["PACKETIZER_DATA"]), chosen.limit):
        total = ordered = pdfium = poppler = 0
        for number, page in enumerate(pages):
            turn, rotate = 90 * (number % 4), (0, 90, 180, 0)[number % 4]
            with tempfile.TemporaryDirectory() as folder:
                file, read, placed = made(page.shown, turn, rotate, Path(folder), desk)
                total += len(read.words)
                ordered += in_order(file, read)
                pdfium += at_place(read.words, placed, list(by_pdfium(file, read.words)))
                poppler += at_place(read.words, placed, list(by_poppler(file, placed.sheet[1])))
        shares = " | ".join(f"{count / max(total, 1):.4f}" for count in (ordered, pdfium, poppler))
        print(f"| {name} | {total} | {shares} |", flush=True)


if __name__ == "__main__":
    main()
