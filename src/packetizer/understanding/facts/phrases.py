"""Phrases of the data files as patterns that survive OCR.

A phrase is words. `a|b` is one word or the other, `word?` may be absent, `word*` may go on, `...` stands
for up to eight other words of the same sentence, `..` for up to two. In a choice an underscore joins the
words of one option: `excluded|not_covered`; with a space it would be either word before "covered". Words may
be run together or parted by a hyphen or slash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

# Characters that readers take for one another all become one, each for one, so that places stay the same.
_SAME = {"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "5": "s", "8": "b", "9": "g", "q": "g", "_": " "}
_PLAIN = {"‐": "-", "‑": "-", "–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "}
_ACCENTS = dict(
    zip("àáâãäåçèéêëìíîïñòóôõöùúûüý", "aaaaaaceeeelllln" + "ooooouuuuy", strict=True)  # i is l already
)
_TABLE = str.maketrans({**_SAME, **_PLAIN, **_ACCENTS})

_HEAD = 8  # letters that a phrase is kept by; shorter first words by all they have
_OPENING = 3  # of these letters: no word that begins otherwise is looked at further
_EVEN = 4  # heads of as many letters and more are equals where their phrases end together
_WORD_HEAD = re.compile(rf"(?<!\w)(?:\w{{1,{_HEAD}}}|[#$])")
_HEADS_KEPT = 4096  # of the papers' words, with the patterns to try there
_BETWEEN = r"[\s\-/'.,:&()\"]{0,4}"
_GAPS = {
    dots: rf"(?:[^\w.;?!]{{1,3}}[\w'$%]+){{0,{most}}}?[^\w.;?!]{{0,3}}"
    for dots, most in (("...", 8), ("..", 2))
}


def skeleton(text: str) -> str:
    """Text for matching: lower case, look-alike characters made one. As long as `text`, place for place."""
    low = text.lower()
    if len(low) != len(text):  # a few letters outside English change their length
        low = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return low.translate(_TABLE)


def _word(token: str) -> str:
    stem = token.rstrip("?")
    options = []
    for option in stem.split("|"):
        open_end = option.endswith("*")
        words = (re.escape(skeleton(word)) for word in option.rstrip("*").split("_"))
        options.append(_BETWEEN.join(words) + (r"\w*" if open_end else ""))
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"


@lru_cache(maxsize=4096)
def phrase_pattern(phrase: str) -> str:
    """A phrase as the source of a regular expression over `skeleton` text."""
    made = ""
    joint = ""
    for part in phrase.split():
        if part in _GAPS:
            joint = _GAPS[part]
            continue
        word = _word(part)
        made += f"(?:{joint}{word})?" if part.endswith("?") else joint + word
        joint = _BETWEEN
    return rf"(?<!\w){made}(?!\w)" if phrase[-1].isalnum() or phrase[-1] in "?*" else rf"(?<!\w){made}"


def _heads(phrase: str) -> set[str]:
    """How its first word may begin."""
    options = phrase.split()[0].rstrip("*").split("|")
    found = (_WORD_HEAD.match(skeleton(option)) for option in options)
    return {head[0] for head in found if head is not None}


@lru_cache(maxsize=512)
def _word_heads(bare: str) -> tuple[tuple[int, str], ...]:
    """Where words begin, and with which letters; many ask this of the same text."""
    return tuple((head.start(), head[0]) for head in _WORD_HEAD.finditer(bare))


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: its key and its place in the text."""

    key: str
    start: int
    end: int


class _Alternatives:
    """Phrases of one key that begin alike. The longest fit counts; a regular expression takes the first,
    and however they are sorted, one with optional words may reach further than one that is written longer.
    """

    def __init__(self, key: str, phrases: Iterable[str]) -> None:
        self.key = key
        self._sources = [phrase_pattern(phrase) for phrase in phrases]
        self._any = re.compile("|".join(self._sources))
        self._each: re.Pattern[str] | None = None

    def end(self, bare: str, place: int) -> int:
        """Where the longest phrase ends that begins at `place`; -1 where none does."""
        match = self._any.match(bare, place)
        if match is None or len(self._sources) == 1:
            return match.end() if match is not None else -1
        if self._each is None:
            self._each = re.compile("".join(f"(?:(?=({source}))|)" for source in self._sources))
        every = self._each.match(bare, place)
        return max(last for _, last in every.regs) if every is not None else match.end()


