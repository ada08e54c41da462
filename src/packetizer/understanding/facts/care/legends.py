"""Numbers printed with a rating scale that are no answers: the bands of its totals, the most it can be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from packetizer.model import Page
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.layout import Cell, Sheet, overlap, sheet_of
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import Framed
from packetizer.understanding.lore.scalewords import ScaleWords
from packetizer.understanding.page.once import once_a_page

_BANDS = 3  # one over the other, or one behind the other, make a legend
_HEAD_ROWS = 25  # over a column, among which its head may stand
_HEAD_LONGEST = 25  # characters of a head, less one
_LONE = re.compile(r"\W{0,2}(\d{1,2})\W{0,2}")
_MORE = r"(?:\s?\+|\s(?:or|and) (?:more|less|above|over|greater|higher|below|under|up|lower|fewer))?"
_FIGURES = rf"(?:[<>≤≥]=?\s?)?(?P<low>\d{{1,2}})(?P<range>\s?(?:[-–]|to)\s?\d{{1,2}})?{_MORE}(?![\w/%])"

_CUT_OFF = Framed(ScaleWords, r"(?<![\d/.-])\d{1,2}\s?(?:[-–]|to)\s?\d{1,2}\s(?:or|and) %{or_more}\b")

Span = tuple[int, int, int, int]  # row, cell, from where to where in its text


@lru_cache(maxsize=4)
def _patterns(
    levels: tuple[str, ...],
) -> tuple[re.Pattern[str], re.Pattern[str], tuple[re.Pattern[str], ...]]:
    """A band's row with its level behind or ahead of the figures, and the same within a line."""
    level = rf"(?P<level>{'|'.join(levels)})\b"
    return (
        re.compile(rf"\W{{0,3}}(?:score (?:of )?)?{_FIGURES}[\s=:.)–-]*{level}\D{{0,44}}", re.IGNORECASE),
        re.compile(rf"\W{{0,3}}{level}\D{{0,32}}?{_FIGURES}\W{{0,3}}(?:points?)?\W{{0,3}}", re.IGNORECASE),
        (
            re.compile(rf"(?<![\d/.-]){_FIGURES}\s?(?:points?)?\s?[=:(]?\s?{level}", re.IGNORECASE),
            re.compile(rf"\b{level}(?: \w+)?\s?[=:(]?\s?(?:score )?{_FIGURES}", re.IGNORECASE),
        ),
    )


@lru_cache(maxsize=4)
def _levels(lexicon: Lexicon) -> tuple[str, ...]:
    named = {name.split()[0] for scale in lexicon.scales for _, name in scale.bands}
    return tuple(sorted({*named, *lexicon.scale_words.levels}, key=lambda level: (-len(level), level)))


@once_a_page
def legends_on(page: Page, lexicon: Lexicon) -> frozenset[Span]:
    """Where the page prints bands of totals and the most that totals can be."""
    sheet = sheet_of(page, lexicon)
    named = {(cell.row, cell.place) for cell in sheet.cells if lexicon.scale_phrases.first(cell.skeleton)}
    return frozenset(
        (
            *_rows_of_bands(sheet, named),
            *_lines_of_bands(sheet),
            *_cut_offs(sheet),
            *_columns_of_most(sheet, named),
        )
    )


def in_legend(sheet: Sheet, cell: Cell, start: int) -> bool:
    """Whether a number that begins at a place of a cell is of a legend."""
    return any(
        row == cell.row and place == cell.place and first <= start < end
        for row, place, first, end in legends_on(sheet.page, sheet.lexicon)
    )


