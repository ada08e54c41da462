"""The watcher as a process: files that come in pieces, renames, kills at any moment, a quick good-bye."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from packetizer.office.standing import Health
from packetizer.watch.status import status_of
from tests.watch_fakes import builds, built, on_disk, paper

QUIET = 0.5
PATIENT = 180.0  # seconds that a busy machine may take


@contextmanager
def watching(top: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.watch_fakes", str(top), str(QUIET)],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    try:
        yield process
    finally:
        process.kill()
        _, said = process.communicate()
        sys.stderr.write(said)


def until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENT
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


def up_to_date(case: Path) -> bool:
    return built(case) == on_disk(case) != {}


def deliver(top: Path, cases: int, chance: random.Random) -> Iterator[None]:
    """Files of all cases, in random order, some in two pieces, some under a passing name."""
    for case in range(cases):
        (top / f"case {case}").mkdir(exist_ok=True)
    files = [(case, number) for case in range(cases) for number in range(4)]
    chance.shuffle(files)
    for case, number in files:
        file, data = top / f"case {case}" / f"scan {number}.pdf", paper(f"{case} {number}" * 20)
        if number % 3 == 0:
            half = len(data) // 2
            file.write_bytes(data[:half])
            yield
            with file.open("ab") as stream:
                stream.write(data[half:])
        elif number % 3 == 1:
            passing = file.with_suffix(".pdf.part")
            passing.write_bytes(data[:20])
            yield
            passing.write_bytes(data)
            passing.rename(file)
        else:
            file.write_bytes(data)
        yield


def test_files_that_arrive_in_pieces(tmp_path: Path) -> None:
    chance = random.Random(8)
    with watching(tmp_path) as process:
        for _ in deliver(tmp_path, 4, chance):
            time.sleep(0.02)
        cases = [tmp_path / f"case {number}" for number in range(4)]
        assert until(lambda: all(map(up_to_date, cases)))
        assert process.poll() is None
        assert status_of(tmp_path, None).health is Health.RUNNING
    for case in cases:
        assert all(all(files.values()) for files in builds(case)), "a build was begun on half a file"
        assert len(builds(case)) <= 2


def test_killed_at_any_moment_nothing_is_lost(tmp_path: Path) -> None:
    chance = random.Random(9)
    arriving = deliver(tmp_path, 4, chance)
    cases = [tmp_path / f"case {number}" for number in range(4)]
    for _ in range(3):
        with watching(tmp_path) as process:
            end = time.monotonic() + chance.uniform(0.5, 2.5)
            while time.monotonic() < end:
                next(arriving, None)
                time.sleep(0.03)
            process.send_signal(signal.SIGKILL)
            process.wait()
    for _ in arriving:
        pass
    if cases[0].exists() and (tmp_path / ".packetizer" / "journal.db").exists():
        assert status_of(tmp_path, None).health in (Health.DIED, Health.ENDED)
    with watching(tmp_path):
        assert until(lambda: all(map(up_to_date, cases)))
    assert all(all(files.values()) for case in cases for files in builds(case))


def test_a_change_during_a_build_leads_to_one_more(tmp_path: Path) -> None:
    case = tmp_path / "case"
    case.mkdir()
    (case / "slow.pdf").write_bytes(paper("slow"))
    with watching(tmp_path, SLOW="1.5"):
        assert until(lambda: len(builds(case)) == 1)
        (case / "late.pdf").write_bytes(paper("late"))
        assert until(lambda: up_to_date(case))
    assert [set(files) for files in builds(case)] == [{"slow.pdf"}, {"late.pdf", "slow.pdf"}]


def test_it_leaves_at_once_and_takes_its_builds_along(tmp_path: Path) -> None:
    case = tmp_path / "case"
    case.mkdir()
    (case / "slow.pdf").write_bytes(paper("slow"))
    with watching(tmp_path, SLOW="60") as process:
        assert until(lambda: len(builds(case)) == 1)
        began = time.monotonic()
        process.terminate()
        process.wait(PATIENT)
        assert time.monotonic() - began < 3 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
        assert process.returncode == 0
    assert status_of(tmp_path, None).health is Health.ENDED
    assert not (case / "packet" / "packet.json").exists()
