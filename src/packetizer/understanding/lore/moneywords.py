"""The shapes of data/payees.yaml, merchants.yaml, reckoning.yaml: whom money went to, what amounts are."""

from __future__ import annotations

from pydantic import Field, model_validator

from packetizer.understanding.lore.entrytypes import Entry, Phrases


class TotalWords(Entry):
    """What the labels of a receipt's sums say; the higher a rank, the surer it is what there was to pay."""

    ranks: dict[int, Phrases]
    alone: tuple[str, ...]
    left: Phrases
    summary: Phrases  # heads of a table of taxes
    by_plan: Phrases  # first words of a row that tells what an insurer paid


class PayeeWords(Entry):
    """Whom money went to, and what for."""

    totals: TotalWords

    care: Phrases
    vague: Phrases
    beside: Phrases
    animals: Phrases
    everyday: Phrases
    idle: Phrases
    undone: Phrases
    parts: Phrases
    channels: Phrases
    ends: Phrases
    trades: Phrases
    towns: Phrases
    health: Phrases
    posted: Phrases
    filed: Phrases
    services: Phrases


class MerchantWords(Entry):
    """Where a receipt is from: wordings as printed (see `facts/names/merchantwords.py`)."""

    sure: Phrases
    weak: Phrases
    subjects: Phrases
    payers: Phrases
    firm_middle: Phrases
    firm_ends: Phrases
    generic: Phrases
    numbered: Phrases
    bought: Phrases
    payees: Phrases
    nobody: Phrases
    sent: Phrases
    was_paid: Phrases
    described: Phrases
    slips: Phrases
    banks: Phrases
    booked: Phrases
    starred: Phrases
    terms: Phrases
    treats: Phrases


class LabelMeaning(Entry):
    """What ideas in a label make together."""

    role: str
    of: frozenset[str] = Field(min_length=1)
    without: frozenset[str] = frozenset()
    head: bool = False


class LabelIdeas(Entry):
    """The ideas that labels of amounts are made of."""

    ideas: dict[str, Phrases]
    after: Phrases
    turned: frozenset[str]
    so_far: Phrases
    general: frozenset[str]
    ledger: dict[str, frozenset[str]]
    meanings: tuple[LabelMeaning, ...]
    filler: Phrases
    that_was: Phrases
    claimed: Phrases
    claimed_for: Phrases
    up_to: Phrases
    offered: Phrases
    threatened: Phrases

    @model_validator(mode="after")
    def _are_known(self) -> LabelIdeas:
        named = {idea for meaning in self.meanings for idea in meaning.of | meaning.without} | self.turned
        if unknown := named - self.ideas.keys():
            raise ValueError(f"meanings of unknown ideas: {', '.join(sorted(unknown))}")
        return self
