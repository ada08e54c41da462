"""The one door to the bytes of a source: `folder / source.path`, whatever the path stands for.

A plain file simply is `folder / source.path`. Two kinds of path need this door: names that cannot be printed
(stored escaped, see `names.printable`), and members of containers (`mail.eml!letter.pdf`). Nothing is ever
unpacked to disk. Files are opened without following a link and only if they are regular files, so that a
FIFO cannot make us wait and a link cannot lead out.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from packetizer.intake.containers import member_bytes
from packetizer.intake.media import kind
from packetizer.intake.names import MEMBER_SEPARATOR, raw


@dataclass(frozen=True, slots=True)
class Located:
    """A file on disk, and the path inside it where a member is meant ("" where the file itself is)."""

    file: Path
    member: str = ""


def locate(file: Path) -> Located:
    """Where the bytes of `folder / source.path` are; raises FileNotFoundError where they are no more."""
    on_disk = _on_disk(file)
    if on_disk is not None:
        return Located(on_disk)
    text = str(file)
    at = text.find(MEMBER_SEPARATOR)
    while at >= 0:
        container = _on_disk(Path(text[:at]))
        if container is not None and container.is_file():
            return Located(container, text[at + 1 :])
        at = text.find(MEMBER_SEPARATOR, at + 1)
    raise FileNotFoundError("the file is no longer there")


def _on_disk(file: Path) -> Path | None:
    """The file as it is named on disk: as given, or with its last parts taken out of their escapes."""
    if os.path.lexists(file):
        return file
    parts = file.parts
    for kept in range(len(parts) - 1, 0, -1):
        if "\\" not in parts[kept]:
            continue
        candidate = Path(*parts[:kept], *(raw(part) for part in parts[kept:]))
        if os.path.lexists(candidate):
            return candidate
    return None


@contextmanager
def open_plain(file: Path) -> Iterator[BinaryIO]:
    """A regular file's bytes, links not followed. Raises OSError."""
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("not a regular file")
        yield stream


def read_bytes(file: Path) -> bytes:
    """All bytes of a source as it was received; `file` is `folder / source.path`. Raises OSError."""
    located = locate(file)
    if located.member:
        return member_bytes(located.file, kind(located.file, located.file.name), located.member)
    with open_plain(located.file) as stream:
        return stream.read()
