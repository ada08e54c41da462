"""What a page says, from its words and layout alone. Roles that need the paper's type are settled later."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from packetizer.model import Fact, Page
from packetizer.understanding.facts import (
    codes,
    dates,
    denial,
    ids,
    insurers,
    letters,
    money,
    names,
    paging,
    pain,
    people,
    providers,
    route,
    scores,
    treatment,
)
from packetizer.understanding.facts.layout import Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, numbered
from packetizer.understanding.lexicon import Lexicon

Family = Callable[[Sheet, Lexicon], Iterator[Draft]]

FAMILIES: tuple[Family, ...] = (
    dates.find,
    money.find,
    ids.find,
    names.find,
    letters.find,
    providers.find,
    insurers.find,
    lambda sheet, lexicon: people.find(sheet),
    denial.find,
    codes.find,
    treatment.find,
    scores.find,
    lambda sheet, lexicon: pain.find(sheet),
    route.find,
    lambda sheet, lexicon: paging.find(sheet),
)


def find_facts(page: Page, lexicon: Lexicon) -> tuple[Fact, ...]:
    """The page's facts with provisional ids `p1` …, unique within the page."""
    if not page.words:
        return ()
    sheet = sheet_of(page, lexicon)
    return numbered(made for family in FAMILIES for made in family(sheet, lexicon))
