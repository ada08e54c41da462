"""Pages read by Dask workers: as here, or not at all; a worker that dies costs time only."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

if importlib.util.find_spec("distributed") is None:
    pytest.skip("Dask is not installed: pip install 'packetizer[cluster]'", allow_module_level=True)

from packetizer.cluster import client
from packetizer.cluster.address import ClusterAddress
from packetizer.cluster.client import ClusterSpread, cluster_spread
from packetizer.cluster.fingerprint import Fingerprint, fingerprint
from packetizer.errors import PacketizerError
from packetizer.parcels import by_parcel, recognised
from packetizer.spread import pool
from tests.test_spread import act
from tests.work import tell, whose

PATIENT = 180.0


@contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"PYTHONPATH": str(Path.cwd())}
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def worker(address: ClusterAddress, name: str) -> tuple[str, ...]:
    return ("packetizer", "worker", address.scheduler, "--jobs", "1", "--name", name, "--host", "127.0.0.1")


@pytest.fixture(scope="module")
def scheduler() -> Iterator[ClusterAddress]:
    port = free_port()
    with running(
        "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"
    ):
        end = time.monotonic() + PATIENT
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield ClusterAddress(f"tcp://127.0.0.1:{port}")


@pytest.fixture(scope="module")
def cluster(scheduler: ClusterAddress) -> Iterator[ClusterSpread]:
    with (
        pytest.MonkeyPatch.context() as patch,
        running(*worker(scheduler, "one")),
        running(*worker(scheduler, "two")),
    ):
        patch.setattr(client, "WORKER_SECONDS", PATIENT)
        with cluster_spread(scheduler, "eng") as spread:
            end = time.monotonic() + PATIENT
            while len(spread.fit()) < 2 and time.monotonic() < end:
                time.sleep(0.1)
            yield spread


def test_results_are_those_of_a_local_pool(cluster: ClusterSpread) -> None:
    orders = ["a", "crash", "b", "hang", "memory", "exit", *(f"{n}" for n in range(40))]
    there = list(by_parcel(cluster, partial(tell, ""))(act, orders, timeout=4))
    with pool(2) as spread:
        here = list(spread(act, orders, timeout=4))
    assert there == here


def test_a_bug_surfaces(cluster: ClusterSpread) -> None:
    with pytest.raises(ValueError, match="a bug"):
        list(by_parcel(cluster, partial(tell, ""))(act, ["a", "bug", "b"], timeout=4))


def test_builds_share_the_workers(cluster: ClusterSpread) -> None:
    one, two = (by_parcel(cluster, partial(tell, name))(whose, "abc", timeout=60) for name in ("one", "two"))
    assert [(a.value, b.value) for a, b in zip(one, two, strict=True)] == [
        (f"one {item}", f"two {item}") for item in "abc"
    ]


def test_a_worker_that_dies_costs_time_only(cluster: ClusterSpread, scheduler: ClusterAddress) -> None:
    with running(*worker(scheduler, "three")) as third:
        end = time.monotonic() + PATIENT
        while len(cluster.fit()) < 3 and time.monotonic() < end:
            time.sleep(0.1)
        items = [f"{n}" for n in range(80)]
        found = []
        for number, outcome in enumerate(by_parcel(cluster, partial(tell, "x"))(whose, items, timeout=60)):
            found.append(outcome.value)
            if number == 10:
                third.send_signal(signal.SIGKILL)
    assert found == [f"x {item}" for item in items]


def test_a_worker_that_does_not_see_the_folder_is_told(cluster: ClusterSpread, tmp_path: Path) -> None:
    state = tmp_path / ".packetizer"
    state.mkdir()
    with recognised(state, partial(tell, "here")) as first:
        assert [o.value for o in by_parcel(cluster, first)(whose, ["a"], timeout=60)] == ["here a"]
    assert list(state.iterdir()) == []
    with pytest.raises(PacketizerError, match="this folder is not to be seen there"):
        list(by_parcel(cluster, first)(whose, ["a"], timeout=60))


def test_no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "CONNECT_SECONDS", 0.5)
    with (
        pytest.raises(PacketizerError, match="no Dask scheduler answers"),
        cluster_spread(ClusterAddress(f"tcp://127.0.0.1:{free_port()}"), "eng"),
    ):
        pass


def test_workers_that_would_read_otherwise_are_refused(
    cluster: ClusterSpread, scheduler: ClusterAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = fingerprint()
    parts = tuple((n, "0.0.1" if n == "packetizer" else v) for n, v in own.parts)
    monkeypatch.setattr(client, "WORKER_SECONDS", 0.5)
    monkeypatch.setattr(client, "fingerprint", lambda: Fingerprint(parts, own.languages))
    with (
        pytest.raises(PacketizerError, match=r"one .*: packetizer 0\.0\.1 here, .* there"),
        cluster_spread(scheduler, "eng"),
    ):
        pass


def test_fingerprints_differ_by_what_is_read_with() -> None:
    own = fingerprint()
    assert set(own.wants("eng")) <= set(own.offers)
    other = Fingerprint(own.parts, tuple((lang, "other data") for lang, _ in own.languages))
    assert own.unlike(own, "eng") == []
    assert "Tesseract's data" in own.unlike(other, "eng")[0]
    assert not set(own.wants("eng")) <= set(other.offers)
