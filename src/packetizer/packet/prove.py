"""Reads the finished packet back with two libraries that did not write it, and compares it with its plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from packetizer.errors import PacketizerError
from packetizer.packet.assemble import entries
from packetizer.packet.bundle import Plan, SheetKind
from packetizer.packet.drawing.stamp import stamps
from packetizer.packet.proof.printed import PrintedPage, nothing_runs, printed_pages
from packetizer.packet.proof.structure import FoundLink, NotAsPlanned, Structure, read_structure

_NUMBER = re.compile(r"\d+")


def prove(packet: Path, plan: Plan) -> None:
    """PacketizerError where the file is not as planned: pages, stamps, links, outline, active content.

    pypdf reads the structure, pdfium the print; what a link says and where it leads are compared.
    """
    try:
        _sums(plan)
        structure = read_structure(packet)
        _compare(structure, plan)
        nothing_runs(packet)
        rows = _Rows(plan)
        for stamp, printed, links in zip(stamps(plan), printed_pages(packet), structure.links, strict=True):
            if stamp.text not in printed.foot:
                raise NotAsPlanned(f"page {stamp.packet_page} does not bear its stamp")
            rows.check(printed, links, stamp.packet_page)
    except NotAsPlanned as wrong:
        raise PacketizerError(
            f"the finished packet was read back and is not as planned: {wrong}; the last packet, if any, "
            "still stands. This is a fault of the program, please report it"
        ) from None


def _sums(plan: Plan) -> None:
    """The plan's page numbers run on without gaps, and no original page stands in it twice."""
    numbers = [page for sheet in plan.sheets for page in range(sheet.first_page, sheet.last_page + 1)]
    numbers += [planned.packet_page for planned in plan.pages]
    if numbers != list(range(1, plan.total + 1)):
        raise NotAsPlanned("its page numbers do not run on")
    if len({planned.ref for planned in plan.pages}) != len(plan.pages):
        raise NotAsPlanned("an original page stands in it twice")


def _compare(structure: Structure, plan: Plan) -> None:
    if len(structure.links) != plan.total:
        raise NotAsPlanned(f"it has {len(structure.links)} pages instead of {plan.total}")
    if structure.labels != tuple(str(number) for number in range(1, plan.total + 1)):
        raise NotAsPlanned("a viewer would number its pages otherwise than they are printed")
    if structure.outline != tuple((" ".join(title.split()), page) for title, page, _ in entries(plan)):
        raise NotAsPlanned("its outline does not lead where it says")


class _Rows:
    """What the rows of our sheets lead to, by the plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._first_pages = {row.letter: row.first_page for row in plan.rows}
        self._index, self._scores = plan.sheet(SheetKind.INDEX), plan.sheet(SheetKind.SCORES)

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
