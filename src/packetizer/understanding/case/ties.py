"""What ties a receipt or a statement to the care of the case: a parking receipt proves no payment for it.

A tie is a provider of the case as payee, an amount that the case's bills and statements charge, the treatment
itself, or words of care on a day of service. A day alone is none: who drives to the clinic parks on that day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from packetizer.model import Document, Fact, LedgerRow, Page, Severity, Tie, Warning
from packetizer.understanding.case.charges import days_of, dollars, total
from packetizer.understanding.case.ledger import charged_rows
from packetizer.understanding.case.payees import (
    LONG_NAME,
    begins_as,
    beside,
    is_one_of,
    look_of,
    names_on,
    payees_beside,
)
from packetizer.understanding.case.payments import dated_payments
from packetizer.understanding.facts.money.amounts import find_amounts
from packetizer.understanding.facts.money.payees import OF_OTHERS
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.knowledge import OTHER
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.page.look import squash
from packetizer.understanding.page.text import lines

_PAYS_ALONE = ("receipt", "proof")  # as roles.yaml has it: what shows nothing but payments
_NAMES = (FactKind.NAME_MERCHANT, FactKind.NAME_PROVIDER)
_NUMBERS = (FactKind.ID_CLAIM, FactKind.ID_AUTHORIZATION)
_OWED = (FactKind.AMOUNT_BILLED, FactKind.AMOUNT_BALANCE, FactKind.AMOUNT_PATIENT_RESPONSIBILITY)
_SHOWN = (FactKind.AMOUNT_PAID, FactKind.AMOUNT_TOTAL)
_READ = 0.5  # of a provider's name on another paper
_NEAR = 3  # days between a service and its payment at the desk
_POSTED = 7  # days between a service and the statement's line that pays it
_HEAD = 2  # lines in which a paper says from whom it is
_OF_CARE = (
    *_NUMBERS,
    FactKind.CODE_PROCEDURE,
    FactKind.CODE_ICD10,
    FactKind.TREATMENT_DRUG,
    FactKind.ID_MEMBER,
)
_OURS = frozenset({"care", "vague", "services"})


@dataclass(frozen=True, slots=True)
class Care:
    """The care of the case, as papers tell of it that show more than payments."""

    providers: frozenset[str]  # by what their names look like
    amounts: frozenset[Decimal]
    days: frozenset[date]
    numbers: frozenset[str]
    treatment: str | None

    def near(self, days: Iterable[date], within: int = _NEAR) -> bool:
        return any(abs((day - own).days) <= within for day in days for own in self.days)


@dataclass(frozen=True, slots=True)
class _Proof:
    """A paper that shows payments, and what its words are about (keys of payees.yaml)."""

    paper: Document
    statement: bool
    payees: frozenset[str]  # by what their names look like
    named: bool  # whether it names a provider of the case
    about: frozenset[str]  # these names aside

    @property
    def days(self) -> frozenset[date]:
        days = {f.value for f in self.paper.facts if f.kind == FactKind.DATE_PAYMENT} | {self.paper.date}
        return days_of(self.paper.facts) | {day for day in days if isinstance(day, date)}

    @property
    def of_care(self) -> bool:
        served = any(f.kind in (FactKind.DATE_SERVICE, FactKind.CODE_PROCEDURE) for f in self.paper.facts)
        return served or "services" in self.about

    @property
    def of_others(self) -> bool:
        return bool(self.about & OF_OTHERS)


def care_of(documents: Sequence[Document], treatment: str | None, lexicon: Lexicon) -> Care:
    """What may tie a payment to the case."""
    telling = [doc for doc in documents if lexicon.role(doc.type).pays not in _PAYS_ALONE]
    facts = [fact for doc in telling for fact in doc.facts]
    names = (str(f.value) for f in facts if f.kind == FactKind.NAME_PROVIDER and f.confidence >= _READ)
    return Care(
        providers=frozenset(key for name in names if len(key := look_of(name, lexicon)) >= LONG_NAME),
        amounts=frozenset(_charged(charged_rows(documents, lexicon), telling, lexicon)),
        days=days_of(facts),
        numbers=frozenset(squash(str(fact.value)) for fact in facts if fact.kind in _NUMBERS),
        treatment=treatment,
    )


def payment_ties(
    documents: Iterable[Document], pages: Iterable[Page], care: Care, lexicon: Lexicon
) -> tuple[Tie, ...]:
    """Of each paper that shows nothing but payments what ties it to the care, or why none surely does.

    To whom the slips that are surely for it were paid, a statement's line pays too.
    """
    by_ref = {page.ref: page for page in pages}
    proofs = [
        _proof(paper, [by_ref[ref] for ref in paper.pages if ref in by_ref], care, lexicon)
        for paper in documents
        if lexicon.role(paper.type).pays in _PAYS_ALONE
    ]
    slips = [proof for proof in proofs if not proof.statement and not proof.of_others]
    tied = [slip.paper for slip in slips if _tie(slip, care).sure]
    payees = care.providers | names_on(tied, FactKind.NAME_MERCHANT, lexicon)
    return tuple(
        _tie(proof, replace(care, providers=payees) if proof.statement else care) for proof in proofs
    )


def household_papers(
    documents: Iterable[Document], pages: Iterable[Page], care: Care, lexicon: Lexicon
) -> tuple[Document, ...]:
    """A household's bills that the client's papers lay among: of no kind of paper that an appeal needs, from
    whom people pay every day, with prices, and with nothing of the care on them."""
    by_ref = {page.ref: page for page in pages}
    found = []
    for paper in documents:
        own = [by_ref[ref] for ref in paper.pages if ref in by_ref]
        if paper.type != OTHER or not own or any(fact.kind in _OF_CARE for fact in paper.facts):
            continue
        proof, head = _proof(paper, own, care, lexicon), lines(own[0])[:_HEAD]
        heads = {hit.key for line in head for hit in lexicon.payee_phrases.all(skeleton(line.text))}
        prices = {price.value for page in own for line in lines(page) for price in find_amounts(line.text)}
        others = bool(heads & OF_OTHERS) and proof.about.isdisjoint(_OURS)
        known = bool(care.providers and care.amounts)
        tied = _by_payee(proof, care) is not None or bool(prices & care.amounts)
        if known and prices and others and not tied:
            found.append(paper)
    return tuple(found)


def of_household(papers: Iterable[Document]) -> Iterator[Warning]:
    for paper in papers:
        message = f"“{paper.title}” is a household's bill and nothing ties it to this care: held back."
        yield Warning(
            "expense_without_record",
            Severity.IMPORTANT,
            message,
            (paper.id,),
            paper.pages,
            asks="unrelated",
        )


def tied_payees(paper: Document, care: Care, lexicon: Lexicon) -> tuple[Fact, ...]:
    """Of the payees on a statement those that are providers of the case, or got what one charges."""
    payees = [fact for fact in paper.facts if fact.kind == FactKind.NAME_MERCHANT]
    ours = [fact for fact in payees if is_one_of(look_of(str(fact.value), lexicon), care.providers)]
    charged = [
        f
        for f in dollars(paper.facts)
        if f.kind in _SHOWN and isinstance(f.value, Decimal) and abs(f.value) in care.amounts
    ]
    return tuple(ours or [fact for fact in payees if any(beside(fact, other) for other in charged)])


def unrelated(
    documents: Iterable[Document], ties: Iterable[Tie], held: Collection[str] = ()
) -> Iterator[Warning]:
    """What to look at where a payment stays out of the ledger. `held`: ids of those that are held back."""
    papers = {paper.id: paper for paper in documents}
    for tie in ties:
        if not tie.sure:
            paper = papers[tie.document]
            message, asks = (
                f"“{paper.title}” is not counted as a payment for this care: {tie.says}.",
                "uncounted",
            )
            if paper.id in held:
                message, asks = (
                    f"“{paper.title}” is for something else than this care: held back.",
                    "unrelated",
                )
            yield Warning(
                "expense_without_record",
                Severity.IMPORTANT,
                message,
                (paper.id,),
                paper.pages,
                asks=asks,
            )


def _tie(proof: _Proof, care: Care) -> Tie:
    """The first sure tie, else the first doubt."""
    found = [tie for by in _TIES if (tie := by(proof, care)) is not None]
    best = next((tie for tie in found if tie[0]), found[0] if found else (False, _NOTHING))
    return Tie(proof.paper.id, *best, other=not best[0] and _is_other(proof, care))


def _is_other(proof: _Proof, care: Care) -> bool:
    """Whether a slip is for what people buy every day, and has nothing of the care's but perhaps the day."""
    tied = any(by(proof, care) is not None for by in _TIES if by is not _by_day)
    known = bool(care.providers and care.amounts)
    return known and proof.of_others and not proof.statement and not tied


