"""`build_case`: the whole line, from a folder of scans to a packet, as one paragraph."""

from __future__ import annotations

import errno
import os
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING

from packetizer import __version__
from packetizer.casefile import overridden, read_case_file
from packetizer.errors import PacketizerError, UsageError
from packetizer.intake.isolation import obstacle
from packetizer.intake.openers import prepare
from packetizer.intake.problems import about_sources
from packetizer.intake.survey import survey
from packetizer.lock import held
from packetizer.model import Case, Findings, Given, Page, Severity, Source, Status, Warning
from packetizer.packet.desk.crops import crop_requests, make_crops
from packetizer.packet.letter.file import read_letter
from packetizer.packet.letter.settled import letter_warnings, with_letter
from packetizer.packet.manifest import (
    Manifest,
    OutputRow,
    all_warnings,
    build_manifest,
    output_row,
    write_json,
)
from packetizer.packet.options import PacketOptions
from packetizer.packet.plan import Plan, plan_packet
from packetizer.packet.privacy.gone import prove_gone
from packetizer.packet.privacy.redactions import Redactions, find_redactions, without_them
from packetizer.packet.privacy.unseen import prove_unseen
from packetizer.packet.prove import prove
from packetizer.packet.publish import CALENDAR, MANIFEST, WORKSHEET, publish, staging
from packetizer.packet.seal import seal
from packetizer.packet.sheets.matter import Matter
from packetizer.packet.since.change import Since, compared
from packetizer.packet.since.last import Built, as_built, kept_letters, last_letter, read_last
from packetizer.packet.size import about_limits
from packetizer.packet.worksheet import worksheet_html
from packetizer.packet.write import PageNote, write_packet
from packetizer.progress import Progress, Silent
from packetizer.reading.again import read_again
from packetizer.reading.read import read_pages
from packetizer.reading.settings import Engine, ReadingSettings
from packetizer.remembered import Remembered
from packetizer.rules.check import check
from packetizer.rules.ics import write_calendar
from packetizer.rules.library import Library
from packetizer.rules.load import load_library
from packetizer.spread import Places, Spread, Where, on_this_machine
from packetizer.understanding.knowledge import Knowledge, load_knowledge
from packetizer.understanding.lexicon import Lexicon
from packetizer.understanding.understand import find_papers, take_together

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

