"""The line that a fax machine prints over each sheet: its day, its numbers and its count of sheets are of the
transmission, and no paper says them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from packetizer.model import Page, Word
from packetizer.understanding.page.once import once_a_page

_TOP = 0.07  # of the sheet's height: machines print into its margin
_FOOT = 0.93  # services that store faxes print theirs below
_LONGEST = 22  # words
_SAME_ROW = 0.6  # of a word's height
_DIGIT = r"[0-9OolI|]"
_TIME = re.compile(rf"(?<!\d){_DIGIT}{{1,2}}[:;]{_DIGIT}{{2}}(?!\d)")
_TELEPHONE = re.compile(r"(?<!\d)(?:\+?1[-. ]?)?\(?\d{3}\)?[-. ]?\d{3}[-. ]?\d{4}(?!\d)")
# "P.03/12", "PAGE 003/012", "p.3": a print counts "Page 3 of 12"
_COUNT = re.compile(
    rf"\bP(?:age|g)?[.:# ]{{0,3}}(?:0{_DIGIT}*\s?/|{_DIGIT}{{1,3}}\s?/\s?0|(?<=P)\W?{_DIGIT}{{1,3}})|"
    rf"(?<!\d)0{_DIGIT}{{1,2}}\s?/\s?0?{_DIGIT}{{2,3}}$|\bpage\s?{_DIGIT}{{1,3}}$",
    re.IGNORECASE,
)
# A service counts as a paper does, "Page 3 of 12", in a line that is clock, station, its number and count.
_OF_ALL = rf"P(?:age|g|\.)?[.:# ]{{0,3}}{_DIGIT}{{1,3}}\s?(?:of|/)\s?{_DIGIT}{{1,3}}"
_AM_PM = r"(?:[ap]\.?m\.?)?"
_STATION = re.compile(
    rf"^\W{{0,2}}(?:{_OF_ALL}\W+)?\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}[, ]+"
    rf"{_DIGIT}{{1,2}}[:;]{_DIGIT}{{2}}(?:[:;]{_DIGIT}{{2}})?\s?{_AM_PM}\s.*{_TELEPHONE.pattern}.*{_OF_ALL}\W{{0,2}}$",
    re.IGNORECASE,
)
_STORED = re.compile(
    r"\brcvd at\b|\b[ct]sid\b|\bdnis\b|\bfax ?server\b|\breceived time\b.*\bno\b",
    re.IGNORECASE,
)
_WAY = re.compile(r"[-=]>|→|\bfax|\bfrom:|\bto:?\s?\d{3}|\(GMT|\bID:", re.IGNORECASE)
_DAY = re.compile(
    r"\d{1,4}[/.-][A-Za-z0-9]{1,3}[/.-]\d{2,4}|\b[A-Z][A-Za-z]{2}\.?[ -]\d{1,2}\b|"
    r"\b\d{1,2}[ -][A-Z][a-z]{2}\b"
)


@once_a_page
def without_transmission(page: Page) -> Page:
    """The page as its sender had it: less the lines in its margins that a fax machine or service printed."""
    top = [word for word in page.words if word.box.y1 <= _TOP]
    foot = [word for word in page.words if word.box.y0 >= _FOOT]
    rows = [row for row in _rows(top) if of_machine(_text(row))]
    rows += [row for row in _rows(foot) if _STORED.search(_text(row)) and of_machine(_text(row))]
    printed = {id(word) for row in rows for word in row}
    if not printed:
        return page
    return replace(page, words=tuple(word for word in page.words if id(word) not in printed))


def _text(row: Sequence[Word]) -> str:
    return " ".join(word.text for word in row)


def _rows(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words of a margin by the rows they stand in, each from the left."""
    row: list[Word] = []
    for word in sorted(words, key=lambda word: word.box.y0 + word.box.y1):
        if row and _middle(word) - _middle(row[-1]) > _SAME_ROW * max(word.box.height, row[-1].box.height):
            yield sorted(row, key=lambda one: one.box.x0)
            row = []
        row.append(word)
    if row:
        yield sorted(row, key=lambda one: one.box.x0)


def _middle(word: Word) -> float:
    return (word.box.y0 + word.box.y1) / 2


def of_machine(line: str) -> bool:
    """Whether a line is a machine's: a time of day, its count or a word of sending, and beside these a day or
    a telephone number."""
    if len(line.split()) > _LONGEST or not _TIME.search(line):
        return False
    if _STATION.search(line):
        return True
    sent = sum(bool(sign.search(line)) for sign in (_COUNT, _WAY, _STORED))
    bare = _TELEPHONE.sub(" ", line)
    return sent > 0 and sent + (bare != line) + bool(_DAY.search(bare)) > 1
