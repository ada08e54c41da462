"""What is kept comes back the same, privately, and damage is as good as nothing kept."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packetizer.model import Box, Page, PageRef, TextFrom, Word
from packetizer.reading.cache import FORMAT, PageCache, _packed, _unpacked, entry_name, open_cache

REF = PageRef("scan.pdf", 3)
PAGE = Page(
    REF,
    612.0,
    792.0,
    (
        Word("Total", Box(0.1, 0.2, 0.3, 0.25), 0.987, 0),
        Word("$12.50 ☐", Box(0.5, 0.2, 0.62113, 0.25), 0.5, 0),
    ),
    TextFrom.BOTH,
    0.81,
    90,
    False,
    Box(0.05, 0.05, 0.95, 0.9),
    False,
    "00ff00ff00ff00ff",
)
NAME = entry_name("abc", "3", "tesseract")


@pytest.fixture
def cache(tmp_path: Path) -> PageCache:
    made = open_cache(tmp_path / "state" / "pages")
    assert made is not None
    return made


def entries(cache: PageCache) -> list[Path]:
    return [file for file in cache.folder.rglob("*") if file.is_file()]


def test_a_page_comes_back_under_the_name_it_is_asked_by(cache: PageCache) -> None:
    cache.put(NAME, PAGE)
    assert cache.has(NAME)
    assert cache.get(NAME, REF) == PAGE
    moved = cache.get(NAME, PageRef("copy.pdf", 1))
    assert moved is not None
    assert moved.ref == PageRef("copy.pdf", 1)
    assert not cache.has(entry_name("other"))
    assert cache.get(entry_name("other"), REF) is None


def test_only_the_owner_may_look(cache: PageCache) -> None:
    cache.put(NAME, PAGE)
    folders = [cache.folder, *(path for path in cache.folder.rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    assert {stat.S_IMODE(file.stat().st_mode) for file in entries(cache)} == {0o600}
    assert not any("Total" in str(file) for file in entries(cache))


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda raw: b"", id="empty"),
        pytest.param(lambda raw: raw[:-5], id="cut off"),
        pytest.param(lambda raw: raw[:40] + bytes([raw[40] ^ 1]) + raw[41:], id="one bit"),
        pytest.param(lambda raw: b"OLDER" + raw[5:], id="another format"),
    ],
)
def test_a_damaged_entry_is_none(cache: PageCache, damage: object) -> None:
    assert callable(damage)
    cache.put(NAME, PAGE)
    file = entries(cache)[0]
    file.write_bytes(damage(file.read_bytes()))
    assert cache.get(NAME, REF) is None
    cache.put(NAME, PAGE)
    assert cache.get(NAME, REF) == PAGE


def test_a_cache_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert open_cache(tmp_path / "file" / "pages") is None
    PageCache(tmp_path / "file").put(NAME, PAGE)
    assert open_cache(None) is None


def test_names_tell_parts_apart() -> None:
    assert entry_name("ab", "c") != entry_name("a", "bc")


fractions = st.integers(0, 100_000).map(lambda n: n / 100_000)
boxes = st.builds(Box, fractions, fractions, fractions, fractions)
words = st.builds(
    Word, st.text(min_size=1), boxes, st.integers(0, 1000).map(lambda n: n / 1000), st.integers(0, 99)
)


@given(st.lists(words, max_size=8).map(tuple), st.sampled_from(TextFrom), st.one_of(st.none(), boxes))
def test_every_page_survives(found: tuple[Word, ...], text_from: TextFrom, ink: Box | None) -> None:
    page = Page(REF, 595.276, 841.89, found, text_from, 0.5, 180, True, ink, False, "f" * 16)
    assert _unpacked(_packed(page), REF) == page


def test_what_another_version_kept_is_removed_and_nothing_else(cache: PageCache) -> None:
    cache.put(NAME, PAGE)
    for name in ("3f", f"{FORMAT - 1}-3f", f"{FORMAT + 1}-00", "notes", f"{FORMAT}-zz"):
        (cache.folder / name).mkdir()
        (cache.folder / name / "entry").write_bytes(b"x")
    (cache.folder / "file").write_bytes(b"x")
    again = open_cache(cache.folder)
    assert again is not None
    assert again.get(NAME, REF) == PAGE
    left = {held.name for held in cache.folder.iterdir()} - {f"{FORMAT}-{NAME[:2]}"}
    assert left == {"notes", f"{FORMAT}-zz", "file"}
