"""`build_case`: the whole line, from a folder of scans to a packet, as one paragraph."""

from __future__ import annotations

import errno
import os
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from packetizer.casefile import overridden, read_case_file
from packetizer.errors import PacketizerError, UsageError
from packetizer.intake.isolation import obstacle
from packetizer.intake.openers import prepare
from packetizer.intake.problems import about_sources
from packetizer.intake.survey import survey
from packetizer.lock import held
from packetizer.model import Severity, Status
from packetizer.packet.letter.file import read_letter
from packetizer.packet.options import PacketOptions
from packetizer.packet.publish import publish, staging
from packetizer.progress import Progress, Silent
from packetizer.reading.engines import choose_readers
from packetizer.reading.read import read_pages
from packetizer.reading.settings import Engine, ReadingSettings
from packetizer.spread import Places, Where, on_this_machine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from packetizer.model import Case, Findings, Given, Page, Source
    from packetizer.packet.bundle import Plan
    from packetizer.packet.manifest import Manifest, OutputRow
    from packetizer.packet.since.change import Since
    from packetizer.rules.library import Library
    from packetizer.understanding.lore.knowledge import Knowledge
    from packetizer.understanding.lore.lexicon import Lexicon

OUTPUT = "packet"  # the outputs' default place, inside the case folder
STATE = ".packetizer"  # cache and lock
BESIDE = 2  # threads: one may wait for a program or for workers while the other computes


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
        from packetizer.packet.manifest import all_warnings

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
        ThreadPoolExecutor(max_workers=BESIDE) as beside,  # what can be done while the workers read
        _explained(out),
        _places(options, said, folder, out) as places,
        held(_state(folder, out), folder),
    ):
        from packetizer.packet.since.last import read_last

        last = read_last(out, needed=options.packet.keep_exhibits)
        reading = _read(folder, out, options, said, places, beside, clock)
        from packetizer.deliver import deliver, planned

        reading, plan, hidden = planned(reading, options.packet, last)
        with staging(out) as made:
            reading, plan, manifest, since = deliver(
                made, folder, reading, plan, hidden, options, last, places.here, beside, clock
            )
            publish(made, out)
    return BuildResult(out, reading, plan, manifest, clock.seconds, since)


def read_case(folder: Path, options: BuildOptions, progress: Progress | None = None) -> Reading:
    """What the papers in `folder` say and what the rules make of it; nothing is written but the cache."""
    out = options.output or folder / OUTPUT
    said = _said(folder, options)
    with (
        ThreadPoolExecutor(max_workers=BESIDE) as beside,
        _explained(out),
        _places(options, said, folder, out) as places,
    ):
        reading = _read(folder, out, options, said, places, beside, Stopwatch(progress or Silent()))
    if not reading.given.letter:
        return reading
    from packetizer.deliver import with_its_letter

    return with_its_letter(reading, options.packet)


def _read(
    folder: Path,
    out: Path,
    options: BuildOptions,
    said: Given,
    places: Places,
    beside: Executor,
    clock: Stopwatch,
) -> Reading:
    """What the papers say. What that takes is imported and loaded once the workers read, and not before."""
    own = (*options.rules, *_own_rules(folder))
    given = overridden(
        said,
        insurer=options.insurer and _known_insurer(options.insurer, _knowledge().lexicon, _library(own)),
        state=options.state,
        today=options.today,
    )
    settings = ReadingSettings(Engine(options.engine), options.lang, photos_whole=options.packet.originals)
    beside.submit(choose_readers, settings)  # asks Tesseract itself, and keeps what it says
    library, knowledge = beside.submit(_library, own), beside.submit(_knowledge)
    beside.submit(_get_ready)
    with clock.stage("Looking at the files"):
        sources = survey(folder, skip=frozenset({out}), spread=places.here)
    _refuse_nothing(folder, sources, own)
    with clock.stage("Reading pages", sum(source.pages for source in sources)):
        cache = _state(folder, out) / "cache"
        coming = read_pages(folder, sources, settings, cache=cache, spread=places.pages)
        from packetizer.remembered import Remembered

        asked = Remembered(cache, knowledge)
        pages = tuple(_none_for_nothing(clock.each(asked.asked(coming)), library))
    from packetizer.reading.again import read_again
    from packetizer.rules.check import check
    from packetizer.understanding.papers import find_papers
    from packetizer.understanding.together import take_together

    with clock.stage("Understanding"):
        papers = find_papers(pages, given, knowledge.result(), asked.told, asked.settled, asked.looks)
        asked.keep()
    with clock.stage("Reading again what decides"):
        second = read_again(
            folder, sources, pages, papers.deciding, settings, cache=cache, spread=places.pages
        )
    with clock.stage("Taking the papers together"):
        case = take_together(papers, given, knowledge.result(), second)
        case = replace(case, warnings=case.warnings + about_sources(sources))
        findings = check(case, library.result(), given)
    return Reading(sources, pages, case, findings, given)


def _library(extra: Sequence[Path]) -> Library:
    from packetizer.rules.load import load_library

    return load_library(extra)


def _knowledge() -> Knowledge:
    from packetizer.understanding.lore.knowledge import load_knowledge

    return load_knowledge()


def _get_ready() -> None:
    """Import what comes after reading, and get it ready."""
    for room in ("understanding.understand", "reading.again", "rules.check", "deliver"):
        import_module(f"packetizer.{room}")
    from packetizer.packet.worksheet import template

    template()


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


def _refuse_nothing(folder: Path, sources: Sequence[Source], own_rules: Sequence[Path]) -> None:
    """There must be a page to build from, and no rule file wrong; else say what was found instead."""
    if not any(source.pages and source.problem is None for source in sources):
        _library(own_rules)  # a wrong rule file is said first
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
