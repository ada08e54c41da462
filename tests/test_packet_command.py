"""Options of `packetizer build` that say how the packet is sent, on a small case of text papers."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result

from packetizer.cli import cli
from packetizer.commands.packet_options import chosen_password
from packetizer.errors import UsageError
from packetizer.understanding.people.private import known_kinds
from tests.papers import born_digital

PAPERS = (
    [
        "Exampla Health Plans",
        "Notice of Adverse Benefit Determination",
        "Member: Marta Exemplar   Member ID: W555010023",
        "SSN: 219-09-9999",
        "We have denied your claim. The service is experimental or investigational.",
    ],
    [
        "Sample Psychiatry",
        "Progress note of January 5, 2026",
        "Patient: Marta Exemplar",
        "Mood better since the last visit, sleeps through, plan unchanged.",
    ],
    [
        "Example Hospital",
        "Letter of medical necessity",
        "Patient: Marta Exemplar",
        "Ketamine is the treatment that remains after four others have failed.",
    ],
)
PHRASE = "a long secret"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    folder.mkdir()
    for at, lines in enumerate(PAPERS):
        born_digital(folder / f"letter {at}.pdf", [*lines, f"Kept in drawer {at}"])
    return folder


def build(folder: Path, *options: str, typed: str = "") -> Result:
    arguments = ["build", str(folder), "--jobs", "1", "--today", "2026-04-02", *options]
    return CliRunner().invoke(cli, arguments, input=typed, prog_name="packetizer")


def outputs(folder: Path) -> list[str]:
    return sorted(file.name for file in (folder / "packet").iterdir())


def told(result: Result) -> dict[str, object]:
    made: dict[str, object] = json.loads(result.stdout)
    return made


def test_volumes_come_and_go(case: Path) -> None:
    result = build(case, "--max-pages", "3", "--json")
    assert result.exit_code == 1, result.output
    files = told(result)["files"]
    assert isinstance(files, list)
    names = [Path(file).name for file in files]
    assert len(names) > 1
    assert names == [f"packet-{n}of{len(names)}.pdf" for n in range(1, len(names) + 1)]
    assert outputs(case) == sorted([*names, "packet.json", "worksheet.html"])
    manifest = json.loads((case / "packet" / "packet.json").read_text())
    listed = [output for output in manifest["outputs"] if output["path"].endswith(".pdf")]
    assert [output["path"] for output in listed] == names
    starts = [1 + sum(output["pages"] for output in listed[:at]) for at in range(len(listed))]
    for page in manifest["pages"]:
        if page["packet_page"]:
            volume = max(at for at, start in enumerate(starts) if start <= page["packet_page"])
            assert page["packet_page"] - starts[volume] < listed[volume]["pages"]
    assert build(case).exit_code == 1
    assert outputs(case) == ["packet.json", "packet.pdf", "worksheet.html"]


def test_redaction_and_fax_together(case: Path) -> None:
    result = build(case, "--redact", "ssn", "--fax", "--json")
    assert result.exit_code == 1, result.output
    warnings = told(result)["warnings"]
    assert isinstance(warnings, list)
    assert "ssn_visible" not in warnings
    assert b"219-09-9999" not in (case / "packet" / "packet.pdf").read_bytes()


def test_a_password_is_asked_for(case: Path) -> None:
    result = build(case, "--encrypt", "--json", typed=f"{PHRASE}\n{PHRASE}\n")
    assert result.exit_code == 1, result.output
    assert PHRASE not in result.output
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(case / "packet" / "packet.pdf")
    with pikepdf.open(case / "packet" / "packet.pdf", password=PHRASE) as document:
        assert len(document.pages) == told(result)["pages"]
    for file in (case / "packet").iterdir():
        assert PHRASE.encode() not in file.read_bytes()


@pytest.mark.parametrize(
    ("content", "password"),
    [
        pytest.param(f"{PHRASE}\r\nwhat else stands there\n".encode(), PHRASE, id="first line"),
        pytest.param(f"\ufeff{PHRASE}".encode(), PHRASE, id="byte order mark"),
        pytest.param(b"\xff\xfe\x00", None, id="no text"),
        pytest.param(b"", None, id="empty"),
    ],
)
def test_a_password_from_a_file(tmp_path: Path, content: bytes, password: str | None) -> None:
    (tmp_path / "secret").write_bytes(content)
    if password is None:
        with pytest.raises(UsageError):
            chosen_password(encrypt=False, file=tmp_path / "secret")
    else:
        assert chosen_password(encrypt=False, file=tmp_path / "secret") == password


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(["--redact", "names"], "names", id="no such kind"),
        pytest.param(["--max-mb", "0"], "0", id="no megabytes"),
        pytest.param(["--max-pages", "0"], "0", id="no pages"),
        pytest.param(["--encrypt-with", "nowhere"], "nowhere", id="no such file"),
    ],
)
def test_wrong_usage(case: Path, options: list[str], said: str) -> None:
    result = build(case, *options)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_short_password_is_refused_before_anything_is_read(case: Path) -> None:
    result = build(case, "--encrypt", typed="short\nshort\n")
    assert result.exit_code == 2
    assert "8 characters" in result.stderr
    assert not (case / "packet").exists()


@pytest.mark.parametrize(
    ("box", "said"),
    [
        pytest.param("[0.1, 0.1, 0.5]", "case.yaml:3", id="three numbers"),
        pytest.param("[0.5, 0.1, 0.1, 0.2]", "left, top, right, bottom", id="inside out"),
        pytest.param("[10, 10, 500, 60]", "case.yaml:3", id="points"),
    ],
)
def test_a_place_that_is_none_is_3_with_its_line(case: Path, box: str, said: str) -> None:
    (case / "case.yaml").write_text(
        f"redactions:\n  - source: letter 0.pdf\n    box: {box}\n    reason: neighbour\n"
    )
    result = build(case)
    assert result.exit_code == 3
    assert said in result.stderr


def test_help_names_the_kinds() -> None:
    help_text = CliRunner().invoke(cli, ["build", "--help"]).output
    assert all(kind in help_text for kind in known_kinds())
