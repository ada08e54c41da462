"""Forms that print the label under its line: which pages do, and the label that a value stands on."""

from __future__ import annotations

from packetizer.model import Page
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.layout import Cell, Label, Sheet, sheet_of
from packetizer.understanding.facts.money.amounts import find_amounts
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.page.once import once_a_page


def label_under(sheet: Sheet, cell: Cell) -> Label | None:
    """The label right under a value, on a page that labels its lines so."""
    if cell.labels or not labels_stand_under(sheet.page, sheet.lexicon):
        return None
    for under in sheet.below(cell, 1):
        label = _sole(under)
        if label is not None and _stands_on(cell, under) and _fits(label, cell):
            return label
    return None


@once_a_page
def labels_stand_under(page: Page, lexicon: Lexicon) -> bool:
    """Whether more of the page's bare labels have their value over them than under them."""
    sheet = sheet_of(page, lexicon)
    over = below = 0
    for cell in sheet.cells:
        label = _sole(cell)
        if label is None or _beside(sheet, cell, label):
            continue
        over += any(_stands_on(c, cell) and _fits(label, c) for c in sheet.above(cell.box, cell.row, 1))
        below += any(_stands_on(cell, c) and _fits(label, c) for c in sheet.below(cell, 1))
    return over > below


def _sole(cell: Cell) -> Label | None:
    """The label that is all a cell says, without a colon that points on."""
    if not cell.labels or cell.text.rstrip().endswith((":", "=")):
        return None
    label = cell.labels[0]
    rest = cell.text[: label.start] + cell.text[cell.labels[-1].end :]
    return label if sum(char.isalnum() for char in rest) <= 3 and len(cell.text) < 46 else None


def _beside(sheet: Sheet, cell: Cell, label: Label) -> bool:
    right = sheet.right_of(cell)
    return right is not None and not right.labels and _fits(label, right)


def _stands_on(over: Cell, under: Cell) -> bool:
    """One right over the other, as a value and its label: same left edge, no empty line between."""
    gap = under.box.y0 - over.box.y1
    return abs(over.box.x0 - under.box.x0) < 0.04 and gap < 1.6 * max(over.box.height, under.box.height)


def _fits(label: Label, cell: Cell) -> bool:
    """Whether the cell looks like a value of the label's family."""
    family = label.role.partition(".")[0]
    if cell.labels:
        return False
    if family == "date":
        return bool(find_dates(cell.text, labelled=True))
    if family == "amount":
        return bool(find_amounts(cell.text))
    digits = sum(char.isdigit() for char in cell.text)
    if family == "id":
        return digits >= 4 and not find_dates(cell.text)
    return family == "name" and digits == 0 and 2 <= len(cell.text.split()) <= 6
