"""How often the papers are read right, as a markdown table: `python bench/accuracy.py --half test`.

    --half dev|test|fresh|late|blind|sealed|shut   generated cases; halves share no template and no wording
    --level pages      the papers as words (no engine): measures understanding alone
    --level files      the papers as scans, photos, faxes and PDFs in folders: the whole build
    --samples          the cases of sample_docs/ instead, each built into a temporary folder

`PACKETIZER_DATA` may name a folder with `medical_notes/mtsamples.jsonl`: its texts then fill clinical papers.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import get_args

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.answers import from_case, from_manifest  # noqa: E402
from bench.cases.folder import write_case  # noqa: E402
from bench.cases.generate import make_case  # noqa: E402
from bench.cases.pages import read_case  # noqa: E402
from bench.cases.truth import load_truth  # noqa: E402
from bench.cases.world import Half  # noqa: E402
from bench.compare import differences  # noqa: E402
from bench.scoring import Board, Tally  # noqa: E402
from packetizer.model import Given  # noqa: E402

TODAY = date(2026, 11, 1)
HALVES = get_args(Half)
UNSEEN = ("shut",)  # the half that judges: its misses are not looked at
STAGES = ("page type", "boundaries", "document exactly right", "document and type right", "document date",
          "denial reasons", "client's name", "wrong patient", "blank pages", "duplicates")  # fmt: skip


def score_pages(half: Half, cases: int, start: int, noisy: bool) -> tuple[Board, float]:
    """The board, and milliseconds of computing a page that understanding took, as where the program runs."""
    from packetizer.cli import collect_seldom
    from packetizer.understanding.lore.knowledge import load_knowledge
    from packetizer.understanding.understand import understand

    collect_seldom()
    board, knowledge, spent, count = Board(), load_knowledge(), 0.0, 0
    for number in range(start, start + cases):
        pages, truth = read_case(make_case(half, number), noisy=noisy)
        begun = time.process_time()
        case = understand(pages, Given(TODAY), knowledge)
        spent += time.process_time() - begun
        count += len(pages)
        board.score(truth, from_case(case))
    return board, 1000 * spent / max(count, 1)


def build(folder: Path, out: Path) -> Path:
    """Run the program as a user does; the manifest it leaves."""
    command = [sys.executable, "-m", "packetizer", "build", str(folder), "-o", str(out), "-q"]
    done = subprocess.run(command, env={**os.environ, "OMP_THREAD_LIMIT": "1"}, check=False)
    if done.returncode not in (0, 1) or not (out / "packet.json").exists():
        raise SystemExit(f"the build ended with {done.returncode}")
    return out / "packet.json"


def score_files(half: Half, cases: int, start: int) -> Board:
    board = Board()
    for number in range(start, start + cases):
        with tempfile.TemporaryDirectory() as place:
            case = make_case(half, number)
            write_case(case, Path(place) / "case")
            board.score(case.truth, from_manifest(build(Path(place) / "case", Path(place) / "out")))
    return board


def score_samples() -> Board:
    board = Board()
    for expected in sorted((ROOT / "sample_docs").glob("*.expected.yaml")):
        name = expected.name.removesuffix(".expected.yaml")
        with tempfile.TemporaryDirectory() as place:
            shutil.copytree(ROOT / "sample_docs" / name, Path(place) / name)
            manifest = build(Path(place) / name, Path(place) / "out")
            board.score(load_truth(expected), from_manifest(manifest))
            for difference in differences(manifest, expected):
                click.echo(f"- {name}: {difference}", err=True)
    return board


# ---------------------------------------------------------------- tables


def table(board: Board) -> str:
    rows = ["| what | precision | recall | F1 | right | wrong | missed |", "|---|--:|--:|--:|--:|--:|--:|"]
    rows += [_row(stage, board.stages[stage]) for stage in STAGES if stage in board.stages]
    rows += [_row(f"`{kind}`", board.facts[kind]) for kind in sorted(board.facts)]
    together = Tally()
    for tally in board.facts.values():
        together.right += tally.right
        together.wrong += tally.wrong
        together.missed += tally.missed
    return "\n".join([*rows, _row("all facts", together)])


def _row(name: str, tally: Tally) -> str:
    shares = f"{tally.precision:.3f} | {tally.recall:.3f} | {tally.f1:.3f}"
    return f"| {name} | {shares} | {tally.right} | {tally.wrong} | {tally.missed} |"


def trust_table(board: Board) -> str:
    rows = ["| stated confidence | facts | right |", "|---|--:|--:|"]
    for tenth, tally in sorted(board.trust.items()):
        total = tally.right + tally.wrong
        rows.append(f"| {tenth / 10:.1f}–{tenth / 10 + 0.1:.1f} | {total} | {tally.right / total:.3f} |")
    return "\n".join(rows)


@click.command()
@click.option("--half", type=click.Choice(HALVES), default="dev", show_default=True)
@click.option("--cases", default=40, show_default=True)
@click.option("--start", default=0, help="Number of the first case.")
@click.option("--level", type=click.Choice(["pages", "files"]), default="pages", show_default=True)
@click.option("--samples", is_flag=True, help="Measure sample_docs/ instead.")
@click.option("--clean", is_flag=True, help="No misread characters (level pages).")
@click.option("--misses", default=0, help="List that many kinds of miss (not of the half that judges).")
def main(half: Half, cases: int, start: int, level: str, samples: bool, clean: bool, misses: int) -> None:
    """Print how often the papers are read right."""
    if misses and half in UNSEEN and not samples:
        raise click.UsageError(f"the {half} half's misses stay unseen: look at the others'")
    pace = ""
    if samples:
        board, what = score_samples(), "sample cases"
    elif level == "files":
        board, what = score_files(half, cases, start), f"{half} half, files"
    else:
        board, took = score_pages(half, cases, start, noisy=not clean)
        what, pace = f"{half} half, pages", f", {took:.1f} CPU ms a page"
    click.echo(
        f"{what}: {board.cases} cases, {board.pages} pages{pace}\n\n{table(board)}\n\n{trust_table(board)}"
    )
    if misses:
        click.echo(
            "\n" + "\n".join(f"{count:5d}  {miss}" for miss, count in board.misses.most_common(misses))
        )


if __name__ == "__main__":
    main()
