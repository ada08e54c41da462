"""Papers between the client and who helps with the appeal: the insurer is not to read them.

A mail is known by who writes to whom, a note by how it speaks. What is plain is held back; what only may be
such a paper stays in, and is asked about. A client's statement for the insurer greets nobody by "Hi", and a
mail to an office is evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache

from pydantic import BaseModel, ConfigDict

from packetizer.model import Document, Given
from packetizer.understanding.facts.names.sameperson import Likeness, compare_names, parse_name
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.lore.shipped import DATA
from packetizer.understanding.page.look import Look, squash, squash_phrase
from packetizer.understanding.page.text import fold
from packetizer.understanding.sheet import Sheet
from packetizer.yamlfile import load_shipped

_HEAD = 16  # lines that a mail's head stands in
_LONG = 200  # words of a note
_TOP, _END = 3, 4  # lines in which a note greets, and is signed
_SIGNATURE = 3  # words of a signature by the first name
_PERSONAL = 2  # words of somebody who writes of herself
_NAMED = 5  # letters by which an office is known in an address
_I = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|my|me|mine)\b")
_ADDRESS = re.compile(r"\b[A-Z]{2}\s+\d{5}\b|\bP\.?\s?O\.?\s?Box\b", re.IGNORECASE)
_FIRMS = (FactKind.NAME_PROVIDER, FactKind.NAME_INSURER, FactKind.NAME_MERCHANT)


class ConfidentialFile(BaseModel):
    """data/confidential.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    types: tuple[str, ...]
    logs: frozenset[str]
    covers: frozenset[str]
    from_: tuple[str, ...]
    to: tuple[str, ...]
    subject: tuple[str, ...]
    helpers: tuple[str, ...]
    offices: frozenset[str]
    greetings: tuple[str, ...]
    greeted_not: frozenset[str]
    to_helper: tuple[str, ...]


@cache
def _words() -> ConfidentialFile:
    return load_shipped(DATA / "confidential.yaml", ConfidentialFile)


class Confidence(Enum):
    """Whether a paper is private."""

    PRIVATE = "private"
    PERHAPS = "perhaps"
    NONE = "none"


class _Party(Enum):
    CLIENT = "client"
    HELPER = "helper"
    OFFICE = "office"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Parties:
    """Who may write to whom in a case."""

    client: str
    given: Given
    firms: frozenset[str]  # of the case, squashed


def parties_of(client: str, given: Given, documents: Sequence[Document]) -> Parties:
    firms = {squash(str(f.value)) for doc in documents for f in doc.facts if f.kind in _FIRMS}
    return Parties(client, given, frozenset(firm for firm in firms if len(firm) >= _NAMED))


def confidence_of(
    document: Document, sheets: Sequence[Sheet], parties: Parties, knowledge: Knowledge
) -> Confidence:
    """Whether a paper is the client's to the helper, or the helper's to the client; or a cover to her."""
    first = sheets[0]
    if document.type in _words().covers and first.legible:
        return _of_cover(first.look, parties, knowledge)
    if document.type not in _words().types or not first.legible:
        return Confidence.NONE
    mail = _mail(first.look)
    if mail is not None:
        return _of_mail(_party(mail[0], parties, knowledge), _party(mail[1], parties, knowledge))
    if len(sheets) > 1:
        return Confidence.NONE
    return _of_note(document, first, parties, knowledge)


# ---------------------------------------------------------------- mails


def _mail(look: Look) -> tuple[str, str] | None:
    """Who wrote and to whom, where a page has a mail's head."""
    words = _words()
    found: dict[str, str] = {}
    for line in look.lines[:_HEAD]:
        label, colon, rest = line.text.partition(":")
        for key, labels in (("from", words.from_), ("to", words.to), ("subject", words.subject)):
            if colon and label.strip().lower() in labels:
                found.setdefault(key, rest.strip())
    sender, receiver = found.get("from", ""), found.get("to", "")
    is_mail = "subject" in found or "@" in sender + receiver
    return (sender, receiver) if sender and receiver and is_mail else None


def _of_cover(look: Look, parties: Parties, knowledge: Knowledge) -> Confidence:
    """Of a fax to who helps: with a greeting it is between the two, else it may tell when something came."""
    found = [line.text.partition(":") for line in look.lines[:_HEAD]]
    to = [rest for label, colon, rest in found if colon and label.strip().lower() in _words().to]
    if not any(_helps(text, parties, knowledge) for text in to):
        return Confidence.NONE
    greets = any(
        re.match(rf"{re.escape(greeting)}\b", fold(line.text).strip())
        for line in look.lines
        for greeting in _words().greetings
    )
    return Confidence.PRIVATE if greets else Confidence.PERHAPS


