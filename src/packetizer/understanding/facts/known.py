"""What one paper of the case labels, another prints without a label: names, numbers, birth dates known again.

A member number has a label on the insurer's letter and none in an appeal's first line; a name stands under
"Patient" on one paper and alone at the head of another. A value is looked for elsewhere only where its own
papers make it sure, and a patient's name only on pages that name no other patient.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from packetizer.model import Box, Fact, Page, Word
from packetizer.understanding.facts.dates.find import date_draft, dated_spots
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.making import Draft, bounded, numbered, on_page, overlapping, redrafted
from packetizer.understanding.facts.names.patients import person
from packetizer.understanding.facts.numbers.ids import CERTIFICATE, REFERENCE
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.page.text import Line, lines

PATIENT, PROVIDER, BIRTH = "name.patient", "name.provider", "date.birth"
_NUMBERS = (
    "id.member",
    "id.claim",
    "id.authorization",
    "id.npi",
    "id.tax",
    "id.group",
    REFERENCE,
    CERTIFICATE,
)
_SURE, _TOGETHER = 0.84, 1.4  # confidence of one fact alone, or of the pages' facts together
_NAMED = 0.6  # a page with a patient's name so sure needs no other
_SHORTEST = 7  # characters of a number that is looked for
_CENTURY = 100
_NOT_ALNUM = re.compile(r"[^a-z0-9]+")
_POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True, slots=True)
class _Tally:
    """How well one value stands: the sum over its pages of the surest fact, and its best spelling."""

    weight: float
    surest: float
    pages: int
    spelling: str

    @property
    def sure(self) -> bool:
        return self.surest >= _SURE or self.weight >= _TOGETHER


@dataclass(frozen=True, slots=True)
class _Known:
    """What the papers of a case label, by what a value looks like."""

    patients: Mapping[str, str]
    providers: Mapping[str, str]
    numbers: Mapping[str, tuple[str, str, bool]]  # kind, value, and whether the kind is beyond doubt
    births: frozenset[date]
    licensees: Mapping[str, str]  # the name of a family of insurers, and the one of it that the case knows


def recall(
    pages: Sequence[Page], found: Sequence[tuple[Fact, ...]], lexicon: Lexicon
) -> list[tuple[Fact, ...]]:
    """The facts of each page, with what the other pages tell of the values printed on it; ids `p1` …"""
    known = _known(found, lexicon)
    made: list[tuple[Fact, ...]] = []
    for page, facts in zip(pages, found, strict=True):
        drafts = [item for fact in facts if (item := _settled(redrafted(fact), known)) is not None]
        drafts = _with_births(page, drafts, known, lexicon)
        drafts += list(_unlabelled_numbers(page, drafts, known))
        drafts += list(_unlabelled_names(page, drafts, known))
        made.append(numbered(drafts))
    return made


# ---------------------------------------------------------------- what is known


@lru_cache(maxsize=20000)
def look(text: str) -> str:
    """What print looks like to a reader: no case, no signs, look-alikes made one."""
    return _NOT_ALNUM.sub("", skeleton(text)).replace("rn", "m").replace("vv", "w")


def _known(found: Sequence[tuple[Fact, ...]], lexicon: Lexicon) -> _Known:
    patients, providers = _tallies(found, PATIENT), _tallies(found, PROVIDER)
    for key in patients.keys() & providers.keys():
        weaker = patients if providers[key].weight > patients[key].weight else providers
        del weaker[key]
    births = [tally.spelling for tally in _tallies(found, BIRTH).values() if tally.sure]
    return _Known(
        {key: tally.spelling for key, tally in patients.items() if tally.sure and _is_person(tally, lexicon)},
        {
            key: tally.spelling
            for key, tally in providers.items()
            if tally.sure and _is_person(tally, lexicon)
        },
        _known_numbers(found),
        frozenset(date.fromisoformat(day) for day in births if "/" not in day),
        _licensees(found, lexicon),
    )


def _licensees(found: Sequence[tuple[Fact, ...]], lexicon: Lexicon) -> dict[str, str]:
    """`Blue Cross Blue Shield` is the one licensee of it that the other papers name, if they name one."""
    named = {str(fact.value) for facts in found for fact in facts if fact.kind == "name.insurer"}
    insurers = [insurer for name in named if (insurer := lexicon.insurer(name)) is not None]
    members: dict[str, list[str]] = defaultdict(list)
    for insurer in insurers:
        if insurer.parent is not None and not insurer.generic:
            members[insurer.parent].append(insurer.name)
    return {i.name: members[i.id][0] for i in insurers if i.generic and len(members[i.id]) == 1}


def _known_numbers(found: Sequence[tuple[Fact, ...]]) -> dict[str, tuple[str, str, bool]]:
    ranked: dict[str, list[tuple[float, int, str, str]]] = defaultdict(list)
    for kind in _NUMBERS:
        for key, tally in _tallies(found, kind).items():
            if tally.sure and len(key) >= _SHORTEST:
                ranked[key].append((tally.weight, tally.pages, kind, tally.spelling))
    known = {}
    for key, kinds in ranked.items():
        kinds.sort(key=lambda kind: (kind[2] not in (REFERENCE, CERTIFICATE), *kind), reverse=True)
        weight, pages, kind, spelling = kinds[0]
        rival = kinds[1][0] if len(kinds) > 1 else 0.0
        known[key] = (kind, spelling, pages > 1 and weight >= 2 * rival)
    return known


def _tallies(found: Sequence[tuple[Fact, ...]], kind: str) -> dict[str, _Tally]:
    spelled: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    surest: dict[str, float] = defaultdict(float)
    pages: dict[str, int] = defaultdict(int)
    for facts in found:
        best: dict[str, Fact] = {}
        for fact in facts:
            if fact.kind == kind:
                key = look(str(fact.value))
                if key not in best or fact.confidence > best[key].confidence:
                    best[key] = fact
        for key, fact in best.items():
            spelled[key][str(fact.value)] += fact.confidence
            surest[key] = max(surest[key], fact.confidence)
            pages[key] += 1
    return {
        key: _Tally(sum(values.values()), surest[key], pages[key], max(values, key=lambda v: (values[v], v)))
        for key, values in spelled.items()
    }


def _is_person(tally: _Tally, lexicon: Lexicon) -> bool:
    """A first and a last name, both spelled out, and nothing else."""
    found = person(tally.spelling, lexicon)
    if found is None or found[2] != len(tally.spelling):
        return False
    parts = tally.spelling.split()
    return len(parts[0].strip(".")) > 1 and len(parts[-1].strip(".")) > 1


# ---------------------------------------------------------------- what is found again


def _settled(item: Draft, known: _Known) -> Draft | None:
    """A fact spelled as the other papers spell it; a number that they all call something else is that."""
    key = look(str(item.value))
    if item.kind == PATIENT and key not in known.patients and key in known.providers:
        return None
    if item.kind == PATIENT or item.kind == PROVIDER:
        names = known.patients if item.kind == PATIENT else known.providers
        return replace(item, value=names.get(key, item.value))
    if item.kind == "name.insurer":
        return replace(item, value=known.licensees.get(str(item.value), item.value))
    if item.kind in _NUMBERS and key in known.numbers:
        kind, value, beyond_doubt = known.numbers[key]
        if item.kind == kind:
            return replace(item, value=value)
        return (
            replace(item, kind=kind, value=value)
            if beyond_doubt or item.kind in (REFERENCE, CERTIFICATE)
            else item
        )
    return item


def _with_births(page: Page, drafts: list[Draft], known: _Known, lexicon: Lexicon) -> list[Draft]:
    """Nobody is treated on the day of birth: such a date is one, whatever stands around it."""
    births = {day: day for day in known.births}
    births |= {late: day for day in known.births if (late := _century_later(day)) is not None}
    if not births:
        return drafts
    made = [
        replace(item, kind=BIRTH, value=births[item.value])
        if item.kind.startswith("date.") and isinstance(item.value, date) and item.value in births
        else item
        for item in drafts
    ]
    boxes = {item.box for item in made if item.kind == BIRTH}
    sheet = sheet_of(page, lexicon)
    for spot in dated_spots(page, lexicon):
        value = spot.printed.value
        if isinstance(value, date) and value in births:
            item = replace(date_draft(sheet, spot, BIRTH, 0.93), value=births[value])
            if item.box not in boxes:
                made.append(item)
    return made


def _century_later(day: date) -> date | None:
    """What two digits of a birth year may have been read as."""
    try:
        return day.replace(year=day.year + _CENTURY)
    except ValueError:  # the 29th of February
        return None


def _unlabelled_numbers(page: Page, drafts: Sequence[Draft], known: _Known) -> Iterator[Draft]:
    told = [item for item in drafts if item.kind.startswith("id.")]
    printed = {look(str(item.value)) for item in told}
    wanted = {key: value for key, value in known.numbers.items() if key not in printed}
    for line in lines(page) if wanted else ():
        bare = look(line.text)
        for key, (kind, value, _) in list(wanted.items()):
            if key in bare and (match := _number_pattern(key).search(skeleton(line.text))) is not None:
                del wanted[key]
                made = _draft(page, line, match.span(), kind, value, 0.94)
                if not any(overlapping(made, item) for item in told):  # a part of a longer number
                    yield made


@lru_cache(maxsize=2000)
def _number_pattern(key: str) -> re.Pattern[str]:
    """The number with or without its dashes and spaces, and no part of a longer one."""
    return re.compile(
        r"(?<![a-z0-9])" + r"[\s\-./]?".join(map(re.escape, key)) + r"(?![a-z0-9]|[\s-]\d{1,4}(?![\d/.]))"
    )


def _unlabelled_names(page: Page, drafts: Sequence[Draft], known: _Known) -> Iterator[Draft]:
    printed = {look(str(item.value)) for item in drafts if item.kind in (PATIENT, PROVIDER)}
    wanted = {key: (PROVIDER, name) for key, name in known.providers.items() if key not in printed}
    if not any(item.kind == PATIENT and item.confidence >= _NAMED for item in drafts):
        wanted |= {key: (PATIENT, name) for key, name in known.patients.items() if key not in printed}
    parts = {key: tuple(look(part) for part in name.split()) for key, (_, name) in wanted.items()}
    for line in lines(page) if wanted else ():
        looks = [_bare_look(word) for word in line.words]
        for key in list(wanted):
            place = _name_in(looks, parts[key], line)
            if place is not None:
                kind, name = wanted.pop(key)
                yield _draft(page, line, place, kind, name, 0.93)
    yield from _names_over_lines(page, wanted, parts)


def _names_over_lines(
    page: Page, wanted: Mapping[str, tuple[str, str]], parts: Mapping[str, tuple[str, ...]]
) -> Iterator[Draft]:
    """A name that begins at the end of one line and ends in the next."""
    for line, following in pairwise(lines(page)) if wanted else ():
        end = [_bare_look(word) for word in line.words[-4:]]
        head = [_bare_look(word) for word in following.words[:4]]
        for key, (kind, name) in wanted.items():
            for cut in range(1, len(parts[key])):
                if (
                    tuple(end[-cut:]) == parts[key][:cut]
                    and tuple(head[: len(parts[key]) - cut]) == parts[key][cut:]
                ):
                    count = len(line.words)
                    made = _draft(page, line, _span(line, count - cut, count), kind, name, 0.9)
                    rest = _span(following, 0, len(parts[key]) - cut)
                    box = on_page(made.box.union(following.box_at(*rest)))
                    text = f"{made.text}\n{following.text[: rest[1]].strip(' ,.;:')}"
                    yield replace(made, text=text, box=box)


def _bare_look(word: Word) -> str:
    return look(_POSSESSIVE.sub("", word.text.rstrip(",.;:"))) if not word.text.islower() else ""


def _name_in(looks: Sequence[str], parts: tuple[str, ...], line: Line) -> tuple[int, int] | None:
    """Where a line prints the name: in order, with a middle initial between, or the last name first."""
    if parts[-1] not in looks or parts[0] not in looks:
        return None
    size = len(parts)
    for at, first in enumerate(looks):
        if first == parts[0]:
            for end in (at + size, at + size + 1):
                inner = tuple(x for x in looks[at + 1 : end - 1] if len(x) > 1 or end == at + size)
                if looks[at:end][-1] == parts[-1] and inner == parts[1:-1]:
                    return _span(line, at, end)
        turned = first == parts[-1] and tuple(looks[at + 1 : at + size]) == parts[:-1]
        if turned and (line.words[at].text.endswith(",") or line.words[at].text.isupper()):
            return _span(line, at, at + size)
    return None


def _span(line: Line, first: int, end: int) -> tuple[int, int]:
    """Words as a place in the line's text."""
    start = sum(len(word.text) + 1 for word in line.words[:first])
    return start, start + sum(len(word.text) + 1 for word in line.words[first:end]) - 1


def _draft(page: Page, line: Line, span: tuple[int, int], kind: str, value: str, certainty: float) -> Draft:
    box: Box = on_page(line.box_at(*span))
    text = line.text[span[0] : span[1]].strip(" ,.;:")
    return Draft(kind, value, text, page.ref, box, bounded(line.confidence_at(*span) * certainty))
