"""What entries of `data/` are made of: wordings and lists of words, checked when they are loaded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


def _no_option_twice(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """`not|not yet` for `not|not_yet`: a space ends the choice, which then has what comes before it twice."""
    for phrase in phrases:
        for word in phrase.split():
            options = word.split("|")
            if len(set(options)) < len(options):
                raise ValueError(f"{phrase!r} has an option twice: `_` joins the words of one option")
    return phrases


Phrases = Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_no_option_twice)]


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def stems(words: Iterable[str]) -> str:
    """Words as alternatives of a pattern; one with a star may go on."""
    return "|".join(re.escape(word.rstrip("*")) + r"\w*" * word.endswith("*") for word in sorted(words))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of these words, as whole ones; a space stands for a hyphen too."""
    return re.compile(rf"\b(?:{stems(words)})\b".replace(r"\ ", r"[-\s]+"), re.IGNORECASE)


AnyOf = Annotated[re.Pattern[str], BeforeValidator(_any_of)]  # in the data a list of words
