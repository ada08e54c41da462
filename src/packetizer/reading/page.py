"""One page, from its picture and text layer to words that stand on it upright."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from packetizer.model import Box, Page, PageRef, TextFrom, Word
from packetizer.reading.confidence import chances, page_scores
from packetizer.reading.images import (
    Grey,
    Look,
    Matrix,
    as_grey,
    evened,
    fingerprint,
    ink_rect,
    is_blank,
    letter_sized,
    look,
    turned,
    unevenness,
)
from packetizer.reading.layer import trust
from packetizer.reading.lines import levelled, skew
from packetizer.reading.order import in_reading_order
from packetizer.reading.sheet import find_sheet, flattened
from packetizer.reading.tokens import Reader, Rect, Token
from packetizer.reading.twice import first_reading, second_look
from packetizer.reading.upright import Turn, find_turn, reads_well, sideways
from packetizer.reading.worker import Desk

if TYPE_CHECKING:
    from packetizer.intake.pages import OpenPage
    from packetizer.intake.words import LayerWord

_PRINT_DPI = 300.0  # more gives no better reading of print
_SMALL_PAPER_DPI = 400.0  # cards and slips are printed small
_PIXELS = 9.5e6  # that a page is read at: a Letter sheet at 300 dpi has 8.4 million
_LONGEST = 12_000  # pixels on the longer side: paper from a till may be a yard long
_VECTOR_DPI = 250.0  # for a page that has no resolution of its own
_LEVEL = 0.4  # degrees of skew that Tesseract reads without being helped
_UNEVEN = 0.22  # light that no scanner makes
_NARROW = 1.75  # height to width beyond which a page is a till's paper


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read on an upright picture. Places are in its pixels."""

    tokens: tuple[Token, ...]  # in reading order
    width: int
    height: int


def drawn(opened: OpenPage) -> Grey:
    """The picture that a page is read on."""
    return as_grey(opened.render(reading_dpi(opened)))


def read_page(opened: OpenPage, ref: PageRef, desk: Desk, grey: Grey | None = None) -> Page:
    """Read an opened page: its text layer where that can be believed, else its picture.

    `grey` is the page as `drawn`, where that is at hand.
    """
    layer = opened.words()
    grey = drawn(opened) if grey is None else grey
    dpi = grey.shape[1] / max(opened.width, 1e-6) * 72  # a renderer may have had to give less
    seen = look(grey, dpi)
    if layer:
        judged = trust(
            layer, is_picture=opened.is_picture, grey=grey, seen=seen, read=desk.line_readings()[0]
        )
        if judged.believed:
            return _from_layer(opened, ref, layer, judged.confidence, grey, seen)
    return _from_picture(opened, ref, desk, grey, dpi, seen)


def reading_dpi(opened: OpenPage) -> float:
    """Pixels an inch to read at: the picture's own, but no more than reading needs."""
    own = opened.picture_dpi or _VECTOR_DPI
    width, height = opened.width / 72, opened.height / 72
    fine = _PRINT_DPI if max(width, height) > 5 else _SMALL_PAPER_DPI
    fits = min(math.sqrt(_PIXELS / (width * height)), _LONGEST / max(width, height))
    return max(min(own, fine, fits), 1.0)


# ---------------------------------------------------------------- a text layer


def _from_layer(
    opened: OpenPage, ref: PageRef, layer: Sequence[LayerWord], confidence: float, grey: Grey, seen: Look
) -> Page:
    """The layer's own words, turned upright with the page."""
    letters: dict[int, int] = {}
    for word in layer:
        letters[word.angle] = letters.get(word.angle, 0) + len(word.text)
    angle = max(letters, key=lambda one: letters[one])
    turn = Turn(-angle % 360, True)
    height, width = turned(seen.ink, turn.degrees).shape
    tokens = [_layer_token(word, turn.degrees, width, height, angle) for word in layer]
    follows = {w.line: w.follows for w in layer if w.follows is not None and w.angle == angle}
    reading = Reading(tuple(in_reading_order(tokens, follows)), width, height)
    return _page(opened, ref, reading, turn, grey, seen, confidence)


