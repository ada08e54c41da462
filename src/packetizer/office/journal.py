"""The journal: what is known of each case, its files and its builds. It survives being killed at any time.

SQLite with a write-ahead log. Every method that writes is one transaction. Times are arguments, seconds
since 1970. It holds names of folders and files and hashes, never a word of a page.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from packetizer.errors import PacketizerError
from packetizer.office.disks import on_network
from packetizer.office.folders import Stamp
from packetizer.office.schema import MIGRATIONS
from packetizer.office.summary import Summary

JOURNAL = "journal.db"
_KEPT_JOBS = 20  # of each case


class State(StrEnum):
    """Of a case."""

    WAITING = "waiting"  # for files to arrive whole and the folder to come to rest
    QUEUED = "queued"
    BUILDING = "building"
    BUILT = "built"
    RETRY = "retry"  # a build failed and will be tried again
    PARKED = "parked"  # it failed too often; a change to its files starts it again
    EMPTY = "empty"  # no file is in it
    GONE = "gone"  # the folder is no more


@dataclass(frozen=True, slots=True)
class CaseRow:
    """What is known of a case."""

    name: str
    state: State
    since: float
    due: float | None = None
    attempts: int = 0
    reason: str = ""
    tried: str | None = None  # digest of what was built last, or failed to be
    digest: str | None = None  # of what the packet that stands was built from
    built: float | None = None
    summary: Summary | None = None
    stage: str = ""
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class JobRow:
    """A build that was begun."""

    id: int
    case: str
    digest: str
    attempt: int
    state: str
    started: float
    ended: float | None
    exit_code: int | None
    reason: str
    batch: int | None


@dataclass(frozen=True, slots=True)
class WatcherRow:
    """Who works on the folder, and when it last gave a sign of life."""

    pid: int
    host: str
    top: str
    mode: str
    started: float
    beat: float
    ended: float | None


@dataclass(frozen=True, slots=True)
class UnfiledRow:
    """A file that lies beside the cases; `proposed` names the case it may belong to."""

    path: str
    sha256: str
    proposed: str | None
    why: str


@contextmanager
def open_journal(file: Path) -> Iterator[Journal]:
    """The journal in `file`, made or brought up to date as needed. PacketizerError where that cannot be."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(file, timeout=30, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise PacketizerError(f"{file}: the journal cannot be opened ({error})") from None
    try:
        try:
            mode = "TRUNCATE" if on_network(file.parent) else "WAL"  # which needs memory that is shared
            connection.execute(f"PRAGMA journal_mode = {mode}")
            connection.execute("PRAGMA synchronous = FULL")  # a job noted as done stays so after a power cut
            migrate(connection, file)
        except sqlite3.DatabaseError as error:
            raise PacketizerError(
                f"{file}: the journal is damaged ({error}); delete it, and every case is looked at anew"
            ) from None
        yield Journal(connection)
    finally:
        connection.close()


@contextmanager
def read_journal(file: Path) -> Iterator[Journal]:
    """The journal for reading only, also while a watcher writes it."""
    if not file.is_file():
        raise PacketizerError(f"{file}: there is no journal; nothing was watched or built here yet")
    try:
        connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
        _refuse_newer(connection, file)
    except sqlite3.Error as error:
        raise PacketizerError(f"{file}: the journal cannot be read ({error})") from None
    try:
        yield Journal(connection)
    finally:
        connection.close()


