"""Writes the packet that a plan describes. Same inputs, same bytes; no clock, no names from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from packetizer.model import Case, Findings, Given, Page, PageRef, Source
from packetizer.packet.assemble import About
from packetizer.packet.bind import Binder, PacketFile, Texts, within
from packetizer.packet.bundle import Plan
from packetizer.packet.options import PacketOptions
from packetizer.packet.originals.gather import Care, gather
from packetizer.packet.originals.part import Way
from packetizer.packet.originals.place import BAND, FAX_BAND, Placed
from packetizer.packet.originals.shrink import lightened
from packetizer.packet.privacy.redactions import Redactions
from packetizer.packet.reread import reader_here
from packetizer.packet.sheets.matter import Matter
from packetizer.packet.volumes import Limits, limits_of

if TYPE_CHECKING:
    from packetizer.spread import Spread

LOCK_SHARE = 0.02  # of a file that a password adds, at most
QUIET = (Way.AS_IS, Way.REDACTED, Way.SHRUNK)  # told of all pages together, or not worth telling


@dataclass(frozen=True, slots=True)
class PageNote:
    """Something a person must know about how a page went in: a sentence part without page text."""

    ref: PageRef
    message: str
    lost: bool = False  # nothing of the page is shown: the packet must not be sent like this


@dataclass(frozen=True, slots=True)
class Written:
    """The packet as it was written. `plan` is the plan that was given, with its volumes."""

    plan: Plan
    files: tuple[PacketFile, ...]
    notes: tuple[PageNote, ...]
    limits: Limits
    placed: Mapping[PageRef, Placed]  # where each original stands on its sheet, but those that are lost
    tried: bool = False  # pages were looked at whether they can be smaller
    lighter: tuple[PageRef, ...] = ()  # those that are

    @property
    def paths(self) -> list[Path]:
        return [file.path for file in self.files]


def write_packet(
    plan: Plan,
    case: Case,
    findings: Findings,
    given: Given,
    pages: Sequence[Page],
    sources: Sequence[Source],
    folder: Path,
    out: Path,
    spread: Spread,
    *,
    version: str,
    options: PacketOptions | None = None,
    redactions: Redactions | None = None,
    lang: str = "eng",
) -> Written:
    """Write the packet into the folder `out`; parts stand in a folder of their own there meanwhile.

    `lang` are Tesseract's languages: it sees to it that a picture made smaller keeps its words.
    """
    options = options or PacketOptions()
    redactions = Redactions() if redactions is None else redactions  # one without a place still has its kinds
    read = {page.ref: page for page in pages}
    limits = limits_of(options, findings.recipient.limits if findings.recipient else None)
    with TemporaryDirectory(dir=out, prefix=".parts-") as held:
        care = Care(
            redactions.boxes,
            options.fax,
            FAX_BAND if options.fax else BAND,
            private=bool(redactions or redactions.kinds),
        )
        texts = Texts(read, care, redactions)
        made = gather(plan, read, sources, folder, Path(held), spread, care, texts.of)
        about = About(_title(case, findings), given.today, f"Packetizer {version}")
        matter = Matter(plan, case, findings, given, options, tuple(pages))
        binder = Binder(matter, made, care, about, Path(held), out, texts)
        press = _Press(binder, limits.less(LOCK_SHARE) if options.password else limits, lang, spread)
        plan, files = press.pressed(everything=options.recompress)
        made = dict(press.binder.made)
    notes = tuple(
        PageNote(planned.ref, made[planned.ref].way.value, lost=made[planned.ref].way is Way.LOST)
        for planned in plan.pages
        if made[planned.ref].way not in QUIET
    )
    placed = {ref: part.placed for ref, part in made.items() if part.way is not Way.LOST}
    lighter = tuple(ref for ref, part in made.items() if part.way is Way.SHRUNK)
    return Written(plan, files, notes, limits, placed, press.tried, lighter)


def _title(case: Case, findings: Findings) -> str:
    client = case.info.client_name.value
    to = findings.recipient.name if findings.recipient else None
    return " – ".join(["Appeal packet", *(part for part in (client, to) if part)])


# ---------------------------------------------------------------- as small as need be


@dataclass
class _Press:
    """Writes the files; makes pictures smaller where that is wanted, or where a limit cannot be kept else."""

    binder: Binder
    limits: Limits
    lang: str
    spread: Spread
    tried: bool = False

    def pressed(self, *, everything: bool) -> tuple[Plan, tuple[PacketFile, ...]]:
        if everything:
            self._lighten(self._all())
        elif heavy := self._too_heavy_alone():
            self._lighten(heavy)
        plan, files = self._bound()
        if not everything and self.limits.files is not None and len(files) > self.limits.files:
            self._lighten(self._all())
            plan, files = self._bound()
        return plan, files

    def _bound(self) -> tuple[Plan, tuple[PacketFile, ...]]:
        return within(self.limits, self.binder) if self.limits else self.binder.written()

    def _all(self) -> list[PageRef]:
        """Pages that go in as they came; one that was drawn anew is as small as it can be."""
        ways = (Way.AS_IS, Way.FLATTENED, Way.DRAWN)
        return [
            ref
            for ref, made in sorted(self.binder.made.items())
            if made.way in ways and not self.binder.care.draws_anew(ref) and self._was_read(ref)
        ]

    def _was_read(self, ref: PageRef) -> bool:
        """Of a page that could not be read nobody could say that its words are still there."""
        return self.binder.texts.read[ref].failure is None

    def _too_heavy_alone(self) -> list[PageRef]:
        """Pages that no file can take within the limit: volumes do not help them."""
        if self.limits.bytes is None:
            return []
        weights, (_, later) = self.binder.weights(), self.binder.loads()
        return [ref for ref in self._all() if weights[ref] + later.bytes > self.limits.bytes]

    def _lighten(self, pages: Sequence[PageRef]) -> None:
        reader = reader_here(self.lang)
        if reader is None or not pages:
            return  # nobody could see whether words are lost
        made = lightened(self.binder.made, pages, reader, self.binder.work, self.spread)
        self.binder, self.tried = replace(self.binder, made=made), True
