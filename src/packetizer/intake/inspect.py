"""A first look at one file: its hash, what it is, how many pages. In a worker: any file may be hostile."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from packetizer.intake import limits, media
from packetizer.intake.containers import ContainerError, Member, members
from packetizer.intake.files import locate, open_plain, read_bytes
from packetizer.intake.guard import memory_limit
from packetizer.intake.libreoffice import draws
from packetizer.intake.names import MEMBER_SEPARATOR, hidden_reason
from packetizer.intake.reasons import (
    ASK_AGAIN,
    ENCRYPTED,
    name_disagrees,
    unsupported,
)
from packetizer.model import Source, SourceCode, SourceProblem

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as the walk through the folder found it; `problem` where it is not to be opened."""

    path: str  # as in Source
    file: Path  # folder / path; for a member of a container the path leads through it
    size: int
    problem: SourceProblem | None = None
    depth: int = 0  # containers around it


@dataclass(frozen=True, slots=True)
class Inspected:
    """The file, and what lies in it where it is a container."""

    source: Source
    members: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What is inside: a number of pages, or why none."""

    pages: int = 0
    problem: SourceProblem | None = None
    note: str = ""


_UNREAD = (SourceCode.TOO_LARGE, SourceCode.ENCRYPTED, SourceCode.UNSUPPORTED, SourceCode.DUPLICATE)


def inspect(entry: Entry) -> Inspected:
    """What the file is. Never raises for what is in it; what is wrong with it is the source's problem."""
    if entry.problem is not None and entry.problem.code in _UNREAD:
        return Inspected(unopened(entry, entry.problem))
    try:
        content = read_bytes(entry.file) if entry.depth else locate(entry.file).file
        sha256, size, head = _digest(content)
    except OSError as error:
        return Inspected(unopened(entry, _cannot_open(error)))
    except MemoryError:
        return Inspected(unopened(entry, TOO_MUCH_MEMORY))
    known = Source(entry.path, sha256, size, media.sniff(head, entry.path), 0, entry.problem)
    if entry.problem is not None:
        return Inspected(known)
    if size == 0:
        return Inspected(
            replace(known, problem=SourceProblem(SourceCode.EMPTY, "The file is empty (0 bytes)."))
        )
    with memory_limit(limits.OPEN_BYTES):
        try:
            return _inside(entry, content, replace(known, media_type=media.kind(content, entry.path)))
        except (MemoryError, RecursionError):
            return Inspected(replace(known, problem=TOO_MUCH_MEMORY))
        except Exception as error:
            # Parsers meet bytes here that nobody foresaw. One such file must not end the work on all others;
            # the kind of error stays visible, so that it can be reported.
            return Inspected(replace(known, problem=_unforeseen(error)))


def unopened(entry: Entry, problem: SourceProblem) -> Source:
    """A file of which nothing is known but that it is there."""
    return Source(entry.path, "", entry.size, media.UNKNOWN, 0, entry.problem or problem)


def _inside(entry: Entry, content: Path | bytes, known: Source) -> Inspected:
    """The pages of a file, and the files in it."""
    held: tuple[Entry, ...] = ()
    try:
        found = members(content, known.media_type)
        if found and entry.depth >= limits.MEMBER_DEPTH:
            return Inspected(replace(known, problem=TOO_DEEP))
        held = tuple(_member_entry(entry, member) for member in found)
    except ContainerError as error:
        problem = SourceProblem(
            SourceCode.UNREADABLE, f"The archive could not be opened: {error}. {ASK_AGAIN}"
        )
        return Inspected(replace(known, problem=problem))
    if known.media_type == media.ZIP:
        return Inspected(replace(known, problem=_about_archive(len(held))), held)
    seen = look(entry.path, content, known.media_type)
    note = " ".join(part for part in (seen.note, name_disagrees(entry.path, known.media_type)) if part)
    source = replace(known, pages=seen.pages, problem=seen.problem, note="" if seen.problem else note)
    return Inspected(source, held)


