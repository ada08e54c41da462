"""What the program said of a case, in one shape, whether it comes from `understand` or from a packet.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from bench.cases.truth import page_name
from packetizer.model import Case, FactValue

_TOTALS = ("billed", "allowed", "paid_by_plan", "paid_by_client")


@dataclass(frozen=True, slots=True)
class SaidFact:
    kind: str
    value: str
    page: str
    confidence: float


@dataclass(frozen=True, slots=True)
class SaidDocument:
    id: str
    type: str
    date: str | None
    pages: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    documents: tuple[SaidDocument, ...]
    facts: tuple[SaidFact, ...]
    reasons: tuple[str, ...]
    carc: tuple[str, ...]
    omitted: dict[str, str]  # page: blank, duplicate or excluded
    wrong_patient: frozenset[str]  # pages
    warnings: frozenset[str]
    requirements: dict[str, str]  # id: status; empty where only the papers were read
    deadlines: dict[str, str]
    totals: dict[str, str]
    sources: dict[str, tuple[str, str | None]]  # path: status, code
    client_name: str | None
    insurer: str | None


def value_text(value: FactValue) -> str:
    """A value as the manifest writes it."""
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def from_case(case: Case) -> Answer:
    documents = tuple(
        SaidDocument(
            d.id, d.type, d.date.isoformat() if d.date else None, tuple(map(page_name, d.pages)), d.confidence
        )
        for d in case.documents
    )
    facts = tuple(
        SaidFact(f.kind, value_text(f.value), page_name(f.page), f.confidence)
        for d in case.documents
        for f in d.facts
    )
    pages_of = {document.id: document.pages for document in documents}
    strangers = {
        page for w in case.warnings if w.code == "wrong_patient" for d in w.documents for page in pages_of[d]
    }
    strangers |= {page_name(page) for w in case.warnings if w.code == "wrong_patient" for page in w.pages}
    totals = case.ledger.totals
    return Answer(
        documents=documents,
        facts=facts,
        reasons=tuple(reason.code for reason in case.denial.reasons),
        carc=case.denial.carc,
        omitted={page_name(omission.page): omission.reason.value for omission in case.omissions},
        wrong_patient=frozenset(strangers),
        warnings=frozenset(warning.code for warning in case.warnings),
        requirements={},
        deadlines={},
        totals={name: f"{getattr(totals, name):.2f}" for name in _TOTALS},
        sources={},
        client_name=case.info.client_name.value,
        insurer=case.info.insurer.value,
    )


def from_manifest(path: Path) -> Answer:
    """The answer that a build left in its `packet.json`."""
    raw = json.loads(path.read_text("utf-8"))
    documents = tuple(
        SaidDocument(d["id"], d["type"], d["date"], tuple(map(_place, d["pages"])), d["confidence"])
        for d in raw["documents"]
    )
    pages_of = {document.id: document.pages for document in documents}
    strangers = [warning for warning in raw["warnings"] if warning["code"] == "wrong_patient"]
    return Answer(
        documents=documents,
        facts=tuple(
            SaidFact(f["kind"], f["value"], f"{f['source']}#{f['source_page']}", f["confidence"])
            for f in raw["facts"]
        ),
        reasons=tuple(reason["code"] for reason in raw["denial"]["reasons"]),
        carc=tuple(raw["denial"]["carc"]),
        omitted={_place(page): page["omitted"] for page in raw["pages"] if page["omitted"]},
        wrong_patient=frozenset(
            [page for w in strangers for d in w["documents"] for page in pages_of.get(d, ())]
            + [_place(page) for w in strangers for page in w["pages"]]
        ),
        warnings=frozenset(warning["code"] for warning in raw["warnings"]),
        requirements={r["id"]: r["status"] for r in raw["requirements"]},
        deadlines={d["id"]: d["due"] for d in raw["deadlines"]},
        totals={name: str(value) for name, value in raw["ledger"]["totals"].items()},
        sources={s["path"]: (s["status"], s["code"]) for s in raw["sources"]},
        client_name=raw["case"]["client_name"]["value"],
        insurer=raw["case"]["insurer"]["value"],
    )


def _place(page: dict[str, object]) -> str:
    return f"{page['source']}#{page['source_page']}"