def _rows_of_bands(sheet: Sheet, named: set[tuple[int, int]]) -> Iterator[Span]:
    """`5  mild` over `10  moderate` over `15  severe`: no scale is named in these rows, and no day."""
    behind, ahead, _ = _patterns(_levels(sheet.lexicon))
    run: list[tuple[int, int, str]] = []
    for row in sheet.rows:
        text = "  ".join(cell.text for cell in row)
        band = behind.fullmatch(text) or ahead.fullmatch(text)
        if band is None or (row[0].row, 0) in named or find_dates(text):
            if run and row[0].row - run[-1][0] > 1:
                yield from _whole_rows(sheet, run)
                run = []
            continue
        low = int(band["low"])
        if run and low <= run[-1][1]:
            yield from _whole_rows(sheet, run)
            run = []
        run.append((row[0].row, low, band["level"].lower()))
    yield from _whole_rows(sheet, run)


def _whole_rows(sheet: Sheet, run: Sequence[tuple[int, int, str]]) -> Iterator[Span]:
    if len(run) >= _BANDS and len({level for _, _, level in run}) > 1:
        for row, _, _ in run:
            yield from ((cell.row, cell.place, 0, len(cell.text)) for cell in sheet.rows[row])


def _lines_of_bands(sheet: Sheet) -> Iterator[Span]:
    """`0-5 none, 6-10 mild, 11-15 moderate`: ranges beside levels, or single figures that rise with these.

    Bands stand in one cell or along a row: its last one, `21 and up very severe`, is one as the others are.
    """
    _, _, within = _patterns(_levels(sheet.lexicon))
    for row in sheet.rows:
        for pattern in within:
            found = [(cell, match) for cell in row for match in pattern.finditer(cell.text)]
            many = len(found) >= _BANDS and any(match["range"] for _, match in found)
            rising = {cell for cell, _ in found if _rises(sheet, cell, [m for c, m in found if c is cell])}
            for cell, match in found:
                if match["range"] or many or cell in rising:
                    yield cell.row, cell.place, *match.span()


def _cut_offs(sheet: Sheet) -> Iterator[Span]:
    """From which total on a scale says something: `31 to 33 or higher suggests ...`."""
    for cell in sheet.cells:
        for match in _CUT_OFF.of(sheet.lexicon.scale_words).finditer(cell.text):
            yield (cell.row, cell.place, *match.span())


def _rises(sheet: Sheet, cell: Cell, found: Sequence[re.Match[str]]) -> bool:
    if len(found) < _BANDS or len({match["level"].lower() for match in found}) < _BANDS:
        return False
    first, last = found[0].start(), found[-1].end()
    hits = sheet.lexicon.scale_phrases.find(cell.skeleton)
    if any(first <= hit.start < last for hit in hits):
        return False
    return all(int(one["low"]) < int(two["low"]) for one, two in pairwise(found))


def _columns_of_most(sheet: Sheet, named: set[tuple[int, int]]) -> Iterator[Span]:
    """Beside totals the most that each can be: the head says so, or several scales have theirs there."""
    most: list[Cell] = []
    for row in sheet.rows:
        if (row[0].row, 0) not in named or len(row) < 2:
            continue
        hit = sheet.lexicon.scale_phrases.first(row[0].skeleton)
        top = sheet.lexicon.scale(hit.key).high if hit is not None else 0
        lone = [(cell, _LONE.fullmatch(cell.text)) for cell in row[1:]]
        numbers = [(cell, int(match[1])) for cell, match in lone if match is not None]
        if len(numbers) > 1:
            most += [cell for cell, value in numbers if value == top]
    for cell in most:
        others = [other for other in most if other is not cell and overlap(other.box, cell.box) > 0]
        if others or _headed(sheet, cell):
            yield cell.row, cell.place, 0, len(cell.text)


def _headed(sheet: Sheet, cell: Cell) -> bool:
    over = (
        other
        for other in sheet.above(cell.box, cell.row, _HEAD_ROWS)
        if any(char.isalpha() for char in other.text)
    )
    head = next(over, None)
    return (
        head is not None
        and len(head.text) < _HEAD_ROWS
        and bool(sheet.lexicon.scale_words.topmost.search(head.text))
    )
