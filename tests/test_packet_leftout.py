"""Nothing of a page that was left out is in the packet, whatever pages of its file share."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from click.testing import CliRunner
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageOps

from packetizer.cli import cli
from packetizer.packet.originals.coding import group4
from packetizer.packet.originals.jbig2 import without_shared_shapes
from packetizer.packet.originals.named import names
from tests import papers
from tests.packet_files import born_digital, built, pikepdf_plain, save, shown, text_of

KEPT, LEFT = b"KEPTKEPTKEPT", b"LEFTOUTLEFTO"  # pixels of a picture each, 4 x 3 gray


def _image(made: pikepdf.Pdf, pixels: bytes) -> pikepdf.Object:
    return made.make_stream(
        pixels,
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=4,
            Height=3,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
        ),
    )


def _form(made: pikepdf.Pdf, content: bytes, resources: object = None) -> pikepdf.Object:
    form = made.make_stream(
        content, Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 612, 792]))
    )
    if resources is not None:
        form.Resources = resources
    return form


def _two_pages(first: bytes, second: bytes) -> tuple[pikepdf.Pdf, pikepdf.Object]:
    """Two pages that share one dictionary of resources, with a picture for each."""
    made = pikepdf.new()
    shared = made.make_indirect(
        Dictionary(XObject=Dictionary(Kept=_image(made, KEPT), Left=_image(made, LEFT)))
    )
    for content in (first, second):
        page = made.add_blank_page(page_size=(612, 792)).obj
        page.Resources = shared
        page.Contents = Stream(made, content)
    return made, shared


SHOW_KEPT, SHOW_LEFT = b"q 300 0 0 300 72 300 cm /Kept Do Q", b"q 300 0 0 300 72 300 cm /Left Do Q"


def _shared() -> pikepdf.Pdf:
    return _two_pages(SHOW_KEPT, SHOW_LEFT)[0]


def _inherited() -> pikepdf.Pdf:
    made, shared = _two_pages(SHOW_KEPT, SHOW_LEFT)
    for page in made.pages:
        del page.obj["/Resources"]
    made.Root.Pages.Resources = shared
    return made


def _nested() -> pikepdf.Pdf:
    """A form that holds the dictionary of both pages and shows one picture; the other's is another form."""
    made, shared = _two_pages(b"/A Do", b"/B Do")
    shared.XObject.A, shared.XObject.B = _form(made, SHOW_KEPT, shared), _form(made, SHOW_LEFT, shared)
    return made


def _borrowed() -> pikepdf.Pdf:
    """A form without resources takes those of its page."""
    made, shared = _two_pages(b"/A Do", b"/B Do")
    shared.XObject.A, shared.XObject.B = _form(made, SHOW_KEPT), _form(made, SHOW_LEFT)
    return made


def _pattern() -> pikepdf.Pdf:
    paint = b"/Pattern cs /%s scn 72 300 300 300 re f"
    made, shared = _two_pages(paint % b"A", paint % b"B")
    shared.Pattern = Dictionary()
    for name, content in (("/A", SHOW_KEPT), ("/B", SHOW_LEFT)):
        shared.Pattern[name] = made.make_stream(
            content,
            Dictionary(
                PatternType=1,
                PaintType=1,
                TilingType=1,
                BBox=Array([0, 0, 612, 792]),
                XStep=612,
                YStep=792,
                Resources=shared,
            ),
        )
    return made


def _mask() -> pikepdf.Pdf:
    """The other page's picture is in its soft mask."""
    made, shared = _two_pages(SHOW_KEPT, b"/Masked gs 0 0 99 99 re f")
    look = _form(made, SHOW_LEFT, shared)
    look.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    shared.ExtGState = Dictionary(Masked=Dictionary(SMask=Dictionary(S=Name.Luminosity, G=look)))
    return made


