"""A page with all that this room has seen on it: what papers are made of."""

from __future__ import annotations

from dataclasses import dataclass

from packetizer.model import Fact, Page
from packetizer.understanding.page.look import Look
from packetizer.understanding.page.numbering import PageNumber
from packetizer.understanding.types.classify import PageScores


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: how it looks, what types it may be, its printed number, its facts."""

    page: Page
    look: Look
    scores: PageScores
    number: PageNumber | None
    facts: tuple[Fact, ...]
    legible: bool
