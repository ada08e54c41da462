"""The file's structure for those who have it read to them: sheets with headings and tables, exhibits by page.

PDF calls this tagged (ISO 32000-1, 14.7 and 14.8). Our own sheets are tagged in full, stamps and rules are
decoration. A page of an exhibit is one paragraph: what is on it was not written by us, and its words are
those that were read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from packetizer.packet.bundle import Plan, Volume
from packetizer.packet.drawing.layout import Tags

if TYPE_CHECKING:
    import pikepdf

ORIGINAL: Tags = (("P", 0),)
BEFORE, AFTER = b"/P <</MCID 0>> BDC", b"EMC"  # around the content of an original page


@dataclass(frozen=True, slots=True)
class Section:
    """Pages that belong together: a sheet of ours, or an exhibit."""

    title: str
    pages: tuple[int, ...]  # packet pages


def sections(plan: Plan, volume: Volume) -> Iterator[Section]:
    """The sections of a file, in its order."""
    made = [
        Section(sheet.title, tuple(range(sheet.first_page, sheet.last_page + 1))) for sheet in volume.sheets
    ]
    for exhibit in plan.exhibits:
        numbers = [exhibit.tab, *exhibit.packet_pages]
        inside = tuple(number for number in numbers if number and number in volume)
        if inside:
            made.append(Section(f"Exhibit {exhibit.letter}: {exhibit.document.title}", inside))
    yield from sorted(made, key=lambda section: section.pages)


def tag(
    packet: pikepdf.Pdf, found: Sequence[Section], tags: Mapping[int, Sequence[Tags]], begin: int
) -> None:
    """Give the file its structure. `tags` are those of the marked contents of each packet page, in order.

    `begin` is the packet page of the file's first page.
    """
    from pikepdf import Array, Dictionary, Name

    root = packet.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    whole = packet.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array([])))
    tree = _Tree(packet)
    for section in found:
        top = tree.child(whole, "Sect")
        top.T = section.title
        made: dict[Tags, pikepdf.Object] = {(): top}
        for number in section.pages:
            tree.page(packet.pages[number - begin].obj, tags[number], made)
    root.K = whole
    root.ParentTree = packet.make_indirect(Dictionary(Nums=Array(tree.numbers)))
    root.ParentTreeNextKey = len(tree.numbers) // 2
    packet.Root.StructTreeRoot = root
    packet.Root.MarkInfo = Dictionary(Marked=True)


@dataclass
class _Tree:
    packet: pikepdf.Pdf
    numbers: list[object] = field(default_factory=list)  # keys and what they lead back to, in turn

    def child(self, parent: pikepdf.Object, role: str) -> pikepdf.Object:
        from pikepdf import Array, Dictionary, Name

        made = self.packet.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(f"/{role}"), P=parent, K=Array([]))
        )
        if role == "TH":
            made.A = Dictionary(O=Name.Table, Scope=Name.Column)
        parent.K.append(made)
        return made

    def page(self, page: pikepdf.Object, tags: Sequence[Tags], made: dict[Tags, pikepdf.Object]) -> None:
        """The marked contents of a page below the parts they belong to, then its links."""
        from pikepdf import Array, Dictionary, Name

        leaves = []
        for number, path in enumerate(tags):
            leaf = self._part(path, made)
            leaf.K.append(Dictionary(Type=Name.MCR, Pg=page, MCID=number))
            leaves.append(leaf)
        page.StructParents = self._key(Array(leaves))
        page.Tabs = Name.S
        for link in page.get("/Annots", Array([])):
            holder = self.child(made[()], "Link")
            holder.K.append(Dictionary(Type=Name.OBJR, Obj=link, Pg=page))
            link.StructParent = self._key(holder)

    def _part(self, path: Tags, made: dict[Tags, pikepdf.Object]) -> pikepdf.Object:
        if path not in made:
            made[path] = self.child(self._part(path[:-1], made), path[-1][0])
        return made[path]

    def _key(self, held: pikepdf.Object) -> int:
        key = len(self.numbers) // 2
        self.numbers += [key, held]
        return key
