"""`packetizer explain`: what each page was taken for, and why."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from packetizer.commands.options import password_file_option, passwords_in, quiet_option, stdout_for_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@click.command()
@click.argument("place", metavar="FILE_OR_FOLDER", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json_line", is_flag=True, help="One line of JSON with all evidence.")
@password_file_option
@quiet_option
def explain(place: Path, as_json_line: bool, password_file: Path | None, quiet: bool) -> None:
    """Say what each page in FILE_OR_FOLDER was taken for, why, and the facts found on it.

    What is printed quotes the papers: mind who can see it. A file is looked at by itself; who the client is
    shows only in the whole folder.
    """
    from packetizer.build import BuildOptions, read_case
    from packetizer.explanation import as_json, as_text, explained
    from packetizer.progress import for_stream

    options = BuildOptions(passwords=passwords_in(password_file))
    with contextlib.ExitStack() as stack:
        if as_json_line:
            stack.enter_context(stdout_for_json())
        folder, names = stack.enter_context(_folder_of(place))
        reading = read_case(folder, options, for_stream(sys.stderr, quiet=quiet))
        explanation = explained(reading, names)
    click.echo(as_json(explanation) if as_json_line else as_text(explanation))


@contextlib.contextmanager
def _folder_of(place: Path) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """The folder to read, and how its files are called: a single file is read from a folder that goes away.

    Its name may tell of the client, so the copy does not bear it.
    """
    if place.is_dir():
        yield place, {}
        return
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory(prefix="packetizer-") as made:
        copy = Path(made) / f"paper{place.suffix}"
        shutil.copyfile(place, copy)
        copy.chmod(0o600)
        yield Path(made), {copy.name: place.name}
