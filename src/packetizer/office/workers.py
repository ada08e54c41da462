"""The workers that many builds share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from packetizer.cluster.address import ClusterAddress
from packetizer.spread import Places, pool

if TYPE_CHECKING:
    from packetizer.build import BuildOptions

_IN_FLIGHT = 2  # items of one case a worker: a new case waits for no more than these of each other


def cases_at_once(jobs: int | None) -> int:
    """How many cases are built beside each other, so that the workers are busy while one is being written."""
    return max(2, min(jobs or os.cpu_count() or 1, 8))


@contextmanager
def shared_places(
    jobs: int | None, cluster: ClusterAddress | None, options: BuildOptions
) -> Iterator[Places]:
    """A pool on this machine, and the cluster for the pages where there is one."""
    with ExitStack() as opened:
        here = opened.enter_context(pool(jobs or os.cpu_count() or 1, in_flight=_IN_FLIGHT))
        if cluster is None:
            yield Places(here=here, pages=here)
            return
        from packetizer.cluster.client import cluster_spread

        pages = opened.enter_context(cluster_spread(cluster, options.lang))
        yield Places(here=here, pages=pages)
