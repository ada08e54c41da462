"""What was read, kept beside the case so that the next build is quick. Readable by its owner only.

An entry is named by a hash of what was read and how, and carries a checksum of itself: one that is damaged,
or written by another version, is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from packetizer.model import Box, Page, PageRef, SheetInPhoto, TextFrom, Word

FORMAT = 11  # raised whenever reading gives other words, or an entry other fields
_MAGIC = b"PKTZ1"
_OURS = re.compile(r"(\d+-)?[0-9a-f]{2}")  # folders of entries; before FORMAT 7 without a number
_READERS = tuple(TextFrom)
_GRID = 100_000  # a page's width in steps: places are stored as whole numbers


def entry_name(*parts: str) -> str:
    """The name of an entry for what `parts` say together (contents, settings, readers)."""
    text = "\0".join((str(FORMAT), *parts))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class PageCache:
    """A folder of entries. Every failure to read or write one costs time only."""

    folder: Path

    def get(self, name: str, ref: PageRef) -> Page | None:
        """The page under that name, now called `ref`; None where there is no good entry."""
        body = self.load(name)
        return _unpacked(body, ref) if body is not None else None

    def has(self, name: str) -> bool:
        """Whether there is an entry under that name; whether it is whole only `get` tells."""
        return self._file(name).is_file()

    def put(self, name: str, page: Page) -> None:
        """Keep a page."""
        self.keep(name, _packed(page))

    def load(self, name: str) -> bytes | None:
        """The whole body of an entry; None where there is none, or it is damaged."""
        try:
            raw = self._file(name).read_bytes()
        except OSError:
            return None
        return _whole(raw)

    def keep(self, name: str, body: bytes) -> None:
        """Write an entry; a reader never sees half of it."""
        file = self._file(name)
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=file.parent, prefix=".new-")  # 0600
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(_MAGIC + hashlib.sha256(body).digest() + body)
                Path(beside).replace(file)
            except BaseException:
                Path(beside).unlink(missing_ok=True)
                raise
        except OSError:  # a full disk or a folder we may not write to: the build goes on without a cache
            return

    def _file(self, name: str) -> Path:
        return self.folder / f"{FORMAT}-{name[:2]}" / name[2:]


def open_cache(folder: Path | None) -> PageCache | None:
    """The cache in this folder, made with mode 0700; None where there shall be none or it cannot be made.

    What another version kept there is removed.
    """
    if folder is None:
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError:
        return None
    _clear_older(folder)
    return PageCache(folder)


def _clear_older(folder: Path) -> None:
    """Remove what another version kept: nobody will ask for it again, and it holds the words of pages."""
    for held in folder.iterdir():
        if _OURS.fullmatch(held.name) and not held.name.startswith(f"{FORMAT}-"):
            shutil.rmtree(held, ignore_errors=True)


def _whole(raw: bytes) -> bytes | None:
    """The body of an entry whose checksum is right."""
    head, body = raw[: len(_MAGIC) + 32], raw[len(_MAGIC) + 32 :]
    return body if head == _MAGIC + hashlib.sha256(body).digest() else None


def _packed(page: Page) -> bytes:
    fields = {
        "size": [page.width, page.height],
        "from": page.text_from.value,
        "confidence": page.confidence,
        "rotation": page.rotation,
        "sure": page.rotation_sure,
        "ink": _numbers(page.ink) if page.ink else None,
        "blank": page.blank,
        "fingerprint": page.fingerprint,
        "failure": page.failure,
        "sheet": [page.sheet.corners, page.sheet.width, page.sheet.height] if page.sheet else None,
        "words": [
            [w.text, *_numbers(w.box), round(w.confidence * 1000), w.line, _READERS.index(w.read_by)]
            for w in page.words
        ],
    }
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def _unpacked(body: bytes, ref: PageRef) -> Page | None:
    try:
        fields = json.loads(zlib.decompress(body).decode("utf-8", "surrogatepass"))
        width, height = fields["size"]
        words = tuple(
            Word(
                text, Box(x0 / _GRID, y0 / _GRID, x1 / _GRID, y1 / _GRID), sure / 1000, line, _READERS[reader]
            )
            for text, x0, y0, x1, y1, sure, line, reader in fields["words"]
        )
        return Page(
            ref,
            width,
            height,
            words,
            TextFrom(fields["from"]),
            fields["confidence"],
            fields["rotation"],
            fields["sure"],
            _box(fields["ink"]) if fields["ink"] else None,
            fields["blank"],
            fields["fingerprint"],
            failure=fields["failure"],
            sheet=_sheet(fields["sheet"]),
        )
    except (ValueError, KeyError, IndexError, TypeError, zlib.error):
        return None


def _numbers(box: Box) -> list[int]:
    return [round(value * _GRID) for value in (box.x0, box.y0, box.x1, box.y1)]


def _box(numbers: list[int]) -> Box:
    return Box(*(number / _GRID for number in numbers))


def _sheet(kept: tuple[list[list[float]], float, float] | None) -> SheetInPhoto | None:
    if kept is None:
        return None
    corners, width, height = kept
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return SheetInPhoto((a, b, c, d), float(width), float(height))
