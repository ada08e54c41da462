"""Pages to measure reading on: medical notes drawn as letters and damaged the way patients' papers are."""

from __future__ import annotations

import json
import random
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from packetizer.intake.words import LayerWord
from packetizer.reading.images import Grey, as_grey

DPI = 300
WIDTH, HEIGHT = 2550, 3300  # a Letter sheet
MARGIN = 200


@dataclass(frozen=True)
class Shown:
    """A picture as an opened page; see packetizer.intake.pages.OpenPage."""

    picture: Grey
    picture_dpi: float | None
    is_picture: bool = True

    @property
    def width(self) -> float:
        return float(self.picture.shape[1]) / (self.picture_dpi or 72) * 72

    @property
    def height(self) -> float:
        return float(self.picture.shape[0]) / (self.picture_dpi or 72) * 72

    def words(self) -> tuple[LayerWord, ...]:
        return ()

    def render(self, dpi: float, *, color: bool = False) -> npt.NDArray[np.uint8]:
        scale = dpi / (self.picture_dpi or 72)
        size = max(1, round(self.picture.shape[1] * scale)), max(1, round(self.picture.shape[0] * scale))
        if size == self.picture.shape[::-1]:
            return self.picture
        return as_grey(cv2.resize(self.picture, size, interpolation=cv2.INTER_AREA))


@dataclass(frozen=True)
class Drawn:
    """A page whose text is known."""

    text: str
    shown: Shown


def notes(data: Path, count: int, seed: int) -> list[str]:
    """Medical notes with their line breaks put back, drawn from all of them."""
    lines = (data / "medical_notes" / "mtsamples.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["transcription"] for line in lines]
    long = [text for text in texts if len(text) > 1500 and text.isascii()]
    chosen = random.Random(seed).sample(long, min(count, len(long)))
    return [text.replace(".,", ".\n").replace(":,", ":\n") for text in chosen]


def statement(seed: int) -> str:
    """Rows of dates, codes, amounts and numbers, as on a bill; plainly invented."""
    chance = random.Random(seed)

    def amount() -> str:
        return f"${chance.choice(('', '1,', '12,'))}{chance.randint(100, 999)}.{chance.randint(0, 99):02}"

    def row() -> str:
        day = f"{chance.randint(1, 12):02}/{chance.randint(1, 28):02}/{chance.randint(2019, 2026)}"
        number = f"{chance.choice('AEGW')}{chance.randint(100, 999)}-{chance.randint(10000, 99999)}"
        return f"{day} {chance.randint(90791, 99499)} {number} {amount()} {amount()}"

    return "\n".join(row() for _ in range(42))


def drawn(text: str, size: int) -> tuple[Grey, str]:
    """A note typed on a white sheet at 300 dpi, and the text that stands on it."""
    font = ImageFont.truetype(str(_font()), size)
    across = int((WIDTH - 2 * MARGIN) / (size * 0.56))
    rows = [row for part in text.splitlines() for row in textwrap.wrap(" ".join(part.split()), across)][
        : int((HEIGHT - 2 * MARGIN) / (size * 1.4))
    ]
    sheet = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(sheet)
    for number, row in enumerate(rows):
        pen.text((MARGIN, MARGIN + number * int(size * 1.4)), row, font=font, fill=25)
    return as_grey(np.asarray(sheet)), "\n".join(rows)


def _font() -> Path:
    return Path(str(files("reportlab"))) / "fonts" / "Vera.ttf"


def damaged(data: Path, count: int, seed: int = 7) -> Iterator[tuple[str, list[Drawn]]]:
    """For each kind of damage, `count` pages."""
    texts = notes(data, 2 * count, seed)
    for name, damage in DAMAGES.items():
        pages = []
        for index in range(count):
            sheet, text = drawn(texts[index], 38 + index % 3 * 4)
            back, _ = drawn(texts[count + index], 40)
            picture, dpi = damage(sheet, back, np.random.default_rng(seed + index))
            pages.append(Drawn(text, Shown(picture, dpi)))
        yield name, pages


# ---------------------------------------------------------------- damages

Noise = np.random.Generator
Damage = Callable[[Grey, Grey, Noise], tuple[Grey, float]]


def scanned(sheet: Grey, back: Grey, noise: Noise) -> tuple[Grey, float]:
    """A good office scanner: a little skew, a little noise, JPEG."""
    del back
    return _jpeg(_noisy(_skewed(sheet, noise.uniform(-0.8, 0.8)), 6, noise), 75), DPI


def faxed(sheet: Grey, back: Grey, noise: Noise) -> tuple[Grey, float]:
    """Standard fax, 204 x 98 dots an inch, black or white, with stray dots; shown with square pixels."""
    del back
    small = cv2.resize(_skewed(sheet, noise.uniform(-0.5, 0.5)), (1734, 1078), interpolation=cv2.INTER_AREA)
    dots = _noisy(as_grey(small), 12, noise) > 165
    stray = noise.random(dots.shape) < 0.0006
    fax = as_grey(np.where(dots ^ stray, 255, 0))
    return as_grey(cv2.resize(fax, (1734, 2244), interpolation=cv2.INTER_LINEAR)), 204


def photographed(sheet: Grey, back: Grey, noise: Noise) -> tuple[Grey, float]:
    """A phone's picture on a table: perspective, a shadow, blur, JPEG."""
    del back
    width, height = 2400, 3200
    corners = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
    rim = np.array([[0.07, 0.06], [0.93, 0.06], [0.93, 0.95], [0.07, 0.95]]) * (width, height)
    places = (rim + noise.uniform(-0.045, 0.045, (4, 2)) * width).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, places)
    table = np.full((height, width), 92, np.uint8)
    photo = cv2.warpPerspective(sheet, matrix, (width, height), dst=table, borderMode=cv2.BORDER_TRANSPARENT)
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    edge = x * noise.uniform(0.6, 1.4) + y * noise.uniform(-0.6, 0.6) - 0.5
    light = (0.95 - 0.25 * y) * (1 - 0.45 / (1 + np.exp(-edge * 30)))
    blurred = cv2.GaussianBlur(photo, (0, 0), 1.1)
    return _jpeg(_noisy(as_grey(np.clip(blurred * light, 0, 255)), 5, noise), 70), 72


