"""The shape of data/scales.yaml: rating scales, and what is said around their totals and around pain."""

from __future__ import annotations

import re
from functools import cached_property

from packetizer.understanding.lore.entrytypes import AnyOf, Entry, Phrases


class Scale(Entry):
    id: str
    kind: str | None  # the fact kind of its total, None where the manifest has none
    title: str
    names: Phrases
    felt: Phrases = ()  # what it asks for, where a paper names no scale
    where: Phrases = ()  # where it is felt
    beside: Phrases = ()  # what else is put in numbers of the same range
    low: int
    high: int
    items: int
    item_high: int
    bands: tuple[tuple[int, str], ...]  # lowest total of each band, ascending

    def band(self, total: float) -> str:
        """The name of the band that a total falls in."""
        return next(name for low, name in reversed(self.bands) if total >= low or low == self.low)


class ScaleWords(Entry):
    """What is said around totals of scales."""

    counted: Phrases  # what is counted or measured in numbers that are no totals
    counting: Phrases  # what has such a number: "item 9"
    least: Phrases  # what the ends of a scale are said to mean
    most: Phrases
    levels: Phrases  # what bands of totals are called, beside the scales' own names for them
    topmost: AnyOf  # heads of what a total can be at most
    harmed: AnyOf  # whom "hurting" harms: no pain that is felt
    no_total: Phrases
    counts: Phrases
    or_more: Phrases
    then: Phrases
    it_was: Phrases
    timed: Phrases
    beside_time: Phrases
    lead: Phrases
    columns: Phrases
    total: Phrases
    total_of: Phrases
    columns_added: Phrases
    pain_counts: Phrases
    pain_cues: Phrases
    pain_asked: Phrases
    pain_degrees: Phrases
    pain_later: Phrases
    pain_items: Phrases
    not_pain: Phrases
    not_pain_said: Phrases
    criteria: Phrases
    limits: Phrases

    @cached_property
    def measures(self) -> re.Pattern[str]:
        return re.compile(rf"[\s-]?(?:{'|'.join(self.counted)})\b", re.IGNORECASE)

    @cached_property
    def ends(self) -> re.Pattern[str]:
        """A scale's ends and what they mean: "(0 no pain, 10 worst)", "0 = none", "from 0 to 10"."""
        said = "|".join((*self.least, *self.most))
        link = r"(?:[\s=:(–-]|is\b|being\b|means\b|meaning\b|for\b|,){0,4}(?:the\s)?"
        return re.compile(
            rf"\b0\s?(?:[-–]|to|through|and)\s?10\b|\b(?:0|10|zero|ten){link}(?:{said})\b|"
            rf"\b(?:{said})\s?(?:=|:|is|being|\()?\s?(?:0|10)\b",
            re.IGNORECASE,
        )

    @cached_property
    def numbers(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{'|'.join(self.counting)})\s?(?:no\.?\s?|#)?$", re.IGNORECASE)
