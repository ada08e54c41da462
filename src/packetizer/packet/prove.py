"""Reads the finished packet back with two libraries that did not write it, and compares it with its plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packetizer.errors import PacketizerError
from packetizer.packet.assemble import entries
from packetizer.packet.bundle import Plan, Sheet, SheetKind, Volume
from packetizer.packet.drawing.stamp import Stamp, stamps
from packetizer.packet.proof.printed import nothing_runs, printed_pages
from packetizer.packet.proof.structure import FoundLink, NotAsPlanned, Structure, read_structure
from packetizer.spread import Spread, serial

SECONDS, SECONDS_A_PAGE = 60.0, 0.2  # that reading a file back may take in a worker
_NUMBER = re.compile(r"\d+")


def prove(files: Sequence[Path], plan: Plan, spread: Spread = serial) -> None:
    """PacketizerError where the files are not as planned: pages, stamps, links, outline, active content.

    `files` are the volumes in order. pypdf reads the structure, pdfium the print; what a link says and where
    it leads are compared. Together they hold every page of the plan, each once.
    """
    try:
        _sums(plan)
        if len(files) != len(plan.files):
            raise NotAsPlanned(f"it has {len(files)} files instead of {len(plan.files)}")
        proofs = [
            proof
            for file, volume in zip(files, plan.files, strict=True)
            for proof in (_ways(file, plan, volume), _feet(file, plan, volume))
        ]
        most = max(volume.last_page - volume.first_page + 1 for volume in plan.files)
        outcomes = spread(_wrong, proofs, timeout=SECONDS + SECONDS_A_PAGE * most)
        for proof, outcome in zip(proofs, outcomes, strict=True):
            if wrong := _wrong(proof) if outcome.value is None else outcome.value:
                raise NotAsPlanned(wrong)
    except NotAsPlanned as wrong:
        raise PacketizerError(
            f"the finished packet was read back and is not as planned: {wrong}; the last packet, if any, "
            "still stands. This is a fault of the program, please report it"
        ) from None


def _wrong(proof: Ways | Feet) -> str:
    """What is wrong with a file, as a part of a sentence; runs in a worker."""
    try:
        proof.prove()
    except NotAsPlanned as wrong:
        return str(wrong)
    return ""


def _sums(plan: Plan) -> None:
    """The plan's page numbers run on without gaps through its files, and no original page stands twice."""
    numbers = [page for sheet in plan.all_sheets for page in range(sheet.first_page, sheet.last_page + 1)]
    numbers += [*(planned.packet_page for planned in plan.pages), *plan.tabs]
    in_files = [page for file in plan.files for page in range(file.first_page, file.last_page + 1)]
    if not sorted(numbers) == in_files == list(range(1, plan.total + 1)):
        raise NotAsPlanned("its page numbers do not run on")
    if len({planned.ref for planned in plan.pages}) != len(plan.pages):
        raise NotAsPlanned("an original page stands in it twice")


# ---------------------------------------------------------------- what is printed


@dataclass(frozen=True, slots=True)
class Feet:
    """Every page of a file bears its stamp, and nothing in the file runs."""

    file: Path
    stamps: tuple[Stamp, ...]

    def prove(self) -> None:
        nothing_runs(self.file)
        count = 0
        for count, printed in enumerate(printed_pages(self.file), start=1):
            stamp = self.stamps[count - 1] if count <= len(self.stamps) else None
            if stamp is None or stamp.text not in printed.foot or stamp.bates not in printed.foot:
                raise NotAsPlanned(f"page {self.stamps[0].packet_page + count - 1} does not bear its stamp")
        if count != len(self.stamps):
            raise NotAsPlanned(f"it has {count} pages instead of {len(self.stamps)}")


def _feet(file: Path, plan: Plan, volume: Volume) -> Feet:
    return Feet(file, tuple(stamp for stamp in stamps(plan) if stamp.packet_page in volume))


# ---------------------------------------------------------------- what leads where


@dataclass(frozen=True, slots=True)
class Ways:
    """A file's pages are numbered as planned, and its outline and links lead where they say."""

    file: Path
    volume: Volume
    outline: tuple[tuple[str, int], ...]  # title and packet page
    letters: Mapping[str, int]  # the packet page that each exhibit begins on
    index: Sheet | None
    scores: Sheet | None

    def prove(self) -> None:
        structure = read_structure(self.file, self.volume.first_page)
        self._compare(structure)
        rows = dict(self._rows(structure))
        first = self.volume.first_page
        pages = printed_pages(self.file, [number - first for number in rows])
        for (number, links), printed in zip(rows.items(), pages, strict=True):
            for link in links:
                self._row(printed.within(link.box), link.goal, number)

    def _compare(self, structure: Structure) -> None:
        first, last = self.volume.first_page, self.volume.last_page
        if len(structure.links) != last - first + 1:
            raise NotAsPlanned(f"it has {len(structure.links)} pages instead of {last - first + 1}")
        if structure.labels != tuple(str(number) for number in range(first, last + 1)):
            raise NotAsPlanned("a viewer would number its pages otherwise than they are printed")
        if structure.outline != self.outline:
            raise NotAsPlanned("its outline does not lead where it says")

    def _rows(self, structure: Structure) -> Iterator[tuple[int, list[FoundLink]]]:
        """The pages with links that say where they lead, and these; every other page leads to the index."""
        if self.index is None:
            return
        for number, links in enumerate(structure.links, start=self.volume.first_page):
            back = [link for link in links if link.goal == self.index.first_page]
            on_index = number in self.index
            if not on_index and not back:
                raise NotAsPlanned(f"page {number} has no way back to the index")
            if self.scores and number in self.scores:
                continue  # on a chart a link lies on a score and not on a page number
            if rows := [link for link in links if on_index or link not in back]:
                yield number, rows

    def _row(self, told: str, goal: int, number: int) -> None:
        """An index row leads to the exhibit that it names, any other to a page that it prints."""
        letter = told.split(" ", 1)[0]
        if self.index and number in self.index and self.letters.get(letter) != goal:
            raise NotAsPlanned(f"the index row of exhibit {letter} on page {number} leads to page {goal}")
        if str(goal) not in _NUMBER.findall(told):
            raise NotAsPlanned(f"a row on page {number} leads to page {goal}, which it does not print")


def _ways(file: Path, plan: Plan, volume: Volume) -> Ways:
    return Ways(
        file,
        volume,
        outline=tuple((" ".join(title.split()), page) for title, page, _ in entries(plan, volume)),
        letters={row.letter: row.first_page for row in plan.rows},
        index=plan.index_for(volume.first_page),
        scores=plan.sheet(SheetKind.SCORES),
    )