def coarse(sheet: Grey, back: Grey, noise: Noise) -> tuple[Grey, float]:
    """125 dpi, as e-mail programs shrink attachments."""
    del back
    small = cv2.resize(_skewed(sheet, noise.uniform(-0.5, 0.5)), None, fx=125 / DPI, fy=125 / DPI,
                       interpolation=cv2.INTER_AREA)  # fmt: skip
    return _jpeg(_noisy(as_grey(small), 4, noise), 70), 125


def faded(sheet: Grey, back: Grey, noise: Noise) -> tuple[Grey, float]:
    """Low toner with gaps, grey paper, and the other side of the sheet showing through."""
    toner = cv2.resize(
        noise.random((55, 42)).astype(np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC
    )
    strength = np.clip(0.32 + 0.45 * toner, 0.25, 0.8)
    ink = (255 - sheet.astype(np.float32)) * strength * (noise.random(sheet.shape) > 0.18)
    through = cv2.GaussianBlur(np.ascontiguousarray(back[:, ::-1]), (0, 0), 4).astype(np.float32)
    page = 232 - ink - (255 - through) * 0.17
    return _jpeg(_noisy(as_grey(np.clip(_soft(page.astype(np.float32)), 0, 255)), 6, noise), 65), DPI


def _soft(page: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return cv2.GaussianBlur(page, (0, 0), 0.9).astype(np.float32)


def _skewed(sheet: Grey, degrees: float) -> Grey:
    matrix = cv2.getRotationMatrix2D((sheet.shape[1] / 2, sheet.shape[0] / 2), degrees, 1.0)
    return as_grey(cv2.warpAffine(sheet, matrix, sheet.shape[::-1], borderValue=(255,)))


def _noisy(sheet: Grey, strength: float, noise: Noise) -> Grey:
    return as_grey(np.clip(sheet + noise.normal(-3, strength, sheet.shape), 0, 255))


def _jpeg(sheet: Grey, quality: int) -> Grey:
    _, encoded = cv2.imencode(".jpg", sheet, [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded = cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE)
    if decoded is None:
        raise ValueError("a picture that was just encoded cannot be read")
    return as_grey(decoded)


def damaged_statements(count: int, seed: int) -> Iterator[Drawn]:
    """`count` pages of numbers for each kind of damage."""
    for damage in DAMAGES.values():
        for index in range(count):
            sheet, text = drawn(statement(seed + index), 34 + index % 3 * 4)
            back, _ = drawn(statement(seed + 100 + index), 40)
            picture, dpi = damage(sheet, back, np.random.default_rng(seed + index))
            yield Drawn(text, Shown(picture, dpi))


DAMAGES: dict[str, Damage] = {
    "clean 300 dpi": scanned,
    "fax 204x98": faxed,
    "phone photo": photographed,
    "125 dpi": coarse,
    "faded, bleed-through": faded,
}


def opened_picture(file: Path, dpi: float = 72) -> Shown:
    """A picture file as a page."""
    picture = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        raise ValueError(f"{file.name} is no picture")
    return Shown(as_grey(picture), dpi)


def sample(files_found: Sequence[Path], count: int) -> list[Path]:
    """`count` of the files, spread evenly."""
    step = max(1, len(files_found) // count)
    return list(files_found)[::step][:count]
