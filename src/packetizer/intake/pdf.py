"""PDF pages through pdfium: as a viewer shows them, with form fields filled in and annotations drawn."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium_helpers
import pypdfium2.raw as pdfium

from packetizer.intake.guard import memory_limit, time_limit
from packetizer.intake.hidden import HIDDEN_TEXT, without_unseen
from packetizer.intake.limits import DRAW_SECONDS, OPEN_BYTES, PAGE_OBJECTS, RENDER_PIXELS
from packetizer.intake.tables import ruled_cells
from packetizer.intake.words import LayerWord, Placed, View, in_lines, placed_words
from packetizer.model import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

logging.getLogger("pypdfium2").setLevel(logging.CRITICAL)  # its notes quote file paths

PICTURE_SHARE = 0.8  # of the page that pictures must cover for a page to count as one picture
PICTURE_TEXT = 250  # visible characters that a stamp or a fax header may print over a picture
SIGHT = 100.0  # dots an inch at which it is seen which words show
PICTURE_GRID = 48  # cells a side, with which the covered share is counted
SMALLEST_SIDE = 1.0  # points; some files say 0


class PdfError(Exception):
    """pdfium cannot open the file or the page. `encrypted`: for want of a password."""

    def __init__(self, reason: str, *, encrypted: bool = False) -> None:
        super().__init__(reason)
        self.encrypted = encrypted


class Pdf:
    """An opened PDF. Close it; pages are opened one at a time."""

    def __init__(self, content: Path | bytes) -> None:
        try:
            self._document = pdfium_helpers.PdfDocument(content)
        except pdfium_helpers.PdfiumError as error:
            encrypted = error.err_code == pdfium.FPDF_ERR_PASSWORD
            raise PdfError(
                "it needs a password" if encrypted else "it is damaged beyond what can be opened",
                encrypted=encrypted,
            ) from None
        self.has_form = self._begin_forms()

    def _begin_forms(self) -> bool:
        """Filled fields are drawn by pdfium's form environment; without one they stay empty."""
        try:
            return bool(self._document.init_forms())
        except pdfium_helpers.PdfiumError:
            return False  # a broken form; the pages show without it

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self._document)

    @contextmanager
    def page(self, number: int) -> Iterator[PdfPage]:
        """Page `number`, 1-based; raises PdfError where it cannot be loaded."""
        with memory_limit(OPEN_BYTES), time_limit(DRAW_SECONDS):
            try:
                page = self._document[number - 1]
            except (pdfium_helpers.PdfiumError, IndexError):
                raise PdfError("the page is damaged") from None
            page = self._flattened(page, number)
        try:
            yield PdfPage(page, lambda: self._document[number - 1])
        finally:
            page.close()

    def _flattened(self, page: pdfium_helpers.PdfPage, number: int) -> pdfium_helpers.PdfPage:
        """Filled fields and annotations made part of the page, so that their text is found as well."""
        if pdfium.FPDFPage_GetAnnotCount(page) <= 0:
            return page
        if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
            return page
        page.close()
        return self._document[number - 1]

    def close(self) -> None:
        self._document.close()


