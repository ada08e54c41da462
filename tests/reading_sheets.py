"""Small sheets for reading tests: drawn in memory, shown as an opened page."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from packetizer.intake.words import LayerWord
from packetizer.reading.images import Grey, as_grey

DPI = 150
WIDTH, HEIGHT = 1275, 1650  # a Letter sheet


@dataclass(frozen=True)
class Shown:
    """A picture as an opened page; see packetizer.intake.pages.OpenPage."""

    picture: Grey
    layer: tuple[LayerWord, ...] = ()
    is_picture: bool = True
    dpi: float = DPI

    @property
    def picture_dpi(self) -> float | None:
        return self.dpi if self.is_picture else None

    @property
    def width(self) -> float:
        return float(self.picture.shape[1]) / self.dpi * 72

    @property
    def height(self) -> float:
        return float(self.picture.shape[0]) / self.dpi * 72

    def words(self) -> tuple[LayerWord, ...]:
        return self.layer

    def render(self, dpi: float, *, color: bool = False) -> npt.NDArray[np.uint8]:
        scale = dpi / self.dpi
        return as_grey(cv2.resize(self.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def paper(shade: int = 255, noise: float = 0.0) -> Grey:
    """An empty sheet."""
    grain = np.random.default_rng(3).normal(0, noise, (HEIGHT, WIDTH)) if noise else 0
    return as_grey(np.clip(np.full((HEIGHT, WIDTH), shade) + grain, 0, 255))


def typed(*lines: str, size: int = 26, top: int = 150, left: int = 150, sheet: Grey | None = None) -> Grey:
    """A sheet with these lines, black on white."""
    font = ImageFont.truetype(str(files("reportlab").joinpath("fonts/Vera.ttf")), size)
    image = Image.fromarray(paper() if sheet is None else sheet)
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        pen.text((left, top + number * int(size * 1.6)), line, font=font, fill=20)
    return as_grey(np.array(image))


LETTER = (
    "Dear Member,",
    "We have reviewed your request for the treatment named below",
    "and decided that it is not covered under your health plan.",
    "Claim number: 88-20417    Date of service: 03/04/2026",
    "You may ask us to look at this decision again within 180 days.",
    "Please send your request to the address on the back of your card.",
    "Sincerely,",
    "Appeals Department",
)
