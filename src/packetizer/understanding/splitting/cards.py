"""Front and back of a card in two pictures are one document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.splitting.draft import Draft
from packetizer.understanding.types.classify import verdict

_OWNERS = ("name.patient", "id.member")  # what stands on a front


def join_card_sides(drafts: Sequence[Draft], knowledge: Knowledge) -> list[Draft]:
    """Each front with its back: the neighbour in source order, or the only one there is."""
    made = list(drafts)
    for kind, type_ in knowledge.types.items():
        if not type_.two_sided:
            continue
        fronts = [draft for draft in made if _is_side(draft, kind, knowledge) and _names_owner(draft)]
        backs = [draft for draft in made if _is_side(draft, kind, knowledge) and not _names_owner(draft)]
        for back in backs:
            front = _front_of(back, fronts, made, alone=len(backs) == 1)
            if front is not None:
                fronts = [other for other in fronts if other is not front]
                whole = replace(front, sheets=front.sheets + back.sheets)
                made = [whole if draft is front else draft for draft in made if draft is not back]
    return made


def _is_side(draft: Draft, kind: str, knowledge: Knowledge) -> bool:
    if len(draft.sheets) != 1 or draft.forced or not draft.sheets[0].legible:
        return False
    found = verdict([draft.sheets[0].scores], knowledge)
    return found.type == kind


def _names_owner(draft: Draft) -> bool:
    return any(fact.kind in _OWNERS for fact in draft.sheets[0].facts)


def _front_of(back: Draft, fronts: Sequence[Draft], drafts: Sequence[Draft], *, alone: bool) -> Draft | None:
    if alone and len(fronts) == 1:
        return fronts[0]
    at = next(number for number, draft in enumerate(drafts) if draft is back)
    before = drafts[at - 1] if at else None
    after = drafts[at + 1] if at + 1 < len(drafts) else None
    return next((side for side in (before, after) if any(side is front for front in fronts)), None)
