"""What kind of paper pages are: the evidence of wording and looks, weighed for every type.

A page's score is a sum of evidence; of many hints of one kind each next one counts less. What the pages of a
paper come to says typeodds.py; how sure the best type is, sureness.py.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from packetizer.model import Fact
from packetizer.understanding.lore.knowledge import OTHER, Clue, DocumentType, Knowledge
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.page.look import Look, Segment, squash_phrase
from packetizer.understanding.types.cues import TELLING, cues_of
from packetizer.understanding.types.pageterms import page_terms
from packetizer.understanding.types.sureness import chance_of_type, tempered
from packetizer.understanding.types.typeodds import type_chances

Scores = NDArray[np.float64]  # one a type, in the order of Knowledge.type_ids

_HEADINGS = {"headings": 5.0, "sections": 3.0}
_WEIGHTS = {  # a heading's words count so much in running text
    "headings": 0.5,
    "sections": 0.5,
    "strong": 2.0,
    "medium": 0.7,
    "weak": 0.25,
    "against": -1.2,
    "excludes": -6.0,
}
_SAYINGS = {
    "says": ("strong", 2.4),
    "mentions": ("medium", 1.0),
    "unlike": ("against", -2.4),
}  # count as hints of which strength
_TITLE = 4.2  # a title made as such papers' titles are, beside the known ones
_TITLE_WORDS = 12
_TITLE_OPENS = 0.3  # and how much it shows that a paper begins here
_PLAIN_TITLE = 4.8  # a heading or title worth this, first on the page, is the paper's own
_TITLED = 3.0  # what that adds for the types that it names
_TITLE_SEGMENTS = 2  # it may have a line or two: "NOTICE", "of denial"
_PART_OF_IT = 0.4  # of a heading that is a part of a longer one
_BELOW_TITLE = 0.2  # strength of other types' headings further down
_FADE = 0.88  # each next hint counts this much of the one before
NO_EVIDENCE = 2.5  # score of "other": less evidence than this is none
_SOFT_ALONE, _SOFT_SHARE = 2.0, 1.5  # what usual words and looks may add, alone and beside telling ones
_RIVALS = 4  # types that a doubt is between
_WORDS, _LEAST_LOG = 6.0, -4.0  # weight of the words' own evidence, and the least log-chance it gives
_CANDIDATE, _PERHAPS = 0.12, 0.08  # another type with this chance is named, and where the first is doubted
_TIED = 2.0  # points between types that the phrases do not tell apart
_DOUBTED = 0.8  # below this also what the words alone or the phrases alone make it, or the runner-up
_HEAD_SEGMENTS = 14  # a heading stands among these, or in the upper part of the page
_INSIDE = 0.6  # strength of a section's heading further down
_IN_A_ROW_OF_PRICES = 0.3  # what a bill or a receipt lists is no heading of it
_ONE_HINT = 0.75  # a single telling phrase, or a section's heading alone, may be chance
_HEAD_HEIGHT = 0.42
_PRICE = re.compile(r"(?<![\d.])\d{1,3}(?:,?\d{3})*\.\d{2}(?!\d)")
_SHORT_PHRASE = 5  # a shorter one in a subject line is a part of something else
_CHAPTER = re.compile(  # what is numbered is a part of a paper, not its title
    r"(?:article|section|chapter|part|appendix|§)\s{0,2}[\dIVX]+\b|\d{1,2}(?:\.\d{1,2})*[.)]?\s",
    re.IGNORECASE,
)
_LABELS = ("re:", "re ", "subject", "regarding", "rf:")
_TOP, _TOP_SEGMENTS = 0.22, 5  # a paper's own title stands above this, or among its first words


@dataclass(frozen=True, slots=True)
class PageScores:
    """Evidence of one page."""

    scores: Scores
    heading: Scores  # the best heading of each type alone
    opening: Scores  # of those that name a paper, not a section, near the top: a paper begins here
    section: float  # the best heading near the top that stands inside a paper
    words: Scores  # what of `scores` the words alone gave
    chances: Scores  # the logarithm of each type's chance by the words alone


@dataclass(frozen=True, slots=True)
class Verdict:
    """A paper's type, how sure, and what else it may be."""

    type: str
    confidence: float
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing on a page that speaks for or against a type."""

    number: int  # of the type
    strength: str  # a key of _WEIGHTS
    points: float
    text: str  # the phrase or pattern of the definition files, or the title as printed
    headline: float = 0.0  # what it is worth as a heading
    at_top: bool = False
    place: int = -1  # the segment that it heads

    @property
    def names_it(self) -> bool:
        """Whether as a heading it would name the paper, not a section."""
        return self.strength in ("headings", "titles")


def word_points(chances: Scores) -> Scores:
    """What the words alone say: nothing against the type that they make certain, so much against the rest."""
    points: Scores = _WORDS * np.maximum(chances, _LEAST_LOG)
    return points


def score_page(look: Look, facts: Sequence[Fact], knowledge: Knowledge) -> PageScores:
    """Weigh every phrase and cue of the definition files on one page."""
    count = len(knowledge.type_ids)
    found: list[dict[str, list[float]]] = [{} for _ in range(count)]
    heading, opening, section = np.zeros(count), np.zeros(count), 0.0
    for hint in hints_of(look, knowledge):
        found[hint.number].setdefault(hint.strength, []).append(hint.points)
        heading[hint.number] = max(heading[hint.number], hint.headline)
        if hint.at_top and hint.strength == "titles":
            opening[hint.number] = max(opening[hint.number], _TITLE_OPENS * hint.headline)
        elif hint.at_top and hint.strength == "headings":
            opening[hint.number] = max(opening[hint.number], hint.headline)
        elif hint.at_top:
            section = max(section, hint.headline / _HEADINGS["sections"])
    cues = cues_of(look, facts, knowledge.wordings)
    types = knowledge.types.values()
    scores = np.array([_weigh(found[n], heading[n], kind, cues) for n, kind in enumerate(types)])
    scores[knowledge.type_ids.index(OTHER)] += NO_EVIDENCE
    chances = knowledge.type_words.chances(page_terms(look.page))
    words = word_points(chances)
    return PageScores(scores + words, heading, opening, section, words, chances)


def hints_of(look: Look, knowledge: Knowledge) -> list[Hint]:
    """Every phrase, sentence and title of the definition files that stands on the page."""
    return _under_the_title([*_phrases_here(look, knowledge), *_titles_here(look, knowledge)])


def _phrases_here(look: Look, knowledge: Knowledge) -> Iterator[Hint]:
    for clue in _clues_here(look, knowledge):
        place = look.find(clue.text)
        if place < 0:
            continue
        size = min(1.3, 0.6 + 0.05 * len(clue.text))
        for number, strength in clue.uses:
            best, at_top, at = 0.0, False, -1
            if strength in _HEADINGS:
                best, at_top, at = _heading_strength(look, clue.text, place, inside=strength == "sections")
                best *= _HEADINGS[strength]
            yield Hint(number, strength, _WEIGHTS[strength] * size, clue.phrase, best, at_top, at)
    for saying in dict.fromkeys(hit.key for hit in knowledge.sayings.all(_running_text(look))):
        number_text, source, place_text = saying.split("/")
        strength, weight = _SAYINGS[source]
        kind = knowledge.types[knowledge.type_ids[int(number_text)]]
        patterns = {"says": kind.says, "mentions": kind.mentions, "unlike": kind.unlike}[source]
        yield Hint(int(number_text), strength, weight, patterns[int(place_text)])


def _under_the_title(hints: Sequence[Hint]) -> list[Hint]:
    """A paper has one title, its first: what would head another type's paper below it heads a section.

    "Treatment history" in a letter that says above what it is, "Assessment" in an evaluation.
    """
    hints = _longest(hints)
    titles = [hint for hint in hints if hint.at_top and hint.names_it and hint.headline >= _PLAIN_TITLE]
    if not titles:
        return list(hints)
    last = min(hint.place for hint in titles) + _TITLE_SEGMENTS
    named = {hint.number for hint in titles if hint.place <= last}
    return [_weighed_below(hint, last, named) for hint in hints]


def _longest(hints: Sequence[Hint]) -> list[Hint]:
    """Of headings in one place the longest counts in full: "Infusion order" is no "Infusion"."""
    words: dict[int, set[str]] = {}
    for hint in hints:
        if hint.strength == "headings" and hint.headline:
            words.setdefault(hint.place, set()).add(squash_phrase(hint.text))
    return [
        replace(hint, headline=_PART_OF_IT * hint.headline)
        if hint.strength == "headings" and _within(squash_phrase(hint.text), words.get(hint.place, ()))
        else hint
        for hint in hints
    ]


def _within(text: str, others: Collection[str]) -> bool:
    return any(text != other and text in other for other in others)


def _weighed_below(hint: Hint, last: int, named: Collection[int]) -> Hint:
    if hint.number in named:
        plain = hint.names_it and hint.at_top and hint.headline >= _PLAIN_TITLE
        return replace(hint, headline=hint.headline + _TITLED) if plain else hint
    return replace(hint, headline=_BELOW_TITLE * hint.headline) if hint.place > last else hint


def _titles_here(look: Look, knowledge: Knowledge) -> Iterator[Hint]:
    """Titles near the top that are worded as a type's titles are."""
    near = [part for part in look.segments[:_HEAD_SEGMENTS] if part.y0 < _HEAD_HEIGHT]
    for place, segment in enumerate(near):
        text = segment.text
        whole = look.squashed[segment.start : segment.end]
        if len(text.split()) > _TITLE_WORDS or whole in knowledge.sections:
            continue
        best: dict[int, float] = {}
        for hit in knowledge.titles.all(skeleton(text)):
            strength = _title_strength(look, segment, place, hit.start, hit.end)
            number = int(hit.key)
            best[number] = max(best.get(number, 0.0), strength)
        for number, strength in best.items():
            if strength > 0:
                yield Hint(
                    number, "titles", 0.0, text, _TITLE * strength, not _CHAPTER.match(text), segment.number
                )


