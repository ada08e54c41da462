"""Where an appeal that cannot wait goes: numbers under a heading of expedited appeals, or in its sentence."""

from __future__ import annotations

from collections.abc import Iterator

from packetizer.understanding.facts.appeal.appealnumbers import beginning_in
from packetizer.understanding.facts.appeal.headings import is_heading
from packetizer.understanding.facts.appeal.route import said_before, way_of
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.lore.entries import RouteWords
from packetizer.understanding.lore.lexicon import Lexicon

_WAYS = {"plan.appeal_fax": "plan.expedited_fax", "plan.appeal_phone": "plan.expedited_phone"}
_ROWS = 8  # over a number, in which its heading is looked for
_SURE = 0.93


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    """The first fax and the first telephone; what is for an outside review or somebody else is none."""
    route, done = lexicon.route, set[str]()
    for cell in sheet.cells:
        before = 0
        for match in beginning_in(sheet, cell):
            said = said_before(sheet, cell, before, match)
            before = match.end()
            kind = _WAYS.get(way_of(said, route), "")
            words = f"{said.sentence} {said.label}"
            apart = route.outside.search(words) or route.others.search(words) or route.general.search(words)
            if not kind or kind in done or apart or not _is_hurried(sheet, cell, words, route):
                continue
            done.add(kind)
            span = (match.start(), min(match.end(), len(cell.text)))
            yield draft(sheet, cell, span, kind, "-".join(match.groups()), _SURE)


def _is_hurried(sheet: Sheet, cell: Cell, words: str, route: RouteWords) -> bool:
    """By its own sentence, else by the nearest heading that names an appeal or another topic."""
    if route.hurried.search(words):
        return True
    for row in range(cell.row - 1, max(cell.row - 1 - _ROWS, -1), -1):
        line = " ".join(other.text for other in sheet.rows[row])
        if is_heading(line) and (route.appeals.search(line) or route.topics.search(line)):
            return route.hurried.search(line) is not None and route.outside.search(line) is None
    return False
