"""Every file below the folder is accounted for, whatever it is."""

from __future__ import annotations

import hashlib
import io
import os
import socket
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter

from packetizer.intake.files import read_bytes
from packetizer.intake.survey import survey
from packetizer.model import Source, SourceCode
from packetizer.spread import serial


def blank_pdf(pages: int = 1, password: str | None = None, owner: str | None = None) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(612, 792)
    if password is not None:
        writer.encrypt(password, owner)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def picture(kind: str, frames: int = 1) -> bytes:
    stream = io.BytesIO()
    images = [Image.new("L", (60, 80), 40 * n) for n in range(frames)]
    images[0].save(stream, kind, **({"save_all": True, "append_images": images[1:]} if frames > 1 else {}))
    return stream.getvalue()


def look(folder: Path, *skip: Path) -> dict[str, Source]:
    sources = survey(folder, skip=frozenset(skip), spread=serial)
    assert len({source.path for source in sources}) == len(sources)
    return {source.path: source for source in sources}


@pytest.mark.parametrize(
    ("name", "content", "pages", "media_type"),
    [
        pytest.param("a.pdf", blank_pdf(3), 3, "application/pdf", id="pdf"),
        pytest.param("a.bin", blank_pdf(1), 1, "application/pdf", id="named otherwise"),
        pytest.param("a.pdf", b"\n\n" + blank_pdf(2), 2, "application/pdf", id="rubbish first"),
        pytest.param("a.pdf", blank_pdf(2)[:-60], 2, "application/pdf", id="cut off at the end"),
        pytest.param("a.pdf", blank_pdf(1, "", "secret"), 1, "application/pdf", id="owner password only"),
        pytest.param("a.jpg", picture("JPEG"), 1, "image/jpeg", id="jpeg"),
        pytest.param("a.png", picture("PNG"), 1, "image/png", id="png"),
        pytest.param("fax.tif", picture("TIFF", 4), 4, "image/tiff", id="tiff of four"),
        pytest.param("a.gif", picture("GIF", 4), 1, "image/gif", id="an animation is one picture"),
        pytest.param("a.jpg", picture("JPEG")[:340], 1, "image/jpeg", id="half a picture"),
    ],
)
def test_readable(tmp_path: Path, name: str, content: bytes, pages: int, media_type: str) -> None:
    (tmp_path / name).write_bytes(content)
    source = look(tmp_path)[name]
    assert (source.pages, source.media_type, source.problem) == (pages, media_type, None)
    assert (source.sha256, source.size) == (hashlib.sha256(content).hexdigest(), len(content))


HUGE_GIF = b"GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\xff\xff\xff\xff\0\x02\x02D\x01\0;"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        pytest.param("a.pdf", b"", SourceCode.EMPTY, id="empty"),
        pytest.param("a.pdf", b"%PDF-1.4 and no more", SourceCode.UNREADABLE, id="nothing of a pdf"),
        pytest.param("a.pdf", blank_pdf(0), SourceCode.UNREADABLE, id="no pages"),
        pytest.param("a.pdf", blank_pdf(1, "secret"), SourceCode.ENCRYPTED, id="password"),
        pytest.param(
            "a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 40, SourceCode.UNREADABLE, id="nothing of a jpeg"
        ),
        pytest.param("a.gif", HUGE_GIF, SourceCode.TOO_LARGE, id="44 bytes, four gigapixels"),
        pytest.param("a.mp4", b"\0\0\0\x18ftypisom", SourceCode.UNSUPPORTED, id="film"),
        pytest.param("a.exe", b"MZ" + b"\0" * 60, SourceCode.UNSUPPORTED, id="program"),
        pytest.param("a.xyz", bytes(range(256)), SourceCode.UNSUPPORTED, id="unknown"),
        pytest.param(".hidden.pdf", blank_pdf(1), SourceCode.HIDDEN, id="dot file"),
        pytest.param("Thumbs.db", b"\xd0\xcf\x11\xe0", SourceCode.HIDDEN, id="thumbnails"),
    ],
)
def test_listed_with_its_reason(tmp_path: Path, name: str, content: bytes, code: SourceCode) -> None:
    (tmp_path / name).write_bytes(content)
    source = look(tmp_path)[name]
    assert source.problem is not None
    assert (source.problem.code, source.pages) == (code, 0)
    assert source.sha256 == hashlib.sha256(content).hexdigest()
    assert source.problem.reason.endswith(".")
    assert str(tmp_path) not in source.problem.reason