def _glyphs() -> pikepdf.Pdf:
    """A font of drawn glyphs that holds the dictionary of both pages."""
    show = b"BT /Drawn 1 Tf 72 300 Td (a) Tj ET"
    made, shared = _two_pages(show, SHOW_LEFT)
    shared.Font = Dictionary(
        Drawn=Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, 0, 612, 792]),
            FontMatrix=Array([1, 0, 0, 1, 0, 0]),
            FirstChar=97,
            LastChar=97,
            Widths=Array([300]),
            Encoding=Dictionary(Differences=Array([97, Name("/a")])),
            CharProcs=Dictionary(a=made.make_stream(b"300 0 d0 q 300 0 0 300 0 0 cm /Kept Do Q")),
            Resources=shared,
        )
    )
    return made


def _private() -> pikepdf.Pdf:
    """Keys of the page's own picture and page that lead to the other page's."""
    made, shared = _two_pages(SHOW_KEPT, SHOW_LEFT)
    held, other, page = shared.XObject.Kept, shared.XObject.Left, made.pages[0].obj
    for key in ("/PieceInfo", "/Metadata", "/Thumb", "/AF", "/Private", "/P"):
        held[key] = page[key] = other
    page.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, Private=other)
    held["/Page"] = made.pages[1].obj
    return made


def _appearance() -> pikepdf.Pdf:
    """A note whose look holds the dictionary of both pages."""
    made, shared = _two_pages(SHOW_KEPT, SHOW_LEFT)
    look = _form(made, b"q 30 0 0 30 0 0 cm /Kept Do Q", shared)
    look.BBox = Array([0, 0, 30, 30])
    note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([400, 600, 430, 630]), F=4)
    note.AP = Dictionary(N=look)
    for page in made.pages:
        page.obj.Annots = Array([made.make_indirect(Dictionary(dict(note.items())))])
    return made


def _layer() -> pikepdf.Pdf:
    """The other picture stands on the kept page too, in a layer that is not shown."""
    made, shared = _two_pages(SHOW_KEPT + b" /OC /Off BDC " + SHOW_LEFT + b" EMC", SHOW_LEFT)
    group = made.make_indirect(Dictionary(Type=Name.OCG, Name=String("off")))
    shared.Properties = Dictionary(Off=group)
    made.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))
    return made


def _odd_name() -> pikepdf.Pdf:
    """Names may be written with codes."""
    return _two_pages(SHOW_KEPT.replace(b"/Kept", b"/K#65pt"), SHOW_LEFT)[0]


CASES: dict[str, Callable[[], pikepdf.Pdf]] = {
    "one dictionary of resources": _shared,
    "inherited": _inherited,
    "a form that holds them all": _nested,
    "a form without its own": _borrowed,
    "patterns": _pattern,
    "a soft mask": _mask,
    "drawn glyphs": _glyphs,
    "private keys": _private,
    "a note's look": _appearance,
    "a hidden layer": _layer,
    "an escaped name": _odd_name,
}


@pytest.mark.parametrize("case", CASES)
def test_what_only_a_left_out_page_shows_is_not_in_the_packet(tmp_path: Path, case: str) -> None:
    save(CASES[case](), tmp_path / "both.pdf")
    packet, plan, _ = built(tmp_path, [born_digital("both.pdf", 1)])
    content = pikepdf_plain(packet)
    assert LEFT not in content
    assert KEPT in content
    assert (shown(packet, plan.total)[200:600] < 200).any(), "its own picture is not shown"


@pytest.mark.parametrize("case", CASES)
def test_both_pages_show_their_own_where_both_go_in(tmp_path: Path, case: str) -> None:
    save(CASES[case](), tmp_path / "both.pdf")
    packet, _, _ = built(tmp_path, [born_digital("both.pdf", 1), born_digital("both.pdf", 2)])
    content = pikepdf_plain(packet)
    assert KEPT in content
    assert LEFT in content
    assert content.count(KEPT) == 1, "a picture that pages share stays one"


# ---------------------------------------------------------------- a whole build

