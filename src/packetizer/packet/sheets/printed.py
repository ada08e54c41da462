"""How values are printed on our sheets: US dates, dollars, page ranges, a phrase of dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce

_MONTHS = (  # in English, whatever the locale
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def long_date(day: date) -> str:
    """March 4, 2026"""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def short_date(day: date | None) -> str:
    """Mar 4, 2026; a dash where there is none."""
    return f"{_MONTHS[day.month - 1][:3]} {day.day}, {day.year}" if day else "–"


def dollars(amount: Decimal | None) -> str:
    """1,234.50; a dash where there is none."""
    return f"{amount:,.2f}" if amount is not None else "–"


def stated_sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """None where no paper prints an amount: that is not zero."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def pages(first: int, last: int) -> str:
    """4 or 4–9"""
    return str(first) if first == last else f"{first}–{last}"


def count(number: int, noun: str) -> str:
    """1 page, 2 pages"""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def days(found: Sequence[date], *, few: int = 4) -> str:
    """Each day where they are few, else how many and the first and last."""
    if len(found) > few:
        return f"{len(found)} dates, {short_date(found[0])} to {short_date(found[-1])}"
    return "; ".join(short_date(day) for day in found)


def listed(parts: Iterable[str], *, few: int = 6) -> str:
    """Parts with commas; past `few` of them only how many more."""
    all_parts = list(parts)
    rest = len(all_parts) - few
    return ", ".join(all_parts[:few]) + (f" and {rest} more" if rest > 0 else "")


def together(parts: Iterable[str]) -> str:
    """One; one and two; one, two and three"""
    *first, last = list(parts) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def letter_number(letter: str) -> int:
    """1 for A … 26 for Z, 27 for AA."""
    return reduce(lambda number, char: number * 26 + ord(char) - ord("A") + 1, letter, 0)
