"""A batch builds every case once, goes on where it was interrupted, and says what is urgent."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from packetizer.batch.run import Choice, batch
from packetizer.build import BuildOptions
from packetizer.errors import PacketizerError
from packetizer.office.claim import claimed
from packetizer.office.folders import Office
from packetizer.office.foreman import Orders
from packetizer.office.journal import CaseRow, State
from packetizer.office.screen import Lines
from packetizer.office.table import as_csv, as_html, by_deadline
from tests.test_journal import SUMMARY
from tests.watch_fakes import FakeBuild, builds, built, light_processes, on_disk, one_worker, paper  # noqa: F401

CASES = ("Ada", "Ben", "Cora")


def batch_with_fakes(top: Path, choice: Choice | None = None) -> int:
    orders = Orders(BuildOptions(), at_once=2, task=FakeBuild)
    return batch(Office(top), choice or Choice(), orders, one_worker, Lines(sys.stderr))


def counts(top: Path) -> list[int]:
    return [len(builds(top / case)) for case in CASES]


@pytest.fixture
def top(tmp_path: Path) -> Path:
    for case in CASES:
        (tmp_path / case).mkdir()
        (tmp_path / case / "letter.pdf").write_bytes(paper(case))
    return tmp_path


def test_which_cases_are_built(top: Path) -> None:
    assert batch_with_fakes(top) == 0
    assert counts(top) == [1, 1, 1]
    assert batch_with_fakes(top, Choice(only_changed=True)) == 0
    assert counts(top) == [1, 1, 1]
    (top / "Ben" / "more.pdf").write_bytes(paper("more"))
    assert batch_with_fakes(top, Choice(only_changed=True)) == 0
    assert counts(top) == [1, 2, 1]
    assert batch_with_fakes(top, Choice(since=date(2999, 1, 1))) == 0
    assert counts(top) == [1, 2, 1]
    assert batch_with_fakes(top) == 0  # without a choice all are built anew
    assert counts(top) == [2, 3, 2]
    assert all(built(top / case) == on_disk(top / case) for case in CASES)


def test_a_case_that_fails_does_not_stop_the_others(top: Path) -> None:
    (top / "Ada" / "fails.pdf").write_bytes(paper("bad"))
    (top / "Empty").mkdir()
    assert batch_with_fakes(top) == 4
    assert counts(top) == [1, 1, 1]
    with (top / "packet" / "summary.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["case"] for row in rows] == ["Ada", "Ben", "Cora", "Empty"]
    assert "always fails" in rows[0]["reason"]
    assert "could not be built" in (top / "packet" / "summary.html").read_text()


BATCH = """
import sys
from pathlib import Path
from tests.test_batch_run import batch_with_fakes
if __name__ == "__main__":
    batch_with_fakes(Path(sys.argv[1]))
"""


def test_a_batch_that_is_killed_goes_on_where_it_was(top: Path, tmp_path: Path) -> None:
    script = tmp_path.with_name(f"{tmp_path.name}.py")
    script.write_text(BATCH)
    (top / "Cora" / "slow.pdf").write_bytes(paper("slow"))
    process = subprocess.Popen(
        [sys.executable, str(script), str(top)],
        env=os.environ | {"SLOW": "60", "PYTHONPATH": str(Path.cwd())},
    )
    end = time.monotonic() + 180
    while time.monotonic() < end and (counts(top) != [1, 1, 1] or not built(top / "Ben")):
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert built(top / "Cora") == {}
    assert batch_with_fakes(top) == 0
    assert counts(top) == [1, 1, 2]  # what was built is not built again
    assert batch_with_fakes(top) == 0  # and a finished batch is not gone on with
    assert counts(top) == [2, 2, 3]


def test_a_watched_folder_is_left_to_its_watcher(top: Path) -> None:
    with claimed(Office(top), "watch"), pytest.raises(PacketizerError, match="already being watched"):
        batch_with_fakes(top)


def row(name: str, due: date | None, state: State = State.BUILT) -> CaseRow:
    summary = SUMMARY.model_copy(update={"deadline": due, "out": Path("/office/=x & y/packet")})
    return CaseRow(name, state, 1.0, summary=summary)


TODAY = date(2026, 6, 1)
ROWS = [
    CaseRow("empty", State.EMPTY, 1.0),
    row("no deadline", None),
    row("=later()", date(2026, 9, 1)),
    row("soon <b>", date(2026, 6, 3)),
    row("passed", date(2026, 5, 1)),
    CaseRow("failed", State.PARKED, 1.0, reason="no page could be read"),
]


def test_the_urgent_come_first() -> None:
    names = [r.name for r in by_deadline(ROWS)]
    assert names == ["failed", "passed", "soon <b>", "=later()", "no deadline", "empty"]


def test_the_csv_file_runs_nothing() -> None:
    lines = list(csv.DictReader(as_csv(by_deadline(ROWS), TODAY).removeprefix("\ufeff").splitlines()))
    assert [(line["case"], line["days_left"]) for line in lines[1:4]] == [
        ("passed", "-31"),
        ("soon <b>", "2"),
        ("'=later()", "92"),
    ]
    assert lines[1]["missing_items"] == "Letter of medical necessity"


def test_the_page_marks_what_is_soon_and_leads_to_the_packets() -> None:
    page = as_html(by_deadline(ROWS), Path("/office/packet"), TODAY)
    assert page.count("class=soon") == 2
    assert "soon &lt;b&gt;" in page
    assert "<b>" not in page
    assert 'href="../%3Dx%20%26%20y/packet/packet.pdf"' in page
    assert "<script" not in page
    assert "could not be built: no page could be read" in page
    assert "beside the cases" not in page
    assert "2 papers beside the cases" in as_html([], Path("/office/packet"), TODAY, 2)


def test_a_packet_without_the_newest_papers_is_marked() -> None:
    waiting = replace(row("Ada", None, State.WAITING), reason="the PDF has no end yet: <scan>.pdf")
    page = as_html([waiting, row("Ben", None)], Path("/office/packet"), TODAY)
    assert page.count("newer papers are not in it yet") == 1
    assert "the PDF has no end yet: &lt;scan&gt;.pdf" in page


def test_papers_beside_the_cases_are_counted(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (top / "scan.pdf").write_bytes(paper("whose"))
    assert batch_with_fakes(top) == 0
    assert "3 cases: 3 up to date, 1 paper unfiled" in capsys.readouterr().err
    assert "1 paper beside the cases, in no packet" in (top / "packet" / "summary.html").read_text()
