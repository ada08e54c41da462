"""Dates and what they are of: letter, service, receipt, deadline, payment, signature, birth.

The words that name a date stand before it on its line, in the cell to its left, or above it; in running text
they may end on the line before. A date that nothing names is left for `settle`, which knows the paper's type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from packetizer.model import Box, DateRange, Page
from packetizer.understanding.facts.amounts import find_amounts
from packetizer.understanding.facts.calendar import find_dates
from packetizer.understanding.facts.clausedays import said_of
from packetizer.understanding.facts.layout import Cell, Label, Sheet, find_labels, overlap, sheet_of
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.facts.months import PrintedDate
from packetizer.understanding.facts.once import once_a_page
from packetizer.understanding.facts.phrases import skeleton
from packetizer.understanding.facts.signing import signature_of, stamp_of
from packetizer.understanding.facts.under import label_under
from packetizer.understanding.facts.yearless import find_days, in_year
from packetizer.understanding.lexicon import Lexicon

_ALONE = ("date.birth", "date.letter", "date.received", "date.deadline")  # no column has these from its first
PLAIN, OTHER, NONE = "date.plain", "date.other", ""
PROCESSED = "date.processed"  # when a claim was: an own date where no other is printed
PRINTED = "date.printed"
RECEIVED = "date.received"
SERVICE = "date.service"
DONE = "date.completed"  # of a form: whatever the form's own date is
REPORTED = "date.reported"  # results, by who made them: a letter's day beside that of the test
ENTERED = "date.entered"  # a request, into the insurer's own pages
SENT = "date.sent"  # the own date of letters, of transfers the day of payment
POSTED = "date.posted"  # by a bank: the day of payment where no other is printed
# Roles that name a date of the paper only where its type says so (`own` in roles.yaml).
OWN = (
    "date.request",
    "date.written",
    "date.ordered",
    ENTERED,
    "date.effective",
    PRINTED,
    PROCESSED,
    REPORTED,
    SENT,
    DONE,
    POSTED,
)

# Between a label and its value in running text: a few short words at most.
_NEAR = 28
_GLUE = re.compile(
    r"^[\s:.\-–,#()=*]*(?:(?:is|was|were|of|on|the|from|by|dated|date|between|for|this|and|to|s|"
    r"\(s\)|is/are|mm/dd/yy(?:yy)?)[\s:.\-–,()]*){0,4}$",
    re.IGNORECASE,
)
_BY = re.compile(r"[:,]\s?(?:that is,?\s)?by\s*$", re.IGNORECASE)
_WROTE = re.compile(r"^[^.;:]{0,60}\bwrote\s?:", re.IGNORECASE)  # an older mail, quoted
_LISTED_ON = re.compile(r"^[A-Za-z]{0,9}\.?\s?\d{0,2},?\s?\d{4}\s?(?:,|;|and\b|&)", re.IGNORECASE)
_LIST = re.compile(r"^[\s,;&|/]*(?:and|or|to|thru|through|[-–])?[\s,;&|]*$", re.IGNORECASE)
# "Jane Doe (01/02/1980)", "DOE, JANE - 01/02/1980"
_NAME_BEFORE = re.compile(
    r"[A-Z][A-Za-z'’-]+,?\s(?:[A-Z]\.?\s)?[A-Z][A-Za-z'’-]+[\s,(/|–-]{1,4}(?:b\.?\s?)?$"
)
# "| F 47 | 08.05.1978"
_SEX_BEFORE = re.compile(
    r"\b(?:[MF]|male|female)\b[\s,/|]{0,3}(?:\d{1,3}\s?(?:y/?o?|yrs?)?)?[\s,/|]{0,4}$", re.IGNORECASE
)
_NAME_ALONE = re.compile(r"^[A-Z][A-Za-z'’-]+,?\s(?:[A-Z]\.?\s)?[A-Z][A-Za-z'’-]+(?:\s[A-Z]\.?)?$")
_SENTENCE_SERVICE = re.compile(
    r"\b(?:service|services|treatment|treatments|infusion|infusions|session|sessions|visit|visits|"
    r"procedure|surgery|claim|"
    r"seen|evaluated|administered|performed|rendered|received|given|treated|admitted|provided|care|"
    r"stay)\b(?:[^.;:]|(?<=\b[A-Z])\.|(?<=\b[SDM][trs])\.){0,60}\b(?:on|from|for|dated|between|beginning|of)\s*$",
    re.IGNORECASE,
)
# "Service 09/16/2024, procedure J0013"
_SERVICE_ON = re.compile(
    r"(?:^|[.;,]\s*)(?:(?:services?|treatments?|infusions?|sessions?|visits?|procedures?|treated|seen|encounter)"
    r"\s?:?|(?:services?|treatments?)\s?:\s[^.;:]{2,40},)\s*$",
    re.IGNORECASE,
)
_NOT_SERVICE = re.compile(
    r"\b(?:request|requested|letter|appeal|appealed|application|response|records?|fax|call|called|policy|"
    r"review|reviewed|notice|form|information|documents?|documentation|notes|asked|denied|denial|processed|submitted|filed|"
    r"decided|adjudicated|upheld|closed|mailed|issued|sent|paid)\b[^.;:]{0,40}$",
    re.IGNORECASE,
)
_OF_ONE_DAY = ("date.birth", "date.letter", "date.signed", "date.received", "date.deadline")
_NO_OWN = ("date.birth", "date.deadline", OTHER)
_DOTS = 2  # of a date
_RUNS_ON_FOR = 120  # days at most from a row's date to that of the next
_ROWS_ON = 3  # rows at most between them
_SAME_EDGE = 0.02
_ENOUGH_ROWS = 2  # that a day without a year opens
_ENOUGH_AMOUNTS = 2  # behind a day without a year in a table's row
_AT_LEAST = 2022  # papers of a case are not older
_NON_US = re.compile(
    r"(?<![A-Za-z])(?:RM|MYR|GST|EUR|GBP|INR|AUD|SGD|CHF|VAT)(?![A-Za-z])|[€£₹]|(?<![A-Za-z])(?:SDN|"
    r"BHD|GmbH|B\.?V\.|Ltd\.?)(?![A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class DatedSpot:
    """A date on the page, the role its words give it ("" where none), and how sure that is."""

    cell: Cell
    printed: PrintedDate
    role: str
    certainty: float
    stamped: bool = False  # a rubber stamp says when the paper was received

    @property
    def box(self) -> Box:
        return self.cell.line.box_at(self.printed.start, self.printed.end)


def dated_spots(page: Page, lexicon: Lexicon) -> tuple[DatedSpot, ...]:
    """Every date on the page with its role."""
    return tuple(spot for spot in all_spots(page, lexicon) if not spot.printed.no_year)


@once_a_page
def all_spots(page: Page, lexicon: Lexicon) -> tuple[DatedSpot, ...]:
    """Every date on the page with its role, and every day that stands without a year."""
    sheet = sheet_of(page, lexicon)
    day_first = prints_day_first(page)
    spots: list[DatedSpot] = []
    reached: dict[tuple[int, int], int] = {}  # how far a date of the line above goes on in a cell
    for cell in sheet.cells:
        if not any(char.isdigit() for char in cell.text) and not _MONTH_LAST.search(cell.text):
            continue
        named = any(label.role.startswith("date.") for label in cell.labels)
        if _ends_period(sheet, cell, spots):
            continue
        taken = reached.get((cell.row, cell.place), 0)
        found = [printed for printed in _printed(sheet, cell, named) if printed.start >= taken]
        crossing = _crossing(sheet, cell)
        if crossing is not None:
            last, below, reach = crossing
            found = [*(printed for printed in found if printed.end <= last.start), last]
            reached[below.row, below.place] = reach
        for printed in _with_days(sheet, cell, found, taken):
            stamp = stamp_of(sheet, cell, printed)
            role, certainty = stamp or _role(sheet, cell, printed, spots, taken)
            if _WROTE.match(cell.text[printed.end :]):
                role, certainty = OTHER, 0.9
            elif stamp is None:
                role, certainty = said_of(sheet, cell, printed, role) or (role, certainty)
            if role in _OF_ONE_DAY and isinstance(printed.value, DateRange):
                role, certainty = OTHER, 0.5  # a period that stands under the label of a day
            spots.append(DatedSpot(cell, oriented(printed, day_first), role, certainty, stamp is not None))
    return tuple(_rows_dated(sheet, spots))


def _rows_dated(sheet: Sheet, spots: Sequence[DatedSpot]) -> list[DatedSpot]:
    """The spots; days that open the rows of a table have the year of the page's latest date.

    What is to come (a deadline) and births give none.
    """
    full = [spot.printed.last for spot in spots if not spot.printed.no_year and spot.role not in _NO_OWN]
    own = [spot.printed.last for spot in spots if spot.role == "date.letter" and not spot.printed.no_year]
    full = own or full
    opening = [spot for spot in spots if spot.printed.no_year and _opens_row(sheet, spot)]
    made: list[DatedSpot] = []
    for spot in spots:
        dated = None
        above = _dated_above(spot, made)
        if above is not None:
            dated = in_year(spot.printed, above, ahead=True)
            dated = dated if dated is not None and (dated.last - above).days <= _RUNS_ON_FOR else None
        if dated is None and len(opening) >= _ENOUGH_ROWS and full and spot in opening:
            dated = in_year(spot.printed, max(full))
        made.append(replace(spot, printed=dated) if dated is not None else spot)
    return made


def _dated_above(spot: DatedSpot, before: Sequence[DatedSpot]) -> date | None:
    """The date in the column of a day, on the row above: `8/4/25` over `8/7` over `8/11`."""
    if not spot.printed.no_year or not _in_column(spot):
        return None
    for over in reversed(before):
        if over.cell.row < spot.cell.row and abs(over.cell.box.x0 - spot.cell.box.x0) < _SAME_EDGE:
            known = (
                over.role in (NONE, PLAIN, SERVICE)
                and not over.printed.no_year
                and _in_column(over)
                and spot.cell.row - over.cell.row <= _ROWS_ON
            )
            return over.printed.last if known else None
    return None


def _in_column(spot: DatedSpot) -> bool:
    """Whether a date is all that its cell holds, but for its weekday."""
    return len(spot.cell.text) - (spot.printed.end - spot.printed.start) <= _WEEKDAY_LONG


def _opens_row(sheet: Sheet, spot: DatedSpot) -> bool:
    return not spot.cell.place and not spot.printed.start and len(sheet.rows[spot.cell.row]) > 1


def _with_days(sheet: Sheet, cell: Cell, found: Sequence[PrintedDate], taken: int) -> list[PrintedDate]:
    """The dates found in a cell, and the days without a year beside them, from the left.

    In a list a day has the year of the date that ends it: `October 7 and October 14, 2025`.
    """
    made = list(found)
    for day in reversed(_days_in(sheet, cell)):
        if day.start < taken or any(day.start < other.end and other.start < day.end for other in found):
            continue
        after = min((other for other in made if other.start >= day.end), key=lambda p: p.start, default=None)
        listed = after is not None and not after.no_year and _LIST.match(cell.text[day.end : after.start])
        dated = in_year(day, after.last) if after is not None and listed else None
        made.append(dated or day)
    return sorted(made, key=lambda printed: printed.start)


def _days_in(sheet: Sheet, cell: Cell) -> tuple[PrintedDate, ...]:
    """The days of a cell that stand without a year; four bare figures only in a table's column of dates."""
    joined = re.fullmatch(r"(\d\d)(\d\d)", cell.text.strip())
    if joined is not None and _of_service(sheet, cell) and _labelled_outside(sheet, cell):
        days = find_days(f"{joined[1]}/{joined[2]}", in_table=True)
        return tuple(replace(day, start=0, end=len(cell.text)) for day in days)
    return find_days(
        cell.text,
        in_table=_in_table(sheet, cell),
        dotted=_prints_dots(sheet.page),
        encounters=sheet.lexicon.clauses.named_days,
    )


