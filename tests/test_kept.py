"""What is made of the package's data files and kept beside them: as good as new, or made anew."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

import pytest

from packetizer.errors import RulesError
from packetizer.kept import kept_value
from packetizer.yamlfile import shipped_value


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    made = tmp_path / "words.yaml"
    made.write_text("words: [one, 2, 3.5, no]\n", encoding="utf-8")
    return made


def _made(value: object, times: list[int]) -> object:
    times.append(1)
    return value


def _kept(file: Path) -> Path:
    (kept,) = (file.parent / "__pycache__").iterdir()
    return kept


def test_it_is_made_once_and_comes_back_the_same(file: Path) -> None:
    times: list[int] = []
    value = {"words": ["one", 2, 0.1, None, "é\ud800"]}
    assert [kept_value(file, lambda: _made(value, times)) for _ in range(3)] == [value] * 3
    assert len(times) == 1


def test_other_contents_are_made_anew_even_of_the_same_age_and_size(file: Path) -> None:
    before, stamp = shipped_value(file), file.stat().st_mtime_ns
    file.write_text("words: [two, 2, 3.5, no]\n", encoding="utf-8")
    os.utime(file, ns=(stamp, stamp))
    assert before == {"words": ["one", 2, 3.5, False]}
    assert shipped_value(file) == {"words": ["two", 2, 3.5, False]}


@pytest.mark.parametrize("damage", [b"", b"{}", b"\0" * 32 + b"{}"], ids=["empty", "short", "wrong seal"])
def test_what_is_damaged_is_made_anew(file: Path, damage: bytes) -> None:
    whole = shipped_value(file)
    _kept(file).write_bytes(damage)
    assert shipped_value(file) == whole


def test_a_file_that_is_wrong_is_never_kept(file: Path) -> None:
    file.write_text("words: [one", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(RulesError, match=r"words\.yaml:\d"):
            shipped_value(file)
    assert not (file.parent / "__pycache__").exists()


def test_days_come_back_as_days(file: Path) -> None:
    file.write_text("since: 2026-01-02\n", encoding="utf-8")
    assert [shipped_value(file) for _ in range(2)] == [{"since": date(2026, 1, 2)}] * 2


def test_nothing_is_kept_where_python_keeps_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    shipped_value(file)
    assert not (file.parent / "__pycache__").exists()


def test_a_place_that_cannot_be_written_to_costs_time_only(file: Path) -> None:
    (file.parent / "__pycache__").write_text("in the way")
    assert shipped_value(file) == {"words": ["one", 2, 3.5, False]}
