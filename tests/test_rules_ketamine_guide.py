"""The six steps of the patients' guide to ketamine insurance, and its conditions and reasons, as cases.

Each step has its place in the checklist: with its paper it is met, without it is missing or asked for.
"""

from __future__ import annotations

from datetime import date

import pytest

from packetizer.model import Document, Sender
from tests.rules_case import BILL, DENIAL, RECORDS, WHOLE, F, Setting, finding, paper, status

CONDITIONS = {
    "treatment-resistant depression": ("F33.2", "treatments/ketamine_psychiatric.yaml"),
    "PTSD": ("F43.12", "treatments/ketamine_psychiatric.yaml"),
    "anxiety": ("F41.1", "treatments/ketamine_psychiatric.yaml"),
    "OCD": ("F42.2", "treatments/ketamine_psychiatric.yaml"),
    "chronic pain": ("G89.4", "treatments/ketamine_pain.yaml"),
}
REASONS = {
    "no FDA approval": "off_label",
    "insufficient evidence": "insufficient_evidence",
    "experimental": "experimental_investigational",
}
MATRIX = [
    pytest.param(code, file, reason, id=f"{condition}, {name}")
    for condition, (code, file) in CONDITIONS.items()
    for name, reason in REASONS.items()
]


@pytest.mark.parametrize(("code", "file", "reason"), MATRIX)
def test_each_condition_and_reason_has_a_whole_checklist(code: str, file: str, reason: str) -> None:
    """With every paper nothing required is open; with the denial alone the core of the appeal is missing."""
    setting = Setting(
        diagnoses=(code,), reasons=(reason,), plan_type="erisa_insured", sender=Sender("Alma Test")
    )
    whole = setting.check(*WHOLE)
    assert file in whole.rule_files
    assert [
        one.id for one in whole.requirements if one.required and one.status not in ("met", "not_applicable")
    ] == []
    bare = setting.check(DENIAL)
    wanted = {"letter_of_medical_necessity", "diagnosis_evidence", "medical_policy", "supporting_literature"}
    assert wanted <= {one.id for one in bare.requirements if one.required and one.status == "missing"}
    letter = finding(bare, "letter_of_medical_necessity").fix
    assert ("pain" in letter) is (file == "treatments/ketamine_pain.yaml")
    assert [due.id for due in bare.deadlines] == ["internal_appeal"]
    assert "clinical_explanation" in {part.id for part in bare.notice}


@pytest.mark.parametrize(("code", "file", "reason"), MATRIX)
def test_trials_are_required_where_depression_is_the_diagnosis(code: str, file: str, reason: str) -> None:
    one = finding(Setting(diagnoses=(code,), reasons=(reason,)).check(DENIAL), "failed_treatments")
    assert one.required is (code == "F33.2")
    assert one.status == "missing"
    assert file.startswith("treatments/")


AUTHORIZED = paper(20, "prior_auth_request", date(2025, 12, 1), F("id.authorization", "A1"))
CALLS = paper(21, "phone_log", date(2026, 1, 2))
STEPS = [
    pytest.param((), ("plan_document",), ["plan_document"], id="1 benefits: the plan document"),
    pytest.param((), ("medical_policy",), ["medical_policy"], id="1 benefits: the policy"),
    pytest.param((), ("insurance_card",), ["insurance_card"], id="1 benefits: the card"),
    pytest.param(
        (), ("letter_of_medical_necessity",), ["letter_of_medical_necessity"], id="2 support: the letter"
    ),
    pytest.param(
        (), ("psychiatric_evaluation", "progress_note"), ["diagnosis_evidence"], id="2 support: diagnosis"
    ),
    pytest.param(
        ("no_prior_authorization",), ("prior_auth_request",), ["prior_authorization"], id="3 authorization"
    ),
    pytest.param((), ("medication_history",), ["failed_treatments"], id="3 documentation: what failed"),
    pytest.param(("out_of_network",), ("phone_log",), ["network_evidence"], id="4 network"),
    pytest.param((), ("infusion_record",), ["infusion_records"], id="5 progress: records"),
    pytest.param((), ("rating_scale",), ["baseline_score", "response_score"], id="5 progress: scores"),
    pytest.param((), ("itemized_bill",), ["itemized_bill"], id="5 expenses: the bill"),
    pytest.param((), ("appeal_letter",), ["appeal_letter"], id="6 appeal: the letter"),
    pytest.param((), ("denial_letter", "eob"), ["denial_notice"], id="6 appeal: what is appealed"),
]


@pytest.mark.parametrize(("reasons", "taken", "names"), STEPS)
def test_each_step_of_the_guide_has_its_place(
    reasons: tuple[str, ...], taken: tuple[str, ...], names: list[str]
) -> None:
    """Taken out it is missing, with words to ask for it; there it is met, or for a person's eyes."""
    everything: tuple[Document, ...] = (*WHOLE, AUTHORIZED, CALLS)
    setting = Setting(reasons=reasons or ("experimental_investigational",))
    there = setting.check(*everything)
    gone = setting.check(*(one for one in everything if one.type not in taken))
    for name in names:
        assert status(there, name) in ({"met"} if name != "network_evidence" else {"needs_review"})
        assert status(gone, name) == "missing"
        assert len(finding(gone, name).fix) > 40


def test_receipts_without_a_bill_do_not_replace_it_and_the_other_way_round() -> None:
    """Step 5: what was paid and what was charged are two papers."""
    receipt = paper(7, "receipt", date(2026, 1, 5), F("amount.total", "450.00"))
    found = Setting().check(DENIAL, *RECORDS, receipt)
    assert (status(found, "proof_of_payment"), status(found, "itemized_bill")) == ("met", "missing")
    paid = paper(
        22,
        "itemized_bill",
        date(2026, 1, 20),
        *(F(f.kind, f.value) for f in BILL.facts),
        F("amount.paid", "9"),
    )
    assert status(Setting().check(DENIAL, *RECORDS, paid), "proof_of_payment") != "met"


def test_the_appeal_has_a_deadline_and_a_place_to_go() -> None:
    """Step 6."""
    found = Setting(plan_type="erisa_self_funded").check(DENIAL)
    assert [due.due for due in found.deadlines] == [date(2026, 8, 29)]
    assert found.recipient is not None
    assert found.recipient.address
