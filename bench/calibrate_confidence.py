"""Fit the chance that a word was read right, and write it to reading/data/confidence.yaml.

    PACKETIZER_DATA=... python -m bench.calibrate_confidence [--of kept] [--limit N] [--write]

Every page is read by both readers, or (`--of kept`) as a build reads it, and only the words count that are
kept. The curves are fitted by logistic regression. A Markdown table shows whether words said to be right nine
times in ten are, each page by curves that were fitted on others.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from bench.reading_pages import Shown, damaged, damaged_statements, opened_picture, sample
from packetizer.reading import combine
from packetizer.reading.confidence import SUREST, Curve, features, page_scores, situation
from packetizer.reading.engines import choose_readers
from packetizer.reading.images import Grey, evened, look
from packetizer.reading.level import looks_like_photo
from packetizer.reading.lines import levelled, skew
from packetizer.reading.order import in_reading_order
from packetizer.reading.page import _upright_reading, drawn, reading_dpi
from packetizer.reading.settings import ReadingSettings
from packetizer.reading.tokens import Token
from packetizer.reading.twice import first_reading, whole_reading
from packetizer.reading.worker import Desk

TARGET = Path(__file__).parent.parent / "src/packetizer/reading/data/confidence.yaml"
PARTS = 6  # of the pages: each is judged by curves that are fitted on the others
FEW = 100  # words of a situation, with fewer of which it keeps the curve that it has
SEED = 4217  # other notes than bench/reading.py measures on
BINS = (*(round(tenth / 10, 1) for tenth in range(10)), 0.97, 0.99, 0.995, 1.0)
LEAST = 20  # words of which a share is shown
Sample = tuple[tuple[float, ...], bool]  # features of a word, and whether it was right
Samples = Mapping[str, Sequence[Sample]]  # by situation
_HEAD = """\
# Log-odds that a word is right. Written by bench/calibrate_confidence.py; see reading/confidence.py.
"""


def pages(data: Path, limit: int) -> Iterator[tuple[Shown, list[str], bool]]:
    """Pages with the words that stand on them, and whether capitals are kept apart from small letters."""
    for _, some in damaged(data, max(2, limit // 4), SEED):
        for page in some:
            yield page.shown, page.text.split(), True
    for page in damaged_statements(max(2, limit // 6), SEED):
        yield page.shown, page.text.split(), True
    for file in sample(sorted((data / "sroie" / "img").glob("*.jpg")), limit * 5 // 2):
        rows = (data / "sroie" / "lines" / f"{file.stem}.csv").read_text("utf-8", "replace").splitlines()
        said = " ".join(row.split(",", 8)[8] for row in rows if row.count(",") >= 8)
        yield opened_picture(file, 150), said.split(), False
    truth = json.loads((data / "funsd" / "truth.json").read_text("utf-8"))
    for file in sample(sorted((data / "funsd" / "img").glob("*.png")), limit // 2):
        yield opened_picture(file, 100), (truth.get(file.name) or truth[file.stem])["text"].split(), True


def words_of(desk: Desk, shown: Shown) -> list[Token]:
    """Every word of both readers on a page: as each alone has it, and as they agree or differ."""
    picture: Grey = evened(shown.render(reading_dpi(shown)))
    dpi = picture.shape[1] / shown.width * 72
    seen = look(picture, dpi)
    if abs(skew(seen)) > 0.4:
        picture, _ = levelled(picture, skew(seen))
        seen = look(picture, dpi)
    kept: list[Token] = []
    settle = combine.settled

    def both(mine: list[Token], other: list[Token], scores: dict[object, float]) -> list[Token]:
        agreed = "".join(t.text for t in mine) == "".join(t.text for t in other)
        kept.extend(replace(token, agreed=agreed) for token in [*mine, *other])
        return []

    first, second, found = first_reading(desk, picture, dpi, seen), *whole_reading(desk, picture, seen)
    combine.settled = both  # type: ignore[assignment]
    try:
        rest = combine.combine(first, second, found)
    finally:
        combine.settled = settle
    alone = [replace(token, agreed=None) for token in [*in_reading_order(first), *in_reading_order(second)]]
    return [*rest, *kept, *alone]


def kept_words(desk: Desk, shown: Shown) -> Sequence[Token]:
    """The words of a page as a build reads it."""
    grey = drawn(shown)
    dpi = grey.shape[1] / shown.width * 72
    photo = looks_like_photo(shown, grey)
    return _upright_reading(desk, grey, dpi, look(grey, dpi), photo=photo).tokens


def kept_samples(
    tokens: Sequence[Token], truth: Sequence[str], *, exact: bool
) -> Iterator[tuple[str, Sample]]:
    """As `samples`, of words that were kept."""
    fold = str if exact else str.upper
    right = _aligned([fold(token.text) for token in tokens], [fold(word) for word in truth])
    scores = page_scores(tokens)
    for token, ok in zip(tokens, right, strict=True):
        yield situation(token), (features(token, scores[token.reader]), ok)


def samples(tokens: Sequence[Token], truth: Sequence[str], *, exact: bool) -> Iterator[tuple[str, Sample]]:
    """The situation, the features and the truth of each word."""
    want = [word if exact else word.upper() for word in truth]
    scores = page_scores([token for token in tokens if token.agreed is None])
    groups: dict[str, list[Token]] = defaultdict(list)
    for token in tokens:
        groups[situation(token)].append(token)
    for name, group in groups.items():
        got = [token.text if exact else token.text.upper() for token in group]
        right = _aligned(got, want) if name.endswith("alone") else _contained(got, want)
        for token, ok in zip(group, right, strict=True):
            yield name, (features(token, scores[token.reader]), ok)


def _aligned(got: Sequence[str], want: Sequence[str]) -> list[bool]:
    right = [False] * len(got)
    for block in SequenceMatcher(None, got, want, autojunk=False).get_matching_blocks():
        for index in range(block.a, block.a + block.size):
            right[index] = True
    known = set(want)
    return [ok or (len(word) > 3 and word in known) for ok, word in zip(right, got, strict=True)]


def _contained(got: Sequence[str], want: Sequence[str]) -> list[bool]:
    known = set(want)
    return [word in known for word in got]


def fitted(some: Sequence[Sample]) -> Curve:
    """Logistic regression with a little weight decay, by Newton's method."""
    x = np.array([features for features, _ in some])
    y = np.array([right for _, right in some], float)
    weights = np.zeros(x.shape[1])
    decay = np.diag([0.01, 0.5, 0.5, 2.0, 2.0, 2.0, 0.5, 0.5, 1.0, 1.0, 1.0, 1.0])
    for _ in range(40):
        chance = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (y - chance) - decay @ weights
        bend = (x * (chance * (1 - chance))[:, None]).T @ x + decay
        weights += np.linalg.solve(bend, slope)
    return Curve(*(round(float(weight), 3) for weight in weights))


