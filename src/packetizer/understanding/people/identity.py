"""Who the client is, and whether each paper is about her or him.

Holding back somebody's own paper harms the appeal nearly as much as sending a stranger's, so a paper counts
as another person's only where it shows another person: a name that cannot be the client's, or the same name
with another birth date. What a misread letter, a nickname or a married name may explain is a question for a
person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from math import prod

from packetizer.model import Document, Fact, Given, Known
from packetizer.understanding.facts.money.payees import OF_OTHERS
from packetizer.understanding.facts.names.sameperson import (
    Likeness,
    compare_names,
    most_common_name,
    parse_name,
)
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.entries import TypeRole
from packetizer.understanding.lore.knowledge import OTHER, DocumentType, Knowledge, NameLore
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.page.look import Look, squash
from packetizer.understanding.page.text import fold
from packetizer.understanding.people.dealings import Dealings, dealings_of
from packetizer.understanding.people.standing import (
    Standing,
    is_of_animals,
    is_of_care,
    is_of_others,
    is_paid_for,
    prints_prices,
    speaks_of_services,
    standing_of,
)
from packetizer.understanding.people.strangers import bears, patients_but, payers_but

_READABLE = 0.5  # facts read with less prove nobody
_CERTAIN = 0.75  # a stranger's name must be this sure to hold a paper back
_CERTAIN_BIRTH = 0.75
_MATTERS = (FactKind.ID_CLAIM, FactKind.ID_AUTHORIZATION)
_GIVEN = (FactKind.TREATMENT_DRUG, FactKind.CODE_PROCEDURE, FactKind.CODE_ICD10, FactKind.CODE_NDC)
_OF_CARE = (
    *(FactKind.NAME_PROVIDER, FactKind.ID_MEMBER, FactKind.ID_CLAIM),
    *_GIVEN,
)  # what a paper about care bears
_LABELLED = 0.8  # a patient's name read so well was labelled as one
# How likely somebody is the patient of a paper that bears nothing of the client's, to hold it, and to ask
_SUSPECTED, _QUESTIONED = 0.3, 0.15
_DIGITS_OFF = 2  # birth dates that differ in so many digits are two dates, not one misread


class Whose(Enum):
    """Whose a paper is."""

    CLIENT = "client"
    OTHER = "other"
    DOUBT = "doubt"
    UNSAID = "unsaid"  # it names nobody


@dataclass(frozen=True, slots=True)
class Client:
    """The person the appeal is for, as far as known."""

    name: Known[str] = field(default_factory=Known)
    dob: Known[date] = field(default_factory=Known)
    member_id: Known[str] = field(default_factory=Known)
    matters: frozenset[str] = (
        frozenset()
    )  # numbers of claims and authorizations on papers that name the client
    dealings: Dealings = field(default_factory=Dealings)  # as those papers tell of them


def find_client(documents: Sequence[Document], given: Given, knowledge: Knowledge) -> Client:
    """The client: given by a person, else the one that most papers are about."""
    personal = [document for document in documents if knowledge.types[document.type].personal]
    name = _client_name(personal, given, knowledge)
    own = [document for document in personal if _names_client(document, name.value, knowledge.names)]
    named = [document for document in own if facts_of(document, FactKind.NAME_PATIENT)]
    bearing = [document for document in named if _births(document)] or own
    return Client(
        name=name,
        dob=Known(given.client_dob) if given.client_dob else _most_common_date(bearing),
        member_id=Known(given.member_id) if given.member_id else most_common(own, FactKind.ID_MEMBER),
        matters=_matters(named, given),
        dealings=dealings_of(named, knowledge.lexicon),
    )


def _matters(named: Sequence[Document], given: Given) -> frozenset[str]:
    read = [str(fact.value) for document in named for kind in _MATTERS for fact in facts_of(document, kind)]
    return frozenset(squash(number) for number in (*read, *given.claims))


def _client_name(documents: Sequence[Document], given: Given, knowledge: Knowledge) -> Known[str]:
    if given.client_name:
        return Known(given.client_name)
    votes: list[tuple[str, float]] = []
    facts: list[Fact] = []
    for document in documents:
        named = facts_of(document, FactKind.NAME_PATIENT)
        weight = 2.0 if knowledge.types[document.type].denies else 1.0
        for fact in named:
            votes.append((str(fact.value), weight * fact.confidence / len(named)))
            facts.append(fact)
    found = most_common_name(votes, knowledge.names)
    if found is None:
        return Known()
    spelling, voters = found
    return Known(spelling, inferred=True, facts=tuple(facts[voter].id for voter in voters))


def _names_client(document: Document, client: str | None, lore: NameLore) -> bool:
    if client is None:
        return True
    names = [str(fact.value) for fact in facts_of(document, FactKind.NAME_PATIENT)]
    return not names or any(compare_names(name, client, lore) is Likeness.SAME for name in names)


def facts_of(document: Document, kind: str) -> list[Fact]:
    """The document's readable facts of a kind."""
    return [fact for fact in document.facts if fact.kind == kind and fact.confidence >= _READABLE]


