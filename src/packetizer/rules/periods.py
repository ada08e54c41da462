"""How long and when a drug was taken, from the words printed beside it: pure text, no guesses.

A month stands for all of its days, so a length is a least and a most: "06/2025 to 10/2025" is 13 to 22 weeks.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_NAMED = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"
_LENGTH = re.compile(
    r"(\d+(?:\.\d+)?)\s*(?:\+|(?:-|–|to)\s*(\d+(?:\.\d+)?))?\s*-?\s*(w[ec]{1,2}k|wk|month|mo|day|year|yr)s?\b"
    r"(?![\s-]*(?:old|ago)\b)",  # an age, or a day in the past
    re.IGNORECASE,
)
_LONGEST_MONTH = 31
_WEEKS = {"day": 1 / 7, "wk": 1.0, "month": 4.345, "mo": 4.345, "year": 52.18, "yr": 52.18}
_DAY = re.compile(
    rf"(?P<m>\d{{1,2}})[/.-](?P<d>\d{{1,2}})[/.-](?P<y>(?:19|20)\d\d|\d\d)(?!\d)"
    rf"|(?P<m2>\d{{1,2}})[/-](?P<y2>(?:19|20)\d\d)(?!\d)"
    rf"|\b(?P<n>{_NAMED})\s+(?:(?P<d3>\d{{1,2}}),?\s+)?(?P<y3>(?:19|20)\d\d)\b"
    rf"|\b(?P<n4>{_NAMED})\s*(?:-|–|to|until|through)\s*(?={_NAMED}\s+(?P<y4>(?:19|20)\d\d))"
    rf"|\b(?P<y6>(?:19|20)\d\d)-(?P<m6>0[1-9]|1[0-2])(?:-(?P<d6>\d\d))?(?![\d-]*\d)"
    rf"|\b(?P<y5>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A day that is known to lie between two days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Weeks:
    """A length in weeks, at least and at most."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Period:
    """When it began and ended; None where that is not printed."""

    begun: Span | None = None
    ended: Span | None = None

    def __str__(self) -> str:
        return " to ".join(_as_printed(span) for span in (self.begun, self.ended) if span)


def _as_printed(span: Span) -> str:
    """The month; of a year without one the year."""
    whole = (span.last - span.first).days > _LONGEST_MONTH
    return str(span.first.year) if whole else str(span.first)[:7]


def printed_length(text: str) -> Weeks | None:
    """The first length that a text names: "14 weeks", "6-8 weeks" (at least 6), "3 months"."""
    match = _LENGTH.search(text)
    if match is None:
        return None
    unit = _WEEKS.get(match[3].lower(), 1.0)  # else weeks, also misread ("wecks")
    return Weeks(float(match[1]) * unit, float(match[2] or match[1]) * unit)


def printed_period(text: str) -> Period:
    """The first and the last day that a text names; one alone is when it began."""
    spans = list(_spans(text))
    if not spans:
        return Period()
    return Period(spans[0], spans[-1] if len(spans) > 1 else None)


def period_length(period: Period) -> Weeks | None:
    """The weeks from beginning to end; None where either is not printed, or they contradict each other."""
    begun, ended = period.begun, period.ended
    if begun is None or ended is None or ended.last < begun.first:
        return None
    least, most = (ended.first - begun.last).days / 7, (ended.last - begun.first).days / 7
    return Weeks(max(least, 0.0), most)


def _spans(text: str) -> Iterator[Span]:
    for match in _DAY.finditer(text):
        year = next((match[name] for name in ("y", "y2", "y3", "y4", "y5", "y6") if match[name]), "")
        month = (
            match["m"]
            or match["m2"]
            or match["m6"]
            or _MONTHS.get((match["n"] or match["n4"] or "")[:3].lower(), 0)
        )
        span = _span(
            int(year) + (2000 if len(year) == 2 else 0),
            int(month),
            int(match["d"] or match["d3"] or match["d6"] or 0),
        )
        if span is not None:
            yield span


def _span(year: int, month: int, day: int) -> Span | None:
    """A day, a month (day 0) or a year (month 0); None where there is no such day."""
    try:
        if not month:
            return Span(date(year, 1, 1), date(year, 12, 31))
        if not day:
            return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        return Span(date(year, month, day), date(year, month, day))
    except (ValueError, calendar.IllegalMonthError):
        return None
