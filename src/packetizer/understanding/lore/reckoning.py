"""What the label of an amount means, by the ideas in its words: who owes, pays, charges, allows what.

Each insurer and office words its labels in its own way, and no list holds them all; but they are made of few
ideas. `What is left for you to pay` and `Balance, member` both say who, and that something remains.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.lore.phrases import Phrases, skeleton

_GENERAL = frozenset(("charge", "total", "rate"))
_ROW_OPENS = 40  # characters
_MOST_WORDS = 9  # of a label; more are a sentence
_INSERTED = re.compile(r"\([^)]*\)|\.{2,}|_{2,}|[-–—*=•|]{2,}")
_SENTENCE = re.compile(r"(?<=[a-z]{3}|[A-Z]{3})[.!?]\s+(?=[A-Z])")
_CLAUSE = re.compile(r"[;,]\s|\.\s(?=[A-Z])|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class Meaning:
    """The role of labels in which all of these ideas are and none of the others."""

    role: str
    of: frozenset[str]
    without: frozenset[str]
    head: bool


@dataclass(frozen=True)
class Reckoning:
    """Reads labels. `after`: words from which on a label says when, not what; `so_far`: at the beginning of
    a row of a year's sums; `turns`: ideas that make of a known label another one."""

    ideas: Phrases
    after: Phrases
    so_far: Phrases
    turns: frozenset[str]
    meanings: Sequence[Meaning] = field(default=())

    def role(self, label: str, *, head: bool = False) -> str | None:
        """The role of a label's amount; None where it says nothing of it. `head`: it stands over a column."""
        whole = label_in(label)
        if not 0 < len(whole.split()) <= _MOST_WORDS:
            return None
        return self._clause(_CLAUSE.split(whole, maxsplit=1)[0], head) or self._clause(whole, head)

    def is_copay(self, label: str) -> bool:
        """Whether it names the client's own part of a charge, and nothing that takes off from it."""
        ideas = self._in(skeleton(label_in(label)))
        return "part" in ideas and not ideas & {"cut", "not", "payer", "us"}

    def turned(self, label: str, known: str, *, head: bool = False) -> str | None:
        """The role of a label of which a known phrase is a part, where the rest turns that about: `not
        approved`, `expected payment`."""
        rest = skeleton(label_in(label)).replace(known, " ", 1)
        return self.role(label, head=head) if self._in(rest) & self.turns else None

    def is_so_far(self, row: str) -> bool:
        """Whether a row tells what a year's claims have come to, not the paper's own."""
        hit = self.so_far.first(skeleton(row[:_ROW_OPENS]))
        return hit is not None and not re.search(r"\w", row[: hit.start])

    def is_general(self, label: str) -> bool:
        """Whether it only says that something costs so much, `Total cost`: what, an aside may tell."""
        ideas = self._in(skeleton(label))
        return "charge" in ideas and ideas <= _GENERAL

    def is_refused(self, label: str) -> bool:
        """Whether it names a part of the charges that was refused."""
        return "refused" in self._in(skeleton(label))

    def _clause(self, said: str, head: bool) -> str | None:
        bare = skeleton(said)
        cut = self.after.first(bare)
        begun = bare[: cut.start] if cut is not None and cut.start > 2 else bare
        found = self._role(self._in(begun), head)
        if found == "amount.balance" and "payer" in self._in(bare[len(begun) :]):
            return "amount.other"  # what another insurer left
        return found

    def _in(self, bare: str) -> set[str]:
        return {hit.key for hit in self.ideas.all(bare)}

    def _role(self, ideas: set[str], head: bool) -> str | None:
        for meaning in self.meanings:
            fits = meaning.of <= ideas and not meaning.without & ideas
            if fits and (head or not meaning.head):
                return meaning.role
        return None


def label_in(text: str) -> str:
    """The words of a label without its days, remarks and leaders; what a colon ends, or what follows one."""
    for found in reversed(find_dates(text)):
        text = f"{text[: found.start]} {text[found.end :]}"
    text = _SENTENCE.split(_INSERTED.sub(" ", text).strip(" :.-–—=*$"))[-1]
    return text.rpartition(":")[2].strip(" ,;.-")