def most_common(documents: Sequence[Document], kind: str) -> Known[str]:
    """The value that most documents bear, each counted once."""
    votes: dict[str, float] = {}
    facts: dict[str, list[str]] = {}
    for document in documents:
        values = {str(fact.value): fact for fact in reversed(facts_of(document, kind))}
        for value, fact in values.items():
            votes[value] = votes.get(value, 0.0) + fact.confidence
            facts.setdefault(value, []).append(fact.id)
    if not votes:
        return Known()
    best = min(votes, key=lambda value: (-votes[value], value))
    return Known(best, inferred=True, facts=tuple(facts[best]))


def _most_common_date(documents: Sequence[Document]) -> Known[date]:
    days = [
        replace(document, facts=tuple(fact for fact in document.facts if isinstance(fact.value, date)))
        for document in documents
    ]
    found = most_common(days, FactKind.DATE_BIRTH)
    if found.value is None or _is_rivalled(found.value, days):
        return Known()
    return Known(date.fromisoformat(found.value), inferred=True, facts=found.facts)


def _is_rivalled(born: str, documents: Sequence[Document]) -> bool:
    """Whether as many papers bear another birth date as this one."""
    papers = Counter(
        value
        for document in documents
        for value in {str(fact.value) for fact in facts_of(document, FactKind.DATE_BIRTH)}
    )
    return any(times >= papers[born] for value, times in papers.items() if value != born)


def whose(
    document: Document, client: Client, given: Given, knowledge: Knowledge, looks: Sequence[Look] = ()
) -> Whose:
    """Whether a paper is the client's. `looks`: its pages, where the client may be named without a label."""
    kind = knowledge.types[document.type]
    found = _by_facts(document, client, given, knowledge, looks)
    if found is Whose.OTHER and is_of_animals(looks, knowledge.lexicon):
        return Whose.DOUBT
    if found is Whose.OTHER and _lists_client(document, client, looks, knowledge):
        return Whose.CLIENT
    if found is Whose.OTHER and _names_payers(document, client, looks, knowledge):
        return _of_a_payer(document, client, looks, knowledge)
    if kind.nameless and found is Whose.OTHER and not _names_a_patient(document, knowledge.lexicon):
        found = Whose.DOUBT
    doubtful = found in (Whose.DOUBT, Whose.UNSAID) and kind.personal
    if not doubtful or client.name.value is None or not looks:
        return found
    if _bears(document, client, looks, knowledge):
        return found
    born, births = client.dob.value, _births(document)
    if found is Whose.DOUBT and born is not None and births and all(_other_day(day, born) for day in births):
        return Whose.OTHER
    if _paid_by_a_stranger(document, client, looks, knowledge):
        return Whose.OTHER
    suspects = patients_but(client.name.value, document, looks, knowledge)
    return _by_suspicion(found, suspects, nameless=kind.nameless or _of_no_care(document, kind))


def _bears(document: Document, client: Client, looks: Sequence[Look], knowledge: Knowledge) -> bool:
    numbers = client.matters | {squash(client.member_id.value or "")}
    return bears(document, client.name.value or "", client.dob.value, numbers, looks, knowledge)


_STEM, _SUFFIX = 7, 3  # characters of a family's number, and at most of what tells its members apart


def _lists_client(document: Document, client: Client, looks: Sequence[Look], knowledge: Knowledge) -> bool:
    """Whether a card under a subscriber's name is the client's too, a dependant's.

    It has the client's given name, and the number without what tells the family's members apart.
    """
    role, own = knowledge.lexicon.role(document.type), squash(client.member_id.value or "")
    name = parse_name(client.name.value or "", knowledge.names)
    of_family = knowledge.types[document.type].household and role.by_insurer and role.charges is None
    if not of_family or name is None or _births(document):
        return False
    numbers = [squash(str(fact.value)) for fact in facts_of(document, FactKind.ID_MEMBER)]
    shared = any(
        len(one) >= _STEM and own.startswith(one) and len(own) - len(one) <= _SUFFIX for one in numbers
    )
    given = re.compile(rf"(?<![a-z]){re.escape(fold(name.first))}(?![a-z])")  # "03NOEMI"
    return shared and any(given.search(fold(line.text)) for look in looks for line in look.lines)


