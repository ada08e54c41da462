"""How right an answer is. A fact is right when its kind and its exact value stand on that very page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bench.answers import Answer, SaidDocument, SaidFact
from bench.cases.truth import TrueDocument, TrueFact, Truth

_NOT_IN_CONTRACT = (
    "plan.appeal_window",
    "plan.external_address",
    "plan.external_fax",
    "plan.external_phone",
    "plan.external_portal",
    "plan.expedited_fax",
    "plan.expedited_phone",
    "plan.external_window",
)
# Where an appeal goes is told "as the letter prints it": on what the sender wrote it is nothing to be found.
_SENDERS = ("appeal_letter", "fax_cover", "phone_log", "other")
_LEGAL_FORM = re.compile(
    r"[,\s]+(?:P\.?\s?L\.?\s?L\.?\s?C|L\.?L\.?[CP]|P\.?[CSA]|Inc|Corp|Co|Ltd)\.?$", re.IGNORECASE
)
_TITLES = re.compile(r"\b(?:dr|md|do|np|pmhnp|rn|psyd|phd|lcsw|mr|mrs|ms)\b\.?", re.IGNORECASE)


@dataclass
class Tally:
    """Found and right, found and wrong, there and not found."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 1.0

    def sets(self, true: Iterable[str], said: Iterable[str]) -> None:
        truth, answer = set(true), set(said)
        self.right += len(truth & answer)
        self.wrong += len(answer - truth)
        self.missed += len(truth - answer)


@dataclass
class Board:
    """Sums over cases. `misses` counts kinds of miss (never values), `trust` what a confidence came to."""

    stages: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    facts: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    misses: Counter[str] = field(default_factory=Counter)
    trust: dict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))
    pages: int = 0
    cases: int = 0

    def hit(self, stage: str, right: bool) -> None:
        """A question with one answer: a wrong answer is both a wrong find and a miss."""
        tally = self.stages[stage]
        tally.right += right
        tally.wrong += not right
        tally.missed += not right

    def score(self, truth: Truth, answer: Answer) -> None:
        self.cases += 1
        same = _same_pages(truth)
        _score_documents(self, truth, answer, same)
        _score_omissions(self, truth, answer)
        _score_facts(self, truth, answer, same)
        said = set(answer.reasons) - set(truth.denial.or_reasons)
        self.stages["denial reasons"].sets(truth.denial.reasons, said)
        self.misses.update(f"reason missing: {code}" for code in set(truth.denial.reasons) - said)
        self.misses.update(f"reason false: {code}" for code in said - set(truth.denial.reasons))
        self.hit("client's name", fold("name", answer.client_name or "") == fold("name", truth.client_name))


def _same_pages(truth: Truth) -> dict[str, str]:
    """A page scanned twice counts as one, whichever copy was kept."""
    return {**truth.duplicates}


# ---------------------------------------------------------------- documents


def _score_documents(board: Board, truth: Truth, answer: Answer, same: Mapping[str, str]) -> None:
    said_of = {same.get(page, page): doc for doc in answer.documents for page in doc.pages}
    said_sets = {frozenset(same.get(page, page) for page in doc.pages): doc for doc in answer.documents}
    begins_true = {doc.pages[0] for doc in truth.documents if doc.pages}
    measured = [page for doc in truth.documents for page in doc.pages]
    board.pages += len(measured)
    inner = {page for page in measured if not page.endswith("#1")}
    begins_said = {same.get(doc.pages[0], doc.pages[0]) for doc in answer.documents if doc.pages}
    board.stages["boundaries"].sets(begins_true & inner, begins_said & inner)
    for document in truth.documents:
        _score_document(board, document, said_of, said_sets)
    for doc in truth.documents:
        for page in doc.pages[1:]:
            if page in begins_said & inner:
                board.misses[f"split: {doc.type} cut in two"] += 1
        if doc.pages and doc.pages[0] in inner - begins_said:
            board.misses[f"split: start of {doc.type} not seen"] += 1


def _score_document(
    board: Board,
    document: TrueDocument,
    said_of: Mapping[str, SaidDocument],
    said_sets: Mapping[frozenset[str], SaidDocument],
) -> None:
    types = {document.type, *document.or_types}
    for page in document.pages:
        said = said_of.get(page)
        right = said is not None and said.type in types
        board.hit("page type", right)
        if not right:
            board.misses[f"type: {document.type} taken for {said.type if said else 'nothing'}"] += 1
    whole = said_sets.get(frozenset(document.pages))
    board.hit("document exactly right", whole is not None)
    board.hit("document and type right", whole is not None and whole.type in types)
    if "*" in document.or_dates or not document.pages:
        return
    near = whole or said_of.get(document.pages[0])
    found = (near.date or "none") if near else "nothing"
    right = found in {document.date or "none", *document.or_dates}
    board.hit("document date", right)
    if not right:
        board.misses[f"date of {document.type}: {'none' if found == 'none' else 'another'}"] += 1