OUTPUT = "packet"  # the outputs' default place, inside the case folder
STATE = ".packetizer"  # cache and lock


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What the command line says. None: as `case.yaml` or the papers have it."""

    output: Path | None = None
    insurer: str | None = None
    state: str | None = None
    today: date | None = None
    jobs: int | None = None
    engine: str = Engine.AUTO
    lang: str = "eng"
    rules: tuple[Path, ...] = ()
    passwords: tuple[str, ...] = field(default=(), repr=False)  # of locked files in the folder
    where: Where | None = None  # the work runs; None: on this machine, by `jobs` workers
    isolate: bool = False  # the workers see the files read-only and have no network
    packet: PacketOptions = field(default_factory=PacketOptions)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the papers of a folder say, before anything is written."""

    sources: tuple[Source, ...]
    pages: tuple[Page, ...]
    case: Case
    findings: Findings
    given: Given

    @property
    def to_settle(self) -> bool:
        """Whether a person must settle something before the packet is sent."""
        undone = any(
            item.required and item.status in (Status.MISSING, Status.NEEDS_REVIEW)
            for item in self.findings.requirements
        )
        warned = any(
            warning.severity is not Severity.NOTE for warning in all_warnings(self.case, self.findings)
        )
        return undone or warned


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A finished build: where the outputs stand, and what they hold."""

    out: Path
    reading: Reading
    plan: Plan
    manifest: Manifest
    timings: dict[str, float] = field(default_factory=dict)
    since: Since | None = None  # what changed; None where no earlier build stood there

    @property
    def exit_code(self) -> int:
        return 1 if self.reading.to_settle else 0

    @property
    def files(self) -> tuple[OutputRow, ...]:
        """The files of the packet, volume by volume."""
        return self.manifest.outputs[: len(self.plan.files)]


def build_case(folder: Path, options: BuildOptions, progress: Progress | None = None) -> BuildResult:
    """Build the packet of the case in `folder` and put it in its place.

    PacketizerError says why nothing could be built; whatever stood in the output folder then still stands.
    """
    progress = progress or Silent()
    clock = Stopwatch(progress)
    out = options.output or folder / OUTPUT
    said = _said(folder, options)
    with (
        ThreadPoolExecutor(max_workers=1) as beside,  # what can be done while the workers read
        _explained(out),
        _places(options, said, folder, out) as places,
        held(_state(folder, out), folder),
    ):
        library = beside.submit(load_library, (*options.rules, *_own_rules(folder)))
        knowledge = beside.submit(load_knowledge)
        last = read_last(out, needed=options.packet.keep_exhibits)
        reading = _read(folder, out, options, said, library, knowledge, places, clock)
        hidden = find_redactions(reading.case, reading.pages, reading.given, options.packet.redact)
        reading = replace(reading, case=without_them(reading.case, hidden))
        plan = _plan(reading, options.packet, last)
        reading = _with_letter(reading, plan, options.packet)
        with staging(out) as made:
            plan, manifest, reading, since = _write(
                made,
                folder,
                reading,
                plan,
                options,
                hidden,
                knowledge.result(),
                last,
                places.here,
                beside,
                clock,
            )
            publish(made, out)
    return BuildResult(out, reading, plan, manifest, clock.seconds, since)


def read_case(folder: Path, options: BuildOptions, progress: Progress | None = None) -> Reading:
    """What the papers in `folder` say and what the rules make of it; nothing is written but the cache."""
    out = options.output or folder / OUTPUT
    said = _said(folder, options)
    with (
        ThreadPoolExecutor(max_workers=1) as beside,
        _explained(out),
        _places(options, said, folder, out) as places,
    ):
        clock = Stopwatch(progress or Silent())
        library = beside.submit(load_library, (*options.rules, *_own_rules(folder)))
        knowledge = beside.submit(load_knowledge)
        reading = _read(folder, out, options, said, library, knowledge, places, clock)
    if not reading.given.letter:
        return reading
    plan = plan_packet(reading.case, reading.findings, reading.pages, reading.given, options.packet)
    return _with_letter(reading, plan, options.packet)


def _read(
    folder: Path,
    out: Path,
    options: BuildOptions,
    said: Given,
    library: Future[Library],
    knowledge: Future[Knowledge],
    places: Places,
    clock: Stopwatch,
) -> Reading:
    given = overridden(
        said,
        insurer=options.insurer
        and _known_insurer(options.insurer, knowledge.result().lexicon, library.result()),
        state=options.state,
        today=options.today,
    )
    settings = ReadingSettings(Engine(options.engine), options.lang, photos_whole=options.packet.originals)
    with clock.stage("Looking at the files"):
        sources = survey(folder, skip=frozenset({out}), spread=places.here)
    _refuse_nothing(folder, sources, library)
    with clock.stage("Reading pages", sum(source.pages for source in sources)):
        cache = _state(folder, out) / "cache"
        asked = Remembered(cache, knowledge)
        coming = read_pages(folder, sources, settings, cache=cache, spread=places.pages)
        pages = tuple(_none_for_nothing(clock.each(asked.asked(coming)), library))
    with clock.stage("Understanding"):
        papers = find_papers(pages, given, knowledge.result(), asked.told)
    with clock.stage("Reading again what decides"):
        second = read_again(
            folder, sources, pages, papers.deciding, settings, cache=cache, spread=places.pages
        )
    with clock.stage("Taking the papers together"):
        case = take_together(papers, given, knowledge.result(), second)
        case = replace(case, warnings=case.warnings + about_sources(sources))
        findings = check(case, library.result(), given)
    return Reading(sources, pages, case, findings, given)


def _write(
    made: Path,
    folder: Path,
    reading: Reading,
    plan: Plan,
    options: BuildOptions,
    hidden: Redactions,
    knowledge: Knowledge,
    last: Built | None,
    spread: Spread,
    beside: Executor,
    clock: Stopwatch,
) -> tuple[Plan, Manifest, Reading, Since | None]:
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
        plan, files = packet.plan, [file.path for file in packet.files]
    with clock.stage("Proving the packet"):
        prove(files, plan)
        prove_gone(files, plan, hidden, packet.placed)
        prove_unseen(files, plan, hidden, spread, options.lang)
    if options.packet.password:
        with clock.stage("Locking the packet"):
            seal(files, options.packet.password)
    noticed = (*map(_about_page, packet.notes), *about_limits(packet))
    case = replace(case, warnings=case.warnings + noticed)
    with clock.stage("Writing the worksheet"):
        manifest = build_manifest(
            version=__version__,
            generated=datetime.now(UTC).isoformat(timespec="seconds"),
            case=case,
            findings=findings,
            given=given,
            sources=sources,
            pages=pages,
            plan=plan,
            insurers={insurer.id: insurer.name for insurer in knowledge.lexicon.insurers.insurers},
            outputs=tuple(output_row(file.path, file.pages) for file in packet.files),
            last_exhibit=last_letter(plan, last) if options.packet.keep_exhibits else None,
        )
        since = compared(last, as_built(manifest)) if last else None
        crops = drawn.result()
        more = [one for one in crop_requests(case, findings, pages) if one.key not in crops]
        crops |= make_crops(more, folder, sources, spread)
        html = worksheet_html(manifest, case, findings, given, plan, crops, since)
        (made / WORKSHEET).write_text(html, encoding="utf-8")
    outputs = (*manifest.outputs, output_row(made / WORKSHEET))
    if options.packet.calendar:
        write_calendar(made / CALENDAR, findings.deadlines, given.today)
        outputs = (*outputs, output_row(made / CALENDAR))
    manifest = manifest.model_copy(update={"outputs": outputs, "timings": dict(clock.seconds)})
    write_json(manifest, made / MANIFEST)
    return plan, manifest, replace(reading, case=case), since


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


class Stopwatch:
    """Tells the progress display what runs, and remembers how long it took, in seconds."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, title: str, total: int | None = None) -> Iterator[None]:
        start = time.perf_counter()
        with self._progress.stage(title, total):
            yield
        self.seconds[title] = round(time.perf_counter() - start, 3)

    def each(self, pages: Iterator[Page]) -> Iterator[Page]:
        """The pages as they come, each a step of the stage."""
        for page in pages:
            self._progress.step(f"{page.ref.source}, page {page.ref.number}")
            yield page


