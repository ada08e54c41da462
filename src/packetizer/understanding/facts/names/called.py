"""Names on a paper whose type is known: what its rules make of them, and what stands around them tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from packetizer.model import Page
from packetizer.understanding.facts.making import Draft, bounded, draft, overlapping
from packetizer.understanding.facts.money.amounts import find_amounts
from packetizer.understanding.facts.names import insurers, letters, routes
from packetizer.understanding.facts.names.merchantwords import wordings_of
from packetizer.understanding.facts.names.nameroles import Candidate, firms, people
from packetizer.understanding.facts.names.namespans import Named
from packetizer.understanding.facts.names.namewords import lines_of
from packetizer.understanding.facts.names.patients import CREDENTIAL, RELATION
from packetizer.understanding.facts.names.personwords import words_of
from packetizer.understanding.facts.names.sameperson import without_initials
from packetizer.understanding.facts.surroundings import NO_ROLE
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.wordmodel import FIRM_WORDS, PERSON_WORDS, WordModel, load

# From here on a role is taken that only what stands around the name tells
BELIEVED_PERSON, BELIEVED_FIRM = 0.7, 0.6
BELIEVED_PATIENT = 0.75  # the same for the patient: a stranger's name holds a paper back
TRIMMED = 0.7  # from here on a firm's name is taken for the whole of what a rule took
_SURE = 0.95  # how surely such a role is right at best
_PEOPLE = ("name.patient", "name.provider")
_MERCHANT = "name.merchant"
_KINDS = ("name.patient", "name.provider", "name.insurer", _MERCHANT)


_NO_KEY = re.compile(r"[^a-z0-9]")
# A town behind a street: "1 Mill Road, Lost Point, MD"
_ZIP = re.compile(r",?\s[A-Z]{2}\.?,?\s+\d{5}\b")
_STREET_BEFORE = re.compile(r"\b\d{1,6}\s[A-Z][\w.' ]{2,30},\s$")


SECOND = 0.95  # from here on somebody is a patient beside another one
EQUAL, _NEVER = 0.9, 2.0  # where no label tells, and two people are as likely as that, neither is


@lru_cache(maxsize=2048)
def key_of(name: str) -> str:
    """What a name is known by: initials, signs and letters that readers confuse tell none from another."""
    return _NO_KEY.sub("", skeleton(without_initials(name)))


def roles_of(drafts: Iterable[Draft]) -> dict[str, str]:
    """The kind of each name by its key."""
    return {key_of(str(item.value)): item.kind for item in drafts if item.kind in _KINDS}


@dataclass(frozen=True, slots=True)
class _Weighed:
    candidate: Candidate
    chances: Mapping[str, float]

    @property
    def key(self) -> str:
        return key_of(self.candidate.named.name)

    @property
    def best(self) -> tuple[float, str]:
        return max((chance, role) for role, chance in self.chances.items())


def settled(kind: str, drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon) -> list[Draft]:
    """The drafts of a paper with the people and firms that what stands around their names tells."""
    known = roles_of(drafts)
    weighed = list(_weighed(load(PERSON_WORDS), people(kind, pages, known, lexicon)))
    others = _without_beginnings(
        list(_weighed(load(FIRM_WORDS), firms(kind, pages, known, lexicon))), lexicon
    )
    kept = [_trimmed(item, others) for item in drafts]
    kept = list(_without_firms(_in_one_order(kept), pages, lexicon))
    others_named = letters.writers_for_others(pages, lexicon)
    others_named |= letters.not_patients(lexicon.role(kind), pages, lexicon)
    firms_named = _firms_named(kept, others)
    weighed = [
        one
        for one in weighed
        if one.best[1] != "name.patient"
        or not (
            _begins_firm(one, firms_named)
            or _goes_on_as_firm(one.candidate.named.spot.text, pages, lexicon)
            or _is_kin(one, kind, lexicon)
        )
    ]
    weighed = list(_of_one_patient(weighed, drafts))
    if lexicon.role(kind).total == "amount.total":
        kept, others = _of_one_merchant(kept, others)
    for found, least in ((weighed, BELIEVED_PERSON), (others, BELIEVED_FIRM)):
        for one in sorted(found, key=lambda one: -one.best[0]):
            chance, role = one.best
            if chance >= (BELIEVED_PATIENT if role == "name.patient" else least):
                kept += (
                    made
                    for made in _made(one, kept, lexicon)
                    if role != "name.patient" or str(made.value) not in others_named
                )
    return kept


_MORE_WORDS = 3  # that the next line may add to a firm's name
_AS_LIKELY = 0.7  # of the chance of what ends its line: from here on the name in both lines is it


def _without_beginnings(found: list[_Weighed], lexicon: Lexicon) -> list[_Weighed]:
    """Without firms' names that end a line where the next one has what such names end with: "Elm Road Pain",
    "Specialists"."""
    ends = lexicon.parties.practice.ends | lexicon.firms.legal_practices
    broken = [
        one
        for one in found
        if one.candidate.named.broken and one.candidate.named.name.lower().split()[-1].strip(".,") in ends
    ]
    return [one for one in found if not any(_begins(one, other) for other in broken)]


def _begins(one: _Weighed, whole: _Weighed) -> bool:
    spot, name, longer = one.candidate.named.spot, one.candidate.named.name, whole.candidate.named.name
    at_end = spot.end >= len(spot.cell.text.rstrip(" ,")) and not one.candidate.named.broken
    same = longer.startswith(name) and whole.best[1] == one.best[1] != NO_ROLE
    near = (
        spot.cell.row == whole.candidate.named.spot.cell.row and one.candidate.sheet is whole.candidate.sheet
    )
    few = 0 < len(longer.split()) - len(name.split()) <= _MORE_WORDS
    return at_end and same and near and few and whole.best[0] >= max(BELIEVED_FIRM, _AS_LIKELY * one.best[0])


_TWO_LINES = 1.7  # heights of a line that a name in two of them has
MADE_SURE = 0.88  # below this what a rule takes for a receipt's maker yields to what words make surer


def _of_one_merchant(drafts: list[Draft], found: list[_Weighed]) -> tuple[list[Draft], list[_Weighed]]:
    """A receipt is from one place: whom its rules name; where they hardly know, whom words around name."""
    called = [one for one in found if one.best[1] == _MERCHANT and one.best[0] >= BELIEVED_FIRM]
    told = [item for item in drafts if item.kind == _MERCHANT]
    if not called or not told:
        return drafts, found
    unsure = max(item.confidence for item in told) < MADE_SURE
    alike = any(_alike(one.key, key_of(str(item.value))) for one in called for item in told)
    if unsure and not alike:
        return [item for item in drafts if item.kind != _MERCHANT], found
    return drafts, [one for one in found if one not in called]


def suspected(
    kind: str, pages: Sequence[Page], known: Mapping[str, str], lexicon: Lexicon
) -> dict[str, float]:
    """Who may be the patient of a paper, however little speaks for it: one spelling of each, with the chance.

    `known`: the roles of names that are told, by their keys (`key_of`).
    """
    writers = letters.writers_for_others(pages, lexicon)
    firms_named = [key for key, kind_ in known.items() if kind_ in _FIRMS]
    found: dict[str, tuple[float, str]] = {}
    for one in _weighed(load(PERSON_WORDS), people(kind, pages, known, lexicon)):
        name = one.candidate.named.name
        own = known.get(one.key, "name.patient") == "name.patient" and name not in writers
        own = own and not _begins_firm(one, firms_named) and not _is_kin(one, kind, lexicon)
        own = own and not (lexicon.role(kind).routed and _is_routed(one))
        if own and not _is_anothers(one, lexicon):
            chance = one.chances["name.patient"], name
            found[one.key] = max(found.get(one.key, chance), chance)
    return {name: chance for chance, name in found.values()}


def _is_routed(one: _Weighed) -> bool:
    spot = one.candidate.named.spot
    return routes.is_routed(one.candidate.sheet, spot.cell, spot.start)


_FIRMS = ("name.provider", "name.insurer", "name.merchant")
_MORE = 3  # letters of a firm's name behind what looks like somebody's


def _firms_named(drafts: Iterable[Draft], weighed: Iterable[_Weighed]) -> list[str]:
    """The keys of the firms that a paper names, by its rules or by what stands around them."""
    told = [key_of(str(item.value)) for item in drafts if item.kind in _FIRMS]
    return told + [one.key for one in weighed if one.best[1] in _FIRMS and one.best[0] >= BELIEVED_FIRM]


def _begins_firm(one: _Weighed, firms_named: Iterable[str]) -> bool:
    """Whether what looks like somebody is the beginning of a firm's name: "Mercy Fields" Hospital."""
    keys = one.key, key_of(one.candidate.named.spot.text)
    return any(name.startswith(key) and len(name) >= len(key) + _MORE for key in keys for name in firms_named)


