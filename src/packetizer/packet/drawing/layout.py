"""Setting type on sheets: marks and links on pages, as plain values. Nothing here knows of PDF.

Coordinates are points from the lower left corner of a Letter page. How high a row is never depends on the
page numbers printed in it, so a sheet has as many pages in the draft as in the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby

from packetizer.packet.drawing.style import (
    BLACK,
    BOTTOM,
    DARK,
    LEFT,
    MID,
    RIGHT,
    TOP,
    WIDTH,
    Face,
    printable,
    shorten,
    width,
)

Tags = tuple[tuple[str, int], ...]  # PDF's roles from the sheet down, each with its number on the sheet


@dataclass(frozen=True, slots=True)
class Text:
    x: float
    y: float  # of the baseline
    text: str
    face: Face
    size: float
    grey: float = BLACK
    spacing: float = 0.0  # between letters
    tags: Tags = ()  # what it is, for those who have the sheet read to them; none: mere decoration


@dataclass(frozen=True, slots=True)
class Line:
    points: tuple[tuple[float, float], ...]
    weight: float
    grey: float = BLACK
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float


Mark = Text | Line | Dot
DECORATION = "Artifact"  # not to be read aloud: what only repeats, or adorns


@dataclass(frozen=True, slots=True)
class Link:
    """A place that leads to a page of the packet."""

    box: tuple[float, float, float, float]  # x0, y0, x1, y1
    page: int


@dataclass(frozen=True, slots=True)
class SheetPage:
    marks: tuple[Mark, ...]
    links: tuple[Link, ...]


def grouped(marks: Iterable[Mark]) -> Iterator[tuple[Tags, list[Mark]]]:
    """Marks that are one part of the sheet and follow each other; each such group is one marked content."""
    for tags, group in groupby(marks, key=lambda mark: mark.tags if isinstance(mark, Text) else ()):
        yield tags, list(group)


@dataclass
class Composer:
    """Sets one sheet, from the top down, and starts a new page where the old one is full."""

    over: str  # small, above the title: whose appeal this is
    title: str
    opening: Callable[[Composer], None] | None = None  # draws the head of the first page in the title's place
    beside: float = 0.0  # room that is kept free beside the title
    _done: list[SheetPage] = field(default_factory=list)
    _marks: list[Mark] = field(default_factory=list)
    _links: list[Link] = field(default_factory=list)
    y: float = TOP
    _parts: list[tuple[str, int]] = field(default_factory=list)
    _number: int = 0

    def __post_init__(self) -> None:
        self._head()

    # ------------------------------------------------------------ pages

    def finish(self) -> tuple[SheetPage, ...]:
        """The pages set so far; the composer is done with."""
        self._close()
        return tuple(self._done)

    def need(self, height: float) -> None:
        """Make sure that so much room is left, on a new page if it must be."""
        if height > self.room():
            self.turn()

    def _close(self) -> None:
        self._done.append(SheetPage(tuple(self._marks), tuple(self._links)))
        self._marks, self._links, self.y = [], [], TOP

    def _head(self) -> None:
        if self.opening and not self._done:
            self.opening(self)
            return
        with self.part(DECORATION):
            self.label(LEFT, self.y, shorten(printable(self.over), WIDTH - 20, Face.SANS_BOLD, 7.6))
            if self._done:
                self.write(LEFT, self.y - 19, f"{self.title}, continued", Face.SERIF, 12.5)
        if self._done:
            self.y -= 28
        else:
            with self.part("H1"):
                room = (WIDTH - self.beside) / width(printable(self.title), Face.SERIF_BOLD, 1.0)
                self.write(LEFT, self.y - 29, self.title, Face.SERIF_BOLD, min(22.0, room))
            self.y -= 44
        self.rule(self.y, weight=1.1)
        self.y -= 6

    # ------------------------------------------------------------ marks

    def add(self, *marks: Mark) -> None:
        for mark in marks:
            tagged = isinstance(mark, Text) and not mark.tags
            self._marks.append(replace(mark, tags=self._tags()) if tagged else mark)  # type: ignore[arg-type]

    @contextmanager
    def part(self, role: str) -> Iterator[None]:
        """What is written meanwhile is one part of the sheet, of that role in PDF (H1, P, Table, TR …)."""
        self._number += 1
        self._parts.append((role, self._number))
        yield
        self._parts.pop()

    def _tags(self) -> Tags:
        """The open parts; what is written outside of any is a paragraph of its own."""
        if not self._parts:
            self._number += 1
            return (("P", self._number),)
        return () if any(role == DECORATION for role, _ in self._parts) else tuple(self._parts)

    def write(
        self, x: float, y: float, text: str, face: Face = Face.SANS, size: float = 9.6, grey: float = BLACK
    ) -> float:
        """Text on one line; gives where it ends."""
        text = printable(text, face)
        self.add(Text(x, y, text, face, size, grey))
        return x + width(text, face, size)

    def label(self, x: float, y: float, text: str) -> None:
        """A small heading in spaced capitals."""
        self.add(Text(x, y, printable(text.upper(), Face.SANS_BOLD), Face.SANS_BOLD, 7.6, MID, 0.7))

    def rule(
        self, y: float, *, x0: float = LEFT, x1: float = RIGHT, weight: float = 0.5, grey: float = BLACK
    ) -> None:
        self.add(Line(((x0, y), (x1, y)), weight, grey))

    def link(self, x0: float, y0: float, x1: float, y1: float, page: int) -> None:
        self._links.append(Link((x0, y0, x1, y1), page))

    def lead(self, text: str) -> None:
        """A line that says what the sheet shows."""
        self.y -= 15
        self.write(LEFT, self.y, text, Face.SERIF, 11, DARK)
        self.y -= 10

    def room(self) -> float:
        """Height that is left on this page."""
        return self.y - BOTTOM

    def turn(self) -> None:
        """Begin a new page."""
        self._close()
        self._head()
