"""Dates that a hand put there: a rubber stamp of receipt, the day beside a signature."""

from __future__ import annotations

import re
from datetime import timedelta

from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.daycolumns import signed_in_box
from packetizer.understanding.facts.dates.months import PrintedDate
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.lore.daywords import DayWords
from packetizer.understanding.lore.phrasing import Framed

_STAMP = Framed(DayWords, r"(?<![A-Za-z])%{stamps}(?![a-z])", re.NOFLAG)
_SIGNING = Framed(
    DayWords,
    r"(?:\b%{signing}\b|(?:^|\s)/e?s/)(?! on file)(?:[^.;]|(?<=\b[A-Za-z])\.|(?<=\bDr)\.){0,75}$",
)
# "I declare that this is true. A. Reed 03/05/2024"
_DECLARED = Framed(DayWords, r"\b%{declares}\b[^;]{0,110}$")
# "Prepared by A. Reed, LMFT, 03/05/2024"
_PREPARED = re.compile(
    r"\b(?:[Pp]repared|[Ww]ritten|[Aa]uthored)\sby:?\s[A-Z][^;:]{3,40},\s(?:[A-Z][A-Za-z]?\.?){2,4}(?:-[A-Z]+)?[,\s]*$"
)
_FOR_SIGNATURE = re.compile(
    r"^\W*(?:\d{1,2}\.?\s)?(?:\w+ ){0,2}signature\b[^.]{0,50}$|^by:|"
    r"^(?:e-?)?signed(?: by)?:?\s(?-i:[A-Z])[^.]{2,40}$",
    re.IGNORECASE,
)
_BOX_HEAD = re.compile(r"^\W*\d{1,2}[A-Za-z]?\.?\s(?:\w+['’]?s? ){0,2}signature\b", re.IGNORECASE)
# "SEP 15 2026", "15 SEP 2026": the bands of a dater
_DATER = re.compile(r"(?:[A-Z]{3}|[a-z]{3}) ?\d ?\d?,? ?20\d\d|\d ?\d? ?[A-Z]{3} ?20\d\d")
_HEAD = 0.35  # of a page's height
IN_THE_MAIL = timedelta(days=60)  # at most, from a letter's day to its stamp
_BOX_LINES = 4  # that a signature's box has over its day


def signature_of(sheet: Sheet, cell: Cell, printed: PrintedDate) -> tuple[str, float] | None:
    """A date on the line of a signature, or on the line under the word."""
    row, words = sheet.rows[cell.row], sheet.lexicon.days
    if signed_in_box(sheet, cell):
        return "date.signed", 0.9
    head = "  ".join((*(other.text for other in row[: cell.place]), cell.text[: printed.start]))
    if _SIGNING.of(words).search(head.rstrip(" :,-(")) and not find_dates(head[-40:]):
        return "date.signed", 0.9
    if _PREPARED.search(head) and not cell.text[printed.end :].strip(" .)"):
        return "date.signed", 0.8
    if (
        _DECLARED.of(words).search(head)
        and not cell.text[printed.end :].strip(" .)")
        and not find_dates(head)
    ):
        return "date.signed", 0.8
    if re.match(r"^By:", row[0].text) and re.search(r"date[\s:]*$", head, re.IGNORECASE):
        return "date.signed", 0.8
    if cell.row == 0 or len(head.strip()) > 45:
        return None
    above = sheet.rows[cell.row - 1]
    gap = row[0].box.y0 - above[0].box.y1
    close = gap < 2.0 * cell.box.height
    if close and _FOR_SIGNATURE.match(above[0].text):
        return "date.signed", 0.78
    return ("date.signed", 0.8) if _ends_signature_box(sheet, cell, printed) else None


def _ends_signature_box(sheet: Sheet, cell: Cell, printed: PrintedDate) -> bool:
    """A date alone under a name, in a form's box: `31. SIGNATURE OF / PHYSICIAN / A. Reed MD`."""
    if printed.start or printed.end < len(cell.text):
        return False
    for over in sheet.above(cell.box, cell.row, _BOX_LINES):
        if _BOX_HEAD.match(over.text):
            return True
        if any(char.isdigit() for char in over.text) or ":" in over.text:
            return False
    return False


def stamp_of(sheet: Sheet, cell: Cell, printed: PrintedDate) -> tuple[str, float] | None:
    """A rubber stamp: RECEIVED in capitals beside or over a date, no sentence around it."""
    head, stamp = cell.text[: printed.start], _STAMP.of(sheet.lexicon.days)
    if stamp.search(head) and len(head) < 24:
        return "date.received", 0.93
    if re.search(r"\w", head):
        return None
    near = (*sheet.above(cell.box, cell.row, 2), *sheet.below(cell, 1), *sheet.rows[cell.row])
    if any(_is_stamp(other, cell, stamp) for other in near):
        return "date.received", 0.9
    return ("date.received", 0.85) if _dater(sheet, cell, printed) else None


def _is_stamp(other: Cell, cell: Cell, stamp: re.Pattern[str]) -> bool:
    """Whether a cell near a date says RECEIVED, and no other day in it is the stamp's."""
    said = stamp.search(other.text) and len(other.text) < 30 and not re.search(r"[a-z]{4}", other.text)
    return bool(said) and (other is cell or not find_dates(other.text))


def _dater(sheet: Sheet, cell: Cell, printed: PrintedDate) -> bool:
    """A day as a dater prints it, with no word, in the head of a paper that bears a day before it as well.

    Its own day stands there by itself, too, as letters write it.
    """
    if cell.box.y0 > _HEAD or not _DATER.fullmatch(cell.text.strip()):
        return False
    heads = (other.text for other in sheet.cells if other.box.y0 < _HEAD and not _DATER.match(other.text))
    for head in heads:
        for day in find_dates(head):
            alone = not re.search(r"\w", head[: day.start] + head[day.end :])
            if alone and timedelta() < printed.last - day.last <= IN_THE_MAIL:
                return True
    return False


def over_signature(sheet: Sheet, cell: Cell) -> bool:
    """Whether the row of labels under a date has one for a signature."""
    below = sheet.rows[cell.row + 1] if cell.row + 1 < len(sheet.rows) else ()
    return any("signature" in other.text.lower() for other in below)
