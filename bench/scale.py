"""How time and memory grow with pages, and what a second build costs.

    python bench/scale.py [--small 50] [--large 500] [--jobs 2]

Prints a markdown table. Pages are light scans (a dozen lines, 150 dpi), ten to a file. Memory is the peak of
resident memory, sampled five times a second: of the program itself, and of its largest worker.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import img2pdf
import reportlab
from PIL import Image, ImageDraw, ImageFont

from bench.speed import TEXT

PER_FILE = 10


@dataclass(frozen=True)
class Measured:
    wall: float  # seconds
    parent: float  # MB
    worker: float  # MB


def page(number: int) -> Image.Image:
    """A light page, different from every other."""
    chance, words = random.Random(number), TEXT.split()
    sheet = Image.new("L", (1275, 1650), 252)
    draw = ImageDraw.Draw(sheet)
    fonts = Path(reportlab.__file__).parent / "fonts"
    font = ImageFont.truetype(str(fonts / "Vera.ttf"), 22)
    draw.text((110, 100), f"Progress Note {number}", fill=20, font=font)
    for line in range(12):
        draw.text((110, 180 + 40 * line), " ".join(chance.choices(words, k=9)), fill=20, font=font)
    return sheet


def add_files(folder: Path, first: int, pages: int) -> None:
    for begin in range(first, first + pages, PER_FILE):
        files = []
        for number in range(begin, min(begin + PER_FILE, first + pages)):
            file = folder.parent / f"page{number}.jpg"
            page(number).save(file, quality=70, dpi=(150, 150))
            files.append(str(file))
        (folder / f"scan{begin:05}.pdf").write_bytes(img2pdf.convert(files))
        for name in files:
            Path(name).unlink()


def build(folder: Path, jobs: int) -> Measured:
    """A build in a session of its own, its processes watched from outside."""
    program = str(Path(sys.executable).parent / "packetizer")
    command = [program, "build", str(folder), "-q", "--jobs", str(jobs), "--today", "2026-01-02"]
    # As it runs where it is installed: with its modules compiled once and for all.
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=compiled,
    )
    peak = {"parent": 0.0, "worker": 0.0}
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peak, done))
    watcher.start()
    _, error = process.communicate()
    done.set()
    watcher.join()
    if process.returncode not in (0, 1):
        sys.exit(f"the build failed with {process.returncode}:\n{error[-2000:]}")
    return Measured(time.perf_counter() - start, peak["parent"], peak["worker"])


def _watch(leader: int, peak: dict[str, float], done: threading.Event) -> None:
    while not done.wait(0.2):
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                if os.getsid(int(entry.name)) != leader:
                    continue
                resident = int((entry / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
            except (OSError, ValueError, IndexError):
                continue  # it ended while we looked
            who = "parent" if int(entry.name) == leader else "worker"
            peak[who] = max(peak[who], resident)


def row(name: str, pages: int, measured: Measured) -> str:
    each = 1000 * measured.wall / pages
    return f"| {name} | {measured.wall:.1f} | {each:.0f} | {measured.parent:.0f} | {measured.worker:.0f} |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", type=int, default=50)
    parser.add_argument("--large", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    print("| build | wall s | ms a page | parent MB | largest worker MB |")
    print("|---|--:|--:|--:|--:|")
    for pages in (chosen.small, chosen.large):
        with tempfile.TemporaryDirectory() as work:
            folder = Path(work) / "case"
            folder.mkdir()
            add_files(folder, 0, pages)
            first = build(folder, chosen.jobs)
            print(row(f"{pages} pages", pages, first), flush=True)
            add_files(folder, pages, 1)
            again = build(folder, chosen.jobs)
            print(row(f"{pages} pages and one more, second build", pages + 1, again), flush=True)
            print(
                f"\nThe second build took {100 * again.wall / first.wall:.1f} % of the first.\n", flush=True
            )


if __name__ == "__main__":
    main()
