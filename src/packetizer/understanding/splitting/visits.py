"""A chart printed in one run: its pages are counted through, though each visit is a record of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from packetizer.model import Fact, PageRef
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.sheet import Sheet

_HEAD = 0.3  # of the page's height: a visit that begins further down begins no paper
_BESIDE = 0.012  # of the page's height: the label and its day stand on one line


@dataclass(frozen=True, slots=True)
class Visit:
    """What the head of a page says of a visit: the label that it is told by, and its day."""

    label: str
    day: date


def begun_visits(file: Iterable[Sheet], knowledge: Knowledge) -> frozenset[PageRef]:
    """The clinical pages of a file at whose head another visit begins, told as the visits before it were.

    A label that only comes once, or comes again with the same day, is a running head or a form's line.
    """
    last: dict[str, date] = {}
    begun = set()
    for sheet in file:
        visit = visit_at_head(sheet, knowledge)
        if visit is None or not _is_clinical(sheet, knowledge):
            continue
        if last.get(visit.label, visit.day) != visit.day:
            begun.add(sheet.page.ref)
        last[visit.label] = visit.day
    return frozenset(begun)


def visit_at_head(sheet: Sheet, knowledge: Knowledge) -> Visit | None:
    """The visit whose label and day stand on one line at the head of a page; None where two days do."""
    for segment in sheet.look.segments:
        if segment.y0 > _HEAD:
            break
        words = sheet.look.squashed[segment.start : segment.end]
        label = max((one for one in knowledge.wordings.visits if words.startswith(one)), key=len, default="")
        days = {day for fact in sheet.facts if label and (day := _day_at(fact, segment.y0)) is not None}
        if len(days) == 1:
            return Visit(label, days.pop())
    return None


def _day_at(fact: Fact, height: float) -> date | None:
    beside = abs(fact.box.y0 - height) <= _BESIDE
    a_visit = fact.kind.startswith("date.") and fact.kind != FactKind.DATE_BIRTH
    return fact.value if beside and a_visit and isinstance(fact.value, date) else None


def _is_clinical(sheet: Sheet, knowledge: Knowledge) -> bool:
    best = knowledge.type_ids[int(sheet.scores.scores.argmax())]
    return sheet.legible and knowledge.types[best].clinical
