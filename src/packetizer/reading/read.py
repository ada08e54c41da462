"""The door of the reading room: every page of every readable source, in source order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from packetizer.intake.reasons import CUT_OFF, REPAIRED
from packetizer.model import UNDRAWN, Page, PageRef, Source, TextFrom
from packetizer.reading.cache import PageCache, entry_name, open_cache
from packetizer.reading.engines import Readers, choose_readers
from packetizer.reading.settings import ReadingSettings
from packetizer.spread import COMPUTED_LONG, Outcome, Spread

PAGE_SECONDS = 150.0  # the most that one page may take
_LOST = "nothing of the page is left in the damaged file"
_UNKNOWN_SIZE = (612.0, 792.0)  # Letter, where a page could not even be opened


@dataclass(frozen=True, slots=True)
class PageTask:
    """A page to read, as it travels to a worker. The page's picture is made there and stays there."""

    file: Path
    media_type: str
    ref: PageRef
    name: str  # of the cache entry by the source's contents and the page's number
    readers: Readers
    cache: Path | None


def read_pages(
    folder: Path, sources: Sequence[Source], settings: ReadingSettings, *, cache: Path | None, spread: Spread
) -> Iterator[Page]:
    """Every page of every readable source, in source order, as each is read.

    A page that cannot be read comes with `failure` set and without words. `cache` is a folder for what was
    read before, None for none. Raises PacketizerError before the first page where the wanted reader or
    language is not installed.
    """
    readers = choose_readers(settings)
    tasks = [
        PageTask(
            folder / source.path,
            source.media_type,
            PageRef(source.path, number),
            entry_name(source.sha256, str(number), readers.key),
            readers,
            cache,
        )
        for source in sources
        if source.problem is None
        for number in range(1, source.pages + 1)
    ]
    kept = open_cache(cache)
    known = {task.ref for task in tasks if kept and kept.has(task.name)}
    coming = spread(read_task, (task for task in tasks if task.ref not in known), timeout=PAGE_SECONDS)
    broken = {source.path for source in sources if source.note.startswith((REPAIRED, CUT_OFF))}
    pages = _lost_if_blank(_in_order(tasks, kept, known, coming, spread), broken)
    return map(_photographed, pages) if settings.photos_whole else pages


def _lost_if_blank(pages: Iterator[Page], broken: Set[str]) -> Iterator[Page]:
    """A page on which nothing is seen, of a file that was damaged, may have said something."""
    for page in pages:
        lost = page.blank and page.ref.source in broken
        yield replace(page, blank=False, confidence=0.0, failure=_LOST) if lost else page


def _photographed(page: Page) -> Page:
    from packetizer.reading.sheet import as_photographed

    return as_photographed(page)


def _in_order(
    tasks: Sequence[PageTask],
    cache: PageCache | None,
    known: Set[PageRef],
    coming: Iterator[Outcome[Page]],
    spread: Spread,
) -> Iterator[Page]:
    """Known pages from the cache, the others as they come from the workers, put together in order."""
    for task in tasks:
        page = cache.get(task.name, task.ref) if cache and task.ref in known else None
        if page is not None:
            yield page
            continue
        if task.ref in known:  # it was removed since, or damaged in a way that its checksum does not show
            page = _page(next(spread(read_task, [task], timeout=PAGE_SECONDS)), task.ref)
        else:
            page = _page(next(coming), task.ref)
        if page.failure == UNDRAWN and cache:
            cache.put(task.name, page)  # the next build does not try in vain again
        yield page


def _page(outcome: Outcome[Page], ref: PageRef) -> Page:
    if outcome.value is not None:
        return outcome.value
    if outcome.failure == COMPUTED_LONG:
        return unread(ref, UNDRAWN)
    return unread(ref, outcome.failure or "it could not be read")


def unread(ref: PageRef, failure: str, size: tuple[float, float] = _UNKNOWN_SIZE) -> Page:
    """A page of which nothing is known but that it is there. `failure` is a sentence without page text."""
    return Page(ref, *size, (), TextFrom.NONE, 0.0, rotation_sure=False, failure=failure)


def read_task(task: PageTask) -> Page:
    """Read one page; runs in a worker."""
    from packetizer.intake.pages import UnreadablePage, open_page
    from packetizer.reading.contents import looks_key, objects_key
    from packetizer.reading.page import drawn, read_page
    from packetizer.reading.worker import desk

    cache = PageCache(task.cache) if task.cache else None
    try:
        with open_page(task.file, task.media_type, task.ref.number) as opened:
            if cache is None:
                return read_page(opened, task.ref, desk(task.readers))
            grey = None
            contents = objects_key(task.file, task.media_type, task.ref.number, opened)
            if contents is None:
                grey = drawn(opened)
                contents = looks_key(opened, grey)
            by_contents = entry_name(contents, task.readers.key)
            page = cache.get(by_contents, task.ref)
            if page is None:
                page = read_page(opened, task.ref, desk(task.readers), grey)
                cache.put(by_contents, page)
    except UnreadablePage as problem:
        return unread(task.ref, str(problem))
    if cache is not None:
        cache.put(task.name, page)
    return page
