"""What a person sees while the watcher runs: a live table on a terminal, a line for each event elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Protocol, TextIO

from packetizer.office.journal import CaseRow, State, UnfiledRow
from packetizer.office.standing import Line, by_urgency, counted, line

if TYPE_CHECKING:
    from rich.table import Table

_REFRESH_SECONDS = 0.5


class Screen(Protocol):
    """Where lines and the state of things are shown."""

    def log(self, message: str) -> None: ...

    def show(self, cases: dict[str, CaseRow], unfiled: list[UnfiledRow]) -> None: ...


class Lines:
    """A line for each event, with its time. Names of cases stand in it: no files, no people, no pages."""

    def __init__(self, stream: TextIO, *, quiet: bool = False) -> None:
        self._stream = stream
        self._quiet = quiet
        self._lock = Lock()
        self._states: dict[str, tuple[State, str]] = {}

    def log(self, message: str) -> None:
        if not self._quiet:
            with self._lock:
                print(time.strftime("%Y-%m-%d %H:%M:%S"), message, file=self._stream, flush=True)

    def show(self, cases: dict[str, CaseRow], unfiled: list[UnfiledRow]) -> None:
        """Only what an event has not told already: that a case waits for a file, or is being built."""
        del unfiled
        for row in cases.values():
            told = row.reason.partition(": ")[0] if row.state is State.WAITING else ""
            if self._states.get(row.name) == (row.state, told):
                continue
            self._states[row.name] = (row.state, told)
            if row.state is State.BUILDING:
                self.log(f"{row.name}: building")
            elif told:
                self.log(f"{row.name}: waiting, {told}")


class LiveTable:
    """The cases as they stand, redrawn when something has changed; log lines scroll by above."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console
        from rich.live import Live

        self._console = Console(file=stream)
        self._live = Live(console=self._console, auto_refresh=False, transient=True)
        self._shown: tuple[object, ...] = ()
        self._when = 0.0

    def log(self, message: str) -> None:
        self._console.print(time.strftime("%H:%M:%S"), message, markup=False, highlight=False)

    def show(self, cases: dict[str, CaseRow], unfiled: list[UnfiledRow]) -> None:
        state = (date.today(), *cases.values(), *unfiled)  # noqa: DTZ011  (days left are counted from it)
        now = time.monotonic()
        ended = (
            any(row.state is State.BUILDING for row in cases.values()) and now - self._when < _REFRESH_SECONDS
        )
        if state == self._shown or ended:
            return
        self._shown, self._when = state, now
        height = max(5, self._console.size.height - 8)
        table = table_of(cases, unfiled, most=height, width=self._console.size.width)
        self._live.update(table, refresh=True)

    @contextmanager
    def running(self) -> Iterator[None]:
        with self._live:
            yield


def table_of(cases: dict[str, CaseRow], unfiled: list[UnfiledRow], *, most: int, width: int) -> Table:
    """At most so many cases, what is going on and what is urgent first. `width`: characters of a line."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    now = time.time()
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column("Case", ratio=3, no_wrap=True, overflow="ellipsis")
    table.add_column("State", ratio=4, no_wrap=True, overflow="ellipsis")
    columns = [column for column in _COLUMNS if column.from_width <= width <= column.to_width]
    for column in columns:
        table.add_column(column.title, width=column.width, no_wrap=True, overflow="ellipsis")
    rows = by_urgency(cases.values())
    for row in rows[:most]:
        shown = line(row, now)
        cells = (shown.name, shown.state, *(column.cell(shown) for column in columns))
        table.add_row(*(Text(cell) for cell in cells), style=_STYLES.get(row.state))
    notes = []
    if len(rows) > most:
        notes.append(f"and {len(rows) - most} more cases")
    if unfiled:
        notes.append(f"{counted(len(unfiled), 'paper')} unfiled")
    if notes:
        table.caption = Text(", ".join(notes))
    return table


@dataclass(frozen=True, slots=True)
class _Column:
    """Shown on lines of so many characters or more, beside the case and its state."""

    title: str
    width: int
    cell: Callable[[Line], str]
    from_width: int = 0
    to_width: int = 1000


_COLUMNS = (
    _Column("Pages", 9, lambda line: line.pages, from_width=90),
    _Column("Missing", 22, lambda line: line.missing, from_width=72),
    _Column("Appeal by", 10, lambda line: line.deadline.partition(" ")[0], to_width=99),
    _Column("Appeal by", 22, lambda line: line.deadline, from_width=100),
    _Column("Built", 12, lambda line: line.built, from_width=116),
)
_STYLES = {
    State.BUILDING: "bold",
    State.PARKED: "red",
    State.RETRY: "yellow",
    State.GONE: "dim",
    State.EMPTY: "dim",
}


@contextmanager
def screen_for(stream: TextIO = sys.stderr, *, quiet: bool) -> Iterator[Screen]:
    """The display that fits the stream."""
    if quiet or not stream.isatty():
        yield Lines(stream, quiet=quiet)
        return
    table = LiveTable(stream)
    with table.running():
        yield table
