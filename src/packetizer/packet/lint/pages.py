"""What stands on the pages of a finished file, as pdfium draws and reads them. Runs in a worker."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium_helpers
import pypdfium2.raw as pdfium

from packetizer.intake.guard import memory_limit
from packetizer.intake.limits import OPEN_BYTES, PAGE_OBJECTS
from packetizer.intake.words import View
from packetizer.packet.lint.found import FoundLink, FoundRow, PageLook
from packetizer.packet.lint.margins import margin_numbers, named_pages, whole_numbers
from packetizer.packet.lint.print import HIDDEN, Printed, printed_words
from packetizer.packet.lint.sight import Sight
from packetizer.packet.lint.words import lint_words

if TYPE_CHECKING:
    from packetizer.model import Box

LEAST_PICTURE = 0.02  # share of the page from which on a picture's resolution counts
HEADING = 0.3  # of the page's height in which an index calls itself one
FONT_NAME = 200  # bytes
DEPTH = 6  # forms drawn within forms


@dataclass(frozen=True, slots=True)
class PagesTask:
    """Pages of a file, from 1, and the links that lie on them."""

    file: Path
    numbers: tuple[int, ...]
    links: tuple[tuple[FoundLink, ...], ...]  # of each page
    passwords: tuple[str, ...] = ()


def look_at_pages(task: PagesTask) -> tuple[PageLook, ...]:
    """A look for each page; one that cannot be opened says so."""
    with _document(task.file, task.passwords) as document:
        return tuple(
            _look(document, number, links) for number, links in zip(task.numbers, task.links, strict=True)
        )


@contextmanager
def _document(file: Path, passwords: Sequence[str]) -> Iterator[pdfium_helpers.PdfDocument | None]:
    """The file as pdfium reads it, None where it cannot."""
    for password in (None, *passwords):
        try:
            document = pdfium_helpers.PdfDocument(file, password=password)
        except pdfium_helpers.PdfiumError:
            continue
        with suppress(pdfium_helpers.PdfiumError):  # a broken form: the pages show without it
            document.init_forms()
        try:
            yield document
        finally:
            document.close()
        return
    yield None


def _look(document: pdfium_helpers.PdfDocument | None, number: int, links: tuple[FoundLink, ...]) -> PageLook:
    if document is None:
        return _failed(number, "the file cannot be drawn")
    try:
        with memory_limit(OPEN_BYTES):
            page = document[number - 1]
    except (pdfium_helpers.PdfiumError, IndexError):
        return _failed(number, "the page cannot be opened")
    try:
        with memory_limit(OPEN_BYTES):
            return _PageReader(page, number, links).look()
    except pdfium_helpers.PdfiumError:
        return _failed(number, "the page cannot be drawn")
    finally:
        page.close()


def _failed(number: int, why: str) -> PageLook:
    return PageLook(number, 612, 792, failure=why)


class _PageReader:
    """One opened page."""

    def __init__(self, page: pdfium_helpers.PdfPage, number: int, links: tuple[FoundLink, ...]) -> None:
        left, bottom, right, top = page.get_bbox()
        self._page, self._number, self._links = page, number, links
        self._size = max(page.get_width(), 1.0), max(page.get_height(), 1.0)
        self._view = View(left, bottom, max(right - left, 1.0), max(top - bottom, 1.0), page.get_rotation())

    def look(self) -> PageLook:
        margin = lint_words().measures.margin
        words = printed_words(self._page, self._view)
        shown = [word for word in words if not word.outside]
        inside = [word for word in shown if not _in_margin(word.box, margin)]
        pictures, dpi = self._pictures()
        sight = Sight(self._page, self._size)
        is_picture = pictures >= lint_words().measures.picture
        turned, share = _turned(inside or shown)
        return PageLook(
            number=self._number,
            width=round(self._size[0], 1),
            height=round(self._size[1], 1),
            numbers=tuple(margin_numbers(shown, margin)),
            rows=tuple(self._row(link, shown) for link in self._links),
            words=len(inside),
            garbled=sum(word.garbled for word in inside),
            turned=turned,
            turned_share=share,
            pictures=pictures,
            dpi=dpi,
            covered=sum(
                sight.covered(word.box, word.mode == HIDDEN or is_picture) for word in shown if word.tells
            ),
            unseen=sum(
                sight.unseen(word.box)
                for word in shown
                if word.tells and word.mode != HIDDEN and not is_picture
            ),
            outside=sum(word.outside and word.tells for word in words),
            ink=sight.ink(margin),
            digest=_digest(sight, margin, inside),
            fonts=self._loose_fonts(),
            heading=_is_index(shown),
        )

    def _row(self, link: FoundLink, words: Sequence[Printed]) -> FoundRow:
        """What the line of print says on which a link lies, or its lines, across the whole page."""
        box = self._view.box(*link.box)
        on_line = [word for word in words if box.y0 <= (word.box.y0 + word.box.y1) / 2 <= box.y1]
        on_line = _in_order(on_line)
        below = [word for word in on_line if box.x0 <= (word.box.x0 + word.box.x1) / 2 <= box.x1]
        last = next((word for word in reversed(on_line) if whole_numbers([word.text])), None)
        return FoundRow(
            link.goal,
            tuple(whole_numbers([word.text for word in on_line])),
            tuple(named_pages(" ".join(word.text for word in below))),
            round(last.box.x1, 3) if last else 0.0,
        )

    def _pictures(self) -> tuple[float, float]:
        """The share of the page that pictures cover (counted together), and the finest's resolution."""
        covered, finest = 0.0, 0.0
        for index, item in enumerate(self._page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=DEPTH)):
            if index > PAGE_OBJECTS:
                break
            a, b, c, d, e, f = item.get_matrix().get()
            box = self._view.box(
                min(e, e + a + c, e + a, e + c),
                min(f, f + b + d, f + b, f + d),
                max(e, e + a + c, e + a, e + c),
                max(f, f + b + d, f + b, f + d),
            )
            share = box.width * box.height
            covered += share
            wide, high = item.get_px_size()
            inches = (a * a + b * b) ** 0.5 / 72, (c * c + d * d) ** 0.5 / 72
            if share >= LEAST_PICTURE and min(inches) > 0.01:
                finest = max(finest, min(wide / inches[0], high / inches[1]))
        return min(covered, 1.0), round(finest, 1)

    def _loose_fonts(self) -> tuple[str, ...]:
        """Names of the fonts in which something is printed and that the file does not hold."""
        found = set[str]()
        known = set[int]()
        for index, item in enumerate(self._page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT], max_depth=DEPTH)):
            if index > PAGE_OBJECTS:
                break
            font = pdfium.FPDFTextObj_GetFont(item)
            if not font or pdfium.FPDFTextObj_GetTextRenderMode(item) == HIDDEN:
                continue
            key = _address(font)
            if key not in known:
                known.add(key)
                if pdfium.FPDFFont_GetIsEmbedded(font) == 0:
                    found.add(_font_name(font))
        return tuple(sorted(found))


