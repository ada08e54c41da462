"""Puts the packet together: sheets and stamps as drawn, originals below them, and the ways through it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.packet.bundle import Plan
from packetizer.packet.layout import Link
from packetizer.packet.originals import PICTURE
from packetizer.packet.textlayer import FONT, glyphless_font

if TYPE_CHECKING:
    import pikepdf

OPEN_PARTS = 200  # files held open at a time; a process is commonly allowed 1,024


@dataclass(frozen=True, slots=True)
class Below:
    """What goes below the stamp of a page: a page of a part, and the text layer over it."""

    part: Path
    index: int  # page of the part, from 0
    text: bytes  # empty where the original has its own


@dataclass(frozen=True, slots=True)
class About:
    """What the file says about itself."""

    title: str
    day: date
    program: str


def assemble(
    drawn: Path,
    below: dict[int, Below],
    links: dict[int, Sequence[Link]],
    plan: Plan,
    about: About,
    target: Path,
) -> None:
    """Write the packet: `drawn` has every page of it; `below` and `links` are by packet page, from 1."""
    import pikepdf

    below = _gathered(below, drawn.parent)
    with ExitStack() as stack:
        packet = stack.enter_context(pikepdf.open(drawn))
        _join(packet, below, stack)
        _link(packet, links)
        _outline(packet, plan)
        _describe(packet, plan, about)
        packet.save(
            target,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )


def _gathered(below: Mapping[int, Below], work: Path) -> dict[int, Below]:
    """The same pages in fewer files, where there are more parts than a program may hold open."""
    import pikepdf

    parts = list(dict.fromkeys(page.part for page in below.values()))
    if len(parts) <= OPEN_PARTS:
        return dict(below)
    moved: dict[Path, tuple[Path, int]] = {}
    for begin in range(0, len(parts), OPEN_PARTS):
        joint = work / f"joint-{begin:05}.pdf"
        with pikepdf.new() as out, ExitStack() as stack:
            for part in parts[begin : begin + OPEN_PARTS]:
                moved[part] = joint, len(out.pages)
                out.pages.extend(stack.enter_context(_open_part(part)).pages)
            out.save(joint)
    return {
        number: replace(page, part=moved[page.part][0], index=moved[page.part][1] + page.index)
        for number, page in below.items()
    }


def _open_part(part: Path) -> pikepdf.Pdf:
    """Read as it is needed: mapped into memory, a case of a gigabyte would count as ours."""
    import pikepdf

    return pikepdf.open(part, access_mode=pikepdf.AccessMode.stream)


def _join(packet: pikepdf.Pdf, below: dict[int, Below], stack: ExitStack) -> None:
    """Original, text layer and stamp become one page; stamps lie on top."""
    from pikepdf import Array, Dictionary

    parts: dict[Path, pikepdf.Pdf] = {}
    font = glyphless_font(packet) if any(page.text for page in below.values()) else None
    for number, page in below.items():
        if page.part not in parts:
            parts[page.part] = stack.enter_context(_open_part(page.part))
        original = parts[page.part].pages[page.index].obj
        sheet = packet.pages[number - 1].obj
        contents = [sheet.Contents]
        if page.text and font is not None:
            contents.insert(0, packet.make_stream(page.text))
            _resource(sheet, "/Font")[FONT] = font
        if "/Resources" in original and "/XObject" in original.Resources:
            copied = packet.copy_foreign(original.Resources.XObject[PICTURE])
            sheet.Resources.XObject = Dictionary({PICTURE: copied})
            contents.insert(0, packet.make_stream(original.Contents.read_bytes()))
        sheet.Contents = Array(contents)


def _resource(page: pikepdf.Object, category: str) -> pikepdf.Object:
    """A page's own resources of a category: reportlab lets pages share one dictionary of fonts."""
    from pikepdf import Dictionary

    page.Resources = Dictionary(dict(page.Resources.items()))
    page.Resources[category] = Dictionary(dict(page.Resources.get(category, Dictionary()).items()))
    held: pikepdf.Object = page.Resources[category]
    return held


# ---------------------------------------------------------------- ways through the packet


def _goal(packet: pikepdf.Pdf, page: int) -> pikepdf.Array:
    """The top of a packet page, at whatever zoom the reader has chosen."""
    from pikepdf import Array, Name

    sheet = packet.pages[page - 1].obj
    return Array([sheet, Name.XYZ, None, sheet.MediaBox[3], None])


def _link(packet: pikepdf.Pdf, links: dict[int, Sequence[Link]]) -> None:
    from pikepdf import Array, Dictionary, Name

    goals = {link.page: _goal(packet, link.page) for on_page in links.values() for link in on_page}
    for number, on_page in links.items():
        if on_page:
            packet.pages[number - 1].obj.Annots = Array(
                packet.make_indirect(
                    Dictionary(
                        Type=Name.Annot,
                        Subtype=Name.Link,
                        Rect=Array([round(side, 2) for side in link.box]),
                        Border=Array([0, 0, 0]),
                        F=4,
                        Dest=goals[link.page],
                    )
                )
                for link in on_page
            )


def entries(plan: Plan) -> Iterator[tuple[str, int, str]]:
    """The outline: title with its page, packet page, and the name of the destination."""
    for sheet in plan.sheets:
        yield f"{sheet.title} (p. {sheet.first_page})", sheet.first_page, sheet.kind.value
    for exhibit in plan.exhibits:
        title = f"Exhibit {exhibit.letter} – {exhibit.document.title} (p. {exhibit.first_page})"
        yield title, exhibit.first_page, f"exhibit-{exhibit.letter}"


def _outline(packet: pikepdf.Pdf, plan: Plan) -> None:
    from pikepdf import OutlineItem

    with packet.open_outline() as outline:
        for title, page, _ in entries(plan):
            outline.root.append(OutlineItem(" ".join(title.split()), destination=_goal(packet, page)))


def _describe(packet: pikepdf.Pdf, plan: Plan, about: About) -> None:
    """Title, language, page labels, named destinations; dates are the day of the build, not the clock's."""
    from pikepdf import Array, Dictionary, Name, NameTree, String

    root = packet.Root
    root.Lang = String("en-US")
    root.PageMode = Name.UseOutlines
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=1)]))
    names = NameTree.new(packet)
    for _, page, name in entries(plan):
        names[name] = _goal(packet, page)
    root.Names = Dictionary(Dests=names.obj)
    stamp = f"D:{about.day:%Y%m%d}000000Z"
    del packet.docinfo
    for key, value in {
        "/Title": about.title,
        "/Creator": about.program,
        "/Producer": about.program,
        "/CreationDate": stamp,
        "/ModDate": stamp,
    }.items():
        packet.docinfo[key] = value
