"""The shapes of data/clauses.yaml and data/days.yaml: what is said around days."""

from __future__ import annotations

import re
from functools import cached_property

from packetizer.understanding.lore.entrytypes import AnyOf, Entry, Phrases


class ClauseWords(Entry):
    """What the clause around a date speaks of."""

    papers: AnyOf
    decisions: AnyOf
    money: AnyOf
    care: AnyOf
    medicine: AnyOf
    others: AnyOf
    visits: AnyOf
    encounters: AnyOf
    acts: AnyOf
    unkept: AnyOf
    no_care: AnyOf
    contracts: AnyOf
    renewals: AnyOf
    kin: AnyOf
    patients: AnyOf
    answers: Phrases
    answered_by: Phrases
    asked: Phrases
    got: Phrases
    came: Phrases
    persons: Phrases
    titled: Phrases
    persons_ahead: Phrases
    reached: Phrases
    to_come: Phrases
    been: Phrases
    papers_of: Phrases
    decided_which: Phrases
    decided: Phrases
    counted_from: Phrases
    unscored: Phrases
    scored_on: Phrases
    scored_last: Phrases
    late_coming: Phrases
    late: Phrases
    score_boxes: Phrases
    called_by_day: Phrases
    whose: Phrases
    saw: Phrases
    visit_of: Phrases
    recipients: Phrases
    own_decision: Phrases
    logged_decision: Phrases
    logged_otherwise: Phrases

    @cached_property
    def named_days(self) -> re.Pattern[str]:
        """The names of encounters and what was done, beside which two numbers with a slash are a day."""
        return re.compile(f"{self.encounters.pattern}|{self.acts.pattern}", re.IGNORECASE)

    def named(self, text: str, start: int = 0, end: int | None = None) -> tuple[str, ...]:
        """What of all that can be received a stretch of text names, in order: keys of the data."""
        found: list[tuple[int, int, str]] = []
        for key in ("papers", "decisions", "money", "care", "medicine"):
            pattern: re.Pattern[str] = getattr(self, key)
            stretch = pattern.finditer(text, start, len(text) if end is None else end)
            found += ((match.start(), -match.end(), key) for match in stretch)
        kept: list[str] = []
        done = start
        for begin, minus_end, key in sorted(found):
            if begin >= done:  # "explanation of payment" names no payment
                kept.append(key)
                done = -minus_end
        return tuple(kept)


class DayWords(Entry):
    """What stands around a day and says what it is of."""

    arrived: Phrases
    arrived_by: Phrases
    glue: Phrases
    begins: Phrases
    ends: Phrases
    either: Phrases
    formats: Phrases
    care: Phrases
    care_on: Phrases
    care_first: Phrases
    care_listed: Phrases
    of_papers: Phrases
    looked_at: Phrases
    open_ended: Phrases
    opened_by: Phrases
    own_day: Phrases
    placeholders: Phrases
    stamps: Phrases
    signing: Phrases
    signed_boxes: Phrases
    declares: Phrases
    before_day: Phrases
    no_day: Phrases
    money_abroad: Phrases
    firms_abroad: Phrases
