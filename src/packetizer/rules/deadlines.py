"""Date arithmetic of appeal deadlines: pure, no clock, US federal holidays only."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

MissingDay = Literal["last_of_month", "first_of_next_month"]

_MONDAY, _THURSDAY = 0, 3


def add_months(start: date, months: int, missing_day: MissingDay) -> date:
    """The same day `months` later.

    Where that month has no such day: its last day, or the first of the month after it, as the federal
    external-review rule has it ("the first day of the fifth month", 45 CFR 147.136(d)(2)(i)).
    """
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    last = calendar.monthrange(year, month)[1]
    if start.day <= last:
        return date(year, month, start.day)
    return date(year, month, last) + timedelta(days=missing_day == "first_of_next_month")


def add_days(start: date, days: int) -> date:
    """`days` calendar days after `start`, which is not counted itself."""
    return start + timedelta(days=days)


def next_business_day(day: date) -> date:
    """`day` itself, or the next day that is no Saturday, Sunday or federal holiday."""
    while day.weekday() >= 5 or day in federal_holidays(day.year):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=64)
def federal_holidays(year: int) -> frozenset[date]:
    """The days of 5 U.S.C. 6103(a). Its rule (b), "observed", is about pay and leave only."""
    return frozenset(
        {
            date(year, 1, 1),
            _nth(year, 1, _MONDAY, 3),
            _nth(year, 2, _MONDAY, 3),
            _last(year, 5, _MONDAY),
            date(year, 6, 19),
            date(year, 7, 4),
            _nth(year, 9, _MONDAY, 1),
            _nth(year, 10, _MONDAY, 2),
            date(year, 11, 11),
            _nth(year, 11, _THURSDAY, 4),
            date(year, 12, 25),
        }
    )


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def _last(year: int, month: int, weekday: int) -> date:
    last = date(year, month, calendar.monthrange(year, month)[1])
    return last - timedelta(days=(last.weekday() - weekday) % 7)
