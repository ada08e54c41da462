"""The notes of a statement: which entries of its legend the lines of its table point at.

An explanation of benefits says why in a legend: a mark ("B9", "(18)", "197") and words, and the mark again in
the table's notes column. A legend often lists notes that no line has. Short words why may also stand in the
table itself, under a heading like "Reason".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from packetizer.model import Page, PageRef
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.lore.lexicon import Lexicon

USED, UNUSED = "used", "unused"

# "B9", "(18)", "[4]", "197", "EX7c", "*", "a"
_MARK = r"(?:[A-Z]{1,4}(?:[- ]?\d{1,4}[A-Za-z]?)?|\d{1,4}[A-Za-z]?|[a-z]|\*{1,3}|[†‡§])"
_ALONE = re.compile(rf"[(\[*]?({_MARK})[)\]:.=*]{{0,2}}")
_LEADS = re.compile(
    rf"\W{{0,2}}(?:(?i:note|msg|message|remark|code|reason|rsn)\s)?[(\[]?({_MARK})(\s?[)\]:.=–-]+\s?|\s+)(?=\S)"
)
_POINTS = re.compile(
    r"\b(?i:see|notes?|msgs?|messages?|remarks?|codes?|reasons?|why)\b[\s:#=]+"
    rf"(?i:see\s)?(?i:notes?\s|codes?\s)?[(\[]?({_MARK})(?![\w'])"
)
_GROUPED = re.compile(r"(?:CO|PR|OA|PI)-?([A-Z]?\d{1,3})")  # an adjustment's code with its group
_WORD = re.compile(r"[A-Za-z][a-z']+|[A-Za-z]{2,}")
_LEAST_CELLS = 3  # of a table's row
_LEAST_WORDS = 3  # in a cell that says why
_LEAST_OF_A_NOTE = 1
_ROWS_UP = 14  # to a column's heading
_HEADING = 32  # letters


@dataclass(frozen=True, slots=True)
class Notes:
    """Of one paper: the marks that its tables have, and where its legend stands.

    `marks`: of lines (page and number) that begin a note, its mark. `cells`: of a table's lines, the cells
    that say something in words.
    """

    used: frozenset[str]
    marks: dict[tuple[PageRef, int], str]
    cells: dict[tuple[PageRef, int], tuple[Cell, ...]]

    def state(self, mark: str) -> str:
        return (USED if plain(mark) in self.used else UNUSED) if mark else ""


def plain(mark: str) -> str:
    """A mark as another print of it may be: `018` is `18`."""
    bare = re.sub(r"[- ]", "", mark).upper()
    return bare.lstrip("0") or bare


def notes_of(pages: Sequence[Page], lexicon: Lexicon) -> Notes:
    sheets = [sheet_of(page, lexicon) for page in pages]
    used = frozenset(plain(mark) for sheet in sheets for mark in _pointed_at(sheet, lexicon))
    marks: dict[tuple[PageRef, int], str] = {}
    cells: dict[tuple[PageRef, int], tuple[Cell, ...]] = {}
    for sheet in sheets:
        marks |= {(sheet.page.ref, number): mark for number, mark in _legend(sheet, used)}
        for row in sheet.rows:
            if is_tabular(row):
                said = tuple(cell for cell in row if _says(sheet, cell, used, lexicon))
                for number in {cell.line.number for cell in row}:
                    own = tuple(cell for cell in said if cell.line.number == number)
                    cells[sheet.page.ref, number] = own
    return Notes(used, marks, cells)


_LONG = 45  # letters
_AMOUNT = re.compile(r"\$\s?\d[\d,]*(?:\.\d\d)?|(?<![\d./])\d[\d,]*\.\d\d(?![\d./])")


def is_tabular(row: Sequence[Cell]) -> bool:
    """A row of a table: three cells or more, none of them long but what is said behind an amount.

    Strokes between them are no cells.
    """
    filled = [cell for cell in row if cell.text.strip("|")]
    if len(filled) < _LEAST_CELLS or max(len(cell.text) for cell in filled[:-1]) >= _LONG:
        return False
    return len(filled[-1].text) < _LONG or any(_AMOUNT.search(cell.text) for cell in filled[1:-1])


def _pointed_at(sheet: Sheet, lexicon: Lexicon) -> Iterator[str]:
    """The marks in a table's column of notes, and those that a line names: "see S3"."""
    for row in sheet.rows:
        for cell in row:
            yield from (match[1] for match in _POINTS.finditer(cell.text))
        if len(row) < _LEAST_CELLS:
            continue
        for cell in row[1:]:
            tokens = [t for t in re.split(r"[\s,;/|]+", cell.text) if t]
            yield from (m[1] for m in map(_GROUPED.fullmatch, tokens) if m is not None)
            alone = [m[1] for m in map(_ALONE.fullmatch, tokens) if m is not None]
            if tokens and len(alone) == len(tokens) <= 4:
                heads = _heads_notes(sheet, cell, lexicon)
                yield from (mark for mark in alone if heads or plain(mark) in lexicon.rarc)


def _heads_notes(sheet: Sheet, cell: Cell, lexicon: Lexicon) -> bool:
    """Whether the column has a heading about notes."""
    for over in sheet.above(cell.box, cell.row, _ROWS_UP):
        if len(over.text) < _HEADING and lexicon.note_headings.first(over.skeleton) is not None:
            return True
    return False


def _legend(sheet: Sheet, used: frozenset[str]) -> Iterator[tuple[int, str]]:
    """The lines that begin a note: those with a used mark, and their like next to them."""
    if not used:
        return
    led = [_led(row) for row in sheet.rows]
    known = [mark is not None and plain(mark) in used for mark in led]
    for at, mark in enumerate(led):
        near = known[max(0, at - 1) : at + 2]
        if mark is not None and (known[at] or any(near)):
            known[at] = True
    for at in reversed(range(len(led))):
        known[at] = known[at] or (led[at] is not None and any(known[at + 1 : at + 2]))
    for row, mark, sure in zip(sheet.rows, led, known, strict=True):
        if sure and mark is not None:
            yield row[0].line.number, mark


def _led(row: Sequence[Cell]) -> str | None:
    """The mark that begins a row of words."""
    text = " ".join(cell.text for cell in row)
    match = _LEADS.match(text)
    if match is None or is_tabular(row):
        return None
    letter = len(match[1]) == 1 and match[1].isalpha()
    if letter and not match[2].strip() and row[0].text.strip("|") != match[1]:
        return None  # "A reviewer", "I asked"
    if len(_WORD.findall(text[match.end() :])) < _LEAST_OF_A_NOTE:
        return None
    return match[1]


def _says(sheet: Sheet, cell: Cell, used: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a table's cell says why in words: under such a heading, behind a used mark or the amounts."""
    words = len(_WORD.findall(cell.text))
    match = _LEADS.match(cell.text)
    if match is not None and used:
        return plain(match[1]) in used and words > _LEAST_OF_A_NOTE
    if words < _LEAST_WORDS or not cell.place:
        return False
    row = sheet.rows[cell.row]
    behind = cell is row[-1] and any(_AMOUNT.search(other.text) for other in row[: cell.place])
    return behind or _heads_notes(sheet, cell, lexicon)
