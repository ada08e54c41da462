"""Wording that shows where papers begin, go on and end (data/splitting.yaml), folded for comparing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, field_validator

from packetizer.understanding.page.look import squash_phrase


class SplittingFile(BaseModel):
    """data/splitting.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    separators: tuple[str, ...]
    separator_templates: tuple[str, ...]
    separator_patterns: tuple[str, ...]
    intentionally_blank: tuple[str, ...]
    salutations: tuple[str, ...]
    closings: tuple[str, ...]
    goes_on: tuple[str, ...]
    continues: tuple[str, ...]
    ends: tuple[str, ...]
    visits: tuple[str, ...]
    outline: tuple[str, ...]
    psychiatric_outline: tuple[str, ...]
    address_blocks: tuple[str, ...]
    nothing_billed: tuple[str, ...]
    books: tuple[str, ...]

    @field_validator("separator_patterns")
    @classmethod
    def _compiles(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"not a regular expression: {error}") from None
        return patterns


@dataclass(frozen=True, slots=True)
class Wordings:
    """The phrases squashed, the patterns compiled."""

    separators: frozenset[str]
    separator_templates: frozenset[str]
    separator_patterns: tuple[re.Pattern[str], ...]
    intentionally_blank: frozenset[str]
    salutations: frozenset[str]
    closings: frozenset[str]
    goes_on: frozenset[str]
    continues: frozenset[str]
    ends: frozenset[str]
    visits: frozenset[str]
    outline: frozenset[str]
    psychiatric_outline: frozenset[str]
    address_blocks: frozenset[str]
    nothing_billed: frozenset[str]
    books: frozenset[str]


def fold_wordings(file: SplittingFile) -> Wordings:
    """The file's phrases as they stand in squashed text."""
    return Wordings(
        separators=_squashed(file.separators),
        separator_templates=_squashed(file.separator_templates),
        separator_patterns=tuple(re.compile(pattern) for pattern in file.separator_patterns),
        intentionally_blank=_squashed(file.intentionally_blank),
        salutations=_squashed(file.salutations),
        closings=_squashed(file.closings),
        goes_on=_squashed(file.goes_on),
        continues=_squashed(file.continues),
        ends=_squashed(file.ends),
        visits=_squashed(file.visits),
        outline=_squashed(file.outline),
        psychiatric_outline=_squashed(file.psychiatric_outline),
        address_blocks=_squashed(file.address_blocks),
        nothing_billed=_squashed(file.nothing_billed),
        books=_squashed(file.books),
    )


def _squashed(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(squash_phrase(phrase) for phrase in phrases)
