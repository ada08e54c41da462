"""A first look at one file: its hash, what it is, how many pages. In a worker: any file may be hostile."""

from __future__ import annotations

import hashlib
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from packetizer.intake import limits, media
from packetizer.intake.files import open_plain
from packetizer.model import Source, SourceCode, SourceProblem

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as the walk through the folder found it; `problem` where it is not to be opened."""

    path: str  # as in Source
    file: Path
    size: int
    problem: SourceProblem | None = None


def inspect(entry: Entry) -> Source:
    """What the file is. Never raises for what is in it; what can be wrong with it is the source's problem."""
    try:
        with open_plain(entry.file) as stream:
            head = stream.read(media.HEAD_BYTES)
            sha256, size = _digest(stream, head)
    except OSError as error:
        return unopened(entry, _cannot_open(error))
    media_type = media.sniff(head, entry.path)
    if entry.problem is not None:
        return Source(entry.path, sha256, size, media_type, 0, entry.problem)
    if size == 0:
        problem = SourceProblem(SourceCode.EMPTY, "The file is empty (0 bytes).")
        return Source(entry.path, sha256, size, media_type, 0, problem)
    pages, found = look(entry.file, media_type)
    return Source(entry.path, sha256, size, media_type, pages, found)


def unopened(entry: Entry, problem: SourceProblem) -> Source:
    """A file of which nothing is known but that it is there."""
    return Source(entry.path, "", entry.size, media.UNKNOWN, 0, entry.problem or problem)


def _digest(stream: BinaryIO, head: bytes) -> tuple[str, int]:
    """SHA-256 and size of what `stream` still holds after `head`."""
    digest, size = hashlib.sha256(head), len(head)
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if size > limits.FILE_BYTES:  # it grows while it is read
            raise OSError("grows without end")
    return digest.hexdigest(), size


def _cannot_open(error: OSError) -> SourceProblem:
    if isinstance(error, PermissionError):
        why = "you have no permission to read it"
    elif isinstance(error, FileNotFoundError):
        why = "it was removed while the folder was read"
    else:
        why = "reading it from the disk failed"
    return SourceProblem(SourceCode.UNREADABLE, f"The file could not be opened: {why}.")


def look(content: Path | bytes, media_type: str) -> tuple[int, SourceProblem | None]:
    """How many pages a file of a known type has, or why none."""
    if media_type != media.PDF and not media.is_picture(media_type):
        return 0, SourceProblem(SourceCode.UNSUPPORTED, _unsupported(media_type))
    with memory_limit(limits.OPEN_BYTES):
        try:
            return _count(content, media_type)
        except (MemoryError, RecursionError):
            reason = "The file needs more memory to open than a real paper does; it was left closed."
            return 0, SourceProblem(SourceCode.TOO_LARGE, reason)


def _count(content: Path | bytes, media_type: str) -> tuple[int, SourceProblem | None]:
    from packetizer.intake.pages import open_content
    from packetizer.intake.pdf import PdfError
    from packetizer.intake.pictures import PictureError

    try:
        opened = open_content(content, media_type)
        try:
            return _checked(opened.pages)
        finally:
            opened.close()
    except PdfError as error:
        if error.encrypted:
            return 0, SourceProblem(SourceCode.ENCRYPTED, ENCRYPTED)
        return 0, SourceProblem(SourceCode.UNREADABLE, f"The PDF could not be opened: {error}. {ASK_AGAIN}")
    except PictureError as error:
        code = SourceCode.TOO_LARGE if error.too_large else SourceCode.UNREADABLE
        return 0, SourceProblem(code, f"The picture could not be opened: {error}. {ASK_AGAIN}")


ASK_AGAIN = "Open it yourself to check it, or ask for a new copy."
ENCRYPTED = "The PDF opens only with its password. Open it, print it to a new PDF and put that here."


def _checked(pages: int) -> tuple[int, SourceProblem | None]:
    if pages <= 0:
        return 0, SourceProblem(SourceCode.UNREADABLE, f"The file has no pages. {ASK_AGAIN}")
    if pages > limits.PAGES:
        reason = f"The file says it has {pages} pages; at most {limits.PAGES} are taken from one file."
        return 0, SourceProblem(SourceCode.TOO_LARGE, reason)
    return pages, None


_UNSUPPORTED_KINDS = {
    "video/": "It is a film",
    "audio/": "It is a sound recording",
    "application/x-executable": "It is a program",
    "application/vnd.rar": "It is a RAR archive",
    "application/x-7z-compressed": "It is a 7z archive",
    "application/gzip": "It is a gzip archive",
    "application/x-tar": "It is a tar archive",
    "application/zip": "It is a ZIP archive or an office document",
    "application/x-ole-storage": "It is an old office document or an Outlook message",
    "application/rtf": "It is a text document",
    "message/": "It is a mail",
    "text/": "It is a text",
}


def _unsupported(media_type: str) -> str:
    for kind, what in _UNSUPPORTED_KINDS.items():
        if media_type.startswith(kind):
            return f"{what}, which cannot become pages. If it matters, print it to a PDF and put that here."
    return (
        "It is of a kind that cannot become pages. If it matters, print it to a PDF or take a picture of it."
    )


@contextmanager
def memory_limit(extra: int) -> Iterator[None]:
    """Lets this process take at most `extra` bytes of address space more than it has."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:  # not Linux: no limit rather than a wrong one
        yield
        return
    limit = pages * resource.getpagesize() + extra
    if soft != resource.RLIM_INFINITY:
        limit = min(limit, soft)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
