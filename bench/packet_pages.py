"""Whether a page of the packet looks like the page it came from: `python -m bench.packet_pages FOLDER`.

FOLDER, or `$PACKETIZER_DATA/robustness_pdf`, holds files of any kind. Each page is made ready as for a
packet, and its picture is compared with the one that reading sees. Prints the pages of which anything differs
(edges of pictures in two tones do, by half a pixel), and how many differ by more than a fiftieth.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium_helpers
from numpy.typing import NDArray

from packetizer.intake.pages import UnreadablePage, open_page
from packetizer.intake.survey import survey
from packetizer.model import Source
from packetizer.packet.originals.part import Need, Task, Way, make_part
from packetizer.packet.originals.place import Placed
from packetizer.spread import pool

DPI = 72.0
TILE = 12  # pixels: a sixth of an inch
DIFFERENT = 24.0  # steps of 255 between the means of a tile
MOST_PAGES = 4  # of one file

Gray = NDArray[np.uint8]


def differences(folder: Path, sources: list[Source]) -> Iterator[tuple[str, int, Way, float]]:
    """For each page the share of its tiles that look different."""
    with tempfile.TemporaryDirectory() as work:
        for source in sources:
            for number in range(1, min(source.pages, MOST_PAGES) + 1):
                try:
                    with open_page(folder / source.path, source.media_type, number) as page:
                        before = _gray(page.render(DPI, color=True))
                        need = Need(number, 0, page.width, page.height, None, False)
                except UnreadablePage:
                    continue
                target = Path(work) / "part.pdf"
                part = make_part(Task(source.path, folder / source.path, source.media_type, (need,), target))
                after = _on_its_place(target, part.placed[0])
                yield source.path, number, part.ways[0], _differ(before, after)


def _gray(pixels: Gray) -> Gray:
    return (
        pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    )


def _on_its_place(part: Path, placed: Placed) -> Gray:
    """What is drawn where the original stands."""
    document = pdfium_helpers.PdfDocument(part)
    try:
        scale = max(1.0, 1 / placed.scale) * DPI / 72
        drawn = document[0].render(scale=min(scale, 4.0), grayscale=True).to_numpy()
        drawn = np.asarray(drawn.reshape(drawn.shape[:2]), dtype=np.uint8)
        by = drawn.shape[0] / placed.sheet[1]
        top = placed.sheet[1] - placed.y - placed.height
        x0, y0 = round(placed.x * by), round(top * by)
        return drawn[
            max(0, y0) : y0 + round(placed.height * by), max(0, x0) : x0 + round(placed.width * by)
        ].copy()
    finally:
        document.close()


def _differ(before: Gray, after: Gray) -> float:
    height, width = before.shape
    same = cv2.resize(after, (width, height), interpolation=cv2.INTER_AREA)
    tiles = (max(1, width // TILE), max(1, height // TILE))
    a, b = (
        cv2.resize(cv2.blur(p, (9, 9)), tiles, interpolation=cv2.INTER_AREA).astype(float)
        for p in (before, same)
    )
    return float((np.abs(a - b) > DIFFERENT).mean())


def main() -> None:
    given = sys.argv[1:] or [str(Path(os.environ["PACKETIZER_DATA"]) / "robustness_pdf")]
    folder = Path(given[0])
    with pool(2) as spread:
        sources = [source for source in survey(folder, skip=frozenset(), spread=spread) if source.pages]
    ways: Counter[Way] = Counter()
    worse = 0
    for path, number, way, share in differences(folder, sources):
        ways[way] += 1
        if share > 0 or way is not Way.AS_IS:
            worse += share > 0.02
            print(f"{path} p. {number}: {share:.2%} differs  {way.name}")
    print(f"{ways.total()} pages of {len(sources)} files: {worse} differ; {dict(ways)}")


if __name__ == "__main__":
    main()
