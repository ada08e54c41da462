"""Odd, damaged and hostile files: is every one accounted for, and at what cost?

    PACKETIZER_DATA=/path/to/sets python bench/robustness.py [--jobs 2] [SET ...]

Each SET is a folder below PACKETIZER_DATA; its `manifest.json`, where there is one, says how many pages other
readers find. Every file is surveyed, then every page (the first 20 of a file) is opened, its words read and
the page drawn, each in a worker. One line for each set, and one for each file that needs explaining.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from packetizer.intake.pages import UnreadablePage, open_page
from packetizer.intake.survey import survey
from packetizer.model import Source
from packetizer.spread import pool

SETS = ("robustness_pdf", "robustness_img", "exif_orientation", "ocr_pages", "invoices")
PAGES = 20  # of one file that are opened
PAGE_SECONDS = 20.0
HEAD = (
    "                    files   give   counts  pages  crash                survey   all  slowest memory MB\n"
    "set                listed  pages    right opened  /hang  refused      s     s   page s in all   one"
)


@dataclass(frozen=True)
class Visit:
    file: Path
    media_type: str
    number: int


@dataclass(frozen=True)
class Seen:
    seconds: float
    words: int
    failure: str = ""


def visit(page: Visit) -> Seen:
    """Open a page, read its words, draw it."""
    start = time.perf_counter()
    try:
        with open_page(page.file, page.media_type, page.number) as opened:
            words = len(opened.words())
            opened.render(150)
            _ = opened.is_picture
    except UnreadablePage as error:
        return Seen(time.perf_counter() - start, 0, str(error))
    return Seen(time.perf_counter() - start, words)


class Memory(threading.Thread):
    """The most memory (resident) that all processes of this session had together."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.worst = 0  # of one process
        self._ended = threading.Event()

    def run(self) -> None:
        page = os.sysconf("SC_PAGE_SIZE")
        session = os.getsid(0)
        while not self._ended.wait(0.05):
            sizes = []
            for stat in Path("/proc").glob("[0-9]*/stat"):
                try:
                    fields = stat.read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                if int(fields[3]) == session:
                    sizes.append(int(fields[21]) * page)
            self.peak = max(self.peak, sum(sizes))
            self.worst = max(self.worst, *sizes, 0)

    def end(self) -> None:
        self._ended.set()
        self.join()


def expected_pages(folder: Path) -> dict[str, int]:
    """What other readers agree on, by file name."""
    manifest = folder / "manifest.json"
    if not manifest.exists():
        return {}
    readings = {name: entry["reference_reading"] for name, entry in json.loads(manifest.read_text()).items()}
    return {
        name: count
        for name, reading in readings.items()
        if (
            count := reading.get("page_count_agreed", reading.get("frames") if reading.get("loads") else None)
        )
    }


def explain(source: Source, expected: int | None) -> str:
    if source.problem:
        return f"{source.problem.code}: {source.problem.reason}"
    if expected is not None and source.pages != expected:
        return f"{source.pages} pages, others say {expected}"
    return source.note


def run(folder: Path, jobs: int) -> bool:
    """Print a set's figures; whether every file is accounted for."""
    there = sum(file.is_file() for file in folder.rglob("*"))
    expected = expected_pages(folder)
    memory = Memory()
    memory.start()
    start = time.perf_counter()
    with pool(jobs) as spread:
        sources = survey(folder, skip=frozenset(), spread=spread)
        surveyed = time.perf_counter() - start
        visits = [
            Visit(folder / source.path, source.media_type, number)
            for source in sources
            for number in range(1, min(source.pages, PAGES) + 1)
        ]
        seen = list(zip(visits, spread(visit, visits, timeout=PAGE_SECONDS), strict=True))
    memory.end()
    right = sum(source.pages == expected[source.path] for source in sources if source.path in expected)
    crashed = [(page, outcome.failure) for page, outcome in seen if outcome.value is None]
    unreadable = [
        (page, outcome.value.failure) for page, outcome in seen if outcome.value and outcome.value.failure
    ]
    slowest = max(((o.value.seconds, page) for page, o in seen if o.value), key=lambda pair: pair[0])
    print(
        f"{folder.name:18}{len(sources):4}/{there:<4}{sum(source.problem is None for source in sources):5}"
        f"{right:6}/{len(expected):<4}{len(visits):5}{len(crashed):7}{len(unreadable):9}{surveyed:7.1f}"
        f"{time.perf_counter() - start:6.1f}{slowest[0]:9.2f}{memory.peak / 1e6:7.0f}"
        f"{memory.worst / 1e6:6.0f}"
    )
    for source in sources:
        if said := explain(source, expected.get(source.path)):
            print(f"  {source.path}: {said}")
    for page, failure in crashed + unreadable:
        print(f"  {page.file.name} page {page.number}: {failure}")
    return len(sources) == there


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("sets", nargs="*", default=SETS)
    arguments.add_argument("--jobs", type=int, default=2)
    given = arguments.parse_args()
    data = Path(os.environ.get("PACKETIZER_DATA", ""))
    if not os.environ.get("PACKETIZER_DATA") or not data.is_dir():
        sys.exit("Set PACKETIZER_DATA to the folder that holds the sets.")
    print(HEAD)
    accounted = [run(data / name, given.jobs) for name in given.sets]
    if not all(accounted):
        sys.exit("Files are missing from the survey.")


if __name__ == "__main__":
    main()