def _without_firms(drafts: Iterable[Draft], pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """Without patients whose names begin a firm's, where a paper names others."""
    drafts = list(drafts)
    patients = {str(item.value) for item in drafts if item.kind == "name.patient"}
    for item in drafts:
        several = item.kind == "name.patient" and len(patients) > 1
        if not several or not _goes_on_as_firm(item.text, pages, lexicon):
            yield item


def _goes_on_as_firm(name: str, pages: Sequence[Page], lexicon: Lexicon) -> bool:
    """Whether the words stand elsewhere before a firm's: "Charter Oak" Psychiatric Institute."""
    after = words_of(lexicon).firm_after
    texts = (line.cell.text for page in pages if page.words for line in lines_of(page, lexicon))
    return any(name in text and after.match(text.partition(name)[2]) is not None for text in texts)


def _is_item(one: _Weighed) -> bool:
    """Whether a name in capitals has its price beside it: a thing that was bought."""
    spot, right = one.candidate.named.spot, one.candidate.sheet.right_of(one.candidate.named.spot.cell)
    priced = right is not None and any(amount.start < _MARK for amount in find_amounts(right.text))
    return priced and spot.text.isupper() and spot.text == spot.cell.text.strip()


def _is_kin(one: _Weighed, kind: str, lexicon: Lexicon) -> bool:
    """Whether the words before a name make it the family's, but in what the family writes to an insurer."""
    spot = one.candidate.named.spot
    hits = lexicon.party_phrases.all(spot.cell.skeleton[: spot.start])
    beside = any(hit.key == "kin" and hit.end >= spot.start - _MARK for hit in hits)
    return beside and not lexicon.role(kind).to_insurer


def _is_anothers(one: _Weighed, lexicon: Lexicon) -> bool:
    """Whether the words right beside a name say that it is no patient's."""
    spot = one.candidate.named.spot
    return (
        RELATION.of(lexicon.patients).match(spot.cell.text[spot.end :]) is not None
        or _labelled_other(one)
        or _is_item(one)
        or (not spot.start and letters.holds_office(one.candidate.sheet, spot.cell, spot.end))
        or _is_in_address(one, lexicon)
    )


def _is_in_address(one: _Weighed, lexicon: Lexicon) -> bool:
    spot = one.candidate.named.spot
    zip_behind = _ZIP.match(spot.cell.text, spot.end) is not None
    on_street = _STREET_BEFORE.search(spot.cell.text[: spot.start]) is not None
    return _is_place(spot.text, lexicon) or on_street or zip_behind


def _of_one_patient(found: Sequence[_Weighed], drafts: Sequence[Draft]) -> Iterator[_Weighed]:
    """Without those who would be a second patient: a paper has one, unless the words leave hardly a doubt."""
    told = [key_of(str(item.value)) for item in drafts if item.kind == "name.patient"]
    called = [one for one in found if one.best[1] == "name.patient" and one.best[0] >= BELIEVED_PATIENT]
    first = max(called, key=lambda one: one.best[0], default=None)
    rivals = [one.best[0] for one in called if first is not None and not _alike(one.key, first.key)]
    unclear = not told and bool(rivals)
    least = _NEVER if unclear and max(rivals) >= EQUAL else SECOND
    for one in found:
        second = bool(told) and not any(_alike(one.key, other) for other in told)
        if second and one in called and _label_of(one) in ("name.subscriber", "name.member"):
            continue
        if one not in called or one.best[0] >= least or not (unclear or second):
            yield one


def _alike(one: str, other: str) -> bool:
    return one in other or other in one


def _weighed(model: WordModel, found: Iterable[Candidate]) -> Iterator[_Weighed]:
    for candidate in found:
        chances = np.exp(model.chances(candidate.signs))
        yield _Weighed(candidate, dict(zip(model.kinds, chances.tolist(), strict=True)))


def _in_one_order(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The drafts with names in capitals, which may stand in either order, as the paper has them elsewhere."""
    plain = {
        (item.kind, tuple(sorted(str(item.value).casefold().split()))): item.value
        for item in drafts
        if item.kind in _PEOPLE and not item.text.isupper()
    }
    for item in drafts:
        key = item.kind, tuple(sorted(str(item.value).casefold().split()))
        yield replace(item, value=plain.get(key, item.value)) if item.text.isupper() else item


def _trimmed(item: Draft, firms_found: Sequence[_Weighed]) -> Draft:
    """A firm as its own name has it, without what a rule took along: "Elm Clinic, tax no. 12-3456789"."""
    if item.kind not in ("name.merchant", "name.provider") or "\n" in item.text:
        return item
    key = key_of(str(item.value))
    for one in sorted(firms_found, key=lambda one: -len(one.key)):
        spot, chance = one.candidate.named.spot, one.best
        if one.key == key:
            return item
        inside = one.key in key and spot.text in item.text and len(one.key) > 5
        if inside and chance[1] in ("name.merchant", "name.provider") and chance[0] >= TRIMMED:
            made = draft(
                one.candidate.sheet,
                spot.cell,
                (spot.start, spot.end),
                item.kind,
                one.candidate.named.name,
                1.0,
            )
            lines = (item.box.y1 - item.box.y0) / max(made.box.y1 - made.box.y0, 1e-6)
            if overlapping(item, made) and lines < _TWO_LINES:
                return replace(made, confidence=item.confidence)
    return item


def _made(one: _Weighed, drafts: Sequence[Draft], lexicon: Lexicon) -> list[Draft]:
    chance, role = one.best
    if role == NO_ROLE:
        return []
    named = one.candidate.named
    spot = named.spot
    if role == "name.patient" and _is_anothers(one, lexicon):
        return []
    if role in _PEOPLE and (_is_in_address(one, lexicon) or _is_town_of(one)):
        return []
    if role == "name.provider" and (_is_insured(one, lexicon) or _is_of_policy(one, lexicon)):
        return []
    if role == "name.insurer" and _is_no_insurer(one, lexicon):
        return []
    made = draft(one.candidate.sheet, spot.cell, (spot.start, spot.end), role, named.name, 1.0)
    for item in drafts:
        if item.kind in _KINDS and (_there(item, made, named) or _same(item, named.name, role)):
            return []
    return [replace(made, confidence=bounded(made.confidence * min(chance, _SURE)))]


def _is_of_policy(one: _Weighed, lexicon: Lexicon) -> bool:
    """Whether the next word makes a firm's name that of what it publishes: "Elm TMS Criteria"."""
    spot = one.candidate.named.spot
    after = _NEXT.match(spot.cell.text, spot.end)
    return after is not None and after[1].lower() in lexicon.parties.practice.published


_NEXT = re.compile(r"(?:['’]s)?\s([A-Z]\w+)\b")


def _is_no_insurer(one: _Weighed, lexicon: Lexicon) -> bool:
    """Whether a firm's words say nothing of their own, or those before it that it gets mail or money."""
    spot = one.candidate.named.spot
    name, before = one.candidate.named.name, spot.cell.text[: spot.start]
    payee = wordings_of(lexicon).payee.match(spot.cell.text)
    return (
        (" " in name and insurers.all_plain(name, lexicon))
        or insurers.is_care_of(before, lexicon)
        or insurers.employs(before, lexicon)
        or (payee is not None and 0 < spot.start - payee.end() + 1 <= _MARK)
    )


_AFTER_DEGREES = re.compile(rf"{CREDENTIAL.pattern},\s$")


def _is_town_of(one: _Weighed) -> bool:
    """Whether words behind somebody's degrees that end a line tell where: "Ann Reed, MD, Lost Creek"."""
    spot = one.candidate.named.spot
    behind = _AFTER_DEGREES.search(spot.cell.text[: spot.start]) is not None
    return behind and not spot.cell.text[spot.end :].strip(" .")


_INSURED = ("name.patient", "name.member", "name.subscriber", "name.other")


def _is_insured(one: _Weighed, lexicon: Lexicon) -> bool:
    """Whether a label says that a name is a patient's; a laboratory's client may be a clinic."""
    practice = lexicon.parties.practice
    words = one.candidate.named.name.lower().split()
    treats = any(word in practice.trades | practice.treats for word in words)
    return _label_of(one) in _INSURED and not treats


def _labelled_other(one: _Weighed) -> bool:
    """Whether the label right before a name says it is somebody else's: "Representative name: Ann Reed"."""
    return _label_of(one) == "name.other"


def _label_of(one: _Weighed) -> str | None:
    """The role of the label right before a name."""
    spot, sheet = one.candidate.named.spot, one.candidate.sheet
    left = sheet.left_of(spot.cell) if not spot.start else None
    cell, end = (left, len(left.text)) if left is not None else (spot.cell, spot.start)
    before = [label for label in cell.labels if label.end <= end]
    return before[-1].role if before and end - before[-1].end <= _MARK else None


_MARK = 3  # characters between a label and its value


def _is_place(text: str, lexicon: Lexicon) -> bool:
    """`Macon, Georgia`"""
    return text.rpartition(",")[2].strip().lower() in lexicon.parties.states and "," in text


def _there(item: Draft, made: Draft, named: Named) -> bool:
    """Whether something is told of a place already; the box of a name in two lines holds more than it."""
    return key_of(str(item.value)) in key_of(named.name) if named.broken else overlapping(item, made)


def _same(item: Draft, name: str, kind: str) -> bool:
    """Whether a name is told already: in another order, longer, or in part."""
    other, key = key_of(str(item.value)), key_of(name)
    if item.kind != kind:
        return other == key
    if sorted(str(item.value).casefold().split()) == sorted(name.casefold().split()):
        return True
    return other == key or (len(key) > 3 and (key in other or other in key))
