"""The same page twice: another scan, a fax of it, the same file under another name. The best copy stays.

Two pages are one when nearly all words agree in order and no figure contradicts another: two receipts of one
shop, or one form filled twice, agree in their words and differ in dates, numbers or amounts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from packetizer.model import PageRef, Word
from packetizer.understanding.page.look import squash
from packetizer.understanding.sheet import Sheet

_BUCKETS = 512  # words are hashed into so many counts to find likely pairs
_LIKELY = 0.72  # cosine of counts from which a pair is looked at
_SIBLINGS = 0.6  # cosine of two papers made from one template
_AGREE = 0.8  # share of the shorter page's words that stand on the other, in order
_EQUAL = 0.35  # share of the shorter page's words that are letter for letter the same on any copy
_FEW = 12  # fewer words identify no page, unless the pictures agree too
_FEW_AGREE = 0.95
_SAME_PICTURE = 6  # of 64 bits of the fingerprint
_FIRST_LETTER, _LETTERS = 0xE000, 1_000_000  # Unicode's after the surrogates
_SURE = 0.85  # two figures read at least so well contradict each other
_FACT_KINDS = ("date.", "amount.", "id.", "score.", "name.patient")


def find_duplicates(sheets: Sequence[Sheet]) -> dict[PageRef, PageRef]:
    """For each page that is another's copy, the page that stays."""
    readable = [sheet for sheet in sheets if sheet.page.words or sheet.page.fingerprint]
    letters: dict[str, int] = {}
    seen = [_seen(sheet, letters) for sheet in readable]
    counts = _counts(readable)
    pairs = [(one, other) for one, other in _likely_pairs(readable, counts) if _same(seen[one], seen[other])]
    pairs = _by_runs(pairs, readable, counts)
    groups = _groups(pairs, len(readable))
    worth = _worth(groups, readable)
    found: dict[PageRef, PageRef] = {}
    for group in groups:
        best = max(group, key=lambda number: _rank(readable[number], worth))
        found.update(
            {readable[number].page.ref: readable[best].page.ref for number in group if number != best}
        )
    return found


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is compared of a page, made once."""

    sheet: Sheet
    words: tuple[tuple[str, Word], ...]
    texts: tuple[str, ...]
    spelled: str  # a letter for each text, among these pages: strings are compared many times as fast
    sayings: Mapping[str, set[str | date | Decimal]]


def _seen(sheet: Sheet, letters: dict[str, int]) -> _Seen:
    """`letters`: numbers of the texts seen so far; new ones are added."""
    words = tuple((text, word) for word in _printed(sheet.page.words) if (text := squash(word.text)))
    texts = tuple(text for text, _ in words)
    numbers = (letters.setdefault(text, len(letters)) for text in texts)
    spelled = "".join(chr(_FIRST_LETTER + number % _LETTERS) for number in numbers)
    return _Seen(sheet, words, texts, spelled, _sayings(sheet))


_RULES = re.compile(r"[|!_\-–—=\[\](){}.,:;'~]+$")
_TORN, _TORN_OFF = re.compile(r"\d,$"), re.compile(r"\d{3}(?!\d)")


def _printed(words: Sequence[Word]) -> list[Word]:
    """The words without a table's rules, which one reading has and another has not, and with sums that were
    torn ("$1," "300.00") whole."""
    made: list[Word] = []
    for word in words:
        if _RULES.match(word.text):
            continue
        if made and _TORN.search(made[-1].text) and _TORN_OFF.match(word.text):
            sure = min(made[-1].confidence, word.confidence)
            made[-1] = replace(made[-1], text=made[-1].text + word.text, confidence=sure)
        else:
            made.append(word)
    return made


def _same(one: _Seen, other: _Seen) -> bool:
    if not one.texts or not other.texts:
        return not one.texts and not other.texts and _picture_distance(one.sheet, other.sheet) == 0
    shorter, longer = (one, other) if len(one.texts) <= len(other.texts) else (other, one)
    if len(shorter.texts) < 0.6 * len(longer.texts) or not _may_agree(shorter.spelled, longer.spelled):
        return False
    if _facts_differ(one, other) or _figures_differ(one.words, other.words):
        return False
    near = _picture_distance(one.sheet, other.sheet)
    agree = _agreement(shorter.texts, longer.texts)
    few = len(shorter.texts) < _FEW
    if few and (near is None or near > _SAME_PICTURE):
        same_length = len(shorter.texts) == len(longer.texts)
        return agree >= _FEW_AGREE and same_length and _identical(one.sheet, other.sheet)
    needed = _FEW_AGREE if few else _AGREE
    return agree >= needed or (agree >= needed - 0.15 and near is not None and near <= _SAME_PICTURE)


def _may_agree(shorter: str, longer: str) -> bool:
    """Whether enough words are equal for a close look, which costs a hundred times as much."""
    most = round(len(longer) - _EQUAL * len(shorter))
    return Levenshtein.distance(shorter, longer, score_cutoff=most) <= most


def _identical(one: Sheet, other: Sheet) -> bool:
    return [word.text for word in one.page.words] == [word.text for word in other.page.words]


def _agreement(shorter: Sequence[str], longer: Sequence[str]) -> float:
    """Share of the shorter page's words that stand on the longer in order, a misread letter allowed."""
    same = near = 0
    for op in Levenshtein.opcodes(shorter, longer):
        if op.tag == "equal":
            same += op.src_end - op.src_start
        elif op.tag == "replace":
            pairs = zip(shorter[op.src_start : op.src_end], longer[op.dest_start : op.dest_end], strict=False)
            near += sum(_similar(a, b) for a, b in pairs)
    return (same + near) / len(shorter)


