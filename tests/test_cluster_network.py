"""Two hosts, made of network namespaces, and a link between them that is cut for a while."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

if importlib.util.find_spec("distributed") is None:
    pytest.skip("Dask is not installed: pip install 'packetizer[cluster]'", allow_module_level=True)

HOSTS = {"a": "10.231.77.1", "b": "10.231.77.2"}
PORT = "8786"
CUT_SECONDS = float(os.environ.get("PACKETIZER_CUT_SECONDS", "2"))  # the benchmark cuts for 20
ITEMS = 150

CLIENT = """
import sys
from functools import partial
from packetizer.cluster import client
from packetizer.cluster.address import ClusterAddress
from packetizer.parcels import by_parcel
from tests.work import tell, whose

client.WORKER_SECONDS = 180
if __name__ == "__main__":
    with client.cluster_spread(ClusterAddress(sys.argv[1]), "eng") as spread:
        items = [str(number) for number in range(int(sys.argv[2]))]
        for outcome in by_parcel(spread, partial(tell, "x"))(whose, items, timeout=60):
            print(outcome.value, flush=True)
"""


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


@pytest.fixture
def hosts() -> Iterator[dict[str, str]]:
    """The names of two namespaces that reach each other by HOSTS' addresses."""
    if shutil.which("ip") is None:
        pytest.skip("the command ip is not installed")
    names = {host: f"packetizer-{os.getpid()}-{host}" for host in HOSTS}
    with ExitStack() as undo:
        try:
            for name in names.values():
                ip("netns", "add", name)
                undo.callback(ip, "netns", "del", name)
            ip(
                "link",
                "add",
                "ptz-a",
                "netns",
                names["a"],
                "type",
                "veth",
                "peer",
                "ptz-b",
                "netns",
                names["b"],
            )
            for host, name in names.items():
                ip("-n", name, "addr", "add", f"{HOSTS[host]}/24", "dev", f"ptz-{host}")
                ip("-n", name, "link", "set", f"ptz-{host}", "up")
                ip("-n", name, "link", "set", "lo", "up")
        except subprocess.CalledProcessError as error:
            pytest.skip(f"network namespaces are not allowed here: {error.stderr.decode().strip()}")
        yield names


def on(host: str, *command: str) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(Path.cwd())}
    silent = subprocess.DEVNULL
    return subprocess.Popen(
        ["ip", "netns", "exec", host, sys.executable, *command],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=silent,
        text=True,
    )


def test_a_cut_link_costs_time_only(hosts: dict[str, str], tmp_path: Path) -> None:
    script = tmp_path / "client.py"
    script.write_text(CLIENT)
    url = f"tcp://{HOSTS['a']}:{PORT}"
    dask = ("-m", "distributed.cli.dask_scheduler", "--host", HOSTS["a"], "--port", PORT, "--no-dashboard")
    worker = ("-m", "packetizer", "worker", url, "--jobs", "1", "--host", HOSTS["b"])
    with ExitStack() as undo:
        started = []
        for host, command in (("a", dask), ("b", worker), ("a", (str(script), url, str(ITEMS)))):
            started.append(on(hosts[host], *command))
            undo.callback(started[-1].communicate)
            undo.callback(started[-1].kill)
        client = started[-1]
        assert client.stdout is not None
        found = [client.stdout.readline() for _ in range(20)]
        ip("-n", hosts["b"], "link", "set", "ptz-b", "down")
        time.sleep(CUT_SECONDS)
        ip("-n", hosts["b"], "link", "set", "ptz-b", "up")
        found += list(client.stdout)
        assert client.wait(180) == 0
    assert found == [f"x {number}\n" for number in range(ITEMS)]
