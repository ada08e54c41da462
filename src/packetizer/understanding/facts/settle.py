"""Facts of one document, now that its type is known: whose the unlabelled date is, what "Total" means, which
facts such a paper does not state at all, and why it denies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from packetizer.model import Fact, Page
from packetizer.understanding.facts.appeal import addresses, appealnumbers, outside
from packetizer.understanding.facts.care import scored, treated
from packetizer.understanding.facts.care.namesakes import without_namesakes
from packetizer.understanding.facts.dates import arrivals, owndate
from packetizer.understanding.facts.dates.datesoftype import dates_by_rules, receipts_told
from packetizer.understanding.facts.dates.datespots import LETTER
from packetizer.understanding.facts.dates.lookedat import in_dispute
from packetizer.understanding.facts.dates.unfilled import leaves_day_open
from packetizer.understanding.facts.dates.unlabelled import told_by_words
from packetizer.understanding.facts.denial import codes, reasons
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.making import Draft, numbered
from packetizer.understanding.facts.money import amountsoftype, bookings, dues, sums
from packetizer.understanding.facts.money.find import spots_on
from packetizer.understanding.facts.names import (
    called,
    departments,
    letters,
    merchants,
    namesoftype,
    patients,
    routes,
)
from packetizer.understanding.facts.numbers import numbers
from packetizer.understanding.lore.entries import TypeRole
from packetizer.understanding.lore.lexicon import Lexicon

Settle = Callable[[str, Sequence[Fact], Sequence[Page], Lexicon, Sequence[str]], tuple[Fact, ...]]
"""What `settle` does, or something that gives the same."""

_OF_CARE = ("date.service", "code.procedure")


def settle(
    type: str,  # noqa: A002
    facts: Sequence[Fact],
    pages: Sequence[Page],
    lexicon: Lexicon,
    treating: Sequence[str] = (),
) -> tuple[Fact, ...]:
    """The facts of one document of this type, with provisional ids `s1` …

    `treating`: who treats people, by all papers of the case.
    """
    role = lexicon.role(type)
    drafts = without_own_date(type, facts, pages, lexicon, treating)
    if leaves_day_open(role, pages, lexicon):
        return numbered((item for item in drafts if item.kind != LETTER), "s")
    dated = owndate.settled(type, role, drafts, pages, lexicon)
    return numbered(arrivals.told(type, role, dated, pages, lexicon), "s")


def without_own_date(
    type: str,  # noqa: A002
    facts: Sequence[Fact],
    pages: Sequence[Page],
    lexicon: Lexicon,
    treating: Sequence[str] = (),
) -> list[Draft]:
    """The same, but it is not told yet which day is the paper's own."""
    role = lexicon.role(type)
    ruled = by_rules(type, facts, pages, lexicon, treating)
    drafts = _named(type, role, ruled, pages, lexicon)
    drafts = sums.settled(type, role, drafts, spots_on(pages, lexicon), pages, lexicon)
    drafts = list(amountsoftype.of_something(role, drafts, spots_on(pages, lexicon)))
    if role.pays == "bill":
        sheets = {page.ref: sheet_of(page, lexicon) for page in pages}
        drafts = list(dues.with_days(drafts, spots_on(pages, lexicon), sheets))
    drafts = list(without_namesakes(drafts, pages, lexicon))
    drafts = treated.settled(type, drafts, pages, lexicon)
    drafts = addresses.settled(type, outside.without_inner(drafts), pages, lexicon)
    drafts = appealnumbers.settled(type, drafts, pages, lexicon)
    drafts = scored.settled(type, drafts, pages, lexicon)
    drafts = list(in_dispute(role, drafts, pages, lexicon))
    cares = any(item.kind in _OF_CARE for item in drafts)
    dropped = role.drop if cares else (*role.drop, *role.with_care)
    return [item for item in drafts if not _is_of(item, dropped)]