def _names_payers(document: Document, client: Client, looks: Sequence[Look], knowledge: Knowledge) -> bool:
    """Whether the others whom a paper names are named as who pays or whose account it is, and no more.

    A bank's statement and a check name whose they are without a label; so does what a household buys.
    """
    lexicon, kind = knowledge.lexicon, knowledge.types[document.type]
    names = {str(fact.value) for fact in facts_of(document, FactKind.NAME_PATIENT)}
    if not looks or not names or _births(document) or kind.clinical or kind.denies:
        return False
    if any(is_paid_for(name, looks, lexicon) for name in names):
        return False
    role = lexicon.role(document.type)
    by_label = {standing_of(name, looks, lexicon) for name in names} == {Standing.PAYER}
    if role.pays == "proof" or (by_label and (role.pays or role.charges is not None)):
        return True
    if role.pays == "receipt" and _pays_a_charge(document, client, looks, knowledge):
        return True
    of_care = _is_about_care(document, looks, lexicon) or is_of_care(looks, lexicon)
    bought = prints_prices(looks) and not of_care
    return bought and (document.type == OTHER or (role.pays == "bill" and is_of_others(looks, lexicon)))


def _pays_a_charge(document: Document, client: Client, looks: Sequence[Look], knowledge: Knowledge) -> bool:
    """Whether a receipt pays what the client owed on the day: to who treats the client, or by the family.

    A till's head shortens the practice's name.
    """
    dealings = client.dealings
    by_family = _of_family(document, client, knowledge.names)
    paid = by_family and dealings.know_day(document) and dealings.know_sum(document, looks)
    return paid or dealings.know_payment(document, looks)


def _of_a_payer(document: Document, client: Client, looks: Sequence[Look], knowledge: Knowledge) -> Whose:
    """What to think of a paper that names another as its payer.

    Who pays is not who was treated. One for care is another's where no paper of the client's knows of that
    care; of what pays who treats the client, or a charge of the client's, a person must judge.
    """
    if not _is_about_care(document, looks, knowledge.lexicon):
        return Whose.DOUBT
    dealings = client.dealings
    known = dealings.know_booking(document, looks) or dealings.know_payee(document, looks)
    if known:
        return Whose.OTHER if dealings.of_other_days(document) else Whose.DOUBT
    if not _of_family(document, client, knowledge.names) and not _bears(document, client, looks, knowledge):
        return Whose.OTHER
    of_account = knowledge.lexicon.role(document.type).pays == "proof"
    if of_account and not speaks_of_services(looks, knowledge.lexicon):
        return Whose.DOUBT
    return Whose.DOUBT if dealings.know_sum(document, looks) or dealings.know_day(document) else Whose.OTHER


def _paid_by_a_stranger(
    document: Document, client: Client, looks: Sequence[Look], knowledge: Knowledge
) -> bool:
    """Whether a receipt for care of which no paper of the client's knows says outright that another paid."""
    if knowledge.lexicon.role(document.type).pays != "receipt" or not client.dealings.providers:
        return False
    known = client.dealings.know_payee(document, looks) or client.dealings.know_booking(document, looks)
    if known or not _is_about_care(document, looks, knowledge.lexicon):
        return False
    return bool(payers_but(client.name.value or "", looks, knowledge))


def _of_family(document: Document, client: Client, lore: NameLore) -> bool:
    """Whether all whom a paper names have the client's surname."""
    own = parse_name(client.name.value or "", lore)
    named = [parse_name(str(fact.value), lore) for fact in facts_of(document, FactKind.NAME_PATIENT)]
    return own is not None and all(one is not None and squash(one.last) == squash(own.last) for one in named)


def _is_about_care(document: Document, looks: Sequence[Look], lexicon: Lexicon) -> bool:
    return (
        any(facts_of(document, kind) for kind in _OF_CARE)
        or _paid_for_care(document, lexicon)
        or speaks_of_services(looks, lexicon)
    )


def _of_no_care(document: Document, kind: DocumentType) -> bool:
    """A household's paper: whoever is named on it is nobody's patient as far as it says."""
    about_care = kind.clinical or kind.household or kind.denies
    return not (about_care or _births(document) or any(facts_of(document, one) for one in _OF_CARE))


def _by_suspicion(found: Whose, suspects: Mapping[str, float], *, nameless: bool) -> Whose:
    """What to think of a paper without anything of the client's, where others are named.

    On a till's slip it is mostly a shop, a street or some goods that look like somebody.
    """
    highest = 1.0 - prod(1.0 - chance for chance in suspects.values())
    if highest >= _SUSPECTED:
        return Whose.DOUBT if nameless else Whose.OTHER
    return Whose.DOUBT if highest >= _QUESTIONED and not nameless else found


