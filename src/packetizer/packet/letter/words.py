"""The words of a draft and of its check: data in `packet/data/letter.yaml`, law with its source."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from packetizer.rules.schema import Source
from packetizer.rules.vocabulary import SHARED_REQUIREMENTS, DenialReasonCode, PlanTypeOrUnknown
from packetizer.yamlfile import load_shipped

VALUES = frozenset(
    {
        "client",
        "whom",
        "denial_date",
        "denial",
        "treatment",
        "served",
        "dates",
        "claims",
        "diagnoses",
        "failed",
    }
    | {"paid", "sender", "guardian", "reason", "stated", "read", "scale", "value", "top", "day", "where"}
)
_PLACE = re.compile(r"\{([^{}]*)\}")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Passage(_Part):
    """A paragraph or point, and when it stands. A condition that is left out does not matter."""

    text: str
    plans: tuple[PlanTypeOrUnknown, ...] = ()
    levels: tuple[str, ...] = ()
    reasons: tuple[DenialReasonCode, ...] = ()
    diagnosis: str = ""  # how an ICD-10-CM code that a paper puts first begins
    needs: tuple[str, ...] = ()  # requirement ids, all met by papers of the packet
    otherwise: str = ""  # stands where one of them is not
    expenses: bool = False  # only where the packet has a statement of expenses
    in_part: bool | None = None  # where a part was approved, or only where none was
    cites: str | None = None


class Section(_Part):
    heading: str
    passages: tuple[Passage, ...]


class Record(_Part):
    heading: str
    diagnosis: str
    failed: str
    score: str
    treated: str
    paid: str


class ReasonWords(_Part):
    heading: str
    headings: str
    stated: str
    quote: str
    hint: str


class LetterWords(_Part):
    sources: dict[str, Source]
    placeholders: tuple[str, ...]
    blanks: dict[str, str]
    salutation: str
    opening: dict[str, str]
    expedited: str  # where a clinician asks for it
    in_part: str  # where the decision approves a part
    for_minor: str  # under the name of who signs for a child
    standing_for_minor: str
    standing: str  # where the checklist has the representative's authorization
    enclosed: str
    record: Record
    reason: ReasonWords
    reasons: dict[DenialReasonCode, tuple[Passage, ...]]
    rights: Section
    parity: Section
    requests: Section
    closing: str
    notes: tuple[str, ...]

    @cached_property
    def placeholder(self) -> re.Pattern[str]:
        """What tells that something outside of double brackets is still to be written."""
        return re.compile("|".join(f"(?:{pattern})" for pattern in self.placeholders))

    @property
    def passages(self) -> tuple[Passage, ...]:
        sections = (self.rights, self.parity, self.requests)
        return tuple(p for s in sections for p in s.passages) + tuple(
            p for r in self.reasons.values() for p in r
        )

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        """Sources, requirements and placeholders that are named exist."""
        for passage in self.passages:
            if passage.cites and passage.cites not in self.sources:
                raise ValueError(f"cites {passage.cites}, which is not among the sources")
            unknown = set(passage.needs) - set(SHARED_REQUIREMENTS)
            unknown |= set(_PLACE.findall(passage.text + passage.otherwise)) - VALUES
            if unknown:
                raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        return self


@lru_cache(maxsize=1)
def letter_words() -> LetterWords:
    return load_shipped(Path(__file__).parent.parent / "data" / "letter.yaml", LetterWords)
