"""Amounts on a paper whose type is known: what rules make of them, and what words and sums around tell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from packetizer.model import FactValue, Page, PageRef
from packetizer.understanding.facts.making import Draft, bounded
from packetizer.understanding.facts.money import bookings
from packetizer.understanding.facts.money.amountroles import Place, Sum, Sums, signs, sums_of
from packetizer.understanding.facts.money.find import (
    CREDIT,
    GIVEN_BACK,
    INCOMING,
    OTHER,
    PAID,
    MoneySpot,
    money_draft,
    role_of,
)
from packetizer.understanding.facts.surroundings import NO_ROLE
from packetizer.understanding.lore.entries import TypeRole
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.wordmodel import AMOUNT_WORDS, WordModel, load

TOTAL, BILLED, BY_PLAN = "amount.total", "amount.billed", "amount.paid_by_plan"
BALANCE, OWED = "amount.balance", "amount.patient_responsibility"
BELIEVED = 0.5  # from here on a role is taken that only words and sums tell
BELIEVED_PAID = 0.75
UNLIKELY = 0.85  # the same, where a label says that it is something else, and in running text
BELIEVED_GOODS, NEVER = 0.9, 2.0
FAINT = 0.7  # the same, for figures that may be no money at all
# Below this a role is not taken that the rules give, and where they give it freely.
DOUBTED, DOUBTED_FREELY = 0.2, 0.4
_FREELY = (BILLED, BALANCE)
_PROSE = 45  # characters of a line of running text
_SAID_IN_TEXT = (BILLED, PAID, OWED)  # which running text names as surely as lines
_SURE = 0.95  # how surely such a role is right at best


def said_of(drafts: Sequence[Draft]) -> dict[Place, str]:
    return {(item.page, item.box): item.kind for item in drafts if item.kind.startswith("amount.")}


def settled(
    kind: str,
    role: TypeRole,
    drafts: Sequence[Draft],
    spots: Mapping[PageRef, Sequence[MoneySpot]],
    pages: Sequence[Page],
    lexicon: Lexicon,
) -> list[Draft]:
    """The drafts of a paper with the amounts that words and sums tell, less those that they exclude."""
    if "amount" in role.drop:
        return list(drafts)
    own = said_of(drafts)
    sums = sums_of(role, pages, spots, own, lexicon)
    model = load(AMOUNT_WORDS)
    excluded: set[tuple[str, Place]] = set()
    found: list[Draft] = []
    # Of an account's bookings those for care are chosen already.
    booked = role.pays == "proof" and bookings.listed(pages, lexicon)
    sold = {item.value for item in drafts if item.kind in (TOTAL, PAID)}  # what a receipt comes to
    come_to = {page for (page, _), told in own.items() if told == TOTAL}  # where a receipt's total is told
    for at, one in enumerate(sums.of):
        chances = np.exp(model.chances(signs(sums, at, kind)))
        said, before = sums.role(at), own.get(one.place, NO_ROLE)
        best = _as_called(one, role, said, chosen(model, chances, said, role, partial(_least, role, one)))
        if said in (NO_ROLE, BILLED) and best != BILLED and _is_charge(sums, at):
            best = BILLED
        if best == BALANCE and sums.on_the_way(at):
            best = NO_ROLE
        if (best == BILLED and said == PAID == one.spot.label) or (said == role.share and _is_share(one)):
            best = said  # all of the charge was paid; a pharmacy's column of what was paid there
        if one.spot.words == GIVEN_BACK or best == before or (booked and PAID in (best, before)):
            continue
        if best == BILLED and _never_billed(one, sold if role.total == TOTAL else set()):
            continue
        second = best == TOTAL != before and one.place[0] in come_to
        if best not in (NO_ROLE, said) and (second or _taken(sums, at, best)):
            continue
        sums.said[one.place] = best
        excluded.add((before, one.place))
        if best != NO_ROLE:
            chance = _SURE if best == said else float(chances[model.kinds.index(best)])
            found += [] if _is_goods(role, one, best, chance) else [_made(one, best, min(chance, _SURE))]
    excluded |= {(sums.role(at), sums.of[at].place) for at in _of_both_hands(sums)}
    found += [_made(sums.of[at], kind, _SURE) for at, kind in _of_one_hand(sums)]
    return [item for item in (*drafts, *found) if (item.kind, (item.page, item.box)) not in excluded]


def _as_called(one: Sum, role: TypeRole, said: str, best: str) -> str:
    """The role, but no charge where an insurer's own words call it a part that the patient bears, or paid:
    `Coinsurance (50%)`, `Example Health paid`, which may come to the same amount."""
    if best != BILLED or said == BILLED or not role.by_insurer:
        return best
    called = one.spot.label in (PAID, BY_PLAN) or one.sheet.lexicon.reckon.is_copay(one.spot.words)
    return said if called else best


def _never_billed(one: Sum, sold: Collection[FactValue]) -> bool:
    """What a receipt comes to, and what is taken off: credits, and in a table's last row their sum."""
    credit = one.spot.printed.value < 0 and one.spot.label == TOTAL
    return one.value in sold or one.spot.head == CREDIT or credit


