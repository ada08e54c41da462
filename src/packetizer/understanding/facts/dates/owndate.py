"""The day that a paper is dated, of all days that stand on it.

Each type says which kinds of dates may be it (`own_from` in roles.yaml); that rule's day is one sign among
others of a fitted model, which weighs what each day is said to be, where it stands first, and whether it is
the latest or the earliest. `bench/fit_own_dates.py` fits it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from packetizer.model import DateRange, Fact, FactValue, Page, PageRef
from packetizer.understanding.facts.dates.datespots import FILLED, OTHER, OWN, PRINTED, DatedSpot
from packetizer.understanding.facts.dates.find import date_draft, dated_spots
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.making import Draft, bounded
from packetizer.understanding.lore.entries import TypeRole
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.wordmodel import OWN_DATE, OWN_DATES, WordModel, load

_READABLE = 0.5
_SURE_ENOUGH = 0.15  # a date this much less sure than the best does not come first for standing higher
_DATE = "date."
_SIGNED, _LETTER, _BIRTH = "date.signed", "date.letter", "date.birth"
_BELIEVED, _BELIEVED_MORE = (
    0.5,
    0.75,
)  # from here on a day is stated that nothing said, or something otherwise
_BY_LABEL = 0.8  # that a label for such a day means it
_MUCH_MORE = 3.0  # times as likely as the rule's day
# Labels that call a day something else.
_OTHERWISE = (OTHER, PRINTED, "date.service", "date.deadline")
_HEIGHTS = 8  # parts of a first page, from its top
_MOST = 4  # days before this one, and more
_OFTEN = 3
NO_DAY = "none"  # the choice that the paper bears no day of its own


# ---------------------------------------------------------------- by the type's rule


def paper_date(role: TypeRole, facts: Sequence[Fact], pages: Sequence[PageRef]) -> date | None:
    """The paper's own date: as a person gave it, as it was settled, or by its type's rule."""
    given = ruled(role, [fact for fact in facts if fact.given], pages)
    if given is not None:
        return given
    settled = next((fact for fact in facts if fact.dates_paper), None)
    return first_day(settled.value) if settled is not None else ruled(role, facts, pages)


def ruled(role: TypeRole, facts: Sequence[Fact] | Sequence[Draft], pages: Sequence[PageRef]) -> date | None:
    """The paper's own date by its type's rule alone; of a range its first day."""
    order = {page: number for number, page in enumerate(pages)}
    for wanted in role.own_from:
        dated = [
            fact
            for fact in facts
            if fact.kind == wanted and fact.confidence >= _READABLE and not fact.by_sender
        ]
        if dated:
            if role.own_last:
                return max(_last_day(fact.value) for fact in dated)
            best = max(fact.confidence for fact in dated)
            near = [fact for fact in dated if fact.confidence >= best - _SURE_ENOUGH]
            near = [fact for fact in near if fact.value in _signed(facts)] or near
            first = min(near, key=lambda fact: (order.get(fact.page, 0), fact.box.y0, fact.box.x0))
            return first_day(first.value)
    return None


def _signed(facts: Sequence[Fact] | Sequence[Draft]) -> set[FactValue]:
    """The days on which somebody signed: a note that tells of earlier visits is signed on its own day."""
    return {fact.value for fact in facts if fact.kind == _SIGNED and fact.confidence >= _READABLE}


def _last_day(value: FactValue) -> date:
    return value.last if isinstance(value, DateRange) else first_day(value) or date.min


def first_day(value: FactValue) -> date | None:
    """The day that a date's value names; of a range its first."""
    if isinstance(value, DateRange):
        return value.first
    return value if isinstance(value, date) else None


# ---------------------------------------------------------------- by all that stands for each day


@dataclass(slots=True)
class _Day:
    """A day that stands on a paper: its places, and the facts that say it."""

    spots: list[tuple[int, DatedSpot]] = field(default_factory=list)  # page from 0
    facts: list[Draft] = field(default_factory=list)


def signs(
    type: str,  # noqa: A002
    role: TypeRole,
    rule: date | None,
    drafts: Sequence[Draft],
    pages: Sequence[Page],
    lexicon: Lexicon,
) -> dict[date | None, frozenset[str]]:
    """Of each day on the paper what stands for it; None: of the paper's bearing no day of its own.

    Where the type's `rule` names a day the paper bears one.
    """
    days = _days(role, drafts, pages, lexicon)
    found: dict[date | None, frozenset[str]] = {}
    printed = [day for day, at in days.items() if at.spots]
    by = _ruled_by(role, days[rule].facts) if rule in days else NO_DAY
    for nth, (day, at) in enumerate(days.items()):
        told = {
            *_told(at),
            *_places(at),
            *_among(day, printed),
            f"nth={min(nth, _MOST)}",
            *(("rule", f"rule by {by}") if day == rule else _against(by, at)),
        }
        sure = (f"fact={item.kind} sure={int(item.confidence * 10)}" for item in at.facts)
        found[day] = frozenset((*told, *(f"{type} {sign}" for sign in told), *sure))
    if rule is None:
        few = f"days={min(len(days), _OFTEN)}"
        found[None] = frozenset((NO_DAY, f"{type} {NO_DAY}", f"{NO_DAY} {few}"))
    return found


def _days(
    role: TypeRole, drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon
) -> dict[date, _Day]:
    """The days of a paper in reading order; last those that only a fact tells, which stand without a year."""
    days: dict[date, _Day] = {}
    for number, page in enumerate(pages):
        for spot in dated_spots(page, lexicon):
            day = first_day(spot.printed.value)
            if day is not None:
                days.setdefault(day, _Day()).spots.append((number, spot))
    for item in drafts:
        day = first_day(item.value) if item.kind.startswith(_DATE) else None
        if day is not None:
            days.setdefault(day, _Day()).facts.append(item)
    return {day: at for day, at in days.items() if _may_date(role, at)}


