"""The summary of all cases, kept up to date beside them, with the days that are left as of today."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from packetizer.office.folders import Office
from packetizer.office.journal import CaseRow, State
from packetizer.office.table import write_summary


class KeptSummary:
    """Written anew where a case stands otherwise than the last time, and on each new day."""

    def __init__(self, office: Office, log: Callable[[str], None]) -> None:
        self._desk = office.desk
        self._log = log
        self._written: tuple[object, ...] = ()

    def keep(self, cases: Collection[CaseRow], unfiled: int) -> None:
        """To be called often, while nothing is being built."""
        today = date.today()  # noqa: DTZ011  (the advocate's own day)
        rows = [row for row in cases if row.state is not State.GONE]
        stands = (today, unfiled, *((row.name, row.state, row.reason, row.built) for row in rows))
        if stands == self._written:
            return
        self._written = stands
        try:
            write_summary(self._desk, rows, today, unfiled)
        except OSError as error:
            self._log(f"the summary cannot be written ({error.strerror}); the packets are not concerned")
