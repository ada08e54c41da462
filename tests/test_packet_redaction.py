"""What was blacked out is gone: nothing of it can be had from the finished file in any way that is known."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pypdf
import pytest
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw

from packetizer.errors import PacketizerError, RulesError
from packetizer.model import (
    Box,
    Case,
    CaseInfo,
    Document,
    Known,
    Omission,
    OmitReason,
    Page,
    PageRef,
    Redaction,
    Severity,
    TextFrom,
    Warning,
    Word,
)
from packetizer.packet.bundle import Plan
from packetizer.packet.options import PacketOptions
from packetizer.packet.originals.anew import blacked_out
from packetizer.packet.privacy.gone import prove_gone
from packetizer.packet.privacy.redactions import find_redactions, without_them
from packetizer.packet.privacy.unseen import prove_unseen
from packetizer.packet.reread import reader_here
from packetizer.packet.write import Written
from packetizer.spread import Outcome, serial
from packetizer.understanding.people.private import SSN
from tests.packet_case import GIVEN
from tests.packet_files import built, pdf, pikepdf_plain, save, shown, text_of

NUMBER = "219-09-9999"
PLACE = Box(0.5, 0.2, 0.7, 0.22)  # of the number on the upright page
REDACT = PacketOptions(redact=(SSN,))
RED = (250, 0, 0)  # the only colour under the black


def page(name: str, *, text_from: TextFrom = TextFrom.TESSERACT, rotation: int = 0, number: int = 1) -> Page:
    """A page that was read as "SSN 219-09-9999 stays"."""
    words = (
        Word("SSN", Box(0.3, 0.2, 0.4, 0.22), 0.9, 0),
        Word(NUMBER, PLACE, 0.9, 0),
        Word("stays", Box(0.8, 0.2, 0.9, 0.22), 0.9, 0),
    )
    ref = PageRef(name, number)
    return Page(ref, 612, 792, words, text_from, 0.9, rotation, ink=Box(0.1, 0.1, 0.95, 0.5))


def scan(rotation: int = 0, size: tuple[int, int] = (425, 550)) -> Image.Image:
    """A scan with red where the number stands, which has to be turned by `rotation` to be upright."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle([PLACE.x0 * size[0], PLACE.y0 * size[1], PLACE.x1 * size[0], PLACE.y1 * size[1]], fill=RED)
    draw.rectangle([0.8 * size[0], 0.2 * size[1], 0.9 * size[0], 0.22 * size[1]], fill=(0, 0, 250))
    return image.rotate(rotation, expand=True)  # Pillow turns the other way round


def as_png(folder: Path) -> Page:
    scan().save(folder / "a.png", dpi=(50, 50))
    return page("a.png")


def as_turned_jpeg(folder: Path) -> Page:
    scan(90).save(folder / "a.jpg", quality=95, dpi=(50, 50))
    return page("a.jpg", rotation=90)


def as_jpeg_with_orientation(folder: Path) -> Page:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned clockwise
    scan(90).save(folder / "a.jpg", quality=95, dpi=(50, 50), exif=exif)
    return page("a.jpg")


def as_tiff(folder: Path) -> Page:
    Image.new("RGB", (425, 550), "white").save(
        folder / "a.tif", save_all=True, append_images=[scan()], dpi=(50, 50)
    )
    return page("a.tif", number=2)


def as_text(folder: Path) -> Page:
    """The number as text, drawn; the words below it in the same operator."""
    content = b"BT /F 14 Tf 184 620 Td (SSN) Tj ET 1 0 0 rg BT /F 14 Tf 306 620 Td (219-09-9999) Tj ET"
    save(pdf(content), folder / "a.pdf")
    return page("a.pdf", text_from=TextFrom.TEXT_LAYER)


def as_turned_text(folder: Path) -> Page:
    """A page that a viewer turns."""
    content = b"0 1 -1 0 612 0 cm BT /F 14 Tf 306 620 Td (219-09-9999) Tj ET"
    save(pdf(content, box=(0, 0, 792, 612), Rotate=90), folder / "a.pdf")
    return page("a.pdf", text_from=TextFrom.TEXT_LAYER)


def as_scan_with_text(folder: Path) -> Page:
    """A scan in a PDF with a hidden text layer, a thumbnail, metadata, and the number in each."""
    made = pdf(b"q 612 0 0 792 0 0 cm /I Do Q BT 3 Tr /F 14 Tf 306 620 Td (219-09-9999) Tj ET")
    jpeg = io.BytesIO()
    scan().save(jpeg, "JPEG", quality=95)
    image = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=850,
        Height=1100,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    image.ColorSpace = Name.DeviceRGB
    stream = made.make_stream(jpeg.getvalue(), image)
    stream.Metadata = made.make_stream(NUMBER.encode())
    leaf = made.pages[0].obj
    leaf.Resources.XObject = Dictionary(I=stream)
    leaf.Thumb = made.make_stream(NUMBER.encode(), Width=1, Height=1)
    leaf.PieceInfo = Dictionary(X=Dictionary(Private=String(NUMBER)))
    made.docinfo["/Subject"] = NUMBER
    save(made, folder / "a.pdf")
    return page("a.pdf")


