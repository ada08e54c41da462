"""What runs on a worker of the cluster: a parcel, by the worker machine's own pool of processes.

The pool is the one that reads pages everywhere, so a page that hangs or crashes its process costs there what
it costs here, and Dask never loses a worker to a page.
"""

from __future__ import annotations

from dataclasses import dataclass

from packetizer.cluster.fingerprint import Fingerprint
from packetizer.errors import PacketizerError
from packetizer.parcels import open_parcel
from packetizer.spread import Outcome, Spread


@dataclass(frozen=True, slots=True)
class Refused:
    """A worker that cannot do the work, and why."""

    worker: str  # its address
    reason: str


class _Bench:
    """What `packetizer worker` sets up in its process."""

    spread: Spread | None = None
    fingerprint: Fingerprint | None = None


bench = _Bench()


def run_parcel(parcel: bytes, timeout: float) -> Outcome[bytes] | Refused:
    """Do what the parcel says; `timeout` in seconds, as for a local worker."""
    from distributed import get_worker

    if bench.spread is None:
        return Refused(get_worker().address, "it was not started by `packetizer worker`")
    try:
        return next(iter(bench.spread(open_parcel, [parcel], timeout=timeout)))
    except PacketizerError as error:
        return Refused(get_worker().address, str(error))


def tell() -> Fingerprint | None:
    """What this worker reads with."""
    return bench.fingerprint
