"""How a watched folder stands, as its journal has it; read by another process at any time."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from packetizer.office.claim import journal_of
from packetizer.office.journal import CaseRow, State, UnfiledRow, WatcherRow, read_journal
from packetizer.office.standing import ARRIVING, Health, by_urgency, counted, day_of, health, line, to_settle

_DOING = {"watch": "Watched", "once": "Worked through", "batch": "Built as a batch"}
_UNWELL = (Health.STALLED, Health.DIED)


@dataclass(frozen=True, slots=True)
class Status:
    """Everything at one moment."""

    now: float
    watcher: WatcherRow | None
    health: Health
    cases: tuple[CaseRow, ...]  # the urgent first
    unfiled: tuple[UnfiledRow, ...]

    @property
    def exit_code(self) -> int:
        if self.health in _UNWELL:
            return 4
        return 1 if self.unfiled or any(map(to_settle, self.cases)) else 0


def status_of(folder: Path, out: Path | None) -> Status:
    """PacketizerError where nothing was watched there yet, or the journal cannot be read."""
    now = time.time()
    with read_journal(journal_of(folder, out)) as journal:
        watcher = journal.watcher()
        well = health(watcher, now)
        rows = journal.cases().values()
        return Status(
            now,
            watcher,
            well,
            tuple(by_urgency(rows if well is Health.RUNNING else map(_left, rows))),
            tuple(journal.unfiled()),
        )


def _left(row: CaseRow) -> CaseRow:
    """A case as it stands while nobody works on it."""
    if row.state is State.RETRY:
        return replace(row, due=None)
    if row.state is State.QUEUED or (row.state is State.WAITING and row.reason == ARRIVING):
        return replace(row, state=State.WAITING, reason="it is built at the next run")
    if row.state is not State.BUILDING:
        return row
    return replace(row, state=State.WAITING, reason="its build was interrupted and will be done again")


def as_text(status: Status) -> str:
    """For a person: the watcher, the cases, the unfiled papers."""
    lines = [_watcher_in_words(status), ""]
    rows = [line(row, status.now) for row in status.cases]
    width = min(40, max([4, *(len(row.name) for row in rows)]))
    for row in rows:
        facts = ", ".join(
            part
            for part in (
                counted(int(row.pages), "page") if row.pages else "",
                row.missing if row.missing != "nothing" else "nothing missing",
                f"appeal by {row.deadline}" if row.deadline else "",
                f"built {row.built}" if row.built else "",
            )
            if part
        )
        lines.append(f"{row.name:<{width}}  {row.state}" + (f"; {facts}" if facts else ""))
    lines += [
        f"unfiled: {row.path}"
        + (f", perhaps of {row.proposed}: {row.why}" if row.proposed else f": {row.why}")
        for row in status.unfiled
    ]
    return "\n".join([*lines, *_hints(status)])


def _hints(status: Status) -> list[str]:
    """What to do about what is for a person."""
    lines = []
    if any(row.state is State.PARKED for row in status.cases):
        lines.append(
            "Put aside is what failed too often: mend what is said, and it is built by itself. "
            "To try it again as it is: packetizer watch --retry-parked"
        )
    if status.unfiled:
        lines.append("Unfiled papers are in no packet: look at each, and move it into its client's folder.")
    return ["", *lines] if lines else []


def _watcher_in_words(status: Status) -> str:
    watcher = status.watcher
    if watcher is None:
        return "Nobody has worked here yet."
    who = f"process {watcher.pid} on {watcher.host}"
    silent = round(status.now - watcher.beat)
    match status.health:
        case Health.RUNNING:
            doing = _DOING.get(watcher.mode, "Watched")
            return f"{doing} by {who} since {_moment(watcher.started)}."
        case Health.STALLED:
            return f"STALLED: {who} has given no sign of life for {silent} s; end it and start it again."
        case Health.DIED:
            what = "THE BATCH ENDED" if watcher.mode == "batch" else "NOT WATCHED"
            return f"{what}: {who} was ended suddenly; start it again, nothing is lost."
        case _:
            return f"Not watched now; the last run ended {_moment(watcher.ended or watcher.beat)}."


def _moment(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def as_json_text(status: Status) -> str:
    """For programs. Times are RFC 3339, UTC."""
    watcher = status.watcher
    return json.dumps(
        {
            "health": status.health,
            "watcher": watcher
            and {
                "pid": watcher.pid,
                "host": watcher.host,
                "mode": watcher.mode,
                "folder": watcher.top,
                "started": _stamp(watcher.started),
                "sign_of_life": _stamp(watcher.beat),
                "ended": _stamp(watcher.ended),
            },
            "cases": [_case(row, status.now) for row in status.cases],
            "unfiled": [
                {"path": row.path, "proposed": row.proposed, "why": row.why} for row in status.unfiled
            ],
            "exit_code": status.exit_code,
        },
        ensure_ascii=False,
        indent=1,
    )


def _case(row: CaseRow, now: float) -> dict[str, object]:
    due = row.summary.deadline if row.summary else None
    return {
        "case": row.name,
        "state": row.state,
        "since": _stamp(row.since),
        "due": _stamp(row.due),
        "reason": row.reason,
        "attempts": row.attempts,
        "stage": row.stage,
        "steps_done": row.done,
        "steps": row.total,
        "built": _stamp(row.built),
        "days_left": (due - day_of(now)).days if due else None,
        "packet": row.summary and str(row.summary.packet),
        "summary": row.summary and row.summary.model_dump(mode="json"),
    }


def _stamp(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
