"""Where the appeal goes: what the denial letter prints leads, and the rule file is shown beside it."""

from __future__ import annotations

from collections.abc import Sequence

from packetizer.model import Citation, Fact, Recipient, RouteLimits, Severity, Warning
from packetizer.rules.clocks import notices
from packetizer.rules.library import LoadedFile
from packetizer.rules.schema import Limits, Route
from packetizer.rules.situation import Situation
from packetizer.trust import READ

_FROM_LETTER = "Printed in the denial letter"


def recipient(case: Situation, routes: Sequence[tuple[LoadedFile, Route]], insurer: str) -> Recipient | None:
    """The recipient of the appeal; None where neither the letter nor a rule file says anything.

    `routes`: those of the rule files, the insurer's own first. `insurer`: the name that its rules have for
    it, "" without rules: then the letter's own name for it stands, where it gives one only.
    """
    address, fax, phone = (_printed(case, f"plan.appeal_{what}") for what in ("address", "fax", "phone"))
    file, route = routes[0] if routes else (None, None)
    citation = file.citation(route.cites) if file and route else None
    limits = _limits(route.limits) if route else None
    portal = route.portal if route else None
    insurer = insurer or "".join(named if len(named := insurers_named(case)) == 1 else ())
    if address or fax:
        lines = tuple(line.strip(" ,") for line in address.text.splitlines()) if address else ()
        name = route.name if route else insurer
        if lines and name.casefold().endswith(lines[0].casefold()):
            lines = lines[1:]  # the name leads the address already
        basis = f"{_FROM_LETTER}.{_beside(route, citation, lines, _value(fax))}"
        return Recipient(name, lines, _value(fax), _value(phone), basis, limits=limits, portal=portal)
    if file is None or route is None:
        return Recipient(insurer, phone=_value(phone), basis=f"{_FROM_LETTER}.") if phone else None
    basis = f"From the rule file {file.name}; no appeal address was surely read on the letter: compare them."
    phone_line = _value(phone) or route.phone
    return Recipient(route.name, route.address, route.fax, phone_line, basis, citation, portal, limits)


def insurers_named(case: Situation) -> tuple[str, ...]:
    """The insurers that the papers which deny surely name, each once."""
    facts = (fact for paper in notices(case) for fact in paper.facts if fact.kind == "name.insurer")
    return tuple(dict.fromkeys(str(fact.value) for fact in facts if fact.confidence >= READ))


def _limits(stated: Limits) -> RouteLimits | None:
    """As the packet uses them; None where the file states none at all."""
    limits = RouteLimits(stated.megabytes, stated.pages, stated.files, stated.name)
    return None if limits == RouteLimits() else limits


def route_warnings(case: Situation, to: Recipient | None) -> tuple[Warning, ...]:
    """Says where the letter seems to print an address or fax that was not read surely enough to be used, and
    that nobody knows where the appeal goes."""
    doubtful = [
        fact
        for paper in notices(case)
        for fact in paper.facts
        if fact.kind in {"plan.appeal_address", "plan.appeal_fax"} and not _printed(case, fact.kind)
    ]
    papers = notices(case)
    if not doubtful and papers and (to is None or not (to.address or to.fax or to.portal)):
        message = (
            "Where this appeal goes was not read, and no rule file says it: look for it in the decision, and "
            "write it on the cover before sending."
        )
        return (Warning("doubtful_reading", Severity.IMPORTANT, message, (papers[-1].id,), papers[-1].pages),)
    if not doubtful or (to is not None and to.basis.startswith(_FROM_LETTER)):
        return ()
    message = (
        "The denial letter seems to say where the appeal goes, but it was not read surely enough to be used: "
        "look at the page and compare it before sending."
    )
    pages = tuple(dict.fromkeys(fact.page for fact in doubtful))
    facts = tuple(fact.id for fact in doubtful)
    return (Warning("doubtful_reading", Severity.IMPORTANT, message, pages=pages, facts=facts),)


def _printed(case: Situation, kind: str) -> Fact | None:
    """The surest fact of a kind on the papers that deny; a doubtful one could send papers to a stranger."""
    facts = [fact for paper in notices(case) for fact in paper.facts if fact.kind == kind]
    sure = [fact for fact in facts if fact.confidence >= READ]
    return max(sure, key=lambda fact: fact.confidence, default=None)


def _value(fact: Fact | None) -> str | None:
    return None if fact is None else str(fact.value)


def _beside(route: Route | None, citation: Citation | None, lines: Sequence[str], fax: str | None) -> str:
    """What the rule file has, where it has something."""
    if route is None or not (route.address or route.fax):
        return ""
    standing = f"{citation.standing if citation else 'unsourced'} source"
    if _letters(*route.address, route.fax or "") == _letters(*lines, fax or ""):
        return f" The rule file has the same ({standing})."
    known = ", ".join([*route.address, *([f"fax {route.fax}"] if route.fax else [])])
    return f" The rule file has: {known} ({standing})."


def _letters(*parts: str) -> str:
    return "".join(char for part in parts for char in part.casefold() if char.isalnum())
