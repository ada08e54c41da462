"""The record of a build: `packet.json` from the values of the pipeline.

`python -m packetizer.packet.manifest` writes the JSON Schema of the shape beside it, for the wheel to ship.
"""

from __future__ import annotations

import hashlib
import json
import os
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from packetizer.model import (
    Box,
    Case,
    CaseInfo,
    Citation,
    Document,
    Fact,
    Findings,
    Given,
    Known,
    Omission,
    Page,
    PageRef,
    RequirementFinding,
    Source,
    Warning,
)
from packetizer.packet.counted import facts_of, unsure_of, unsure_sums
from packetizer.packet.record.fates import source_rows, why_excluded
from packetizer.packet.record.schema import (
    SCHEMA,
    CaseEntry,
    CaseValue,
    CitationEntry,
    DeadlineEntry,
    DenialEntry,
    DocumentEntry,
    EventEntry,
    FactEntry,
    LedgerEntry,
    LedgerRowEntry,
    Manifest,
    OutputRow,
    PageEntry,
    PagePlace,
    ReasonEntry,
    RequirementEntry,
    TotalsEntry,
    WarningEntry,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from packetizer.packet.bundle import Plan

__all__ = ["Manifest", "OutputRow", "all_warnings", "build_manifest", "output_row", "to_json", "write_json"]

SCHEMA_FILE = Path(__file__).parent / "data" / "manifest.schema.json"

T = TypeVar("T")


def build_manifest(
    *,
    version: str,
    generated: str,
    case: Case,
    findings: Findings,
    given: Given,
    sources: Sequence[Source],
    pages: Iterable[Page],
    plan: Plan,
    insurers: Mapping[str, str],
    outputs: Sequence[OutputRow] = (),
    timings: Mapping[str, float] | None = None,
    last_exhibit: str | None = None,
) -> Manifest:
    """The manifest of a build. `generated` is RFC 3339; `insurers` maps ids to names; `timings` are seconds.

    Raises pydantic's ValidationError where a page is lost or counted twice, or an id leads nowhere: a bug.
    """
    rows = _page_rows(sources, pages, case, plan)
    documents = _in_packet_order(case.documents, plan)
    return Manifest(
        schema=SCHEMA,
        version=version,
        generated=generated,
        today=given.today,
        rule_files=findings.rule_files,
        case=_case_entry(case.info, insurers),
        sources=source_rows(sources, rows, why_excluded(case, all_warnings(case, findings), given)),
        pages=tuple(rows),
        documents=tuple(_document(document, plan) for document in documents),
        facts=tuple(_fact(fact, document.id) for document in documents for fact in document.facts),
        denial=DenialEntry(
            reasons=tuple(
                ReasonEntry(code=reason.code, facts=reason.facts) for reason in case.denial.reasons
            ),
            carc=case.denial.carc,
            rarc=case.denial.rarc,
        ),
        requirements=tuple(_requirement(finding) for finding in findings.requirements),
        deadlines=tuple(
            DeadlineEntry(
                id=deadline.id,
                title=deadline.title,
                due=deadline.due,
                from_fact=deadline.from_fact,
                basis=deadline.basis,
                citation=_citation(deadline.citation),
            )
            for deadline in findings.deadlines
        ),
        ledger=_ledger(case),
        chronology=_chronology(case, plan),
        warnings=tuple(_warning(warning) for warning in all_warnings(case, findings)),
        outputs=tuple(outputs),
        timings={stage: round(seconds, 3) for stage, seconds in (timings or {}).items()},
        last_exhibit=last_exhibit,
    )


def all_warnings(case: Case, findings: Findings) -> tuple[Warning, ...]:
    """The papers' warnings and the rules', each once."""
    return tuple(dict.fromkeys((*case.warnings, *findings.warnings)))


def to_json(manifest: Manifest) -> str:
    """The same manifest gives the same text: keys in the models' order, two spaces, a newline at the end."""
    return json.dumps(manifest.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=2) + "\n"


def write_json(manifest: Manifest, file: Path) -> None:
    """Write `file` anew, readable by its owner only."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as handle:
        handle.write(to_json(manifest))


def output_row(file: Path, pages: int | None = None) -> OutputRow:
    """The row of a file that is written; `pages` where it has any. Its name stands for its path."""
    with file.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return OutputRow(path=file.name, sha256=digest, bytes=file.stat().st_size, pages=pages)


def schema_json() -> str:
    """The JSON Schema (2020-12) of `packet.json`, as text."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Manifest.model_json_schema(mode="serialization", by_alias=True),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


# ---------------------------------------------------------------- pages and sources


def _page_rows(sources: Sequence[Source], pages: Iterable[Page], case: Case, plan: Plan) -> list[PageEntry]:
    """A row for each page that was read, in source order. Whether that is all of them, `Manifest` proves."""
    order = {source.path: number for number, source in enumerate(sources)}
    omissions = {omission.page: omission for omission in case.omissions}
    document_of = {ref: document.id for document in case.documents for ref in document.pages}
    in_order = sorted(pages, key=lambda page: (order.get(page.ref.source, len(order)), page.ref.number))
    return [_page_row(page, document_of.get(page.ref), omissions.get(page.ref), plan) for page in in_order]


def _page_row(page: Page, document: str | None, omission: Omission | None, plan: Plan) -> PageEntry:
    return PageEntry(
        source=page.ref.source,
        source_page=page.ref.number,
        rotation=page.rotation,
        text_from=page.text_from,
        confidence=round(page.confidence, 4),
        document=document,
        packet_page=plan.page_of(page.ref),
        omitted=omission.reason if omission else None,
        duplicate_of=_place(omission.duplicate_of) if omission and omission.duplicate_of else None,
        rotation_sure=page.rotation_sure or page.blank,
        sheet=page.sheet.corners if page.sheet else None,
    )


# ---------------------------------------------------------------- case, documents, facts


def _case_entry(info: CaseInfo, insurers: Mapping[str, str]) -> CaseEntry:
    insurer = info.insurer.value
    return CaseEntry(
        client_name=_value(info.client_name),
        client_dob=_value(info.client_dob),
        member_id=_value(info.member_id),
        group_number=_value(info.group_number),
        insurer=CaseValue[str](
            value=insurers.get(insurer, insurer) if insurer else None,
            inferred=info.insurer.inferred,
            facts=info.insurer.facts,
        ),
        insurer_id=insurer,
        plan_type=_value(info.plan_type),
        plan_state=_value(info.plan_state),
        appeal_level=_value(info.appeal_level),
        claim_numbers=_value(info.claim_numbers),
        treatment=_value(info.treatment),
        diagnoses=_value(info.diagnoses),
    )


def _value(known: Known[T]) -> CaseValue[T]:
    return CaseValue(value=known.value, inferred=known.inferred, facts=known.facts)


def _in_packet_order(documents: Sequence[Document], plan: Plan) -> list[Document]:
    """The packet's order; what is left out of it follows, in source order."""
    place = {exhibit.document.id: number for number, exhibit in enumerate(plan.exhibits)}
    return sorted(documents, key=lambda document: place.get(document.id, len(place)))


def _document(document: Document, plan: Plan) -> DocumentEntry:
    exhibit = plan.exhibit_of(document.id)
    return DocumentEntry(
        id=document.id,
        type=document.type,
        title=document.title,
        date=document.date,
        exhibit=exhibit.letter if exhibit else None,
        confidence=round(document.confidence, 4),
        pages=tuple(map(_place, document.pages)),
        packet_pages=(exhibit.first_page, exhibit.last_page) if exhibit else None,
        facts=tuple(fact.id for fact in document.facts),
        patient=document.patient,
        candidates=document.candidates,
    )


def _fact(fact: Fact, document: str) -> FactEntry:
    return FactEntry(
        id=fact.id,
        kind=fact.kind,
        value=_fact_value(fact),
        text=fact.text,
        document=document,
        source=fact.page.source,
        source_page=fact.page.number,
        bbox=_corners(fact.box),
        confidence=round(fact.confidence, 4),
        currency=fact.currency if isinstance(fact.value, Decimal) else None,
        also_read=fact.also_read,
        given=fact.given,
    )


def _fact_value(fact: Fact) -> str:
    """ "1234.50", "2026-03-04", "2026-03-04/2026-03-08", or the normalized text."""
    return money(fact.value) if isinstance(fact.value, Decimal) else str(fact.value)


def money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _corners(box: Box) -> tuple[float, float, float, float]:
    return (round(box.x0, 4), round(box.y0, 4), round(box.x1, 4), round(box.y1, 4))


def _place(ref: PageRef) -> PagePlace:
    return PagePlace(source=ref.source, source_page=ref.number)


# ---------------------------------------------------------------- findings, ledger, chronology, warnings


def _citation(citation: Citation | None) -> CitationEntry | None:
    if citation is None:
        return None
    return CitationEntry(
        title=citation.title,
        url=citation.url,
        retrieved=citation.retrieved,
        standing=citation.standing,
    )


def _requirement(finding: RequirementFinding) -> RequirementEntry:
    return RequirementEntry(
        id=finding.id,
        title=finding.title,
        severity="required" if finding.required else "recommended",
        status=finding.status,
        met_by=finding.met_by,
        why=finding.why,
        fix=finding.fix,
        explanation=finding.explanation,
        shown_on=tuple(map(_place, finding.shown_on)),
        citation=_citation(finding.citation),
    )


def _ledger(case: Case) -> LedgerEntry:
    ledger, facts = case.ledger, facts_of(case)

    def amount(value: Decimal | None) -> str | None:
        return None if value is None else money(value)

    return LedgerEntry(
        rows=tuple(
            LedgerRowEntry(
                date=row.date,
                description=row.description,
                billed=amount(row.billed),
                allowed=amount(row.allowed),
                paid_by_plan=amount(row.paid_by_plan),
                paid_by_client=amount(row.paid_by_client),
                document=row.document,
                facts=row.facts,
                unsure=unsure_of(row, ledger.rows, facts),
            )
            for row in ledger.rows
        ),
        totals=TotalsEntry(
            billed=money(ledger.totals.billed),
            allowed=money(ledger.totals.allowed),
            paid_by_plan=money(ledger.totals.paid_by_plan),
            paid_by_client=money(ledger.totals.paid_by_client),
            unsure=unsure_sums(ledger.rows, facts),
        ),
    )


def _chronology(case: Case, plan: Plan) -> tuple[EventEntry, ...]:
    return tuple(
        EventEntry(
            date=event.date,
            what=event.what,
            document=event.document,
            packet_page=plan.page_telling(event),
        )
        for event in case.chronology
    )


def _warning(warning: Warning) -> WarningEntry:
    return WarningEntry(
        code=warning.code,
        severity=warning.severity,
        message=warning.message,
        documents=warning.documents,
        pages=tuple(map(_place, warning.pages)),
        facts=warning.facts,
    )


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_json(), encoding="utf-8")
