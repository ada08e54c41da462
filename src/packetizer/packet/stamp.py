"""What is stamped into the margin of every page, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from packetizer.packet.bundle import Plan, SheetKind
from packetizer.packet.layout import Link, SheetPage, Text
from packetizer.packet.place import Edge
from packetizer.packet.style import BLACK, Face, width

SIZE = 8.4
INSET = 36.0  # from the sheet's sides
BASELINE = 19.0  # from its edge: outside what printers cannot print
BACK = "Index"


@dataclass(frozen=True, slots=True)
class Stamp:
    packet_page: int
    text: str


def stamps(plan: Plan) -> Iterator[Stamp]:
    """One for each page of the packet, in order."""
    for sheet in plan.sheets:
        for page in range(sheet.first_page, sheet.last_page + 1):
            yield Stamp(page, f"Page {page} of {plan.total}")
    for planned in plan.pages:
        where = f"Exhibit {planned.letter} · {planned.position} of {planned.of}"
        yield Stamp(planned.packet_page, f"{where} — Page {planned.packet_page} of {plan.total}")


def stamped(stamp: Stamp, plan: Plan, sheet: tuple[float, float], edge: Edge) -> SheetPage:
    """The stamp in the outer corner at that edge, and in the other corner the way back to the index."""
    y = BASELINE if edge is Edge.BOTTOM else sheet[1] - BASELINE - 6
    x = sheet[0] - INSET - width(stamp.text, Face.SANS_BOLD, SIZE)
    marks = [Text(x, y, stamp.text, Face.SANS_BOLD, SIZE, BLACK)]
    links = []
    index = plan.sheet(SheetKind.INDEX)
    if index and not index.first_page <= stamp.packet_page <= index.last_page:
        marks.append(Text(INSET, y, BACK, Face.SANS, SIZE, BLACK))
        right = INSET + width(BACK, Face.SANS, SIZE)
        links.append(Link((INSET - 4, y - 5, right + 4, y + 10), index.first_page))
    return SheetPage(tuple(marks), tuple(links))
