"""The shape of `packet.json`: models with exactly the contract's names, and what always holds in them.

Everything downstream reads these names, so fields may be added here, none renamed. Whatever breaks a rule of
`Manifest` below is a bug of ours, never of the papers: the error names places and ids, not their content.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Annotated, Generic, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from packetizer.model import OmitReason, Severity, SourceCode, Status, TextFrom

SCHEMA: Literal["packetizer/manifest/1"] = "packetizer/manifest/1"

V = TypeVar("V")
Day = date  # `date` is a key below, and would hide the type


def well_formed(value: object) -> object:
    """Text that UTF-8 can hold: half surrogates (odd file names, odd PDFs) are spelled out, as `\\udcff`."""
    if isinstance(value, tuple):
        return tuple(map(well_formed, value))
    return value.encode("utf-8", "backslashreplace").decode("utf-8") if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(well_formed)]
Amount = Annotated[str, StringConstraints(pattern=r"^-?\d+\.\d\d$")]  # US dollars unless said otherwise
Chance = Annotated[float, Field(ge=0, le=1)]
Number = Annotated[int, Field(ge=1)]  # counted from 1
Corner = tuple[float, float]
Count = Annotated[int, Field(ge=0)]
SourceStatus = Literal["included", "partly_included", "omitted", "failed"]


class Shape(BaseModel):
    """Frozen, nothing beyond the named keys, and no page text in an error message."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        hide_input_in_errors=True,
        ser_json_inf_nan="null",
        defer_build=True,
    )


class PagePlace(Shape):
    source: Text
    source_page: Number


class CaseValue(Shape, Generic[V]):
    """A value of the case; `inferred` where the papers say it and no person did."""

    value: Annotated[V | None, BeforeValidator(well_formed)]
    inferred: bool
    facts: tuple[str, ...]


class CaseEntry(Shape):
    client_name: CaseValue[str]
    client_dob: CaseValue[date]
    member_id: CaseValue[str]
    group_number: CaseValue[str]
    insurer: CaseValue[str]  # as people write it
    insurer_id: str | None  # as the rule files name it
    plan_type: CaseValue[str]
    plan_state: CaseValue[str]
    appeal_level: CaseValue[str]
    claim_numbers: CaseValue[tuple[str, ...]]
    treatment: CaseValue[str]
    diagnoses: CaseValue[tuple[str, ...]]


class SourceEntry(Shape):
    path: Text
    sha256: str
    bytes: Count
    media_type: Text
    pages: Count
    status: SourceStatus
    reason: Text | None
    code: SourceCode | None
    note: Text | None  # what to know about a file that can be used

    @model_validator(mode="after")
    def _reason_unless_included(self) -> Self:
        if (self.status == "included") != (self.reason is None):
            raise ValueError(f"a source that is {self.status} has a wrong reason")
        return self


class PageEntry(Shape):
    source: Text
    source_page: Number
    rotation: Annotated[int, Field(json_schema_extra={"enum": [0, 90, 180, 270]})]
    text_from: TextFrom
    confidence: Chance
    document: str | None
    packet_page: Number | None
    omitted: OmitReason | None
    duplicate_of: PagePlace | None
    rotation_sure: bool = True
    # of a photo that is shown as the sheet in it, flattened: the sheet's corners in the upright photo, as
    # fractions, clockwise from top left; `bbox` of its facts is on the flattened sheet
    sheet: tuple[Corner, Corner, Corner, Corner] | None = None

    @property
    def place(self) -> tuple[str, int]:
        return (self.source, self.source_page)

    @model_validator(mode="after")
    def _in_one_place(self) -> Self:
        if self.rotation not in (0, 90, 180, 270):
            raise ValueError("a page is turned by quarters")
        if (self.packet_page is None) == (self.omitted is None):
            raise ValueError("a page is in the packet or left out, never both, never neither")
        if (self.duplicate_of is not None) != (self.omitted is OmitReason.DUPLICATE):
            raise ValueError("a duplicate page names the page it repeats, and no other page does")
        return self


