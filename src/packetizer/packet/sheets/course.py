"""The course of treatment as its own records tell it: each day's drug and dose, where a page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from packetizer.model import Fact
from packetizer.packet.bundle import Exhibit
from packetizer.packet.sheets.matter import Matter
from packetizer.packet.sheets.wording import wording
from packetizer.understanding.page.text import fold, line_words


@dataclass(frozen=True, slots=True)
class Treatment:
    on: date
    drug: str  # "" where the record does not name it clearly
    doses: tuple[str, ...]  # of that drug, as printed
    page: int  # packet page
    letter: str


def course(matter: Matter) -> tuple[Treatment, ...]:
    """A treatment for each day of which the packet has a record; one of vital signs is of the same."""
    records = (e for e in matter.plan.exhibits if e.document.type in wording().treated_in)
    made: dict[date, list[Treatment]] = {}
    for exhibit in records:
        if (day := exhibit.document.date) is not None:
            made.setdefault(day, []).append(_treatment(matter, exhibit, day))
    return tuple(_as_one(made[day]) for day in sorted(made))


def _as_one(same: Sequence[Treatment]) -> Treatment:
    """What the records of one day tell together: that which names the drug leads."""
    first, *others = sorted(same, key=lambda one: (not one.drug, not one.doses, one.page))
    doses = [dose for one in (first, *others) if one.drug in ("", first.drug) for dose in one.doses]
    return replace(first, doses=tuple(dict.fromkeys(doses)))


def _treatment(matter: Matter, exhibit: Exhibit, day: date) -> Treatment:
    facts = [
        fact for fact in matter.clear("treatment.drug", "treatment.dose") if fact in exhibit.document.facts
    ]
    drugs = [fact for fact in facts if fact.kind == "treatment.drug"]
    names = {str(fact.value) for fact in drugs}
    about = matter.told(matter.case.info.treatment)
    drug = about if about in names else next(iter(names)) if len(names) == 1 else ""
    called = {fold(drug), *(fold(fact.text) for fact in drugs if str(fact.value) == drug)} if drug else set()
    others = _of_others(facts, drug)
    doses = (
        fact
        for fact in facts
        if fact.kind == "treatment.dose" and fact not in others and _of(fact, called, matter)
    )
    return Treatment(
        day, drug, tuple(dict.fromkeys(str(fact.value) for fact in doses)), exhibit.first_page, exhibit.letter
    )


def _of(dose: Fact, called: set[str], matter: Matter) -> bool:
    """Whether the dose is of the drug that is called so: its name stands on the dose's own line.

    A record names other drugs, too, with doses of their own. The total that its form asks for is of what it
    is the record of.
    """
    page = matter.read.get(dose.page)
    line = fold(" ".join(word.text for word in line_words(page, dose.box))) if page is not None else ""
    total = any(words in line for words in wording().dose_totals)
    return bool(called) and (total or any(name in line for name in called))


def _of_others(facts: Sequence[Fact], drug: str) -> list[Fact]:
    """The doses behind another drug's name: the second of `ketamine 60 mg over 4 hours. Midazolam 2 mg IV`.

    Only on a line that begins with a drug: `2 mg midazolam, 60 mg ketamine` names each behind its dose.
    """
    found = []
    for dose in (fact for fact in facts if fact.kind == "treatment.dose"):
        line = sorted((one for one in facts if _level(one, dose)), key=lambda one: one.box.x0)
        named = [one for one in line if one.kind == "treatment.drug" and one.box.x0 < dose.box.x0]
        if named and line[0].kind == "treatment.drug" and str(named[-1].value) != drug:
            found.append(dose)
    return found


def _level(one: Fact, other: Fact) -> bool:
    middle = (other.box.y0 + other.box.y1) / 2
    return one.page == other.page and one.box.y0 <= middle <= one.box.y1
