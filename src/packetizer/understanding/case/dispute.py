"""Which decisions the appeal is about: an old denial of other care in the folder gives it no reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from packetizer.model import DateRange, Document, Page, PageRef, Severity, Warning
from packetizer.understanding.case.askedfor import named_in_words
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.lexicon import Lexicon

_OF_CARE = ("infusion_record", "itemized_bill", "claim_form", "prior_auth_request", "prior_auth_approval")
_NUMBERS = (FactKind.ID_CLAIM, FactKind.ID_AUTHORIZATION)
_READABLE = 0.5  # the chance from which a value counts as read
_LONG_BEFORE = timedelta(days=180)  # a plan's whole time to appeal


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a paper is about, as it can be compared with another's."""

    paper: Document
    what: frozenset[str]  # procedure codes and drugs that are treatments
    numbers: frozenset[str]  # of claims and requests
    days: frozenset[date]
    named: bool  # whether words of its own say what was asked for

    def meets(self, other: _Subject) -> bool:
        return not (
            self.what.isdisjoint(other.what)
            and self.numbers.isdisjoint(other.numbers)
            and self.days.isdisjoint(other.days)
        )


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Decisions about other care, by document id: surely, and perhaps."""

    surely: frozenset[str] = frozenset()
    perhaps: frozenset[str] = frozenset()


def elsewhere(documents: Sequence[Document], pages: Sequence[Page], lexicon: Lexicon) -> Elsewhere:
    """Decisions that name a service and have nothing of the dispute's: no code, drug, number or day.

    The dispute is the decision that most papers belong to, with all that hangs together with it. Long before
    it, such a decision surely is about something else; else perhaps. One that says too little stays.
    """
    by_ref = {page.ref: page for page in pages}
    told = [_subject(paper, by_ref, lexicon) for paper in documents if _counts(paper, lexicon)]
    groups = list(_groups(told))
    groups = [group for group in groups if any(_decides(one, lexicon) for one in group)]
    if len(groups) < 2:
        return Elsewhere()
    ours = max(groups, key=lambda group: (len(group), _newest(group)))
    if not any(one.what or one.named for one in ours):
        return Elsewhere()
    begun = min((day for one in ours for day in one.days), default=_newest(ours))
    others = [one for group in groups if group is not ours for one in group if _decides(one, lexicon)]
    old = {one.paper.id for one in others if (one.what or one.named) and _long_before(one, begun)}
    return Elsewhere(
        frozenset(old), frozenset(one.paper.id for one in others if one.what and one.paper.id not in old)
    )


def of_other_care(documents: Sequence[Document], found: Elsewhere) -> Iterator[Warning]:
    """What to look at: a decision that is held back because it is about other care, or perhaps is."""
    for paper in documents:
        day = f" of {paper.date}" if paper.date else ""
        if paper.id in found.surely:
            message = (
                f"“{paper.title}”{day} is about other care, long before what is appealed: held back. It "
                "gives this appeal no reason, code, deadline or address."
            )
            asks = "other_dispute"
        elif paper.id in found.perhaps:
            message = (
                f"“{paper.title}”{day} shares no code, drug, number or day with the other papers: it may be "
                "about other care than what is appealed. Its reasons and deadline are counted."
            )
            asks = "perhaps_other_dispute"
        else:
            continue
        yield Warning("doubtful_type", Severity.IMPORTANT, message, (paper.id,), paper.pages, asks=asks)


def _counts(paper: Document, lexicon: Lexicon) -> bool:
    role = lexicon.role(paper.type)
    return bool(role.decides or role.denies) or paper.type in _OF_CARE


def _decides(one: _Subject, lexicon: Lexicon) -> bool:
    return bool(lexicon.role(one.paper.type).decides)


def _subject(paper: Document, pages: Mapping[PageRef, Page], lexicon: Lexicon) -> _Subject:
    treatments = {drug.generic for drug in lexicon.drugs.drugs if drug.role == "treatment"}
    read = [fact for fact in paper.facts if fact.confidence >= _READABLE]
    own = [pages[ref] for ref in paper.pages if ref in pages]
    return _Subject(
        paper=paper,
        what=frozenset(
            str(fact.value)
            for fact in read
            if fact.kind == FactKind.CODE_PROCEDURE
            or (fact.kind == FactKind.TREATMENT_DRUG and str(fact.value) in treatments)
        ),
        numbers=frozenset(str(fact.value) for fact in read if fact.kind in _NUMBERS),
        days=frozenset(_days(paper)),
        named=bool(lexicon.role(paper.type).decides) and named_in_words(own, lexicon) is not None,
    )


def _days(paper: Document) -> Iterator[date]:
    for fact in paper.facts:
        if fact.kind == FactKind.DATE_SERVICE and isinstance(fact.value, date):
            yield fact.value
        elif fact.kind == FactKind.DATE_SERVICE and isinstance(fact.value, DateRange):
            yield from (fact.value.first, fact.value.last)


def _groups(told: Sequence[_Subject]) -> Iterator[list[_Subject]]:
    """The papers that hang together, by whatever they share."""
    left = list(told)
    while left:
        group, left = [left[0]], left[1:]
        for one in group:  # grows as more papers are found to hang on it
            group += (met := [other for other in left if one.meets(other)])
            left = [other for other in left if other not in met]
        yield group


def _newest(group: Sequence[_Subject]) -> date:
    return max((one.paper.date for one in group if one.paper.date), default=date.min)


def _long_before(one: _Subject, begun: date) -> bool:
    return one.paper.date is not None and begun != date.min and one.paper.date + _LONG_BEFORE <= begun
