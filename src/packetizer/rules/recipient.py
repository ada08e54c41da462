"""Where the appeal goes: what the denial letter prints leads, and the rule file is shown beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from packetizer.model import Citation, Fact, Recipient, RouteLimits, Severity, Warning
from packetizer.rules.clocks import notices
from packetizer.rules.library import LoadedFile
from packetizer.rules.schema import Limits, Route
from packetizer.rules.situation import Situation
from packetizer.trust import READ

_FROM_LETTER = "Printed in the denial letter"
_FOR_OUTSIDE = "Printed in the decision, for the review outside of the plan"
_NOT_SAID = "It does not say that a request for a review outside of the plan goes there: look at the letter."
_OUTSIDE = "external"
_INTERNAL = ("plan.appeal_address", "plan.appeal_fax")
_EXTERNAL = ("plan.external_address", "plan.external_fax")


def recipient(
    case: Situation, routes: Sequence[tuple[LoadedFile, Route]], insurer: str, *, hurried: bool = False
) -> Recipient | None:
    """The recipient of the appeal; None where neither the letter nor a rule file says anything.

    `hurried`: an expedited decision is asked for, for which a letter may print a fax of its own.

    `routes`: those of the rule files, the insurer's own first. `insurer`: the name that its rules have for
    it, "" without rules: then the letter's own name for it stands, where it gives one only.
    """
    insurer = insurer or "".join(named if len(named := insurers_named(case)) == 1 else ())
    if case.appeal_level != _OUTSIDE:
        found = _at_the_plan(case, routes, insurer)
        return _hurried(case, found) if hurried and found is not None else found
    outside = [(file, route) for file, route in routes if _is_outside(route)]
    return _outside(case) or _at_the_plan(case, outside, insurer)


def _at_the_plan(
    case: Situation, routes: Sequence[tuple[LoadedFile, Route]], insurer: str
) -> Recipient | None:
    address, fax, phone = (_printed(case, f"plan.appeal_{what}") for what in ("address", "fax", "phone"))
    file, route = routes[0] if routes else (None, None)
    citation = file.citation(route.cites) if file and route else None
    limits = _limits(route.limits) if route else None
    portal = route.portal if route else None
    if address or fax:
        name, lines = _named(address, insurer)
        basis = f"{_FROM_LETTER}.{_beside(route, citation, (name, *lines), _value(fax))}"
        basis += f" {_NOT_SAID}" if case.appeal_level == _OUTSIDE else ""
        return Recipient(name, lines, _value(fax), _value(phone), basis, limits=limits, portal=portal)
    if file is None or route is None:
        return Recipient(insurer, phone=_value(phone), basis=f"{_FROM_LETTER}.") if phone else None
    basis = f"From the rule file {file.name}; no appeal address was surely read on the letter: compare them."
    phone_line = _value(phone) or route.phone
    return Recipient(route.name, route.address, route.fax, phone_line, basis, citation, portal, limits)


def expedited_ways(case: Situation) -> str:
    """The numbers that the decision prints for expedited appeals, as a sentence; "" where it prints none."""
    named = (("fax", "plan.expedited_fax"), ("telephone", "plan.expedited_phone"))
    ways = [f"{name} {fact.value}" for name, kind in named if (fact := _printed(case, kind)) is not None]
    return f" The letter prints for that: {' and '.join(ways)}." if ways else ""


def _hurried(case: Situation, to: Recipient) -> Recipient:
    """With the fax and telephone that the letter prints for expedited appeals; the other fax is told."""
    fax, phone = _printed(case, "plan.expedited_fax"), _printed(case, "plan.expedited_phone")
    if fax is None and phone is None:
        return to
    shown = " and ".join(f"“{one.text}”" for one in (fax, phone) if one)
    basis = f"{to.basis} For expedited appeals the letter prints {shown}, used here."
    if fax is not None and to.fax and to.fax != fax.value:
        basis += f" Fax {to.fax} is for other appeals."
    return replace(to, fax=_value(fax) or to.fax, phone=_value(phone) or to.phone, basis=basis)


def _named(address: Fact | None, insurer: str) -> tuple[str, tuple[str, ...]]:
    """Name and lines of a printed address: its own name leads, where it names the insurer or none is known.

    What a rule file calls its department is not put over an address that the letter prints.
    """
    lines = tuple(line.strip(" ,") for line in address.text.splitlines()) if address else ()
    lines = _in_lines(lines[0]) if len(lines) == 1 else lines
    first, _, rest = lines[0].partition(",") if lines else ("", "", "")
    if first and insurer and _same_house(first, insurer) and not re.search(r"\d", first):
        return first, tuple(filter(None, (rest.strip(), *lines[1:])))
    return insurer, lines


def _in_lines(address: str) -> tuple[str, ...]:
    """An address out of a sentence as on an envelope: each name a line, then street and place."""
    parts = address.split(", ")
    names = next((at for at, part in enumerate(parts) if re.search(r"\d", part)), len(parts))
    return (*parts[:names], *filter(None, (", ".join(parts[names:]),)))


def _same_house(printed: str, insurer: str) -> bool:
    """Whether a printed name begins as the insurer's does: "UnitedHealthcare Appeals", "Aetna, Inc."."""
    one, other = printed.casefold().split(), insurer.casefold().split()
    return bool(one) and bool(other) and one[0] == other[0]


