"""The finished file's structure as pypdf reads it: pages, labels, outline, links, and nothing that acts.

What a file can do to its reader hangs on its catalog, its pages, their annotations and its outline. Each of
these may hold only what is listed here, so that an action needs no name on a list to be noticed.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its notes quote the file

CATALOG = frozenset(
    {
        "/Type",
        "/Version",
        "/Pages",
        "/Lang",
        "/StructTreeRoot",
        "/MarkInfo",
        "/PageMode",
        "/ViewerPreferences",
        "/PageLabels",
        "/Names",
    }
    | {"/Outlines"}
)
NAMES = frozenset({"/Dests"})
PAGE = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/Contents", "/Resources", "/Rotate", "/Trans", "/Annots"}
    | {"/StructParents", "/Tabs"}
)
LINK = frozenset({"/Type", "/Subtype", "/Rect", "/Border", "/F", "/Dest", "/StructParent"})
ENTRY = frozenset({"/Title", "/Parent", "/Prev", "/Next", "/First", "/Last", "/Count", "/Dest"})


class NotAsPlanned(Exception):  # noqa: N818  (the file is not)
    """What is wrong with the finished file, as a part of a sentence."""


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link annotation: its rectangle in points (x0, y0, x1, y1), and the packet page to which it leads."""

    box: tuple[float, float, float, float]
    goal: int


@dataclass(frozen=True, slots=True)
class Structure:
    labels: tuple[str, ...]  # one for each page
    outline: tuple[tuple[str, int], ...]  # title and packet page
    links: tuple[tuple[FoundLink, ...], ...]  # of each page


def read_structure(packet: Path, first_page: int = 1) -> Structure:
    """What the file holds beside what is printed; its first page is that page of the packet.

    Raises NotAsPlanned for what has no place in it.
    """
    with readable(packet) as reader:
        catalog = reader.root_object
        _only(catalog, CATALOG, "the catalog")
        _only(dictionary(catalog.get("/Names")), NAMES, "the name tree")
        numbers: dict[int, int] = {}
        for number, page in enumerate(reader.pages, start=first_page):
            _only(page, PAGE, f"page {number}")
            numbers[page.indirect_reference.idnum if page.indirect_reference else -number] = number
        links = tuple(
            tuple(_links(page, numbers, f"a link on page {at}"))
            for at, page in enumerate(reader.pages, first_page)
        )
        return Structure(tuple(reader.page_labels), tuple(_outline(catalog, numbers)), links)


def without_original(packet: Path, at: int, original: str) -> bytes:
    """Page `at` (from 0) as a file of its own: all but the original, which its resources call so."""
    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject, NameObject

    with readable(packet) as reader, PdfWriter() as alone:
        page = reader.pages[at]
        resources = DictionaryObject(dictionary(page.get("/Resources")))
        pictures = DictionaryObject(dictionary(resources.get("/XObject")))
        pictures.pop(original, None)
        resources[NameObject("/XObject")] = pictures
        bare = alone.add_blank_page(*page.mediabox[2:])
        bare[NameObject("/Resources")] = resources.clone(alone)
        bare[NameObject("/Contents")] = page["/Contents"].clone(alone)
        made = io.BytesIO()
        alone.write(made)
        return made.getvalue()


@contextmanager
def readable(packet: Path) -> Iterator[PdfReader]:
    """The file as pypdf reads it. Raises NotAsPlanned."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        with packet.open("rb") as stream:  # from the disk: a path would be read into memory whole
            yield PdfReader(stream)
    except (PyPdfError, LookupError, TypeError, ValueError, AttributeError, RecursionError):
        raise NotAsPlanned("its structure cannot be read") from None


def dictionary(item: PdfObject | None) -> DictionaryObject:
    """What it is or refers to; an empty one where that is no dictionary."""
    from pypdf.generic import DictionaryObject

    held = item.get_object() if item is not None else None
    return held if isinstance(held, DictionaryObject) else DictionaryObject()


def _array(item: PdfObject | None) -> ArrayObject:
    from pypdf.generic import ArrayObject

    held = item.get_object() if item is not None else None
    return held if isinstance(held, ArrayObject) else ArrayObject()


def _only(held: DictionaryObject, allowed: frozenset[str], where: str) -> None:
    for key in held:
        if key not in allowed:
            raise NotAsPlanned(f"{where} has {key}, which could act")


def _links(page: DictionaryObject, numbers: dict[int, int], where: str) -> Iterator[FoundLink]:
    for item in _array(page.get("/Annots")):
        link = dictionary(item)
        _only(link, LINK, where)
        if link.get("/Subtype") != "/Link":
            raise NotAsPlanned(f"{where} is something else")
        x0, y0, x1, y1 = (float(side) for side in _array(link.get("/Rect")))
        yield FoundLink((x0, y0, x1, y1), _goal(link, numbers, where))


def _goal(item: DictionaryObject, numbers: dict[int, int], where: str) -> int:
    """The packet page that a link or an entry leads to."""
    from pypdf.generic import IndirectObject

    goal = _array(item.get("/Dest"))
    page = goal[0] if goal else None
    number = numbers.get(page.idnum) if isinstance(page, IndirectObject) else None
    if number is None:
        raise NotAsPlanned(f"{where} leads nowhere, or out of the packet")
    return number


def _outline(catalog: DictionaryObject, numbers: dict[int, int]) -> Iterator[tuple[str, int]]:
    """The entries from first to last; there are none below them."""
    entry = dictionary(dictionary(catalog.get("/Outlines")).get("/First"))
    while entry:
        _only(entry, ENTRY, "the outline")
        if "/First" in entry:
            raise NotAsPlanned("its outline has entries below entries")
        yield str(entry.get("/Title")), _goal(entry, numbers, "an entry of the outline")
        entry = dictionary(entry.get("/Next"))
