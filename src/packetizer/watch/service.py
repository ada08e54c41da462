"""The watcher: from changes in a folder to packets that are up to date, one build for a case come to rest."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import Protocol

from packetizer.errors import PacketizerError
from packetizer.intake.survey import CONTROL
from packetizer.office.crew import Ended, Progressed
from packetizer.office.folders import UNFILED, CaseFolder, Office
from packetizer.office.foreman import Foreman
from packetizer.office.journal import CaseRow, State, UnfiledRow, WatcherRow
from packetizer.office.standing import ARRIVING, BEAT_SECONDS
from packetizer.watch.battery import on_battery
from packetizer.watch.eyes import Changed
from packetizer.watch.rest import Stillness
from packetizer.watch.table import KeptSummary
from packetizer.watch.unfiled import Unfiled

QUIET_SECONDS = 20.0
PATIENCE = 600.0
_LOOK_ROUND = 600.0  # seconds between looks at everything, in case the system forgot to tell of a change
_FIRST_ROUND = 5.0  # until the first of them: changes between the start and the opening of the eyes
_REST_AFTER = 60.0  # seconds without work until the workers are let go
_ON_BATTERY = 60.0  # seconds until the plug is looked at again
_AWAY = 30.0  # seconds until workers that cannot be reached are looked for again


@dataclass(frozen=True, slots=True)
class Habits:
    """How the watcher goes about it; times in seconds, see `Stillness`."""

    quiet: float = QUIET_SECONDS
    patience: float = PATIENCE
    once: bool = False
    retry_parked: bool = False
    pause_on_battery: bool = False


class Display(Protocol):
    """Shows how things stand; called often, and whenever something has changed."""

    def show(self, cases: dict[str, CaseRow], unfiled: list[UnfiledRow]) -> None: ...


class Watcher:
    """Runs in one thread. What others notice (eyes, builds) comes in as events."""

    def __init__(
        self,
        office: Office,
        habits: Habits,
        foreman: Foreman,
        unfiled: Unfiled,
        events: SimpleQueue[object],
        display: Display,
        log: Callable[[str], None],
    ) -> None:
        self._office = office
        self._habits = habits
        self._foreman = foreman
        self._unfiled = unfiled
        self._events = events
        self._display = display
        self._log = log
        self._summary = KeptSummary(office, log)
        self._still = Stillness(foreman.journal, habits.quiet, habits.patience)
        self._folders: dict[str, CaseFolder] = {}
        self._round = 0.0
        self._beat = 0.0
        self._busy = 0.0
        self._paused = False
        self._away_until = 0.0

    def run(self, watcher: WatcherRow) -> None:
        """Until nothing is left to do, with `once`; else until a KeyboardInterrupt."""
        now = time.time()
        self._fold(now)
        self._foreman.recover(self._folders)
        if self._habits.retry_parked:
            self._unpark(now)
        self._round = now + _FIRST_ROUND
        try:
            while True:
                now = time.time()
                self._sign_of_life(watcher, now)
                self._advance(now)
                self._display.show(self._foreman.rows, self._unfiled.rows)
                if self._foreman.idle and UNFILED in self._folders:
                    self._summary.keep(self._foreman.rows.values(), len(self._unfiled.rows))
                if self._habits.once and self._nothing_left():
                    return
                self._take(self._idle_seconds(now))
                self._rest(time.time())
        finally:
            now = time.time()
            self._foreman.journal.put_watcher(replace(watcher, beat=now, ended=now))

    def _rest(self, now: float) -> None:
        """Let the workers go when there has been nothing to build for a while."""
        if not self._foreman.idle or self._unfiled.running:
            self._busy = now
            self._foreman.end_stuck(now)
        elif now - self._busy > _REST_AFTER:
            self._foreman.crew.rest()

    def _sign_of_life(self, watcher: WatcherRow, now: float) -> None:
        if abs(now - self._beat) >= BEAT_SECONDS:
            self._beat = now
            self._foreman.journal.put_watcher(replace(watcher, beat=now))

    # ------------------------------------------------------------ events

    def _idle_seconds(self, now: float) -> float:
        """Until something is to be done if nothing happens."""
        looks = self._still.looks.items()
        dues = [look.due for name, look in looks if look.due and not self._foreman.building(name)]
        dues += [row.due for row in self._foreman.rows.values() if row.state is State.RETRY and row.due]
        if self._away_until > now:
            dues.append(self._away_until)
        return max(0.05, min([*dues, self._round, self._beat + BEAT_SECONDS]) - now)

    def _take(self, seconds: float) -> None:
        """Wait for an event, and take all that have come."""
        try:
            self._handle(self._events.get(timeout=seconds), time.time())
            while True:
                self._handle(self._events.get_nowait(), time.time())
        except Empty:
            return

    def _handle(self, event: object, now: float) -> None:
        if isinstance(event, Changed):
            self._changed(event.names, now)
        elif isinstance(event, Progressed):
            self._foreman.progressed(event, now)
        elif isinstance(event, Ended) and event.key == self._unfiled.key:
            self._unfiled.ended(event.result)
            if self._unfiled.unseen:
                self._still.again(UNFILED, now)
        elif isinstance(event, Ended):
            self._ended(event, now)

    def _ended(self, event: Ended[object], now: float) -> None:
        changed = self._foreman.ended(event, now)
        if changed is not None and changed.name in self._folders:  # its files changed under the build's hands
            self._still.forget(changed.name)
            self._look(changed, now)
        if self._unfiled.puzzling and self._foreman.idle:  # perhaps the new packets tell whose they are
            self._still.again(UNFILED, now)

    def _changed(self, names: frozenset[str], now: float) -> None:
        if UNFILED in names or not names <= self._folders.keys():
            self._fold(now)
        if UNFILED not in self._folders:  # the folder itself is the one case
            names = frozenset(self._folders)
        for name in names & self._folders.keys():
            self._look(self._folders[name], now)

    # ------------------------------------------------------------ looking

    def _fold(self, now: float) -> None:
        """Which cases there are; new ones are looked at, gone ones noted."""
        found = {case.name: case for case in self._office.cases()}
        if beside := self._office.unfiled():
            found[UNFILED] = beside
        elif self._unfiled.rows:
            self._unfiled.none()
        before, self._folders = self._folders, found
        for name in before.keys() - found.keys():
            self._still.forget(name)
        for name, row in tuple(self._foreman.rows.items()):
            if name not in found and row.state is not State.GONE and not self._foreman.building(name):
                gone = replace(row, state=State.GONE, since=now, due=None, reason="its folder is gone")
                self._foreman.put(gone)
        for name in sorted(found.keys() - before.keys()):
            self._look(found[name], now)

    def _look(self, case: CaseFolder, now: float) -> None:
        if self._still.look(case, now) and case.name != UNFILED and not self._foreman.building(case.name):
            row, due = self._foreman.row(case.name), self._still.looks[case.name].due
            self._foreman.put(
                replace(row, state=State.WAITING, since=now, due=due, attempts=0, reason=ARRIVING)
            )

    def _advance(self, now: float) -> None:
        """Do what is due: look round, settle what has come to rest, try again, begin builds."""
        if now >= self._round:
            self._round = now + _LOOK_ROUND
            self._fold(now)
            if self._foreman.recipe_changed():
                for name in self._folders:
                    self._still.again(name, now)
            for case in self._folders.values():
                self._look(case, now)
        for name, look in tuple(self._still.looks.items()):
            if look.due is not None and look.due <= now and not self._foreman.building(name):
                self._settle(self._folders[name], now)
        for row in tuple(self._foreman.rows.values()):
            if row.state is State.RETRY and (self._habits.once or (row.due or 0) <= now):
                self._retry(row, now)
        self._begin(now)

    def _settle(self, case: CaseFolder, now: float) -> None:
        at_rest = self._still.settle(case, now)
        if case.name == UNFILED:
            if at_rest and not self._unfiled.settled(
                case, self._still.contents(UNFILED), self._folders, ready=lambda: self._workers_there(now)
            ):
                self._still.again(UNFILED, now + _AWAY)
        elif at_rest:
            self._foreman.decide(case, _with_papers(self._still.contents(case.name)), now)
        elif held := self._still.looks[case.name].held:
            due = self._still.looks[case.name].due
            row = self._foreman.row(case.name)
            self._foreman.put(replace(row, state=State.WAITING, since=now, due=due, reason=held))

    # ------------------------------------------------------------ building

    def _retry(self, row: CaseRow, now: float) -> None:
        """With `once` only what failed in an earlier run: this run has had its try."""
        if not self._habits.once or row.since < self._foreman.began:
            self._foreman.put(replace(row, state=State.QUEUED, since=now, due=None))

    def _begin(self, now: float) -> None:
        queued = [row for row in self._foreman.rows.values() if row.state is State.QUEUED]
        if not queued:
            return
        if self._pause():
            self._round = min(self._round, now + _ON_BATTERY)
            return
        if not self._workers_there(now):
            return
        for row in sorted(queued, key=lambda row: row.since):
            if self._foreman.room <= 0:
                return
            look = self._still.looks.get(row.name)
            if look is not None and look.at_rest:  # else it has changed since, and will be queued again
                contents = _with_papers(self._still.contents(row.name))
                self._foreman.start(self._folders[row.name], contents, now)

    def _workers_there(self, now: float) -> bool:
        """Whether builds may begin; where the workers' machine is away they wait, and nobody is to blame."""
        if now < self._away_until:
            return False
        try:
            self._foreman.crew.ready()
        except PacketizerError as error:
            if self._habits.once:
                raise
            if not self._away_until:
                self._log(f"builds wait, for the workers cannot be reached: {error}")
            self._away_until = time.time() + _AWAY
            return False
        if self._away_until:
            self._log("the workers are there again")
            self._away_until = 0.0
        return True

    def _pause(self) -> bool:
        """Whether builds wait for the mains; says so when that changes."""
        paused = self._habits.pause_on_battery and on_battery()
        if paused != self._paused:
            self._paused = paused
            self._log(
                "on battery: no build begins until the mains is back" if paused else "the mains is back"
            )
        return paused

    def _unpark(self, now: float) -> None:
        for row in tuple(self._foreman.rows.values()):
            if row.state is State.PARKED:
                self._foreman.put(replace(row, state=State.WAITING, since=now, attempts=0, tried=None))

    def _nothing_left(self) -> bool:
        """Nothing runs and nothing is due; a file that is not whole is left for the next time."""
        active = {State.QUEUED, State.BUILDING}
        rows = self._foreman.rows.values()
        paused = self._habits.pause_on_battery and on_battery()
        if any(row.state in active and not (paused and row.state is State.QUEUED) for row in rows):
            return False
        return not self._unfiled.running and all(
            look.at_rest or look.held for look in self._still.looks.values()
        )


def _with_papers(contents: dict[str, str]) -> dict[str, str]:
    """Nothing where all that is there is a control file."""
    return contents if any(path.split("/")[0] not in CONTROL for path in contents) else {}
