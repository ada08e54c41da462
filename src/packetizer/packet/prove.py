"""Reads the finished packet back with two libraries that did not write it, and compares it with its plan."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from packetizer.errors import PacketizerError
from packetizer.intake.limits import DRAW_SECONDS
from packetizer.model import UNDRAWN, PageRef
from packetizer.packet.assemble import entries
from packetizer.packet.bundle import Plan, Sheet, SheetKind, Volume
from packetizer.packet.drawing.stamp import Stamp, stamps
from packetizer.packet.originals.part import PICTURE
from packetizer.packet.proof.paged import Run, page_by_page
from packetizer.packet.proof.printed import nothing_runs, printed_pages
from packetizer.packet.proof.structure import (
    FoundLink,
    NotAsPlanned,
    Structure,
    read_structure,
    without_original,
)
from packetizer.spread import Spread, serial

_NUMBER = re.compile(r"\d+")
P = TypeVar("P", bound="Ways | Feet")


@dataclass(frozen=True, slots=True)
class Unread:
    """An original page that could not be read back as it stands in the packet. All else on it was."""

    ref: PageRef
    packet_page: int
    why: str  # a part of a sentence


def prove(
    files: Sequence[Path],
    plan: Plan,
    spread: Spread = serial,
    given_up: Collection[PageRef] = (),
    page_seconds: float = DRAW_SECONDS,
) -> tuple[Unread, ...]:
    """PacketizerError where the files are not as planned: pages, stamps, links, outline, active content.

    `files` are the volumes in order. pypdf reads the structure, pdfium the print; what a link says and where
    it leads are compared. Together they hold every page of the plan, each once. A page that takes more than
    `page_seconds` of computing, or too much memory, is read without its original, and is among those that
    come back; so is one that was `given_up` before, which nobody tries again.
    """
    try:
        _sums(plan)
        if len(files) != len(plan.files):
            raise NotAsPlanned(f"it has {len(files)} files instead of {len(plan.files)}")
        return tuple(_unread(files, plan, spread, given_up, page_seconds))
    except NotAsPlanned as wrong:
        raise PacketizerError(
            f"the finished packet was read back and is not as planned: {wrong}; the last packet, if any, "
            "still stands. This is a fault of the program, please report it"
        ) from None


def _unread(
    files: Sequence[Path], plan: Plan, spread: Spread, given_up: Collection[PageRef], seconds: float
) -> Iterator[Unread]:
    """Have everything proved; the pages whose print could not be read with their originals. NotAsPlanned."""
    originals = {planned.packet_page: planned.ref for planned in plan.pages}
    closed = {number for number, ref in originals.items() if ref in given_up}
    proofs: list[Ways | Feet] = []
    bare: list[tuple[Feet, str]] = []
    for file, volume in zip(files, plan.files, strict=True):
        proofs.append(_ways(file, plan, volume))
        feet = Feet(
            file, tuple(s for s in stamps(plan) if s.packet_page in volume), volume.first_page, seconds
        )
        proofs.append(replace(feet, pages=tuple(s for s in feet.pages if s.packet_page not in closed)))
        bare += [(one, UNDRAWN) for one in feet.parted(1) if one.pages[0].packet_page in closed]
    for proof, why in _unproved(proofs, spread):
        if not isinstance(proof, Feet) or proof.pages[0].packet_page not in originals:
            raise _unreadable(why)
        bare.append((proof, why))
    for _, why in _unproved([replace(feet, bare=True) for feet, _ in bare], spread):
        raise _unreadable(why)
    numbers = [feet.pages[0].packet_page for feet, _ in bare]
    yield from (Unread(originals[n], n, why) for n, (_, why) in zip(numbers, bare, strict=True))


def _unproved(proofs: Sequence[P], spread: Spread) -> Iterator[tuple[P, str]]:
    """The proofs that nobody could make, and why. NotAsPlanned for what is wrong."""
    for proof, outcome in page_by_page(_wrong, proofs, spread):
        if outcome.value:
            raise NotAsPlanned(outcome.value)
        if outcome.value is None:
            yield proof, outcome.failure or "it could not be read"


def _wrong(proof: Ways | Feet) -> str:
    """What is wrong with a file, as a part of a sentence; runs in a worker."""
    try:
        proof.prove()
    except NotAsPlanned as wrong:
        return str(wrong)
    return ""


def _unreadable(why: str) -> PacketizerError:
    return PacketizerError(
        f"the finished packet could not be read back ({why}), and is not kept unproved; the last packet, if "
        "any, still stands. Build again when the computer has less to do"
    )


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
class Feet(Run[Stamp]):
    """Pages bear their stamps. `bare`: one page, read without the original that lies below the stamp."""

    first_page: int  # of the file, as packet page
    seconds: float  # of computing, for a page
    bare: bool = False

    def prove(self) -> None:
        places = [stamp.packet_page - self.first_page for stamp in self.pages]
        file: Path | bytes = self.file
        if self.bare:
            file, places = without_original(self.file, places[0], PICTURE), [0]
        for stamp, printed in zip(self.pages, printed_pages(file, places, self.seconds), strict=True):
            if stamp.text not in printed.foot or stamp.bates not in printed.foot:
                raise NotAsPlanned(f"page {stamp.packet_page} does not bear its stamp")


# ---------------------------------------------------------------- what leads where


@dataclass(frozen=True, slots=True)
class Ways(Run[int]):
    """Pages are numbered as planned, outline and links lead where they say, and nothing in the file runs."""

    outline: tuple[tuple[str, int], ...]  # title and packet page
    letters: Mapping[str, int]  # the packet page that each exhibit begins on
    index: Sheet | None
    scores: Sheet | None

    def parted(self, size: int) -> Iterator[Ways]:
        del size  # ways lead from page to page: the file is looked at as a whole
        yield self

    def prove(self) -> None:
        structure = read_structure(self.file, self.pages[0])
        self._compare(structure)
        nothing_runs(self.file, len(self.pages))
        rows = dict(self._rows(structure))
        printed = printed_pages(self.file, [number - self.pages[0] for number in rows])
        for (number, links), page in zip(rows.items(), printed, strict=True):
            for link in links:
                self._row(page.within(link.box), link.goal, number)

    def _compare(self, structure: Structure) -> None:
        if len(structure.links) != len(self.pages):
            raise NotAsPlanned(f"it has {len(structure.links)} pages instead of {len(self.pages)}")
        if structure.labels != tuple(map(str, self.pages)):
            raise NotAsPlanned("a viewer would number its pages otherwise than they are printed")
        if structure.outline != self.outline:
            raise NotAsPlanned("its outline does not lead where it says")

    def _rows(self, structure: Structure) -> Iterator[tuple[int, list[FoundLink]]]:
        """The pages with links that say where they lead, and these; every other page leads to the index."""
        if self.index is None:
            return
        for number, links in zip(self.pages, structure.links, strict=True):
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
        tuple(range(volume.first_page, volume.last_page + 1)),
        outline=tuple((" ".join(title.split()), page) for title, page, _ in entries(plan, volume)),
        letters={row.letter: row.first_page for row in plan.rows},
        index=plan.index_for(volume.first_page),
        scores=plan.sheet(SheetKind.SCORES),
    )
