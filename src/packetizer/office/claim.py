"""One watcher or batch on a folder at a time; the second hears who holds it."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from packetizer.build import STATE
from packetizer.errors import PacketizerError
from packetizer.office.folders import Office
from packetizer.office.journal import JOURNAL

_LOCK = "watch.lock"
_HOLDER = "watcher.json"
_WORDS = {"watch": "watched", "once": "worked through", "batch": "built as a batch"}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a folder, and where its journal is."""

    pid: int
    host: str
    mode: str  # watch, once, batch
    since: float
    journal: str


@contextmanager
def claimed(office: Office, mode: str) -> Iterator[Holder]:
    """Hold the folder, and the folder of its outputs where that is another.

    The system lets go of both when the process ends, however it ends. PacketizerError names the holder.
    """
    holder = Holder(os.getpid(), socket.gethostname(), mode, time.time(), str(office.state / JOURNAL))
    with ExitStack() as held:
        for state in _states(office):
            lock = FileLock(state / _LOCK, timeout=0, mode=0o600)
            try:
                held.enter_context(lock)
            except Timeout:
                raise PacketizerError(_taken(office, state)) from None
            _write(state / _HOLDER, holder)
        yield holder


def journal_of(folder: Path, out: Path | None) -> Path:
    """Where the journal of a watched folder, or of its outputs, is."""
    if out is None and (holder := _read(folder / STATE / _HOLDER)):
        return Path(holder.journal)
    return Office(folder, out).state / JOURNAL


def _states(office: Office) -> list[Path]:
    """Our folders in both places, made; without that of the scans where those can only be read."""
    folders = [office.out] if office.out else []
    if office.out is None or os.access(office.top, os.W_OK):
        folders.append(office.top)
    states = [folder / STATE for folder in folders]
    for state in states:
        try:
            state.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise PacketizerError(f"{state}: cannot be made ({error.strerror}); try another --out") from None
    return states


def _taken(office: Office, state: Path) -> str:
    holder = _read(state / _HOLDER)
    if holder is None:
        return f"{office.top}: another packetizer holds this folder"
    since = time.strftime("%Y-%m-%d %H:%M", time.localtime(holder.since))
    doing = _WORDS.get(holder.mode, "held")
    return (
        f"{office.top}: this folder is already being {doing} by process {holder.pid} on {holder.host}, "
        f"since {since}; see: packetizer status {office.top}"
    )


def _write(file: Path, holder: Holder) -> None:
    beside = file.with_name(f"{file.name}.new")
    beside.write_text(json.dumps(asdict(holder)), encoding="utf-8")
    beside.chmod(0o600)
    beside.replace(file)


def _read(file: Path) -> Holder | None:
    try:
        return Holder(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
