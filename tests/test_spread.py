"""A worker that crashes, hangs or is killed costs its item and nothing else; bugs are not swallowed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from packetizer.intake.guard import time_limit
from packetizer.spread import COMPUTED_LONG, IN_FLIGHT_PER_WORKER, Outcome, Spread, pool, serial


def act(order: str) -> str:
    """Does what the item says; travels to the workers by name."""
    if order in DEEDS:
        DEEDS[order]()
    return os.environ["OMP_THREAD_LIMIT"] if order == "threads" else order.upper()


def _raise(error: BaseException) -> None:
    raise error


def _write() -> None:
    for stream in (1, 2):
        os.write(stream, b"a decoder's note")


def _limited(*, busy: bool) -> None:
    with time_limit(0.1):
        while busy:
            pass
        time.sleep(0.3)
    end = time.process_time() + 0.2
    while time.process_time() < end:
        pass  # behind the block there is no limit


DEEDS: dict[str, Callable[[], object]] = {
    "crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "exit": lambda: os._exit(3),
    "hang": lambda: time.sleep(30),
    "slow": lambda: time.sleep(0.2),
    "bug": lambda: _raise(ValueError("a bug")),
    "own timeout": lambda: _raise(TimeoutError("raised by the function itself")),
    "computes": lambda: _limited(busy=True),
    "waits": lambda: _limited(busy=False),
    "memory": lambda: _raise(MemoryError()),
    "note": _write,
}


@pytest.fixture(scope="module")
def two() -> Iterator[Spread]:
    with pool(2) as spread:
        yield spread


@pytest.mark.parametrize(
    ("order", "failure"),
    [
        pytest.param("crash", "the worker ended unexpectedly (SIGSEGV)", id="segmentation fault"),
        pytest.param("killed", "the worker ended unexpectedly (SIGKILL)", id="killed for want of memory"),
        pytest.param("exit", "the worker ended unexpectedly", id="a library calls exit"),
        pytest.param("hang", "took longer than 0.5 s", id="hangs"),
        pytest.param("memory", "needed more memory than there is", id="an allocation fails"),
    ],
)
def test_a_bad_item_costs_only_itself(two: Spread, order: str, failure: str) -> None:
    outcomes = list(two(act, ["a", "b", order, "c", "d"], timeout=0.5))
    assert outcomes == [Outcome("A"), Outcome("B"), Outcome(None, failure), Outcome("C"), Outcome("D")]


def test_a_limit_on_computing_is_none_on_waiting(two: Spread) -> None:
    outcomes = list(two(act, ["waits", "computes", "waits"], timeout=60))
    assert outcomes == [Outcome("WAITS"), Outcome(None, COMPUTED_LONG), Outcome("WAITS")]


def test_results_come_in_input_order(two: Spread) -> None:
    orders = ["slow", *(f"{n}" for n in range(60)), "slow"]
    assert [outcome.value for outcome in two(act, orders, timeout=5)] == [order.upper() for order in orders]


@pytest.mark.parametrize("order", ["bug", "own timeout"])
@pytest.mark.parametrize("kind", ["pool", "serial"])
def test_a_bug_surfaces(two: Spread, order: str, kind: str) -> None:
    spread: Spread = two if kind == "pool" else serial
    with pytest.raises((ValueError, TimeoutError), match=r"a bug|by the function") as raised:
        list(spread(act, ["a", order, "b"], timeout=5))
    if kind == "pool":
        assert "in act" in str(raised.value.__cause__)  # the worker's own traceback
    assert [outcome.value for outcome in spread(act, ["x"], timeout=5)] == ["X"]  # goes on working


@pytest.mark.parametrize("kind", ["pool", "serial"])
def test_items_are_drawn_as_results_are_taken(two: Spread, kind: str) -> None:
    drawn = 0

    def supply() -> Iterator[str]:
        nonlocal drawn
        for number in range(500):
            drawn += 1
            yield str(number)

    results = (two if kind == "pool" else serial)(act, supply(), timeout=5)
    assert next(results).value == "0"
    assert drawn <= 2 * IN_FLIGHT_PER_WORKER + 1


def test_serial_has_no_value_where_memory_ends() -> None:
    assert [outcome.failure for outcome in serial(act, ["memory", "a"], timeout=1)] == [
        "needed more memory than there is",
        None,
    ]


def test_workers_run_tesseract_single_threaded(two: Spread) -> None:
    assert [outcome.value for outcome in two(act, ["threads"], timeout=5)] == ["1"]


def test_decoders_do_not_write_to_our_terminal(two: Spread, capfd: pytest.CaptureFixture[str]) -> None:
    assert [outcome.value for outcome in two(act, ["note"], timeout=5)] == ["NOTE"]
    assert capfd.readouterr() == ("", "")


def test_a_pool_whose_workers_are_killed_goes_on(two: Spread) -> None:
    """At any moment, with an item or without: at most what they held is lost, and nothing hangs."""
    orders = [f"{number}" for number in range(300)]
    results = two(act, orders, timeout=5)
    outcomes = []
    for number, outcome in enumerate(results):
        outcomes.append(outcome)
        if number in (20, 120, 220):
            _kill_a_worker()
    assert len(outcomes) == 300
    assert all(o.value in (order, None) for o, order in zip(outcomes, orders, strict=True))
    assert sum(outcome.value is None for outcome in outcomes) <= 3


def _kill_a_worker() -> None:
    """One that still runs when it is killed: those of a pool that was replaced may end by themselves."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            return os.kill(_a_worker(), signal.SIGKILL)
        except (ProcessLookupError, StopIteration):
            time.sleep(0.01)  # it ended since, or the next ones have not begun
    pytest.fail("no worker to kill")


