"""Totals of rating scales on a paper whose type is known: those that rules found, and what stands around the
other numbers tells (see `totals`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from packetizer.model import Page
from packetizer.understanding.facts.care.totals import TOTAL, Reading, mentions_on, readings, title_of
from packetizer.understanding.facts.layout import Sheet
from packetizer.understanding.facts.making import Draft, bounded, draft, overlapping
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.wordmodel import SCORE_WORDS, load

BELIEVED = 0.55  # from here on a number is a total that only the words around it tell
DOUBTED = 0.05  # below this it is none that rules take for one
_SURE = 0.95  # how surely such a number is a total at best


def settled(kind: str, drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon) -> list[Draft]:
    """The drafts of a paper with the totals that its words tell, less those that they exclude."""
    model = load(SCORE_WORDS)
    column = model.kinds.index(TOTAL)
    said = {(item.kind, str(item.value)) for item in drafts if item.kind.startswith("score.")}
    best: dict[tuple[object, ...], tuple[float, Sheet, Reading]] = {}
    doubted: list[Draft] = []
    for sheet, reading in readings(pages, kind, said, lexicon):
        chance = float(np.exp(model.chances(reading.signs)[column]))
        if chance < DOUBTED:
            doubted.append(_draft(sheet, reading, chance))
        place = (sheet.page.ref, *reading.number.place)
        if place not in best or chance > best[place][0]:
            best[place] = (chance, sheet, reading)
    kept = [item for item in drafts if not any(_same(item, other) for other in doubted)]
    kept = [item for item in kept if not _of_felt(item, kind, pages, lexicon)]
    found = [
        _draft(sheet, reading, chance)
        for chance, sheet, reading in best.values()
        if chance >= BELIEVED and reading.scale.kind is not None
    ]
    taken = [item for item in kept if item.kind.startswith("score.")]
    return [*kept, *(item for item in found if not any(overlapping(item, other) for other in taken))]


def _same(one: Draft, other: Draft) -> bool:
    return one.kind == other.kind and one.value == other.value and overlapping(one, other)


def _of_felt(item: Draft, kind: str, pages: Sequence[Page], lexicon: Lexicon) -> bool:
    """Whether a sheet of another scale only asks for what the draft's scale asks for: an item on aches."""
    scale = next((scale for scale in lexicon.scales if scale.kind == item.kind and scale.where), None)
    title = title_of(kind, pages, lexicon) if scale is not None else None
    if scale is None or title is None or title is scale:
        return False
    page = next(page for page in pages if page.ref == item.page)
    return not any(mention.scale is scale and not mention.felt for mention in mentions_on(page, lexicon))


def _draft(sheet: Sheet, reading: Reading, chance: float) -> Draft:
    number = reading.number
    made = draft(
        sheet, number.cell, (number.start, number.end), reading.scale.kind or "", str(number.value), 1.0
    )
    return replace(made, confidence=bounded(made.confidence * min(chance, _SURE)))
