"""What proves that a page goes on with the paper before it, however its head looks.

A form counts its questions through; a plan's book bears its name on the cover and above each page, of which
people copy the few that matter, so that the printed numbers jump.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.page.look import Look, squash_phrase
from packetizer.understanding.sheet import Sheet
from packetizer.understanding.splitting.boundarysigns import boundary_signs

_ITEM = re.compile(r"^\W{0,2}(\d{1,2})[.)]\s*(?=[A-Z(\[☐□])")
_LEAST = 2  # questions that make a count
_HEAD = 0.12  # of the page: where a book's name runs
_LONG = 4  # words of a name that no other paper has
_SAME = 88  # likeness of two readings of it, of 100
_COVER = 90  # words of a book's cover at most
_OTHERS = frozenset({"another name.patient", "another id.claim", "salutation"})


def goes_on(before: Sheet, after: Sheet, knowledge: Knowledge) -> bool:
    """Whether a page surely belongs to the paper of the page before it."""
    if not (before.legible and after.legible):
        return False
    if not _counts_on(before.look, after.look) and not of_one_book(before, after, knowledge):
        return False
    return _OTHERS.isdisjoint(sign.key for sign in boundary_signs(before, after, knowledge))


def _counts_on(before: Look, after: Look) -> bool:
    """Whether the questions of a form, counted from 1, are counted on: 1, 2, 3 and then 4."""
    above, below = _items(before.rows), _items(after.rows)
    counted = len(above) >= _LEAST and above == [*range(1, len(above) + 1)]
    return (
        counted and bool(below) and below[0] == above[-1] + 1 and below == [*range(below[0], below[-1] + 1)]
    )


def _items(rows: Iterable[str]) -> list[int]:
    return [int(found[1]) for row in rows if (found := _ITEM.match(row))]


def of_one_book(before: Sheet, after: Sheet, knowledge: Knowledge) -> bool:
    """Whether both pages bear the name of one plan's book, above them or on its cover."""
    books, words = knowledge.wordings.books, before.look.page.words
    cover = _plain(" ".join(word.text for word in words)) if len(words) <= _COVER else ""
    for name in (line.text for line in after.look.lines if line.box.y0 < _HEAD):
        plain = squash_phrase(name)
        if len(name.split()) < _LONG or not any(book in plain for book in books):
            continue
        if any(fuzz.ratio(name, line.text) >= _SAME for line in before.look.lines if line.box.y0 < _HEAD):
            return True
        if cover and fuzz.token_set_ratio(_plain(name), cover) >= _SAME:
            return True
    return False


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
