"""When a file has arrived whole, which folders are cases, what counts, and how things stand in words."""

from __future__ import annotations

import io
import os
import socket
import struct
import subprocess
import sys
import time
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from rich.console import Console

from packetizer.office.complete import being_written, unfinished
from packetizer.office.disks import on_network
from packetizer.office.folders import UNFILED, CaseFolder, Office, files_of
from packetizer.office.journal import CaseRow, State, WatcherRow
from packetizer.office.screen import table_of
from packetizer.office.standing import BEAT_SECONDS, Health, by_urgency, health, in_all, line
from packetizer.watch.battery import on_battery
from tests.test_journal import SUMMARY
from tests.watch_fakes import paper


def pdf() -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for page in range(3):
        canvas.drawString(72, 700, f"page {page} " * 30)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def tiff(compression: str | None = None) -> bytes:
    stream = io.BytesIO()
    pages = [Image.effect_noise((200, 260), 80) for _ in range(3)]
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:], compression=compression)
    return stream.getvalue()


def picture(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((200, 260), 80).save(stream, kind)
    return stream.getvalue()


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("letter.txt", "a letter " * 100)
    return stream.getvalue()


WHOLE = {
    "pdf": pdf(),
    "pdf with junk after it": pdf() + b"\0" * 500,
    "tiff": tiff(),
    "tiff, packed": tiff("tiff_lzw"),
    "jpeg": picture("JPEG"),
    "jpeg with a phone's data after it": picture("JPEG") + b"SEFH" * 2000,
    "png": picture("PNG"),
    "zip": archive(),
    "text": b"Thank you.",
    "unknown": b"\x01\x02\x03",
}
CUT = ("pdf", "tiff", "tiff, packed", "jpeg", "png", "zip")


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_file_is_taken(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(WHOLE[kind])
    assert unfinished(file) is None


@pytest.mark.parametrize("part", [0.05, 0.5, 0.98])
@pytest.mark.parametrize("kind", CUT)
def test_a_file_that_ends_too_soon_waits(tmp_path: Path, kind: str, part: float) -> None:
    file = tmp_path / "file"
    file.write_bytes(WHOLE[kind][: int(len(WHOLE[kind]) * part)])
    assert unfinished(file) is not None


def test_odd_cases_of_unfinished_files(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    assert unfinished(file) == "a file is still empty"
    web = b"%PDF-1.4\n1 0 obj <</Linearized 1 /L 99999 /H [1 2]>> endobj\nstartxref\n0\n%%EOF\n"
    file.write_bytes(web)
    assert unfinished(file) == "the PDF is not as long as it says yet"
    file.write_bytes(
        b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 65535)
    )  # a directory without its end
    assert unfinished(file) is not None
    assert unfinished(tmp_path / "not there") is None


def test_a_file_that_another_process_writes(tmp_path: Path) -> None:
    file, other = tmp_path / "a.pdf", tmp_path / "b.pdf"
    file.write_bytes(b"")
    other.write_bytes(b"")
    code = "import sys\nopened = open(sys.argv[1], 'ab'), open(sys.argv[2], 'rb')\nprint(flush=True)\ninput()"
    writer = subprocess.Popen(
        [sys.executable, "-c", code, str(file), str(other)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    assert being_written([file, other]) == {file}
    writer.communicate(b"\n")
    assert being_written([file, other]) == frozenset()


def touch(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(paper(path))


def test_which_folders_are_cases(tmp_path: Path) -> None:
    touch(
        tmp_path,
        "Ada/a.pdf",
        "Ben/b.pdf",
        "packet/x",
        ".packetizer/x",
        ".hidden/x",
        "__MACOSX/x",
        "loose.pdf",
    )
    (tmp_path / "link").symlink_to(tmp_path / "Ada")
    office = Office(tmp_path)
    assert [case.name for case in office.cases()] == ["Ada", "Ben"]
    beside = office.unfiled()
    assert beside is not None
    assert set(files_of(beside)) == {"loose.pdf", "link"}


def test_a_folder_without_subfolders_is_a_case(tmp_path: Path) -> None:
    touch(tmp_path, "a.pdf", "packet/packet.pdf", "rules/own.yaml", ".packetizer/cache")
    office = Office(tmp_path)
    [case] = office.cases()
    assert case == CaseFolder(tmp_path.name, tmp_path, tmp_path / "packet")
    assert office.unfiled() is None
    assert set(files_of(case)) == {"a.pdf", "rules/own.yaml"}


def test_what_counts_in_a_case(tmp_path: Path) -> None:
    wanted = {"a.pdf", "sub/packet/b.pdf", "case.yaml", "letter.md", "rules/own.yaml", "new\\x0aline.pdf"}
    touch(tmp_path, *(wanted - {"new\\x0aline.pdf"}), "new\nline.pdf")
    touch(
        tmp_path,
        "packet/packet.pdf",
        ".packetizer/x",
        "b.pdf.part",
        "c.tmp",
        "d.pdf~",
        ".DS_Store",
        "Thumbs.db",
    )
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path)
    case = CaseFolder("case", tmp_path, tmp_path / "packet")
    found = files_of(case)
    assert set(found) == wanted | {"loop"}
    assert case.file("new\\x0aline.pdf").is_file()


@pytest.mark.parametrize(
    ("changed", "case"),
    [
        ("Ada/scan.pdf", "Ada"),
        ("Ada/sub/scan.pdf", "Ada"),
        ("Ada", UNFILED),
        ("scan.pdf", UNFILED),
        ("rules/own.yaml", UNFILED),
        ("Ada/packet/packet.pdf", None),
        ("Ada/.packetizer/cache/x", None),
        ("packet/unfiled.html", None),
        (".packetizer/journal.db", None),
        ("out/Ada/packet.pdf", None),
    ],
)
def test_whose_a_change_is(tmp_path: Path, changed: str, case: str | None) -> None:
    assert Office(tmp_path, tmp_path / "out").case_of(tmp_path / changed) == case


NOW = time.time()


@pytest.mark.parametrize(
    ("pid", "host", "silent", "ended", "expected"),
    [
        pytest.param(os.getpid(), "here", 5, False, Health.RUNNING, id="running"),
        pytest.param(os.getpid(), "here", 10 * BEAT_SECONDS, False, Health.STALLED, id="no sign of life"),
        pytest.param(2**22 + 1, "here", 5, False, Health.DIED, id="its process is gone"),
        pytest.param(2**22 + 1, "elsewhere", 5, False, Health.RUNNING, id="on another computer"),
        pytest.param(2**22 + 1, "here", 5, True, Health.ENDED, id="it said good-bye"),
    ],
)
def test_health(pid: int, host: str, silent: float, ended: bool, expected: Health) -> None:
    host = socket.gethostname() if host == "here" else host
    row = WatcherRow(pid, host, "top", "watch", 0.0, NOW - silent, NOW if ended else None)
    assert health(row, NOW) is expected


def test_what_needs_somebody_comes_first() -> None:
    rows = [CaseRow(state, state, NOW) for state in State]
    assert [row.state for row in by_urgency(rows)][:3] == [State.BUILDING, State.PARKED, State.RETRY]
    waiting = CaseRow("Ada", State.RETRY, NOW, due=NOW + 40, reason="the disk is full")
    clock = time.strftime("%H:%M:%S", time.localtime(NOW + 40))  # which stays right while the table stands
    assert line(waiting, NOW).state == f"failed, again at {clock}: the disk is full"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        pytest.param(
            CaseRow("Ada", State.BUILDING, NOW, stage="Reading pages", done=4, total=24),
            "reading pages, 4 of 24",
            id="how far",
        ),
        pytest.param(
            CaseRow("Ada", State.WAITING, NOW, reason="the PDF has no end yet: scan.pdf"),
            "waiting, the PDF has no end yet: scan.pdf",
            id="why it waits, then for what",
        ),
        pytest.param(
            CaseRow("Ada", State.RETRY, NOW, reason="the disk is full"),
            "failed, again at the next run: the disk is full",
            id="nobody is there",
        ),
    ],
)
def test_a_state_in_words(row: CaseRow, told: str) -> None:
    assert line(row, NOW).state == told


@pytest.mark.parametrize(
    ("states", "unfiled", "told"),
    [
        ([], 0, "no case"),
        ([State.BUILT], 0, "1 case: 1 up to date"),
        (
            [State.BUILT, State.BUILT, State.PARKED, State.EMPTY, State.GONE],
            2,
            "4 cases: 2 up to date, 1 put aside, 1 without papers, 2 papers unfiled",
        ),
        ([State.RETRY, State.WAITING, State.QUEUED], 0, "3 cases: 1 failed, 2 waiting"),
    ],
)
def test_all_of_it_on_a_line(states: list[State], unfiled: int, told: str) -> None:
    assert in_all([CaseRow(str(n), state, NOW) for n, state in enumerate(states)], unfiled) == told


def test_what_is_to_be_settled_is_counted() -> None:
    row = CaseRow("Ada", State.BUILT, NOW, summary=SUMMARY.model_copy(update={"exit_code": 1}))
    assert in_all([row], 0) == "1 case: 1 up to date (1 with something missing or to check)"


@pytest.mark.parametrize("width", [60, 80, 100, 130])
def test_the_table_fits_and_a_name_can_be_read(width: int) -> None:
    console = Console(width=width, file=io.StringIO())
    due = date.today() + timedelta(days=40)  # noqa: DTZ011
    summary = SUMMARY.model_copy(update={"deadline": due, "missing": ("a", "b"), "doubts": 3})
    row = CaseRow("Notreal Ada 000", State.BUILT, NOW, built=NOW, summary=summary)
    console.print(table_of({"a": row}, [], most=5, width=width))
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert "Notreal Ada 000" in text
    assert "built" in text
    assert due.isoformat() in text
    assert ("(40 days)" in text) == (width >= 100)
    assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize(
    ("supplies", "expected"),
    [
        ({}, False),
        ({"AC": ("Mains", "1"), "BAT0": ("Battery", "Charging")}, False),
        ({"AC": ("Mains", "0"), "BAT0": ("Battery", "Discharging")}, True),
        ({"BAT0": ("Battery", "Full")}, False),
        ({"AC": ("Mains", "0"), "USBC": ("USB", "1"), "BAT0": ("Battery", "Discharging")}, False),
    ],
)
def test_on_battery(tmp_path: Path, supplies: dict[str, tuple[str, str]], expected: bool) -> None:
    for name, (kind, said) in supplies.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / "type").write_text(f"{kind}\n")
        (folder / ("status" if kind == "Battery" else "online")).write_text(f"{said}\n")
    assert on_battery(tmp_path) is expected


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("/mnt/scans/office", True),
        ("/mnt/scans", True),
        ("/mnt/scans2/office", False),
        ("/mnt/my disk/office", True),
        ("/home/a", False),
    ],
)
def test_on_network(tmp_path: Path, folder: str, expected: bool) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\nserver:/x /mnt/scans nfs4 rw 0 0\n//nas/y /mnt/my\\040disk cifs rw 0 0\n"
    )
    assert on_network(Path(folder), mounts) is expected
