"""What printed dates are made of: months by name, days and years, also as OCR garbles them.

Strict: an impossible day is no date, and nothing is added that the paper does not say (a lenient library
invents dates).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from packetizer.model import DateRange

FIRST_YEAR, LAST_YEAR = 1900, 2079
LEAP = 2000  # has every day: the year of a day that is printed without one
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


MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip
_DIGIT_LIKE = str.maketrans("OoQDlI|i!SsBZz", "00001111155822")
_LETTER_LIKE = str.maketrans({"0": "o", "1": "l", "|": "l", "5": "s", "8": "b", "6": "b", "4": "a"})
DIGIT = r"[0-9OoQlI|iSsBZz]"  # a digit, or a letter that one is misread as
MONTH_NAME = (
    r"((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)"
    r"[A-Za-z]{0,6})"
)
NTH = r"(?:st|nd|rd|th)?"
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"


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


def number_in(text: str) -> tuple[int, bool] | None:
    """The number a piece of print shows, and whether letters had to be taken for digits."""
    read = text.translate(_DIGIT_LIKE)
    return (int(read), read != text) if read.isdigit() else None


def year_in(text: str) -> tuple[int, bool] | None:
    """The year, and whether only two digits are printed. 45–99 are of the last century."""
    read = re.sub("[ _]", "", text.strip("'’")).translate(_DIGIT_LIKE)
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
