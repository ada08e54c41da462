"""A build in a process of its own, at the other end of a crew's pipe."""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar, cast

from packetizer.errors import PacketizerError
from packetizer.interrupt import interrupts
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
from packetizer.parcels import by_parcel, open_parcel, recognised
from packetizer.spread import Outcome, Places, Spread, end_with_parent

A = TypeVar("A")
B = TypeVar("B")


def run_task(pipe: Connection[object, object], task: Task[object], abroad: bool) -> None:
    """The whole life of a build's process."""
    line = _Line(pipe)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the crew decides
    interrupts(signal.SIGTERM, line.hang_up)
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
        result = Failed(BUG, f"a mistake in the program: {type(error).__name__}{place_of(error)}")
    with suppress(EOFError, OSError):
        line.say(Done(result))


def place_of(error: BaseException) -> str:
    """The place of a bug: the last lines of ours, without any words that an error may quote."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "packetizer" in f.filename]
    return "".join(f", in {Path(f.filename).name}:{f.lineno} {f.name}" for f in frames[-3:])


class _Line:
    """A build's end of the pipe, for all of its threads. What comes in is sorted by supply."""

    def __init__(self, pipe: Connection[object, object]) -> None:
        self._pipe = pipe
        self._speaking = threading.Lock()
        self._opened = 0
        self._supplies: dict[int, SimpleQueue[Wanted | Answer | Raised | None]] = {}

    def say(self, message: object) -> None:
        with self._speaking:
            self._pipe.send(message)

    def open(self, place: str, timeout: float) -> tuple[int, SimpleQueue[Wanted | Answer | Raised | None]]:
        """A new supply: its number, and what will come in for it; None where the line is dead."""
        with self._speaking:
            number = self._opened = self._opened + 1
            heard = self._supplies[number] = SimpleQueue()
            self._pipe.send(Opens(number, place, timeout))
        return number, heard

    def close(self, number: int) -> None:
        self._supplies.pop(number, None)
        with suppress(EOFError, OSError):
            self.say(Closed(number))

    def listen(self) -> None:
        """Runs in a thread of its own."""
        with suppress(EOFError, OSError):
            while True:
                message = self._pipe.recv()
                if isinstance(message, Wanted | Answer | Raised) and (
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
                        case Wanted():
                            self._line.say(Parcel(number, next(parcels, None)))
                        case Raised(error=error):
                            raise error
                        case Answer(outcome=None):
                            return
                        case Answer(outcome=outcome):
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
        self._line.say(Step(self._stage, self._done, self._total))
