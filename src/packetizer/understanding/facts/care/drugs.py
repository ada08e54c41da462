"""Drugs named on a page: by their names, brands, and what readers make of these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.lore.entries import Drugs, FirmWords
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.phrasing import Framed

DOSE = re.compile(
    r"(?<![\w.,/-])(\d{1,4}(?:,\d{3})?(?:\.\d{1,3})?|\.\d{1,2})\s?(mg|mcg|µg|ug|grams?|g|"
    r"units?)\b(?:\s?/\s?(kg|hr|hour|h|min|day|mL|ml)\b(?:\s?/\s?(hr|hour|h|min)\b)?)?(?!\s?/\s?(?:\d|dl|l\b|24))",
    re.IGNORECASE,
)
# "Amphetamine  negative": what a screen looks for nobody was given.
_SCREENED = Framed(Drugs, r"\b%{screened}\b")
_WORD = re.compile(r"[A-Za-z0-9|][A-Za-z0-9|\-]{5,24}")
_ORGANISATION = Framed(FirmWords, r"^\s+(?:%{drug_middles},?\s+){0,4}(?:%{drug_ends}|%{legal_drugs.})\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """A drug's name in a cell. `certainty`: less than one where it was misread."""

    cell: Cell
    start: int
    end: int
    generic: str
    certainty: float


def drugs_named(sheet: Sheet, lexicon: Lexicon) -> list[Mention]:
    """The drugs that the page names, in reading order."""
    return [
        mention
        for cell in sheet.cells
        for mention in sorted(_mentions(sheet, cell, lexicon), key=lambda mention: mention.start)
        if not _screened(sheet, mention)
    ]


def _mentions(sheet: Sheet, cell: Cell, lexicon: Lexicon) -> Iterator[Mention]:
    hits = lexicon.drug_phrases.find(cell.skeleton)
    for hit in hits:
        if not _part_of_word(sheet, cell, hit.start, hit.end):
            yield Mention(cell, hit.start, hit.end, hit.key, 1.0)
    for match in _shorts(lexicon).finditer(cell.text):
        yield Mention(cell, *match.span(1), _by_short(lexicon)[match[1]], 1.0)
    taken = [(hit.start, hit.end) for hit in hits]
    for match in _WORD.finditer(cell.text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        generic = _misread(skeleton(match[0]), lexicon)
        if generic is not None:
            yield Mention(cell, match.start(), match.end(), generic, 0.8)


def _screened(sheet: Sheet, mention: Mention) -> bool:
    screened = _SCREENED.of(sheet.lexicon.drugs)
    return any(screened.search(cell.text) for cell in sheet.rows[mention.cell.row]) and not DOSE.search(
        " ".join(cell.text for cell in sheet.rows[mention.cell.row])
    )


def _part_of_word(sheet: Sheet, cell: Cell, start: int, end: int) -> bool:
    """`www.spravato.com` and `Example Ketamine Clinic`, also over two lines, name no treatment."""
    text = cell.text
    if text[max(start - 1, 0) : start] in (".", "/", "@") or text[end : end + 4].lower() in (".com", ".org"):
        return True
    after = text[end:]
    for below in sheet.below(cell, 1):
        if len(after) < 24 and abs(below.box.x0 - cell.box.x0) < 0.012:
            after = f"{after} {below.text}"
    return _ORGANISATION.of(sheet.lexicon.firms).match(after) is not None


@lru_cache(maxsize=2)
def _by_short(lexicon: Lexicon) -> dict[str, str]:
    return {name: drug.generic for drug in lexicon.drugs.drugs for name in drug.short}


@lru_cache(maxsize=2)
def _shorts(lexicon: Lexicon) -> re.Pattern[str]:
    """`Li 900 mg`, as it is written: no word of a sentence, no family name."""
    names = "|".join(map(re.escape, sorted(_by_short(lexicon), key=len, reverse=True)))
    return re.compile(rf"(?<![\w.-])({names})\s(?:ER\s|CR\s)?(?=\d{{2,4}}\s?mg\b)")


@lru_cache(maxsize=2)
def _names(lexicon: Lexicon) -> dict[str, str]:
    return {
        skeleton(name): drug.generic
        for drug in lexicon.drugs.drugs
        for name in (drug.generic, *drug.brands, *drug.other_names)
        if len(name) >= 7 and " " not in name
    }


@lru_cache(maxsize=2)
def _plain(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(skeleton(word) for word in lexicon.drugs.plain_words)


@lru_cache(maxsize=20000)
def _misread(word: str, lexicon: Lexicon) -> str | None:
    """The drug that a misread word is one or two letters away from, where no other is as near."""
    names = _names(lexicon)
    limit = 1 if len(word) < 10 else 2
    near = process.extract(word, names.keys(), scorer=Levenshtein.distance, score_cutoff=limit, limit=2)
    if not near or near[0][0][0] != word[0] or (len(near) > 1 and near[0][1] == near[1][1]):
        return None
    if any(Levenshtein.distance(word, plain) <= 1 for plain in _plain(lexicon)):
        return None
    return names[near[0][0]]
