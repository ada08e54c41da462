"""What two neighbouring pages say about a new paper beginning between them.

Each observation is worth so many points: above 0 for a new paper, below 0 for the same one going on. Points
add up like log-odds. What depends on the whole paper, as its numbering and type, is weighed in split.py.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from packetizer.model import Fact, Page
from packetizer.understanding.classify import PageScores
from packetizer.understanding.cues import begins_with
from packetizer.understanding.knowledge import Knowledge
from packetizer.understanding.look import Look
from packetizer.understanding.numbering import PageNumber
from packetizer.understanding.wordings import Wordings
from packetizer.understanding.wordmodel import HEADS, head_terms

_PRIOR = -0.8  # papers in stacks are short, but what a first page bears speaks for itself
_HEADING_AT = 3.6  # for a plain title at the head of the page
_LETTERHEAD = 0.17  # it stands above
_LATER = 0.5  # what a heading counts on a page numbered as a later one
_NO_BEGINNING = -1.2  # no title, letterhead, date or salutation
_HALF, _EARLY = 0.5, 0.75  # a page whose last line stands above is not full
_SIGNED = 14  # a letter's closing stands among its last segments
_HEAD_LINES = 12  # that the model of first words may look at
_WORDS, _MOST_ODDS = 4.5, 2.0  # points for a unit of its log-odds, and the most of them that count
_BEGINS, _LITTLE_ODDS = 1.3, 0.8  # a date, a title or the like: what the words may then say against it
_LARGE = 1.25  # times the usual height
_POINT = re.compile(r"(?:[•*·‣▪–-]|\(?(?:[a-z]|\d{1,2})[.)])\s")
_ENOUGH_LINES = 8  # to tell how a page is set
_OTHER_SIZE, _OTHER_MARGIN = 0.12, 0.03  # of the logarithm of a word's height; of the page's width
_ROWS, _CELLS = 5, 3  # rows that are compared, and figures that make one a table's
_CELL = re.compile(
    r"^\W*(?:(?P<day>\d{1,2}[-/]\d{1,2}(?:[-/]\d{2,4})?)|(?P<sum>[\d,]*\.\d\d)|(?P<code>[A-Z]\d{4}|\d{5}))\W*$"
)
_SAME_LINE = 88  # likeness of running heads and feet, of 100
_ENDS_SENTENCE = (".", ":", "!", "?", ";", '"', ")")
_ADDRESS = re.compile(
    r"\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b|\bP\.?\s?O\.?\s?Box\b|\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}", re.IGNORECASE
)
_DATE_LINE = re.compile(
    r"^(?:date[a-z ]{0,10}\W{0,3})?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
    r"(?:[A-Z][a-z]{2,8}\.? \d{1,2},? ?\d{4}|\d{1,2}[ -][A-Z][a-z]{2,8}\.?,?[ -]\d{4}"
    r"|\d{1,2}([-/.])\d{1,2}\1(?:\d{2}|\d{4})|\d{4}-\d{2}-\d{2})$",
    re.IGNORECASE,
)
_LATER_CHAPTER = re.compile(
    r"(?:article|section|chapter|part|appendix)\s{1,2}(?!(?:1|I|A)\b)(?:\d{1,2}|[IVX]{1,5}|[B-H])\b",
    re.IGNORECASE,
)
_FIELDS = (  # kind of fact, points where two pages name different ones, points where they name the same
    ("name.patient", 2.5, -0.5),
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


@dataclass(frozen=True, slots=True)
class Reason:
    """One observation between two pages: above 0 for a new paper, below 0 for the same one going on."""

    points: float
    what: str


def boundary_points(before: Sheet, after: Sheet, knowledge: Knowledge) -> float:
    """How much speaks for a new paper beginning with `after`."""
    return sum(reason.points for reason in boundary_reasons(before, after, knowledge))


def boundary_reasons(before: Sheet, after: Sheet, knowledge: Knowledge) -> tuple[Reason, ...]:
    """Everything that was observed between two neighbouring pages."""
    wordings = knowledge.wordings
    general = (Reason(_PRIOR, "papers in a stack are short"), *_shape(before.page, after.page))
    if not before.legible or not after.legible:
        return (*general, Reason(-1.0, "a page that cannot be read stays with those it lies in"))
    head = tuple(_less_of_later(after, _head(after, wordings)))
    return (
        *general,
        *(head or (Reason(_NO_BEGINNING, "no title, letterhead, date or salutation"),)),
        *_first_words(after, knowledge, begins=sum(reason.points for reason in head) >= _BEGINS),
        *_less_of_later(after, _first_line(after.look)),
        *_tail(before, wordings),
        *_setting(before.look, after.look),
        *_types(before, after),
        *_sentence(before, after),
        *_table(before.look, after.look),
        *_running_lines(before, after),
        *_fields(before.facts, after.facts),
    )


def _less_of_later(sheet: Sheet, reasons: Iterable[Reason]) -> Iterator[Reason]:
    """What stands at the head of a page numbered as a later one is mostly a chapter's."""
    number = sheet.number
    later = number is not None and number.total is not None and number.number > 1
    for reason in reasons:
        yield replace(reason, points=_LATER * reason.points) if later and reason.points > 0 else reason


