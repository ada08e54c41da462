"""The parts that words play in a decision, and which parts meet in a sentence.

Letters say one thing in many words: "did not consider", "never weighed", "was not asked". A model of words
must meet each of them; a model of parts (`no` beside `weighs`) has met them all (data/word_classes.yaml).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.shipped import DATA
from packetizer.yamlfile import load_shipped

_FILE = DATA / "word_classes.yaml"
_WORDS = re.compile(r"[a-z]+(?:-[a-z]+)*")
_NOT = re.compile(r"n't\b|\bcannot\b")
_NEAR = 3  # words on


class _Classes(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    classes: dict[str, str]  # words, parted by spaces


@lru_cache(maxsize=1)
def _members() -> tuple[dict[str, tuple[str, ...]], dict[str, list[tuple[str, str]]]]:
    """The classes of whole words, and by their first letter the beginnings of the others with their class."""
    whole: dict[str, tuple[str, ...]] = {}
    begun: dict[str, list[tuple[str, str]]] = {}
    for name, words in load_shipped(_FILE, _Classes).classes.items():
        for word in words.split():
            if word.endswith("*"):
                start = skeleton(word[:-1])
                begun.setdefault(start[0], []).append((start, name))
            else:
                whole[skeleton(word)] = (*whole.get(skeleton(word), ()), name)
    return whole, begun


@lru_cache(maxsize=16384)
def classes(word: str) -> tuple[str, ...]:
    """The parts that a word may play."""
    word = skeleton(word)
    whole, begun = _members()
    found = (
        *whole.get(word, ()),
        *(name for start, name in begun.get(word[:1], ()) if word.startswith(start)),
    )
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def parts_of(text: str) -> frozenset[str]:
    """The parts that the words of a sentence play, alone and in the order in which near words meet."""
    plain = _NOT.sub(" not", text.lower().replace("’", "'"))
    words = [classes(word) for word in _WORDS.findall(plain)]
    played = [names for names in words if names]
    found = {f"~{name}" for names in played for name in names}
    for at, names in enumerate(played):
        for step, later in enumerate(played[at + 1 : at + 1 + _NEAR]):
            found |= {f"~{one}~{other}" for one in names for other in later}
            if not step:
                found |= {f"~{one}+{other}" for one in names for other in later}
    return frozenset(found)
