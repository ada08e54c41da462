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
    pages = f"{row.done} of {row.total}" if row.state is State.BUILDING and row.total else ""
    if not pages and summary:
        pages = str(summary.pages)
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
        _state(row, now),
        pages,
        missing or ("nothing" if summary else ""),
        due_in_words(summary.deadline, _day(now)) if summary and summary.deadline else "",
        time.strftime("%b %d %H:%M", time.localtime(row.built)) if row.built else "",
    )


def _state(row: CaseRow, now: float) -> str:
    match row.state:
        case State.BUILDING:
            return row.stage.lower() or "building"
        case State.RETRY:
            return f"failed, again in {max(0, round((row.due or now) - now))} s: {row.reason}"
        case State.PARKED:
            return f"put aside: {row.reason}"
        case State.WAITING:
            return row.reason or "waiting"
        case State.EMPTY:
            return "no papers yet"
        case State.GONE:
            return "its folder is gone"
        case _:
            return str(row.state)


def _day(now: float) -> date:
    return datetime.fromtimestamp(now).astimezone().date()  # the advocate's own day


def due_in_words(due: date, today: date) -> str:
    days = (due - today).days
    if days < 0:
        return f"{due.isoformat()} (passed)"
    return f"{due.isoformat()} ({'today' if days == 0 else f'{days} day' if days == 1 else f'{days} days'})"


def to_settle(row: CaseRow) -> bool:
    """Whether a person must do something about the case."""
    if row.state in (State.BUILT, State.BUILDING, State.QUEUED):
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
