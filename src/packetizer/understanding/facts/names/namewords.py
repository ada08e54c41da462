"""The words of a page's lines as far as names are concerned: a name's, a firm's, an initial, a joint."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from packetizer.model import Page
from packetizer.understanding.facts.layout import Cell, Sheet, line_of, sheet_of
from packetizer.understanding.facts.names.organisations import names_organisation
from packetizer.understanding.facts.names.patients import CREDENTIAL
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.page.once import once_a_page

# `LEGAL` is "LLC", `SOFT` a comma before it, `COMMON` a word in capitals that no person is called; `OTHER`
# ends what may be a name.
NAME, INITIAL, PARTICLE, FIRM, COMMON = "NIPFC"
JOINT, COMMA, SOFT, LEGAL, STATE, OTHER = "J,lLSX"
_TOKEN = re.compile(r"[,;:()|/\[\]\"“”<>]|[^\s,;:()|/\[\]\"“”<>]+")
_END = re.compile(r"(?:['’]s|['’]|\.)$")
_GOES_ON = re.compile(r"\s(?:of|and|&)\s")  # "Univ. of"
_INITIAL = re.compile(r"[A-ZÀ-Þ]\.?")
_GENERATIONS = frozenset({"sr", "jr", "ii", "iii", "iv"})
_JOINTS = frozenset({"of", "and", "&", "the", "for", "+", "at", "-", "–", "y"})
_WORDS = 20000  # that are remembered
_ABBREVIATED = 3  # letters of a word whose stop ends no sentence
PROSE = 45  # characters of a line that may break a name
_ALIGNED = 0.03  # how far apart lines of one text may begin


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a cell; `what` is one of the letters above."""

    start: int
    end: int
    text: str
    what: str


@dataclass(frozen=True, slots=True)
class Line:
    """A cell with its words. `edge`: where the second of two lines begins that were joined, else 0."""

    cell: Cell
    tokens: tuple[Token, ...]
    edge: int

    @property
    def kinds(self) -> str:
        return "".join(token.what for token in self.tokens)


@once_a_page
def lines_of(page: Page, lexicon: Lexicon) -> tuple[Line, ...]:
    """The page's cells, then its lines of running text that a name may reach over, each two as one."""
    sheet = sheet_of(page, lexicon)
    what = _reader(lexicon)
    cells = (*((cell, 0) for cell in sheet.cells), *_joined(sheet))
    return tuple(
        Line(cell, tuple(_tokens(cell, what)), edge) for cell, edge in cells if not cell.text.islower()
    )


def _tokens(cell: Cell, what_is: Callable[[str], str]) -> Iterator[Token]:
    found: list[Token] = []
    for match in _TOKEN.finditer(cell.text):
        text, end = match[0], match.end()
        what = what_is(text)
        cut = _END.search(text) if what in (NAME, FIRM, COMMON) else None
        if cut is not None:
            text, end = text[: cut.start()], end - (len(text) - cut.start())
            what = what_is(text)
        if what == LEGAL and found and found[-1].what == COMMA:
            found[-1] = Token(found[-1].start, found[-1].end, ",", SOFT)
        found.append(Token(match.start(), end, text, what))
        stops = cut is not None and cut[0] == "." and len(text) > _ABBREVIATED
        if stops and not _GOES_ON.match(cell.text, end + 1):
            found.append(Token(end, end, "", OTHER))
    return iter(found)


@once_a_page
def _reader(lexicon: Lexicon) -> Callable[[str], str]:
    """What a word is, remembered."""
    return lru_cache(maxsize=_WORDS)(lambda word: _what(word, lexicon))


def _what(word: str, lexicon: Lexicon) -> str:
    low = word.lower().strip(".’'")
    if word == ",":
        return COMMA
    if low in _JOINTS or word in _JOINTS:
        return JOINT
    if word in lexicon.parties.particles or low in ("van", "von", "de"):
        return PARTICLE
    if _INITIAL.fullmatch(word):
        return INITIAL
    if low in lexicon.firms.legal_practices:
        return LEGAL
    if CREDENTIAL.fullmatch(f" {word}") or not word[0].isupper() or _is_title(low, lexicon):
        return OTHER
    return STATE if low in lexicon.parties.states else _in_capitals(word, low, lexicon)


def _is_title(low: str, lexicon: Lexicon) -> bool:
    words = lexicon.patients
    return low in _GENERATIONS or low in {*words.titles, *words.fellows, *words.offices, *words.doctors}


def _in_capitals(word: str, low: str, lexicon: Lexicon) -> str:
    practice, bare = lexicon.parties.practice, skeleton(low)
    if any(char.isdigit() for char in word) or "@" in word or ".com" in low:
        return OTHER
    if low in practice.trades | practice.treats | practice.kinds or names_organisation(word, lexicon):
        return FIRM
    if low in lexicon.no_names or (len(low) > 2 and bare in lexicon.no_name_looks):
        return FIRM if lexicon.insurer_trades.first(bare) is not None else COMMON
    return NAME


def _joined(sheet: Sheet) -> Iterator[tuple[Cell, int]]:
    for row, below in zip(sheet.rows, sheet.rows[1:], strict=False):
        cell, other = row[0], below[0]
        aligned = abs(cell.box.x0 - other.box.x0) <= _ALIGNED
        if len(row) > 1 or not _goes_on(cell.text, other.text):
            continue
        if not (aligned and len(cell.text) >= PROSE) and not _heads(cell, below, sheet.lexicon):
            continue
        line = line_of((*cell.line.words, *other.line.words), cell.line.number)
        yield Cell(line, cell.row, 0, cell.labels, f"{cell.skeleton} {other.skeleton}"), len(cell.text)


_HEAD_ROWS = 4  # lines of a letterhead
_CLOSE = 1.2  # heights of a line between it and the next of one name


def _heads(cell: Cell, below: Sequence[Cell], lexicon: Lexicon) -> bool:
    """Whether two lines of a letterhead are of one make: each alone, in like capitals, close to each other.

    A legal form alone has its own.
    """
    other = below[0]
    alone = cell.row < _HEAD_ROWS and len(below) == 1 and not any(label.start == 0 for label in other.labels)
    middle = abs(cell.box.x0 + cell.box.x1 - other.box.x0 - other.box.x1) <= 2 * _ALIGNED
    placed = middle or abs(cell.box.x0 - other.box.x0) <= _ALIGNED
    close = other.box.y0 - cell.box.y1 < _CLOSE * cell.box.height
    like = cell.text.isupper() == other.text.isupper()
    ends, forms = lexicon.parties.practice.ends, lexicon.firms.legal_practices
    last = cell.text.lower().split()[-1].strip(".,")
    whole = last in ends or last in forms  # what follows is its trade: "Pain Medicine"
    legal = other.text.lower().strip(". ") in forms
    return alone and placed and close and (legal or (like and not whole))


_HEADED = re.compile(r"[A-Z][\w'’]*(?:\s[\w#]+)?\s?:(?!\d)")  # "Note:", "Note 18:"


def _goes_on(text: str, below: str) -> bool:
    """Whether a name may go on in the next line."""
    last = text.rsplit(" ", 1)[-1]
    open_ = last[-1:] not in ".:;!?" or _INITIAL.fullmatch(last) is not None
    within = last[:1].isupper() or last in _JOINTS
    if _HEADED.match(below):
        return False
    return open_ and within and (below[:1].isupper() or below.startswith(("& ", "and ", "of ")))
