"""The checklist: met only by pages that show it, doubt to a person, the rest missing with words to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from packetizer.model import (
    Case,
    Content,
    DateRange,
    Document,
    Findings,
    Ledger,
    Omission,
    OmitReason,
    Sender,
    Totals,
)
from packetizer.rules.check import check
from packetizer.rules.library import Library, LoadedFile
from packetizer.rules.schema import RuleFile
from tests.rules_case import (
    BILL,
    DENIAL,
    RECORDS,
    WHOLE,
    F,
    Setting,
    finding,
    paper,
    shipped,
    status,
    without,
)

KETAMINE = Setting()
SPRAVATO = Setting(insurer="bcbs_nd", treatment="esketamine", reasons=("step_therapy",))

REMOVED = [
    ("denial_letter", "denial_notice"),
    ("appeal_letter", "appeal_letter"),
    ("letter_of_medical_necessity", "letter_of_medical_necessity"),
    ("medication_history", "failed_treatments"),
    ("infusion_record", "infusion_records"),
    ("itemized_bill", "itemized_bill"),
    ("journal_article", "supporting_literature"),
    ("medical_policy", "medical_policy"),
    ("plan_document", "plan_document"),
    ("insurance_card", "insurance_card"),
    ("eob", "eob"),
    ("progress_note", "clinical_notes"),
    ("rating_scale", "baseline_score"),
    ("rating_scale", "response_score"),
]


def test_a_whole_case_is_met_and_names_its_pages() -> None:
    findings = KETAMINE.check(*WHOLE)
    asked = {one.id: one.status.value for one in findings.requirements if one.status != "not_applicable"}
    assert set(asked.values()) == {"met"}
    assert all(one.met_by and one.shown_on for one in findings.requirements if one.status == "met")
    assert all(one.fix == "" for one in findings.requirements)
    assert finding(findings, "infusion_records").met_by == ("d2", "d3")


@pytest.mark.parametrize(("type_", "name"), [pytest.param(*pair, id=pair[1]) for pair in REMOVED])
def test_what_is_taken_out_is_missing_and_asked_for(type_: str, name: str) -> None:
    one = finding(KETAMINE.check(*without(type_)), name)
    assert one.status == "missing"
    assert one.met_by == ()
    assert one.fix
    assert "{" not in one.fix


@pytest.mark.parametrize("name", ["representative_authorization", "network_evidence", "prior_authorization"])
def test_what_the_case_does_not_call_for_is_not_applicable(name: str) -> None:
    assert status(KETAMINE.check(*WHOLE), name) == "not_applicable"


@pytest.mark.parametrize(
    ("reason", "name", "asked"),
    [
        pytest.param("experimental_investigational", "supporting_literature", True, id="experimental"),
        pytest.param("off_label", "supporting_literature", True, id="off-label"),
        pytest.param("insufficient_evidence", "supporting_literature", True, id="insufficient evidence"),
        pytest.param(
            "step_therapy", "supporting_literature", False, id="step therapy wants trials, not studies"
        ),
        pytest.param("step_therapy", "failed_treatments", True, id="step therapy"),
        pytest.param("timely_filing", "failed_treatments", False, id="late filing"),
        pytest.param("timely_filing", "proof_of_filing", True, id="late filing wants proof"),
        pytest.param("timely_filing", "letter_of_medical_necessity", False, id="late filing is not clinical"),
        pytest.param("out_of_network", "network_evidence", True, id="network"),
        pytest.param("not_medically_necessary", "network_evidence", False, id="not network"),
        pytest.param("no_prior_authorization", "prior_authorization", True, id="authorization"),
        pytest.param("not_covered_benefit", "plan_document", True, id="exclusion"),
        pytest.param("coordination_of_benefits", "other_payer_eob", True, id="other payer"),
    ],
)
def test_the_denial_reason_decides_what_is_asked(reason: str, name: str, asked: bool) -> None:
    findings = KETAMINE.but(reasons=(reason,)).check(DENIAL)
    statuses = {one.id: one.status.value for one in findings.requirements}
    assert (statuses.get(name, "not_applicable") != "not_applicable") is asked


@pytest.mark.parametrize(
    ("diagnosis", "file"),
    [
        pytest.param("F33.2", "treatments/ketamine_psychiatric.yaml", id="treatment-resistant depression"),
        pytest.param("F43.12", "treatments/ketamine_psychiatric.yaml", id="PTSD"),
        pytest.param("F41.1", "treatments/ketamine_psychiatric.yaml", id="anxiety"),
        pytest.param("F42.2", "treatments/ketamine_psychiatric.yaml", id="OCD"),
        pytest.param("G89.4", "treatments/ketamine_pain.yaml", id="chronic pain"),
        pytest.param("G90511", "treatments/ketamine_pain.yaml", id="CRPS, written without its dot"),
    ],
)
@pytest.mark.parametrize("reason", ["off_label", "insufficient_evidence", "experimental_investigational"])
def test_each_condition_and_reason_has_its_rules(diagnosis: str, file: str, reason: str) -> None:
    findings = KETAMINE.but(diagnoses=(diagnosis,), reasons=(reason,)).check(DENIAL)
    assert file in findings.rule_files
    assert "reasons/experimental.yaml" in findings.rule_files
    wanted = (
        "plan_document",
        "medical_policy",
        "letter_of_medical_necessity",
        "supporting_literature",
        "appeal_letter",
    )
    assert {status(findings, name) for name in wanted} == {"missing"}
    assert findings.deadlines


# ---------------------------------------------------------------- confidence


def test_a_doubtful_type_needs_review_and_a_candidate_too() -> None:
    doubtful = paper(30, "letter_of_medical_necessity", confidence=0.7)
    assert status(KETAMINE.check(DENIAL, doubtful), "letter_of_medical_necessity") == "needs_review"
    candidate = paper(30, "correspondence", confidence=0.6, candidates=["letter_of_medical_necessity"])
    one = finding(KETAMINE.check(DENIAL, candidate), "letter_of_medical_necessity")
    assert (one.status, one.met_by) == ("needs_review", ("d30",))
    other = paper(30, "correspondence", confidence=0.95, candidates=["letter_of_medical_necessity"])
    assert status(KETAMINE.check(DENIAL, other), "letter_of_medical_necessity") == "missing"


@pytest.mark.parametrize(
    ("type_", "candidates", "expected"),
    [
        pytest.param(
            "correspondence", ["letter_of_medical_necessity", "referral"], "needs_review", id="first"
        ),
        pytest.param("correspondence", ["referral", "letter_of_medical_necessity"], "missing", id="second"),
        pytest.param("other", ["letter_of_medical_necessity"], "missing", id="a paper like none"),
    ],
)
def test_a_far_candidate_is_a_hint_and_no_doubt(type_: str, candidates: list[str], expected: str) -> None:
    near = paper(30, type_, confidence=0.5, candidates=candidates)
    one = finding(KETAMINE.check(DENIAL, near), "letter_of_medical_necessity")
    assert one.status == expected
    assert f"“{near.title}”" in one.explanation


def test_a_page_that_is_held_back_meets_nothing() -> None:
    letter = paper(30, "letter_of_medical_necessity", date(2026, 3, 1))
    case = KETAMINE.case(DENIAL, letter)
    held = replace(case, omissions=(Omission(letter.pages[0], OmitReason.EXCLUDED),))
    one = finding(check(held, shipped(), KETAMINE.given()), "letter_of_medical_necessity")
    assert one.status == "missing"
    assert "held back" in one.explanation


UPHELD = paper(40, "final_denial_letter", date(2026, 3, 2), F("date.letter", date(2026, 3, 2)))


def appeal(day: date | None, confidence: float = 0.95) -> Document:
    return paper(41, "appeal_letter", day, *([F("date.letter", day, confidence=confidence)] if day else []))


@pytest.mark.parametrize(
    ("decisions", "letter", "level", "expected"),
    [
        pytest.param((UPHELD,), appeal(date(2026, 1, 20)), "internal_2", "missing", id="of the first appeal"),
        pytest.param((UPHELD,), appeal(date(2026, 1, 20)), "external", "missing", id="external review"),
        pytest.param((UPHELD,), appeal(date(2026, 3, 2)), "internal_2", "met", id="of the decision's day"),
        pytest.param((UPHELD,), appeal(date(2026, 3, 9)), "internal_2", "met", id="after the decision"),
        pytest.param((UPHELD,), appeal(None), "internal_2", "needs_review", id="undated"),
        pytest.param(
            (UPHELD,), appeal(date(2026, 1, 20), 0.6), "internal_2", "needs_review", id="a doubtful date"
        ),
        pytest.param(
            (replace(UPHELD, date=None, facts=()),),
            appeal(date(2026, 1, 20)),
            "internal_2",
            "needs_review",
            id="undated decision",
        ),
        pytest.param((DENIAL,), appeal(date(2026, 2, 20)), "internal_1", "missing", id="before the denial"),
        pytest.param((DENIAL,), appeal(None), "internal_1", "met", id="undated, and no earlier appeal"),
        pytest.param(
            (DENIAL, paper(42, "denial_letter", date(2026, 3, 20))),
            appeal(date(2026, 3, 9)),
            "internal_1",
            "needs_review",
            id="between two denials",
        ),
    ],
)
def test_the_letter_of_an_earlier_appeal_is_not_that_of_this_one(
    decisions: tuple[Document, ...], letter: Document, level: str, expected: str
) -> None:
    one = finding(KETAMINE.but(level=level).check(*decisions, letter), "appeal_letter")
    assert one.status == expected
    assert expected == "met" or "dated" in one.explanation or "date could be read" in one.explanation


EOBS = [paper(n, "eob", date(2026, 2, 1), F("denial.reason", "step_therapy")) for n in (43, 44)]


@pytest.mark.parametrize(
    ("papers", "level", "met_by"),
    [
        pytest.param((*EOBS, DENIAL), None, ("d1", "d43", "d44"), id="the letter, then what is beside it"),
        pytest.param(EOBS, None, ("d43", "d44"), id="where no letter is"),
        pytest.param((DENIAL, UPHELD), "internal_2", ("d40",), id="the decision on the first appeal"),
    ],
)
def test_the_decision_that_is_appealed_is_named_first(
    papers: Sequence[Document], level: str | None, met_by: tuple[str, ...]
) -> None:
    one = finding(KETAMINE.but(level=level).check(*papers), "denial_notice")
    assert (one.status, one.met_by) == ("met", met_by)


def test_a_decision_that_offers_a_further_level_is_the_one_that_is_appealed() -> None:
    setting = KETAMINE.but(level="internal_2")
    first, decided = (
        paper(61, "denial_letter", date(2026, 1, 5)),
        paper(62, "denial_letter", date(2026, 3, 2)),
    )
    case = setting.case(first, decided)
    said = Content("d62", "next_internal", decided.pages[0])
    one = finding(check(replace(case, contents=(said,)), shipped(), setting.given()), "denial_notice")
    assert (one.status, one.met_by) == ("met", ("d62",))


def test_a_first_denial_alone_is_no_decision_on_an_appeal() -> None:
    assert status(KETAMINE.but(level="internal_2").check(DENIAL), "denial_notice") == "needs_review"


FORM = paper(45, "representative_authorization", None, F("date.signed", date(2026, 3, 5)))
APPEAL = appeal(date(2026, 3, 9))


def told(setting: Setting, *papers: Document, said: tuple[str, Document] | None = None) -> Findings:
    """`said`: an element of contents.yaml, and the paper that says it."""
    contents = (Content(said[1].id, said[0], said[1].pages[0]),) if said else ()
    return check(replace(setting.case(*papers), contents=contents), shipped(), setting.given())


@pytest.mark.parametrize(
    ("papers", "said", "sender", "expected"),
    [
        pytest.param((APPEAL, FORM), None, Sender(), "met", id="a signed form"),
        pytest.param((APPEAL,), ("by_representative", APPEAL), Sender(), "missing", id="the letter's writer"),
        pytest.param(
            (APPEAL, FORM),
            ("by_representative", APPEAL),
            Sender(name="Alma Test"),
            "not_applicable",
            id="told",
        ),
        pytest.param((APPEAL, replace(FORM, facts=())), None, Sender(), "not_applicable", id="a blank form"),
        pytest.param(
            (replace(APPEAL, confidence=0.6),),
            ("by_representative", APPEAL),
            Sender(),
            "needs_review",
            id="perhaps an appeal letter",
        ),
    ],
)
def test_papers_tell_that_a_representative_files(
    papers: Sequence[Document], said: tuple[str, Document] | None, sender: Sender, expected: str
) -> None:
    findings = told(KETAMINE.but(sender=sender), DENIAL, *papers, said=said)
    assert status(findings, "representative_authorization") == expected


LETTER = paper(46, "letter_of_medical_necessity", date(2026, 3, 15))


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        pytest.param("erisa_insured", "29 CFR 2560.503-1", id="employer"),
        pytest.param(None, "29 CFR 2560.503-1", id="unknown"),
        pytest.param("medicare_advantage", "42 CFR 422", id="Medicare Advantage"),
        pytest.param("medicaid", "42 CFR 438", id="Medicaid"),
        pytest.param("fehb", "See in the decision", id="no source"),
    ],
)
def test_an_expedited_request_of_a_clinician_is_a_next_step(plan: str | None, says: str) -> None:
    asking = told(KETAMINE.but(plan_type=plan), DENIAL, LETTER, said=("asks_expedited", LETTER))
    (warning,) = (one for one in asking.warnings if "expedited decision" in one.message)
    assert warning.documents == ("d46",)
    assert says in warning.message
    plain = told(KETAMINE.but(plan_type=plan), DENIAL, LETTER)
    assert not any("expedited" in one.message for one in plain.warnings)


CODED = (
    F("denial.carc", "204"),
    F("plan.appeal_fax", "555-555-0170"),
    F("plan.expedited_fax", "555-555-0171"),
)


@pytest.mark.parametrize(
    ("facts", "of_request", "fax"),
    [
        pytest.param(CODED, True, "555-555-0171", id="a request, with a claim's code"),
        pytest.param(CODED, False, "555-555-0170", id="a code, and nothing tells of a request"),
        pytest.param((*CODED, F("id.claim", "C1")), True, "555-555-0170", id="a claim's number"),
        pytest.param(
            (*CODED, F("date.service", date(2026, 2, 1))), True, "555-555-0170", id="a day of care behind it"
        ),
    ],
)
def test_an_expedited_request_goes_to_the_fax_for_it_where_care_is_to_come(
    facts: Sequence[F], of_request: bool, fax: str
) -> None:
    denial = paper(63, "denial_letter", date(2026, 3, 2), *facts)
    said = [Content("d46", "asks_expedited", LETTER.pages[0])]
    said += [Content("d63", "before_service", denial.pages[0])] if of_request else []
    case = replace(KETAMINE.case(denial, LETTER), contents=tuple(said))
    to = check(case, shipped(), KETAMINE.given()).recipient
    assert to is not None
    assert to.fax == fax


def codes(number: int, *read: tuple[str, float]) -> Document:
    facts = [F("code.icd10", code, confidence=sure) for code, sure in read]
    return paper(number, "progress_note", date(2026, 1, 30), *facts)


@pytest.mark.parametrize(
    ("papers", "told"),
    [
        pytest.param([codes(50, ("F33.2", 0.95), ("G89.4", 0.95))], True, id="first on a paper"),
        pytest.param(
            [codes(50, ("G90.521", 0.95)), codes(51, ("F43.10", 0.95))], True, id="on its own paper"
        ),
        pytest.param([codes(50, ("G90.521", 0.95), ("F43.10", 0.95))], False, id="only beside another"),
        pytest.param([codes(50, ("F43.10", 0.5))], False, id="a doubtful reading"),
        pytest.param([], True, id="as a person gave them"),
    ],
)
def test_parity_is_told_where_the_care_is_for_a_mental_health_diagnosis(
    papers: Sequence[Document], told: bool
) -> None:
    found = tuple(str(fact.value) for one in papers for fact in one.facts) or ("F33.2",)
    rights = {right.title for right in KETAMINE.but(diagnoses=found).check(DENIAL, *papers).rights}
    assert ("Parity" in rights) is told


def test_an_unread_denial_reason_leaves_what_depends_on_it_open() -> None:
    findings = KETAMINE.but(reasons=()).check(DENIAL)
    assert status(findings, "supporting_literature") == "needs_review"
    assert "could not be read" in finding(findings, "supporting_literature").explanation
    assert status(findings, "appeal_letter") == "missing"


def test_without_a_denial_nothing_is_asked_that_only_its_reason_would_ask() -> None:
    """The denial letter itself is what is missing: a list of maybes would hide that."""
    findings = KETAMINE.but(reasons=()).check(*without("denial_letter", "eob"))
    assert status(findings, "denial_notice") == "missing"
    assert status(findings, "network_evidence") == "not_applicable"


# ---------------------------------------------------------------- dates of service


def test_each_billed_date_wants_its_record() -> None:
    one = finding(KETAMINE.check(DENIAL, RECORDS[0], BILL), "infusion_records")
    assert one.status == "missing"
    assert "2026-01-08" in one.fix
    assert "2026-01-05" not in one.fix


def test_a_doubtful_billed_date_is_reviewed_not_missing() -> None:
    bill = paper(
        4,
        "itemized_bill",
        date(2026, 1, 20),
        F("date.service", date(2026, 1, 12), 0.5),
        F("code.procedure", "96365"),
    )
    assert (
        status(KETAMINE.check(DENIAL, *RECORDS, BILL, replace(bill, id="d40")), "infusion_records")
        == "needs_review"
    )


def test_a_billed_visit_is_no_infusion() -> None:
    visit = paper(
        40,
        "itemized_bill",
        date(2026, 2, 1),
        F("date.service", date(2026, 1, 2)),
        F("code.procedure", "99204"),
    )
    findings = KETAMINE.check(DENIAL, *RECORDS, BILL, visit)
    assert status(findings, "infusion_records") == "met"
    assert status(findings, "itemized_bill") == "met"


def test_a_row_without_a_code_beside_coded_rows_may_be_a_payment() -> None:
    bill = replace(
        BILL, facts=(*BILL.facts, *paper(4, "eob", None, F("date.service", date(2026, 2, 14), row=30)).facts)
    )
    assert status(KETAMINE.check(DENIAL, *RECORDS, bill), "infusion_records") == "needs_review"
    one = finding(KETAMINE.check(DENIAL, RECORDS[0], bill), "infusion_records")
    assert "2026-01-08" in one.fix
    assert "2026-02-14" not in one.fix


def test_a_statement_whose_dates_were_not_read_may_name_another_day() -> None:
    """What could not be read could be a day without a record: never a quiet `met`."""
    unread = paper(40, "eob", date(2026, 2, 3), F("amount.billed", Decimal("900.00")))
    findings = KETAMINE.check(*WHOLE, unread)
    for name in ("infusion_records", "itemized_bill"):
        one = finding(findings, name)
        assert one.status == "needs_review"
        assert "“eob 40”" in one.explanation
    dated = paper(40, "eob", date(2026, 2, 3), F("date.service", date(2026, 1, 5)))
    assert status(KETAMINE.check(*WHOLE, dated), "infusion_records") == "met"


def test_more_lines_of_a_code_than_days_mean_an_unread_day() -> None:
    """Three sessions are billed and two days were read: the third may have no record."""
    charges = [
        F(kind, value, row=row)
        for row in (10, 11, 12)
        for kind, value in (("code.procedure", "96365"), ("amount.billed", Decimal(400)))
    ]
    days = [F("date.service", date(2026, 1, 5), row=10), F("date.service", date(2026, 1, 8), row=11)]
    unread = replace(BILL, facts=paper(4, "itemized_bill", None, *days, *charges).facts)
    assert status(KETAMINE.check(DENIAL, *RECORDS, unread), "infusion_records") == "needs_review"
    read = replace(BILL, facts=paper(4, "itemized_bill", None, *days, *charges[:4]).facts)
    assert status(KETAMINE.check(DENIAL, *RECORDS, read), "infusion_records") == "met"


def test_a_record_that_was_not_billed_leaves_the_bill_incomplete() -> None:
    late = paper(40, "infusion_record", date(2026, 1, 15), F("date.service", date(2026, 1, 15)))
    one = finding(KETAMINE.check(DENIAL, *RECORDS, BILL, late), "itemized_bill")
    assert one.status == "missing"
    assert "2026-01-15" in one.fix


def test_a_bill_with_a_range_does_not_itemize() -> None:
    ranged = paper(
        4,
        "itemized_bill",
        date(2026, 1, 20),
        F("date.service", DateRange(date(2026, 1, 5), date(2026, 1, 8))),
        F("code.procedure", "96365"),
    )
    assert status(KETAMINE.check(DENIAL, *RECORDS, ranged), "itemized_bill") == "needs_review"


def test_a_bill_without_codes_is_reviewed() -> None:
    bare = replace(BILL, facts=tuple(fact for fact in BILL.facts if fact.kind != "code.procedure"))
    assert status(KETAMINE.check(DENIAL, *RECORDS, bare), "itemized_bill") == "needs_review"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([F("id.claim", "C-1")], "missing", id="a claim was made"),
        pytest.param([F("denial.carc", "CO-50")], "missing", id="a claim was processed"),
        pytest.param([F("date.service", date(2026, 2, 1))], "missing", id="a day of service lies behind"),
        pytest.param([F("date.service", date(2026, 4, 1))], "needs_review", id="a day that was to come"),
        pytest.param([F("id.authorization", "A-1")], "not_applicable", id="a request was denied"),
        pytest.param([], "needs_review", id="the letter does not tell"),
    ],
)
def test_whether_service_was_given(facts: list[F], expected: str) -> None:
    findings = KETAMINE.check(paper(1, "denial_letter", date(2026, 3, 2), *facts))
    assert status(findings, "itemized_bill") == expected


def test_a_treatment_that_is_not_named_is_another_one() -> None:
    findings = KETAMINE.but(treatment=None, diagnoses=()).check(*WHOLE)
    assert "treatments/other.yaml" in findings.rule_files
    assert not [one.id for one in findings.requirements if one.status == "needs_review"]


def test_before_service_no_records_or_bills_are_asked_for() -> None:
    request = paper(20, "prior_auth_request", date(2026, 2, 1))
    letter = paper(1, "denial_letter", date(2026, 3, 2), F("id.authorization", "A-1"))
    findings = KETAMINE.check(letter, request)
    for name in ("infusion_records", "itemized_bill", "eob", "response_score", "proof_of_payment"):
        assert status(findings, name) == "not_applicable"


# ---------------------------------------------------------------- scores


@pytest.mark.parametrize(
    ("day", "baseline", "response"),
    [
        pytest.param(date(2026, 1, 4), "met", "missing", id="the day before"),
        pytest.param(date(2026, 1, 5), "needs_review", "needs_review", id="the same day"),
        pytest.param(date(2026, 1, 6), "missing", "met", id="the day after"),
        pytest.param(None, "needs_review", "needs_review", id="no date read"),
    ],
)
def test_scores_before_and_after_the_first_treatment(day: date | None, baseline: str, response: str) -> None:
    findings = KETAMINE.check(DENIAL, *RECORDS, BILL, paper(30, "rating_scale", day, F("score.phq9", "20")))
    assert (status(findings, "baseline_score"), status(findings, "response_score")) == (baseline, response)


def test_a_doubtful_early_date_makes_the_start_of_treatment_unsure() -> None:
    early = paper(31, "infusion_record", date(2025, 12, 10), F("date.service", date(2025, 12, 10), 0.4))
    scale = paper(30, "rating_scale", date(2025, 12, 20), F("score.phq9", "20"))
    assert status(KETAMINE.check(DENIAL, *RECORDS, early, scale), "baseline_score") == "needs_review"


def test_a_note_with_a_score_counts_and_one_without_does_not() -> None:
    note = paper(30, "progress_note", date(2025, 12, 20), F("score.phq9", "20"))
    assert status(KETAMINE.check(DENIAL, *RECORDS, note), "baseline_score") == "met"
    bare = paper(30, "progress_note", date(2025, 12, 20))
    assert status(KETAMINE.check(DENIAL, *RECORDS, bare), "baseline_score") == "missing"


CRPS = replace(
    BILL, facts=(*BILL.facts, replace(BILL.facts[0], id="f4_dx", kind="code.icd10", value="G90.521"))
)


@pytest.mark.parametrize(
    ("bill", "score", "expected"),
    [
        pytest.param(BILL, (), "needs_review", id="no score read"),
        pytest.param(BILL, (F("score.phq9", "9"),), "met", id="a depression's scale"),
        pytest.param(BILL, (F("score.pain", "4"),), "missing", id="pain shows nothing of a depression"),
        pytest.param(BILL, (F("score.pain", "4"), F("score.phq9", "9")), "met", id="both"),
        pytest.param(CRPS, (F("score.pain", "4"),), "met", id="pain that was billed"),
        pytest.param(
            CRPS, (F("score.phq9", "9"),), "missing", id="a depression beside the pain that was billed"
        ),
    ],
)
def test_a_scale_fits_what_is_treated(bill: Document, score: tuple[F, ...], expected: str) -> None:
    findings = KETAMINE.check(DENIAL, *RECORDS, bill, paper(30, "rating_scale", date(2026, 2, 6), *score))
    assert status(findings, "response_score") == expected


def test_any_scale_counts_where_what_is_treated_is_not_known() -> None:
    scale = paper(30, "rating_scale", date(2026, 2, 6), F("score.pain", "4"))
    setting = KETAMINE.but(diagnoses=())
    assert status(setting.check(DENIAL, *RECORDS, BILL, scale), "response_score") != "missing"


def test_massachusetts_asks_for_a_severe_score() -> None:
    setting = KETAMINE.but(insurer="bcbs_ma")
    severe = paper(30, "rating_scale", date(2025, 12, 20), F("score.madrs", "31"))
    assert status(setting.check(DENIAL, *RECORDS, severe), "severity_score") == "met"
    mild = paper(30, "progress_note", date(2025, 12, 20), F("score.madrs", "20"))
    assert status(setting.check(DENIAL, *RECORDS, mild), "severity_score") == "missing"


# ---------------------------------------------------------------- earlier treatments


def history(*trials: str, confidence: float = 0.95) -> Document:
    facts = [
        F("treatment.failed_drug", trial.split()[0], confidence, text=trial, row=row)
        for row, trial in enumerate(trials, start=1)
    ]
    return paper(30, "medication_history", date(2025, 11, 1), *facts)


@pytest.mark.parametrize(
    ("insurer", "trials", "expected"),
    [
        pytest.param("bcbs_nd", ["sertraline 100 mg", "bupropion 300 mg"], "met", id="two with a dose"),
        pytest.param("bcbs_nd", ["sertraline", "bupropion"], "needs_review", id="no dose, no duration"),
        pytest.param("bcbs_nd", ["sertraline 100 mg", "sertraline 200 mg"], "missing", id="one drug twice"),
        pytest.param(
            "bcbs_nd", ["sertraline 100 mg", "clonazepam 1 mg"], "missing", id="not an antidepressant"
        ),
        pytest.param(
            "bcbs_nd", ["sertraline 100 mg", "novelazine 1 mg"], "needs_review", id="a drug we do not know"
        ),
        pytest.param(
            "bcbs_nd", ["sertraline 100 mg", "esketamine 84 mg"], "missing", id="the treatment itself"
        ),
        pytest.param("bcbs_nc", ["sertraline 100 mg", "paroxetine 20 mg"], "missing", id="one class only"),
        pytest.param("bcbs_nc", ["sertraline 100 mg", "venlafaxine 150 mg"], "met", id="two classes"),
        pytest.param(
            "cigna",
            ["sertraline 100 mg 8 weeks", "venlafaxine 150 mg 2 months"],
            "met",
            id="six weeks each, with a dose",
        ),
        pytest.param(
            "cigna", ["sertraline 8 weeks", "venlafaxine 8 weeks"], "needs_review", id="doses not read"
        ),
        pytest.param("cigna", ["sertraline 8 weeks", "venlafaxine 4 weeks"], "missing", id="one too short"),
        pytest.param(
            "cigna", ["sertraline 8 weeks", "venlafaxine 150 mg"], "needs_review", id="weeks not read"
        ),
        pytest.param(
            "cigna",
            ["sertraline 100 mg 01/2024 04/2024", "venlafaxine 75 mg 05/2024 - 09/2024"],
            "met",
            id="weeks from months",
        ),
        pytest.param(
            "cigna",
            ["sertraline 100 mg 01/2024 04/2024", "venlafaxine 75 mg May to June 2024"],
            "needs_review",
            id="two months may be a month and a day",
        ),
        pytest.param(
            "unitedhealthcare", ["sertraline 9 weeks", "venlafaxine 9 weeks"], "missing", id="two of three"
        ),
        pytest.param("bcbs_ok", ["sertraline 7 weeks"], "met", id="one is enough in Oklahoma"),
    ],
)
def test_step_therapy_compares_drug_by_drug(insurer: str, trials: list[str], expected: str) -> None:
    findings = SPRAVATO.but(insurer=insurer).check(DENIAL, history(*trials))
    one = finding(findings, "failed_treatments")
    assert one.status == expected
    assert trials[0].split()[0] in [row.drug for row in one.trials]
    assert "Asked for: " in one.explanation


FIVE = "03/2022 to 09/2022"  # within five years before the denial of March 2026


@pytest.mark.parametrize(
    ("trials", "expected", "says"),
    [
        pytest.param(
            [f"sertraline 200 mg {FIVE}", f"venlafaxine 225 mg {FIVE}", f"aripiprazole 5 mg {FIVE}"],
            "met",
            "",
            id="two classes, five years, an augmentation",
        ),
        pytest.param(
            [f"sertraline 200 mg {FIVE}", f"venlafaxine 225 mg {FIVE}"],
            "needs_review",
            "psychotherapy",
            id="no augmentation: psychotherapy may serve",
        ),
        pytest.param(
            [f"sertraline 200 mg {FIVE}", f"venlafaxine 225 mg {FIVE}", "aripiprazole 5 mg 3 weeks"],
            "needs_review",
            "psychotherapy",
            id="augmentation too short",
        ),
        pytest.param(
            ["sertraline 200 mg 03/2016 to 09/2016", f"venlafaxine 225 mg {FIVE}"],
            "missing",
            "",
            id="one trial ten years ago",
        ),
        pytest.param(
            ["sertraline 200 mg 12 weeks", f"venlafaxine 225 mg {FIVE}", f"aripiprazole 5 mg {FIVE}"],
            "needs_review",
            "",
            id="when the first was is not printed",
        ),
        pytest.param(
            [f"sertraline {FIVE}", f"venlafaxine 225 mg {FIVE}", f"aripiprazole 5 mg {FIVE}"],
            "needs_review",
            "",
            id="a dose is asked for and not printed",
        ),
    ],
)
def test_a_full_criterion_has_number_classes_weeks_dose_period_and_augmentation(
    trials: list[str], expected: str, says: str
) -> None:
    one = finding(SPRAVATO.but(insurer="aetna").check(DENIAL, history(*trials)), "failed_treatments")
    assert one.status == expected
    assert says in one.explanation
    assert "2 antidepressants from 2 classes, 8 weeks each" in one.explanation


def test_the_table_says_of_each_drug_why_it_counts_or_not() -> None:
    trials = [
        "sertraline 200 mg 14 weeks",
        "venlafaxine 75 mg 4 weeks",
        "bupropion",
        "aripiprazole 5 mg 9 weeks",
    ]
    one = finding(SPRAVATO.but(insurer="bcbs_ma").check(DENIAL, history(*trials)), "failed_treatments")
    rows = {row.drug: (row.drug_class, row.dose, row.duration, row.counts, row.remark) for row in one.trials}
    assert rows == {
        "sertraline": ("SSRI", "200 mg", "14 weeks", True, ""),
        "venlafaxine": ("SNRI", "75 mg", "4 weeks", False, "under 6 weeks"),
        "bupropion": ("NDRI", "", "", None, "no duration read"),
        "aripiprazole": ("antipsychotic", "5 mg", "9 weeks", True, "as augmentation"),
    }


@pytest.mark.parametrize(
    ("drug", "remark"),
    [
        ("lithium", "is no antidepressant; an augmentation trial where one is asked for"),
        ("zolpidem", "is no antidepressant"),
    ],
)
def test_what_is_added_to_an_antidepressant_is_told_apart(drug: str, remark: str) -> None:
    one = finding(SPRAVATO.check(DENIAL, history(f"{drug} 10 mg 9 weeks")), "failed_treatments")
    assert [(row.counts, row.remark) for row in one.trials] == [(False, remark)]


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        pytest.param(
            "sertraline (200 mg, 4 weeks), venlafaxine XR (225 mg, 12 wecks) and bupropion (30 weeks)",
            {"sertraline": "4 weeks", "venlafaxine": "12 weeks", "bupropion": "30 weeks"},
            id="a list in one sentence",
        ),
        pytest.param(
            "After 5 weeks of sertraline and 10 weeks on venlafaxine there was no response",
            {"sertraline": "5 weeks", "venlafaxine": "10 weeks"},
            id="the length stands before the name",
        ),
        pytest.param(
            "sertraline failed. The 52-year-old patient was seen 9 weeks ago",
            {"sertraline": ""},
            id="an age and a day in the past are no lengths",
        ),
        pytest.param(
            "escitalopram  SSRI  20 mg  12 weeks  No response",
            {"escitalopram": "12 weeks"},
            id="another drug's name within its own",
        ),
        pytest.param(
            "Zoloft 6 weeks, then venlafaxine 20 weeks",
            {"sertraline": "", "venlafaxine": "20 weeks"},
            id="a brand beside another drug: whose weeks, nobody can say",
        ),
    ],
)
def test_the_weeks_of_one_drug_are_not_those_of_another(text: str, weeks: dict[str, str]) -> None:
    facts = [F("treatment.failed_drug", drug, text=text) for drug in weeks]
    letter = paper(30, "letter_of_medical_necessity", date(2026, 2, 1), *facts)
    one = finding(SPRAVATO.but(insurer="cigna").check(DENIAL, letter), "failed_treatments")
    assert {row.drug: row.duration for row in one.trials} == weeks


def test_a_paper_that_serves_whichever_of_its_types_it_is() -> None:
    trials = history("sertraline 100 mg", "bupropion 300 mg")
    either = replace(trials, type="psychiatric_evaluation", confidence=0.7, candidates=("progress_note",))
    assert status(SPRAVATO.check(DENIAL, either), "failed_treatments") == "met"
    other = replace(either, candidates=("progress_note", "other"))
    assert status(SPRAVATO.check(DENIAL, other), "failed_treatments") == "needs_review"
    weak = replace(either, confidence=0.4)
    assert status(SPRAVATO.check(DENIAL, weak), "failed_treatments") == "needs_review"


def test_a_doubtfully_read_drug_is_reviewed() -> None:
    found = SPRAVATO.check(DENIAL, history("sertraline 100 mg", "bupropion 300 mg", confidence=0.5))
    assert status(found, "failed_treatments") == "needs_review"


def test_a_dose_in_the_same_row_counts() -> None:
    rows = paper(
        30,
        "medication_history",
        date(2025, 11, 1),
        F("treatment.failed_drug", "sertraline", row=1),
        F("treatment.dose", "100 mg", row=1),
        F("treatment.failed_drug", "bupropion", row=2),
        F("treatment.dose", "300 mg", row=2),
    )
    assert status(SPRAVATO.check(DENIAL, rows), "failed_treatments") == "met"


# ---------------------------------------------------------------- who files, who paid


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        pytest.param(Sender(), "not_applicable", id="nobody named"),
        pytest.param(Sender(name="Alma Test"), "not_applicable", id="the client"),
        pytest.param(Sender(name="A. Test"), "not_applicable", id="the client by an initial"),
        pytest.param(Sender(name="Vera Muster"), "missing", id="an advocate"),
        pytest.param(Sender(organisation="Example Advocacy"), "missing", id="an office"),
    ],
)
def test_a_representative_needs_an_authorization(sender: Sender, expected: str) -> None:
    assert status(KETAMINE.but(sender=sender).check(DENIAL), "representative_authorization") == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([F("date.signed", date(2026, 2, 1))], "met", id="signed in date"),
        pytest.param([], "needs_review", id="no signature seen"),
        pytest.param([F("date.signed", date(2026, 2, 1), 0.5)], "needs_review", id="doubtful date"),
        pytest.param([F("date.signed", date(2025, 3, 1))], "missing", id="expired"),
    ],
)
def test_an_authorization_is_signed_and_in_date(facts: list[F], expected: str) -> None:
    setting = KETAMINE.but(sender=Sender(name="Vera Muster"))
    form = paper(30, "representative_authorization", None, *facts)
    assert status(setting.check(DENIAL, form), "representative_authorization") == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([F("amount.paid", Decimal("450.00"))], "missing", id="the bill says that it was paid"),
        pytest.param([F("amount.paid", Decimal(0))], "not_applicable", id="nothing was paid"),
        pytest.param([], "needs_review", id="the bill does not say"),
    ],
)
def test_proof_of_payment_is_asked_for_when_something_was_paid(facts: list[F], expected: str) -> None:
    bill = paper(4, "itemized_bill", date(2026, 1, 20), *facts)
    assert status(KETAMINE.check(DENIAL, bill), "proof_of_payment") == expected


@pytest.mark.parametrize(
    ("tied", "billed", "expected"),
    [
        pytest.param(True, False, "met", id="for this care"),
        pytest.param(False, False, "needs_review", id="perhaps not"),
        pytest.param(False, True, "needs_review", id="perhaps not, where the bill shows a payment"),
    ],
)
def test_a_payment_is_proven_by_what_is_for_this_care(tied: bool, billed: bool, expected: str) -> None:
    paid = paper(4, "itemized_bill", date(2026, 1, 20), F("amount.paid", Decimal("450.00")))
    papers = (DENIAL, paper(7, "receipt", date(2026, 1, 5)), *((paid,) if billed else ()))
    found = KETAMINE.but(tied=tied).check(*papers)
    assert status(found, "proof_of_payment") == expected
    said = finding(found, "proof_of_payment").explanation
    assert ("it is of something else" in said) is not tied


def test_the_ledger_shows_a_payment() -> None:
    case = replace(KETAMINE.case(DENIAL), ledger=Ledger(totals=Totals(paid_by_client=Decimal(450))))
    assert status(check(case, shipped(), KETAMINE.given()), "proof_of_payment") == "missing"


def test_an_eob_that_denies_is_a_denial_notice_and_another_is_not() -> None:
    denying = paper(30, "eob", date(2026, 2, 1), F("denial.reason", "not_medically_necessary"))
    assert status(KETAMINE.check(denying), "denial_notice") == "met"
    assert status(KETAMINE.check(paper(30, "eob", date(2026, 2, 1))), "denial_notice") == "missing"


def test_external_review_wants_the_final_letter() -> None:
    assert status(KETAMINE.but(level="external").check(DENIAL), "denial_notice") == "missing"
    final = paper(30, "final_denial_letter", date(2026, 3, 1))
    assert status(KETAMINE.check(DENIAL, final), "denial_notice") == "met"


def test_a_call_log_is_never_enough_by_itself() -> None:
    one = finding(
        KETAMINE.but(reasons=("out_of_network",)).check(DENIAL, paper(30, "phone_log")), "network_evidence"
    )
    assert one.status == "needs_review"
    assert "network" in one.explanation


# ---------------------------------------------------------------- insurer, recipient, sources


@pytest.mark.parametrize(
    ("insurer", "files", "known"),
    [
        pytest.param("aetna", ["aetna.yaml"], True, id="a file of its own"),
        pytest.param(
            "anthem_ca", ["bcbs.yaml", "anthem.yaml", "anthem_ca.yaml"], True, id="family of a family"
        ),
        pytest.param("bcbs_tx", ["bcbs.yaml"], True, id="a licensee without a file"),
        pytest.param("evernorth", ["cigna.yaml"], True, id="a brand of another"),
        pytest.param("medicare", ["medicare.yaml"], True, id="not confused with the regime"),
        pytest.param("acme", [], False, id="unknown"),
        pytest.param(None, [], False, id="unread"),
    ],
)
def test_the_insurers_files(insurer: str | None, files: list[str], known: bool) -> None:
    findings = KETAMINE.but(insurer=insurer).check(DENIAL)
    assert [name for name in findings.rule_files if "/" not in name] == ["_base.yaml", *files]
    assert ("insurer_unknown" not in {one.code for one in findings.warnings}) is known


def test_what_the_letter_prints_beats_the_rule_file() -> None:
    printed = paper(
        1,
        "denial_letter",
        date(2026, 3, 2),
        F(
            "plan.appeal_address",
            "Appeals, P.O. Box 5, Springfield, IL 60000",
            text="Appeals\nP.O. Box 5\nSpringfield, IL 60000",
        ),
        F("plan.appeal_fax", "555-555-0100"),
    )
    to = KETAMINE.check(printed).recipient
    doubtful = replace(printed, facts=tuple(replace(fact, confidence=0.6) for fact in printed.facts))
    unread = KETAMINE.check(doubtful).recipient
    assert unread is not None
    assert unread.fax == "859-425-3379"
    assert "doubtful_reading" in {one.code for one in KETAMINE.check(doubtful).warnings}
    assert "doubtful_reading" not in {one.code for one in KETAMINE.check(printed).warnings}
    assert to is not None
    assert (to.name, to.address, to.fax) == (
        "Aetna",
        ("Appeals", "P.O. Box 5", "Springfield, IL 60000"),
        "555-555-0100",
    )
    assert "P.O. Box 14463" in to.basis
    filed = KETAMINE.check(DENIAL).recipient
    assert filed is not None
    assert filed.address[0] == "P.O. Box 14463"
    assert filed.citation is not None
    assert filed.citation.standing == "secondary"


def test_no_address_is_made_up() -> None:
    assert KETAMINE.but(insurer="bcbs_al").check(DENIAL).recipient is None


def test_a_second_hand_or_old_source_is_said() -> None:
    one = finding(SPRAVATO.but(insurer="cigna").check(DENIAL), "failed_treatments")
    assert "summary" in one.why
    assert "shows no date" in one.why
    old = finding(SPRAVATO.but(insurer="bcbs_ar").check(DENIAL), "failed_treatments")
    assert "2023-11-30" in old.why
    assert "Check first" not in finding(SPRAVATO.check(DENIAL), "appeal_letter").why


def test_the_policy_is_named_where_it_is_missing() -> None:
    assert "CPB 0938" in finding(KETAMINE.check(DENIAL), "medical_policy").fix


def test_no_paper_at_all_is_all_missing() -> None:
    findings = check(Case(KETAMINE.case().info, ()), shipped(), KETAMINE.given())
    assert status(findings, "denial_notice") == "missing"
    assert findings.deadlines == ()


def test_the_denial_date_in_a_request_is_the_letters() -> None:
    eob = paper(30, "eob", date(2026, 3, 25), F("denial.reason", "not_medically_necessary"))
    case = KETAMINE.case(DENIAL, eob)
    both = replace(case, denial=replace(case.denial, documents=("d1", "d30")))
    fix = finding(check(both, shipped(), KETAMINE.given()), "medical_policy").fix
    assert "2026-03-02" in fix
    assert "2026-03-25" not in fix


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        pytest.param({"days": 90, "of": "denial"}, "met", id="72 days before the denial"),
        pytest.param({"days": 60, "of": "denial"}, "missing", id="too long before it"),
        pytest.param({"days": 30, "of": "first_treatment"}, "met", id="16 days before the treatment"),
        pytest.param({"days": 10, "of": "first_treatment"}, "missing", id="too long before the treatment"),
        pytest.param({"days": 110, "of": "today"}, "met", id="102 days ago"),
    ],
)
@pytest.mark.parametrize(("patient", "named"), [("Alma Test", True), ("Otto Other", False), (None, None)])
def test_recent_papers_that_name_the_client(
    within: dict[str, object], expected: str, patient: str | None, named: bool | None
) -> None:
    way = {"types": ["rating_scale"], "within": within, "names_client": True}
    rule = {"id": "recent_score", "title": "Recent score", "severity": "required", "why": "W.", "fix": "F."}
    head = {"format": "packetizer/rules/1", "id": "acme", "kind": "insurer", "title": "Acme"}
    rules = RuleFile.model_validate({**head, "requirements": [{**rule, "met_by": [way]}]})
    library = Library.of((*shipped().files, LoadedFile("acme.yaml", False, rules)))
    scale = paper(30, "rating_scale", date(2025, 12, 20), patient=patient)
    found = status(
        KETAMINE.but(insurer="acme").check(DENIAL, *RECORDS, scale, library=library), "recent_score"
    )
    if expected == "met":
        expected = {True: "met", False: "missing", None: "needs_review"}[named]
    assert found == expected


@pytest.mark.parametrize("plan", ["medicaid", "medicare", "medicare_advantage"])
@pytest.mark.parametrize("level", ["internal_1", "external"])
@pytest.mark.parametrize(
    "reason",
    ["experimental_investigational", "not_medically_necessary", "missing_information", "step_therapy"],
)
def test_no_law_of_employer_plans_in_public_programmes(plan: str, level: str, reason: str) -> None:
    setting = Setting(
        plan_type=plan, level=level, insurer=None, reasons=(reason,), sender=Sender(name="Ada Vocate")
    )
    found = setting.check(DENIAL)
    said = [
        " ".join((one.why, one.fix, one.citation.title if one.citation else ""))
        for one in found.requirements
        if one.status.value != "not_applicable"
    ]
    said += [f"{one.text} {one.citation.title if one.citation else ''}" for one in found.rights]
    for word in ("2560.503", "147.136", "ERISA", "employer", "Marketplace", "xternal review"):
        assert not [text for text in said if word in text]
    employer = setting.but(plan_type="erisa_insured").check(DENIAL)
    assert any(one.citation and "2560.503" in one.citation.title for one in employer.requirements)
