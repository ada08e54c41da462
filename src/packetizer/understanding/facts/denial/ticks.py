"""Boxes to tick: the choices that a form's line offers, and which of them were made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from packetizer.model import Page
from packetizer.understanding.page.text import Line, box_of, lines

TICKED = re.compile(r"\[\s?[xX✓✔*]\s?\]|\(\s?[xX✓✔]\s?\)|[☑☒]")
BOX = re.compile(rf"\[\s*\]|\(\s{{1,3}}\)|[☐□]|{TICKED.pattern}")


@dataclass(frozen=True, slots=True)
class Choice:
    """Words of a line behind a box, or before the only one; `ticked` is None where no box is theirs."""

    line: Line
    ticked: bool | None


def has_ticks(page: Page) -> bool:
    """Whether a box of the page is ticked: if none is, that may as well be the reader's fault."""
    return any(TICKED.search(line.text) for line in lines(page))


def choices(line: Line) -> tuple[Choice, ...]:
    """The choices of a line in reading order, without their boxes; the line itself where it has no box."""
    boxes = list(BOX.finditer(line.text))
    if not boxes:
        return (Choice(line, None),)
    return tuple(_parts(line, boxes))


def _parts(line: Line, boxes: list[re.Match[str]]) -> Iterator[Choice]:
    behind = line.text[boxes[-1].end() :].strip(" .:_")
    head = _part(line, 0, boxes[0].start())
    if len(boxes) == 1 and not behind and head is not None:  # "Not covered (x)"
        yield Choice(head, _is_ticked(boxes[0]))
        return
    if head is not None:
        yield Choice(head, None)
    ends = [*(box.start() for box in boxes[1:]), len(line.text)]
    for box, end in zip(boxes, ends, strict=True):
        part = _part(line, box.end(), end)
        if part is not None:
            yield Choice(part, _is_ticked(box))


def _is_ticked(box: re.Match[str]) -> bool:
    return TICKED.fullmatch(box[0]) is not None


def _part(line: Line, start: int, end: int) -> Line | None:
    """The whole words of a stretch of a line."""
    words, at = [], 0
    for word in line.words:
        if start <= at and at + len(word.text) <= end:
            words.append(word)
        at += len(word.text) + 1
    if not words:
        return None
    return Line(" ".join(word.text for word in words), tuple(words), box_of(words), line.number)
