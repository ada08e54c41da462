"""What two neighbouring pages say about a new paper beginning between them.

Each observation is worth so many points: above 0 for a new paper, below 0 for the same one going on. Points
add up like log-odds. What depends on the whole paper, as its numbering and type, is weighed in split.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from packetizer.model import Fact, Page
from packetizer.understanding.classify import PageScores
from packetizer.understanding.cues import begins_with
from packetizer.understanding.look import Look
from packetizer.understanding.numbering import PageNumber
from packetizer.understanding.wordings import Wordings

_PRIOR = 0.7  # papers in stacks are short: one to two pages on the average
_HEADING_AT = 3.0  # for a plain title at the head of the page
_LETTERHEAD = 0.17  # it stands above
_NO_BEGINNING = -1.2  # no title, letterhead, date or salutation
_SAME_LINE = 88  # likeness of running heads and feet, of 100
_ENDS_SENTENCE = (".", ":", "!", "?", ";", '"', ")")
_ADDRESS = re.compile(
    r"\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b|\bP\.?\s?O\.?\s?Box\b|\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}", re.IGNORECASE
)
_DATE_LINE = re.compile(
    r"^(?:date\W{0,2})?(?:[A-Z][a-z]+\.? \d{1,2}, ?\d{4}|\d{1,2}/\d{1,2}/\d{2,4})$", re.IGNORECASE
)
_FIELDS = (  # kind of fact, points where two pages name different ones, points where they name the same
    ("name.patient", 2.5, -0.7),
    ("id.claim", 1.2, -1.0),
    ("date.letter", 1.0, -0.5),
    ("name.insurer", 0.6, -0.2),
    ("id.npi", 0.6, -0.3),
    ("name.provider", 0.7, -0.5),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with all that this room has seen on it."""

    page: Page
    look: Look
    scores: PageScores
    number: PageNumber | None
    facts: tuple[Fact, ...]
    legible: bool


def boundary_points(before: Sheet, after: Sheet, wordings: Wordings) -> float:
    """How much speaks for a new paper beginning with `after`."""
    points = _PRIOR + _shape(before.page, after.page)
    if not before.legible or not after.legible:
        return points - 1.0  # an unreadable page stays with what it lies in
    return (
        points
        + _head(after, wordings)
        + _tail(before, wordings)
        + _sentence(before, after)
        + _running_lines(before, after)
        + _fields(before.facts, after.facts)
    )


def _shape(before: Page, after: Page) -> float:
    points = 0.0
    if before.text_from != after.text_from and "text_layer" in (before.text_from, after.text_from):
        points += 1.2
    wide = abs(before.width - after.width) > 0.06 * before.width
    high = abs(before.height - after.height) > 0.06 * before.height
    turned = abs(before.width - after.height) < 0.06 * before.width
    if wide or high:
        points += 0.6 if turned else 1.6
    return points


def _head(sheet: Sheet, wordings: Wordings) -> float:
    """A first page has a heading, a letterhead, a date, a salutation; a later one says "continued"."""
    points = min(1.0, float(sheet.scores.opening.max()) / 5.0) * _HEADING_AT
    top = [part for part in sheet.look.segments if part.y0 < 0.28][:16]
    if any(
        begins_with(sheet.look, part.start, wordings.salutations)
        for part in sheet.look.segments
        if part.y0 < 0.65
    ):
        points += 1.6
    if any(_DATE_LINE.match(part.text.strip()) for part in top):
        points += 0.9
    points += min(1.2, 0.6 * sum(bool(_ADDRESS.search(part.text)) for part in top if part.y0 < _LETTERHEAD))
    if sheet.scores.section > 0.5 and not sheet.scores.opening.any():
        points -= 1.5
    if any(
        sheet.look.squashed[part.start : part.end].endswith(tuple(wordings.continues)) for part in top[:8]
    ):
        points -= 3.5
    return points or _NO_BEGINNING


def _tail(sheet: Sheet, wordings: Wordings) -> float:
    """A last page has a closing or ends early; another says that it goes on."""
    look = sheet.look
    points = 0.0
    if any(look.squashed[part.start : part.end] in wordings.closings for part in look.segments):
        points += 1.2
    last = [look.squashed[part.start : part.end] for part in look.segments[-4:]]
    if any(text in wordings.ends for text in last):
        points += 2.0
    if any(
        text in wordings.goes_on or (len(text) < 60 and text.endswith(tuple(wordings.goes_on - {"over"})))
        for text in last
    ):
        points -= 3.5
    if look.lines and max(line.box.y1 for line in look.lines) < 0.6:
        points += 0.6
    return points


def _body(look: Look) -> list[str]:
    """Lines of running text, without heads and feet."""
    return [line.text for line in look.lines if 0.045 < line.box.y0 < 0.93 and len(line.words) >= 4]


def _sentence(before: Sheet, after: Sheet) -> float:
    """A sentence that runs over the page's end joins both pages."""
    ending, beginning = _body(before.look), _body(after.look)
    if not ending or not beginning:
        return 0.0
    last, first = ending[-1].rstrip(), beginning[0].lstrip()
    open_end = not last.endswith(_ENDS_SENTENCE) and last[-1:].islower() and len(last) > 45
    if open_end and first[:1].islower():
        return -3.5
    if first[:1].islower() and len(first) > 45:
        return -1.2
    return -0.5 if open_end else 0.0


def _running_lines(before: Sheet, after: Sheet) -> float:
    """The same head or foot on both pages, but for numbers."""
    points = 0.0
    same_head = any(
        fuzz.ratio(a, b) >= _SAME_LINE
        for a, b in zip(_edge(before.look, 0), _edge(after.look, 0), strict=False)
    )
    same_foot = any(
        fuzz.ratio(a, b) >= _SAME_LINE for a in _edge(before.look, -1)[:2] for b in _edge(after.look, -1)[:2]
    )
    if same_head:
        points -= 0.6
    if same_foot:
        points -= 1.2
    return points


def _edge(look: Look, side: int) -> list[str]:
    """The outermost lines, numbers masked: above for `side` 0, else below (the lowest first)."""
    if side == 0:
        lines = [line for line in look.lines if line.box.y0 < 0.14][:3]
    else:
        lines = [line for line in reversed(look.lines) if line.box.y0 > 0.86][:3]
    texts = [re.sub(r"\d", "0", line.text.lower()) for line in lines]
    return [text for text in texts if len(text) > 8]


def _fields(before: Sequence[Fact], after: Sequence[Fact]) -> float:
    points = 0.0
    for kind, other, same in _FIELDS:
        here = {str(fact.value).casefold() for fact in before if fact.kind == kind and fact.confidence >= 0.5}
        there = {str(fact.value).casefold() for fact in after if fact.kind == kind and fact.confidence >= 0.5}
        if here and there:
            alike = any(fuzz.ratio(a, b) >= 85 for a in here for b in there)
            points += same if alike else other
    return points
