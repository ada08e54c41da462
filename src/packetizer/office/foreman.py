"""Starts the builds that are due, takes note of how they end, and tries again what failed."""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from packetizer import __version__
from packetizer.build import BuildOptions
from packetizer.errors import RulesError, UsageError
from packetizer.office.crew import Crew, Ended, Progressed
from packetizer.office.folders import CaseFolder, digest_of
from packetizer.office.journal import CaseRow, Journal, State
from packetizer.office.messages import Failed, Task
from packetizer.office.standing import counted
from packetizer.office.summary import Summary, contents_built, read_manifest, summary_of
from packetizer.office.tasks import BuildTask, Built, same_contents
from packetizer.packet.publish import MANIFEST

WAITS = (10.0, 60.0, 300.0, 1800.0)  # seconds before a failed build is tried again; then it is parked
_COMMAND_SECONDS = 60.0  # that a command run after a build may take
STUCK_SECONDS = 3600.0  # without a sign of progress, after which a build is ended
_TOLD_EVERY = 1.0  # seconds between two notes of a build's progress in the journal

Log = Callable[[str], None]
Maker = Callable[[CaseFolder, BuildOptions], Task[Built]]


@dataclass(frozen=True, slots=True)
class Orders:
    """How cases are built, and what follows."""

    options: BuildOptions
    at_once: int = 2
    waits: tuple[float, ...] = WAITS
    on_built: str | None = None
    abroad: bool = False  # pages are read on other machines
    task: Maker = BuildTask

    @property
    def recipe(self) -> str:
        """Changes when the same papers would be built otherwise. Nothing can be learned from it."""
        said = replace(self.options, output=None, jobs=None, where=None)  # passwords are not shown in it
        rules = [(str(path), _changed(path)) for path in self.options.rules]
        secrets = [_unreadable(text) for text in (*said.passwords, said.packet.password) if text]
        return hashlib.sha256(f"{__version__} {said} {rules} {secrets}".encode()).hexdigest()


def _unreadable(password: str) -> str:
    """What changes with a password, made so that trying many of them takes long."""
    return hashlib.scrypt(password.encode(), salt=b"packetizer", n=1 << 14, r=8, p=1).hex()


def _changed(path: Path) -> list[tuple[str, int]]:
    """When rule files were last changed."""
    files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    return [(str(file), file.stat().st_mtime_ns) for file in files if file.exists()]


@dataclass(frozen=True, slots=True)
class _Running:
    case: CaseFolder
    job: int
    digest: str
    contents: Mapping[str, str]


