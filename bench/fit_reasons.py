"""Fit how the reasons for a denial are read.

    python -m bench.fit_reasons NET NET [--write] [--misses]

Three things, the last on top of the others (see docs/decisions/0019 and 0025):
- whether a sentence of a letter gives a reason (data/saying_words.npz), from letters whose sentences are
  known (`bench.letters`) and from single sentences written for this (bench/sketches/reasons);
- which reason a sentence gives (data/reason_words.npz), from the same;
- what a reading of a sentence and all readings of a paper weigh (data/reason_weights.yaml), from what the
  others, and the net of `bench.fit_meaning`, make of letters whose author they did not see.

NET is made by `bench.fit_meaning` without the authors of the first and of the second line of `LEFT_OUT`. It
prints how the letters of each of these are read by what was fitted without them.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from bench.cases.templates import templates
from bench.cases.world import Half, vocabulary
from bench.drawn import SKETCHES
from bench.fit_words import HALVES
from bench.letters import DECIDING, Letter, generated, hand_told, labelled, quiet, written
from bench.nets import Shape, trained
from bench.told import open_files
from packetizer.understanding.facts.denial.codes import code_spots
from packetizer.understanding.facts.denial.likeness import each, names_of
from packetizer.understanding.facts.denial.meaning import MeaningModel, read_model, shipped_meaning
from packetizer.understanding.facts.denial.reasons import Ears, Reading, readings, summed
from packetizer.understanding.facts.denial.saying import terms_of, words_of
from packetizer.understanding.facts.denial.weighing import BASE, SHIPPED, Scales, chance, weighed
from packetizer.understanding.lore.lexicon import load_lexicon
from packetizer.understanding.lore.wordmodel import (
    NO_REASON,
    REASON_WORDS,
    SAYING_WORDS,
    WordModel,
    save,
)

CASES = 25  # of each half
LEAST = 3  # sentences that a term must stand in, of two authors
STRENGTHS = {"saying": 0.15, "naming": 3.0, "weighing": 0.1}  # inverse of the weight decay
SHAPES = {
    "saying": Shape(32, 5, 0.2, 0.5),
    "naming": Shape(64, 16, 0.3, 0.3),
}
SEED = 0
LEFT_OUT = (  # folds that only the weights see, each time by what the others taught
    ("told e", "told j", "told ja", "told kb", "told s", "told x"),
    ("halves", "told d", "told h", "told k", "told r"),
)
A_STRANGERS_WEIGHT = 3.0  # of a letter by a hand that did not know the program: bench/told
AN_ODD_ONES_WEIGHT = 1.0  # of one that is far-fetched on purpose
ODD = "reasons_odd_"
A_HALFS_WEIGHT = 0.3  # of a letter made from templates that the wordings were tuned on
BELIEVED, DOUBTED = 0.45, 0.3  # chances: as good for F1 of files left out as .4, with fewer false ones
_REPEATS = 3  # sentences of a half that differ in figures alone
_LEAST_WORDS = 5
_WEIGHT_ALONE = 1.0
_SELDOM = {"other": 3.0}  # what a sentence counts of a reason that is all sorts of things


class Sentence(NamedTuple):
    author: str
    terms: frozenset[str]
    reason: str  # NO_REASON where it states none
    text: str
    weight: float


def author(source: str) -> str:
    """Sketches of one name come from one hand."""
    return source.partition("_papers")[0].partition("/")[0]


def fold(name: str) -> str:
    """Authors that are left out together: a half of bench/told, all sketches, all that is generated."""
    _, _, half = name.partition("_")
    if name in HALVES:
        return "halves"
    return f"told {half}" if half else "sketches"


# ---------------------------------------------------------------- sentences


def alone() -> Iterator[Sentence]:
    """Sentences by themselves: those written for this, each under its reason, and the halves' own."""
    for file in sorted((SKETCHES / "reasons").glob("*.txt")):
        for part in re.split(r"^### ", file.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            head, _, text = part.partition("\n")
            reason = NO_REASON if head.strip() == "none" else head.strip()
            for line in filter(None, map(str.strip, text.splitlines())):
                yield _alone(author(file.stem), line, reason)
    for half in HALVES:
        yield from _of_a_half(half)


def _alone(author: str, text: str, reason: str) -> Sentence:
    return Sentence(author, words_of(text), reason, text, _WEIGHT_ALONE)


def _of_a_half(half: Half) -> Iterator[Sentence]:
    """The wordings of reasons that a half draws from, and the lines of its papers that give none."""
    words = vocabulary(half)
    for told in (words.reasons, words.remarks):
        for reason, texts in told.items():
            yield from (_alone(half, plain(text), reason) for text in texts)
    others = [text for name, texts in words.phrases.items() if "reason" not in name for text in texts]
    others += [t.text for kind in _WHERE_REASONS_STAND for t in templates(half).get(kind, ())]
    for line in "\n".join(others).splitlines():
        if not _GIVES_REASON.search(line):
            parts = _SENTENCE_END.split(plain(line))
            yield from (_alone(half, text, NO_REASON) for text in parts if len(text.split()) >= _LEAST_WORDS)


_WHERE_REASONS_STAND = ("correspondence", "prior_auth_approval")
_GIVES_REASON = re.compile(r"<\??(?:reasons|remark|carc|rcode|refusal|bare_carc)|denial\.reason|s\.note|^@")
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+")


def plain(script: str) -> str:
    """A template's line as it may be printed: first wordings, slots gone."""
    while found := re.search(r"\{([^{}]*)\}", script):
        script = script[: found.start()] + found[1].split("|")[0] + script[found.end() :]
    script = re.sub(r"\[\[|\]\]|«[^|»]*\||»", "", script)
    return re.sub(r"<[^>]*>", "", re.sub(r"<\??(?:drug|Drug|brand)>", "ketamine", script))


def counts_for(letter: Letter) -> float:
    made = letter.source in HALVES or letter.quiet
    if letter.source.startswith(ODD):
        return AN_ODD_ONES_WEIGHT
    return (A_STRANGERS_WEIGHT if strange(letter.source) else 1.0) * (A_HALFS_WEIGHT if made else 1.0)


def strange(source: str) -> bool:
    return source in {file.stem for file in open_files()}


def in_place(letters: Iterable[Letter]) -> Iterator[Sentence]:
    """The sentences of letters, with their neighbours' words among their terms."""
    met: Counter[tuple[str, str]] = Counter()
    for letter in letters:
        marked = letter.sentences()
        told = [sentence for sentence, _ in marked]
        texts = [sentence.text for sentence in told]
        for at, (sentence, codes) in enumerate(marked):
            seen = letter.source, re.sub(r"\d", "0", sentence.text)[:80]
            met[seen] += 1
            if letter.source in HALVES and met[seen] > _REPEATS:
                continue
            weight = counts_for(letter)
            sure = {code for code in codes if not code.endswith("?")}
            if (codes and not sure) or (letter.sought and strange(letter.source) and not sure):
                continue
            for reason in sorted(sure) or [NO_REASON]:
                yield Sentence(
                    author(letter.source),
                    terms_of(told, texts, at, letter.type),
                    reason,
                    sentence.text,
                    weight,
                )


def letters() -> list[Letter]:
    made = [letter for half in HALVES for letter in generated(half, 0, CASES)]
    return [*written(), *labelled(), *quiet(), *hand_told(), *made]


# ---------------------------------------------------------------- models


def fitted(
    terms: Sequence[frozenset[str]],
    kinds: Sequence[str],
    known: Sequence[Sentence],
    of: str,
    counting: Callable[[frozenset[str]], float] | None = None,
) -> WordModel:
    """A linear model and a net, averaged. `counting`: what each term of a sentence counts, where not 1."""
    rows, matrix = _met(terms, known)
    two = len(set(kinds)) == 2
    if counting is not None:
        matrix = diags([counting(found) for found in terms]) @ matrix
    counts = np.array([sentence.weight for sentence in known])
    model = LogisticRegression(C=STRENGTHS[of], max_iter=400, solver="liblinear" if two else "lbfgs")
    model.fit(matrix, list(kinds), sample_weight=counts)
    names = tuple(map(str, model.classes_))
    weights, base = model.coef_.T, model.intercept_
    if two:  # the model tells the odds of the second kind
        weights, base = np.hstack([-weights, weights]) / 2, np.concatenate([-base, base]) / 2
    numbers = np.array([names.index(kind) for kind in kinds])
    net = trained(csr_matrix(matrix), numbers, counts, SHAPES[of], SEED)
    hidden = replace(net.hidden, says=net.hidden.says / 2)
    return WordModel(names, rows, (weights + net.weights) / 2, (base + net.base) / 2, hidden)


def _met(terms: Sequence[frozenset[str]], known: Sequence[Sentence]) -> tuple[dict[str, int], csr_matrix]:
    """The terms that are met often enough and by two hands, and which of them each sentence has."""
    met: Counter[str] = Counter()
    authors: dict[str, set[str]] = defaultdict(set)
    for found, sentence in zip(terms, known, strict=True):
        met.update(found)
        for term in found:
            authors[term].add(sentence.author)
    kept = sorted(term for term, times in met.items() if times >= LEAST and len(authors[term]) > 1)
    rows = {term: row for row, term in enumerate(kept)}
    ends, columns = [0], []
    for found in terms:
        columns += sorted(rows[term] for term in found if term in rows)
        ends.append(len(columns))
    return rows, csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(terms), len(rows)))


