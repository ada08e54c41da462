"""From what the papers say to a proved packet, its worksheet and its manifest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from packetizer import __version__
from packetizer.model import UNDRAWN, Severity, Warning
from packetizer.packet.desk.crops import crop_requests
from packetizer.packet.desk.pictures import make_crops
from packetizer.packet.letter.settled import letter_warnings, with_letter
from packetizer.packet.manifest import build_manifest, output_row, write_json
from packetizer.packet.plan import plan_packet
from packetizer.packet.privacy.gone import prove_gone
from packetizer.packet.privacy.redactions import Redactions, find_redactions, without_them
from packetizer.packet.privacy.unseen import prove_unseen
from packetizer.packet.prove import prove
from packetizer.packet.publish import CALENDAR, MANIFEST, WORKSHEET
from packetizer.packet.seal import seal
from packetizer.packet.sheets.matter import Matter
from packetizer.packet.since.change import compared
from packetizer.packet.since.last import as_built, kept_letters, last_letter
from packetizer.packet.size import about_limits
from packetizer.packet.worksheet import worksheet_html
from packetizer.packet.write import write_packet
from packetizer.rules.ics import write_calendar
from packetizer.understanding.lore.knowledge import load_knowledge

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from concurrent.futures import Executor, Future
    from pathlib import Path

    from packetizer.build import BuildOptions, Reading, Stopwatch
    from packetizer.model import Case, Page, PageRef
    from packetizer.packet.bundle import Plan
    from packetizer.packet.manifest import Manifest
    from packetizer.packet.options import PacketOptions
    from packetizer.packet.prove import Unread
    from packetizer.packet.since.change import Since
    from packetizer.packet.since.last import Built
    from packetizer.packet.write import PageNote, Written
    from packetizer.spread import Spread


def planned(reading: Reading, options: PacketOptions, last: Built | None) -> tuple[Reading, Plan, Redactions]:
    """What stands where, and what is blacked out. The reading comes without that, and with the letter."""
    hidden = find_redactions(reading.case, reading.pages, reading.given, options.redact)
    reading = replace(reading, case=without_them(reading.case, hidden))
    plan = _plan(reading, options, last)
    return _with_letter(reading, plan, options), plan, hidden


def with_its_letter(reading: Reading, options: PacketOptions) -> Reading:
    """What the case's own letter means for checklist and warnings, where no packet is written."""
    return _with_letter(reading, _plan(reading, options, None), options)


def deliver(
    made: Path,
    folder: Path,
    reading: Reading,
    plan: Plan,
    hidden: Redactions,
    options: BuildOptions,
    last: Built | None,
    spread: Spread,
    beside: Executor,
    clock: Stopwatch,
) -> tuple[Reading, Plan, Manifest, Since | None]:
    """Packet, worksheet and manifest into `made`; the packet proved by reading it back.

    The plan comes back with its volumes, the reading with what was noticed while its pages were put in.
    """
    case, findings, given = reading.case, reading.findings, reading.given
    pages, sources = reading.pages, reading.sources
    drawn = beside.submit(make_crops, crop_requests(case, findings, pages), folder, sources, spread)
    with clock.stage("Building the packet"):
        packet = write_packet(
            plan,
            case,
            findings,
            given,
            pages,
            sources,
            folder,
            made,
            spread,
            version=__version__,
            options=options.packet,
            redactions=hidden,
            lang=options.lang,
        )
        plan = packet.plan
    proof = _Proof(packet, hidden, _given_up(packet, pages), beside, spread, options.lang, clock)
    if options.packet.password:
        unread = proof.wait()
        with clock.stage("Locking the packet"):
            seal(packet.paths, options.packet.password, spread, _places(unread, packet))
    noticed = (*map(_about_page, packet.notes), *about_limits(packet))
    case = replace(case, warnings=case.warnings + noticed)
    desk = _Desk(made, folder, reading, packet, options.packet, last, drawn, spread)
    with clock.stage("Writing the worksheet"):
        manifest, since = desk.written(case)
    if unread := proof.wait():
        case = replace(case, warnings=case.warnings + tuple(map(_about_unread, unread)))
        manifest, since = desk.written(case)
    outputs = (*manifest.outputs, output_row(made / WORKSHEET))
    if options.packet.calendar:
        write_calendar(made / CALENDAR, findings.deadlines, given.today)
        outputs = (*outputs, output_row(made / CALENDAR))
    manifest = manifest.model_copy(update={"outputs": outputs, "timings": dict(clock.seconds)})
    write_json(manifest, made / MANIFEST)
    return replace(reading, case=case), plan, manifest, since


