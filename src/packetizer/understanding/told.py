"""What one page tells for itself, before others are asked; how that is written down for the next build."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from packetizer.model import Box, DateRange, Fact, FactValue, Page, PageRef
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.page.look import Look, look_at
from packetizer.understanding.types.classify import PageScores, score_page


@dataclass(frozen=True, slots=True)
class Told:
    """The facts of a page, and which papers it looks like a page of. Costs most of the time of this room."""

    facts: tuple[Fact, ...]
    scores: PageScores


def tell(page: Page, knowledge: Knowledge, look: Look | None = None) -> Told:
    """Depends on nothing but the page (its name apart) and what is known."""
    facts = find_facts(page, knowledge.lexicon)
    return Told(facts, score_page(look or look_at(page, knowledge.vocabulary), facts, knowledge))


# ---------------------------------------------------------------- for the next build

Written = Mapping[str, object]  # of JSON's own types
Row = list[Any]  # of JSON's own types


def written(told: Told) -> Written:
    """As JSON can keep it: every number comes back as it was."""
    scores = {
        field.name: value.tolist() if isinstance(value, np.ndarray) else value
        for field in fields(PageScores)
        for value in [getattr(told.scores, field.name)]
    }
    return {"facts": [row_of(fact) for fact in told.facts], "scores": scores}


def as_told(kept: Written, ref: PageRef) -> Told | None:
    """What `written` wrote, now of the page called `ref`; None where it is nothing of the kind."""
    try:
        rows, scores = kept["facts"], kept["scores"]
        assert isinstance(rows, list)  # noqa: S101
        assert isinstance(scores, dict)  # noqa: S101
        arrays: dict[str, Any] = {
            name: np.array(v) if isinstance(v, list) else v for name, v in scores.items()
        }
        return Told(tuple(fact_in(row, ref) for row in rows), PageScores(**arrays))
    except (AssertionError, KeyError, TypeError, ValueError, InvalidOperation):
        return None


def row_of(fact: Fact) -> Row:
    """A fact as JSON keeps it, but for its page."""
    box = fact.box
    place = [box.x0, box.y0, box.x1, box.y1]
    seen = [list(fact.also_read), fact.given, fact.by_sender, fact.dates_paper]
    return [fact.id, fact.kind, *_value(fact.value), fact.text, *place, fact.confidence, fact.currency, *seen]


def fact_in(row: Row, page: PageRef) -> Fact:
    """What `row_of` wrote. Raises TypeError, ValueError, KeyError or InvalidOperation for anything else."""
    name, kind, sort, value, text, x0, y0, x1, y1, confidence, currency, also_read, *marks = row
    given, by_sender, dates_paper = marks
    return Fact(
        name,
        kind,
        _READ[sort](value),
        text,
        page,
        Box(float(x0), float(y0), float(x1), float(y1)),
        float(confidence),
        currency,
        tuple(also_read),
        bool(given),
        bool(by_sender),
        bool(dates_paper),
    )


def _value(value: FactValue) -> tuple[str, str]:
    if isinstance(value, DateRange):
        return "days", f"{value.first.isoformat()}/{value.last.isoformat()}"
    if isinstance(value, date):
        return "day", value.isoformat()
    return ("amount", str(value)) if isinstance(value, Decimal) else ("text", value)


def _days(value: str) -> DateRange:
    first, last = value.split("/")
    return DateRange(date.fromisoformat(first), date.fromisoformat(last))


_READ: Mapping[str, Callable[[str], FactValue]] = {
    "days": _days,
    "day": date.fromisoformat,
    "amount": Decimal,
    "text": str,
}
