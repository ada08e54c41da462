"""What kind of paper pages are: the evidence of wording and looks, weighed for every type.

A score is a sum of evidence; of many hints of one kind each next one counts less. Scores become chances by a
softmax whose temperature is fitted so that of papers at 0.9 nine in ten are right (bench/understanding_structure.py).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from packetizer.understanding.cues import cues_of
from packetizer.understanding.knowledge import OTHER, Clue, Knowledge
from packetizer.understanding.look import Look, Segment

Scores = NDArray[np.float64]  # one a type, in the order of Knowledge.type_ids

_HEADING = 5.0
_IN_TEXT = 0.5  # a heading's words in running text
_WEIGHTS = {"strong": 2.0, "medium": 0.7, "weak": 0.25, "against": -1.2, "excludes": -6.0}
_FADE = 0.88  # each next hint counts this much of the one before
_NOTHING = 3.0  # score of "other": less evidence than this is none
_TEMPERATURE = 1.6
_LATER_PAGES = 0.7  # weight of the mean of the pages after the first
_CANDIDATE = 0.12  # another type with this chance is named
_HEAD_SEGMENTS = 14  # a heading stands among these, or in the upper part of the page
_HEAD_HEIGHT = 0.42


@dataclass(frozen=True, slots=True)
class PageScores:
    """Evidence of one page."""

    scores: Scores
    heading: Scores  # the best heading of each type alone: shows that a paper begins here


@dataclass(frozen=True, slots=True)
class Verdict:
    """A paper's type, how sure, and what else it may be."""

    type: str
    confidence: float
    candidates: tuple[str, ...]


def score_page(look: Look, knowledge: Knowledge) -> PageScores:
    """Weigh every phrase and cue of the definition files on one page."""
    count = len(knowledge.type_ids)
    found: list[list[float]] = [[] for _ in range(count)]
    heading = np.zeros(count)
    for clue in _clues_here(look, knowledge):
        place = look.find(clue.text)
        if place < 0:
            continue
        size = min(1.3, 0.6 + 0.05 * len(clue.text))
        for number, strength in clue.uses:
            if strength == "headings":
                best = _heading_strength(look, clue.text, place)
                heading[number] = max(heading[number], _HEADING * best)
                found[number].append(_IN_TEXT * size)
            else:
                found[number].append(_WEIGHTS[strength] * size)
    scores = np.array([_fading_sum(hints) for hints in found]) + heading
    _add_cues(scores, cues_of(look, knowledge.wordings), knowledge)
    scores[knowledge.type_ids.index(OTHER)] = _NOTHING
    return PageScores(scores, heading)


def _clues_here(look: Look, knowledge: Knowledge) -> list[Clue]:
    if look.joined:
        return [clue for clues in knowledge.clues.values() for clue in clues]
    return [clue for word in sorted(look.words & knowledge.clues.keys()) for clue in knowledge.clues[word]]


def _fading_sum(hints: Sequence[float]) -> float:
    total = 0.0
    for sign in (1.0, -1.0):
        part = sorted((sign * hint for hint in hints if sign * hint > 0), reverse=True)
        total += sign * sum(hint * _FADE**place for place, hint in enumerate(part))
    return total


def _add_cues(scores: Scores, cues: Mapping[str, float], knowledge: Knowledge) -> None:
    for number, kind in enumerate(knowledge.types.values()):
        for name, weight in kind.cues.items():
            scores[number] += weight * cues.get(name, 0.0)


def _heading_strength(look: Look, phrase: str, place: int) -> float:
    """How much a phrase looks like a heading, 0 to 1.25, at its best place on the page."""
    best = 0.0
    while place >= 0:
        segment = look.segment_at(place)
        if segment is not None:
            best = max(best, _as_heading(look, segment, phrase, place))
        following = look.squashed.find(phrase, place + 1)
        place = following if following in look.starts else -1
    return best


def _as_heading(look: Look, segment: Segment, phrase: str, place: int) -> float:
    position = look.segments.index(segment)
    if position >= _HEAD_SEGMENTS and segment.y0 > _HEAD_HEIGHT:
        return 0.0
    length = max(segment.end, place + len(phrase)) - segment.start
    covers = len(phrase) / max(length, 1)
    text = segment.text.lstrip()
    labelled = text[:8].lower().startswith(("re:", "re ", "subject", "regarding", "rf:"))
    if text.endswith(".") and covers < 0.9 and not labelled:
        return 0.0
    strength = 1.0 if covers >= 0.6 else 0.7 if covers >= 0.35 else 0.55 if labelled else 0.0
    if text[:1].islower() or (place != segment.start and not labelled and covers < 0.6):
        strength *= 0.5
    large = segment.height > 1.3 * look.usual_height
    return strength * (1.25 if large else 1.0)


def paper_scores(pages: Sequence[PageScores]) -> Scores:
    """Evidence of the pages of one paper together: the first page counts most."""
    first = pages[0].scores
    if len(pages) == 1:
        return first
    later = np.mean([page.scores - page.heading for page in pages[1:]], axis=0)
    total: Scores = first + _LATER_PAGES * later
    return total


def verdict(scores: Scores, knowledge: Knowledge) -> Verdict:
    """Chances from scores: the likeliest type, and those that a person should consider too."""
    chances = np.exp((scores - scores.max()) / _TEMPERATURE)
    chances /= chances.sum()
    order = np.argsort(-chances, kind="stable")
    best = int(order[0])
    others = tuple(knowledge.type_ids[int(k)] for k in order[1:4] if chances[int(k)] >= _CANDIDATE)
    confidence = float(chances[best])
    return Verdict(knowledge.type_ids[best], math.floor(confidence * 1000) / 1000, others)