class Foreman:
    """The one who writes the journal. Everything here happens in one thread."""

    def __init__(self, orders: Orders, journal: Journal, crew: Crew, log: Log) -> None:
        self.orders = orders
        self.journal = journal
        self.rows = journal.cases()
        self.batch: int | None = None
        self.began = time.time()
        self.crew = crew
        self._log = log
        self._recipe = orders.recipe
        self._tell_of_recipe()
        self._running: dict[int, _Running] = {}
        self._told: dict[int, float] = {}
        self._heard: dict[int, float] = {}
        self._commands = threading.Semaphore(4)
        self._after_builds: list[threading.Thread] = []

    # ------------------------------------------------------------ what is there

    @property
    def room(self) -> int:
        """How many more builds may begin now."""
        return self.orders.at_once - len(self._running)

    @property
    def idle(self) -> bool:
        """Whether nothing is being built or waits for its turn."""
        return not self._running and all(row.state is not State.QUEUED for row in self.rows.values())

    @property
    def busy(self) -> bool:
        return bool(self._running)

    def building(self, name: str) -> bool:
        return any(running.case.name == name for running in self._running.values())

    def row(self, name: str) -> CaseRow:
        return self.rows.get(name) or CaseRow(name, State.WAITING, time.time())

    def put(self, row: CaseRow) -> None:
        """Note a case's new state; nothing where nothing has changed."""
        old = self.rows.get(row.name)
        if old is not None and old.state is row.state:
            row = replace(row, since=old.since)
        if old != row:
            self.rows[row.name] = row
            self.journal.put_case(row)

    def recipe_changed(self) -> bool:
        """Whether the same papers would be built otherwise than a while ago: rule files were edited."""
        before, self._recipe = self._recipe, self.orders.recipe
        self._tell_of_recipe()
        return before != self._recipe

    def _tell_of_recipe(self) -> None:
        """Who forgets an option of the last run shall not wonder why all is built, and built otherwise."""
        if self.journal.recipe_before(self._recipe) not in (None, self._recipe):
            self._log("other options, rule files or version than the last time: every case is built anew")

    def digest(self, contents: Mapping[str, str]) -> str:
        return digest_of(contents, self._recipe)

    # ------------------------------------------------------------ what to do

    def recover(self, folders: Mapping[str, CaseFolder]) -> None:
        """After a sudden end: a build that had put its packet in place is done, any other begins anew."""
        for job in self.journal.jobs(state="running"):
            row = self.row(job.case)
            case = folders.get(job.case)
            summary = self._finished(case, job.started) if case else None
            now = time.time()
            if summary is not None:
                row = _built(row, job.digest, summary, now)
                self.journal.end(job.id, row, now, state="done", exit_code=summary.exit_code, reason="")
                self._after(row.name, summary)
            else:
                row = replace(row, state=State.WAITING, since=now, due=None, stage="", done=0, total=0)
                self.journal.end(
                    job.id, row, now, state="interrupted", exit_code=0, reason="the program was ended"
                )
                self._log(f"{job.case}: its build was interrupted and will be done again")
            self.rows[job.case] = row

    def _finished(self, case: CaseFolder, started: float) -> Summary | None:
        """The summary of a packet that was published since, from the files that were noted."""
        try:
            if (case.out / MANIFEST).stat().st_mtime < started:
                return None
        except OSError:
            return None
        manifest = read_manifest(case.out)
        seen = {path: contents for path, (_, contents) in self.journal.files(case.name).items()}
        if manifest is None or not same_contents(seen, contents_built(manifest)):
            return None
        return summary_of(manifest, case.out)

    def decide(
        self, case: CaseFolder, contents: Mapping[str, str], now: float, *, anew: bool = False
    ) -> None:
        """The case has come to rest with these contents: queue a build where one is needed.

        `anew`: also where a packet from the same contents stands, or building it failed before.
        """
        digest, row = self.digest(contents), self.row(case.name)
        stands = (case.out / MANIFEST).is_file()
        if not contents:
            self.put(replace(row, state=State.EMPTY, since=now, due=None, reason="no file is in it yet"))
        elif digest == row.digest and stands and not anew:
            self.put(replace(row, state=State.BUILT, since=now, due=None, attempts=0, reason=""))
        elif digest == row.tried and row.state in (State.RETRY, State.PARKED) and not anew:
            return
        else:
            self.put(replace(row, state=State.QUEUED, since=now, due=None, attempts=0, reason=""))

    def start(self, case: CaseFolder, contents: Mapping[str, str], now: float) -> None:
        """Begin the case's build."""
        digest = self.digest(contents)
        row = replace(
            self.row(case.name),
            state=State.BUILDING,
            since=now,
            due=None,
            tried=digest,
            stage="",
            done=0,
            total=0,
        )
        job = self.journal.begin(row, digest, now, self.batch)
        self.rows[case.name] = row
        self._running[job] = _Running(case, job, digest, contents)
        self._heard[job] = now
        self.crew.start(job, self.orders.task(case, self.orders.options))

    def progressed(self, event: Progressed, now: float) -> None:
        if running := self._running.get(event.key):
            self._heard[event.key] = now
            row = replace(self.row(running.case.name), stage=event.stage, done=event.done, total=event.total)
            self.rows[row.name] = row
            if now - self._told.get(event.key, 0) >= _TOLD_EVERY:
                self._told[event.key] = now
                self.journal.progress(row.name, row.stage, row.done, row.total)

    def end_stuck(self, now: float) -> None:
        """No page takes long, so a build that says nothing for an hour will never end by itself."""
        for key, heard in self._heard.items():
            if now - heard > STUCK_SECONDS:
                self._log(f"{self._running[key].case.name}: its build makes no progress and is ended")
                self.crew.end(key)

    def ended(self, event: Ended[object], now: float) -> CaseFolder | None:
        """Take note of a build's end.

        Gives the case where the build was made from other contents than it was begun with; they must be read
        anew. None otherwise.
        """
        running = self._running.pop(event.key)
        self._told.pop(event.key, None)
        self._heard.pop(event.key, None)
        if isinstance(event.result, Failed):
            self._failed(running, event.result, now)
            return None
        built = event.result
        assert isinstance(built, Built)  # noqa: S101
        row, summary = self.row(running.case.name), built.summary
        same = same_contents(running.contents, built.contents)
        row = _built(row, running.digest, summary, now)
        self.journal.end(running.job, row, now, state="done", exit_code=summary.exit_code, reason="")
        self.rows[row.name] = row
        self._log(f"{row.name}: {in_words(summary)}")
        self._after(row.name, summary)
        if same:
            return None
        self.journal.put_files(row.name, {})
        return running.case

    def _failed(self, running: _Running, failed: Failed, now: float) -> None:
        row, waits = self.row(running.case.name), self.orders.waits
        attempts = row.attempts + 1
        certain = failed.exit_code in (UsageError.exit_code, RulesError.exit_code)  # only an edit helps
        reason = failed.reason
        told = next(iter(reason.splitlines()), "").rstrip(":")  # what follows names files
        told = told.removeprefix(f"{running.case.folder}: ")
        if certain or attempts > len(waits):
            state, due = State.PARKED, None
            self._log(f"{row.name}: could not be built, put aside until its files change: {told}")
        else:
            state, due = State.RETRY, now + waits[attempts - 1]
            self._log(f"{row.name}: could not be built: {told}")
        row = replace(
            row, state=state, since=now, due=due, attempts=attempts, reason=reason, stage="", done=0, total=0
        )
        self.journal.end(running.job, row, now, state="failed", exit_code=failed.exit_code, reason=reason)
        self.rows[row.name] = row

    def _after(self, name: str, summary: Summary) -> None:
        if command := self.orders.on_built:
            thread = threading.Thread(target=self._run, args=(command, name, summary), daemon=True)
            self._after_builds = [*(old for old in self._after_builds if old.is_alive()), thread]
            thread.start()

    def finish(self) -> None:
        """Wait for commands that still run."""
        for thread in self._after_builds:
            thread.join(_COMMAND_SECONDS)

    def _run(self, command: str, name: str, summary: Summary) -> None:
        """The user's command, in a thread: no shell, and what it needs to know in its environment."""
        known = {
            "PACKETIZER_CASE": name,
            "PACKETIZER_PACKET": str(summary.packet),
            "PACKETIZER_WORKSHEET": str(summary.worksheet),
            "PACKETIZER_MANIFEST": str(summary.out / MANIFEST),
            "PACKETIZER_EXIT_CODE": str(summary.exit_code),
            "PACKETIZER_PAGES": str(summary.pages),
            "PACKETIZER_MISSING": str(len(summary.missing)),
            "PACKETIZER_DEADLINE": summary.deadline.isoformat() if summary.deadline else "",
        }
        with self._commands:
            try:
                done = subprocess.run(  # noqa: S603  (the user's own command, split as a shell would)
                    shlex.split(command),
                    env=os.environ | known,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    timeout=_COMMAND_SECONDS,
                    check=False,
                )
            except (OSError, subprocess.TimeoutExpired) as error:
                self._log(f"{name}: the command after the build did not work ({type(error).__name__})")
                return
        if done.returncode:
            self._log(f"{name}: the command after the build ended with {done.returncode}")


def _built(row: CaseRow, digest: str, summary: Summary, now: float) -> CaseRow:
    return CaseRow(row.name, State.BUILT, now, tried=digest, digest=digest, built=now, summary=summary)


def in_words(summary: Summary) -> str:
    """A build's outcome for a log line."""
    parts = [f"packet built, {counted(summary.pages, 'page')}"]
    if summary.missing:
        parts.append(f"{len(summary.missing)} missing")
    if summary.to_check or summary.doubts:
        parts.append(f"{len(summary.to_check) + summary.doubts} to check")
    if summary.deadline:
        parts.append(f"appeal by {summary.deadline.isoformat()}")
    return ", ".join(parts)
