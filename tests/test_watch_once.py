"""What lies in a folder is built once, when it is whole; what fails is put aside, the others go on."""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from queue import SimpleQueue

import pytest

from packetizer.build import BuildOptions
from packetizer.errors import PacketizerError
from packetizer.office.claim import claimed
from packetizer.office.crew import Crew
from packetizer.office.folders import Office
from packetizer.office.foreman import Foreman, Orders
from packetizer.office.journal import State, open_journal
from packetizer.office.screen import Lines
from packetizer.office.standing import Health
from packetizer.packet.options import PacketOptions
from packetizer.spread import Places
from packetizer.watch import service
from packetizer.watch.service import Habits, Watcher
from packetizer.watch.status import as_json_text, as_text, status_of
from packetizer.watch.table import KeptSummary
from packetizer.watch.unfiled import Unfiled
from tests.watch_fakes import (  # noqa: F401
    FakeBuild,
    builds,
    built,
    light_processes,
    on_disk,
    one_worker,
    paper,
    watch_with_fakes,
)


@pytest.fixture
def top(tmp_path: Path) -> Path:
    office = tmp_path / "clients"
    for case in ("Ada Lindqvist", "Ben Okafor"):
        (office / case).mkdir(parents=True)
        (office / case / "letter.pdf").write_bytes(paper(f"letter of {case}"))
    return office


def states(top: Path, out: Path | None = None) -> dict[str, State]:
    return {row.name: row.state for row in status_of(top, out).cases}


def test_every_case_is_built_once(top: Path) -> None:
    assert watch_with_fakes(top) == 0
    assert watch_with_fakes(top) == 0  # nothing has changed: nothing is built again
    for case in ("Ada Lindqvist", "Ben Okafor"):
        assert builds(top / case) == [{"letter.pdf": True}]
        assert built(top / case) == on_disk(top / case)


def changed(case: Path) -> None:
    (case / "letter.pdf").write_bytes(paper("another letter"))


def renamed(case: Path) -> None:
    (case / "letter.pdf").rename(case / "denial.pdf")


def removed(case: Path) -> None:
    (case / "eob.pdf").unlink()


def touched(case: Path) -> None:
    os.utime(case / "letter.pdf")


def told(case: Path) -> None:
    (case / "case.yaml").write_text("insurer: aetna\n")


def lost(case: Path) -> None:
    (case / "packet" / "packet.json").unlink()


def hidden(case: Path) -> None:
    for name in (".DS_Store", "scan.pdf.part", "scan.pdf.tmp", "scan.pdf~", "~$letter.docx"):
        (case / name).write_bytes(b"half a fi")


def ours(case: Path) -> None:
    (case / "packet" / "packet.pdf").write_bytes(b"new")
    (case / ".packetizer").mkdir(exist_ok=True)
    (case / ".packetizer" / "cache").write_bytes(b"new")


AGAIN = (changed, renamed, removed, told, lost)
NOT_AGAIN = (touched, hidden, ours)


def test_what_leads_to_a_build(tmp_path: Path) -> None:
    for change in (*AGAIN, *NOT_AGAIN):
        case = tmp_path / change.__name__
        case.mkdir()
        (case / "letter.pdf").write_bytes(paper("letter"))
        (case / "eob.pdf").write_bytes(paper("eob"))
    assert watch_with_fakes(tmp_path) == 0
    for change in (*AGAIN, *NOT_AGAIN):
        change(tmp_path / change.__name__)
    assert watch_with_fakes(tmp_path) == 0
    numbers = {change.__name__: len(builds(tmp_path / change.__name__)) for change in (*AGAIN, *NOT_AGAIN)}
    assert numbers == {**{c.__name__: 2 for c in AGAIN}, **{c.__name__: 1 for c in NOT_AGAIN}}
    for change in AGAIN:
        assert built(tmp_path / change.__name__) == on_disk(tmp_path / change.__name__)


