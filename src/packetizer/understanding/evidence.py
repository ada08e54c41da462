"""Why a paper was taken for what it is, and why it begins where it does: what the scores were made of.

Nothing here decides; it repeats the weighing of classify.py and boundaries.py piece by piece, for the
advocate who asks why and the developer who looks for the cause of a miss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.sheet import Sheet
from packetizer.understanding.splitting.boundaries import Reason, boundary_reasons
from packetizer.understanding.splitting.draft import Draft
from packetizer.understanding.types.classify import Hint, hints_of
from packetizer.understanding.types.cues import cues_of
from packetizer.understanding.types.pageterms import is_word, page_terms

_RIVALS = 2  # types beside the chosen one
_LOUDEST = 4  # words that are named
_LEAST = 0.05  # points that are worth a line


@dataclass(frozen=True, slots=True)
class Piece:
    """A phrase, title, sentence or look of a page, and its points for a type before they are summed up."""

    what: str  # "title", "heading", "section", "strong" …, "looks", "words"
    text: str  # the title as printed, the phrase or pattern of the definition files, the cue's name
    points: float


@dataclass(frozen=True, slots=True)
class TypeEvidence:
    """What spoke for one type on the paper's first page."""

    type: str
    score: (
        float  # of the whole page; above the sum of what it lacks a heading or a telling phrase for, below it
    )
    pieces: tuple[Piece, ...]  # the weightiest first, then what the words alone say


@dataclass(frozen=True, slots=True)
class PaperEvidence:
    """Of one paper: the chosen type and its runners-up, and what was seen where it begins."""

    types: tuple[TypeEvidence, ...]
    beginning: tuple[Reason, ...]  # between it and the page before in the same file; none for a file's first
    joins: tuple[tuple[Reason, ...], ...]  # between its own pages


def evidence_of(draft: Draft, chosen: str, kept: Sequence[Sheet], knowledge: Knowledge) -> PaperEvidence:
    """Why `draft` is a `chosen`. `kept`: every page that is in a paper, in source order."""
    first = draft.sheets[0]
    return PaperEvidence(
        types=tuple(_of_type(first, name, knowledge) for name in _named(first, chosen, knowledge)),
        beginning=_beginning(first, kept, knowledge),
        joins=tuple(boundary_reasons(before, after, knowledge) for before, after in pairwise(draft.sheets)),
    )


def _named(sheet: Sheet, chosen: str, knowledge: Knowledge) -> list[str]:
    scores = sheet.scores.scores
    ranked = sorted(knowledge.type_ids, key=lambda name: -scores[knowledge.type_ids.index(name)])
    return [chosen, *[name for name in ranked if name != chosen][:_RIVALS]]


def _of_type(sheet: Sheet, name: str, knowledge: Knowledge) -> TypeEvidence:
    number = knowledge.type_ids.index(name)
    pieces = [_piece(hint) for hint in hints_of(sheet.look, knowledge) if hint.number == number]
    cues = cues_of(sheet.look, sheet.facts, knowledge.wordings)
    weights = knowledge.types[name].cues
    pieces += [Piece("looks", cue, weights[cue] * cues[cue]) for cue in weights if cue in cues]
    told = sorted((piece for piece in pieces if abs(piece.points) >= _LEAST), key=lambda p: -abs(p.points))
    return TypeEvidence(
        name, float(sheet.scores.scores[number]), (*told, _of_words(sheet, number, knowledge))
    )


def _of_words(sheet: Sheet, number: int, knowledge: Knowledge) -> Piece:
    """The words that speak loudest for the type, and how likely all words alone make it."""
    found = page_terms(sheet.page)
    loudest = knowledge.type_words.telling(filter(is_word, found), knowledge.type_ids[number], _LOUDEST)
    chance = np.exp(sheet.scores.chances[number])
    points = float(sheet.scores.words[number])
    return Piece("words", f"{', '.join(loudest)} (alone {chance:.0%})".strip(), points)


def _piece(hint: Hint) -> Piece:
    what = {"titles": "title", "headings": "heading", "sections": "section"}.get(hint.strength, hint.strength)
    return Piece(what, hint.text, hint.points + hint.headline)


def _beginning(first: Sheet, kept: Sequence[Sheet], knowledge: Knowledge) -> tuple[Reason, ...]:
    same_file = [sheet for sheet in kept if sheet.page.ref.source == first.page.ref.source]
    place = next((n for n, sheet in enumerate(same_file) if sheet.page.ref == first.page.ref), 0)
    return boundary_reasons(same_file[place - 1], first, knowledge) if place else ()
