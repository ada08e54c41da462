"""Papers that bear nothing of the client's: whether they are about somebody else.

A paper in a client's folder usually bears the client's name or a number of the client's somewhere. One that
does not, and names a person who may be its patient, is likelier another's than the words around that name
alone would say.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from packetizer.model import Document
from packetizer.understanding.facts.called import key_of, suspected
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.knowledge import Knowledge
from packetizer.understanding.look import Look, squash
from packetizer.understanding.names import Likeness, compare_names, parse_name

_NAMES = (FactKind.NAME_PATIENT, FactKind.NAME_PROVIDER, FactKind.NAME_INSURER, FactKind.NAME_MERCHANT)
_NUMBER = 5  # characters of a number that tells a person


def patients_but(
    client: str, document: Document, looks: Sequence[Look], knowledge: Knowledge
) -> dict[str, float]:
    """Who may be the patient of a paper that does not name the client, with the chances."""
    known = {key_of(str(fact.value)): fact.kind for fact in document.facts if fact.kind in _NAMES}
    found = suspected(document.type, [look.page for look in looks], known, knowledge.lexicon)
    if any(compare_names(name, client, knowledge.names) is not Likeness.OTHER for name in found):
        return {}
    return found


def bears(
    document: Document,
    name: str,
    born: date | None,
    numbers: frozenset[str],
    looks: Sequence[Look],
    knowledge: Knowledge,
) -> bool:
    """Whether a paper has something of the client's: a part of the name, the birth date, a number."""
    if any(fact.value == born for fact in document.facts if isinstance(fact.value, date)):
        return True
    if any(look.find(number) >= 0 for number in numbers if len(number) >= _NUMBER for look in looks):
        return True
    parts = parse_name(name, knowledge.names)
    words = frozenset().union(*(look.words for look in looks))
    return parts is None or bool({squash(part) for part in (parts.first, parts.last)} & words)
