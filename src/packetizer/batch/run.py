"""`packetizer batch` as one call."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from queue import Empty, SimpleQueue

from packetizer.errors import PacketizerError
from packetizer.intake.survey import CONTROL
from packetizer.office.claim import claimed
from packetizer.office.crew import Crew, Ended, OpenPlaces, Progressed
from packetizer.office.folders import CaseFolder, Office, contents_hash, files_of, newest
from packetizer.office.foreman import Foreman, Orders
from packetizer.office.journal import JOURNAL, CaseRow, Journal, State, WatcherRow, open_journal
from packetizer.office.screen import Screen
from packetizer.office.standing import BEAT_SECONDS, in_all, to_settle
from packetizer.office.table import write_summary
from packetizer.packet.publish import MANIFEST


@dataclass(frozen=True, slots=True)
class Choice:
    """Which cases to build. `since`: only those with a file touched on that day or later."""

    since: date | None = None
    only_changed: bool = False


@dataclass(frozen=True, slots=True)
class _Case:
    """A case as it lies there."""

    folder: CaseFolder
    contents: Mapping[str, str]  # SHA-256 by path; nothing where no paper is in it
    touched: float


def batch(office: Office, choice: Choice, orders: Orders, places: OpenPlaces, screen: Screen) -> int:
    """Build the cases and write the summary. A batch that was interrupted goes on where it stopped.

    Gives the exit code: 0 nothing to do, 1 there is something for a person, 4 a case could not be built.
    """
    office = replace(office, top=office.top.absolute(), out=office.out and office.out.absolute())
    events: SimpleQueue[object] = SimpleQueue()
    with claimed(office, "batch"), open_journal(office.state / JOURNAL) as journal:
        crew = Crew(places, events, abroad=orders.abroad)
        foreman = Foreman(orders, journal, crew, screen.log)
        try:
            with _life_signs(journal, office) as beat:
                return _Batch(office, choice, foreman, events, screen).run(beat)
        finally:
            crew.stop()


@contextmanager
def _life_signs(journal: Journal, office: Office) -> Iterator[WatcherRow]:
    now = time.time()
    row = WatcherRow(os.getpid(), socket.gethostname(), str(office.top), "batch", now, now, None)
    journal.put_watcher(row)
    try:
        yield row
    finally:
        now = time.time()
        journal.put_watcher(replace(row, beat=now, ended=now))


class _Batch:
    def __init__(
        self, office: Office, choice: Choice, foreman: Foreman, events: SimpleQueue[object], screen: Screen
    ) -> None:
        self._office = office
        self._choice = choice
        self._foreman = foreman
        self._events = events
        self._screen = screen

    def run(self, beat: WatcherRow) -> int:
        foreman, journal = self._foreman, self._foreman.journal
        folders = {case.name: case for case in self._office.cases()}
        foreman.crew.ready()  # before anything is begun that would count as interrupted
        foreman.recover(folders)
        number, resumed = journal.batch(f"{self._choice} {foreman.orders.recipe}", time.time())
        foreman.batch = number
        cases = [self._seen(folder) for folder in folders.values()]
        todo = list(self._todo(cases, number))
        if resumed:
            self._screen.log(
                f"going on where the last batch stopped: {len(todo)} of {len(cases)} cases to do"
            )
        for case in cases:
            if not case.contents:
                foreman.decide(case.folder, {}, time.time())
        last = 0.0
        while todo or foreman.busy:
            while todo and foreman.room > 0:
                case = todo.pop(0)
                foreman.start(case.folder, case.contents, time.time())
            self._screen.show(foreman.rows, [])
            self._take()
            if time.time() - last > BEAT_SECONDS:
                last = time.time()
                journal.put_watcher(replace(beat, beat=last))
        journal.end_batch(number, time.time())
        return self._summary([foreman.row(name) for name in folders])

    def _summary(self, rows: list[CaseRow]) -> int:
        """Written and told; gives the exit code."""
        beside = self._office.unfiled()
        unfiled = len(files_of(beside)) if beside else 0
        today = self._foreman.orders.options.today or date.today()  # noqa: DTZ011  (the advocate's own day)
        try:
            file = write_summary(self._office.desk, rows, today, unfiled)
        except OSError as error:
            raise PacketizerError(
                f"{self._office.desk}: the packets are built, the summary could not be ({error.strerror})"
            ) from None
        self._screen.log(in_all(rows, unfiled))
        self._screen.log(f"summary: {file}")
        return _exit_code(rows)

    def _seen(self, folder: CaseFolder) -> _Case:
        """The case's files; only what has changed since the last time is read."""
        stamps, known = files_of(folder), self._foreman.journal.files(folder.name)
        found = {
            path: (stamp, known[path][1])
            if path in known and known[path][0] == stamp
            else (stamp, contents_hash(folder.file(path)) or "unreadable")
            for path, stamp in stamps.items()
        }
        if found != known:
            self._foreman.journal.put_files(folder.name, found)
        papers = any(path.split("/")[0] not in CONTROL for path in found)
        contents = {path: contents for path, (_, contents) in found.items()} if papers else {}
        return _Case(folder, contents, newest(stamps.values()))

    def _todo(self, cases: list[_Case], number: int) -> Iterator[_Case]:
        """The cases to build, but for those that this batch has built already."""
        done = {(job.case, job.digest) for job in self._foreman.journal.jobs(state="done", batch=number)}
        since = _midnight(self._choice.since)
        for case in cases:
            digest, name = self._foreman.digest(case.contents), case.folder.name
            stands = digest == self._foreman.row(name).digest and (case.folder.out / MANIFEST).is_file()
            if not case.contents or case.touched < since:
                continue
            if stands and (self._choice.only_changed or (name, digest) in done):
                continue
            yield case

    def _take(self) -> None:
        try:
            event = self._events.get(timeout=BEAT_SECONDS)
        except Empty:
            event = None
        now = time.time()
        self._foreman.end_stuck(now)
        if isinstance(event, Progressed):
            self._foreman.progressed(event, now)
        elif isinstance(event, Ended):
            self._foreman.ended(event, now)


def _midnight(day: date | None) -> float:
    return datetime(day.year, day.month, day.day).astimezone().timestamp() if day else 0.0


def _exit_code(rows: list[CaseRow]) -> int:
    if any(row.state in (State.RETRY, State.PARKED) for row in rows):
        return 4
    return 1 if any(map(to_settle, rows)) else 0
