"""What a person must look at: each doubt with its pictures, what it decides, and how to settle it."""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from packetizer.model import CaseInfo, Known, Severity, Status
from packetizer.packet.desk import snippets
from packetizer.packet.desk.crops import FEW, doubtful_deciders, page_key, telling
from packetizer.packet.desk.material import (
    Material,
    Place,
    chance_in_words,
    counted,
    long_day,
    plainly,
    value_in_words,
)
from packetizer.packet.desk.words import spaced
from packetizer.trust import TYPE_KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from packetizer.model import Document, Fact, PageRef, RequirementFinding, Warning


@dataclass(frozen=True, slots=True)
class Picture:
    src: str  # a data URI
    alt: str
    whole_page: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A value as it was read, beside its place on the page."""

    kind: str
    value: str
    printed: str
    chance: str
    place: Place
    also: str  # "the second reader saw “…”; the same in 3 more places"
    decides: tuple[str, ...]
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class Look:
    """Something that only a person can settle."""

    id: str  # of its place on the worksheet
    title: str
    grave: bool  # the packet must not be sent before
    message: str
    do: str
    readings: tuple[Reading, ...]
    pictures: tuple[Picture, ...]
    places: tuple[Place, ...]
    snippets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looks:
    doubts: tuple[Look, ...]
    held_back: tuple[Look, ...]

    def __len__(self) -> int:
        return len(self.doubts) + len(self.held_back)


def find_looks(material: Material) -> Looks:
    """Every doubt once, the gravest first; then what is held back; `look-1` … number them."""
    severities = list(Severity)
    warnings = sorted(material.warnings, key=lambda warning: severities.index(warning.severity))
    doubts = [_of_warning(material, w) for w in warnings if _is_doubt(material, w)]
    told = {fact for warning in warnings if _is_doubt(material, warning) for fact in warning.facts}
    doubts += [
        _of_fact(material, fact)
        for fact in doubtful_deciders(material.case, material.findings)
        if fact.id not in told
    ]
    doubts += [
        _of_requirement(material, finding)
        for finding in material.findings.requirements
        if finding.status is Status.NEEDS_REVIEW
    ]
    held = [_of_warning(material, w) for w in warnings if material.words.warning(w.kind).place == "held"]
    numbered = iter(range(1, len(doubts) + len(held) + 1))
    return Looks(
        tuple(_numbered(look, next(numbered)) for look in doubts),
        tuple(_numbered(look, next(numbered)) for look in held),
    )


def _is_doubt(material: Material, warning: Warning) -> bool:
    return material.words.warning(warning.kind).place == "look"


def _numbered(look: Look, number: int) -> Look:
    return replace(look, id=f"look-{number}")


def _of_warning(material: Material, warning: Warning) -> Look:
    words = material.words.warning(warning.kind)
    facts = [material.facts[id_] for id_ in warning.facts if id_ in material.facts]
    documents = [material.documents[id_] for id_ in warning.documents if id_ in material.documents]
    shows_places = words.picture in ("place", "both")
    snippet = _snippets(material, words.snippet, facts, documents, warning.pages)
    grave = warning.severity is Severity.BLOCKING
    do = words.do if snippet else words.do_without_snippet or words.do
    return Look(
        id="",
        title=(grave and words.grave_title) or words.title,
        grave=grave,
        message=material.said(warning),
        do=(grave and words.grave_do) or do,
        readings=_readings(material, facts) if shows_places else (),
        pictures=tuple(_page_pictures(material, documents, warning.pages)),
        places=_places(material, documents, warning.pages),
        snippets=snippet,
    )


def _of_fact(material: Material, fact: Fact) -> Look:
    words = material.words.warning("doubtful_reading")
    document = material.document_of_fact[fact.id]
    snippet = _snippets(material, words.snippet, [fact], [document], ())
    reading = reading_of(material, fact)
    return Look(
        id="",
        title=words.title,
        grave=False,
        message=f"Something rests on this {reading.kind}, and it could not be read with certainty.",
        do=words.do if snippet else words.do_without_snippet or words.do,
        readings=(reading,),
        pictures=(),
        places=(material.place_of_page(fact.page),),
        snippets=snippet,
    )


def _of_requirement(material: Material, finding: RequirementFinding) -> Look:
    documents = [material.documents[id_] for id_ in finding.met_by if id_ in material.documents]
    return Look(
        id="",
        title=f"On the checklist: {finding.title}",
        grave=False,
        message=plainly(finding.explanation or finding.why),
        do=plainly(finding.fix) or "Look whether these pages really show it.",
        readings=(),
        pictures=tuple(_page_pictures(material, documents, finding.shown_on[:FEW])),
        places=_places(material, documents, finding.shown_on),
        snippets=_answers(finding, documents),
    )


def _answers(finding: RequirementFinding, documents: Sequence[Document]) -> tuple[str, ...]:
    """Lines that settle the question: the drugs in doubt, or what a paper is that was not surely told."""
    if drugs := snippets.failed_drugs([trial for trial in finding.trials if trial.counts is None]):
        return (drugs,)
    unsure = (document for document in documents if document.confidence < TYPE_KNOWN)
    return tuple(dict.fromkeys(text for one in unsure if (text := snippets.right_type(one))))


def _readings(material: Material, facts: Sequence[Fact]) -> tuple[Reading, ...]:
    """Each value once, with how often it stands there."""
    times = Counter((fact.kind, fact.value) for fact in facts)
    return tuple(reading_of(material, fact, times[fact.kind, fact.value]) for fact in telling(facts))


def reading_of(material: Material, fact: Fact, times: int = 1) -> Reading:
    kind = material.words.kinds.get(fact.kind, spaced(fact.kind))
    place = material.place_of_page(fact.page)
    return Reading(
        kind=kind,
        value=value_in_words(fact, material.words),
        printed=fact.text,
        chance=chance_in_words(fact.confidence),
        place=place,
        also="; ".join(_also(fact, times)),
        decides=decides(material, fact),
        picture=_picture(
            material, fact.id, f"The place on {place.scans} where the {kind} was read as “{fact.text}”"
        ),
    )


def _also(fact: Fact, times: int) -> Iterator[str]:
    yield from (f"the second reader saw “{other}”" for other in fact.also_read)
    if times > 1:
        yield f"the same in {counted(times - 1, 'more place')}"


def decides(material: Material, fact: Fact) -> tuple[str, ...]:
    """What rests on a reading, in words."""
    found = [
        f"“{material.words.fields[name].label}” at the head of the case"
        for name in CaseInfo.__dataclass_fields__
        if fact.id in _known(material, name).facts
    ]
    found += [
        f"the deadline {long_day(deadline.due)} ({deadline.title})"
        for deadline in material.findings.deadlines
        if deadline.from_fact == fact.id
    ]
    if any(fact.id in reason.facts for reason in material.case.denial.reasons):
        found.append("the reason for the denial, and with it the checklist")
    if any(fact.id in row.facts for row in material.case.ledger.rows):
        found.append("a line of the expenses")
    return tuple(found)


def _known(material: Material, name: str) -> Known[object]:
    known: Known[object] = getattr(material.case.info, name)
    return known


def _snippets(
    material: Material,
    kind: str,
    facts: Sequence[Fact],
    documents: Sequence[Document],
    pages: Sequence[PageRef],
) -> tuple[str, ...]:
    match kind:
        case "release":
            made = [snippets.release(documents, pages)]
        case "owner":
            made = [snippets.owner(documents)]
        case "exclude":
            made = [snippets.exclude(pages or [ref for document in documents for ref in document.pages])]
        case "type":
            made = [snippets.right_type(document) for document in documents]
        case "value":
            owner = material.document_of_fact
            made = [snippets.right_value(fact, owner.get(fact.id), material.words) for fact in telling(facts)]
        case "join":
            made = [snippets.joined(document) for document in documents]
        case "goes_on":
            made = [snippets.goes_on(document) for document in documents]
        case "insurer":
            made = [snippets.insurer()]
        case _:
            made = []
    return tuple(dict.fromkeys(text for text in made if text))


def _places(material: Material, documents: Sequence[Document], pages: Sequence[PageRef]) -> tuple[Place, ...]:
    if pages:
        return material.places_of(pages)
    return tuple(material.place_of(document) for document in documents)


def _page_pictures(
    material: Material, documents: Sequence[Document], pages: Sequence[PageRef]
) -> Iterator[Picture]:
    refs = list(pages) or [document.pages[0] for document in documents if document.pages]
    for ref in refs:
        place = material.place_of_page(ref)
        what = f"{place.title}, {place.scans}" if place.title else place.scans
        if picture := _picture(material, page_key(ref), f"The whole page: {what}", whole_page=True):
            yield picture


def _picture(material: Material, key: str, alt: str, *, whole_page: bool = False) -> Picture | None:
    content = material.crops.get(key)
    if not content:
        return None
    kind = "png" if content.startswith(b"\x89PNG") else "jpeg"
    return Picture(f"data:image/{kind};base64,{base64.b64encode(content).decode()}", alt, whole_page)
