"""A paper before it is described."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from packetizer.model import PageRef
from packetizer.understanding.page.numbering import PageNumber
from packetizer.understanding.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper before it is described: its sheets, in order."""

    sheets: tuple[Sheet, ...]
    reordered: bool = False  # put in order by the printed numbers
    forced: bool = False  # a person said where it begins or that it goes on

    @property
    def pages(self) -> tuple[PageRef, ...]:
        return tuple(sheet.page.ref for sheet in self.sheets)

    def missing(self, printed: Mapping[PageRef, PageNumber]) -> tuple[int, ...]:
        """Numbers that its "x of y" numbering promises and no page bears.

        `printed`: the numbers of all pages. One that stands on the very page of the file where counting on
        leads is not missing: a fax counts the sheets of several papers.
        """
        numbers = numbers_of(self.sheets)
        totals = {number.total for number in numbers}
        if len(totals) != 1 or (total := totals.pop()) is None or len(numbers) != len(self.sheets):
            return ()
        gaps = set(range(1, total + 1)) - {number.number for number in numbers}
        at, first = self.pages[0], numbers[0].number
        counted = (replace(at, number=at.number + gap - first) for gap in gaps)
        there = {number.number for page in counted if (number := printed.get(page)) and number.total == total}
        return tuple(sorted(gaps - there))

    def numbered(self) -> tuple[int, frozenset[int]] | None:
        """Its "x of y" numbering, as y and each x; None where a page bears none, or not the same y."""
        found = numbers_of(self.sheets)
        totals = {number.total for number in found}
        total = totals.pop() if len(totals) == 1 else None
        each = frozenset(number.number for number in found)
        return None if total is None or len(each) != len(self.sheets) else (total, each)


def numbers_of(sheets: Sequence[Sheet]) -> list[PageNumber]:
    return [sheet.number for sheet in sheets if sheet.number]
