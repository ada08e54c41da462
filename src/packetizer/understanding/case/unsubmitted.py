"""Bills that were never sent to a plan: it has denied none of them, whatever else it has denied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from packetizer.model import Content, Document, Severity, Warning
from packetizer.understanding.case.charges import days_of
from packetizer.understanding.kinds import FactKind

NEVER_SUBMITTED = "never_submitted"
CARE_TO_COME = "care_to_come"
_DECIDE = ("denial_letter", "final_denial_letter", "external_review_decision")
_PLAN_TELLS = (*_DECIDE, "eob")  # who names a day of care on one of these has had its claim


def unsubmitted(documents: Sequence[Document], contents: Iterable[Content]) -> frozenset[str]:
    """Bills, by id, that say that no insurer was sent them, and of whose days no paper of the plan tells."""
    said = {content.document for content in contents if content.id == NEVER_SUBMITTED}
    known = {day for paper in documents if paper.type in _PLAN_TELLS for day in days_of(paper.facts)}
    return frozenset(
        paper.id for paper in documents if paper.id in said and known.isdisjoint(days_of(paper.facts))
    )


def only_to_come(denying: Sequence[Document], contents: Iterable[Content]) -> bool:
    """Whether what was denied was asked for and not yet received: a letter says so, and none names a claim or
    a day of care before it."""
    said = {content.document for content in contents if content.id == CARE_TO_COME}
    return any(paper.id in said for paper in denying) and not any(_of_care_given(p) for p in denying)


def _of_care_given(paper: Document) -> bool:
    past = paper.date is None or any(day <= paper.date for day in days_of(paper.facts))
    claimed = any(fact.kind == FactKind.ID_CLAIM for fact in paper.facts)
    return paper.type not in _DECIDE or claimed or (past and bool(days_of(paper.facts)))


def never_claimed(documents: Sequence[Document], contents: Sequence[Content]) -> Iterator[Warning]:
    """One warning for all of them: a plan that never had a claim owes no decision on it."""
    found = unsubmitted(documents, contents)
    bills = [paper for paper in documents if paper.id in found]
    if not bills:
        return
    days = sorted({day for bill in bills for day in days_of(bill.facts)})
    of = f" for {', '.join(map(str, days))}" if days else ""
    one = len(bills) == 1
    said, them = ("A bill", "it") if one else (f"{len(bills)} bills", "them")
    message = (
        f"{said}{of} {'says' if one else 'say'} that no claim was sent to an insurer: the plan has not "
        f"decided on {them}, and an appeal cannot ask for this money. First send the plan a claim "
        "(post-service), and mind its time limit for claims."
    )
    pages = tuple(c.page for c in contents if c.id == NEVER_SUBMITTED and c.document in found)
    yield Warning(
        "expense_without_record",
        Severity.IMPORTANT,
        message,
        tuple(bill.id for bill in bills),
        pages,
        asks="unsubmitted",
    )
