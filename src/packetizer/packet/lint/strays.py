"""What hangs on a PDF beside its pages and ways: actions, metadata, older versions of itself, layers.

All of it reads structures that may lie: every look at an object checks first what it is.
"""

from __future__ import annotations

import math
import mmap
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

from packetizer.intake.damage import DAMAGED
from packetizer.packet.lint.words import lint_words

if TYPE_CHECKING:
    import pikepdf

    from packetizer.packet.lint.found import Rectangle

ACTIONS = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/URI": "web",
    "/GoToR": "elsewhere",
    "/GoToE": "elsewhere",
    "/SubmitForm": "submit",
    "/ImportData": "submit",
    "/ResetForm": "submit",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/GoTo3DView": "media",
    "/RichMediaExecute": "media",
    "/Hide": "event",
    "/SetOCGState": "event",
}
ACTING_ANNOTATIONS = {
    "/FileAttachment": "attachment",
    "/RichMedia": "media",
    "/Screen": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/3D": "media",
}
CHAINED = 50  # actions that follow one another
FIELD_DEPTH = 8  # of fields below fields
RESOURCES = 2_000  # pictures of one page
HEAD = 65_536  # bytes of a picture in which a camera's data stands


# ---------------------------------------------------------------- what an object is


def is_dictionary(item: object) -> TypeGuard[pikepdf.Dictionary]:
    import pikepdf

    return isinstance(item, (pikepdf.Dictionary, pikepdf.Stream))


def is_string(item: object) -> bool:
    import pikepdf

    return isinstance(item, (pikepdf.String, bytes, str))


def items(array: object, most: int) -> Iterator[pikepdf.Object]:
    """The items of an array, `most` of them; none where it is no array."""
    import pikepdf

    if isinstance(array, pikepdf.Array):
        yield from islice(array, most)


def text_of(item: object) -> str:
    """A name or string as text, "" for anything else."""
    import pikepdf

    return str(item) if isinstance(item, (pikepdf.String, pikepdf.Name, str)) else ""


def rectangle(item: object) -> Rectangle | None:
    """Four finite numbers, put in order."""
    sides: list[float] = []
    for side in items(item, 4):
        try:
            sides.append(float(side))
        except (TypeError, ValueError):
            return None
    if len(sides) != 4 or not all(map(math.isfinite, sides)):
        return None
    x0, y0, x1, y1 = sides
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


# ---------------------------------------------------------------- what could act


def active(pdf: pikepdf.Pdf) -> dict[str, tuple[int, ...]]:
    """Kinds of active content that hang on the file itself, not on a page."""
    root, found = pdf.Root, set[str]()
    found |= kinds_of_actions(root.get("/OpenAction"))
    if "/AA" in root:
        found |= {"event", *kinds_of_actions(root.get("/AA"))}
    names = root.get("/Names")
    if is_dictionary(names):
        found |= {"script"} if "/JavaScript" in names else set()
        found |= {"attachment"} if "/EmbeddedFiles" in names else set()
    if "/Collection" in root or "/AF" in root:
        found.add("attachment")
    form = root.get("/AcroForm")
    if is_dictionary(form) and "/XFA" in form:
        found.add("xfa")
    return dict.fromkeys(sorted(found), ())


def kinds_of_actions(action: object) -> set[str]:
    """Kinds of what an action does, with all that follow it; of a dictionary of actions, of each."""
    found, todo, seen = set[str](), [action], 0
    while todo and seen < CHAINED:
        one = todo.pop()
        seen += 1
        if not is_dictionary(one):
            todo += list(items(one, CHAINED)) if one is not action else []
            continue
        kind = text_of(one.get("/S"))
        if kind in ACTIONS:
            found.add(ACTIONS[kind])
        if kind:
            todo.append(one.get("/Next"))
        else:  # events, each with its action
            todo += [held for _, held in islice(one.items(), CHAINED) if is_dictionary(held)]
    return found


