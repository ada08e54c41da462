"""What the words around a date say of its role, where no label names it: a fitted model, see `wordmodel`.

`bench/fit_days.py` fits it on dates whose role is known, by the same signs as are looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from packetizer.model import DateRange
from packetizer.understanding.facts.codes import codes_in
from packetizer.understanding.facts.dates import NONE, PLAIN, DatedSpot
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.money import money_spots
from packetizer.understanding.facts.phrases import skeleton

NO_ROLE = ""
OPEN = (NONE, PLAIN)  # the roles that the rules leave to other evidence
_WORD = re.compile(r"[a-z]+|[$%]|\d+")
_NUMBER = re.compile(
    r"\d+|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_BEFORE, _AFTER = 110, 60  # characters that are looked at
_WORDS_BEFORE, _WORDS_AFTER, _WORDS_BESIDE = 9, 6, 7
_STEM = 7  # letters
_LIST = re.compile(r"^[\s,;&|/]*(?:and|or)?[\s,;&|]*(?:(?:again )?on )?$", re.IGNORECASE)
_LINE = 30  # characters of a line that running text fills
_SENTENCE_END = re.compile(r".*[.;!?]\s(?=\S)", re.DOTALL)
_YEAR_DAYS = 365
_OWN = ("date.letter", "date.service", PLAIN)  # a paper's own date, as far as labels tell


def signs(sheet: Sheet, spots: Sequence[DatedSpot], at: int, kind: str, first_page: bool) -> frozenset[str]:
    """The signs of one of a page's dates on a paper of this type."""
    spot = spots[at]
    return frozenset(
        (
            *_words_around(sheet, spots, at),
            *_layout(sheet, spot),
            *_among(spots, at),
            f"type={kind}",
            f"type={kind} page1={first_page} y={int(spot.cell.box.y0 * 3)}",
        )
    )


def _words(text: str) -> list[str]:
    """Words cut to their stems; letters that readers take for one another are one, numbers a #."""
    words = [
        "#" if _NUMBER.fullmatch(word) else skeleton(word[:_STEM]) for word in _WORD.findall(text.lower())
    ]
    return [word for at, word in enumerate(words) if word != "#" or not at or words[at - 1] != "#"]


def _bag(head: str, words: Sequence[str]) -> Iterator[str]:
    yield from (f"{head}:{word}" for word in words)
    yield from (f"{head}:{one}_{two}" for one, two in pairwise(words))


def _words_around(sheet: Sheet, spots: Sequence[DatedSpot], at: int) -> Iterator[str]:
    spot = spots[at]
    cell, end = spot.cell, spot.printed.end
    start = _list_start(spots, at)
    if start < spot.printed.start:
        yield "listed"
    text = _running_before(sheet, cell, start)
    before = _words(text)[-_WORDS_BEFORE:]
    yield from _bag("b", before)
    yield from (f"b{place}={word}" for place, word in enumerate(reversed(before[-3:]), 1))
    yield from (f"s:{word}" for word in _words(_SENTENCE_END.sub("", text)))
    after = _words(cell.text[end : end + _AFTER])[:_WORDS_AFTER]
    yield from _bag("f", after)
    yield from (f"f1={word}" for word in after[:1])
    if not any(char.isalpha() for char in cell.text[:start]):
        yield "opens"
        yield from _words_beside(sheet, cell)
        yield from _words_over(sheet, spot)
    for label in [label for label in cell.labels if label.end <= start][-1:]:
        yield f"label={label.role}"
    if sheet.lexicon.drug_phrases.first(cell.skeleton) is not None:
        yield "drug"


def _list_start(spots: Sequence[DatedSpot], at: int) -> int:
    """Where the list begins that a date goes on: of "on 2/17, 2/20 and 2/24" all three stand after "on"."""
    start = spots[at].printed.start
    for before in reversed(spots[:at]):
        if before.cell is not spots[at].cell or not _LIST.match(before.cell.text[before.printed.end : start]):
            break
        start = before.printed.start
    return start


def _running_before(sheet: Sheet, cell: Cell, start: int) -> str:
    """The text before a date, from the line above where that runs on."""
    own = cell.text[max(0, start - _BEFORE) : start]
    if start >= _BEFORE or cell.place or not cell.row:
        return own
    row = sheet.rows[cell.row - 1]
    runs_on = len(row) == 1 and len(row[0].text) > _LINE and len(cell.text) > _LINE
    return f"{row[0].text[-(_BEFORE - start) :]} {own}" if runs_on else own


def _words_beside(sheet: Sheet, cell: Cell) -> Iterator[str]:
    left = sheet.left_of(cell)
    while left is not None and not any(char.isalpha() for char in left.text):
        left = sheet.left_of(left)
    if left is not None:
        words = _words(left.text[-60:])[-_WORDS_BESIDE:]
        yield from _bag("l", words)
        yield from (f"l1={word}" for word in words[-1:])
        yield from (f"left={label.role}" for label in left.labels[-1:])


def _words_over(sheet: Sheet, spot: DatedSpot) -> Iterator[str]:
    """What stands over the date: right over it, or as the head of its column."""
    for other in sheet.above(spot.box, spot.cell.row, 25):
        if sum(char.isalpha() for char in other.text) < 3:
            continue
        if len(other.text) <= 2 * _LINE:
            yield from _bag(
                "a" if other.row == spot.cell.row - 1 else "h", _words(other.text)[:_WORDS_BESIDE]
            )
            yield from (f"over={label.role}" for label in other.labels[-1:])
        return


def _layout(sheet: Sheet, spot: DatedSpot) -> Iterator[str]:
    cell = spot.cell
    row = sheet.rows[cell.row]
    yield f"cells={min(len(row), 5)}"
    yield f"place={min(cell.place, 4)}"
    if cell.place == len(row) - 1:
        yield "last"
    rest = len(cell.text) - (spot.printed.end - spot.printed.start)
    yield "alone" if rest < 3 else "short" if rest < _LINE else "prose"
    yield f"y={int(cell.box.y0 * 5)}"
    others = [other for other in row if other is not cell]
    yield from (f"r:{word}" for other in others[:5] for word in _words(other.text)[:4])
    if any(codes_in(other.text) for other in row):
        yield "code in row"
    if any(money.cell.row == cell.row for money in money_spots(sheet.page, sheet.lexicon)):
        yield "amount in row"


def _among(spots: Sequence[DatedSpot], at: int) -> Iterator[str]:
    """The date among the dates of its page: how far before the latest, how often, in which form."""
    printed = spots[at].printed
    yield "no year" if printed.no_year else "short year" if printed.short_year else "full year"
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
