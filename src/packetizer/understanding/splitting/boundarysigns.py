"""What is seen on two neighbouring pages that tells whether a paper begins between them.

A sign has a key, by which data/boundary_weights.yaml weighs it, an amount (1 where it is there or not), and
words for people. Nothing here decides.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from packetizer.model import Fact, Page
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.lore.wordings import Wordings
from packetizer.understanding.lore.wordmodel import HEADS, head_terms
from packetizer.understanding.page.look import Look
from packetizer.understanding.page.numbering import OF_NAMED
from packetizer.understanding.sheet import Sheet
from packetizer.understanding.types.cues import begins_with

_PLAIN_TITLE = 5.0  # points of a plain title at the head of the page
_LETTERHEAD, _MOST_ADDRESSES = 0.17, 2  # it stands above; what more of them say
_HALF, _EARLY = 0.5, 0.75  # a page whose last line stands above is not full
_SIGNED = 14  # a letter's closing stands among its last segments
_HEAD_LINES = 12  # that the model of first words may look at
_MOST_ODDS = 2.0
_LARGE = 1.25  # times the usual height
_POINT = re.compile(r"(?:[•*·‣▪–-]|\(?(?:[a-z]|\d{1,2})[.)])\s")
_ENOUGH_LINES = 8  # to tell how a page is set
_OTHER_SIZE, _OTHER_MARGIN = 0.12, 0.03  # of the logarithm of a word's height; of the page's width
_ROWS, _CELLS = 5, 3  # rows that are compared, and figures that make one a table's
_CELL = re.compile(
    r"^\W*(?:(?P<day>\d{1,2}[-/]\d{1,2}(?:[-/]\d{2,4})?)|(?P<sum>[\d,]*\.\d\d)|(?P<code>[A-Z]\d{4}|\d{5}))\W*$"
)
_SHORT_LINE = 8  # letters of an edge that says nothing
_SAME_LINE = 88  # likeness of running heads and feet, of 100
_SAME_VALUE = 85  # the same of two readings of a value
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
_COMPARED = (
    FactKind.NAME_PATIENT, FactKind.ID_CLAIM, FactKind.DATE_LETTER, FactKind.NAME_INSURER, FactKind.ID_NPI,
    FactKind.NAME_PROVIDER,
)  # fmt: skip
# A first page says whose it is and from whom; what goes on names fewer of them.
_NAMED = (
    *(FactKind.NAME_PATIENT, FactKind.NAME_PROVIDER, FactKind.NAME_INSURER),
    *(FactKind.DATE_BIRTH, FactKind.DATE_LETTER, FactKind.DATE_SERVICE, FactKind.DATE_SIGNED),
    *(FactKind.ID_MEMBER, FactKind.ID_CLAIM, FactKind.ID_GROUP, FactKind.ID_NPI),
    *(FactKind.AMOUNT_BILLED, FactKind.PLAN_APPEAL_ADDRESS),
)
_BELIEVED = 0.5  # confidence of a fact that is looked at
_SHORT = 8  # lines of a page that is hardly filled
_MOST_POINTS = 9.0  # that two types stand apart, or that any stands out


@dataclass(frozen=True, slots=True)
class Sign:
    """Something seen between two pages."""

    key: str
    amount: float
    what: str


def boundary_signs(before: Sheet, after: Sheet, knowledge: Knowledge) -> Iterator[Sign]:
    """Everything seen between two neighbouring pages; of unread ones only what their sheets show."""
    yield from _shape(before.page, after.page)
    if not before.legible or not after.legible:
        return
    wordings = knowledge.wordings
    head = tuple(_head(after, wordings))
    yield from head or (Sign("bare_head", 1, "no title, letterhead, date or salutation"),)
    yield from _first_words(after, knowledge)
    yield from _first_line(after.look)
    yield from _number(after)
    yield from _tail(before, wordings)
    yield from _setting(before.look, after.look)
    yield from _types(before, after)
    yield from _sentence(before.look, after.look)
    yield from _table(before.look, after.look)
    yield from _running_lines(before.look, after.look)
    yield from _values(before.facts, after.facts)


def _shape(before: Page, after: Page) -> Iterator[Sign]:
    if before.text_from != after.text_from and "text_layer" in (before.text_from, after.text_from):
        yield Sign("made_otherwise", 1, "one page is born digital, the other a scan")
    wide = abs(before.width - after.width) > 0.06 * before.width
    high = abs(before.height - after.height) > 0.06 * before.height
    turned = abs(before.width - after.height) < 0.06 * before.width
    if turned and (wide or high):
        yield Sign("turned_sheet", 1, "the sheet is turned")
    elif wide or high:
        yield Sign("other_size", 1, "the sheet has another size")


def _head(sheet: Sheet, wordings: Wordings) -> Iterator[Sign]:
    """A first page has a heading, a letterhead, a date, a salutation; a later one says "continued"."""
    opening = min(1.0, float(sheet.scores.opening.max()) / _PLAIN_TITLE)
    if opening:
        yield Sign("title", opening, "a title at the head")
    top = [part for part in sheet.look.segments if part.y0 < 0.28][:16]
    if greets(sheet.look, wordings):
        yield Sign("salutation", 1, "a salutation")
    if sum(bool(_DATE_LINE.match(part.text.strip())) for part in top) == 1:  # several are a table's
        yield Sign("date_line", 1, "a date line at the head")
    addresses = sum(bool(_ADDRESS.search(part.text)) for part in top if part.y0 < _LETTERHEAD)
    if addresses:
        yield Sign("letterhead", min(_MOST_ADDRESSES, addresses), "a letterhead")
    if sheet.scores.section > 0.5 and not sheet.scores.opening.any():
        yield Sign("section", 1, "it begins with a section's heading")
    if any(_LATER_CHAPTER.match(part.text) for part in top[:4]):
        yield Sign("later_chapter", 1, "it begins with a later chapter")
    if _goes_on(sheet.look, wordings):
        yield Sign("continued", 1, "its head says that it goes on")


def greets(look: Look, wordings: Wordings) -> bool:
    """Whether a page has a letter's salutation."""
    parts = (part for part in look.segments if part.y0 < 0.65)
    return any(begins_with(look, part.start, wordings.salutations) for part in parts)