def ears(known: Sequence[Sentence], meaning: MeaningModel) -> Ears:
    gives = ["gives" if s.reason else NO_REASON for s in known]
    saying = fitted([s.terms for s in known], gives, known, "saying")
    named = [s._replace(weight=min(1.0, s.weight) * _SELDOM.get(s.reason, 1.0)) for s in known if s.reason]
    naming = fitted([names_of(s.text) for s in named], [s.reason for s in named], named, "naming", each)
    return Ears(saying, naming, meaning)


# ---------------------------------------------------------------- weights


@dataclass(frozen=True)
class Heard:
    """A letter with the readings of its sentences, and whether each is right (None: may be read so)."""

    letter: Letter
    readings: tuple[Reading, ...]
    right: tuple[bool | None, ...]
    coded: frozenset[str]

    @property
    def weight(self) -> float:
        return counts_for(self.letter)


def heard(letter: Letter, models: Ears) -> Heard:
    lexicon = load_lexicon()
    told = [sentence for sentence, _ in letter.sentences()]
    found = tuple(readings(told, letter.pages, letter.type, lexicon, models))
    codes = [codes for _, codes in letter.sentences()]
    right: list[bool | None] = []
    for reading in found:
        stated = codes[reading.at]
        open_ = f"{reading.code}?" in stated or reading.code in letter.may or reading.code in letter.unplaced
        right.append(True if reading.code in stated else None if open_ else False)
    spots = [spot.code.reason for page in letter.pages for spot in code_spots(page, lexicon) if spot.code]
    return Heard(letter, found, tuple(right), frozenset(filter(None, spots)))


