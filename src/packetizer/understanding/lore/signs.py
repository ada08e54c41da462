"""Words that state something together, in whatever order a sentence has them.

A sign is a list of word groups: one word of each must stand in the clause, and none of the group that begins
with "!". Every word is looked up once; a sign is then a few bits to compare.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from packetizer.understanding.lore.phrases import Hit, skeleton

_TOKEN = re.compile(r"[\w][\w'-]*")
_CLAUSE_END = re.compile(r"[;:)]\s|\s(?:but|however|although|while|whereas)\s|,\s(?:and|so)\s")


_REACH = 130  # characters: words farther apart tell of different things


@dataclass(frozen=True, slots=True)
class _Sign:
    key: str
    needed: int  # bits of the groups
    banned: int


class Signs:
    """Signs of many keys."""

    def __init__(self, signs: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        self._groups: list[tuple[frozenset[str], tuple[str, ...]]] = []
        self._known: dict[str, int] = {}
        self._masks: dict[str, int] = {}
        self._signs = tuple(_Sign(key, *self._bits(groups)) for key, groups in signs)

    def _bits(self, groups: tuple[str, ...]) -> tuple[int, int]:
        needed = banned = 0
        for group in groups:
            bit = self._bit(group.removeprefix("!"))
            if group.startswith("!"):
                banned |= bit
            else:
                needed |= bit
        return needed, banned

    def _bit(self, group: str) -> int:
        if group not in self._known:
            words = [skeleton(word) for word in group.split("|")]
            whole = frozenset(word for word in words if not word.endswith("*"))
            stems = tuple(word.rstrip("*") for word in words if word.endswith("*"))
            self._known[group] = 1 << len(self._groups)
            self._groups.append((whole, stems))
        return self._known[group]

    def _mask(self, word: str) -> int:
        """The groups a word stands for; of a hyphened one, also those of its parts."""
        if word not in self._masks:
            forms = {word, *word.split("-")}
            self._masks[word] = sum(
                1 << place
                for place, (whole, stems) in enumerate(self._groups)
                if any(form in whole or (stems and form.startswith(stems)) for form in forms)
            )
        return self._masks[word]

    def find(self, bare: str) -> tuple[Hit, ...]:
        """The signs in a sentence of skeleton text, each from its first word to its last; one for a key."""
        found: dict[str, Hit] = {}
        for start, end in _clauses(bare):
            words = [(token, self._mask(token[0])) for token in _TOKEN.finditer(bare, start, end)]
            seen = 0
            for _, mask in words:
                seen |= mask
            for sign in self._signs:
                if sign.needed & seen != sign.needed or sign.banned & seen or sign.key in found:
                    continue
                places = [token for token, mask in words if mask & sign.needed]
                if places[-1].end() - places[0].start() > _REACH:
                    continue
                if _apart(sign.needed, [mask & sign.needed for _, mask in words]):
                    found[sign.key] = Hit(sign.key, places[0].start(), places[-1].end())
        return tuple(found.values())


def _clauses(bare: str) -> Iterator[tuple[int, int]]:
    """The whole sentence: what a clause leaves open is often said in the next one."""
    yield 0, len(bare)
    start = 0
    for match in _CLAUSE_END.finditer(bare):
        yield start, match.start()
        start = match.end()
    if start:
        yield start, len(bare)


def _apart(needed: int, masks: Iterable[int]) -> bool:
    """Whether each group has a word of its own: a word that is in two groups stands for one."""
    left = {1 << place for place in range(needed.bit_length()) if needed >> place & 1}
    singles = sorted((mask for mask in masks if mask), key=lambda mask: mask.bit_count())
    for mask in singles:
        bit = next((bit for bit in left if bit & mask), None)
        if bit is not None:
            left.discard(bit)
    return not left
