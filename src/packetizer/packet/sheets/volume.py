"""The sheet that begins each volume after the first: of which packet it is a part, and what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packetizer.packet.drawing.layout import Composer, SheetPage
from packetizer.packet.drawing.style import BOTTOM, DARK, LEFT, MID, WIDTH, Face, wrap
from packetizer.packet.drawing.table import GUTTER, Cell, Column, Row, set_table
from packetizer.packet.sheets.printed import count, listed, long_date, pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packetizer.packet.bundle import Exhibit, Plan, Volume
    from packetizer.packet.sheets.matter import Matter

LABELS = 122.0  # width of the column of labels
ROWS = 16  # exhibits that are listed; the index beside has them all


def volume_cover(matter: Matter, volume: Volume) -> SheetPage:
    """One page, whatever stands in the volume."""
    plan = matter.plan
    total = len(plan.volumes)
    page = Composer(matter.over, f"Volume {volume.number} of {total}" if total else "Volume")
    page.lead(f"A part of one appeal, sent in {count(max(total, 1), 'file')} because of their size.")
    page.y -= 6
    for label, value in _fields(matter, volume):
        lines = wrap(value, WIDTH - LABELS, Face.SANS, 10.4, lines=2)
        page.y -= 15.2
        page.write(LEFT, page.y, label, Face.SANS, 10.4, MID)
        for at, line in enumerate(lines):
            page.y -= 13.0 if at else 0.0
            page.write(LEFT + LABELS, page.y, line, Face.SANS, 10.4)
    page.y -= 14
    _table(page, plan, volume)
    page.write(LEFT, BOTTOM + 6, "The index of all volumes follows.", Face.SANS, 9.2, DARK)
    return page.finish()[0]


def _fields(matter: Matter, volume: Volume) -> Iterator[tuple[str, str]]:
    info, to = matter.case.info, matter.findings.recipient
    claims = matter.told_each(info.claim_numbers)
    sender = matter.given.sender
    fields = {
        "To": to.name if to else "",
        "From": ", ".join(name for name in (sender.name, sender.organisation) if name),
        "Date": long_date(matter.given.today),
        "Member": matter.told(info.client_name) or "",
        "Member ID": matter.told(info.member_id) or "",
        "Claim number" if len(claims) == 1 else "Claim numbers": listed(claims),
        "Pages": f"{pages(volume.first_page, volume.last_page)} of {matter.plan.total}",
    }
    return ((label, value) for label, value in fields.items() if value)


def _table(page: Composer, plan: Plan, volume: Volume) -> None:
    here = [exhibit for exhibit in plan.exhibits if any(n in volume for n in exhibit.packet_pages)]
    columns = (
        Column("Exhibit", 58),
        Column("In this volume", WIDTH - 58 - 90, lines=1),
        Column("Page", 90 + GUTTER, right=True),
    )
    rows = [_row(exhibit, volume) for exhibit in here[:ROWS]]
    if not rows:
        return
    set_table(page, columns, rows)
    if len(here) > ROWS:
        page.write(LEFT, page.y - 14, f"and {count(len(here) - ROWS, 'exhibit')} more", Face.SANS, 9.2, DARK)


def _row(exhibit: Exhibit, volume: Volume) -> Row:
    numbers = [number for number in exhibit.packet_pages if number in volume]
    parted = len(numbers) < len(exhibit.pages)
    title = f"{exhibit.document.title} ({count(len(numbers), 'page')} of {len(exhibit.pages)})"
    return Row(
        (
            Cell(exhibit.letter, Face.SERIF_BOLD),
            Cell(title if parted else exhibit.document.title),
            Cell(pages(numbers[0], numbers[-1])),
        ),
        to=numbers[0],
    )
