"""RapidOCR: finds lines with one network, reads them with another; strong on photos and thermal paper."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, cast

import cv2
import numpy as np
import numpy.typing as npt

from packetizer.reading.engines import rapidocr_models
from packetizer.reading.images import Grey, as_grey
from packetizer.reading.tokens import Reader, Rect, Token

Quads = npt.NDArray[np.float32]  # shape (lines, 4, 2): corners clockwise from top left, in pixels

DETECT_SIDE = 1600  # longest side, in pixels, that the detector is given
_CATALOGUE = "default_models.yaml"
_MARGIN = 0.08  # of a line's height, kept around it when it is cut out


class _WordInfo(Protocol):
    words: list[list[str]]
    word_cols: list[list[int]]
    confs: list[float]
    line_txt_len: float


class _Lines(Protocol):
    """What the engine answers when it only finds lines; no boxes where there are none."""

    boxes: npt.NDArray[np.float32] | None


class _Texts(Protocol):
    """What the engine answers when it only reads one line."""

    txts: tuple[str, ...] | None
    word_results: tuple[_WordInfo, ...]


class RapidReader:
    """Loaded once per worker. One thread: the pages are what runs in parallel."""

    def __init__(self) -> None:
        with warnings.catch_warnings(), _without_catalogue():
            warnings.simplefilter("ignore")
            from rapidocr import RapidOCR

        models = rapidocr_models()
        if models is None:
            raise RuntimeError("RapidOCR has no models")
        self._engine = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Global.text_score": 0.0,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
                "Det.model_path": str(models[0]),
                "Rec.model_path": str(models[1]),
                "Det.limit_type": "max",  # the picture comes in the size it shall have
                "Det.limit_side_len": 2000,
            }
        )

    def find_lines(self, picture: Grey, side: int = DETECT_SIDE) -> Quads:
        """Where lines of text stand, in any direction. `side`: pixels of the longer side to look at.

        More than the detector can take at once is looked at in overlapping tiles.
        """
        tiles = _tiles(picture.shape[0], math.ceil(side / DETECT_SIDE))
        if len(tiles) == 1:
            return self._lines_of(picture, side)
        found = []
        for top, bottom, first, last in tiles:
            quads = self._lines_of(picture[top:bottom], DETECT_SIDE) + np.array([0, top], np.float32)
            middles = quads[:, :, 1].mean(axis=1)
            found.append(quads[(middles >= first) & (middles < last)])
        return np.concatenate(found)

    def _lines_of(self, picture: Grey, side: int) -> Quads:
        scale = min(1.0, side / max(picture.shape[:2]))
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        found = cast(
            "_Lines", self._engine(_colour(as_grey(small)), use_det=True, use_rec=False, use_cls=False)
        )
        if found.boxes is None or len(found.boxes) == 0:
            return np.zeros((0, 4, 2), np.float32)
        return cast("Quads", (np.asarray(found.boxes, np.float32) / np.float32(scale)).reshape(-1, 4, 2))

    def read_lines(self, picture: Grey, quads: Quads) -> list[Token]:
        """The words on each of these lines, lines numbered as they come."""
        tokens = []
        for number, quad in enumerate(quads):
            tokens += self.read_line(picture, quad, number)
        return tokens

    def read(self, picture: Grey, side: int = DETECT_SIDE) -> list[Token]:
        """The words of a whole page."""
        return self.read_lines(picture, self.find_lines(picture, side))

    def read_line(self, picture: Grey, quad: npt.NDArray[np.float32], number: int = 0) -> list[Token]:
        """The words of one line, from left to right."""
        crop, to_page = _cut(picture, quad)
        if crop is None:
            return []
        found = cast(
            "_Texts",
            self._engine(_colour(crop), use_det=False, use_rec=True, use_cls=False, return_word_box=True),
        )
        if not found.txts or not found.txts[0].strip():
            return []
        return _words(found.txts[0], found.word_results[0], crop.shape[1], crop.shape[0], to_page, number)


@contextmanager
def _without_catalogue() -> Iterator[None]:
    """RapidOCR, when it is imported, reads twice its catalogue of models that could be downloaded.

    That takes most of the time of loading it, and nobody looks into it: ours are named by their paths.
    """
    from omegaconf import OmegaConf

    load = OmegaConf.load

    def loaded(file: str | Path) -> object:
        return OmegaConf.create() if Path(file).name == _CATALOGUE else load(file)

    OmegaConf.load = loaded  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        OmegaConf.load = load  # type: ignore[method-assign]


def _tiles(height: int, count: int) -> list[tuple[int, int, float, float]]:
    """Stretches of a tall picture, overlapping: top, bottom, and between which heights its lines count."""
    step = height / count
    rim = 0.1 * step
    return [
        (
            max(0, int(number * step - rim)),
            min(height, int((number + 1) * step + rim)),
            number * step if number else -1.0,
            (number + 1) * step if number < count - 1 else height + 1.0,
        )
        for number in range(count)
    ]


def _colour(picture: Grey) -> npt.NDArray[np.uint8]:
    return cast("npt.NDArray[np.uint8]", cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))


def _cut(picture: Grey, quad: npt.NDArray[np.float32]) -> tuple[Grey | None, npt.NDArray[np.float64]]:
    """The line, level and upright in a picture of its own, and the way back to the page's pixels."""
    across = max(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[2] - quad[3]))
    down = max(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[1] - quad[2]))
    width, height = int(across), int(down)
    if width < 4 or height < 4:
        return None, np.eye(3)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(np.asarray(quad, np.float32), target)
    crop = cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return as_grey(crop), cast("npt.NDArray[np.float64]", np.linalg.inv(matrix))


def _words(
    text: str, info: _WordInfo, width: int, height: int, to_page: npt.NDArray[np.float64], number: int
) -> list[Token]:
    """Words with their places: the recogniser says in which of its columns each character was seen."""
    column = width / max(info.line_txt_len, 1e-6)
    scores = [score for char, score in zip(text, info.confs, strict=False) if not char.isspace()]
    starts = [(columns[0] - 0.5) * column for columns in info.word_cols]
    ends = [(columns[-1] + 1.5) * column for columns in info.word_cols]
    tokens, at = [], 0
    for index, chars in enumerate(info.words):
        x0, x1 = max(starts[index], 0.0), min(ends[index], float(width))
        own = scores[at : at + len(chars)]
        at += len(chars)
        rect = _mapped(x0, max(x1, x0 + 1), height, to_page)
        score = float(np.mean(own)) if own else 0.0
        tokens.append(Token("".join(chars), rect, score, Reader.RAPIDOCR, number))
    return tokens


def _mapped(x0: float, x1: float, height: int, to_page: npt.NDArray[np.float64]) -> Rect:
    inset = height * _MARGIN  # the detector leaves a rim around a line
    corners = np.array([[[x0, inset], [x1, inset], [x1, height - inset], [x0, height - inset]]], np.float64)
    points = cv2.perspectiveTransform(corners, to_page)[0]
    (left, top), (right, low) = points.min(axis=0), points.max(axis=0)
    return Rect(float(left), float(top), float(right), float(low))


def quads_of(rects: Sequence[Rect]) -> Quads:
    """Level lines as the quadrilaterals that `read_lines` wants."""
    return np.array(
        [[[r.x0, r.y0], [r.x1, r.y0], [r.x1, r.y1], [r.x0, r.y1]] for r in rects], np.float32
    ).reshape(-1, 4, 2)
