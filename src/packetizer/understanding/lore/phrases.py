"""Phrases of the data files as patterns that survive OCR.

A phrase is words. `a|b` is one word or the other, `word?` may be absent, `word*` may go on, `...` stands
for up to eight other words of the same sentence, `..` for up to two. In a choice an underscore joins the
words of one option: `excluded|not_covered`; with a space it would be either word before "covered". Words may
be run together or parted by a hyphen or slash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

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
_CELL = 250  # letters
_HEADS_KEPT = 4096  # of the papers' words, with the patterns to try there
_MARKS_BETWEEN, _MOST_BETWEEN = frozenset("-/'.,:&()\""), 4
_BETWEEN = r"[\s\-/'.,:&()\"]{0,4}"
_PLAIN_PHRASE = re.compile(r"[A-Za-z\d]+(?: [A-Za-z\d]+)*")
_GAPS = {
    dots: rf"(?:[^\w.;?!]{{1,3}}[\w'$%]+){{0,{most}}}?[^\w.;?!]{{0,3}}"
    for dots, most in (("...", 8), ("..", 2))
}


@lru_cache(maxsize=8192)  # of ten texts nine have been asked for before: words, cells, what follows names
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


class _Pattern:
    """A phrase to try where a word begins as its first one does.

    Most texts lack its other words. They are asked for first, as that is cheap; phrases of plain words are
    followed without a regular expression, the others' expressions made when a text has all of their words:
    most phrases never come up in a case, and making an expression takes as long as trying a hundred.
    """

    __slots__ = ("_expression", "_needs", "_phrase", "_words", "key", "needs")

    def __init__(self, key: str, phrase: str) -> None:
        self.key = key
        self._phrase = phrase
        self._expression: re.Pattern[str] | None = None
        parts = phrase.split()
        plain = _PLAIN_PHRASE.fullmatch(phrase) is not None
        self._words = tuple(map(skeleton, parts)) if plain else ()
        self._needs = tuple(_stems(part) for part in parts[1:] if part not in _GAPS and part[-1] != "?")
        sure = [stems[0] for stems in self._needs if len(stems) == 1]
        self.needs = max(sure, key=len, default="")  # every text with the phrase has it

    def end(self, bare: str, place: int) -> int:
        """Where the phrase ends that begins at `place`; -1 where it does not."""
        if self._words:
            return _end_of_words(self._words, bare, place)
        if self._expression is None:
            self._expression = re.compile(phrase_pattern(self._phrase))
        match = self._expression.match(bare, place)
        return match.end() if match is not None else -1

    def has_words_in(self, bare: str) -> bool:
        """Whether the text has all words that the phrase needs besides its first one."""
        for stems in self._needs:
            for stem in stems:
                if stem in bare:
                    break
            else:
                return False
        return True


def _stems(part: str) -> tuple[str, ...]:
    """What a text has one of where the part stands in it."""
    return tuple(skeleton(option.rstrip("*").split("_")[0]) for option in part.rstrip("?").split("|"))


def _end_of_words(words: tuple[str, ...], bare: str, place: int) -> int:
    """As the expression of `phrase_pattern` finds it."""
    at = place
    for number, word in enumerate(words):
        if number:
            most = at + _MOST_BETWEEN
            while at < most and (bare[at : at + 1] in _MARKS_BETWEEN or bare[at : at + 1].isspace()):
                at += 1
        if not bare.startswith(word, at):
            return -1
        at += len(word)
    return -1 if bare[at : at + 1].isalnum() or bare[at : at + 1] == "_" else at


_Patterns = Sequence[_Pattern]


class Phrases:
    """Phrases of many keys, found in one pass; where several begin at one place the longest wins.

    A pattern of a thousand alternatives is slow in Python: phrases are kept by their first letters, and only
    those that can begin at a word are tried there.
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
        long = len(bare) > _CELL  # looking through a page for a word takes longer than trying the phrase
        for place, head in _word_heads(bare):
            tried = known.get(head)
            if tried is None:
                tried = self._tried(head)
            if not tried:
                continue
            if not long:
                tried = [one for one in tried if one.needs in bare and one.has_words_in(bare)]
            if tried:
                yield place, tried

    def _tried(self, head: str) -> _Patterns:
        """The patterns of phrases that may begin so: with these letters or the first of them."""
        known = self._to_try.get(head)
        if known is None:
            sizes = range(len(head), 0, -1) if self._may_begin(head) else ()
            made = [(size, one) for size in sizes for one in self._begun(head[:size])]
            made.sort(key=lambda pair: (-min(pair[0], _EVEN), pair[1].key))
            if len(self._to_try) >= _HEADS_KEPT:
                self._to_try.clear()
            known = self._to_try[head] = tuple(one for _, one in made)
        return known

    def _may_begin(self, head: str) -> bool:
        known = self._openings
        return head[:_OPENING] in known or any(head[:size] in known for size in range(1, _OPENING))

    def _begun(self, head: str) -> _Patterns:
        made = self._made.get(head)
        if made is None:
            pairs = self._heads.get(head)
            if pairs is None:
                return ()
            made = self._made[head] = tuple(_Pattern(key, phrase) for phrase, key in pairs)
        return made


def _longest(tried: _Patterns, bare: str, place: int) -> Hit | None:
    best: Hit | None = None
    for pattern in tried:
        end = pattern.end(bare, place)
        if end >= 0 and (best is None or end > best.end):
            best = Hit(pattern.key, place, end)
    return best