def test_an_unfinished_file_waits_and_the_others_go_on(top: Path) -> None:
    scan = top / "Ada Lindqvist" / "scan.pdf"
    scan.write_bytes(paper("scan")[:-7])
    assert watch_with_fakes(top) == 1
    assert builds(top / "Ada Lindqvist") == []
    assert states(top) == {"Ada Lindqvist": State.WAITING, "Ben Okafor": State.BUILT}
    scan.write_bytes(paper("scan"))
    assert watch_with_fakes(top) == 0
    assert builds(top / "Ada Lindqvist") == [{"letter.pdf": True, "scan.pdf": True}]


def test_a_file_that_stays_unfinished_is_taken_for_a_damaged_one(top: Path) -> None:
    (top / "Ada Lindqvist" / "scan.pdf").write_bytes(paper("scan")[:-7])
    assert watch_with_fakes(top, patience=0.0) == 0
    assert builds(top / "Ada Lindqvist") == [{"letter.pdf": True, "scan.pdf": False}]


def test_a_file_that_is_open_for_writing_waits(top: Path) -> None:
    with (top / "Ada Lindqvist" / "letter.pdf").open("ab"):
        assert watch_with_fakes(top) == 1
        assert builds(top / "Ada Lindqvist") == []
    assert watch_with_fakes(top) == 0


def test_a_case_that_fails_is_tried_again_then_put_aside(top: Path) -> None:
    bad = {"Ada Lindqvist": "fails.pdf", "Ben Okafor": "crashes.pdf"}
    for case, name in bad.items():
        (top / case / name).write_bytes(paper("bad"))
    (top / "Cleo Good").mkdir()
    (top / "Cleo Good" / "letter.pdf").write_bytes(paper("letter"))
    for attempt in (1, 2, 3, 4):
        assert watch_with_fakes(top) == 1
        assert [len(builds(top / case)) for case in bad] == [min(attempt, 3)] * 2  # two waits: three attempts
    assert states(top) == {
        "Ada Lindqvist": State.PARKED,
        "Ben Okafor": State.PARKED,
        "Cleo Good": State.BUILT,
    }
    ada, ben = (row.reason for row in status_of(top, None).cases if row.name in bad)
    assert "always fails" in ada
    assert "SIGSEGV" in ben
    for case, name in bad.items():
        (top / case / name).unlink()  # a change to its files starts it again
    assert watch_with_fakes(top) == 0
    assert set(states(top).values()) == {State.BUILT}


def test_an_unfiled_file_waits_with_a_proposal_until_somebody_moves_it(top: Path) -> None:
    (top / "Ada Lindqvist" / "case.yaml").write_text("client:\n  member_id: XYZ123456789\n")
    (top / "scan.txt").write_text("Member ID: XYZ123456789\n")
    assert watch_with_fakes(top) == 1
    [unfiled] = status_of(top, None).unfiled
    assert (unfiled.path, unfiled.proposed) == ("scan.txt", "Ada Lindqvist")
    assert "scan.txt" in (top / "packet" / "unfiled.html").read_text()
    assert len(builds(top / "Ada Lindqvist")) == 1
    (top / "scan.txt").rename(top / "Ada Lindqvist" / "scan.txt")
    assert watch_with_fakes(top) == 0
    assert not (top / "packet" / "unfiled.html").exists()
    assert len(builds(top / "Ada Lindqvist")) == 2


def test_a_folder_without_subfolders_is_one_case(tmp_path: Path) -> None:
    case = tmp_path / "Cleo"
    case.mkdir()
    (case / "letter.pdf").write_bytes(paper("letter"))
    assert watch_with_fakes(case) == 0
    assert states(case) == {"Cleo": State.BUILT}
    assert watch_with_fakes(case) == 0
    assert builds(case) == [{"letter.pdf": True}]


def test_outputs_elsewhere(top: Path, tmp_path: Path) -> None:
    out = tmp_path / "packets"
    before = sorted(str(path) for path in top.rglob("*.pdf"))
    assert watch_with_fakes(top, out=out) == 0
    ours = {".packetizer", "summary.html", "summary.csv"}
    assert {path.name for path in out.iterdir()} == {*ours, "Ada Lindqvist", "Ben Okafor"}
    assert sorted(str(path) for path in top.rglob("*.pdf")) == before
    assert not (top / "Ada Lindqvist" / "packet").exists()
    assert states(top) == states(top, out) == {"Ada Lindqvist": State.BUILT, "Ben Okafor": State.BUILT}


