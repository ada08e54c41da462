"""The door: audits finished files. They are opened in workers only, as anything from outside is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.intake import limits
from packetizer.intake.files import open_plain
from packetizer.packet.lint.checks import audited
from packetizer.packet.lint.found import Bundle, FileLook, PageLook, Report, Volume
from packetizer.packet.lint.pages import PagesTask, look_at_pages
from packetizer.packet.lint.structure import FileTask, NotReadable, look_at_file
from packetizer.progress import Silent

if TYPE_CHECKING:
    from packetizer.progress import Progress
    from packetizer.spread import Spread

AT_ONCE = 8  # pages of one task
FILE_SECONDS = 120.0
PAGE_SECONDS = 20.0  # for one page
HEAD = 1024  # bytes in which a PDF says that it is one


def audit(
    files: Sequence[Path],
    spread: Spread,
    passwords: Sequence[str] = (),
    progress: Progress | None = None,
) -> Report:
    """What is to be mended in a bundle; `files` are its volumes in order.

    NotReadable (exit code 4) where one of them is no PDF that opens.
    """
    progress, keys = progress or Silent(), tuple(passwords)
    with progress.stage("Looking at the file" if len(files) == 1 else "Looking at the files"):
        looks = list(_files(files, spread, keys))
    volumes, first = [], 1
    with progress.stage("Looking at the pages", sum(look.pages for look in looks)):
        for file, look in zip(files, looks, strict=True):
            pages = []
            for page in _pages(file, look, spread, keys):
                progress.step(f"{file.name}, page {page.number}")
                pages.append(page)
            volumes.append(Volume(look, tuple(pages), first))
            first += len(pages)
    bundle = Bundle(tuple(volumes))
    return Report(tuple(map(str, files)), bundle.total, audited(bundle))


def _files(files: Sequence[Path], spread: Spread, keys: tuple[str, ...]) -> Iterator[FileLook]:
    """A look at each file. NotReadable for the first that is no PDF."""
    for file in files:
        _is_pdf(file)
    outcomes = spread(look_at_file, [FileTask(file, keys) for file in files], timeout=FILE_SECONDS)
    for file, outcome in zip(files, outcomes, strict=True):
        look = outcome.value if outcome.value is not None else outcome.failure or ""
        if not isinstance(look, FileLook):
            raise NotReadable(f"{file}: {look}")
        if not 0 < look.pages <= limits.PAGES:
            raise NotReadable(f"{file}: it has {look.pages:,} pages; 1 to {limits.PAGES:,} can be audited")
        yield look


def _is_pdf(file: Path) -> None:
    try:
        with open_plain(file) as stream:
            head = stream.read(HEAD)
        size = file.stat().st_size
    except OSError:
        raise NotReadable(f"{file}: it cannot be read; is it a file, and yours to read?") from None
    if b"%PDF-" not in head:
        raise NotReadable(f"{file}: it is no PDF")
    if size > limits.FILE_BYTES:
        raise NotReadable(f"{file}: it is larger than any bundle")


def _pages(file: Path, look: FileLook, spread: Spread, keys: tuple[str, ...]) -> Iterator[PageLook]:
    """A look at each page, in order. Where a batch fails, its pages are tried singly."""
    every = range(1, look.pages + 1)
    numbers = [every[at : at + AT_ONCE] for at in range(0, look.pages, AT_ONCE)]
    looks = spread(
        look_at_pages, (_task(file, look, n, keys) for n in numbers), timeout=PAGE_SECONDS * AT_ONCE
    )
    for batch, outcome in zip(numbers, looks, strict=True):
        yield from outcome.value if outcome.value is not None else _singly(file, look, batch, spread, keys)


def _singly(
    file: Path, look: FileLook, batch: Sequence[int], spread: Spread, keys: tuple[str, ...]
) -> Iterator[PageLook]:
    tasks = [_task(file, look, (number,), keys) for number in batch]
    for number, outcome in zip(batch, spread(look_at_pages, tasks, timeout=PAGE_SECONDS), strict=True):
        if outcome.value is not None:
            yield from outcome.value
        else:
            yield PageLook(number, 612, 792, failure=outcome.failure)


def _task(file: Path, look: FileLook, numbers: Sequence[int], keys: tuple[str, ...]) -> PagesTask:
    return PagesTask(file, tuple(numbers), tuple(look.links.get(number, ()) for number in numbers), keys)


__all__ = ["NotReadable", "audit"]
