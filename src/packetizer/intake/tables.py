"""Ruled tables on a page: the cells between their lines, and the words of each cell kept together.

Bills and statements of benefits print tables whose descriptions run over several lines. Read across the
page, the second line of one cell would stand between the second lines of all the others. The lines that rule
a table come from pdfium, the cells between them from pdfplumber's table finder.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, TypeVar

import pypdfium2.raw as pdfium

from packetizer.model import Box

if TYPE_CHECKING:
    import pypdfium2 as pdfium_helpers

    from packetizer.intake.words import View

W = TypeVar("W")

FEWEST_RULES = 4  # that make a cell; pages with fewer are not looked at further
MOST_OBJECTS = 6_000  # looked at on a page; drawings have more
MOST_SEGMENTS = 4_000  # of all paths, and
MOST_CROSSINGS = 2_500  # of their lines: the finder compares all with all
STRAIGHT = 1.0  # points that a rule may be off level or plumb
NEAR = 3.0  # points between rules that are one, and between ends that meet
SHORTEST = 6.0  # points of a rule
HEADINGS = 3  # cells of two lines, and none of more, that make a row of headings
MOST_PLACES = 4_000_000  # cells times words
SAME_ROW = 2.0  # points by which the cells of a row may differ above and below
RUNS_OVER = 3  # lines of a cell beside one with a single line; more is a column whose rows are not ruled


class Rule(TypedDict):
    """A straight line, as pdfplumber has it: points from the upper left corner of the page as shown."""

    x0: float
    x1: float
    top: float
    bottom: float
    width: float
    height: float
    orientation: str  # "h" or "v"
    object_type: str


def ruled_cells(page: pdfium_helpers.PdfPage, view: View) -> tuple[Box, ...]:
    """The cells of a page's ruled tables, in fractions of the page as shown; empty where there are none.

    Damaged or absurd drawings have none either: the words are then read across, as on any page.
    """
    from pypdfium2 import PdfiumError

    try:
        rules = _rules(page, view)
        return _cells(rules, view) if len(rules) >= FEWEST_RULES else ()
    except (PdfiumError, ArithmeticError, LookupError, ValueError, MemoryError):
        return ()


def _cells(rules: Sequence[Rule], view: View) -> tuple[Box, ...]:
    from pdfplumber.table import edges_to_intersections, intersections_to_cells, merge_edges

    merged = merge_edges([dict(rule) for rule in rules], NEAR, NEAR, NEAR, NEAR)
    level = sum(rule["orientation"] == "h" for rule in merged)
    if level * (len(merged) - level) > MOST_CROSSINGS:
        return ()
    found = intersections_to_cells(edges_to_intersections(merged, NEAR, NEAR))
    width, height = _shown_size(view)
    return tuple(Box(x0 / width, top / height, x1 / width, bottom / height) for x0, top, x1, bottom in found)


def _shown_size(view: View) -> tuple[float, float]:
    return (view.height, view.width) if view.rotation % 180 else (view.width, view.height)


def _rules(page: pdfium_helpers.PdfPage, view: View) -> list[Rule]:
    """Level and plumb lines that are painted; also the sides of boxes, and bars as thin as a line."""
    made: list[Rule] = []
    segments = 0
    for count, item in enumerate(page.get_objects(max_depth=1)):
        if count > MOST_OBJECTS or segments > MOST_SEGMENTS:
            return []
        if item.type == pdfium.FPDF_PAGEOBJ_PATH:
            segments += pdfium.FPDFPath_CountSegments(item)
            made.extend(rule for one in _straight(item) if (rule := _rule(*one, view)) is not None)
    return made


_Point = tuple[float, float]


def _straight(item: pdfium_helpers.PdfObject) -> Iterator[tuple[_Point, _Point]]:
    """The straight pieces of a painted path, in user space."""
    mode, stroked = ctypes.c_int(), pdfium.FPDF_BOOL()
    if not pdfium.FPDFPath_GetDrawMode(item, mode, stroked) or not (mode.value or stroked.value):
        return
    matrix = item.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    start: _Point | None = None
    last: _Point | None = None
    for at in range(min(pdfium.FPDFPath_CountSegments(item), MOST_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(item, at)
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            return
        point: _Point = matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_LINETO and last is not None:
            yield last, point
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        if pdfium.FPDFPathSegment_GetClose(segment) and start is not None:
            yield point, start
        last = point


def _rule(one: _Point, other: _Point, view: View) -> Rule | None:
    """The line as it is shown, None where it is slanted, short or outside the page."""
    if not all(map(math.isfinite, (*one, *other))):
        return None
    box = view.box(*one, *other)
    width, height = _shown_size(view)
    x0, x1, top, bottom = box.x0 * width, box.x1 * width, box.y0 * height, box.y1 * height
    if bottom - top <= STRAIGHT and x1 - x0 >= SHORTEST:
        top = bottom = (top + bottom) / 2
    elif x1 - x0 <= STRAIGHT and bottom - top >= SHORTEST:
        x0 = x1 = (x0 + x1) / 2
    else:
        return None
    return Rule(
        x0=x0,
        x1=x1,
        top=top,
        bottom=bottom,
        width=x1 - x0,
        height=bottom - top,
        orientation="h" if top == bottom else "v",
        object_type="line",
    )


# ---------------------------------------------------------------- words in cells


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of which some cells run over: what is on its first line, and what follows, cell by cell."""

    first: list[int]  # words by their place in the sequence given
    further: list[list[int]]


def rows_that_run_over(
    cells: Sequence[Box], boxes: Sequence[Box], lines_of: Callable[[Sequence[int]], list[list[int]]]
) -> Iterator[TableRow]:
    """Rows of cells of which some run over. `boxes` are words, and `lines_of` puts some of them in lines.

    Where most cells of a row have several lines, its rows are not ruled, and it is read across as ever; so
    are headings, of which many have two lines.
    """
    if len(cells) * len(boxes) > MOST_PLACES:
        return
    for row in _cell_rows(cells):
        held = [
            [at for at, box in enumerate(boxes) if _holds(cell, box)]
            for cell in sorted(row, key=lambda cell: cell.x0)
        ]
        lines = [lines_of(words) for words in held if words]
        if _runs_over([len(cell) for cell in lines]):
            yield TableRow(
                [word for cell in lines for word in cell[0]],
                [line for cell in lines for line in cell[1:]],
            )


def _cell_rows(cells: Sequence[Box]) -> Iterator[list[Box]]:
    """Cells side by side that begin and end at the same height."""
    near = SAME_ROW / 792  # of a page as high as Letter
    left = sorted(cells, key=lambda cell: (cell.y0, cell.y1, cell.x0))
    while left:
        head = left[0]
        row = [c for c in left if abs(c.y0 - head.y0) <= near and abs(c.y1 - head.y1) <= near]
        left = [cell for cell in left if cell not in row]
        yield row


def _holds(cell: Box, word: Box) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return cell.x0 <= x < cell.x1 and cell.y0 <= y < cell.y1


def _runs_over(lines: Sequence[int]) -> bool:
    """Whether cells with so many lines each are one row, of which some run over."""
    if len(lines) < 2 or min(lines) > 1 or max(lines) == 1:
        return False
    running = sum(count > 1 for count in lines)
    if max(lines) == 2 and running >= HEADINGS:
        return False
    return running <= len(lines) / 2 or max(lines) <= RUNS_OVER
