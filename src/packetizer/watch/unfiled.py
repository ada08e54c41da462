"""Papers beside the cases: listed, with a proposal of whose they are. Only a person moves them."""

from __future__ import annotations

import html
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from packetizer.build import BuildOptions
from packetizer.office.crew import Crew
from packetizer.office.folders import UNFILED, CaseFolder, Office
from packetizer.office.journal import Journal, UnfiledRow
from packetizer.office.messages import Failed
from packetizer.office.standing import counted
from packetizer.office.table import UNFILED_PAGE as PAGE
from packetizer.watch.propose import Proposal, ProposeTask

_KEY = 0  # builds are numbered from 1
_NEW = "not looked at yet"


class Unfiled:
    """The list, its journal and its page."""

    def __init__(
        self, journal: Journal, crew: Crew, options: BuildOptions, office: Office, log: Callable[[str], None]
    ) -> None:
        self._journal = journal
        self._crew = crew
        self._options = options
        self._desk = office.desk
        self._state = office.state
        self._log = log
        self.key = _KEY
        self.rows = journal.unfiled()
        self.running = False

    @property
    def puzzling(self) -> bool:
        """Whether there are any of which nothing tells whose they are."""
        return any(row.proposed is None for row in self.rows)

    @property
    def unseen(self) -> bool:
        """Whether any came while others were looked at."""
        return not self.running and any(row.why == _NEW for row in self.rows)

    def settled(
        self,
        top: CaseFolder,
        contents: Mapping[str, str],
        cases: Mapping[str, CaseFolder],
        *,
        ready: Callable[[], bool],
    ) -> bool:
        """The files beside the cases, come to rest: look into those of which no owner is known yet.

        False where there are some and the workers are not `ready`.
        """
        known = {(row.path, row.sha256): row for row in self.rows}
        rows = [known.get(item) or UnfiledRow(*item, None, _NEW) for item in contents.items()]
        self._put(rows)
        puzzles = tuple(row.path for row in rows if row.proposed is None)
        if puzzles and not self.running:
            if not ready():
                return False
            self.running = True
            others = tuple(case for name, case in cases.items() if name != UNFILED)
            self._crew.start(_KEY, ProposeTask(top, puzzles, others, self._options, self._state))
        return True

    def ended(self, result: object) -> None:
        self.running = False
        if isinstance(result, Failed):
            self._log(f"unfiled papers could not be looked into: {result.reason}")
            return
        assert isinstance(result, tuple)  # noqa: S101
        found = {proposal.path: proposal for proposal in result if isinstance(proposal, Proposal)}
        self._put(
            [
                UnfiledRow(row.path, row.sha256, found[row.path].case, found[row.path].why)
                if row.path in found
                else row
                for row in self.rows
            ]
        )

    def none(self) -> None:
        """There are no cases beside which anything could lie."""
        self._put([])

    def _put(self, rows: Sequence[UnfiledRow]) -> None:
        rows = sorted(rows, key=lambda row: row.path)
        if rows == self.rows:
            return
        self.rows = list(rows)
        self._journal.put_unfiled(rows)
        try:
            write_page(self._desk, rows)
        except OSError as error:
            self._log(f"the list of unfiled papers cannot be written ({error.strerror})")
            return
        if rows and not any(row.why == _NEW for row in rows):
            self._log(f"{counted(len(rows), 'paper')} unfiled: see {self._desk / PAGE}")


_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Unfiled papers</title>
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
color: #1b1b1f }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .5rem .75rem .5rem 0;
border-bottom: 1px solid #d9d9e0; vertical-align: top } td:first-child { overflow-wrap: anywhere }
.none { color: #8a4b00 }
</style></head><body>
<h1>Unfiled papers</h1>
"""


def write_page(desk: Path, rows: Sequence[UnfiledRow]) -> None:
    """The list for a person, readable by its owner only; where there are none, an old page is taken away."""
    file = desk / PAGE
    if not rows:
        file.unlink(missing_ok=True)
        return
    desk.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_name(f".{PAGE}.new")
    handle = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(page_html(rows))
    beside.replace(file)


def page_html(rows: Sequence[UnfiledRow]) -> str:
    lines = [
        _HEAD,
        "<p>These files lie beside the cases, so no packet has them. Move each into the folder of its "
        "client; the packet follows by itself. What is said here is a proposal: look at the paper first.</p>",
        "<table><tr><th>File</th><th>Perhaps belongs to</th><th>Why</th></tr>",
    ]
    for row in rows:
        owner = html.escape(row.proposed) if row.proposed else '<span class="none">not known</span>'
        lines.append(
            f"<tr><td>{html.escape(row.path)}</td><td>{owner}</td><td>{html.escape(row.why)}</td></tr>"
        )
    return "\n".join([*lines, "</table></body></html>", ""])
