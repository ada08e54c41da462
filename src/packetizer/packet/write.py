"""Writes the packet that a plan describes. Same inputs, same bytes; no clock, no names from outside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from packetizer.model import Case, Findings, Given, Page, PageRef, Source
from packetizer.packet.assemble import About, Below, assemble
from packetizer.packet.bundle import Plan, PlannedPage
from packetizer.packet.drawing.draw import draw
from packetizer.packet.drawing.layout import SheetPage
from packetizer.packet.drawing.stamp import Stamp, stamped, stamps
from packetizer.packet.drawing.style import LETTER
from packetizer.packet.originals.gather import Made, gather
from packetizer.packet.originals.part import Way
from packetizer.packet.originals.textlayer import has_text_layer, text_layer
from packetizer.packet.sheets.compose import compose
from packetizer.packet.sheets.matter import Matter
from packetizer.packet.sheets.missing import not_shown

if TYPE_CHECKING:
    from packetizer.spread import Spread


@dataclass(frozen=True, slots=True)
class PageNote:
    """Something a person must know about how a page went in: a sentence part without page text."""

    ref: PageRef
    message: str
    lost: bool = False  # nothing of the page is shown: the packet must not be sent like this


@dataclass(frozen=True, slots=True)
class PacketFile:
    path: Path
    bytes: int
    pages: int
    sha256: str
    notes: tuple[PageNote, ...] = ()


def write_packet(
    plan: Plan,
    case: Case,
    findings: Findings,
    given: Given,
    pages: Sequence[Page],
    sources: Sequence[Source],
    folder: Path,
    destination: Path,
    spread: Spread,
    *,
    version: str,
) -> PacketFile:
    """Write the packet to `destination`; parts stand beside it in a folder of their own until it is whole."""
    read = {page.ref: page for page in pages}
    with TemporaryDirectory(dir=destination.parent, prefix=".parts-") as work:
        parts = gather(plan, read, sources, folder, Path(work), spread)
        sheets = compose(Matter(plan, case, findings, given))
        drawn = list(_drawn(plan, [page for sheet in sheets.values() for page in sheet], parts))
        draw(((size, page) for size, page in drawn), Path(work) / "drawn.pdf")
        assemble(
            Path(work) / "drawn.pdf",
            dict(_below(plan, parts, read)),
            {number: page.links for number, (_, page) in enumerate(drawn, start=1)},
            plan,
            About(_title(case, findings), given.today, f"Packetizer {version}"),
            destination,
        )
    notes = tuple(
        PageNote(planned.ref, part.way.value, lost=part.way is Way.LOST)
        for planned, part in _in_order(plan, parts)
        if part.way is not Way.AS_IS
    )
    return PacketFile(destination, destination.stat().st_size, plan.total, _sha256(destination), notes)


def _title(case: Case, findings: Findings) -> str:
    client = case.info.client_name.value
    to = findings.recipient.name if findings.recipient else None
    return " – ".join(["Appeal packet", *(part for part in (client, to) if part)])


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# ---------------------------------------------------------------- pages


def _in_order(plan: Plan, made: Mapping[PageRef, Made]) -> Iterator[tuple[PlannedPage, Made]]:
    return ((planned, made[planned.ref]) for planned in plan.pages)


def _drawn(
    plan: Plan, sheets: Sequence[SheetPage], made: Mapping[PageRef, Made]
) -> Iterator[tuple[tuple[float, float], SheetPage]]:
    """For each page of the packet its size and what is drawn on it: a stamp, on a sheet of ours or alone."""
    marked = stamps(plan)
    for sheet, stamp in zip(sheets, marked, strict=False):
        yield LETTER, _over(sheet, stamp, plan, LETTER)
    for (_, part), stamp in zip(_in_order(plan, made), marked, strict=True):
        page = not_shown() if part.way is Way.LOST else SheetPage((), ())
        yield part.placed.sheet, _over(page, stamp, plan, part.placed.sheet)


def _over(page: SheetPage, stamp: Stamp, plan: Plan, size: tuple[float, float]) -> SheetPage:
    top = stamped(stamp, plan, size)
    return SheetPage(page.marks + top.marks, page.links + top.links)


def _below(
    plan: Plan, made: Mapping[PageRef, Made], read: Mapping[PageRef, Page]
) -> Iterator[tuple[int, Below]]:
    """What lies below the stamps, by packet page."""
    for planned, part in _in_order(plan, made):
        page = read[planned.ref]
        if part.way is not Way.LOST:
            text = text_layer(page.words, part.placed) if has_text_layer(page) else b""
            yield planned.packet_page, Below(part.part, part.index, text)
