"""Fit whether the first lines of a page begin a paper or go on with one.

    python -m bench.fit_heads [--write] [--judge HALF]

Pages of generated cases of all halves but the judging one and of the open papers of bench/told/, first and
later ones as they lie; the sketches of bench/sketches/ and the public sets below `PACKETIZER_DATA` as first
pages, and what stands below their middle as a later one, alone and under a running head. First and later
pages weigh the same in all. `--judge` leaves a half out and prints how often the model is right on its
pages. The shipped model is fitted on all of them.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from bench.cases.generate import make_case
from bench.cases.pages import read_case
from bench.cases.world import Half
from bench.drawn import SKETCHES, sketches
from bench.fit_words import HALVES, Known, fitted
from bench.told import open_papers
from bench.understanding_structure import all_samples
from packetizer.understanding.lore.wordmodel import HEAD_WORDS, HEADS, WordModel, head_terms, save
from packetizer.understanding.page.text import lines

CASES = 60
STRENGTH = 0.3  # inverse of the weight decay
LATER, FIRST = HEADS
OF_A_PUBLIC_PAPER = 0.3  # weight beside 1 of the others
LEAST_LINES = 8  # of a text that is cut in two
MOST_OF_A_KIND = 150
RUNNING_WORDS = 6
GOES_ON = (
    "Page 2",
    "page 2 of 3",
    "p. 2",
    "continued",
    "(cont.)",
    "cont'd",
    "- 2 -",
    "2/4",
    "Page 3 of 4",
    "",
)


def _taught(source: str, kind: str, text: Sequence[str], weight: float = 1.0) -> Known:
    return Known(source, (kind,), head_terms(text), weight)


def generated(half: Half, cases: int, start: int = 0) -> Iterator[Known]:
    for number in range(start, start + cases):
        pages, truth = read_case(make_case(half, number), noisy=True)
        places = {page: place for d in truth.documents for place, page in enumerate(d.pages)}
        for page in pages:
            place = places.get(f"{page.ref.source}#{page.ref.number}")
            if page.words and place is not None:
                kind = LATER if place else FIRST
                yield _taught(half, kind, [line.text for line in lines(page)])


def _cut(source: str, text: Sequence[str], weight: float = 1.0) -> Iterator[Known]:
    """A paper of one page, and what stands below its middle as if it were the next page.

    Once as it is, once under a running head: one of the paper's first lines, and that it goes on.
    """
    yield _taught(source, FIRST, text, weight)
    if len(text) >= LEAST_LINES:
        rest = text[len(text) // 2 :]
        random = Random(text[0])
        head = " ".join(random.choice(text[:5]).split()[:RUNNING_WORDS])
        yield _taught(source, LATER, rest, weight)
        yield _taught(source, LATER, [f"{head} {random.choice(GOES_ON)}".strip(), *rest], weight)


def drawn() -> Iterator[Known]:
    for file in sorted(SKETCHES.glob("*.txt")):
        for _, text in sketches(file.name):
            text_lines = [line.strip() for line in text.splitlines() if line.strip()]
            yield from _cut(f"sketch {file.stem}", text_lines)


def told() -> Iterator[Known]:
    for paper in open_papers():
        for place, page in enumerate(paper.pages):
            text = [line.strip() for line in page.splitlines() if line.strip()]
            yield _taught(f"told {paper.name.partition(':')[0]}", LATER if place else FIRST, text)


def public(data: Path) -> Iterator[Known]:
    seen: dict[str, int] = {}
    for sample in all_samples(data):
        seen[sample.kind] = seen.get(sample.kind, 0) + 1
        if seen[sample.kind] <= MOST_OF_A_KIND:
            text = [line.text for line in lines(sample.page)]
            yield from _cut(f"public {sample.kind}", text, OF_A_PUBLIC_PAPER)


def balanced(known: Sequence[Known]) -> list[Known]:
    """The same with weights that make first and later pages weigh the same."""
    sums = {kind: sum(item.weight for item in known if item.types[0] == kind) for kind in HEADS}
    whole = sum(sums.values()) / 2
    return [replace(item, weight=item.weight * whole / sums[item.types[0]]) for item in known]


def everything(halves: Sequence[Half], data: Path) -> list[Known]:
    known = [item for half in halves for item in generated(half, CASES)]
    return [*known, *drawn(), *told(), *public(data)]


def source_of(item: Known) -> str:
    """The half that a page is of: a generated one, "told a"; another source as it is called."""
    name, _, file = item.source.partition(" ")
    return f"{name} {file.rpartition('_')[2]}" if name == "told" else item.source


def fit(halves: Sequence[Half], data: Path) -> WordModel:
    return fitted(balanced(everything(halves, data)), HEADS, STRENGTH)


def judged(model: WordModel, known: Sequence[Known]) -> str:
    parts = []
    for kind in HEADS:
        here = [item for item in known if item.types[0] == kind]
        right = sum(model.kinds[int(model.chances(item.found).argmax())] == kind for item in here)
        parts.append(f"{kind} pages: {right / len(here):.4f} of {len(here)} right")
    return "\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit whether a page's first lines begin a paper.")
    parser.add_argument("--write", action="store_true", help=f"write {HEAD_WORDS.name}")
    parser.add_argument("--judge", choices=HALVES, help="leave this half out and judge by it")
    chosen = parser.parse_args()
    halves = [half for half in HALVES if half != chosen.judge]
    model = fit(halves, Path(os.environ["PACKETIZER_DATA"]))
    if chosen.write:
        save(model, HEAD_WORDS)
    print(f"{len(model.rows)} terms")
    if chosen.judge:
        print(judged(model, list(generated(chosen.judge, CASES // 2, CASES))))


if __name__ == "__main__":
    main()
