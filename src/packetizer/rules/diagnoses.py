"""Which diagnoses papers put first: what the care is for, beside what else the patient has."""

from __future__ import annotations

from collections.abc import Iterable

from packetizer.model import Document, Fact
from packetizer.trust import READ

_KIND = "code.icd10"


def main_diagnoses(papers: Iterable[Document]) -> tuple[str, ...] | None:
    """The codes that clearly stand first on a paper; None where no paper prints any.

    The first-listed code is the one chiefly responsible for the care; a code that is only ever named after
    another may be a condition beside it.
    """
    coded = [found for paper in papers if (found := [f for f in paper.facts if f.kind == _KIND])]
    if not coded:
        return None
    firsts = (_first(facts) for facts in coded)
    return tuple(dict.fromkeys(str(fact.value) for fact in firsts if fact.confidence >= READ))


def _first(facts: list[Fact]) -> Fact:
    """The leftmost of the highest row on the earliest page."""
    top = min(facts, key=lambda fact: (fact.page.source, fact.page.number, fact.box.y0))
    row = [fact for fact in facts if fact.page == top.page and fact.box.y0 < (top.box.y0 + top.box.y1) / 2]
    return min(row, key=lambda fact: fact.box.x0)
