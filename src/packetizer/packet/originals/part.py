"""Original pages made ready for the packet: clean, upright, placed on US Letter, pictures untouched.

Runs in workers: a hostile file may crash or stall a library, and then only its own part is lost. Each part
is a small PDF that the packet is put together from.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from packetizer.intake.files import locate, open_plain, read_bytes
from packetizer.intake.media import PDF
from packetizer.intake.pages import UnreadablePage, page_file
from packetizer.model import Box, SheetInPhoto
from packetizer.packet.originals.place import BAND, Placed, place

if TYPE_CHECKING:
    import pikepdf

    from packetizer.packet.originals.matrix import Matrix

DRAWN_DPI = 200.0  # of a page that has to go in as a picture of itself
BLOCK = 1 << 20  # bytes of a file that are hashed at a time
PICTURE = "/P"  # name of the original in its page's resources


class Way(StrEnum):
    """How an original goes in; what a person must be told of it."""

    AS_IS = ""
    FLATTENED = (
        "is a photo; the sheet in it was cut out and straightened (--originals puts in the photo as it came)"
    )
    DRAWN = "could not be taken over as it is and goes in as a picture of itself"
    SHRUNK = "has its picture in fewer pixels or a coarser coding, at no less than 150 dpi"
    REDACTED = "has places blacked out, and goes in as a picture of itself"
    LOST = "could not be shown; a sheet that says so stands in its place"


@dataclass(frozen=True, slots=True)
class Need:
    """A page that is wanted. Sizes are points of the upright page, as it was read."""

    number: int  # 1-based, in its source
    rotation: int  # degrees clockwise, to what a viewer shows
    width: float
    height: float
    ink: Box | None
    reread: bool  # its words are our own reading: hidden text that it brings would stand there twice
    sheet: SheetInPhoto | None = None  # the sheet in a photo: `Page.sheet`
    hidden: tuple[Box, ...] = ()  # places to black out
    fax: bool = False  # in black and white, as a fax machine sees it
    band: float = BAND  # room for the stamp
    undrawn: bool = False  # drawing it was given up once: nobody tries again

    @property
    def anew(self) -> bool:
        """Whether it must be drawn anew: the page as it came must then never go in."""
        return bool(self.hidden) or self.fax


@dataclass(frozen=True, slots=True)
class Task:
    source: str  # path relative to the case folder
    file: Path  # folder / source.path
    media_type: str
    needs: tuple[Need, ...]
    target: Path  # where the part goes
    drawn: bool = False  # only as pictures of the pages: the second try, with another library
    whole: bool = True  # every page of the source goes into the packet


@dataclass(frozen=True, slots=True)
class Part:
    """The pages of a task, in its order: where each stands on its sheet, and how it went in."""

    target: Path
    placed: tuple[Placed, ...]
    ways: tuple[Way, ...]


def make_part(task: Task) -> Part:
    """Write the pages that a task names into its target."""
    from pikepdf import new

    from packetizer.packet.originals.anew import AnewSource
    from packetizer.packet.originals.drawn import DrawnSource
    from packetizer.packet.originals.pdf import PdfSource
    from packetizer.packet.originals.photo import PhotoSource
    from packetizer.packet.originals.picture import PictureSource

    drawn, photo, anew = DrawnSource(task), PhotoSource(task), AnewSource(task)
    source: SourcePages = drawn
    if not task.drawn:
        with suppress(UnreadablePage):
            held = page_file(task.file, task.media_type)
            source = (
                PdfSource(held, task.needs, whole=task.whole)
                if held.media_type == PDF
                else PictureSource(held)
            )
    with new() as out:
        try:
            made = [
                _anew(out, anew, need) if need.anew else _one(out, source, drawn, photo, need)
                for need in task.needs
            ]
            out.save(task.target)
        finally:
            source.close()
    return Part(task.target, tuple(placed for placed, _ in made), tuple(way for _, way in made))


def digest(file: Path) -> str | None:
    """SHA-256 of a source as it was received, as a hex string; None where it is no longer there."""
    try:
        if locate(file).member:
            return hashlib.sha256(read_bytes(file)).hexdigest()
        found = hashlib.sha256()
        with open_plain(locate(file).file) as stream:
            while block := stream.read(BLOCK):
                found.update(block)
        return found.hexdigest()
    except OSError:
        return None


class CannotTake(Exception):  # noqa: N818  (a page that a source cannot give as it is)
    """This way does not work for the page; another one is tried."""


class SourcePages(Protocol):
    """A source that gives its pages in one way."""

    def add(self, out: pikepdf.Pdf, need: Need) -> Placed:
        """Add the page to `out`, on its sheet. Raises CannotTake."""

    def close(self) -> None: ...


def _one(
    out: pikepdf.Pdf, source: SourcePages, drawn: SourcePages, photo: SourcePages, need: Need
) -> tuple[Placed, Way]:
    """The page as it is, or the sheet in a photo; else a picture of it, else a sheet that says it is lost."""
    try:
        if need.sheet is not None and source is not drawn:
            return photo.add(out, need), Way.FLATTENED
        return source.add(out, need), Way.DRAWN if source is drawn else Way.AS_IS
    except CannotTake:
        if need.undrawn:
            return _lost(out)
    try:
        return drawn.add(out, need), Way.DRAWN
    except (CannotTake, UnreadablePage):
        return _lost(out)


def _anew(out: pikepdf.Pdf, source: SourcePages, need: Need) -> tuple[Placed, Way]:
    """A picture of the page without what is hidden, or nothing of it."""
    if need.undrawn:
        return _lost(out)
    try:
        return source.add(out, need), Way.REDACTED if need.hidden else Way.AS_IS
    except CannotTake:
        return _lost(out)


def _lost(out: pikepdf.Pdf) -> tuple[Placed, Way]:
    out.add_blank_page(page_size=(612, 792))
    return place(612, 792, None), Way.LOST


def put(out: pikepdf.Pdf, original: pikepdf.Object, fit: Matrix, placed: Placed) -> None:
    """Add a sheet with the original (an XObject of `out`); `fit` takes it, upright, to the unit square."""
    from pikepdf import Dictionary

    from packetizer.packet.originals.matrix import chain, operands, to_box

    onto = chain(fit, to_box(placed.x, placed.y, placed.width, placed.height))
    page = out.add_blank_page(page_size=placed.sheet)
    page.obj.Resources = Dictionary(XObject=Dictionary({PICTURE: original}))
    page.obj.Contents = out.make_stream(f"q {operands(onto)} cm {PICTURE} Do Q\n".encode("ascii"))
