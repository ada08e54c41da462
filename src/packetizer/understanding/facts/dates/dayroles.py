"""What the words around a date say of its role, where no label names it: a fitted model, see `wordmodel`.

`bench/fit_days.py` fits it on dates whose role is known, by the same signs as are looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from packetizer.model import DateRange
from packetizer.understanding.facts.dates.datespots import NONE, PLAIN, DatedSpot
from packetizer.understanding.facts.layout import Sheet
from packetizer.understanding.facts.money.find import money_spots, role_of
from packetizer.understanding.facts.numbers.codes import codes_in
from packetizer.understanding.facts.surroundings import Spot, place_in_row, words_around, words_on

OPEN = (NONE, PLAIN)  # the roles that the rules leave to other evidence
_LIST = re.compile(r"^[\s,;&|/]*(?:and|or)?[\s,;&|]*(?:(?:again )?on )?$", re.IGNORECASE)
# "N. Brandvold MD", "Kofi Ampofo", "/s/ T. Oduya, RN"
_NAME = re.compile(
    r"(?:/?[sS]/\s?)?[A-Z][\w'’-]*\.?\s(?:[A-Z]\.?\s)?[A-Z][a-z'’-]+[\w'’-]*(?P<title>,?\s(?:[A-Z][A-Za-z]?\.?){2,4}-?[A-Z]*)?"
    r"[,:\s]*(?:\(signed\))?$"
)
_REST = 8  # characters
_YEAR_DAYS = 365
_OWN = ("date.letter", "date.service", PLAIN)  # a paper's own date, as far as labels tell


def signs(sheet: Sheet, spots: Sequence[DatedSpot], at: int, kind: str, first_page: bool) -> frozenset[str]:
    """The signs of one of a page's dates on a paper of this type."""
    dated = spots[at]
    spot = Spot(dated.cell, dated.printed.start, dated.printed.end, _list_start(spots, at))
    return frozenset(
        (
            *words_around(sheet, spot),
            *place_in_row(sheet, spot),
            *words_on(sheet, spot),
            *_company(sheet, dated),
            *_among(spots, at),
            *_after_name(sheet, dated),
            f"type={kind}",
            f"type={kind} page1={first_page} y={int(dated.cell.box.y0 * 3)}",
        )
    )


def _list_start(spots: Sequence[DatedSpot], at: int) -> int:
    """Where the list begins that a date goes on: of "on 2/17, 2/20 and 2/24" all three stand after "on"."""
    start = spots[at].printed.start
    for before in reversed(spots[:at]):
        if before.cell is not spots[at].cell or not _LIST.match(before.cell.text[before.printed.end : start]):
            break
        start = before.printed.start
    return start


def _company(sheet: Sheet, spot: DatedSpot) -> Iterator[str]:
    """What stands in the date's line and row."""
    row = sheet.rows[spot.cell.row]
    if sheet.lexicon.drug_phrases.first(spot.cell.skeleton) is not None:
        yield "drug"
    if any(codes_in(other.text) for other in row):
        yield "code in row"
    beside = [money for money in money_spots(sheet.page, sheet.lexicon) if money.cell.row == spot.cell.row]
    if beside:
        yield "amount in row"
        yield f"first amount {'is taken off' if beside[0].printed.value < 0 else role_of(beside[0])}"
    yield from (f"beside {role_of(money)}" for money in beside)


def _after_name(sheet: Sheet, spot: DatedSpot) -> Iterator[str]:
    """Whether somebody's name stands right before the date, with a title behind it, as one signs."""
    cell = spot.cell
    head = cell.text[: spot.printed.start].strip()
    left = sheet.left_of(cell)
    if not head and left is not None:
        head = left.text.strip()
    found = _NAME.search(head)
    if found is None:
        return
    how = "titled" if found["title"] else "plain"
    last = cell.place == len(sheet.rows[cell.row]) - 1 and len(cell.text) - spot.printed.end < _REST
    yield f"{how} name ahead"
    if last:
        yield f"{how} name ahead, last"
    if last and head == found[0]:
        yield f"{how} name and date alone"


def _among(spots: Sequence[DatedSpot], at: int) -> Iterator[str]:
    """The date among the dates of its page: how far before the latest, how often, in which form."""
    printed = spots[at].printed
    yield "no year" if printed.no_year else "short year" if printed.short_year else "full year"
    if "day of" in spots[at].cell.text[printed.start : printed.end]:
        yield "the nth day of"
    yield f"nth={min(at, 4)}"
    yield f"n={min(len(spots), 6)}"
    yield f"same={min(3, sum(other.printed.value == printed.value for other in spots))}"
    if isinstance(printed.value, DateRange):
        yield "range"
    if spots[at].stamped:
        yield "stamp"
    if printed.no_year:
        return
    own = next((spot.printed.last for spot in spots if spot.role in _OWN and not spot.printed.no_year), None)
    if own is not None and own != printed.last:
        yield "after own" if printed.last > own else "before own"
    full = [other.printed.last for other in spots if not other.printed.short_year]
    latest = max(full, default=printed.last)
    gap = (latest - printed.last).days
    yield (
        "old" if gap > 10 * _YEAR_DAYS else "year ago" if gap > _YEAR_DAYS else "months ago" if gap > 60
        else "before" if gap > 0 else "latest"
    )  # fmt: skip