def test_outputs_inside_the_watched_folder_are_no_case(top: Path) -> None:
    out = top / "packets"
    for _ in range(2):
        assert watch_with_fakes(top, out=out) == 0
        assert set(states(top)) == {"Ada Lindqvist", "Ben Okafor"}


def test_a_case_that_is_gone_and_one_without_papers(top: Path) -> None:
    watch_with_fakes(top)
    (top / "Ada Lindqvist").rename(top.parent / "elsewhere")
    (top / "Cleo").mkdir()
    (top / "Cleo" / "case.yaml").write_text("insurer: aetna\n")
    assert watch_with_fakes(top) == 0
    assert states(top) == {"Ada Lindqvist": State.GONE, "Ben Okafor": State.BUILT, "Cleo": State.EMPTY}
    (top.parent / "elsewhere").rename(top / "Ada Lindqvist")
    assert watch_with_fakes(top) == 0
    assert states(top)["Ada Lindqvist"] is State.BUILT


def test_a_second_watcher_hears_who_holds_the_folder(top: Path, tmp_path: Path) -> None:
    with claimed(Office(top), "watch"):
        with pytest.raises(PacketizerError, match=f"already being watched by process {os.getpid()} on"):
            watch_with_fakes(top)
        with pytest.raises(PacketizerError, match="already being watched"):
            watch_with_fakes(top, out=tmp_path / "elsewhere")
    assert watch_with_fakes(top) == 0


