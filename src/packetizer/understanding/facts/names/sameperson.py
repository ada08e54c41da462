"""Whether two printed names are one person's: order, initials, nicknames and misread letters allowed for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from rapidfuzz.distance import Levenshtein

from packetizer.understanding.lore.knowledge import NameLore
from packetizer.understanding.page.look import squash
from packetizer.understanding.page.text import fold


class Likeness(Enum):
    """Of two names."""

    SAME = "same"  # one person, as far as a name can show
    MAYBE = "maybe"  # a nickname, an initial, a letter that may be misread, a surname that may have changed
    OTHER = "other"  # two people
    UNKNOWN = "unknown"  # too little is read


@dataclass(frozen=True, slots=True)
class Name:
    """A name's parts, lower case without accents."""

    first: str
    middle: tuple[str, ...]
    last: str
    suffix: str = ""


_SUFFIX_OF_GENERATION = {"jr", "sr", "ii", "iii", "iv"}


def parse_name(text: str, lore: NameLore) -> Name | None:
    """ "First Middle Last" or "Last, First" as parts; None where it is no whole name of a person."""
    folded = fold(text).replace(".", " ")
    surname_first = re.match(r"^([a-z' -]+),\s*([a-z].*)$", folded)
    if surname_first and surname_first[2].split()[0] not in lore.suffixes:
        folded = f"{surname_first[2]} {surname_first[1]}"
    parts = [part for part in re.split(r"[^a-z0-9'|-]+", folded) if part]
    suffix = next((part for part in parts if part in _SUFFIX_OF_GENERATION), "")
    parts = [part for part in parts if part not in lore.titles and part not in lore.suffixes]
    whole = " ".join(parts)
    if len(parts) < 2 or whole in lore.masks or parts[0] in lore.masks or parts[-1] in lore.masks:
        return None
    return Name(parts[0], tuple(parts[1:-1]), parts[-1], suffix)


def compare_names(one: str, two: str, lore: NameLore) -> Likeness:
    """Whether two names, as printed, may be one person's."""
    a, b = parse_name(one, lore), parse_name(two, lore)
    if a is None or b is None:
        return Likeness.UNKNOWN
    straight = _compare(a, b, lore)
    if straight is Likeness.SAME:
        return straight
    turned = _compare(a, Name(b.last, b.middle, b.first, b.suffix), lore)
    if turned is Likeness.SAME:
        return turned
    return Likeness.MAYBE if Likeness.MAYBE in (straight, turned) else Likeness.OTHER


_INITIAL_WITHIN = re.compile(r"(?<=\w\w)((?:\s[A-Z]\b\.?)+)(?=\s\S{2})")


def without_initials(name: str) -> str:
    """`First Last` of `First M. Last`: as names are told once people have been told apart by them."""
    return _INITIAL_WITHIN.sub("", name) if name.count(" ") > 1 else name


def _compare(a: Name, b: Name, lore: NameLore) -> Likeness:
    last = _compare_last(a, b)
    first = _compare_first(a, b, lore)
    generation = a.suffix and b.suffix and a.suffix != b.suffix
    if _shortened(a, b) or _shortened(b, a):
        return Likeness.OTHER if generation else Likeness.MAYBE
    if Likeness.OTHER in (last, first):
        return Likeness.OTHER
    if generation:
        return Likeness.OTHER
    if last is Likeness.SAME and first is Likeness.SAME:
        return _compare_middle(a, b)
    if last is Likeness.MAYBE and first is Likeness.MAYBE:
        return Likeness.OTHER
    return Likeness.MAYBE


def _shortened(one: Name, whole: Name) -> bool:
    """Whether `one` is `whole` with its surname in initials: "Ann R-L", "Ann R. L." of Ann Roe-Lane.

    The first name is given, or as an initial where both initials of a double surname stand behind it.
    """
    initials = [part for name in (*one.middle, one.last) for part in name.split("-")]
    if any(len(part) != 1 for part in initials) or len(whole.last) == 1:
        return False
    surname = [part[:1] for part in whole.last.split("-") if part]
    given = [part[:1] for name in whole.middle for part in name.split("-") if part]
    if initials not in (surname, [*given, *surname], [*given[:1], *surname]):
        return False
    if len(one.first) > 1:
        return _same_word(one.first, whole.first)
    return one.first == whole.first[:1] and len(surname) > 1


def _compare_last(a: Name, b: Name) -> Likeness:
    if _same_word(a.last, b.last):
        return Likeness.SAME
    whole = {squash(part) for part in (*a.last.split("-"), *a.middle)}
    other = {squash(part) for part in (*b.last.split("-"), *b.middle)}
    if squash(b.last) in whole or squash(a.last) in other or set(a.last.split("-")) & set(b.last.split("-")):
        return Likeness.SAME if "-" in a.last or "-" in b.last or a.middle or b.middle else Likeness.MAYBE
    return Likeness.MAYBE if _misread(a.last, b.last) else Likeness.OTHER


def _compare_first(a: Name, b: Name, lore: NameLore) -> Likeness:
    if _same_word(a.first, b.first):
        return Likeness.SAME
    if len(a.first) == 1 or len(b.first) == 1:
        return Likeness.MAYBE if a.first[0] == b.first[0] else Likeness.OTHER
    if lore.nicknames.get(a.first, frozenset()) & lore.nicknames.get(b.first, frozenset()):
        return Likeness.MAYBE
    if {squash(a.first)} & {squash(part) for part in b.middle} or {squash(b.first)} & {
        squash(part) for part in a.middle
    }:
        return Likeness.MAYBE  # goes by the middle name
    return Likeness.MAYBE if _misread(a.first, b.first) else Likeness.OTHER


def _compare_middle(a: Name, b: Name) -> Likeness:
    """Different middle initials under one name are a question, not an answer."""
    if (
        a.middle
        and b.middle
        and a.middle[0][0] != b.middle[0][0]
        and squash(a.middle[0][0]) != squash(b.middle[0][0])
    ):
        return Likeness.MAYBE
    return Likeness.SAME


def _same_word(a: str, b: str) -> bool:
    return squash(a) == squash(b)


def _misread(a: str, b: str) -> bool:
    """Whether one may be the other with letters lost or taken for others by a reader."""
    longest = max(len(a), len(b))
    allowed = 2 if longest >= 8 else 1 if longest >= 4 else 0
    return Levenshtein.distance(squash(a), squash(b)) <= allowed


def most_common_name(
    names: Sequence[tuple[str, float]], lore: NameLore
) -> tuple[str, tuple[int, ...]] | None:
    """The person that most weighted names are of.

    The fullest spelling, and which of `names` are hers or his.
    """
    groups: list[list[int]] = []
    for number, (name, _) in enumerate(names):
        if parse_name(name, lore) is None:
            continue
        home = next((g for g in groups if compare_names(names[g[0]][0], name, lore) is Likeness.SAME), None)
        if home is None:
            groups.append([number])
        else:
            home.append(number)
    if not groups:
        return None
    ranked = sorted(groups, key=lambda group: (-sum(names[n][1] for n in group), names[group[0]][0]))
    best = ranked[0]
    weight: dict[str, float] = {}
    for number in best:
        weight[names[number][0]] = weight.get(names[number][0], 0.0) + names[number][1]
    spelling = min(weight, key=lambda name: (-weight[name], -len(name), name))
    return spelling, tuple(best)
