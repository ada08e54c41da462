"""Dates as US papers print them, and as OCR garbles them. Strict: an impossible day is no date, and nothing
is added that the paper does not say (a lenient library invents dates).

Month comes first, as printed in the United States; day first only where a number proves it (`13/02/2024`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from packetizer.model import DateRange

FIRST_YEAR, LAST_YEAR = 1900, 2079
_LAST_CENTURY = 45  # two digits from here on: births, mostly; nothing on such papers is twenty years ahead


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date or range in a text.

    `swapped` is the other reading where day and month are both possible. `sure` is the chance that the form
    itself was read right: less where letters had to be taken for digits or a year has two digits.
    """

    value: date | DateRange
    start: int
    end: int
    sure: float = 1.0
    swapped: date | DateRange | None = None
    day_first: bool = False  # proven by a day over 12
    month_first: bool = False  # the same, the American way
    short_year: bool = False
    no_year: bool = False  # only a day is printed: the value's year means nothing

    @property
    def last(self) -> date:
        return self.value.last if isinstance(self.value, DateRange) else self.value


MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DIGIT_LIKE = str.maketrans(
    {
        "O": "0",
        "o": "0",
        "Q": "0",
        "D": "0",
        "l": "1",
        "I": "1",
        "|": "1",
        "i": "1",
        "!": "1",
        "S": "5",
        "s": "5",
        "B": "8",
        "Z": "2",
        "z": "2",
    }
)
_LETTER_LIKE = str.maketrans({"0": "o", "1": "l", "|": "l", "5": "s", "8": "b", "6": "b", "4": "a"})

