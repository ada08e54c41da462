"""What a decision approved of what was asked, as it says so itself."""

from __future__ import annotations

from packetizer.packet.sheets.matter import Matter
from packetizer.understanding.case.partly import APPROVES_PART


def in_part(matter: Matter) -> tuple[tuple[str, int], ...]:
    """The decisions' own words in quotation marks, each with the packet page; the newest decision first."""
    order = [exhibit.document.id for exhibit in matter.decisions]
    said = [one for one in matter.case.contents if one.id == APPROVES_PART and one.words]
    shown = [(one, page) for one in said if one.document in order and (page := matter.plan.page_of(one.page))]
    shown.sort(key=lambda item: order.index(item[0].document))
    return tuple((f"“{one.words}”", page) for one, page in shown)