def _helps(text: str, parties: Parties, knowledge: Knowledge) -> bool:
    """Whether a name is that of who helps, as it was given or by what such people call themselves."""
    if _party(text, parties, knowledge) is _Party.HELPER:
        return True
    return any(re.search(rf"\b{re.escape(word)}\b", fold(text)) for word in _words().helpers)


def _of_mail(writer: _Party, reader: _Party) -> Confidence:
    if {writer, reader} == {_Party.CLIENT, _Party.HELPER} or (writer, reader) == (
        _Party.CLIENT,
        _Party.UNKNOWN,
    ):
        return Confidence.PRIVATE
    known = {writer, reader} & {_Party.CLIENT, _Party.HELPER}
    return Confidence.PERHAPS if known and _Party.OFFICE not in (writer, reader) else Confidence.NONE


def _party(text: str, parties: Parties, knowledge: Knowledge) -> _Party:
    """Who a name with an address is. `Ann Reed <ann@example.org>`"""
    name = re.sub(r"<.*|\S*@\S*", "", text).strip(" \"'")
    if _is_helper(text, name, parties.given, knowledge):
        return _Party.HELPER
    if _is_client(text, name, parties.client, knowledge):
        return _Party.CLIENT
    return _Party.OFFICE if _is_office(text, parties) else _Party.UNKNOWN


def _is_helper(text: str, name: str, given: Given, knowledge: Knowledge) -> bool:
    sender, squashed = given.sender, squash(text)
    named = sender.name is not None and compare_names(name, sender.name, knowledge.names) is Likeness.SAME
    mailed = sender.email is not None and sender.email.lower() in text.lower()
    house = squash(sender.organisation or "")
    return named or mailed or (len(house) >= _NAMED and house in squashed)


def _is_client(text: str, name: str, client: str, knowledge: Knowledge) -> bool:
    own = parse_name(client, knowledge.names)
    if compare_names(name, client, knowledge.names) in (Likeness.SAME, Likeness.MAYBE) or own is None:
        return own is not None
    local = squash(re.sub(r"@.*", "", text.rpartition("<")[2]))
    return "@" in text and not parse_name(name, knowledge.names) and squash(own.last) in local


def _is_office(text: str, parties: Parties) -> bool:
    """Whether a name or an address is that of an office, a practice, an insurer."""
    parts = [part for part in re.split(r"[^a-z0-9-]+", fold(text)) if part]
    if _words().offices.intersection(parts):
        return True
    long = [squash(part) for part in parts if len(part) >= _NAMED]
    return any(part in firm or firm in part for part in long for firm in parties.firms)


# ---------------------------------------------------------------- notes


def _of_note(document: Document, sheet: Sheet, parties: Parties, knowledge: Knowledge) -> Confidence:
    look = sheet.look
    if len(sheet.page.words) > _LONG or _is_formal(sheet, knowledge):
        return Confidence.NONE
    text = "\n".join(fold(line.text) for line in look.lines)
    signs = (
        any(look.find(squash_phrase(phrase)) >= 0 for phrase in _words().to_helper),
        _greets(look),
        _is_signed(look, parties.client, knowledge),
        len(_I.findall(text)) >= _PERSONAL,
    )
    if signs[0] and (signs[1] or signs[2]):
        return Confidence.PRIVATE
    log = document.type in _words().logs
    return Confidence.PERHAPS if sum(signs) > 1 and not log else Confidence.NONE


def _is_formal(sheet: Sheet, knowledge: Knowledge) -> bool:
    """Whether a paper is made for others: with a title, an address, or "Dear …"."""
    if sheet.scores.opening.any() or any(_ADDRESS.search(line.text) for line in sheet.look.lines):
        return True
    known = {squash_phrase(greeting) for greeting in _words().greetings}
    formal = knowledge.wordings.salutations - known
    begun = (sheet.look.squashed[part.start :] for part in sheet.look.segments)
    return any(rest.startswith(word) for rest in begun for word in formal)


def _greets(look: Look) -> bool:
    """Whether one of the first lines greets somebody, who is no doctor and no office."""
    for line in look.lines[:_TOP]:
        said = fold(line.text).strip()
        for greeting in _words().greetings:
            if re.match(rf"{re.escape(greeting)}\b", said):
                return _words().greeted_not.isdisjoint(re.findall(r"[a-z]+", said))
    return False


def _is_signed(look: Look, client: str, knowledge: Knowledge) -> bool:
    """Whether the client's first name stands alone in one of the last lines."""
    name = parse_name(client, knowledge.names)
    return name is not None and any(name.first in said for said in _signatures(look))


def _signatures(look: Look) -> Iterator[list[str]]:
    for line in look.lines[-_END:]:
        words = re.findall(r"[a-z']+", fold(line.text))
        if 0 < len(words) <= _SIGNATURE:
            yield words
