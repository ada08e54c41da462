"""Options that say how the packet is made and sent, as one value for the command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from packetizer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packetizer.packet.options import PacketOptions


MEGABYTES = click.FloatRange(min=0.1, max=100_000)
PAGES = click.IntRange(min=1, max=1_000_000)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Names(click.ParamType[tuple[str, ...]]):
    """Names out of a list, with commas. `known` gives the list when a name is there to be looked up."""

    def __init__(self, name: str, known: Callable[[], Sequence[str]]) -> None:
        self.name = f"{name}[,{name}]"
        self._known = known

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        wanted = tuple(dict.fromkeys(part.strip().lower() for part in str(value).split(",")))
        known = self._known()
        for name in wanted:
            if name not in known:
                self.fail(f"{name!r} is none of {', '.join(known)}", param, ctx)
        return wanted


def _kinds() -> Sequence[str]:
    """Kinds of private numbers."""
    from packetizer.understanding.people.private import known_kinds

    return known_kinds()


def _sheets() -> Sequence[str]:
    """Names of our sheets."""
    from packetizer.packet.options import SHEETS

    return SHEETS


SHEET, KIND = Names("SHEET", _sheets), Names("KIND", _kinds)

_OPTIONS = (
    click.option("--only", type=SHEET, default=(), help="Only these sheets of ours before the exhibits."),
    click.option("--without", type=SHEET, default=(), help="All but these: letter, summary, ledger …"),
    click.option("--tabs", is_flag=True, help="A tab sheet before each exhibit."),
    click.option("--bates", metavar="PREFIX[:START]", help="Numbers of your own: ABC or ABC:000101."),
    click.option("--keep-exhibits", is_flag=True, help="Papers keep the letters of the last packet."),
    click.option("--max-mb", type=MEGABYTES, help="No file larger: the packet is parted into volumes."),
    click.option("--max-pages", type=PAGES, help="No file with more pages: volumes."),
    click.option("--recompress", is_flag=True, help="Make pictures smaller, where no word is lost by it."),
    click.option("--fax", is_flag=True, help="Black and white, as a fax machine sends it; big stamps."),
    click.option("--redact", type=KIND, default=(), help="Black out numbers: ssn, account."),
    click.option("--encrypt", is_flag=True, help="Lock the packet with a password (asks for it; AES-256)."),
    click.option("--encrypt-with", type=FILE, help="The same, with the password on this file's first line."),
    click.option("--ics", is_flag=True, help="Leave the deadlines as a calendar file, deadlines.ics, too."),
    click.option("--originals", is_flag=True, help="Photos go in as they came, not as the sheet in them."),
)


_NAMES = (
    *("only", "without", "tabs", "bates", "keep_exhibits", "max_mb", "max_pages"),
    *("recompress", "fax", "redact", "encrypt", "encrypt_with", "ics", "originals"),
)
Command = Callable[..., None]


def packet_options(command: Command) -> Command:
    """Adds the options above; the command, which has a `folder`, gets them as `packet`, a PacketOptions.

    What the command line does not say is as `case.yaml` in the folder says.
    """

    def of_case(folder: Path, said: Mapping[str, object]) -> PacketOptions:
        from packetizer.casefile import packet_options as in_file
        from packetizer.packet.options import PacketOptions

        return replace(in_file(folder, PacketOptions()), **said)  # type: ignore[arg-type]

    return _with_options(command, of_case)


def packet_options_for_all(command: Command) -> Command:
    """The same for a command on a folder of cases: `packet` holds where a case's own file says nothing."""

    def for_all(folder: Path, said: Mapping[str, object]) -> PacketOptions:
        from packetizer.packet.options import PacketOptions

        return PacketOptions(**said)  # type: ignore[arg-type]

    return _with_options(command, for_all)


def _with_options(command: Command, made: Callable[[Path, Mapping[str, object]], PacketOptions]) -> Command:
    @wraps(command)
    def with_packet(*, folder: Path, **others: object) -> None:
        said = _said({name: others.pop(name) for name in _NAMES})
        command(folder=folder, packet=made(folder, said), **others)

    for option in reversed(_OPTIONS):
        with_packet = option(with_packet)
    return with_packet


def _said(values: Mapping[str, object]) -> dict[str, object]:
    """What the command line says, named as PacketOptions has it; nobody can say there what is usual."""
    from packetizer.packet.options import numbers

    said = {name: value for name, value in values.items() if value}
    encrypt, file = bool(said.pop("encrypt", False)), said.pop("encrypt_with", None)
    if password := chosen_password(encrypt=encrypt, file=cast("Path | None", file)):
        said["password"] = password
    if "bates" in said:
        said["bates"] = numbers(str(said["bates"]))
    if "ics" in said:
        said["calendar"] = said.pop("ics")
    return said


def chosen_password(*, encrypt: bool, file: Path | None) -> str | None:
    """Asked for twice, or from a file: on the command line others on this machine could read it."""
    from packetizer.packet.seal import checked_password

    if file is not None:
        try:
            return checked_password(file.read_text(encoding="utf-8-sig").partition("\n")[0].rstrip("\r"))
        except (OSError, UnicodeDecodeError):
            raise UsageError(
                f"{file}: cannot be read; it must be a text file, its first line the password"
            ) from None
    if not encrypt:
        return None
    return checked_password(
        click.prompt("Password for the packet", hide_input=True, confirmation_prompt=True, err=True)
    )
