"""Reads the finished packet back with two libraries that did not write it, and compares it with its plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from packetizer.errors import PacketizerError
from packetizer.packet.assemble import entries
from packetizer.packet.bundle import Plan, SheetKind, Volume
from packetizer.packet.drawing.stamp import stamps
from packetizer.packet.proof.printed import PrintedPage, nothing_runs, printed_pages
from packetizer.packet.proof.structure import FoundLink, NotAsPlanned, Structure, read_structure

_NUMBER = re.compile(r"\d+")


def prove(files: Sequence[Path], plan: Plan) -> None:
    """PacketizerError where the files are not as planned: pages, stamps, links, outline, active content.

    `files` are the volumes in order. pypdf reads the structure, pdfium the print; what a link says and where
    it leads are compared. Together they hold every page of the plan, each once.
    """
    try:
        _sums(plan)
        if len(files) != len(plan.files):
            raise NotAsPlanned(f"it has {len(files)} files instead of {len(plan.files)}")
        for file, volume in zip(files, plan.files, strict=True):
            _prove_file(file, plan, volume)
    except NotAsPlanned as wrong:
        raise PacketizerError(
            f"the finished packet was read back and is not as planned: {wrong}; the last packet, if any, "
            "still stands. This is a fault of the program, please report it"
        ) from None


def _prove_file(file: Path, plan: Plan, volume: Volume) -> None:
    structure = read_structure(file, volume.first_page)
    _compare(structure, plan, volume)
    nothing_runs(file)
    rows = _Rows(plan, volume)
    marked = (stamp for stamp in stamps(plan) if stamp.packet_page in volume)
    for stamp, printed, links in zip(marked, printed_pages(file), structure.links, strict=True):
        if stamp.text not in printed.foot or stamp.bates not in printed.foot:
            raise NotAsPlanned(f"page {stamp.packet_page} does not bear its stamp")
        rows.check(printed, links, stamp.packet_page)


def _sums(plan: Plan) -> None:
    """The plan's page numbers run on without gaps through its files, and no original page stands twice."""
    numbers = [page for sheet in plan.all_sheets for page in range(sheet.first_page, sheet.last_page + 1)]
    numbers += [*(planned.packet_page for planned in plan.pages), *plan.tabs]
    in_files = [page for file in plan.files for page in range(file.first_page, file.last_page + 1)]
    if not sorted(numbers) == in_files == list(range(1, plan.total + 1)):
        raise NotAsPlanned("its page numbers do not run on")
    if len({planned.ref for planned in plan.pages}) != len(plan.pages):
        raise NotAsPlanned("an original page stands in it twice")


def _compare(structure: Structure, plan: Plan, volume: Volume) -> None:
    count = volume.last_page - volume.first_page + 1
    if len(structure.links) != count:
        raise NotAsPlanned(f"it has {len(structure.links)} pages instead of {count}")
    if structure.labels != tuple(str(n) for n in range(volume.first_page, volume.last_page + 1)):
        raise NotAsPlanned("a viewer would number its pages otherwise than they are printed")
    planned = tuple((" ".join(title.split()), page) for title, page, _ in entries(plan, volume))
    if structure.outline != planned:
        raise NotAsPlanned("its outline does not lead where it says")


class _Rows:
    """What the rows of our sheets lead to, by the plan."""

    def __init__(self, plan: Plan, volume: Volume) -> None:
        self._plan = plan
        self._first_pages = {row.letter: row.first_page for row in plan.rows}
        self._index = plan.index_for(volume.first_page)
        self._scores = plan.sheet(SheetKind.SCORES)

    def check(self, printed: PrintedPage, links: Sequence[FoundLink], number: int) -> None:
        """Index rows lead to the exhibit they name, others to a page they print; every page to the index."""
        if self._index is None:
            return
        on_index = number in self._index
        if not on_index and self._index.first_page not in [link.goal for link in links]:
            raise NotAsPlanned(f"page {number} has no way back to the index")
        if self._scores and number in self._scores:
            return  # on a chart a link lies on a score and not on a page number
        for link in links:
            if on_index or link.goal != self._index.first_page:
                self._row(printed.within(link.box), link.goal, number, on_index=on_index)

    def _row(self, told: str, goal: int, number: int, *, on_index: bool) -> None:
        letter = told.split(" ", 1)[0]
        if on_index and self._first_pages.get(letter) != goal:
            raise NotAsPlanned(f"the index row of exhibit {letter} on page {number} leads to page {goal}")
        if str(goal) not in _NUMBER.findall(told):
            raise NotAsPlanned(f"a row on page {number} leads to page {goal}, which it does not print")
