"""Where pages, words and type stand."""

from __future__ import annotations

import zlib

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from packetizer.model import Box, Word
from packetizer.packet.drawing.scripts import in_order
from packetizer.packet.drawing.style import Face, printable, shorten, shown, width, wrap
from packetizer.packet.originals.jpeg import picture_only
from packetizer.packet.originals.matrix import ORIENTATIONS, TURNS, Matrix, chain, operands, to_box, to_unit
from packetizer.packet.originals.place import BAND, place
from packetizer.packet.originals.textlayer import text_layer
from packetizer.packet.originals.tidy import Layers, tidy
from tests.packet_files import jpeg, picture

FULL = Box(0.0, 0.0, 1.0, 1.0)


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return round(a * x + c * y + e, 6), round(b * x + d * y + f, 6)


@pytest.mark.parametrize(
    ("size", "ink", "sheet", "scale"),
    [
        pytest.param((612, 792), Box(0.1, 0.1, 0.9, 0.9), (612, 792), 1.0, id="margin free"),
        pytest.param(
            (612, 792),
            Box(0.1, 0.1, 0.9, 0.99),
            (612, 792),
            (792 - BAND) / 792 / 0.99,
            id="foot in print",
        ),
        pytest.param((612, 792), None, (612, 792), 1.0, id="empty page"),
        pytest.param((612, 792), FULL, (612, 792), (792 - BAND) / 792, id="no margin"),
        pytest.param((792, 612), Box(0.1, 0.1, 0.9, 0.9), (792, 612), 1.0, id="landscape"),
        pytest.param((595, 842), Box(0.1, 0.1, 0.9, 0.9), (612, 792), 792 / 842, id="A4"),
        pytest.param((288, 432), FULL, (612, 792), 1.0, id="small paper is not enlarged"),
        pytest.param((7200, 3600), FULL, (792, 612), 0.11, id="a huge plan"),
    ],
)
def test_place(size: tuple[float, float], ink: Box | None, sheet: tuple[float, float], scale: float) -> None:
    placed = place(*size, ink)
    assert placed.sheet == sheet
    assert placed.scale == pytest.approx(scale, abs=1e-6)


@pytest.mark.parametrize(
    ("size", "enlarge", "scale"),
    [
        pytest.param((200, 300), 1.5, 1.5, id="enlarged as far as its pixels allow"),
        pytest.param((200, 300), 99, (792 - 36 - BAND - 6) / 300, id="but inside the margins"),
        pytest.param((1200, 3000), 0.2, (792 - 36 - BAND - 6) / 3000, id="a large photo is made to fit"),
    ],
)
def test_a_photo_fills_its_sheet(size: tuple[float, float], enlarge: float, scale: float) -> None:
    assert place(*size, FULL, enlarge=enlarge).scale == pytest.approx(scale)


SIDES = st.floats(20, 15_000)
SHARES = st.floats(0, 1)


@given(SIDES, SIDES, SHARES, SHARES, st.one_of(st.none(), st.floats(0.1, 20)))
def test_the_stamp_never_lies_on_ink(
    wide: float, high: float, top: float, bottom: float, enlarge: float | None
) -> None:
    ink = Box(0.0, min(top, bottom), 1.0, max(top, bottom))
    placed = place(wide, high, ink, enlarge=enlarge)
    assert placed.y + (1 - ink.y1) * placed.height >= BAND - 1e-6
    assert placed.x >= -1
    assert placed.x + placed.width <= placed.sheet[0] + 1
    assert placed.y + placed.height <= placed.sheet[1] + 1
    assert placed.height / placed.width == pytest.approx(high / wide)


@pytest.mark.parametrize(
    ("degrees", "top_left"),
    [(0, (0, 1)), (90, (1, 1)), (180, (1, 0)), (270, (0, 0))],
)
def test_turns_clockwise(degrees: int, top_left: tuple[float, float]) -> None:
    assert moved(TURNS[degrees], 0, 1) == top_left


