"""What the decision is about, as the papers name it: the treatment, its days, the insurer's own numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from packetizer.model import Content, DateRange
from packetizer.packet.sheets.matter import Matter
from packetizer.packet.sheets.printed import days, short_date, together
from packetizer.packet.sheets.wording import wording
from packetizer.understanding.case.askedfor import ASKED_FOR
from packetizer.understanding.case.ownnumbers import OWN_NUMBER

_FEW = 4  # days or periods that are told one by one, and numbers


def treatments(matter: Matter) -> tuple[str, ...]:
    """What was denied: the drug or the service, and another drug that the decision names, too, where records
    show that it was given on the denied days."""
    known = matter.case.info.treatment
    told = matter.told(known)
    if told is None:
        return _in_words(matter)
    others = (name for name in _decided(matter) if name in _given(matter))
    return tuple(dict.fromkeys([told, *others])) if known.inferred else (told,)


def treatment(matter: Matter) -> str:
    """The same within a sentence; empty where no page says it clearly."""
    return together(treatments(matter))


def _in_words(matter: Matter) -> tuple[str, ...]:
    """As a field of the decision prints it, where it was read clearly."""
    known = matter.case.info.treatment
    if known.value is None or known.facts:
        return ()
    asked = {said.words for said in _said(ASKED_FOR, matter)}
    return (known.value,) if known.value in asked else ()


def _decided(matter: Matter) -> list[str]:
    """Drugs that the decision names."""
    theirs = {fact.id for exhibit in matter.decisions[:1] for fact in exhibit.document.facts}
    return [str(fact.value) for fact in matter.clear("treatment.drug") if fact.id in theirs]


def _given(matter: Matter) -> set[str]:
    """Drugs of the records of treatment that are dated on days of service at issue."""
    records = (e for e in matter.plan.exhibits if e.document.type in wording().treated_in)
    theirs = {f.id for e in records if e.document.date in matter.service_days for f in e.document.facts}
    return {str(fact.value) for fact in matter.clear("treatment.drug") if fact.id in theirs}


# ---------------------------------------------------------------- days


def served(matter: Matter) -> tuple[str, str]:
    """What the days at issue are (of care given, or only asked for) and which; empty where none is told."""
    found = matter.service_days
    if not found:
        return "", ""
    if _planned(matter):
        return "Dates asked for", days(found, few=1) if len(found) == 1 else _span(found[0], found[-1])
    told = list(_periods(matter))
    if len(told) > _FEW:
        return "Dates of service", days(found)
    return ("Date of service" if len(found) == 1 else "Dates of service"), "; ".join(told)


def _planned(matter: Matter) -> bool:
    """Whether all of them lie behind the decision: it refused what was still to come."""
    decided = next((e.document.date for e in matter.decisions if e.document.date), None)
    return decided is not None and matter.service_days[0] > decided


def _periods(matter: Matter) -> Iterator[str]:
    """Each day, or a stay from its first day to its last."""
    stays = [fact.value for fact in matter.clear("date.service") if isinstance(fact.value, DateRange)]
    ends = {stay.first: stay.last for stay in stays if stay.last in matter.service_days}
    past: date | None = None
    for day in matter.service_days:
        if past is not None and day <= past:
            continue
        past = ends.get(day)
        yield short_date(day) if past is None or past == day else _span(day, past)


def _span(first: date, last: date) -> str:
    return f"{short_date(first)} to {short_date(last)}"


# ---------------------------------------------------------------- the insurer's numbers


def references(matter: Matter) -> tuple[Content, ...]:
    """The numbers under which the insurer keeps the case, with the labels that its decisions print."""
    found: dict[str, Content] = {}
    others = {str(f.value) for f in matter.facts.values() if f.kind.startswith("id.")}
    others -= {str(f.value) for f in matter.clear("id.authorization")}
    for number in _said(OWN_NUMBER, matter):
        plain = number.words.replace(" ", "")  # as facts have it
        if plain not in others:
            found.setdefault(plain, number)
    return tuple(found.values())[:_FEW]


def _said(what: str, matter: Matter) -> Iterator[Content]:
    """What the decisions of the packet say of something, in its order."""
    notices = [e for e in matter.decisions if e.document.type in wording().newest_first]
    for exhibit in notices:
        for said in matter.case.contents:
            if said.id == what and said.document == exhibit.document.id and said.page in exhibit.pages:
                yield said