def _similar(a: str, b: str) -> bool:
    return Levenshtein.distance(a, b, score_cutoff=2) <= (1 if max(len(a), len(b)) < 8 else 2)


def _figures_differ(a: Sequence[tuple[str, Word]], b: Sequence[tuple[str, Word]]) -> bool:
    """Whether well-read numbers or names at the same place of both texts contradict each other."""
    against = figures = others = 0
    for op in Levenshtein.opcodes([text for text, _ in a], [text for text, _ in b]):
        if op.tag == "equal":
            figures += sum(_is_figure(word.text) for _, word in a[op.src_start : op.src_end])
        elif op.tag == "replace" and op.src_end - op.src_start == op.dest_end - op.dest_start:
            pairs = zip(a[op.src_start : op.src_end], b[op.dest_start : op.dest_end], strict=True)
            for (text, word), (other, twin) in pairs:
                if _is_figure(word.text) and _is_figure(twin.text):
                    figures += 1
                    sure = min(word.confidence, twin.confidence) >= _SURE
                    against += sure and Levenshtein.distance(text, other) >= (
                        1 if len(text) == len(other) else 2
                    )
                elif min(word.confidence, twin.confidence) >= _SURE:
                    others += Levenshtein.normalized_distance(text, other) > 0.5
    return against > max(0.0, 0.03 * (figures - 20)) or others > 0.02 * len(a)


def _is_figure(text: str) -> bool:
    return sum(char.isdigit() for char in text) >= min(2, len(text))


def _facts_differ(one: _Seen, other: _Seen) -> bool:
    """Whether what both pages surely say under one name differs."""
    a, b = one.sayings, other.sayings
    return any(a[kind] and b[kind] and not a[kind] & b[kind] for kind in a.keys() & b.keys())


def _sayings(sheet: Sheet) -> Mapping[str, set[str | date | Decimal]]:
    found: dict[str, set[str | date | Decimal]] = {}
    for fact in sheet.facts:
        if fact.confidence >= _SURE and fact.kind.startswith(_FACT_KINDS):
            value = fact.value if isinstance(fact.value, date | Decimal) else squash(str(fact.value))
            found.setdefault(fact.kind, set()).add(value)
    return found


def _picture_distance(one: Sheet, other: Sheet) -> int | None:
    a, b = one.page.fingerprint, other.page.fingerprint
    return (int(a, 16) ^ int(b, 16)).bit_count() if a and b else None


