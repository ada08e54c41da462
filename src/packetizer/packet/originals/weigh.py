"""How many bytes each page of a part brings into the packet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

OBJECT_BYTES = 60  # of an object without a stream, compressed, about


def weigh(part: Path) -> tuple[int, ...]:
    """Bytes for each page of a PDF: of all that it can reach and no page before it does (a font, a form)."""
    import pikepdf

    with pikepdf.open(part) as pdf:
        seen: set[tuple[int, int]] = set()
        return tuple(_weight(page.obj, seen) for page in pdf.pages)


def _weight(page: pikepdf.Object, seen: set[tuple[int, int]]) -> int:
    from pikepdf import Array, Dictionary, Stream

    total = 0
    rest: list[pikepdf.Object] = [page]
    while rest:
        item = rest.pop()
        if item.is_indirect:
            if item.objgen in seen:
                continue
            seen.add(item.objgen)
            total += OBJECT_BYTES
        if isinstance(item, Stream):
            total += int(item.get("/Length", 0))
        if isinstance(item, Dictionary | Stream):
            rest += [value for key, value in item.items() if key != "/Parent" and _holds(value)]
        elif isinstance(item, Array):
            rest += [value for value in item if _holds(value)]
    return total


def _holds(value: object) -> bool:
    """Whether anything can hang on it."""
    from pikepdf import Array, Dictionary, Stream

    return isinstance(value, Dictionary | Stream | Array)
