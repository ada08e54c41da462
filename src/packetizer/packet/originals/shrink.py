"""Pages whose pictures are made smaller where a limit asks for it: not under 150 dpi, not so that words go.

Whether words go is not reckoned but seen: the page is read before and after by the same reader.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.packet.originals.coding import image_object
from packetizer.packet.originals.part import Way
from packetizer.packet.reread import reread

if TYPE_CHECKING:
    import pikepdf
    from PIL import Image

    from packetizer.model import PageRef
    from packetizer.packet.originals.gather import Made
    from packetizer.reading.engines import TesseractSetup
    from packetizer.spread import Spread

STEPS = ((150.0, 50), (200.0, 60), (300.0, 75))  # dpi and JPEG quality, the smallest first
KEPT = 0.98  # share of the words that must be read again
WORTH = 0.8  # of the bytes before: more is not worth touching an original
LEAST_BYTES = 20_000  # of a picture that is looked at
SURE = 0.5  # a word that was hardly read before proves nothing
COLOURED, TINGE = 0.0005, 24  # share of pixels, steps of 255 between their channels: a page in colour
SECONDS = 240.0  # for one page


@dataclass(frozen=True, slots=True)
class Wish:
    """A page of a part that is to be smaller; `points` is its longer side on the sheet."""

    part: Path
    index: int
    points: float
    target: Path
    reader: TesseractSetup


def lightened(
    made: Mapping[PageRef, Made], refs: Sequence[PageRef], reader: TesseractSetup, work: Path, spread: Spread
) -> dict[PageRef, Made]:
    """`made` with these pages smaller, as far as no word is lost by it."""
    wishes = [
        Wish(
            made[ref].part,
            made[ref].index,
            max(made[ref].placed.width, made[ref].placed.height),
            work / f"light-{at:05}.pdf",
            reader,
        )
        for at, ref in enumerate(refs)
    ]
    lighter = dict(made)
    for ref, wish, outcome in zip(refs, wishes, spread(shrink, wishes, timeout=SECONDS), strict=True):
        if outcome.value:
            lighter[ref] = replace(made[ref], part=wish.target, index=0, way=Way.SHRUNK)
    return lighter


def shrink(wish: Wish) -> bool:
    """Write the page with smaller pictures to its target; False where that is no use, or loses words."""
    import pikepdf

    before: list[str] | None = None
    with pikepdf.open(wish.part) as part:
        old = sum(_bytes(picture) for _, _, picture in _pictures(part.pages[wish.index].obj))
        for dpi, quality in STEPS:
            with pikepdf.new() as out:
                out.pages.append(part.pages[wish.index])
                new = sum(_recoded(out, out.pages[0].obj, wish.points, dpi, quality))
                if not old or new > WORTH * old:
                    return False
                out.save(wish.target)
            before = _words(wish.part, wish.index, wish.reader, SURE) if before is None else before
            if _kept(before, _words(wish.target, 0, wish.reader, 0.0)) and (before or dpi > STEPS[0][0]):
                return True
    return False


# ---------------------------------------------------------------- pictures


def _pictures(
    holder: pikepdf.Object, seen: set[tuple[int, int]] | None = None
) -> Iterator[tuple[pikepdf.Object, str, pikepdf.Object]]:
    """Every picture that the page shows through its resources: the dictionary that names it, its name."""
    from pikepdf import Dictionary

    seen = set() if seen is None else seen
    resources = holder.get("/Resources")
    held = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    if not isinstance(held, Dictionary):
        return
    for name, item in list(held.items()):
        if item.objgen in seen:
            continue
        seen.add(item.objgen)
        if str(item.get("/Subtype")) == "/Image":
            yield held, name, item
        elif str(item.get("/Subtype")) == "/Form":
            yield from _pictures(item, seen)


def _bytes(picture: pikepdf.Object) -> int:
    return int(picture.get("/Length", 0))


def _recoded(
    out: pikepdf.Pdf, page: pikepdf.Object, points: float, dpi: float, quality: int
) -> Iterator[int]:
    """Put smaller pictures in place of the page's; gives the bytes of each, changed or not."""
    for holder, name, picture in list(_pictures(page)):
        image = _decoded(picture) if _bytes(picture) >= LEAST_BYTES else None
        if image is not None:
            lighter = image_object(out, _reduced(image, points, dpi), quality)
            size = len(lighter.read_raw_bytes())
            if size < _bytes(picture):
                if "/SMask" in picture:
                    lighter.SMask = picture.SMask
                holder[name] = lighter
                yield size
                continue
        yield _bytes(picture)


def _decoded(picture: pikepdf.Object) -> Image.Image | None:
    """Gray, RGB or two tones; None for what is painted in another way than by its own pixels."""
    from pikepdf import PdfError, PdfImage

    if any(key in picture for key in ("/ImageMask", "/Mask", "/Decode")):
        return None
    try:
        image = PdfImage(picture).as_pil_image()  # type: ignore[arg-type]
    except (PdfError, NotImplementedError, ValueError, OSError, KeyError, TypeError, AttributeError):
        return None
    if image.mode not in ("1", "L", "RGB", "P"):
        return None
    return image.convert("RGB") if image.mode == "P" else image


def _reduced(image: Image.Image, points: float, dpi: float) -> Image.Image:
    """At `dpi` if it fills the page, else finer; gray where it is. Two tones keep their pixels."""
    from PIL import Image as Pillow

    if image.mode == "1":
        return image
    if image.mode == "RGB" and _is_gray(image):
        image = image.convert("L")
    scale = dpi * points / 72 / max(image.size)
    if scale > 0.9:
        return image
    size = tuple(max(1, -int(-side * scale // 1)) for side in image.size)
    return image.resize((size[0], size[1]), Pillow.Resampling.LANCZOS)


def _is_gray(image: Image.Image) -> bool:
    """No mark of a pen or a stamp on it in colour; what a scanner makes of black does not count."""
    import numpy as np

    small = np.asarray(image.reduce(2)).astype(np.int16)
    tinge = small.max(axis=2) - small.min(axis=2)
    paper = int(np.median(tinge))  # yellowed, or under a warm lamp
    return float((tinge > TINGE + paper).mean()) <= COLOURED and paper <= TINGE


# ---------------------------------------------------------------- words


def _words(file: Path, at: int, reader: TesseractSetup, least: float) -> list[str]:
    """What the reader makes of the page, of its words with that score."""
    tokens = (token for token in reread(file, at, reader) if token.score >= least)
    words = (re.sub(r"\W", "", token.text).lower() for token in tokens)
    return [word for word in words if len(word) > 1]


def _kept(before: Sequence[str], after: Sequence[str]) -> bool:
    found = (Counter(before) & Counter(after)).total()
    return found >= KEPT * len(before)
