"""The finished packet, read back with other libraries than wrote it."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from packetizer.errors import PacketizerError
from packetizer.model import Box, Page
from packetizer.packet.originals.part import Task
from packetizer.packet.plan import Plan, plan_packet
from packetizer.packet.prove import prove
from packetizer.packet.write import write_packet
from packetizer.spread import Outcome, serial
from tests.packet_case import whole_case
from tests.packet_files import (
    born_digital,
    built,
    jpeg,
    pdf,
    picture,
    pikepdf_plain,
    save,
    scan_page,
    shown,
    source,
    text_of,
    with_form,
    with_layers,
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Plan]:
    """The packet of a case in which every sheet has something to say, with an index of two pages."""
    folder = tmp_path_factory.mktemp("case")
    given = whole_case(notes=40)
    names = {
        page.ref.source: sum(p.ref.source == page.ref.source for p in given.pages) for page in given.pages
    }
    for name, count in names.items():
        with pikepdf.new() as made:
            for _ in range(count):
                made.add_blank_page(page_size=(612, 792))
            made.save(folder / name)
    plan = plan_packet(given.case, given.findings, given.pages, given.given)
    sources = [source(folder, name, "application/pdf", count) for name, count in names.items()]
    packets = []
    for name in ("first", "second"):
        (folder / name).mkdir()
        write_packet(
            plan,
            given.case,
            given.findings,
            given.given,
            given.pages,
            sources,
            folder,
            folder / name,
            serial,
            version="1",
        )
        packets.append((folder / name / "packet.pdf").read_bytes())
    assert packets[0] == packets[1], "same inputs, other bytes"
    prove([folder / "first" / "packet.pdf"], plan)
    return folder / "first" / "packet.pdf", plan


def test_nothing_is_left_beside_the_packet(whole: tuple[Path, Plan]) -> None:
    assert [file.name for file in whole[0].parent.iterdir()] == ["packet.pdf"]


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="needs the qpdf command")
def test_qpdf_has_nothing_to_say(whole: tuple[Path, Plan]) -> None:
    done = subprocess.run(["qpdf", "--check", whole[0]], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_index_rows_lead_to_their_exhibits(whole: tuple[Path, Plan]) -> None:
    packet, plan = whole
    index = plan.sheets[1]
    with pikepdf.open(packet) as document:
        numbers = {page.obj.objgen: at for at, page in enumerate(document.pages, start=1)}
        goals = [
            numbers[link.Dest[0].objgen]
            for page in range(index.first_page, index.last_page + 1)
            for link in document.pages[page - 1].obj.Annots
        ]
    assert index.pages == 2
    assert goals == [row.first_page for row in plan.rows]


def test_the_file_says_what_it_is(whole: tuple[Path, Plan]) -> None:
    with pikepdf.open(whole[0]) as document:
        assert str(document.docinfo.Title) == "Appeal packet – Marta Exemplar – Exampla Health Plans"
        assert str(document.Root.Lang) == "en-US"
        assert "20260402" in str(document.docinfo.CreationDate)
        assert "/AcroForm" not in document.Root
        assert {"/index", "/exhibit-A"} <= {
            f"/{name}" for name in pikepdf.NameTree(document.Root.Names.Dests)
        }


def _elsewhere(document: pikepdf.Pdf, page: int) -> None:
    """The first link of the page leads to the last page."""
    document.pages[page - 1].obj.Annots[0].Dest = Array([document.pages[-1].obj, Name.Fit])


def _act(holder: pikepdf.Object, key: str) -> None:
    holder[key] = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _without_outline_end(document: pikepdf.Pdf) -> None:
    with document.open_outline() as outline:
        outline.root.pop()


DAMAGES: dict[str, tuple[Callable[[pikepdf.Pdf], object], str]] = {
    "no stamp": (lambda d: d.pages[-1].obj.__setattr__("Contents", d.make_stream(b"")), "bear its stamp"),
    "a page less": (lambda d: d.pages.__delitem__(-1), "pages instead of"),
    "index row": (lambda d: _elsewhere(d, 2), "index row of exhibit A"),
    "chronology row": (lambda d: _elsewhere(d, 4), "does not print"),
    "no way back": (lambda d: d.pages[-1].obj.__delattr__("Annots"), "no way back"),
    "labels": (lambda d: d.Root.PageLabels.Nums[1].__setattr__("St", 7), "number its pages"),
    "outline": (_without_outline_end, "outline"),
    "open action": (lambda d: _act(d.Root, "/OpenAction"), "catalog has /OpenAction"),
    "page action": (lambda d: _act(d.pages[5].obj, "/AA"), "page 6 has /AA"),
    "link to the web": (lambda d: _act(d.pages[6].obj.Annots[0], "/A"), "link on page 7 has /A"),
    "form": (lambda d: d.Root.__setattr__("AcroForm", Dictionary(XFA=String("x"))), "catalog has /AcroForm"),
    "attachment": (lambda d: d.attachments.__setitem__("a.txt", b"a"), "catalog has /AF"),
    "a note": (lambda d: d.pages[6].obj.Annots[0].__setattr__("Subtype", Name.Text), "something else"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_packet_that_differs_is_not_sent(whole: tuple[Path, Plan], tmp_path: Path, damage: str) -> None:
    packet, plan = whole
    change, told = DAMAGES[damage]
    with pikepdf.open(packet) as document:
        change(document)
        document.save(tmp_path / "other.pdf")
    with pytest.raises(PacketizerError, match=f"not as planned.*{told}"):
        prove([tmp_path / "other.pdf"], plan)


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_packet_that_broke_off_is_not_sent(whole: tuple[Path, Plan], tmp_path: Path, share: float) -> None:
    packet, plan = whole
    data = packet.read_bytes()
    (tmp_path / "other.pdf").write_bytes(data[: int(len(data) * share)])
    with pytest.raises(PacketizerError, match="not as planned"):
        prove([tmp_path / "other.pdf"], plan)


# ---------------------------------------------------------------- originals


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_stand_upright(tmp_path: Path, orientation: int) -> None:
    turned = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # what undoes the tag, as Pillow counts
    image = picture()
    if orientation > 1:
        image = image.transpose(Image.Transpose(turned[orientation]))
    save(jpeg(image, orientation=orientation), tmp_path / "photo.jpg")
    packet, plan, _ = built(tmp_path, [scan_page("photo.jpg")])
    drawn = shown(packet, plan.total)
    dark = [(x, y) for y, x in zip(*(drawn < 60).nonzero(), strict=True) if y < drawn.shape[0] * 0.9]
    assert dark, "the dark corner is not there"
    assert max(x for x, _ in dark) < drawn.shape[1] / 3
    assert max(y for _, y in dark) < drawn.shape[0] / 3


@pytest.mark.parametrize(
    ("name", "mode"), [("photo.avif", "RGB"), ("photo.webp", "RGB"), ("photo.webp", "RGBA")]
)
def test_photos_of_newer_kinds_stand_upright_too(tmp_path: Path, name: str, mode: str) -> None:
    features = pytest.importorskip("PIL.features")
    if not features.check(Path(name).suffix[1:]):
        pytest.skip("this Pillow does not write it")
    exif = Image.Exif()
    exif[0x0112] = 6
    image = picture().convert(mode).transpose(Image.Transpose.ROTATE_90)
    image.save(tmp_path / name, quality=95, exif=exif)
    packet, plan, _ = built(tmp_path, [scan_page(name)])
    drawn = shown(packet, plan.total)
    dark = (drawn[: int(drawn.shape[0] * 0.9)] < 60).nonzero()
    assert dark[0].size, "the dark corner is not there"
    assert max(dark[0]) < drawn.shape[0] / 3
    assert max(dark[1]) < drawn.shape[1] / 3


def test_a_picture_goes_in_untouched_but_for_what_it_tells(tmp_path: Path) -> None:
    data = jpeg(picture())
    save(data, tmp_path / "photo.jpg")
    packet, plan, _ = built(tmp_path, [scan_page("photo.jpg")])
    assert b"SECRET PLACE" in data
    with pikepdf.open(packet) as document:
        [image] = document.pages[plan.total - 1].get_images().values()
        raw = image.read_raw_bytes()
    assert b"SECRET" not in raw
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(raw)) as after:
        assert before.tobytes() == after.tobytes()
    assert data.endswith(raw[-2000:]), "the coded picture itself is the same"


def test_a_fax_stays_a_fax(tmp_path: Path) -> None:
    frames = [picture(1728, 2200).convert("1"), Image.new("1", (1728, 2200), 1)]
    frames[0].save(
        tmp_path / "fax.tif", save_all=True, append_images=frames[1:], compression="group4", dpi=(204, 196)
    )
    packet, plan, _ = built(tmp_path, [scan_page("fax.tif", 2), scan_page("fax.tif", 1)])
    with pikepdf.open(packet) as document:
        for page in document.pages[-2:]:
            [image] = page.get_images().values()
            assert b"/CCITTFaxDecode" in image.Filter.unparse()
    assert (shown(packet, plan.total)[:60, :60] < 60).any()
    assert not (shown(packet, plan.total - 1)[:60, :60] < 60).any()


@pytest.mark.parametrize(
    ("name", "image"),
    [
        pytest.param("a.png", Image.new("RGBA", (400, 500), (10, 20, 30, 128)), id="transparent"),
        pytest.param("a.png", Image.new("I;16", (400, 500), 30_000), id="16 bit"),
        pytest.param("a.png", picture().convert("P"), id="palette"),
        pytest.param("a.jpg", Image.new("CMYK", (400, 500), (0, 255, 255, 0)), id="CMYK"),
    ],
)
def test_every_kind_of_picture_is_shown(tmp_path: Path, name: str, image: Image.Image) -> None:
    image.save(tmp_path / name)
    packet, plan, _ = built(tmp_path, [scan_page(name)])
    assert (shown(packet, plan.total)[:-20] < 250).any()


PRINTED = b"BT /F 40 Tf 100 650 Td (upright) Tj ET"


@pytest.mark.parametrize(
    ("made", "page"),
    [
        pytest.param(pdf(PRINTED), born_digital("a.pdf"), id="plain"),
        pytest.param(
            pdf(b"1 0 0 1 -5000 3000 cm " + PRINTED, box=(-5000, 3000, -4388, 3792)),
            born_digital("a.pdf"),
            id="negative origin",
        ),
        pytest.param(
            pdf(b"0.01 0 0 0.01 0 0 cm " + PRINTED, box=(0, 0, 6.12, 7.92), UserUnit=100),
            born_digital("a.pdf"),
            id="user unit",
        ),
        pytest.param(
            pdf(PRINTED, box=(0, 0, 2000, 2000), CropBox=Array([0, 0, 612, 792])),
            born_digital("a.pdf"),
            id="cropped",
        ),
        pytest.param(
            pdf(b"0 1 -1 0 792 0 cm " + PRINTED, box=(0, 0, 792, 612), Rotate=90),
            born_digital("a.pdf"),
            id="turned by /Rotate",
        ),
        pytest.param(
            pdf(b"0 1 -1 0 792 0 cm " + PRINTED, box=(0, 0, 792, 612)),
            scan_page("a.pdf", rotation=90),
            id="turned by us",
        ),
    ],
)
def test_pages_stand_as_a_viewer_shows_them(tmp_path: Path, made: pikepdf.Pdf, page: Page) -> None:
    save(made, tmp_path / "a.pdf")
    packet, plan, file = built(tmp_path, [page])
    document = pypdfium2.PdfDocument(packet)
    text = document[plan.total - 1].get_textpage()
    found = text.search("upright").get_next()
    assert found is not None
    left, bottom, right, top = text.get_charbox(found[0])
    document.close()
    assert not file.notes
    assert (left, bottom) == (pytest.approx(102, abs=5), pytest.approx(650, abs=12))
    assert top - bottom > right - left > 5


def test_a_landscape_page_lies_on_its_side(tmp_path: Path) -> None:
    save(pdf(PRINTED, box=(0, 0, 1000, 700)), tmp_path / "a.pdf")
    packet, plan, _ = built(tmp_path, [born_digital("a.pdf", width=1000, height=700)])
    high, wide = shown(packet, plan.total).shape
    assert (wide, high) == (396, 306)


def test_filled_fields_stay_and_nothing_acts(tmp_path: Path) -> None:
    save(with_form("José filled this"), tmp_path / "a.pdf")
    packet, plan, _ = built(tmp_path, [born_digital("a.pdf")])
    assert "José filled this" in text_of(packet, plan.total)
    with pikepdf.open(packet) as document:
        links = document.pages[plan.total - 1].obj.Annots
        assert all("/A" not in link and "/Dest" in link for link in links)
    raw = packet.read_bytes() + pikepdf_plain(packet)
    for gone in (b"example.org/", b"app.alert", b"SECRET", b"/JavaScript", b"/EmbeddedFile"):
        assert gone not in raw


def test_layers_as_a_viewer_shows_them(tmp_path: Path) -> None:
    save(with_layers(), tmp_path / "a.pdf")
    packet, plan, _ = built(tmp_path, [born_digital("a.pdf")])
    text = text_of(packet, plan.total)
    assert "layershown" in text
    assert "layerhidden" not in text


def test_old_hidden_text_gives_way_to_ours(tmp_path: Path) -> None:
    save(pdf(b"BT 3 Tr /F 12 Tf 72 700 Td (g4rbl3d) Tj 0 Tr (printed) Tj ET"), tmp_path / "a.pdf")
    packet, plan, _ = built(tmp_path, [scan_page("a.pdf", 1, "garbled", "Überweisung")])
    text = text_of(packet, plan.total)
    assert "g4rbl3d" not in text
    assert {"printed", "garbled", "Überweisung"} <= set(text.split())


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs the pdftotext command")
def test_a_scan_can_be_searched_where_its_words_stand(tmp_path: Path) -> None:
    picture().save(tmp_path / "a.png")
    packet, plan, _ = built(tmp_path, [scan_page("a.png", 1, "ketamine", "Ωμέγα")])
    area = ["-x", "80", "-y", "120", "-W", "300", "-H", "120"]
    done = subprocess.run(
        ["pdftotext", "-f", str(plan.total), *area, packet, "-"], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["ketamine", "Ωμέγα"]
    assert text_of(packet, plan.total).split()[:2] == ["ketamine", "Ωμέγα"]


def test_the_stamp_keeps_clear_of_words_read_from_specks(tmp_path: Path) -> None:
    picture(340, 440).save(tmp_path / "a.png", dpi=(40, 40))
    page = scan_page("a.png", 1, "body")
    speck = replace(page.words[0], text="speck", box=Box(0.7, 0.97, 0.8, 0.99), line=1)
    packet, plan, _ = built(tmp_path, [replace(page, words=(*page.words, speck))])
    assert f"Page {plan.total} of {plan.total}" in text_of(packet, plan.total)


# ---------------------------------------------------------------- what fails


Fails = Callable[[Task, int], bool]


def spread_that_loses(fails: Fails, seen: list[Task]) -> object:
    """Here and now, but a task for which `fails(task, calls so far)` holds has no result."""

    def spread(fn: Callable[[object], object], tasks: Iterable[object], /, *, timeout: float) -> object:
        for task in tasks:
            if isinstance(task, Task):
                seen.append(task)
                if fails(task, len(seen)):
                    yield Outcome(None, "the worker ended unexpectedly (SIGKILL)")
                    continue
            yield Outcome(fn(task))

    return spread


@pytest.mark.parametrize(
    ("fails", "attempts", "notes"),
    [
        pytest.param(lambda task, calls: False, 1, [], id="none"),
        pytest.param(lambda task, calls: calls == 1, 4, [], id="a worker died once: each page alone"),
        pytest.param(lambda task, calls: len(task.needs) > 1, 4, [], id="too slow all together"),
        pytest.param(
            lambda task, calls: not task.drawn and 2 in [need.number for need in task.needs],
            5,
            [(2, "picture of itself", False)],
            id="one page defeats a library and is drawn by another",
        ),
        pytest.param(
            lambda task, calls: 2 in [need.number for need in task.needs],
            5,
            [(2, "could not be shown", True)],
            id="one page defeats both: it alone is lost",
        ),
    ],
)
def test_no_page_is_given_up_lightly(
    tmp_path: Path, fails: Fails, attempts: int, notes: list[tuple[int, str, bool]]
) -> None:
    made = pdf(PRINTED)
    for _ in range(2):
        made.pages.append(made.pages[0])
    save(made, tmp_path / "a.pdf")
    seen: list[Task] = []
    pages = [born_digital("a.pdf", number) for number in (1, 2, 3)]
    packet, plan, file = built(tmp_path, pages, spread_that_loses(fails, seen))
    assert len(seen) == attempts
    assert [(note.ref.number, note.lost) for note in file.notes] == [(at, lost) for at, _, lost in notes]
    for note, (_, words, _) in zip(file.notes, notes, strict=True):
        assert words in note.message
    lost = {at for at, _, gone in notes if gone}
    for number in (1, 2, 3):
        assert ("reproduced" in text_of(packet, plan.total - 3 + number)) is (number in lost)


@pytest.mark.parametrize("change", ["gone", "other"])
def test_a_file_that_changed_since_it_was_read_stops_the_build(tmp_path: Path, change: str) -> None:
    save(pdf(PRINTED), tmp_path / "a.pdf")

    def changing(fn: Callable[[object], object], tasks: Iterable[object], /, *, timeout: float) -> object:
        if change == "gone":
            (tmp_path / "a.pdf").unlink(missing_ok=True)
        else:
            save(pdf(b""), tmp_path / "a.pdf")
        return (Outcome(fn(task)) for task in tasks)

    with pytest.raises(PacketizerError, match=r"a\.pdf: it was changed or moved"):
        built(tmp_path, [born_digital("a.pdf")], changing)
    assert not (tmp_path / "out" / "packet.pdf").exists()


def test_a_page_that_nobody_can_show_says_so(tmp_path: Path) -> None:
    save(pdf(PRINTED), tmp_path / "a.pdf")
    save(b"%PDF-1.4 broken", tmp_path / "b.pdf")
    packet, plan, file = built(tmp_path, [born_digital("a.pdf"), born_digital("b.pdf")])
    assert "could not be reproduced" in text_of(packet, plan.total)
    assert [(note.ref.source, note.lost) for note in file.notes] == [("b.pdf", True)]
