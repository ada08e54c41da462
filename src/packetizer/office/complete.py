"""Whether a file has arrived whole: nobody is writing it, and it ends as files of its kind do.

A damaged file looks like one that is still on its way. Whoever asks decides how long to wait for the rest.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from packetizer.intake.files import open_plain

_TAIL = 2048  # "%%EOF" stands in the last 1024 bytes (ISO 32000-1, annex H, note 18), with some room for junk
_JPEG_TAIL = 1 << 16  # phones put their own data after the picture
_DIRECTORIES = 10_000  # pages of a TIFF that are looked at
_WRITING = os.O_WRONLY | os.O_RDWR


def unfinished(file: Path) -> str | None:
    """Why a file is taken to be still on its way; None where nothing says so."""
    try:
        with open_plain(file) as stream:
            size = os.fstat(stream.fileno()).st_size
            if size == 0:
                return "a file is still empty"
            head = stream.read(1024)
            return _by_kind(stream, head, size)
    except OSError:
        return None  # gone, a link or closed to us: the build says what is to be said


def _by_kind(stream: BinaryIO, head: bytes, size: int) -> str | None:
    if b"%PDF-" in head:
        return _pdf(stream, head, size)
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return _tiff(stream, head, size)
    if head.startswith(b"\xff\xd8\xff") and b"\xff\xd9" not in _tail(stream, size, _JPEG_TAIL):
        return "the picture has no end yet"
    if head.startswith(b"\x89PNG\r\n") and b"IEND" not in _tail(stream, size, _JPEG_TAIL):
        return "the picture has no end yet"
    if head.startswith(b"PK\x03\x04") and b"PK\x05\x06" not in _tail(stream, size, 1 << 17):
        return "the archive has no end yet"
    return None


def _tail(stream: BinaryIO, size: int, length: int) -> bytes:
    stream.seek(max(0, size - length))
    return stream.read(length)


def _pdf(stream: BinaryIO, head: bytes, size: int) -> str | None:
    tail = _tail(stream, size, _TAIL)
    if b"%%EOF" not in tail or b"startxref" not in tail:
        return "the PDF has no end yet"
    if b"/Linearized" in head:  # made for the web: it has an early %%EOF, and says how long it is
        said = head.partition(b"/L ")[2].split()[:1]
        if said and said[0].isdigit() and int(said[0]) > size:
            return "the PDF is not as long as it says yet"
    where = tail.rpartition(b"startxref")[2].split()[:1]
    if where and where[0].isdigit() and int(where[0]) > size:
        return "the PDF has no end yet"
    return None


# ---------------------------------------------------------------- TIFF


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a TIFF writes its numbers."""

    order: str
    big: bool

    @property
    def offset(self) -> str:
        return self.order + ("Q" if self.big else "I")

    @property
    def count(self) -> str:
        return self.order + ("Q" if self.big else "H")

    @property
    def entry(self) -> int:
        return 20 if self.big else 12


_SIZES = {3: "H", 4: "I", 16: "Q"}  # SHORT, LONG, LONG8
_PIECES = {273: 279, 324: 325}  # strips and tiles: where they are, how long they are


def _tiff(stream: BinaryIO, head: bytes, size: int) -> str | None:
    layout = _Layout("<" if head[:2] == b"II" else ">", b"+" in head[:4])
    late = "the TIFF is not as long as it says yet"
    try:
        (place,) = struct.unpack_from(layout.offset, head, 8 if layout.big else 4)
        if place == 0:
            return late
        for _ in range(_DIRECTORIES):
            if place == 0:
                return None
            if place >= size:
                return late
            place, end = _directory(stream, layout, place)
            if end > size:
                return late
    except struct.error:
        return late
    return None


def _directory(stream: BinaryIO, layout: _Layout, place: int) -> tuple[int, int]:
    """Where the next page's directory is, and where this page's data ends."""
    stream.seek(place)
    width = struct.calcsize(layout.count)
    (entries,) = struct.unpack(layout.count, stream.read(width))
    entries = min(entries, 1000)
    table = stream.read(entries * layout.entry)
    rest = stream.read(struct.calcsize(layout.offset))
    (following,) = struct.unpack(layout.offset, rest)
    values = {
        tag: numbers
        for tag, numbers in _entries(stream, layout, table)
        if tag in _PIECES or tag in _PIECES.values()
    }
    ends = [
        start + length
        for starts, lengths in _PIECES.items()
        for start, length in zip(values.get(starts, ()), values.get(lengths, ()), strict=False)
    ]
    return following, max(ends, default=0)


def _entries(stream: BinaryIO, layout: _Layout, table: bytes) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Tags of whole numbers with their values."""
    head = layout.order + ("HHQ" if layout.big else "HHI")
    for at in range(0, len(table) - layout.entry + 1, layout.entry):
        tag, kind, count = struct.unpack_from(head, table, at)
        if kind not in _SIZES or count > 1_000_000:
            continue
        form = f"{layout.order}{count}{_SIZES[kind]}"
        inline = table[at + struct.calcsize(head) : at + layout.entry]
        if struct.calcsize(form) <= len(inline):
            yield tag, struct.unpack_from(form, inline)
            continue
        (where,) = struct.unpack_from(layout.offset, inline)
        stream.seek(where)
        yield tag, struct.unpack(form, stream.read(struct.calcsize(form)))


# ---------------------------------------------------------------- writers


def being_written(files: Collection[Path]) -> frozenset[Path]:
    """Those that some process holds open for writing, where /proc tells (of our own processes)."""
    wanted = {str(file.parent.resolve() / file.name): file for file in files}
    if not wanted:
        return frozenset()
    found: set[Path] = set()
    for descriptor, number in _descriptors():
        try:
            target = str(Path(descriptor).readlink())
            if target in wanted and _for_writing(descriptor, number):
                found.add(wanted[target])
        except OSError:
            continue
    return frozenset(found)


def _descriptors() -> Iterator[tuple[str, str]]:
    """Every descriptor of every process that we may look at: its path, and its number."""
    try:
        processes = [name for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208  (names only)
    except OSError:
        return
    for process in processes:
        folder = f"/proc/{process}/fd"
        try:
            for number in os.listdir(folder):  # noqa: PTH208
                yield f"{folder}/{number}", number
        except OSError:
            continue


def _for_writing(descriptor: str, number: str) -> bool:
    info = Path(descriptor).parent.with_name("fdinfo") / number
    for line in info.read_text().splitlines():
        if line.startswith("flags:"):
            return bool(int(line.split()[1], 8) & _WRITING)
    return False
