"""The checklist, and where every file and page of the folder went."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from packetizer.model import OmitReason, Status
from packetizer.packet.desk.material import (
    Material,
    Place,
    Source,
    counted,
    plainly,
    scans,
    short_day,
    source_of,
)
from packetizer.packet.desk.words import spaced
from packetizer.packet.record.pageranges import in_words

if TYPE_CHECKING:
    from packetizer.model import Correction, RequirementFinding
    from packetizer.packet.record.schema import PageEntry, SourceEntry


@dataclass(frozen=True, slots=True)
class Mark:
    """A status as a sign and a word: it must be told without colour."""

    kind: str  # of the style
    sign: str
    word: str


_STATUS = {
    Status.MET: Mark("yes", "●", "there"),
    Status.MISSING: Mark("no", "○", "missing"),
    Status.NEEDS_REVIEW: Mark("ask", "◐", "please check"),
    Status.NOT_APPLICABLE: Mark("none", "–", "not needed here"),
}
_ORDER = (Status.MISSING, Status.NEEDS_REVIEW, Status.MET, Status.NOT_APPLICABLE)

_TODO = {Status.MISSING: "steps", Status.NEEDS_REVIEW: "looks"}

_FATE = {
    "included": Mark("yes", "●", "in the packet"),
    "partly_included": Mark("ask", "◐", "partly in the packet"),
    "omitted": Mark("none", "–", "left out"),
    "failed": Mark("no", "○", "could not be used"),
}


@dataclass(frozen=True, slots=True)
class Settled:
    """What a person settled about a paper, and why."""

    place: Place | None
    page: str
    what: str
    reason: str
    missed: bool = False  # it fits nothing, and so it is not what it says


_TO_CHECK = ("secondary", "unsourced")  # standings of rules that should be checked before they are relied on
POORLY_READ = 0.8  # below this chance that a word is right, a person is told


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the checklist."""

    title: str
    need: str
    mark: Mark
    why: str
    todo: str  # the section that says what to do; "" where nothing is
    explanation: str
    places: tuple[Place, ...]
    source: Source | None
    doubtful: bool  # its source should be checked before it is relied on


def checklist(material: Material) -> tuple[Item, ...]:
    """Required before recommended; what is open before what is settled."""
    findings = sorted(
        material.findings.requirements,
        key=lambda finding: (
            finding.status is Status.NOT_APPLICABLE,
            not finding.required,
            _ORDER.index(finding.status),
        ),
    )
    return tuple(_item(material, finding) for finding in findings)


def _item(material: Material, finding: RequirementFinding) -> Item:
    documents = (material.documents[id_] for id_ in finding.met_by if id_ in material.documents)
    places = material.places_of(finding.shown_on) or tuple(map(material.place_of, documents))
    return Item(
        title=finding.title,
        need="required" if finding.required else "recommended",
        mark=_STATUS[finding.status],
        why=plainly(finding.why),
        todo=_TODO.get(finding.status, ""),
        explanation=plainly(finding.explanation) if finding.status in _TODO else "",
        places=places,
        source=source_of(finding.citation, material.words),
        doubtful=finding.citation is not None and finding.citation.standing in _TO_CHECK,
    )


@dataclass(frozen=True, slots=True)
class Run:
    """Pages of a file that went the same way."""

    pages: str
    into: str  # "packet pages 3–4, Exhibit A"; "" where they are left out
    href: str | None
    what: str  # the paper's title, or why it is left out
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class File:
    path: str
    about: str  # "7 pages", "900 bytes"
    mark: Mark
    reason: str
    note: str
    runs: tuple[Run, ...]
    whole: bool  # every page of it is in the packet, and nothing need be known about it


def files(material: Material) -> tuple[File, ...]:
    """Every file below the folder, in the manifest's order."""
    return tuple(_file(material, source) for source in material.manifest.sources)


def _file(material: Material, source: SourceEntry) -> File:
    pages = material.pages_of_source[source.path]
    return File(
        path=source.path,
        about=counted(source.pages, "page") if source.pages else _size(source.bytes),
        mark=_FATE[source.status],
        reason="" if pages else source.reason or "",
        note=source.note or "",
        whole=source.status == "included" and not source.note,
        runs=tuple(
            _run(material, tuple(group)) for _, group in groupby(pages, key=lambda page: _way(material, page))
        ),
    )


