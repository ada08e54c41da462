"""Shares the packet out into files, where a route takes no more than so many pages or megabytes of one.

Exhibits keep their order and stay whole; only one that alone fills more than a file is parted.
Page numbers run on from file to file, and the sheets that begin a later file are counted like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from packetizer.model import PageRef, RouteLimits
from packetizer.packet.bundle import Exhibit, Plan, Sheet, SheetKind, Volume

if TYPE_CHECKING:
    from packetizer.packet.options import PacketOptions

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may hold, and of how many files a submission may be; None: as much as there is."""

    bytes: int | None = None
    pages: int | None = None
    files: int | None = None

    def __bool__(self) -> bool:
        return self.bytes is not None or self.pages is not None

    def less(self, share: float) -> Limits:
        """With so much less room for bytes."""
        return self if self.bytes is None else replace(self, bytes=int(self.bytes * (1 - share)))


@dataclass(frozen=True, slots=True)
class Load:
    """Pages and the bytes they take."""

    pages: int = 0
    bytes: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(self.pages + other.pages, self.bytes + other.bytes)

    def within(self, limits: Limits) -> bool:
        return (limits.pages is None or self.pages <= limits.pages) and (
            limits.bytes is None or self.bytes <= limits.bytes
        )


@dataclass(frozen=True, slots=True)
class Run:
    """Pages `begin` to `end` (from 0, `end` not included) of an exhibit that stand in one file."""

    exhibit: int  # from 0
    begin: int
    end: int


def limits_of(options: PacketOptions, route: RouteLimits | None) -> Limits:
    """What the command line says, else what the route's rule file says."""
    route = route or RouteLimits()
    megabytes = route.max_mb if options.max_mb is None else Decimal(str(options.max_mb))
    return Limits(
        None if megabytes is None else int(megabytes * MEGABYTE),
        route.max_pages if options.max_pages is None else options.max_pages,
        route.max_files,
    )


def shared_out(
    exhibits: Sequence[Sequence[int]], limits: Limits, first: Load, later: Load, tab: Load | None = None
) -> list[tuple[Run, ...]]:
    """For each file what stands in it. `exhibits` has the bytes of every page of each exhibit.

    `first` and `later` are the sheets that begin the first file and each other, `tab` the sheet before an
    exhibit. A file holds at least one page, be it as large as it may.
    """
    tab = tab or Load()
    files: list[list[Run]] = [[]]
    load = first
    for at, pages in enumerate(exhibits):
        whole = tab + Load(len(pages), sum(pages))
        if files[-1] and not (load + whole).within(limits):
            files.append([])
            load = later
        if (load + whole).within(limits):
            files[-1].append(Run(at, 0, len(pages)))
            load += whole
            continue
        begin, load = 0, load + tab
        for number, size in enumerate(pages):
            if number > begin and not (load + Load(1, size)).within(limits):
                files[-1].append(Run(at, begin, number))
                files.append([])
                begin, load = number, later
            load += Load(1, size)
        files[-1].append(Run(at, begin, len(pages)))
    return [tuple(runs) for runs in files]


def bound(plan: Plan, files: Sequence[Sequence[Run]], front: Mapping[SheetKind, Sheet]) -> Plan:
    """The plan with its exhibits numbered through these files; `front` are the sheets that begin later ones.

    Only title and length of a sheet in `front` count. One file is no volume.
    """
    if len(files) < 2:
        return plan
    numbers: dict[int, list[int]] = {}
    tabs: dict[int, int] = {}
    volumes: list[Volume] = []
    at = 1
    for number, runs in enumerate(files, start=1):
        first_page, sheets = at, tuple(_placed(plan.sheets if number == 1 else front.values(), at))
        at += sum(sheet.pages for sheet in sheets)
        for run in runs:
            if plan.tabs and run.begin == 0:
                tabs[run.exhibit] = at
                at += 1
            numbers.setdefault(run.exhibit, []).extend(range(at, at + run.end - run.begin))
            at += run.end - run.begin
        volumes.append(Volume(number, first_page, at - 1, sheets))
    exhibits = (
        replace(_renumbered(exhibit, tuple(numbers[place])), tab=tabs.get(place, 0))
        for place, exhibit in enumerate(plan.exhibits)
    )
    return replace(plan, exhibits=tuple(exhibits), volumes=tuple(volumes))


def _placed(sheets: Iterable[Sheet], at: int) -> Iterator[Sheet]:
    for sheet in sheets:
        yield replace(sheet, first_page=at)
        at += sheet.pages


def _renumbered(exhibit: Exhibit, numbers: tuple[int, ...]) -> Exhibit:
    runs_on = numbers == tuple(range(numbers[0], numbers[0] + len(numbers)))
    return replace(exhibit, first_page=numbers[0], numbers=() if runs_on else numbers)


def bytes_of(plan: Plan, weights: Mapping[PageRef, int]) -> list[list[int]]:
    """The bytes of every page of each exhibit, as `shared_out` wants them."""
    return [[weights[ref] for ref in exhibit.pages] for exhibit in plan.exhibits]