def _title_strength(look: Look, segment: Segment, place: int, start: int, end: int) -> float:
    text = segment.text
    labelled = text[:8].lower().startswith(_LABELS)
    covers = (end - start) / len(text)
    if (text.endswith((".", ":")) and not labelled) or text[:1].islower() or covers < 0.3:
        return 0.0
    strength = 1.0 if covers >= 0.6 else 0.7
    large = segment.height > 1.3 * look.usual_height or text.isupper()
    strength *= 1.15 if large else 1.0 if place < _TOP_SEGMENTS else 0.6
    return strength * (_IN_A_ROW_OF_PRICES if _PRICE.search(look.lines[segment.index].text) else 1.0)


def _running_text(look: Look) -> str:
    return skeleton(" ".join(line.text for line in look.lines))


def _weigh(
    hints: Mapping[str, list[float]], heading: float, kind: DocumentType, cues: Mapping[str, float]
) -> float:
    """A type's score. Usual words and looks only support what a heading or a telling phrase says."""
    looks = [weight * cues.get(name, 0.0) for name, weight in kind.cues.items() if name not in TELLING]
    found = sum(weight * cues.get(name, 0.0) for name, weight in kind.cues.items() if name in TELLING)
    strong = hints.get("strong", [])
    thin = len(strong) <= 1 and not heading
    hard = found + (heading + _fading_sum(strong)) * (_ONE_HINT if thin else 1.0)
    soft = _fading_sum(
        [
            *hints.get("headings", []),
            *hints.get("sections", []),
            *hints.get("medium", []),
            *hints.get("weak", []),
        ]
    )
    soft += sum(look for look in looks if look > 0)
    against = _fading_sum([*hints.get("against", []), *hints.get("excludes", [])])
    most = soft if kind.looks_suffice else _SOFT_ALONE + _SOFT_SHARE * hard
    return hard + min(soft, most) + against + sum(look for look in looks if look < 0)


