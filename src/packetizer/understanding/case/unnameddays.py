"""Days on a decision or a record of treatment that are not known to be of care: perhaps they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from packetizer.model import DateRange, Document, Page, UnnamedDay
from packetizer.understanding.facts.dates.datespots import OTHER, OWN
from packetizer.understanding.facts.dates.find import dated_spots
from packetizer.understanding.facts.dates.lookedat import idle_days
from packetizer.understanding.facts.making import on_page
from packetizer.understanding.lore.lexicon import Lexicon


def unnamed_days(
    documents: Iterable[Document], pages: Iterable[Page], lexicon: Lexicon
) -> tuple[UnnamedDay, ...]:
    """Each day once a page: of decisions what no words name, of records of a treatment also what words call
    something else, for an earlier session is told in many ways. A bill's stand in rows, a note's at its head.
    """
    by_ref = {page.ref: page for page in pages}
    found: dict[UnnamedDay, None] = {}
    for document in documents:
        role = lexicon.role(document.type)
        if not (role.decides or role.treats):
            continue
        otherwise = OWN if role.treats else (OTHER, *OWN)
        named = {day for fact in document.facts for day in _days(fact.value)}
        for ref in document.pages:
            if ref not in by_ref:
                continue
            idle = set(idle_days(by_ref[ref], lexicon)) if role.decides else ()
            for spot in dated_spots(by_ref[ref], lexicon):
                aside = spot.role in otherwise or on_page(spot.box) in idle
                days = () if aside else _days(spot.printed.value)
                found |= {UnnamedDay(document.id, day, ref): None for day in days if day not in named}
    return tuple(found)


def _days(value: object) -> Iterator[date]:
    if isinstance(value, DateRange):
        yield from (value.first, value.last)
    elif isinstance(value, date):
        yield value
