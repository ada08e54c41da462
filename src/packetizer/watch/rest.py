"""Which cases have come to rest: nothing changes any more, every file is whole and reads the same twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from packetizer.office.complete import being_written, unfinished
from packetizer.office.folders import CaseFolder, Files, Stamp, contents_hash, files_of, newest
from packetizer.office.journal import Journal

_TWICE = 1.0  # seconds between the two readings of a new file
_LONG_AT_REST = 600.0  # a file untouched for so long is read once
_EMPTY_SECONDS = 60.0  # after which an empty file is taken to stay so
_LOOK_AGAIN = 3.0  # seconds, at a file that is still on its way

Settled = dict[str, tuple[Stamp, str]]  # stamp and SHA-256 by path


@dataclass(slots=True)
class Look:
    """A case as it was last seen. `due` None: it is at rest, and what it holds is known."""

    stamps: Files
    due: float | None
    contents: dict[str, str] | None = None  # of a first reading
    held: str = ""  # why it must wait although nothing moves: a file that is not whole

    @property
    def at_rest(self) -> bool:
        return self.due is None


class Stillness:
    """Looks at cases. `quiet`: seconds without a change after which a case is at rest. `patience`: after

    which a file that looks unfinished, and does not change, is taken for a damaged one."""

    def __init__(self, journal: Journal, quiet: float, patience: float) -> None:
        self._journal = journal
        self._quiet = quiet
        self._patience = patience
        self._settled: dict[str, Settled] = {}
        self.looks: dict[str, Look] = {}

    def contents(self, name: str) -> dict[str, str]:
        """SHA-256 by path of a case as it last was at rest."""
        return {path: contents for path, (_, contents) in self._settled[name].items()}

    def forget(self, name: str) -> None:
        self.looks.pop(name, None)
        self._settled.pop(name, None)

    def again(self, name: str, when: float) -> None:
        """Settle the case anew at that time, as though it had changed."""
        if name in self.looks and self.looks[name].at_rest:
            self.looks[name].due = when

    def look(self, case: CaseFolder, now: float) -> bool:
        """See whether the case has changed since it was last seen; True where it has and must come to rest.

        At the first look the time of the newest change counts, so that old papers need not wait.
        """
        stamps, before = files_of(case), self.looks.get(case.name)
        if before is not None and before.stamps == stamps:
            return False
        if before is None:
            self._settled[case.name] = self._journal.files(case.name)
        known = self._settled[case.name]
        changed, gone = _changed(stamps, known), known.keys() - stamps.keys()
        if not changed and not gone:
            self.looks[case.name] = Look(stamps, due=now)
            return False
        since = now if before is not None or gone else min(now, newest(stamps[path] for path in changed))
        self.looks[case.name] = Look(stamps, since + self._quiet)
        return True

    def settle(self, case: CaseFolder, now: float) -> bool:
        """Take the files as they are, if they are whole and stay as they are; else look again later."""
        look, stamps = self.looks[case.name], files_of(case)
        if stamps != look.stamps:
            self.look(case, now)
            return False
        known = self._settled[case.name]
        changed = _changed(stamps, known)
        look.held = self._on_the_way(case, {path: stamps[path] for path in changed}, now)
        if look.held:
            look.due = now + min(_LOOK_AGAIN, self._quiet)
            return False
        contents = {path: known[path][1] for path in stamps if path not in changed}
        contents |= {path: contents_hash(case.file(path)) or "unreadable" for path in sorted(changed)}
        if not self._read_twice(look, contents, [stamps[path] for path in changed], now):
            return False
        if files_of(case) != stamps:  # changed while it was read
            self.look(case, now)
            return False
        look.due = None
        settled = {path: (stamps[path], contents[path]) for path in stamps}
        if settled != known:
            self._settled[case.name] = settled
            self._journal.put_files(case.name, settled)
        return True

    def _on_the_way(self, case: CaseFolder, changed: Files, now: float) -> str:
        """Why to wait for one of these files: it is open somewhere, or has no end yet."""
        recent = [path for path, stamp in changed.items() if now - stamp.changed < self._patience]
        writers = being_written([case.file(path) for path in recent])
        for path in recent:
            if case.file(path) in writers:
                return f"a file is still being written: {path}"
            empty = changed[path].size == 0
            if empty and now - changed[path].changed > _EMPTY_SECONDS:
                continue
            if why := unfinished(case.file(path)):
                return f"{why}: {path}"
        return ""

    def _read_twice(self, look: Look, contents: dict[str, str], changed: list[Stamp], now: float) -> bool:
        """Whether new files gave the same bytes twice; some systems change a file and not its time."""
        if look.contents == contents or all(now - stamp.changed > _LONG_AT_REST for stamp in changed):
            return True
        look.contents = contents
        look.due = now + min(_TWICE, self._quiet)
        return False


def _changed(stamps: Files, known: Mapping[str, tuple[Stamp, str]]) -> set[str]:
    return {path for path, stamp in stamps.items() if path not in known or known[path][0] != stamp}