def _clues_here(look: Look, knowledge: Knowledge) -> list[Clue]:
    if look.joined:
        return [clue for clues in knowledge.clues.values() for clue in clues]
    return [clue for word in sorted(look.words & knowledge.clues.keys()) for clue in knowledge.clues[word]]


def _fading_sum(hints: Sequence[float]) -> float:
    if not hints:
        return 0.0
    total = 0.0
    for sign in (1.0, -1.0):
        part = sorted((sign * hint for hint in hints if sign * hint > 0), reverse=True)
        total += sign * sum(hint * _FADE**place for place, hint in enumerate(part))
    return total


def _heading_strength(look: Look, phrase: str, place: int, *, inside: bool) -> tuple[float, bool, int]:
    """How much a phrase looks like a heading, 0 to 1.25, at its best place, whether that is near the

    top, and the segment's number. With `inside` a heading further down counts too.
    """
    best, at_top, at = 0.0, False, -1
    while place >= 0:
        segment = look.segment_at(place)
        strength = _as_heading(look, segment, phrase, place) if segment is not None else 0.0
        if inside and segment is not None and _heads_a_section(look, segment, phrase, place):
            strength = max(strength, _INSIDE)
        if segment is not None and strength > best:
            best, at = strength, segment.number
            above = segment.y0 < _TOP or segment.number < _TOP_SEGMENTS
            at_top = above and not _CHAPTER.match(segment.text)
        following = look.squashed.find(phrase, place + 1)
        place = following if following in look.starts else -1
    return best, at_top, at


