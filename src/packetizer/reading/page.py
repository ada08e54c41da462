"""One page, from its picture and text layer to words that stand on it upright."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from packetizer.model import Box, Corners, Page, PageRef, SheetInPhoto, TextFrom, Word
from packetizer.reading.confidence import kept_chances
from packetizer.reading.images import (
    Grey,
    Look,
    as_grey,
    evened,
    fingerprint,
    ink_rect,
    is_blank,
    letter_sized,
    look,
    turned,
)
from packetizer.reading.layer import seen_words, trust
from packetizer.reading.level import Level, looks_like_photo, made_level
from packetizer.reading.marks import mended
from packetizer.reading.order import in_reading_order
from packetizer.reading.sheet import flat_size
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
_LONGEST = 32_000  # pixels on the longer side that Tesseract takes
_STRIP = 4.0  # length to width of what no sheet of paper is
_TILL = 2.0  # inches that paper from a till is wide at least
_VECTOR_DPI = 250.0  # for a page that has no resolution of its own
_SEES = 20.0  # dpi, below which a line of print is three pixels high and may leave no mark


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read on a page turned upright. Words are in pixels of a picture `width` by `height`."""

    tokens: tuple[Token, ...]  # in reading order
    width: int
    height: int
    turn: Turn
    picture: Grey  # upright; the sheet alone where a photo shows it with certainty
    seen: Look  # of that picture
    sheet: Corners | None = None  # its corners in the upright photo


def drawn(opened: OpenPage) -> Grey:
    """The picture that a page is read on."""
    return as_grey(opened.render(reading_dpi(opened)))


def read_page(opened: OpenPage, ref: PageRef, desk: Desk, grey: Grey | None = None) -> Page:
    """Read an opened page: its text layer where that can be believed, else its picture.

    `grey` is the page as `drawn`, where that is at hand.
    """
    grey = drawn(opened) if grey is None else grey
    layer = seen_words(opened.words(), grey, is_picture=opened.is_picture)
    shown = grey.shape[1] / max(opened.width, 1e-6) * 72  # a renderer may have had to give less
    dpi = shown / _true_size(opened)
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
    fine = (_PRINT_DPI if max(width, height) > 5 else _SMALL_PAPER_DPI) * _true_size(opened)
    fits = min(math.sqrt(_PIXELS / (width * height)), _LONGEST / max(width, height))
    return max(min(own, fine, fits), 1.0)


def _true_size(opened: OpenPage) -> float:
    """How many times larger the paper is than the page: a yard of paper from a till is shown on one sheet."""
    short, long = sorted((opened.width / 72, opened.height / 72))
    strip = opened.is_picture and long > _STRIP * short
    return max(1.0, _TILL / max(short, 1e-3)) if strip else 1.0


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
    upright = Look(turned(seen.ink, turn.degrees), seen.scale, seen.dpi)
    height, width = upright.ink.shape
    tokens = [_layer_token(word, turn.degrees, width, height, angle) for word in layer]
    follows = {w.line: w.follows for w in layer if w.follows is not None and w.angle == angle}
    words = tuple(in_reading_order(tokens, follows))
    reading = Reading(words, width, height, turn, turned(grey, turn.degrees), upright)
    return _page(opened, ref, reading, confidence)


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
    if not len(letter_sized(seen.boxes, seen.dpi)) and _bare(opened, seen):
        height, width = grey.shape
        return _page(opened, ref, Reading((), width, height, Turn(0, True), grey, seen))
    return _page(opened, ref, _upright_reading(desk, grey, dpi, seen, photo=looks_like_photo(opened, grey)))


def _upright_reading(desk: Desk, grey: Grey, dpi: float, seen: Look, *, photo: bool) -> Reading:
    """The words of the page turned upright.

    Most pages are upright, and reading them shows it. Where it does not, a few lines are read each way round.
    """
    if not sideways(seen):
        level = made_level(grey, dpi, seen, photo=photo)
        first = first_reading(desk, level.picture, dpi, level.seen)
        if photo and not reads_well(first):  # as likely Tesseract's weakness as the page's direction
            tokens = second_look(desk, level.picture, level.seen, first, careful=True)
            if reads_well(tokens):
                return _read(level, seen, Turn(0, True), tokens)
        turn = (
            Turn(0, True) if reads_well(first) else find_turn(level.picture, level.seen, desk.line_readings())
        )
        if not turn.degrees:
            tokens = second_look(desk, level.picture, level.seen, first, careful=photo)
            as_it_is = _read(level, seen, _surer(turn, tokens), tokens)
            return _or_turned_over(as_it_is, desk, grey, dpi, seen, photo=photo)
    else:
        turn = find_turn(evened(grey) if photo else grey, seen, desk.line_readings())
    made = _turned_reading(desk, grey, dpi, seen, turn, photo=photo)
    return _or_turned_over(made, desk, grey, dpi, seen, photo=photo)


