"""Whether the checklist is right, as a markdown table: `python bench/rules.py --half test`.

The truth of a requirement is worked out here from the generator's own papers, types, dates and printed facts,
by what the requirement's id means ("a rating scale dated before the first treatment"), never by the program's
rules. Where that meaning leaves it open (whether a call log shows an empty network), nothing is counted but
how often the program asks a person.

The general checklist is used: what an insurer of its own asks is measured by tests, not here. Every other
case is filed by a representative.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.accuracy import UNSEEN
from bench.cases.generate import make_case
from bench.cases.pages import read_case
from bench.cases.truth import TrueDocument, TrueFact, Truth
from bench.cases.world import Half
from packetizer.model import Case, Given, Sender, Status

Holds = bool | None  # met, missing, or open: a paper cannot settle it, or nobody wrote its truth down
GENERAL = "an insurer without rules of its own"
REPRESENTATIVE = Sender(name="Vera Muster", organisation="Example Patient Advocates")
HELD_BACK = {"psychotherapy_notes"}
NOTICES = ("denial_letter", "final_denial_letter")
BILLS = ("itemized_bill", "claim_form")
HISTORIES = ("medication_history", "psychiatric_evaluation", "progress_note", "letter_of_medical_necessity",
             "discharge_summary")  # fmt: skip
ANTIDEPRESSANTS = {
    *("sertraline", "fluoxetine", "escitalopram", "citalopram", "venlafaxine", "duloxetine", "bupropion"),
    *("mirtazapine", "nortriptyline", "paroxetine", "desvenlafaxine", "vortioxetine", "amitriptyline"),
    *("fluvoxamine", "vilazodone", "levomilnacipran", "milnacipran", "nefazodone", "trazodone", "amoxapine"),
    *("clomipramine", "desipramine", "doxepin", "imipramine", "protriptyline", "trimipramine", "maprotiline"),
    *("phenelzine", "tranylcypromine", "isocarboxazid", "selegiline", "dextromethorphan-bupropion"),
}
# Codes under which the two drugs of the generator are billed; a paper that prints others only is of a visit.
TREATMENT = {"J3490", "J3499", "96365", "96366", "96372", "96374", "J0013", "S0013", "G2082", "G2083"}
IN_FORCE = timedelta(days=365)


# ---------------------------------------------------------------- the papers as they truly are


@dataclass(frozen=True)
class Paper:
    document: TrueDocument
    facts: tuple[TrueFact, ...]
    unknown: frozenset[str]  # kinds, by their beginning, whose truth nobody wrote down on this paper

    def has(self, *kinds: str) -> Holds:
        if any(fact.kind.startswith(kinds) for fact in self.facts):
            return True
        return None if any(kind.startswith(tuple(self.unknown)) for kind in kinds if self.unknown) else False

    def days(self, kind: str) -> frozenset[date]:
        found = (fact.value for fact in self.facts if kind in (fact.kind, *fact.or_kinds))
        return frozenset(date.fromisoformat(value) for value in found if "/" not in value)

    @property
    def visits(self) -> frozenset[date]:
        """Days whose lines print codes of visits only; facts come as they are printed, a line's day first."""
        codes: dict[date, set[str]] = {}
        day = None
        for fact in self.facts:
            if fact.kind == "date.service" and "/" not in fact.value:
                day = date.fromisoformat(fact.value)
            elif fact.kind == "code.procedure" and day:
                codes.setdefault(day, set()).add(fact.value)
        every = set().union(*codes.values())
        lone = every and not every & TREATMENT
        return self.served if lone else frozenset(day for day, own in codes.items() if not own & TREATMENT)

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.document.date) if self.document.date else None

    @property
    def served(self) -> frozenset[date]:
        """Days of service; what a letter denies for a day to come was never given nor charged."""
        days = self.days("date.service")
        return frozenset(one for one in days if self.day is None or one <= self.day)


