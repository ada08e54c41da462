"""`packetizer watch` as one call: the lock, the journal, the workers, the eyes and the watcher."""

from __future__ import annotations

import os
import socket
import time
from dataclasses import replace
from queue import SimpleQueue

from packetizer.errors import PacketizerError
from packetizer.office.claim import claimed
from packetizer.office.crew import Crew, OpenPlaces
from packetizer.office.folders import Office
from packetizer.office.foreman import Foreman, Orders
from packetizer.office.journal import JOURNAL, State, WatcherRow, open_journal
from packetizer.office.screen import Screen
from packetizer.office.standing import in_all, to_settle
from packetizer.watch.eyes import eyes_on
from packetizer.watch.service import Habits, Watcher
from packetizer.watch.unfiled import Unfiled


def watch(office: Office, habits: Habits, orders: Orders, places: OpenPlaces, screen: Screen) -> int:
    """Watch the folder until a KeyboardInterrupt, or, with `once`, until all that is there is built.

    Gives the exit code: 0 everything is up to date, 1 there is something for a person. PacketizerError where
    another holds the folder.
    """
    office = replace(office, top=office.top.absolute(), out=office.out and office.out.absolute())
    if office.out is not None and office.out == office.top:
        raise PacketizerError(f"{office.out}: the outputs need a folder of their own; choose another --out")
    events: SimpleQueue[object] = SimpleQueue()
    mode = "once" if habits.once else "watch"
    with claimed(office, mode), open_journal(office.state / JOURNAL) as journal:
        crew = Crew(places, events, abroad=orders.abroad)
        foreman = Foreman(orders, journal, crew, screen.log)
        unfiled = Unfiled(journal, crew, orders.options, office, screen.log)
        watcher = Watcher(office, habits, foreman, unfiled, events, screen, screen.log)
        now = time.time()
        row = WatcherRow(os.getpid(), socket.gethostname(), str(office.top), mode, now, now, None)
        try:
            if habits.once:
                watcher.run(row)
                foreman.finish()
                screen.log(in_all(foreman.rows.values(), len(unfiled.rows)))
            else:
                with eyes_on(office, events):
                    watcher.run(row)
        except KeyboardInterrupt:
            if habits.once:
                raise
            screen.log("stopped")
            return 0
        finally:
            crew.stop()
        left = any(to_settle(row) or row.state is State.QUEUED for row in foreman.rows.values())
        return 1 if left or unfiled.rows else 0
