"""What is stamped into the margin of every page, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from packetizer.packet.bundle import Plan
from packetizer.packet.drawing.layout import Line, Link, SheetPage, Text
from packetizer.packet.drawing.style import BLACK, WHITE, Face, width

SIZE, PAGE_SIZE = 8.6, 10.0
ON_FAX = 1.5  # times as large on a fax
APART = 8.0  # between two stamps, at least
INSET = 36.0  # from the sheet's sides
PLATE = 3.0  # white beside a stamp on an original
BASELINE = 18.5  # from its lower edge: outside what printers cannot print


@dataclass(frozen=True, slots=True)
class Stamp:
    packet_page: int
    page: str  # "Page 9 of 31"
    exhibit: str = ""  # "Exhibit B · 3 of 12"; none on our own sheets
    bates: str = ""  # "ABC000012"

    @property
    def text(self) -> str:
        return f"{self.exhibit} — {self.page}" if self.exhibit else self.page


def stamps(plan: Plan) -> Iterator[Stamp]:
    """One for each page of the packet, in order."""
    made = [
        _stamp(page, plan)
        for sheet in plan.all_sheets
        for page in range(sheet.first_page, sheet.last_page + 1)
    ]
    for planned in plan.pages:
        where = f"Exhibit {planned.letter} · {planned.position} of {planned.of}"
        made.append(_stamp(planned.packet_page, plan, where))
    made += [_stamp(page, plan, f"Exhibit {exhibit.letter}") for page, exhibit in plan.tabs.items()]
    yield from sorted(made, key=lambda stamp: stamp.packet_page)


def _stamp(number: int, plan: Plan, exhibit: str = "") -> Stamp:
    bates = plan.bates.number(number) if plan.bates else ""
    return Stamp(number, f"Page {number} of {plan.total}", exhibit, bates)


def stamped(stamp: Stamp, plan: Plan, sheet: tuple[float, float], scale: float = 1.0) -> SheetPage:
    """The stamp in the lower right corner, and in the lower left one the way back to the index.

    The packet page is what people leaf for, and is set larger than the exhibit before it.
    """
    before = f"{stamp.exhibit} — " if stamp.exhibit else ""
    size, page_size = SIZE * scale, PAGE_SIZE * scale
    right = sheet[0] - INSET
    middle = right - width(stamp.page, Face.SANS_BOLD, page_size)
    left = middle - width(before, Face.SANS, size)
    marks = [Text(middle, BASELINE, stamp.page, Face.SANS_BOLD, page_size, BLACK)]
    if before:
        marks.insert(0, Text(left, BASELINE, before, Face.SANS, size, BLACK))
    links, end = [], INSET
    index = plan.index_for(stamp.packet_page)
    if index and stamp.packet_page not in index:
        back = f"Index: page {index.first_page}"
        marks.append(Text(INSET, BASELINE, back, Face.SANS, size, BLACK))
        end = INSET + width(back, Face.SANS, size)
        links.append(Link((INSET - 4, BASELINE - 5, end + 4, BASELINE + 10), index.first_page))
    if stamp.bates:
        marks.append(_between(stamp.bates, end, left, size))
    in_order = sorted(marks, key=lambda mark: mark.x)  # as they are read, so that no reader runs two together
    plates = [_plate(mark) for mark in in_order] if before else []
    return SheetPage((*plates, *in_order), tuple(links))


def _plate(mark: Text) -> Line:
    """White behind a stamp: the table in a photo, or a scanner's lid, may be as dark as the stamp itself."""
    middle = mark.y + 0.33 * mark.size
    ends = (mark.x - PLATE, middle), (mark.x + width(mark.text, mark.face, mark.size) + PLATE, middle)
    return Line(ends, 1.25 * mark.size, WHITE)


def _between(text: str, start: float, end: float, size: float) -> Text:
    """In the middle of what is free, made smaller where it must be."""
    free = max(end - start - 2 * APART, 24.0)
    size = min(size, size * free / width(text, Face.SANS_BOLD, size))
    return Text((start + end - width(text, Face.SANS_BOLD, size)) / 2, BASELINE, text, Face.SANS_BOLD, size)