_D = r"[0-9OoQlI|iSsBZz]"
_SEP = r"\s?([/.\-–])\s?"
_NUMERIC = re.compile(
    rf"(?<![\w/$#])(?<!\d[.,])({_D}{{1,4}}){_SEP}({_D}{{1,2}})\s?\2\s?({_D}{{4}}|{_D}{{2}})(?![\w/]|[.,]\d)"
)
# The time of a receipt may be printed on to its date: "21/02/1814:23:01", "2016-07-3113:48".
_WITH_TIME = re.compile(r"(?<![\w/$#])(\d{1,2}|\d{4})([/-])(\d{1,2})\2(\d{4}|\d{2})(?=\d{1,2}:\d{2})")
# A month of which one letter was misread, where its marks and its year leave no doubt that it is one.
_MISNAMED = re.compile(r"(?<![\w/])(\d{1,2})([/-])([A-Za-z]{3})\2((?:19|20)\d{2})(?![\w/-])")
_WORD_MONTH = r"([A-Za-z0O|1][A-Za-z0-9|]{2,9}?)"
_YEAR = r"([12l|I][0-9OolI|ZzSB]{3}|['’]?\d{2}(?![A-Za-z]))"
_DAY = rf"({_D}{{1,2}})(?:\s?(?:st|nd|rd|th|ST|ND|RD|TH))?"
_SOME_YEAR = re.compile(r"\d\d|[12l|I][0-9OolI|ZzSB]{3}")  # no date is without it
_MONTH_FIRST = re.compile(
    rf"(?<![\w/])([A-Za-z0|1][A-Za-z0-9|]{{2,9}}?)(?=[.,\s\-/]|\d)[.,]?[\s\-/]{{0,2}}{_DAY}(?:\s?[,.]\s?|"
    rf"[\s\-/]{{1,2}}){_YEAR}(?![\d/]|\s?,\s?(?:19|20)\d\d)"
)
_DAY_FIRST = re.compile(
    rf"(?<![\w/.])(\d{_D}?|{_D}\d|[lI|](?=\s))(?:\s?(?:st|nd|rd|th|ST|ND|RD|"
    rf"TH))?(?:\s+day)?(?:\s+of)?[\s\-/.,]{{0,2}}{_WORD_MONTH}(?=[.,\s\-/']|"
    rf"\d)[.,]?[\s\-/,']{{0,2}}{_YEAR}(?![\d/])"
)
_MONTH_RANGE = re.compile(
    r"(?<![\w/])([A-Za-z0|1][A-Za-z0-9|]{2,9})\.?\s{1,2}(\d{1,2})\s?(?:-|–|to|through|"
    r"thru)\s?(\d{1,2}),?\s{1,2}(\d{4})(?!\d)"
)
_DAY_FIRST_RANGE = re.compile(
    r"(?<![\w/.-])(\d{1,2})(?:\s([A-Za-z]{3,9})\.?)?\s?(?:-|–|to|through|thru)\s?(\d{1,2})\s([A-Za-z]{3,9})\.?,?\s(\d{4})(?!\d)"
)
_OPEN_RANGE = re.compile(
    r"(?<![\w/$#-])(\d{1,2})/(\d{1,2})\s?(?:-|–|to|through|thru)\s?(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?![\w/])"
)
_MONTH_OPEN_RANGE = re.compile(
    r"(?<![\w/])([A-Za-z]{3,9})\.?\s(\d{1,2})\s?(?:-|–|to|through|"
    r"thru)\s?([A-Za-z]{3,9})\.?\s(\d{1,2}),?\s(\d{4})(?!\d)"
)
_BETWEEN_RANGE = re.compile(
    r"(?<=etween\s)([A-Za-z]{3,9})\.?\s(\d{1,2})\sand\s(?:([A-Za-z]{3,9})\.?\s)?(\d{1,2}),?\s(\d{4})(?!\d)"
)
_COMPACT = re.compile(r"(?<![\w/.$-])(\d{8}|\d{6})(?![\w/]|[.,-]\d)")
_BOXES = re.compile(r"(?<![\w/.$-])(\d{1,2})\s{1,2}(\d{1,2})\s{1,2}(\d{4}|\d{2})(?![\w/]|[.,-]\d)")
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
_JOIN = re.compile(r"^\s?(?:-|–|—|to|through|thru|and ending|until|~)\s?$", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s$", re.IGNORECASE)


@lru_cache(maxsize=8192)
def month_of(word: str) -> tuple[int, bool] | None:
    """The month that a word names, and whether it had to be repaired."""
    plain = word.lower().rstrip(".")
    if plain == "sept":
        return 9, False
    for number, name in enumerate(MONTHS, 1):
        if plain == name or (len(plain) == 3 and plain == name[:3]):
            return number, False
    if not any(char.isalpha() for char in plain):
        return None
    read = plain.translate(_LETTER_LIKE)
    for number, name in enumerate(MONTHS, 1):
        if read in (name[:3], name[:3].replace("i", "l")) or (read == "sept" and number == 9):
            return number, True
        limit = 2 if len(name) >= 8 else 1
        if (
            len(name) >= 5
            and len(read) >= 4
            and Levenshtein.distance(read, name, score_cutoff=limit) <= limit
        ):
            return number, True
    return None


def _number(text: str) -> tuple[int, bool] | None:
    """The number a piece of print shows, and whether letters had to be taken for digits."""
    read = text.translate(_DIGIT_LIKE)
    return (int(read), read != text) if read.isdigit() else None


def _year(text: str) -> tuple[int, bool] | None:
    """The year, and whether only two digits are printed. 45–99 are of the last century."""
    read = text.strip("'’").translate(_DIGIT_LIKE)
    if not read.isdigit() or len(read) not in (2, 4):
        return None
    number = int(read)
    if len(read) == 4:
        return (number, False) if FIRST_YEAR <= number <= LAST_YEAR else None
    return (number + (1900 if number >= _LAST_CENTURY else 2000), True)


def make_date(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none."""
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)


# A day without its year: "February 17", "the 13th of February", "on 2/17".
_MONTH_NAME = (
    r"((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)"
    r"[A-Za-z]{0,6})"
)
_NO_PERIOD = r"(?!\s?(?:-|–|to|through|thru)\s?\d)"
_DAY_OF_MONTH = re.compile(
    rf"(?<![\w/]){_MONTH_NAME}\.?[\s-](\d{{1,2}})(?:st|nd|rd|th)?(?![\w/:%]|[.,]\d|,?\s?['’]?\d{{2,4}}\b){_NO_PERIOD}"
)
_MONTH_OF_DAY = re.compile(
    rf"(?<![\w/.:-])(\d{{1,2}})(?:st|nd|rd|th)?(?:\sday)?(?:\sof)?[\s-]{_MONTH_NAME}"
    r"(?![\w/]|[.,]?\s?['’]?\d{2,4}\b)"
)
_SLASHED = re.compile(rf"(?<![\w/.$#-])(\d{{1,2}})/(\d{{1,2}})(?![\w/:%]|\.\d){_NO_PERIOD}")
# What makes two numbers with a slash a day: "on 2/17", "2/17, 2/20", "Tue 1/14"; "8/10" alone is a score.
_DAY_NEXT = re.compile(
    r"(?:\b(?:on|of|from|dated|since|between|by|until|till|due|dos|date|dates|rec'?d|rcv?'?d|received|"
    r"paid|seen|sent|faxed|mailed|called|filed|denied|appts?|appointments?|yesterday(?=\s?\()|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b[.,:]?(?:\s?\()?|\d/(\d{1,2})\s?(?:,|&|and|,\sand))\s?$",
    re.IGNORECASE,
)
_LIST_GOES_ON = re.compile(r"\s?(?:,|&|and|,\sand)\s?\d{1,2}/(\d{1,2})(?![\w/])")
_LEAP = 2000  # has every day
# "May 6, 8 and 13, 2025", "5, 8 and 12 January": the days of a month one behind the other
_NTH = r"(?:st|nd|rd|th)?"
_AND = r"(?:\s?,\s?(?:and\s|&\s?)?|\s?&\s?|\sand\s)"
_COUNTED = (
    r"mg|mcg|ml|kg|[ap]\.?m\b|days?|weeks?|months?|years?|hours?|minutes?|units?|times|visits?|infusions?|"
    r"sessions?|doses?|treatments?|tablets?"
)
_NO_COUNT = rf"(?![\d:/%-]|\.\d|\s?(?:{_COUNTED}))"
_DAYS_OF_MONTH = re.compile(
    rf"(?<![\w/]){_MONTH_NAME}\.?\s(\d{{1,2}}{_NTH}(?:{_AND}\d{{1,2}}{_NTH}\b)+){_NO_COUNT}"
    r"(?:,?\s{1,2}(\d{4})(?!\d))?"
)
_MANY_DAYS = 4  # that need no "and" before the last to be a list
_TURN = 6  # months at least that a period over the turn of the year seems to run backwards
_NEXT_MONTH = re.compile(rf"{_AND}{_MONTH_NAME}\.?\s\d")
_MONTH_OF_DAYS = re.compile(
    rf"(?<![\w/.$#-])(\d{{1,2}}{_NTH}(?:{_AND}\d{{1,2}}{_NTH}\b)+)(?:\sof)?\s{_MONTH_NAME}(?:,?\s(\d{{4}})(?!\d))?(?![\w/])"
)
# "16 June - 14 July", "July 15-20", "6/16 to 7/14": from a day to a day without a year
_TO = r"\s?(?:-|–|to|through|thru|until)\s?"
_DAY_RANGES = (
    re.compile(
        rf"(?<![\w/]){_MONTH_NAME}\.?\s(\d{{1,2}}){_NTH}{_TO}(?:{_MONTH_NAME}\.?\s)?(\d{{1,2}}){_NTH}(?![\w/:%]|[.,]\d|,?\s?['’]?\d{{2,4}}\b)"
    ),
    re.compile(
        rf"(?<![\w/.:-])(\d{{1,2}}){_NTH}(?:\s{_MONTH_NAME})?{_TO}(\d{{1,2}}){_NTH}\s{_MONTH_NAME}(?![\w/]|[.,]?\s?['’]?\d{{2,4}}\b)"
    ),
)
# "between February 10 and 27", "between 2/10 and 2/27"
_BETWEEN_DAYS = re.compile(
    rf"(?<=etween\s){_MONTH_NAME}\.?\s(\d{{1,2}}){_NTH}\sand\s(?:{_MONTH_NAME}\.?\s)?(\d{{1,2}}){_NTH}(?![\w/:%]|[.,]\d|,?\s?['’]?\d{{2,4}}\b)"
)
_BETWEEN_SLASHED = re.compile(r"(?<=etween\s)(\d{1,2})/(\d{1,2})\sand\s(\d{1,2})/(\d{1,2})(?![\w/:%-]|\.\d)")
_SLASHED_RANGE = re.compile(
    rf"(?<![\w/.$#-])(\d{{1,2}})/(\d{{1,2}}){_TO}(\d{{1,2}})/(\d{{1,2}})(?![\w/:%-]|\.\d)"
)


def find_days(text: str, *, in_table: bool = False) -> tuple[PrintedDate, ...]:
    """The days in a text that stand without a year, from the left; see `in_year`.

    `in_table`: the text opens a table's row, where a day needs no word to be one: `02/17`.
    """
    made = [*_day_ranges(text)]
    for found in (*_days_listed(text, dated=False), *_days_named(text), *_days_slashed(text)):
        if all(found.end <= other.start or found.start >= other.end for other in made):
            made.append(found)
    alone = _SLASHED.fullmatch(text.strip()) if in_table else None
    if alone is not None and not made:
        made += _day_alone(int(alone[1]), int(alone[2]), alone, 0.9)
    return tuple(sorted(made, key=lambda found: found.start))


def _day_ranges(text: str) -> Iterator[PrintedDate]:
    """From a day to a day, both without a year."""
    for match in (*_DAY_RANGES[0].finditer(text), *_BETWEEN_DAYS.finditer(text)):
        yield from _days_between(match, (match[1], match[2]), (match[3] or match[1], match[4]))
    for match in _DAY_RANGES[1].finditer(text):
        yield from _days_between(match, (match[2] or match[4], match[1]), (match[4], match[3]))
    for match in (*_SLASHED_RANGE.finditer(text), *_BETWEEN_SLASHED.finditer(text)):
        if match[2] != match[4]:  # "3/10 - 7/10": of the same whole
            yield from _days_between(match, (match[1], match[2]), (match[3], match[4]))


def _days_between(match: re.Match[str], one: tuple[str, str], two: tuple[str, str]) -> Iterator[PrintedDate]:
    first, last = (_in_leap_year(month, int(day)) for month, day in (one, two))
    if first is None or last is None:
        return
    if first == last:
        yield PrintedDate(first, match.start(), match.end(), 0.93, short_year=True, no_year=True)
        return
    if first > last:
        if first.month - last.month < _TURN:
            return
        first = first.replace(year=_LEAP - 1)  # over the turn of the year
    yield PrintedDate(DateRange(first, last), match.start(), match.end(), 0.93, short_year=True, no_year=True)


def _in_leap_year(month: str, day: int) -> date | None:
    if month.isdecimal():
        return make_date(_LEAP, int(month), day)
    named = month_of(month)
    return make_date(_LEAP, named[0], day) if named is not None else None


def _days_listed(text: str, *, dated: bool) -> Iterator[PrintedDate]:
    """The days of a list that names its month once, and its year, where `dated`, at its end."""
    for pattern, month, days in ((_DAYS_OF_MONTH, 1, 2), (_MONTH_OF_DAYS, 2, 1)):
        for match in pattern.finditer(text):
            numbers = list(re.finditer(r"(\d{1,2})(?:st|nd|rd|th)?", match[days]))
            values = [int(number[1]) for number in numbers]
            named, year = month_of(match[month]), int(match[3] or _LEAP)
            if named is None or bool(match[3]) != dated or values != sorted(set(values)):
                continue
            closed = re.search(r"and|&", match[days]) or _NEXT_MONTH.match(text, match.end())
            if not dated and not closed and len(values) < _MANY_DAYS:
                continue
            made = [make_date(year, named[0], value) for value in values]
            if FIRST_YEAR <= year <= LAST_YEAR and None not in made:
                yield from _listed(match, days, numbers, made, dated)


def _listed(
    match: re.Match[str],
    days: int,
    numbers: list[re.Match[str]],
    made: list[date | None],
    dated: bool,
) -> Iterator[PrintedDate]:
    """Each day at its own place; the first or last with what stands at that end of the list."""
    at = match.start(days)
    starts, ends = [at + number.start() for number in numbers], [at + number.end() for number in numbers]
    starts[0], ends[-1] = match.start(), match.end()
    for value, start, end in zip(made, starts, ends, strict=True):
        if value is not None:
            yield PrintedDate(value, start, end, 0.97, short_year=not dated, no_year=not dated)


def _days_named(text: str) -> Iterator[PrintedDate]:
    for pattern, month, day in ((_DAY_OF_MONTH, 1, 2), (_MONTH_OF_DAY, 2, 1)):
        for match in pattern.finditer(text):
            named = month_of(match[month])
            if named is not None:
                yield from _day_alone(named[0], int(match[day]), match, 0.97)


def _days_slashed(text: str) -> Iterator[PrintedDate]:
    for match in _SLASHED.finditer(text):
        before, after = _DAY_NEXT.search(text, 0, match.start()), _LIST_GOES_ON.match(text, match.end())
        # "8/10 and 4/10": of the same whole, so parts of it
        if any(found is not None and found[1] != match[2] for found in (before, after)):
            yield from _day_alone(int(match[1]), int(match[2]), match, 0.93)


def _day_alone(month: int, day: int, match: re.Match[str], sure: float) -> Iterator[PrintedDate]:
    value = make_date(_LEAP, month, day)
    if value is not None:
        yield PrintedDate(value, match.start(), match.end(), sure, short_year=True, no_year=True)


def in_year(printed: PrintedDate, own: date, *, ahead: bool = False) -> PrintedDate | None:
    """The day in the year that its paper's own date gives it: the last such day that is not after `own`, or,
    `ahead`, the first that is not before."""
    month, day = printed.last.month, printed.last.day
    years = range(own.year, own.year + 9) if ahead else range(own.year, own.year - 9, -1)
    days = (made for year in years if (made := make_date(year, month, day)) is not None)
    last = next((found for found in days if (found >= own if ahead else found <= own)), None)
    if last is None:
        return None
    value: date | DateRange | None = last
    if isinstance(printed.value, DateRange):
        before = printed.value.first
        first = make_date(last.year - (printed.last.year - before.year), before.month, before.day)
        value = DateRange(first, last) if first is not None else None
    return None if value is None else replace(printed, value=value, no_year=False)


@lru_cache(maxsize=2048)
def find_dates(text: str, *, labelled: bool = False) -> tuple[PrintedDate, ...]:
    """The dates in a text, from the left. `labelled` allows bare digits (`030424`, `03 04 24`)."""
    taken: list[PrintedDate] = []
    finders = [_ranges, lambda text: _days_listed(text, dated=True), _spelled, _numeric, _worded, _misnamed]
    if labelled:
        finders.append(_bare)
    for finder in finders:
        for found in finder(text):
            if all(found.end <= other.start or found.start >= other.end for other in taken):
                taken.append(found)
    taken.sort(key=lambda found: found.start)
    return _joined(tuple(taken), text)


def _numeric(text: str) -> Iterator[PrintedDate]:
    for pattern in (_NUMERIC, _WITH_TIME):
        match = pattern.search(text)
        while match is not None:
            made = _numeric_date(text, match)
            if made is not None:
                yield made
            match = pattern.search(text, match.end() if made is not None else match.start() + 1)


def _numeric_date(text: str, match: re.Match[str]) -> PrintedDate | None:
    """What looks like a date and is none hides no date that begins in it: `D.O.B. 09-14-77`."""
    first, separator, second, third = match.groups()
    printed = "".join((first, second, third))
    digits = sum(char.isdigit() for char in printed)
    if separator in "-–" and _goes_on(text, match):
        return None
    if digits < 4 or digits * 3 < len(printed) * 2 or (separator == "." and len(first) == 3):
        return None
    found = _from_parts(first, second, third)
    if found is None or (separator == "." and found.short_year and not _dotted(first, second)):
        return None
    sure = found.sure * (0.97 if separator == "." else 1.0)
    return replace(found, start=match.start(), end=match.end(), sure=sure)


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """`12-03-04-5678`: a number with dashes, not a date with dashes."""
    before, after = text[max(match.start() - 2, 0) : match.start()], text[match.end() : match.end() + 2]
    return bool(re.fullmatch(r"\w-", before) or re.match(r"-\w", after))


def _dotted(first: str, second: str) -> bool:
    """`03.04.24` is a date as often as not; `1.2.24` is a number of a section."""
    return len(first) == 2 and len(second) == 2


def _from_parts(first: str, second: str, third: str) -> PrintedDate | None:
    one, two = _number(first), _number(second)
    if one is None or two is None:
        return None
    repaired = one[1] or two[1] or not third.isdigit()
    sure = 0.85 if repaired else 1.0
    if len(first) == 4:  # year first
        year = _year(first)
        three = _number(third)
        if year is None or three is None or len(third) != 2:
            return None
        value = make_date(year[0], two[0], three[0])
        return None if value is None else PrintedDate(value, 0, 0, sure)
    year = _year(third)
    if year is None or len(first) > 2:
        return None
    return _month_or_day_first(year, one[0], two[0], sure)


def _month_or_day_first(year: tuple[int, bool], one: int, two: int, sure: float) -> PrintedDate | None:
    us, other = make_date(year[0], one, two), make_date(year[0], two, one)
    sure *= 0.98 if year[1] else 1.0
    if us is not None:
        return PrintedDate(
            us, 0, 0, sure, other if other != us else None, month_first=other is None, short_year=year[1]
        )
    if other is not None:
        return PrintedDate(other, 0, 0, sure, day_first=True, short_year=year[1])
    return None


def _worded(text: str) -> Iterator[PrintedDate]:
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
    named, numbered, dated = month_of(month), _number(day), _year(year)
    if named is None or numbered is None or dated is None or (dated[1] and _ended(match)):
        return None
    value = make_date(dated[0], named[0], numbered[0])
    if value is None:
        return None
    repaired = named[1] or numbered[1]
    sure = (0.9 if repaired else 1.0) * (0.97 if dated[1] else 1.0)
    return PrintedDate(value, match.start(), match.end(), sure, short_year=dated[1])


def _misnamed(text: str) -> Iterator[PrintedDate]:
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


def _spelled(text: str) -> Iterator[PrintedDate]:
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
    dated = _year(year)
    if month is None or dated is None:
        return
    value = make_date(dated[0], month[0], day)
    if value is not None:
        sure = _PERHAPS_ROMAN if month[1] else 1.0
        yield PrintedDate(value, match.start(), match.end(), sure, day_first=day > len(MONTHS))


_MONTH_AHEAD = re.compile(rf"(?<!\w){_MONTH_NAME}\.?\s$")
# "May 6, 12 and 30", "July 15-20": of days one behind the other the second is no year.
_SECOND_DAY = re.compile(r"[A-Za-z]\.?\s\d{1,2}[-–]\d\d$")
_MORE_DAYS = re.compile(rf"{_AND}(?:\d|{_MONTH_NAME})|\s(?:{_COUNTED})")


def _ended(match: re.Match[str]) -> bool:
    """Whether the two digits of a date's end are no year: a sentence's end stands before them, as in
    `Jan 30. 30 days to answer`, or they are a day of a list or a range."""
    if re.search(r"\d\.\s\d\d$", match[0]) or _SECOND_DAY.search(match[0]):
        return True
    return bool(re.search(r",\s?\d\d$", match[0]) and _MORE_DAYS.match(match.string, match.end()))


def _bare(text: str) -> Iterator[PrintedDate]:
    for match in _COMPACT.finditer(text):
        digits = match[1]
        found = None
        if len(digits) == 8:
            found = _from_parts(digits[:4], digits[4:6], digits[6:]) or _from_parts(
                digits[:2], digits[2:4], digits[4:]
            )
        else:
            found = _from_parts(digits[:2], digits[2:4], digits[4:])
        if found is not None:
            yield replace(found, start=match.start(), end=match.end(), sure=found.sure * 0.93)
    for match in _BOXES.finditer(text):
        found = _from_parts(match[1], match[2], match[3])
        if found is not None:
            yield replace(found, start=match.start(), end=match.end(), sure=found.sure * 0.95)


def _ranges(text: str) -> Iterator[PrintedDate]:
    """Ranges that share a month or a year: `March 4-8, 2024`, `03/04-03/08/2024`."""
    for match in _MONTH_RANGE.finditer(text):
        month = month_of(match[1])
        if month is not None:
            year = int(match[4])
            yield from _range(
                make_date(year, month[0], int(match[2])), make_date(year, month[0], int(match[3])), match
            )
    for match in (*_MONTH_OPEN_RANGE.finditer(text), *_BETWEEN_RANGE.finditer(text)):
        one, two, year = month_of(match[1]), month_of(match[3] or match[1]), int(match[5])
        if one is not None and two is not None:
            yield from _range(
                make_date(year, one[0], int(match[2])), make_date(year, two[0], int(match[4])), match
            )
    for match in _DAY_FIRST_RANGE.finditer(text):
        one, two, year = month_of(match[2] or match[4]), month_of(match[4]), int(match[5])
        if one is not None and two is not None:
            yield from _range(
                make_date(year, one[0], int(match[1])), make_date(year, two[0], int(match[3])), match
            )
    for match in _OPEN_RANGE.finditer(text):
        dated = _year(match[5])
        if dated is not None:
            numbers = [int(match[i]) for i in range(1, 5)]
            first = make_date(dated[0], numbers[0], numbers[1])
            yield from _range(first, make_date(dated[0], numbers[2], numbers[3]), match)


def _range(first: date | None, last: date | None, match: re.Match[str]) -> Iterator[PrintedDate]:
    """From a day to itself is that day."""
    if first is not None and last is not None and first <= last and FIRST_YEAR <= first.year <= LAST_YEAR:
        value = DateRange(first, last) if first < last else first
        yield PrintedDate(value, match.start(), match.end(), 0.98)


def _joined(found: tuple[PrintedDate, ...], text: str) -> tuple[PrintedDate, ...]:
    """Two dates with a dash or "to" between them become the range that is printed."""
    made: list[PrintedDate] = []
    for item in found:
        before = made[-1] if made else None
        joined = _join(before, item, text) if before is not None else None
        if joined is not None:
            made[-1] = joined
        else:
            made.append(item)
    return tuple(made)


def _join(one: PrintedDate, two: PrintedDate, text: str) -> PrintedDate | None:
    if isinstance(one.value, DateRange) or isinstance(two.value, DateRange):
        return None
    between = text[one.end : two.start].strip() == "and" and _BETWEEN.search(text, 0, one.start)
    if not (between or _JOIN.match(text[one.end : two.start])) or one.value > two.value:
        return None
    sure = min(one.sure, two.sure)
    if one.value == two.value:  # a day from itself to itself
        return replace(one, end=two.end, sure=sure)
    swapped = _swapped(one, two)
    return PrintedDate(
        DateRange(one.value, two.value), one.start, two.end, sure, swapped, one.day_first or two.day_first,
        one.short_year or two.short_year,
    )  # fmt: skip


def _swapped(one: PrintedDate, two: PrintedDate) -> DateRange | None:
    """The other reading of a range, where both its days have one and it runs forward."""
    first, last = one.swapped, two.swapped
    if isinstance(first, date) and isinstance(last, date) and first < last:
        return DateRange(first, last)
    return None
