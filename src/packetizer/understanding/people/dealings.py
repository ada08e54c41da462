"""What the client's own papers tell of her or his care: by it a payment that another made for it is known.

A spouse, a parent, a friend pays from an account of their own. Such a paper names its payer and whom it pays,
and the client nowhere: it is the client's where it pays who treats the client, or pays a charge of the
client's near its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from packetizer.model import Document
from packetizer.understanding.case.charges import days_of, dollars
from packetizer.understanding.facts.money.amounts import find_amounts
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.page.look import Look, squash

_PAYEES = (FactKind.NAME_PROVIDER, FactKind.NAME_MERCHANT)
_PAID_DAYS = (FactKind.DATE_PAYMENT, FactKind.DATE_SERVICE)
_READ = 0.5  # of a provider's name
_LONG_NAME = 9  # letters by which a name is known among other words, or cut short
_POSTED = 7  # days after which a payment of a service is booked


@dataclass(frozen=True, slots=True)
class Dealings:
    """Who treats the client, the amounts on the client's papers, and the days of service and of payments."""

    providers: frozenset[str] = frozenset()  # by what their names look like
    sums: frozenset[Decimal] = frozenset()
    days: frozenset[date] = frozenset()

    def know_payee(self, document: Document, looks: Sequence[Look]) -> bool:
        """Whether a paper names one who treats the client, whole or cut short as bookings do."""
        named = {_look_of(str(fact.value)) for fact in document.facts if fact.kind in _PAYEES}
        return any(
            any(known.startswith(name) for name in named if len(name) >= _LONG_NAME)
            or any(look.find(known) >= 0 for look in looks)
            for known in self.providers
        )

    def of_other_days(self, document: Document) -> bool:
        """Whether a paper tells of care on days of which no paper of the client's knows."""
        served = days_of(document.facts)
        return bool(served) and bool(self.days) and self.days.isdisjoint(served)

    def know_sum(self, document: Document, looks: Sequence[Look]) -> bool:
        return not self.sums.isdisjoint(sums_of([document]) or _printed(looks))

    def know_day(self, document: Document) -> bool:
        return not self.days.isdisjoint(days_on(document))

    def know_booking(self, document: Document, looks: Sequence[Look]) -> bool:
        """Whether a payment may be one of a charge of the client's: the sum, within a week of its day."""
        near = any(0 <= (paid - day).days <= _POSTED for paid in days_on(document) for day in self.days)
        return near and self.know_sum(document, looks)

    def know_payment(self, document: Document, looks: Sequence[Look]) -> bool:
        """Whether a paper pays who treats the client what the client owed there, on the day."""
        return self.know_payee(document, looks) and self.know_day(document) and self.know_sum(document, looks)


def dealings_of(named: Sequence[Document], lexicon: Lexicon) -> Dealings:
    """The dealings that papers tell of which name the client."""
    telling = [document for document in named if lexicon.role(document.type).pays != "proof"]
    facts = [fact for document in telling for fact in document.facts]
    names = {_look_of(str(f.value)) for f in facts if f.kind in _PAYEES and f.confidence >= _READ}
    paid = {fact.value for fact in facts if fact.kind == FactKind.DATE_PAYMENT}
    return Dealings(
        providers=frozenset(name for name in names if len(name) >= _LONG_NAME),
        sums=sums_of(named),
        days=days_of(facts) | {day for day in paid if isinstance(day, date)},
    )


def _look_of(name: str) -> str:
    return "".join(squash(word) for word in name.split())


def sums_of(documents: Sequence[Document]) -> frozenset[Decimal]:
    """The amounts that papers print, without their signs."""
    facts = (fact for document in documents for fact in dollars(document.facts))
    return frozenset(abs(fact.value) for fact in facts if isinstance(fact.value, Decimal) and fact.value)


def _printed(looks: Iterable[Look]) -> frozenset[Decimal]:
    """The amounts on pages, whatever they are."""
    return frozenset(
        found.value for look in looks for line in look.lines for found in find_amounts(line.text)
    )


def days_on(document: Document) -> frozenset[date]:
    """The days of a payment or a service on a paper, and its own."""
    paid = {fact.value for fact in document.facts if fact.kind in _PAID_DAYS}
    return days_of(document.facts) | {day for day in (*paid, document.date) if isinstance(day, date)}
