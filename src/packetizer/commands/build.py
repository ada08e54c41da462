"""`packetizer build`: the packet of a case."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from packetizer.commands.office import cluster_options, pages_read_by
from packetizer.commands.options import (
    FOLDER,
    Day,
    State,
    password_file_option,
    passwords_in,
    rules_option,
    stdout_for_json,
    workers_ahead,
)
from packetizer.commands.packet_options import packet_options

if TYPE_CHECKING:
    from packetizer.cluster.address import ClusterAddress
    from packetizer.packet.options import PacketOptions


@click.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the packet goes [FOLDER/packet].",
)
@click.option("--insurer", metavar="NAME", help="The insurer, where the denial letter should not decide.")
@click.option("--state", type=State(), help="The state whose law governs the plan, two letters.")
@click.option("--today", type=Day(), help="Count deadlines from this day; makes builds reproducible.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Pages read at a time [number of cores].")
@click.option(
    "--engine",
    type=click.Choice(["auto", "tesseract", "rapidocr"]),
    default="auto",
    show_default=True,
    help="Who reads scans: both as needed, or only one.",
)
@click.option("--lang", default="eng", show_default=True, help="Tesseract's languages, such as eng+spa.")
@workers_ahead
@packet_options
@rules_option
@password_file_option
@cluster_options
@click.option(
    "--isolate", is_flag=True, help="Open files without network and without writing elsewhere (Linux)."
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON on standard output.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless something is wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Say how long each stage took, too.")
def build(
    folder: Path,
    output: Path | None,
    insurer: str | None,
    state: str | None,
    today: date | None,
    jobs: int | None,
    engine: str,
    lang: str,
    packet: PacketOptions,
    rules: tuple[Path, ...],
    password_file: Path | None,
    cluster: ClusterAddress | None,
    isolate: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the packet of the case in FOLDER.

    Reads every file below FOLDER and leaves packet.pdf, worksheet.html and packet.json in FOLDER/packet.
    What should not be guessed can be said in FOLDER/case.yaml (client, insurer, plan, sender …).

    \b
    Exit codes: 0  the packet is built, nothing is missing
                1  the packet is built, a person must settle something: see the worksheet
                2  wrong usage        3  a rule file or case.yaml is wrong
                4  nothing could be built; an earlier packet still stands as it was
    """
    with stdout_for_json():
        from packetizer.build import BuildOptions, build_case
        from packetizer.progress import for_stream

        options = BuildOptions(
            output=output,
            insurer=insurer,
            state=state,
            today=today,
            jobs=jobs,
            engine=engine,
            lang=lang,
            packet=packet,
            rules=rules,
            passwords=passwords_in(password_file),
            isolate=isolate,
            where=pages_read_by(cluster, lang, jobs) if cluster else None,
        )
        folder = folder.absolute() if cluster else folder  # workers elsewhere know it by its whole path
        result = build_case(folder, options, progress=for_stream(sys.stderr, quiet=quiet))
    from packetizer.report import as_line_of_json, as_text

    if as_json:
        click.echo(as_line_of_json(result))
    elif not quiet:
        click.echo(as_text(result, verbose=verbose))
    raise SystemExit(result.exit_code)
