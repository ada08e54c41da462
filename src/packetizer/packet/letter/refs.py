"""Looks up what a letter refers to: which exhibits and pages of the packet a reference means, or why none.

An advocate names a paper as anybody would: by its kind ("letter of medical necessity", also with `_` between
the words), by the item of the checklist that it meets ("failed_treatments"), by words of its title ("PHQ-9"),
or by its file ("billing/superbill.pdf", "Scan_0001.pdf#4"). A date picks among several, and so do "first" and
"last". Never by its letter: letters move when a paper is added.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from packetizer.model import DateRange, Document, PageRef, Status
from packetizer.packet.bundle import Exhibit, SheetKind
from packetizer.packet.letter.quotes import shows
from packetizer.packet.letter.text import Reference
from packetizer.packet.sheets.matter import Matter
from packetizer.rules.vocabulary import DOCUMENT_TYPES
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.page.text import fold

_LETTER = re.compile(r"(?:exhibit\s+)?[A-Z]{1,2}")
_FILE_PAGE = re.compile(r"(?P<file>.+?)\s*(?:#|,?\s+p(?:age|\.)?\s*)(?P<number>\d{1,5})")
_NOT_WORDS = re.compile(r"[^\w]+|_")


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the packet that a reference leads to. `letter` is its exhibit, "" on a sheet of ours."""

    letter: str
    page: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a reference means; where it means nothing, `problem` says why, as a part of a sentence."""

    reference: Reference
    places: tuple[Place, ...] = ()
    problem: str = ""


class NotFound(Exception):  # noqa: N818  (an answer, not a fault)
    """Why a reference means nothing in this packet."""


def look_up(reference: Reference, matter: Matter) -> Found:
    try:
        return Found(reference, tuple(_places(reference, matter)))
    except NotFound as why:
        return Found(reference, problem=str(why))


def _places(reference: Reference, matter: Matter) -> Sequence[Place]:
    target = reference.target
    sheet = _sheet(target, matter) if reference.kind == "page" and not reference.quote else None
    if sheet is not None:
        return [Place("", sheet)]
    pages = _named_page(target, matter)
    if pages is None:
        exhibits, shown_on = _exhibits(target, matter)
        pages = [
            (e, ref)
            for e in exhibits
            for ref in (e.pages if reference.quote else _first(e, shown_on, reference))
        ]
    if reference.quote:
        pages = [
            (e, ref) for e, ref in pages if ref in matter.read and shows(matter.read[ref], reference.quote)
        ]
        if not pages:
            raise NotFound("the quoted words were not found there")
        pages = pages[:1]
    return [Place(exhibit.letter, matter.plan.page_of(ref) or exhibit.first_page) for exhibit, ref in pages]


def _first(exhibit: Exhibit, shown_on: Sequence[PageRef], reference: Reference) -> Sequence[PageRef]:
    """The page to name: that which shows what the checklist asks for, else the first of the exhibit."""
    shown = [ref for ref in exhibit.pages if ref in shown_on and reference.kind == "page"]
    return (shown or exhibit.pages)[:1]


# ---------------------------------------------------------------- what a target names


def _words(text: str) -> str:
    return " ".join(_NOT_WORDS.sub(" ", fold(text)).split())


def _sheet(target: str, matter: Matter) -> int | None:
    """The page of one of our own sheets. One that this packet does not have is no paper either."""
    names = {kind.value: kind for kind in SheetKind}
    kind = names.get(_words(target).removesuffix(" sheet").removesuffix(" of exhibits"))
    if kind is None or kind is SheetKind.LETTER:
        return None
    sheet = matter.plan.sheet(kind)
    if sheet is None:
        if matter.drafting:
            return 1
        raise NotFound("the packet has no such sheet")
    return sheet.first_page


def _named_page(target: str, matter: Matter) -> list[tuple[Exhibit, PageRef]] | None:
    """The page that `file.pdf#3` names; None where the target names no page of a file."""
    found = _FILE_PAGE.fullmatch(target)
    source = _source(found["file"], matter) if found else None
    if found is None or source is None:
        return None
    ref = PageRef(source, int(found["number"]))
    for exhibit in matter.plan.exhibits:
        if ref in exhibit.pages:
            return [(exhibit, ref)]
    raise NotFound("that page is not in the packet")


def _exhibits(target: str, matter: Matter) -> tuple[Sequence[Exhibit], Sequence[PageRef]]:
    """The exhibits that are meant, and the pages of them that show what the checklist asks for."""
    if _LETTER.fullmatch(target.strip()):
        raise NotFound("name the paper itself: letters change when a paper is added")
    source = _source(target, matter)
    if source is not None:
        held = [d for d in matter.case.documents if any(p.source == source for p in d.pages)]
        return _in_packet(held, matter), ()
    name, day, pick = _parted(target)
    documents, shown_on = _documents(name, matter)
    found = _in_packet(documents, matter)
    if day is not None:
        found = [exhibit for exhibit in found if _is_of(exhibit, day)]
        if not found:
            raise NotFound("no such paper has that date")
    dated = sorted(found, key=lambda e: (e.document.date is None, e.document.date or date.max))
    return {"first": dated[:1], "last": dated[-1:]}.get(pick, found), shown_on


def _parted(target: str) -> tuple[str, date | None, str]:
    """What a paper is called, the date and the "first" or "last" that pick one."""
    target, day = _dated(target)
    words = _words(target).split()
    words = words[:-1] if words and words[-1] in ("of", "from", "dated") else words
    picks = {"first": "first", "earliest": "first", "last": "last", "latest": "last"}
    pick = next((picks[word] for word in (words[:1] + words[-1:]) if word in picks), "")
    return " ".join(word for word in words if not (pick and word in picks)), day, pick


def _dated(target: str) -> tuple[str, date | None]:
    """The target without the day it ends with."""
    parts = target.split()
    for count in (3, 2, 1):
        tail = " ".join(parts[-count:]).strip("()")
        for found in find_dates(tail) if len(parts) > count else ():
            if found.start == 0 and found.end == len(tail) and isinstance(found.value, date):
                return " ".join(parts[:-count]), found.value
    return target, None


def _documents(name: str, matter: Matter) -> tuple[list[Document], Sequence[PageRef]]:
    """The papers of that kind, else those that meet that item of the checklist, else those of that title."""
    documents = matter.case.documents
    kinds = {name, name.removesuffix("s"), name.removesuffix("es"), name.replace("letters of", "letter of")}
    types = {type_ for type_ in DOCUMENT_TYPES if type_.replace("_", " ") in kinds}
    made = [document for document in documents if document.type in types]
    if made:
        return made, ()
    for item in matter.findings.requirements:
        if name in (_words(item.id), _words(item.title)):
            if item.status is not Status.MET:
                raise NotFound("no paper in the folder meets that item of the checklist")
            return [document for document in documents if document.id in item.met_by], item.shown_on
    if types or not name:
        raise NotFound("there is no such paper in the folder")
    made = [document for document in documents if f" {name}" in f" {_words(document.title)}"]
    if not made:
        raise NotFound("there is no such paper in the folder; name its kind, its title or its file")
    return made, ()


def _in_packet(documents: Sequence[Document], matter: Matter) -> list[Exhibit]:
    found = matter.exhibits(document.id for document in documents)
    if not found:
        raise NotFound("it is not in the packet: it is held back, or left out as a copy")
    return list(found)


def _is_of(exhibit: Exhibit, day: date) -> bool:
    """Whether the paper is of that day, or tells of a service on it."""
    services = (fact.value for fact in exhibit.document.facts if fact.kind == "date.service")
    return exhibit.document.date == day or any(
        value == day or (isinstance(value, DateRange) and value.first <= day <= value.last)
        for value in services
    )


def _source(name: str, matter: Matter) -> str | None:
    """The one file of that name: its whole path, or what is enough of its end to tell it."""
    paths = dict.fromkeys(ref.source for document in matter.case.documents for ref in document.pages)
    if name in paths:
        return name
    wanted = name.casefold().lstrip("/")
    near = [path for path in paths if path.casefold() == wanted or path.casefold().endswith("/" + wanted)]
    return near[0] if len(near) == 1 else None