@once_a_page
def _prints_dots(page: Page) -> bool:
    """Whether the page writes its dates with dots: `05.22.2026`."""
    words = (word.text for word in page.words)
    return any(word.count(".") == _DOTS and bool(find_dates(word)) for word in words)


def _in_table(sheet: Sheet, cell: Cell) -> bool:
    """Whether a cell opens a row, stands in one of several amounts, or among days: in a row, in a column."""
    if not cell.place:
        return len(sheet.rows[cell.row]) > 1
    if not _DAY_CELL.match(cell.text):
        return False
    return _of_service(sheet, cell) or _among_days(sheet, cell) or _under_day(sheet, cell)


_DAY_CELL = re.compile(r"(?:[MTWFSR][a-z]{0,8}\.?,?\s)?(\d{1,2})[/-](\d{1,2})\s*$")
_DAYS_IN_ROW = 3


def _among_days(sheet: Sheet, cell: Cell) -> bool:
    """Whether a row has several days that run on: the heads of a flowsheet's columns."""
    found = [match for other in sheet.rows[cell.row] if (match := _DAY_CELL.match(other.text))]
    days = [(int(match[1]), int(match[2])) for match in found]
    parts = len({whole for _, whole in days}) == 1  # "8/10  6/10  4/10"
    return len(days) >= _DAYS_IN_ROW and days == sorted(set(days)) and not parts


