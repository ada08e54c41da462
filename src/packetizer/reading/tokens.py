"""Words as a reader saw them: in pixels of the picture it was given, with its own untamed score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Reader(StrEnum):
    TESSERACT = "tesseract"
    RAPIDOCR = "rapidocr"


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in pixels, origin top left."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def middle(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def union(self, other: Rect) -> Rect:
        """The smallest rectangle that holds both."""
        return Rect(
            min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1)
        )

    def grown(self, by: float) -> Rect:
        """This rectangle, larger by `by` pixels on each side."""
        return Rect(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)

    def holds(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def across(self, other: Rect) -> float:
        """Pixels that both cover horizontally; negative: the gap between them."""
        return min(self.x1, other.x1) - max(self.x0, other.x0)

    def beside(self, other: Rect) -> float:
        """Share of the lower one's height that both cover: 1 where they stand on one line."""
        shared = min(self.y1, other.y1) - max(self.y0, other.y0)
        return shared / max(min(self.height, other.height), 1e-6)


@dataclass(frozen=True, slots=True)
class Token:
    """A word. `score` is the reader's own, 0 to 1; `line` is the reader's own line, ascending from 0."""

    text: str
    rect: Rect
    score: float
    reader: Reader
    line: int
    agreed: bool | None = None  # whether the other reader read the same; None where it did not look

    def moved(self, across: float, down: float) -> Token:
        """The same word on the picture in another size."""
        rect = self.rect
        return replace(self, rect=Rect(rect.x0 * across, rect.y0 * down, rect.x1 * across, rect.y1 * down))

    def shifted(self, x: float, y: float) -> Token:
        """The same word on the picture that this one was cut out of, at x and y."""
        rect = self.rect
        return replace(self, rect=Rect(rect.x0 + x, rect.y0 + y, rect.x1 + x, rect.y1 + y))

    def on_line(self, line: int) -> Token:
        return replace(self, line=line)


def bounds(tokens: Sequence[Token]) -> Rect:
    """The rectangle around all of them (at least one)."""
    rects = [token.rect for token in tokens]
    return Rect(
        min(rect.x0 for rect in rects),
        min(rect.y0 for rect in rects),
        max(rect.x1 for rect in rects),
        max(rect.y1 for rect in rects),
    )


def by_line(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of each line, lines by number, words from left to right."""
    groups: dict[int, list[Token]] = {}
    for token in tokens:
        groups.setdefault(token.line, []).append(token)
    return [sorted(groups[line], key=lambda token: token.rect.x0) for line in sorted(groups)]


def mean_score(tokens: Sequence[Token]) -> float:
    """The readers' own score, each word weighted by its length; 0 where there is no word."""
    weight = sum(len(token.text) for token in tokens)
    return sum(token.score * len(token.text) for token in tokens) / weight if weight else 0.0
