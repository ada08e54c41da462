"""Letters of exhibits: how they count, and how they are kept from one packet to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce


def exhibit_letter(number: int) -> str:
    """A … Z, AA, AB … for 1, 2 …"""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def exhibit_number(letter: str) -> int:
    """1, 2 … for A, B …"""
    return reduce(lambda number, char: number * 26 + ord(char) - ord("A") + 1, letter, 0)


@dataclass(frozen=True, slots=True)
class KeptLetters:
    """Letters of an earlier packet that papers keep, by document id.

    `last` is the highest letter that was ever given, as a number: a letter is not given to a second paper,
    also where the first has gone.
    """

    by_document: Mapping[str, str] = field(default_factory=dict)
    last: int = 0

    def for_documents(self, ids: Iterable[str]) -> dict[str, str]:
        """A letter for each document, in the order in which they stand: kept ones by letter, then new ones.

        Where none is kept, all are new: A, B …, in the order given.
        """
        ids = list(ids)
        kept = sorted(
            (id_ for id_ in ids if id_ in self.by_document),
            key=lambda id_: exhibit_number(self.by_document[id_]),
        )
        new = (id_ for id_ in ids if id_ not in self.by_document)
        return {id_: self.by_document[id_] for id_ in kept} | {
            id_: exhibit_letter(number) for number, id_ in enumerate(new, start=self.last + 1)
        }
