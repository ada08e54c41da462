"""From words to lines in reading order. What stands on one visual row is one line, except columns of prose.

A label and its value, or a table's row, are read across however wide the gap between them; two columns of
running text are read one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median

from packetizer.reading.tokens import Rect, Token, bounds, by_line

_SAME_ROW = 0.5  # share of the height that neighbours on a row have in common
_PROSE_ROWS = 6  # rows that two columns of prose have at least
_PROSE_WORDS = 4  # words that a line of a prose column has, at the median
_WORD = re.compile(r"[^\W\d_]{2,}")

Row = list[Token]
_Piece = tuple[Row, Rect]  # what a reader took for one line, and the room it takes


def in_reading_order(tokens: Sequence[Token], follows: Mapping[int, int] | None = None) -> list[Token]:
    """The same words with `line` numbered from 0 in reading order, each line from left to right.

    Words must stand level (a skewed page is straightened first). Each reader's own lines are kept whole
    where they are on one row; rows are then put together from them. `follows` names lines that are read right
    after another line, whatever stands beside them: further lines of a table's cell.
    """
    later = follows or {}
    rows = _column_order(_rows([token for token in tokens if token.line not in later]))
    if later:
        rows = _with_further_lines(rows, [token for token in tokens if token.line in later], later)
    return [token.on_line(number) for number, row in enumerate(rows) for token in row]


def _with_further_lines(rows: list[Row], further: Sequence[Token], after: Mapping[int, int]) -> list[Row]:
    """Each row, then the lines that follow one of the lines it is made of; none is lost."""
    waiting: dict[int, list[Row]] = {}
    for piece in by_line(further):
        waiting.setdefault(after[piece[0].line], []).append(piece)
    made: list[Row] = []
    for row in rows:
        made.append(row)
        for line in dict.fromkeys(token.line for token in row):
            made.extend(waiting.pop(line, ()))
    return made + [piece for pieces in waiting.values() for piece in pieces]


def _rows(tokens: Sequence[Token]) -> list[Row]:
    """Rows from top to bottom, words from left to right."""
    pieces = sorted(((line, bounds(line)) for line in by_line(tokens)), key=lambda piece: piece[1].middle[1])
    rows: list[list[_Piece]] = []
    for piece in pieces:
        best, best_share = None, _SAME_ROW
        for row in rows[-40:]:  # pieces come by height: an older row is far above
            share = _fit(row, piece)
            if share >= best_share:
                best, best_share = row, share
        if best is None:
            rows.append([piece])
        else:
            best.append(piece)
    flat = [sorted((token for line, _ in row for token in line), key=lambda t: t.rect.x0) for row in rows]
    return sorted(flat, key=lambda row: median(token.rect.middle[1] for token in row))


def _fit(row: Sequence[_Piece], piece: _Piece) -> float:
    """How much of its height a piece shares with the words of the row beside it; 0 where it overlaps them."""
    words, whole = piece
    shares = []
    for other, rect in row:
        if rect.across(whole) > 0.3 * min(rect.width, whole.width):
            return 0.0
        ends = (other[-1], words[0]) if rect.x0 < whole.x0 else (other[0], words[-1])
        near, mine = ends
        gap = max(0.0, -near.rect.across(mine.rect))
        shares.append((gap, _level(near.rect, mine.rect)))
    return min(shares)[1]


def _level(one: Rect, other: Rect) -> float:
    """1 where two words stand on one row; a tall mark beside several rows is on none of them."""
    taller = max(one.height, other.height)
    return one.beside(other) if taller < 2.5 * min(one.height, other.height) else 0.0


# ---------------------------------------------------------------- columns


def _column_order(rows: list[Row]) -> list[Row]:
    """Where a run of rows is two columns of prose, the left one comes whole before the right one."""
    run = _prose_run(rows)
    if run is None:
        return rows
    start, end, at = run
    left = [part for row in rows[start:end] if (part := [t for t in row if t.rect.middle[0] < at])]
    right = [part for row in rows[start:end] if (part := [t for t in row if t.rect.middle[0] >= at])]
    return rows[:start] + _column_order(left) + _column_order(right) + _column_order(rows[end:])


def _prose_run(rows: list[Row]) -> tuple[int, int, float] | None:
    """The longest run of rows with an empty gutter between two columns of prose: first, past last, where."""
    if len(rows) < _PROSE_ROWS:
        return None
    best: tuple[int, int, float] | None = None
    for at in _gutters(rows):
        start = 0
        for end in range(len(rows) + 1):
            if end < len(rows) and not _crosses(rows[end], at):
                continue
            long_enough = end - start >= _PROSE_ROWS and (best is None or end - start > best[1] - best[0])
            if long_enough and _is_prose(rows[start:end], at):
                best = (start, end, at)
            start = end + 1
    return best


def _gutters(rows: list[Row]) -> list[float]:
    """Places where many rows have a wide gap, each in the middle of what the gaps share."""
    height = median(token.rect.height for row in rows for token in row)
    gaps = [
        (left.rect.x1, right.rect.x0)
        for row in rows
        for left, right in pairwise(row)
        if right.rect.x0 - left.rect.x1 > 1.2 * height
    ]
    places: dict[int, int] = {}
    for x0, x1 in gaps:
        for step in range(int(x0 / height) + 1, int(x1 / height) + 1):
            places[step] = places.get(step, 0) + 1
    often = sorted(places, key=lambda step: -places[step])[:6]
    return [step * height for step in often if places[step] >= _PROSE_ROWS // 2]


def _crosses(row: Row, at: float) -> bool:
    return any(token.rect.x0 < at < token.rect.x1 for token in row) or any(
        left.rect.x1 <= at <= right.rect.x0 and right.rect.x0 - left.rect.x1 < 0.8 * left.rect.height
        for left, right in pairwise(row)
    )


def _is_prose(rows: Sequence[Row], at: float) -> bool:
    """Both sides are running text: many words a line that fill their column."""
    left = [part for row in rows if (part := [t for t in row if t.rect.middle[0] < at])]
    right = [part for row in rows if (part := [t for t in row if t.rect.middle[0] >= at])]
    if min(len(left), len(right)) < _PROSE_ROWS:
        return False
    return all(_fills(side) for side in (left, right))


def _fills(side: Sequence[Row]) -> bool:
    rects: list[Rect] = [bounds(row) for row in side]
    width = max(rect.x1 for rect in rects) - min(rect.x0 for rect in rects)
    words = median(sum(bool(_WORD.search(token.text)) for token in row) for row in side)
    return words >= _PROSE_WORDS and median(rect.width for rect in rects) >= 0.6 * width