# Where the tag says that the picture's first row and first column are to be shown (TIFF 6.0, page 36).
@pytest.mark.parametrize(
    ("tag", "top_left", "top_right"),
    [
        (1, (0, 1), (1, 1)),
        (2, (1, 1), (0, 1)),
        (3, (1, 0), (0, 0)),
        (4, (0, 0), (1, 0)),
        (5, (0, 1), (0, 0)),
        (6, (1, 1), (1, 0)),
        (7, (1, 0), (1, 1)),
        (8, (0, 0), (0, 1)),
    ],
)
def test_exif_orientations(tag: int, top_left: tuple[float, float], top_right: tuple[float, float]) -> None:
    assert moved(ORIENTATIONS[tag], 0, 1) == top_left
    assert moved(ORIENTATIONS[tag], 1, 1) == top_right


def test_a_box_with_negative_origin_onto_a_sheet() -> None:
    matrix = chain(to_unit(-100, -50, 100, 350), TURNS[90], to_box(10, 20, 400, 200))
    assert moved(matrix, -100, 350) == (410, 220)  # upper left goes to upper right
    assert moved(matrix, 100, -50) == (10, 20)
    assert operands((1.0, 0.0, -0.0, 2.5, 1e-9, 3.25)) in ("1 0 -0 2.5 0 3.25", "1 0 0 2.5 0 3.25")


def test_words_lie_over_their_picture() -> None:
    placed = place(612, 792, FULL)
    word = Word("Ωmega", Box(0.5, 0.25, 0.6, 0.27), 0.9, 0)
    content = text_layer([word], placed).decode()
    assert content.startswith("q BT 3 Tr")
    assert content.endswith("ET Q")
    assert "<03a9006d006500670061>Tj" in content
    x, y = (float(part) for part in content.split(" Tz 1 0 0 1 ")[1].split(" Tm")[0].split())
    assert x == pytest.approx(placed.x + 306 * placed.scale, abs=0.1)
    assert 0 <= y - (placed.y + 0.73 * placed.height) <= 5


def test_characters_beyond_the_first_plane() -> None:
    word = Word("💊", Box(0.1, 0.1, 0.2, 0.12), 0.9, 0)
    assert "<d83ddc8a>Tj" in text_layer([word], place(612, 792, FULL)).decode()


# ---------------------------------------------------------------- type


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param("Élise Ångström", "Élise Ångström", id="accents"),
        pytest.param("Нина", "Нина", id="Cyrillic"),
        pytest.param("two\nlines\t here", "two lines here", id="one line"),
        pytest.param("a\u202eb\x00c", "abc", id="controls"),
        pytest.param("שלום", "שלום", id="Hebrew"),
        pytest.param("محمد علي", "محمد علي", id="Arabic"),
        pytest.param("Nguyễn Thị Ánh", "Nguyễn Thị Ánh", id="Vietnamese"),
        pytest.param("王 小明 Wang", "[…] Wang", id="no type has it: marked, never nothing"),
    ],
)
def test_printable(text: str, printed: str) -> None:
    assert printable(text) == printed


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        pytest.param("Exhibit A (14)", "Exhibit A (14)", id="from left to right"),
        pytest.param("of שרה כהן (14)", "of ןהכ הרש (14)", id="a name is turned, what follows stays"),
        pytest.param("שרה and דוד", "הרש and דוד", id="two names"),
        pytest.param("م", "ﻡ", id="a letter alone"),
        pytest.param("محمد", "ﺪﻤﺤﻣ", id="joined letters"),
    ],
)
def test_right_to_left(text: str, seen: str) -> None:
    assert in_order(text) == seen


@given(st.text(alphabet="ab (1)שרהمحمد\u0301", max_size=60))
def test_nothing_is_lost_by_turning(text: str) -> None:
    drawn = "".join(piece for _, piece in shown(printable(text), Face.SANS))
    assert sorted(c for c in drawn if c.isascii()) == sorted(c for c in printable(text) if c.isascii())
    assert width(printable(text), Face.SANS, 10) >= 0


@given(st.text(max_size=300), st.floats(40, 400))
def test_wrapped_lines_fit(text: str, room: float) -> None:
    lines = wrap(text, room, Face.SANS, 10, lines=2)
    assert 1 <= len(lines) <= 2
    assert all(width(line, Face.SANS, 10) <= room + 0.01 for line in lines)


def test_a_long_title_ends_with_an_ellipsis() -> None:
    text = "word " * 100
    assert wrap(text, 100, Face.SANS, 10, lines=2)[-1].endswith("…")
    assert shorten("short", 100, Face.SANS, 10) == "short"


# ---------------------------------------------------------------- JPEG


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2, "big") + content