def _is_outside(route: Route) -> bool:
    """Whether a rule file's route is for a review outside of the plan: one that does not say so is not."""
    return any(condition.appeal_level and _OUTSIDE in condition.appeal_level for condition in route.when)


def _outside(case: Situation) -> Recipient | None:
    """Where the decision says that an outside review is asked for; None where it says none, or several."""
    address, fax, phone, portal = (_only(case, f"plan.external_{what}") for what in _WAYS)
    if address is None and len(_surely(case, "plan.external_address")) > 0:
        return None
    if not (address or fax or portal):
        return None
    lines = tuple(line.strip(" ,") for line in address.text.splitlines()) if address else ()
    if len(lines) == 1:
        first, _, rest = lines[0].partition(",")
        lines = lines if re.search(r"\d", first) else (first, rest.strip())
    shown = address or fax or portal
    words = ", ".join(" ".join(one.text.split()) for one in (address, fax, phone, portal) if one)
    where = f"{shown.page.source}, page {shown.page.number}" if shown else ""
    return Recipient(
        lines[0] if lines else "",
        lines[1:],
        _value(fax),
        _value(phone),
        f"{_FOR_OUTSIDE}: “{words}” ({where}).",
        portal=_value(portal),
        outside=True,
    )


_WAYS = ("address", "fax", "phone", "portal")


def _surely(case: Situation, kind: str) -> dict[str, Fact]:
    """The values of a kind that the decisions surely print, each once."""
    facts = (fact for paper in notices(case) for fact in paper.facts if fact.kind == kind)
    return {_letters(str(fact.value)): fact for fact in facts if fact.confidence >= READ}


def _only(case: Situation, kind: str) -> Fact | None:
    """The one value of a kind; of several none."""
    found = _surely(case, kind)
    return next(iter(found.values())) if len(found) == 1 else None


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
    outside = case.appeal_level == _OUTSIDE
    kinds = _EXTERNAL if outside and (to is None or to.outside) else _INTERNAL
    doubtful = [
        fact
        for paper in notices(case)
        for fact in paper.facts
        if fact.kind in kinds and not _printed(case, fact.kind)
    ]
    several = [
        fact
        for kind in _EXTERNAL
        for found in [_surely(case, kind)]
        if len(found) > 1
        for fact in found.values()
    ]
    if outside and several and not (to is not None and to.outside and to.address):
        message = (
            "The decision prints more than one place for a review outside of the plan: choose the one that "
            "fits, and write it on the cover before sending."
        )
        return (_about(message, several),)
    papers = notices(case)
    if not doubtful and papers and (to is None or not (to.address or to.fax or to.portal)):
        message = (
            "Where this appeal goes was not read, and no rule file says it: look for it in the decision, and "
            "write it on the cover before sending."
        )
        return (Warning("doubtful_reading", Severity.IMPORTANT, message, (papers[-1].id,), papers[-1].pages),)
    if not doubtful or (to is not None and (to.outside or to.basis.startswith(_FROM_LETTER))):
        return ()
    message = (
        "The denial letter seems to say where the appeal goes, but it was not read surely enough to be used: "
        "look at the page and compare it before sending."
    )
    return (_about(message, doubtful),)


def _about(message: str, facts: Sequence[Fact]) -> Warning:
    pages = tuple(dict.fromkeys(fact.page for fact in facts))
    ids = tuple(fact.id for fact in facts)
    return Warning("doubtful_reading", Severity.IMPORTANT, message, pages=pages, facts=ids)


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
