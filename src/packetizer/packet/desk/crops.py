"""Which places a person must look at, for the worksheet to show them in small pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packetizer.model import (
    Box,
    Case,
    CaseInfo,
    Fact,
    Findings,
    Known,
    Page,
    PageRef,
    Severity,
    Status,
)
from packetizer.packet.desk.pictures import CropRequest
from packetizer.packet.desk.words import load_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from packetizer.model import Warning

DOUBTFUL_BELOW = 0.9  # a reading that decides something is shown below this chance of being right
MAX_PICTURES = 120  # about 5 MB of worksheet; the gravest come first
FEW = 2  # pages shown of one doubt; more of the same tell nothing new


def page_key(ref: PageRef) -> str:
    """Under which the picture of a whole page is kept."""
    return f"{ref.source}#{ref.number}"


def crop_requests(case: Case, findings: Findings, pages: Iterable[Page]) -> tuple[CropRequest, ...]:
    """The pictures that the worksheet wants, the gravest doubt first, each once, `MAX_PICTURES` at most."""
    read = {page.ref: page for page in pages if page.failure is None}
    wanted: dict[str, CropRequest] = {}
    for key, ref, box in _wanted(case, findings):
        if page := read.get(ref):
            wanted.setdefault(key, CropRequest(key, ref, page.rotation, box, page.sheet))
    return tuple(wanted.values())[:MAX_PICTURES]


def _wanted(case: Case, findings: Findings) -> Iterator[tuple[str, PageRef, Box | None]]:
    facts = {fact.id: fact for document in case.documents for fact in document.facts}
    first_page = {document.id: document.pages[0] for document in case.documents if document.pages}
    for deadline in findings.deadlines:
        if fact := facts.get(deadline.from_fact or ""):
            yield fact.id, fact.page, fact.box
    severities = list(Severity)
    warnings = sorted(
        (*case.warnings, *findings.warnings), key=lambda warning: severities.index(warning.severity)
    )
    for warning in warnings:
        yield from _of_warning(warning, facts, first_page)
    for fact in doubtful_deciders(case, findings):
        yield fact.id, fact.page, fact.box
    for finding in findings.requirements:
        if finding.status is Status.NEEDS_REVIEW:
            refs = finding.shown_on or [first_page[id_] for id_ in finding.met_by if id_ in first_page]
            for ref in refs[:FEW]:
                yield page_key(ref), ref, None


def _of_warning(
    warning: Warning, facts: dict[str, Fact], first_page: dict[str, PageRef]
) -> Iterator[tuple[str, PageRef, Box | None]]:
    picture = load_words().warning(warning.kind).picture
    if picture in ("place", "both"):
        for fact in telling([facts[id_] for id_ in warning.facts if id_ in facts]):
            yield fact.id, fact.page, fact.box
    if picture == "page" or (picture == "both" and not warning.facts):
        refs = warning.pages or [first_page[id_] for id_ in warning.documents if id_ in first_page]
        for ref in refs[:FEW]:
            yield page_key(ref), ref, None


def telling(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Of readings that say the same, the best: a value that stands on ten pages is looked at once."""
    best: dict[tuple[str, object], Fact] = {}
    for fact in facts:
        key = (fact.kind, fact.value)
        if key not in best or fact.confidence > best[key].confidence:
            best[key] = fact
    return tuple(best.values())


def doubtful_deciders(case: Case, findings: Findings) -> tuple[Fact, ...]:
    """Readings on which the case's head, a deadline or a denial reason rests, and that may well be wrong.

    A value that several readings agree on is doubtful only where the best of them is.
    """
    facts = {fact.id: fact for document in case.documents for fact in document.facts}
    groups = [_fact_ids(case.info, name) for name in CaseInfo.__dataclass_fields__]
    groups += [(deadline.from_fact,) for deadline in findings.deadlines if deadline.from_fact]
    groups += [reason.facts for reason in case.denial.reasons]
    found: dict[str, Fact] = {}
    for ids in groups:
        best = max(
            (facts[id_] for id_ in ids if id_ in facts), key=lambda fact: fact.confidence, default=None
        )
        if best is not None and best.confidence < DOUBTFUL_BELOW:
            found.setdefault(best.id, best)
    return tuple(found.values())


def _fact_ids(info: CaseInfo, name: str) -> tuple[str, ...]:
    known = getattr(info, name)
    return known.facts if isinstance(known, Known) and known.inferred else ()
