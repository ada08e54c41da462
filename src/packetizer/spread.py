"""Where page work runs: here, or in a pool of worker processes. It is an argument, not a mode.

A `Spread` applies a function to items and gives an `Outcome` for each, in input order. Only two things
become a failed outcome, since they are the item's doing and not ours: it took too long, or the worker that
held it died (crashed in native code, was killed, ran out of memory). An exception that `fn` raises is a
bug, or something `fn` should have answered itself: it surfaces here with the worker's traceback, and the
rest of the work is dropped.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from pebble import ProcessFuture, ProcessPool

A = TypeVar("A")
B = TypeVar("B")
B_co = TypeVar("B_co", covariant=True)

IN_FLIGHT_PER_WORKER = 6  # so that one slow page does not leave the other workers idle
STOP_SECONDS = 1.0  # how long a worker that was told to end may take before it is killed
LOCK_SECONDS = 15.0  # after which workers give up on a lock that a killed one took with it
COMPUTED_LONG = "took too much computing time"  # a worker ended by SIGPROF: `intake.guard.time_limit`
LOOK_SECONDS = 0.05  # between two looks of the pool at its workers; as long it takes to notice that it ends
REBUILDS = 3  # times in a row, without a result between them, that a broken pool is set up anew


@dataclass(frozen=True, slots=True)
class Outcome(Generic[B_co]):
    """What became of one item: a value, or a sentence that says why there is none (never page text)."""

    value: B_co | None
    failure: str | None = None


class Spread(Protocol):
    """Applies `fn` to each item: results in input order, streamed, a bounded number of items in flight.

    `fn`, items and results must pickle. `timeout` is seconds for one item, counted from when a worker
    takes it up. Workers may begin before the first result is asked for.
    """

    def __call__(
        self, fn: Callable[[A], B], items: Iterable[A], /, *, timeout: float
    ) -> Iterator[Outcome[B]]: ...


@dataclass(frozen=True, slots=True)
class Places:
    """Where a build's work runs: `pages` reads pages, `here` does what needs this machine's own disk."""

    here: Spread
    pages: Spread


_FOR_POOL = ("packetizer.spread", "pebble.pool.process")
_FOR_PAGES = (  # what opens, reads and places pages; engines are loaded by the worker that needs them
    "packetizer.intake.pages",
    "packetizer.intake.pdf",
    "packetizer.intake.pictures",
    "packetizer.reading.read",
    "packetizer.reading.page",
    "packetizer.reading.contents",
    "packetizer.reading.tesseract",  # before tesserocr: it limits the engine's threads
    "tesserocr",
    "pikepdf",
    "packetizer.packet.originals.part",
)

Where = Callable[[Callable[[], None], Path], AbstractContextManager[Places]]
"""Opens the places of one build. Is given what a worker must do before it takes up the build's first item,
and our own folder of the case."""


def on_this_machine(jobs: int | None = None) -> Where:
    """A pool of the build's own; `jobs` None: a worker for each core."""

    @contextmanager
    def opened(prepare: Callable[[], None], state: Path) -> Iterator[Places]:
        del state
        with pool(jobs or os.cpu_count() or 1, initializer=prepare) as spread:
            yield Places(here=spread, pages=spread)

    return opened