def _about_archive(count: int) -> SourceProblem:
    if count == 0:
        return SourceProblem(SourceCode.EMPTY, "The archive holds no files.")
    listed = (
        "the file in it is listed by itself" if count == 1 else f"the {count} files in it are listed singly"
    )
    return SourceProblem(SourceCode.HIDDEN, f"An archive, no paper itself; {listed}.")


def _member_entry(entry: Entry, member: Member) -> Entry:
    inner = MEMBER_SEPARATOR + member.name
    problem = member.problem
    if problem is None and (hidden := hidden_reason(member.name)):
        problem = SourceProblem(SourceCode.HIDDEN, hidden)
    return Entry(entry.path + inner, Path(f"{entry.file}{inner}"), member.size, problem, entry.depth + 1)


def _digest(content: Path | bytes) -> tuple[str, int, bytes]:
    """SHA-256, size and first bytes."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest(), len(content), content[: media.HEAD_BYTES]
    with open_plain(content) as stream:
        head = stream.read(media.HEAD_BYTES)
        digest, size = hashlib.sha256(head), len(head)
        for chunk in _chunks(stream):
            digest.update(chunk)
            size += len(chunk)
            if size > limits.FILE_BYTES:  # it grows while it is read
                raise OSError("grows without end")
    return digest.hexdigest(), size, head


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def _cannot_open(error: OSError) -> SourceProblem:
    if isinstance(error, PermissionError):
        why = "you have no permission to read it"
    elif isinstance(error, FileNotFoundError):
        why = "it was removed while the folder was read"
    else:
        why = "it is damaged, or the disk is"
    return SourceProblem(SourceCode.UNREADABLE, f"The file could not be read: {why}.")


def _unforeseen(error: Exception) -> SourceProblem:
    reason = f"The file could not be taken apart ({type(error).__name__}). {ASK_AGAIN}"
    return SourceProblem(SourceCode.UNREADABLE, reason)


TOO_DEEP = SourceProblem(
    SourceCode.TOO_LARGE,
    f"An archive inside {limits.MEMBER_DEPTH} others; it was not opened. Unpack it and put the files here.",
)
TOO_MUCH_MEMORY = SourceProblem(
    SourceCode.TOO_LARGE, "The file needs more memory to open than a real paper does; it was left closed."
)


def look(path: str, content: Path | bytes, media_type: str) -> Look:
    """How many pages a file of a known type has, or why none."""
    from packetizer.intake.blocks import NotReadable
    from packetizer.intake.pages import open_content
    from packetizer.intake.pdf import PdfError
    from packetizer.intake.pictures import PictureError

    pages_in = (media.is_picture, media.is_laid_out, draws)
    if media_type != media.PDF and not any(has(media_type) for has in pages_in):
        return Look(problem=SourceProblem(*unsupported(path, media_type)))
    code = SourceCode.UNREADABLE
    try:
        opened = open_content(content, media_type)
        try:
            return _checked(opened.file.pages, opened.note)
        finally:
            opened.file.close()
    except PdfError as error:
        if error.encrypted:
            return Look(problem=SourceProblem(SourceCode.ENCRYPTED, ENCRYPTED))
        reason = f"The PDF could not be opened: {error}. {ASK_AGAIN}"
    except PictureError as error:
        code = SourceCode.TOO_LARGE if error.too_large else code
        reason = f"The picture could not be opened: {error}. {ASK_AGAIN}"
    except NotReadable as error:
        code = SourceCode.TOO_LARGE if error.too_large else code
        reason = f"The file could not be laid out as pages: {error}. {ASK_AGAIN}"
    return Look(problem=SourceProblem(code, reason))


def _checked(pages: int, note: str) -> Look:
    if pages <= 0:
        return Look(problem=SourceProblem(SourceCode.UNREADABLE, f"The file has no pages. {ASK_AGAIN}"))
    if pages > limits.PAGES:
        reason = f"The file says it has {pages} pages; at most {limits.PAGES} are taken from one file."
        return Look(problem=SourceProblem(SourceCode.TOO_LARGE, reason))
    return Look(pages, note=note)
