"""Places on a paper that may be names, and what stands around them.

Signs for fitted models, one for people and one for firms (see `wordmodel`).

`bench/fit_names.py` fits them on names whose role is known.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from packetizer.model import Page
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.names.namespans import Named, firms_on, people_on
from packetizer.understanding.facts.names.patients import CREDENTIAL, RELATION
from packetizer.understanding.facts.names.personwords import PersonWords
from packetizer.understanding.facts.names.personwords import words_of as words_of_people
from packetizer.understanding.facts.surroundings import place_in_row, words_around, words_of
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.wordkin import group_of
from packetizer.understanding.page.once import once_a_page

_STREET = re.compile(r"^\d{1,6}[A-Za-z]?\s+\w|\bP\.?\s?O\.?\s?Box\b|\b[A-Z]{2}\s+\d{5}\b", re.IGNORECASE)
_CALL = re.compile(r"\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b|@|www\.")
_FOOT, _HEAD = 6, 6  # rows
_CLOSING = 45  # characters of a line that closes a letter
_PREFIX = 4  # letters that words of one trade share: "Neurowellness", "neurology"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be a name, on which page, with its signs."""

    sheet: Sheet
    named: Named
    signs: frozenset[str]


def people(kind: str, pages: Sequence[Page], known: Mapping[str, str], lexicon: Lexicon) -> list[Candidate]:
    """Who may be named on a paper of this type. `known`: the roles that rules gave, by the names' keys."""
    found = [(sheet, named) for sheet in _sheets(pages, lexicon) for named in people_on(sheet)]
    if not found:
        return []
    text = [cell.text for sheet in _sheets(pages, lexicon) for cell in sheet.cells]
    words = words_of_people(lexicon)
    titled = {
        "doctor": {skeleton(name) for line in text for name in words.doctors.findall(line)},
        "mister": {skeleton(name) for line in text for name in words.misters.findall(line)},
        "credentials": {_surname(named) for _, named in found if CREDENTIAL.match(_rest(named))},
    }
    times = Counter(named.key for _, named in found)
    family = Counter(_surname(named) for named in {named.key: named for _, named in found}.values())
    made = []
    for number, (sheet, named) in enumerate(found):
        surname = _surname(named)
        others = {role for key, role in known.items() if key != named.key}
        signs = {
            *_common(sheet, named, kind, pages),
            *_form(named, lexicon),
            *_beside_person(sheet, named, words),
            *(f"elsewhere {how}" for how, names in titled.items() if surname in names),
            *(f"has {role}" for role in others),
            f"times={min(times[named.key], 4)}",
            f"family={min(family[surname], 3)}",
            f"nth={min(number, 4)}",
            f"people={min(len(times), 5)}",
        }  # fmt: skip
        signs |= {f"type={kind} has {role}" for role in others} | {
            f"has none {kind}" for _ in [0] if not others
        }
        made.append(Candidate(sheet, named, frozenset(signs)))
    return made


def firms(kind: str, pages: Sequence[Page], known: Mapping[str, str], lexicon: Lexicon) -> list[Candidate]:
    """Which firms may be named on a paper of this type; places may overlap."""
    found = [(sheet, named) for sheet in _sheets(pages, lexicon) for named in firms_on(sheet)]
    times = Counter(named.key for _, named in found)
    made = []
    for number, (sheet, named) in enumerate(found):
        others = {role for key, role in known.items() if key not in named.key and named.key not in key}
        signs = {
            *_common(sheet, named, kind, pages),
            *_own_words(named, lexicon),
            *_beside_firm(sheet, named),
            *(f"has {role}" for role in others),
            *(f"type={kind} has {role}" for role in others),
            f"times={min(times[named.key], 4)}",
            f"nth={min(number, 3)}",
        }
        made.append(Candidate(sheet, named, frozenset(signs)))
    return made


def _sheets(pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Sheet]:
    return (sheet_of(page, lexicon) for page in pages if page.words)


def _rest(named: Named) -> str:
    return named.spot.cell.text[named.spot.end :]


def _surname(named: Named) -> str:
    return skeleton(named.name.split()[-1])


def _common(sheet: Sheet, named: Named, kind: str, pages: Sequence[Page]) -> Iterator[str]:
    cell = named.spot.cell
    yield from words_around(sheet, named.spot)
    yield from place_in_row(sheet, named.spot)
    yield f"type={kind}"
    first = sheet.page.ref == pages[0].ref
    place = "head" if cell.row < _HEAD else "foot" if cell.row >= len(sheet.rows) - _FOOT else "within"
    yield f"{place} page1={first}"
    yield f"type={kind} {place} page1={first}"
    rest = _rest(named)
    yield (
        "ends"
        if not rest.strip(" ,.")
        else f"then={rest.strip()[:1] if not rest.strip()[:1].isalnum() else 'word'}"
    )
    before = cell.text[: named.spot.start].rstrip()
    yield f"behind={before[-1:] if before and not before[-1:].isalnum() else 'word' if before else 'nothing'}"


