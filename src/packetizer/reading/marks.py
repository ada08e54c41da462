"""Dates and amounts that readers tore apart or whose marks they lost, and an I that was read as a stroke,
where only one thing can stand there.

Till paper and coarse print set a stop a whole letter wide, so that an amount is read as two words; a slash or
a dash is read as another mark, or not at all. Nothing is mended that could have been printed so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from packetizer.reading.tokens import Reader, Token, by_line

_NEAR = 1.2  # heights between two pieces of one amount, at most
_WHOLE = re.compile(r"(?:.*[^\w.,])?(?:[A-Z]{2,3})?(?:\d{1,3}(?:,\d{3})*|\d+)\.")  # "RM62."
_CENTS = re.compile(r"\d{2}[^\w.,/:-]*")
_DAY_AND_MONTH = re.compile(r"(?:.*[^\w/.-])?\d{1,2}([/.-])\d{1,2}\1")  # "28-05-"
_OWN_YEAR = re.compile(r"(?:19|20)\d\d\D?")
_STROKE = re.compile(r"\|(?:['’]\w+)?")
_SMALL = re.compile(r"[a-z]+(?:['’-][a-z]+)*[.,;:]?$")
_TALL = re.compile(r"^[^gjpqyQ,;()|/]*[A-Zbdfhklt0-9][^gjpqyQ,;()|/]*$")  # tall letters, and none that hangs
_LEAST, _MOST = 0.75, 1.25  # of the tall letters' height: what an I has
_SPACE = 1.0  # of it between words, at most
_GOES_ON = re.compile(r"[a-z]{2}")  # a sentence, so that the stop ended another one

_NO_MARK = "~=_*•–—"  # what is printed between no day and its month
_NUMBERS = re.compile(
    rf"(?<![\w/.-])(\d{{1,2}})([/-]|[{_NO_MARK}])(\d{{1,2}})([/-]|[{_NO_MARK}])((?:19|20)\d\d|\d\d)(?![\w/-])"
)
_MONTH = r"(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)"
_NAMED = re.compile(
    rf"(?<![\w/.-])(\d{{1,2}})([/-]?)({_MONTH})([/-]?)((?:19|20)\d\d)(?![\w/-])", re.IGNORECASE
)


def mended(tokens: Sequence[Token]) -> list[Token]:
    """The words of a page in reading order, torn dates and amounts whole."""
    rows = (_with_i(_joined(row)) for row in by_line(tokens))
    return [replace(token, text=marked(token.text)) for row in rows for token in row]


def marked(text: str) -> str:
    """A date has the same mark twice: where one of them is none, or is lost, the other says what it was."""
    return _NAMED.sub(_named, _NUMBERS.sub(_numbered, text))


def _numbered(match: re.Match[str]) -> str:
    one, first, two, second, year = match.groups()
    marks = [mark for mark in (first, second) if mark not in _NO_MARK]
    if len(marks) != 1 or not 1 <= int(one) <= 31 or not 1 <= int(two) <= 31:
        return match[0]
    return marks[0].join((one, two, year))


def _named(match: re.Match[str]) -> str:
    day, first, month, second, year = match.groups()
    lost_one = bool(first) != bool(second)
    return (first or second).join((day, month, year)) if lost_one and 1 <= int(day) <= 31 else match[0]


def _with_i(row: Sequence[Token]) -> list[Token]:
    """A stroke among words, as near and no higher than their tall letters, is an I: what parts the columns of
    a table or the pieces of a letterhead is higher, or stands apart. RapidOCR's boxes do not show height."""
    return [
        replace(token, text="I" + token.text[1:]) if _is_i(row, at) else token for at, token in enumerate(row)
    ]


def _is_i(row: Sequence[Token], at: int) -> bool:
    if not _STROKE.fullmatch(row[at].text) or row[at].reader is not Reader.TESSERACT:
        return False
    before, after = row[max(at - 1, 0) : at], row[at + 1 : at + 2]
    goes_on = _SMALL.match(after[0].text) if after else before and _SMALL.match(before[0].text)
    near = [token.rect for token in row[max(at - 2, 0) : at + 3] if _TALL.search(token.text)]
    if not goes_on or not near:
        return False
    stroke, tall = row[at].rect, min(rect.height for rect in near)
    return _LEAST * tall <= stroke.height <= _MOST * tall and all(
        -stroke.across(token.rect) < _SPACE * tall for token in (*before, *after)
    )


def _joined(row: Sequence[Token]) -> list[Token]:
    made: list[Token] = []
    for index, token in enumerate(row):
        after = row[index + 1].text if index + 1 < len(row) else ""
        if made and _one_word(made, token, after):
            made[-1] = _as_one(made[-1], token)
        else:
            made.append(token)
    return made


def _one_word(before: Sequence[Token], token: Token, after: str) -> bool:
    """Whether a word goes on with this token; `before` are those before it on the line, `after` the next."""
    left = before[-1]
    if token.rect.x0 - left.rect.x1 > _NEAR * max(left.rect.height, token.rect.height):
        return False
    if _DAY_AND_MONTH.fullmatch(left.text):
        return bool(_OWN_YEAR.fullmatch(token.text))
    if not _WHOLE.fullmatch(left.text) or not _CENTS.fullmatch(token.text):
        return False
    numbers_an_item = len(before) == 1 and bool(after)
    return left.text == "0." or not (numbers_an_item or _GOES_ON.match(after))


def _as_one(left: Token, right: Token) -> Token:
    """On the row of the first piece: the other often stands too low."""
    agreed = left.agreed if left.agreed == right.agreed else False
    rect = replace(left.rect.union(right.rect), y0=left.rect.y0, y1=left.rect.y1)
    return replace(
        left, text=left.text + right.text, rect=rect, score=min(left.score, right.score), agreed=agreed
    )
