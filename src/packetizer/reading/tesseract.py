"""Tesseract: inside this process by `tesserocr`, else by its command (see docs/decisions)."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from enum import IntEnum

import numpy as np

from packetizer.reading.engines import TesseractSetup
from packetizer.reading.images import Grey
from packetizer.reading.tokens import Reader, Rect, Token

os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # its own threads cost more than they give

_COMMAND_SECONDS = 120


class Layout(IntEnum):
    """What the picture shows: Tesseract's page segmentation modes."""

    PAGE = 3
    COLUMN = 4
    BLOCK = 6
    LINE = 7
    SPARSE = 11


class TesseractReader:
    """Loaded once per worker: loading its data costs as much as reading a short page."""

    def __init__(self, setup: TesseractSetup) -> None:
        self._setup = setup
        self._read = _in_process(setup) if setup.in_process else _by_command(setup)

    def read(self, picture: Grey, dpi: float, layout: Layout = Layout.PAGE) -> list[Token]:
        """The words of a grey picture, in its pixels."""
        if min(picture.shape) < 3:  # nothing can be written on it, and Tesseract complains on standard error
            return []
        return list(_from_tsv(self._read(np.ascontiguousarray(picture), dpi, layout)))


class _in_process:  # noqa: N801  (a function with a memory)
    def __init__(self, setup: TesseractSetup) -> None:
        from tesserocr import OEM, PSM, LeptLogLevel, PyTessBaseAPI, set_leptonica_log_level

        set_leptonica_log_level(LeptLogLevel.NONE)  # it complains about empty pictures on standard error
        self._api = PyTessBaseAPI(path=setup.tessdata or "", lang=setup.lang, psm=PSM.AUTO, oem=OEM.LSTM_ONLY)
        self._api.SetVariable("debug_file", os.devnull)

    def __call__(self, picture: Grey, dpi: float, layout: Layout) -> str:
        height, width = picture.shape
        self._api.SetPageSegMode(int(layout))
        self._api.SetImageBytes(picture.tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(int(min(max(dpi, 70), 2400)))
        try:
            return str(self._api.GetTSVText(0))
        finally:
            self._api.Clear()


class _by_command:  # noqa: N801
    """The picture goes in by a pipe as PGM: no temporary file that somebody else could read."""

    def __init__(self, setup: TesseractSetup) -> None:
        self._setup = setup

    def __call__(self, picture: Grey, dpi: float, layout: Layout) -> str:
        height, width = picture.shape
        command = [shutil.which("tesseract") or "tesseract", "stdin", "stdout"]
        command += ["-l", self._setup.lang, "--psm", str(int(layout)), "--oem", "1"]
        command += ["--dpi", str(int(min(max(dpi, 70), 2400)))]
        if self._setup.tessdata:
            command += ["--tessdata-dir", self._setup.tessdata]
        done = subprocess.run(  # noqa: S603  (no part of it comes from a page)
            [*command, "tsv"],
            input=f"P5 {width} {height} 255\n".encode() + picture.tobytes(),
            capture_output=True,
            timeout=_COMMAND_SECONDS,
            check=True,
        )
        return done.stdout.decode("utf-8", "replace")


def _from_tsv(tsv: str) -> Iterator[Token]:
    """Columns: level, page, block, paragraph, line, word, left, top, width, height, confidence, text."""
    numbers: dict[tuple[str, ...], int] = {}
    for row in tsv.splitlines():
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        line = numbers.setdefault(tuple(cells[1:5]), len(numbers))
        left, top, width, height = (float(cell) for cell in cells[6:10])
        score = min(max(float(cells[10]) / 100, 0.0), 1.0)
        yield Token(
            cells[11].strip(), Rect(left, top, left + width, top + height), score, Reader.TESSERACT, line
        )