def migrate(connection: sqlite3.Connection, file: Path, scripts: Sequence[str] = MIGRATIONS) -> None:
    """Bring the tables up to date, a version at a time, each wholly or not at all."""
    _refuse_newer(connection, file, len(scripts))
    for number in range(_version(connection), len(scripts)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if _version(connection) == number:  # nobody else was quicker
                for statement in _statements(scripts[number]):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def _statements(script: str) -> Iterator[str]:
    """The script's statements; `executescript` would end the transaction."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _refuse_newer(connection: sqlite3.Connection, file: Path, known: int = len(MIGRATIONS)) -> None:
    if _version(connection) > known:
        raise PacketizerError(f"{file}: written by a newer packetizer; update this one to read it")


_CASE = "name, state, since, due, attempts, reason, tried, digest, built, summary, stage, done, total"
_JOB = "id, case_name, digest, attempt, state, started, ended, exit_code, reason, batch"


class Journal:
    """One connection; for one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # ------------------------------------------------------------ cases

    def cases(self) -> dict[str, CaseRow]:
        rows = self._db.execute(f"SELECT {_CASE} FROM cases ORDER BY name")  # noqa: S608  (a constant)
        return {row[0]: _case_row(row) for row in rows}

    def put_case(self, case: CaseRow) -> None:
        """The case as it is now, all but its progress."""
        with self._at_once():
            self._put(case)

    def _put(self, case: CaseRow) -> None:
        summary = case.summary.model_dump_json() if case.summary else None
        values = (
            case.name,
            case.state,
            case.since,
            case.due,
            case.attempts,
            case.reason,
            case.tried,
            case.digest,
            case.built,
            summary,
            case.stage,
            case.done,
            case.total,
        )
        marks = ", ".join("?" * len(values))
        self._db.execute(f"INSERT OR REPLACE INTO cases ({_CASE}) VALUES ({marks})", values)  # noqa: S608

    def progress(self, name: str, stage: str, done: int, total: int) -> None:
        self._db.execute(
            "UPDATE cases SET stage = ?, done = ?, total = ? WHERE name = ?", (stage, done, total, name)
        )

    # ------------------------------------------------------------ files

    def files(self, case: str) -> dict[str, tuple[Stamp, str]]:
        """Stamp and contents of each file of the case, as last seen at rest."""
        rows = self._db.execute(
            "SELECT path, size, mtime_ns, ctime_ns, inode, sha256 FROM files WHERE case_name = ?", (case,)
        )
        return {row[0]: (Stamp(*row[1:5]), row[5]) for row in rows}

    def put_files(self, case: str, files: Mapping[str, tuple[Stamp, str]]) -> None:
        with self._at_once():
            self._db.execute("DELETE FROM files WHERE case_name = ?", (case,))
            self._db.executemany(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    (case, path, stamp.size, stamp.mtime_ns, stamp.ctime_ns, stamp.inode, contents)
                    for path, (stamp, contents) in files.items()
                ),
            )

    # ------------------------------------------------------------ jobs

    def begin(self, case: CaseRow, digest: str, now: float, batch: int | None = None) -> int:
        """A build begins; `case` is its new row."""
        with self._at_once():
            self._put(case)
            cursor = self._db.execute(
                "INSERT INTO jobs (case_name, digest, attempt, state, started, batch) "
                "VALUES (?, ?, ?, 'running', ?, ?)",
                (case.name, digest, case.attempts + 1, now, batch),
            )
        return cursor.lastrowid or 0

    def end(self, job: int, case: CaseRow, now: float, *, state: str, exit_code: int, reason: str) -> None:
        """A build has ended and the case is now as `case` says: both or neither."""
        with self._at_once():
            self._db.execute(
                "UPDATE jobs SET state = ?, ended = ?, exit_code = ?, reason = ? WHERE id = ?",
                (state, now, exit_code, reason, job),
            )
            self._db.execute(
                "DELETE FROM jobs WHERE case_name = ? AND id NOT IN "
                "(SELECT id FROM jobs WHERE case_name = ? ORDER BY id DESC LIMIT ?)",
                (case.name, case.name, _KEPT_JOBS),
            )
            self._put(case)

    def jobs(self, state: str | None = None, batch: int | None = None) -> list[JobRow]:
        """Builds in the order they began: all, or those of a state or a batch."""
        rows = self._db.execute(
            f"SELECT {_JOB} FROM jobs WHERE (?1 IS NULL OR state = ?1) "  # noqa: S608
            "AND (?2 IS NULL OR batch = ?2) ORDER BY id",
            (state, batch),
        )
        return [JobRow(*row) for row in rows]

    # ------------------------------------------------------------ batches

    def batch(self, asked: str, now: float) -> tuple[int, bool]:
        """The batch to work on, and whether it was begun before: one asked for so, and never finished."""
        with self._at_once():
            row = self._db.execute(
                "SELECT id FROM batches WHERE ended IS NULL AND asked = ? ORDER BY id DESC LIMIT 1", (asked,)
            ).fetchone()
            if row:
                return int(row[0]), True
            cursor = self._db.execute("INSERT INTO batches (asked, started) VALUES (?, ?)", (asked, now))
            return cursor.lastrowid or 0, False

    def end_batch(self, number: int, now: float) -> None:
        self._db.execute("UPDATE batches SET ended = ? WHERE id = ?", (now, number))

    def recipe_before(self, recipe: str) -> str | None:
        """How cases were built until now (None: never yet); from now on they are built as `recipe` says."""
        with self._at_once():
            row = self._db.execute("SELECT recipe FROM recipe").fetchone()
            self._db.execute("INSERT OR REPLACE INTO recipe VALUES (1, ?)", (recipe,))
        return str(row[0]) if row else None

    # ------------------------------------------------------------ unfiled

    def unfiled(self) -> list[UnfiledRow]:
        return [
            UnfiledRow(*row)
            for row in self._db.execute("SELECT path, sha256, proposed, why FROM unfiled ORDER BY path")
        ]

    def put_unfiled(self, rows: Iterable[UnfiledRow]) -> None:
        with self._at_once():
            self._db.execute("DELETE FROM unfiled")
            self._db.executemany(
                "INSERT INTO unfiled VALUES (?, ?, ?, ?)",
                ((row.path, row.sha256, row.proposed, row.why) for row in rows),
            )

    # ------------------------------------------------------------ the watcher

    def watcher(self) -> WatcherRow | None:
        row = self._db.execute(
            "SELECT pid, host, top, mode, started, beat, ended FROM watcher WHERE one = 1"
        ).fetchone()
        return WatcherRow(*row) if row else None

    def put_watcher(self, watcher: WatcherRow) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO watcher VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
            (
                watcher.pid,
                watcher.host,
                watcher.top,
                watcher.mode,
                watcher.started,
                watcher.beat,
                watcher.ended,
            ),
        )


def _case_row(row: tuple[object, ...]) -> CaseRow:
    name, state, since, due, attempts, reason, tried, digest, built, summary, stage, done, total = row
    return CaseRow(
        str(name),
        State(str(state)),
        float(str(since)),
        None if due is None else float(str(due)),
        int(str(attempts)),
        str(reason),
        None if tried is None else str(tried),
        None if digest is None else str(digest),
        None if built is None else float(str(built)),
        None if summary is None else Summary.model_validate_json(str(summary)),
        str(stage),
        int(str(done)),
        int(str(total)),
    )