def _said(folder: Path, options: BuildOptions) -> Given:
    """What `case.yaml` says, with the passwords that came by the command line."""
    given = read_case_file(folder, date.today())  # noqa: DTZ011  (the advocate's own day; `today` makes it fixed)
    return replace(given, passwords=given.passwords + options.passwords, letter=read_letter(folder))


def _places(options: BuildOptions, said: Given, folder: Path, out: Path) -> AbstractContextManager[Places]:
    """The workers, which open all files; the passwords reach them through memory, never a command line."""
    where = options.where or on_this_machine(options.jobs)
    state = _state(folder, out)
    return where(partial(prepare, said.passwords, state, _writable(options, out, state)), state)


def _writable(options: BuildOptions, out: Path, state: Path) -> tuple[Path, ...] | None:
    """What isolated workers may write to; None: they are not to be. UsageError where it is impossible."""
    if not options.isolate:
        return None
    if options.where is not None:
        raise UsageError("--isolate: only where this computer reads the pages for one case at a time")
    if (why := obstacle()) is not None:
        raise UsageError(f"--isolate: not possible here: {why}; build without it, or on another system")
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    return state, out


def _known_insurer(wanted: str, lexicon: Lexicon, library: Library) -> str:
    """The id of an insurer named on the command line. UsageError (exit code 2) with the nearest names."""
    ids = {file.rules.id: file.rules.id for file in library.files if file.rules.kind == "insurer"}
    for insurer in lexicon.insurers.insurers:
        for name in (*insurer.aliases, *insurer.short, insurer.name, insurer.id):
            ids[name.lower()] = insurer.id
    if wanted.lower() in ids:
        return ids[wanted.lower()]
    near = sorted({ids[name] for name in get_close_matches(wanted.lower(), ids, n=5, cutoff=0.5)})
    hint = f"did you mean {' or '.join(near)}?" if near else "see: packetizer rules list"
    raise UsageError(f"--insurer {wanted}: no such insurer is known; {hint}")


def _own_rules(folder: Path) -> Sequence[Path]:
    """The case's own rule files, which beat the shipped ones by name."""
    return [folder / "rules"] if (folder / "rules").is_dir() else []


def _state(folder: Path, out: Path) -> Path:
    """Our own folder of the case: beside the scans, or with the outputs where the scans are read-only."""
    state = (folder if os.access(folder, os.W_OK) else out) / STATE
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    return state


def _none_for_nothing(pages: Iterator[Page], library: Future[Library]) -> Iterator[Page]:
    """The pages as they come. A wrong rule file ends the reading after its first page, not after its last."""
    for page in pages:
        library.result()
        yield page


def _refuse_nothing(folder: Path, sources: Sequence[Source], library: Future[Library]) -> None:
    """There must be a page to build from, and no rule file wrong; else say what was found instead."""
    if not any(source.pages and source.problem is None for source in sources):
        library.result()  # a wrong rule file is said first
    if not sources:
        raise PacketizerError(f"{folder}: there are no files in this folder; put the client's scans into it")
    if any(source.pages and source.problem is None for source in sources):
        return
    found = [f"  {source.path}: {source.problem.reason}" for source in sources if source.problem]
    more = [f"  … and {len(found) - 20} more"] if len(found) > 20 else []
    raise PacketizerError("\n".join([f"{folder}: no page could be read:", *found[:20], *more]))


_WORDS = {
    errno.ENOSPC: "the disk is full; free some space and build again",
    errno.EDQUOT: "your disk quota is used up; free some space and build again",
    errno.EACCES: "no permission; change the folder's permissions or choose another place with -o",
    errno.EPERM: "no permission; change the folder's permissions or choose another place with -o",
    errno.EROFS: "the disk can only be read; choose another place with -o",
    errno.EFBIG: "a file would be larger than this system allows",
    errno.ENOENT: "it was there and is gone; was it moved while the build ran?",
}


@contextmanager
def _explained(out: Path) -> Iterator[None]:
    """A full disk or a missing permission is the user's to mend: say which place and what to do."""
    try:
        yield
    except OSError as error:
        if error.errno not in _WORDS:
            raise
        place = error.filename if isinstance(error.filename, str) else out  # some libraries give a stream
        raise PacketizerError(f"{place}: {_WORDS[error.errno]}") from None
