"""Writes the packet that a plan describes. Same inputs, same bytes; no clock, no names from outside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from packetizer.intake.media import PDF
from packetizer.model import Box, Case, Findings, Given, Page, PageRef, Source
from packetizer.packet.assemble import About, Below, assemble
from packetizer.packet.bundle import Plan, PlannedPage
from packetizer.packet.draw import draw
from packetizer.packet.layout import SheetPage
from packetizer.packet.originals import NOT_AT_ALL, Need, Part, Task, make_part
from packetizer.packet.place import Edge, Placed, place
from packetizer.packet.sheets.compose import compose
from packetizer.packet.sheets.matter import Matter
from packetizer.packet.sheets.missing import not_shown
from packetizer.packet.stamp import Stamp, stamped, stamps
from packetizer.packet.style import LETTER
from packetizer.packet.textlayer import has_text_layer, text_layer

if TYPE_CHECKING:
    from packetizer.spread import Outcome, Spread

PART_PAGES = 40  # of a PDF in one task, so that one long file keeps all workers busy
SECONDS, SECONDS_A_PAGE = 60.0, 5.0  # that making a part may take
WHOLE = Box(0.0, 0.0, 1.0, 1.0)  # ink of a page that nobody has measured


@dataclass(frozen=True, slots=True)
class PageNote:
    """Something a person must know about how a page went in: a sentence part without page text."""

    ref: PageRef
    message: str


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
        parts = _make_parts(plan, read, {s.path: s.media_type for s in sources}, folder, Path(work), spread)
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
    notes = tuple(PageNote(planned.ref, part.note) for planned, part in _in_order(plan, parts) if part.note)
    return PacketFile(destination, destination.stat().st_size, plan.total, _sha256(destination), notes)


def _title(case: Case, findings: Findings) -> str:
    client = case.info.client_name.value
    to = findings.recipient.name if findings.recipient else None
    return " – ".join(["Appeal packet", *(part for part in (client, to) if part)])


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# ---------------------------------------------------------------- originals


@dataclass(frozen=True, slots=True)
class Made:
    """An original page as it was made ready: where it lies in which part."""

    part: Path
    index: int
    placed: Placed
    note: str | None


def _make_parts(
    plan: Plan,
    read: Mapping[PageRef, Page],
    media_types: Mapping[str, str],
    folder: Path,
    work: Path,
    spread: Spread,
) -> dict[PageRef, Made]:
    """Every original of the plan, made ready in workers; what defeats one library is drawn by another."""
    tasks = list(_tasks(plan, read, media_types, folder, work))
    outcomes = list(_spread(tasks, spread))
    again = [
        replace(t, drawn=True) for t, outcome in zip(tasks, outcomes, strict=True) if outcome.value is None
    ]
    second = iter(list(_spread(again, spread)))
    made: dict[PageRef, Made] = {}
    for task, outcome in zip(tasks, outcomes, strict=True):
        part = outcome.value or next(second).value or _given_up(task)
        for index, (need, placed, note) in enumerate(zip(task.needs, part.placed, part.notes, strict=True)):
            made[PageRef(task.source, need.number)] = Made(part.target, index, placed, note)
    return made


def _spread(tasks: Sequence[Task], spread: Spread) -> Iterator[Outcome[Part]]:
    most = max((len(task.needs) for task in tasks), default=0)
    return spread(make_part, tasks, timeout=SECONDS + SECONDS_A_PAGE * most)


def _tasks(
    plan: Plan, read: Mapping[PageRef, Page], media_types: Mapping[str, str], folder: Path, work: Path
) -> Iterator[Task]:
    """A task for each source; a long PDF is shared out. Sources in order of their names."""
    by_source = groupby(sorted(planned.ref for planned in plan.pages), key=lambda ref: ref.source)
    count = 0
    for source, refs in by_source:
        needs = [_need(read[ref]) for ref in refs]
        media_type = media_types[source]
        size = PART_PAGES if media_type == PDF else len(needs)
        for begin in range(0, len(needs), size):
            count += 1
            chosen = tuple(needs[begin : begin + size])
            yield Task(source, folder / source, media_type, chosen, work / f"part-{count:05}.pdf")


def _need(page: Page) -> Need:
    return Need(page.ref.number, page.rotation, page.width, page.height, _ink(page), has_text_layer(page))


def _ink(page: Page) -> Box | None:
    """What the stamp must keep clear of: ink and every word, also one read from a speck."""
    if page.ink is None and not page.blank:
        return WHOLE
    boxes = [word.box for word in page.words] + ([page.ink] if page.ink else [])
    return reduce(Box.union, boxes) if boxes else None


def _given_up(task: Task) -> Part:
    """Two libraries failed at it: each of its pages becomes a sheet that says so."""
    return Part(task.target, tuple(place(*LETTER, None) for _ in task.needs), (NOT_AT_ALL,) * len(task.needs))


def _in_order(plan: Plan, made: Mapping[PageRef, Made]) -> Iterator[tuple[PlannedPage, Made]]:
    return ((planned, made[planned.ref]) for planned in plan.pages)


# ---------------------------------------------------------------- pages


def _drawn(
    plan: Plan, sheets: Sequence[SheetPage], made: Mapping[PageRef, Made]
) -> Iterator[tuple[tuple[float, float], SheetPage]]:
    """For each page of the packet its size and what is drawn on it: a stamp, on a sheet of ours or alone."""
    marked = stamps(plan)
    for sheet, stamp in zip(sheets, marked, strict=False):
        yield LETTER, _over(sheet, stamp, plan, LETTER, Edge.BOTTOM)
    for (_, part), stamp in zip(_in_order(plan, made), marked, strict=True):
        page = not_shown() if part.note == NOT_AT_ALL else SheetPage((), ())
        yield part.placed.sheet, _over(page, stamp, plan, part.placed.sheet, part.placed.stamp)


def _over(page: SheetPage, stamp: Stamp, plan: Plan, size: tuple[float, float], edge: Edge) -> SheetPage:
    top = stamped(stamp, plan, size, edge)
    return SheetPage(page.marks + top.marks, page.links + top.links)


def _below(
    plan: Plan, made: Mapping[PageRef, Made], read: Mapping[PageRef, Page]
) -> Iterator[tuple[int, Below]]:
    """What lies below the stamps, by packet page."""
    for planned, part in _in_order(plan, made):
        page = read[planned.ref]
        if part.note != NOT_AT_ALL:
            text = text_layer(page.words, part.placed) if has_text_layer(page) else b""
            yield planned.packet_page, Below(part.part, part.index, text)