# ---------------------------------------------------------------- what is compared


def _charged(
    charges: Sequence[LedgerRow], telling: Iterable[Document], lexicon: Lexicon
) -> Iterator[Decimal]:
    """Each charge, each day's charges, what the papers say is owed, and what bills say was paid."""
    days = {row.date for row in charges}
    yield from (total(row.billed for row in charges if row.date == day) for day in days)
    yield from (row.billed for row in charges if row.billed)
    for doc in telling:
        role = lexicon.role(doc.type)
        kinds = (*_OWED, FactKind.AMOUNT_PAID) if role.pays else _OWED
        if role.pays or role.charges is not None:
            yield from _amounts(doc.facts, kinds)


def _amounts(facts: Iterable[Fact], kinds: Sequence[FactKind]) -> Iterator[Decimal]:
    for fact in dollars(facts):
        if fact.kind in kinds and isinstance(fact.value, Decimal) and fact.value:
            yield abs(fact.value)


def _proof(paper: Document, pages: Iterable[Page], care: Care, lexicon: Lexicon) -> _Proof:
    read = [_without(line.text, care.providers) for page in pages for line in lines(page)]
    return _Proof(
        paper,
        lexicon.role(paper.type).pays == "proof",
        frozenset(look_of(str(fact.value), lexicon) for fact in paper.facts if fact.kind in _NAMES),
        any(name for _, name in read),
        frozenset(hit.key for text, _ in read for hit in lexicon.payee_phrases.all(skeleton(text))),
    )


