"""The nouns of a packet: what `plan` settles and `write`, `prove`, manifest and worksheet follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from packetizer.model import Document, Event, PageRef
from packetizer.packet.options import Bates


class SheetKind(StrEnum):
    """The sheets of our own that stand before the exhibits, in this order."""

    COVER = "cover"
    LETTER = "letter"
    INDEX = "index"
    SUMMARY = "summary"
    CHRONOLOGY = "chronology"
    REASONS = "reasons"
    CRITERIA = "criteria"
    SCORES = "scores"
    LEDGER = "ledger"
    VOLUME = "volume"  # begins each volume after the first


@dataclass(frozen=True, slots=True)
class Sheet:
    """One of our own sheets and where it stands."""

    kind: SheetKind
    title: str
    first_page: int  # packet page, 1-based
    pages: int

    @property
    def last_page(self) -> int:
        return self.first_page + self.pages - 1

    def __contains__(self, page: int) -> bool:
        return self.first_page <= page <= self.last_page


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A document as it goes in: its letter, and the pages of it that are not left out."""

    letter: str
    document: Document
    pages: tuple[PageRef, ...]
    first_page: int  # packet page, 1-based
    numbers: tuple[int, ...] = ()  # packet pages of its pages, where a volume ends in its midst
    tab: int = 0  # packet page of the tab sheet before it; 0: it has none

    @property
    def packet_pages(self) -> Sequence[int]:
        """The packet page of each of its pages; they run on but where a volume ends."""
        return self.numbers or range(self.first_page, self.first_page + len(self.pages))

    @property
    def last_page(self) -> int:
        return self.packet_pages[-1]


@dataclass(frozen=True, slots=True)
class Volume:
    """One file of the packet. Its pages run on from the volume before it and begin with sheets of ours."""

    number: int  # 1-based
    first_page: int  # packet page, 1-based
    last_page: int
    sheets: tuple[Sheet, ...]  # at its beginning; after the first volume its cover, and the index again

    def __contains__(self, page: int) -> bool:
        return self.first_page <= page <= self.last_page


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """One original page and its place: page `position` of the `of` pages of its exhibit."""

    packet_page: int
    ref: PageRef
    letter: str
    position: int  # 1-based
    of: int


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A line of the index; the letter and the first page lead there."""

    letter: str
    title: str
    date: date | None
    first_page: int
    last_page: int


@dataclass(frozen=True)
class Plan:
    """What stands on every page of the packet. Page numbers are of the whole packet, from 1."""

    sheets: tuple[Sheet, ...]  # before the exhibits; of several volumes, those of the first
    exhibits: tuple[Exhibit, ...]
    volumes: tuple[Volume, ...] = ()  # none where one file holds it all
    bates: Bates | None = None

    @cached_property
    def pages(self) -> tuple[PlannedPage, ...]:
        """The original pages in packet order; the packet page runs on from the last sheet without gaps."""
        return tuple(
            PlannedPage(number, ref, exhibit.letter, at, len(exhibit.pages))
            for exhibit in self.exhibits
            for at, (number, ref) in enumerate(zip(exhibit.packet_pages, exhibit.pages, strict=True), start=1)
        )

    @cached_property
    def rows(self) -> tuple[IndexRow, ...]:
        """The index, a row for each exhibit."""
        return tuple(
            IndexRow(e.letter, e.document.title, e.document.date, e.first_page, e.last_page)
            for e in self.exhibits
        )

    @cached_property
    def total(self) -> int:
        """Pages of the whole packet."""
        return (
            sum(sheet.pages for sheet in self.all_sheets)
            + sum(len(exhibit.pages) for exhibit in self.exhibits)
            + len(self.tabs)
        )

    @cached_property
    def tabs(self) -> dict[int, Exhibit]:
        """The exhibits that have a tab sheet, by its packet page."""
        return {exhibit.tab: exhibit for exhibit in self.exhibits if exhibit.tab}

    @cached_property
    def all_sheets(self) -> tuple[Sheet, ...]:
        """Our own sheets in packet order, also those that begin later volumes."""
        return self.sheets + tuple(sheet for volume in self.volumes[1:] for sheet in volume.sheets)

    @cached_property
    def files(self) -> tuple[Volume, ...]:
        """The files that make the packet: its volumes, or one that holds it all."""
        return self.volumes or (Volume(1, 1, self.total, self.sheets),)

    def volume_of(self, page: int) -> Volume | None:
        """The volume in which a packet page stands; None where there is but one."""
        return next((volume for volume in self.volumes if page in volume), None)

    def index_for(self, page: int) -> Sheet | None:
        """The index to which a packet page leads back: that of its own volume."""
        volume = self.volume_of(page)
        sheets = volume.sheets if volume else self.sheets
        return next((sheet for sheet in sheets if sheet.kind is SheetKind.INDEX), None)

    @cached_property
    def _by_ref(self) -> dict[PageRef, PlannedPage]:
        return {page.ref: page for page in self.pages}

    @cached_property
    def _by_document(self) -> dict[str, Exhibit]:
        return {exhibit.document.id: exhibit for exhibit in self.exhibits}

    def page_of(self, ref: PageRef) -> int | None:
        """The packet page on which an original page stands, None where it is left out."""
        planned = self._by_ref.get(ref)
        return planned.packet_page if planned else None

    def planned(self, ref: PageRef) -> PlannedPage | None:
        """The place of an original page, None where it is left out."""
        return self._by_ref.get(ref)

    def exhibit_of(self, document: str) -> Exhibit | None:
        """The exhibit that a document (by id) became, None where no page of it is in the packet."""
        return self._by_document.get(document)

    def page_telling(self, event: Event) -> int | None:
        """The packet page that tells of an event, None where its paper is not in the packet."""
        exhibit = self.exhibit_of(event.document)
        if exhibit is None:
            return None
        shown = self.page_of(event.page) if event.page else None
        return shown or exhibit.first_page

    def sheet(self, kind: SheetKind) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.kind is kind), None)