def _under_day(sheet: Sheet, cell: Cell) -> bool:
    """Whether a cell stands in a column of days: under its head, or under a date alone."""
    for other in sheet.above(cell.box, cell.row, 40):
        if any(label.role.startswith("date.") for label in other.labels):
            return True
        if any(len(other.text) - (day.end - day.start) <= _WEEKDAY_LONG for day in find_dates(other.text)):
            return True
        if not _DAY_CELL.match(other.text) and re.search(r"\w", other.text):
            return False
    return False


_WEEKDAY_LONG = 6  # characters beside a date in a column: "Wed. "


def _printed(sheet: Sheet, cell: Cell, named: bool) -> tuple[PrintedDate, ...]:
    """The dates of a cell; a stamp's year may stand apart from its day."""
    outside = _labelled_outside(sheet, cell) and not _row_dated(sheet, cell)
    found = _from_to(cell, find_dates(cell.text, labelled=named or outside))
    right = sheet.right_of(cell)
    if not found and _NO_YEAR.search(cell.text):
        found = _year_under(sheet, cell)
    if len(found) == 1 and right is not None:
        found = _to_the_right(sheet, cell, found[0], right) or found
    if found or right is None or not re.fullmatch(r"(?:19|20)\d{2}", right.text.strip()):
        return found
    joined = find_dates(f"{cell.text} {right.text}")
    return tuple(replace(made, end=len(cell.text)) for made in joined if made.start < len(cell.text))


