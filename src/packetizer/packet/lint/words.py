"""What the audit says and by what measures, from `data/lint.yaml`."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from pathlib import Path
from string import Formatter
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from packetizer.model import Severity
from packetizer.yamlfile import load_shipped

FILE = Path(__file__).parent.parent / "data" / "lint.yaml"

# What `what` may have filled in.
BLANKS = {"count", "example", "kinds", "limit", "pages"}


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class CheckWords(_Words):
    severity: Severity
    what: str
    mend: str

    @model_validator(mode="after")
    def _known_blanks(self) -> Self:
        for _, name, _, _ in Formatter().parse(self.what):
            if name is not None and name not in BLANKS:
                raise ValueError(f"{{{name}}} is not one of {', '.join(sorted(BLANKS))}")
        return self


class PaperSize(_Words):
    name: str
    points: tuple[float, float]  # short side, long side


class Measures(_Words):
    """Numbers by which something is a finding."""

    margin: float  # share of the page's sides that is its outer margin
    numbered: float  # share of pages that must bear a number for the bundle to count as numbered
    least_words: int  # on a page that can be searched
    picture: float  # share of the page that pictures cover on a page that is a picture
    garbled: float  # share of words
    turned: float  # share of words
    size_tolerance: float  # points
    longest_side: float  # points
    shortest_side: float  # points
    dpi: float
    kb_a_page: float  # on average
    blank_ink: float  # share of a page's inside that is not paper
    covered_words: int  # on one page, from which on they are a finding
    unseen_words: int
    rows: int  # links on a page that make it an index
    outline_from: int  # pages from which on a bundle needs an outline
    index_from: int  # and an index
    title_length: int
    name_length: int


class LintWords(_Words):
    measures: Measures
    papers: tuple[PaperSize, ...]
    index_words: tuple[str, ...]
    paths: tuple[str, ...]  # patterns
    sources: tuple[str, ...]  # patterns of titles that are names of files
    nobody: frozenset[str]  # authors who are none, in lower case
    plain_info: frozenset[str]
    telling_xmp: tuple[str, ...]
    kinds: dict[str, str]
    checks: dict[str, CheckWords]

    @model_validator(mode="after")
    def _patterns_compile(self) -> Self:
        for pattern in (*self.paths, *self.sources):
            re.compile(pattern)
        return self

    @cached_property
    def _path(self) -> re.Pattern[str]:
        return re.compile("|".join(self.paths), re.IGNORECASE)

    @cached_property
    def _source(self) -> re.Pattern[str]:
        return re.compile("|".join(self.sources), re.IGNORECASE)

    def tells_path(self, text: str) -> bool:
        return self._path.search(text) is not None

    def tells_source(self, text: str) -> bool:
        """Whether a title is the name of a file and no title."""
        return self._source.search(text) is not None

    def kind(self, name: str) -> str:
        return self.kinds.get(name, name)


@lru_cache(maxsize=1)
def lint_words() -> LintWords:
    return load_shipped(FILE, LintWords)
