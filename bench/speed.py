"""Speed and memory of a whole build beside OCRmyPDF and the bare tesseract command, on one file, in one run.

    python bench/speed.py [--pages 12] [--runs 3] [--ocrmypdf PATH]

Prints a markdown table. The commands take turns (A B C A B C …), so that a machine that gets slower on the
way slows all of them; the ratios are of medians. Each run starts from nothing: no cache, a fresh folder.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import img2pdf
import numpy as np
from PIL import Image, ImageDraw, ImageFont

DPI = 300
TEXT = """the patient reports that symptoms improved after each session and describes better sleep energy
appetite with fewer intrusive thoughts blood pressure pulse oximetry were stable throughout monitoring plan
continue maintenance treatment review response scores discuss side effects coverage criteria documentation
letter medical necessity previous trials adequate dose duration recurrent severe depressive disorder
clinician"""


_ADOPT_ORPHANS = 36  # prctl's PR_SET_CHILD_SUBREAPER


@dataclass(frozen=True)
class Run:
    wall: float  # seconds
    cpu: float  # seconds, of the process and all its children


def scan(page: int) -> Image.Image:
    """A dense letter page as a flatbed gives it at 300 dpi: grey, skewed by up to 1.2 degrees, noisy."""
    import reportlab

    chance, words = random.Random(page), TEXT.split()
    font = ImageFont.truetype(str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"), 42)
    sheet = Image.new("L", (2550, 3300), 250)
    draw = ImageDraw.Draw(sheet)
    for line in range(46):
        text = " ".join(chance.choice(words) for _ in range(11))
        draw.text((230, 260 + line * 60), text, fill=30, font=font)
    turned = sheet.rotate(chance.uniform(-1.2, 1.2), resample=Image.Resampling.BICUBIC, fillcolor=250)
    noise = np.random.default_rng(page).normal(0, 9, (3300, 2550))
    return Image.fromarray(np.clip(np.asarray(turned, dtype=float) + noise, 0, 255).astype(np.uint8))


def make_scans(folder: Path, pages: int) -> tuple[Path, list[Path]]:
    """One PDF of JPEG pages, and the same pages as files of their own for the bare command."""
    files = []
    for page in range(pages):
        file = folder / f"page{page:04}.jpg"
        scan(page).save(file, quality=60, dpi=(DPI, DPI))
        files.append(file)
    pdf = folder / "scan.pdf"
    pdf.write_bytes(img2pdf.convert([str(file) for file in files]))
    return pdf, files


def timed(command: list[str], allowed: tuple[int, ...] = (0,)) -> Run:
    """Run a command to its end; its output is thrown away unless it fails."""
    # As each runs where it is installed: with its modules compiled once and for all.
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**compiled, "OMP_THREAD_LIMIT": "1"}
    )
    wall = time.perf_counter() - start
    await_orphans()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in allowed:
        sys.exit(f"{command[0]} failed with {done.returncode}:\n{done.stderr[-2000:]}")
    return Run(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def adopt_orphans() -> None:
    """Become the parent of processes whose own parent ended first (Linux): their CPU time counts too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)


def await_orphans() -> None:
    """Wait for every process that is still ours."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def run_packetizer(pdf: Path, jobs: int) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(pdf, Path(folder) / "scan.pdf")
        program = str(Path(sys.executable).parent / "packetizer")
        return timed([program, "build", folder, "-q", "--jobs", str(jobs), "--today", "2026-01-02"], (0, 1))


def run_ocrmypdf(program: str, pdf: Path, jobs: int) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "out.pdf")
        return timed([program, "--output-type", "pdf", "--jobs", str(jobs), "--quiet", str(pdf), out])


def run_tesseract(pages: list[Path], jobs: int) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        listing = "\n".join(f"{page} {folder}/{page.stem}" for page in pages)
        return timed(["sh", "-c", f"printf '%s\\n' \"$0\" | xargs -P{jobs} -L1 tesseract 2>&1", listing])


def row(name: str, runs: list[Run], base: list[Run]) -> str:
    wall = statistics.median(run.wall for run in runs)
    ratio = wall / statistics.median(run.wall for run in base)
    cpu = statistics.median(run.cpu for run in runs)
    spread = f"{min(run.wall for run in runs):.1f}–{max(run.wall for run in runs):.1f}"
    return f"| {name} | {wall:.1f} | {spread} | {cpu:.1f} | {ratio:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=12)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--ocrmypdf", default=shutil.which("ocrmypdf") or ".venv-bench/bin/ocrmypdf")
    chosen = parser.parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory() as folder:
        pdf, pages = make_scans(Path(folder), chosen.pages)
        ours, peer, bare = [], [], []
        for _ in range(chosen.runs):
            ours.append(run_packetizer(pdf, chosen.jobs))
            peer.append(run_ocrmypdf(chosen.ocrmypdf, pdf, chosen.jobs))
            bare.append(run_tesseract(pages, chosen.jobs))
    print(f"{chosen.pages} pages, {DPI} dpi, {chosen.jobs} processes, median of {chosen.runs} runs in turn\n")
    print("| program | wall s | min–max | CPU s | of OCRmyPDF |")
    print("|---|--:|--:|--:|--:|")
    print(row("`packetizer build` (whole packet)", ours, peer))
    print(row("`ocrmypdf --output-type pdf`", peer, peer))
    print(row("`tesseract`, bare, text only", bare, peer))


if __name__ == "__main__":
    main()