JFIF, ADOBE = segment(0xE0, b"JFIF\0"), segment(0xEE, b"Adobe")
ICC, DQT = segment(0xE2, b"ICC_PROFILE\0"), segment(0xDB, b"\0" * 65)
SCAN = segment(0xDA, b"\1\1\0\0\0\0") + b"\x12\xff\x00\x34\xff\xd0\x56"
START, END = b"\xff\xd8", b"\xff\xd9"


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        pytest.param(
            [JFIF, ICC, ADOBE, DQT, SCAN, END], [JFIF, ICC, ADOBE, DQT, SCAN, END], id="nothing to hide"
        ),
        pytest.param([segment(0xE1, b"Exif\0\0GPS"), DQT, SCAN, END], [DQT, SCAN, END], id="place and time"),
        pytest.param([segment(0xFE, b"comment"), DQT, SCAN, END], [DQT, SCAN, END], id="comment"),
        pytest.param(
            [segment(0xE2, b"MPF\0"), DQT, SCAN, END], [DQT, SCAN, END], id="list of further pictures"
        ),
        pytest.param([DQT, SCAN, END, START, SCAN, END], [DQT, SCAN, END], id="a second picture behind"),
        pytest.param([DQT, SCAN, SCAN, END], [DQT, SCAN, SCAN, END], id="several scans"),
        pytest.param([DQT, SCAN[:-1]], [DQT, SCAN[:-1]], id="cut off"),
    ],
)
def test_picture_only(data: list[bytes], kept: list[bytes]) -> None:
    assert picture_only(START + b"".join(data)) == START + b"".join(kept)


@given(st.binary(max_size=60))
def test_any_bytes_are_survived(data: bytes) -> None:
    assert isinstance(picture_only(START + data), bytes)
    assert picture_only(b"no" + data) == b"no" + data


COLOURS = Dictionary(ColorTransform=0)


@pytest.mark.parametrize(
    ("filters", "parameters", "packed"),
    [
        pytest.param(Name.DCTDecode, None, False, id="a name"),
        pytest.param(Array([Name.DCTDecode]), None, False, id="a list"),
        pytest.param(Array([Name.DCT]), Array([None]), False, id="its short name"),
        pytest.param(Name.DCTDecode, COLOURS, False, id="with parameters"),
        pytest.param(Array([Name.FlateDecode, Name.DCTDecode]), None, True, id="packed once more"),
        pytest.param(Array([Name.FlateDecode, Name.DCTDecode]), Array([None, COLOURS]), True, id="and both"),
    ],
)
def test_a_jpeg_loses_what_it_tells_of_its_camera(
    filters: pikepdf.Object, parameters: pikepdf.Object | None, *, packed: bool
) -> None:
    image = jpeg(picture(60, 40))
    with pikepdf.new() as made:
        stream = made.make_stream(zlib.compress(image) if packed else image)
        stream.Type, stream.Subtype, stream.Filter = Name.XObject, Name.Image, filters
        if parameters is not None:
            stream.DecodeParms = parameters
        shown_by = Dictionary(XObject=Dictionary(P=stream))
        form = made.make_stream(b"/P Do", Subtype=Name.Form, Resources=shown_by)
        tidy(made, form, Layers(made), set(), drop_hidden_text=False)
        clean = stream.read_raw_bytes()
        assert b"SECRET PLACE" in image
        assert clean == picture_only(image)
        assert str(stream.Filter) == "/DCTDecode"
        assert ("/DecodeParms" in stream) is ("ColorTransform" in str(parameters))


@pytest.mark.parametrize(
    "filters",
    [
        pytest.param(Array([Name.LZWDecode, Name.DCTDecode]), id="another packing"),
        pytest.param(Name.JPXDecode, id="no JPEG"),
        pytest.param(Array([]), id="no filter"),
    ],
)
def test_other_pictures_stay_as_they_came(filters: pikepdf.Object) -> None:
    with pikepdf.new() as made:
        stream = made.make_stream(b"whatever", Type=Name.XObject, Subtype=Name.Image, Filter=filters)
        shown_by = Dictionary(XObject=Dictionary(P=stream))
        form = made.make_stream(b"/P Do", Subtype=Name.Form, Resources=shown_by)
        tidy(made, form, Layers(made), set(), drop_hidden_text=False)
        assert stream.read_raw_bytes() == b"whatever"
