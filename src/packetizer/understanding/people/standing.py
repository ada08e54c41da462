"""As what a paper names somebody: as its patient, as who holds an account or a policy, as who pays.

Who pays a bill, or whose account it is, need not be who was treated. Only a paper about care makes such a
name its patient's, and only where nothing else ties the paper to the client.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum

from packetizer.understanding.facts.money.amounts import find_amounts
from packetizer.understanding.facts.money.payees import OF_OTHERS
from packetizer.understanding.facts.names.called import key_of
from packetizer.understanding.facts.names.patients import labelled
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.page.look import Look


class Standing(IntEnum):
    """As what a label names a person; the numbers are the ranks of such labels."""

    UNSAID = 0
    PAYER = 1
    HOLDER = 2  # a member, a customer, or nobody in particular: "Name:"
    PATIENT = 3


def standing_of(name: str, looks: Iterable[Look], lexicon: Lexicon) -> Standing:
    """The highest that any label of the pages gives to a name."""
    key = key_of(name)
    ranks = (rank for look in looks for rank, other in _ranked(look, lexicon) if other == key)
    return max(ranks, default=Standing.UNSAID)


def is_paid_for(name: str, looks: Iterable[Look], lexicon: Lexicon) -> bool:
    """Whether a payment is for somebody: the patient, or whoever is named beside another who pays."""
    named = [one for look in looks for one in _ranked(look, lexicon)]
    key = key_of(name)
    ranks = {rank for rank, other in named if other == key}
    by_another = any(rank is Standing.PAYER and other != key for rank, other in named)
    return Standing.PATIENT in ranks or (Standing.HOLDER in ranks and by_another)


def _ranked(look: Look, lexicon: Lexicon) -> list[tuple[Standing, str]]:
    return [(Standing(rank), key_of(str(made.value))) for rank, made in labelled(look.page, lexicon)]


def speaks_of_services(looks: Iterable[Look], lexicon: Lexicon) -> bool:
    """Whether a page speaks of care given in words that no shop prints."""
    lines = (line.text for look in looks for line in look.lines)
    return any(hit.key == "services" for line in lines for hit in lexicon.payee_phrases.all(skeleton(line)))


_TOP = 4  # lines, in which a paper says from whom it is
_ZIP = re.compile(r"\b[A-Z]{2},?\s+\d{5}\b")


def is_of_others(looks: Sequence[Look], lexicon: Lexicon) -> bool:
    """Whether a paper's head speaks of what people pay for every day, beside their care."""
    return any(told & OF_OTHERS for told in _heads(looks, lexicon))


def is_of_care(looks: Sequence[Look], lexicon: Lexicon) -> bool:
    """Whether a paper's head is of one who treats."""
    return any("care" in told and told.isdisjoint(OF_OTHERS) for told in _heads(looks, lexicon))


def is_of_animals(looks: Sequence[Look], lexicon: Lexicon) -> bool:
    """Whether a paper's patient is an animal: its head says so, and another line."""
    told = any("animals" in head for head in _heads(looks, lexicon))
    return told and sum("animals" in keys for look in looks for keys in _keys(look, lexicon)) > 1


def _keys(look: Look, lexicon: Lexicon) -> Iterator[set[str]]:
    return ({hit.key for hit in lexicon.payee_phrases.all(skeleton(line.text))} for line in look.lines)


def _heads(looks: Sequence[Look], lexicon: Lexicon) -> Iterator[set[str]]:
    """What the first lines speak of, by keys of payees.yaml; a town's line ("Bowie MD 20715") of none."""
    for line in (line for look in looks[:1] for line in look.lines[:_TOP]):
        if _ZIP.search(line.text) is None:
            yield {hit.key for hit in lexicon.payee_phrases.all(skeleton(line.text))}


def prints_prices(looks: Iterable[Look]) -> bool:
    return any(find_amounts(line.text) for look in looks for line in look.lines)