NOTE = (
    "Sample Psychiatry",
    "Progress note of January 5, 2026",
    "Patient: Marta Exemplar",
    "Mood better, sleeps.",
)
OTHER = (
    "Sample Psychiatry",
    "Progress note of January 6, 2026",
    "Patient: Olaf Fremdling",
    "Heliotrope visit.",
)
LETTER = (
    "Exampla Health Plans",
    "Notice of Adverse Benefit Determination",
    "Member: Marta Exemplar   Member ID: W555010023",
    "We have denied your claim. The service is experimental or investigational.",
)


def _one_file(file: Path) -> None:
    """A printed file of two patients' notes: its pages share all resources, also a picture of each."""
    with pikepdf.open(papers.born_digital(file.with_name("printed.pdf"), NOTE, OTHER)) as made:
        shared = made.pages[0].obj.Resources
        shared.XObject = Dictionary(Kept=_image(made, KEPT), Left=_image(made, LEFT))
        shared = made.make_indirect(shared)
        for page, show in zip(made.pages, (SHOW_KEPT, SHOW_LEFT), strict=True):
            page.obj.Resources = shared
            page.contents_add(show)
        made.save(file)
    file.with_name("printed.pdf").unlink()


@pytest.mark.parametrize("why", ["excluded by hand", "another patient's"])
def test_a_build_holds_nothing_of_a_page_that_it_holds_back(tmp_path: Path, why: str) -> None:
    case = tmp_path / "case"
    case.mkdir()
    papers.born_digital(case / "denial.pdf", LETTER)
    _one_file(case / "notes.pdf")
    said = "client: {name: Marta Exemplar}\n"
    if why == "excluded by hand":
        page = "{source: notes.pdf, source_page: 2, first_page: true, exclude: true, reason: x}"
        said += f"corrections:\n- {page}\n"
    (case / "case.yaml").write_text(said)
    result = CliRunner().invoke(cli, ["build", str(case), "--jobs", "1", "--today", "2026-04-02"])
    assert result.exit_code == 1, result.output
    manifest = json.loads((case / "packet" / "packet.json").read_text())
    inside = {(p["source"], p["source_page"]) for p in manifest["pages"] if p["packet_page"]}
    assert inside == {("denial.pdf", 1), ("notes.pdf", 1)}
    packet = case / "packet" / "packet.pdf"
    content = pikepdf_plain(packet)
    assert KEPT in content
    assert LEFT not in content
    for secret in (b"Fremdling", b"Heliotrope", "Fremdling".encode("utf-16-be"), b"Fremdling".hex().encode()):
        assert secret not in content, "text of the page that was held back"
    text = "".join(text_of(packet, at + 1) for at in range(len(pikepdf.open(packet).pages)))
    assert "sleeps" in text
    assert "Heliotrope" not in text
    with pikepdf.open(packet) as held:
        pictures = [
            one for one in held.objects if isinstance(one, Stream) and one.get("/Subtype") == "/Image"
        ]
    assert len(pictures) == 1
    assert packet.stat().st_size < 100_000


# ---------------------------------------------------------------- a shared dictionary of shapes

SHAPES = b"a signature as one blot of ink"  # stands for the shapes of a page that is left out


def _segment(number: int, kind: int, data: bytes, page: int) -> bytes:
    """A segment of a JBIG2 stream that refers to no other (ITU-T T.88, 7.2)."""
    return number.to_bytes(4, "big") + bytes([kind, 0, page]) + len(data).to_bytes(4, "big") + data


def _jbig2(made: pikepdf.Pdf, image: Image.Image, shapes: pikepdf.Object, **keys: Any) -> pikepdf.Object:
    """The picture as one generic region, coded in Group 4 (7.4.6), and a dictionary that it does not need."""
    size = image.width.to_bytes(4, "big") + image.height.to_bytes(4, "big")
    coded, parameters = group4(image)
    if parameters.BlackIs1:
        coded, _ = group4(ImageOps.invert(image))
    page = _segment(1, 48, size + bytes(8) + b"\0" + bytes(2), 1)
    region = _segment(2, 38, size + bytes(8) + b"\0" + b"\1" + coded, 1)
    return made.make_stream(
        page + region,
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=image.width,
            Height=image.height,
            BitsPerComponent=1,
            Filter=Name.JBIG2Decode,
            DecodeParms=Dictionary(JBIG2Globals=shapes),
            **keys,
        ),
    )


