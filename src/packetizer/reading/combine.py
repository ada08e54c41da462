"""Two readings of a page become one: no line lost that either reader saw, none twice.

Words are matched by where they stand and then by what they say. Where the readers agree, confidence rises;
where they differ, the likelier reading stays, with the doubt it deserves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from packetizer.reading.confidence import PageScores, chances, page_scores
from packetizer.reading.tokens import Rect, Token, bounds, by_line, mean_score

_OVERLAP = 0.3  # of a word's height that words at different places may overlap
_SHAPES = re.compile(  # a date with the same mark twice, an amount with its cents
    r"(?<!\w)(?:\d{1,2}([/.-])(?:\d{1,2}|[A-Za-z]{3,9})\1(?:\d{4}|\d{2})|\d{4}([/.-])\d{1,2}\2\d{1,2}"
    r"|\d{1,3}(?:,\d{3})*\.\d{2}|\d{4,}\.\d{2})(?![\w.,/-]\d|\w)"
)
_BESIDE = 0.1  # of the shorter of two lines' length that they may overlap and still stand on one row
_TORN = 0.5  # mean score of the pieces of a word that the other reader saw whole, below which it is
_NOISE = 0.4  # mean score of a line that only one of two readers saw, below which it is noise


def combine(
    first: Sequence[Token], second: Sequence[Token], found: Sequence[Rect] | None = None
) -> list[Token]:
    """The words of both. `found`: the lines that the second reader saw, where it looked at the whole page."""
    scores = page_scores([*first, *second])
    left = list(first)
    made: list[Token] = []
    places: dict[int, list[Rect]] = {}  # of the lines made so far, by number
    next_line = max((token.line for token in first), default=-1) + 1
    for number, line in enumerate(by_line(second)):
        here = [token for token in left if _stands_on(token, line)]
        if not here:
            made += [replace(token, agreed=False, line=next_line + number) for token in _unless_noise(line)]
            continue
        taken = {id(token) for token in here}
        left = [token for token in left if id(token) not in taken]
        merged = _merged(sorted(here, key=lambda token: token.rect.x0), line, scores)
        own = _number(here, merged, places, next_line + number)
        made += [token.on_line(own) for token in merged]
    if found is None:
        return made + left
    for group in by_line(left):
        noise = not _unless_noise(group)
        for token in group:
            if token.score < _NOISE and not any(map(str.isalnum, token.text)):
                continue  # a speck
            if _under(token, found):
                made.append(token)
            elif not noise:
                made.append(replace(token, agreed=False))
    return made


def _number(here: Sequence[Token], merged: Sequence[Token], places: dict[int, list[Rect]], fresh: int) -> int:
    """The number of a line: that of most of the first reader's words on it. A fresh one where another line
    has that already, beside which it cannot stand: the first reader took two lines for one."""
    if not merged:
        return fresh
    place = bounds(merged)
    own = Counter(token.line for token in here).most_common(1)[0][0]
    if any(place.across(other) > _BESIDE * min(place.width, other.width) for other in places.get(own, ())):
        own = fresh
    places.setdefault(own, []).append(place)
    return own


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
    """One line as both read it: where they agree, those words and no other; elsewhere the likelier ones."""
    made: list[Token] = []
    i0 = j0 = 0
    for i, j in [*_same(mine, other), (len(mine), len(other))]:
        for here, there in _places(mine[i0:i], other[j0:j]):
            made += settled(here, there, scores)
        made += [replace(token, agreed=True) for token in mine[i : i + 1]]
        i0, j0 = i + 1, j + 1
    sure = [token.rect for token in made if token.agreed]
    return [token for token in made if token.agreed or not _stands_under(token.rect, sure)]


def _stands_under(rect: Rect, others: Sequence[Rect]) -> bool:
    """Most of it is covered by another word."""
    return any(rect.across(other) > 0.5 * rect.width for other in others)


def _same(mine: list[Token], other: list[Token]) -> list[tuple[int, int]]:
    """Pairs of words that say the same at about the same place, in order: the longest such row of pairs."""
    lengths = [[0] * (len(other) + 1) for _ in range(len(mine) + 1)]
    for i in reversed(range(len(mine))):
        for j in reversed(range(len(other))):
            same = mine[i].text == other[j].text and _near(mine[i], other[j])
            skipped = max(lengths[i + 1][j], lengths[i][j + 1])
            lengths[i][j] = max(lengths[i + 1][j + 1] + 1, skipped) if same else skipped
    pairs, i, j = [], 0, 0
    while i < len(mine) and j < len(other):
        if (
            mine[i].text == other[j].text
            and lengths[i][j] == lengths[i + 1][j + 1] + 1
            and _near(mine[i], other[j])
        ):
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def _near(one: Token, other: Token) -> bool:
    """RapidOCR's places of words are rough: a short word may stand beside itself."""
    return one.rect.across(other.rect) > -0.7 * max(one.rect.height, other.rect.height)


def _places(mine: list[Token], other: list[Token]) -> list[tuple[list[Token], list[Token]]]:
    """Stretches of a line in which words of the one stand over words of the other."""
    if not mine or not other:
        return [(mine, other)] if mine or other else []
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
    """Words on which the readers differ: the likelier ones. A reader that lost a date's or an amount's mark,
    where both read its letters and figures alike, is not."""
    if "".join(t.text for t in mine) == "".join(t.text for t in other):  # only the spaces differ
        torn = len(mine) > len(other) and mean_score(mine) < _TORN < mean_score(other)
        return [replace(token, agreed=True) for token in (other if torn else mine)]
    mine = [replace(token, agreed=False) for token in mine]
    other = [replace(token, agreed=False) for token in other]
    if not mine or not other:
        return [token for token in mine or other if token.score >= _NOISE]
    if better := _shaped(mine, other) or _stopped(mine, other):
        return mine if better > 0 else other
    return mine if _likely(mine, scores) >= _likely(other, scores) else other


def _shaped(mine: Sequence[Token], other: Sequence[Token]) -> int:
    """Which of two readings with the same letters and figures has more whole dates and amounts: above 0, the
    first. 0 also where one has no mark at all: it may be a number, and the mark dirt."""
    texts = [" ".join(token.text for token in tokens) for tokens in (mine, other)]
    bare = ["".join(filter(str.isalnum, text)).casefold() for text in texts]
    if bare[0] != bare[1] or any(text.isalnum() for text in texts):
        return 0
    mine_has, other_has = (len(_SHAPES.findall(text)) for text in texts)
    return mine_has - other_has


def _stopped(mine: Sequence[Token], other: Sequence[Token]) -> int:
    """Of two readings that differ only in commas and full stops at the ends of words, which has more stops;
    above 0, the first. Dirt and coarse dots give a stop a tail, and nothing takes a comma's away (of damaged
    letters a hundred stops were read as commas, and one comma as a stop)."""
    texts = [[token.text for token in tokens] for tokens in (mine, other)]
    if [text.rstrip(".,") for text in texts[0]] != [text.rstrip(".,") for text in texts[1]]:
        return 0
    if [len(text) for text in texts[0]] != [len(text) for text in texts[1]]:
        return 0  # one reader saw no mark at all
    mine_has, other_has = (sum(text.endswith(".") for text in words) for words in texts)
    return mine_has - other_has


def _likely(tokens: Sequence[Token], scores: PageScores) -> float:
    """The mean chance of being right over the letters of these words."""
    weights = [len(token.text) for token in tokens]
    return sum(c * w for c, w in zip(chances(tokens, scores), weights, strict=True)) / sum(weights)
