"""How a packet is made, said for all cases and for one: what beats what, and that a change is noticed."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from packetizer.build import BuildOptions
from packetizer.casefile import packet_options
from packetizer.cli import cli
from packetizer.commands.office import Asked, office_options
from packetizer.errors import RulesError
from packetizer.office.foreman import Orders
from packetizer.packet.options import Bates, PacketOptions
from tests.papers import born_digital

WORDS = ("a long secret", "a longer secret")
COMMON = PacketOptions(max_mb=20, redact=("ssn",), fax=True)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(None, COMMON, id="no file"),
        pytest.param("insurer: aetna\n", COMMON, id="nothing of it"),
        pytest.param("packet: {}\n", COMMON, id="an empty key"),
        pytest.param("packet: {max_mb: 5}\n", replace(COMMON, max_mb=5), id="another value"),
        pytest.param("packet: {fax: no}\n", replace(COMMON, fax=False), id="not for this one"),
        pytest.param("packet: {redact: []}\n", replace(COMMON, redact=()), id="nothing blacked out"),
        pytest.param("packet: {max_mb: null}\n", replace(COMMON, max_mb=None), id="no limit of one's own"),
        pytest.param("packet: {tabs: yes, ics: yes}\n", replace(COMMON, tabs=True, calendar=True), id="more"),
        pytest.param("packet: {bates: 'A:7'}\n", replace(COMMON, bates=Bates("A", 7)), id="numbers"),
        pytest.param(
            "packet: {only: [cover, index]}\n", replace(COMMON, only=("cover", "index")), id="sheets"
        ),
        pytest.param(f"packet: {{password: {WORDS[0]}}}\n", replace(COMMON, password=WORDS[0]), id="key"),
    ],
)
def test_what_a_case_says_beats_what_all_are_told(
    tmp_path: Path, said: str | None, expected: PacketOptions
) -> None:
    if said is not None:
        (tmp_path / "case.yaml").write_text(said)
    assert packet_options(tmp_path, COMMON) == expected


@pytest.mark.parametrize(
    ("said", "told"),
    [
        pytest.param("max-mb: 5", "case.yaml:2: packet.max-mb: unknown key", id="a key that is none"),
        pytest.param("max_mb: 0", "case.yaml:2: packet.max_mb", id="too small"),
        pytest.param("redact: [iban]", "iban is none of ssn, account", id="a kind that is none"),
        pytest.param("without: [covr]", "covr is none of cover, letter", id="a sheet that is none"),
        pytest.param("bates: 'A:b'", "A:b: a prefix and, if need be, the first number", id="numbers"),
        pytest.param("password: short", "needs 8 characters", id="a short password"),
    ],
)
def test_a_wrong_key_is_named_with_its_line(tmp_path: Path, said: str, told: str) -> None:
    (tmp_path / "case.yaml").write_text(f"packet:\n  {said}\n")
    with pytest.raises(RulesError) as error:
        packet_options(tmp_path, COMMON)
    assert told in str(error.value)
    assert "short" not in str(error.value).partition("password")[2]  # a password is never repeated


def test_a_build_does_as_the_case_says_and_the_command_line_beats_it(tmp_path: Path) -> None:
    for name in "abcd":
        born_digital(tmp_path / f"{name}.pdf", ["Progress note", f"Patient: Ada Notreal, paper {name}"])
    (tmp_path / "case.yaml").write_text("packet: {max_pages: 3, without: [cover]}\ntoday: 2026-06-01\n")

    def volumes(*options: str) -> int:
        result = CliRunner().invoke(cli, ["build", str(tmp_path), "--jobs", "1", "-q", *options])
        assert result.exit_code == 1, result.output
        return len(list((tmp_path / "packet").glob("packet*.pdf")))

    assert volumes() > 1
    assert volumes("--max-pages", "90") == 1


def asked_by(*arguments: str, folder: Path) -> Asked:
    import click

    got: list[Asked] = []

    @click.command()
    @click.argument("folder", type=click.Path(path_type=Path))
    @office_options
    def command(folder: Path, asked: Asked) -> None:
        got.append(asked)

    result = CliRunner().invoke(command, [str(folder), *arguments])
    assert result.exit_code == 0, result.output
    return got[0]


def test_an_office_takes_the_options_of_a_build(tmp_path: Path) -> None:
    secret, locked = tmp_path / "secret", tmp_path / "locked"
    secret.write_text(f"{WORDS[0]}\nmore\n")
    locked.write_text("one\ntwo\n")
    options = asked_by(
        *("--max-mb", "20", "--redact", "ssn", "--fax", "--encrypt-with", str(secret)),
        *("--password-file", str(locked)),
        folder=tmp_path,
    ).build_options()
    assert options.packet == replace(COMMON, password=WORDS[0])
    assert options.passwords == ("one", "two")


PLAIN = BuildOptions()
CHANGES: dict[str, Callable[[BuildOptions], BuildOptions]] = {
    "a limit": lambda o: replace(o, packet=replace(o.packet, max_mb=9)),
    "what is blacked out": lambda o: replace(o, packet=replace(o.packet, redact=("ssn",))),
    "the packet's password": lambda o: replace(o, packet=replace(o.packet, password=WORDS[0])),
    "another of these": lambda o: replace(o, packet=replace(o.packet, password=WORDS[1])),
    "passwords of papers": lambda o: replace(o, passwords=("one",)),
    "more of these": lambda o: replace(o, passwords=("one", "two")),
    "another reader": lambda o: replace(o, engine="tesseract"),
}


def test_other_options_are_another_recipe_which_gives_no_password_away() -> None:
    recipes = {name: Orders(change(PLAIN)).recipe for name, change in CHANGES.items()}
    assert len({Orders(PLAIN).recipe, *recipes.values()}) == len(CHANGES) + 1
    assert all(word not in recipe for word in WORDS for recipe in recipes.values())
    assert Orders(replace(PLAIN, jobs=3, output=Path("x"))).recipe == Orders(PLAIN).recipe


def test_an_edited_rule_file_is_another_recipe(tmp_path: Path) -> None:
    file = tmp_path / "acme.yaml"
    file.write_text("id: acme\n")
    orders = Orders(replace(PLAIN, rules=(tmp_path,)))
    before = orders.recipe
    assert orders.recipe == before
    os.utime(file, ns=(1, 1))
    assert orders.recipe != before
