"""Puts a file of the packet together: sheets and stamps, originals below, and the ways through it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.packet.bundle import Plan, Volume
from packetizer.packet.drawing.layout import Link, Tags
from packetizer.packet.originals.part import PICTURE
from packetizer.packet.originals.textlayer import FONT, glyphless_font
from packetizer.packet.tagging import AFTER, BEFORE, ORIGINAL, sections, tag

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


@dataclass(frozen=True, slots=True)
class Leaves:
    """What goes into one file, by packet page. Every link stays within the file."""

    drawn: Path  # has a page for each page of the file
    below: Mapping[int, Below]
    links: Mapping[int, Sequence[Link]]
    tags: Mapping[int, Sequence[Tags]]  # of the marked contents of each drawn page, in order


def assemble(leaves: Leaves, plan: Plan, volume: Volume, about: About, target: Path) -> None:
    """Write one file of the packet."""
    import pikepdf

    merged = _merged(leaves, leaves.drawn.with_name(f"merged-{volume.number}.pdf"))
    with pikepdf.open(merged, access_mode=pikepdf.AccessMode.stream) as packet:
        del packet.trailer.ID  # made by chance: saving makes one of what is in the file
        begin = volume.first_page
        _join(packet, {number - begin: page for number, page in leaves.below.items()})
        _link(packet, leaves.links, begin)
        _outline(packet, plan, volume)
        _describe(packet, plan, volume, about)
        tags = {
            number: [ORIGINAL] if number in leaves.below else found for number, found in leaves.tags.items()
        }
        tag(packet, list(sections(plan, volume)), tags, begin)
        packet.save(
            target,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    merged.unlink()


def _merged(leaves: Leaves, target: Path) -> Path:
    """One file with the drawn pages and after them the originals, in packet order.

    qpdf's own merging streams from file to file; copying between files that pikepdf holds open would take
    the whole packet into memory.
    """
    from pikepdf import Job

    pages = [str(leaves.drawn)]
    for part, group in groupby(leaves.below.values(), key=lambda page: page.part):
        pages += [str(part), ",".join(str(page.index + 1) for page in group)]
    options = ["--object-streams=disable", "--no-warn", "--warning-exit-0"]
    Job(["qpdf", "--empty", "--pages", *pages, "--", *options, str(target)]).run()
    return target


def _join(packet: pikepdf.Pdf, below: Mapping[int, Below]) -> None:
    """Original, text layer and stamp become one page; stamps lie on top. `below` counts the file from 0."""
    from pikepdf import Array, Dictionary

    drawn = len(packet.pages) - len(below)
    before, after = packet.make_stream(BEFORE), packet.make_stream(AFTER)
    font = glyphless_font(packet) if any(page.text for page in below.values()) else None
    for at, (number, page) in enumerate(below.items(), start=drawn):
        original, sheet = packet.pages[at].obj, packet.pages[number].obj
        contents = [after, sheet.Contents]
        if page.text and font is not None:
            contents.insert(0, packet.make_stream(page.text))
            _resource(sheet, "/Font")[FONT] = font
        if "/XObject" in original.get("/Resources", Dictionary()):
            sheet.Resources.XObject = Dictionary({PICTURE: original.Resources.XObject[PICTURE]})
            contents.insert(0, original.Contents)
        sheet.Contents = Array([before, *contents])
    del packet.pages[drawn:]


def _resource(page: pikepdf.Object, category: str) -> pikepdf.Object:
    """A page's own resources of a category: reportlab lets pages share one dictionary of fonts."""
    from pikepdf import Dictionary

    page.Resources = Dictionary(dict(page.Resources.items()))
    page.Resources[category] = Dictionary(dict(page.Resources.get(category, Dictionary()).items()))
    held: pikepdf.Object = page.Resources[category]
    return held


# ---------------------------------------------------------------- ways through the packet


def _goal(packet: pikepdf.Pdf, at: int) -> pikepdf.Array:
    """The top of a page of the file (from 0), at whatever zoom the reader has chosen."""
    from pikepdf import Array, Name

    sheet = packet.pages[at].obj
    return Array([sheet, Name.XYZ, None, sheet.MediaBox[3], None])


def _link(packet: pikepdf.Pdf, links: Mapping[int, Sequence[Link]], begin: int) -> None:
    from pikepdf import Array, Dictionary, Name

    goals = {link.page: _goal(packet, link.page - begin) for on_page in links.values() for link in on_page}
    for number, on_page in links.items():
        if on_page:
            packet.pages[number - begin].obj.Annots = Array(
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


def entries(plan: Plan, volume: Volume) -> Iterator[tuple[str, int, str]]:
    """The outline of a file: title with its page, packet page, and the name of the destination."""
    for sheet in volume.sheets:
        yield f"{sheet.title} (p. {sheet.first_page})", sheet.first_page, sheet.kind.value
    for exhibit in plan.exhibits:
        page = next((number for number in exhibit.packet_pages if number in volume), None)
        if page is not None:
            more = ", continued" if page > exhibit.first_page else ""
            title = f"Exhibit {exhibit.letter}{more} – {exhibit.document.title} (p. {page})"
            yield title, page, f"exhibit-{exhibit.letter}"


def _outline(packet: pikepdf.Pdf, plan: Plan, volume: Volume) -> None:
    from pikepdf import OutlineItem

    with packet.open_outline() as outline:
        for title, page, _ in entries(plan, volume):
            goal = _goal(packet, page - volume.first_page)
            outline.root.append(OutlineItem(" ".join(title.split()), destination=goal))


def _describe(packet: pikepdf.Pdf, plan: Plan, volume: Volume, about: About) -> None:
    """Title, language, page labels, named destinations; dates are the day of the build, not the clock's."""
    from pikepdf import Array, Dictionary, Name, NameTree, String

    root = packet.Root
    root.Lang = String("en-US")
    root.PageMode = Name.UseOutlines
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=volume.first_page)]))
    names = NameTree.new(packet)
    for _, page, name in entries(plan, volume):
        names[name] = _goal(packet, page - volume.first_page)
    root.Names = Dictionary(Dests=names.obj)
    which = f" – Volume {volume.number} of {len(plan.volumes)}" if plan.volumes else ""
    stamp = f"D:{about.day:%Y%m%d}000000Z"
    del packet.docinfo
    for key, value in {
        "/Title": about.title + which,
        "/Creator": about.program,
        "/Producer": about.program,
        "/CreationDate": stamp,
        "/ModDate": stamp,
    }.items():
        packet.docinfo[key] = value