def _names_a_patient(document: Document, lexicon: Lexicon) -> bool:
    """Whether a receipt's name is a patient's: beside a birth date, or surely read on one for care.

    A shop's slip names its buyer, its driver, its clerk.
    """
    sure = max((fact.confidence for fact in facts_of(document, FactKind.NAME_PATIENT)), default=0.0)
    given = any(facts_of(document, kind) for kind in _GIVEN)
    of_care = given or any(facts_of(document, kind) for kind in _OF_CARE) or _paid_for_care(document, lexicon)
    return bool(_births(document)) or (sure >= (_CERTAIN if given else _LABELLED) and of_care)


def _paid_for_care(document: Document, lexicon: Lexicon) -> bool:
    """Whether who was paid treats, by its name: "Mood Clinic", not "Clinic Parking"."""
    for fact in facts_of(document, FactKind.NAME_MERCHANT):
        told = {hit.key for hit in lexicon.payee_phrases.all(skeleton(str(fact.value)))}
        if "care" in told and told.isdisjoint(OF_OTHERS):
            return True
    return False


def _by_facts(
    document: Document, client: Client, given: Given, knowledge: Knowledge, looks: Sequence[Look]
) -> Whose:
    kind = knowledge.types[document.type]
    if not kind.personal:
        return Whose.UNSAID
    names = [
        fact
        for fact in facts_of(document, FactKind.NAME_PATIENT)
        if parse_name(str(fact.value), knowledge.names)
        and not _is_sender(str(fact.value), given, knowledge.names)
    ]
    births = _births(document)
    if client.name.value is None or not names:
        return _by_numbers(document, births, client, clinical=kind.clinical)
    likeness = [compare_names(str(fact.value), client.name.value, knowledge.names) for fact in names]
    if set(likeness) == {
        Likeness.UNKNOWN
    }:  # the client's name was given in letters that the papers do not use
        found = _by_numbers(document, births, client, clinical=kind.clinical)
        return Whose.DOUBT if found is Whose.UNSAID else found
    if Likeness.SAME in likeness:
        return _same_name(document, births, client)
    if Likeness.MAYBE in likeness:
        return _similar_name(document, births, client)
    told = _named_patients(names, kind, knowledge.lexicon.role(document.type), looks, knowledge.lexicon)
    found = _other_name(document, names, births, client, household=kind.household and not told)
    if found is Whose.OTHER and _of_no_patient(document, names, births, kind):
        return Whose.DOUBT
    if found is Whose.OTHER and _tied(document, names, client, kind, looks, knowledge.names, told=told):
        return Whose.DOUBT
    return found


def _named_patients(
    names: Sequence[Fact], kind: DocumentType, role: TypeRole, looks: Sequence[Look], lexicon: Lexicon
) -> bool:
    """Whether a paper about somebody's care says of all whom it names that they are its patients.

    A card is of a whole family, whose dependents it may list.
    """
    of_care = kind.clinical or kind.denies or role.charges is not None
    return of_care and {standing_of(str(fact.value), looks, lexicon) for fact in names} == {Standing.PATIENT}


def _of_no_patient(document: Document, names: Sequence[Fact], births: set[date], kind: DocumentType) -> bool:
    """A pay slip, a household's letter: neither care nor coverage, and nobody is named as its patient."""
    about_care = kind.clinical or kind.household or kind.denies
    labelled = max(fact.confidence for fact in names) >= _LABELLED
    return not (about_care or labelled or births or facts_of(document, FactKind.ID_MEMBER))


def _tied(
    document: Document,
    names: Sequence[Fact],
    client: Client,
    kind: DocumentType,
    looks: Sequence[Look],
    lore: NameLore,
    *,
    told: bool,
) -> bool:
    """Whether another's name stands on a paper that has to do with the client: a person must look.

    The bill or the benefits of a child name the client as subscriber, and are the child's all the same.
    `told`: the other is named as the patient; families share their member number.
    """
    numbers = {squash(str(fact.value)) for kind_ in _MATTERS for fact in facts_of(document, kind_)}
    if numbers & client.matters:
        return True
    labelled = max(fact.confidence for fact in names) >= _LABELLED
    born, births = client.dob.value, _births(document)
    if labelled and born is not None and births and all(_other_day(day, born) for day in births):
        return False
    if kind.household and not kind.denies and labelled:
        return False
    if not told and any(
        look.find(squash(client.member_id.value)) >= 0 for look in looks if client.member_id.value
    ):
        return True
    name = parse_name(client.name.value or "", lore)
    if name is None:
        return False
    spellings = (squash(name.first) + squash(name.last), squash(name.last) + squash(name.first))
    return any(look.find(spelling) >= 0 for look in looks for spelling in spellings)


