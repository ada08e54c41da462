"""Dates that no label names, and days without a year, on a paper whose type is known.

What such a date is of, the words around it tell (see `dayroles`); a day takes its year from the paper's own
date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from packetizer.model import Box, DateRange, Page, PageRef
from packetizer.understanding.facts.dates.datespots import (
    ENTERED,
    FILLED,
    KIN,
    OTHER,
    PRINTED,
    REPORTED,
    DatedSpot,
)
from packetizer.understanding.facts.dates.dayroles import OPEN, signs
from packetizer.understanding.facts.dates.find import all_spots, date_draft
from packetizer.understanding.facts.dates.months import PrintedDate
from packetizer.understanding.facts.dates.signing import IN_THE_MAIL
from packetizer.understanding.facts.dates.yearless import in_year
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.making import Draft, bounded, on_page
from packetizer.understanding.facts.surroundings import NO_ROLE
from packetizer.understanding.lore.entries import TypeRole
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.wordmodel import DAY_WORDS, load

BELIEVED = 0.5  # from here on a role is taken that only the words around a date tell
# The same where a wrong one does most harm: the paper's own date.
BELIEVED_MORE = {"date.letter": 0.8}
IN_DOUBT = 0.75  # how surely a day is that a label calls a report's or an entry's: a person is asked
_CLEARLY = 0.2  # more likely than the day that rules choose
SURE_OWN = 0.85  # from here on a paper's own date is, which labels say to be another
# Below this a role is not taken that the rules give: where no label does or one from afar, and where one
# stands right before the date.
DOUBTED, DOUBTED_LABEL = 0.1, 0.1
DOUBTED_MORE = {"date.letter": 0.2}
DOUBTED_STAMP = 0.004  # and where a stamp does
_FROM_AFAR = 0.9  # a label's certainty below which it does not stand right before the date
_OTHERS_LIMIT = 0.1  # the same for a deadline: labels do not tell the member's from the insurer's own
_DOUBTFUL = ("date.letter", "date.service", "date.signed", "date.payment", "date.received", "date.deadline")
DAYS = ("date.service", "date.received", "date.deadline", "date.payment")  # what a day without a year may be
_SOON = timedelta(days=30)
_SURE_PAST = 0.9  # that it has been, although the paper seems to be older
_PAST = ("date.service", "date.received", "date.payment")  # a paper tells of these what was before it
BIRTH = "date.birth"
_LONG_AGO = 15  # years before a paper's latest day: nothing that it was written for, but perhaps a birth
_BORN = 0.2  # from here on such a day is believed to be one
_OWN_KINDS = ("date.letter", "date.service", "date.signed", "date.payment", "date.received")

Chances = dict[str, float]
Spots = dict[tuple[PageRef, Box], tuple[Page, DatedSpot, Chances]]


def told_by_words(
    kind: str, role: TypeRole, drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon
) -> list[Draft]:
    """The drafts of a paper with the dates that its words tell, less those that they exclude.

    What stands in its row tells more of a date in a table than words do, which may be of the row above; and
    the only day on what a till printed is that of payment, whatever words it stands among.
    """
    spots = dict(_weighed(kind, pages, lexicon))
    latest = _latest(spots)
    only = role.date == "date.payment" and len({spot.printed.value for _, spot, _ in spots.values()}) == 1
    fixed = {role.rows, role.date} if only else {role.rows}
    excluded = {
        id(item)
        for item in drafts
        if (item.kind not in fixed or _in_sentence(item, spots))
        and not _surely_labelled(item, role, spots)
        and not (role.pays == "proof" and _ends_period(item, spots))
        and not _stamped_after((item.page, item.box), spots)
        and _excluded(item, spots, latest)
    }
    kept = [item for item in drafts if id(item) not in excluded]
    freed = {(item.page, item.box) for item in drafts if id(item) in excluded}
    kept = _likelier_own(role, kept, spots, lexicon)
    own = _own_day(role, kept, spots)
    reach = _reach(own, spots)
    if (own is None or role.date != "date.letter") and any(s.printed.no_year for _, s, _ in spots.values()):
        reach = _end_of_year(pages, lexicon, reach)
    named = {(item.page, item.box) for item in kept if item.kind.startswith("date.")}
    has_own = any(item.kind == "date.letter" for item in kept)
    has_birth = any(item.kind == BIRTH for item in kept)
    for place, (page, spot, chances) in spots.items():
        if spot.role == KIN:
            continue
        found = (
            NO_ROLE
            if place in named
            else _role_of(spot, chances, place in freed or _called_otherwise(spot, role))
        )
        if place not in named and _long_ago(spot, latest):
            found = BIRTH if chances.get(BIRTH, 0.0) >= _BORN and not has_birth else NO_ROLE
        sure = chances.get("date.letter", 0.0) >= SURE_OWN
        if found == "date.letter" and (has_own or role.date != found or (place in freed and not sure)):
            continue
        if found == "date.payment" and role.rows == found:
            continue  # the rows of an account tell, which also has what came in
        if found:
            kept += _made(page, spot, found, chances, reach if found in _PAST else own, lexicon)
    return kept


def _likelier_own(role: TypeRole, drafts: list[Draft], spots: Spots, lexicon: Lexicon) -> list[Draft]:
    """Another day in place of the paper's own, where no label names that and words speak for the other."""
    own = [item for item in drafts if item.kind == "date.letter"]
    if role.date != "date.letter" or len(own) != 1 or (own[0].page, own[0].box) not in spots:
        return drafts
    _, now, chances = spots[own[0].page, own[0].box]
    free = [
        (found[2].get("date.letter", 0.0), place)
        for place, found in spots.items()
        if not found[1].printed.no_year
        and not isinstance(found[1].printed.value, DateRange)
        and not _stamped_after(place, spots)
    ]
    here = (0.0, (own[0].page, own[0].box))
    chance, place = max(free, key=lambda item: item[0], default=here)
    page, spot, of_spot = spots[place]
    if now.role == "date.letter" or chance < SURE_OWN or chance - chances["date.letter"] < _CLEARLY:
        return drafts
    made = _made(page, spot, "date.letter", of_spot, None, lexicon)
    return [*(item for item in drafts if item is not own[0] and (item.page, item.box) != place), *made]


