"""What a build leaves behind when it is killed, the disk is full or the folder may not be written to."""

from __future__ import annotations

import hashlib
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from tests.papers import born_digital

PROGRAM = [sys.executable, "-m", "packetizer", "build"]
KILLS = int(os.environ.get("PACKETIZER_KILLS", "10"))  # random moments at which a build is killed


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A folder with a few papers that need no OCR, so that a build is quick."""
    folder = tmp_path / "client"
    folder.mkdir()
    for number in range(3):
        born_digital(folder / f"note{number}.pdf", [f"Progress Note {number}", "Patient: Testa Samplewood"])
    return folder


def build(folder: Path, *options: str, limit: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*PROGRAM, str(folder), "-q", "--jobs", "1", "--today", "2026-01-02", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit,  # noqa: PLW1509  (a test's child)
        start_new_session=True,
    )


def finished(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, error = process.communicate(timeout=120)
    return process.returncode, error


def digests(folder: Path) -> dict[str, str]:
    """The sources as they are: names and contents."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not {"packet", ".packetizer"} & set(file.relative_to(folder).parts)
    }


def whole(packet: Path) -> bool:
    """Opens, and its last page can be read."""
    pdf = pypdfium2.PdfDocument(packet)
    try:
        return bool(pdf[len(pdf) - 1].get_textpage().get_text_range())
    finally:
        pdf.close()


def test_killed_at_any_moment_nothing_is_half_there(case: Path) -> None:
    start = time.perf_counter()
    code, error = finished(build(case))
    took = time.perf_counter() - start
    assert code in (0, 1), error
    before = digests(case)
    chance = random.Random(7)
    for _ in range(KILLS):
        born_digital(case / "late.pdf", [f"A late paper {chance.random()}"])
        sources = digests(case)
        process = build(case)
        time.sleep(chance.uniform(0.05, took))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert whole(case / "packet" / "packet.pdf")
        assert digests(case) == sources
    code, error = finished(build(case))
    assert code in (0, 1), error
    assert [file.name for file in (case / "packet").iterdir() if file.name.startswith(".")] == []
    assert set(before) <= set(digests(case))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_ends_soon_and_leaves_no_litter(case: Path, number: signal.Signals) -> None:
    process = build(case)
    time.sleep(1.0)
    process.send_signal(number)
    start = time.perf_counter()
    process.communicate(timeout=30)
    assert time.perf_counter() - start < 4
    left = list((case / "packet").glob("*")) if (case / "packet").exists() else []
    assert all(whole(file) for file in left if file.suffix == ".pdf")
    assert not list((case / "packet").glob(".new-*")) if (case / "packet").exists() else True


def test_a_full_disk_is_explained_and_the_last_packet_stands(case: Path) -> None:
    code, error = finished(build(case))
    assert code in (0, 1), error
    packet = (case / "packet" / "packet.pdf").read_bytes()
    born_digital(case / "late.pdf", ["A late paper"])

    def tiny_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))

    code, error = finished(build(case, limit=tiny_files))
    assert code == 4
    assert "Traceback" not in error
    assert (case / "packet" / "packet.pdf").read_bytes() == packet


@pytest.mark.skipif(os.name != "posix", reason="permissions of a POSIX system")
def test_an_output_that_cannot_be_written_is_explained(case: Path) -> None:
    blocked = case.parent / "blocked"
    blocked.write_text("a file where a folder should be")
    code, error = finished(build(case, "-o", str(blocked / "packet")))
    assert code == 4
    assert "blocked" in error
    assert "Traceback" not in error


def test_two_builds_of_one_folder_the_second_says_so(case: Path) -> None:
    from packetizer.build import STATE
    from packetizer.lock import held

    (case / STATE).mkdir()
    with held(case / STATE, case):
        code, error = finished(build(case))
    assert code == 4
    assert "another build" in error


def test_outputs_belong_to_their_owner_only(case: Path) -> None:
    code, error = finished(build(case))
    assert code in (0, 1), error
    for file in [*(case / "packet").rglob("*"), *(case / ".packetizer").rglob("*")]:
        assert file.stat().st_mode & 0o077 == 0, file.name


def test_the_same_folder_gives_the_same_bytes(case: Path) -> None:
    made = []
    for _ in range(2):
        code, error = finished(build(case))
        assert code in (0, 1), error
        made.append((case / "packet" / "packet.pdf").read_bytes())
    assert made[0] == made[1]