def _row_dated(sheet: Sheet, cell: Cell) -> bool:
    """Whether a cell before this one has the row's date: then bare digits are an item's number."""
    before = sheet.rows[cell.row][: cell.place]
    return any(find_dates(other.text) or find_days(other.text, in_table=True) for other in before)


_PERIOD = 62  # days at most that a line of a claim form is for


def _from_to(cell: Cell, found: tuple[PrintedDate, ...]) -> tuple[PrintedDate, ...]:
    """Two dates that open a row one behind the other are the first and last day of its service."""
    if (
        len(found) != 2
        or cell.place
        or found[0].start
        or not cell.text[found[0].end : found[1].start].isspace()
    ):
        return found
    one, two = found
    if isinstance(one.value, DateRange) or isinstance(two.value, DateRange):
        return found
    if not 0 < (two.value - one.value).days <= _PERIOD:
        return found
    return (replace(one, value=DateRange(one.value, two.value), end=two.end, swapped=None),)


_FROM = re.compile(r"\b(?:from|start(?:s|ed)?|beg(?:in|ins|inning)?)(?:\sdate)?[\s:.]*$", re.IGNORECASE)
_THRU = re.compile(r"(?:thru|through|to|until|ends?|ending)(?:\sdate)?[\s:.]*", re.IGNORECASE)


def _to_the_right(sheet: Sheet, cell: Cell, first: PrintedDate, right: Cell) -> tuple[PrintedDate, ...]:
    """A period whose last day has a cell of its own: under `From` and `Through`, or behind them."""
    behind = find_dates(right.text)
    if len(behind) != 1 or first.end != len(cell.text) or behind[0].end != len(right.text):
        return ()
    one, two = first.value, behind[0].value
    if isinstance(one, DateRange) or isinstance(two, DateRange) or one >= two:
        return ()
    heads = (cell.text[: first.start], right.text[: behind[0].start])
    if not any(head.strip() for head in heads):
        heads = (_head_of(sheet, cell), _head_of(sheet, right))
    if not _FROM.search(heads[0]) or not _THRU.fullmatch(heads[1]):
        return ()
    return (replace(first, value=DateRange(one, two), swapped=None),)