class PdfPage:
    """An opened page; see `pages.OpenPage`."""

    def __init__(self, page: pdfium_helpers.PdfPage, again: Callable[[], pdfium_helpers.PdfPage]) -> None:
        self._page, self._again = page, again
        left, bottom, right, top = page.get_bbox()
        self._view = View(
            left,
            bottom,
            max(right - left, SMALLEST_SIDE),
            max(top - bottom, SMALLEST_SIDE),
            page.get_rotation(),
        )
        self.width = max(page.get_width(), SMALLEST_SIDE)
        self.height = max(page.get_height(), SMALLEST_SIDE)

    def words(self) -> tuple[LayerWord, ...]:
        with memory_limit(OPEN_BYTES), time_limit(DRAW_SECONDS):
            text_page = pdfium.FPDFText_LoadPage(self._page)
            if not text_page:
                return ()
            try:
                words = list(placed_words(text_page, self._view))
            finally:
                pdfium.FPDFText_ClosePage(text_page)
            return in_lines(self._shown(words), ruled_cells(self._page, self._view))

    def _shown(self, words: list[Placed]) -> list[Placed]:
        """The words but for those that nobody sees."""
        try:
            pictures = [box for box, _ in self._contents[0]]
            return without_unseen(words, pictures, self._again, lambda page: _drawn(page, self._scale(SIGHT)))
        except (pdfium_helpers.PdfiumError, PdfError):  # too damaged to be drawn in parts
            return words

    def render(self, dpi: float, *, color: bool = False) -> NDArray[np.uint8]:
        with memory_limit(OPEN_BYTES), time_limit(DRAW_SECONDS):
            return _drawn(self._page, self._scale(dpi), color=color)

    def _scale(self, dpi: float) -> float:
        """Pixels a point at this resolution, or as many as may be drawn."""
        scale = dpi / 72
        pixels = self.width * self.height * scale * scale
        return scale * (RENDER_PIXELS / pixels) ** 0.5 if pixels > RENDER_PIXELS else scale

    @property
    def is_picture(self) -> bool:
        return self.picture_dpi is not None

    @cached_property
    def picture_dpi(self) -> float | None:
        """Pixels an inch of the page's largest picture where pictures are all there is, else None."""
        pictures, printed = self._contents
        if not pictures or _covered([box for box, _ in pictures]) < PICTURE_SHARE:
            return None
        if printed and self._visible_text() > PICTURE_TEXT:
            return None
        return max((box.width * box.height, dpi) for box, dpi in pictures)[1]

    @cached_property
    def _contents(self) -> tuple[list[tuple[Box, float]], bool]:
        """Where pictures stand, with their pixels an inch, and whether any text is printed. Nothing of a page
        that holds more than is looked at."""
        pictures, printed = [], False
        for index, item in enumerate(self._page.get_objects(max_depth=4)):
            if index > PAGE_OBJECTS:
                return [], False
            if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
                pictures.append(self._image(item))
            elif item.type == pdfium.FPDF_PAGEOBJ_TEXT:
                printed = printed or pdfium.FPDFTextObj_GetTextRenderMode(item) != HIDDEN_TEXT
        return pictures, printed

    def _image(self, item: pdfium_helpers.PdfObject) -> tuple[Box, float]:
        """Where an image stands on the shown page, and its pixels an inch."""
        a, b, c, d, e, f = item.get_matrix().get()
        xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
        inches = max(a * a + b * b, 1e-6) ** 0.5 / 72, max(c * c + d * d, 1e-6) ** 0.5 / 72
        width, height = item.get_px_size()
        box = self._view.box(min(xs), min(ys), max(xs), max(ys))
        return box, max(width / inches[0], height / inches[1])

    def _visible_text(self) -> int:
        """Characters that are printed, not only laid behind a picture."""
        text_page = pdfium.FPDFText_LoadPage(self._page)
        if not text_page:
            return 0
        try:
            count = min(pdfium.FPDFText_CountChars(text_page), 20_000)
            shown = 0
            for index in range(count):
                item = pdfium.FPDFText_GetTextObject(text_page, index)
                shown += bool(item) and pdfium.FPDFTextObj_GetTextRenderMode(item) != HIDDEN_TEXT
                if shown > PICTURE_TEXT:
                    break
            return shown
        finally:
            pdfium.FPDFText_ClosePage(text_page)


def _drawn(page: pdfium_helpers.PdfPage, scale: float, *, color: bool = False) -> NDArray[np.uint8]:
    if min(page.get_size()) <= 0:
        raise PdfError("the page has no size")
    try:
        bitmap = page.render(scale=scale, rev_byteorder=True, limit_image_cache=True)
    except pdfium_helpers.PdfiumError:
        raise PdfError("the page could not be drawn") from None
    try:
        return _pixels(bitmap.to_numpy(), color=color)  # a copy: the bitmap's memory goes with it
    finally:
        bitmap.close()


def _pixels(drawn: NDArray[np.uint8], *, color: bool) -> NDArray[np.uint8]:
    """RGB or gray of what pdfium drew. Made gray here: pdfium itself takes twice as long for gray."""
    import cv2
    import numpy as np

    if drawn.ndim == 2 or drawn.shape[2] == 1:
        return drawn.reshape(drawn.shape[:2]).copy()
    if color:
        return drawn[:, :, :3].copy()
    way = cv2.COLOR_RGB2GRAY if drawn.shape[2] == 3 else cv2.COLOR_RGBA2GRAY
    return np.asarray(cv2.cvtColor(drawn, way), np.uint8)


def _covered(boxes: list[Box]) -> float:
    """The share of the page under any of the boxes; scans come as one picture, strips, tiles or layers."""
    import numpy as np

    cells = np.zeros((PICTURE_GRID, PICTURE_GRID), dtype=bool)
    for box in boxes:
        x0, x1 = round(box.x0 * PICTURE_GRID), round(box.x1 * PICTURE_GRID)
        y0, y1 = round(box.y0 * PICTURE_GRID), round(box.y1 * PICTURE_GRID)
        cells[y0:y1, x0:x1] = True
    return float(cells.mean())
