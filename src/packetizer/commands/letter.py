"""`packetizer letter`: a first draft of the appeal letter."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from packetizer.commands.options import (
    FOLDER,
    Day,
    password_file_option,
    passwords_in,
    quiet_option,
    rules_option,
)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--force", is_flag=True, help="Replace a letter.md that is there.")
@click.option("--today", type=Day(), help="As for build.")
@rules_option
@password_file_option
@quiet_option
def letter(
    folder: Path,
    force: bool,
    today: date | None,
    rules: tuple[Path, ...],
    password_file: Path | None,
    quiet: bool,
) -> None:
    """Write FOLDER/letter.md, a draft of the appeal letter.

    It says what the papers show and where, and asks for what the law gives. The argument is yours: what no
    paper shows is a marked blank, [[TODO: …]]. Build looks up every [[exhibit: …]] and [[page: …]] in it, and
    leaves the letter out of the packet while anything in it is open. A letter in the folder as .pdf or .docx
    needs no draft.
    """
    from packetizer.build import BuildOptions, read_case
    from packetizer.packet.letter.draft import draft_letter
    from packetizer.packet.letter.file import refuse_to_replace, write_draft
    from packetizer.packet.letter.text import parse_letter
    from packetizer.progress import for_stream

    if not force:
        refuse_to_replace(folder)
    options = BuildOptions(today=today, rules=rules, passwords=passwords_in(password_file))
    reading = read_case(folder, options, for_stream(sys.stderr, quiet=quiet))
    text = draft_letter(reading.case, reading.findings, reading.pages, reading.given)
    file = write_draft(folder, text, force=force)
    if not quiet:
        blanks = len(parse_letter(text).open)
        click.echo(f"{file}: a draft with {blanks} blanks to fill. Then: packetizer build {folder}")
