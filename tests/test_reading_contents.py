"""A page's key is made of all that shapes it, and of nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import img2pdf
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from packetizer.intake.media import JPEG, PDF, TIFF
from packetizer.intake.pages import OpenPage, open_page
from packetizer.model import PageRef, Source
from packetizer.reading import page as room
from packetizer.reading import read
from packetizer.reading.contents import objects_key
from packetizer.reading.settings import ReadingSettings
from packetizer.spread import serial

Change = Callable[[pikepdf.Pdf], None]
PACKED = pikepdf.ObjectStreamMode.generate


def picture(shade: int) -> bytes:
    stream = io.BytesIO()
    Image.linear_gradient("L").point(lambda value: value * shade // 255).save(stream, "PNG", dpi=(72, 72))
    return stream.getvalue()


def scans(*shades: int) -> bytes:
    made: bytes = img2pdf.convert([picture(shade) for shade in shades])
    return made


def changed(
    content: bytes, change: Change, packing: pikepdf.ObjectStreamMode = pikepdf.ObjectStreamMode.preserve
) -> bytes:
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        pdf.save(stream, object_stream_mode=packing)
    return stream.getvalue()


def key(folder: Path, content: bytes, number: int = 1) -> str | None:
    file = folder / "a.pdf"
    file.unlink(missing_ok=True)
    file.write_bytes(content)
    with open_page(file, PDF, number) as opened:
        return objects_key(file, PDF, number, opened)


def nothing(pdf: pikepdf.Pdf) -> None:
    """As it was, saved by another program."""


def note(pdf: pikepdf.Pdf, shown: bytes, **more: pikepdf.Object) -> None:
    form = pdf.make_stream(shown, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    annot = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([0, 0, 9, 9]), F=4)
    for name, value in more.items():
        annot[f"/{name}"] = value
    annot.AP = Dictionary(N=form)
    annot.P = pdf.pages[0].obj  # leads back to the page
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(annot)])


def titled(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "Another"
    pdf.pages[0].obj.PieceInfo = Dictionary(Maker=Dictionary(LastModified="now"))


def crop(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.CropBox = Array([0, 0, 100, 100])


def turn_all(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Rotate = 90


def other_picture(pdf: pikepdf.Pdf) -> None:
    [name] = pdf.pages[0].Resources.XObject.keys()
    pdf.pages[0].Resources.XObject[name].write(b"\x07" * 256 * 256)


def renamed(pdf: pikepdf.Pdf) -> None:
    """A picture may have any name, also one that leads away elsewhere."""
    page = pdf.pages[0].obj
    [name] = pdf.pages[0].Resources.XObject.keys()
    page.Resources.XObject = Dictionary({"/P": page.Resources.XObject[name]})
    page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(name.encode(), b"/P"))


def field(pdf: pikepdf.Pdf) -> None:
    note(pdf, b"")
    widget = pdf.pages[0].obj.Annots[0]
    widget.Subtype, widget.FT, widget.T = Name.Widget, Name.Tx, pikepdf.String("Name")
    pdf.Root.AcroForm = Dictionary(Fields=Array([widget]))


def layers(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OCProperties = Dictionary(D=Dictionary())


@pytest.mark.parametrize(
    ("content", "number"),
    [
        pytest.param(scans(255), 1, id="itself"),
        pytest.param(scans(90, 255), 2, id="behind a new page"),
        pytest.param(changed(scans(255), nothing, PACKED), 1, id="saved anew"),
        pytest.param(changed(scans(255), titled), 1, id="what is told about it"),
    ],
)  # fmt: skip
def test_the_same_page(tmp_path: Path, content: bytes, number: int) -> None:
    assert key(tmp_path, content, number) == key(tmp_path, scans(255)) is not None


@pytest.mark.parametrize(
    "change", [crop, turn_all, other_picture, renamed, lambda pdf: note(pdf, b"0 0 9 9 re f")]
)
def test_another_page(tmp_path: Path, change: Change) -> None:
    assert key(tmp_path, changed(scans(255), change)) not in (None, key(tmp_path, scans(255)))


def test_a_picture_of_any_name_counts(tmp_path: Path) -> None:
    one, other = changed(scans(255), renamed), changed(scans(90), renamed)
    assert key(tmp_path, one) != key(tmp_path, other)


def test_what_an_annotation_shows_counts_and_where_it_leads_does_not(tmp_path: Path) -> None:
    plain = key(tmp_path, changed(scans(255), lambda pdf: note(pdf, b"0 0 9 9 re f")))
    linked = changed(scans(255), lambda pdf: note(pdf, b"0 0 9 9 re f", Dest=Array([0, Name.Fit])))
    assert key(tmp_path, linked) == plain
    assert key(tmp_path, changed(scans(255), lambda pdf: note(pdf, b"0 0 5 5 re f"))) != plain


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(changed(scans(255), field), id="a form field"),
        pytest.param(changed(scans(255), layers), id="layers"),
        pytest.param(scans(255).replace(b"startxref", b"startxxxx"), id="damaged"),
    ],
)
def test_objects_that_do_not_tell_all(tmp_path: Path, content: bytes) -> None:
    assert key(tmp_path, content) is None


def test_known_pages_of_a_file_that_grew_are_not_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[float] = []
    whole = room.drawn

    def counted(opened: OpenPage) -> object:
        drawn.append(opened.width)
        return whole(opened)

    monkeypatch.setattr(room, "drawn", counted)
    for number, shades in enumerate(((255, 90), (30, 255, 90)), start=2):
        (tmp_path / "a.pdf").write_bytes(scans(*shades))
        source = Source("a.pdf", f"{number}", 0, PDF, number)
        pages = list(
            read.read_pages(tmp_path, [source], ReadingSettings(), cache=tmp_path / "cache", spread=serial)
        )
        assert [page.ref for page in pages] == [PageRef("a.pdf", n) for n in range(1, number + 1)]
    assert len(drawn) == 3


def frames(*shades: int, **tags: object) -> bytes:
    stream = io.BytesIO()
    first, *others = [Image.open(io.BytesIO(picture(shade))).convert("L") for shade in shades]
    first.save(stream, "TIFF", save_all=True, append_images=others, dpi=(72, 72), **tags)
    return stream.getvalue()


def frame(folder: Path, content: bytes, number: int = 1) -> str | None:
    file = folder / "a.tif"
    file.unlink(missing_ok=True)
    file.write_bytes(content)
    with open_page(file, TIFF, number) as opened:
        return objects_key(file, TIFF, number, opened)


PACKED_BY = "tiff_lzw"


@pytest.mark.parametrize(
    ("content", "number", "same"),
    [
        pytest.param(frames(255, 90), 1, True, id="a frame put behind it"),
        pytest.param(frames(30, 255), 2, True, id="one put before it"),
        pytest.param(frames(254), 1, False, id="another picture"),
        pytest.param(frames(255, compression=PACKED_BY), 1, False, id="packed in another way: read anew"),
        pytest.param(frames(255, tiffinfo={274: 6}), 1, False, id="to be turned"),
    ],
)
def test_a_frame_is_known_by_what_lies_in_the_file_for_it(
    tmp_path: Path, content: bytes, number: int, same: bool
) -> None:
    known = frame(tmp_path, frames(255))
    assert known is not None
    assert (frame(tmp_path, content, number) == known) is same


@pytest.mark.parametrize(("media_type", "kind"), [("image/png", "PNG"), (JPEG, "JPEG")])
def test_other_pictures_are_known_by_their_looks(tmp_path: Path, media_type: str, kind: str) -> None:
    file = tmp_path / "a"
    Image.linear_gradient("L").save(file, kind)
    with open_page(file, media_type, 1) as opened:
        assert objects_key(file, media_type, 1, opened) is None