def _named(
    type: str,  # noqa: A002
    role: TypeRole,
    ruled: list[Draft],
    pages: Sequence[Page],
    lexicon: Lexicon,
) -> list[Draft]:
    """With the names that only what stands around them tells."""
    drafts = list(departments.without(called.settled(type, ruled, pages, lexicon), lexicon))
    drafts = list(namesoftype.without_collectors(drafts, pages, lexicon))
    drafts = list(namesoftype.of_one_party(role, drafts))
    if role.names_no_practice:
        treat = {str(item.value) for item in ruled if item.kind == "name.provider"}
        drafts = [item for item in drafts if item.kind != "name.provider" or str(item.value) in treat]
    drafts = list(namesoftype.who_treat(role, drafts, pages, lexicon))
    drafts = list(routes.without(role, drafts, pages, lexicon))
    if role.pays == "proof":  # which bookings are for care is told already, by their payees
        drafts = list(merchants.without_payees(drafts, pages, lexicon))
        paid = {str(item.value) for item in ruled if item.kind == "name.merchant"}
        drafts = [
            item
            for item in drafts
            if item.kind != "name.merchant" or any(str(item.value) in name for name in paid)
        ]
    return drafts


def by_rules(
    type: str,  # noqa: A002
    facts: Sequence[Fact],
    pages: Sequence[Page],
    lexicon: Lexicon,
    treating: Sequence[str] = (),
) -> list[Draft]:
    """What the rules make of a document's facts, and of its dates and numbers the words around them."""
    role = lexicon.role(type)
    drafts = told_by_words(type, role, dates_by_rules(role, facts, pages, lexicon), pages, lexicon)
    drafts = list(receipts_told(drafts, pages, lexicon))
    spots = spots_on(pages, lexicon)
    drafts = list(amountsoftype.continued(drafts, spots, pages, lexicon))
    drafts = list(amountsoftype.amounts(role, drafts, spots, pages, lexicon))
    if role.pays == "bill":
        drafts = list(dues.on_bill(drafts, spots, pages, lexicon))
    drafts = numbers.settled(type, role, drafts, pages, lexicon)
    family = patients.outranked(pages, lexicon)
    drafts = [item for item in drafts if item.kind != "name.patient" or (item.page, item.box) not in family]
    drafts += _of_type(type, role, pages, lexicon)
    drafts = namesoftype.with_sender(role, drafts, pages, lexicon)
    drafts = list(namesoftype.who_treat(role, drafts, pages, lexicon))
    drafts = namesoftype.with_practices(role, drafts, pages, lexicon)
    others = letters.not_patients(role, pages, lexicon)
    drafts = [item for item in drafts if item.kind != "name.patient" or str(item.value) not in others]
    drafts = list(departments.without(namesoftype.spelled_out(drafts), lexicon))
    drafts += namesoftype.unlabelled_patient(role, drafts, pages, lexicon)
    drafts += namesoftype.running_names(drafts, pages, lexicon)
    if role.pays == "proof":
        drafts = bookings.of_account(pages, drafts, treating, lexicon)
    if role.date == "date.signed" and not any(item.kind == "name.patient" for item in drafts):
        drafts += [item for page in pages for item in patients.signed(sheet_of(page, lexicon))]
    return drafts


def _is_of(item: Draft, kinds: Sequence[str]) -> bool:
    return any(item.kind == prefix or item.kind.startswith(prefix + ".") for prefix in kinds)


def _of_type(type: str, role: TypeRole, pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:  # noqa: A002
    yield from codes.shares(pages, lexicon)
    if role.denies:
        yield from reasons.reasons(pages, type, lexicon)
    if (role.denies or role.addressed or role.by_insurer or role.bills) and pages:
        named = patients.patients_named(pages, lexicon)
        found = patients.addressee(sheet_of(pages[0], lexicon))
        yield from (item for item in found if patients.is_one_of(str(item.value), named))
    if role.total == "amount.total" and pages:
        yield from merchants.of_receipt(sheet_of(pages[0], lexicon))
    if role.pays == "proof":
        yield from (item for page in pages for item in merchants.of_proof(sheet_of(page, lexicon)))
