"""Locked PDFs open with a password that was given, and the password is nowhere afterwards."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner

from packetizer.casefile import read_case_file
from packetizer.cli import cli
from packetizer.errors import RulesError
from packetizer.intake.keyring import unlocked, use_passwords
from tests.papers import born_digital

SECRET = "zebra-Straße 17"  # noqa: S105  (of a file this test makes)


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    folder = tmp_path / "client"
    folder.mkdir()
    born_digital(folder / "portal.pdf", ["Progress Note", "Patient: Testa Samplewood", "Mood improved."])
    writer = pypdf.PdfWriter(clone_from=folder / "portal.pdf")
    writer.encrypt(SECRET, algorithm="AES-256")
    writer.write(folder / "portal.pdf")
    return folder


def build(folder: Path, *options: str) -> tuple[int, str]:
    ran = CliRunner().invoke(cli, ["build", str(folder), "--today", "2026-01-02", "--jobs", "1", *options])
    return ran.exit_code, ran.output


@pytest.mark.parametrize("way", ["case.yaml", "--password-file"])
def test_a_locked_file_goes_in_unlocked(locked: Path, tmp_path: Path, way: str) -> None:
    if way == "case.yaml":
        (locked / "case.yaml").write_text(f"passwords: [nonsense, '{SECRET}']\n", encoding="utf-8")
        code, output = build(locked)
    else:
        file = tmp_path / "passwords.txt"
        file.write_text(f"nonsense\n\n{SECRET}\n", encoding="utf-8")
        code, output = build(locked, "--password-file", str(file))
    assert code == 1, output
    packet = pypdf.PdfReader(locked / "packet" / "packet.pdf")
    assert not packet.is_encrypted
    assert "Mood improved" in packet.pages[-1].extract_text()
    left = [file for file in locked.rglob("*") if file.is_file() and file.name != "case.yaml"]
    assert not [file for file in left if SECRET.encode() in file.read_bytes()]
    assert SECRET not in output


def test_without_the_right_password_it_is_listed_with_what_to_do(locked: Path) -> None:
    (locked / "case.yaml").write_text("passwords: [nonsense]\n")
    code, output = build(locked)
    assert code == 4
    assert "passwords:" in output
    assert "--password-file" in output


def test_a_password_that_is_no_text_is_named_but_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("passwords:\n  - 555000111\n")
    with pytest.raises(RulesError) as said:
        read_case_file(tmp_path, date(2026, 1, 2))
    assert "case.yaml:2: passwords" in str(said.value)
    assert "555000111" not in str(said.value)


def test_a_password_file_that_is_no_text(locked: Path) -> None:
    code, output = build(locked, "--password-file", str(locked / "portal.pdf"))
    assert code == 2
    assert "one password on each line" in output


def test_passwords_are_not_kept_beyond_their_case(locked: Path) -> None:
    content = (locked / "portal.pdf").read_bytes()
    use_passwords((SECRET,))
    assert pypdf.PdfReader(io.BytesIO(unlocked(content) or b"")).pages
    use_passwords(())
    assert unlocked(content) is None
