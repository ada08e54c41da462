"""Proves that what was blacked out is gone: by extracting text, by drawing the page, by its pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium_helpers

from packetizer.errors import PacketizerError
from packetizer.intake.guard import memory_limit, time_limit
from packetizer.intake.limits import DRAW_SECONDS, OPEN_BYTES
from packetizer.packet.originals.place import Placed
from packetizer.packet.proof.paged import Run, page_by_page
from packetizer.packet.proof.structure import NotAsPlanned, dictionary, readable
from packetizer.spread import serial
from packetizer.understanding.people.private import spelled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pypdf import PageObject

    from packetizer.model import Box, PageRef
    from packetizer.packet.bundle import Plan
    from packetizer.packet.privacy.redactions import Redactions
    from packetizer.spread import Spread

DRAWN_DPI = 150.0
BLACK = 60  # of 255: black, also as JPEG keeps it
RIM = 2  # pixels at the edge of a box that drawing may mix with what lies beside it

Rectangle = tuple[float, float, float, float]


def prove_gone(
    files: Sequence[Path],
    plan: Plan,
    redactions: Redactions,
    placed: Mapping[PageRef, Placed],
    spread: Spread = serial,
) -> None:
    """PacketizerError where anything of it can still be had from the finished files.

    No text lies in a place that is black, in either of two libraries' eyes; the place is black however the
    page is drawn; a page with such a place holds one picture and no form; the numbers stand nowhere else.
    A page that takes too much time or memory to be looked at is no proof of that.
    """
    if not redactions:
        return
    inside = {
        planned.packet_page: tuple(_places(redactions.boxes[planned.ref], placed.get(planned.ref)))
        for planned in plan.pages
        if planned.ref in redactions.boxes
    }
    looks = []
    for file, volume in zip(files, plan.files, strict=True):
        pages = range(volume.first_page, volume.last_page + 1)
        known = tuple((number, inside.get(number)) for number in pages)
        looks.append(Look(file, known, volume.first_page, redactions.values))
        in_file = {n: found for n, found in inside.items() if n in volume}
        try:
            _by_pypdf(file, volume.first_page, in_file, redactions.values)
        except NotAsPlanned as wrong:
            raise _still(volume.first_page, str(wrong)) from None
    for look, outcome in page_by_page(left_over, looks, spread):
        if outcome.value is None:
            raise _unseen(look.pages[0][0], outcome.failure or "it could not be read")
        if outcome.value:
            raise PacketizerError(outcome.value)


@dataclass(frozen=True, slots=True)
class Look(Run["tuple[int, tuple[Rectangle, ...] | None]"]):
    """Packet pages, each with its black places if it has any, and what no page may print."""

    first_page: int  # of the file
    values: frozenset[str]


def left_over(look: Look) -> str:
    """What pdfium still finds, as a message; runs in a worker."""
    try:
        with closing(pdfium_helpers.PdfDocument(look.file)) as document:
            for number, places in look.pages:
                with memory_limit(OPEN_BYTES), time_limit(DRAW_SECONDS):
                    _by_pdfium(document[number - look.first_page], number, places, look.values)
    except PacketizerError as found:
        return str(found)
    return ""


def _by_pdfium(
    page: pdfium_helpers.PdfPage, number: int, places: Sequence[Rectangle] | None, values: frozenset[str]
) -> None:
    with closing(page), closing(page.get_textpage()) as text:
        _no_value(str(text.get_text_bounded()), values, number)
        if places is None:
            return
        for place in places:
            if str(text.get_text_bounded(*place)).strip():
                raise _still(number, "text lies under the black")
        drawn = page.render(scale=DRAWN_DPI / 72, grayscale=True).to_numpy()
        _all_black(drawn.reshape(drawn.shape[:2]), places, number)


def _places(boxes: Sequence[Box], placed: Placed | None) -> Iterator[Rectangle]:
    """Where the boxes lie on the sheet, in points from its lower left corner; nowhere if the page is lost."""
    if placed is None:
        return
    for box in boxes:
        yield (
            placed.x + box.x0 * placed.width,
            placed.y + (1 - box.y1) * placed.height,
            placed.x + box.x1 * placed.width,
            placed.y + (1 - box.y0) * placed.height,
        )


def _all_black(drawn: NDArray[np.uint8], places: Sequence[Rectangle], number: int) -> None:
    scale, height = DRAWN_DPI / 72, drawn.shape[0]
    for x0, y0, x1, y1 in places:
        part = drawn[
            int(height - y1 * scale) + RIM : int(height - y0 * scale) - RIM,
            int(x0 * scale) + RIM : int(x1 * scale) - RIM,
        ]
        if part.size and int(part.max()) > BLACK:
            raise _still(number, "a place is not black throughout")


def _by_pypdf(
    file: Path,
    first_page: int,
    inside: Mapping[int, Sequence[Rectangle]],
    values: frozenset[str],
) -> None:
    with readable(file) as reader:
        for number, places in inside.items():
            page = reader.pages[number - first_page]
            _no_value(page.extract_text(), values, number)
            _one_picture(page, number, expected=bool(places))


def _one_picture(page: PageObject, number: int, *, expected: bool) -> None:
    """The picture that we drew is all that is left of the original."""
    held = dictionary(dictionary(page.get("/Resources")).get("/XObject"))
    kinds = [dictionary(item).get("/Subtype") for item in held.values()]
    if kinds != (["/Image"] if expected else []):
        raise _still(number, "more of the original is there than its picture")


def _no_value(text: str, values: frozenset[str], number: int) -> None:
    for digits in values:
        if digits.isdigit() and spelled(digits).search(text):
            raise PacketizerError(
                f"page {number} of the packet prints a number that is to be blacked out; if it is in a paper "
                "of the case, name the place in case.yaml (redactions), if it is in your letter, take it out"
            )


def _still(number: int, what: str) -> PacketizerError:
    return PacketizerError(
        f"the finished packet was read back, and on page {number} {what}; the last packet, if any, still "
        "stands. This is a fault of the program, please report it"
    )


def _unseen(number: int, why: str) -> PacketizerError:
    return PacketizerError(
        f"page {number} of the packet could not be looked at ({why}), so that nobody can say that nothing "
        "is left on it of what is to be blacked out; put a print or a scan of that page in its place"
    )
