"""Tesseract: inside this process by `tesserocr`, else through pytesseract by its command (docs/decisions)."""

from __future__ import annotations

import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path

import numpy as np

from packetizer.reading.engines import TesseractSetup
from packetizer.reading.images import Grey
from packetizer.reading.tokens import Reader, Rect, Token

os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # its own threads cost more than they give

_COMMAND_SECONDS = 120
_FOLDER = "packetizer-"  # then the number of the process


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
    """pytesseract hands the picture to the command in a file, so that file lies where only we can look."""

    def __init__(self, setup: TesseractSetup) -> None:
        import pytesseract

        self._setup = setup
        self._image_to_data = pytesseract.image_to_data
        self._sort = pytesseract.Output.STRING
        _remove_leftovers()

    def __call__(self, picture: Grey, dpi: float, layout: Layout) -> str:
        from PIL import Image

        config = f"--psm {int(layout)} --oem 1 --dpi {int(min(max(dpi, 70), 2400))}"
        if self._setup.tessdata:
            config += f" --tessdata-dir {shlex.quote(self._setup.tessdata)}"
        with _private_folder():
            try:
                return str(
                    self._image_to_data(
                        Image.fromarray(picture),
                        lang=self._setup.lang,
                        config=config,
                        output_type=self._sort,
                        timeout=_COMMAND_SECONDS,
                    )
                )
            except RuntimeError:  # it took too long or failed: its ink is unread, and the other reader's
                return ""


@contextmanager
def _private_folder() -> Iterator[Path]:
    """Temporary files of this process go into a folder that only its owner can enter, and that goes away."""
    usual, mask = tempfile.tempdir, os.umask(0o077)
    try:
        with tempfile.TemporaryDirectory(prefix=f"{_FOLDER}{os.getpid()}-") as folder:  # mode 0700
            tempfile.tempdir = folder
            yield Path(folder)
    finally:
        tempfile.tempdir = usual
        os.umask(mask)


def _remove_leftovers() -> None:
    """Folders of processes that were killed while Tesseract ran, for instance a page that took too long."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*-*"):
        number = folder.name.removeprefix(_FOLDER).split("-")[0]
        if number.isdigit() and not _runs(int(number)):
            shutil.rmtree(folder, ignore_errors=True)  # another user's stays: we may not


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True


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
