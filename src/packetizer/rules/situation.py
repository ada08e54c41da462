"""What of a case the rules ask about, derived once: who files, what was done and when, what is denied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from packetizer.model import Case, Document, Fact, Given, Guardian, OmitReason, PageRef, Tie
from packetizer.rules.diagnoses import main_diagnoses
from packetizer.trust import READ, TYPE_KNOWN

_PERHAPS = 0.5
_OF_AGE = 18  # years
_SEVERAL, _LOG = 2, 3  # days on one paper, and in a log's column
_ALIGNED = 0.02  # of a page's width
_OF_LINES = ("amount.billed", "code.procedure")

_FINAL = "final_denial_letter"
NOTICES = ("denial_letter", _FINAL)
BILLS = ("itemized_bill", "claim_form", "eob")
RECORD = "infusion_record"
_DENYING = (*NOTICES, "eob")
_OF_CARE = (*NOTICES, *BILLS, RECORD, "prior_auth_request", "prior_auth_approval")
_PAYING = ("receipt", "proof_of_payment")


@dataclass(frozen=True, slots=True)
class Day:
    """A date that papers name, and how sure the reading is."""

    date: date
    confidence: float

    @property
    def sure(self) -> bool:
        return self.confidence >= READ


@dataclass(frozen=True, slots=True)
class Situation:
    """The case as the rules see it. None means: the papers do not tell."""

    case: Case
    given: Given
    papers: tuple[Document, ...]  # those that are in the packet, without facts of pages that are not
    held_back: tuple[Document, ...]  # those of which every page is excluded
    insurer: str | None
    plan_type: str | None
    plan_inferred: bool  # nobody gave the plan type: words on the papers suggest it
    state: str | None
    appeal_level: str
    level_perhaps: tuple[str, ...]  # what comes next instead, as the newest decision can be read
    reasons: tuple[str, ...] | None
    treatment: str | None
    diagnoses: tuple[str, ...] | None
    treated: tuple[str, ...] | None  # diagnoses of papers of this care; where none names one, all
    main_diagnoses: tuple[str, ...] | None  # those that a paper puts first
    filer: Literal["client", "representative"] | None
    client_paid: bool | None
    service: Literal["given", "planned"] | None
    urgent: tuple[Document, ...]  # papers of clinicians that ask for an expedited decision
    guardian: Guardian | None  # who signs for a client under age

    @property
    def today(self) -> date:
        return self.given.today

    @property
    def ties(self) -> Mapping[str, Tie]:
        """What ties papers of payments to the care, by document."""
        return {tie.document: tie for tie in self.case.ties}

    @property
    def on_appeal(self) -> frozenset[str]:
        """The decisions on an appeal: final ones, and those that offer a further level of the plan."""
        offering = {content.document for content in self.case.contents if content.id == "next_internal"}
        return frozenset(paper.id for paper in self.papers if paper.type == _FINAL or paper.id in offering)

    def of_type(self, *types: str) -> tuple[Document, ...]:
        return tuple(paper for paper in self.papers if paper.type in types)


def situation(case: Case, given: Given) -> Situation:
    """What the papers and the person say, as far as a rule can ask for it."""
    info = case.info
    papers, held_back = _usable(case)
    level = given.appeal_level or info.appeal_level.value or _level_of(papers)
    return Situation(
        case=case,
        given=given,
        papers=papers,
        held_back=held_back,
        insurer=info.insurer.value or given.insurer,
        plan_type=given.plan_type or info.plan_type.value,
        plan_inferred=given.plan_type is None and info.plan_type.inferred,
        state=given.plan_state or info.plan_state.value,
        appeal_level=level,
        level_perhaps=() if given.appeal_level else info.appeal_level.perhaps,
        reasons=_reasons(case, papers),
        treatment=info.treatment.value,
        diagnoses=info.diagnoses.value or None,
        treated=_treated(papers) or info.diagnoses.value or None,
        main_diagnoses=_main_diagnoses(case, papers),
        filer=_filer(case, given, papers),
        client_paid=_client_paid(case, papers),
        service=_service(papers, case, given.today),
        urgent=_saying("asks_expedited", case, papers),
        guardian=_guardian(case, given, papers),
    )


def _treated(papers: Iterable[Document]) -> tuple[str, ...]:
    """The diagnoses for which care was asked, billed, given or denied: a note names the others, too."""
    facts = (fact for paper in papers if paper.type in _OF_CARE for fact in paper.facts)
    sure = (fact for fact in facts if fact.kind == "code.icd10" and fact.confidence >= READ)
    return tuple(dict.fromkeys(str(fact.value) for fact in sure))


def _reasons(case: Case, papers: Sequence[Document]) -> tuple[str, ...] | None:
    """Why the plan denied: () where no paper denies yet, None where one does and its reason was not read."""
    read = tuple(reason.code for reason in case.denial.reasons)
    denies = case.denial.documents or any(paper.type in _DENIALS for paper in papers)
    return read or (None if denies else ())


_DENIALS = {"denial_letter", "final_denial_letter"}


def _usable(case: Case) -> tuple[tuple[Document, ...], tuple[Document, ...]]:
    out = {omission.page for omission in case.omissions}
    excluded = {omission.page for omission in case.omissions if omission.reason is OmitReason.EXCLUDED}
    usable, held_back = [], []
    for document in case.documents:
        pages = tuple(page for page in document.pages if page not in out)
        if pages:
            facts = tuple(fact for fact in document.facts if fact.page not in out)
            usable.append(replace(document, pages=pages, facts=facts))
        elif any(page in excluded for page in document.pages):
            held_back.append(document)
    return tuple(usable), tuple(held_back)


def _level_of(papers: Iterable[Document]) -> str:
    """The next step after the last decision in the folder."""
    return "external" if any(paper.type == "final_denial_letter" for paper in papers) else "internal_1"


def same_person(one: str, other: str) -> bool:
    """Whether two printed names can be one person's: family name and first initial agree."""
    first, second = _name_parts(one), _name_parts(other)
    if not first or not second:
        return False
    return first[-1] == second[-1] and first[0][0] == second[0][0]


