"""Words that are used alike: which group a word belongs to, of some coarse and some fine ones.

A few hundred letters teach what "sertraline" and "recliner" say of a reason, not what "paroxetine" and "sofa"
say; that they are of one kind is known from how English uses them. The groups were made from the word vectors
of a small public language model (bench/fit_kin.py); nothing of that model is needed to read them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

import numpy as np

from packetizer.understanding.lore.shipped import DATA

FILE = DATA / "word_kin.npz"
_WORDS = re.compile(r"[a-z]+")


@lru_cache(maxsize=1)
def _groups() -> tuple[Mapping[str, int], ...]:
    """For each fineness the number of each word's group."""
    with np.load(FILE, allow_pickle=False) as stored:
        words = [str(word) for word in stored["words"]]
        return tuple(dict(zip(words, map(int, stored[key]), strict=True)) for key in ("coarse", "fine"))


@lru_cache(maxsize=1024)
def kin_of(text: str) -> frozenset[str]:
    """The groups of a sentence's words, alone and of each two neighbours."""
    words = _WORDS.findall(text.lower())
    found: set[str] = set()
    for level, groups in enumerate(_groups()):
        met = [groups[word] for word in words if word in groups]
        found |= {f"&{level}.{group}" for group in met}
        found |= {f"&{level}.{one} {two}" for one, two in pairwise(met)}
    return frozenset(found)


def group_of(word: str) -> int | None:
    """The coarse group of a single word."""
    return _groups()[0].get(word.lower())
