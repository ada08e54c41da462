"""What a page says, from its words and layout alone. Roles that need the paper's type are settled later."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from packetizer.model import Fact, Page
from packetizer.understanding.facts import paging
from packetizer.understanding.facts.appeal import hurried, outside, route
from packetizer.understanding.facts.care import pain, scores, treatment
from packetizer.understanding.facts.dates import find as dates
from packetizer.understanding.facts.denial import codes as denial
from packetizer.understanding.facts.layout import Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, numbered
from packetizer.understanding.facts.money import find as money
from packetizer.understanding.facts.names import insurers, letters, patients, people, providers
from packetizer.understanding.facts.numbers import codes, ids
from packetizer.understanding.lore.lexicon import Lexicon

Family = Callable[[Sheet, Lexicon], Iterator[Draft]]

FAMILIES: tuple[Family, ...] = (
    dates.find,
    money.find,
    ids.find,
    patients.find,
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
    outside.find,
    hurried.find,
    lambda sheet, lexicon: paging.find(sheet),
)


def find_facts(page: Page, lexicon: Lexicon) -> tuple[Fact, ...]:
    """The page's facts with provisional ids `p1` …, unique within the page."""
    if not page.words:
        return ()
    sheet = sheet_of(page, lexicon)
    return numbered(made for family in FAMILIES for made in family(sheet, lexicon))
