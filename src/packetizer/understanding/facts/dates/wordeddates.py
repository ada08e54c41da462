"""Dates whose month is a word or a Roman numeral: `March 4, 2024`, `4 Mar 24`, `the ninth of March, 2026`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from packetizer.understanding.facts.dates.daylists import AND, COUNTED
from packetizer.understanding.facts.dates.months import (
    DIGIT,
    MONTH_NAME,
    MONTHS,
    WEEKDAY,
    PrintedDate,
    make_date,
    month_of,
    number_in,
    year_in,
)

# A month of which one letter was misread, where its marks and its year leave no doubt that it is one.
_MISNAMED = re.compile(r"(?<![\w/])(\d{1,2})([/-])([A-Za-z]{3})\2((?:19|20)\d{2})(?![\w/-])")
_WORD_MONTH = r"([A-Za-z0O|1][A-Za-z0-9|]{2,9}?)"
# "20__" is printed on checks and forms, and the rest of the year written behind it: "June 11 20 25".
_YEAR = r"([12l|I][0-9OolI|ZzSB]{3}|20[ _]{1,3}[1-3]\d(?![\w:.,/-]|\s\d)|['’]?\d{2}(?![A-Za-z]))"
_DAY = rf"({DIGIT}{{1,2}})(?:\s?(?:st|nd|rd|th|ST|ND|RD|TH))?"
_SOME_YEAR = re.compile(r"\d\d|[12l|I][0-9OolI|ZzSB]{3}")  # no date is without it
_MONTH_FIRST = re.compile(
    rf"(?<![\w/])([A-Za-z0|1][A-Za-z0-9|]{{2,9}}?)(?=[.,\s\-/]|\d)[.,]?[\s\-/]{{0,2}}{_DAY}(?:\s?[,.]\s?|"
    rf"[\s\-/]{{1,2}}|,?\s?\((?i:{WEEKDAY})\.?\),?\s?){_YEAR}(?![\d/]|\s?,\s?(?:19|20)\d\d)"
)
_DAY_FIRST = re.compile(
    rf"(?<![\w/.])(\d{DIGIT}?|{DIGIT}\d|[lI](?=\s))(?:\s?(?:st|nd|rd|th|ST|ND|RD|"
    rf"TH))?(?!,\s?[A-Za-z]+\.?\s\d\d(?!\d))"
    rf"(?:\s+day)?(?:\s+of)?[\s\-/.,]{{0,2}}{_WORD_MONTH}(?=[.,\s\-/']|"
    rf"\d)[.,]?[\s\-/,']{{0,2}}{_YEAR}(?![\d/]|\s?,\s?(?:19|20)\d\d)"
)
# Days in words, and months as Romans and Spaniards write them: "the ninth of March, 2026", "23.III.2026".
_UNITS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEENS = ("thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth")
_ORDINALS = (
    *(*_UNITS, "tenth", "eleventh", "twelfth", *_TEENS, "twentieth"),
    *(*(f"twenty-{unit}" for unit in _UNITS), "thirtieth", "thirty-first"),
)
_ORDINAL = rf"({'|'.join(sorted(_ORDINALS, key=len, reverse=True)).replace('-', '[- ]')})"
_SPELLED_DAY = re.compile(
    rf"\b{_ORDINAL}(?:\s+day)?\s+of\s+([a-z]{{3,9}}),?\s+(?:of\s+)?(\d{{4}})(?!\d)", re.IGNORECASE
)
_THE_DAY = re.compile(
    rf"\b([a-z]{{3,9}})\s+the\s+(?:{_ORDINAL}|(\d{{1,2}})(?:st|nd|rd|th)?),?\s+(\d{{4}})(?!\d)", re.IGNORECASE
)
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_ROMAN_MONTH = re.compile(
    r"(?<![\w/.$#-])(\d{1,2})(\.\s?|[/-])(VIII|VII|VI|V|IV|IX|XII|XI|X|III|II|I)\2(\d{4})(?![\w/-])"
)
_SPANISH = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
            "noviembre", "diciembre")  # fmt: skip
_SPANISH_NAME = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _SPANISH)
_SPANISH_DAY = re.compile(
    rf"(?<![\w/.-])(\d{{1,2}})[º°]?(?:\s+de\s+|\s|/|-)({_SPANISH_NAME})\.?(?:,|\s+del?)?(?:\s+|/|-)(\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"(?<![\w/.-])((?:19|20)\d{2})[\s,-]{1,2}([A-Za-z]{3,9})\.?[\s-](\d{1,2})(?![\w/:.-]|,?\s?\d{4})"
)
_PERHAPS_ROMAN = 0.85  # "5.I.2026" may be a 1 misread
_MONTH_AHEAD = re.compile(rf"(?<!\w){MONTH_NAME}\.?\s$")
_MONTH_BEHIND = re.compile(rf"(?:st|nd|rd|th)?\s{MONTH_NAME}\b(?!\.?\s\d)")
# "May 6, 12 and 30", "July 15-20": of days one behind the other the second is no year.
_SECOND_DAY = re.compile(r"[A-Za-z]\.?\s\d{1,2}[-–]\d\d$")
_MINUTES = re.compile(r":\d\d")
_MORE_DAYS = re.compile(rf"{AND}(?:\d|{MONTH_NAME})|\s(?:{COUNTED})")


def worded(text: str) -> Iterator[PrintedDate]:
    """Dates with a named month, the one that begins first before those it overlaps: `24 MAR 18 09:12`."""
    if _SOME_YEAR.search(text) is None:
        return
    found = [*_worded_by(_MONTH_FIRST, text, month=1, day=2), *_worded_by(_DAY_FIRST, text, month=2, day=1)]
    yield from sorted(found, key=lambda item: item.start)


def _worded_by(pattern: re.Pattern[str], text: str, month: int, day: int) -> Iterator[PrintedDate]:
    """The dates of one form; what only looks like one hides none that begins in it: `Issued 16-Jun-2024`."""
    match = pattern.search(text)
    while match is not None:
        made = _from_words(match[month], match[day], match[3], match)
        if made is not None:
            yield made
        match = pattern.search(text, match.end() if made is not None else match.start() + 1)


def _from_words(month: str, day: str, year: str, match: re.Match[str]) -> PrintedDate | None:
    if match[1] == day and _MONTH_AHEAD.search(match.string, 0, match.start()) and "," in match[0]:
        return None  # "Jul 9, Jul 11": the 9 is of the month before it
    named, numbered, dated = month_of(month), number_in(day), year_in(year)
    if named is None or numbered is None or dated is None or (dated[1] and _ended(match)):
        return None
    value = make_date(dated[0], named[0], numbered[0])
    if value is None:
        return None
    repaired = named[1] or numbered[1]
    sure = (0.9 if repaired else 1.0) * (0.97 if dated[1] else 1.0)
    return PrintedDate(value, match.start(), match.end(), sure, short_year=dated[1])


def misnamed(text: str) -> Iterator[PrintedDate]:
    """`14/dun/2017`: the one month that shares two of its three letters; two such months are none."""
    for match in _MISNAMED.finditer(text):
        read = match[3].lower()
        near = [
            number
            for number, name in enumerate(MONTHS, 1)
            if sum(one == other for one, other in zip(read, name[:3], strict=True)) == 2
        ]
        value = make_date(int(match[4]), near[0], int(match[1])) if len(near) == 1 else None
        if value is not None:
            yield PrintedDate(value, match.start(), match.end(), 0.85)


def spelled(text: str) -> Iterator[PrintedDate]:
    """Dates whose day is a word, or whose month is a Roman numeral or Spanish."""
    for match in _SPELLED_DAY.finditer(text):
        yield from _on_day(match[3], month_of(match[2]), _ordinal(match[1]), match)
    for match in _THE_DAY.finditer(text) if "the" in text.lower() else ():
        day = _ordinal(match[2]) if match[2] else int(match[3])
        yield from _on_day(match[4], month_of(match[1]), day, match)
    for match in _ROMAN_MONTH.finditer(text):
        month = _ROMANS.index(match[3]) + 1
        yield from _on_day(match[4], (month, match[3] == "I"), int(match[1]), match)
    for match in _SPANISH_DAY.finditer(text):
        month = next(at for at, name in enumerate(_SPANISH, 1) if name.startswith(match[2].lower()))
        yield from _on_day(match[3], (month, False), int(match[1]), match)
    for match in _YEAR_FIRST.finditer(text):
        named = month_of(match[2])
        if named is not None and not named[1]:
            yield from _on_day(match[1], named, int(match[3]), match)


def _ordinal(word: str) -> int:
    return _ORDINALS.index("-".join(word.lower().replace("-", " ").split())) + 1


def _on_day(
    year: str, month: tuple[int, bool] | None, day: int, match: re.Match[str]
) -> Iterator[PrintedDate]:
    dated = year_in(year)
    if month is None or dated is None:
        return
    value = make_date(dated[0], month[0], day)
    if value is not None:
        sure = _PERHAPS_ROMAN if month[1] else 1.0
        yield PrintedDate(value, match.start(), match.end(), sure, day_first=day > len(MONTHS))


def _ended(match: re.Match[str]) -> bool:
    """Whether the two digits of a date's end are no year: a sentence's end stands before them, as in
    `Jan 30. 30 days to answer`, they are a day of a list or a range as in `5 Jan, 12 Jan`, or the hour of
    `Feb 11, 10:00`."""
    if _MINUTES.match(match.string, match.end()):
        return True
    if _MONTH_BEHIND.match(match.string, match.end()):
        return True
    if re.search(r"\d\.\s\d\d$", match[0]) or _SECOND_DAY.search(match[0]):
        return True
    return bool(re.search(r",\s?\d\d$", match[0]) and _MORE_DAYS.match(match.string, match.end()))