def _is_goods(role: TypeRole, one: Sum, kind: str, chance: float) -> bool:
    """Whether what looks like a charge is most likely only a line of what a receipt sold."""
    if kind != BILLED or role.total != TOTAL:
        return False
    return bool(one.spot.label or one.spot.head) or chance < BELIEVED_GOODS


def _of_both_hands(sums: Sums) -> Iterator[int]:
    """Sums, under one another, of what the patient and the plan paid, which neither did. What is called a
    charge stays one."""
    for whole, lines in sums.lines_of.items():
        if lines[-1] > whole or any(sums.column_of[at] != sums.column_of[whole] for at in lines):
            continue  # what is left of it, or amounts beside it
        of_lines = {sums.role(at) for at in lines} - {NO_ROLE}
        called = sums.of[whole].spot.label
        if of_lines == {PAID, BY_PLAN} and (sums.role(whole) in of_lines or called in ("", TOTAL)):
            yield whole


def _is_share(one: Sum) -> bool:
    return one.spot.head == OWED


def _of_one_hand(sums: Sums) -> Iterator[tuple[int, str]]:
    """Sums, under one another, of what the client paid or what the plan did, that nothing else names."""
    for whole, lines in sums.lines_of.items():
        of_lines = {sums.role(at) for at in lines}
        under = all(sums.column_of[at] == sums.column_of[whole] for at in lines) and lines[-1] < whole
        if under and len(of_lines) == 1 and of_lines <= {PAID, BY_PLAN} and not sums.role(whole):
            yield whole, of_lines.pop()


def _least(role: TypeRole, one: Sum, kind: str) -> float:
    """The chance from which a role is taken that the rules leave open."""
    if (
        kind == BILLED
        and role.by_insurer
        and role.bills
        and one.sheet.lexicon.reckon.is_refused(one.spot.words)
    ):
        return NEVER  # a part of what was billed
    if one.faint:
        return FAINT
    in_text = len(one.spot.cell.text) > _PROSE and kind not in _SAID_IN_TEXT
    if in_text or role_of(one.spot) in (OTHER, INCOMING):
        return UNLIKELY
    return BELIEVED_PAID if kind == PAID else BELIEVED


def _is_charge(sums: Sums, at: int) -> bool:
    """Whether it makes a sum of charges together with others that are charges, too."""
    return any(
        sums.role(whole) == BILLED and all(sums.role(other) == BILLED for other in lines if other != at)
        for whole, lines in sums.lines_of.items()
        if at in lines
    )


def _taken(sums: Sums, at: int, kind: str) -> bool:
    """Whether another amount of the row has the role already: a price is no charge."""
    one = sums.of[at]
    row = sums.rows[one.sheet.page.ref, one.spot.cell.row]
    return any(other != at and sums.role(other) == kind and one.size != sums.of[other].size for other in row)


def chosen(
    model: WordModel,
    chances: NDArray[np.float64],
    said: str,
    role: TypeRole,
    believed: Callable[[str], float],
) -> str:
    """The role of an amount: what the rules say, unless words and sums exclude it; where they say nothing,
    what those tell. `believed`: the chance from which a role is taken."""
    best = max(
        (number for number, name in enumerate(model.kinds) if _may_be(name, role)),
        key=lambda number: float(chances[number]),
    )
    own = float(chances[model.kinds.index(said)]) if said in model.kinds else 1.0
    if said == TOTAL or (said != NO_ROLE and own >= (DOUBTED_FREELY if said in _FREELY else DOUBTED)):
        return said  # a receipt's total is proven by what was paid
    return model.kinds[best] if chances[best] >= believed(model.kinds[best]) else NO_ROLE


def _may_be(name: str, role: TypeRole) -> bool:
    """An insurer keeps no account that something is left of."""
    if name == BALANCE and role.by_insurer:
        return False
    return name not in role.drop and (name != TOTAL or role.total == TOTAL)


def _made(one: Sum, kind: str, chance: float) -> Draft:
    made = money_draft(one.sheet, one.spot, kind, 1.0)
    value = abs(one.value) if kind in (PAID, BY_PLAN) else one.value
    return replace(made, value=value, confidence=bounded(made.confidence * chance))
