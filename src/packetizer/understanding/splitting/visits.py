"""A chart printed in one run: its pages are counted through, though each record in it is its own paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from packetizer.model import Fact, PageRef
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.sheet import Sheet
from packetizer.understanding.splitting.boundaries import boundary_points

_HEAD = 0.3  # of the page's height: a visit that begins further down begins no paper
_BESIDE = 0.012  # of the page's height: the label and its day stand on one line
_OWN_TITLE = 4.0  # points of a title from which on a page names a paper of its own
_PLAIN = 2.0  # boundary points from which on another kind of record surely begins


@dataclass(frozen=True, slots=True)
class Visit:
    """What the head of a page says of a visit: the label that it is told by, and its day."""

    label: str
    day: date


def begun_visits(file: Sequence[Sheet], knowledge: Knowledge) -> frozenset[PageRef]:
    """The clinical pages of a file at whose head another record begins, however they are counted."""
    visits = frozenset(_other_visits(file, knowledge))
    return visits | frozenset(_other_records(file, visits, knowledge))


def _other_visits(file: Sequence[Sheet], knowledge: Knowledge) -> Iterator[PageRef]:
    """Those that tell of another visit: with the label of one before, or below a title of their own.

    Otherwise a label that only comes once, or comes again with the same day, is a running head or a form's
    line.
    """
    last: dict[str, date] = {}
    latest: date | None = None
    for sheet in file:
        visit = visit_at_head(sheet, knowledge) if _is_clinical(sheet, knowledge) else None
        if visit is None:
            continue
        before = last.get(visit.label, latest if _is_titled(sheet) else None)
        if before not in (None, visit.day):
            yield sheet.page.ref
        last[visit.label] = latest = visit.day


def _other_records(
    file: Sequence[Sheet], visits: frozenset[PageRef], knowledge: Knowledge
) -> Iterator[PageRef]:
    """Those of another kind below a title of their own; between visits also of the same kind.

    A chart's print-out counts a session, a questionnaire and a consent through; a titled page that tells of
    the same day as the one before may be its second.
    """
    charts = {sheet.number.total for sheet in file if sheet.number and sheet.page.ref in visits} - {None}
    for before, after in pairwise(file):
        both = _is_clinical(before, knowledge) and _is_clinical(after, knowledge)
        if not both or not _is_titled(after):
            continue
        in_chart = after.number is not None and after.number.total in charts
        other = _kind(before) != _kind(after) or (in_chart and _tells_apart(before, after))
        if other and boundary_points(before, after, knowledge) > (0.0 if in_chart else _PLAIN):
            yield after.page.ref


def _tells_apart(before: Sheet, after: Sheet) -> bool:
    """Whether two pages of one kind tell of other scores, or at their heads of other days."""
    return any(here and there and not here & there for here, there in _told(before, after))


def _told(before: Sheet, after: Sheet) -> Iterator[tuple[frozenset[object], frozenset[object]]]:
    yield _scores(before), _scores(after)
    yield _head_days(before), _head_days(after)


def _scores(sheet: Sheet) -> frozenset[object]:
    return frozenset((fact.kind, fact.value) for fact in sheet.facts if fact.kind.startswith("score."))


def _head_days(sheet: Sheet) -> frozenset[object]:
    days = (f for f in sheet.facts if f.kind.startswith("date.") and f.kind != FactKind.DATE_BIRTH)
    return frozenset(fact.value for fact in days if fact.box.y0 <= _HEAD)


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
    return sheet.legible and knowledge.types[knowledge.type_ids[_kind(sheet)]].clinical


def _kind(sheet: Sheet) -> int:
    return int(sheet.scores.scores.argmax())


def _is_titled(sheet: Sheet) -> bool:
    """Whether the title at its head is of the kind of paper that the page is."""
    return float(sheet.scores.opening[_kind(sheet)]) >= _OWN_TITLE