_Patterns = tuple[_Alternatives, ...]


class Phrases:
    """Phrases of many keys, found in one pass; where several begin at one place the longest wins.

    A pattern of a thousand alternatives is slow in Python: phrases are kept by their first letters, and only
    those that can begin at a word are tried there. Their patterns are made when a word first calls for them:
    most heads never come up in a case.
    """

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        heads: dict[str, list[tuple[str, str]]] = {}
        for key, members in phrases.items():
            for phrase in members:
                for head in _heads(phrase):
                    heads.setdefault(head, []).append((phrase, key))
        self._heads = heads
        self._openings = frozenset(head[:_OPENING] for head in heads)
        self._made: dict[str, _Patterns] = {}
        self._to_try: dict[str, _Patterns] = {}

    def find(self, bare: str) -> tuple[Hit, ...]:
        """The phrases in skeleton text, from the left, none over another."""
        found: list[Hit] = []
        at = 0
        for place, tried in self._places(bare):
            hit = _longest(tried, bare, place) if place >= at else None
            if hit is not None:
                found.append(hit)
                at = hit.end
        return tuple(found)

    def first(self, bare: str) -> Hit | None:
        for place, tried in self._places(bare):
            hit = _longest(tried, bare, place)
            if hit is not None:
                return hit
        return None

    def all(self, bare: str) -> tuple[Hit, ...]:
        """Every key's phrases, also over one another: at each word the longest of each key."""
        found: dict[tuple[str, int], Hit] = {}
        for place, tried in self._places(bare):
            for pattern in tried:
                end = pattern.end(bare, place)
                before = found.get((pattern.key, place))
                if end >= 0 and (before is None or end > before.end):
                    found[pattern.key, place] = Hit(pattern.key, place, end)
        return tuple(found.values())

    def at_start(self, bare: str) -> Hit | None:
        """The phrase that the text begins with, after bullets and numbers."""
        start = _WORD_HEAD.search(bare)
        if start is None or start.start() > 4:
            return None
        return _longest(self._tried(start[0]), bare, start.start())

    def _places(self, bare: str) -> Iterator[tuple[int, _Patterns]]:
        """Where words begin that a phrase may begin with, and the patterns of those phrases."""
        known = self._to_try
        for place, head in _word_heads(bare):
            tried = known.get(head)
            if tried is None:
                tried = self._tried(head)
            if tried:
                yield place, tried

    def _tried(self, head: str) -> _Patterns:
        """The patterns of phrases that may begin so: with these letters or the first of them."""
        known = self._to_try.get(head)
        if known is None:
            openings = (head[:size] for size in range(1, _OPENING + 1))
            sizes = () if self._openings.isdisjoint(openings) else range(len(head), 0, -1)
            made = [(size, one) for size in sizes for one in self._begun(head[:size])]
            made.sort(key=lambda pair: (-min(pair[0], _EVEN), pair[1].key))
            if len(self._to_try) >= _HEADS_KEPT:
                self._to_try.clear()
            known = self._to_try[head] = tuple(one for _, one in made)
        return known

    def _begun(self, head: str) -> _Patterns:
        made = self._made.get(head)
        if made is None:
            pairs = self._heads.get(head)
            if pairs is None:
                return ()
            made = self._made[head] = _alternatives(pairs)
        return made


def _longest(tried: _Patterns, bare: str, place: int) -> Hit | None:
    best: Hit | None = None
    for pattern in tried:
        end = pattern.end(bare, place)
        if end >= 0 and (best is None or end > best.end):
            best = Hit(pattern.key, place, end)
    return best


def _alternatives(pairs: list[tuple[str, str]]) -> _Patterns:
    """Phrases with one head, those of one key together."""
    pairs.sort(key=lambda pair: (pair[1], -len(pair[0])))
    grouped = groupby(pairs, key=lambda pair: pair[1])
    return tuple(_Alternatives(key, [phrase for phrase, _ in members]) for key, members in grouped)
