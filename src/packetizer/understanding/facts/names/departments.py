"""A firm's own name, without the department, the town's desk or the kind of paper behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from packetizer.understanding.facts.making import Draft
from packetizer.understanding.facts.names.merchantwords import wordings_of
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton

_CUT = ("name.provider", "name.merchant")
_APART = re.compile(r"\s*(?:\s[-–—]{1,2}\s|[,|]\s|\s[(\[])\s*")
_WORD = re.compile(r"\s(?=[A-Z])")


def without(drafts: Iterable[Draft], lexicon: Lexicon) -> Iterator[Draft]:
    """The drafts with practices and shops by their own names."""
    for item in drafts:
        name = own_name(str(item.value), lexicon) if item.kind in _CUT else item.value
        yield item if name == item.value else replace(item, value=name)


def own_name(name: str, lexicon: Lexicon) -> str:
    """`Elm Clinic` of `Elm Clinic - Imaging`, `Elm Clinic Emergency Department`, `Elm Clinic – RECEIPT`.

    Behind a dash or a comma any department goes; behind a mere space one that no firm's name ends with, where
    what is before it is whole.
    """
    for joint in _APART.finditer(name):
        tail = name[joint.end() :].rstrip(" )].")
        if joint.start() and (_department(tail, lexicon) or _heads_paper(tail, lexicon)):
            return name[: joint.start()]
    for joint in _WORD.finditer(name):
        head = name[: joint.start()]
        if _is_whole(head, lexicon) and _department(name[joint.end() :], lexicon) == "departments":
            return head
    return name


def _department(text: str, lexicon: Lexicon) -> str | None:
    """What kind of one the words are."""
    bare = skeleton(text)
    for hit in lexicon.firm_tails.all(bare):
        if hit.start == 0 and (hit.end == len(bare) or hit.key == "desks"):
            return hit.key
    return None


def _heads_paper(text: str, lexicon: Lexicon) -> bool:
    """Whether words may head any receipt: "RECEIPT OF PAYMENT"."""
    return wordings_of(lexicon).generic.fullmatch(text.lower()) is not None


def _is_whole(head: str, lexicon: Lexicon) -> bool:
    """Whether a name may end there: with what a firm is, or its legal form, and a word of its own before."""
    words = [word.strip(".,'’&").lower() for word in head.split()]
    practice, legal = lexicon.parties.practice, lexicon.firms.legal_practices
    plain = practice.trades | practice.treats | practice.kinds | legal
    return words[-1] in practice.ends | legal and any(word not in plain for word in words[:-1])