def _without(line: str, names: Iterable[str]) -> tuple[str, bool]:
    """The line without the names that it prints, and whether it does: a clinic's name says nothing of what
    was bought."""
    look = squash(line)
    printed = [name for name in names if name in look]
    kept = (word for word in line.split() if not any(squash(word) in name for name in printed))
    return " ".join(kept), bool(printed)


# ---------------------------------------------------------------- ties


_Found = tuple[bool, str] | None  # whether it is sure, and what it is or what stands against it
_NOTHING = "nothing ties it to this care: no provider, charge or day of service of the other papers"


def _by_payee(proof: _Proof, care: Care) -> _Found:
    """A provider as payee, also where a booking cuts the name short; or named on what is no other purchase
    (a garage validates for its hospital)."""
    cut = {name for name in proof.payees if len(name) >= LONG_NAME}
    if any(known.startswith(name) for name in cut for known in care.providers):
        return True, "it is paid to a provider of the case"
    if proof.statement and any(is_one_of(name, care.providers) for name in cut):
        return True, "a line of it pays a provider of the case"
    if not proof.named:
        return None
    if proof.statement or not proof.of_others:
        return True, "it names a provider of the case"
    return False, "it names a provider of the case, but seems to be of another purchase"


def _by_amount(proof: _Proof, care: Care) -> _Found:
    same = care.amounts.intersection(_amounts(proof.paper.facts, _SHOWN))
    if not same:
        return None
    if proof.statement:
        rows = [pay for pay in dated_payments(proof.paper) if pay.amount in same and pay.day is not None]
        if any(care.near([pay.day], _POSTED) for pay in rows if pay.day is not None):
            return True, "a line of it has a charge's amount, at the time of that service"
        payees = [str(f.value) for pay in rows for f in payees_beside(pay.fact, proof.paper)]
        if any(begins_as(payee, care.providers) for payee in payees):
            return True, "a line of it has a charge's amount, and its payee begins as a provider's name does"
        return False, "a line of it has the amount of a charge, at another time: see whom it pays"
    if not proof.of_others and (proof.about & _OURS or care.near(proof.days)):
        return True, "its amount is one that was charged"
    return False, "its amount is one that was charged, but it is not plain that it is for care"


def _by_treatment(proof: _Proof, care: Care) -> _Found:
    drugs = {str(fact.value) for fact in proof.paper.facts if fact.kind == FactKind.TREATMENT_DRUG}
    return (True, "it names the treatment") if care.treatment in drugs else None


def _by_number(proof: _Proof, care: Care) -> _Found:
    own = {squash(str(fact.value)) for fact in proof.paper.facts if fact.kind in _NUMBERS}
    return (True, "it bears the number of a claim of the case") if own & care.numbers else None


def _by_service(proof: _Proof, care: Care) -> _Found:
    if not proof.of_care:
        return None
    if not care.near(proof.days):
        return False, "it speaks of care, but its payee, amount and days are on none of the other papers"
    if proof.statement or proof.of_others:
        return False, "it is of a day of service, but speaks of other purchases too"
    return True, "it speaks of care on a day of service"


def _by_day(proof: _Proof, care: Care) -> _Found:
    if not care.near(proof.days, 0):
        return None
    return False, "it is of a day of service, but neither its payee nor its amount is on the other papers"


_TIES: tuple[Callable[[_Proof, Care], _Found], ...] = (
    _by_payee, _by_treatment, _by_number, _by_amount, _by_service, _by_day,
)  # fmt: skip