def _weighed(
    kind: str, pages: Sequence[Page], lexicon: Lexicon
) -> Iterator[tuple[tuple[PageRef, Box], tuple[Page, DatedSpot, Chances]]]:
    model = load(DAY_WORDS)
    for number, page in enumerate(pages):
        spots, sheet = all_spots(page, lexicon), sheet_of(page, lexicon)
        for at, spot in enumerate(spots):
            chances = np.exp(model.chances(signs(sheet, spots, at, kind, number == 0)))
            yield (
                (page.ref, on_page(spot.box)),
                (page, spot, dict(zip(model.kinds, chances.tolist(), strict=True))),
            )


def _latest(spots: Spots) -> date | None:
    """The paper's latest day: of the dates with a whole year, or of all where none has one."""
    days = [spot.printed for _, spot, _ in spots.values() if not spot.printed.no_year]
    full = [printed for printed in days if not printed.short_year]
    return max((printed.last for printed in full or days), default=None)


def _long_ago(spot: DatedSpot, latest: date | None) -> bool:
    return (
        latest is not None and not spot.printed.no_year and latest.year - spot.printed.last.year >= _LONG_AGO
    )


_SENTENCE = re.compile(r"(?:[A-Za-z'’]{2,},?\s+){4}")


def _in_sentence(item: Draft, spots: Spots) -> bool:
    """Whether running text tells a day that rows of a table would: words rule it."""
    found = spots.get((item.page, item.box))
    return found is not None and bool(_SENTENCE.search(found[1].cell.text, 0, found[1].printed.start))


def _excluded(item: Draft, spots: Spots, latest: date | None) -> bool:
    found = spots.get((item.page, item.box)) if item.kind in _DOUBTFUL else None
    if found is None:
        return False
    _, spot, chances = found
    if _long_ago(spot, latest):
        return True
    afar = spot.certainty < _FROM_AFAR
    if item.kind == "date.deadline":
        limit = _OTHERS_LIMIT
    else:
        limit = DOUBTED_MORE.get(item.kind, DOUBTED) if afar else DOUBTED_LABEL
    return chances.get(item.kind, 1.0) < (DOUBTED_STAMP if spot.stamped else limit)


def _stamped_after(place: tuple[PageRef, Box], spots: Spots) -> bool:
    """Whether a day is of a stamp, on a page that bears one of no label some weeks before it: its own."""
    found = spots.get(place)
    if found is None or not found[1].stamped:
        return False
    day = found[1].printed.last
    own = (spot for page, spot, _ in spots.values() if page is found[0] and spot.role in OPEN)
    return any(not s.printed.no_year and timedelta() < day - s.printed.last <= IN_THE_MAIL for s in own)


def _ends_period(item: Draft, spots: Spots) -> bool:
    """Whether a day is the end of a printed period: words tell of an account's what the period is of."""
    found = spots.get((item.page, item.box))
    period = found[1].printed.value if found is not None else None
    return isinstance(period, DateRange) and item.value == period.last


