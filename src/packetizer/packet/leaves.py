"""What is drawn on each page of a file: our sheets, the stamps, and where a way leads into another volume."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from packetizer.packet.bundle import SheetKind
from packetizer.packet.drawing.layout import Link, SheetPage, Text
from packetizer.packet.drawing.stamp import ON_FAX, Stamp, stamped, stamps
from packetizer.packet.drawing.style import BLACK, LETTER, RIGHT, Face
from packetizer.packet.originals.part import Way
from packetizer.packet.sheets.compose import compose
from packetizer.packet.sheets.missing import not_shown
from packetizer.packet.sheets.tab import tab
from packetizer.packet.sheets.volume import volume_cover

if TYPE_CHECKING:
    from packetizer.model import PageRef
    from packetizer.packet.bundle import Plan, Volume
    from packetizer.packet.originals.gather import Made
    from packetizer.packet.sheets.matter import Matter

Size = tuple[float, float]

MARK, GAP = 7.6, 5.0  # type size of "Vol. 2", and its distance from the row
ROW_ENDS, ROW_WIDTH = RIGHT - 60.0, 100.0  # a link so wide that reaches into the page column is a row


def sheet_pages(matter: Matter, volume: Volume) -> Iterator[tuple[SheetKind, SheetPage]]:
    """The pages of our own sheets that begin a volume."""
    composed = compose(matter)
    if volume.number > 1:
        index = composed.get(SheetKind.INDEX, ())
        composed = {SheetKind.VOLUME: (volume_cover(matter, volume),), SheetKind.INDEX: index}
    for kind, pages in composed.items():
        yield from ((kind, page) for page in pages)


def leaves(
    matter: Matter, volume: Volume, made: Mapping[PageRef, Made]
) -> Iterator[tuple[int, Size, SheetPage]]:
    """For each page of a volume its packet page, size, and what is drawn: sheets, or a stamp alone."""
    plan = matter.plan
    marked = (stamp for stamp in stamps(plan) if stamp.packet_page in volume)
    ours = list(sheet_pages(matter, volume))
    if len(ours) != sum(sheet.pages for sheet in volume.sheets):
        raise AssertionError("a sheet is longer or shorter than planned")
    for (kind, sheet), stamp in zip(ours, marked, strict=False):
        told = _volumes_told(sheet, plan, volume, every=kind is SheetKind.INDEX)
        yield stamp.packet_page, LETTER, _over(told, stamp, matter, LETTER)
    originals = (planned for planned in plan.pages if planned.packet_page in volume)
    for stamp in marked:
        if stamp.packet_page in plan.tabs:
            yield stamp.packet_page, LETTER, _over(tab(plan.tabs[stamp.packet_page]), stamp, matter, LETTER)
            continue
        planned = next(originals)
        part = made[planned.ref]
        page = not_shown() if part.way is Way.LOST else SheetPage((), ())
        yield planned.packet_page, part.placed.sheet, _over(page, stamp, matter, part.placed.sheet)


def _over(page: SheetPage, stamp: Stamp, matter: Matter, size: Size) -> SheetPage:
    top = stamped(stamp, matter.plan, size, ON_FAX if matter.options.fax else 1.0)
    return SheetPage(page.marks + top.marks, page.links + top.links)


def _volumes_told(page: SheetPage, plan: Plan, volume: Volume, *, every: bool) -> SheetPage:
    """A row that leads into another volume says into which, beside it, and is no link any more.

    In the margin, so that a sheet is as long with volumes as without. `every`: rows within the volume say so,
    too.
    """
    if not plan.volumes:
        return page
    marks = [
        Text(link.box[2] + GAP, _baseline(link), volume_mark(plan, link.page), Face.SANS, MARK, BLACK)
        for link in page.links
        if _is_row(link) and (every or link.page not in volume)
    ]
    within = tuple(link for link in page.links if link.page in volume)
    return SheetPage((*page.marks, *marks), within)


def volume_mark(plan: Plan, page: int) -> str:
    """Vol. 2"""
    volume = plan.volume_of(page)
    return f"Vol. {volume.number}" if volume else ""


def _is_row(link: Link) -> bool:
    return link.box[2] > ROW_ENDS and link.box[2] - link.box[0] > ROW_WIDTH


def _baseline(link: Link) -> float:
    """Of a text at half the height of a row."""
    return (link.box[1] + link.box[3]) / 2 - MARK / 3
