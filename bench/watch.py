"""How the watcher, batches and the cluster keep their promises: `python -m bench.watch WHAT [options]`.

arrive   cases copied in while the watcher runs: in any order, in pieces, renamed; --kills kills it as often
idle     processor time of a watcher with nothing to do
late     one new page in a large case: until its packet is up to date
batch    a batch on a local pool, on two Dask workers, and with one of them killed in the middle
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.office import name_of, papers, write_office

QUIET = 2.0
TODAY = "2026-06-01"
Process = subprocess.Popen[bytes]


@contextmanager
def running(*arguments: str) -> Iterator[Process]:
    """`python -m …`, ended with the block."""
    process = subprocess.Popen([sys.executable, "-m", *arguments], stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def until(true: Callable[[], bool], seconds: float) -> float:
    """How long it took until something was so. Fails where it never was."""
    start = time.monotonic()
    while not true():
        if time.monotonic() - start > seconds:
            raise SystemExit(f"not done within {seconds:.0f} s")
        time.sleep(0.1)
    return time.monotonic() - start


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def wait_for(seconds: float) -> None:
    time.sleep(seconds)


# ---------------------------------------------------------------- arrive


def deliver(top: Path, cases: int, files: int, chance: random.Random) -> Iterator[int]:
    """Copy all files in, a step at a time; gives the number of bytes of each step."""
    steps = []
    for case in range(cases):
        folder = top / name_of(case)
        folder.mkdir(exist_ok=True)
        (folder / "case.yaml").write_text(f"today: {TODAY}\n")
        steps += [(folder / name, data) for name, data in papers(case, files).items()]
    chance.shuffle(steps)
    for file, data in steps:
        how = chance.random()
        if how < 0.4:
            file.write_bytes(data)
        elif how < 0.7:
            half = chance.randrange(1, len(data))
            with file.open("wb") as stream:  # a writer that is slow and stays
                stream.write(data[:half])
                stream.flush()
                yield half
                stream.write(data[half:])
        else:
            passing = file.with_name(file.name + ".part")
            passing.write_bytes(data[: len(data) // 2])
            yield len(data) // 2
            passing.write_bytes(data)
            passing.rename(file)
        yield len(data)


def up_to_date(folder: Path, files: int) -> bool:
    """Whether the packet that stands was made from all the case's files."""
    try:
        sources = json.loads((folder / "packet" / "packet.json").read_text())["sources"]
    except (OSError, ValueError):
        return False
    there = {source["path"]: source["sha256"] for source in sources}
    return len(there) == files and all(digest(folder / path) == sha for path, sha in there.items())


