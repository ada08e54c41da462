"""What the name of a folder says about the papers in it: a convention that the advocate may use."""

from __future__ import annotations

import re
from collections.abc import Iterable

from packetizer.model import PageRef

_ONE_DOCUMENT = re.compile(r".*\(one document\)\s*", re.IGNORECASE)


def begins_by_folder(refs: Iterable[PageRef]) -> dict[PageRef, bool]:
    """For pages below a folder named `… (one document)`: True for its first page, False for all others.

    `refs` come in source order; pages elsewhere are not among the keys.
    """
    begins: dict[PageRef, bool] = {}
    begun: set[str] = set()
    for ref in refs:
        folder = _one_document(ref.source)
        if folder is not None:
            begins[ref] = folder not in begun
            begun.add(folder)
    return begins


def _one_document(source: str) -> str | None:
    """The outermost folder on the way to the source that is one document."""
    folders = source.split("/")[:-1]
    for depth, name in enumerate(folders, start=1):
        if _ONE_DOCUMENT.fullmatch(name):
            return "/".join(folders[:depth])
    return None
