"""Which folders are cases, and what in them counts.

Below the office's folder each subfolder is a client's case. Where there is none, the folder itself is one
case. Files lying beside the cases belong to nobody yet: they are "unfiled", and nobody guesses whose.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packetizer.build import OUTPUT, STATE
from packetizer.errors import PacketizerError
from packetizer.intake.files import open_plain
from packetizer.intake.names import hidden_reason, printable, raw
from packetizer.intake.survey import OURS

UNFILED = ""  # the name that files beside the cases go by; no folder is called so
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the system says about a file without reading it; when it changes, the file may have changed."""

    size: int
    mtime_ns: int
    ctime_ns: int  # on most systems nobody can set this one back
    inode: int

    @property
    def changed(self) -> float:
        """When the file was last touched, in seconds of the system's clock."""
        return max(self.mtime_ns, self.ctime_ns) / 1e9


Files = Mapping[str, Stamp]  # by path relative to the case, "/" between parts, printable


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """A case: its name, where its papers are and where its packet goes."""

    name: str
    folder: Path
    out: Path

    def file(self, path: str) -> Path:
        """The file on disk of a path as `files` gives it."""
        return self.folder.joinpath(*(raw(part) for part in path.split("/")))


@dataclass(frozen=True, slots=True)
class Office:
    """A folder of cases. `out` None: each packet goes into its case's own folder."""

    top: Path
    out: Path | None = None

    @property
    def desk(self) -> Path:
        """Where what concerns the whole office goes: the list of unfiled papers, the summary."""
        return self.out or self.top / OUTPUT

    @property
    def state(self) -> Path:
        """Where the journal is kept."""
        return (self.out or self.top) / STATE

    def cases(self) -> tuple[CaseFolder, ...]:
        """Every case, by name. PacketizerError where the folder cannot be read."""
        folders = [name for name, is_folder in self._entries() if is_folder]
        if folders:
            return tuple(self._case(name, self.top / name) for name in folders)
        return (self._alone(),)

    def _case(self, name: str, folder: Path) -> CaseFolder:
        out = self.out / name if self.out else folder / OUTPUT
        return CaseFolder(printable(name), folder, out)

    def _alone(self) -> CaseFolder:
        return self._case(self.top.resolve().name or "case", self.top)

    def unfiled(self) -> CaseFolder | None:
        """The files beside the cases, as if they were one; None where the folder itself is the case."""
        if not any(is_folder for _, is_folder in self._entries()):
            return None
        return CaseFolder(UNFILED, self.top, self.desk)

    def _entries(self) -> list[tuple[str, bool]]:
        """What lies directly in the folder and is not ours: names, and whether each is a folder."""
        try:
            with os.scandir(self.top) as items:
                found = [(item.name, item.is_dir(follow_symlinks=False)) for item in items]
        except OSError as error:
            raise PacketizerError(f"{self.top}: the folder cannot be read ({error.strerror})") from None
        return sorted((name, folder) for name, folder in found if not (folder and self._is_ours(name)))

    def _is_ours(self, name: str) -> bool:
        if name in OURS | {"rules"} or hidden_reason(f"{name}/paper") is not None:
            return True
        return self.out is not None and (self.top / name).resolve() == self.out.resolve()

    def case_of(self, changed: Path) -> str | None:
        """The name of the case that a changed path may concern, UNFILED for one at the top, None for ours.

        Where the folder itself is the case, the caller knows; all changes in it are then UNFILED's.
        """
        try:
            parts = changed.relative_to(self.top).parts
        except ValueError:
            return None
        if not parts or parts[0] == "rules":
            return UNFILED
        if self._is_ours(parts[0]) or (len(parts) > 1 and parts[1] in OURS):
            return None
        return printable(parts[0]) if len(parts) > 1 else UNFILED


def files_of(case: CaseFolder) -> dict[str, Stamp]:
    """Every file that makes a difference to the case's packet. Links are noted, never followed.

    Left aside: our own outputs, and what a program keeps for itself while a paper is on its way (`.part`,
    `.tmp`, a name ending in `~`): it counts when it has its final name.
    """
    found = {
        relative: stamp
        for path, stamp in (_beside_cases(case) if case.name == UNFILED else _below(case))
        if hidden_reason(relative := _relative(case, path)) is None
    }
    return dict(sorted(found.items()))


def _relative(case: CaseFolder, path: Path) -> str:
    return "/".join(printable(part) for part in path.relative_to(case.folder).parts)


def _beside_cases(case: CaseFolder) -> Iterator[tuple[Path, Stamp]]:
    return ((path, stamp) for path, stamp in _entries_in(case.folder) if stamp is not None)


def _below(case: CaseFolder) -> Iterator[tuple[Path, Stamp]]:
    folders = [case.folder]
    out = case.out.absolute()
    while folders:
        folder = folders.pop()
        for path, stamp in _entries_in(folder):
            if (folder == case.folder and path.name in OURS) or path.absolute() == out:
                continue
            if stamp is None:
                folders.append(path)
            else:
                yield path, stamp


def _entries_in(folder: Path) -> Iterator[tuple[Path, Stamp | None]]:
    """What lies in a folder, None for the stamp of a folder; nothing where it cannot be read any more."""
    try:
        with os.scandir(folder) as items:
            for item in items:
                if item.is_dir(follow_symlinks=False):
                    yield folder / item.name, None
                elif (stamp := _stamp(folder / item.name)) is not None:
                    yield folder / item.name, stamp
    except OSError:
        return


def _stamp(file: Path) -> Stamp | None:
    try:
        status = file.lstat()
    except OSError:  # gone since
        return None
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode)):
        return None
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def contents_hash(file: Path) -> str | None:
    """The SHA-256 of a file's bytes (of a link's target, where it is one); None where it cannot be read."""
    digest = hashlib.sha256()
    try:
        if file.is_symlink():
            digest.update(os.fsencode(file.readlink()))
            return digest.hexdigest()
        with open_plain(file) as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()


def digest_of(hashes: Mapping[str, str], recipe: str) -> str:
    """One hash for a case as it lies there, and how it is built (`recipe`: version and options)."""
    digest = hashlib.sha256(recipe.encode())
    for path, contents in sorted(hashes.items()):
        digest.update(f"\0{path}\0{contents}".encode())
    return digest.hexdigest()


def newest(stamps: Iterable[Stamp]) -> float:
    """When any of them was last touched; 0 where there are none."""
    return max((stamp.changed for stamp in stamps), default=0.0)
