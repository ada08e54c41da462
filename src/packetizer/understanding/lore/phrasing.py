"""Wordings of the data files as parts of patterns.

A wording is words with a space between them. `a|b` is one or the other, an underscore joins an option's
words, `word?` may be absent, `word*` may go on, `word+` does; `...` at an end is any text there, `..` is a
word or two, `..?` two at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Generic, TypeVar

from pydantic import BaseModel

Words = TypeVar("Words", bound=BaseModel)


def wording(phrases: Iterable[str]) -> str:
    """The source of a pattern that fits any of the phrases, the first that does."""
    return f"(?:{'|'.join(map(_phrase, phrases))})"


def _phrase(phrase: str) -> str:
    made, joint = "", ""  # a joint stands before a word once one has been
    for at, word in enumerate(phrase.split()):
        if word == "...":
            made += r"\b.*" if at else r".*\b"
        elif word in _SOME_WORDS:
            made, joint = f"{made}{joint}{_SOME_WORDS[word]}", ""
        elif word.endswith("?") and not joint:
            made += f"(?:{_options(word[:-1])} )?"
        elif word.endswith("?"):
            made += f"(?: {_options(word[:-1])})?"
        else:
            made, joint = f"{made}{joint}{_options(word)}", " "
    return made


_SOME_WORDS = {"..": r"(?:\w+ ){1,2}", "..?": r"(?:\w+ ){0,2}"}


def _options(word: str) -> str:
    options = [
        re.escape(option.rstrip("*+").replace("_", " ")) + _GOES_ON.get(option[-1:], "")
        for option in word.split("|")
    ]
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"


_GOES_ON = {"*": r"\w*", "+": r"\w+"}


def stopped(forms: Iterable[str]) -> str:
    """The same for words whose stops may be absent: `P.C`."""
    return wording(forms).replace(r"\.", r"\.?")


_PLACE = re.compile(r"%\{(\w+)(\.?)\}")


class Framed(Generic[Words]):
    """A pattern around wordings of the data: `%{key}` is any of those that stand there under a key.

    Of `%{key.}` the stops may be absent. The pattern is made when it is first asked for, not when the program
    starts.
    """

    def __init__(self, model: type[Words], frame: str, flags: re.RegexFlag = re.IGNORECASE) -> None:
        self.model, self._frame, self._flags = model, frame, flags
        if unknown := {key for key, _ in _PLACE.findall(frame)} - model.model_fields.keys():
            raise ValueError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
        self._words: Words | None = None
        self._made = re.compile("")

    def of(self, words: Words) -> re.Pattern[str]:
        if self._words is not words:
            source = _PLACE.sub(lambda place: _filled(place, words), self._frame)
            self._made, self._words = re.compile(source, self._flags), words
        return self._made


def _filled(place: re.Match[str], words: BaseModel) -> str:
    phrases: tuple[str, ...] = getattr(words, place[1])
    return stopped(phrases) if place[2] else wording(phrases)
