"""How a case stands, in words: for the live table, `packetizer status` and its JSON."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from packetizer.office.journal import CaseRow, State, WatcherRow

BEAT_SECONDS = 30.0  # between two signs of life
STALLED_AFTER = 4 * BEAT_SECONDS
ARRIVING = "files are arriving"
_ORDER = [
    State.BUILDING,
    State.PARKED,
    State.RETRY,
    State.QUEUED,
    State.WAITING,
    State.BUILT,
    State.EMPTY,
    State.GONE,
]


class Health(StrEnum):
    """Of whoever works on the folder."""

    RUNNING = "running"
    STALLED = "stalled"  # its process is there and gives no sign of life
    DIED = "died"  # it was ended without a good-bye
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Line:
    """A case for a table: plain words, ready to be shown."""

    name: str
    state: str
    pages: str
    missing: str
    deadline: str
    built: str


def line(row: CaseRow, now: float) -> Line:
    summary = row.summary
    missing = ""
    if summary:
        look = len(summary.to_check) + summary.doubts
        missing = ", ".join(
            [
                *([f"{len(summary.missing)} missing"] if summary.missing else []),
                *([f"{look} to check"] if look else []),
            ]
        )
    return Line(
        row.name,
        _state(row),
        str(summary.pages) if summary else "",
        missing or ("nothing" if summary else ""),
        due_in_words(summary.deadline, day_of(now)) if summary and summary.deadline else "",
        time.strftime("%b %d %H:%M", time.localtime(row.built)) if row.built else "",
    )


def _state(row: CaseRow) -> str:
    match row.state:
        case State.BUILDING:
            done = f", {row.done} of {row.total}" if row.total else ""
            return (row.stage.lower() or "building") + done
        case State.RETRY:
            return f"failed, again {_clock(row.due)}: {row.reason}"
        case State.PARKED:
            return f"put aside: {row.reason}"
        case State.WAITING:
            return f"waiting, {row.reason}" if row.reason else "waiting"
        case State.EMPTY:
            return "no papers yet"
        case State.GONE:
            return "its folder is gone"
        case _:
            return str(row.state)


def _clock(due: float | None) -> str:
    """A moment that stays right while the table stands; None: nobody is there to do it by himself."""
    return f"at {time.strftime('%H:%M:%S', time.localtime(due))}" if due else "at the next run"


def day_of(now: float) -> date:
    """The advocate's own day."""
    return datetime.fromtimestamp(now).astimezone().date()


def due_in_words(due: date, today: date) -> str:
    days = (due - today).days
    if days < 0:
        return f"{due.isoformat()} (passed)"
    return f"{due.isoformat()} ({'today' if days == 0 else f'{days} day' if days == 1 else f'{days} days'})"


def counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


_IN_ALL = {
    State.BUILT: "up to date",
    State.RETRY: "failed",
    State.PARKED: "put aside",
    State.EMPTY: "without papers",
}


def in_all(rows: Iterable[CaseRow], unfiled: int) -> str:
    """How all of it stands, on a line."""
    rows = [row for row in rows if row.state is not State.GONE]
    words = [_IN_ALL.get(row.state, "waiting") for row in rows]
    parts = [f"{words.count(word)} {word}" for word in (*_IN_ALL.values(), "waiting") if word in words]
    if settle := sum(row.state is State.BUILT and to_settle(row) for row in rows):
        parts[0] += f" ({settle} with something missing or to check)"
    beside = [f"{counted(unfiled, 'paper')} unfiled"] if unfiled else []
    return ", ".join(
        [f"{counted(len(rows), 'case')}: {parts[0]}" if parts else "no case", *parts[1:], *beside]
    )


def to_settle(row: CaseRow) -> bool:
    """Whether a person must do something about the case."""
    moving = row.state is State.WAITING and row.reason == ARRIVING
    if moving or row.state in (State.BUILT, State.BUILDING, State.QUEUED):
        return row.summary is not None and row.summary.exit_code != 0
    return row.state in (State.WAITING, State.RETRY, State.PARKED)


def by_urgency(rows: Iterable[CaseRow]) -> list[CaseRow]:
    """What is going on first, then what needs somebody, then by deadline."""

    def rank(row: CaseRow) -> tuple[int, date, str]:
        due = row.summary.deadline if row.summary else None
        return _ORDER.index(row.state), due or date.max, row.name

    return sorted(rows, key=rank)


def health(watcher: WatcherRow | None, now: float) -> Health:
    """How the watcher is; from another computer than its own only its signs of life tell."""
    if watcher is None or watcher.ended is not None:
        return Health.ENDED
    here = watcher.host == socket.gethostname()
    if here and not _alive(watcher.pid):
        return Health.DIED
    return Health.RUNNING if now - watcher.beat < STALLED_AFTER else Health.STALLED


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
