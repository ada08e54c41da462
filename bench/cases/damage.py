"""What happens to paper on its way into a folder: scanners, telephones, fax machines. All from a seed."""

from __future__ import annotations

from io import BytesIO

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]
Random = np.random.Generator


def render(pdf: bytes, dpi: float) -> list[Picture]:
    """Each page in grey."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(pdf)
    try:
        return [
            np.ascontiguousarray(page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L"))
            for page in document
        ]
    finally:
        document.close()


def _picture(values: MatLike | NDArray[np.floating]) -> Picture:
    return np.clip(values, 0, 255).astype(np.uint8)


def turn(picture: Picture, degrees: float, paper: int = 250) -> Picture:
    """Skewed by a few degrees, as a feeder pulls a sheet in."""
    high, wide = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    return _picture(
        cv2.warpAffine(picture, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderValue=[paper] * 3)
    )


def grain(picture: Picture, random: Random, sigma: float) -> Picture:
    noise = random.normal(0, sigma, picture.shape)
    return _picture(picture.astype(np.float32) + noise)


def specks(picture: Picture, random: Random, share: float, dark: bool = True) -> Picture:
    """Dust: dots of one to three pixels."""
    out = picture.copy()
    high, wide = out.shape[:2]
    for _ in range(int(high * wide * share)):
        y, x = int(random.integers(0, high)), int(random.integers(0, wide))
        size = int(random.integers(1, 3))
        out[y : y + size, x : x + size] = 30 if dark else 255
    return out


def shade(picture: Picture, random: Random, depth: float) -> Picture:
    """Light that falls off to one side, as near a book's spine or under a lamp."""
    high, wide = picture.shape[:2]
    angle = random.uniform(0, 2 * np.pi)
    ys, xs = np.mgrid[0:high, 0:wide].astype(np.float32)
    slope = (xs / wide - 0.5) * np.cos(angle) + (ys / high - 0.5) * np.sin(angle)
    light = 1 - depth * (slope - slope.min()) / (slope.max() - slope.min())
    if picture.ndim == 3:
        light = light[..., None]
    return _picture(picture.astype(np.float32) * light)


def holes(picture: Picture) -> Picture:
    """Two punched holes at the left, dark as the scanner's lid."""
    out = picture.copy()
    high, wide = out.shape[:2]
    for share in (0.36, 0.64):
        cv2.circle(out, (int(wide * 0.028), int(high * share)), int(wide * 0.013), (60, 60, 60), -1)
    return out


def scanned(picture: Picture, random: Random, *, skew: float = 1.2, sigma: float = 5.0) -> Picture:
    """An office feeder scan in grey: skew, soft focus, dust, uneven light."""
    out = turn(picture, float(random.uniform(-skew, skew)))
    out = _picture(cv2.GaussianBlur(out, (0, 0), float(random.uniform(0.4, 0.75))))
    out = _picture(out.astype(np.float32) * 0.93 + random.uniform(6, 14))
    out = shade(out, random, float(random.uniform(0.02, 0.08)))
    return grain(specks(out, random, 1.2e-5), random, sigma)


def bitonal(picture: Picture, random: Random, *, skew: float = 1.0, threshold: int = 165) -> Picture:
    """A black-and-white copier scan."""
    out = turn(picture, float(random.uniform(-skew, skew)))
    out = grain(_picture(cv2.GaussianBlur(out, (0, 0), 0.6)), random, 9)
    out = _picture(np.where(out < threshold, 0, 255))
    return specks(specks(out, random, 6e-6), random, 6e-6, dark=False)