def closes(look: Look, wordings: Wordings) -> bool:
    """Whether a page ends with a letter's closing."""
    return any(look.squashed[part.start : part.end] in wordings.closings for part in look.segments[-_SIGNED:])


def _goes_on(look: Look, wordings: Wordings) -> bool:
    top = [part for part in look.segments if part.y0 < 0.28][:8]
    return any(
        look.squashed[: part.end].endswith(phrase) and part.end - len(phrase) in look.starts
        for part in top
        for phrase in wordings.continues
    )


def _first_words(sheet: Sheet, knowledge: Knowledge) -> Iterator[Sign]:
    """What the words of its first lines alone say."""
    texts = [line.text for line in sheet.look.lines[:_HEAD_LINES]]
    later, first = knowledge.head_words.chances(head_terms(texts))
    odds = max(-_MOST_ODDS, min(_MOST_ODDS, float(first - later)))
    yield Sign("words", odds, f"its first words are those of a {HEADS[odds > 0]} page")


def _first_line(look: Look) -> Iterator[Sign]:
    """A title is large; running text and the points of a list stand at the head of a later page."""
    line = look.lines[0]
    if line.box.height > _LARGE * look.usual_height:
        yield Sign("large", 1, "its first line is large")
    if _POINT.match(line.text):
        yield Sign("point", 1, "it begins with a point of a list")
    if line.text[:1].islower():
        yield Sign("small_letter", 1, "it begins with a small letter")


def _number(after: Sheet) -> Iterator[Sign]:
    """That it calls itself a later page; how numbers of a paper fit together, split.py weighs."""
    number = after.number
    if number is not None and number.named and number.total is None and number.number > 1:
        yield Sign("later_number", 1, "it is numbered as a later page")


def _tail(sheet: Sheet, wordings: Wordings) -> Iterator[Sign]:
    """A last page has a closing or ends early; another says that it goes on."""
    look = sheet.look
    if closes(look, wordings):
        yield Sign("closing", 1, "the page before has a closing")
    last = [look.squashed[part.start : part.end] for part in look.segments[-4:]]
    if any(text in wordings.ends for text in last):
        yield Sign("ends", 1, "the page before says that it ends")
    if any(
        text in wordings.goes_on or (len(text) < 60 and text.endswith(tuple(wordings.goes_on - {"over"})))
        for text in last
    ):
        yield Sign("goes_on", 1, "the page before says that it goes on")
    bottom = max(line.box.y1 for line in look.lines)
    if bottom < _EARLY:
        yield Sign("ends_early", 2 if bottom < _HALF else 1, "the page before ends early")


def _setting(before: Look, after: Look) -> Iterator[Sign]:
    """The pages of a paper are set alike, and filled."""
    if len(after.lines) < _SHORT:
        yield Sign("few_lines", 1, "it is hardly filled")
    if min(len(before.lines), len(after.lines)) < _ENOUGH_LINES:
        return
    if abs(math.log(before.usual_height / after.usual_height)) > _OTHER_SIZE:
        yield Sign("print_size", 1, "the print has another size")
    if abs(_left(before) - _left(after)) > _OTHER_MARGIN:
        yield Sign("margin", 1, "the text has another margin")