def _in_order(words: Sequence[Printed]) -> list[Printed]:
    """Words of one line or a few, as they are read."""
    ordered: list[Printed] = []
    left = sorted(words, key=lambda word: word.box.y0)
    while left:
        middle = (left[0].box.y0 + left[0].box.y1) / 2
        line = [word for word in left if word.box.y0 <= middle]
        left = [word for word in left if word.box.y0 > middle]
        ordered += sorted(line, key=lambda word: word.box.x0)
    return ordered


def _address(font: pdfium.FPDF_FONT) -> int:
    import ctypes

    return ctypes.cast(font, ctypes.c_void_p).value or 0


def _font_name(font: pdfium.FPDF_FONT) -> str:
    import ctypes

    name = ctypes.create_string_buffer(FONT_NAME)
    pdfium.FPDFFont_GetBaseFontName(font, name, FONT_NAME)
    return name.value.decode("utf-8", "replace")[:60]


def _in_margin(box: Box, margin: float) -> bool:
    """Whether a word stands where page numbers, headers and stamps do: above or below the page's inside."""
    return box.y1 <= margin or box.y0 >= 1 - margin


def _turned(words: Sequence[Printed]) -> tuple[int, float]:
    """The commonest direction of letters in words, and its share."""
    counts = dict.fromkeys((0, 90, 180, 270), 0)
    for word in words:
        if word.tells:
            counts[word.angle] += len(word.text)
    most = max(counts, key=lambda angle: counts[angle])
    total = sum(counts.values())
    return (most, counts[most] / total) if total else (0, 1.0)


def _is_index(words: Sequence[Printed]) -> bool:
    """Whether the first lines of a page are what an index is called."""
    top = [word for word in words if word.box.y0 < HEADING]
    lines: dict[int, list[Printed]] = {}
    for word in top:
        lines.setdefault(round(word.box.y1 * 200), []).append(word)
    wanted = lint_words().index_words
    return any(
        " ".join(word.text for word in sorted(line, key=lambda word: word.box.x0)).strip(" :.").casefold()
        in wanted
        for line in lines.values()
    )


def _digest(sight: Sight, margin: float, inside: Sequence[Printed]) -> str:
    """Equal for pages that look the same inside and say the same."""
    made = hashlib.sha256(sight.inside(margin).tobytes())
    made.update(" ".join(word.text for word in inside).encode("utf-8", "replace"))
    return made.hexdigest()
