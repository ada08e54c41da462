"""Sees that something changes below a folder, and in which case. What it is, others look at."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from packetizer.office.folders import Office

POLL_SECONDS = 5.0  # between two looks at a folder whose system does not tell of changes
_GATHER_MS = 400  # changes within this time are told of together
_NETWORK = frozenset(  # file systems whose changes by other computers the system does not tell of
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "ceph", "glusterfs", "davfs"),
        *("fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.davfs", "fuse.glusterfs", "fuse.gvfsd-fuse"),
        *("vboxsf", "prl_fs", "fuse.vmhgfs-fuse", "virtiofs", "drvfs"),
    }
)


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
    import watchfiles

    def counts(change: watchfiles.Change, path: str) -> bool:
        return office.case_of(Path(path)) is not None

    try:
        for changes in watchfiles.watch(
            office.top,
            watch_filter=counts,
            debounce=_GATHER_MS,
            step=100,
            rust_timeout=60_000,
            stop_event=stop,
            raise_interrupt=False,
            force_polling=_on_network(office.top) or None,
            poll_delay_ms=int(POLL_SECONDS * 1000),
            ignore_permission_denied=True,
        ):
            names = {office.case_of(Path(path)) for _, path in changes}
            events.put(Changed(frozenset(name for name in names if name is not None)))
    except OSError:  # the folder is gone, or the system has no more eyes to give: looking round still works
        return


def _on_network(folder: Path) -> bool:
    """Whether the folder lies on another computer, as /proc/mounts has it."""
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    path = str(folder.resolve())
    best, kind = "", ""
    for line in mounts:
        where, system = line.split()[1].replace("\\040", " "), line.split()[2]
        inside = path == where or path.startswith(where.rstrip("/") + "/")
        if inside and len(where) >= len(best):
            best, kind = where, system
    return kind in _NETWORK