def test_control_files_and_our_own_are_no_sources(tmp_path: Path) -> None:
    for name in (
        "case.yaml",
        "letter.md",
        "rules/aetna.yaml",
        "packet/packet.pdf",
        ".packetizer/cache",
        "out/x",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    for name in ("sub/case.yaml", "sub/packet/packet.pdf"):  # only at the top are they ours
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert list(look(tmp_path, tmp_path / "out")) == ["sub/case.yaml", "sub/packet/packet.pdf"]


def test_the_moving_part_of_a_live_photo_is_left_out(tmp_path: Path) -> None:
    film = b"\0\0\0\x14ftypqt  \0\0\0\0qt  "
    for name in ("IMG_1.MOV", "IMG_2.MOV", "a/IMG_1.MOV"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(film)
    (tmp_path / "IMG_1.jpg").write_bytes(picture("JPEG"))
    codes = {path: source.problem and source.problem.code for path, source in look(tmp_path).items()}
    assert codes == {
        "a/IMG_1.MOV": SourceCode.UNSUPPORTED,
        "IMG_1.jpg": None,
        "IMG_1.MOV": SourceCode.HIDDEN,
        "IMG_2.MOV": SourceCode.UNSUPPORTED,
    }


def heic() -> bytes:
    import pillow_heif

    stream = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), (200, 10, 10))).save(stream, quality=60)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "note"),
    [
        pytest.param("a.pdf", blank_pdf(1), "", id="as it should be"),
        pytest.param("IMG_1.HEIC", heic(), "", id="a phone's picture"),
        pytest.param("a.pdf", blank_pdf(2)[:-60], "damaged", id="repaired"),
        pytest.param("a.jpg", picture("JPEG")[:340], "breaks off", id="half a picture"),
        pytest.param("a.gif", picture("GIF", 3), "an animation", id="moving picture"),
        pytest.param("a.gif", picture("GIF"), "", id="picture that stands still"),
        pytest.param("a.jpg", blank_pdf(1), "Its name says JPEG", id="another kind than its name"),
        pytest.param("a.heic", picture("JPEG"), "Its name says HEIC", id="converted on the way"),
        pytest.param("scan", picture("JPEG"), "", id="no ending, no claim"),
    ],
)
def test_what_is_odd_about_a_usable_file_is_noted(
    tmp_path: Path, name: str, content: bytes, note: str
) -> None:
    (tmp_path / name).write_bytes(content)
    source = look(tmp_path)[name]
    assert source.problem is None
    assert note in source.note
    assert bool(note) == bool(source.note)


def cut(content: bytes, share: float) -> bytes:
    return content[: int(len(content) * share)]


def test_pages_of_a_download_that_broke_off_are_saved(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(cut(blank_pdf(200).replace(b"/Resources", b"/Contents 1 0 R /R"), 0.5))
    source = look(tmp_path)["a.pdf"]
    assert 50 < source.pages < 200
    assert "may be missing" in source.note


def test_copies_stay_readable(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(blank_pdf(2))
    assert [(s.pages, s.problem) for s in look(tmp_path).values()] == [(2, None), (2, None)]


def test_names_a_disk_allows(tmp_path: Path) -> None:
    names = [
        b"caf\xe9.pdf",
        b"a\nb.pdf",
        b"back\\slash.pdf",
        b"n" * 251 + b".pdf",
        b"A.pdf",
        b"a.pdf",
        b"x!y.pdf",
    ]
    for name in names:
        with open(os.fsencode(tmp_path) + b"/" + name, "wb") as file:  # noqa: PTH123  (a Path cannot say it)
            file.write(blank_pdf(1))
    sources = look(tmp_path)
    assert {"caf\\de9.pdf", "a\\x0ab.pdf", "back\\\\slash.pdf", "x!y.pdf", "a.pdf", "A.pdf"} < set(sources)
    for source in sources.values():
        assert source.pages == 1
        assert read_bytes(tmp_path / source.path) == blank_pdf(1)


def test_what_is_no_file_is_neither_followed_nor_waited_for(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "case"
    outside.mkdir()
    folder.mkdir()
    (outside / "other.pdf").write_bytes(blank_pdf(1))
    (folder / "real.pdf").write_bytes(blank_pdf(1))
    (folder / "out.pdf").symlink_to(outside / "other.pdf")
    (folder / "in.pdf").symlink_to("real.pdf")
    (folder / "gone.pdf").symlink_to("nowhere.pdf")
    (folder / "round").symlink_to(folder)
    (folder / "away").symlink_to(outside)
    (folder / "loop").symlink_to("loop")
    os.mkfifo(folder / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "sock"))
    codes = {path: source.problem and source.problem.code for path, source in look(folder).items()}
    assert codes == {
        "away": SourceCode.UNSUPPORTED,
        "gone.pdf": SourceCode.UNREADABLE,
        "in.pdf": SourceCode.DUPLICATE,
        "loop": SourceCode.UNREADABLE,
        "out.pdf": SourceCode.UNSUPPORTED,
        "pipe.pdf": SourceCode.UNSUPPORTED,
        "real.pdf": None,
        "round": SourceCode.DUPLICATE,
        "sock": SourceCode.UNSUPPORTED,
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "locked" / "a.pdf").write_bytes(blank_pdf(1))
    (tmp_path / "locked").chmod(0)
    (tmp_path / "b.pdf").touch(0o000)
    try:
        codes = {path: source.problem and source.problem.code for path, source in look(tmp_path).items()}
    finally:
        (tmp_path / "locked").chmod(0o700)
    assert codes == {"b.pdf": SourceCode.UNREADABLE, "locked": SourceCode.UNREADABLE}


def test_more_pages_than_a_paper_has(tmp_path: Path) -> None:
    kid = b"3 0 R " * 20_001
    content = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R>>endobj\n"
    )
    content += b"2 0 obj<</Type/Pages/Count 20001/Kids[" + kid + b"]>>endobj\ntrailer<</Root 1 0 R>>\n"
    (tmp_path / "a.pdf").write_bytes(content)
    problem = look(tmp_path)["a.pdf"].problem
    assert problem is not None
    assert problem.code == SourceCode.TOO_LARGE


def test_an_empty_folder_has_no_sources(tmp_path: Path) -> None:
    assert look(tmp_path) == {}


def test_looking_leaves_everything_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(blank_pdf(1))
    before = (tmp_path / "a.pdf").stat()
    look(tmp_path)
    after = (tmp_path / "a.pdf").stat()
    assert (before.st_mtime_ns, before.st_mode, before.st_ino) == (
        after.st_mtime_ns,
        after.st_mode,
        after.st_ino,
    )
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