def as_form(folder: Path) -> Page:
    """A filled field with an appearance of its own, and a note that says the number again."""
    made = pdf(b"BT /F 12 Tf 184 620 Td (SSN) Tj ET")
    leaf = made.pages[0].obj
    look = made.make_stream(b"BT /F 12 Tf 2 3 Td (219-09-9999) Tj ET")
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 122, 16])
    look.Resources = Dictionary(Font=leaf.Resources.Font)
    field = made.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("ssn")))
    field.V, field.DA, field.F = String(NUMBER), String("/F 12 Tf 0 g"), 4
    field.Rect, field.AP = Array([306, 618, 428, 634]), Dictionary(N=look)
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=Array([10, 700, 30, 720]), Contents=String(NUMBER), F=2
    )
    leaf.Annots = Array([field, made.make_indirect(note)])
    made.Root.AcroForm = Dictionary(Fields=Array([field]), DR=Dictionary(Font=leaf.Resources.Font))
    save(made, folder / "a.pdf")
    return page("a.pdf", text_from=TextFrom.TEXT_LAYER)


KINDS: dict[str, Callable[[Path], Page]] = {
    "picture": as_png,
    "turned scan": as_turned_jpeg,
    "picture with an orientation": as_jpeg_with_orientation,
    "second page of a TIFF": as_tiff,
    "text": as_text,
    "turned text": as_turned_text,
    "scan with hidden text": as_scan_with_text,
    "form": as_form,
}