def weights(
    evidence: Sequence[Mapping[str, float]], right: Sequence[bool], weight: Sequence[float]
) -> dict[str, float]:
    keys = sorted({key for item in evidence for key in item})
    matrix = np.array([[item.get(key, 0.0) for key in keys] for item in evidence])
    model = LogisticRegression(C=STRENGTHS["weighing"], solver="newton-cholesky")
    model.fit(matrix, right, sample_weight=weight)
    return {BASE: float(model.intercept_[0]), **dict(zip(keys, map(float, model.coef_[0]), strict=True))}


def of_readings(some: Sequence[Heard]) -> dict[str, float]:
    rows = [
        (reading.evidence, right, item.weight)
        for item in some
        for reading, right in zip(item.readings, item.right, strict=True)
        if right is not None
    ]
    return weights([row[0] for row in rows], [bool(row[1]) for row in rows], [row[2] for row in rows])


def together(item: Heard, scale: Mapping[str, float]) -> list[tuple[Reading, Mapping[str, float]]]:
    scored = [(reading, weighed(reading.evidence, scale)) for reading in item.readings]
    return list(summed(scored, set(item.coded)))


def of_papers(some: Sequence[Heard], scales: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """`scales`: the weights of readings for each fold."""
    rows = [
        (evidence, reading.code in item.letter.reasons, item.weight)
        for item in some
        for reading, evidence in together(item, scales[fold(author(item.letter.source))])
        if reading.code not in item.letter.may
    ]
    return weights([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])


# ---------------------------------------------------------------- judging


def judged(
    item: Heard, readings_scale: Mapping[str, float], papers_scale: Mapping[str, float]
) -> list[tuple[Reading, float]]:
    found = [(r, chance(weighed(e, papers_scale))) for r, e in together(item, readings_scale)]
    return sorted(found, key=lambda pair: -pair[1])


def said(item: Heard, found: Sequence[tuple[Reading, float]]) -> dict[str, float]:
    """As the program chooses."""
    chosen = {reading.code: sure for reading, sure in found if sure >= BELIEVED}
    if not chosen and item.coded:
        return dict.fromkeys(item.coded, 0.75)
    return chosen or {reading.code: sure for reading, sure in found[:1] if sure >= DOUBTED}


class Score:
    """Reasons found and right, found and wrong, not found; and what a chance came to."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.trust: dict[int, list[bool]] = defaultdict(list)

    def add(self, letter: Letter, answer: Mapping[str, float]) -> tuple[set[str], set[str]]:
        false, missed = set(answer) - letter.reasons - letter.may, letter.reasons - set(answer)
        self.counts["right"] += len(letter.reasons & set(answer))
        self.counts["wrong"] += len(false)
        self.counts["missed"] += len(missed)
        for code, sure in answer.items():
            self.trust[min(9, int(10 * sure))].append(code not in false)
        return false, missed

    def row(self, name: str) -> str:
        right, wrong, missed = (self.counts[key] for key in ("right", "wrong", "missed"))
        shares = (
            right / max(1, right + wrong),
            right / max(1, right + missed),
            2 * right / max(1, 2 * right + wrong + missed),
        )
        return f"| {name} | {' | '.join(f'{x:.3f}' for x in shares)} | {right} | {wrong} | {missed} |"


def cross_read(items: Sequence[Heard], misses: bool) -> dict[str, dict[str, float]]:
    """Print how each author's letters are read by what the others taught; the weights of readings from it."""
    by_author: dict[str, list[Heard]] = defaultdict(list)
    for item in items:
        by_author[fold(author(item.letter.source))].append(item)
    others = {name: [i for i in items if fold(author(i.letter.source)) != name] for name in by_author}
    scales = {name: of_readings(others[name]) for name in by_author}
    print("| author | precision | recall | F1 | right | wrong | missed |\n|---|--:|--:|--:|--:|--:|--:|")
    everyone, strangers, hush = Score(), Score(), Score()
    for name, own in sorted(by_author.items()):
        papers, score = of_papers(others[name], scales), Score()
        for item in own:
            found = judged(item, scales[name], papers)
            answer = said(item, found)
            boards = [
                score,
                *([] if name == "halves" else [everyone]),
                *([strangers] if strange(item.letter.source) else []),
            ]
            for board in (hush,) if item.letter.quiet else boards:
                false, missed = board.add(item.letter, answer)
            if misses and (false or missed):
                show(item, found, false, missed)
        print(score.row(name))
    print(everyone.row("all but the halves"))
    print(strangers.row("told by strangers"))
    print(hush.row(f"{sum(i.letter.quiet for i in items)} papers that give none, taken for denials"))
    for tenth, rights in sorted(strangers.trust.items()):
        print(f"| {tenth / 10} | {len(rights)} | {sum(rights) / len(rights):.3f} |")
    return scales


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit how the reasons for a denial are read.")
    parser.add_argument("nets", nargs=len(LEFT_OUT), type=Path, help="made without each line of LEFT_OUT")
    parser.add_argument("--write", action="store_true", help="write the models and weights")
    parser.add_argument("--misses", action="store_true", help="list what was read wrong")
    chosen = parser.parse_args()
    known_letters = letters()
    known = [*alone(), *in_place(known_letters)]
    papers = [letter for letter in known_letters if letter.type in DECIDING]
    print(f"{len(known)} sentences, {sum(bool(s.reason) for s in known)} give reasons; {len(papers)} letters")
    items: list[Heard] = []
    for names, net in zip(LEFT_OUT, chosen.nets, strict=True):
        without = ears([s for s in known if fold(s.author) not in names], read_model(net))
        items += [heard(letter, without) for letter in papers if fold(author(letter.source)) in names]
    scales = cross_read(items, chosen.misses)
    final = Scales(
        believed=BELIEVED, doubted=DOUBTED, readings=of_readings(items), papers=of_papers(items, scales)
    )
    if chosen.write:
        models = ears(known, shipped_meaning())
        save(models.saying, SAYING_WORDS)
        save(models.naming, REASON_WORDS)
        write(final)


def show(item: Heard, found: Sequence[tuple[Reading, float]], false: set[str], missed: set[str]) -> None:
    print(f"{item.letter.name} {item.letter.type}: false {sorted(false)}, missed {sorted(missed)}")
    for reading, sure in found[:4]:
        print(f"    {sure:.2f} {reading.code}: {reading.sentence.text[:150]}")


_HEAD = """\
# What speaks for and against a denial reason, and how much (log-odds). Written by bench/fit_reasons.py; what
# the names mean stands in facts/denial/reasons.py.
"""


def write(scales: Scales) -> None:
    rounded = scales.model_dump()
    for part in ("readings", "papers"):
        rounded[part] = {key: round(value, 3) for key, value in sorted(rounded[part].items())}
    SHIPPED.write_text(_HEAD + yaml.safe_dump(rounded, sort_keys=False), "utf-8")


if __name__ == "__main__":
    main()