class DocumentEntry(Shape):
    id: str
    type: str
    title: Text
    date: Day | None
    exhibit: str | None  # null where all of it is left out
    confidence: Chance
    pages: tuple[PagePlace, ...]
    packet_pages: tuple[Number, Number] | None  # first and last; null where all of it is left out
    facts: tuple[str, ...]
    patient: Text | None
    candidates: tuple[str, ...]  # other types it may be, most likely first


class FactEntry(Shape):
    id: str
    kind: str
    value: Text
    text: Text
    document: str
    source: Text
    source_page: Number
    bbox: tuple[float, float, float, float]
    confidence: Chance
    currency: str | None  # of an amount
    also_read: tuple[Text, ...] = ()  # what the second reader saw there instead
    given: bool = False  # a person said so in `case.yaml`


class ReasonEntry(Shape):
    code: str
    facts: tuple[str, ...]


class DenialEntry(Shape):
    reasons: tuple[ReasonEntry, ...]
    carc: tuple[str, ...]
    rarc: tuple[str, ...]


class CitationEntry(Shape):
    title: Text
    url: Text | None
    retrieved: date | None
    standing: str


class RequirementEntry(Shape):
    id: str
    title: Text
    severity: Literal["required", "recommended"]
    status: Status
    met_by: tuple[str, ...]
    why: Text
    fix: Text
    explanation: Text  # how the status came about
    shown_on: tuple[PagePlace, ...]
    citation: CitationEntry | None


class DeadlineEntry(Shape):
    id: str
    title: Text
    due: date
    from_fact: str | None
    basis: Text
    citation: CitationEntry | None


class LedgerRowEntry(Shape):
    date: Day | None
    description: Text
    billed: Amount | None
    allowed: Amount | None
    paid_by_plan: Amount | None
    paid_by_client: Amount | None
    document: str
    facts: tuple[str, ...]
    unsure: tuple[str, ...] = ()  # of the amounts those that no page shows clearly


class TotalsEntry(Shape):
    billed: Amount
    allowed: Amount
    paid_by_plan: Amount
    paid_by_client: Amount
    unsure: tuple[str, ...] = ()  # of the sums those that hold such an amount


class LedgerEntry(Shape):
    rows: tuple[LedgerRowEntry, ...]
    totals: TotalsEntry


class EventEntry(Shape):
    date: Day
    what: Text
    document: str
    packet_page: Number | None


class WarningEntry(Shape):
    code: str
    severity: Severity
    message: Text
    documents: tuple[str, ...]
    pages: tuple[PagePlace, ...]
    facts: tuple[str, ...]


class OutputRow(Shape):
    path: Text
    sha256: str
    bytes: Count
    pages: Count | None  # null where the file has none


