"""A generated case as `Page` values, as if read: no engine needed, thousands of pages a minute."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from bench.cases.generate import MadeCase
from bench.cases.paper import Piece, Run, Sheet, width_of
from bench.cases.truth import Truth
from packetizer.model import Box, Page, PageRef, TextFrom, Word

_CONFUSED = {
    "0": "O",
    "O": "0",
    "1": "l",
    "l": "1",
    "I": "l",
    "5": "S",
    "S": "5",
    "8": "B",
    "6": "G",
    "2": "Z",
    "e": "c",
    "c": "e",
    "a": "o",
    "m": "rn",
    "h": "b",
    "i": "l",
    "t": "f",
    "u": "v",
    "n": "ri",
    ",": ".",
    ".": ",",
}
NOISE = ((0.70, 0.0), (0.20, 0.002), (0.10, 0.006))  # share of pages, chance that a character is misread


class Placed(NamedTuple):
    word: Word
    piece: Piece
    garbled: bool


def read_case(case: MadeCase, *, noisy: bool = True) -> tuple[tuple[Page, ...], Truth]:
    """The pages in source order, and the truth, which asks for no value whose own characters were misread."""
    random = Random(f"read-{case.number}")
    pages: list[Page] = []
    lost: set[tuple[str, str]] = set()  # page, value
    prints: dict[int, int] = {}
    for file in sorted(case.files, key=lambda file: file.path):
        for number, (sheet, _) in enumerate(file.sheets, 1):
            ref = PageRef(file.path, number)
            chance = _noise(random) if noisy and file.how != "born_digital" else 0.0
            placed = place_words(sheet, random, chance)
            where = f"{ref.source}#{ref.number}"
            lost |= {(where, item.piece.mark.value) for item in placed if item.garbled and item.piece.mark}
            base = prints.setdefault(id(sheet), random.getrandbits(64))
            fingerprint = base ^ (1 << random.randrange(64)) ^ (1 << random.randrange(64))
            pages.append(_page(sheet, ref, placed, not sheet.runs, chance, f"{fingerprint:016x}"))
    facts = tuple(
        fact.model_copy(update={"optional": True}) if (fact.page, fact.value) in lost else fact
        for fact in case.truth.facts
    )
    return tuple(pages), case.truth.model_copy(update={"facts": facts})


def _noise(random: Random) -> float:
    at = random.random()
    for share, chance in NOISE:
        if at < share:
            return chance
        at -= share
    return 0.0


def _page(
    sheet: Sheet, ref: PageRef, placed: Sequence[Placed], blank: bool, chance: float, seal: str
) -> Page:
    words = tuple(item.word for item in placed)
    ink = None
    if words:
        ink = words[0].box
        for word in words[1:]:
            ink = ink.union(word.box)
    return Page(
        ref=ref,
        width=sheet.size[0],
        height=sheet.size[1],
        words=words,
        text_from=TextFrom.TESSERACT if words else TextFrom.NONE,
        confidence=0.97 - 20 * chance if words else 0.0,
        ink=ink,
        blank=blank,
        fingerprint="" if blank else seal,
    )


def place_words(sheet: Sheet, random: Random, chance: float) -> list[Placed]:
    """The words in reading order; on some pages far-apart pieces of a row are lines of their own."""
    gap = random.choice((1e9, 1e9, 60.0, 25.0))
    placed: list[Placed] = []
    line = -1
    for row in _rows(sheet.runs):
        end = None
        for run in row:
            if end is None or run.x - end > gap:
                line += 1
            placed += _words(run, sheet.size, line, random, chance)
            end = run.x + width_of(run.text, run.font, run.size)
    return placed


def _rows(runs: Sequence[Run]) -> list[list[Run]]:
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.y, run.x)):
        if rows and abs(run.y - rows[-1][0].y) < 0.45 * run.size:
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.x) for row in rows]


def _words(run: Run, size: tuple[float, float], line: int, random: Random, chance: float) -> list[Placed]:
    made = []
    x = run.x
    space = width_of(" ", run.font, run.size)
    for piece in run.words:
        if not piece.text:
            continue
        wide = width_of(piece.text, run.font, run.size)
        text = "".join(_CONFUSED.get(c, c) if random.random() < chance else c for c in piece.text)
        box = Box(x / size[0], (run.y - run.size * 0.74) / size[1], min((x + wide) / size[0], 1.0),
                  min((run.y + run.size * 0.2) / size[1], 1.0))  # fmt: skip
        garbled = text != piece.text
        sure = random.uniform(0.3, 0.92) if garbled and random.random() < 0.8 else random.uniform(0.9, 0.99)
        made.append(Placed(Word(text, box, round(sure, 3), line), piece, garbled))
        x += wide + space
    return made
