"""Running text in several cuts, some of it links, broken into lines: set flush left, never hyphenated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from packetizer.packet.drawing.layout import Composer, Text
from packetizer.packet.drawing.style import BLACK, Face, printable, shorten, width


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text. One that leads to a page (`to`) or is `whole` is not broken.

    `room` is the text whose width is reckoned with when lines are broken, so that lines do not depend on the
    page numbers in them.
    """

    text: str
    face: Face
    to: int | None = None
    room: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class NewLine:
    """The line ends here."""


@dataclass(frozen=True, slots=True)
class _Word:
    span: Span
    text: str
    room: float
    space: float  # before it, where it does not begin a line


Line = tuple[_Word, ...]


def broken(spans: Iterable[Span | NewLine], measure: float, size: float) -> tuple[Line, ...]:
    """The text in lines no wider than `measure` points, as far as its words allow."""
    lines: list[list[_Word]] = [[]]
    used = 0.0
    for chunk in _chunks(_words(spans, measure, size)):
        if not chunk:
            lines.append([])
            used = 0.0
            continue
        room = sum(word.room for word in chunk)
        if lines[-1] and used + chunk[0].space + room > measure:
            lines.append([])
            used = 0.0
        used += room + (chunk[0].space if lines[-1] else 0.0)
        lines[-1].extend(chunk)
    return tuple(tuple(line) for line in lines)


def _chunks(words: Iterable[_Word | None]) -> Iterator[list[_Word]]:
    """Words that stand together without a space, as a bracket and the link in it; an empty one: new line."""
    chunk: list[_Word] = []
    for word in words:
        if chunk and (word is None or word.space):
            yield chunk
            chunk = []
        if word is None:
            yield []
        else:
            chunk.append(word)
    if chunk:
        yield chunk


def _words(spans: Iterable[Span | NewLine], measure: float, size: float) -> Iterator[_Word | None]:
    """Words with the space before each; what follows without one (a comma after a link) stays with it."""
    pending = 0.0
    for span in spans:
        if isinstance(span, NewLine):
            yield None
            pending = 0.0
            continue
        if span.whole or span.to is not None:
            yield _Word(span, span.text, width(span.room or span.text, span.face, size), pending)
            pending = 0.0
            continue
        blank = width(" ", span.face, size)
        if span.text[:1].isspace():
            pending = blank
        for at, part in enumerate(span.text.split()):
            text = shorten(printable(part, span.face), measure, span.face, size)
            yield _Word(span, text, width(text, span.face, size), blank if at else pending)
        if span.text.split():
            pending = blank if span.text[-1:].isspace() else 0.0


def set_line(page: Composer, line: Line, x: float, y: float, size: float, *, grey: float = BLACK) -> None:
    """One line with its baseline at `y`; words of one cut are one text, so that they are read as one."""
    for at, group in enumerate(_grouped(line)):
        x += group[0].space if at else 0.0
        span = group[0].span
        text = group[0].text + "".join((" " if word.space else "") + word.text for word in group[1:])
        page.add(Text(x, y, text, span.face, size, grey))
        wide = width(text, span.face, size)
        if span.to is not None:
            page.link(x - 1, y - 3.5, x + wide + 1, y + size, span.to)
            page.rule(y - 2.2, x0=x, x1=x + wide, weight=0.4)
        x += wide


def _grouped(line: Sequence[_Word]) -> Iterator[list[_Word]]:
    """Neighbouring words of one cut that are no links."""
    group: list[_Word] = []
    for word in line:
        if group and (
            word.span.to is not None
            or group[-1].span.to is not None
            or word.span.face is not group[-1].span.face
        ):
            yield group
            group = []
        group.append(word)
    if group:
        yield group
