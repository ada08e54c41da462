"""Disorder that only numbering and words can undo: separator sheets, pages laid in out of order, a paper that
runs over two files, a paper scanned twice. The fresh half has it; the older halves stay as they are.
"""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

from bench.cases.paper import Sheet
from bench.cases.script import Style, typeset

if TYPE_CHECKING:
    from bench.cases.generate import File, Laid

Sheets = list[tuple[Sheet, "Laid | None"]]
_SEPARATORS = (
    "[gap 200]\n^^ SEPARATOR SHEET\n^ Patch T",
    "[gap 160]\n^^ DOCUMENT SEPARATOR\n^ do not remove - next document follows",
    "[gap 260]\n^^ *** BATCH SEPARATOR ***",
)


def disturb(files: list[File], random: Random) -> None:
    """Before pages are scanned twice: what happens to the stacks."""
    stacks = [file for file in files if file.how in ("scan", "copier")]
    for file in stacks:
        if random.random() < 0.2:
            file.sheets[:] = _shuffled(file.sheets, random)
    for one, next_one in pairwise(stacks):
        if random.random() < 0.25:
            _run_over(one, next_one)
    for file in stacks:
        if random.random() < 0.2:
            file.sheets[:] = _separated(file.sheets, random)


def scan_again(files: list[File], random: Random) -> None:
    """A whole paper a second time, at the end of some stack."""
    stacks = [file for file in files if file.how in ("scan", "copier")]
    if not stacks or random.random() > 0.3:
        return
    source, target = random.choice(stacks), random.choice(stacks)
    papers = _papers(source.sheets)
    if not papers or target.again:
        return
    chosen = random.choice(papers)
    places = [place for place, (_, paper) in enumerate(source.sheets) if paper is chosen]
    if len(places) != len(chosen.sheets):  # the rest of it lies in another file
        return
    repeated = {page for file in files for page in file.again.values()}
    if any(place + 1 in source.again or (source.path, place + 1) in repeated for place in places):
        return  # two of each are enough: which of three is kept would be a matter of taste
    for place in places:
        target.sheets.append(source.sheets[place])
        target.again[len(target.sheets)] = (source.path, place + 1)


def _papers(sheets: Sheets) -> list[Laid]:
    found: dict[int, Laid] = {id(paper): paper for _, paper in sheets if paper is not None}
    return list(found.values())


def _numbered(paper: Laid) -> bool:
    """Each page says which of how many it is."""
    return len(paper.sheets) > 1 and all(
        any(piece.mark and piece.mark.kinds[0] == "page.of" for run in sheet.runs for piece in run.words)
        for sheet in paper.sheets
    )


def _shuffled(sheets: Sheets, random: Random) -> Sheets:
    numbered = [paper for paper in _papers(sheets) if _numbered(paper)]
    if not numbered:
        return sheets
    chosen = random.choice(numbered)
    places = [place for place, (_, paper) in enumerate(sheets) if paper is chosen]
    order = list(reversed(places))
    made = list(sheets)
    for place, other in zip(places, order, strict=True):
        made[place] = sheets[other]
    return made


def _run_over(one: File, next_one: File) -> None:
    """The last paper of a file ends in the next file."""
    last = one.sheets[-1][1]
    if last is None or not _numbered(last) or one.sheets[-1][0] is not last.sheets[-1]:
        return
    if one.sheets[0][1] is not last:  # else the file would hold nothing of its own
        next_one.sheets.insert(0, one.sheets.pop())


def _separated(sheets: Sheets, random: Random) -> Sheets:
    script = random.choice(_SEPARATORS)
    made: Sheets = []
    before: Laid | None = None
    for sheet, paper in sheets:
        if paper is not None and before is not None and paper is not before:
            made.append((typeset(script, Style())[0], None))
        made.append((sheet, paper))
        before = paper or before
    return made