def _left(look: Look) -> float:
    """Where most lines begin that stand to the left."""
    return sorted(line.box.x0 for line in look.lines)[len(look.lines) // 10]


def _types(before: Sheet, after: Sheet) -> Iterator[Sign]:
    """How far the kinds of both pages are apart, and whether the later one's title is of its own kind."""
    here, there = before.scores.scores, after.scores.scores
    opening = after.scores.opening
    if here.argmax() == there.argmax():
        yield Sign("same_type", 1, "both pages look like one kind of paper")
        if opening[here.argmax()] > 0:
            yield Sign("same_title", min(1.0, float(opening[here.argmax()]) / _PLAIN_TITLE), "with its title")
    else:
        apart = min(_MOST_POINTS, float(there.max() - there[here.argmax()]))
        yield Sign("type_apart", apart, "it does not look like the page before")
        apart = min(_MOST_POINTS, float(here.max() - here[there.argmax()]))
        yield Sign("type_apart_before", apart, "the page before does not look like it")
    if opening.any() and opening.argmax() != there.argmax():
        yield Sign("other_title", 1, "its title is of another kind than its text")
    yield Sign("telling", max(0.0, min(_MOST_POINTS, float(there.max()))), "what it is, is plain to see")


def _body(look: Look) -> list[str]:
    """Lines of running text, without heads and feet."""
    return [line.text for line in look.lines if 0.045 < line.box.y0 < 0.93 and len(line.words) >= 4]


def _sentence(before: Look, after: Look) -> Iterator[Sign]:
    """A sentence that runs over the page's end joins both pages."""
    ending, beginning = _body(before), _body(after)
    if not ending or not beginning:
        return
    last, first = ending[-1].rstrip(), beginning[0].lstrip()
    open_end = not last.endswith(_ENDS_SENTENCE) and last[-1:].islower() and len(last) > 45
    if open_end and first[:1].islower():
        yield Sign("sentence_over", 1, "a sentence runs over the end of the page")
    elif first[:1].islower() and len(first) > 45:
        yield Sign("within_sentence", 1, "it begins within a sentence")
    elif open_end:
        yield Sign("open_sentence", 1, "the page before ends within a sentence")


def _table(before: Look, after: Look) -> Iterator[Sign]:
    """Rows of one shape at the end of a page and at the head of the next: a table goes on."""
    above = {_shape_of(row) for row in before.rows[-_ROWS:]} - {()}
    if any(_shape_of(row) in above for row in after.rows[:_ROWS]):
        yield Sign("table", 1, "a table goes on")


def _shape_of(row: str) -> tuple[str, ...]:
    """A table row's cells by their kinds, words left out; nothing where it has few figures."""
    cells = tuple(cell.lastgroup or "" for word in row.split() if (cell := _CELL.search(word)))
    return cells if len(cells) >= _CELLS else ()


def _running_lines(before: Look, after: Look) -> Iterator[Sign]:
    """The same head or foot on both pages, but for numbers."""
    if any(fuzz.ratio(a, b) >= _SAME_LINE for a, b in zip(_edge(before, 0), _edge(after, 0), strict=False)):
        yield Sign("running_head", 1, "the same running head")
    if any(fuzz.ratio(a, b) >= _SAME_LINE for a in _edge(before, -1)[:2] for b in _edge(after, -1)[:2]):
        yield Sign("running_foot", 1, "the same running foot")


def running_keys(before: Look, after: Look) -> frozenset[str]:
    """Which of head and foot both pages share."""
    return frozenset(sign.key for sign in _running_lines(before, after))


def same_edges(before: Look, after: Look) -> bool:
    """Whether both pages share a line of head or foot that says more than the number of the page."""
    return any(
        fuzz.ratio(a, b) >= _SAME_LINE
        for side in (0, -1)
        for a in _unnumbered(before, side)
        for b in _unnumbered(after, side)
    )


def _unnumbered(look: Look, side: int) -> list[str]:
    texts = (OF_NAMED.sub(" ", text).strip() for text in _edge(look, side))
    return [text for text in texts if len(text) > _SHORT_LINE]


def _edge(look: Look, side: int) -> list[str]:
    """The outermost lines, numbers masked: above for `side` 0, else below (the lowest first)."""
    if side == 0:
        lines = [line for line in look.lines if line.box.y0 < 0.14][:3]
    else:
        lines = [line for line in reversed(look.lines) if line.box.y0 > 0.86][:3]
    texts = [re.sub(r"\d", "0", line.text.lower()) for line in lines]
    return [text for text in texts if len(text) > _SHORT_LINE]


def _values(before: Sequence[Fact], after: Sequence[Fact]) -> Iterator[Sign]:
    """Whether both name the same people and numbers, and which of them each names at all."""
    here, there = _believed(before), _believed(after)
    for kind in _COMPARED:
        if kind in here and kind in there:
            alike = any(fuzz.ratio(a, b) >= _SAME_VALUE for a in here[kind] for b in there[kind])
            which = "same" if alike else "another"
            yield Sign(f"{which} {kind}", 1, f"{'the same' if alike else 'another'} {kind}")
    for kind in _NAMED:
        if kind in there:
            yield Sign(f"names {kind}", 1, f"it names a {kind}")
        if kind in here:
            yield Sign(f"before names {kind}", 1, f"the page before names a {kind}")


def _believed(facts: Sequence[Fact]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for fact in facts:
        if fact.confidence >= _BELIEVED:
            found.setdefault(fact.kind, set()).add(str(fact.value).casefold())
    return found