@dataclass(frozen=True)
class _Desk:
    """Writes the worksheet of a written packet, for the case as it stands."""

    made: Path
    folder: Path
    reading: Reading
    packet: Written
    options: PacketOptions
    last: Built | None
    drawn: Future[dict[str, bytes]]  # the worksheet's pictures, but for what was noticed since
    spread: Spread

    def written(self, case: Case) -> tuple[Manifest, Since | None]:
        reading, plan = self.reading, self.packet.plan
        kept = last_letter(plan, self.last) if self.options.keep_exhibits else None
        manifest = _manifest(replace(reading, case=case), plan, self.packet, kept)
        since = compared(self.last, as_built(manifest)) if self.last else None
        crops = self.drawn.result()
        wanted = crop_requests(case, reading.findings, reading.pages)
        more = [one for one in wanted if one.key not in crops]
        crops |= make_crops(more, self.folder, reading.sources, self.spread)
        html = worksheet_html(manifest, case, reading.findings, reading.given, plan, crops, since)
        (self.made / WORKSHEET).write_text(html, encoding="utf-8")
        return manifest, since


def _manifest(reading: Reading, plan: Plan, packet: Written, last_exhibit: str | None) -> Manifest:
    insurers = load_knowledge().lexicon.insurers.insurers
    return build_manifest(
        version=__version__,
        generated=datetime.now(UTC).isoformat(timespec="seconds"),
        case=reading.case,
        findings=reading.findings,
        given=reading.given,
        sources=reading.sources,
        pages=reading.pages,
        plan=plan,
        insurers={insurer.id: insurer.name for insurer in insurers},
        outputs=tuple(output_row(file.path, file.pages) for file in packet.files),
        last_exhibit=last_exhibit,
    )


class _Proof:
    """The written packet read back, in workers while this process does something else."""

    def __init__(
        self,
        packet: Written,
        hidden: Redactions,
        given_up: Collection[PageRef],
        beside: Executor,
        spread: Spread,
        lang: str,
        clock: Stopwatch,
    ) -> None:
        self._packet, self._hidden = packet, hidden
        self._spread, self._lang, self._clock = spread, lang, clock
        self._read_back = beside.submit(prove, packet.paths, packet.plan, spread, given_up)
        self._unread: tuple[Unread, ...] | None = None

    def wait(self) -> tuple[Unread, ...]:
        """PacketizerError where the packet is not as planned; the pages of which nobody could say.

        Asked again, it says the same.
        """
        if self._unread is None:
            packet, hidden = self._packet, self._hidden
            with self._clock.stage("Proving the packet"):
                unread = self._read_back.result()
                prove_gone(packet.paths, packet.plan, hidden, packet.placed, self._spread)
                prove_unseen(packet.paths, packet.plan, hidden, self._spread, self._lang)
            self._unread = unread
        return self._unread


def _given_up(packet: Written, pages: Sequence[Page]) -> frozenset[PageRef]:
    """Pages in the packet whose drawing was given up before."""
    return frozenset(page.ref for page in pages if page.failure == UNDRAWN and page.ref in packet.placed)


def _places(unread: Sequence[Unread], packet: Written) -> dict[Path, frozenset[int]]:
    """The pages (from 0) of each file."""
    return {
        file: frozenset(one.packet_page - volume.first_page for one in unread if one.packet_page in volume)
        for file, volume in zip(packet.paths, packet.plan.files, strict=True)
    }


def _plan(reading: Reading, options: PacketOptions, last: Built | None) -> Plan:
    """What stands where; papers keep their letters where that is wanted."""
    case = reading.case
    kept = kept_letters(last, case.documents, reading.sources) if options.keep_exhibits else None
    return plan_packet(case, reading.findings, reading.pages, reading.given, options, kept=kept)


def _with_letter(reading: Reading, plan: Plan, options: PacketOptions) -> Reading:
    """What `letter.md` means for checklist and warnings, as the plan says what its references lead to."""
    matter = Matter(plan, reading.case, reading.findings, reading.given, options, reading.pages)
    case = replace(reading.case, warnings=reading.case.warnings + letter_warnings(matter))
    return replace(reading, case=case, findings=with_letter(reading.findings, matter))


def _about_page(note: PageNote) -> Warning:
    """A page went in otherwise than it came: a person should compare it with the original."""
    message = f"{note.ref.source}, page {note.ref.number}: {note.message}"
    if note.lost:
        return Warning("illegible_page", Severity.BLOCKING, message, pages=(note.ref,))
    return Warning("unreadable_source", Severity.NOTE, message, pages=(note.ref,))


def _about_unread(unread: Unread) -> Warning:
    """Nobody has seen the page in the finished packet: a person should."""
    ref = unread.ref
    message = (
        f"Page {unread.packet_page} of the packet ({ref.source}, page {ref.number}) could not be read back "
        f"with its original: {unread.why}. All else on it was. Open the packet at this page and compare it."
    )
    return Warning("illegible_page", Severity.IMPORTANT, message, pages=(unread.ref,))
