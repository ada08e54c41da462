"""A sample case's build beside its expected result: what differs, in words. For the test and for a person."""

from __future__ import annotations

from pathlib import Path

from bench.answers import Answer, from_manifest
from bench.cases.truth import Truth, load_truth
from bench.scoring import Board


def differences(manifest: Path, expected: Path) -> list[str]:
    """Every difference that a reader would call an error, most serious first; empty where all is as expected.

    Facts are compared in the other direction too (`Board`), but as shares: see `fact_score`.
    """
    truth, answer = load_truth(expected), from_manifest(manifest)
    return [
        *_conserved(truth, answer),
        *_case(truth, answer),
        *_documents(truth, answer),
        *_findings(truth, answer),
    ]


def fact_score(manifest: Path, expected: Path) -> tuple[float, float]:
    """Precision and recall over all facts of a sample case."""
    board = Board()
    board.score(load_truth(expected), from_manifest(manifest))
    right = sum(tally.right for tally in board.facts.values())
    wrong = sum(tally.wrong for tally in board.facts.values())
    missed = sum(tally.missed for tally in board.facts.values())
    return right / max(right + wrong, 1), right / max(right + missed, 1)


def _conserved(truth: Truth, answer: Answer) -> list[str]:
    found = []
    for source in truth.sources:
        status, code = answer.sources.get(source.path, ("not listed", None))
        if (status, code) != (source.status, source.code):
            found.append(f"{source.path}: {status}/{code}, expected {source.status}/{source.code}")
    found += [f"{path}: not expected" for path in answer.sources.keys() - {s.path for s in truth.sources}]
    for page in truth.blank:
        if answer.omitted.get(page) != "blank":
            found.append(f"{page}: blank, but {answer.omitted.get(page, 'kept')}")
    for page in truth.duplicates:
        if answer.omitted.get(page) != "duplicate":
            found.append(f"{page}: a duplicate, but {answer.omitted.get(page, 'kept')}")
    return found


def _case(truth: Truth, answer: Answer) -> list[str]:
    found = []
    if answer.client_name != truth.client_name:
        found.append(f"client: {answer.client_name}, expected {truth.client_name}")
    if set(answer.reasons) - set(truth.denial.or_reasons) != set(truth.denial.reasons):
        found.append(f"denial reasons: {answer.reasons}, expected {truth.denial.reasons}")
    if set(answer.carc) != set(truth.denial.carc):
        found.append(f"denial codes: {answer.carc}, expected {truth.denial.carc}")
    strangers = {page for doc in truth.documents if doc.wrong_patient for page in doc.pages}
    found += [f"{page}: another patient's, not flagged" for page in sorted(strangers - answer.wrong_patient)]
    found += [f"{page}: flagged as another patient's" for page in sorted(answer.wrong_patient - strangers)]
    return found


def _documents(truth: Truth, answer: Answer) -> list[str]:
    found = []
    said = {frozenset(doc.pages): doc for doc in answer.documents}
    for document in truth.documents:
        name = f"{document.type} {document.pages[0]}"
        match = said.get(frozenset(document.pages))
        if match is None:
            found.append(f"{name}: its pages are not one document")
            continue
        if match.type not in {document.type, *document.or_types}:
            found.append(f"{name}: taken for {match.type}")
        dates = {document.date or "none", *document.or_dates}
        if "*" not in dates and (match.date or "none") not in dates:
            found.append(f"{name}: dated {match.date}, expected {document.date}")
    return found


def _findings(truth: Truth, answer: Answer) -> list[str]:
    found = []
    for status, ids in (("met", truth.requirements.met), ("missing", truth.requirements.missing)):
        for requirement in ids:
            said = answer.requirements.get(requirement, "not asked for")
            if said != status:
                found.append(f"{requirement}: {said}, expected {status}")
    for deadline in truth.deadlines:
        if answer.deadlines.get(deadline.id) != deadline.due:
            found.append(f"{deadline.id}: {answer.deadlines.get(deadline.id)}, expected {deadline.due}")
    if truth.totals:
        for name, amount in truth.totals.model_dump().items():
            if answer.totals.get(name) != amount:
                found.append(f"ledger {name}: {answer.totals.get(name)}, expected {amount}")
    found += [f"warning {code}: not given" for code in truth.warnings if code not in answer.warnings]
    return found