def _layer_token(word: LayerWord, degrees: int, width: int, height: int, main_angle: int) -> Token:
    box = turned_box(word.box, degrees)
    rect = Rect(box.x0 * width, box.y0 * height, box.x1 * width, box.y1 * height)
    line = word.line if word.angle == main_angle else word.line + 1_000_000
    return Token(word.text, rect, 1.0, Reader.TESSERACT, line)


def turned_box(box: Box, degrees: int) -> Box:
    """The place of a box after its page was turned clockwise by quarter turns."""
    for _ in range(degrees // 90 % 4):
        box = Box(1 - box.y1, box.x0, 1 - box.y0, box.x1)
    return box


# ---------------------------------------------------------------- a picture


def _from_picture(opened: OpenPage, ref: PageRef, desk: Desk, grey: Grey, dpi: float, seen: Look) -> Page:
    photo = looks_like_photo(opened, grey)
    if not len(letter_sized(seen.boxes, seen.dpi)) and is_blank(seen):
        return _page(opened, ref, Reading((), grey.shape[1], grey.shape[0]), Turn(0, True), grey, seen)
    turn, tokens = _upright_reading(desk, grey, dpi, seen, photo=photo)
    size = turned(seen.ink, turn.degrees).shape
    reading = Reading(tuple(tokens), round(size[1] / seen.scale), round(size[0] / seen.scale))
    return _page(opened, ref, reading, turn, grey, seen)


def looks_like_photo(opened: OpenPage, grey: Grey) -> bool:
    """Taken with a camera, or paper from a till: what Tesseract alone reads badly."""
    if not opened.is_picture:
        return False
    sides = sorted((opened.width, opened.height))
    return sides[1] > _NARROW * sides[0] or unevenness(grey) > _UNEVEN


@dataclass(frozen=True, slots=True)
class Level:
    """An upright picture made ready for reading, and the way from its pixels back to the page's."""

    picture: Grey
    dpi: float
    seen: Look
    way_back: Matrix

    def placed(self, tokens: Sequence[Token]) -> list[Token]:
        """Words in reading order, where they stand on the page."""
        return [replace(t, rect=_back(t.rect, self.way_back)) for t in in_reading_order(tokens)]


def _level(grey: Grey, dpi: float, seen: Look, *, photo: bool) -> Level:
    """Flatten the sheet in a photo and even out its light; straighten a skewed page."""
    picture, way_back = grey, np.eye(3)
    if photo:
        sheet = find_sheet(grey)
        if sheet:
            picture, way_back = flattened(grey, sheet)
        picture = evened(picture)
        seen = look(picture, dpi)
    degrees = skew(seen)
    if abs(degrees) <= _LEVEL:
        return Level(picture, dpi, seen, way_back)
    picture, unskewed = levelled(picture, degrees)
    return Level(picture, dpi, look(picture, dpi), way_back @ unskewed)


def _upright_reading(
    desk: Desk, grey: Grey, dpi: float, seen: Look, *, photo: bool
) -> tuple[Turn, list[Token]]:
    """The words of the page, in reading order and in pixels of the page turned upright.

    Most pages are upright, and reading them shows it. Where it does not, a few lines are read each way round.
    """
    if not sideways(seen):
        level = _level(grey, dpi, seen, photo=photo)
        first = first_reading(desk, level.picture, dpi, level.seen)
        if photo and not reads_well(first):  # as likely Tesseract's weakness as the page's direction
            tokens = second_look(desk, level.picture, level.seen, first, careful=True)
            if reads_well(tokens):
                return Turn(0, True), level.placed(tokens)
        turn = (
            Turn(0, True) if reads_well(first) else find_turn(level.picture, level.seen, desk.line_readings())
        )
        if not turn.degrees:
            tokens = second_look(desk, level.picture, level.seen, first, careful=photo)
            return _surer(turn, tokens), level.placed(tokens)
    else:
        turn = find_turn(evened(grey) if photo else grey, seen, desk.line_readings())
    ink = Look(turned(seen.ink, turn.degrees), seen.scale, seen.dpi)
    level = _level(turned(grey, turn.degrees), dpi, ink, photo=photo)
    first = first_reading(desk, level.picture, dpi, level.seen)
    tokens = second_look(desk, level.picture, level.seen, first, careful=photo)
    return _surer(turn, tokens), level.placed(tokens)


def _surer(turn: Turn, tokens: Sequence[Token]) -> Turn:
    """A page that reads well after its turn was turned right; one without words has no direction."""
    return Turn(turn.degrees, turn.sure or reads_well(tokens) or not tokens)


def _back(rect: Rect, way: Matrix) -> Rect:
    corners = np.array([[[rect.x0, rect.y0], [rect.x1, rect.y0], [rect.x1, rect.y1], [rect.x0, rect.y1]]])
    points = cv2.perspectiveTransform(corners.astype(np.float64), way)[0]
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return Rect(float(x0), float(y0), float(x1), float(y1))


# ---------------------------------------------------------------- the page


def _page(
    opened: OpenPage,
    ref: PageRef,
    reading: Reading,
    turn: Turn,
    grey: Grey,
    seen: Look,
    layer_confidence: float | None = None,
) -> Page:
    """Everything that is known of a page, its numbers rounded as the cache keeps them."""
    upright = Look(turned(seen.ink, turn.degrees), seen.scale, seen.dpi)
    rect = ink_rect(upright)
    across = turn.degrees % 180 == 90
    tokens = reading.tokens
    sure = (
        chances(tokens, page_scores(tokens)) if layer_confidence is None else [layer_confidence] * len(tokens)
    )
    words = tuple(
        Word(token.text, _box(token.rect, reading), round(chance, 3), token.line)
        for token, chance in zip(tokens, sure, strict=True)
    )
    blank = is_blank(upright) and not any(word.confidence > 0.5 and len(word.text) > 1 for word in words)
    return Page(
        ref,
        round(opened.height if across else opened.width, 3),
        round(opened.width if across else opened.height, 3),
        () if blank else words,
        TextFrom.TEXT_LAYER if layer_confidence is not None else _text_from(tokens),
        _page_confidence(words, blank=blank),
        turn.degrees,
        turn.sure,
        Box(*(round(value, 5) for value in (rect.x0, rect.y0, rect.x1, rect.y1))) if rect else None,
        blank,
        fingerprint(turned(grey, turn.degrees)),
    )


def _box(rect: Rect, reading: Reading) -> Box:
    def fraction(value: float, whole: int) -> float:
        return round(min(max(value / whole, 0.0), 1.0), 5)

    return Box(
        fraction(rect.x0, reading.width),
        fraction(rect.y0, reading.height),
        fraction(rect.x1, reading.width),
        fraction(rect.y1, reading.height),
    )


def _text_from(tokens: Sequence[Token]) -> TextFrom:
    readers = {token.reader for token in tokens}
    if len(readers) > 1 or any(token.agreed for token in tokens):
        return TextFrom.BOTH
    if not readers:
        return TextFrom.NONE
    return TextFrom.TESSERACT if Reader.TESSERACT in readers else TextFrom.RAPIDOCR


def _page_confidence(words: Sequence[Word], *, blank: bool) -> float:
    """The chance that a word on it is right; 1 on a blank page, 0 where there is ink but no word."""
    if not words or blank:
        return 1.0 if blank else 0.0
    weights = [len(word.text) for word in words]
    total = sum(word.confidence * weight for word, weight in zip(words, weights, strict=True))
    return round(total / sum(weights), 3)
