"""What lies in the folder: every file below it becomes a `Source`, readable or not, in a stable order."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from packetizer.intake import limits
from packetizer.intake.inspect import Entry, Inspected, inspect, unopened
from packetizer.intake.names import SortKey, hidden_reason, natural_key, printable
from packetizer.intake.reasons import ASK_AGAIN
from packetizer.model import Source, SourceCode, SourceProblem
from packetizer.spread import Spread

CONTROL = frozenset({"case.yaml", "letter.md", "rules"})  # at the top, beside the papers
OURS = frozenset({"packet", ".packetizer"})  # at the top: what earlier runs left


def survey(folder: Path, *, skip: frozenset[Path], spread: Spread) -> tuple[Source, ...]:
    """Every file below `folder`, sorted as a person counts (`scan2` before `scan10`).

    Left aside are only control files, our own output and what `skip` names (files or folders). Files are
    opened by `spread`, since any of them may be hostile: one that brings its worker down or takes too long
    is listed as unreadable. Exact copies are kept: their pages are listed, and judged later.
    """
    skipped = frozenset(path.absolute() for path in skip)
    entries = sorted(_without_live_parts(list(_walk(folder.absolute(), skipped))), key=_order)
    sources: list[Source] = []
    taken = {entry.path for entry in entries}
    while entries:
        found: list[Entry] = []
        for entry, outcome in zip(
            entries, spread(inspect, entries, timeout=limits.OPEN_SECONDS), strict=True
        ):
            seen = outcome.value or Inspected(unopened(entry, _gave_up(outcome.failure)))
            if len(found) + len(seen.members) + len(taken) > limits.FILES and seen.members:
                seen = Inspected(replace(seen.source, pages=0, problem=TOO_MANY, note=""))
            sources.append(seen.source)
            found.extend(seen.members)
        entries = [_named_apart(entry, taken) for entry in sorted(found, key=_order)]
        taken.update(entry.path for entry in entries)
    return tuple(sorted(sources, key=lambda source: natural_key(source.path)))


def _without_live_parts(entries: list[Entry]) -> Iterator[Entry]:
    """A phone keeps a film of a second beside a picture, under its name; only the picture is a paper."""
    pictures = {_stem(entry) for entry in entries if entry.path.casefold().endswith(PHONE_PICTURES)}
    for entry in entries:
        film = entry.path.casefold().endswith(PHONE_FILMS)
        if film and entry.problem is None and _stem(entry) in pictures:
            yield replace(entry, problem=LIVE_PART)
        else:
            yield entry


def _stem(entry: Entry) -> str:
    return entry.path.rpartition(".")[0]


PHONE_PICTURES = (".heic", ".heif", ".jpg", ".jpeg")
PHONE_FILMS = (".mov", ".mp4")
LIVE_PART = SourceProblem(
    SourceCode.HIDDEN, "Left out: the moving part of a phone's picture, which is beside it."
)


def _order(entry: Entry) -> SortKey:
    return natural_key(entry.path)


def _named_apart(entry: Entry, taken: set[str]) -> Entry:
    """A member whose path is also that of a file on disk, which the path then means."""
    if entry.path not in taken:
        return entry
    problem = SourceProblem(
        SourceCode.UNREADABLE, "Another file in the folder has the very name of this one."
    )
    return replace(entry, path=f"{entry.path} (inside)", problem=problem)


TOO_MANY = SourceProblem(
    SourceCode.TOO_LARGE,
    "It holds more files than are taken from archives. Unpack it and put the papers here.",
)


def _gave_up(failure: str | None) -> SourceProblem:
    reason = f"The file could not be opened: {failure}. {ASK_AGAIN}"
    return SourceProblem(SourceCode.UNREADABLE, reason)


def _walk(top: Path, skipped: frozenset[Path]) -> Iterator[Entry]:
    """Every file below `top`. Links are never followed; a folder that cannot be opened is listed itself."""
    folders = [top]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as items:
                found = sorted(items, key=lambda item: item.name)
        except OSError:
            yield Entry(_relative(top, folder), folder, 0, CLOSED_FOLDER)
            continue
        for item in found:
            path = folder / item.name
            if path in skipped or (folder == top and item.name in CONTROL | OURS):
                continue
            if item.is_dir(follow_symlinks=False):
                folders.append(path)
            else:
                yield _entry(top, path, item)


def _relative(top: Path, path: Path) -> str:
    return "/".join(printable(part) for part in path.relative_to(top).parts) or "."


def _entry(top: Path, file: Path, item: os.DirEntry[str]) -> Entry:
    path = _relative(top, file)
    try:
        status = item.stat(follow_symlinks=False)
    except OSError:
        return Entry(path, file, 0)  # gone since; opening it will say so
    return Entry(path, file, status.st_size, _known_problem(top, file, path, status))


def _known_problem(top: Path, file: Path, path: str, status: os.stat_result) -> SourceProblem | None:
    """Why a file is not to be opened for its pages, as far as can be told from outside."""
    if stat.S_ISLNK(status.st_mode):
        return _about_link(top, file)
    if not stat.S_ISREG(status.st_mode):
        return SourceProblem(SourceCode.UNSUPPORTED, "Not a file but a device, a pipe or a socket.")
    hidden = hidden_reason(path)
    if hidden is not None:
        return SourceProblem(SourceCode.HIDDEN, hidden)
    if status.st_size > limits.FILE_BYTES:
        size = f"{status.st_size / 1024**3:.1f} GB"
        return SourceProblem(SourceCode.TOO_LARGE, f"The file has {size}; at most 2 GB are taken from one.")
    return None


def _about_link(top: Path, file: Path) -> SourceProblem:
    try:
        inside = file.resolve(strict=True).is_relative_to(top.resolve())
    except (OSError, RuntimeError):
        return SourceProblem(SourceCode.UNREADABLE, "A link to something that is not there.")
    if inside:
        return SourceProblem(SourceCode.DUPLICATE, "A link to something else in this folder, listed there.")
    reason = "A link that leads out of the folder; it was not followed. Copy the file itself here."
    return SourceProblem(SourceCode.UNSUPPORTED, reason)


CLOSED_FOLDER = SourceProblem(
    SourceCode.UNREADABLE,
    "This folder could not be opened (no permission, or a disk error); what lies in it is not known.",
)