def faxed(picture: Picture, random: Random, rows_per_inch: int) -> Picture:
    """1728 pixels across 8.47 inches, `rows_per_inch` 98 or 196; hard threshold, a broken line or two."""
    high = round(11 * rows_per_inch)
    out = turn(picture, float(random.uniform(-0.7, 0.7)))
    out = _picture(cv2.resize(out, (1728, high), interpolation=cv2.INTER_AREA))
    out = _picture(np.where(grain(out, random, 10) < 176, 0, 255))
    out = specks(out, random, 8e-6)
    for _ in range(2):
        y = int(random.integers(high // 8, high))
        x = int(random.integers(0, 900))
        out[y : y + 1, x : x + int(random.integers(200, 700))] = 255
    return out


def photographed(picture: Picture, random: Random, *, long_side: int = 1700, tilt: float = 0.07) -> Picture:
    """A telephone's photo of a paper on a table: perspective, a hand's shadow, warm light. In RGB."""
    high, wide = picture.shape[:2]
    scale = long_side / (1.25 * max(high, wide))
    across, down = int(wide * 1.3 * scale), int(high * 1.22 * scale)
    table = np.empty((down, across, 3), np.float32)
    grainy = random.normal(0, 7, (down, 1))
    if across < down:  # streaks of wood
        grainy = random.normal(0, 1, (down, 1)).cumsum(axis=0)
    base = np.array([random.uniform(70, 130), random.uniform(60, 100), random.uniform(50, 80)])
    table[:] = base + np.clip(grainy, -25, 25)[..., None]
    inner_x, inner_y = across * 0.115, down * 0.09
    corners = np.array(
        [[inner_x, inner_y], [across - inner_x, inner_y], [across - inner_x, down - inner_y],
         [inner_x, down - inner_y]]
    )  # fmt: skip
    moved = corners + random.uniform(-tilt, tilt, (4, 2)) * min(across, down)
    moved = np.clip(moved, 4, [across - 5, down - 5]).astype(np.float32)
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, moved)
    colour = cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB) if picture.ndim == 2 else picture
    paper = cv2.warpPerspective(colour, matrix, (across, down), flags=cv2.INTER_AREA).astype(np.float32)
    mask = cv2.warpPerspective(np.full((high, wide), 255, np.uint8), matrix, (across, down))
    alpha = (cv2.GaussianBlur(mask, (0, 0), 1.0).astype(np.float32) / 255)[..., None]
    out = table * (1 - alpha) + paper * alpha * np.array([0.96, 0.94, 0.86])
    out = _cast_shadow(out.astype(np.float32), random)
    soft = cv2.GaussianBlur(out, (0, 0), float(random.uniform(0.5, 0.9)))
    return grain(_picture(soft), random, 4)


def _cast_shadow(colour: NDArray[np.float32], random: Random) -> NDArray[np.float32]:
    high, wide = colour.shape[:2]
    light = np.ones((high, wide), np.float32)
    edge = int(wide * random.uniform(0.45, 0.8))
    shape = np.array([[edge, 0], [wide, 0], [wide, high], [int(edge * random.uniform(0.7, 1.1)), high]])
    cv2.fillPoly(light, [shape.astype(np.int32)], [float(random.uniform(0.55, 0.72))])
    soft = cv2.GaussianBlur(light, (0, 0), wide * 0.03)
    return np.asarray(colour * soft[..., None], np.float32)


# ---------------------------------------------------------------- files

ROTATE_TO_STORE = {1: 0, 3: 2, 6: 1, 8: 3}  # EXIF orientation: quarter turns counter-clockwise when stored


def jpeg(picture: Picture, quality: int, dpi: int = 72, orientation: int = 1) -> bytes:
    """`orientation`: the EXIF value; the pixels are stored turned, so that a viewer needs it."""
    stored = np.ascontiguousarray(np.rot90(picture, ROTATE_TO_STORE[orientation]))
    image = Image.fromarray(stored)
    exif = Image.Exif()
    if orientation != 1:
        exif[0x0112] = orientation
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=quality, dpi=(dpi, dpi), exif=exif)
    return buffer.getvalue()


def fax_tiff(pictures: list[Picture], rows_per_inch: int) -> bytes:
    frames = [Image.fromarray(picture).convert("1") for picture in pictures]
    buffer = BytesIO()
    frames[0].save(
        buffer,
        "TIFF",
        save_all=True,
        append_images=frames[1:],
        compression="group4",
        dpi=(204, rows_per_inch),
    )
    return buffer.getvalue()


def scan_pdf(pictures: list[Picture], dpi: int, quality: int | None) -> bytes:
    """An image-only PDF; `quality` None stores black and white in G4, as copiers do."""
    import img2pdf

    files = []
    for picture in pictures:
        if quality is not None:
            files.append(jpeg(picture, quality, dpi))
        else:
            buffer = BytesIO()
            Image.fromarray(picture).convert("1").save(buffer, "PNG", dpi=(dpi, dpi))
            files.append(buffer.getvalue())
    made: bytes = img2pdf.convert(files, nodate=True, engine=img2pdf.Engine.internal)
    return made


def png(picture: Picture, dpi: int) -> bytes:
    """A screenshot: no damage but its resolution."""
    buffer = BytesIO()
    Image.fromarray(picture).quantize(32).save(buffer, "PNG", dpi=(dpi, dpi), optimize=True)
    return buffer.getvalue()
