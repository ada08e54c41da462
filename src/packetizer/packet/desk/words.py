"""The worksheet's words, from `data/worksheet.yaml`: what codes mean, what to do, what to ask for."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from packetizer.yamlfile import load_shipped

FILE = Path(__file__).parent.parent / "data" / "worksheet.yaml"

Place = Literal["look", "held", "where", "money", "step"]
Picture = Literal["page", "place", "both", "none"]
Snippet = Literal["release", "exclude", "value", "type", "insurer", "join", "owner", "goes_on", "none"]

# What a request's text may have filled in.
_BLANKS = {"client", "initials", "insurer", "treatment", "title"}


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class FieldWords(_Words):
    label: str
    key: tuple[str, ...] = ()  # path in case.yaml; empty where it cannot be given
    kinds: tuple[str, ...] = ()  # kinds of facts that say it


class WarningWords(_Words):
    title: str
    do: str
    do_without_snippet: str = ""  # where nothing can be written into case.yaml
    grave_title: str = ""  # these two where the warning blocks, and differ then
    grave_do: str = ""
    early: bool = False  # among the first steps, however grave
    place: Place
    picture: Picture
    snippet: Snippet


class Mail(_Words):
    subject: str
    text: str


class RequestWords(_Words):
    """What to send to whom. Without `text` there is nothing to send: the advocate does it."""

    to: str
    phone_of: Literal["insurer", ""] = ""  # whose telephone number is given with it
    letterheads: tuple[str, ...] = ()  # types of papers on which their address and telephone stand
    opening: Literal["others", "client"] = "others"
    subject: str = ""
    text: str = ""
    for_minor: Mail | None = None  # to a parent or guardian, where it reads otherwise

    @model_validator(mode="after")
    def _known_blanks(self) -> Self:
        minor = (self.for_minor.subject, self.for_minor.text) if self.for_minor else ()
        for text in (self.to.replace("{reader}", ""), self.subject, self.text, *minor):
            for _, name, _, _ in Formatter().parse(text):
                if name is not None and name not in _BLANKS:
                    raise ValueError(f"{{{name}}} is not one of {', '.join(sorted(_BLANKS))}")
        return self


class Words(_Words):
    """Tables of words by code. Codes that a rule file adds have no row: the code itself is shown, spaced."""

    reasons: dict[str, str]
    plan_types: dict[str, str]
    appeal_levels: dict[str, str]
    standings: dict[str, str]
    fields: dict[str, FieldWords]
    kinds: dict[str, str]
    warnings: dict[str, WarningWords]
    asked: dict[str, WarningWords]  # by `Warning.kind`, where it is more than a code
    openings: dict[str, str]
    subjects: dict[str, str]  # of texts that ask for several things, by opening
    readers: dict[Literal["client", "guardian", "unnamed"], str]
    requests: dict[str, RequestWords]

    def warning(self, kind: str) -> WarningWords:
        """`kind`: a code, or with what is asked behind it, as `Warning.kind` has it."""
        code = kind.partition("/")[0]
        unknown = WarningWords(title=spaced(code), do="", place="look", picture="both", snippet="none")
        return self.asked.get(kind) or self.warnings.get(code, unknown)

    def request(self, requirement: str) -> RequestWords:
        return self.requests.get(requirement, self.requests["default"])


def spaced(code: str) -> str:
    """A code that nobody gave words: "peer_to_peer" is "peer to peer"."""
    return code.replace("_", " ").replace(".", " ")


@lru_cache(maxsize=1)
def load_words() -> Words:
    return load_shipped(FILE, Words)