def _way(material: Material, page: PageEntry) -> tuple[object, ...]:
    """What pages of one run have in common: one paper and its run of packet pages, or one reason."""
    if page.packet_page is not None:
        return (page.document, page.packet_page - page.source_page, page.rotation, _remarks(page))
    copy = page.duplicate_of
    repeats = (copy.source, copy.source_page - page.source_page) if copy else None
    return (page.omitted, repeats, material.why_excluded.get(page.place))


def _run(material: Material, pages: tuple[PageEntry, ...]) -> Run:
    first = pages[0]
    numbers = in_words(page.source_page for page in pages)
    packet_pages = [page.packet_page for page in pages if page.packet_page is not None]
    if not packet_pages:
        return Run(numbers, "", None, _left_out(material, pages), ())
    document = material.documents[first.document] if first.document else None
    exhibit = material.plan.exhibit_of(document.id) if document else None
    into = f"packet {in_words(packet_pages)}" + (f", Exhibit {exhibit.letter}" if exhibit else "")
    title = document.title if document else ""
    return Run(numbers, into, material.link(packet_pages[0]), title, _remarks(first))


def _left_out(material: Material, pages: tuple[PageEntry, ...]) -> str:
    first = pages[0]
    match first.omitted:
        case OmitReason.BLANK:
            return "left out: nothing is on it" if len(pages) == 1 else "left out: nothing is on them"
        case OmitReason.DUPLICATE:
            copies = [page.duplicate_of for page in pages if page.duplicate_of]
            numbers = in_words(copy.source_page for copy in copies)
            return f"left out: the same as {numbers} of {copies[0].source}" if copies else "left out: a copy"
        case _:
            return f"held back: {material.why_excluded.get(first.place, 'a person should look first')}"


def _remarks(page: PageEntry) -> tuple[str, ...]:
    """What was done to a page, or should be known about it."""
    turned = f"turned by {page.rotation}°" if page.rotation else ""
    photo = "a photo, straightened" if page.sheet else ""
    poor = "hard to read" if page.confidence < POORLY_READ and page.text_from != "none" else ""
    unread = "no text could be read; it goes in as a picture" if page.text_from == "none" else ""
    return tuple(remark for remark in (turned, photo, poor, unread) if remark)


def _size(count: int) -> str:
    for unit, factor in (("MB", 1_000_000), ("kB", 1_000)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return counted(count, "byte")


def settled(material: Material) -> tuple[Settled, ...]:
    """The corrections of `case.yaml` with their reasons; `place` is None where the page is not there."""
    there = {(page.source, page.source_page) for page in material.manifest.pages}
    return tuple(
        Settled(
            material.place_of_page(one.page) if (one.page.source, one.page.number) in there else None,
            scans([one.page]),
            _what(one),
            one.reason,
            one in material.case.missed_corrections,
        )
        for one in material.given.corrections
    )


def _value(correction: Correction) -> str:
    what = spaced((correction.kind or "").replace(".", " "))
    was = f" (read as “{correction.was}”)" if correction.was else ""
    if correction.value is None:
        return f"{what}{was}: the page says no such thing"
    return f"{what}{was}: {correction.value}"


def _what(correction: Correction) -> str:
    """What one correction settles, in words."""
    said = [
        (correction.type, f"it is: {spaced(correction.type or '')}"),
        (correction.title, f"its title is “{correction.title}”"),
        (correction.date, f"its date is {short_day(correction.date)}" if correction.date else ""),
        (correction.first_page is True, "a new paper begins here"),
        (correction.first_page is False, "no new paper begins here"),
        (correction.release is True, "it may go into the packet"),
        (correction.release is False, "it is held back"),
        (correction.exclude is True, "it stays out of the packet"),
        (correction.exclude is False, "it goes into the packet"),
        (correction.kind is not None, _value(correction)),
    ]
    return "; ".join(text for holds, text in said if holds) or "nothing is changed"
