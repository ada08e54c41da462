"""Builds beside each other share one pool: fairly, and none harms another."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue

import pytest

from packetizer.errors import UsageError
from packetizer.office.crew import Crew, Ended, Progressed
from packetizer.office.messages import BUG, Failed, Task
from packetizer.progress import Progress
from packetizer.spread import Outcome, Places, Where, pool
from tests.test_spread import act
from tests.watch_fakes import light_processes  # noqa: F401
from tests.work import tell, whose


@dataclass(frozen=True)
class Reading:
    """Has items dealt with by the shared workers; tells when it was done."""

    name: str
    items: tuple[str, ...]

    def __call__(self, where: Where, progress: Progress) -> tuple[float, list[str | None]]:
        with where(partial(tell, self.name), Path()) as places, progress.stage("Reading", len(self.items)):
            results = []
            for outcome in places.pages(whose, self.items, timeout=60):
                progress.step()
                results.append(outcome.value)
        return time.time(), results


@dataclass(frozen=True)
class Doing:
    """Hands orders to the workers, see `act`."""

    orders: tuple[str, ...]

    def __call__(self, where: Where, progress: Progress) -> list[Outcome[str]]:
        with where(partial(tell, ""), Path()) as places:
            return list(places.here(act, self.orders, timeout=4))


@dataclass(frozen=True)
class Nesting:
    """One call within another, and one given up halfway."""

    def __call__(self, where: Where, progress: Progress) -> list[str | None]:
        found = []
        with where(partial(tell, ""), Path()) as places:
            given_up = places.here(act, (f"x{n}" for n in range(1000)), timeout=60)
            found.append(next(given_up).value)
            for outer in places.here(act, ["a", "b"], timeout=60):
                found.append(outer.value)
                found += [inner.value for inner in places.pages(act, ["c", "d"], timeout=60)]
            given_up.close()  # type: ignore[attr-defined]
            found += [outcome.value for outcome in places.here(act, ["e"], timeout=60)]
        return found


@dataclass(frozen=True)
class Threading:
    """Two threads of a build use the workers at once."""

    def __call__(self, where: Where, progress: Progress) -> list[list[str | None]]:
        with where(partial(tell, "x"), Path()) as places, ThreadPoolExecutor(2) as threads:

            def read(first: int) -> list[str | None]:
                items = [str(first + number) for number in range(30)]
                return [outcome.value for outcome in places.here(whose, items, timeout=60)]

            return list(threads.map(read, (0, 100)))


@dataclass(frozen=True)
class Ending:
    """Ends otherwise than by a result."""

    how: str

    def __call__(self, where: Where, progress: Progress) -> None:
        if self.how == "explained":
            raise UsageError("the folder is wrong")
        if self.how == "bug":
            raise ValueError("a word of a page")
        if self.how == "memory":
            raise MemoryError
        if self.how == "sleeps":
            time.sleep(60)
        os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def two_workers() -> Iterator[Places]:
    with pool(2, in_flight=2) as spread:
        yield Places(spread, spread)


@pytest.fixture(scope="module")
def crew() -> Iterator[tuple[Crew, SimpleQueue[object]]]:
    events: SimpleQueue[object] = SimpleQueue()
    crew = Crew(two_workers, events)
    yield crew, events
    crew.stop()


def ends(events: SimpleQueue[object], number: int) -> dict[int, object]:
    found: dict[int, object] = {}
    while len(found) < number:
        event = events.get(timeout=180)
        if isinstance(event, Ended):
            found[event.key] = event.result
    return found


def run(crew: tuple[Crew, SimpleQueue[object]], task: Task[object]) -> object:
    crew[0].start(1, task)
    return ends(crew[1], 1)[1]


def test_a_small_case_does_not_wait_for_a_large_one(crew: tuple[Crew, SimpleQueue[object]]) -> None:
    crew[0].start(1, Reading("large", tuple(f"{n}" for n in range(120))))
    seen = crew[1].get(timeout=180)
    while not (isinstance(seen, Progressed) and seen.done):
        seen = crew[1].get(timeout=180)
    crew[0].start(2, Reading("small", ("1", "2", "3")))
    found = ends(crew[1], 2)
    assert isinstance(found[1], tuple)
    assert isinstance(found[2], tuple)
    (large_end, large), (small_end, small) = found[1], found[2]
    assert large == [f"large {n}" for n in range(120)]  # each worker knew for whom it worked
    assert small == [f"small {n}" for n in (1, 2, 3)]
    assert small_end < large_end


def test_a_bad_item_costs_only_itself(crew: tuple[Crew, SimpleQueue[object]]) -> None:
    outcomes = run(crew, Doing(("a", "crash", "b", "hang", "c")))
    assert isinstance(outcomes, list)
    assert [outcome.value for outcome in outcomes] == ["A", None, "B", None, "C"]
    assert [outcome.failure for outcome in outcomes if outcome.failure] == [
        "the worker ended unexpectedly (SIGSEGV)",
        "took longer than 4 s",
    ]


def test_calls_within_calls(crew: tuple[Crew, SimpleQueue[object]]) -> None:
    assert run(crew, Nesting()) == ["X0", "A", "C", "D", "B", "C", "D", "E"]


def test_threads_of_a_build(crew: tuple[Crew, SimpleQueue[object]]) -> None:
    assert run(crew, Threading()) == [[f"x {first + number}" for number in range(30)] for first in (0, 100)]


@pytest.mark.parametrize(
    ("how", "failed"),
    [
        ("explained", Failed(2, "the folder is wrong")),
        ("memory", Failed(4, "it needed more memory than there is")),
        ("killed", Failed(BUG, "the build's process was ended (SIGKILL); perhaps memory ran out")),
    ],
)
def test_a_build_that_comes_to_nothing(
    crew: tuple[Crew, SimpleQueue[object]], how: str, failed: Failed
) -> None:
    assert run(crew, Ending(how)) == failed


@pytest.mark.parametrize("task", [Ending("bug"), Doing(("a", "bug"))])
def test_a_bug_is_told_by_its_place_without_words(
    crew: tuple[Crew, SimpleQueue[object]], task: Task[object]
) -> None:
    failed = run(crew, task)
    assert isinstance(failed, Failed)
    assert failed.exit_code == BUG
    assert "mistake in the program" in failed.reason
    assert "a word of a page" not in failed.reason
    assert "a bug" not in failed.reason


def test_workers_may_rest_and_come_back(crew: tuple[Crew, SimpleQueue[object]]) -> None:
    crew[0].rest()
    assert run(crew, Doing(("a",))) == [Outcome("A")]


def test_stopping_ends_what_runs() -> None:
    events: SimpleQueue[object] = SimpleQueue()
    other = Crew(two_workers, events)
    other.start(1, Ending("sleeps"))
    other.start(2, Reading("large", tuple(f"{n}" for n in range(3000))))
    time.sleep(0.5)
    began = time.monotonic()
    other.stop()
    assert time.monotonic() - began < 10 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert all(isinstance(result, Failed) for result in ends(events, 2).values())