@dataclass(frozen=True)
class TrueCase:
    truth: Truth
    represented: bool

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """Those about the client that may be sent."""
        return tuple(
            Paper(
                document,
                tuple(fact for fact in self.truth.facts if fact.page in document.pages),
                frozenset(kind for page in document.pages for kind in self.truth.unmeasured.get(page, ())),
            )
            for document in self.truth.documents
            if not document.wrong_patient and document.type not in HELD_BACK
        )

    def of(self, *types: str) -> tuple[Paper, ...]:
        return tuple(paper for paper in self.papers if paper.document.type in types)

    @cached_property
    def today(self) -> date:
        """Shortly after the newest paper."""
        return max(paper.day for paper in self.papers if paper.day) + timedelta(days=10)

    @cached_property
    def billed(self) -> frozenset[date]:
        """Days of service that were charged: on bills, statements of benefits and denials."""
        return self._service_days(*BILLS, "eob", *NOTICES)

    @cached_property
    def treatment_days(self) -> frozenset[date]:
        """Those of the treatment: a bill of an office visit needs no treatment record."""
        papers = self.of(*BILLS, "eob", *NOTICES)
        return frozenset(day for one in papers for day in one.served - one.visits)

    @cached_property
    def treated(self) -> frozenset[date]:
        return self.billed | self.recorded

    @cached_property
    def recorded(self) -> frozenset[date]:
        """Days that have a treatment record: a record's own date is the day of treatment."""
        records = self.of("infusion_record")
        return frozenset(day for one in records for day in (*one.days("date.service"), one.day) if day)

    def _service_days(self, *types: str) -> frozenset[date]:
        return frozenset(day for paper in self.of(*types) for day in paper.served)


# ---------------------------------------------------------------- what each requirement means


def there(*types: str) -> Callable[[TrueCase], Holds]:
    return lambda case: bool(case.of(*types))


def denial_notice(case: TrueCase) -> Holds:
    return bool(case.of(*NOTICES)) or any(paper.has("denial.") for paper in case.of("eob"))


def diagnosis_evidence(case: TrueCase) -> Holds:
    """An evaluation or note that states the diagnosis."""
    notes = case.of("psychiatric_evaluation", "progress_note", "discharge_summary")
    return either(paper.has("code.icd10") for paper in notes)


def failed_treatments(case: TrueCase) -> Holds:
    """Two, each with its dose or duration; against depression, as esketamine always is, antidepressants."""
    coded = any(f.kind == "code.icd10" and f.value[:3] in ("F32", "F33") for f in case.truth.facts)
    depressed = coded or case.truth.treatment == "esketamine"
    named = {
        fact.value: paper
        for paper in case.of(*HISTORIES)
        for fact in paper.facts
        if fact.kind == "treatment.failed_drug" and (fact.value in ANTIDEPRESSANTS or not depressed)
    }
    dosed = [paper for paper in case.of(*HISTORIES) if _doses(paper)]
    shown = {drug for drug in named if any(_names(paper, drug) for paper in dosed)}
    if len(shown) >= 2:
        return True
    if not depressed and len(named) < 2 and case.of("medication_history"):
        return None  # a history of fills alone: whether those drugs failed is for a person
    return False if len(named) < 2 else None


def _doses(paper: Paper) -> bool:
    """Whether the paper prints doses beside what failed, more than that of the treatment itself."""
    return len({fact.value for fact in paper.facts if fact.kind == "treatment.dose"}) >= 2


def _names(paper: Paper, drug: str) -> bool:
    return any(fact.kind == "treatment.failed_drug" and fact.value == drug for fact in paper.facts)


def baseline_score(case: TrueCase) -> Holds:
    return _score(case, before=True)


def response_score(case: TrueCase) -> Holds:
    return _score(case, before=False)


