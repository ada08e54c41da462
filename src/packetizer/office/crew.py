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
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import SimpleQueue
from typing import Generic, Protocol, TypeVar, cast

from packetizer.errors import PacketizerError
from packetizer.parcels import by_parcel, open_parcel, recognised
from packetizer.progress import Progress
from packetizer.spread import Outcome, Places, Spread, Where, end_with_parent

A = TypeVar("A")
B = TypeVar("B")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

STOP_SECONDS = 1.0  # that a build may take to clear its own files away, before it is killed
BUG = 70  # the exit code of a build that ended by a mistake of ours (sysexits' EX_SOFTWARE)
_PRELOAD = ("packetizer.build", "packetizer.office.crew")


OpenPlaces = Callable[[], AbstractContextManager[Places]]


class Task(Protocol[R_co]):
    """What a process of its own does. Pickles; so does its result. `where` and `progress` are for a build."""

    def __call__(self, where: Where, progress: Progress) -> R_co: ...


@dataclass(frozen=True, slots=True)
class Failed:
    """A task that came to nothing; `reason` is a sentence without page text."""

    exit_code: int
    reason: str


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


# ---------------------------------------------------------------- what travels


@dataclass(frozen=True, slots=True)
class _Opens:
    """A supply of parcels. `place`: "here" or "pages"."""

    supply: int
    place: str
    timeout: float


@dataclass(frozen=True, slots=True)
class _Wanted:
    supply: int


@dataclass(frozen=True, slots=True)
class _Parcel:
    supply: int
    parcel: bytes | None  # None: there are no more


@dataclass(frozen=True, slots=True)
class _Closed:
    supply: int


@dataclass(frozen=True, slots=True)
class _Answer:
    """An outcome, in the order of the parcels; None after the last."""

    supply: int
    outcome: Outcome[bytes] | None


@dataclass(frozen=True, slots=True)
class _Raised:
    """A bug in what a worker ran."""

    supply: int
    error: BaseException


@dataclass(frozen=True, slots=True)
class _Done:
    result: object


@dataclass(frozen=True, slots=True)
class _Step:
    stage: str
    done: int
    total: int


# ---------------------------------------------------------------- the crew's side


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

    def start(self, key: int, task: Task[object]) -> None:
        """Begin; `Progressed` and one `Ended` with this key will follow."""
        if self._places is None:
            self._places = self._opened.enter_context(self._open_places())
        ours, theirs = multiprocessing.Pipe()
        process = self._context.Process(
            target=_run_task, args=(theirs, task, self._abroad), name="packetizer build"
        )
        process.start()
        theirs.close()
        self._running[key] = process
        threading.Thread(target=self._serve, args=(key, process, ours, self._places), daemon=True).start()

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
            while not isinstance(result, _Done):
                result = message = pipe.recv()
                if isinstance(message, _Step):
                    self._events.put(Progressed(key, message.stage, message.done, message.total))
                else:
                    window.take(message)
        except (EOFError, OSError):
            pass  # it died, and its exit code says how
        window.close()
        process.join()
        pipe.close()
        self._running.pop(key, None)
        done = result.result if isinstance(result, _Done) else _died(process.exitcode)
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
        if isinstance(message, _Opens):
            self._supplies[message.supply] = SimpleQueue()
            threading.Thread(target=self._work, args=(message,), daemon=True).start()
        elif isinstance(message, _Parcel):
            if message.supply in self._supplies:
                self._supplies[message.supply].put(message.parcel)
        elif isinstance(message, _Closed) and (supply := self._supplies.pop(message.supply, None)):
            supply.put(None)

    def close(self) -> None:
        self._open = False
        for number in tuple(self._supplies):
            self.take(_Closed(number))

    def _work(self, opened: _Opens) -> None:
        spread: Spread = self._places.pages if opened.place == "pages" else self._places.here
        outcomes = spread(open_parcel, self._parcels(opened.supply), timeout=opened.timeout)
        try:
            for outcome in outcomes:
                if opened.supply not in self._supplies:
                    return
                self._send(_Answer(opened.supply, outcome))
            self._send(_Answer(opened.supply, None))
        except (EOFError, OSError):
            return  # the build is gone
        except BaseException as error:  # a bug is the build's to report
            with suppress(EOFError, OSError):
                self._send(_Raised(opened.supply, _travelling(error)))
        finally:
            cast("Iterator[object]", outcomes).close()  # type: ignore[attr-defined]

    def _parcels(self, number: int) -> Iterator[bytes]:
        supply = self._supplies.get(number)
        while supply is not None and self._open:
            self._send(_Wanted(number))
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
    return RuntimeError(f"{type(error).__name__} in a worker{_where(error.__cause__ or error)}")


# ---------------------------------------------------------------- the build's side