def _form(named: Named, lexicon: Lexicon) -> Iterator[str]:
    words = named.name.split()
    yield f"words={len(words)}"
    if named.spot.text.isupper():
        yield "capitals"
    if named.turned:
        yield "turned"
    if words[0].lower() in lexicon.parties.given:
        yield "given"
    yield from _kin(words)


def _kin(words: Sequence[str]) -> Iterator[str]:
    """What like words are used for: "gate" and "garage" are of one kind, "Reed" and "Ann" of another."""
    groups = [group_of(word.strip(".,'’&")) for word in words]
    yield from (f"kin={group}" for group in groups)
    yield f"kin1={groups[0]}"
    yield f"kinl={groups[-1]}"
    yield f"unknown={min(groups.count(None), 3)}"


def _beside_person(sheet: Sheet, named: Named, words: PersonWords) -> Iterator[str]:
    cell, rest = named.spot.cell, _rest(named)
    before = cell.text[: named.spot.start]
    if words.before_doctor.search(before):
        yield "doctor"
    if words.before_mister.search(before):
        yield "mister"
    if CREDENTIAL.match(rest):
        yield "credentials"
    if RELATION.of(sheet.lexicon.patients).match(rest):
        yield "relation"
    if find_dates(rest[:25]):
        yield "date behind"
    alone = not before.strip() and len(rest) < 25
    yield f"alone={alone}"
    below, right = sheet.below(cell, 1), sheet.right_of(cell)
    if below:
        yield from _neighbour("under", below[0], alone)
    if right is not None and not rest.strip():
        yield from _neighbour("right", right, alone)
    if alone and behind_closing(sheet, cell):
        yield "signs"


def _neighbour(name: str, other: Cell, alone: bool) -> Iterator[str]:
    yield from (f"{name}:{word}" for word in words_of(other.text[:60])[:6])
    yield from (f"{name}={label.role}" for label in other.labels[:1] if label.start < 4)
    if alone and _STREET.search(other.text):
        yield f"{name} street"
    if find_dates(other.text[:20]):
        yield f"{name} date"


def behind_closing(sheet: Sheet, cell: Cell) -> bool:
    """Whether a letter's closing words stand over a line, which then names who wrote it."""
    return any(
        len(other.text) < _CLOSING
        and (hit := sheet.lexicon.party_phrases.at_start(other.skeleton)) is not None
        and hit.key == "closings"
        for row in sheet.rows[max(cell.row - 4, 0) : cell.row]
        for other in row
    )


def _own_words(named: Named, lexicon: Lexicon) -> Iterator[str]:
    words = words_of(named.spot.text)
    practice = lexicon.parties.practice
    yield from (f"w:{word}" for word in words)
    yield from (f"w:{one}_{two}" for one, two in itertools.pairwise(words))
    yield from (f"p:{word[:_PREFIX]}" for word in words if len(word) > _PREFIX)
    yield from (f"w1={word}" for word in words[:1])
    yield from (f"wl={word}" for word in words[-1:])
    plain = [word.strip(".,'’&").lower() for word in named.spot.text.split()]
    yield f"words={min(len(plain), 7)}"
    kinds = {name: getattr(practice, name) for name in ("trades", "treats", "kinds", "common", "no")}
    for name, known in (kinds | {"legal": lexicon.firms.legal_practices}).items():
        yield f"{name}={min(sum(word in known for word in plain), 2)}"
    insures = sum(map(_insurer_words(lexicon), plain))
    yield f"insures={min(insures, 3)}"
    yield from _kin(plain)
    own = sum(word not in lexicon.no_names for word in plain)
    yield f"own={min(own, 3)}"
    yield f"first own={plain[0] not in lexicon.no_names}"
    if plain[0] in lexicon.parties.given:
        yield "given first"
    if named.spot.text.isupper():
        yield "capitals"
    if lexicon.insurer_phrases.first(skeleton(named.spot.text)) is not None:
        yield "listed"


@once_a_page
def _insurer_words(lexicon: Lexicon) -> Callable[[str], bool]:
    """Whether a word is of insurers' names, remembered."""
    return lru_cache(maxsize=5000)(lambda word: lexicon.insurer_trades.first(skeleton(word)) is not None)


def _beside_firm(sheet: Sheet, named: Named) -> Iterator[str]:
    cell = named.spot.cell
    alone = len(cell.text) - (named.spot.end - named.spot.start) < 4
    yield f"alone={alone}"
    below = sheet.below(cell, 1)[:1]
    for other in below if alone else ():
        if _STREET.search(other.text):
            yield "over street"
        if _CALL.search(other.text):
            yield "over telephone"
        yield from (f"under:{word}" for word in words_of(other.text[:50])[:5])
    if _STREET.search(_rest(named)[:40]) or _CALL.search(_rest(named)[:60]):
        yield "address behind"
    if re.match(r"['’]s\b", _rest(named)):
        yield "possessive"
