"""Work on the pages of finished files, in workers: a page that takes all time costs itself, not the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from packetizer.spread import Outcome

if TYPE_CHECKING:
    from packetizer.spread import Spread

AT_ONCE = 200  # pages of a run: pdfium keeps all it has seen of an opened file in memory
SECONDS, SECONDS_A_PAGE = 60.0, 0.2  # that a run may take
ALONE_SECONDS = 150.0  # that a page may take with nothing beside it

X_co = TypeVar("X_co", covariant=True)
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Run(Generic[X_co]):
    """Work on some pages of a file; of each, what is known of it."""

    file: Path
    pages: tuple[X_co, ...]

    def parted(self, size: int) -> Iterator[Self]:
        """The same work on so many pages at a time."""
        for begin in range(0, len(self.pages), size):
            yield replace(self, pages=self.pages[begin : begin + size])


R = TypeVar("R", bound=Run[object])


def page_by_page(fn: Callable[[R], B], work: Sequence[R], spread: Spread) -> Iterator[tuple[R, Outcome[B]]]:
    """What `fn` makes of many pages at once; where that failed, of each alone, or the failure.

    It fails where a worker dies over it or the clock takes it: a page that does so alone is the one.
    """
    runs = [run for whole in work for run in whole.parted(AT_ONCE)]
    again: list[R] = []
    most = max((len(run.pages) for run in runs), default=0)
    for run, outcome in zip(runs, spread(fn, runs, timeout=SECONDS + SECONDS_A_PAGE * most), strict=True):
        if outcome.value is None:
            again += run.parted(1)
        else:
            yield run, outcome
    yield from zip(again, spread(fn, again, timeout=ALONE_SECONDS), strict=True)