def _births(document: Document) -> set[date]:
    """Birth dates that are read well enough to tell people apart."""
    facts = facts_of(document, FactKind.DATE_BIRTH)
    return {f.value for f in facts if isinstance(f.value, date) and f.confidence >= _CERTAIN_BIRTH}


def _is_sender(name: str, given: Given, lore: NameLore) -> bool:
    sender = given.sender.name
    return sender is not None and compare_names(name, sender, lore) is Likeness.SAME


def _by_numbers(document: Document, births: set[date], client: Client, *, clinical: bool) -> Whose:
    """A record of care bears its patient's birth date and hardly anyone else's.

    Elsewhere a birth date may be the subscriber's, unless the member number is another's too.
    """
    if not births or client.dob.value is None:
        return Whose.UNSAID
    others = facts_of(document, FactKind.ID_MEMBER) and not _has_member_id(document, client)
    clinical = clinical or (client.member_id.value is not None and bool(others))
    if client.dob.value in births:
        return Whose.CLIENT
    if not all(_other_day(day, client.dob.value) for day in births):
        return Whose.UNSAID
    return Whose.OTHER if clinical else Whose.DOUBT


def _same_name(document: Document, births: set[date], client: Client) -> Whose:
    """One name, two birth dates: father and son, unless the member number is the client's too."""
    if not births or client.dob.value is None or not all(_other_day(day, client.dob.value) for day in births):
        return Whose.CLIENT
    return Whose.DOUBT if _has_member_id(document, client) else Whose.OTHER


def _similar_name(document: Document, births: set[date], client: Client) -> Whose:
    """A nickname, initials: the client's unless another birth date or member number speaks against it."""
    if client.dob.value is not None and client.dob.value in births:
        return Whose.CLIENT
    if client.dob.value is None or not births:
        numbered = bool(facts_of(document, FactKind.ID_MEMBER)) and client.member_id.value is not None
        return Whose.DOUBT if numbered and not _has_member_id(document, client) else Whose.CLIENT
    return Whose.OTHER if all(_other_day(day, client.dob.value) for day in births) else Whose.DOUBT


def _other_name(
    document: Document, names: Sequence[Fact], births: set[date], client: Client, *, household: bool
) -> Whose:
    if client.dob.value is not None and client.dob.value in births:
        return Whose.DOUBT
    if household and _has_member_id(document, client) and not births:
        return Whose.CLIENT  # the subscriber's name on the family's paper
    if max(fact.confidence for fact in names) < _CERTAIN:
        return Whose.DOUBT
    return Whose.OTHER


def _has_member_id(document: Document, client: Client) -> bool:
    if client.member_id.value is None:
        return False
    own = squash(client.member_id.value)
    return any(squash(str(fact.value)) == own for fact in facts_of(document, FactKind.ID_MEMBER))


def _other_day(one: date, other: date) -> bool:
    """Whether two dates differ by more than a misread digit."""
    pairs = zip(one.strftime("%Y%m%d"), other.strftime("%Y%m%d"), strict=True)
    return sum(a != b for a, b in pairs) >= _DIGITS_OFF and not _swapped(one, other)


def _swapped(one: date, other: date) -> bool:
    return (one.year, one.month, one.day) == (other.year, other.day, other.month)


def who_facts(document: Document) -> tuple[str, ...]:
    """Ids of what says whose a paper is: the surest name, birth date and member number, one of each value."""
    found: dict[tuple[str, str], Fact] = {}
    for kind in (FactKind.NAME_PATIENT, FactKind.DATE_BIRTH, FactKind.ID_MEMBER):
        for fact in sorted(facts_of(document, kind), key=lambda fact: -fact.confidence):
            found.setdefault((fact.kind, str(fact.value)), fact)
    return tuple(fact.id for fact in found.values())


def patient_of(document: Document, client: Client, knowledge: Knowledge) -> str | None:
    """The patient's name as the paper has it: the client's where it is among them, else the surest."""
    if not knowledge.types[document.type].personal:
        return None
    names = facts_of(document, FactKind.NAME_PATIENT)
    if not names:
        return None

    def rank(fact: Fact) -> tuple[bool, float]:
        own = client.name.value is not None and (
            compare_names(str(fact.value), client.name.value, knowledge.names) is Likeness.SAME
        )
        return own, fact.confidence

    return str(max(names, key=rank).value)
