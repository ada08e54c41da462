"""Days of birth: long before all else on the page, behind somebody's name or beside it."""

from __future__ import annotations

import re
from datetime import date

from packetizer.model import DateRange, Page
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.months import PrintedDate
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.page.once import once_a_page

# "Jane Doe (01/02/1980)", "DOE, JANE - 01/02/1980"
_NAME_BEFORE = re.compile(
    r"[A-Z][A-Za-z'’-]+,?\s(?:[A-Z]\.?\s)?[A-Z][A-Za-z'’-]+[\s,(/|–-]{1,4}(?:b\.?\s?)?$"
)
# "| F 47 | 08.05.1978"
_SEX_BEFORE = re.compile(
    r"\b(?:[MF]|male|female)\b[\s,/|]{0,3}(?:\d{1,3}\s?(?:y/?o?|yrs?)?)?[\s,/|]{0,4}$", re.IGNORECASE
)
_NAME_ALONE = re.compile(r"^[A-Z][A-Za-z'’-]+,?\s(?:[A-Z]\.?\s)?[A-Z][A-Za-z'’-]+(?:\s[A-Z]\.?)?$")
_AT_LEAST = 2022  # papers of a case are not older


def born_behind(sheet: Sheet, cell: Cell, printed: PrintedDate) -> bool:
    """Whether a date long ago stands right behind somebody's name, sex or age."""
    head = cell.text[: printed.start]
    return _long_ago(sheet, printed) and bool(_NAME_BEFORE.search(head) or _SEX_BEFORE.search(head))


def born_beside(sheet: Sheet, cell: Cell, printed: PrintedDate) -> bool:
    """The same where the name has the cell to the left for its own."""
    named = sheet.left_of(cell)
    return named is not None and _long_ago(sheet, printed) and bool(_NAME_ALONE.match(_unlabelled(named)))


def _long_ago(sheet: Sheet, printed: PrintedDate) -> bool:
    """Ten years and more before the paper's latest day; two digits may be of the last century."""
    gap = max(_latest_full(sheet.page).year, _AT_LEAST) - printed.last.year
    return not printed.no_year and (gap >= 10 or (printed.short_year and gap <= -10))


def _unlabelled(cell: Cell) -> str:
    """`Patient Jane Doe` without its label."""
    first = cell.labels[0] if cell.labels else None
    named = first is not None and first.start == 0 and first.role.startswith("name.")
    return cell.text[first.end :].lstrip(" :") if first is not None and named else cell.text


def birth_of(value: date | DateRange, sheet: Sheet) -> date | DateRange:
    """A birth lies in the past: two digits that would be of the future are of the last century."""
    if isinstance(value, date) and value.year > 2000 and value > _latest_full(sheet.page):
        try:
            return value.replace(year=value.year - 100)
        except ValueError:  # the 29th of February
            return value
    return value


@once_a_page
def _latest_full(page: Page) -> date:
    """The latest day that the page prints with a full year: the paper is at least that young."""
    text = " ".join(word.text for word in page.words)
    days = [found.last for found in find_dates(text) if not found.short_year]
    return max(days, default=date(2024, 12, 31))
