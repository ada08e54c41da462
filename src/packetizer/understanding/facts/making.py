"""Making facts: a value, where it stands, and how sure we are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from packetizer.model import Box, Fact, FactValue, PageRef
from packetizer.understanding.facts.layout import Cell, Sheet


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact without its number yet. `confidence`: that of the reading times how sure its role is."""

    kind: str
    value: FactValue
    text: str
    page: PageRef
    box: Box
    confidence: float
    currency: str = "USD"
    by_sender: bool = False  # as of a fact
    dates_paper: bool = False


def draft(
    sheet: Sheet,
    cell: Cell,
    span: tuple[int, int],
    kind: str,
    value: FactValue,
    certainty: float,
    currency: str = "USD",
) -> Draft:
    """The fact that `cell.text[span]` states."""
    start, end = span
    return Draft(
        kind,
        value,
        cell.text[start:end].strip(),
        sheet.page.ref,
        on_page(cell.line.box_at(start, end)),
        bounded(cell.line.confidence_at(start, end) * role_chance(certainty)),
        currency,
    )


# How often a role given with such certainty was right on the development papers (bench/accuracy.py), less a
# little for wordings not seen there.
_OBSERVED = ((0.0, 0.0), (0.42, 0.35), (0.5, 0.6), (0.6, 0.8), (0.75, 0.92), (0.9, 0.975), (1.0, 0.995))


def role_chance(certainty: float) -> float:
    """The chance that a role is right, from the certainty of the rule that gave it."""
    for (low, low_chance), (high, high_chance) in pairwise(_OBSERVED):
        if certainty <= high:
            return low_chance + (certainty - low) / (high - low) * (high_chance - low_chance)
    return _OBSERVED[-1][1]


def on_page(box: Box) -> Box:
    """The box cut to the page: readers may reach over its edge by a hair."""
    if box.x0 >= 0.0 and box.y0 >= 0.0 and box.x0 <= box.x1 <= 1.0 and box.y0 <= box.y1 <= 1.0:
        return box
    x0, y0 = min(max(box.x0, 0.0), 1.0), min(max(box.y0, 0.0), 1.0)
    return Box(x0, y0, max(min(box.x1, 1.0), x0), max(min(box.y1, 1.0), y0))


def overlapping(one: Draft, other: Draft) -> bool:
    """Whether two facts stand at one place."""
    return (
        one.page == other.page
        and min(one.box.x1, other.box.x1) - max(one.box.x0, other.box.x0) > 0
        and min(one.box.y1, other.box.y1) - max(one.box.y0, other.box.y0) > 0.3 * one.box.height
    )


def bounded(confidence: float) -> float:
    return round(min(max(confidence, 0.0), 0.99), 4)


def unique(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    """One draft for each kind, value and place, the most confident; in reading order."""
    best: dict[tuple[str, str, Box], Draft] = {}
    for item in drafts:
        key = (item.kind, str(item.value), item.box)
        if key not in best or item.confidence > best[key].confidence:
            best[key] = item
    return tuple(
        sorted(best.values(), key=lambda item: (item.page, round(item.box.y0, 3), item.box.x0, item.kind))
    )


def numbered(drafts: Iterable[Draft], prefix: str = "p") -> tuple[Fact, ...]:
    """Facts with provisional ids `p1` …, unique within what is numbered here."""
    return tuple(
        Fact(
            f"{prefix}{n}",
            d.kind,
            d.value,
            d.text,
            d.page,
            d.box,
            d.confidence,
            d.currency,
            by_sender=d.by_sender,
            dates_paper=d.dates_paper,
        )
        for n, d in enumerate(unique(drafts), 1)
    )


def redrafted(fact: Fact) -> Draft:
    """A found fact as a draft again, to be settled."""
    return Draft(
        fact.kind,
        fact.value,
        fact.text,
        fact.page,
        fact.box,
        fact.confidence,
        fact.currency,
        fact.by_sender,
        fact.dates_paper,
    )


def with_kind(item: Draft, kind: str, factor: float = 1.0) -> Draft:
    return replace(item, kind=kind, confidence=bounded(item.confidence * factor))
