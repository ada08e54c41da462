"""A finished file's structure as qpdf reads it: ways through it, what could act, what is told beside it.

Runs in a worker. The file may be hostile: trees may be endless, numbers no numbers. What cannot be made out
counts as not there; the checks then say so.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.errors import PacketizerError
from packetizer.intake.damage import DAMAGED
from packetizer.intake.guard import memory_limit
from packetizer.intake.limits import OPEN_BYTES
from packetizer.packet.lint import strays
from packetizer.packet.lint.found import FileLook, FoundLink, OutlineEntry, Rectangle

if TYPE_CHECKING:
    import pikepdf

logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # its notes quote the file

ENTRIES = 20_000  # of an outline
ANNOTATIONS = 5_000  # of one page
DEPTH = 40  # of trees: names, fields, outlines
NODES = 50_000  # of a tree of names

LOOSE = frozenset(
    {"/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline"}
    | {"/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Watermark"}
)


class NotReadable(PacketizerError):  # noqa: N818  (the file is not)
    """The file is no PDF that can be opened (exit code 4)."""


@dataclass(frozen=True, slots=True)
class FileTask:
    file: Path
    passwords: tuple[str, ...] = ()


def look_at_file(task: FileTask) -> FileLook | str:
    """What the file holds beside what is printed; a sentence where it cannot be opened."""
    try:
        with memory_limit(OPEN_BYTES), opened(task.file, task.passwords) as pdf:
            return _look(pdf, task.file)
    except NotReadable as problem:
        return str(problem)
    except DAMAGED:
        return "it is damaged beyond what can be opened"


@contextmanager
def opened(file: Path, passwords: tuple[str, ...]) -> Iterator[pikepdf.Pdf]:
    """The file, with the first password that fits. Raises NotReadable."""
    import pikepdf

    for password in ("", *passwords):
        try:
            pdf = pikepdf.open(
                file,
                password=password,
                suppress_warnings=True,
                access_mode=pikepdf.AccessMode.stream,
            )
        except pikepdf.PasswordError:
            continue
        except pikepdf.PdfError:
            raise NotReadable("it is no PDF, or damaged beyond what can be opened") from None
        with pdf:
            yield pdf
        return
    raise NotReadable("it opens only with its password; give it with --password-file")


def _look(pdf: pikepdf.Pdf, file: Path) -> FileLook:
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
    goals = Goals(pdf, numbers)
    pages = [_Annotations(page.obj, goals) for page in pdf.pages]
    fields = tuple(n for n, page in enumerate(pages, 1) if "/Widget" in page.kinds)
    active = strays.active(pdf)
    for kind in {kind for page in pages for kind in page.active}:
        active[kind] = active.get(kind, ()) + tuple(
            n for n, page in enumerate(pages, 1) if kind in page.active
        )
    return FileLook(
        name=file.name,
        size=file.stat().st_size,
        pages=len(pdf.pages),
        links={n: tuple(page.links) for n, page in enumerate(pages, 1) if page.links},
        outline=tuple(_outline(pdf, goals)),
        labels=_labels(pdf),
        active=active,
        notes=tuple(n for n, page in enumerate(pages, 1) if page.kinds & LOOSE),
        unapplied=tuple(n for n, page in enumerate(pages, 1) if "/Redact" in page.kinds),
        fields=fields,
        signatures=tuple(n for n, page in enumerate(pages, 1) if page.signature),
        metadata=strays.metadata(pdf),
        revisions=strays.revisions(file),
        hidden_layers=strays.hidden_layers(pdf),
        encrypted=pdf.is_encrypted,
        restricted=pdf.is_encrypted and not _allows_all(pdf),
        title=strays.title(pdf),
        language=strays.text_of(pdf.Root.get("/Lang")),
    )


def _allows_all(pdf: pikepdf.Pdf) -> bool:
    allow = pdf.allow
    return bool(allow.extract and allow.print_lowres and allow.print_highres and allow.accessibility)


def _labels(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    if "/PageLabels" not in pdf.Root:
        return ()
    try:
        return tuple(page.label for page in pdf.pages)
    except DAMAGED:
        return ()


class _Annotations:
    """What lies on one page beside its print."""

    def __init__(self, page: pikepdf.Object, goals: Goals) -> None:
        self.links: list[FoundLink] = []
        self.kinds: set[str] = set()
        self.active: set[str] = set()
        self.signature = False
        if "/AA" in page:
            self.active |= {"event", *strays.kinds_of_actions(page.get("/AA"))}
        for annotation in strays.items(page.get("/Annots"), ANNOTATIONS):
            if strays.is_dictionary(annotation):
                self._take(annotation, goals)

    def _take(self, annotation: pikepdf.Object, goals: Goals) -> None:
        kind = strays.text_of(annotation.get("/Subtype"))
        self.kinds.add(kind)
        acts = strays.kinds_of_actions(annotation.get("/A")) | strays.kinds_of_actions(annotation.get("/AA"))
        self.active |= acts | (
            {strays.ACTING_ANNOTATIONS[kind]} if kind in strays.ACTING_ANNOTATIONS else set()
        )
        if kind == "/Widget" and strays.field_kind(annotation) == "/Sig":
            self.signature = True
        if kind == "/Link" and not acts:
            box = strays.rectangle(annotation.get("/Rect"))
            if box is not None:
                self.links.append(FoundLink(box, goals.of(annotation)))


class Goals:
    """Where destinations lead: pages of the file, from 1."""

    def __init__(self, pdf: pikepdf.Pdf, numbers: Mapping[tuple[int, int], int]) -> None:
        self._numbers = numbers
        self._pages = len(numbers)
        self._names = dict(_named(pdf))

    def of(self, item: pikepdf.Object) -> int | None:
        """The goal of a link or an entry of the outline, by its destination or its GoTo action."""
        goal = item.get("/Dest")
        action = item.get("/A")
        if goal is None and strays.is_dictionary(action) and action.get("/S") == "/GoTo":
            goal = action.get("/D")
        return self._page(goal)

    def _page(self, goal: object, depth: int = 0) -> int | None:
        import pikepdf

        if isinstance(goal, (pikepdf.String, pikepdf.Name)) and depth < DEPTH:
            return self._page(self._names.get(bytes(goal).lstrip(b"/")), depth + 1)
        if strays.is_dictionary(goal) and depth < DEPTH:
            return self._page(goal.get("/D"), depth + 1)
        if not isinstance(goal, pikepdf.Array) or len(goal) == 0:
            return None
        page: object = goal[0]
        if isinstance(page, int):
            return page + 1 if 0 <= page < self._pages else None
        return self._numbers.get(page.objgen) if strays.is_dictionary(page) else None


def _named(pdf: pikepdf.Pdf) -> Iterator[tuple[bytes, pikepdf.Object]]:
    """Named destinations, of both kinds that the format knows."""
    old = pdf.Root.get("/Dests")
    if strays.is_dictionary(old):
        yield from ((name.lstrip("/").encode(), goal) for name, goal in old.items())
    names = pdf.Root.get("/Names")
    todo = [(names.get("/Dests"), 0)] if strays.is_dictionary(names) else []
    nodes = 0
    while todo and nodes < NODES:
        node, depth = todo.pop()
        nodes += 1
        if not strays.is_dictionary(node) or depth > DEPTH:
            continue
        pairs = list(strays.items(node.get("/Names"), NODES))
        yield from (
            (bytes(name), goal)
            for name, goal in zip(pairs[::2], pairs[1::2], strict=False)
            if strays.is_string(name)
        )
        todo += [(kid, depth + 1) for kid in strays.items(node.get("/Kids"), NODES)]


def _outline(pdf: pikepdf.Pdf, goals: Goals) -> Iterator[OutlineEntry]:
    """Every entry, those below others after them; endless lists end."""
    root = pdf.Root.get("/Outlines")
    todo = [root.get("/First")] if strays.is_dictionary(root) else []
    seen: set[tuple[int, int]] = set()
    while todo and len(seen) < ENTRIES:
        entry = todo.pop()
        if not strays.is_dictionary(entry) or entry.objgen in seen:
            continue
        seen.add(entry.objgen)
        yield OutlineEntry(strays.text_of(entry.get("/Title")), goals.of(entry))
        todo += [entry.get("/Next"), entry.get("/First")]


__all__ = ["FileTask", "NotReadable", "Rectangle", "look_at_file", "opened"]
