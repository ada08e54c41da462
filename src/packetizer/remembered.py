"""What each page told in the last build, kept beside the case: the next one asks only pages that are new."""

from __future__ import annotations

import hashlib
import json
import marshal
import zlib
from collections.abc import Iterator
from concurrent.futures import Future
from functools import lru_cache
from pathlib import Path

from packetizer.model import Page, PageRef
from packetizer.reading.cache import PageCache, entry_name, open_cache
from packetizer.understanding.knowledge import Knowledge
from packetizer.understanding.told import Told, Written, as_told, tell, written

_NAME = entry_name("told")
_ROOMS = ("understanding", "model.py")  # what is told depends on the page and on these


class Remembered:
    """Asks pages as they come from reading, while the workers read the next ones."""

    def __init__(self, cache: Path, knowledge: Future[Knowledge]) -> None:
        self.told: dict[PageRef, Told] = {}
        self._cache = open_cache(cache)
        self._knowledge = knowledge
        self._kept = _loaded(self._cache)
        self._now: dict[str, Written] = {}

    def asked(self, pages: Iterator[Page]) -> Iterator[Page]:
        """The same pages, each after it was asked; what they told is kept once all have come."""
        for page in pages:
            if page.words:
                self.told[page.ref] = self._told(page)
            yield page
        if self._cache is not None and self._now.keys() != self._kept.keys():
            text = json.dumps({"by": _made_by(), "pages": self._now}, separators=(",", ":"))
            self._cache.keep(_NAME, zlib.compress(text.encode("utf-8", "surrogatepass"), 1))

    def _told(self, page: Page) -> Told:
        key = _key(page)
        kept = self._kept.get(key)
        told = as_told(kept, page.ref) if kept is not None else None
        if kept is None or told is None:
            told = tell(page, self._knowledge.result())
            kept = written(told)
        self._now[key] = kept
        return told


def _loaded(cache: PageCache | None) -> dict[str, Written]:
    """What the last build kept, if it was this very program."""
    body = cache.load(_NAME) if cache is not None else None
    if body is None:
        return {}
    try:
        kept = json.loads(zlib.decompress(body).decode("utf-8", "surrogatepass"))
        return dict(kept["pages"]) if kept["by"] == _made_by() else {}
    except (ValueError, KeyError, TypeError, zlib.error):
        return {}


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
    """A hash of the code and the data files that pages are asked with."""
    here = Path(__file__).parent
    found = hashlib.sha256()
    for room in _ROOMS:
        inside = (here / room).rglob("*") if (here / room).is_dir() else [here / room]
        for file in sorted(file for file in inside if file.suffix in (".py", ".yaml")):
            found.update(str(file.relative_to(here)).encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()
