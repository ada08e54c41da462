"""The journal: whole after any end, brought up to date from every version, never by a newer one."""

from __future__ import annotations

import signal
import sqlite3
import stat
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from packetizer.errors import PacketizerError
from packetizer.office.folders import Stamp
from packetizer.office.journal import CaseRow, State, UnfiledRow, migrate, open_journal, read_journal
from packetizer.office.schema import MIGRATIONS
from packetizer.office.summary import Summary

ROW = CaseRow("Ada", State.QUEUED, 1.0)
SUMMARY = Summary(
    out=Path("out"),
    packets=("packet.pdf",),
    exit_code=1,
    pages=3,
    sources=2,
    insurer="Aetna",
    missing=("Letter of medical necessity",),
    to_check=(),
    doubts=0,
    deadline=None,
)


def test_what_is_put_in_comes_out(tmp_path: Path) -> None:
    file = tmp_path / "state" / "journal.db"
    stamp = Stamp(1, 2**62, 3, 2**63 - 1)
    with open_journal(file) as journal:
        job = journal.begin(replace(ROW, state=State.BUILDING), "digest", 2.0)
        journal.put_files("Ada", {"a\\x0a.pdf": (stamp, "sha")})
        journal.put_unfiled([UnfiledRow("x.pdf", "sha", None, "why")])
        journal.progress("Ada", "Reading pages", 3, 9)
    with open_journal(file) as journal:
        assert [(j.id, j.state) for j in journal.jobs()] == [(job, "running")]
        done = replace(ROW, state=State.BUILT, digest="digest", tried="digest", built=3.0, summary=SUMMARY)
        journal.end(job, done, 3.0, state="done", exit_code=1, reason="")
    with read_journal(file) as journal:
        assert journal.cases() == {"Ada": done}
        assert journal.files("Ada") == {"a\\x0a.pdf": (stamp, "sha")}
        assert journal.jobs(state="running") == []
        assert [row.path for row in journal.unfiled()] == ["x.pdf"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_batch_is_taken_up_again_until_it_is_finished(tmp_path: Path) -> None:
    with open_journal(tmp_path / "journal.db") as journal:
        first, resumed = journal.batch("all", 1.0)
        assert not resumed
        assert journal.batch("all", 2.0) == (first, True)
        assert journal.batch("since June", 2.0)[0] != first
        journal.end_batch(first, 3.0)
        second, resumed = journal.batch("all", 4.0)
        assert second != first
        assert not resumed


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_older_journals_are_brought_up_to_date(tmp_path: Path, version: int) -> None:
    file = tmp_path / "journal.db"
    old = sqlite3.connect(file, isolation_level=None)
    migrate(old, file, MIGRATIONS[:version])
    if version:
        old.execute("INSERT INTO cases (name, state, since) VALUES ('Ada', 'built', 1)")
        old.execute(
            "INSERT INTO jobs (case_name, digest, attempt, state, started) VALUES ('Ada', 'd', 1, 'done', 1)"
        )
    old.close()
    with open_journal(file) as journal:
        assert [row.state for row in journal.cases().values()] == [State.BUILT] * bool(version)
        assert [job.batch for job in journal.jobs()] == [None] * bool(version)


def test_a_step_that_fails_leaves_the_version_before_it(tmp_path: Path) -> None:
    file = tmp_path / "journal.db"
    with open_journal(file) as journal:
        journal.put_case(ROW)
    connection = sqlite3.connect(file, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, file, (*MIGRATIONS, "CREATE TABLE extra (x);\nDROP TABLE no_such_table;\n"))
    assert connection.execute("SELECT name FROM sqlite_master WHERE name = 'extra'").fetchall() == []
    connection.close()
    with open_journal(file) as journal:
        assert set(journal.cases()) == {"Ada"}


def test_a_newer_journal_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "journal.db"
    with open_journal(file):
        pass
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    for opened in (open_journal, read_journal):
        with pytest.raises(PacketizerError, match="newer packetizer"), opened(file):
            pass


def test_a_damaged_journal_is_explained(tmp_path: Path) -> None:
    file = tmp_path / "journal.db"
    file.write_bytes(b"not a database, whatever its name says" * 100)
    with pytest.raises(PacketizerError, match="delete it"), open_journal(file):
        pass


WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from packetizer.office.journal import open_journal
from tests.test_journal import ROW
from packetizer.office.journal import State
with open_journal(Path(sys.argv[1])) as journal:
    print("open", flush=True)
    for number in range(10**6):
        row = replace(ROW, state=State.BUILDING, tried=str(number))
        job = journal.begin(row, str(number), 1.0)
        journal.end(job, replace(row, state=State.BUILT, digest=str(number)), 2.0, state="done", exit_code=0,
                    reason="")
"""


def test_killed_at_any_moment_a_case_and_its_job_agree(tmp_path: Path) -> None:
    file = tmp_path / "journal.db"
    for wait in (0.08,):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == "open\n"
        time.sleep(wait)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        with open_journal(file) as journal:
            [row], last = journal.cases().values(), journal.jobs()[-1]
            assert row.tried == last.digest
            assert (row.state is State.BUILT) == (last.state == "done")
            assert len(journal.jobs()) <= 21