@pytest.mark.parametrize("fax", [False, True], ids=["", "fax"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_it_is_left(tmp_path: Path, kind: str, fax: bool) -> None:
    made = KINDS[kind](tmp_path)
    before = (tmp_path / made.ref.source).read_bytes()
    packet, plan, written = built(tmp_path, [made], options=replace(REDACT, fax=fax))
    last = plan.total
    assert (tmp_path / made.ref.source).read_bytes() == before, "the original was altered"
    assert not _tells_the_number(packet)
    assert text_of(packet, last).split()[:2] == ["SSN", "stays"]
    for drawn in _pictures(packet, last):
        part = _part(drawn, PLACE)
        assert int(part.max()) < 40, "something shows under the black"
    sheet = shown(packet, last, dpi=100)
    place = written.placed[made.ref]
    x, y = place.x + 0.6 * place.width, place.sheet[1] - place.y - 0.79 * place.height
    assert sheet[int(y * 100 / 72), int(x * 100 / 72)] < 40


def _tells_the_number(packet: Path) -> bool:
    """In any text, by any reader, or anywhere in its bytes."""
    digits = NUMBER.replace("-", "").encode()
    plain = pikepdf_plain(packet)
    raw = (packet.read_bytes(), plain)
    words = "".join(page.extract_text() for page in pypdf.PdfReader(packet).pages)
    codes = NUMBER.encode("utf-16-be").hex().encode()
    return any(digits in part or NUMBER.encode() in part or codes in part for part in raw) or NUMBER in words


def _pictures(packet: Path, number: int) -> list[Image.Image]:
    with pikepdf.open(packet) as document:
        names = document.pages[number - 1].get_images()
        held = [document.pages[number - 1].obj.Resources.XObject[name] for name in names]
        return [pikepdf.PdfImage(one).as_pil_image().convert("RGB") for one in held]  # type: ignore[arg-type]


def _part(picture: Image.Image, box: Box) -> NDArray[np.uint8]:
    """The inside of a place of a picture."""
    width, height = picture.size
    return np.asarray(picture)[
        int(box.y0 * height) + 2 : int(box.y1 * height) - 2, int(box.x0 * width) + 2 : int(box.x1 * width) - 2
    ]


def test_pages_without_a_private_number_stay_as_they_are(tmp_path: Path) -> None:
    save(pdf(b"BT /F 14 Tf 72 700 Td (SSN 219-09-9999) Tj ET"), tmp_path / "a.pdf")
    save(pdf(b"BT /F 14 Tf 72 700 Td (nothing private) Tj ET"), tmp_path / "b.pdf")
    other = replace(page("b.pdf", text_from=TextFrom.TEXT_LAYER), words=())
    packet, plan, _ = built(tmp_path, [page("a.pdf", text_from=TextFrom.TEXT_LAYER), other], options=REDACT)
    assert "nothing private" in text_of(packet, plan.total)
    assert not _pictures(packet, plan.total)


def test_a_place_named_by_hand(tmp_path: Path) -> None:
    save(pdf(b"BT /F 14 Tf 72 700 Td (a secret name) Tj ET"), tmp_path / "a.pdf")
    words = (Word("secret", Box(0.1, 0.1, 0.2, 0.13), 1.0, 0), Word("kept", Box(0.5, 0.5, 0.6, 0.52), 1.0, 1))
    made = replace(page("a.pdf", text_from=TextFrom.TEXT_LAYER), words=words)
    given = replace(GIVEN, redactions=(Redaction(made.ref, Box(0.05, 0.08, 0.4, 0.14), "a neighbour"),))
    packet, plan, _ = built(tmp_path, [made], given=given)
    assert "secret" not in text_of(packet, plan.total)
    assert "kept" in text_of(packet, plan.total)


def test_what_cannot_be_drawn_anew_does_not_go_in_as_it_is(tmp_path: Path) -> None:
    save(pdf(b"BT /F 14 Tf 306 620 Td (219-09-9999) Tj ET"), tmp_path / "a.pdf")

    def lost(fn: Callable[[object], object], tasks: object, /, *, timeout: float) -> object:
        for task in tasks:  # type: ignore[attr-defined]
            yield Outcome(None, "took too long") if hasattr(task, "needs") else Outcome(fn(task))

    made = page("a.pdf", text_from=TextFrom.TEXT_LAYER)
    packet, plan, written = built(tmp_path, [made], lost, options=REDACT)
    assert [note.lost for note in written.notes] == [True]
    assert "reproduced" in text_of(packet, plan.total)
    assert not _tells_the_number(packet)


# ---------------------------------------------------------------- the proof


@pytest.fixture
def done(tmp_path: Path) -> tuple[Path, Plan, Written, Page]:
    made = as_png(tmp_path)
    return *built(tmp_path, [made], options=REDACT), made


def _text_under(document: pikepdf.Pdf) -> None:
    leaf = document.pages[-1].obj
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    leaf.Resources.Font["/Zz"] = document.make_indirect(font)
    leaf.Contents.append(document.make_stream(b"BT 3 Tr /Zz 9 Tf 310 622 Td (leak) Tj ET"))


def _number_elsewhere(document: pikepdf.Pdf) -> None:
    leaf = document.pages[0].obj
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    leaf.Resources.Font["/Zz"] = document.make_indirect(font)
    old = leaf.Contents if isinstance(leaf.Contents, Array) else Array([leaf.Contents])
    leaf.Contents = Array([*old, document.make_stream(b"BT /Zz 9 Tf 60 40 Td (219 09 9999) Tj ET")])


def _white_over(document: pikepdf.Pdf) -> None:
    document.pages[-1].obj.Contents.append(document.make_stream(b"1 g 320 620 40 10 re f"))


def _a_form_more(document: pikepdf.Pdf) -> None:
    form = document.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))
    document.pages[-1].obj.Resources.XObject["/Q"] = form


@pytest.mark.parametrize(
    ("leak", "told"),
    [
        pytest.param(_text_under, "text lies under", id="text"),
        pytest.param(_number_elsewhere, "prints a number", id="on a sheet"),
        pytest.param(_white_over, "not black", id="drawn"),
        pytest.param(_a_form_more, "more of the original", id="form"),
    ],
)
def test_a_packet_that_leaks_is_not_sent(
    done: tuple[Path, Plan, Written, Page], leak: Callable[[pikepdf.Pdf], None], told: str
) -> None:
    packet, plan, written, made = done
    hidden = find_redactions(_case(made), [made], GIVEN, [SSN])
    with pikepdf.open(packet, allow_overwriting_input=True) as document:
        leak(document)
        document.save(packet)
    with pytest.raises(PacketizerError, match=told):
        prove_gone([packet], plan, hidden, written.placed)


LATE = "took longer than 1 s"


def lost(fn: object, items: Iterable[object], /, *, timeout: float) -> Iterator[Outcome[object]]:
    """Workers that never answer."""
    return (Outcome(None, LATE) for _ in items)


def test_a_page_that_nobody_could_look_at_is_no_proof(done: tuple[Path, Plan, Written, Page]) -> None:
    packet, plan, written, made = done
    hidden = find_redactions(_case(made), [made], GIVEN, [SSN])
    with pytest.raises(PacketizerError, match=f"page 1 of the packet could not be looked at.*{LATE}"):
        prove_gone([packet], plan, hidden, written.placed, lost)  # type: ignore[arg-type]
    if reader_here("eng") is not None:
        with pytest.raises(PacketizerError, match=f"could not be read again.*{LATE}"):
            prove_unseen([packet], plan, hidden, lost, "eng")  # type: ignore[arg-type]


