"""One build of a folder at a time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from packetizer.errors import PacketizerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def held(state: Path, folder: Path) -> Iterator[None]:
    """Hold the case's lock. The system lets go of it when the process ends, however it ends.

    `state` is our own folder of the case; `folder` is what the message names. PacketizerError where another
    build of the same folder is running.
    """
    lock = FileLock(state / "lock", timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise PacketizerError(
            f"{folder}: another build of this folder is running; wait until it has finished, then try again"
        ) from None
    try:
        yield
    finally:
        lock.release()