def field_kind(widget: pikepdf.Object) -> str:
    """What kind of form field a widget shows, as it or one above it says."""
    at: object = widget
    for _ in range(FIELD_DEPTH):
        if not is_dictionary(at):
            break
        if kind := text_of(at.get("/FT")):
            return kind
        at = at.get("/Parent")
    return ""


# ---------------------------------------------------------------- what is told beside the print


def title(pdf: pikepdf.Pdf) -> str:
    return text_of(_info(pdf).get("/Title")).strip()


def _info(pdf: pikepdf.Pdf) -> pikepdf.Dictionary:
    import pikepdf

    info = pdf.trailer.get("/Info")
    return info if is_dictionary(info) else pikepdf.Dictionary()


def metadata(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Kinds of metadata that tell about the people and machines behind a file."""
    words = lint_words()
    info = {key: text_of(value) for key, value in _info(pdf).items()}
    found = {"path"} if any(words.tells_path(text) for text in info.values()) else set()
    found |= {"person"} if info.get("/Author", "").strip().casefold() not in words.nobody else set()
    found |= {"source"} if words.tells_source(info.get("/Title", "")) else set()
    found |= {"source"} if set(info) - words.plain_info else set()
    root = pdf.Root
    found |= {"xmp"} if "/Metadata" in root and _xmp_tells(root.get("/Metadata")) else set()
    found |= {"private"} if "/PieceInfo" in root else set()
    for page in pdf.pages:
        found |= {name for key, name in _ON_PAGES.items() if key in page.obj}
        found |= {"camera"} if any(map(_by_camera, _pictures(page.obj))) else set()
    return tuple(sorted(found))


_ON_PAGES = {"/Metadata": "source", "/PieceInfo": "private", "/Thumb": "thumbnail", "/LastModified": "source"}


def _xmp_tells(stream: object) -> bool:
    """XMP that says more than the program's name: who, where, from what file, when saved each time."""
    import pikepdf

    if not isinstance(stream, pikepdf.Stream):
        return False
    try:
        content = stream.read_bytes()[:1_000_000].decode("utf-8", "replace")
    except (MemoryError, *DAMAGED):
        return True
    words = lint_words()
    return words.tells_path(content) or any(tag in content for tag in words.telling_xmp)


def _pictures(page: pikepdf.Object) -> Iterator[pikepdf.Stream]:
    import pikepdf

    resources = page.get("/Resources")
    held = resources.get("/XObject") if is_dictionary(resources) else None
    if is_dictionary(held):
        for _, item in islice(held.items(), RESOURCES):
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
                yield item


def _by_camera(picture: pikepdf.Stream) -> bool:
    """A JPEG with the camera's own data in it, or a picture with metadata of its own."""
    if "/Metadata" in picture:
        return True
    if "DCTDecode" not in str(picture.get("/Filter")):
        return False
    try:
        head = picture.read_raw_bytes()[:HEAD]
    except DAMAGED:
        return False
    return b"Exif\0\0" in head or b"http://ns.adobe.com/xap" in head


def revisions(file: Path) -> int:
    """How often the file was saved on top of itself: what was changed or deleted still stands in it."""
    if file.stat().st_size == 0:
        return 0
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return sum(int(found[1]) > 0 for found in islice(_SAVED.finditer(content), 10_000))


_SAVED = re.compile(rb"startxref\s{1,4}(\d{1,12})\s{1,4}%%EOF")


def hidden_layers(pdf: pikepdf.Pdf) -> int:
    """Layers that are not shown when the file is opened, and can be."""
    properties = pdf.Root.get("/OCProperties")
    shown = properties.get("/D") if is_dictionary(properties) else None
    if not is_dictionary(properties) or not is_dictionary(shown):
        return 0
    groups = {group.objgen for group in items(properties.get("/OCGs"), RESOURCES)}
    off = {group.objgen for group in items(shown.get("/OFF"), RESOURCES)}
    if text_of(shown.get("/BaseState")) == "/OFF":
        off = groups - {group.objgen for group in items(shown.get("/ON"), RESOURCES)}
    return len(off & groups)
