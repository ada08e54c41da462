"""Whether a paper's treatment is given, ordered or asked for on it, or only named: an alternative, a policy's
subject, what was refused, part of a clinic's name.

What a case is about is taken as given wherever a page names it (`fate`). Here the whole paper is looked at,
now that its type is known; `bench/fit_treated.py` fits the model on papers whose treatments are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import exp

from packetizer.model import Page
from packetizer.understanding.facts.care.around import Around, surroundings
from packetizer.understanding.facts.care.drugs import Mention, drugs_named
from packetizer.understanding.facts.layout import Sheet, sheet_of
from packetizer.understanding.facts.making import Draft
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.wordmodel import TREATED_WORDS, load, stems

KIND = "treatment.drug"
GIVEN, NAMED = "given", "named"
_DOUBTED = 0.4  # below this chance of being given a drug is dropped
_MOST = 8  # mentions of a drug that are looked at
_TOP = 12  # lines
_LAST, _FOLLOWING = re.compile(r"(\w+|[^\w\s])\s*$"), re.compile(r"\s*(\w+|[^\w\s])")
_SENTENCE = re.compile(r"(?:^|\s)[a-z]{3,}\s[a-z]{2,}")


def settled(
    type: str,  # noqa: A002
    drafts: Sequence[Draft],
    pages: Sequence[Page],
    lexicon: Lexicon,
) -> list[Draft]:
    """The drafts of a paper less the treatments that it only names."""
    said = {str(item.value) for item in drafts if item.kind == KIND and treats(str(item.value), lexicon)}
    if not said:
        return list(drafts)
    model = load(TREATED_WORDS)
    given = model.kinds.index(GIVEN)
    seen = {drug: found for drug, found in signs_of(type, pages, lexicon).items() if drug in said}
    only_named = {drug for drug, found in seen.items() if exp(float(model.chances(found)[given])) < _DOUBTED}
    return [item for item in drafts if item.kind != KIND or item.value not in only_named]


def treats(generic: str, lexicon: Lexicon) -> bool:
    drug = lexicon.drug(generic)
    return drug is not None and drug.role == "treatment"


def signs_of(type: str, pages: Sequence[Page], lexicon: Lexicon) -> dict[str, frozenset[str]]:  # noqa: A002
    """The signs of each treatment that a paper of this type names."""
    named: dict[str, list[tuple[Mention, Around]]] = {}
    for page in pages:
        for mention, around in _on(sheet_of(page, lexicon), lexicon):
            named.setdefault(mention.generic, []).append((mention, around))
    first = next(iter(named), "")
    made = {}
    for generic, places in named.items():
        found = {f"type={type}", f"times={min(len(places), 6)}", f"treatments={len(named)}"}
        if len(named) > 1:
            most = max(len(other) for other in named.values())
            found.add("most" if len(places) == most else "less")
            found.add("first" if generic == first else "later")
        for mention, around in places[:_MOST]:
            found |= {*_said(around), *_written(mention)}
        made[generic] = frozenset(found)
    return made


def _on(sheet: Sheet, lexicon: Lexicon) -> Iterator[tuple[Mention, Around]]:
    """The treatments that a page names, and what stands around each."""
    mentions = drugs_named(sheet, lexicon)
    if any(treats(mention.generic, lexicon) for mention in mentions):
        for mention, around in zip(mentions, surroundings(sheet, mentions, lexicon), strict=True):
            if treats(mention.generic, lexicon):
                yield mention, around


def _written(mention: Mention) -> Iterator[str]:
    """How a name stands in its cell: as a word of a sentence, or of a clinic's name."""
    text = mention.cell.text
    own, before, after = text[mention.start : mention.end], text[: mention.start], text[mention.end :]
    case = "capitals" if own.isupper() else "capital" if own[0].isupper() else "small"
    yield f"written {case}"
    last, following = _LAST.search(before), _FOLLOWING.match(after)
    sides = [_looks(match[1]) if match is not None else "none" for match in (last, following)]
    yield from (f"written {case} {side}" for side in (f"after {sides[0]}", f"before {sides[1]}"))
    yield f"written {case} {'-'.join(sides)}"
    if not _SENTENCE.search(text):
        yield f"written {case} alone"
    if mention.cell.row < _TOP:
        yield "top"


def _looks(word: str) -> str:
    if not word[0].isalpha():
        return "sign"
    return "capitals" if word.isupper() and len(word) > 1 else "capital" if word[0].isupper() else "small"


def _said(around: Around) -> Iterator[str]:
    parts = (("", around.clause), ("<", around.before), (">", around.own), ("^", around.heading))
    for mark, text in parts:
        yield from (f"{mark}{term}" for term in stems(text))
    yield from (f"flag {flag}" for flag in around.flags)
