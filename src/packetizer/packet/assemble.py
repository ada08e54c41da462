"""Puts the packet together: sheets and stamps as drawn, originals below them, and the ways through it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.packet.bundle import Plan
from packetizer.packet.drawing.layout import Link
from packetizer.packet.originals.part import PICTURE
from packetizer.packet.originals.textlayer import FONT, glyphless_font

if TYPE_CHECKING:
    import pikepdf


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

    merged = _merged(drawn, below, drawn.with_name("merged.pdf"))
    with pikepdf.open(merged, access_mode=pikepdf.AccessMode.stream) as packet:
        _join(packet, below)
        _link(packet, links)
        _outline(packet, plan)
        _describe(packet, plan, about)
        packet.save(
            target,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )


def _merged(drawn: Path, below: Mapping[int, Below], target: Path) -> Path:
    """One file with the drawn pages and after them the originals, in packet order.

    qpdf's own merging streams from file to file; copying between files that pikepdf holds open would take
    the whole packet into memory.
    """
    from pikepdf import Job

    pages = [str(drawn)]
    for part, group in groupby(below.values(), key=lambda page: page.part):
        pages += [str(part), ",".join(str(page.index + 1) for page in group)]
    options = ["--deterministic-id", "--object-streams=disable", "--no-warn", "--warning-exit-0"]
    Job(["qpdf", "--empty", "--pages", *pages, "--", *options, str(target)]).run()
    return target


def _join(packet: pikepdf.Pdf, below: Mapping[int, Below]) -> None:
    """Original, text layer and stamp become one page; stamps lie on top."""
    from pikepdf import Array, Dictionary

    drawn = len(packet.pages) - len(below)
    font = glyphless_font(packet) if any(page.text for page in below.values()) else None
    for at, (number, page) in enumerate(below.items(), start=drawn):
        original, sheet = packet.pages[at].obj, packet.pages[number - 1].obj
        contents = [sheet.Contents]
        if page.text and font is not None:
            contents.insert(0, packet.make_stream(page.text))
            _resource(sheet, "/Font")[FONT] = font
        if "/XObject" in original.get("/Resources", Dictionary()):
            sheet.Resources.XObject = Dictionary({PICTURE: original.Resources.XObject[PICTURE]})
            contents.insert(0, original.Contents)
        sheet.Contents = Array(contents)
    del packet.pages[drawn:]


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
