"""Two readings of a page become one: no line lost that either reader saw, none twice.

Words are matched by where they stand and then by what they say. Where the readers agree, confidence rises;
where they differ, the likelier reading stays, with the doubt it deserves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise

from packetizer.reading.confidence import PageScores, chances, page_scores
from packetizer.reading.tokens import Rect, Token, bounds, by_line, mean_score

_OVERLAP = 0.3  # of a word's height that words at different places may overlap
_NOISE = 0.4  # mean score of a line that only one of two readers saw, below which it is noise


def combine(
    first: Sequence[Token], second: Sequence[Token], found: Sequence[Rect] | None = None
) -> list[Token]:
    """The words of both. `found`: the lines that the second reader saw, where it looked at the whole page."""
    scores = page_scores([*first, *second])
    left = list(first)
    made: list[Token] = []
    next_line = max((token.line for token in first), default=-1) + 1
    for number, line in enumerate(by_line(second)):
        here = [token for token in left if _stands_on(token, line)]
        if not here:
            made += [replace(token, agreed=False, line=next_line + number) for token in _unless_noise(line)]
            continue
        taken = {id(token) for token in here}
        left = [token for token in left if id(token) not in taken]
        made += _merged(sorted(here, key=lambda token: token.rect.x0), line, scores)
    if found is None:
        return made + left
    for group in by_line(left):
        made += [
            replace(token, agreed=False) for token in group if _under(token, found) or _unless_noise(group)
        ]
    return made


def _under(token: Token, found: Sequence[Rect]) -> bool:
    return any(rect.holds(*token.rect.middle) for rect in found)


def _unless_noise(line: list[Token]) -> list[Token]:
    return line if mean_score(line) >= _NOISE else []


def _stands_on(token: Token, line: Sequence[Token]) -> bool:
    """The word is one that the line covers, whatever the line says there."""
    middle = token.rect.middle[0]
    near = min(line, key=lambda other: abs(other.rect.middle[0] - middle))
    whole = bounds(line)
    inside = whole.x0 - near.rect.height <= middle <= whole.x1 + near.rect.height
    return (
        inside
        and near.rect.beside(token.rect) >= 0.5
        and abs(near.rect.middle[1] - token.rect.middle[1]) < 0.6 * max(near.rect.height, token.rect.height)
    )


def _merged(mine: list[Token], other: list[Token], scores: PageScores) -> list[Token]:
    """One line as both read it, place by place and there word by word."""
    made = [token for here, there in _places(mine, other) for token in _at_place(here, there, scores)]
    return [token.on_line(mine[0].line) for token in made]


def _at_place(mine: list[Token], other: list[Token], scores: PageScores) -> list[Token]:
    """Word by word where that fits, else the likelier reading of the whole stretch."""
    matcher = SequenceMatcher(None, [t.text for t in mine], [t.text for t in other], autojunk=False)
    made: list[Token] = []
    for kind, i0, i1, j0, j1 in matcher.get_opcodes():
        if kind == "equal":
            made += [replace(token, agreed=True) for token in mine[i0:i1]]
        else:
            made += settled(mine[i0:i1], other[j0:j1], scores)
    rects = sorted((token.rect for token in made), key=lambda rect: rect.x0)
    twice = any(a.across(b) > _OVERLAP * min(a.height, b.height) for a, b in pairwise(rects))
    return settled(mine, other, scores) if twice and mine and other else made


def _places(mine: list[Token], other: list[Token]) -> list[tuple[list[Token], list[Token]]]:
    """Stretches of a line in which words of the one stand over words of the other."""
    words = sorted([*mine, *other], key=lambda token: token.rect.x0)
    places: list[list[Token]] = []
    end = float("-inf")
    for word in words:
        if word.rect.x0 > end - _OVERLAP * word.rect.height:
            places.append([])
        places[-1].append(word)
        end = max(end, word.rect.x1)
    own = {id(token) for token in mine}
    return [([t for t in p if id(t) in own], [t for t in p if id(t) not in own]) for p in places]


def settled(mine: list[Token], other: list[Token], scores: PageScores) -> list[Token]:
    """Words on which the readers differ: the likelier ones."""
    if "".join(t.text for t in mine) == "".join(t.text for t in other):
        return [replace(token, agreed=True) for token in mine]  # only the spaces differ
    mine = [replace(token, agreed=False) for token in mine]
    other = [replace(token, agreed=False) for token in other]
    if not mine or not other:
        return [token for token in mine or other if token.score >= _NOISE]
    return mine if _likely(mine, scores) >= _likely(other, scores) else other


def _likely(tokens: Sequence[Token], scores: PageScores) -> float:
    """The mean chance of being right over the letters of these words."""
    weights = [len(token.text) for token in tokens]
    return sum(c * w for c, w in zip(chances(tokens, scores), weights, strict=True)) / sum(weights)
