"""Answers printed to choose from, `0 1 2 (3) 4 5 6 7 8 9 10`, and which of them is marked.

A reader may set them without spaces (`0123(4)5678910`). The first of them is no answer, nor is any other that
nobody marked; where two are marked, or the mark was not read, there is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_RUN = re.compile(r"(?<![\w.$/])[(\[{<]?\s?[\d⓪①-⑩][\d\s()\[\]{}<>|_.⓪①-⑩]{8,}(?!\w)")
_MARKED = re.compile(r"[(\[{<]\s?(\d{1,2})\s?[)\]}>]|([⓪①-⑩])")
_FIGURE = re.compile(r"[\d⓪①-⑩]")
_OFFERED = ("012345678910", "12345678910")


@dataclass(frozen=True, slots=True)
class Choices:
    """Where the answers stand in a cell's text; `answer` is the marked one's place, None without one."""

    start: int
    end: int
    answer: tuple[int, int] | None
    value: int = 0


def choices_in(text: str) -> Iterator[Choices]:
    """The rows of answers from 0 (or 1) to 10 that a text prints; one figure may be lost under its mark."""
    for run in _RUN.finditer(text):
        figures = "".join(unicodedata.normalize("NFKC", char) for char in _FIGURE.findall(run[0]))
        if not any(_offers(figures, whole) for whole in _OFFERED):
            continue
        marked = list(_MARKED.finditer(run[0]))
        whole = figures in _OFFERED
        if len(marked) != 1 or not whole:
            yield Choices(*run.span(), None)
            continue
        group = 1 if marked[0][1] else 2
        start, end = (run.start() + at for at in marked[0].span(group))
        yield Choices(*run.span(), (start, end), int(unicodedata.normalize("NFKC", marked[0][group])))


def _offers(figures: str, whole: str) -> bool:
    """Whether the figures are all that are offered, but for one answer."""
    if figures == whole:
        return True
    answers = [str(at) for at in range(int(whole[0]), 11)]
    return any(figures == "".join(answers[:at] + answers[at + 1 :]) for at in range(len(answers)))
