"""Small pictures of the places that a person must look at, for the worksheet."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from packetizer.model import (
    Box,
    Case,
    CaseInfo,
    Fact,
    Findings,
    Known,
    Page,
    PageRef,
    Severity,
    SheetInPhoto,
    Source,
    Status,
)
from packetizer.packet.desk.words import load_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    from packetizer.model import Warning
    from packetizer.spread import Spread

DOUBTFUL_BELOW = 0.9  # a reading that decides something is shown below this chance of being right
MAX_PICTURES = 120  # about 5 MB of worksheet; the gravest come first
FEW = 2  # pages shown of one doubt; more of the same tell nothing new
SECONDS = 30.0  # for the pictures of one page

_PLACE_DPI, _PAGE_DPI = 150, 60
_QUALITY = 72  # of a JPEG
_CONTEXT_X, _CONTEXT_Y = 0.20, 0.035  # fractions of the page to each side of a reading
_LINES = 1.6  # and at least so many times its height above and below
_WIDEST = 900  # pixels; a reading with its context seldom has more


@dataclass(frozen=True, slots=True)
class CropRequest:
    """A picture that is wanted: of `box` on the upright page with some context, or of the whole page."""

    key: str  # a fact's id, or `page_key`
    page: PageRef
    rotation: int  # degrees clockwise, as `Page.rotation`
    box: Box | None
    sheet: SheetInPhoto | None = None  # as `Page.sheet`


def page_key(ref: PageRef) -> str:
    """Under which the picture of a whole page is kept."""
    return f"{ref.source}#{ref.number}"


def crop_requests(case: Case, findings: Findings, pages: Iterable[Page]) -> tuple[CropRequest, ...]:
    """The pictures that the worksheet wants, the gravest doubt first, each once, `MAX_PICTURES` at most."""
    read = {page.ref: page for page in pages if page.failure is None}
    wanted: dict[str, CropRequest] = {}
    for key, ref, box in _wanted(case, findings):
        if page := read.get(ref):
            wanted.setdefault(key, CropRequest(key, ref, page.rotation, box, page.sheet))
    return tuple(wanted.values())[:MAX_PICTURES]


def _wanted(case: Case, findings: Findings) -> Iterator[tuple[str, PageRef, Box | None]]:
    facts = {fact.id: fact for document in case.documents for fact in document.facts}
    first_page = {document.id: document.pages[0] for document in case.documents if document.pages}
    for deadline in findings.deadlines:
        if fact := facts.get(deadline.from_fact or ""):
            yield fact.id, fact.page, fact.box
    severities = list(Severity)
    warnings = sorted(
        (*case.warnings, *findings.warnings), key=lambda warning: severities.index(warning.severity)
    )
    for warning in warnings:
        yield from _of_warning(warning, facts, first_page)
    for fact in doubtful_deciders(case, findings):
        yield fact.id, fact.page, fact.box
    for finding in findings.requirements:
        if finding.status is Status.NEEDS_REVIEW:
            refs = finding.shown_on or [first_page[id_] for id_ in finding.met_by if id_ in first_page]
            for ref in refs[:FEW]:
                yield page_key(ref), ref, None


def _of_warning(
    warning: Warning, facts: dict[str, Fact], first_page: dict[str, PageRef]
) -> Iterator[tuple[str, PageRef, Box | None]]:
    picture = load_words().warning(warning.code).picture
    if picture in ("place", "both"):
        for fact in telling([facts[id_] for id_ in warning.facts if id_ in facts]):
            yield fact.id, fact.page, fact.box
    if picture == "page" or (picture == "both" and not warning.facts):
        refs = warning.pages or [first_page[id_] for id_ in warning.documents if id_ in first_page]
        for ref in refs[:FEW]:
            yield page_key(ref), ref, None


def telling(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Of readings that say the same, the best: a value that stands on ten pages is looked at once."""
    best: dict[tuple[str, object], Fact] = {}
    for fact in facts:
        key = (fact.kind, fact.value)
        if key not in best or fact.confidence > best[key].confidence:
            best[key] = fact
    return tuple(best.values())


def doubtful_deciders(case: Case, findings: Findings) -> tuple[Fact, ...]:
    """Readings on which the case's head, a deadline or a denial reason rests, and that may well be wrong.

    A value that several readings agree on is doubtful only where the best of them is.
    """
    facts = {fact.id: fact for document in case.documents for fact in document.facts}
    groups = [_fact_ids(case.info, name) for name in CaseInfo.__dataclass_fields__]
    groups += [(deadline.from_fact,) for deadline in findings.deadlines if deadline.from_fact]
    groups += [reason.facts for reason in case.denial.reasons]
    found: dict[str, Fact] = {}
    for ids in groups:
        best = max(
            (facts[id_] for id_ in ids if id_ in facts), key=lambda fact: fact.confidence, default=None
        )
        if best is not None and best.confidence < DOUBTFUL_BELOW:
            found.setdefault(best.id, best)
    return tuple(found.values())


def _fact_ids(info: CaseInfo, name: str) -> tuple[str, ...]:
    known = getattr(info, name)
    return known.facts if isinstance(known, Known) and known.inferred else ()


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