# ---------------------------------------------------------------- what is hidden


def _case(*pages: Page, **changes: object) -> Case:
    paper = Document("d0", "correspondence", "Paper", None, tuple(p.ref for p in pages), 1.0)
    return replace(Case(CaseInfo(), (paper,)), **changes)  # type: ignore[arg-type]


def test_a_page_that_is_not_there_is_an_error() -> None:
    made = page("a.pdf")
    given = replace(GIVEN, redactions=(Redaction(PageRef("b.pdf", 1), PLACE, "typed wrong"),))
    with pytest.raises(RulesError, match=r"redactions\[0\].*b\.pdf"):
        find_redactions(_case(made), [made], given, ())


def test_of_two_equal_pages_both_are_blacked_out() -> None:
    first, second = page("a.pdf"), page("b.pdf")
    copy = Omission(second.ref, OmitReason.DUPLICATE, first.ref)
    given = replace(GIVEN, redactions=(Redaction(second.ref, PLACE, "named on the copy"),))
    hidden = find_redactions(_case(first, second, omissions=(copy,)), [first, second], given, ())
    assert set(hidden.boxes) == {first.ref, second.ref}


def test_the_members_own_number_stays() -> None:
    made = page("a.pdf")
    info = replace(CaseInfo(), member_id=Known("219099999"))
    assert not find_redactions(_case(made, info=info), [made], GIVEN, [SSN])


def test_our_own_sheets_do_not_tell_it_either() -> None:
    made = page("a.pdf")
    case = _case(made)
    case = replace(case, documents=(replace(case.documents[0], title=f"Letter about {NUMBER}"),))
    seen = Warning(
        "ssn_visible", Severity.IMPORTANT, "printed in full", pages=(made.ref, PageRef("c.pdf", 1))
    )
    hidden = find_redactions(case, [made], GIVEN, [SSN])
    told = without_them(replace(case, warnings=(seen,)), hidden)
    assert told.documents[0].title == "Letter about [redacted]"
    assert [(w.kind, w.pages) for w in told.warnings] == [
        ("ssn_visible", (PageRef("c.pdf", 1),)),
        ("active_content_removed/blacked_out", (made.ref,)),
    ]


@pytest.mark.parametrize("box", [Box(0.101, 0.2, 0.309, 0.3), Box(0, 0, 1, 1), Box(0.999, 0.999, 1, 1)])
def test_black_reaches_to_the_next_whole_pixel(box: Box) -> None:
    made = blacked_out(np.full((97, 53), 255, np.uint8), [box])
    for x, y in ((box.x0 + 1e-6, box.y0 + 1e-6), (box.x1 - 1e-6, box.y1 - 1e-6)):
        assert made[int(y * 97), int(x * 53)] == 0
    assert blacked_out(made, []) is made


@pytest.mark.parametrize(
    "shift", [0.0, 0.2], ids=["its text lies on its print", "its text lies beside its print"]
)
def test_a_number_that_can_still_be_read_is_noticed(tmp_path: Path, shift: float) -> None:
    if reader_here("eng") is None:
        pytest.skip("needs Tesseract")
    content = b"BT /F 14 Tf 184 620 Td (Number of) Tj ET BT /F 14 Tf 306 620 Td (219-09-9999) Tj ET"
    save(pdf(content), tmp_path / "a.pdf")
    place = Box(0.48, 0.195 + shift, 0.66, 0.225 + shift)
    words = (Word("SSN", Box(0.3, place.y0, 0.4, place.y1), 1.0, 0), Word(NUMBER, place, 1.0, 0))
    made = replace(page("a.pdf", text_from=TextFrom.TEXT_LAYER), words=words)
    packet, plan, _ = built(tmp_path, [made], options=REDACT)
    hidden = find_redactions(_case(made), [made], GIVEN, [SSN])
    if shift:
        with pytest.raises(PacketizerError, match=f"page {plan.total} of the packet still shows"):
            prove_unseen([packet], plan, hidden, serial, "eng")
    else:
        prove_unseen([packet], plan, hidden, serial, "eng")


def test_the_same_black_again(tmp_path: Path) -> None:
    made = as_png(tmp_path)
    first, _, _ = built(tmp_path, [made], options=REDACT, name="first")
    second, _, _ = built(tmp_path, [made], options=REDACT, name="second")
    assert first.read_bytes() == second.read_bytes()
