"""Builds beside each other: each in a process of its own, all with the same workers.

A build that crashes, leaks or runs out of memory costs its own case. Its pages are read by the workers of
the process that started it, which serve the builds in turn: a case of 900 pages does not starve the others.
Between the two is a pipe; nothing listens anywhere.

    build ──"supply 3 is open"──▶ crew
          ◀─"one more of 3"──────
          ──a parcel of 3───────▶      ──▶ workers
          ◀─an outcome of 3──────      ◀──
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Generic, TypeVar, cast

from packetizer.errors import PacketizerError
from packetizer.office.messages import (
    BUG,
    Answer,
    Closed,
    Done,
    Failed,
    Opens,
    Parcel,
    Raised,
    Step,
    Task,
    Wanted,
)
from packetizer.office.process import place_of, run_task
from packetizer.parcels import open_parcel
from packetizer.spread import Places, Spread

R = TypeVar("R")

STOP_SECONDS = 1.0  # that a build may take to clear its own files away, before it is killed
_PRELOAD = ("packetizer.build", "packetizer.office.crew", "packetizer.office.warm")


OpenPlaces = Callable[[], AbstractContextManager[Places]]


@dataclass(frozen=True, slots=True)
class Ended(Generic[R]):
    """A task has ended; `key` is the one it was started with."""

    key: int
    result: R | Failed


@dataclass(frozen=True, slots=True)
class Progressed:
    """Of `total` steps of a stage, `done` are done."""

    key: int
    stage: str
    done: int
    total: int


class Crew:
    """Runs tasks, each in a process; tells of their progress and end in `events`, from other threads.

    `abroad`: pages are read on other machines.
    """

    def __init__(self, open_places: OpenPlaces, events: SimpleQueue[object], *, abroad: bool = False) -> None:
        self._abroad = abroad
        self._open_places = open_places
        self._opened = ExitStack()
        self._places: Places | None = None
        self._events = events
        self._running: dict[int, BaseProcess] = {}
        self._context = _context()

    def ready(self) -> Places:
        """The workers, made ready where they are not. PacketizerError where those elsewhere are away."""
        if self._places is None:
            self._places = self._opened.enter_context(self._open_places())
        return self._places

    def start(self, key: int, task: Task[object]) -> None:
        """Begin; `Progressed` and one `Ended` with this key will follow. PacketizerError as `ready`."""
        places = self.ready()
        ours, theirs = multiprocessing.Pipe()
        process = self._context.Process(
            target=run_task, args=(theirs, task, self._abroad), name="packetizer build"
        )
        process.start()
        theirs.close()
        self._running[key] = process
        threading.Thread(target=self._serve, args=(key, process, ours, places), daemon=True).start()

    def end(self, key: int) -> None:
        """End one task now; its `Ended` says that it was."""
        if process := self._running.get(key):
            process.kill()

    def rest(self) -> None:
        """Let the workers go until they are needed again, if nothing runs: they hold much memory."""
        if not self._running:
            self._places = None
            self._opened.close()

    def stop(self) -> None:
        """End everything that runs, within `STOP_SECONDS` and a little."""
        processes = list(self._running.values())
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(STOP_SECONDS)
            if process.is_alive():
                process.kill()
                process.join(1)
        self._running.clear()
        self.rest()

    def _serve(
        self, key: int, process: BaseProcess, pipe: Connection[object, object], places: Places
    ) -> None:
        result: object = None
        window = _Window(pipe, places)
        try:
            while not isinstance(result, Done):
                result = message = pipe.recv()
                if isinstance(message, Step):
                    self._events.put(Progressed(key, message.stage, message.done, message.total))
                else:
                    window.take(message)
        except (EOFError, OSError):
            pass  # it died, and its exit code says how
        window.close()
        process.join()
        pipe.close()
        self._running.pop(key, None)
        done = result.result if isinstance(result, Done) else _died(process.exitcode)
        self._events.put(Ended(key, done))


def _died(exitcode: int | None) -> Failed:
    """Why a process is gone that said nothing."""
    with suppress(ValueError, TypeError):
        name = signal.Signals(-(exitcode or 0)).name
        more = "; perhaps memory ran out" if name == "SIGKILL" else ""
        return Failed(BUG, f"the build's process was ended ({name}){more}")
    return Failed(BUG, "the build's process ended unexpectedly")


def _context() -> ForkServerContext | SpawnContext:
    """Forked, where possible, from a small process that has read the program once and runs no threads."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["packetizer.spread", "pebble.pool.process", *_PRELOAD])
    return context


class _Window:
    """Serves one build: passes its parcels to the workers, and their outcomes back."""

    def __init__(self, pipe: Connection[object, object], places: Places) -> None:
        self._pipe = pipe
        self._places = places
        self._sending = threading.Lock()
        self._supplies: dict[int, SimpleQueue[bytes | None]] = {}
        self._open = True

    def take(self, message: object) -> None:
        if isinstance(message, Opens):
            self._supplies[message.supply] = SimpleQueue()
            threading.Thread(target=self._work, args=(message,), daemon=True).start()
        elif isinstance(message, Parcel):
            if message.supply in self._supplies:
                self._supplies[message.supply].put(message.parcel)
        elif isinstance(message, Closed) and (supply := self._supplies.pop(message.supply, None)):
            supply.put(None)

    def close(self) -> None:
        self._open = False
        for number in tuple(self._supplies):
            self.take(Closed(number))

    def _work(self, opened: Opens) -> None:
        spread: Spread = self._places.pages if opened.place == "pages" else self._places.here
        outcomes = spread(open_parcel, self._parcels(opened.supply), timeout=opened.timeout)
        try:
            for outcome in outcomes:
                if opened.supply not in self._supplies:
                    return
                self._send(Answer(opened.supply, outcome))
            self._send(Answer(opened.supply, None))
        except (EOFError, OSError):
            return  # the build is gone
        except BaseException as error:  # a bug is the build's to report
            with suppress(EOFError, OSError):
                self._send(Raised(opened.supply, _travelling(error)))
        finally:
            cast("Iterator[object]", outcomes).close()  # type: ignore[attr-defined]

    def _parcels(self, number: int) -> Iterator[bytes]:
        supply = self._supplies.get(number)
        while supply is not None and self._open:
            self._send(Wanted(number))
            parcel = supply.get()
            if parcel is None:
                return
            yield parcel

    def _send(self, message: object) -> None:
        with self._sending:
            self._pipe.send(message)


def _travelling(error: BaseException) -> BaseException:
    """An error that can be pickled, with its message where it explains itself."""
    if isinstance(error, PacketizerError):
        return error
    return RuntimeError(f"{type(error).__name__} in a worker{place_of(error.__cause__ or error)}")
