"""The nouns of an audit: what stands in a finished file, and what is to be mended in it.

Workers that open the file make a `FileLook` and `PageLook`s of it; the checks see only these. None of them
carries text of a page any further than the check that needs it: a `Finding` has page numbers and counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from packetizer.model import Severity

Rectangle = tuple[float, float, float, float]  # x0, y0, x1, y1 in points of user space


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link annotation. `goal` is the page of the same file (from 1), None where it leads nowhere."""

    box: Rectangle
    goal: int | None


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    title: str
    goal: int | None  # page of the file, from 1


@dataclass(frozen=True, slots=True)
class FileLook:
    """What a file holds beside what is printed. Pages count from 1 in the file."""

    name: str
    size: int  # bytes
    pages: int
    links: Mapping[int, tuple[FoundLink, ...]]  # to pages of the file
    outline: tuple[OutlineEntry, ...]
    labels: tuple[str, ...]  # what a viewer calls each page; empty where the file does not say
    active: Mapping[str, tuple[int, ...]]  # kind of active content -> pages; none: the file as a whole
    notes: tuple[int, ...]  # pages with comments, highlights, stamps that lie loose on them
    unapplied: tuple[int, ...]  # pages with places marked for redaction that were never redacted
    fields: tuple[int, ...]  # pages with form fields
    signatures: tuple[int, ...]  # pages with signature fields
    metadata: tuple[str, ...]  # kinds of telling metadata: "path", "person", "source", "camera" …
    revisions: int  # how often the file was saved on top of itself, the first time included
    hidden_layers: int
    encrypted: bool
    restricted: bool  # forbids printing, copying or taking pages out
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class MarginNumber:
    """A number printed in a page's outer margin. `total` is 31 of "Page 9 of 31"."""

    number: int
    total: int | None
    corner: str  # "bottom right" …
    covered: bool = False  # other text stands over it


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A link and the line of print it lies on."""

    goal: int | None  # page of the file, from 1
    said: tuple[int, ...]  # whole numbers on its line, from left to right
    named: tuple[int, ...]  # those that the link itself calls a page: "page 3", "p. 12"
    column: float = 0.0  # where the last of them ends, as a fraction of the page's width


@dataclass(frozen=True, slots=True)
class PageLook:
    """What stands on a page. `number` counts from 1 in its file; sizes are points as a viewer shows it."""

    number: int
    width: float
    height: float
    numbers: tuple[MarginNumber, ...] = ()
    rows: tuple[FoundRow, ...] = ()
    words: int = 0  # inside its margins
    garbled: int = 0  # of these, words whose letters the font does not tell
    turned: int = 0  # degrees clockwise by which most of its words are turned
    turned_share: float = 0.0  # of its words
    pictures: float = 0.0  # share of the page that pictures cover
    dpi: float = 0.0  # of the finest picture of some size
    covered: int = 0  # words that lie under a box and can still be copied
    unseen: int = 0  # words that no eye can see: white on white, or behind something
    outside: int = 0  # words beyond the edge of the page
    ink: float = 0.0  # share of its inside that is not paper
    digest: str = ""  # of its inside, pixel by pixel
    fonts: tuple[str, ...] = ()  # of print, that the file only names
    heading: bool = False  # calls itself an index or a table of contents
    failure: str | None = None  # why it could not be looked at


@dataclass(frozen=True)
class Volume:
    """One file of the bundle; its first page is page `first` of the whole."""

    file: FileLook
    pages: tuple[PageLook, ...]
    first: int

    def whole(self, page: int) -> int:
        """The page of the bundle that a page of the file is, both from 1."""
        return self.first + page - 1


@dataclass(frozen=True)
class Bundle:
    """Finished files that belong together, in order. Their pages are counted through."""

    volumes: tuple[Volume, ...]

    @cached_property
    def total(self) -> int:
        return sum(len(volume.pages) for volume in self.volumes)

    @cached_property
    def pages(self) -> tuple[tuple[int, PageLook], ...]:
        """Every page with its number in the bundle."""
        return tuple((volume.whole(page.number), page) for volume in self.volumes for page in volume.pages)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend, or to know. `pages` are pages of the bundle, from 1; none: the file as a whole."""

    code: str
    severity: Severity
    what: str
    mend: str
    pages: tuple[int, ...] = ()
    file: str | None = None  # where there are several


@dataclass(frozen=True, slots=True)
class Report:
    files: tuple[str, ...]
    pages: int
    findings: tuple[Finding, ...]  # the gravest first

    @property
    def exit_code(self) -> int:
        """1 where something is to be mended; what is only to be known does not count."""
        return int(any(finding.severity is not Severity.NOTE for finding in self.findings))
