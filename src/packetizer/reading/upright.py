"""Which way up a page is, from what can be read on it.

The engines' own orientation tests fail on sparse pages. Here the letters' neighbours say whether
text runs level or sideways, and a few lines are read each way round: upright text reads as words, the rest as
noise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from packetizer.reading.images import Grey, Look, turned
from packetizer.reading.lines import level_share, text_lines
from packetizer.reading.tokens import Rect, Token

LineReading = Callable[[Grey], Sequence[Token]]  # reads the words of one line's picture

_LINES = 6  # lines that are read each way round
_WORDLIKE = re.compile(r"[^\W\d_]{3,}[.,:;]?$|\$?\d[\d.,/-]{2,}$")


@dataclass(frozen=True, slots=True)
class Turn:
    """Degrees clockwise that make a page upright, and whether the evidence leaves no doubt."""

    degrees: int
    sure: bool


def evidence(tokens: Sequence[Token]) -> float:
    """How much was read that looks like words: letters of well-read words. Noise scores low."""
    return sum(
        min(len(token.text), 8) * (token.score - 0.5) * 2
        for token in tokens
        if token.score > 0.6 and _WORDLIKE.search(token.text)
    )


def reads_well(tokens: Sequence[Token]) -> bool:
    """A reading that can only come from upright text: many good words, and not much beside them."""
    letters = sum(len(token.text) for token in tokens)
    good = evidence(tokens)
    return good >= 25 and good >= 0.45 * letters


def sideways(seen: Look) -> bool | None:
    """Whether the text runs up or down the page; None where its ink does not say."""
    share = level_share(seen)
    if share is None or 0.4 < share < 0.6:
        return None
    return share <= 0.4


def find_turn(picture: Grey, seen: Look, readings: Sequence[LineReading]) -> Turn:
    """Read sample lines each way round, with one reader after the other until one of the ways stands out."""
    axis = sideways(seen)
    ways = {None: (0, 90, 180, 270), False: (0, 180), True: (90, 270)}[axis]
    totals = dict.fromkeys(ways, 0.0)
    for read in readings:
        for degrees in ways:
            totals[degrees] += sum(evidence(read(line)) for line in _samples(picture, seen, degrees))
        turn = _decided(totals)
        if turn.sure:
            return turn
    return _decided(totals)


def _decided(totals: dict[int, float]) -> Turn:
    ranked = sorted(totals, key=lambda degrees: -totals[degrees])
    best, second = totals[ranked[0]], totals[ranked[1]]
    if best >= 12 and best >= 2.5 * second:
        return Turn(ranked[0], True)
    level = 0 if 0 in totals else ranked[0]
    return Turn(ranked[0] if best >= 6 and best >= 2 * second else level, False)


def _samples(picture: Grey, seen: Look, degrees: int) -> list[Grey]:
    """Pictures of the longest lines of the page as it stands after this turn."""
    page = turned(picture, degrees)
    rows = text_lines(Look(turned(seen.ink, degrees), seen.scale, seen.dpi))
    rows.sort(key=lambda row: -row.width)
    return [cut for row in rows[:_LINES] if (cut := _cut(page, row, seen.scale)).size]


def _cut(page: Grey, row: Rect, scale: float) -> Grey:
    rim = 0.35 * row.height
    longest = row.x0 + 16 * row.height  # enough words to tell
    x0, x1 = max(int((row.x0 - rim) / scale), 0), int((min(row.x1, longest) + rim) / scale)
    y0, y1 = max(int((row.y0 - rim) / scale), 0), int((row.y1 + rim) / scale)
    return page[y0:y1, x0:x1]
