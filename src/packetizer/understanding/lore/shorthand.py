"""Words as offices shorten them, spelled out for the models that hear sentences (data/shorthand.yaml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from packetizer.understanding.lore.shipped import DATA
from packetizer.yamlfile import load_shipped

_FILE = DATA / "shorthand.yaml"
_WORD = re.compile(r"(?<![\w/'-])[A-Za-z]+(?:[/'-][A-Za-z]+)?(?:/(?=\s)|(?![\w/'-]))\.?")


class _Shorthand(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    always: Mapping[str, str]
    among: Mapping[str, str]


@lru_cache(maxsize=1)
def _shorthand() -> _Shorthand:
    return load_shipped(_FILE, _Shorthand)


@lru_cache(maxsize=1024)
def spelled_out(text: str) -> str:
    """The text with shortened words in full; what may be a word by itself only beside others cut short."""
    known = _shorthand()
    words = {match[0].lower().rstrip(".") for match in _WORD.finditer(text)}
    cut = words & {*known.always, *known.among}
    if not cut & known.always.keys() and len(cut) < _SURELY:
        return text
    full = {**known.always, **known.among} if len(cut) > 1 else known.always
    return _WORD.sub(lambda match: _full(match[0], full), text)


_SURELY = 3  # words that may be cut short: a coincidence no more


def _full(word: str, full: Mapping[str, str]) -> str:
    """ "auth." ends a word, and perhaps a sentence: its point stays with what is no shorthand."""
    return full.get(word.lower().rstrip("."), word)
