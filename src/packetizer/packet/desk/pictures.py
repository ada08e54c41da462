"""Draws the small pictures of the worksheet, in workers; these need none of its words, and load none."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from packetizer.model import Box, PageRef, SheetInPhoto, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    from packetizer.spread import Spread

SECONDS = 30.0  # for the pictures of one page

_PLACE_DPI, _PAGE_DPI = 150, 60
_QUALITY = 72  # of a JPEG
_CONTEXT_X, _CONTEXT_Y = 0.20, 0.035  # fractions of the page to each side of a reading
_LINES = 1.6  # and at least so many times its height above and below
_WIDEST = 900  # pixels; a reading with its context seldom has more


@dataclass(frozen=True, slots=True)
class CropRequest:
    """A picture that is wanted: of `box` on the upright page with some context, or of the whole page."""

    key: str  # a fact's id, or `crops.page_key`
    page: PageRef
    rotation: int  # degrees clockwise, as `Page.rotation`
    box: Box | None
    sheet: SheetInPhoto | None = None  # as `Page.sheet`


class _PageJob(NamedTuple):
    """The pictures wanted of one page, so that it is rendered once for each resolution."""

    file: Path
    media_type: str
    page: PageRef
    requests: tuple[CropRequest, ...]


def make_crops(
    requests: Sequence[CropRequest], folder: Path, sources: Sequence[Source], spread: Spread
) -> dict[str, bytes]:
    """A JPEG for each request, by its key. A page that cannot be rendered has none: the text still stands."""
    media_types = {source.path: source.media_type for source in sources}
    by_page: defaultdict[PageRef, list[CropRequest]] = defaultdict(list)
    for request in requests:
        by_page[request.page].append(request)
    jobs = [
        _PageJob(folder / page.source, media_types[page.source], page, tuple(wanted))
        for page, wanted in by_page.items()
        if page.source in media_types
    ]
    made: dict[str, bytes] = {}
    for outcome in spread(_pictures, jobs, timeout=SECONDS):
        made |= outcome.value or {}
    return made


def _pictures(job: _PageJob) -> dict[str, bytes]:
    """Runs in a worker. What cannot be drawn has no picture."""
    from packetizer.intake.pages import UnreadablePage

    try:
        return _draw(job)
    except UnreadablePage:
        return {}


def _draw(job: _PageJob) -> dict[str, bytes]:
    from packetizer.intake.pages import open_page

    made: dict[str, bytes] = {}
    with open_page(job.file, job.media_type, job.page.number) as page:
        for dpi, wanted in (
            (_PLACE_DPI, [request for request in job.requests if request.box is not None]),
            (_PAGE_DPI, [request for request in job.requests if request.box is None]),
        ):
            if wanted:
                upright = _upright(page.render(dpi, color=True), wanted[0])
                made |= {request.key: _jpeg(_cut(upright, request.box)) for request in wanted}
    return made


def _upright(pixels: NDArray[np.uint8], request: CropRequest) -> Image:
    from PIL import Image

    from packetizer.reading.sheet import as_page

    return Image.fromarray(as_page(pixels, request.rotation, request.sheet)).convert("RGB")


def _cut(page: Image, box: Box | None) -> Image:
    """The place around `box` with the reading framed; the frame stands clear of the ink."""
    from PIL import ImageDraw

    if box is None:
        return page
    width, height = page.size
    above = max(_CONTEXT_Y, _LINES * box.height)  # of a card or a receipt, print is a large part
    left, top = _clamp(box.x0 - _CONTEXT_X) * width, _clamp(box.y0 - above) * height
    right, bottom = _clamp(box.x1 + _CONTEXT_X) * width, _clamp(box.y1 + above) * height
    place = page.crop((int(left), int(top), max(int(right), int(left) + 1), max(int(bottom), int(top) + 1)))
    frame = (
        box.x0 * width - left - 5,
        box.y0 * height - top - 5,
        box.x1 * width - left + 5,
        box.y1 * height - top + 5,
    )
    ImageDraw.Draw(place).rectangle(frame, outline=(176, 58, 46), width=3)
    if place.width > _WIDEST:
        place = place.resize((_WIDEST, max(1, place.height * _WIDEST // place.width)))
    return place


def _clamp(fraction: float) -> float:
    return min(max(fraction, 0.0), 1.0)


def _jpeg(picture: Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
