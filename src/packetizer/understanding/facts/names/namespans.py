"""Places on a page that may be the name of a person or of a firm, for a fitted model to judge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.names.namewords import (
    FIRM,
    JOINT,
    LEGAL,
    NAME,
    PROSE,
    STATE,
    Line,
    Token,
    lines_of,
)
from packetizer.understanding.facts.names.patients import CREDENTIAL, in_order, surname_first
from packetizer.understanding.facts.names.personwords import words_of
from packetizer.understanding.facts.surroundings import Spot
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton

# Patterns of what words are (see `namewords`): "Reed, Ann M", "Ann M. de la Reed"
_PERSON = re.compile(
    r"(?<![NIP])(?:(?P<turned>P{0,2}N,(?:NN?|NI))(?![NPF])"
    r"|(?P<straight>N(?:I{0,2}|N)P{0,2}NN?|INN)(?![NFS]|,S))"
)
_FIRM = re.compile(r"[NFCIPJS](?:[NFCJIPS]|(?<=[NFC])l?L)*")
# "P. Reed (Paula)", "REED P. (Paula)", and "REED*PAULA*M", "REED^PAULA^M"
_WITH_FIRST = re.compile(
    r"(?:\b(?P<one>[A-Z])\.?\s(?P<last>[A-Z][\w'’-]+)|\b(?P<before>[A-Z][\w'’-]+),?\s(?P<two>[A-Z])\.?)"
    r"(?:,?\s[A-Z][A-Z.-]+|,\s[\w# ]{1,20}(?=\s[(\[]))?"
    r"\s(?:[(\[](?P<first>[A-Z][a-z'’-]+)[)\]]|[-–]\s(?P<beside>[A-Z][a-z'’-]+)\b(?=\s[-–(|]|$))"
)
# "Celeste A. (Reed)", "Dr. Reed (Paula)"
_WITH_LAST = re.compile(
    r"\b(?P<first>[A-Z][a-z'’-]+)\s(?P<one>[A-Z])\.\s{1,2}[(\[](?P<last>[A-Z][\w'’-]+)[)\]]"
)
_STARRED = re.compile(r"\b(?P<last>[A-Z][A-Za-z'’-]+)[*^](?P<first>[A-Z][A-Za-z'’-]+)(?:[*^][A-Z]+)?\b")
_HOUSE = re.compile(r"(?:^|\s)\d{1,6}[A-Z]?\s(?:[NSEW]\.?\s)?$")  # a street is behind its number
_LONGEST, _SHORTEST = 9, 2  # words of a firm's name
_NO_KEY = re.compile(r"[^a-z0-9]")
_HEAD_ROWS = 6
_ALONE = 0.8  # of a cell that a name fills which stands there alone
_NEAR = 4  # characters between a label and its value


@dataclass(frozen=True, slots=True)
class Named:
    """A place that may be a name, and the name as it would be told.

    `broken` by a line's end: its cell is both lines.
    """

    spot: Spot
    name: str
    turned: bool = False
    broken: bool = False

    @property
    def key(self) -> str:
        return _NO_KEY.sub("", skeleton(self.name))


def people_on(sheet: Sheet) -> list[Named]:
    """What may be a person's name on a page."""
    lines = lines_of(sheet.page, sheet.lexicon)
    return [named for line in lines for named in _people_in(line, sheet.lexicon)]


def firms_on(sheet: Sheet) -> list[Named]:
    """What may be a firm's name on a page; places may overlap."""
    return [named for line in lines_of(sheet.page, sheet.lexicon) for named in _firms_in(line, sheet.lexicon)]


def _named(line: Line, start: int, end: int, name: str, *, turned: bool = False) -> Iterator[Named]:
    over = start < line.edge < end
    if not line.edge or (
        over and (line.edge >= PROSE or not start)
    ):  # of two short lines a name begins the first
        yield Named(Spot(line.cell, start, end, start), name, turned, line.edge > 0)


# ---------------------------------------------------------------- people