def _run_task(pipe: Connection[object, object], task: Task[object], abroad: bool) -> None:
    """The whole life of a build's process."""
    line = _Line(pipe)

    def stop(number: int, frame: object) -> None:
        line.hang_up()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the crew decides
    signal.signal(signal.SIGTERM, stop)
    threading.Thread(target=end_with_parent, daemon=True).start()
    threading.Thread(target=line.listen, daemon=True).start()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    result: object
    try:
        result = task(_Counterpart(line, abroad).places, _Counter(line))
    except PacketizerError as error:
        result = Failed(error.exit_code, str(error))
    except KeyboardInterrupt:
        return
    except MemoryError:
        result = Failed(4, "it needed more memory than there is")
    except Exception as error:  # told in full but for its words, which may quote a page
        result = Failed(BUG, f"a mistake in the program: {type(error).__name__}{_where(error)}")
    with suppress(EOFError, OSError):
        line.say(_Done(result))


def _where(error: BaseException) -> str:
    """The place of a bug: the last lines of ours, without any words that an error may quote."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "packetizer" in f.filename]
    return "".join(f", in {Path(f.filename).name}:{f.lineno} {f.name}" for f in frames[-3:])


class _Line:
    """A build's end of the pipe, for all of its threads. What comes in is sorted by supply."""

    def __init__(self, pipe: Connection[object, object]) -> None:
        self._pipe = pipe
        self._speaking = threading.Lock()
        self._opened = 0
        self._supplies: dict[int, SimpleQueue[_Wanted | _Answer | _Raised | None]] = {}

    def say(self, message: object) -> None:
        with self._speaking:
            self._pipe.send(message)

    def open(self, place: str, timeout: float) -> tuple[int, SimpleQueue[_Wanted | _Answer | _Raised | None]]:
        """A new supply: its number, and what will come in for it; None where the line is dead."""
        with self._speaking:
            number = self._opened = self._opened + 1
            heard = self._supplies[number] = SimpleQueue()
            self._pipe.send(_Opens(number, place, timeout))
        return number, heard

    def close(self, number: int) -> None:
        self._supplies.pop(number, None)
        with suppress(EOFError, OSError):
            self.say(_Closed(number))

    def listen(self) -> None:
        """Runs in a thread of its own."""
        with suppress(EOFError, OSError):
            while True:
                message = self._pipe.recv()
                if isinstance(message, _Wanted | _Answer | _Raised) and (
                    heard := self._supplies.get(message.supply)
                ):
                    heard.put(message)
        self.hang_up()

    def hang_up(self) -> None:
        """Nothing more will be heard: whoever waits for something stops."""
        for heard in tuple(self._supplies.values()):
            heard.put(None)


class _Counterpart:
    """A build's places: its spreads hand out parcels as the crew's workers ask for them."""

    def __init__(self, line: _Line, abroad: bool) -> None:
        self._line = line
        self._abroad = abroad

    @contextmanager
    def places(self, prepare: Callable[[], None], state: Path) -> Iterator[Places]:
        with recognised(state, prepare) if self._abroad else nullcontext(prepare) as first:
            yield Places(
                here=by_parcel(self._spread("here"), prepare), pages=by_parcel(self._spread("pages"), first)
            )

    def _spread(self, place: str) -> Spread:
        def sent(fn: Callable[[A], B], items: Iterable[A], /, *, timeout: float) -> Iterator[Outcome[B]]:
            assert fn is cast("object", open_parcel)  # noqa: S101  (all that the crew's workers do)
            parcels = cast("Iterator[bytes]", iter(items))
            number, heard = self._line.open(place, timeout)
            try:
                while True:
                    match heard.get():
                        case _Wanted():
                            self._line.say(_Parcel(number, next(parcels, None)))
                        case _Raised(error=error):
                            raise error
                        case _Answer(outcome=None):
                            return
                        case _Answer(outcome=outcome):
                            yield cast("Outcome[B]", outcome)
                        case None:
                            raise EOFError
            finally:
                self._line.close(number)

        return sent


class _Counter:
    """Progress of a build, told to the crew now and then."""

    def __init__(self, line: _Line) -> None:
        self._line = line
        self._stage, self._done, self._total = "", 0, 0

    @contextmanager
    def stage(self, title: str, total: int | None = None) -> Iterator[None]:
        self._stage, self._done, self._total = title, 0, total or 0
        self._tell()
        yield
        if self._total:
            self._tell()

    def step(self, what: str = "") -> None:
        del what
        self._done += 1
        if self._done % max(1, self._total // 50) == 0:
            self._tell()

    def note(self, message: str) -> None:
        pass

    def _tell(self) -> None:
        self._line.say(_Step(self._stage, self._done, self._total))