def _head_of(sheet: Sheet, cell: Cell) -> str:
    """The words over a column."""
    over = (other.text for other in sheet.above(cell.box, cell.row, 40))
    return next((text for text in over if not any(char.isdigit() for char in text)), "")


def _ends_period(sheet: Sheet, cell: Cell, spots: Sequence[DatedSpot]) -> bool:
    """Whether a cell has the last day of the period in the cell to its left."""
    before = spots[-1] if spots else None
    if before is None or before.cell is not sheet.left_of(cell):
        return False
    found = find_dates(cell.text)
    period = before.printed.value
    return (
        before.printed.end == len(before.cell.text)
        and isinstance(period, DateRange)
        and [period.last] == [other.value for other in found]
        and period.last not in (other.last for other in find_dates(before.cell.text))
    )


# "December 11," in a narrow column, its year in the line below; "… October" at a line's end
_NO_YEAR = re.compile(
    r"^\W*(?:[A-Za-z]{3,9}\.?\s?\d{1,2},?|\d{1,2}[\s-][A-Za-z]{3,9}-?|\d{1,2}/\d{1,2}/)(?=$|\s+[A-Z]?\d{4})"
)


_MONTH_LAST = re.compile(
    r"(?<!\w)(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?(?:\s\d{1,2},?)?$",
    re.IGNORECASE,
)


# A date or a range that a line's end cuts: "on 22" over "August 2024", "from 8/9/2025 -" over "8/29/2025".
# A year of two digits is none there: what begins the next line may be any number.
_CUT = re.compile(r"(?:\d|\b(?:to|thru|through)|[-–—]|\d,|[A-Za-z]{3,9}\.?)$", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:(?:to|thru|through)\b|[-–—]|\d|[A-Za-z]{3,9}\.?\s\d)", re.IGNORECASE)


def _crossing(sheet: Sheet, cell: Cell) -> tuple[PrintedDate, Cell, int] | None:
    """The date that goes on in the next line, the cell it goes on in, and how far into that."""
    below = _next_line(sheet, cell)
    if below is None or not _CUT.search(cell.text) or not _GOES_ON.match(below.text):
        return None
    if cell.text[-1].isdigit() and below.text[0].isdigit() and not _MONTH_LAST.search(cell.text):
        return None
    border = len(cell.text)
    text = f"{cell.text} {below.text}"
    own = next((day.start for day in find_days(cell.text) if day.end == border), border)
    for made in (*find_dates(text), *find_days(text)):
        loose = made.short_year and not made.no_year and not isinstance(made.value, DateRange)
        if made.start < border and made.end > border + 1 and made.start <= own and not loose:
            return replace(made, end=border), below, made.end - border - 1
    return None


def _next_line(sheet: Sheet, cell: Cell) -> Cell | None:
    """Where the text of a cell goes on: the next line of running text, or what stands right under it."""
    if cell.row + 1 >= len(sheet.rows):
        return None
    if sheet.right_of(cell) is None and not cell.place:
        return sheet.rows[cell.row + 1][0]
    starts = [word.box.x0 for word in cell.line.words]
    return next(
        (other for other in sheet.below(cell, 1) if any(abs(other.box.x0 - x0) < 0.015 for x0 in starts)),
        None,
    )


def _year_under(sheet: Sheet, cell: Cell) -> tuple[PrintedDate, ...]:
    """A date that a narrow column broke before its year."""
    head = _NO_YEAR.match(cell.text)
    for under in sheet.below(cell, 1):
        year = re.match(r"(?:19|20)\d{2}\b", under.text)
        if head is None or year is None or abs(under.box.x0 - cell.box.x0) > 0.012:
            continue
        joint = "" if head[0].endswith(("-", "/")) else " "
        joined = find_dates(f"{head[0]}{joint}{year[0]}")
        return tuple(replace(made, end=head.end()) for made in joined[:1])
    return ()


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    """Facts for the dates whose role their own words give."""
    for spot in dated_spots(sheet.page, lexicon):
        if spot.role.startswith("date.") and spot.role not in (PLAIN, OTHER, *OWN):
            yield date_draft(sheet, spot, spot.role, spot.certainty)


