"""A paper's line in the index, from its type and facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from packetizer.model import DateRange, Fact
from packetizer.understanding.lore.entries import Drugs
from packetizer.understanding.lore.knowledge import DocumentType, Knowledge

_LONGEST = 90  # characters of a title; the packet sets long ones on two lines
_READABLE = 0.5
_DRUG = "treatment.drug"


def paper_title(
    kind: DocumentType, facts: Sequence[Fact], insurer: str | None, knowledge: Knowledge, entries: str = ""
) -> str:
    """The type's title and what tells this paper from others of its kind: "Denial letter – Aetna".

    `entries`: the days of a log's entries.
    """
    told = _told(kind, facts, insurer, knowledge)
    if entries:
        told += f"{', ' if ' – ' in told else ' – '}{entries}"
    return told


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
        added = insurer if part == "insurer" else _added(part, facts, knowledge.lexicon.drugs)
        if added:
            return _short(f"{kind.title} – {added}")
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


def _short(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[: _LONGEST + 1].rsplit(" ", 1)[0].rstrip(" ,.-") + " …"