def _shape(before: Page, after: Page) -> Iterator[Reason]:
    if before.text_from != after.text_from and "text_layer" in (before.text_from, after.text_from):
        yield Reason(1.2, "one page is born digital, the other a scan")
    wide = abs(before.width - after.width) > 0.06 * before.width
    high = abs(before.height - after.height) > 0.06 * before.height
    turned = abs(before.width - after.height) < 0.06 * before.width
    if wide or high:
        yield Reason(0.6, "the sheet is turned") if turned else Reason(1.6, "the sheet has another size")


def _head(sheet: Sheet, wordings: Wordings) -> Iterator[Reason]:
    """A first page has a heading, a letterhead, a date, a salutation; a later one says "continued"."""
    opening = min(1.0, float(sheet.scores.opening.max()) / 5.0) * _HEADING_AT
    if opening:
        yield Reason(opening, "a title at the head")
    top = [part for part in sheet.look.segments if part.y0 < 0.28][:16]
    if any(
        begins_with(sheet.look, part.start, wordings.salutations)
        for part in sheet.look.segments
        if part.y0 < 0.65
    ):
        yield Reason(1.6, "a salutation")
    if sum(bool(_DATE_LINE.match(part.text.strip())) for part in top) == 1:  # several are a table's
        yield Reason(1.3, "a date line at the head")
    letterhead = min(
        1.2, 0.6 * sum(bool(_ADDRESS.search(part.text)) for part in top if part.y0 < _LETTERHEAD)
    )
    if letterhead:
        yield Reason(letterhead, "a letterhead")
    if sheet.scores.section > 0.5 and not sheet.scores.opening.any():
        yield Reason(-1.5, "it begins with a section's heading")
    if any(_LATER_CHAPTER.match(part.text) for part in top[:4]):
        yield Reason(-1.5, "it begins with a later chapter")
    if _goes_on(sheet, wordings):
        yield Reason(-3.5, "its head says that it goes on")


def _goes_on(sheet: Sheet, wordings: Wordings) -> bool:
    look = sheet.look
    top = [part for part in look.segments if part.y0 < 0.28][:8]
    return any(
        look.squashed[: part.end].endswith(phrase) and part.end - len(phrase) in look.starts
        for part in top
        for phrase in wordings.continues
    )


def _first_words(sheet: Sheet, knowledge: Knowledge, *, begins: bool) -> Iterator[Reason]:
    """What the words of its first lines alone say; little against a page that `begins` otherwise."""
    model = knowledge.head_words
    later, first = model.chances(head_terms([line.text for line in sheet.look.lines[:_HEAD_LINES]]))
    least, most = -_LITTLE_ODDS if begins else -_MOST_ODDS, _MOST_ODDS
    if sheet.number is not None and sheet.number.number == 1:
        least = 0.0
    elif sheet.number is not None or _goes_on(sheet, knowledge.wordings):
        most = 0.0  # what stands there is a running head
    odds = max(least, min(most, float(first - later)))
    yield Reason(_WORDS * odds, f"its first words are those of a {HEADS[odds > 0]} page")


def _first_line(look: Look) -> Iterator[Reason]:
    """A title is large; running text and the points of a list stand at the head of a later page."""
    line = look.lines[0]
    if line.box.height > _LARGE * look.usual_height:
        yield Reason(1.9, "its first line is large")
    if _POINT.match(line.text):
        yield Reason(-1.2, "it begins with a point of a list")
    if line.text[:1].islower():
        yield Reason(-1.9, "it begins with a small letter")


def _setting(before: Look, after: Look) -> Iterator[Reason]:
    """The pages of a paper are set alike."""
    if min(len(before.lines), len(after.lines)) < _ENOUGH_LINES:
        return
    if abs(math.log(before.usual_height / after.usual_height)) > _OTHER_SIZE:
        yield Reason(1.2, "the print has another size")
    if abs(_left(before) - _left(after)) > _OTHER_MARGIN:
        yield Reason(1.5, "the text has another margin")


