"""`--isolate`: workers without a network that can write only where they must, or a clear refusal."""

from __future__ import annotations

import errno
import socket
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from packetizer.cli import cli
from packetizer.intake import isolation
from packetizer.intake.openers import prepare
from packetizer.spread import on_this_machine
from tests.papers import born_digital

possible = pytest.mark.skipif(isolation.obstacle() is not None, reason="this system allows no namespaces")


def attempt(what: str) -> str:
    """In a worker: what an attacker who has taken it over would try."""
    try:
        if what == "network":
            socket.create_connection(("127.0.0.1", 9), timeout=1)
        else:
            Path(what).write_text("x", encoding="ascii")
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return "done"


@possible
def test_a_worker_can_neither_call_out_nor_write_elsewhere(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    tries = ["network", str(tmp_path / "original.pdf"), str(Path.home() / "x"), str(state / "x")]
    with on_this_machine(1)(partial(prepare, (), state, (state,)), state) as places:
        said = [outcome.value for outcome in places.here(attempt, tries, timeout=30)]
    assert said == ["ENETUNREACH", "EROFS", "EROFS", "done"]
    assert not (tmp_path / "original.pdf").exists()


@possible
def test_an_isolated_build_gives_the_same_packet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path("client")  # relative: the worker's own place must survive
    folder.mkdir()
    born_digital(folder / "note.pdf", ["Progress Note", "Patient: Testa Samplewood"])
    packets = []
    for options in ([], ["--isolate"]):
        ran = CliRunner().invoke(cli, ["build", "client", "--today", "2026-01-02", "--jobs", "1", *options])
        assert ran.exit_code == 1, ran.output
        packets.append((folder / "packet" / "packet.pdf").read_bytes())
    assert packets[0] == packets[1]


def test_where_it_cannot_be_the_build_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Progress Note")
    monkeypatch.setattr("packetizer.build.obstacle", lambda: "the system refused it")
    ran = CliRunner().invoke(cli, ["build", str(tmp_path), "--isolate"])
    assert ran.exit_code == 2
    assert "--isolate: not possible here: the system refused it" in ran.output
    assert not (tmp_path / "packet").exists()
