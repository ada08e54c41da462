"""Fit which of the days on a paper is its own date.

    python -m bench.fit_own_dates [--write] [--judge HALF ...]

Papers whose own date is known: those of the generated halves but the judging one and of the open papers of
bench/told/, those too that bear none. A day is chosen among all days on its paper, so what counts is how much
more stands for it than for each other (a conditional logit). `--judge` leaves halves out and prints how often
the right day is chosen for them: by the type's rule, and with the model.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from bench.fit_words import HALVES
from bench.spans import Paper, known_papers
from packetizer.understanding.facts.dates.owndate import chances, chosen, ruled, signs
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.settle import without_own_date
from packetizer.understanding.lore.knowledge import Knowledge, load_knowledge
from packetizer.understanding.lore.wordmodel import OWN_DATE, OWN_DATES, Weights, WordModel, save

LEAST = 3  # days that a sign must stand for
DECAY = 1.0
GENERATED = 0.2  # the weight of a generated paper; one written by hand counts 1
DAYLESS = 0.3  # and of one that bears no day of its own: which that is, writers of papers do not always agree


class Choice(NamedTuple):
    """The days on a paper with what stands for each, those that may be called its own, and the rule's."""

    half: str
    found: dict[date | None, frozenset[str]]
    own: frozenset[date | None]
    rule: date | None
    asked: bool  # by the measure: papers that bear no day of their own may be called of any

    @property
    def right(self) -> list[bool]:
        """Of each day whether it may be chosen; where none may, that it bears none."""
        marks = [day in self.own for day in self.found]
        return marks if any(marks) else [day is None for day in self.found]


def choice_of(paper: Paper, knowledge: Knowledge) -> Choice | None:
    """None where a paper of this type bears none, or the generator says that any day would do."""
    document, pages, lexicon = paper.document, paper.pages, knowledge.lexicon
    role = lexicon.role(document.type)
    asked = "*" not in document.or_dates
    if not role.own_from or not (asked or paper.source not in HALVES):
        return None
    facts = [fact for page in pages for fact in find_facts(page, lexicon)]
    drafts = without_own_date(document.type, facts, pages, lexicon)
    rule = ruled(role, drafts, [page.ref for page in pages])
    found = signs(document.type, role, rule, drafts, pages, lexicon)
    own = {day for day in (document.date, *document.or_dates) if day not in (None, "none", "*")}
    half = paper.source if paper.source in HALVES else paper.source.rpartition("_")[2]
    days: frozenset[date | None] = frozenset(map(date.fromisoformat, own)) or frozenset((None,))
    return Choice(half, found, days, rule, asked)


def fitted(choices: Sequence[Choice]) -> WordModel:
    choices = [choice for choice in choices if any(choice.right)]
    met = Counter(sign for choice in choices for told in choice.found.values() for sign in told)
    rows = {sign: row for row, sign in enumerate(sorted(s for s, times in met.items() if times >= LEAST))}
    ends, columns = [0], []
    for choice in choices:
        for told in choice.found.values():
            columns += sorted(rows[sign] for sign in told if sign in rows)
            ends.append(len(columns))
    matrix = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(ends) - 1, len(rows)))
    right = np.array([mark for choice in choices for mark in choice.right])
    sizes = [len(choice.found) for choice in choices]
    of = np.repeat(np.arange(len(choices)), sizes)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    worth = np.array([_weight(choice) for choice in choices])

    def loss(weights: Weights) -> tuple[float, Weights]:
        odds = matrix @ weights
        odds = np.exp(odds - np.maximum.reduceat(odds, starts)[of])
        all_, of_right = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts)
        slope = worth[of] * (odds * right / of_right[of] - odds / all_[of])
        value = -float(worth @ (np.log(of_right) - np.log(all_))) + DECAY / 2 * float(weights @ weights)
        return value, -(matrix.T @ slope) + DECAY * weights

    found = minimize(loss, np.zeros(len(rows)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return WordModel(OWN_DATES, rows, np.column_stack((-found.x, found.x)) / 2, np.zeros(2))


def _weight(choice: Choice) -> float:
    return GENERATED if choice.half in HALVES else 1.0 if choice.asked else DAYLESS


def judged(half: str, choices: Sequence[Choice]) -> tuple[int, int, int]:
    """Papers of a half that was not fitted on; right by the rule, and with the model."""
    model = fitted([choice for choice in choices if choice.half != half])
    own = [choice for choice in choices if choice.half == half and choice.found and choice.asked]
    ruled_right = sum(choice.rule in choice.own for choice in own)
    right = 0
    for choice in own:
        right += chosen(chances(model, choice.found), choice.rule) in choice.own
    return len(own), ruled_right, right


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit which of the days on a paper is its own date.")
    parser.add_argument("--write", action="store_true", help="write the model")
    parser.add_argument("--judge", nargs="*", default=[], help="leave these halves out, one at a time")
    chosen = parser.parse_args()
    knowledge = load_knowledge()
    made = [choice_of(paper, knowledge) for paper in known_papers()]
    choices = [choice for choice in made if choice is not None]
    print(f"{len(choices)} papers, {sum(len(choice.found) for choice in choices)} days")
    if chosen.judge:
        print("| half | papers | rule | model |\n|---|--:|--:|--:|")
    for half in chosen.judge:
        papers, rule, right = judged(half, choices)
        print(f"| {half} | {papers} | {rule / papers:.3f} | {right / papers:.3f} |", flush=True)
    if chosen.write:
        model = fitted(choices)
        save(model, OWN_DATE)
        print(f"{len(model.rows)} signs")


if __name__ == "__main__":
    main()
