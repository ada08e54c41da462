"""A paper's line in the index, from its type and facts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from packetizer.model import DateRange, Document, Fact, FactValue, Page
from packetizer.understanding.facts.names.organisations import names_organisation
from packetizer.understanding.lore.entries import Drugs
from packetizer.understanding.lore.knowledge import DocumentType, Knowledge
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.page.text import fold

_LONGEST = 90  # characters of a title; the packet sets long ones on two lines
_MORE = 10  # to tell it from another
_READABLE = 0.5
_DRUG, _PROVIDER = "treatment.drug", "name.provider"
_TOP = 0.25  # of a page: its head
_WORDS_IN_CAPITALS = 2
_SPOKEN = re.compile(r"(?=.+[AEIOUY])[A-Z'’-]{4,}[,.]?")


def paper_title(
    kind: DocumentType,
    facts: Sequence[Fact],
    insurer: str | None,
    knowledge: Knowledge,
    entries: str = "",
    head: str = "",
) -> str:
    """The type's title and what tells this paper from others of its kind: "Denial letter – Aetna".

    `entries`: the days of a log's entries. `head`: the words at the top of its first page.
    """
    told = _told(as_headed(kind, head), facts, insurer, knowledge)
    if entries:
        told += f"{', ' if ' – ' in told else ' – '}{entries}"
    return told


def titled_apart(
    documents: Sequence[Document], by_hand: Collection[str], knowledge: Knowledge
) -> list[Document]:
    """With what tells several papers of one title apart. `by_hand`: the papers that a person gave theirs."""
    alike: dict[tuple[str, str], list[Document]] = {}
    for document in documents:
        if knowledge.types[document.type].title_apart and document.id not in by_hand:
            alike.setdefault((document.type, document.title), []).append(document)
    told = {
        document.id: title
        for (type_, _), group in alike.items()
        for document, title in _apart(group, knowledge.types[type_].title_apart)
    }
    return [replace(document, title=told.get(document.id, document.title)) for document in documents]


def _apart(group: Sequence[Document], parts: Sequence[str]) -> Iterator[tuple[Document, str]]:
    """Titles of which no two are the same; nothing where no kind of fact makes them so."""
    for part in parts if len(group) > 1 else ():
        added = [_own(part, document.facts) for document in group]
        if all(added) and len(set(added)) == len(added):
            for document, more in zip(group, added, strict=True):
                yield document, f"{_short(document.title, _LONGEST + _MORE - len(more))}{more}"
            return


def _own(part: str, facts: Sequence[Fact]) -> str:
    """The one or two values of a kind that a paper bears, in words; nothing where it bears more."""
    found = [fact.value for fact in facts if fact.kind == part and fact.confidence >= _READABLE]
    values = sorted({_in_digits(value) for value in found}, key=lambda words: (words[-4:], words))
    if not 0 < len(values) <= _MOST_OWN:
        return ""
    first, last = values[0], values[-1]
    if isinstance(found[0], date) and first[-5:] == last[-5:] and len(values) > 1:
        first = first[:-5]  # 01/06 and 01/09/2026
    called, ending = _CALLED.get(part, ""), "s" if len(values) > 1 else ""
    return f", {called}{ending} {' and '.join(dict.fromkeys((first, last)))}"


_MOST_OWN = 2
_CALLED = {"date.service": "service", "id.claim": "claim"}


def _in_digits(value: FactValue) -> str:
    if isinstance(value, DateRange):
        return f"{value.first:%m/%d/%Y}–{value.last:%m/%d/%Y}"
    return f"{value:%m/%d/%Y}" if isinstance(value, date) else str(value)


def as_headed(kind: DocumentType, head: str) -> DocumentType:
    """The type under the name that the paper's own head gives it: a savings account's statement, for one."""
    form = next((form for form in kind.forms if form.fits(head)), None)
    return kind if form is None else kind.model_copy(update=form.changes)


def head_of(page: Page) -> str:
    """The words at the top of a page."""
    return " ".join(fold(word.text) for word in page.words if word.box.y0 < _TOP)


def several_named(kind: DocumentType, facts: Sequence[Fact]) -> bool:
    """Whether a paper would be titled by one of several that it names."""
    first = next(iter(kind.title_with), "")
    return first.startswith("name.") and len({str(f.value) for f in facts if f.kind == first}) > 1


def _told(kind: DocumentType, facts: Sequence[Fact], insurer: str | None, knowledge: Knowledge) -> str:
    for part in kind.title_with:
        if part == "score":
            named = _score_title(facts, knowledge)
            if named:
                return named
            continue
        if part == "practice":
            ours = [f for f in facts if f.kind == _PROVIDER and is_practice(f, knowledge.lexicon)]
            added = _added(_PROVIDER, ours, knowledge.lexicon.drugs)
        else:
            added = insurer if part == "insurer" else _added(part, facts, knowledge.lexicon.drugs)
        if added:
            return _short(f"{kind.title}{kind.title_joint}{_in_small(added)}")
    return kind.title


def _added(part: str, facts: Sequence[Fact], drugs: Drugs) -> str | None:
    found = [fact for fact in facts if fact.kind == part and fact.confidence >= _READABLE]
    if not found:
        return None
    best = max(found, key=lambda fact: fact.confidence)
    if part == _DRUG:
        return str(max(found, key=lambda fact: (*_weight(fact, facts, drugs), fact.confidence)).value)
    if part.startswith("name."):
        return _most_named(found)
    if isinstance(best.value, date):
        return f"service of {best.value:%m/%d/%Y}"
    if isinstance(best.value, DateRange):
        return f"services {best.value.first:%m/%d/%Y} to {best.value.last:%m/%d/%Y}"
    if part.startswith("amount."):
        return f"${best.value:,.2f}" if best.currency == "USD" else f"{best.value:,.2f} {best.currency}"
    return str(best.value)


def _weight(drug: Fact, facts: Sequence[Fact], drugs: Drugs) -> tuple[bool, bool, bool]:
    """What tells the drug that a record is of: such cases are about it, it is dosed by weight or by the hour,
    and it is none that is given beside: against sickness, for sleep."""
    treats = any(one.generic == drug.value and one.role == "treatment" for one in drugs.drugs)
    infused = any(
        fact.kind == "treatment.dose" and "/" in str(fact.value) and _in_line(fact, drug) for fact in facts
    )
    return treats, infused, drug.value not in drugs.premedication


def _in_line(one: Fact, other: Fact) -> bool:
    return one.page == other.page and min(one.box.y1, other.box.y1) > max(one.box.y0, other.box.y0)


def _most_named(found: Sequence[Fact]) -> str:
    """Who stands on most of its pages: who wrote it signs it, too; who referred is named once."""
    said: dict[str, float] = {}
    for fact in found:
        said[str(fact.value)] = said.get(str(fact.value), 0.0) + fact.confidence
    return max(said, key=lambda name: said[name])


def _score_title(facts: Sequence[Fact], knowledge: Knowledge) -> str | None:
    found = [fact for fact in facts if fact.kind.startswith("score.") and fact.confidence >= _READABLE]
    if not found:
        return None
    best = max(found, key=lambda fact: fact.confidence)
    scale = next((scale for scale in knowledge.lexicon.scales if scale.kind == best.kind), None)
    name = scale.title if scale else best.kind.partition(".")[2].upper()
    if (
        scale is not None
        and scale.where
        and len({fact.value for fact in found if fact.kind == best.kind}) > 1
    ):
        return f"{name} score sheet"  # several pains: the worst, the least, those of several days
    return f"{name} score sheet ({best.value})"


def is_practice(fact: Fact, lexicon: Lexicon) -> bool:
    return names_organisation(str(fact.value), lexicon)


def _in_small(name: str) -> str:
    """A name printed in capitals only, as a name: `MOCK STREET CLINIC`, but for what looks like initials."""
    if not name.isupper() or len(name.split()) < _WORDS_IN_CAPITALS:
        return name
    return " ".join(word.capitalize() if _SPOKEN.fullmatch(word) else word for word in name.split())


def _short(text: str, longest: int = _LONGEST) -> str:
    if len(text) <= longest:
        return text
    return text[: longest + 1].rsplit(" ", 1)[0].rstrip(" ,.-") + " …"
