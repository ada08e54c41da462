"""Identifiers on a paper whose type is known: what its rules make of them, and what the words around tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from packetizer.model import Page
from packetizer.understanding.facts.layout import Sheet
from packetizer.understanding.facts.making import Draft, bounded, draft, overlapping, with_kind
from packetizer.understanding.facts.numbers.codes import is_diagnosis
from packetizer.understanding.facts.numbers.ids import (
    CERTIFICATE,
    CONTRACT,
    PROCEDURES,
    REFERENCE,
    STAND_INS,
    npi_valid,
)
from packetizer.understanding.facts.numbers.numberroles import signs, spots_of, value_of
from packetizer.understanding.facts.surroundings import NO_ROLE, Spot
from packetizer.understanding.lore.entries import TypeRole
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.wordmodel import NUMBER_WORDS, load

BELIEVED = 0.75  # from here on a role is taken that only the words around a number tell
DOUBTED = 0.01  # below this a role is not taken that a label gives
_SURE = 0.95  # how surely such a role is right at best
# Characters of a number that may stand for a member's or a group's; a payer's own are shorter.
_STANDS = {"id.plan": 7, "id.rxgroup": 5}


def by_rules(role: TypeRole, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """What a "reference" or "case" number is on such a paper; on most it is the sender's own affair."""
    named = {str(item.value) for item in drafts if item.kind.startswith("id.") and item.kind != REFERENCE}
    insured = any(item.kind == "id.member" for item in drafts)
    for item in drafts:
        if item.kind in STAND_INS:
            kind = STAND_INS[item.kind]
            if not any(other.kind == kind for other in drafts) and len(str(item.value)) >= _STANDS[item.kind]:
                yield with_kind(item, kind, 0.95)
        elif item.kind == CERTIFICATE:  # of insurance; or of an approval, where the member has another number
            yield with_kind(item, "id.authorization" if insured and role.reference else "id.member")
        elif item.kind != REFERENCE:
            yield item
        elif role.reference is not None and str(item.value) not in named:
            yield with_kind(item, role.reference)


def settled(
    kind: str, role: TypeRole, drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon
) -> list[Draft]:
    """The drafts of a paper with the identifiers that labels and its words tell."""
    named = list(by_rules(role, drafts))
    known = {str(item.value): item.kind for item in named if item.kind.startswith("id.")}
    # A plan's own number is no member's where the member's is printed too.
    passed = {str(item.value) for item in drafts if item.kind in STAND_INS} - known.keys()
    found: list[Draft] = []
    excluded: set[tuple[str, str]] = set()
    model = load(NUMBER_WORDS)
    for sheet, spots in spots_of(pages, lexicon):
        for at, spot in enumerate(spots):
            value = value_of(spot)
            others = {name: other for name, other in known.items() if name != value}
            logs = np.exp(model.chances(signs(sheet, spots, at, kind, others)))
            chances = dict(zip(model.kinds, logs.tolist(), strict=True))
            own = known.get(value, NO_ROLE)
            if own != NO_ROLE and chances.get(own, 1.0) < DOUBTED:
                excluded.add((own, value))
            elif own == NO_ROLE and value not in passed:
                found += _made(sheet, spot, chances, named)
    return [*(item for item in named if (item.kind, str(item.value)) not in excluded), *found]


def _is_others(sheet: Sheet, spot: Spot) -> bool:
    """Whether a label right before a number says that it is none of these: an account's."""
    left = sheet.left_of(spot.cell) if not spot.start else None
    cell, end = (left, len(left.text)) if left is not None else (spot.cell, spot.start)
    before = [label for label in cell.labels if label.end <= end]
    return bool(before) and before[-1].role == "id.other" and end - before[-1].end <= _MARK


_MARK = 3  # characters between a label and its value


def _made(sheet: Sheet, spot: Spot, chances: dict[str, float], drafts: Sequence[Draft]) -> list[Draft]:
    best = max(chances, key=lambda role: chances[role])
    if best == NO_ROLE or chances[best] < BELIEVED:
        return []
    value = value_of(spot)
    if PROCEDURES.fullmatch(value) or is_diagnosis(value) or (best == "id.npi" and not npi_valid(value)):
        return []
    if best == "id.member" and CONTRACT.fullmatch(value):
        return []
    if best == "id.tax" and _is_others(sheet, spot):
        return []
    made = draft(sheet, spot.cell, (spot.start, spot.end), best, value, 1.0)
    if any(item.kind.startswith("id.") and overlapping(item, made) for item in drafts):
        return []
    return [replace(made, confidence=bounded(made.confidence * min(chances[best], _SURE)))]
