"""The number that a page prints of itself: "Page 2 of 5", "2/5", "- 2 -"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from packetizer.understanding.page.look import Look
from packetizer.understanding.page.transmission import of_machine

_DIGIT = r"(?-i:[0-9OolI|])"  # with letters that digits are misread as; a small i or a capital L is none
_OF_ALL = rf"({_DIGIT}{{1,3}})\s?\W?\s*(?:of|0f|/|out of)\s*(?:total\s)?({_DIGIT}{{1,3}})"
OF_NAMED = re.compile(
    rf"\b(?:pages?|paqe|pg|p(?![A-Za-z])|sheet)(?:\W{{0,2}}\bno|\W?\bnumber)?\W{{0,4}}{_OF_ALL}(?![\w/])",
    re.IGNORECASE,
)
# In the margin only; "03/05" is a day.
OF_ALONE = re.compile(rf"^\W{{0,2}}(?!0\d\s?/){_OF_ALL}\W{{0,2}}$", re.IGNORECASE)
# Behind the last words of a sheet, a sentence or a number of the paper: "RAD-24-3099 2 of 2"
_OF_LAST = re.compile(rf"(?:[.)\]]|[A-Za-z]*\d[\d/-]*-\d[\d/-]*)\s+{_OF_ALL}\W{{0,2}}$", re.IGNORECASE)
_PAGE = re.compile(
    rf"(?:^|\s{{2,}}|\W)(?:page|pg\.?)\W{{0,4}}({_DIGIT}{{1,3}})(?!\s*(?:of|/)|\w|[.,]\d)", re.IGNORECASE
)
_BARE = re.compile(rf"^[-–—~|(\[\s]{{0,3}}({_DIGIT}{{1,3}})[-–—~|)\]\s]{{0,3}}$")
# The running head of a letter: "Doe / 10-28-2026 / 2", "AG-2026-0914 — 2"
_RUNNING = re.compile(r"^(?=.*(?:\d[-/.]\d|\d{5})).{6,70}?\s?[/|—–-]\s(\d{1,2})$")
_LATER_PAGES = range(2, 31)
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_SPELT = re.compile(
    rf"(?:^|\W)(?:page\W{{0,2}}(?P<word>{'|'.join(_WORDS)})|(?P<nth>{'|'.join(_ORDINALS)})\W{{1,2}}page)\W{{0,3}}$",
    re.IGNORECASE,
)
_MARGIN = 0.12  # numbers stand in the outer eighth of a sheet, above or below
_MOST = 900
_SHORT = 10  # words of a line that spells a number out


@dataclass(frozen=True, slots=True)
class PageNumber:
    """`number` of `total` pages; `total` is None where only the number is printed.

    `named`: as "Page 2", not as a bare "2", which may be something else.
    """

    number: int
    total: int | None
    named: bool = field(default=False, compare=False)


def page_number(look: Look) -> PageNumber | None:
    """The number of the page within its paper, None where none is printed.

    A line that a fax machine puts above each sheet counts sheets of a transmission, not of a paper; so a
    number in such a line is passed over.
    """
    for pattern, anywhere in ((OF_NAMED, True), (OF_ALONE, False), (_PAGE, False), (_BARE, False)):
        found = [
            number
            for part in _by_margin(look, anywhere)
            if (match := pattern.search(part)) and not _transmission(look, part)
            if pattern is not _BARE or _stands_alone(look, part)
            for number in numbers_of(match)
        ]
        if found:
            return replace(found[0], named=pattern in (OF_NAMED, _PAGE))
    return _behind_last(look) or _spelt(look) or _running(look)


def _behind_last(look: Look) -> PageNumber | None:
    found = _OF_LAST.search(look.segments[-1].text) if look.segments else None
    numbers = numbers_of(found) if found is not None else []
    return numbers[0] if numbers and numbers[0].total != 1 else None


def _stands_alone(look: Look, part: str) -> bool:
    """A bare number beside other words is a table's, but in the foot."""
    return part in look.rows or any(s.text == part and s.y0 > 1 - _MARGIN for s in look.segments)


def _running(look: Look) -> PageNumber | None:
    """The number behind a reference or a day in the first line of a letter's later page."""
    row = look.rows[0] if look.segments and look.segments[0].y0 < _MARGIN else ""
    found = _RUNNING.match(row)
    number = int(found[1]) if found else 0
    return PageNumber(number, None, named=True) if number in _LATER_PAGES else None


def _spelt(look: Look) -> PageNumber | None:
    """ "Page two", "second page", at the end of a short line in the margin."""
    for part in _by_margin(look, anywhere=False):
        if len(part.split()) <= _SHORT and (match := _SPELT.search(part)):
            word, nth = (match[name] and match[name].lower() for name in ("word", "nth"))
            return PageNumber(1 + (_WORDS.index(word) if word else _ORDINALS.index(nth)), None, named=True)
    return None


def _by_margin(look: Look, anywhere: bool) -> list[str]:
    """Texts to look at: those at the foot first, then at the head, then (where asked) all others."""
    rows = [(segment.y0, segment.text) for segment in look.segments]
    foot = [text for y0, text in rows if y0 > 1 - _MARGIN]
    head = [text for y0, text in rows if y0 < _MARGIN]
    between = [text for y0, text in rows if _MARGIN <= y0 <= 1 - _MARGIN]
    # A short page's foot is where its text ends.
    last = [look.segments[-1].text] if look.segments else []
    return [*foot, *head, *last, *(between if anywhere else [])]


def _transmission(look: Look, part: str) -> bool:
    row = next((row for row in look.rows[:3] if part in row), None)
    return row is not None and of_machine(row)


def numbers_of(match: re.Match[str]) -> list[PageNumber]:
    """The number that a match of the patterns tells, with letters that were misread from digits; none where
    it cannot be one (0 of 5, 7 of 2)."""
    values = [
        int(re.sub("[OolI|]", lambda m: "0" if m[0] in "Oo" else "1", group)) for group in match.groups()
    ]
    number, total = values[0], values[1] if len(values) > 1 else None
    if not 1 <= number <= _MOST or (total is not None and not number <= total <= _MOST):
        return []
    return [PageNumber(number, total)]