def _a_worker() -> int:
    """The process id of some worker of this test run: a grandchild, by way of the fork server."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    return next(pid for pid, parent in parents.items() if parents.get(parent) == os.getpid())


def test_nothing_starts_without_an_item() -> None:
    before = time.monotonic()
    with pool(2) as spread:
        assert list(spread(act, [], timeout=1)) == []
    assert time.monotonic() - before < 0.1


MAIN = """
import time
from packetizer.spread import pool
from tests.test_spread import act
if __name__ == "__main__":
    with pool(2) as spread:
        next(spread(act, ["a"], timeout=60))
        print("ready", flush=True)
        list(spread(act, ["hang"] * 40, timeout=60))
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_no_worker_outlives_an_interrupted_parent(name: str, tmp_path: Path) -> None:
    script = tmp_path / "main.py"
    script.write_text(MAIN)
    root = Path(__file__).parents[1]
    parent = subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert parent.stdout is not None
    with parent.stdout:
        assert parent.stdout.readline() == b"ready\n"
        time.sleep(0.3)
        before = time.monotonic()
        if name == "SIGINT":
            os.killpg(parent.pid, signal.SIGINT)  # as Ctrl-C does
        else:
            os.kill(parent.pid, getattr(signal, name))
        parent.wait(3)
        while _alive(parent.pid) and time.monotonic() - before < 3:
            time.sleep(0.05)
    assert _alive(parent.pid) == []


INTERRUPTED_START = """
import os, signal, time
import pebble.pool.process as pebbles
from packetizer.spread import pool

if __name__ == "__main__":
    launch, launched = pebbles.launch_thread, []

    def launch_and_interrupt(*args):
        launched.append(launch(*args))
        if len(launched) == 1:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.2)
        return launched[-1]

    pebbles.launch_thread = launch_and_interrupt
    with pool(1) as spread:
        list(spread(str, range(3), timeout=9))
    print("not interrupted")
"""


def test_interrupted_while_the_pool_starts_it_ends(tmp_path: Path) -> None:
    script = tmp_path / "main.py"
    script.write_text(INTERRUPTED_START)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=20, check=False)
    assert "KeyboardInterrupt" in done.stderr
    assert done.stdout == ""


def _alive(session: int) -> list[int]:
    """Processes of a session that still run."""
    alive = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            alive.append(int(status.parent.name))
    return alive


@pytest.mark.skipif(sys.platform == "win32", reason="workers are not forked there")
def test_the_process_workers_come_from_may_be_started_ahead() -> None:
    """In a program of its own, so that no other test's workers are there yet."""
    program = (
        "import sys\n"
        "from packetizer.spread import pool, start_ahead\n"
        "import packetizer.reading.read\n"
        "if __name__ == '__main__':\n"
        "    start_ahead()\n"
        "    start_ahead()\n"
        "    with pool(2) as spread:\n"
        "        print([outcome.value for outcome in spread(abs, [-1, -2, -3], timeout=60)])\n"
        "    print('cv2' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[1, 2, 3]", "False"]
    assert not done.stderr
