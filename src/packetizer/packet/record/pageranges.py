"""Page numbers as people write them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def spans(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Runs of numbers as (first, last), rising."""
    ordered = sorted(set(numbers))
    groups = groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0])
    runs = [[number for _, number in group] for _, group in groups]
    return [(run[0], run[-1]) for run in runs]


def ranges(numbers: Iterable[int]) -> str:
    """ "2, 4–6": an en dash for a run, also of two."""
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans(numbers))


def in_words(numbers: Iterable[int]) -> str:
    """ "page 2" or "pages 2, 4–6"."""
    listed = list(numbers)
    return f"{'page' if len(set(listed)) == 1 else 'pages'} {ranges(listed)}"