def _turned_reading(desk: Desk, grey: Grey, dpi: float, seen: Look, turn: Turn, *, photo: bool) -> Reading:
    """The words of the page after this turn."""
    upright = Look(turned(seen.ink, turn.degrees), seen.scale, seen.dpi)
    level = made_level(turned(grey, turn.degrees), dpi, upright, photo=photo)
    first = first_reading(desk, level.picture, dpi, level.seen)
    tokens = second_look(desk, level.picture, level.seen, first, careful=photo)
    return _read(level, upright, _surer(turn, tokens), tokens)


def _or_turned_over(made: Reading, desk: Desk, grey: Grey, dpi: float, seen: Look, *, photo: bool) -> Reading:
    """A page that reads badly after an unsure turn is read upside down, too: that stands if it reads well."""
    if made.turn.sure:
        return made
    over = Turn((made.turn.degrees + 180) % 360, False)
    other = _turned_reading(desk, grey, dpi, seen, over, photo=photo)
    return other if other.tokens and other.turn.sure else made


def _read(level: Level, seen: Look, turn: Turn, tokens: Sequence[Token]) -> Reading:
    """`seen` is the look of the upright picture."""
    height, width = level.page.shape
    seen = look(level.page, level.dpi) if level.sheet else seen
    words = tuple(mended(level.placed(tokens)))
    return Reading(words, width, height, turn, level.page, seen, level.sheet)


def _surer(turn: Turn, tokens: Sequence[Token]) -> Turn:
    """A page that reads well after its turn was turned right; one without words has no direction."""
    return Turn(turn.degrees, turn.sure or reads_well(tokens) or not tokens)


# ---------------------------------------------------------------- the page


def _page(opened: OpenPage, ref: PageRef, reading: Reading, layer_confidence: float | None = None) -> Page:
    """Everything that is known of a page, its numbers rounded as the cache keeps them."""
    rect = ink_rect(reading.seen)
    words = _words(reading, layer_confidence)
    blank = _bare(opened, reading.seen) and not any(
        word.confidence > 0.5 and len(word.text) > 1 for word in words
    )
    sheet = _sheet(opened, reading)
    width, height = flat_size(sheet) if sheet else _points(opened, reading)
    return Page(
        ref,
        round(width, 3),
        round(height, 3),
        () if blank else words,
        TextFrom.TEXT_LAYER if layer_confidence is not None else _text_from(reading.tokens),
        _page_confidence(words, blank=blank),
        reading.turn.degrees,
        reading.turn.sure,
        Box(*(round(value, 5) for value in (rect.x0, rect.y0, rect.x1, rect.y1))) if rect else None,
        blank,
        fingerprint(reading.picture),
        sheet=sheet,
    )


def _bare(opened: OpenPage, seen: Look) -> bool:
    """Blank, as far as can be seen: not where a page is so large that its letters cannot be drawn."""
    return is_blank(seen) and (opened.is_picture or seen.dpi >= _SEES)


def _points(opened: OpenPage, reading: Reading) -> tuple[float, float]:
    """The size of what a viewer shows, upright."""
    across = reading.turn.degrees % 180 == 90
    return (opened.height, opened.width) if across else (opened.width, opened.height)


def _sheet(opened: OpenPage, reading: Reading) -> SheetInPhoto | None:
    if reading.sheet is None:
        return None
    width, height = _points(opened, reading)
    return SheetInPhoto(reading.sheet, round(width, 3), round(height, 3))


def _words(reading: Reading, layer_confidence: float | None) -> tuple[Word, ...]:
    tokens = reading.tokens
    if layer_confidence is not None:
        return tuple(Word(t.text, _box(t.rect, reading), layer_confidence, t.line) for t in tokens)
    sure = kept_chances(tokens)
    return tuple(
        Word(token.text, _box(token.rect, reading), round(chance, 3), token.line, _read_by(token))
        for token, chance in zip(tokens, sure, strict=True)
    )


def _read_by(token: Token) -> TextFrom:
    return TextFrom.BOTH if token.agreed else TextFrom(token.reader.value)


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
