"""A watcher whose builds cost nothing: it notes what it was given, so that tests can count and compare."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from packetizer.build import BuildOptions
from packetizer.errors import PacketizerError
from packetizer.office.folders import CaseFolder, Office, files_of
from packetizer.office.foreman import Orders
from packetizer.office.screen import Lines
from packetizer.office.summary import Summary
from packetizer.office.tasks import Built
from packetizer.progress import Progress
from packetizer.spread import Places, Where, pool
from packetizer.watch.run import watch
from packetizer.watch.service import Habits

PAPER = b"%PDF-1.4\n% a paper\nstartxref\n0\n%%EOF\n"


@pytest.fixture(autouse=True, scope="module")
def light_processes() -> Iterator[None]:
    """Builds' processes need not import pytest first, as they would import any main program."""
    main = sys.modules["__main__"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(main, "__spec__", None)
        patch.setattr(main, "__file__", None, raising=False)
        yield


def paper(text: str) -> bytes:
    """A file that looks like a whole PDF."""
    return PAPER.replace(b"a paper", text.encode())


@dataclass(frozen=True, slots=True)
class FakeBuild:
    """Notes the files and their contents. A file's name says what goes wrong."""

    case: CaseFolder
    options: BuildOptions

    def __call__(self, where: Where, progress: Progress) -> Built:
        out = self.case.out
        out.mkdir(parents=True, exist_ok=True)
        found = {path: self.case.file(path).read_bytes() for path in files_of(self.case)}
        with (out / "builds.log").open("a") as log:
            log.write(json.dumps({path: data.endswith(b"%%EOF\n") for path, data in found.items()}) + "\n")
        if any("fails" in path for path in found):
            raise PacketizerError(f"{self.case.folder}: this paper always fails")
        if any("crashes" in path for path in found):
            os.kill(os.getpid(), signal.SIGSEGV)
        if any("slow" in path for path in found):
            time.sleep(float(os.environ.get("SLOW", "0.5")))
        contents = {path: hashlib.sha256(data).hexdigest() for path, data in found.items()}
        beside = out / "packet.json.new"
        beside.write_text(json.dumps(contents, sort_keys=True))
        beside.replace(out / "packet.json")
        summary = Summary(
            out=out,
            packets=("packet.pdf",),
            exit_code=0,
            pages=len(found),
            sources=len(found),
            insurer=None,
            missing=(),
            to_check=(),
            doubts=0,
            deadline=None,
        )
        return Built(summary, contents)


@contextmanager
def one_worker() -> Iterator[Places]:
    with pool(1) as spread:
        yield Places(spread, spread)


def watch_with_fakes(
    top: Path,
    *,
    out: Path | None = None,
    once: bool = True,
    quiet: float = 0.2,
    waits: tuple[float, ...] = (0.1, 0.2),
    on_built: str | None = None,
    patience: float = 600.0,
    pause_on_battery: bool = False,
    options: BuildOptions | None = None,
) -> int:
    """`packetizer watch` with these builds."""
    orders = Orders(options or BuildOptions(), waits=waits, task=FakeBuild, on_built=on_built)
    habits = Habits(quiet, patience, once=once, pause_on_battery=pause_on_battery)
    return watch(Office(top, out), habits, orders, one_worker, Lines(sys.stderr))


def builds(case: Path) -> list[dict[str, bool]]:
    """What each build of a case was given: whether each file was whole, by path."""
    log = case / "packet" / "builds.log"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def built(case: Path) -> dict[str, str]:
    """The contents of the packet that stands."""
    manifest = case / "packet" / "packet.json"
    found: dict[str, str] = json.loads(manifest.read_text()) if manifest.exists() else {}
    return found


def on_disk(case: Path) -> dict[str, str]:
    """What a build of the case now would be made of."""
    folder = CaseFolder(case.name, case, case / "packet")
    return {path: hashlib.sha256(folder.file(path).read_bytes()).hexdigest() for path in files_of(folder)}


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(watch_with_fakes(Path(sys.argv[1]), once=False, quiet=float(sys.argv[2])))
