"""Options that several commands share, and what they print to."""

from __future__ import annotations

import contextlib
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

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
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Show no progress.")


@contextlib.contextmanager
def stdout_for_json() -> Iterator[None]:
    """Whatever libraries print goes to standard error, so that the one line of JSON stands alone."""
    with contextlib.redirect_stdout(sys.stderr):
        yield