def _may_date(role: TypeRole, at: _Day) -> bool:
    """Not a birth; nor the first day of a period, but of care on a paper that is dated by that."""
    if any(item.kind == _BIRTH for item in at.facts):
        return False
    single = [
        item for item in at.facts if not isinstance(item.value, DateRange) or item.kind in role.own_from
    ]
    return bool(single) or any(not isinstance(spot.printed.value, DateRange) for _, spot in at.spots)


def _ruled_by(role: TypeRole, facts: Sequence[Draft]) -> str:
    """What the rule's day is: a day of printing dates a bill that names days of care, but no letter."""
    kinds = {item.kind for item in facts}
    return next((kind for kind in role.own_from if kind in kinds), NO_DAY)


def _labels(at: _Day) -> Iterator[str]:
    yield from (f"label={OTHER if spot.role == FILLED else spot.role}" for _, spot in at.spots)


def _against(by: str, at: _Day) -> Iterator[str]:
    yield from (f"{label} against {by}" for label in _labels(at))


def _told(at: _Day) -> Iterator[str]:
    """What labels and facts say that the day is."""
    yield from _labels(at)
    yield from (f"fact={item.kind}" for item in at.facts)
    yield from (f"got by sender {item.kind}" for item in at.facts if item.by_sender)
    if not at.facts:
        yield "no fact"
    if any(spot.stamped for _, spot in at.spots):
        yield "stamped"
    if any(isinstance(spot.printed.value, DateRange) for _, spot in at.spots):
        yield "range"


def _places(at: _Day) -> Iterator[str]:
    yield f"times={min(len(at.spots), _OFTEN)}"
    if not at.spots:
        return
    number, spot = at.spots[0]
    yield "on first page" if number == 0 else "on later page"
    if number == 0:
        yield f"height={int(spot.box.y0 * _HEIGHTS)}"


def _among(day: date, printed: Sequence[date]) -> Iterator[str]:
    if day not in printed:
        yield "no year"
        return
    if day == max(printed):
        yield "latest"
    if day == min(printed):
        yield "earliest"
    if len(printed) == 1:
        yield "only"


def chances(model: WordModel, found: dict[date | None, frozenset[str]]) -> dict[date | None, float]:
    """Of each choice how likely it is: one of them is right."""
    own = model.kinds.index(OWN_DATES[1])
    odds = np.array([logs[own] - logs[1 - own] for logs in map(model.chances, found.values())])
    odds = np.exp(odds - odds.max())
    return dict(zip(found, (odds / odds.sum()).tolist(), strict=True))


def chosen(likely: Mapping[date | None, float], rule: date | None) -> date | None:
    """The likeliest day; the rule's where no other is much more likely."""
    best = max(likely, key=lambda day: likely[day])
    return best if rule is None or likely[best] >= _MUCH_MORE * likely.get(rule, 0.0) else rule


def settled(
    type: str,  # noqa: A002
    role: TypeRole,
    drafts: Sequence[Draft],
    pages: Sequence[Page],
    lexicon: Lexicon,
) -> list[Draft]:
    """The drafts, those marked that state the paper's own date; where none does, with one more."""
    rule = ruled(role, drafts, [page.ref for page in pages])
    found = signs(type, role, rule, drafts, pages, lexicon) if role.own_from else {}
    if not any(found) or any(item.dates_paper for item in drafts):
        return list(drafts)
    likely = chances(load(OWN_DATE), found)
    day = chosen(likely, rule)
    if day is None:
        return [*drafts, *_labelled(role, pages, lexicon)]
    of_day = [item for item in drafts if item.kind.startswith(_DATE) and first_day(item.value) == day]
    stating = [item for item in of_day if item.kind in role.own_from] or of_day
    if not stating:
        if role.date is None or likely[day] < _BELIEVED:
            return list(drafts)
        sure = likely[day] >= _BELIEVED_MORE and len(likely.keys() - {None}) > 1
        return [*drafts, *_stated(role, day, likely[day], sure, pages, lexicon)]
    own = {id(item) for item in stating}
    return [replace(item, dates_paper=True) if id(item) in own else item for item in drafts]


def _labelled(role: TypeRole, pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """The only day that a label calls what dates such a paper: a policy's "Effective: January 15, 2026"."""
    spots = [
        (page, spot)
        for page in pages
        for spot in dated_spots(page, lexicon)
        if spot.role in role.own and spot.role != PRINTED and isinstance(spot.printed.value, date)
    ]
    if role.date is not None and len({spot.printed.value for _, spot in spots}) == 1:
        page, spot = spots[0]
        made = date_draft(sheet_of(page, lexicon), spot, _stated_as(role), _BY_LABEL)
        yield replace(made, dates_paper=True)


def _stated(
    role: TypeRole, day: date, chance: float, sure: bool, pages: Sequence[Page], lexicon: Lexicon
) -> Iterator[Draft]:
    """The fact that the paper is of this day, where it stands; where labels say otherwise only if `sure`."""
    unlikely = () if sure else {*_OTHERWISE, *OWN} - {*role.own}
    for page in pages:
        for spot in dated_spots(page, lexicon):
            if spot.printed.value == day and spot.role not in unlikely:
                made = date_draft(sheet_of(page, lexicon), spot, _stated_as(role), 1.0)
                yield replace(made, confidence=bounded(made.confidence * chance), dates_paper=True)
                return


def _stated_as(role: TypeRole) -> str:
    """A day of care or of payment would claim more than that the paper is of it."""
    return _LETTER if _LETTER in role.own_from else role.own_from[0]
