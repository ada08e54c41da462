"""Options that several commands share, and what they print to."""

from __future__ import annotations

import contextlib
import functools
import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from packetizer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


class Day(click.ParamType[date]):
    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as YYYY-MM-DD", param, ctx)


class SchedulerUrl(click.ParamType[str]):
    name = "URL"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        url = str(value)
        if not re.fullmatch(r"(tcp|tls|ws|wss|ucx)://\S+:\d+", url):
            self.fail(f"{url!r} is no scheduler's address: tcp://host:8786, or tls://host:8786", param, ctx)
        return url


class State(click.ParamType[str]):
    name = "STATE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from packetizer.casefile import state_code

        try:
            return state_code(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


rules_option = click.option(
    "--rules",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    envvar="PACKETIZER_RULES",
    help="A folder of rule files of your own; may be repeated.",
)
password_file_option = click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Passwords of locked PDFs in the folder, one a line.",
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Show no progress.")


def passwords_in(file: Path | None) -> tuple[str, ...]:
    """The lines of a password file that are not empty. PacketizerError where it cannot be read as text."""
    if file is None:
        return ()
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise UsageError(
            f"{file}: cannot be read; it must be a text file with one password on each line"
        ) from None
    return tuple(line for line in lines if line)


def workers_ahead(command: Callable[..., None]) -> Callable[..., None]:
    """Workers get ready while the command still learns what is wanted, and imports what it needs."""

    @functools.wraps(command)
    def ahead(**others: object) -> None:
        from packetizer.spread import start_ahead

        start_ahead()
        command(**others)

    return ahead


@contextlib.contextmanager
def stdout_for_json() -> Iterator[None]:
    """Whatever libraries print goes to standard error, so that the one line of JSON stands alone."""
    with contextlib.redirect_stdout(sys.stderr):
        yield