def test_a_command_after_a_build_gets_its_news_by_its_environment(top: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.py"
    note.write_text(
        "import os, sys, pathlib\n"
        "pathlib.Path(sys.argv[1], os.environ['PACKETIZER_CASE']).write_text("
        "' '.join([os.environ['PACKETIZER_PACKET'], os.environ['PACKETIZER_EXIT_CODE'], *sys.argv[2:]]))\n"
    )
    watch_with_fakes(top, on_built=f"{sys.executable} {note} {tmp_path} '$HOME;x'")
    assert (
        tmp_path / "Ada Lindqvist"
    ).read_text() == f"{top / 'Ada Lindqvist' / 'packet' / 'packet.pdf'} 0 $HOME;x"


def test_status_is_readable_and_says_what_is_for_a_person(top: Path) -> None:
    (top / "Ada Lindqvist" / "fails.pdf").write_bytes(paper("bad"))
    watch_with_fakes(top)
    status = status_of(top, None)
    assert status.exit_code == 1
    assert status.health is Health.ENDED
    assert "failed, again at the next run" in as_text(status)
    assert "--retry-parked" not in as_text(status)
    assert '"state": "retry"' in as_json_text(status)
    due = date.today() + timedelta(days=3)  # noqa: DTZ011
    [ben] = [row for row in status.cases if row.name == "Ben Okafor"]
    assert ben.summary is not None
    soon = replace(ben, summary=ben.summary.model_copy(update={"deadline": due}))
    assert '"days_left": 3' in as_json_text(replace(status, cases=(soon,)))
    (top / "Ben Okafor" / "case.yaml").write_text("nonsense: 1\n")  # FakeBuild does not mind
    (top / "scan.txt").write_text("Thank you.\n")
    for _ in range(2):
        watch_with_fakes(top)
    said = as_text(status_of(top, None))
    assert "packetizer watch --retry-parked" in said
    assert "Unfiled papers are in no packet" in said


def test_the_summary_is_kept_and_counts_from_today(top: Path) -> None:
    watch_with_fakes(top)
    page = top / "packet" / "summary.html"
    assert f"2 cases, as of {date.today().isoformat()}" in page.read_text()  # noqa: DTZ011
    before = page.stat().st_ino
    kept, rows = KeptSummary(Office(top), print), status_of(top, None).cases
    kept.keep(rows, 0)
    first = page.stat().st_ino
    kept.keep(rows, 0)
    assert page.stat().st_ino == first != before  # nothing has changed: it is not written again
    kept.keep(rows, 1)
    assert "1 paper beside the cases" in page.read_text()


def test_a_case_alone_has_no_summary(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(paper("letter"))
    assert watch_with_fakes(tmp_path) == 0
    assert not (tmp_path / "packet" / "summary.html").exists()


def test_lists_that_cannot_be_written_are_told_and_stop_nothing(
    top: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (top / "packet").write_text("no folder")
    assert watch_with_fakes(top) == 1  # a file beside the cases
    said = capsys.readouterr().err
    assert "the summary cannot be written" in said
    assert "the list of unfiled papers cannot be written" in said
    assert len(builds(top / "Ada Lindqvist")) == 1


def test_on_battery_builds_wait_and_it_is_said(
    top: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(service, "on_battery", lambda: True)
    assert watch_with_fakes(top, pause_on_battery=True) == 1
    assert capsys.readouterr().err.count("on battery: no build begins") == 1
    assert builds(top / "Ada Lindqvist") == []
    assert watch_with_fakes(top) == 0  # not asked for: it goes on
    assert len(builds(top / "Ada Lindqvist")) == 1


def test_other_options_lead_to_a_build_and_it_is_said(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    limited = BuildOptions(packet=PacketOptions(max_mb=5))
    told = "other options, rule files or version than the last time"
    for options, number, said in ((None, 1, 0), (None, 1, 0), (limited, 2, 1), (limited, 2, 0), (None, 3, 1)):
        watch_with_fakes(top, options=options)
        assert len(builds(top / "Ada Lindqvist")) == number
        assert capsys.readouterr().err.count(told) == said


def test_an_edited_rule_file_is_noticed_while_it_runs(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "acme.yaml").write_text("id: acme\n")
    told: list[str] = []
    with open_journal(tmp_path / "journal.db") as journal:
        orders = Orders(BuildOptions(rules=(rules,)), task=FakeBuild)
        foreman = Foreman(orders, journal, Crew(one_worker, SimpleQueue()), told.append)
        assert not foreman.recipe_changed()
        os.utime(rules / "acme.yaml", ns=(1, 1))
        assert foreman.recipe_changed()
        assert not foreman.recipe_changed()
    assert len(told) == 1


def test_status_where_nothing_was_watched(tmp_path: Path) -> None:
    with pytest.raises(PacketizerError, match="nothing was watched"):
        status_of(tmp_path, None)


def test_where_the_workers_are_away_builds_wait_and_nobody_is_blamed(tmp_path: Path) -> None:
    there = False
    told: list[str] = []

    @contextmanager
    def places() -> Iterator[Places]:
        if not there:
            raise PacketizerError("tcp://desk:8786: no Dask scheduler answers there")
        with one_worker() as made:
            yield made

    case = tmp_path / "Ada"
    case.mkdir()
    (case / "letter.pdf").write_bytes(paper("letter"))
    with open_journal(tmp_path / "journal.db") as journal:
        events: SimpleQueue[object] = SimpleQueue()
        crew = Crew(places, events)
        foreman = Foreman(Orders(BuildOptions(), task=FakeBuild), journal, crew, told.append)
        office, screen = Office(tmp_path), Lines(io.StringIO())
        unfiled = Unfiled(journal, crew, BuildOptions(), office, told.append)
        watcher = Watcher(office, Habits(0.0), foreman, unfiled, events, screen, told.append)
        start = time.time()
        for seconds in (0, 2, 4, 20):
            watcher._fold(start)
            watcher._advance(start + seconds)
        assert foreman.row("Ada").state is State.QUEUED
        assert len(told) == 1  # once, not at each try
        assert "builds wait" in told[0]
        there = True
        watcher._advance(start + 60)
        assert foreman.row("Ada").state is State.BUILDING
        assert told[1] == "the workers are there again"
        crew.stop()
