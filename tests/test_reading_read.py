"""The door: every page of every readable source, in order, whatever happens to some of them."""

from __future__ import annotations

import hashlib
import io
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import img2pdf
import pytest
from PIL import Image

from packetizer.errors import PacketizerError
from packetizer.intake.pages import OpenPage
from packetizer.intake.reasons import ANIMATED, CUT_OFF, REPAIRED
from packetizer.model import UNDRAWN, Page, PageRef, Source, SourceCode, SourceProblem, TextFrom
from packetizer.reading import engines, read
from packetizer.reading.images import Grey
from packetizer.reading.settings import Engine, ReadingSettings
from packetizer.reading.worker import Desk
from packetizer.spread import COMPUTED_LONG, Outcome, serial
from tests.reading_sheets import LETTER, paper, typed

A = TypeVar("A")
B = TypeVar("B")


def scan(file: Path, *texts: tuple[str, ...]) -> Source:
    """A PDF with a page for each text, as scanned."""
    pages = []
    for lines in texts:
        stream = io.BytesIO()
        Image.fromarray(typed(*lines) if lines else paper()).save(stream, "PNG", dpi=(150, 150))
        pages.append(stream.getvalue())
    file.write_bytes(img2pdf.convert(pages))
    return source(file, len(texts))


def source(file: Path, pages: int, problem: SourceProblem | None = None) -> Source:
    content = file.read_bytes() if file.exists() else b""
    return Source(
        file.name, hashlib.sha256(content).hexdigest(), len(content), "application/pdf", pages, problem
    )


class Counting:
    """A spread that notes what it was given, and fails what it is told to fail."""

    def __init__(self, fails: frozenset[int] = frozenset(), why: str | None = None) -> None:
        self.given = 0
        self._fails, self._why = fails, why

    def __call__(
        self, fn: Callable[[A], B], items: Iterable[A], /, *, timeout: float
    ) -> Iterator[Outcome[B]]:
        for item in items:
            self.given += 1
            if self.given in self._fails:
                yield Outcome(None, self._why or f"took longer than {timeout:g} s")
            else:
                yield from serial(fn, [item], timeout=timeout)


def test_pages_come_in_source_order_and_from_the_cache_the_second_time(tmp_path: Path) -> None:
    one, two = scan(tmp_path / "a.pdf", LETTER[:4], ()), scan(tmp_path / "b.pdf", LETTER[3:5])
    broken = source(tmp_path / "c.pdf", 0, SourceProblem(SourceCode.UNREADABLE, "it is damaged"))
    sources, spread = (one, broken, two), Counting()
    cache = tmp_path / "cache"

    def build() -> list[Page]:
        return list(read.read_pages(tmp_path, sources, ReadingSettings(), cache=cache, spread=spread))

    first = build()
    assert [page.ref for page in first] == [PageRef("a.pdf", 1), PageRef("a.pdf", 2), PageRef("b.pdf", 1)]
    assert [page.blank for page in first] == [False, True, False]
    assert spread.given == 3
    assert build() == first
    assert spread.given == 3


def test_a_page_added_to_a_file_leaves_the_others_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from packetizer.reading import page as room

    reads: list[PageRef] = []
    whole = room.read_page

    def noted(opened: OpenPage, ref: PageRef, desk: Desk, grey: Grey | None = None) -> Page:
        reads.append(ref)
        return whole(opened, ref, desk, grey)

    monkeypatch.setattr(room, "read_page", noted)
    for texts in ((LETTER[:3],), (LETTER[4:6], LETTER[:3])):
        found = scan(tmp_path / "a.pdf", *texts)
        list(read.read_pages(tmp_path, [found], ReadingSettings(), cache=tmp_path / "cache", spread=serial))
    assert reads == [PageRef("a.pdf", 1), PageRef("a.pdf", 1)]


def test_a_page_that_fails_is_still_a_page(tmp_path: Path) -> None:
    found = scan(tmp_path / "a.pdf", LETTER[:2], LETTER[2:4])
    missing = source(tmp_path / "gone.pdf", 1)
    spread = Counting(frozenset({1}))
    pages = list(read.read_pages(tmp_path, [found, missing], ReadingSettings(), cache=None, spread=spread))
    assert [page.failure is None for page in pages] == [False, True, False]
    assert pages[0].failure == "took longer than 150 s"
    assert pages[0].text_from is TextFrom.NONE
    assert not pages[0].words


@pytest.mark.parametrize(
    ("why", "failure", "tries"),
    [
        pytest.param(COMPUTED_LONG, UNDRAWN, 2, id="drawing it was given up: nobody tries again"),
        pytest.param("the worker ended unexpectedly", None, 3, id="a chance: the next build tries again"),
    ],
)
def test_a_page_that_cannot_be_drawn_stays_known(
    tmp_path: Path, why: str, failure: str | None, tries: int
) -> None:
    found, spread = scan(tmp_path / "a.pdf", LETTER[:2], LETTER[2:4]), Counting(frozenset({1}), why)
    for _ in range(2):
        cache = tmp_path / "cache"
        pages = list(read.read_pages(tmp_path, [found], ReadingSettings(), cache=cache, spread=spread))
    assert [page.failure for page in pages] == [failure, None]
    assert spread.given == tries