def arrive(arguments: argparse.Namespace, work: Path) -> None:
    top, chance = work / "office", random.Random(arguments.seed)
    top.mkdir()
    cases, files, kills = arguments.cases, arguments.files, arguments.kills
    folders = [top / name_of(case) for case in range(cases)]
    kept = work / "manifests"
    kept.mkdir()
    keep = work / "keep.sh"
    keep.write_text(f'cp "$PACKETIZER_MANIFEST" "{kept}/$$-$(date +%s%N).json"\n')
    watch = ("packetizer", "watch", str(top), "--quiet-period", str(QUIET), "-q", "--on-built", f"sh {keep}")
    arriving, start = deliver(top, cases, files, chance), time.monotonic()
    pace = arguments.seconds / (cases * files * 1.6)
    for _ in range(kills):
        with running(*watch) as process:
            end = time.monotonic() + chance.uniform(0.5, 2 * arguments.seconds / max(1, kills))
            while time.monotonic() < end:
                next(arriving, None)
                wait_for(pace)
            process.send_signal(signal.SIGKILL)
            process.wait()
    with running(*watch):
        for _ in arriving:
            wait_for(pace)
        print(f"copied {cases} cases, {cases * files} files, in {time.monotonic() - start:.0f} s")
        seconds = until(lambda: all(up_to_date(folder, files) for folder in folders), arguments.patience)
    print(f"every packet up to date {seconds:.1f} s later; the watcher was killed {kills} times")
    jobs = journal(top, "SELECT state, count(*) FROM jobs GROUP BY state")
    built = sum(int(number) for state, number in jobs if state == "done")
    print(f"builds: {', '.join(f'{number} {state}' for state, number in jobs)}; {built / cases:.2f} a case")
    print(
        f"built from a file that was not whole: {broken(kept, cases, files)} of {len(list(kept.iterdir()))}"
    )
    compare(folders[:: max(1, cases // arguments.compared)], work)


def broken(kept: Path, cases: int, files: int) -> int:
    """How many of the builds had a file that nobody ever meant to be a whole one."""
    whole = {
        hashlib.sha256(data).hexdigest() for case in range(cases) for data in papers(case, files).values()
    }
    built = (json.loads(file.read_text())["sources"] for file in kept.iterdir())
    return sum(any(source["sha256"] not in whole for source in sources) for sources in built)


def journal(top: Path, query: str) -> list[tuple[str, ...]]:
    import sqlite3

    connection = sqlite3.connect(f"{(top / '.packetizer' / 'journal.db').as_uri()}?mode=ro", uri=True)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def compare(folders: list[Path], work: Path) -> None:
    """Each packet against that of a plain build of the same files elsewhere."""
    same = 0
    for folder in folders:
        plain = work / "plain" / folder.name
        shutil.copytree(folder, plain, ignore=shutil.ignore_patterns("packet", ".packetizer"))
        build = [sys.executable, "-m", "packetizer", "build", str(plain), "-q"]
        subprocess.run(build, check=False)
        same += digest(plain / "packet" / "packet.pdf") == digest(folder / "packet" / "packet.pdf")
    print(f"byte for byte as plain builds: {same} of {len(folders)} packets")


# ---------------------------------------------------------------- idle and late


def idle(arguments: argparse.Namespace, work: Path) -> None:
    """Nothing is built: the files are younger than the quiet period all the time."""
    top = work / "office"
    for number in range(arguments.files):
        file = top / f"case {number // 100:03d}" / f"scan {number}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"paper {number}\n")
    with running("packetizer", "watch", str(top), "--quiet-period", "86000", "-q") as process:
        wait_for(20)
        before = processor_seconds(process.pid)
        wait_for(arguments.seconds)
        used = processor_seconds(process.pid) - before
        memory = resident(process.pid)
    share = used / arguments.seconds
    print(f"{arguments.files} files: {share:.2%} of one core over {arguments.seconds:g} s, {memory:.0f} MB")


def processor_seconds(pid: int) -> float:
    """Of the process and what it has started."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(stat.parent.name) == pid or int(fields[1]) == pid:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def late(arguments: argparse.Namespace, work: Path) -> None:
    top = work / "office"
    write_office(top, 1, arguments.pages // 10 + 1, pages=10)
    if arguments.scans:
        scan(top)
    case = top / name_of(0)
    files = arguments.pages // 10 + 1
    with running("packetizer", "watch", str(top), "--quiet-period", str(QUIET), "-q"):
        seconds = until(lambda: up_to_date(case, files), arguments.patience)
        print(f"{files} files, {pages_of(case)} pages: the first packet after {seconds:.1f} s")
        more: list[float] = []
        for number in range(1, 4):
            wait_for(3)
            note = f"Progress note\n\nPatient: Ada Notreal\n\nNew page {number}.\n"
            (case / f"zz new {number}.txt").write_text(note)
            more.append(until(lambda: up_to_date(case, files + len(more) + 1), arguments.patience) - QUIET)
    told = ", ".join(f"{seconds:.1f}" for seconds in more)
    print(f"one new page, three times: up to date {told} s after the quiet period of {QUIET:g} s")


def pages_of(case: Path) -> int:
    return len(json.loads((case / "packet" / "packet.json").read_text())["pages"])


# ---------------------------------------------------------------- batch


def batch(arguments: argparse.Namespace, work: Path) -> None:
    original = work / "original"
    write_office(original, arguments.cases, arguments.files, arguments.pages)
    if arguments.scans:
        scan(original)
    local = timed_batch(original, work / "local", "--jobs", "2")
    port = free_port()
    url = f"tcp://127.0.0.1:{port}"
    worker = ("packetizer", "worker", url, "--jobs", "1", "--host", "127.0.0.1")
    dask = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--no-dashboard", "--port", str(port))
    with running(*dask), running(*worker, "--name", "one"), running(*worker, "--name", "two") as second:
        wait_for(8)
        cluster = timed_batch(original, work / "cluster", "--jobs", "2", "--scheduler", url)
        print(f"local pool {local:.1f} s, two Dask workers {cluster:.1f} s: {cluster / local:.2f} x")
        end = time.monotonic() + cluster / 2
        copy = work / "killed"
        shutil.copytree(original, copy)
        started = start_batch(copy, "--jobs", "2", "--scheduler", url)
        wait_for(max(0, end - time.monotonic()))
        second.kill()
        code = started.wait()
        print(f"one worker killed in the middle: exit code {code}")
    for name in ("cluster", "killed"):
        same = sum(
            digest(work / "local" / name_of(case) / "packet" / "packet.pdf")
            == digest(work / name / name_of(case) / "packet" / "packet.pdf")
            for case in range(arguments.cases)
        )
        print(f"{name}: {same} of {arguments.cases} packets byte for byte as those of the local pool")


def start_batch(folder: Path, *options: str) -> Process:
    command = [sys.executable, "-m", "packetizer", "batch", str(folder), "-q", "--today", TODAY, *options]
    return subprocess.Popen(command)


def timed_batch(original: Path, copy: Path, *options: str) -> float:
    shutil.copytree(original, copy)
    start = time.monotonic()
    if start_batch(copy, *options).wait() not in (0, 1):
        raise SystemExit("the batch failed")
    return time.monotonic() - start


def scan(top: Path) -> None:
    """Every PDF as a picture of itself, so that its pages must be read."""
    import pypdfium2
    from PIL import Image

    for file in sorted(top.rglob("*.pdf")):
        document = pypdfium2.PdfDocument(file)
        pictures: list[Image.Image] = [page.render(scale=200 / 72).to_pil().convert("L") for page in document]
        document.close()
        pictures[0].save(file, "PDF", resolution=200, save_all=True, append_images=pictures[1:])


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("arrive", "idle", "late", "batch"))
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--files", type=int, default=None, help="of a case; for idle, of all")
    parser.add_argument("--pages", type=int, default=None, help="of a file; for late, of the case")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=60.0, help="that copying in, or idling, takes")
    parser.add_argument("--compared", type=int, default=20, help="packets that are built plainly, too")
    parser.add_argument("--scans", action="store_true", help="PDFs as pictures, which must be read")
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--patience", type=float, default=3600.0)
    arguments = parser.parse_args()
    arguments.files = arguments.files or (10_000 if arguments.what == "idle" else 10)
    arguments.pages = arguments.pages or (200 if arguments.what == "late" else 1)
    with tempfile.TemporaryDirectory() as work:
        {"arrive": arrive, "idle": idle, "late": late, "batch": batch}[arguments.what](arguments, Path(work))


if __name__ == "__main__":
    main()
