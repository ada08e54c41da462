"""`packetizer worker`: this machine reads pages for a Dask scheduler."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Callable
from typing import TYPE_CHECKING

from packetizer.cluster.address import ClusterAddress
from packetizer.cluster.fingerprint import fingerprint
from packetizer.cluster.remote import bench
from packetizer.spread import pool

if TYPE_CHECKING:
    from distributed import Security

_AGAIN_SECONDS = 5.0  # until a scheduler that went away is tried again
_CONNECT = "30s"
_IN_HAND = 1  # pages there beyond those being read, so that no process waits for the next one's way


def serve(
    address: ClusterAddress, jobs: int, host: str | None, name: str | None, say: Callable[[str], None]
) -> None:
    """Read pages, `jobs` at a time, until a KeyboardInterrupt; a scheduler that goes away is waited for.

    PacketizerError where Dask is not installed. Pages are read by processes with the limits of a local pool;
    nothing of them is written to disk by Dask, and nothing is logged.
    """
    security = address.security()
    import dask

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # it would quote what tasks are given
    bench.fingerprint = fingerprint()
    settings = {
        "distributed.worker.memory.target": False,  # results are small, and must not be spilled to disk
        "distributed.worker.memory.spill": False,
        "distributed.worker.memory.pause": False,
        "distributed.worker.memory.terminate": False,
        "distributed.worker.profile.enabled": False,
        "distributed.comm.timeouts.connect": _CONNECT,
        "distributed.diagnostics.nvml": False,
    }
    with (
        pool(jobs, in_flight=1) as spread,
        dask.config.set(settings),
        tempfile.TemporaryDirectory() as scratch,
    ):
        bench.spread = spread
        say(f"connecting to {address.scheduler}")
        try:
            while True:
                asyncio.run(_work(address, security, jobs, host, name, scratch, say))
                say(f"{address.scheduler} is away; trying again in {_AGAIN_SECONDS:g} s")
                asyncio.run(asyncio.sleep(_AGAIN_SECONDS))
        finally:
            bench.spread = None


async def _work(
    address: ClusterAddress,
    security: Security,
    jobs: int,
    host: str | None,
    name: str | None,
    scratch: str,
    say: Callable[[str], None],
) -> None:
    """One connection, from its beginning to its end."""
    from distributed import Worker

    assert bench.fingerprint is not None  # noqa: S101
    try:
        async with Worker(
            address.scheduler,
            nthreads=jobs + _IN_HAND,
            name=name,
            host=host,
            security=security,
            resources=dict.fromkeys(bench.fingerprint.offers, jobs + _IN_HAND),
            memory_limit=0,
            local_directory=scratch,
            dashboard=False,
        ) as worker:
            say(f"reading pages for {address.scheduler}, {jobs} at a time, as {worker.address}")
            await worker.finished()
    except (OSError, TimeoutError, ValueError, RuntimeError) as error:
        say(f"{address.scheduler}: no connection ({type(error).__name__})")
