"""Two readers, one result: the cheap one reads all, the other one what is in doubt.

Tesseract is quick and exact on print, but it loses lines on photos and till paper and does not know it. So
its reading is held against the ink it left without words, against its own scores, and on pictures that it is
known to read badly, against the lines that RapidOCR's detector finds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from packetizer.reading.combine import combine
from packetizer.reading.images import Grey, Look
from packetizer.reading.lines import unread_lines
from packetizer.reading.prepare import letter_height, prepared
from packetizer.reading.rapid import DETECT_SIDE, quads_of
from packetizer.reading.tesseract import Layout
from packetizer.reading.tokens import Rect, Token, bounds, by_line, mean_score
from packetizer.reading.worker import Desk

_LINE = 0.90  # mean score below which a line is doubtful
_WORD = 0.50  # score below which a word makes its line doubtful
_SURE = 0.90  # score below which a word is read once more: of print, where one in three such words is wrong
_MARK = 0.94  # the same where its stop or comma does not go with the next word
_PAGE = 0.72  # mean score below which a page is
_GOOD_PAGE = 0.92  # mean score of a photo that Tesseract read well, but for lines it lost
_READ = 0.6  # share of a line's length, or of its letters, that must be read for it to count as read
_MANY = 0.25  # share of doubtful lines that makes a page doubtful
_POOR, _SOME = 0.95, 0.05  # mean score and share of doubtful lines of a poor copy: its marks are, too
_OFTEN = (
    0.3  # slight doubts a line of a poor copy that has no others; of clean print one in five lines has one
)
_FEW = 3  # doubtful places on a page that are read again by the same reader first
_TILES = 12  # in which a long strip is looked at, at most
_GAP = 3.0  # heights between words, beyond which a row is read in pieces


def second_look(desk: Desk, picture: Grey, seen: Look, first: list[Token], *, careful: bool) -> list[Token]:
    """The words of a level picture, in no order, after the other reader saw what the first left in doubt.

    `first` is the first reading. `careful`: a kind of picture that Tesseract reads badly.
    """
    if desk.readers.rapidocr is None or desk.readers.tesseract is None:
        return first
    doubts, slight = _doubtful_lines(first), _doubtful_lines(first, slightly=True)
    unread = unread_lines(seen, first)
    again = [*doubts, *unread]
    lines = len({token.line for token in first}) + len(unread)
    bad = _is_poor(first, lines, len(again), len(slight)) or len(again) > max(4, _MANY * lines)
    if bad or (careful and mean_score(first) < _GOOD_PAGE):
        second, found = whole_reading(desk, picture, seen)
        return combine(first, second, found)
    if careful:
        return _searched(desk, picture, seen, first, again)
    if not unread and len(doubts) <= _FEW:
        first, again = _cleared(desk, picture, seen, first, slight)
    else:
        again = [*slight, *unread]
    if not again or desk.rapid is None:
        return first
    return combine(first, desk.rapid.read_lines(picture, quads_of(again)))


def _is_poor(first: Sequence[Token], lines: int, doubts: int, slight: int) -> bool:
    """A page that was hardly read, or a copy of a copy."""
    score = mean_score(first)
    often = doubts >= max(_FEW, _SOME * lines) or slight >= max(_FEW, _OFTEN * lines)
    return score < _PAGE or (score < _POOR and often)


def _cleared(
    desk: Desk, picture: Grey, seen: Look, first: list[Token], doubts: Sequence[Rect]
) -> tuple[list[Token], list[Rect]]:
    """The words after Tesseract read doubtful places once more, each as a line of its own and in full size;
    and the places where doubt stays.

    Saves loading the other reader for a page with a blot. A number that changes is in doubt.
    """
    left = []
    for place in doubts:
        mine = [token for token in first if place.holds(*token.rect.middle)]
        new = _line(desk, picture, seen, place, mine[0].line if mine else 0)
        lost = _letters(new) < _READ * _letters(mine) or _numbers(mine) != _numbers(new)
        if lost or min((token.score for token in new), default=0) < _SURE:
            left.append(place)
        elif mean_score(new) > mean_score(mine):
            replaced = {id(token) for token in mine}
            first = [*(token for token in first if id(token) not in replaced), *new]
    return first, left


def _line(desk: Desk, picture: Grey, seen: Look, place: Rect, number: int) -> list[Token]:
    """What Tesseract reads at one place, in pixels of the picture."""
    x0, y0 = max(int(place.x0), 0), max(int(place.y0), 0)
    cut = picture[y0 : int(place.y1) + 1, x0 : int(place.x1) + 1]
    if desk.tesseract is None or not cut.size:
        return []
    tokens = desk.tesseract.read(cut, seen.dpi / seen.scale, Layout.LINE)
    return [token.shifted(x0, y0).on_line(number) for token in tokens]


def _letters(tokens: Sequence[Token]) -> int:
    return sum(len(token.text) for token in tokens)


def _numbers(tokens: Sequence[Token]) -> list[str]:
    return sorted(token.text for token in tokens if any(char.isdigit() for char in token.text))


def _searched(desk: Desk, picture: Grey, seen: Look, first: list[Token], again: list[Rect]) -> list[Token]:
    """Look for lost lines on all of the page; read those, and the places that are in doubt."""
    if desk.rapid is None:
        return first
    quads = desk.rapid.find_lines(picture, _detail(picture, seen))
    found = [_around(quad) for quad in quads]
    lost = [index for index, rect in enumerate(found) if _read_share(rect, first) < _READ]
    second = desk.rapid.read_lines(picture, quads[lost])
    number = len(lost)
    more = desk.rapid.read_lines(picture, quads_of(again))
    return combine(combine(first, [token.on_line(token.line + number) for token in more]), second, found)


def _read_share(rect: Rect, tokens: Sequence[Token]) -> float:
    """Share of a line's length that words cover."""
    words = [token.rect for token in tokens if rect.beside(token.rect) > 0.5 and rect.across(token.rect) > 0]
    return sum(rect.across(word) for word in words) / max(rect.width, 1.0)


