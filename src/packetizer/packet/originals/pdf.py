"""PDF pages as form XObjects: content and resources, nothing else; streams as they came.

Filled fields and annotations are baked in by pdfium, which draws them as a viewer does and leaves pictures
alone. What could act, tell or lead elsewhere (scripts, attachments, metadata, links) is not reachable from a
form, or removed from its resources; so is what only other pages show, where pages share resources.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.intake.guard import memory_limit, time_limit
from packetizer.intake.limits import DRAW_SECONDS, OPEN_BYTES
from packetizer.intake.pages import PageFile
from packetizer.packet.originals.jbig2 import without_shared_shapes
from packetizer.packet.originals.matrix import TURNS, chain, to_unit
from packetizer.packet.originals.named import only_named
from packetizer.packet.originals.part import CannotTake, Need, put
from packetizer.packet.originals.place import Placed, place
from packetizer.packet.originals.tidy import Layers, tidy

if TYPE_CHECKING:
    import pikepdf
    import pypdfium2 as pdfium_helpers

logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # its warnings quote file paths

PAPER = (0.0, 0.0, 612.0, 792.0)  # of a page that has no usable box, as pdfium sees it
DEEPEST = 50  # levels of a page tree that are followed


class PdfSource:
    def __init__(self, held: PageFile, needs: Sequence[Need], *, whole: bool = True) -> None:
        self._held = held
        self._needs = needs
        self._whole = whole
        self._recoded: set[tuple[int, int]] = set()
        self._pdf: pikepdf.Pdf | None = None
        self._layers: Layers | None = None
        self._tidied: set[tuple[int, ...]] = set()
        self._trimmed: set[tuple[int, int]] = set()
        self._unbaked: set[int] = set()  # pages that would show without their fields and annotations

    def add(self, out: pikepdf.Pdf, need: Need) -> Placed:
        import pikepdf

        try:
            pdf = self._opened()
            if need.number > len(pdf.pages) or need.number in self._unbaked:
                raise CannotTake
            page = pdf.pages[need.number - 1]
            box, turn = visible_box(page.obj), rotation(page.obj)
            form = page.as_form_xobject(handle_transformations=False)
            form.BBox = pikepdf.Array(box)
            for key in ("/Matrix", "/Group", "/StructParents"):
                if key in form and key != "/Group":
                    del form[key]
            tidy(pdf, form, self._layers or Layers(pdf), self._tidied, drop_hidden_text=need.reread)
            only_named(form, self._trimmed)
            if not self._whole:
                without_shared_shapes(form, self._recoded)
            width, height, unit = box[2] - box[0], box[3] - box[1], user_unit(page.obj)
            if (turn + need.rotation) % 180:
                width, height = height, width
            placed = place(width * unit, height * unit, need.ink, band=need.band)
            put(out, out.copy_foreign(form), chain(to_unit(*box), TURNS[turn], TURNS[need.rotation]), placed)
        except (
            pikepdf.PdfError,
            RuntimeError,
            ValueError,
            TypeError,
            AttributeError,
            KeyError,
            NotImplementedError,
        ):
            raise CannotTake from None  # damaged in a way that another library may forgive
        return placed

    def _opened(self) -> pikepdf.Pdf:
        if self._pdf is None:
            self._pdf = self._with_notes()
            self._layers = Layers(self._pdf)
        return self._pdf

    def _with_notes(self) -> pikepdf.Pdf:
        """The file with fields and annotations of the wanted pages made part of these."""
        import pikepdf

        pdf = None
        with suppress(pikepdf.PdfError):  # pdfium may mend it
            pdf = _open(self._held.content)
        noted = [need for need in self._needs if pdf is None or _has_notes(pdf, need)]
        self._unbaked = {need.number for need in noted if need.undrawn}
        baked = _baked(self._held.content, [need for need in noted if not need.undrawn])
        if pdf is not None and baked is None:
            return pdf
        if pdf is not None:
            pdf.close()
        return _open(baked or self._held.content)

    def close(self) -> None:
        if self._pdf is not None:
            self._pdf.close()


def _open(content: Path | bytes) -> pikepdf.Pdf:
    import pikepdf

    return pikepdf.open(io.BytesIO(content) if isinstance(content, bytes) else content)


def _has_notes(pdf: pikepdf.Pdf, need: Need) -> bool:
    return need.number <= len(pdf.pages) and "/Annots" in pdf.pages[need.number - 1].obj


def _baked(content: Path | bytes, needs: Sequence[Need]) -> bytes | None:
    """The file with fields and annotations of these pages baked in; None where there are none."""
    import pypdfium2 as pdfium_helpers

    if not needs:
        return None
    try:
        document = pdfium_helpers.PdfDocument(content)
    except pdfium_helpers.PdfiumError:
        return None  # pikepdf may mend it, or refuse it as well
    try:
        with suppress(pdfium_helpers.PdfiumError):  # a broken form: its pages show without it
            document.init_forms()
        changed = [_flattened(document, need.number) for need in needs if need.number <= len(document)]
        if not any(changed):
            return None
        saved = io.BytesIO()
        document.save(saved)
        return saved.getvalue()
    except pdfium_helpers.PdfiumError:
        raise CannotTake from None
    finally:
        document.close()


def _flattened(document: pdfium_helpers.PdfDocument, number: int) -> bool:
    """Bake in what lies on a page; whether anything did."""
    import pypdfium2.raw as pdfium

    with memory_limit(OPEN_BYTES), time_limit(DRAW_SECONDS):
        page = document[number - 1]
        try:
            if pdfium.FPDFPage_GetAnnotCount(page) <= 0:
                return False
            return bool(pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS)
        finally:
            page.close()


# ---------------------------------------------------------------- geometry of a page


def _inherited(page: pikepdf.Object, key: str) -> pikepdf.Object | None:
    """An attribute of the page or of the nodes above it."""
    node: pikepdf.Object | None = page
    for _ in range(DEEPEST):
        if node is None:
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def rotation(page: pikepdf.Object) -> int:
    """`/Rotate` in degrees clockwise; what is no quarter turn counts as none."""
    try:
        degrees = int(_inherited(page, "/Rotate") or 0)
    except (TypeError, ValueError):
        return 0
    return degrees % 360 if degrees % 90 == 0 else 0


def user_unit(page: pikepdf.Object) -> float:
    """How many points a unit of the page is."""
    try:
        return max(float(page.get("/UserUnit", 1)), 0.01)
    except (TypeError, ValueError):
        return 1.0


def visible_box(page: pikepdf.Object) -> tuple[float, float, float, float]:
    """What a viewer shows: the crop box as far as it lies on the media box."""
    media = _box(_inherited(page, "/MediaBox")) or PAPER
    crop = _box(_inherited(page, "/CropBox")) or media
    x0, y0 = max(media[0], crop[0]), max(media[1], crop[1])
    x1, y1 = min(media[2], crop[2]), min(media[3], crop[3])
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else media


def _box(found: pikepdf.Object | None) -> tuple[float, float, float, float] | None:
    """A rectangle with its lower left corner first, None where it is none or empty."""
    try:
        a, b, c, d = (float(number) for number in found) if found is not None else (0.0, 0.0, 0.0, 0.0)
    except (TypeError, ValueError):
        return None
    box = min(a, c), min(b, d), max(a, c), max(b, d)
    return box if box[2] > box[0] and box[3] > box[1] else None
