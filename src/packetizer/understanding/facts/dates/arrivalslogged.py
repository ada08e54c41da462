"""When a decision came, as a log of calls notes it: `10/24 - decision came`, `Letter of 10/14 came 10/19`.

Whoever keeps one writes in catchwords: who got it is left out, and mostly the year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from packetizer.model import Page
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.datespots import RECEIVED
from packetizer.understanding.facts.dates.months import PrintedDate
from packetizer.understanding.facts.dates.yearless import find_days, in_year
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.lore.daywords import ClauseWords
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import Framed

_SURE = 0.9
_OF_DAY = re.compile(r"\b(?:of|dated|from)\s(?:the\s)?\d{1,2}/\d{1,2}(?:/\d{2,4})?", re.IGNORECASE)
_SLASHED = re.compile(r"(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])")
_SENTENCES = re.compile(r"[.;!?](?:\s|$)")
_LEAD = re.compile(r"\W*(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?", re.IGNORECASE)
_YESTERDAY = re.compile(r"\byesterday\b", re.IGNORECASE)
_CAME = Framed(ClauseWords, r"\b%{logged_decision}\b\W*(?:[A-Za-z']+\s){0,3}?%{came}\b")
_GOT = Framed(
    ClauseWords,
    r"^\W*(?:\d{1,2}:\d\d\s*(?:[ap]m?\b)?)?\W*(?:%{recipients}\s(?:\w+\s)?)?"
    r"%{got}\s(?:[a-z]+\s){0,2}?%{logged_decision}\b",
)
_OTHERWISE = Framed(ClauseWords, r"\b%{logged_otherwise}\b")


@dataclass(frozen=True, slots=True)
class _Entry:
    """What was noted on a day: the day's place, and the cells behind it in its row."""

    at: Cell
    printed: PrintedDate  # with its year
    cells: tuple[Cell, ...]

    @property
    def day(self) -> date:
        return self.printed.last


def logged(pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """The days on which a decision came by the entries of a log."""
    last: date | None = None
    for page in pages:
        sheet = sheet_of(page, lexicon)
        for row in sheet.rows:
            entry = _entry(row, last, lexicon)
            if entry is None:
                continue
            last = entry.day
            for cell in entry.cells:
                yield from _told(sheet, entry, cell, lexicon)


def _entry(row: Sequence[Cell], last: date | None, lexicon: Lexicon) -> _Entry | None:
    """The entry that a row begins; one without a year is of the year in which it follows the `last` one."""
    cell = row[0]
    begin = _LEAD.match(cell.text)
    start = begin.end() if begin is not None else 0
    opening = cell.text[start:].split(" ", 1)[0]
    found = [*find_dates(opening), *find_days(opening, lexicon, in_table=True)]
    if not found or found[0].start or not isinstance(found[0].value, date):
        return None
    dated = found[0]
    if dated.no_year:
        made = in_year(dated, last, ahead=True) if last is not None else None
        if made is None:
            return None
        dated = made
    return _Entry(cell, replace(dated, start=start, end=start + dated.end), tuple(row))


def _told(sheet: Sheet, entry: _Entry, cell: Cell, lexicon: Lexicon) -> Iterator[Draft]:
    """What a cell of an entry says in its sentences: on the day that one names, else on the entry's own."""
    begin = entry.printed.end if cell is entry.at else 0
    for text, start in _sentences(cell.text, begin):
        bare = _OF_DAY.sub(lambda of: "dated".ljust(len(of[0])), text)
        if not _says_it_came(bare, lexicon.clauses):
            continue
        named = find_dates(bare) or find_days(bare, lexicon) or _slashed(bare, lexicon)
        if named:
            printed = in_year(named[0], entry.day) if named[0].no_year else named[0]
            if printed is not None:
                place = (start + printed.start, start + printed.end)
                yield draft(sheet, cell, place, RECEIVED, printed.value, _SURE * printed.sure)
        elif not _YESTERDAY.search(bare):
            place = (entry.printed.start, entry.printed.end)
            yield draft(sheet, entry.at, place, RECEIVED, entry.printed.value, _SURE * entry.printed.sure)


def _says_it_came(text: str, words: ClauseWords) -> bool:
    text = re.sub(r"\s+", " ", text)
    told = _CAME.of(words).search(text) or _GOT.of(words).search(text)
    return told is not None and not _OTHERWISE.of(words).search(text)


def _sentences(text: str, start: int) -> Iterator[tuple[str, int]]:
    for end in (*(stop.start() for stop in _SENTENCES.finditer(text, start)), len(text)):
        if end > start:
            yield text[start:end], start
        start = end + 1


def _slashed(text: str, lexicon: Lexicon) -> tuple[PrintedDate, ...]:
    """Two numbers with a slash: in a sentence that says when something came no score."""
    return tuple(
        replace(day, start=match.start(), end=match.end())
        for match in _SLASHED.finditer(text)
        for day in find_days(match[0], lexicon, in_table=True)
    )