def date_draft(sheet: Sheet, spot: DatedSpot, kind: str, certainty: float) -> Draft:
    value = spot.printed.value
    if kind == "date.birth":
        value = _birth(value, sheet)
    span = (spot.printed.start, spot.printed.end)
    return draft(sheet, spot.cell, span, kind, value, certainty * spot.printed.sure)


def _birth(value: date | DateRange, sheet: Sheet) -> date | DateRange:
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


# ---------------------------------------------------------------- day first


@once_a_page
def prints_day_first(page: Page) -> bool:
    """Whether the page proves that it prints the day before the month."""
    text = " \n ".join(word.text for word in page.words)
    text = " ".join(text.split())
    numeric = [found for found in find_dates(text) if found.day_first or found.swapped is not None]
    proven = any(found.day_first for found in numeric)
    us = any(found.month_first for found in find_dates(text))
    return (proven or bool(_NON_US.search(text))) and not us


def oriented(printed: PrintedDate, day_first: bool) -> PrintedDate:
    """The reading that the page's own habit asks for; the other stays as `swapped`, and costs confidence."""
    if not day_first or printed.swapped is None:
        return printed
    return replace(printed, value=printed.swapped, swapped=printed.value, sure=printed.sure * 0.9)


# ---------------------------------------------------------------- roles


def _labelled_outside(sheet: Sheet, cell: Cell) -> bool:
    """A cell of bare digits under or beside a date's label."""
    if sum(char.isdigit() for char in cell.text) < 4 or any(char.isalpha() for char in cell.text):
        return False
    left = sheet.left_of(cell)
    near = ((left,) if left is not None else ()) + sheet.above(cell.box, cell.row, 40)
    if any(_FROM_THRU.fullmatch(other.text.strip(" .:")) for other in near) and _of_service(sheet, cell):
        return True
    return any(
        label.role.startswith("date.") and label.role != OTHER for other in near for label in other.labels
    )


_FROM_THRU = re.compile(r"from|thru|through|to|beg(?:in)?|end", re.IGNORECASE)  # heads of a table's days


def _of_service(sheet: Sheet, cell: Cell) -> bool:
    """Whether a cell stands before several amounts of its row."""
    behind = sheet.rows[cell.row][cell.place + 1 :]
    return sum(bool(find_amounts(other.text)) for other in behind) >= _ENOUGH_AMOUNTS


def _role(
    sheet: Sheet, cell: Cell, printed: PrintedDate, before: list[DatedSpot], taken: int
) -> tuple[str, float]:
    head = cell.text[: printed.start]
    if _long_ago(sheet, printed) and (_NAME_BEFORE.search(head) or _SEX_BEFORE.search(head)):
        return "date.birth", 0.88
    label = _label_before(cell, printed.start, before)
    if label is not None:
        signed = signature_of(sheet, cell, printed) if label[0] == PLAIN else None
        return signed or label
    listed = _continued(cell, before) if not _words(cell.text[taken : printed.start]) else None
    outside = listed or _label_outside(sheet, cell, printed, before)
    if outside is not None:
        return outside
    found = signature_of(sheet, cell, printed) or _prose(sheet, cell, printed) or _label_after(cell, printed)
    return found if found is not None else (NONE, 0.0)


_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?", re.IGNORECASE
)


def _words(text: str) -> bool:
    """Whether words stand before a date; the day of the week is the date's own."""
    return bool(re.search(r"\w", _WEEKDAY.sub("", text)))


def _label_outside(
    sheet: Sheet, cell: Cell, printed: PrintedDate, before: list[DatedSpot]
) -> tuple[str, float] | None:
    """A label in the cell to the left, above or below, where no words stand before the date in its own."""
    if _words(cell.text[: printed.start]):
        return None
    left = _label_left(sheet, cell)
    if left is None or left[0] == PLAIN:
        left = (signature_of(sheet, cell, printed) if cell.place else None) or left
    found = left or _label_over(sheet, cell, printed, before)
    if found is not None:
        return found
    under = label_under(sheet, cell)
    if under is not None and under.role.startswith("date."):
        signing = under.role == PLAIN and _over_signature(sheet, cell)
        return ("date.signed" if signing else under.role), 0.9
    named = sheet.left_of(cell)
    if named is not None and _long_ago(sheet, printed) and _NAME_ALONE.match(_unlabelled(named)):
        return "date.birth", 0.78
    return None