def _people_in(line: Line, lexicon: Lexicon) -> Iterator[Named]:
    text = line.cell.text
    for match in _PERSON.finditer(line.kinds):
        words = line.tokens[match.start() : match.end()]
        if any(one.end + 1 < other.start for one, other in pairwise(words)):
            continue
        if _HOUSE.search(text[: words[0].start]):
            continue
        printed = text[words[0].start : words[-1].end]
        plain = surname_first(printed, lexicon)
        turned = match["turned"] is not None or plain != printed
        yield from _named(line, words[0].start, words[-1].end, in_order(plain), turned=turned)
    bracketed = any(sign in text for sign in ("(", "[", " - ", " – "))
    for found in _WITH_FIRST.finditer(text) if bracketed else ():
        first = found["first"] or found["beside"]
        if first[0] == (found["one"] or found["two"]):
            name = f"{first} {in_order(found['last'] or found['before'])}"
            yield from _named(line, *found.span(), name, turned=True)
    for found in _WITH_LAST.finditer(text) if bracketed else ():
        if found["one"] == found["last"][0]:
            yield from _named(line, *found.span(), f"{found['first']} {in_order(found['last'])}", turned=True)
    for found in _titled_halves(text, lexicon):
        yield from _named(line, *found.span(), f"{found[2]} {in_order(found[1])}", turned=True)
    for found in _STARRED.finditer(text) if "*" in text or "^" in text else ():
        yield from _named(line, *found.span(), in_order(f"{found['last']}, {found['first']}"), turned=True)


def _titled_halves(text: str, lexicon: Lexicon) -> Iterator[re.Match[str]]:
    """`Dr. Reed (Paula)`, `Ms. Reed (Paula)`"""
    if "(" in text:
        yield from words_of(lexicon).halves.finditer(text)


# ---------------------------------------------------------------- firms


def _firms_in(line: Line, lexicon: Lexicon) -> Iterator[Named]:
    cell = line.cell
    ends = {
        label.end for label in cell.labels if label.start == 0 or cell.text[label.end : label.end + 1] == ":"
    }
    for match in _FIRM.finditer(line.kinds):
        for part in _parts(line.tokens[match.start() : match.end()], ends):
            for start, end in dict.fromkeys(_places(cell, part, lexicon)):
                yield from _named(line, start, end, cell.text[start:end])


def _parts(run: Sequence[Token], ends: set[int]) -> Iterator[list[Token]]:
    """The run, cut behind labels."""
    part: list[Token] = []
    for token in run:
        if part and any(part[-1].end <= end <= token.start for end in ends):
            yield part
            part = []
        part.append(token)
    yield part


def _places(cell: Cell, run: list[Token], lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    for part in map(_trimmed, (run, *_shorter(run))):
        if part and (_may_be(cell, part) or _acts(cell, part, lexicon)):
            yield part[0].start, part[-1].end


def _trimmed(part: list[Token]) -> list[Token]:
    while part and (part[-1].what in "Jl" or (part[-1].what == STATE and len(part[-1].text) == 2)):
        part = part[:-1]
    while part and part[0].what == JOINT and part[0].text != "The":
        part = part[1:]
    return part


def _shorter(run: list[Token]) -> Iterator[list[Token]]:
    """The run without what may stand before a name or behind it."""
    first = next((at for at, token in enumerate(run) if token.what in "NF"), 0)
    if first:
        yield run[first:]
    ends = [at for at, token in enumerate(run) if token.what in "FL"]
    if ends and ends[-1] < len(run) - 1:
        yield run[first : ends[-1] + 1]
    if len(run) > 2 and run[-1].what == LEGAL and run[-2].text == ",":
        yield run[first:-2]
    for at, token in enumerate(run):
        if token.text in ("-", "–", "and", "at", "for") and at > 1:
            yield run[first:at]
            yield run[at + 1 :]


def _acts(cell: Cell, part: list[Token], lexicon: Lexicon) -> bool:
    """Whether words stand behind a name that tell what an insurer did: "Big Sky Select paid"."""
    end = part[-1].end
    named = sum(token.what in "NFC" for token in part) >= _SHORTEST and any(t.what == NAME for t in part)
    if not named or cell.text[end : end + 1] != " ":
        return False
    hit = lexicon.payer_acts.at_start(cell.skeleton[end + 1 :])
    return hit is not None and hit.start == 0


def _may_be(cell: Cell, part: list[Token]) -> bool:
    """Whether a firm's word stands among them, or, without one, the place is one for names."""
    words = [token for token in part if token.what in "NFCP"]
    if not 1 <= len(words) <= _LONGEST or not any(token.what in "NF" for token in part):
        return False
    if len(words) < _SHORTEST and part[0].start > 0:
        return False
    legal = part[-1].what == LEGAL and not CREDENTIAL.fullmatch(f" {part[-1].text}")
    if legal or any(token.what == FIRM for token in part):
        return len(words) >= _SHORTEST
    start, end = part[0].start, part[-1].end
    heads = cell.row < _HEAD_ROWS and end - start >= _ALONE * len(cell.text)
    return heads or any(label.end <= start < label.end + _NEAR for label in cell.labels)