def _score(case: TrueCase, *, before: bool) -> Holds:
    """A rating scale dated before, or after, the first treatment; a score in a note leaves it open."""
    first = min(case.treatment_days | case.recorded, default=None)
    scales = case.of("rating_scale")
    notes = case.of(
        "psychiatric_evaluation", "progress_note", "letter_of_medical_necessity", "infusion_record"
    )
    if first is None:
        return None if scales or notes else False
    if any(paper.day and (paper.day < first if before else paper.day > first) for paper in scales):
        return True
    open_ = any(paper.day == first for paper in scales) or any(
        paper.day
        and (paper.day <= first if before else paper.day >= first)
        and paper.has("score.") is not False
        for paper in notes
    )
    return None if open_ else False


def infusion_records(case: TrueCase) -> Holds:
    """One for each billed date of service."""
    billed = case.treatment_days
    if not billed:
        return None
    of_its_own = {one.day for one in case.of("infusion_record")}
    if billed <= of_its_own:
        return True
    return None if billed <= case.recorded else False  # a further day on a record: logged, or only mentioned


def itemized_bill(case: TrueCase) -> Holds:
    """Every date of service, with procedure codes."""
    bills = [paper for paper in case.of(*BILLS) if paper.has("code.procedure")]
    if not case.treated:
        return None
    return case.treated <= frozenset(day for paper in bills for day in paper.days("date.service"))


def proof_of_payment(case: TrueCase) -> Holds:
    """Open where no paper tells whether the client paid anything."""
    if case.of("receipt", "proof_of_payment"):
        return True
    paid = any(fact.kind == "amount.paid" and float(fact.value) > 0 for p in case.papers for fact in p.facts)
    return False if paid else None


def representative_authorization(case: TrueCase) -> Holds:
    return _in_force(case, "representative_authorization")


def hipaa_authorization(case: TrueCase) -> Holds:
    return _in_force(case, "hipaa_authorization")


def _in_force(case: TrueCase, type_: str) -> Holds:
    """Signed, in date."""
    signed = [day for paper in case.of(type_) for day in paper.days("date.signed")]
    return any(case.today - IN_FORCE <= day <= case.today for day in signed)


def network_evidence(case: TrueCase) -> Holds:
    return None if case.of("phone_log", "correspondence", "referral") else False


def either(answers: Iterable[Holds]) -> Holds:
    seen = set(answers)
    return True if True in seen else None if None in seen else False


MEANING: dict[str, Callable[[TrueCase], Holds]] = {
    "denial_notice": denial_notice,
    "appeal_letter": there("appeal_letter"),
    "letter_of_medical_necessity": there("letter_of_medical_necessity"),
    "diagnosis_evidence": diagnosis_evidence,
    "failed_treatments": failed_treatments,
    "clinical_notes": there("progress_note", "discharge_summary"),
    "baseline_score": baseline_score,
    "response_score": response_score,
    "infusion_records": infusion_records,
    "prior_authorization": there("prior_auth_request", "prior_auth_approval"),
    "itemized_bill": itemized_bill,
    "proof_of_payment": proof_of_payment,
    "eob": there("eob"),
    "representative_authorization": representative_authorization,
    "hipaa_authorization": hipaa_authorization,
    "insurance_card": there("insurance_card"),
    "plan_document": there("plan_document"),
    "medical_policy": there("medical_policy"),
    "supporting_literature": there("journal_article"),
    "network_evidence": network_evidence,
}


def asked_for(case: TrueCase) -> frozenset[str]:
    """What the ids themselves say is asked for; the rest only where the program asks for it."""
    reasons = set(case.truth.denial.reasons)
    asked = {"denial_notice", "appeal_letter"}
    if reasons & {"experimental_investigational", "off_label", "insufficient_evidence"}:
        asked.add("supporting_literature")
    if "out_of_network" in reasons:
        asked.add("network_evidence")
    if case.represented:
        asked.add("representative_authorization")
    return frozenset(asked)


# ---------------------------------------------------------------- counting


@dataclass
class Line:
    """One requirement over all cases: how often each truth met each status."""

    seen: Counter[tuple[Holds, str]] = field(default_factory=Counter)

    def count(self, holds: Holds | Literal["any"], *statuses: str) -> int:
        return sum(n for (true, said), n in self.seen.items() if holds in ("any", true) and said in statuses)


