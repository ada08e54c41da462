"""What a cell's place in a table says of its figures: that they are a day, with a year or without."""

from __future__ import annotations

import re

from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.datespots import FILLED, OTHER
from packetizer.understanding.facts.dates.yearless import find_days
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.money.amounts import find_amounts
from packetizer.understanding.facts.numbers.codes import codes_in
from packetizer.understanding.lore.daywords import DayWords
from packetizer.understanding.lore.phrasing import Framed

_DAY_CELL = re.compile(r"(?:[MTWFSR][a-z]{0,8}\.?,?\s)?(\d{1,2})[/-](\d{1,2})\s*$")
_FROM_THRU = Framed(DayWords, "%{either}")  # heads of a table's days
_DAYS_IN_ROW = 3
_ENOUGH_AMOUNTS = 2  # behind a day without a year in a table's row
WEEKDAY_LONG = 6  # characters beside a date in a column: "Wed. "


def in_table(sheet: Sheet, cell: Cell) -> bool:
    """Whether a cell opens a row, stands in one of several amounts, or among days: in a row, in a column."""
    if not cell.place:
        return len(sheet.rows[cell.row]) > 1
    if not _DAY_CELL.match(cell.text):
        return False
    return of_service(sheet, cell) or _among_days(sheet, cell) or _under_day(sheet, cell)


def of_service(sheet: Sheet, cell: Cell) -> bool:
    """Whether a cell stands before several amounts of its row."""
    behind = sheet.rows[cell.row][cell.place + 1 :]
    return sum(bool(find_amounts(other.text)) for other in behind) >= _ENOUGH_AMOUNTS


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
        if any(len(other.text) - (day.end - day.start) <= WEEKDAY_LONG for day in find_dates(other.text)):
            return True
        if not _DAY_CELL.match(other.text) and re.search(r"\w", other.text):
            return False
    return False


def labelled_outside(sheet: Sheet, cell: Cell) -> bool:
    """A cell of bare digits under or beside a date's label."""
    if sum(char.isdigit() for char in cell.text) < 4 or any(char.isalpha() for char in cell.text):
        return False
    left = sheet.left_of(cell)
    near = ((left,) if left is not None else ()) + sheet.above(cell.box, cell.row, 40)
    if any(
        _FROM_THRU.of(sheet.lexicon.days).fullmatch(other.text.strip(" .:")) for other in near
    ) and of_service(sheet, cell):
        return True
    return any(
        label.role.startswith("date.") and label.role not in (OTHER, FILLED)
        for other in near
        for label in other.labels
    )


_BOX_OF = Framed(DayWords, r"\W*%{signed_boxes}\.?\s[A-Za-z]")
_ONE_IN_BOX = re.compile(r"\d\d[\s/-]\d\d[\s/-](?:\d\d|\d{4})$")
_BOXED_AMOUNT = re.compile(r"(?<!\d)(?<!\d\s)\d{2,5}\s\d\d(?!\d)")  # dollars and cents in boxes
_IN_BOXES = re.compile(r"(?:\d\d\s\d\d\s(?:\d\d|\d{4})\b\s?){1,2}")


def billed_in_boxes(sheet: Sheet, cell: Cell) -> bool:
    """A line of a claim form, `08 11 25  08 11 25 … 90870 … 385.00`: its days stand in boxes at its head."""
    row = sheet.rows[cell.row]
    boxes = _IN_BOXES.match(cell.text)
    if cell.place > 1 or boxes is None:
        return False
    behind = (cell.text[boxes.end() :], *(other.text for other in row[cell.place + 1 :]))
    charged = any(find_amounts(text) or _BOXED_AMOUNT.search(text) for text in behind)
    return charged and codes_in(" ".join(behind))


def signed_in_box(sheet: Sheet, cell: Cell) -> bool:
    """`31. A. REED MD   04 06 26`: the day in a numbered box of a claim form, behind who signed."""
    left = sheet.left_of(cell)
    if left is None or any(char.isalpha() for char in cell.text):
        return False
    return (
        _BOX_OF.of(sheet.lexicon.days).match(left.text) is not None
        and _ONE_IN_BOX.match(cell.text) is not None
    )


def row_dated(sheet: Sheet, cell: Cell) -> bool:
    """Whether a cell before this one has the row's date: then bare digits are an item's number."""
    before, lexicon = sheet.rows[cell.row][: cell.place], sheet.lexicon
    return any(find_dates(other.text) or find_days(other.text, lexicon, in_table=True) for other in before)
