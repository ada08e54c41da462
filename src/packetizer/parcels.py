"""Work as bytes, for workers that many builds share: what to do, to what, and what to do before it.

A worker of one build is prepared once (it is told the passwords of the case). A worker that serves many
builds is prepared with every item, and whoever passes the item on need not know what is in it.
"""

from __future__ import annotations

import os
import pickle
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from packetizer.errors import PacketizerError
from packetizer.spread import Outcome, Spread

A = TypeVar("A")
B = TypeVar("B")

_PROTOCOL = 5


def open_parcel(parcel: bytes) -> bytes:
    """Do what the parcel says, with its result as bytes; runs in a worker."""
    prepare, fn, item = pickle.loads(parcel)  # noqa: S301  (from our own build, by pipe or by the cluster's TLS)
    prepare()
    return pickle.dumps(fn(item), _PROTOCOL)


@contextmanager
def recognised(state: Path, prepare: Callable[[], None]) -> Iterator[Callable[[], None]]:
    """`prepare` for workers on other machines: each makes sure that it sees this very folder of the case.

    A worker that has another folder by the same name would read other papers, and nobody would notice.
    """
    mark = state / f"cluster-{secrets.token_hex(8)}"
    os.close(os.open(mark, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield partial(_recognise, mark, prepare)
    finally:
        mark.unlink(missing_ok=True)


def _recognise(mark: Path, prepare: Callable[[], None]) -> None:
    if not mark.exists():
        raise PacketizerError(
            f"{mark.parent.parent}: this folder is not to be seen there; it must be mounted on every worker "
            "by the same path, for the same user"
        )
    prepare()


def by_parcel(spread: Spread, prepare: Callable[[], None]) -> Spread:
    """`spread`, whose workers are shared: each does `prepare` before it takes up an item."""

    def sent(fn: Callable[[A], B], items: Iterable[A], /, *, timeout: float) -> Iterator[Outcome[B]]:
        parcels = (pickle.dumps((prepare, fn, item), _PROTOCOL) for item in items)
        return _unpacked(spread(open_parcel, parcels, timeout=timeout))  # the first are on their way

    return sent


def _unpacked(outcomes: Iterator[Outcome[bytes]]) -> Iterator[Outcome[B]]:
    for outcome in outcomes:
        if outcome.value is None:
            yield Outcome(None, outcome.failure)
        else:
            yield Outcome(pickle.loads(outcome.value))  # noqa: S301  (from our own worker)