def _left(look: Look) -> float:
    """Where most lines begin that stand to the left."""
    return sorted(line.box.x0 for line in look.lines)[len(look.lines) // 10]


def _types(before: Sheet, after: Sheet) -> Iterator[Reason]:
    if before.scores.scores.argmax() == after.scores.scores.argmax():
        yield Reason(-1.9, "both pages look like one kind of paper")


def _tail(sheet: Sheet, wordings: Wordings) -> Iterator[Reason]:
    """A last page has a closing or ends early; another says that it goes on."""
    look = sheet.look
    if any(look.squashed[part.start : part.end] in wordings.closings for part in look.segments[-_SIGNED:]):
        yield Reason(0.9, "the page before has a closing")
    last = [look.squashed[part.start : part.end] for part in look.segments[-4:]]
    if any(text in wordings.ends for text in last):
        yield Reason(2.0, "the page before says that it ends")
    if any(
        text in wordings.goes_on or (len(text) < 60 and text.endswith(tuple(wordings.goes_on - {"over"})))
        for text in last
    ):
        yield Reason(-3.5, "the page before says that it goes on")
    bottom = max(line.box.y1 for line in look.lines)
    if bottom < _EARLY:
        yield Reason(1.2 if bottom < _HALF else 0.6, "the page before ends early")


def _body(look: Look) -> list[str]:
    """Lines of running text, without heads and feet."""
    return [line.text for line in look.lines if 0.045 < line.box.y0 < 0.93 and len(line.words) >= 4]


def _sentence(before: Sheet, after: Sheet) -> Iterator[Reason]:
    """A sentence that runs over the page's end joins both pages."""
    ending, beginning = _body(before.look), _body(after.look)
    if not ending or not beginning:
        return
    last, first = ending[-1].rstrip(), beginning[0].lstrip()
    open_end = not last.endswith(_ENDS_SENTENCE) and last[-1:].islower() and len(last) > 45
    if open_end and first[:1].islower():
        yield Reason(-3.5, "a sentence runs over the end of the page")
    elif first[:1].islower() and len(first) > 45:
        yield Reason(-1.2, "it begins within a sentence")
    elif open_end:
        yield Reason(-0.5, "the page before ends within a sentence")


def _table(before: Look, after: Look) -> Iterator[Reason]:
    """Rows of one shape at the end of a page and at the head of the next: a table goes on."""
    above = {_shape_of(row) for row in before.rows[-_ROWS:]} - {()}
    if any(_shape_of(row) in above for row in after.rows[:_ROWS]):
        yield Reason(-2.5, "a table goes on")


def _shape_of(row: str) -> tuple[str, ...]:
    """A table row's cells by their kinds, words left out; nothing where it has few figures."""
    cells = tuple(cell.lastgroup or "" for word in row.split() if (cell := _CELL.search(word)))
    return cells if len(cells) >= _CELLS else ()


def _running_lines(before: Sheet, after: Sheet) -> Iterator[Reason]:
    """The same head or foot on both pages, but for numbers."""
    if any(
        fuzz.ratio(a, b) >= _SAME_LINE
        for a, b in zip(_edge(before.look, 0), _edge(after.look, 0), strict=False)
    ):
        yield Reason(-0.6, "the same running head")
    if any(
        fuzz.ratio(a, b) >= _SAME_LINE for a in _edge(before.look, -1)[:2] for b in _edge(after.look, -1)[:2]
    ):
        yield Reason(-0.8, "the same running foot")


def _edge(look: Look, side: int) -> list[str]:
    """The outermost lines, numbers masked: above for `side` 0, else below (the lowest first)."""
    if side == 0:
        lines = [line for line in look.lines if line.box.y0 < 0.14][:3]
    else:
        lines = [line for line in reversed(look.lines) if line.box.y0 > 0.86][:3]
    texts = [re.sub(r"\d", "0", line.text.lower()) for line in lines]
    return [text for text in texts if len(text) > 8]


def _fields(before: Sequence[Fact], after: Sequence[Fact]) -> Iterator[Reason]:
    for kind, other, same in _FIELDS:
        here = {str(fact.value).casefold() for fact in before if fact.kind == kind and fact.confidence >= 0.5}
        there = {str(fact.value).casefold() for fact in after if fact.kind == kind and fact.confidence >= 0.5}
        if here and there:
            alike = any(fuzz.ratio(a, b) >= 85 for a in here for b in there)
            yield Reason(same if alike else other, f"{'the same' if alike else 'another'} {kind}")