def start_ahead() -> None:
    """Start the process that workers are forked from, and let it import what reading needs meanwhile.

    To be called before the rest of this program is imported: each takes a second, and there are two cores.
    Does nothing where workers are not forked.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return
    from multiprocessing import forkserver

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nobody here multiplies matrices
    multiprocessing.get_context("forkserver").set_forkserver_preload([*_FOR_POOL, *_FOR_PAGES])
    forkserver.ensure_running()


def serial(fn: Callable[[A], B], items: Iterable[A], /, *, timeout: float) -> Iterator[Outcome[B]]:
    """Here and now, one after the other; nothing limits the time, and a crash in native code is ours."""
    del timeout  # part of the Spread signature; one process cannot stop itself
    for item in items:
        try:
            outcome = Outcome(fn(item))
        except MemoryError:
            outcome = Outcome(None, "needed more memory than there is")
        yield outcome


@contextmanager
def pool(
    jobs: int,
    *,
    initializer: Callable[[], None] | None = None,
    preload: Sequence[str] = (),
    in_flight: int = IN_FLIGHT_PER_WORKER,
) -> Iterator[Spread]:
    """`jobs` worker processes on this machine, ended when the block is left, however it is left.

    `initializer` runs in each new worker. `preload` names modules that every worker needs: they are imported
    once, in the process the workers are forked from, so that a new worker costs milliseconds.

    Threads may share it. Each has at most `in_flight` items a worker in the queue, which is served in turn:
    so many threads, so many equal shares, however much each still holds back.
    """
    workers = _Workers(jobs, initializer, preload, in_flight)
    try:
        yield workers
    finally:
        workers.stop()


class _Workers:
    """A `Spread` over a pebble process pool, which is started with the first item."""

    def __init__(
        self, jobs: int, initializer: Callable[[], None] | None, preload: Sequence[str], in_flight: int
    ) -> None:
        self._jobs = max(1, jobs)
        self._window = self._jobs * in_flight
        self._initializer = initializer
        self._preload = list(preload)
        self._pool: ProcessPool | None = None
        self._rebuilds = 0
        self._stopped = False
        self._changing = threading.RLock()  # held while the pool is started, used up or exchanged

    def __call__(
        self, fn: Callable[[A], B], items: Iterable[A], /, *, timeout: float
    ) -> Iterator[Outcome[B]]:
        """The first items are on their way when this returns."""
        outcomes = self._outcomes(_Task(fn, item, timeout) for item in items)
        next(outcomes)  # as far as there: a generator that never began would not clear up either
        return cast("Iterator[Outcome[B]]", outcomes)

    def _outcomes(self, tasks: Iterator[_Task[A, B]]) -> Iterator[Outcome[B] | None]:
        """None when the first tasks are on their way, then the outcomes."""
        waiting = deque(islice(tasks, self._window))
        try:
            with suppress(_Broken):  # who asks for the first outcome sets it up anew
                self._schedule_all(waiting)
            yield None
            while waiting:
                outcome = self._first(waiting)
                self._rebuilds = 0
                waiting.popleft()
                yield outcome
                waiting.extend(islice(tasks, self._window - len(waiting)))
        finally:
            for task in waiting:
                if task.future is not None:
                    task.future.cancel()  # type: ignore[no-untyped-call]

    def _first(self, waiting: deque[_Task[A, B]]) -> Outcome[B]:
        """The outcome of the oldest task; sets the pool up anew as often as it breaks as a whole."""
        while True:
            try:
                self._schedule_all(waiting)
                return self._await(waiting[0])
            except _Broken as broken:
                self._rebuild(waiting, broken.pool)

    def _schedule_all(self, waiting: Iterable[_Task[A, B]]) -> None:
        """Schedule what is not; raises _Broken where the pool is of no more use."""
        for task in waiting:
            if task.future is None:
                self._schedule(task)

    def _schedule(self, task: _Task[A, B]) -> None:
        with self._changing:
            if self._pool is None:
                self._pool = self._made()
                _set_going(self._pool)
            if not self._pool.active:
                raise _Broken(self._pool)
            try:
                task.future = self._pool.schedule(task.fn, args=(task.item,), timeout=task.timeout)
            except RuntimeError:  # broke since
                raise _Broken(self._pool) from None
            task.pool = self._pool

    def _made(self) -> ProcessPool:
        import pebble
        from pebble.common.types import CONSTS

        CONSTS.term_timeout = STOP_SECONDS
        CONSTS.channel_lock_timeout = LOCK_SECONDS
        CONSTS.sleep_unit = LOOK_SECONDS
        # Forked from a small server process without threads: safe beside any thread of ours, quick to
        # replace, and gone with it when this process is killed outright.
        method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        context = multiprocessing.get_context(method)
        if method == "forkserver":
            context.set_forkserver_preload([*_FOR_POOL, *self._preload])
        return pebble.ProcessPool(
            max_workers=self._jobs, context=context, initializer=_begin_worker, initargs=(self._initializer,)
        )

    def _await(self, task: _Task[A, B]) -> Outcome[B]:
        from pebble import ProcessExpired

        assert task.future is not None  # noqa: S101
        while True:
            try:
                return Outcome(task.future.result(timeout=1.0))
            except TimeoutError as error:
                if task.future.done():
                    if error.__cause__ is not None:  # `fn` raised it; the pool's own carries no traceback
                        raise
                    return Outcome(None, f"took longer than {task.timeout:g} s")
                if task.pool is None or task.pool is not self._pool or not task.pool.active:
                    raise _Broken(task.pool) from None
            except ProcessExpired as error:
                return Outcome(None, _why_ended(error.exitcode))
            except (BrokenProcessPool, CancelledError):  # cancelled where another thread gave the pool up
                raise _Broken(task.pool) from None
            except MemoryError:
                return Outcome(None, "needed more memory than there is")

    def _rebuild(self, waiting: deque[_Task[A, B]], broken: ProcessPool | None) -> None:
        """Workers died in a way that the pool cannot lay to an item: begin afresh with what has no answer."""
        with self._changing:
            if self._stopped:
                raise BrokenProcessPool("the pool has ended")
            if self._pool is broken:  # else another thread was quicker
                self._rebuilds += 1
                if self._rebuilds > REBUILDS:
                    raise BrokenProcessPool("worker processes keep ending before they take up any work")
                self._drop()
        for task in waiting:
            if task.future is not None and not _has_answer(task.future):
                task.future = None

    def stop(self) -> None:
        """End the workers now; whatever they hold is lost."""
        with self._changing:
            self._stopped = True
            self._drop()

    def _drop(self) -> None:
        if self._pool is not None:
            ended, self._pool = self._pool, None
            if ended.active:
                ended.stop()  # type: ignore[no-untyped-call]
            ended.join()


def _set_going(pool: ProcessPool) -> None:
    """Start the pool in a thread of its own, which no interrupt reaches.

    Only the main thread gets one. In the middle of a start it would leave a thread of the pool's that nobody
    counts, and ending the pool would wait for it forever.
    """
    with ThreadPoolExecutor(max_workers=1) as aside:
        aside.submit(lambda: pool.active).result()


@dataclass(slots=True)
class _Task(Generic[A, B]):
    """An item on its way; `future` is None until `pool` has it."""

    fn: Callable[[A], B]
    item: A
    timeout: float
    future: ProcessFuture[B] | None = None
    pool: ProcessPool | None = None


class _Broken(Exception):  # noqa: N818  (caught here, never seen outside)
    """The pool as a whole is of no more use."""

    def __init__(self, pool: ProcessPool | None) -> None:
        super().__init__()
        self.pool = pool


def _has_answer(future: ProcessFuture[B]) -> bool:
    return (
        future.done()
        and not future.cancelled()
        and not isinstance(future.exception(timeout=0), BrokenProcessPool)
    )


def _why_ended(exitcode: int) -> str:
    try:
        name = signal.Signals(-exitcode).name
    except ValueError:
        return "the worker ended unexpectedly"
    return COMPUTED_LONG if name == "SIGPROF" else f"the worker ended unexpectedly ({name})"


def _begin_worker(initializer: Callable[[], None] | None) -> None:
    """First thing in every worker."""
    _silence()
    os.environ["OMP_THREAD_LIMIT"] = "1"  # the pool is the parallelism; Tesseract's own threads cost more
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # die at once, even inside native code
    if initializer is not None:
        initializer()  # before there is a second thread: it may isolate the process
    threading.Thread(target=end_with_parent, daemon=True).start()


def _silence() -> None:
    """Decoders and OCR write notes to the terminal, some of which quote the file; outcomes say enough."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os.close(null)


def end_with_parent() -> None:
    """For a thread: nothing outlives a parent that was killed outright, not even in the middle of an item."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGKILL)
