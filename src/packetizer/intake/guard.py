"""Limits on memory and time around single steps that a hostile file could make swell."""

from __future__ import annotations

import multiprocessing
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STATM = Path("/proc/self/statm")


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Ends this process with SIGPROF, even in native code, when the block computes for longer than that.

    Computing time, so that a busy machine ends nobody. For workers, whose pool puts another in their place;
    a process that nobody would replace has no limit.
    """
    if multiprocessing.parent_process() is None or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, *before)


@contextmanager
def memory_limit(extra: int) -> Iterator[None]:
    """Lets this process take at most `extra` bytes of address space more than it has, while the block runs.

    Python code meets a MemoryError; native code may bring the worker down, which costs the one file or page.
    Only for short steps of our own: engines that map their models need more than they use.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    try:
        pages = int(_STATM.read_text(encoding="ascii").split()[0])
    except OSError:  # not Linux: no limit rather than a wrong one
        yield
        return
    limit = pages * resource.getpagesize() + extra
    for known in (soft, hard):
        if known != resource.RLIM_INFINITY:
            limit = min(limit, known)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