def _surely_labelled(item: Draft, role: TypeRole, spots: Spots) -> bool:
    """Whether a label names a day that papers of this type have, and that no words doubt."""
    found = spots.get((item.page, item.box))
    if found is None:
        return False
    if found[1].role == FILLED:
        return item.kind == role.filled
    return found[1].role in (REPORTED, ENTERED, PRINTED) and found[1].role in role.own


def _called_otherwise(spot: DatedSpot, role: TypeRole) -> bool:
    """`Last session reported 03/05/26`, on what is no report: words around may tell another day, in doubt.

    A label of its own, `Results reported:`, is believed.
    """
    if spot.role not in (REPORTED, ENTERED) or spot.role in role.own:
        return False
    before = [label for label in spot.cell.labels if label.end <= spot.printed.start]
    return bool(before) and bool(spot.cell.text[: before[-1].start].strip())


def _role_of(spot: DatedSpot, chances: Chances, freed: bool) -> str:
    """What a date is of that no rule has taken. `freed`: one had, and words exclude it."""
    if spot.printed.no_year and spot.role in DAYS and not freed:
        return spot.role
    best = max(chances, key=lambda name: chances[name])
    own = best == "date.letter" and chances[best] >= SURE_OWN  # whatever its label is thought to say
    if spot.role not in OPEN and not freed and not own:
        return NO_ROLE
    if chances[best] < BELIEVED_MORE.get(best, BELIEVED) or (spot.printed.no_year and best not in DAYS):
        return NO_ROLE
    return best


def _made(
    page: Page, spot: DatedSpot, kind: str, chances: Chances, own: date | None, lexicon: Lexicon
) -> Iterator[Draft]:
    printed = spot.printed
    if printed.no_year:
        dated = in_year(printed, own, ahead=kind == "date.deadline") if own is not None else None
        if dated is None or (kind in _PAST and _is_soon(printed, own)):
            return
        spot = replace(spot, printed=dated)
    sure_past = spot.role == kind or chances[kind] >= _SURE_PAST
    span = kind == "date.service" and isinstance(
        spot.printed.value, DateRange
    )  # what is asked for, or allowed
    if kind in _PAST and own is not None and spot.printed.last > own and not (sure_past or span):
        return  # what is to come
    made = date_draft(sheet_of(page, lexicon), spot, kind, spot.certainty or 1.0)
    most = IN_DOUBT if spot.role in (REPORTED, ENTERED) else 0.95
    sure = 1.0 if spot.role == kind else min(chances[kind], most)
    yield replace(made, confidence=bounded(made.confidence * sure))


def _is_soon(printed: PrintedDate, own: date | None) -> bool:
    """Whether a day without a year is rather to come within weeks than a year ago: what a note plans."""
    dated = in_year(printed, own, ahead=True) if own is not None else None
    return dated is not None and own is not None and timedelta() < dated.last - own <= _SOON


def _own_day(role: TypeRole, drafts: Sequence[Draft], spots: Spots) -> date | None:
    """The day from which a day without a year is counted: the paper's own, or the latest it tells."""
    for kinds in ((role.date,), ("date.letter",), _OWN_KINDS):
        days = [_last(item) for item in drafts if item.kind in kinds and item.confidence >= BELIEVED]
        if days:
            return max(days)
    return None


def _reach(own: date | None, spots: Spots) -> date | None:
    """The day up to which a paper tells what has been: days that it prints soon after its own, too."""
    days = [spot.printed.last for _, spot, chances in spots.values() if _is_full(spot, chances)]
    if own is None:
        return max(days, default=None)
    return max((day for day in days if own <= day <= own + _SOON), default=own)


_YEAR = re.compile(r"(?:year:?\s+)?(20[2-3]\d)", re.IGNORECASE)


def _end_of_year(pages: Sequence[Page], lexicon: Lexicon, reach: date | None) -> date | None:
    """The last day of the one year that stands alone on a record, `Year: 2026`; else `reach`."""
    cells = (cell.text.strip() for page in pages for cell in sheet_of(page, lexicon).cells)
    years = {int(found[1]) for cell in cells if (found := _YEAR.fullmatch(cell)) is not None}
    if len(years) != 1 or (reach is not None and reach.year != min(years)):
        return reach
    return date(min(years), 12, 31)


def _is_full(spot: DatedSpot, chances: Chances) -> bool:
    ahead = max(chances.get("date.deadline", 0.0), chances.get(BIRTH, 0.0)) >= BELIEVED
    return not spot.printed.no_year and not ahead and spot.role not in (BIRTH, OTHER, FILLED)


def _last(item: Draft) -> date:
    if isinstance(item.value, DateRange):
        return item.value.last
    assert isinstance(item.value, date)  # noqa: S101
    return item.value