def _score_omissions(board: Board, truth: Truth, answer: Answer) -> None:
    blank = [page for page, reason in answer.omitted.items() if reason == "blank"]
    board.stages["blank pages"].sets(truth.blank, blank)
    pair = {**truth.duplicates, **{of: page for page, of in truth.duplicates.items()}}
    copies = {page for page, reason in answer.omitted.items() if reason == "duplicate"}
    canonical = {min(page, pair.get(page, page)) for page in copies}
    board.stages["duplicates"].sets({min(pair_of) for pair_of in truth.duplicates.items()}, canonical)
    strangers = {page for doc in truth.documents if doc.wrong_patient for page in doc.pages}
    flagged = {truth.duplicates.get(page, page) for page in answer.wrong_patient}
    board.stages["wrong patient"].sets(strangers, flagged)
    types = {page: doc.type for doc in truth.documents for page in doc.pages}
    board.misses.update(f"wrong patient missed: {types[page]}" for page in strangers - flagged)
    board.misses.update(f"wrong patient false: {types.get(page)}" for page in flagged - strangers)


# ---------------------------------------------------------------- facts


def fold(kind: str, value: str) -> str:
    """Names and addresses are the same whatever their case, punctuation and titles; the rest is exact.

    A firm's legal form (LLC, P.C.) makes no other firm of it: writers of truth leave it out as often as not.
    A number printed in groups (`U12345678 01`) is the same with and without its spaces.
    """
    if kind.startswith("id."):
        return value.replace(" ", "")
    if not kind.startswith(("name", "plan.appeal_address")):
        return value
    return re.sub(r"[^a-z0-9]", "", _TITLES.sub("", _LEGAL_FORM.sub("", value)).lower())


def accepts(true: TrueFact, said: SaidFact) -> bool:
    """Whether what was said is what is true, of any page."""
    if said.kind != true.kind and said.kind not in true.or_kinds:
        return False
    want, have = fold(true.kind, true.value), fold(said.kind, said.value)
    if true.kind in ("amount.paid", "amount.paid_by_plan"):  # statements print a payment with a minus, too
        return want.removeprefix("-") == have.removeprefix("-")
    if true.kind == "name.insurer":  # a licensee's trade name within its legal name, or the other way
        return want in have or have in want
    return want == have


def _score_facts(board: Board, truth: Truth, answer: Answer, same: Mapping[str, str]) -> None:
    true_on: dict[str, list[TrueFact]] = defaultdict(list)
    for fact in truth.facts:
        if fact.page not in same:
            true_on[fact.page].append(fact)
    said_on: dict[str, dict[tuple[str, str], SaidFact]] = defaultdict(dict)
    for said in answer.facts:
        if said.kind not in _NOT_IN_CONTRACT:
            page = same.get(said.page, said.page)
            known = said_on[page].get((said.kind, said.value))
            if known is None or known.confidence < said.confidence:
                said_on[page][said.kind, said.value] = said
    types = {page: doc.type for doc in truth.documents for page in doc.pages}
    for page, doc_type in types.items():
        quiet = truth.unmeasured.get(page, ())
        true = [_asked(fact, doc_type) for fact in true_on[page]]
        _score_page(board, doc_type, true, list(said_on[page].values()), quiet)


def _asked(fact: TrueFact, doc_type: str) -> TrueFact:
    route = fact.kind.startswith("plan.") and doc_type in _SENDERS
    return fact.model_copy(update={"optional": True}) if route else fact


def _score_page(
    board: Board, doc_type: str, true: list[TrueFact], said: list[SaidFact], quiet: tuple[str, ...]
) -> None:
    found: set[int] = set()
    for fact in said:
        matches = [place for place, candidate in enumerate(true) if accepts(candidate, fact)]
        required = [place for place in matches if not true[place].optional]
        if required:
            new = set(required) - found
            found |= set(required)
            for place in new:
                board.facts[true[place].kind].right += 1
            board.trust[_tenth(fact)].right += 1
        elif not matches and not (quiet and fact.kind.startswith(quiet)):
            board.facts[fact.kind].wrong += 1
            board.trust[_tenth(fact)].wrong += 1
            board.misses[f"false {fact.kind} on {doc_type}{_taken_from(fact, true)}"] += 1
    for place, missed in enumerate(true):
        if place not in found and not missed.optional:
            board.facts[missed.kind].missed += 1
            board.misses[f"missed {missed.kind} on {doc_type}"] += 1


def _taken_from(fact: SaidFact, true: list[TrueFact]) -> str:
    """Where the value is on the page in another role: which."""
    others = sorted(
        {other.kind for other in true if fold(other.kind, other.value) == fold(fact.kind, fact.value)}
    )
    return f" (it is {others[0]})" if others else ""


def _tenth(fact: SaidFact) -> int:
    return min(int(fact.confidence * 10), 9)
