"""One real build by the watcher: the same packet, byte for byte, as `packetizer build` makes."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner

from packetizer.cli import cli
from packetizer.watch.status import status_of

DENIAL = """Aetna
P.O. Box 100, Sampleville, NC 27000

March 2, 2026

Member: Ada Notreal
Member ID: W200000001

Notice of adverse benefit determination
We have denied coverage of ketamine infusion because it is considered experimental or investigational.
You may appeal within 180 days of receiving this notice.
"""


def test_a_watched_case_and_a_plain_build(tmp_path: Path) -> None:
    office, plain = tmp_path / "office", tmp_path / "plain"
    case = office / "Notreal Ada"
    case.mkdir(parents=True)
    (case / "denial.txt").write_text(DENIAL)
    (case / "case.yaml").write_text("today: 2026-06-01\n")
    shutil.copytree(case, plain)
    options = ["--engine", "rapidocr"]
    assert CliRunner().invoke(cli, ["build", str(plain), "-q", *options]).exit_code == 1
    watched = CliRunner().invoke(cli, ["watch", str(office), "--once", "--quiet-period", "0", *options])
    assert watched.exit_code == 1, watched.output
    assert (case / "packet" / "packet.pdf").read_bytes() == (plain / "packet" / "packet.pdf").read_bytes()
    [row] = status_of(office, None).cases
    assert row.summary is not None
    assert row.summary.missing
    assert str(row.summary.deadline) == "2026-08-29"
    assert "Notreal" not in watched.output.replace(case.name, "")  # names of folders only
    told = CliRunner().invoke(cli, ["status", str(office)])
    assert told.exit_code == 1
    assert "Notreal Ada" in told.output
    again = CliRunner().invoke(cli, ["batch", str(office), "--only-changed", "-q", *options])
    assert again.exit_code == 1
    assert "Notreal Ada" in (office / "packet" / "summary.html").read_text()
