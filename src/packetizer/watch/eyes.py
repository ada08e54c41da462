"""Sees that something changes below a folder, and in which case. What it is, others look at."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from packetizer.office.disks import on_network
from packetizer.office.folders import Office

POLL_SECONDS = 5.0  # between two looks at a folder whose system does not tell of changes
_GATHER_MS = 400  # changes within this time are told of together


@dataclass(frozen=True, slots=True)
class Changed:
    """Cases in which something has changed; UNFILED stands for the top of the folder."""

    names: frozenset[str]


@contextmanager
def eyes_on(office: Office, events: SimpleQueue[object]) -> Iterator[None]:
    """Tells of changes in `events` while the block runs, from a thread of its own."""
    stop = threading.Event()
    thread = threading.Thread(target=_look, args=(office, events, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(1.0)


def _look(office: Office, events: SimpleQueue[object], stop: threading.Event) -> None:
    """By what the system tells; by polling on network shares, and where it has no more eyes to give."""
    for poll in (False, True):
        if poll or not on_network(office.top):
            try:
                _tell(office, events, stop, poll=poll)
            except OSError:
                continue
            return


def _tell(office: Office, events: SimpleQueue[object], stop: threading.Event, *, poll: bool) -> None:
    import watchfiles

    def counts(change: watchfiles.Change, path: str) -> bool:
        return office.case_of(Path(path)) is not None

    for changes in watchfiles.watch(
        office.top,
        watch_filter=counts,
        debounce=_GATHER_MS,
        step=100,
        rust_timeout=60_000,
        stop_event=stop,
        raise_interrupt=False,
        force_polling=poll or None,
        poll_delay_ms=int(POLL_SECONDS * 1000),
        ignore_permission_denied=True,
    ):
        names = {office.case_of(Path(path)) for _, path in changes}
        events.put(Changed(frozenset(name for name in names if name is not None)))
