"""Which pages are one paper: the best way to cut a whole file, by dynamic programming.

A cut is worth its boundary points, a join the reverse; each paper also is worth how well its pages'
numbering and types fit together. The best sum over the whole file wins, so that a doubtful page is settled
by what surrounds it. Then papers whose numbering proves that they go on in the next file are put together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from packetizer.model import PageRef
from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.page.numbering import PageNumber
from packetizer.understanding.sheet import Sheet
from packetizer.understanding.splitting.acrossfiles import across_files
from packetizer.understanding.splitting.boundaries import boundary_points
from packetizer.understanding.splitting.draft import Draft, numbers_of
from packetizer.understanding.splitting.goingon import goes_on, of_one_book
from packetizer.understanding.splitting.visits import begun_visits
from packetizer.understanding.types.classify import NO_EVIDENCE, Scores

_LONGEST = 400  # pages of one paper that are looked at together
_PROOF = 50.0  # points that nothing outweighs: a separator sheet, a person's word
_TYPE_SPREAD = 9.0  # a page speaks against a type with at most so many points of evidence
_TYPE_WEIGHT = 0.3
_UNTITLED = 0.7  # a page without a title says less of the type of the paper that it goes on with
_NEXT, _JUMP, _AGAIN, _RESTART, _OTHER_TOTAL, _AFTER_LAST, _UNNUMBERED = (
    12.0,
    2.0,
    -8.0,
    -6.5,
    -6.5,
    -4.0,
    -1.0,
)
_LONG_PAPER, _EXCERPT = 4, 6.0  # pages copied out of a long paper: another of as many is rarely beside it
_COUNTED = 12.0  # "2 of 3" behind one page without a number: it is the first
_BACKWARDS = 36.0  # "2 of 3" after "3 of 3": a paper that was scanned from its end
_PLAIN = 0.6  # a number without "of" proves less
_GOES_ON = -24.0  # what proves that a page goes on
_ANOTHER_VISIT = 24.0  # more than the count of the pages that a chart was printed on


@dataclass(slots=True)
class _Paper:
    """A paper that grows page by page while the program tries where it ends."""

    points: float = 0.0
    against: Scores | None = None  # how much speaks against each type
    seen: set[int] = field(default_factory=set)
    total: int | None = None
    last: int | None = None
    pages: int = 0

    def add(self, sheet: Sheet, following: PageNumber | None) -> None:
        """The next page; `points` change by how well its number fits, with that of the page behind it."""
        if self.against is None:
            self.points += _as_first(sheet.number)
        else:
            self.points += self._as_next(sheet.number, following)
        self.pages += 1
        if sheet.legible:
            scores = np.maximum(sheet.scores.scores, NO_EVIDENCE)
            spread = np.minimum(scores.max() - scores, _TYPE_SPREAD)
            weight = 1.0 if sheet.scores.opening.any() else _UNTITLED
            self.against = spread if self.against is None else self.against + weight * spread
        elif self.against is None:
            self.against = np.zeros_like(sheet.scores.scores)
        if sheet.number:
            self.seen.add(sheet.number.number)
            self.total = sheet.number.total or self.total
            self.last = sheet.number.number

    def _as_next(self, number: PageNumber | None, following: PageNumber | None) -> float:
        if number is None:
            complete = self.total is not None and self.seen >= set(range(1, self.total + 1))
            return _AFTER_LAST if complete else _UNNUMBERED if self.seen else 0.0
        weight = 1.0 if number.total else _PLAIN
        if self.last is None:
            if number.number == 1:
                return weight * _RESTART
            counted = number.total is not None and number.number == self.pages + 1
            turned = following is not None and following.number == number.number - 1
            return _COUNTED if counted and not turned else weight * 0.5
        if number.total and self.total and number.total != self.total:
            return _OTHER_TOTAL
        if number.number in self.seen:
            return weight * _AGAIN
        if number.number == self.last + 1:
            return weight * _NEXT
        if number.total == self.total and number.number == self.last - 1 and number.total in self.seen:
            return _BACKWARDS if len(self.seen) == self.pages else _RESTART
        if number.number == 1 and not (number.total and self.total):
            return weight * _RESTART
        if number.total and number.total == self.total and number.total >= _LONG_PAPER:
            return _EXCERPT if number.number > self.last else _JUMP
        return weight * _JUMP if number.total else -0.5

    def fit(self) -> float:
        """How well its pages go together."""
        least = 0.0 if self.against is None else float(self.against.min())
        return self.points - _TYPE_WEIGHT * least


def _as_first(number: PageNumber | None) -> float:
    if number is None:
        return 0.0
    weight = 1.0 if number.total else _PLAIN
    return weight * (1.5 if number.number == 1 else -1.5)


def divide(
    sheets: Sequence[Sheet],
    separators: frozenset[PageRef],
    begins: Mapping[PageRef, bool],
    knowledge: Knowledge,
) -> tuple[Draft, ...]:
    """The papers of a case, in source order.

    `sheets` are the pages that hold something, in source order; `separators` are sheets (not among them)
    after which a paper begins; `begins` is what a person said about a page: it is a paper's first (True) or
    not.
    """
    drafts: list[Draft] = []
    for file in _by_source(sheets):
        cuts = _cuts(file, separators, begins, knowledge)
        drafts.extend(_ordered(file[start:end], knowledge) for start, end in cuts)
    return tuple(across_files(_joined_by_hand(drafts, begins), knowledge))


def _by_source(sheets: Sequence[Sheet]) -> list[list[Sheet]]:
    files: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        files.setdefault(sheet.page.ref.source, []).append(sheet)
    return list(files.values())


def _cuts(
    file: Sequence[Sheet],
    separators: frozenset[PageRef],
    begins: Mapping[PageRef, bool],
    knowledge: Knowledge,
) -> list[tuple[int, int]]:
    """The best cuts of one file, as (first, behind last)."""
    points = [0.0]
    visits = begun_visits(file, knowledge)
    for before, after in pairwise(file):
        another = _ANOTHER_VISIT if after.page.ref in visits else 0.0
        one = _GOES_ON if not another and goes_on(before, after, knowledge) else 0.0
        points.append(another + one + _points(before, after, separators, begins, knowledge))
    best: list[float] = [0.0] + [float("-inf")] * len(file)
    came_from = [0] * (len(file) + 1)
    for start in range(len(file)):
        paper = _Paper()
        joins = 0.0
        opening = best[start] + (points[start] if start else 0.0)
        for end in range(start + 1, min(start + _LONGEST, len(file)) + 1):
            if end - 1 > start:
                if points[end - 1] >= _PROOF:
                    break
                joins -= points[end - 1]
            paper.add(file[end - 1], file[end].number if end < len(file) else None)
            value = opening + joins + paper.fit()
            if value > best[end]:
                best[end], came_from[end] = value, start
    cuts = []
    end = len(file)
    while end:
        cuts.append((came_from[end], end))
        end = came_from[end]
    return cuts[::-1]


def _points(
    before: Sheet,
    after: Sheet,
    separators: frozenset[PageRef],
    begins: Mapping[PageRef, bool],
    knowledge: Knowledge,
) -> float:
    ref = after.page.ref
    if ref in begins:
        return 100.0 if begins[ref] else -100.0
    between = (PageRef(ref.source, number) for number in range(before.page.ref.number + 1, ref.number))
    if any(page in separators for page in between):
        return _PROOF
    return boundary_points(before, after, knowledge)


def _ordered(sheets: Sequence[Sheet], knowledge: Knowledge) -> Draft:
    """In the order of the printed numbers, where every page bears one and no two the same.

    The cover of a book bears none.
    """
    cover = len(sheets) > 1 and sheets[0].number is None and of_one_book(sheets[0], sheets[1], knowledge)
    numbers = [number.number for number in numbers_of(sheets)]
    proved = len(numbers) == len(sheets) - cover == len(set(numbers))
    if not proved or numbers == sorted(numbers) or len({n.total for n in numbers_of(sheets)}) != 1:
        return Draft(tuple(sheets))
    ordered = sorted(sheets, key=lambda sheet: sheet.number.number if sheet.number else 0)
    return Draft(tuple(ordered), reordered=True)


def _joined_by_hand(drafts: Sequence[Draft], begins: Mapping[PageRef, bool]) -> list[Draft]:
    """A file's first page that a person says begins nothing goes on with the paper before it."""
    joined: list[Draft] = []
    for draft in drafts:
        if joined and begins.get(draft.sheets[0].page.ref) is False:
            joined[-1] = replace(joined[-1], sheets=joined[-1].sheets + draft.sheets, forced=True)
        else:
            joined.append(draft)
    return joined
