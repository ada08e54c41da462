"""Whether a page's text layer can be believed.

Born-digital text nearly always; what was laid under a scan, or comes from a font that does not tell its
characters, only when it fits what is seen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from packetizer.reading.images import Grey, Look, letter_sized
from packetizer.reading.upright import LineReading

if TYPE_CHECKING:
    from packetizer.intake.words import LayerWord
    from packetizer.model import Box

_FEWEST = 3  # words that make a text layer
_UNKNOWN = "\ufffd"
_VOWEL = re.compile(r"[aeiouyäöüáéíóúàèìòùâêîôûåø]", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{4,}$")
_LINES = 4  # lines that are read to check a doubtful layer
_COVERED = 0.6  # share of the letters seen that a layer has words for
_ALIKE = 0.75  # likeness of a layer's lines and what is read there
_FREQUENT = frozenset("etaoinsr")  # two letters of three in English, Spanish, French or German
_RARELY = 0.5  # share of these, below which letters may stand for others
_ENOUGH = 60  # letters that say how often each of them comes
_CONTRAST = 10  # of 255, between the lightest and the darkest at a word's place: less cannot be seen
_UNSEEN = 0.1  # share of a scan's words on bare paper, from which the layer belongs to another page


@dataclass(frozen=True, slots=True)
class Trust:
    """Whether to take the layer, and the chance that one of its words is right."""

    believed: bool
    confidence: float = 0.0


def garbled(words: Sequence[LayerWord]) -> bool:
    """The characters cannot be what is printed: unknown ones, symbols for letters, words without vowels."""
    text = "".join(word.text for word in words)
    odd = sum(char == _UNKNOWN or not (char.isalnum() or char in _PRINTED) for char in text)
    if odd > 0.08 * len(text):
        return True
    long_words = [word.text for word in words if _LETTERS.match(word.text)]
    if len(long_words) < 8:
        return False
    return sum(not _VOWEL.search(word) for word in long_words) > 0.35 * len(long_words)


_PRINTED = set(" .,:;!?'\"()[]{}<>/\\|-–—_+=*&%$€£¥#@§°•·©®™…“”‘’«»¹²³½¼¾×±~^`†‡□☐☑☒✓✔✗")


def seen_words(words: Sequence[LayerWord], grey: Grey, *, is_picture: bool) -> tuple[LayerWord, ...]:
    """The words of a layer at whose places something can be seen: not white on white, under a box, or laid
    there unseen. None of a scan's where many are not: its layer tells of something else."""
    shown = tuple(word for word in words if _shows(word.box, grey))
    return () if is_picture and len(words) - len(shown) > _UNSEEN * len(words) else shown


def _shows(box: Box, grey: Grey) -> bool:
    height, width = grey.shape
    y0, x0 = max(int(box.y0 * height) - 1, 0), max(int(box.x0 * width) - 1, 0)
    place = grey[y0 : int(box.y1 * height) + 2, x0 : int(box.x1 * width) + 2]  # a stroke and its rim
    return bool(place.size) and int(place.max()) - int(place.min()) >= _CONTRAST


def odd_letters(words: Sequence[LayerWord]) -> bool:
    """The letters do not come as often as in a language, as where a font's map of them is wrong.

    Codes may look so, too: a doubt, no proof. Only of level text, which can be held against what is seen.
    """
    level = (word.text.lower() for word in words if word.angle == 0)
    letters = [char for text in level for char in text if "a" <= char <= "z"]
    return len(letters) >= _ENOUGH and sum(map(_FREQUENT.__contains__, letters)) < _RARELY * len(letters)


def trust(
    words: Sequence[LayerWord], *, is_picture: bool, grey: Grey, seen: Look, read: LineReading
) -> Trust:
    """Judge a layer by its characters, by the ink it should cover, and in doubt by reading a few lines.

    `grey` and `seen` are the page as a viewer shows it, and `read` a reader for one line of it.
    """
    if len(words) < _FEWEST or garbled(words):
        return Trust(False)
    covered = _covered_share(words, seen)
    if not is_picture and (covered < _COVERED or not odd_letters(words)):
        return Trust(covered >= _COVERED or not _much_ink(seen), 0.995)
    if covered < _COVERED:
        return Trust(False)
    likeness = _likeness(words, grey, read)
    return Trust(likeness >= _ALIKE, round(min(0.99, 0.5 + likeness / 2), 3))


def _much_ink(seen: Look) -> bool:
    return len(letter_sized(seen.boxes, seen.dpi)) > 120


def _covered_share(words: Sequence[LayerWord], seen: Look) -> float:
    """Share of the letter-sized ink that lies under words of the layer; 1 where there is no such ink."""
    letters = letter_sized(seen.boxes, seen.dpi)
    if not len(letters):
        return 1.0
    height, width = seen.ink.shape
    under = seen.ink * 0
    pad = 0.02 * seen.dpi
    for word in words:
        box = word.box
        x0, y0 = int(max(box.x0 * width - pad, 0)), int(max(box.y0 * height - pad, 0))
        under[y0 : int(box.y1 * height + pad) + 1, x0 : int(box.x1 * width + pad) + 1] = 1
    middles = under[letters[:, 1] + letters[:, 3] // 2, letters[:, 0] + letters[:, 2] // 2]
    return float(middles.mean())


def _likeness(words: Sequence[LayerWord], grey: Grey, read: LineReading) -> float:
    """How alike the layer's words and what a reader sees at their places are, on a sample of lines."""
    wanted = total = 0
    for line in _sample_lines(words):
        said = "".join(word.text for word in line)
        seen = "".join(token.text for token in read(_cut(grey, line)))
        total += max(len(said), len(seen))
        wanted += max(len(said), len(seen)) - Levenshtein.distance(said.lower(), seen.lower())
    return wanted / total if total else 0.0


def _sample_lines(words: Sequence[LayerWord]) -> list[list[LayerWord]]:
    """Long level lines from top, middle and bottom, without wide gaps."""
    lines: dict[int, list[LayerWord]] = {}
    for word in words:
        if word.angle == 0:
            lines.setdefault(word.line, []).append(word)
    long = [line[:8] for line in lines.values() if sum(len(word.text) for word in line) >= 12]
    chosen = long or list(lines.values())
    step = max(1, len(chosen) // _LINES)
    return chosen[step // 2 :: step][:_LINES]


def _cut(grey: Grey, line: Sequence[LayerWord]) -> Grey:
    height, width = grey.shape
    box = line[0].box
    for word in line[1:]:
        box = box.union(word.box)
    rim = 0.3 * box.height
    y0, y1 = int(max(box.y0 - rim, 0) * height), int(min(box.y1 + rim, 1) * height) + 1
    x0, x1 = int(max(box.x0 - rim, 0) * width), int(min(box.x1 + rim, 1) * width) + 1
    return grey[y0:y1, x0:x1]