def _around(quad: npt.NDArray[np.float32]) -> Rect:
    (x0, y0), (x1, y1) = quad.min(axis=0), quad.max(axis=0)
    return Rect(float(x0), float(y0), float(x1), float(y1))


def whole_reading(desk: Desk, picture: Grey, seen: Look) -> tuple[list[Token], list[Rect]]:
    """What RapidOCR reads on all of the page, and where it sees lines."""
    if desk.rapid is None:
        return [], []
    quads = desk.rapid.find_lines(picture, _detail(picture, seen))
    return desk.rapid.read_lines(picture, quads), [_around(quad) for quad in quads]


def first_reading(desk: Desk, picture: Grey, dpi: float, seen: Look) -> list[Token]:
    """By Tesseract, letters as large as it needs them; by RapidOCR where there is no Tesseract."""
    if desk.tesseract is None:
        return whole_reading(desk, picture, seen)[0]
    ready, scale = prepared(picture, seen)
    tokens = desk.tesseract.read(ready, dpi * scale, Layout.COLUMN)
    return tokens if scale == 1.0 else [token.moved(1 / scale, 1 / scale) for token in tokens]


def _detail(picture: Grey, seen: Look) -> int:
    """The longest side that RapidOCR's detector needs to see letters some ten pixels high."""
    height = letter_height(seen) or 20.0
    long, short = max(picture.shape), min(picture.shape)
    tiles = 1 if long < 3 * short else min(max(3, round(long / short / 3)), _TILES)
    most = DETECT_SIDE * tiles
    return int(min(max(long * 11.0 / height, 960), most))


def _doubtful_lines(tokens: Sequence[Token], *, slightly: bool = False) -> list[Rect]:
    """Lines that were read badly, and the surroundings of words that were. `slightly`: also of words of print
    that are a little in doubt."""
    places: list[Rect] = []
    for line in by_line(tokens):
        if mean_score(line) < _LINE:
            places += _pieces(line)
        else:
            places += _around_doubts(line, _slight if slightly else _severe)
    return places


def _severe(token: Token, after: str) -> bool:
    del after
    return token.score < _WORD and len(token.text) > 1


def _slight(token: Token, after: str) -> bool:
    """`after`: the next word of the line. Where a comma stands before a capital, or a stop before a small
    letter, one may be misread for the other, and little doubt shows."""
    if not any(map(str.isalnum, token.text)):
        return False
    odd = (token.text[-1] == "," and after[:1].isupper()) or (token.text[-1] == "." and after[:1].islower())
    return token.score < (_MARK if odd else _SURE)


def _around_doubts(line: Sequence[Token], doubt: Callable[[Token, str], bool]) -> list[Rect]:
    """Doubtful words of a good line, each with its neighbours, overlapping places joined."""
    texts = [*(token.text for token in line), ""]
    doubtful = [i for i, token in enumerate(line) if doubt(token, texts[i + 1])]
    spans: list[list[int]] = []
    for index in doubtful:
        start, end = max(index - 1, 0), min(index + 2, len(line))
        if spans and start < spans[-1][1]:
            spans[-1][1] = end
        else:
            spans.append([start, end])
    return [piece for start, end in spans for piece in _pieces(line[start:end])]


def _pieces(line: Sequence[Token]) -> list[Rect]:
    """The rectangles of a row, cut at wide gaps."""
    groups = [[line[0]]]
    for left, right in pairwise(line):
        if right.rect.x0 - left.rect.x1 > _GAP * max(left.rect.height, right.rect.height):
            groups.append([])
        groups[-1].append(right)
    rects = [bounds(group) for group in groups]
    return [rect.grown(0.15 * rect.height) for rect in rects]