def _name_parts(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", name.casefold())


def _main_diagnoses(case: Case, papers: Sequence[Document]) -> tuple[str, ...] | None:
    found = main_diagnoses(papers)
    return (case.info.diagnoses.value or None) if found is None else found


def _saying(element: str, case: Case, papers: Iterable[Document]) -> tuple[Document, ...]:
    said = {one.document for one in case.contents if one.id == element}
    return tuple(paper for paper in papers if paper.id in said)


def _guardian(case: Case, given: Given, papers: Sequence[Document]) -> Guardian | None:
    """Who signs for a client under age on the day of the newest decision: the one that the papers name.

    Of several (mother and father, each on another paper) it is not said which one signs.
    """
    born = given.client_dob or case.info.client_dob.value
    decided = [paper.date for paper in papers if paper.type in _DENYING and paper.date]
    day = max(decided, default=given.today)
    if born is None or (day.year - born.year - ((day.month, day.day) < (born.month, born.day))) >= _OF_AGE:
        return None
    ids = {paper.id for paper in papers}
    named = [one for one in case.contents if one.id == "guardian" and one.document in ids]
    if len({one.words.casefold() for one in named}) != 1:
        return Guardian("")
    return Guardian(named[0].words, named[0].page)


def _filer(
    case: Case, given: Given, papers: Sequence[Document]
) -> Literal["client", "representative"] | None:
    sender = given.sender
    if sender.name is None:
        return _filer_on_papers(case, papers) if sender.organisation is None else "representative"
    client = given.client_name or case.info.client_name.value
    if client is None:
        return None
    parent = _guardian(case, given, papers)
    if parent is not None and parent.name.casefold() == sender.name.casefold():
        return "client"  # a parent acts for the child without a representative's form
    own = sender.name.casefold() == client.casefold()
    return "client" if own or (parent is None and same_person(sender.name, client)) else "representative"


def _filer_on_papers(case: Case, papers: Sequence[Document]) -> Literal["client", "representative"] | None:
    """A representative by a signed form, or by an appeal letter whose writer says so; else the client."""
    forms = [paper for paper in papers if paper.type == "representative_authorization"]
    signed = [paper for paper in forms if any(fact.kind == "date.signed" for fact in paper.facts)]
    telling = [*signed, *_saying("by_representative", case, papers)]
    if any(paper.confidence >= TYPE_KNOWN for paper in telling):
        return "representative"
    return None if telling else "client"


def _client_paid(case: Case, papers: Iterable[Document]) -> bool | None:
    """Whether the client paid something: yes by any payment, no where a bill shows that nothing was."""
    if case.ledger.totals.paid_by_client > 0:
        return True
    tied = _tied(case)
    open_, billed = False, False
    amounts: list[Decimal] = []
    for paper in papers:
        if paper.type in _PAYING and paper.confidence >= TYPE_KNOWN:
            if paper.id in tied:
                return True
            open_ = True
        if paper.type in ("itemized_bill", "claim_form"):
            billed = True
            amounts += [
                f.value for f in paper.facts if f.kind == "amount.paid" and isinstance(f.value, Decimal)
            ]
    if any(amount > 0 for amount in amounts):
        return True
    return None if open_ or (billed and not amounts) else False


def _tied(case: Case) -> frozenset[str]:
    """The papers that show a payment which is surely for the care of the case."""
    return frozenset(tie.document for tie in case.ties if tie.sure)


def _service(papers: Iterable[Document], case: Case, today: date) -> Literal["given", "planned"] | None:
    """Given, where a record or a bill names a day that lies behind the paper that names it."""
    tied, planned = _tied(case), False
    of_requests = {content.document for content in case.contents if content.id == "before_service"}
    for paper in papers:
        if paper.type in ("infusion_record", "itemized_bill", "claim_form"):
            if paper.type == RECORD or not _is_of_days_to_come(paper, today):
                return "given"
            planned = True
        if paper.type == "receipt" and paper.id in tied:
            return "given"
        if paper.type not in _DENYING and not paper.type.startswith("prior_auth"):
            continue
        kinds = {fact.kind for fact in paper.facts}
        # Some print claims' codes on the denial of a request too; a claim's number stands on no such paper.
        claimed = "id.claim" in kinds or ("denial.carc" in kinds and paper.id not in of_requests)
        if paper.type in _DENYING and (claimed or _days_before(paper, paper.date or today)):
            return "given"
        planned |= paper.type == "prior_auth_request" or (
            paper.type in NOTICES and "id.authorization" in kinds
        )
    return "planned" if planned else None


def _is_of_days_to_come(paper: Document, today: date) -> bool:
    """Whether all days that it names are still to come: it estimates what has not been given."""
    days = service_days(paper)
    return bool(days) and all(day.date > today for day in days)


def _days_before(paper: Document, limit: date) -> bool:
    return any(day.date <= limit for day in service_days(paper))


# ---------------------------------------------------------------- days


def service_days(paper: Document) -> tuple[Day, ...]:
    """The single days of service that a paper prints, each once, in order."""
    best: dict[date, float] = {}
    for fact in paper.facts:
        if fact.kind == "date.service" and isinstance(fact.value, date):
            best[fact.value] = max(best.get(fact.value, 0.0), fact.confidence)
    return tuple(Day(day, best[day]) for day in sorted(best))


def days_shown(paper: Document) -> tuple[Day, ...]:
    """The days that a bill or a record is of: one that it only mentions beside them is doubtful.

    A bill's stand in lines that charge something, where any does, and so does one of its codes. A record's is
    its own; a log of several has them one under the other.
    """
    days = service_days(paper)
    facts = [fact for fact in paper.facts if fact.kind == "date.service"]
    if paper.type == RECORD:
        shown = {paper.date, *(fact.value for fact in facts if _in_column(fact, facts))}
    else:
        charged = [fact for fact in paper.facts if fact.kind in _OF_LINES]
        shown = {fact.value for fact in facts if any(same_row(fact, other) for other in charged)}
    if _codes_apart(paper):
        shown = set()
    elif len(days) < _SEVERAL or shown.isdisjoint(day.date for day in days):
        return days
    return tuple(
        day if day.date in shown else replace(day, confidence=min(day.confidence, _PERHAPS)) for day in days
    )


def _codes_apart(paper: Document) -> bool:
    """Whether a bill prints codes, none of them in a line: they may be no procedures of these days."""
    codes = [fact for fact in paper.facts if fact.kind == "code.procedure"]
    lines = [fact for fact in paper.facts if fact.kind in ("date.service", "amount.billed")]
    apart = not any(same_row(code, line) for code in codes for line in lines)
    return paper.type in BILLS and bool(codes) and apart


def _in_column(fact: Fact, facts: Iterable[Fact]) -> bool:
    """Whether at least two other days stand over or under this one."""
    under = {other.value for other in facts if abs(other.box.x0 - fact.box.x0) < _ALIGNED}
    return len(under | {fact.value}) >= _LOG


def own_day(paper: Document) -> Day | None:
    """The paper's own date; as sure as the reading that gave it (a date that a person set is sure)."""
    if paper.date is None:
        return None
    read = [f.confidence for f in paper.facts if f.kind.startswith("date.") and f.value == paper.date]
    return Day(paper.date, max(read, default=1.0))


def treatment_days(paper: Document, codes: frozenset[str]) -> tuple[Day, ...]:
    """The days on which a bill charges the treatment: rows that print other codes only are other services.

    Where some rows print the treatment's code, a row without any is doubtful: it may be a payment.
    """
    days = [fact for fact in paper.facts if fact.kind == "date.service" and isinstance(fact.value, date)]
    beside = {fact.id: _codes_beside(fact, paper) for fact in days}
    coded = any(found & codes for found in beside.values())
    kept: dict[date, float] = {}
    for fact in days:
        found = beside[fact.id]
        if isinstance(fact.value, date) and (not found or not codes or found & codes):
            sure = fact.confidence if found or not coded else min(fact.confidence, _PERHAPS)
            kept[fact.value] = max(kept.get(fact.value, 0.0), sure)
    return tuple(Day(day, kept[day]) for day in sorted(kept))


def _codes_beside(fact: Fact, paper: Document) -> set[str]:
    rows = (other for other in paper.facts if other.kind == "code.procedure" and same_row(fact, other))
    return {str(code.value).upper() for code in rows}


def same_row(one: Fact, other: Fact) -> bool:
    """Whether two facts stand side by side: their boxes share more than half of the lower one's height."""
    if one.page != other.page:
        return False
    shared = min(one.box.y1, other.box.y1) - max(one.box.y0, other.box.y0)
    return shared > 0.5 * min(one.box.height, other.box.height)


def pages_of(facts: Iterable[Fact]) -> tuple[PageRef, ...]:
    return tuple(dict.fromkeys(fact.page for fact in facts))
