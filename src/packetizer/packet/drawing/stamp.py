"""What is stamped into the margin of every page, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from packetizer.packet.bundle import Plan
from packetizer.packet.drawing.layout import Link, SheetPage, Text
from packetizer.packet.drawing.style import BLACK, Face, width

SIZE, PAGE_SIZE = 8.6, 10.0
ON_FAX = 1.5  # times as large on a fax
INSET = 36.0  # from the sheet's sides
BASELINE = 18.5  # from its lower edge: outside what printers cannot print


@dataclass(frozen=True, slots=True)
class Stamp:
    packet_page: int
    page: str  # "Page 9 of 31"
    exhibit: str = ""  # "Exhibit B · 3 of 12"; none on our own sheets

    @property
    def text(self) -> str:
        return f"{self.exhibit} — {self.page}" if self.exhibit else self.page


def stamps(plan: Plan) -> Iterator[Stamp]:
    """One for each page of the packet, in order."""
    made = [
        Stamp(page, _page(page, plan))
        for sheet in plan.all_sheets
        for page in range(sheet.first_page, sheet.last_page + 1)
    ]
    for planned in plan.pages:
        where = f"Exhibit {planned.letter} · {planned.position} of {planned.of}"
        made.append(Stamp(planned.packet_page, _page(planned.packet_page, plan), where))
    yield from sorted(made, key=lambda stamp: stamp.packet_page)


def _page(number: int, plan: Plan) -> str:
    return f"Page {number} of {plan.total}"


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
    links = []
    index = plan.index_for(stamp.packet_page)
    if index and stamp.packet_page not in index:
        back = f"Index: page {index.first_page}"
        marks.append(Text(INSET, BASELINE, back, Face.SANS, size, BLACK))
        end = INSET + width(back, Face.SANS, size)
        links.append(Link((INSET - 4, BASELINE - 5, end + 4, BASELINE + 10), index.first_page))
    return SheetPage(tuple(marks), tuple(links))
