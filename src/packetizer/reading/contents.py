"""What a page consists of, as a key: the same page in another file, or in a longer one, has the same.

Of a PDF the key is made of the objects that the page can reach, as they lie in the file; nothing is drawn for
it. Where a page's looks hang on more than that (layers, form fields), or the file is damaged, so that two
libraries may see different pages in it, the key is made of what the page looks like.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.intake.guard import memory_limit
from packetizer.intake.limits import OPEN_BYTES
from packetizer.intake.media import PDF
from packetizer.intake.pages import UnreadablePage, page_file
from packetizer.intake.pictures import PicturePage
from packetizer.reading.images import Grey

if TYPE_CHECKING:
    import pikepdf

    from packetizer.intake.pages import OpenPage

_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_OF_PAGE = ("/Contents", "/UserUnit", "/Group")
_OF_STREAM = frozenset({"/Metadata", "/PieceInfo", "/LastModified", "/StructParent", "/StructParents"})
_OF_NOTE = frozenset({"/P", "/Parent", "/Popup", "/Dest", "/A", "/AA", "/StructParent", "/NM", "/M"})
_MOST = 20_000  # objects of a page
_DEEPEST = 60


def looks_key(opened: OpenPage, grey: Grey) -> str:
    """A hash of the page's size, its text layer and what it looks like: `grey`, the picture that is read."""
    said = hashlib.sha256(f"{opened.width:.3f} {opened.height:.3f} {opened.picture_dpi}".encode())
    for word in opened.words():
        box = word.box
        place = f"{box.x0:.5f} {box.y0:.5f} {box.x1:.5f} {box.y1:.5f} {word.angle}"
        said.update(f"{word.text}\0{place}\0".encode("utf-8", "replace"))
    said.update(f"{grey.shape}".encode())
    said.update(grey.data)
    return said.hexdigest()


def objects_key(file: Path, media_type: str, number: int, opened: OpenPage) -> str | None:
    """A hash of the page's objects, or a TIFF's frame, and its size as it is shown; None where they do not
    tell all.

    `file`, `media_type` and `number` as in `open_page`, which gave `opened`.
    """
    import pikepdf

    if isinstance(opened, PicturePage):
        stored = opened.stored_key()
        return f"{stored} {opened.width:.3f} {opened.height:.3f}" if stored else None
    try:
        held = page_file(file, media_type)
        if held.media_type != PDF:
            return None
        with memory_limit(OPEN_BYTES):
            found = _kept.of(held.content).page(number)
    except (UnreadablePage, NotTelling, pikepdf.PdfError, OSError, MemoryError, RecursionError):
        return None
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError):
        return None  # damaged in a way that pikepdf does not answer for
    return f"{found} {opened.width:.3f} {opened.height:.3f} {opened.picture_dpi}"


class NotTelling(Exception):  # noqa: N818  (the objects do not)
    """What the page shows cannot be told from its objects."""


class _Objects:
    """The objects of one PDF; those that pages share are looked at once."""

    def __init__(self, content: Path | bytes) -> None:
        import pikepdf

        self._pdf = pikepdf.open(io.BytesIO(content) if isinstance(content, bytes) else content)
        self._known: dict[tuple[int, int], bytes] = {}
        self._within: set[tuple[int, int]] = set()
        self._count = 0

    def page(self, number: int) -> str:
        """Raises NotTelling, and whatever pikepdf raises for damaged files."""
        page = self._pdf.pages[number - 1].obj
        if self._pdf.get_warnings() or "/OCProperties" in self._pdf.Root:
            raise NotTelling
        self._count = 0
        self._within.clear()
        said = hashlib.sha256()
        for key in (*_INHERITED, *_OF_PAGE):
            value = self._inherited(page, key) if key in _INHERITED else page.get(key)
            said.update(key.encode() + b"=" + (self._hash(value, 0) if value is not None else b""))
        for note in page.get("/Annots", ()):
            said.update(b"note" + self._note(note))
        if self._pdf.get_warnings():
            raise NotTelling
        return said.hexdigest()

    def _note(self, note: pikepdf.Object) -> bytes:
        """An annotation as it is shown, wherever it leads."""
        if str(note.get("/Subtype")) == "/Widget":
            raise NotTelling  # what a field shows, the form says
        return self._entries(note, _OF_NOTE, 0)

    def _inherited(self, page: pikepdf.Object, key: str) -> pikepdf.Object | None:
        node: pikepdf.Object | None = page
        for _ in range(_DEEPEST):
            if node is None:
                return None
            if key in node:
                return node[key]
            node = node.get("/Parent")
        raise NotTelling

    def _hash(self, item: object, depth: int) -> bytes:
        """Of an object and all that it leads to. Numbers and the like come as Python's own."""
        import pikepdf

        self._count += 1
        if depth > _DEEPEST or self._count > _MOST:
            raise NotTelling
        if not isinstance(item, pikepdf.Object):
            return repr(item).encode()
        if not item.is_indirect:
            return self._direct(item, depth)
        if item.objgen in self._within:
            raise NotTelling  # it holds itself
        if item.objgen not in self._known:
            self._within.add(item.objgen)
            self._known[item.objgen] = self._direct(item, depth)
            self._within.discard(item.objgen)
        return self._known[item.objgen]

    def _direct(self, item: pikepdf.Object, depth: int) -> bytes:
        import pikepdf

        if isinstance(item, pikepdf.Array):
            return hashlib.sha256(b"[" + b" ".join(self._hash(one, depth + 1) for one in item)).digest()
        if isinstance(item, pikepdf.Stream):
            return hashlib.sha256(self._entries(item, _OF_STREAM, depth) + item.read_raw_bytes()).digest()
        if isinstance(item, pikepdf.Dictionary):
            return self._entries(item, frozenset(), depth)
        return bytes(item.unparse())

    def _entries(self, item: pikepdf.Object, without: frozenset[str], depth: int) -> bytes:
        said = hashlib.sha256(b"<")
        for key, value in sorted(item.items(), key=lambda entry: entry[0]):
            if key not in without:
                said.update(key.encode() + b" " + self._hash(value, depth + 1) + b" ")
        return said.digest()


class _Kept:
    """The file that this process looked into last."""

    def __init__(self) -> None:
        self._key: object = None
        self._objects: _Objects | None = None

    def of(self, content: Path | bytes) -> _Objects:
        key = content if isinstance(content, bytes) else (content, content.stat().st_mtime_ns)
        same = key is self._key if isinstance(content, bytes) else key == self._key
        if self._objects is None or not same:
            self._key, self._objects = key, _Objects(content)
        return self._objects


_kept = _Kept()
