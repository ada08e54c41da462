"""Papers that bear nothing of the client's: whether they are about somebody else.

A paper in a client's folder usually bears the client's name or a number of the client's somewhere. One that
does not, and names a person who may be its patient, is likelier another's than the words around that name
alone would say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from packetizer.model import Document
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.names.called import key_of, suspected
from packetizer.understanding.facts.names.letters import greeted_in_part, thanked
from packetizer.understanding.facts.names.patients import labelled
from packetizer.understanding.facts.names.sameperson import Likeness, compare_names, parse_name
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.knowledge import Knowledge, NameLore
from packetizer.understanding.page.look import Look, squash

_NAMES = (FactKind.NAME_PATIENT, FactKind.NAME_PROVIDER, FactKind.NAME_INSURER, FactKind.NAME_MERCHANT)
_GREETED = 0.5  # how likely whom a letter about care greets is its patient
_SHORT = 2  # letters that a short form of a name has in common with it
_NUMBER = 5  # characters of a number that tells a person


def patients_but(
    client: str, document: Document, looks: Sequence[Look], knowledge: Knowledge
) -> dict[str, float]:
    """Who may be the patient of a paper that does not name the client, with the chances."""
    pages = [look.page for look in looks]
    known = {key_of(str(fact.value)): fact.kind for fact in document.facts if fact.kind in _NAMES}
    found = suspected(document.type, pages, known, knowledge.lexicon)
    if any(compare_names(name, client, knowledge.names) is not Likeness.OTHER for name in found):
        return {}
    role = knowledge.lexicon.role(document.type)
    for part, titled in (
        () if role.to_insurer or role.greets_others else greeted_in_part(pages, knowledge.lexicon)
    ):
        if not _may_greet(part, client, knowledge.names, titled=titled):
            found[part] = max(found.get(part, 0.0), _GREETED)
    return found


_PAYERS = ("name.subscriber", "name.patient", "name.member")
_BY_INITIAL = re.compile(r"[\s:.]*([A-Z]\.?\s[A-Z][a-z'’-]{2,})\b(?!\s?[A-Z])")


def payers_but(client: str, looks: Sequence[Look], knowledge: Knowledge) -> list[str]:
    """Whom a receipt says outright to have paid: by a label, also with an initial, or by its thanks."""
    lexicon, found = knowledge.lexicon, []
    for page in (look.page for look in looks):
        sheet = sheet_of(page, lexicon)
        found += [str(made.value) for _, made in labelled(page, lexicon)]
        found += (name for cell in sheet.cells if (name := thanked(cell.text, lexicon)) is not None)
        for cell in sheet.cells:
            right = sheet.right_of(cell)
            after = [cell.text[label.end :] for label in cell.labels if label.role in _PAYERS]
            beside = [right.text if right is not None and not text.strip(" :.") else text for text in after]
            found += (match[1] for text in beside if (match := _BY_INITIAL.match(text)) is not None)
    likeness = {compare_names(name, client, knowledge.names) for name in found}
    return found if likeness == {Likeness.OTHER} else []


def _may_greet(part: str, client: str, lore: NameLore, *, titled: bool) -> bool:
    """Whether a client may be meant by a part of a name, or a short form of it."""
    name = parse_name(client, lore)
    if name is None:
        return True
    if titled:
        return compare_names(f"{name.first} {part}", client, lore) is not Likeness.OTHER
    short = part[:_SHORT].casefold() in {word[:_SHORT] for word in (name.first, *name.middle)}
    return short or compare_names(f"{part} {name.last}", client, lore) is not Likeness.OTHER


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