def _blots(seed: int) -> Image.Image:
    noise = np.random.default_rng(seed).random((30, 40)) > 0.5
    return Image.fromarray(noise).resize((401, 299), Image.Resampling.NEAREST)


def _scans(**keys: Any) -> pikepdf.Pdf:
    made = pikepdf.new()
    shapes = made.make_stream(_segment(0, 62, (0x20000000).to_bytes(4, "big") + SHAPES, 0))
    for seed in (1, 2):
        page = made.add_blank_page(page_size=(612, 792)).obj
        page.Resources = Dictionary(XObject=Dictionary(Scan=_jbig2(made, _blots(seed), shapes, **keys)))
        page.Contents = made.make_stream(b"401 0 0 299 100 300 cm /Scan Do")
    return made


@pytest.mark.parametrize("decode", [None, [0, 1], [1, 0]], ids=["a picture", "a mask", "a mask inverted"])
@pytest.mark.parametrize("both", [False, True], ids=["one page", "both pages"])
def test_shapes_of_a_left_out_page_stay_out(tmp_path: Path, decode: list[int] | None, *, both: bool) -> None:
    colour = {"ImageMask": True, "Decode": Array(decode)} if decode else {"ColorSpace": Name.DeviceGray}
    save(_scans(**colour), tmp_path / "a.pdf")
    wanted = [born_digital("a.pdf", number) for number in ((1, 2) if both else (1,))]
    packet, plan, written = built(tmp_path, wanted)
    assert (SHAPES in _coded(packet)) is both
    assert not written.notes
    before, after = shown(tmp_path / "a.pdf", 1), shown(packet, plan.pages[0].packet_page)
    inked = [page[110:230, 60:240] < 128 for page in (before, after)]
    assert 0.2 < inked[0].mean() < 0.8, "the sample itself is not shown"
    assert abs(inked[0].mean() - inked[1].mean()) < 0.05


def _coded(packet: Path) -> bytes:
    """Every stream of the packet, unpacked but not decoded."""
    with pikepdf.open(packet) as held:
        streams = [one for one in held.objects if isinstance(one, Stream)]
        packed = [str(one.get("/Filter")) == "/FlateDecode" for one in streams]
        return b"".join(
            one.read_bytes() if flate else one.read_raw_bytes()
            for one, flate in zip(streams, packed, strict=True)
        )


def test_a_picture_with_shared_shapes_is_coded_anew_pixel_by_pixel(tmp_path: Path) -> None:
    with _scans(ColorSpace=Name.DeviceGray) as made:
        form = made.pages[0].as_form_xobject()
        without_shared_shapes(form, set())
        picture = form.Resources.XObject.Scan
        assert isinstance(picture, pikepdf.Stream)
        assert str(picture.Filter) == "/CCITTFaxDecode"
        again = np.asarray(pikepdf.PdfImage(picture).as_pil_image().convert("L")) > 127
    assert (again == np.asarray(_blots(1))).all()


@pytest.mark.parametrize(
    ("content", "category", "found"),
    [
        pytest.param(b"/A Do", "/XObject", {"/A"}, id="a picture"),
        pytest.param(b"BT /A 12 Tf (x) Tj ET", "/XObject", set(), id="a font is no picture"),
        pytest.param(b"BT (/A Do) Tj ET", "/XObject", set(), id="in a string"),
        pytest.param(b"% /A Do\n/B Do", "/XObject", {"/B"}, id="in a comment"),
        pytest.param(b"/A gs /B sh", "/Shading", {"/B"}, id="a shading"),
        pytest.param(b"0.5 /P SCN", "/Pattern", {"/P"}, id="a pattern with a colour"),
    ],
)
def test_names(content: bytes, category: str, found: set[str]) -> None:
    assert names(pikepdf.new().make_stream(content)).get(category, set()) == found
