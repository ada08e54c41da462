"""Whether a payee is a provider of the case: bookings cut names short, and go on with a town or a card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from packetizer.model import Document, Fact
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.page.look import squash

LONG_NAME = 9  # letters by which a name is known among other words, or cut short
_FEWEST = 2  # words in which a name that goes on otherwise must be a provider's


def look_of(name: str, lexicon: Lexicon) -> str:
    """What a name looks like without the legal form at its end."""
    words = [squash(word) for word in name.split()]
    legal = {squash(form) for form in lexicon.firms.legal_merchants}
    while len(words) > 1 and (words[-1] in legal or not words[-1]):
        words.pop()
    return "".join(words)


def is_one_of(name: str, known: Iterable[str]) -> bool:
    """Whether a name begins as a known one does, which a booking cuts short or goes on after. Both by their
    looks."""
    return len(name) >= LONG_NAME and any(one.startswith(name) or name.startswith(one) for one in known)


def begins_as(name: str, known: Iterable[str]) -> bool:
    """Whether the first words of a name, as it is printed, are the beginning of a known one: it is cut short
    and goes on with other words, as of the payment."""
    begun = [prefix for prefix in _beginnings(name) if len(prefix) >= LONG_NAME]
    return any(one.startswith(prefix) for one in known for prefix in begun)


def _beginnings(name: str) -> Iterator[str]:
    words = [look for word in name.split() if (look := squash(word))]
    for count in range(_FEWEST, len(words) + 1):
        yield "".join(words[:count])


def payees_beside(amount: str, paper: Document) -> tuple[Fact, ...]:
    """The payees in the row of an amount. `amount`: the id of its fact."""
    own = next((fact for fact in paper.facts if fact.id == amount), None)
    if own is None:
        return ()
    payees = (fact for fact in paper.facts if fact.kind == FactKind.NAME_MERCHANT)
    return tuple(fact for fact in payees if beside(fact, own))


def beside(one: Fact, other: Fact) -> bool:
    """Whether two facts stand in one row, to half of the lower one's height."""
    shared = min(one.box.y1, other.box.y1) - max(one.box.y0, other.box.y0)
    return one.page == other.page and shared > min(one.box.height, other.box.height) / 2


def names_on(papers: Sequence[Document], kind: FactKind, lexicon: Lexicon) -> frozenset[str]:
    """The looks of the names of a kind on papers, as far as they are long enough to tell."""
    named = (look_of(str(f.value), lexicon) for paper in papers for f in paper.facts if f.kind == kind)
    return frozenset(look for look in named if len(look) >= LONG_NAME)