def _over_signature(sheet: Sheet, cell: Cell) -> bool:
    """Whether the row of labels under a date has one for a signature."""
    below = sheet.rows[cell.row + 1] if cell.row + 1 < len(sheet.rows) else ()
    return any("signature" in other.text.lower() for other in below)


def _label_before(cell: Cell, start: int, before: list[DatedSpot]) -> tuple[str, float] | None:
    """The last date label before the value in its own cell."""
    labels = [label for label in cell.labels if label.end <= start and label.role.startswith("date.")]
    if not labels:
        return _inherited(cell, start, before, 0) or _after_signer(cell, start)
    label = labels[-1]
    between = cell.text[label.end : start]
    if label.role == "date.letter" and _BY.search(between):
        return "date.deadline", 0.9  # "within 120 days of the date on this letter: by March 4, 2024"
    earlier = _inherited(cell, start, before, label.end)
    if earlier is not None:
        return earlier
    others = [o for o in cell.labels if label.end <= o.start < start and not o.role.startswith("date.")]
    if label.start < 2 and cell.skeleton[label.start : label.end] == "dated":
        return PLAIN, 0.9  # "Dated: March 4, 2024" is the paper's own date; "your letter dated" is another's
    if _GLUE.match(between) and not others:
        return label.role, _certainty(label.role, between)
    if len(between) <= _NEAR and not re.search(r"[.;]\s", between) and not find_dates(between):
        return label.role, _certainty(label.role, between) * 0.85
    return None


def _inherited(cell: Cell, start: int, before: list[DatedSpot], after: int) -> tuple[str, float] | None:
    """The role of the date before, where the two stand in a list: `01/02/24, 01/09/24 and 01/16/24`."""
    for spot in reversed(before):
        if spot.cell is cell and spot.printed.end <= start and spot.printed.end > after:
            if spot.role and _LIST.match(cell.text[spot.printed.end : start]):
                return spot.role, spot.certainty * 0.98
            return None
    return None


def _continued(cell: Cell, before: list[DatedSpot]) -> tuple[str, float] | None:
    """The role of the date that ends the line above, where a list goes on: `… 06/12/26,` over `06/17/26`."""
    last = before[-1] if before else None
    if cell.place or last is None or last.cell.row != cell.row - 1 or not last.role:
        return None
    after = last.cell.text[last.printed.end :]
    broken = last.printed.end == len(last.cell.text) and bool(_LISTED_ON.match(cell.text))
    if broken or (after.strip() and _LIST.match(after)):
        return last.role, last.certainty * 0.97
    return None


def _after_signer(cell: Cell, start: int) -> tuple[str, float] | None:
    """`Electronically signed by A. Reed, MD on 03/05/2024`."""
    for label in cell.labels:
        if label.end <= start and "slgned" in cell.skeleton[label.start : label.end]:
            return ("date.signed", 0.93) if start - label.end < 70 else None
    return None


def _certainty(role: str, between: str) -> float:
    if role == "date.deadline":
        return 0.93
    return 0.98 if ":" in between or not between.strip() else 0.96


def _label_left(sheet: Sheet, cell: Cell) -> tuple[str, float] | None:
    """The cell to the left ends in a date label, which may go on in the line under it."""
    left = sheet.left_of(cell)
    if left is None:
        return None
    wrapped = _wrapped_label(sheet, left)
    if wrapped is not None:
        return wrapped.role, 0.94
    labels = [label for label in left.labels if label.role.startswith("date.")]
    if labels and _GLUE.match(left.text[labels[-1].end :]):
        return labels[-1].role, 0.96
    return None


def _unlabelled(cell: Cell) -> str:
    """`Patient Jane Doe` without its label."""
    first = cell.labels[0] if cell.labels else None
    named = first is not None and first.start == 0 and first.role.startswith("name.")
    return cell.text[first.end :].lstrip(" :") if first is not None and named else cell.text