class Manifest(Shape):
    """A whole build. Building one proves that every page is accounted for and every id leads somewhere."""

    schema_: Literal["packetizer/manifest/1"] = Field(alias="schema")
    version: str
    generated: str = Field(
        pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
        json_schema_extra={"format": "date-time"},
    )
    today: date  # the day that days are counted from
    rule_files: tuple[Text, ...]
    case: CaseEntry
    sources: tuple[SourceEntry, ...]
    pages: tuple[PageEntry, ...]
    documents: tuple[DocumentEntry, ...]
    facts: tuple[FactEntry, ...]
    denial: DenialEntry
    requirements: tuple[RequirementEntry, ...]
    deadlines: tuple[DeadlineEntry, ...]
    ledger: LedgerEntry
    chronology: tuple[EventEntry, ...]
    warnings: tuple[WarningEntry, ...]
    outputs: tuple[OutputRow, ...]
    timings: dict[str, float]
    last_exhibit: str | None = None  # the highest letter ever given, where letters are kept

    @model_validator(mode="after")
    def _pages_are_conserved(self) -> Self:
        """Every page of every source has one row, in source order; no two stand on the same packet page."""
        expected = [(source.path, n) for source in self.sources for n in range(1, source.pages + 1)]
        if [page.place for page in self.pages] != expected:
            raise ValueError(f"pages are not conserved: {_difference(expected, self.pages)}")
        packet_pages = Counter(page.packet_page for page in self.pages if page.packet_page is not None)
        twice = sorted(number for number, count in packet_pages.items() if count > 1)
        if twice:
            raise ValueError(f"more than one page stands on packet page {twice[0]}")
        return self

    @model_validator(mode="after")
    def _ids_lead_somewhere(self) -> Self:
        """Ids are unique, and whatever names a document, a fact or a page names one that is there."""
        documents = _unique("document", [document.id for document in self.documents])
        facts = _unique("fact", [fact.id for fact in self.facts])
        _known("document", documents, _document_ids(self))
        _known("fact", facts, _fact_ids(self))
        places = {page.place for page in self.pages}
        if lost := {place for place in _places(self) if place not in places}:
            raise ValueError(f"page {min(lost)[1]} of {min(lost)[0]!r} is named, and is not there")
        return self


def _difference(expected: list[tuple[str, int]], pages: tuple[PageEntry, ...]) -> str:
    """Which pages lack a row, have one too many, or stand in another order."""
    have = Counter(page.place for page in pages)
    wanted = Counter(expected)
    for words, places in (("no row for", wanted - have), ("one row too many for", have - wanted)):
        if places:
            source, number = min(places)
            return f"{words} page {number} of {source!r}"
    return "the rows are not in source order"


def _unique(what: str, ids: list[str]) -> set[str]:
    if twice := [id_ for id_, count in Counter(ids).items() if count > 1]:
        raise ValueError(f"{what} {twice[0]} is listed more than once")
    return set(ids)


def _known(what: str, known: set[str], named: set[str]) -> None:
    if lost := named - known:
        raise ValueError(f"{what} {min(lost)} is named, and is not there")


def _document_ids(manifest: Manifest) -> set[str]:
    """Every document id that something else names."""
    named = {page.document for page in manifest.pages if page.document is not None}
    named |= {fact.document for fact in manifest.facts}
    named |= {id_ for requirement in manifest.requirements for id_ in requirement.met_by}
    named |= {row.document for row in manifest.ledger.rows}
    named |= {event.document for event in manifest.chronology}
    return named | {id_ for warning in manifest.warnings for id_ in warning.documents}


def _fact_ids(manifest: Manifest) -> set[str]:
    """Every fact id that something else names."""
    case_values = [value for _, value in manifest.case if isinstance(value, CaseValue)]
    named = {id_ for value in case_values for id_ in value.facts}
    named |= {id_ for document in manifest.documents for id_ in document.facts}
    named |= {id_ for reason in manifest.denial.reasons for id_ in reason.facts}
    named |= {deadline.from_fact for deadline in manifest.deadlines if deadline.from_fact is not None}
    named |= {id_ for row in manifest.ledger.rows for id_ in row.facts}
    return named | {id_ for warning in manifest.warnings for id_ in warning.facts}


def _places(manifest: Manifest) -> set[tuple[str, int]]:
    """Every page that something else names."""
    named = {(page.source, page.source_page) for document in manifest.documents for page in document.pages}
    named |= {(fact.source, fact.source_page) for fact in manifest.facts}
    sources = {source.path: source.pages for source in manifest.sources}
    for warning in manifest.warnings:  # which may also name a source that has no pages
        named |= {(p.source, p.source_page) for p in warning.pages if sources.get(p.source) != 0}
    for requirement in manifest.requirements:
        named |= {(page.source, page.source_page) for page in requirement.shown_on}
    copies = (page.duplicate_of for page in manifest.pages if page.duplicate_of is not None)
    return named | {(place.source, place.source_page) for place in copies}
