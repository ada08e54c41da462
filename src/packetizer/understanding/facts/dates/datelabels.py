"""The label of a date: before it in its cell, in the cell to the left, over it, or behind it.

Each gives the label's role and how sure that is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.datelists import inherited
from packetizer.understanding.facts.dates.datespots import (
    BIRTH,
    DEADLINE,
    LETTER,
    PLAIN,
    RECEIVED,
    SERVICE,
    SIGNED,
    DatedSpot,
)
from packetizer.understanding.facts.dates.months import WEEKDAY, PrintedDate
from packetizer.understanding.facts.layout import Cell, Label, Sheet, find_labels, overlap
from packetizer.understanding.lore.daywords import DayWords
from packetizer.understanding.lore.phrasing import Framed

# Between a label and its value in running text: a few short words at most.
_NEAR = 28
GLUE = Framed(DayWords, r"^[\s:.\-–,#()=*]*(?:%{glue}[\s:.\-–,()]*){0,4}$")
_FORMAT = Framed(DayWords, r"\W*(?:%{formats}\W*)+")
_BY = re.compile(r"[:,]\s?(?:that is,?\s)?by\s*$", re.IGNORECASE)
_LARGE = 1.8  # times a value's height: a letterhead, no label
_ALONE = (BIRTH, LETTER, RECEIVED, DEADLINE)  # no column has these from its first
_WEEKDAY = re.compile(rf"\b{WEEKDAY}\b[.,]?", re.IGNORECASE)


def label_before(
    cell: Cell, start: int, before: Sequence[DatedSpot], words: DayWords
) -> tuple[str, float] | None:
    """The last date label before the value in its own cell."""
    labels = [label for label in cell.labels if label.end <= start and label.role.startswith("date.")]
    if not labels:
        return inherited(cell, start, before, 0) or _after_signer(cell, start)
    label = labels[-1]
    between = cell.text[label.end : start]
    if label.role == LETTER and _BY.search(between):
        return DEADLINE, 0.9  # "within 120 days of the date on this letter: by March 4, 2024"
    earlier = inherited(cell, start, before, label.end)
    if earlier is not None:
        return earlier
    others = [o for o in cell.labels if label.end <= o.start < start and not o.role.startswith("date.")]
    if _opens_with_dated(cell, label):
        return PLAIN, 0.9
    if GLUE.of(words).match(between) and not others:
        return label.role, _certainty(label.role, between)
    if len(between) <= _NEAR and not re.search(r"[.;]\s", between) and not find_dates(between):
        return label.role, _certainty(label.role, between) * 0.85
    return None


def _opens_with_dated(cell: Cell, label: Label) -> bool:
    """ "Dated: March 4, 2024" is the paper's own date; "your letter dated" is another's."""
    return label.start < 2 and cell.skeleton[label.start : label.end] == "dated"


def _after_signer(cell: Cell, start: int) -> tuple[str, float] | None:
    """`Electronically signed by A. Reed, MD on 03/05/2024`."""
    for label in cell.labels:
        if label.end <= start and "slgned" in cell.skeleton[label.start : label.end]:
            return (SIGNED, 0.93) if start - label.end < 70 else None
    return None


def _certainty(role: str, between: str) -> float:
    if role == DEADLINE:
        return 0.93
    return 0.98 if ":" in between or not between.strip() else 0.96


def label_left(sheet: Sheet, cell: Cell) -> tuple[str, float] | None:
    """The cell to the left ends in a date label, which may go on in the line under it."""
    left = sheet.left_of(cell)
    if left is None:
        return None
    wrapped = _wrapped_label(sheet, left)
    if wrapped is not None:
        return wrapped.role, 0.94
    labels = [label for label in left.labels if label.role.startswith("date.")]
    if labels and GLUE.of(sheet.lexicon.days).match(left.text[labels[-1].end :]):
        return (PLAIN if _opens_with_dated(left, labels[-1]) else labels[-1].role), 0.96
    return None


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


def label_over(
    sheet: Sheet, cell: Cell, printed: PrintedDate, before: Sequence[DatedSpot]
) -> tuple[str, float] | None:
    """A label over the value: a form's box, or the head of a column of dates."""
    box = cell.line.box_at(printed.start, printed.end)
    for other in sheet.above(box, cell.row, 40):
        label = _over(other) if other.box.height < _LARGE * cell.box.height else None
        if label is not None:
            return label.role, 0.94
        above = [spot for spot in before if spot.cell is other]
        if not has_words(other.text) or _FORMAT.of(sheet.lexicon.days).fullmatch(other.text):
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


def _over(other: Cell) -> Label | None:
    """The date label of a cell that stands over a date; the cell must be a label, not a sentence."""
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


def label_after(cell: Cell, printed: PrintedDate) -> tuple[str, float] | None:
    """`03/04/1980 (DOB)`, `03/04/2024 date of service`."""
    rest = cell.text[printed.end : printed.end + 30]
    for label in cell.labels:
        if (
            label.role.startswith("date.")
            and label.start >= printed.end
            and not rest[: label.start - printed.end].strip(" (-")
        ):
            follow = cell.text[label.end : label.end + 3].strip()
            if not follow.startswith(":") and label.role in (BIRTH, SERVICE):
                return label.role, 0.8
    return None


def has_words(text: str) -> bool:
    """Whether words stand before a date; the day of the week is the date's own."""
    return bool(re.search(r"\w", _WEEKDAY.sub("", text)))
