"""Earlier treatments that did not work, drug by drug, against what an insurer's step therapy asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from packetizer.model import Document, Fact, PageRef, Trial
from packetizer.rules.compose import DrugClass
from packetizer.rules.deadlines import add_months
from packetizer.rules.periods import Period, Weeks, period_length, printed_length, printed_period
from packetizer.rules.schema import Besides, Gathered
from packetizer.rules.situation import pages_of, same_row
from packetizer.trust import READ

_DOSE = re.compile(r"\d[\d.,]*\s*(?:mg|mcg|µg|ug|g|ml|units?)\b(?:/(?:kg|day|d)\b)?", re.IGNORECASE)
_BEFORE = re.compile(
    r"(\d[\w.+–-]*\s*(?:w[ec]{1,2}k|wk|month|mo|day|year)s?)\s+(?:trial\s+)?(?:of|on|with|taking)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[•|;]\s|(?<=[a-z0-9)])\.\s+(?=[A-Z])")  # of a row or sentence
_ADDED = "augmentation"  # the group of what is added to an antidepressant, in the rules' `drug_groups`
_ACRONYM = 5  # letters: classes as short as this are written SSRI, MAOI, NSAID


@dataclass(frozen=True, slots=True)
class Trials:
    """The trials found. `enough`: they surely meet the criterion; `perhaps`: they may."""

    enough: bool
    perhaps: bool
    found: int  # surely read drugs that may count
    papers: frozenset[str]  # ids of the papers that name them
    pages: tuple[PageRef, ...]
    says: str  # how they compare with the criterion, a sentence or two
    table: tuple[Trial, ...]


@dataclass(frozen=True, slots=True)
class _Taken:
    """What all papers together say of one drug."""

    drug: str
    pages: tuple[PageRef, ...]
    sure: bool  # the drug is surely read in a paper of a sure type
    doses: tuple[str, ...]
    weeks: Weeks | None
    period: Period
    belongs: DrugClass | None


@dataclass(frozen=True, slots=True)
class _Judged:
    taken: _Taken
    counts: bool | None
    remark: str


def weigh_trials(
    need: Gathered,
    papers: Sequence[Document],
    sure_papers: frozenset[str],
    treatment: str | None,
    drugs: Mapping[str, DrugClass],
    denied: date,
) -> Trials:
    """The drugs that these papers say failed; the treatment that is appealed for does not count.

    `denied`: the day from which a criterion's years are counted back.
    """
    facts: dict[str, list[tuple[Fact, Document]]] = {}
    for paper in papers:
        for fact in paper.facts:
            if fact.kind == need.kind and fact.value != treatment:
                facts.setdefault(str(fact.value), []).append((fact, paper))
    names = frozenset({*drugs, *facts})
    taken = [_taken(drug, seen, sure_papers, drugs.get(drug), names) for drug, seen in sorted(facts.items())]
    judged = [_judge(one, need, denied) for one in taken]
    besides = [(part, [_judge(one, _as_need(part, need), denied) for one in taken]) for part in need.besides]
    unread = not taken and any(paper.type == "medication_history" for paper in papers)
    shares = [
        (_meets(_counted(judged, {True}), need), _meets(_counted(judged, {True, None}), need) or unread)
    ]
    shares += [_besides_met(part, found) for part, found in besides]
    return Trials(
        enough=all(enough for enough, _ in shares),
        perhaps=all(perhaps for _, perhaps in shares),
        found=sum(one.taken.sure for one in _counted(judged, {True, None})),
        papers=frozenset(paper.id for seen in facts.values() for _, paper in seen),
        pages=tuple(dict.fromkeys(page for one in taken for page in one.pages)),
        says=" ".join([_says(judged, need), *(_besides_says(part, found) for part, found in besides)]),
        table=tuple(_row(one, besides) for one in judged),
    )


# ---------------------------------------------------------------- one drug


def _taken(
    drug: str,
    seen: Sequence[tuple[Fact, Document]],
    sure_papers: frozenset[str],
    belongs: DrugClass | None,
    names: frozenset[str],
) -> _Taken:
    own = [(fact, paper, _own_words(drug, fact.text, names)) for fact, paper in seen]
    doses = [dose for fact, paper, words in own if (dose := _dose(fact, paper, words))]
    periods = [printed_period(words) for _, _, words in own]
    lengths = [printed_length(words) or period_length(printed_period(words)) for _, _, words in own]
    return _Taken(
        drug=drug,
        pages=pages_of(fact for fact, _ in seen),
        sure=any(fact.confidence >= READ and paper.id in sure_papers for fact, paper in seen),
        doses=tuple(dict.fromkeys(dose.lower() for dose in doses)),
        weeks=max((one for one in lengths if one), key=lambda one: (one.least, one.most), default=None),
        period=next((one for one in periods if one.ended), next(iter(periods))),
        belongs=belongs,
    )


def _own_words(drug: str, text: str, names: frozenset[str]) -> str:
    """The part of a text that speaks of this drug: up to the next drug, or a length right before its name.

    A sentence lists several drugs, and the weeks of one are not those of another. Where the name is printed
    otherwise (a brand) the text counts only if it names no other drug.
    """
    low = text.lower()
    at = _place(drug, low)
    others = [place for name in names if name != drug and (place := _place(name, low)) >= 0]
    if at < 0:
        return "" if others else text
    after = _ENDS.split(text[at : min((place for place in others if place > at), default=len(text))])[0]
    after = _BEFORE.sub("", after)  # "and 10 weeks on [the next drug]"
    before = _BEFORE.search(text[:at])
    return f"{before[1]} {after}" if before else after


def _place(name: str, text: str) -> int:
    """Where a text names a drug, -1 where it does not: escitalopram is no citalopram."""
    match = re.search(rf"(?<![\w-]){re.escape(name)}", text)
    return -1 if match is None else match.start()


def _dose(fact: Fact, paper: Document, words: str) -> str:
    if match := _DOSE.search(words):
        return match[0]
    beside = [one for one in paper.facts if one.kind == "treatment.dose" and same_row(fact, one)]
    rivals = [one for one in paper.facts if one.kind == fact.kind and one is not fact and same_row(fact, one)]
    return str(beside[0].value) if beside and not rivals else ""


# ---------------------------------------------------------------- against the criterion


def _as_need(part: Besides, need: Gathered) -> Gathered:
    return Gathered(
        kind=need.kind,
        at_least=part.at_least,
        group=part.group,
        weeks=part.weeks,
        within_years=need.within_years,
    )


def _judge(taken: _Taken, need: Gathered, denied: date) -> _Judged:
    """Whether a drug counts: the first thing against it, else the first that must be looked at."""
    points = [*_against(taken, need, denied)]
    for verdict in (False, None):
        for counts, remark in points:
            if counts is verdict:
                return _Judged(taken, counts, remark)
    return _Judged(taken, True, "")


def _against(taken: _Taken, need: Gathered, denied: date) -> Iterable[tuple[bool | None, str]]:
    if need.group and taken.belongs is None:
        yield None, f"whether it is an {need.group} is not known here"
    elif need.group and taken.belongs and taken.belongs.group != need.group:
        added = f"; an {_ADDED} trial where one is asked for" if taken.belongs.group == _ADDED else ""
        yield False, f"is no {need.group}{added}"
    if need.weeks is not None:
        yield _long_enough(taken.weeks, need.weeks)
    if need.within_years is not None:
        yield _recent(taken.period, need.within_years, denied)
    if need.dose and not taken.doses:
        yield None, "no dose read"
    if need.with_dose_or_duration and not taken.doses and taken.weeks is None:
        yield None, "no dose or duration read"
    if not taken.sure:
        yield None, "doubtful reading"


def _long_enough(weeks: Weeks | None, need: int) -> tuple[bool | None, str]:
    slack = 0.05  # 12 weeks printed as days
    if weeks is None:
        return None, "no duration read"
    if weeks.most < need - slack:
        return False, f"under {need} weeks"
    return (True, "") if weeks.least > need - slack else (None, f"perhaps under {need} weeks")


def _recent(period: Period, years: int, denied: date) -> tuple[bool | None, str]:
    limit = add_months(denied, -12 * years, "last_of_month")
    last = period.ended or period.begun
    if last is None:
        return None, "no dates read"
    if period.ended is not None and last.last < limit:
        return False, f"more than {years} years ago"
    return (True, "") if last.first >= limit else (None, f"perhaps more than {years} years ago")


def _counted(judged: Sequence[_Judged], wanted: set[bool | None]) -> list[_Judged]:
    return [one for one in judged if one.counts in wanted]


def _meets(judged: Sequence[_Judged], need: Gathered) -> bool:
    if len(judged) < need.at_least:
        return False
    known = {one.taken.belongs.name for one in judged if one.taken.belongs}
    unknown = sum(one.taken.belongs is None for one in judged)  # only among those that a person must look at
    return need.classes is None or len(known) + unknown >= need.classes


def _besides_met(part: Besides, judged: Sequence[_Judged]) -> tuple[bool, bool]:
    """Surely, perhaps; what serves instead is for a person to find, so that nothing is missing yet."""
    enough = len(_counted(judged, {True})) >= part.at_least
    return enough, part.or_look is not None or len(_counted(judged, {True, None})) >= part.at_least


# ---------------------------------------------------------------- in words


def criterion(need: Gathered) -> str:
    """What is asked for, in words: "2 antidepressants from 2 classes, 8 weeks each, within 5 years"."""
    parts = [f"{need.at_least} {(need.group or 'drug').replace('_', ' ')}{'s' if need.at_least > 1 else ''}"]
    if need.classes:
        parts[0] += f" from {need.classes} class{'es' if need.classes > 1 else ''}"
    if need.weeks:
        parts.append(f"{need.weeks} weeks{' each' if need.at_least > 1 else ''}")
    if need.dose:
        parts.append(f"at {need.dose}")
    if need.within_years:
        parts.append(f"within {need.within_years} years")
    for part in need.besides:
        weeks = f" of {part.weeks} weeks" if part.weeks else ""
        parts.append(f"and {part.at_least} {part.group.replace('_', ' ')}{weeks}")
        if part.or_look:
            parts.append(f"or {part.or_look}")
    return ", ".join(parts)


def _says(judged: Sequence[_Judged], need: Gathered) -> str:
    sure, perhaps = len(_counted(judged, {True})), len(_counted(judged, {None}))
    if not judged:
        return f"No earlier treatment that failed could be read. Asked for: {criterion(need)}."
    text = f"Asked for: {criterion(need)}. Read: {sure} that {'count' if sure != 1 else 'counts'}"
    if perhaps:
        text += f", {perhaps} to look at"
    return f"{text}, of {len(judged)} named."


def _besides_says(part: Besides, judged: Sequence[_Judged]) -> str:
    group = part.group.replace("_", " ")
    if _besides_met(part, judged)[0]:
        return ""
    found = len(_counted(judged, {True, None}))
    text = f"Of {group}, {found} of {part.at_least} could be read."
    return f"{text} Look whether the papers show {part.or_look}." if part.or_look else text


def _row(one: _Judged, besides: Sequence[tuple[Besides, Sequence[_Judged]]]) -> Trial:
    """A row of the table; a drug that counts only beside the others says so."""
    if one.counts is False:
        for part, found in besides:
            if any(other.taken is one.taken and other.counts for other in found):
                one = replace(one, counts=True, remark=f"as {part.group.replace('_', ' ')}")
    taken = one.taken
    return Trial(
        drug=taken.drug,
        drug_class=_class_name(taken.belongs),
        dose=", ".join(taken.doses),
        duration=_length(taken.weeks),
        period=str(taken.period),
        counts=one.counts,
        remark=one.remark,
        pages=taken.pages,
    )


def _class_name(belongs: DrugClass | None) -> str:
    if belongs is None:
        return ""
    return belongs.name.upper() if len(belongs.name) <= _ACRONYM else belongs.name.replace("_", " ")


def _length(weeks: Weeks | None) -> str:
    if weeks is None:
        return ""
    least, most = round(weeks.least), round(weeks.most)
    return f"{least} weeks" if least == most else f"{least} to {most} weeks"
