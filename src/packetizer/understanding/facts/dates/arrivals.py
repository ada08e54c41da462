"""When a decision came: a note on the letter ("rec'd 10/27"), or what its reader tells in another paper.

Such a day starts the clock of an appeal. It is no deadline, and not the day on which an insurer got
something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from packetizer.model import TELLS_RECEIPT, Page
from packetizer.understanding.facts.dates.arrivalslogged import logged
from packetizer.understanding.facts.dates.clausedays import Clause
from packetizer.understanding.facts.dates.datespots import DatedSpot
from packetizer.understanding.facts.dates.find import all_spots, date_draft
from packetizer.understanding.facts.dates.yearless import in_year
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.making import Draft, overlapping
from packetizer.understanding.lore.daywords import ClauseWords, DayWords
from packetizer.understanding.lore.entries import TypeRole
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import Framed

RECEIVED = "date.received"
_LOG = "phone_log"
_NOTED = Framed(DayWords, r"\W*%{arrived}\W*(?:on\W*)?")
_NOTE_ENDS = Framed(DayWords, r"\W*(?:%{arrived_by}\W*)?")
# "I got the appeal letter yesterday (", "your letter, which I received on"
_GOT = Framed(ClauseWords, r"\b%{recipients}\s(?:\w+\s){0,2}%{got}\b(?P<what>[^.;]{0,60})$")
_CAME = Framed(ClauseWords, r"\b%{own_decision}(?P<what>[^.;\d]{0,24}\b%{came}\b[^.;\d]{0,24})$")
_DECISION = Framed(ClauseWords, r"\b%{own_decision}")
_DATED = re.compile(r"\b(?:dated|of|from)\s(?:the\s)?$", re.IGNORECASE)
_OF_IT = re.compile(r"^\W*(?:it\W*|this\W*)?(?:on\W*|yesterday\W*|today\W*)*$", re.IGNORECASE)
_LATEST = timedelta(days=60)
_SURE = 0.9


def told(
    kind: str, role: TypeRole, drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon
) -> list[Draft]:
    """The drafts with the days on which a decision came, in place of what else was made of those days."""
    if role.denies is True:
        own = next((item.value for item in drafts if item.dates_paper), None)
        found = list(_noted(own, pages, lexicon)) if isinstance(own, date) else []
    else:
        tell = logged if kind == _LOG else _told
        found = list(tell(pages, lexicon)) if kind in TELLS_RECEIPT else []
    kept = [
        item
        for item in drafts
        if not item.kind.startswith("date.") or not any(overlapping(item, made) for made in found)
    ]
    return [*kept, *found]


def _noted(own: date, pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """A note that stands alone on the letter, of a day soon after its own."""
    for page in pages:
        for spot in all_spots(page, lexicon):
            before, after = spot.cell.text[: spot.printed.start], spot.cell.text[spot.printed.end :]
            noted = _NOTED.of(lexicon.days).fullmatch(before) and _NOTE_ENDS.of(lexicon.days).fullmatch(after)
            made = _drafted(page, spot, own, lexicon, ahead=True) if noted else None
            if made is not None and isinstance(made.value, date) and own <= made.value <= own + _LATEST:
                yield made


def _told(pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """What somebody writes who got it; a day without a year is the last such day before the page's latest."""
    for page in pages:
        sheet, spots = sheet_of(page, lexicon), all_spots(page, lexicon)
        latest = max((spot.printed.last for spot in spots if not spot.printed.no_year), default=None)
        for spot in spots:
            if _is_told(Clause.of(sheet, spot.cell, spot.printed).before, lexicon.clauses):
                made = _drafted(page, spot, latest, lexicon)
                if made is not None and isinstance(made.value, date):
                    yield made


def _is_told(before: str, words: ClauseWords) -> bool:
    """Whether what leads up to a day says that a decision came then; not that it is dated so."""
    came, got = _CAME.of(words).search(before), _GOT.of(words).search(before)
    if _DATED.search(before) or (came is None and got is None):
        return False
    if came is not None:
        return True
    what = got["what"] if got is not None else ""
    decided = _DECISION.of(words)
    return decided.search(what) is not None or (
        _OF_IT.match(what) is not None and decided.search(before) is not None
    )


def _drafted(
    page: Page, spot: DatedSpot, near: date | None, lexicon: Lexicon, *, ahead: bool = False
) -> Draft | None:
    """The day as one of receipt; without a year it takes that of the day near it."""
    printed = spot.printed
    if printed.no_year:
        dated = in_year(printed, near, ahead=ahead) if near is not None else None
        if dated is None:
            return None
        printed = dated
    return replace(
        date_draft(sheet_of(page, lexicon), replace(spot, printed=printed), RECEIVED, _SURE), by_sender=False
    )
