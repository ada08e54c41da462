"""Options that say how the packet is made and sent, as one value for the command."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from packetizer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


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
    from packetizer.understanding.private import known_kinds

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


def packet_options(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the options above; the command gets them as `packet`, a PacketOptions."""

    @wraps(command)
    def with_packet(
        *args: object,
        only: tuple[str, ...],
        without: tuple[str, ...],
        tabs: bool,
        bates: str | None,
        keep_exhibits: bool,
        max_mb: float | None,
        max_pages: int | None,
        recompress: bool,
        fax: bool,
        redact: tuple[str, ...],
        encrypt: bool,
        encrypt_with: Path | None,
        ics: bool,
        originals: bool,
        **others: object,
    ) -> None:
        from packetizer.packet.options import PacketOptions, numbers

        packet = PacketOptions(
            only=only,
            without=without,
            tabs=tabs,
            bates=numbers(bates) if bates else None,
            keep_exhibits=keep_exhibits,
            max_mb=max_mb,
            max_pages=max_pages,
            recompress=recompress,
            fax=fax,
            redact=redact,
            password=chosen_password(encrypt=encrypt, file=encrypt_with),
            calendar=ics,
            originals=originals,
        )
        command(*args, packet=packet, **others)

    for option in reversed(_OPTIONS):
        with_packet = option(with_packet)
    return with_packet


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
