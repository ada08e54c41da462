"""Whether words that a letter quotes stand on a page, as it was read."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from packetizer.model import Page
from packetizer.understanding.page.text import fold

ALIKE = 90.0  # of 100: a letter or two in a line that reading took for another

_NUMBER = re.compile(r"(?<!\w)\d+(?:[.,]\d+)*")
_NOT_WORDS = re.compile(r"[^\w.,%/$-]+")
_GAP = re.compile(r"\s*(?:…|\.\.\.|\[\s*(?:…|\.\.\.)\s*\])\s*")  # what a quotation leaves out


def shows(page: Page, quote: str) -> bool:
    """Whether the words stand there, each part between ellipses for itself. Numbers must be the same."""
    parts = [plain for part in _GAP.split(quote) if (plain := _plain(part))]
    text = _text(page)
    return bool(parts) and all(_within(part, text) for part in parts)


def _within(part: str, text: str) -> bool:
    if part in text:
        return True
    found = fuzz.partial_ratio_alignment(part, text, score_cutoff=ALIKE)
    if found is None or len(part) < 8:
        return False
    near = text[max(found.dest_start - 2, 0) : found.dest_end + 2]
    return set(_NUMBER.findall(part)) <= set(_NUMBER.findall(near))


def _plain(text: str) -> str:
    return " ".join(_NOT_WORDS.sub(" ", fold(text)).split()).strip(" .,-")


@lru_cache(maxsize=256)
def _text(page: Page) -> str:
    return _plain(" ".join(word.text for word in page.words))
