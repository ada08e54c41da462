"""What every section of the worksheet draws on: the build's values, found by id, and said in plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from packetizer.packet.desk.words import Words, spaced
from packetizer.packet.manifest import all_warnings
from packetizer.packet.record.fates import why_excluded
from packetizer.packet.record.pageranges import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from packetizer.model import Case, Citation, Document, Fact, Findings, Given, PageRef, Warning
    from packetizer.packet.bundle import Plan
    from packetizer.packet.record.schema import Manifest, PageEntry


@dataclass(frozen=True)
class Material:
    """A finished build, and the words to tell it with."""

    manifest: Manifest
    case: Case
    findings: Findings
    given: Given
    plan: Plan
    crops: Mapping[str, bytes]  # JPEG or PNG, by fact id or `crops.page_key`
    words: Words

    @cached_property
    def documents(self) -> dict[str, Document]:
        return {document.id: document for document in self.case.documents}

    @cached_property
    def facts(self) -> dict[str, Fact]:
        return {fact.id: fact for document in self.case.documents for fact in document.facts}

    @cached_property
    def document_of_fact(self) -> dict[str, Document]:
        return {fact.id: document for document in self.case.documents for fact in document.facts}

    @cached_property
    def document_of_page(self) -> dict[PageRef, Document]:
        return {ref: document for document in self.case.documents for ref in document.pages}

    @cached_property
    def warnings(self) -> tuple[Warning, ...]:
        return all_warnings(self.case, self.findings)

    @cached_property
    def why_excluded(self) -> dict[tuple[str, int], str]:
        return why_excluded(self.case, self.warnings, self.given)

    @cached_property
    def pages_of_source(self) -> dict[str, list[PageEntry]]:
        pages: dict[str, list[PageEntry]] = {source.path: [] for source in self.manifest.sources}
        for page in self.manifest.pages:
            pages[page.source].append(page)
        return pages

    def is_shown_as_doubt(self, warning: Warning) -> bool:
        """Whether it has a card of its own, with pictures; else it is a step, or told where it belongs."""
        return self.words.warning(warning.kind).place in ("look", "held")

    def said(self, warning: Warning) -> str:
        """A warning's message. Only the rules' own prose has its dates rewritten: others name files."""
        return plainly(warning.message) if warning in self.findings.warnings else warning.message

    def days_left(self, due: date) -> int:
        return (due - self.given.today).days

    def place_of(self, document: Document) -> Place:
        exhibit = self.plan.exhibit_of(document.id)
        pages = range(exhibit.first_page, exhibit.last_page + 1) if exhibit else ()
        return Place(
            document.title or spaced(document.type),
            exhibit.letter if exhibit else None,
            tuple(self.link(page) for page in pages[:1]),
            tuple(pages),
            scans(document.pages),
        )

    def places_of(self, refs: Iterable[PageRef]) -> tuple[Place, ...]:
        """Where these pages are, those of one paper together."""
        by_document: dict[str, list[PageRef]] = {}
        for ref in dict.fromkeys(refs):
            document = self.document_of_page.get(ref)
            by_document.setdefault(document.id if document else "", []).append(ref)
        return tuple(map(self._place_of_pages, by_document.values()))

    def _place_of_pages(self, refs: Sequence[PageRef]) -> Place:
        places = [self.place_of_page(ref) for ref in refs]
        into = [place for place in places if place.pages]
        pages = tuple(page for place in into for page in place.pages)
        first = into[0] if into else places[0]
        return Place(first.title, first.exhibit, first.links, pages, scans(refs))

    def place_of_page(self, ref: PageRef) -> Place:
        document = self.document_of_page.get(ref)
        exhibit = self.plan.exhibit_of(document.id) if document else None
        page = self.plan.page_of(ref)
        title = (document.title or spaced(document.type)) if document else ""
        pages = (page,) if page is not None else ()
        letter = exhibit.letter if exhibit and page is not None else None
        return Place(title, letter, tuple(map(self.link, pages)), pages, scans([ref]))

    def link(self, packet_page: int) -> str | None:
        """Where a packet page is opened from beside the worksheet; None as long as no file holds it."""
        before = 0
        for output in self.manifest.outputs:
            if output.path.endswith(".pdf") and output.pages:
                if packet_page <= before + output.pages:
                    return f"{output.path}#page={packet_page - before}"
                before += output.pages
        return None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper is: in the packet, and among the scans."""

    title: str
    exhibit: str | None
    links: tuple[str | None, ...]  # to the first page, where it is in the packet
    pages: tuple[int, ...]  # packet pages
    scans: str  # "page 1 of scan.pdf"

    @property
    def packet(self) -> str:
        """ "packet pages 3–4", or nothing where it is left out."""
        return f"packet {in_words(self.pages)}" if self.pages else ""

    @property
    def href(self) -> str | None:
        return self.links[0] if self.links else None


@dataclass(frozen=True, slots=True)
class Source:
    """A rule's source, with how far it can be trusted."""

    title: str
    url: str | None
    standing: str
    as_of: str


def source_of(citation: Citation | None, words: Words) -> Source | None:
    if citation is None:
        return None
    url = citation.url if citation.url and citation.url.startswith(("https://", "http://")) else None
    standing = words.standings.get(citation.standing, spaced(citation.standing))
    read = f"read on {short_day(citation.retrieved)}" if citation.retrieved else "day of reading not noted"
    return Source(citation.title, url, standing, read if citation.standing != "practice" else "")


def scans(refs: Iterable[PageRef]) -> str:
    """ "pages 1–2 of scan.pdf, page 1 of more.jpg"."""
    numbers: dict[str, list[int]] = {}
    for ref in refs:
        numbers.setdefault(ref.source, []).append(ref.number)
    return ", ".join(f"{in_words(pages)} of {source}" for source, pages in numbers.items())


def value_in_words(fact: Fact, words: Words) -> str:
    """A reading as people write it."""
    match fact.value:
        case date():
            return long_day(fact.value)
        case Decimal():
            return dollars(fact.value) if fact.currency == "USD" else f"{fact.value:,.2f} {fact.currency}"
        case str() if fact.kind == "denial.reason":
            return words.reasons.get(fact.value, spaced(fact.value))
        case str():
            return fact.value
        case _:
            return f"{long_day(fact.value.first)} to {long_day(fact.value.last)}"


_SURE, _LIKELY = 0.95, 0.5


def chance_in_words(confidence: float) -> str:
    """A chance of being right, as something one can picture."""
    if confidence >= _SURE:
        return "almost certainly right"
    if confidence < _LIKELY:
        return "little more than a guess"
    return f"about {round(confidence * 10)} in 10 readings like this one are right"


_ISO_DAY = re.compile(r"(?<![\w./-])(\d{4})-(\d\d)-(\d\d)(?![\w/-]|\.\w)")


def plainly(text: str) -> str:
    """Prose with its dates as people write them."""

    def day(match: re.Match[str]) -> str:
        try:
            return short_day(date.fromisoformat(match[0]))
        except ValueError:
            return match[0]

    return _ISO_DAY.sub(day, text)


def long_day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def short_day(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"


def dollars(amount: Decimal) -> str:
    return f"−${-amount:,.2f}" if amount < 0 else f"${amount:,.2f}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """ "1 page", "3 pages"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