@pytest.mark.parametrize(
    ("texts", "note", "blank"),
    [
        pytest.param((), "", True, id="an empty page"),
        pytest.param((), ANIMATED, True, id="whatever else is said of its file"),
        pytest.param((), REPAIRED, False, id="of a damaged file: its words may be lost"),
        pytest.param((), f"{CUT_OFF} Its name says PDF.", False, id="of one that breaks off"),
        pytest.param(LETTER[:3], REPAIRED, None, id="a page that was saved"),
    ],
)
def test_an_empty_page_of_a_damaged_file_is_not_blank_but_lost(
    tmp_path: Path, texts: tuple[str, ...], note: str, blank: bool | None
) -> None:
    found = replace(scan(tmp_path / "a.pdf", texts), note=note)
    cache = tmp_path / "cache"
    for _ in range(2):  # also from the cache
        (page,) = read.read_pages(tmp_path, [found], ReadingSettings(), cache=cache, spread=serial)
        assert page.blank is bool(blank)
        assert (page.failure is not None) is (blank is False)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        pytest.param(
            ReadingSettings(Engine.TESSERACT, "xyz"), "apt-get install tesseract-ocr-xyz", id="language"
        ),
        pytest.param(ReadingSettings(lang="eng+xyz"), "no language data for xyz", id="one of two languages"),
        pytest.param(ReadingSettings(lang="../eng"), "is not a language", id="not a name"),
    ],
)
def test_what_is_not_installed_is_said_before_the_first_page(settings: ReadingSettings, says: str) -> None:
    with pytest.raises(PacketizerError, match=says) as caught:
        engines.choose_readers(settings)
    assert caught.value.exit_code == 4


def without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_tesseract_version", lambda: (None, False))


def test_rapidocr_alone_does_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    without_tesseract(monkeypatch)
    readers = engines.choose_readers(ReadingSettings())
    assert readers.tesseract is None
    assert readers.rapidocr


@pytest.mark.parametrize("engine", [Engine.TESSERACT, Engine.AUTO])
def test_nothing_installed(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    without_tesseract(monkeypatch)
    monkeypatch.setattr(engines, "rapidocr_models", lambda: None)
    with pytest.raises(PacketizerError, match="apt-get install tesseract-ocr"):
        engines.choose_readers(ReadingSettings(engine))
    tesseract, rapidocr = engines.find_engines()
    assert not tesseract.usable
    assert not rapidocr.usable
    assert "apt-get" in tesseract.how_to_get


def test_both_ways_to_tesseract_read_the_same(tmp_path: Path) -> None:
    from packetizer.reading.tesseract import TesseractReader

    setup = engines.choose_readers(ReadingSettings(Engine.TESSERACT)).tesseract
    assert setup is not None
    texts = []
    for in_process in {setup.in_process, False}:
        tokens = TesseractReader(replace(setup, in_process=in_process)).read(typed(*LETTER[:3]), 150)
        texts.append(" ".join(token.text for token in tokens))
    assert texts == [" ".join(LETTER[:3])] * len(texts)


def test_the_commands_files_are_private_and_go_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pytesseract

    from packetizer.reading.tesseract import TesseractReader

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    setup = engines.choose_readers(ReadingSettings(Engine.TESSERACT)).tesseract
    assert setup is not None
    seen: list[tuple[int, int]] = []
    run = pytesseract.pytesseract.run_tesseract

    def looked_at(*arguments: object, **named: object) -> None:
        run(*arguments, **named)
        seen.extend(
            (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(file.stat().st_mode))
            for folder in tmp_path.iterdir()
            for file in folder.iterdir()
        )

    monkeypatch.setattr(pytesseract.pytesseract, "run_tesseract", looked_at)
    left = tmp_path / "packetizer-999999999-killed"
    left.mkdir()
    (left / "tess_x.png").write_bytes(b"a page")
    reader = TesseractReader(replace(setup, in_process=False))
    assert not left.exists()
    assert [token.text for token in reader.read(typed("Claim number: 88-20417"), 150)][-1] == "88-20417"
    assert seen
    assert set(seen) == {(0o700, 0o600)}
    assert list(tmp_path.iterdir()) == []
    assert tempfile.gettempdir() == str(tmp_path)


def test_a_command_that_fails_leaves_the_page_to_the_other_reader() -> None:
    from packetizer.reading.tesseract import TesseractReader

    setup = engines.choose_readers(ReadingSettings(Engine.TESSERACT)).tesseract
    assert setup is not None
    broken = TesseractReader(replace(setup, in_process=False, lang="no_such"))
    assert broken.read(typed("paid"), 150) == []