def chance_of(curve: Curve, known: tuple[float, ...]) -> float:
    odds: npt.NDArray[np.float64] = np.dot(curve.weights, known)
    return float(np.clip(1 / (1 + np.exp(-odds)), 0.01, SUREST))


def by_others(parts: Sequence[Samples]) -> Iterator[tuple[str, float, bool]]:
    """Of each word its situation, its chance by curves fitted on other parts, and whether it was right."""
    for at, own in enumerate(parts):
        curves = {name: fitted(some) for name, some in joined([*parts[:at], *parts[at + 1 :]]).items()}
        for name, some in own.items():
            if name in curves:
                yield from ((name, chance_of(curves[name], known), right) for known, right in some)


def joined(parts: Sequence[Samples]) -> Samples:
    names = sorted({name for part in parts for name in part})
    return {name: [one for part in parts for one in part.get(name, ())] for name in names}


def reliability(words: Sequence[tuple[str, float, bool]]) -> None:
    """A Markdown table: of the words given some chance, how many were right."""
    print("| situation | said | words | right |\n|---|--:|--:|--:|")
    for name in ("all", *sorted({name for name, _, _ in words})):
        chances = np.array([chance for own, chance, _ in words if name in (own, "all")])
        right = np.array([ok for own, _, ok in words if name in (own, "all")])
        for low, high in pairwise(BINS):
            inside = (chances >= low) & (chances < high)
            if inside.sum() >= LEAST:
                said, found = chances[inside].mean(), right[inside].mean()
                print(f"| {name} | {said:.3f} | {inside.sum()} | {found:.3f} |")
        loss = -np.log(np.where(right, chances, 1 - chances)).mean()
        print(f"| {name}, log-loss {loss:.4f} | {chances.mean():.3f} | {len(right)} | {right.mean():.3f} |")


def written(use: str, found: Samples) -> str:
    """The data file with the curves of `use` fitted anew, and all others as they were."""
    table = yaml.safe_load(TARGET.read_text("utf-8"))
    for name, some in found.items():
        if len(some) >= FEW:
            curve = fitted(some)
            table[use][name] = {key: getattr(curve, key) for key in Curve.__slots__}
    rows = []
    for held, curves in table.items():
        rows.append(f"{held}:\n")
        for name, curve in sorted(curves.items()):
            values = ", ".join(f"{key}: {value}" for key, value in curve.items())
            rows.append(f"  {name}: {{{values}}}\n")
    return _HEAD + "".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit word confidence.")
    parser.add_argument("--of", choices=["readers", "kept"], default="readers")
    parser.add_argument("--limit", type=int, default=24)
    parser.add_argument("--write", action="store_true", help=f"write {TARGET.name}")
    chosen = parser.parse_args()
    desk = Desk(choose_readers(ReadingSettings()))
    read, told = (kept_words, kept_samples) if chosen.of == "kept" else (words_of, samples)
    parts: tuple[dict[str, list[Sample]], ...] = tuple(defaultdict(list) for _ in range(PARTS))
    for number, (shown, truth, exact) in enumerate(pages(Path(os.environ["PACKETIZER_DATA"]), chosen.limit)):
        for name, one in told(read(desk, shown), truth, exact=exact):
            parts[number % PARTS][name].append(one)
    reliability(list(by_others(parts)))
    if chosen.write:
        TARGET.write_text(written(chosen.of, joined(parts)), "utf-8")


if __name__ == "__main__":
    main()
