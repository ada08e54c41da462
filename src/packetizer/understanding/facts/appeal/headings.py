"""Under which heading a place stands: a letter tells of its appeals one by one, each under its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.lore.entries import RouteWords

_ROWS = 14  # over a place, in which its heading is looked for
LONGEST = 64  # characters of one at most
_CARE_OF = re.compile(r"c ?[/l1I|] ?o\b", re.IGNORECASE)  # also as it is misread: "clo"


_LINE_GAP = 0.8  # of a line's height, between lines of one paragraph
_SAME_EDGE = 0.03  # of the page's width
# "Independent Medical Review (IMR). You may ask …", "External review: if …"
_RUN_IN = re.compile(r"\W*(?P<said>[A-Z][^.:;]{2,60}?)(?:\.\s|:\s|\s[-–—]\s)")
_RUN_IN_WORDS = 8  # at most


@dataclass(frozen=True, slots=True)
class Section:
    """What stands over a place, up to its heading."""

    text: str
    outside: bool  # whether the heading, or what begins the section, is about outside reviews only


def section_over(sheet: Sheet, cell: Cell, route: RouteWords) -> Section:
    """The rows over a cell up to the nearest heading that names a topic."""
    rows: list[str] = []
    for row in range(cell.row - 1, max(cell.row - 1 - _ROWS, -1), -1):
        line = " ".join(other.text for other in sheet.rows[row])
        if is_heading(line) and (route.topics.search(line) or route.outside.search(line)):
            return Section(" ".join(reversed(rows)), route.outside.search(line) is not None)
        rows.append(line)
    return Section(" ".join(reversed(rows)), outside=False)


def is_heading(line: str) -> bool:
    text = line.strip()
    begins = text[:1].isupper() or _CARE_OF.match(text) is not None
    return begins and len(text) < LONGEST and not text.endswith((".", ",", ";"))


def run_in_over(sheet: Sheet, cell: Cell) -> str:
    """The heading with which a cell's own paragraph begins, in its first line; "" where it has none."""
    first = _paragraph(sheet, cell)[0]
    found = _RUN_IN.match(first.text)
    said = found["said"] if found is not None else ""
    return said if len(said.split()) <= _RUN_IN_WORDS else ""


def _paragraph(sheet: Sheet, cell: Cell) -> list[Cell]:
    """The lines of a cell's paragraph down to it: from the same edge, no empty line between."""
    lines = [cell]
    for row in range(cell.row - 1, max(cell.row - 1 - _ROWS, -1), -1):
        same = [one for one in sheet.rows[row] if abs(one.box.x0 - cell.box.x0) < _SAME_EDGE]
        if not same or lines[0].box.y0 - same[0].box.y1 > _LINE_GAP * cell.box.height:
            break
        lines.insert(0, same[0])
    return lines