def _wrapped_label(sheet: Sheet, cell: Cell) -> Label | None:
    """`Date of   March 12, 2024` over `Service`: a label that goes on in the line under it."""
    if len(cell.text) > 24 or any(char.isdigit() for char in cell.text):
        return None
    for under in sheet.below(cell, 1):
        if abs(under.box.x0 - cell.box.x0) > 0.012 or len(under.text) > 24 or ":" in cell.text:
            return None
        joined = f"{cell.skeleton} {under.skeleton}"
        for label in find_labels(joined, sheet.lexicon):
            if label.role.startswith("date.") and label.start < len(cell.text) and label.end == len(joined):
                return label if label.end > len(cell.text) + 1 else None
    return None


def _label_over(
    sheet: Sheet, cell: Cell, printed: PrintedDate, before: list[DatedSpot]
) -> tuple[str, float] | None:
    """A label over the value: a form's box, or the head of a column of dates."""
    box = cell.line.box_at(printed.start, printed.end)
    for other in sheet.above(box, cell.row, 40):
        label = _over(other, box)
        if label is not None:
            return label.role, 0.94
        above = [spot for spot in before if spot.cell is other]
        if not _words(other.text):
            continue
        if not above and (cell.row - other.row > 1 or len(other.text) > 45 or _heads_column(sheet, other)):
            return None
        for spot in above:
            if spot.role in _ALONE:
                return None
            if overlap(spot.cell.line.box_at(spot.printed.start, spot.printed.end), box) > 0.4 and spot.role:
                return spot.role, spot.certainty * 0.99
    return None


def _heads_column(sheet: Sheet, cell: Cell) -> bool:
    """A word at the head of a column, as "When": what stands over it is of another matter."""
    return len(sheet.rows[cell.row]) > 2 and not any(char.isdigit() for char in cell.text)


def _over(other: Cell, box: object) -> Label | None:
    """The date label of a cell that stands over the box; the cell must be a label, not a sentence."""
    if other.text.rstrip().endswith((".", ";", ",")):
        return None
    for label in reversed(other.labels):
        if not label.role.startswith("date."):
            continue
        rest = len(other.text) - (label.end - label.start)
        after = other.text[label.end :].strip(" :()")
        if rest <= 24 and not find_dates(after):
            return label
    return None


def _prose(sheet: Sheet, cell: Cell, printed: PrintedDate) -> tuple[str, float] | None:
    """Running text: the words before the date, from the line above where it stands at a line's start."""
    head = cell.text[: printed.start]
    if len(head) < 30 and cell.row:
        above = [over for over in sheet.rows[cell.row - 1] if abs(over.box.x0 - cell.box.x0) < 0.012]
        above = above or (list(sheet.rows[cell.row - 1]) if not cell.place else [])
        if len(above) == 1 and len(above[0].text) > 30 and not above[0].text.rstrip().endswith((".", ":")):
            head = above[0].text + " " + head
    tail = head[-110:]
    if not tail.strip():
        return None
    labels = [label for label in find_labels(skeleton(tail), sheet.lexicon) if label.role.startswith("date.")]
    if labels and _GLUE.match(tail[labels[-1].end :]):
        return labels[-1].role, 0.85
    if _SERVICE_ON.search(tail) or (_SENTENCE_SERVICE.search(tail) and not _NOT_SERVICE.search(tail)):
        return "date.service", 0.85
    return None


def _long_ago(sheet: Sheet, printed: PrintedDate) -> bool:
    """Ten years and more before the paper's latest day; two digits may be of the last century."""
    gap = max(_latest_full(sheet.page).year, _AT_LEAST) - printed.last.year
    return not printed.no_year and (gap >= 10 or (printed.short_year and gap <= -10))


def _label_after(cell: Cell, printed: PrintedDate) -> tuple[str, float] | None:
    """`03/04/1980 (DOB)`, `03/04/2024 date of service`."""
    rest = cell.text[printed.end : printed.end + 30]
    for label in cell.labels:
        if (
            label.role.startswith("date.")
            and label.start >= printed.end
            and not rest[: label.start - printed.end].strip(" (-")
        ):
            follow = cell.text[label.end : label.end + 3].strip()
            if not follow.startswith(":") and label.role in ("date.birth", "date.service"):
                return label.role, 0.8
    return None
