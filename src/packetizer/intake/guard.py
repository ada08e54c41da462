"""A limit on memory around single steps that a hostile file could make swell."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STATM = Path("/proc/self/statm")


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
