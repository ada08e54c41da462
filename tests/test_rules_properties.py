"""What always holds of the rules, whatever the papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from packetizer.model import Case, Document, Omission, OmitReason, Sender, Status
from packetizer.rules.check import check
from packetizer.rules.library import Library, LoadedFile
from packetizer.rules.schema import RuleFile
from packetizer.rules.vocabulary import DENIAL_REASONS, DOCUMENT_TYPES
from tests.rules_case import BILL, DENIAL, RECORDS, WHOLE, F, Setting, paper, shipped

INSURERS = sorted(file.rules.id for file in shipped().files if file.rules.kind == "insurer")
DAYS = st.dates(date(2025, 10, 1), date(2026, 3, 25))
FACTS = st.one_of(
    st.builds(F, st.just("score.phq9"), st.integers(0, 27).map(str), st.sampled_from([0.5, 0.95])),
    st.builds(F, st.just("treatment.failed_drug"), st.sampled_from(["sertraline", "bupropion", "lithium"])),
    st.builds(F, st.just("code.icd10"), st.sampled_from(["F33.2", "F43.12"])),
    st.builds(F, st.just("date.signed"), DAYS),
)
SETTINGS = st.builds(
    Setting,
    insurer=st.sampled_from([*INSURERS, None]),
    treatment=st.sampled_from(["ketamine", "esketamine", None]),
    diagnoses=st.sampled_from([("F33.2",), ("G90.511",), ()]),
    reasons=st.lists(st.sampled_from(DENIAL_REASONS), max_size=2, unique=True).map(tuple),
    plan_type=st.sampled_from(["erisa_insured", "medicare_advantage", "medicaid", None]),
    sender=st.sampled_from([Sender(), Sender(name="Vera Muster")]),
)
# Papers that widen what is asked for are left out: a bill, a record or a notice may name a day of service
# that has no record yet, and that one is then truly missing.
QUIET = sorted(
    set(DOCUMENT_TYPES)
    - {"itemized_bill", "claim_form", "eob", "infusion_record", "denial_letter", "final_denial_letter"}
    - {"prior_auth_request", "receipt", "proof_of_payment"}
)


def papers(types: list[str], first: int) -> st.SearchStrategy[list[Document]]:
    made = st.tuples(
        st.sampled_from(types), DAYS | st.none(), st.lists(FACTS, max_size=3), st.sampled_from([0.6, 0.95])
    )
    return st.lists(made, max_size=5).map(
        lambda rows: [
            paper(first + number, type_, day, *facts, confidence=confidence)
            for number, (type_, day, facts, confidence) in enumerate(rows)
        ]
    )


@settings(max_examples=80, deadline=None)
@given(SETTINGS, papers(QUIET, 50), st.lists(st.sampled_from(WHOLE), unique=True), papers(QUIET, 80))
def test_adding_a_paper_never_turns_met_into_missing(
    setting: Setting, some: list[Document], rest: list[Document], added: list[Document]
) -> None:
    before = {one.id: one.status for one in setting.check(DENIAL, *rest, *some).requirements}
    after = {one.id: one.status for one in setting.check(DENIAL, *rest, *some, *added).requirements}
    for name, status in before.items():
        assert not (status is Status.MET and after[name] in {Status.MISSING, Status.NEEDS_REVIEW}), name


@settings(max_examples=60, deadline=None)
@given(SETTINGS, papers(list(DOCUMENT_TYPES), 50))
def test_met_is_always_shown_and_the_rest_always_explained(setting: Setting, some: list[Document]) -> None:
    case = setting.case(DENIAL, *some)
    sure = {one.id for one in case.documents if one.confidence >= 0.8}
    for one in check(case, shipped(), setting.given()).requirements:
        if one.status is Status.MET:
            assert one.met_by
            assert one.shown_on
            assert set(one.met_by) <= sure
        if one.status in {Status.MISSING, Status.NEEDS_REVIEW}:
            assert one.fix


@settings(max_examples=40, deadline=None)
@given(SETTINGS, papers(list(DOCUMENT_TYPES), 50))
def test_nothing_that_is_held_back_meets_anything(setting: Setting, some: list[Document]) -> None:
    case = setting.case(DENIAL, *RECORDS, BILL, *some)
    out = tuple(Omission(page, OmitReason.EXCLUDED) for one in case.documents for page in one.pages)
    findings = check(replace(case, omissions=out), shipped(), setting.given())
    assert not any(one.status is Status.MET for one in findings.requirements)


@settings(max_examples=30, deadline=None)
@given(SETTINGS, papers(list(DOCUMENT_TYPES), 50), st.randoms(use_true_random=False))
def test_the_order_of_files_and_papers_does_not_matter(
    setting: Setting, some: list[Document], dice: object
) -> None:
    case: Case = setting.case(DENIAL, *RECORDS, BILL, *some)
    files = list(shipped().files)
    dice.shuffle(files)  # type: ignore[attr-defined]
    assert check(case, Library.of(tuple(files)), setting.given()) == check(case, shipped(), setting.given())
    turned = replace(case, documents=case.documents[::-1])
    there, back = (check(one, shipped(), setting.given()) for one in (case, turned))
    assert [(one.id, one.status) for one in there.requirements] == [
        (one.id, one.status) for one in back.requirements
    ]
    assert [one.due for one in there.deadlines] == [one.due for one in back.deadlines]


@settings(max_examples=30, deadline=None)
@given(SETTINGS, st.sampled_from(["regime", "reason", "treatment", "insurer"]))
def test_an_empty_file_changes_nothing_but_its_name(setting: Setting, kind: str) -> None:
    empty = RuleFile.model_validate(
        {"format": "packetizer/rules/1", "id": "zz_empty", "kind": kind, "title": "Empty"}
    )
    library = Library.of((*shipped().files, LoadedFile("zz_empty.yaml", False, empty)))
    case = setting.case(*WHOLE)
    with_it, without_it = check(case, library, setting.given()), check(case, shipped(), setting.given())
    assert replace(with_it, rule_files=()) == replace(without_it, rule_files=())
