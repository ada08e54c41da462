"""Binds made pages and our own sheets into files: one, or as many as the limits of a route ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.packet.assemble import About, Below, Leaves, assemble
from packetizer.packet.bundle import Plan, PlannedPage, Sheet, SheetKind, Volume
from packetizer.packet.drawing.draw import draw
from packetizer.packet.drawing.layout import SheetPage, grouped
from packetizer.packet.drawing.style import LETTER
from packetizer.packet.leaves import leaves
from packetizer.packet.originals.part import Way
from packetizer.packet.originals.textlayer import has_text_layer, text_layer
from packetizer.packet.originals.weigh import weigh
from packetizer.packet.publish import packet_name
from packetizer.packet.sheets.compose import compose
from packetizer.packet.sheets.volume import volume_cover
from packetizer.packet.volumes import Limits, Load, Run, bound, bytes_of, shared_out

if TYPE_CHECKING:
    from packetizer.model import Page, PageRef
    from packetizer.packet.originals.gather import Care, Made
    from packetizer.packet.originals.place import Placed
    from packetizer.packet.privacy.redactions import Redactions
    from packetizer.packet.sheets.matter import Matter

ROUNDS = 4  # of sharing out anew, where files came out larger than reckoned
STAMP_BYTES = 1500  # of a page's own objects, about
FILE_BYTES = 40_000  # of a file as such, about: the type of stamps and text layers, outline, links


@dataclass(frozen=True, slots=True)
class PacketFile:
    """A file of the packet: a volume, or all of it."""

    path: Path
    bytes: int
    pages: int


@dataclass(frozen=True)
class Texts:
    """The words of pages that go in as pictures, to be set behind them; none that are blacked out."""

    read: Mapping[PageRef, Page]
    care: Care
    redactions: Redactions
    _set: dict[PageRef, tuple[Placed, bytes]] = field(default_factory=dict)

    def of(self, ref: PageRef, made: Made) -> bytes:
        """Set once for each place that the page is put in."""
        placed, text = self._set.get(ref, (None, b""))
        if placed != made.placed:
            text = self._text(self.read[ref], made.placed)
            self._set[ref] = made.placed, text
        return text

    def _text(self, page: Page, placed: Placed) -> bytes:
        if not has_text_layer(page) and not self.care.draws_anew(page.ref):
            return b""
        return text_layer(self.redactions.left(page), placed)


@dataclass(frozen=True)
class Binder:
    """All that the files are made of; the plan of `matter` has no volumes yet."""

    matter: Matter
    made: Mapping[PageRef, Made]
    care: Care
    about: About
    work: Path
    out: Path
    texts: Texts

    def written(self, plan: Plan | None = None) -> tuple[Plan, tuple[PacketFile, ...]]:
        """Write the files of this plan, in place of whatever an earlier plan left."""
        plan = plan or self.matter.plan
        for old in self.out.glob("*.pdf"):
            old.unlink()
        return plan, tuple(self._file(plan, volume) for volume in plan.files)

    def _file(self, plan: Plan, volume: Volume) -> PacketFile:
        target = self.out / packet_name(volume.number, len(plan.files))
        pages = list(leaves(replace(self.matter, plan=plan), volume, self.made))
        drawn = self.work / f"drawn-{volume.number}.pdf"
        draw(((size, page) for _, size, page in pages), drawn, black_only=self.care.fax, packed=False)
        links = {number: page.links for number, _, page in pages}
        inside = (planned for planned in plan.pages if planned.packet_page in volume)
        below = dict(self._below(inside))
        tags = {number: [held for held, _ in grouped(page.marks) if held] for number, _, page in pages}
        assemble(Leaves(drawn, below, links, tags), plan, volume, self.about, target)
        drawn.unlink()
        return PacketFile(target, target.stat().st_size, len(pages))

    def _below(self, pages: Iterator[PlannedPage]) -> Iterator[tuple[int, Below]]:
        """What lies below the stamps, by packet page."""
        for planned in pages:
            part = self.made[planned.ref]
            if part.way is not Way.LOST:
                yield planned.packet_page, Below(part.part, part.index, self.text(planned.ref))

    def text(self, ref: PageRef) -> bytes:
        return self.texts.of(ref, self.made[ref])

    def loads(self) -> tuple[Load, Load]:
        """What our own sheets take of the first file, and of each later one."""
        composed = compose(self.matter)
        index = composed.get(SheetKind.INDEX, ())
        cover = volume_cover(self.matter, Volume(2, 1, 1, ()))
        return self._load([page for pages in composed.values() for page in pages]), self._load(
            [cover, *index]
        )

    def _load(self, sheets: Sequence[SheetPage]) -> Load:
        drawn = self.work / "sheets.pdf"
        draw(((LETTER, sheet) for sheet in sheets), drawn)
        return Load(len(sheets), drawn.stat().st_size + FILE_BYTES + len(sheets) * STAMP_BYTES)

    def weights(self) -> dict[PageRef, int]:
        """The bytes that each page takes in a file, about."""
        parts = {part: weigh(part) for part in sorted({made.part for made in self.made.values()})}
        return {
            planned.ref: STAMP_BYTES + len(self.text(planned.ref)) // 4 + parts[made.part][made.index]
            for planned in self.matter.plan.pages
            for made in [self.made[planned.ref]]
            if made.way is not Way.LOST
        }


def within(limits: Limits, binder: Binder) -> tuple[Plan, tuple[PacketFile, ...]]:
    """Files within the limits, as far as single pages allow; what was reckoned too low is corrected."""
    plan = binder.matter.plan
    front = _front(plan)
    first, later = binder.loads()
    tab = Load(1, 4 * STAMP_BYTES) if plan.tabs else None
    weights = dict.fromkeys((planned.ref for planned in plan.pages), STAMP_BYTES) | binder.weights()
    for _ in range(ROUNDS):
        runs = shared_out(bytes_of(plan, weights), limits, first, later, tab)
        bound_plan, files = binder.written(_settled(binder.matter, runs, front))
        heavy = _heavier(bound_plan, files, limits, weights)
        if not heavy:
            break
        weights |= heavy
    return bound_plan, files


def _settled(matter: Matter, runs: Sequence[Sequence[Run]], front: Mapping[SheetKind, Sheet]) -> Plan:
    """The plan numbered through these files; its sheets are as long as these numbers make them."""
    plan = matter.plan
    for _ in range(ROUNDS):
        bound_plan = bound(plan, runs, front)
        composed = compose(replace(matter, plan=bound_plan))
        sheets = tuple(replace(sheet, pages=len(composed[sheet.kind])) for sheet in plan.sheets)
        if sheets == plan.sheets:
            return bound_plan
        plan = replace(plan, sheets=sheets)
    raise AssertionError("a sheet changes its length with the page numbers in it")


def _front(plan: Plan) -> dict[SheetKind, Sheet]:
    """The sheets that begin a later volume: one of its own, and the whole index."""
    index = plan.sheet(SheetKind.INDEX)
    sheets = [Sheet(SheetKind.VOLUME, "Volume", 1, 1), *([index] if index else [])]
    return {sheet.kind: sheet for sheet in sheets}


def _heavier(
    plan: Plan, files: Sequence[PacketFile], limits: Limits, weights: Mapping[PageRef, int]
) -> dict[PageRef, int]:
    """Better reckoned weights of the pages in files that came out too large and can be parted further."""
    heavier: dict[PageRef, int] = {}
    for volume, file in zip(plan.files, files, strict=True):
        inside = [planned.ref for planned in plan.pages if planned.packet_page in volume]
        if limits.bytes is None or file.bytes <= limits.bytes or len(inside) < 2:
            continue
        over = (file.bytes - limits.bytes) // len(inside) + 1
        heavier |= {ref: weights[ref] + over for ref in inside}
    return heavier
