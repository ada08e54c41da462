"""What each page told in the last build, kept beside the case: the next one asks only pages that are new."""

from __future__ import annotations

import hashlib
import json
import marshal
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from decimal import InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from packetizer.model import Fact, Page, PageRef
from packetizer.reading.cache import PageCache, entry_name, open_cache
from packetizer.understanding.facts.settle import settle
from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.page.look import Look, look_at
from packetizer.understanding.page.transmission import without_transmission
from packetizer.understanding.told import Told, Written, as_told, fact_in, row_of, tell, written

_NAME = entry_name("told")
_MODEL, _DIRECTORY = ".npz", 4096  # bytes that hold the directory of a model's file
_ROOMS = ("understanding", "model.py")  # what is told depends on the page and on these


class Remembered:
    """Asks pages as they come from reading, while the workers read the next ones; then settles papers."""

    def __init__(self, cache: Path, knowledge: Future[Knowledge]) -> None:
        self.told: dict[PageRef, Told] = {}
        self.looks: dict[PageRef, Look] = {}
        self._cache = open_cache(cache)
        self._knowledge = knowledge
        self._kept = _loaded(self._cache)
        self._now = _Kept({}, {})
        self._keys: dict[PageRef, str] = {}

    def asked(self, pages: Iterator[Page]) -> Iterator[Page]:
        """The same pages, each after it was asked what its sender says on it."""
        for page in pages:
            said = without_transmission(page)
            if said.words:
                knowledge = self._knowledge.result()
                look = self.looks[page.ref] = look_at(said, knowledge.vocabulary)
                self.told[page.ref] = self._told(said, knowledge, look)
            yield page

    def _told(self, page: Page, knowledge: Knowledge, look: Look) -> Told:
        key = self._keys[page.ref] = _key(page)
        kept = self._kept.pages.get(key)
        told = as_told(kept, page.ref) if kept is not None else None
        if kept is None or told is None:
            told = tell(page, knowledge, look)
            kept = written(told)
        self._now.pages[key] = kept
        return told

    def settled(
        self,
        type_: str,
        facts: Sequence[Fact],
        pages: Sequence[Page],
        lexicon: Lexicon,
        treating: Sequence[str] = (),
    ) -> tuple[Fact, ...]:
        """What `settle` says of a paper.

        It depends on the paper's pages (their names apart), facts and type, and on who treats in the case.
        """
        places = {page.ref: at for at, page in enumerate(pages)}
        rows = [(places[fact.page], row_of(fact)) for fact in facts]
        keys = [self._keys.get(page.ref) or _key(page) for page in pages]
        key = hashlib.sha256(marshal.dumps((type_, keys, rows, tuple(treating)), 2)).hexdigest()
        kept = self._kept.papers.get(key)
        found = _facts_in(kept, pages) if kept is not None else None
        if kept is None or found is None:
            found = settle(type_, facts, pages, lexicon, treating)
            kept = [[places[fact.page], row_of(fact)] for fact in found]
        self._now.papers[key] = kept
        return found

    def keep(self) -> None:
        """Keep for the next build what was said in this one."""
        now, kept = self._now, self._kept
        if self._cache is None or (now.pages.keys(), now.papers.keys()) == (
            kept.pages.keys(),
            kept.papers.keys(),
        ):
            return
        text = json.dumps({"by": _made_by(), "pages": now.pages, "papers": now.papers}, separators=(",", ":"))
        self._cache.keep(_NAME, zlib.compress(text.encode("utf-8", "surrogatepass"), 1))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What pages told and papers said, by hashes of all that it depends on."""

    pages: dict[str, Written]
    papers: dict[str, list[list[Any]]]  # place of the page in the paper, the fact's row


def _loaded(cache: PageCache | None) -> _Kept:
    """What the last build kept, if it was this very program."""
    body = cache.load(_NAME) if cache is not None else None
    if body is None:
        return _Kept({}, {})
    try:
        kept = json.loads(zlib.decompress(body).decode("utf-8", "surrogatepass"))
        if kept["by"] != _made_by():
            return _Kept({}, {})
        return _Kept(dict(kept["pages"]), dict(kept["papers"]))
    except (ValueError, KeyError, TypeError, zlib.error):
        return _Kept({}, {})


def _facts_in(kept: list[list[Any]], pages: Sequence[Page]) -> tuple[Fact, ...] | None:
    """The facts of a paper as they were kept, now of these pages; None where that is nothing of the kind."""
    try:
        return tuple(fact_in(row, pages[at].ref) for at, row in kept)
    except (KeyError, IndexError, TypeError, ValueError, InvalidOperation):
        return None


def _key(page: Page) -> str:
    """A hash of all that a page is but its name."""
    words = [
        (w.text, w.box.x0, w.box.y0, w.box.x1, w.box.y1, w.confidence, w.line, w.read_by.value)
        for w in page.words
    ]
    rest = (page.width, page.height, page.text_from.value, page.confidence, page.rotation, page.blank)
    return hashlib.sha256(marshal.dumps((rest, words), 2)).hexdigest()  # form 2 says the same the same way


@lru_cache(maxsize=1)
def _made_by() -> str:
    """A hash of the code, the data files and the models that pages are asked with."""
    here = Path(__file__).parent
    found = hashlib.sha256()
    for room in _ROOMS:
        inside = (here / room).rglob("*") if (here / room).is_dir() else [here / room]
        for file in sorted(file for file in inside if file.suffix in (".py", ".yaml", _MODEL)):
            found.update(str(file.relative_to(here)).encode() + b"\0" + version_of(file) + b"\0")
    return found.hexdigest()


def version_of(file: Path) -> bytes:
    """What tells a file from any other version of it: what is in it, or of a model (a zip file) the directory
    at its end, with the checksums of all that is in it."""
    with file.open("rb") as stream:
        if file.suffix == _MODEL:
            stream.seek(max(0, file.stat().st_size - _DIRECTORY))
        return stream.read()