def _likely_pairs(sheets: Sequence[Sheet], counts: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Pairs of pages with like words or like pictures; cheap enough for thousands of pages."""
    pairs: list[tuple[int, int]] = []
    step = 512
    for start in range(0, len(sheets), step):
        like = counts[start : start + step] @ counts.T
        for row, column in zip(*np.nonzero(like >= _LIKELY), strict=True):
            if start + int(row) < int(column):
                pairs.append((start + int(row), int(column)))
    same_picture: dict[str, list[int]] = {}
    for number, sheet in enumerate(sheets):
        if not sheet.page.words:
            same_picture.setdefault(sheet.page.fingerprint, []).append(number)
    for group in same_picture.values():
        pairs.extend((group[0], other) for other in group[1:])
    return pairs


def _counts(sheets: Sequence[Sheet]) -> NDArray[np.float32]:
    """One row a page: how often words of each bucket stand on it, of length 1."""
    counts = np.zeros((len(sheets), _BUCKETS), dtype=np.float32)
    for number, sheet in enumerate(sheets):
        buckets = [_bucket(squash(word.text)) for word in sheet.page.words]
        counts[number] = np.bincount(np.array(buckets, dtype=np.intp), minlength=_BUCKETS)
    counts = np.sqrt(counts)
    lengths = np.linalg.norm(counts, axis=1, keepdims=True)
    return np.asarray(counts / np.maximum(lengths, 1e-6), dtype=np.float32)


@lru_cache(maxsize=65536)
def _bucket(text: str) -> int:
    value = 0
    for char in text[:8]:
        value = (value * 131 + ord(char)) & 0xFFFFFFFF
    return value % _BUCKETS


def _by_runs(
    pairs: Sequence[tuple[int, int]], sheets: Sequence[Sheet], counts: NDArray[np.float32]
) -> list[tuple[int, int]]:
    """A leaf of small print after two like but different pages is no copy, unless those are copies too.

    Two letters of one insurer carry the same leaf about appeal rights; each needs its own.
    """
    place = {(s.page.ref.source, s.page.ref.number): n for n, s in enumerate(sheets)}
    known = set(pairs)
    proved = {
        pair
        for pair in pairs
        if _says_something(sheets[pair[0]]) or not _after_like_pages(sheets, place, counts, pair)
    }
    going = True
    while going:
        beside = {
            (min(left, right), max(left, right))
            for one, other in proved
            for step in (-1, 1)
            if (left := _beside(sheets, place, one, step)) is not None
            and (right := _beside(sheets, place, other, step)) is not None
        }
        new = (beside & known) - proved
        proved |= new
        going = bool(new)
    return sorted(proved)


def _beside(
    sheets: Sequence[Sheet], place: Mapping[tuple[str, int], int], number: int, step: int
) -> int | None:
    ref = sheets[number].page.ref
    return place.get((ref.source, ref.number + step))


def _says_something(sheet: Sheet) -> bool:
    kinds = ("date.", "id.", "name.patient", "amount.", "score.")
    return any(fact.kind.startswith(kinds) for fact in sheet.facts) or not sheet.page.words


def _after_like_pages(
    sheets: Sequence[Sheet],
    place: Mapping[tuple[str, int], int],
    counts: NDArray[np.float32],
    pair: tuple[int, int],
) -> bool:
    left, right = (_beside(sheets, place, number, -1) for number in pair)
    return left is not None and right is not None and float(counts[left] @ counts[right]) >= _SIBLINGS


def _groups(pairs: Sequence[tuple[int, int]], count: int) -> list[list[int]]:
    home = list(range(count))

    def root(number: int) -> int:
        while home[number] != number:
            number = home[number]
        return number

    for one, other in pairs:
        home[root(other)] = root(one)
    groups: dict[int, list[int]] = {}
    for number in range(count):
        groups.setdefault(root(number), []).append(number)
    return [group for group in groups.values() if len(group) > 1]


def _rank(sheet: Sheet, worth: Mapping[str, float]) -> tuple[float, float, int, str]:
    """The better file, then the better page; of equals the shorter name: "bill.pdf" before "bill (1).pdf"."""
    source = sheet.page.ref.source
    return worth[source], _quality(sheet), -len(source), source


def _quality(sheet: Sheet) -> float:
    return sheet.page.confidence * len(sheet.page.words)


def _worth(groups: Sequence[Sequence[int]], sheets: Sequence[Sheet]) -> dict[str, float]:
    """How well each file reads where it has copies.

    A paper's pages should stay together, from the better file.
    """
    sums: dict[str, list[float]] = {}
    for group in groups:
        best = max(_quality(sheets[number]) for number in group)
        for number in group:
            share = _quality(sheets[number]) / best if best else 1.0
            sums.setdefault(sheets[number].page.ref.source, []).append(share)
    return {source: round(sum(shares) / len(shares), 2) for source, shares in sums.items()}
