"""Where the appeal goes: what the denial letter prints leads, and the rule file is shown beside it."""

from __future__ import annotations

from collections.abc import Sequence

from packetizer.model import Citation, Fact, Recipient
from packetizer.rules.clocks import notices
from packetizer.rules.library import LoadedFile
from packetizer.rules.schema import Route
from packetizer.rules.situation import SURE, Situation


def recipient(case: Situation, routes: Sequence[tuple[LoadedFile, Route]], insurer: str) -> Recipient | None:
    """The recipient of the appeal; None where neither the letter nor a rule file says anything.

    `routes`: those of the rule files, the insurer's own first. `insurer`: its printed name, "" if unknown.
    """
    address, fax, phone = (_printed(case, f"plan.appeal_{what}") for what in ("address", "fax", "phone"))
    file, route = routes[0] if routes else (None, None)
    citation = file.citation(route.cites) if file and route else None
    if address or fax:
        lines = tuple(line.strip(" ,") for line in address.text.splitlines()) if address else ()
        name = route.name if route else insurer
        basis = f"Printed in the denial letter.{_beside(route, citation)}"
        return Recipient(name, lines, _value(fax), _value(phone), basis)
    if file is None or route is None:
        return (
            Recipient(insurer, phone=_value(phone), basis="Printed in the denial letter.") if phone else None
        )
    basis = f"From the rule file {file.name}; no appeal address was surely read on the letter: compare them."
    return Recipient(route.name, route.address, route.fax, _value(phone) or route.phone, basis, citation)


def _printed(case: Situation, kind: str) -> Fact | None:
    """The surest fact of a kind on the papers that deny; a doubtful one could send papers to a stranger."""
    facts = [fact for paper in notices(case) for fact in paper.facts if fact.kind == kind]
    sure = [fact for fact in facts if fact.confidence >= SURE]
    return max(sure, key=lambda fact: fact.confidence, default=None)


def _value(fact: Fact | None) -> str | None:
    return None if fact is None else str(fact.value)


def _beside(route: Route | None, citation: Citation | None) -> str:
    if route is None or not (route.address or route.fax):
        return ""
    known = ", ".join([*route.address, *([f"fax {route.fax}"] if route.fax else [])])
    return f" The rule file has: {known} ({citation.standing if citation else 'unsourced'} source)."
