"""The command line as a user meets it: help, wrong usage, empty folders, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from packetizer.cli import cli
from tests.papers import born_digital


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, arguments, prog_name="packetizer")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_every_command_is_in_the_readme_and_explains_itself() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    for name, command in cli.commands.items():
        assert f"packetizer {name}" in readme, f"README.md misses {name}"
        assert command.help, f"{name} has no help"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--today", "yesterday"], "YYYY-MM-DD", id="not a day"),
        pytest.param(["--engine", "eyes"], "eyes", id="unknown engine"),
        pytest.param(["--state", "Texas"], "two letters", id="not a state"),
        pytest.param(["--jobs", "0"], "0", id="no workers"),
        pytest.param(["--insurer", "Nobody Mutual"], "Nobody Mutual", id="unknown insurer"),
    ],
)
def test_wrong_usage_is_2_and_names_the_value(tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "note.txt").write_text("x")
    code, _, error = run("build", str(tmp_path), *arguments)
    assert code == 2
    assert said in error


def test_a_folder_that_is_not_there_is_2(tmp_path: Path) -> None:
    code, _, error = run("build", str(tmp_path / "nowhere"))
    assert code == 2
    assert "nowhere" in error


def test_an_empty_folder_is_4_and_says_what_to_do(tmp_path: Path) -> None:
    code, _, error = run("build", str(tmp_path), "-q")
    assert code == 4
    assert "no files" in error
    assert not (tmp_path / "packet").exists()


def test_a_folder_without_readable_pages_is_4_and_names_each_file(tmp_path: Path) -> None:
    (tmp_path / "song.mp3").write_bytes(b"ID3\x04\x00" + bytes(2000))
    (tmp_path / "empty.pdf").write_bytes(b"")
    code, _, error = run("build", str(tmp_path), "-q")
    assert code == 4
    assert "song.mp3" in error
    assert "empty.pdf" in error


def test_a_wrong_case_file_is_3(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("clientt: {}\n")
    code, _, error = run("build", str(tmp_path), "-q")
    assert code == 3
    assert "case.yaml:1: clientt: unknown key" in error


def test_doctor_names_the_readers() -> None:
    code, said, _ = run("doctor")
    assert code == 0
    assert "tesseract" in said
    assert "rapidocr" in said


def test_help_is_quick() -> None:
    """Nothing heavy is imported for a help page. The budget is 1.7 × click; 2.5 spares a busy machine."""

    def best(*command: str) -> float:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - start)
        return min(times)

    program = "from packetizer.cli import cli; cli(['--help'])"
    heavy = [
        name
        for name in ("numpy", "pydantic", "PIL", "reportlab", "pypdf", "cv2", "rich", "yaml")
        if f"'{name}'" in _modules_after(program)
    ]
    assert heavy == []
    assert best(sys.executable, "-c", program) <= 2.5 * best(sys.executable, "-c", "import click")


def _modules_after(program: str) -> str:
    suppressed = f"with contextlib.suppress(SystemExit):\n    {program}"
    script = f"import sys, contextlib\n{suppressed}\nprint(sorted(sys.modules))"
    return subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout


def test_json_is_one_line(tmp_path: Path) -> None:
    born_digital(tmp_path / "letter.pdf", ["Dear member, we have denied your claim."])
    code, said, _ = run("build", str(tmp_path), "--json", "--today", "2026-01-02")
    assert code == 1
    summary = json.loads(said)
    assert Path(summary["manifest"]).is_file()
    assert said.count("\n") == 1
    assert summary["exhibits"] == 1
    assert summary["exit_code"] == code
    assert "appeal_letter" in summary["missing"]


def test_a_bug_is_not_taken_for_a_packet() -> None:
    program = "import packetizer.build as b; b.build_case = None; from packetizer.cli import main; main()"
    command = [sys.executable, "-c", program, "build", "."]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 4
    assert "Traceback" in ran.stderr