@dataclass
class Score:
    lines: dict[str, Line] = field(default_factory=lambda: {name: Line() for name in MEANING})
    wrong: list[str] = field(default_factory=list)

    def add(self, case: TrueCase, statuses: dict[str, str], number: int) -> None:
        asked = asked_for(case)
        for name, meaning in MEANING.items():
            said = statuses[name]
            if said == Status.NOT_APPLICABLE and name not in asked:
                continue
            holds = meaning(case)
            self.lines[name].seen[holds, said] += 1
            if (holds is False and said != Status.MISSING) or (holds is True and said == Status.MISSING):
                self.wrong.append(f"case {number}: {name} is {'met' if holds else 'missing'}, said {said}")


def understood(half: Half, cases: int, start: int, *, noisy: bool) -> Iterator[tuple[TrueCase, Given, Case]]:
    """Generated cases, what a person says of them, and what the program makes of their pages."""
    from packetizer.understanding.lore.knowledge import load_knowledge
    from packetizer.understanding.understand import understand

    knowledge = load_knowledge()
    for number in range(start, start + cases):
        made = make_case(half, number)
        pages, _ = read_case(made, noisy=noisy)
        case = TrueCase(made.truth, represented=number % 2 == 1)
        given = Given(case.today, insurer=GENERAL, sender=REPRESENTATIVE if case.represented else Sender())
        yield case, given, understand(pages, given, knowledge)


def measure(half: Half, cases: int, start: int, *, noisy: bool) -> Score:
    from packetizer.rules.check import check
    from packetizer.rules.load import load_library

    library, score = load_library(), Score()
    for at, (true, given, case) in enumerate(understood(half, cases, start, noisy=noisy)):
        findings = check(case, library, given)
        score.add(true, {item.id: item.status.value for item in findings.requirements}, start + at)
    return score


def table(score: Score) -> str:
    rows = [
        "| requirement | asked | truly missing | found missing | falsely met | truly met | said met "
        "| falsely missing | to a person |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    rows += [_row(f"`{name}`", line) for name, line in score.lines.items() if line.seen]
    together = Line(sum((line.seen for line in score.lines.values()), Counter()))
    rows.append(_row("**all**", together))
    missing = together.count(False, "missing", "met", "needs_review", "not_applicable")
    asked = together.count("any", "missing", "met", "needs_review")
    found = together.count(False, "missing") / max(missing, 1)
    review = together.count("any", "needs_review") / max(asked, 1)
    falsely = together.count(False, "met")
    rows.append(f"\nMissing items found {found:.3f}, falsely met {falsely}, to a person {review:.3f}.")
    return "\n".join(rows)


def _row(name: str, line: Line) -> str:
    every = ("missing", "met", "needs_review", "not_applicable")
    cells = [
        line.count("any", "missing", "met", "needs_review"),
        line.count(False, *every),
        line.count(False, "missing"),
        line.count(False, "met"),
        line.count(True, *every),
        line.count(True, "met"),
        line.count(True, "missing"),
        line.count("any", "needs_review"),
    ]
    return f"| {name} | {' | '.join(map(str, cells))} |"


@click.command()
@click.option("--half", type=click.Choice(get_args(Half)), default="dev", show_default=True)
@click.option("--cases", default=100, show_default=True)
@click.option("--start", default=0, help="Number of the first case.")
@click.option("--clean", is_flag=True, help="No misread characters.")
@click.option("--wrong", is_flag=True, help="List what was wrong (not of the half that judges).")
def main(half: Half, cases: int, start: int, clean: bool, wrong: bool) -> None:
    """Print how often the checklist is right."""
    if wrong and half in UNSEEN:
        raise click.UsageError(f"the {half} half's misses stay unseen")
    score = measure(half, cases, start, noisy=not clean)
    click.echo(f"{half} half, {cases} cases\n\n{table(score)}")
    if wrong:
        click.echo("\n" + "\n".join(score.wrong))


if __name__ == "__main__":
    main()
