"""Fit what the signs between two pages are worth, of which one may begin a new paper.

    python -m bench.fit_boundaries [--write]

Neighbouring pages of the open papers of bench/told/, shuffled into stacks of one client, and of generated
cases of all halves but the judging one. Each pair is seen with a model of first words that has not seen
its source. Logistic regression over the signs of understanding/splitting/boundarysigns.py, drawn to what was
held of them before anything was fitted, which keeps rare ones sensible. Prints how many pairs of each
source are judged wrongly by weights that have not seen it.
How numbers of pages fit together is weighed apart (split.py): here it is only seen, so that its share is not
laid to other signs.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from bench import fit_heads
from bench.cases.generate import make_case
from bench.cases.pages import read_case
from bench.fit_words import HALVES, Known, fitted
from bench.told import CLIENT, STACK, TODAY, Told, open_papers
from packetizer.model import Given, Page, PageRef
from packetizer.understanding.lore.knowledge import Knowledge, load_knowledge
from packetizer.understanding.lore.wordmodel import HEADS
from packetizer.understanding.papers import find_papers
from packetizer.understanding.sheet import Sheet
from packetizer.understanding.splitting.boundaries import SHIPPED
from packetizer.understanding.splitting.boundarysigns import boundary_signs

CASES, START = 25, 100  # of each generated half
STRENGTH = 0.1  # inverse of the weight decay
NUMBERS = ("number one", "number later", "number next")  # seen, not shipped
HEAD = """\
# What the signs between two pages are worth (log-odds). Written by bench/fit_boundaries.py; see
# boundarysigns.py.
"""
# What the signs were held to be worth before: by their order right, as a whole twice too bold.
BOLD = 0.5
HELD = {
    "title": 3.6, "salutation": 1.6, "date_line": 1.3, "letterhead": 0.6, "section": -1.5,
    "later_chapter": -1.5, "continued": -7.0, "bare_head": -1.2, "words": 2.5, "large": 1.9, "point": -1.2,
    "small_letter": -1.9, "closing": 0.9, "ends": 2.0, "goes_on": -7.0, "ends_early": 0.6, "print_size": 1.2,
    "margin": 1.5, "made_otherwise": 1.2, "turned_sheet": 0.6, "other_size": 1.6, "same_type": -1.9,
    "sentence_over": -7.0, "within_sentence": -1.2, "open_sentence": -0.5, "table": -5.0,
    "running_head": -0.6, "running_foot": -0.8, "later_number": -2.0,
    "another name.patient": 2.5, "same name.patient": -0.5, "another id.claim": 1.2, "same id.claim": -1.0,
    "another date.letter": 1.0, "same date.letter": -0.5, "another name.insurer": 0.6,
    "same name.insurer": -0.2, "another id.npi": 0.6, "same id.npi": -0.3, "another name.provider": 0.7,
    "same name.provider": -0.5,
}  # fmt: skip
FOLDS = 4  # models of first words, each without a part of the sources

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
    """Two neighbouring pages: what was seen, and whether a paper begins between them."""

    source: str
    signs: dict[str, float]
    begins: bool


@dataclass(frozen=True)
class Stack:
    """Pages in the order they lie in, and the first ones of papers."""

    source: str
    pages: tuple[Page, ...]
    first: frozenset[PageRef]


def told_stacks() -> Iterator[Stack]:
    halves: dict[str, list[Told]] = {}
    for paper in open_papers():
        halves.setdefault(_half(paper.name), []).append(paper)
    for half, papers in halves.items():
        Random(half).shuffle(papers)
        for at in range(0, len(papers), STACK):
            pages: list[Page] = []
            first = set()
            for paper in papers[at : at + STACK]:
                drawn = paper.drawn("scan.pdf", len(pages) + 1, CLIENT)
                first.add(drawn[0].ref)
                pages += drawn
            yield Stack(f"told {half}", tuple(pages), frozenset(first))


def _half(name: str) -> str:
    return name.partition(":")[0].rpartition("_")[2]


def generated_stacks() -> Iterator[Stack]:
    for half in HALVES:
        for number in range(START, START + CASES):
            pages, truth = read_case(make_case(half, number), noisy=True)
            begin = {document.pages[0] for document in truth.documents}
            first = {page.ref for page in pages if f"{page.ref.source}#{page.ref.number}" in begin}
            yield Stack(half, tuple(pages), frozenset(first))


def pairs(stack: Stack, knowledge: Knowledge) -> Iterator[Pair]:
    files: dict[str, list[Sheet]] = {}
    for sheet in find_papers(stack.pages, Given(TODAY), knowledge).kept:
        files.setdefault(sheet.page.ref.source, []).append(sheet)
    for sheets in files.values():
        for before, after in pairwise(sorted(sheets, key=lambda sheet: sheet.page.ref.number)):
            if after.page.ref.number == before.page.ref.number + 1 and before.legible and after.legible:
                signs: dict[str, float] = {}
                for sign in boundary_signs(before, after, knowledge):
                    signs[sign.key] = signs.get(sign.key, 0.0) + sign.amount
                yield Pair(stack.source, signs | _numbers(before, after), after.page.ref in stack.first)


def _numbers(before: Sheet, after: Sheet) -> dict[str, float]:
    here, there = before.number, after.number
    if there is None:
        return {}
    follows = here is not None and there.number == here.number + 1 and there.total == here.total
    later = there.number > 1 and not (there.named and there.total is None)
    return {"number one": there.number == 1, "number later": later, "number next": follows}


def everything(data: Path) -> list[Pair]:
    """Every pair, its first words heard by a model that knows none of its source."""
    stacks = [*told_stacks(), *generated_stacks()]
    sources = sorted({stack.source for stack in stacks})
    known = fit_heads.everything(HALVES, data)
    found = []
    for fold in range(FOLDS):
        held = set(sources[fold::FOLDS])
        others: list[Known] = [item for item in known if fit_heads.source_of(item) not in held]
        words = fitted(fit_heads.balanced(others), HEADS, fit_heads.STRENGTH)
        knowledge = replace(load_knowledge(), head_words=words)
        found += [pair for stack in stacks if stack.source in held for pair in pairs(stack, knowledge)]
    return found


def fit(some: Sequence[Pair], keys: Sequence[str]) -> tuple[Array, float]:
    """A weight for a unit of each sign, and the base."""
    amounts = _amounts(some, keys)
    begins = np.array([float(pair.begins) for pair in some])
    held = BOLD * np.array([HELD.get(key, 0.0) for key in keys])
    unit = np.sqrt(amounts.std(axis=0))  # rare signs are held back more, but less than by their spread
    unit[unit == 0] = 1
    scaled, before = amounts / unit, amounts @ held

    def loss(weights: Array) -> tuple[float, Array]:
        odds = before + scaled @ weights[:-1] + weights[-1]
        missed = 1 / (1 + np.exp(-odds)) - begins
        drawn = weights[:-1] / STRENGTH
        value = (np.logaddexp(0, odds) - begins * odds).sum() + drawn @ weights[:-1] / 2
        return float(value), np.append(scaled.T @ missed + drawn, missed.sum())

    best = minimize(loss, np.zeros(len(keys) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 2000}).x
    return held + best[:-1] / unit, float(best[-1])


def _amounts(some: Sequence[Pair], keys: Sequence[str]) -> Array:
    return np.array([[float(pair.signs.get(key, 0.0)) for key in keys] for pair in some])


def judged(all_pairs: Sequence[Pair], keys: Sequence[str]) -> Iterator[str]:
    for source in sorted({pair.source for pair in all_pairs}):
        here = [pair for pair in all_pairs if pair.source == source]
        weights, base = fit([pair for pair in all_pairs if pair.source != source], keys)
        odds = _amounts(here, keys) @ weights + base
        cut = sum(odd > 0 and not pair.begins for odd, pair in zip(odds, here, strict=True))
        joined = sum(odd <= 0 and pair.begins for odd, pair in zip(odds, here, strict=True))
        later = sum(not pair.begins for pair in here)
        yield f"{source}: {len(here)} pairs, {later} of one paper; {cut} cut wrongly, {joined} joined wrongly"


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the signs of a paper's beginning.")
    parser.add_argument("--write", action="store_true", help=f"write {SHIPPED.name}")
    chosen = parser.parse_args()
    all_pairs = everything(Path(os.environ["PACKETIZER_DATA"]))
    # What these pages never show, as sheets of two sizes, keeps what was held of it.
    keys = sorted({key for pair in all_pairs for key in pair.signs} | HELD.keys())
    print("\n".join(judged(all_pairs, keys)))
    weights, base = fit(all_pairs, keys)
    if chosen.write:
        shipped = [(key, weight) for key, weight in zip(keys, weights, strict=True) if key not in NUMBERS]
        rows = "".join(f"  {key}: {weight:.3f}\n" for key, weight in shipped)
        SHIPPED.write_text(f"{HEAD}base: {base:.3f}\nsigns:\n{rows}", "utf-8")


if __name__ == "__main__":
    main()
