"""`packetizer rules`: the insurers' rule files."""

from __future__ import annotations

from pathlib import Path

import click

from packetizer.commands.options import FOLDER, rules_option


@click.group()
def rules() -> None:
    """The insurers' rule files: what is known, and how well it is sourced."""


@rules.command("list")
@rules_option
def rules_list(rules: tuple[Path, ...]) -> None:
    """List every rule file."""
    from packetizer.report import library_as_text
    from packetizer.rules.load import load_library

    click.echo(library_as_text(load_library(rules)))


@rules.command("show")
@click.argument("insurer", metavar="INSURER")
@click.option("--case", "folder", type=FOLDER, help="Only what applies to this case.")
@rules_option
def rules_show(insurer: str, folder: Path | None, rules: tuple[Path, ...]) -> None:
    """Print what INSURER's rules ask for, where each part comes from, and its source.

    INSURER is a name of `packetizer rules list`, without its ending; other rule files can be shown, too.
    """
    from packetizer.report import rules_as_text
    from packetizer.rules.describe import describe_case, describe_insurer
    from packetizer.rules.load import load_library

    own = (folder / "rules",) if folder and (folder / "rules").is_dir() else ()
    library = load_library((*rules, *own))
    if folder is None:
        click.echo(rules_as_text(describe_insurer(library, insurer)))
        return

    from packetizer.build import BuildOptions, read_case

    reading = read_case(folder, BuildOptions(insurer=insurer, rules=rules))
    click.echo(rules_as_text(describe_case(library, reading.case, reading.given)))


@rules.command("check")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def rules_check(files: tuple[Path, ...]) -> None:
    """Check rule FILES: every problem at once, each with its line. Exit code 3 where there is one."""
    from packetizer.rules.load import check_files

    problems = check_files(files)
    for problem in problems:
        click.echo(str(problem))
    if not problems:
        click.echo("No problems found.")
    raise SystemExit(3 if problems else 0)


@rules.command("new")
@click.argument("name")
def rules_new(name: str) -> None:
    """Print a commented rule file for the insurer NAME, to be filled in."""
    from packetizer.rules.template import new_rule_file

    click.echo(new_rule_file(name), nl=False)