def _as_heading(look: Look, segment: Segment, phrase: str, place: int) -> float:
    position = segment.number
    if position >= _HEAD_SEGMENTS and segment.y0 > _HEAD_HEIGHT:
        return 0.0
    end = _end_of_heading(look, segment, place + len(phrase))
    if end is None:
        return 0.0
    length = end - segment.start
    covers = len(phrase) / max(length, 1)
    text = segment.text.lstrip()
    labelled = text[:8].lower().startswith(_LABELS)
    if text.endswith(".") and covers < 0.9 and not labelled:
        return 0.0
    subject = labelled and len(phrase) >= _SHORT_PHRASE
    strength = 1.0 if covers >= 0.6 else 0.7 if covers >= 0.35 else 0.55 if subject else 0.0
    if text[:1].islower() or (place != segment.start and not labelled and covers < 0.6):
        strength *= 0.5
    large = segment.height > 1.3 * look.usual_height
    priced = _PRICE.search(look.lines[segment.index].text) is not None
    return strength * (1.25 if large else 1.0) * (_IN_A_ROW_OF_PRICES if priced else 1.0)


def _end_of_heading(look: Look, segment: Segment, end: int) -> int | None:
    """Where a heading ends that runs to `end`: over a segment's end only with the whole of what follows."""
    if end <= segment.end:
        return segment.end
    last = look.segment_at(end - 1)
    return end if last is not None and last.end == end else None


def _heads_a_section(look: Look, segment: Segment, phrase: str, place: int) -> bool:
    """ "HOSPITAL COURSE" on a line of its own, or "Hospital course: The patient …" at a line's beginning."""
    if place != segment.start or look.lines[segment.index].words[0].text not in segment.text.split()[:1]:
        return False
    before_colon, colon, _ = segment.text.partition(":")
    head = before_colon if colon else segment.text
    whole = len(squash_phrase(head)) == len(phrase)
    return whole and (bool(colon) or head.isupper() or len(phrase) == segment.end - segment.start)


def verdict(pages: Sequence[PageScores], knowledge: Knowledge) -> Verdict:
    """The likeliest type of the paper that the pages make, and those that a person should consider too."""
    logs = type_chances(pages, knowledge.type_ids)
    order = [int(k) for k in np.argsort(-logs, kind="stable")[:_RIVALS]]
    names = [knowledge.type_ids[k] for k in order]
    shares = tempered(logs)
    chance = math.floor(chance_of_type(logs) * 1000) / 1000
    least = _PERHAPS if chance < _DOUBTED else _CANDIDATE
    others = [knowledge.type_ids[k] for k in order[1:] if shares[k] >= least]
    if chance < _DOUBTED:
        phrases = pages[0].scores - pages[0].words
        others += [knowledge.type_ids[int(k)] for k in np.flatnonzero(phrases >= phrases.max() - _TIED)]
        others.append(knowledge.type_ids[int(pages[0].chances.argmax())])
        others += [] if set(others) - {names[0]} else names[1:2]
    return Verdict(names[0], chance, tuple(dict.fromkeys(name for name in others if name != names[0])))
