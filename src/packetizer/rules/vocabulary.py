"""The words that a rule file may use: so that an editor completes them and a slip is caught with its line."""

from __future__ import annotations

from typing import Literal, get_args

DocumentType = Literal[
    "denial_letter",
    "final_denial_letter",
    "external_review_decision",
    "eob",
    "prior_auth_request",
    "prior_auth_approval",
    "appeal_letter",
    "letter_of_medical_necessity",
    "psychiatric_evaluation",
    "progress_note",
    "psychotherapy_notes",
    "infusion_record",
    "rating_scale",
    "medication_history",
    "prescription",
    "lab_report",
    "imaging_report",
    "discharge_summary",
    "operative_report",
    "referral",
    "consent_form",
    "itemized_bill",
    "claim_form",
    "receipt",
    "proof_of_payment",
    "insurance_card",
    "photo_id",
    "plan_document",
    "medical_policy",
    "journal_article",
    "representative_authorization",
    "hipaa_authorization",
    "phone_log",
    "correspondence",
    "fax_cover",
    "other",
]

FactKind = Literal[
    "date.letter",
    "date.service",
    "date.received",
    "date.deadline",
    "date.payment",
    "date.signed",
    "date.birth",
    "amount.billed",
    "amount.allowed",
    "amount.paid_by_plan",
    "amount.patient_responsibility",
    "amount.total",
    "amount.paid",
    "amount.balance",
    "denial.reason",
    "denial.carc",
    "denial.rarc",
    "id.claim",
    "id.member",
    "id.group",
    "id.authorization",
    "id.npi",
    "id.tax",
    "name.patient",
    "name.provider",
    "name.insurer",
    "name.merchant",
    "code.icd10",
    "code.procedure",
    "code.ndc",
    "treatment.drug",
    "treatment.dose",
    "treatment.failed_drug",
    "score.phq9",
    "score.gad7",
    "score.madrs",
    "score.qids",
    "score.pcl5",
    "score.ybocs",
    "score.pain",
    "plan.appeal_address",
    "plan.appeal_fax",
    "plan.appeal_phone",
    "plan.expedited_fax",
    "plan.expedited_phone",
    "plan.external_address",
    "plan.external_fax",
    "plan.external_phone",
    "plan.external_portal",
    "plan.appeal_window",
    "plan.external_window",
    "page.of",
]

DenialReasonCode = Literal[
    "experimental_investigational",
    "off_label",
    "insufficient_evidence",
    "not_medically_necessary",
    "no_prior_authorization",
    "step_therapy",
    "not_covered_benefit",
    "out_of_network",
    "missing_information",
    "timely_filing",
    "coding_error",
    "duplicate_claim",
    "coordination_of_benefits",
    "not_eligible",
    "level_of_care",
    "quantity_limit",
    "provider_not_eligible",
    "bundled_service",
    "other",
]

PlanType = Literal[
    "erisa_self_funded",
    "erisa_insured",
    "individual",
    "medicare_advantage",
    "medicare",
    "medicaid",
    "fehb",
    "other",
]

PlanTypeOrUnknown = Literal[PlanType, "unknown"]

SheetName = Literal[
    "cover", "letter", "index", "summary", "chronology", "reasons", "criteria", "scores", "ledger"
]

AppealLevel = Literal["internal_1", "internal_2", "external"]

DeadlineId = Literal[
    "internal_appeal",
    "second_level_appeal",
    "external_review",
    "expedited_appeal",
    "fair_hearing",
    "reconsideration",
]

ContentId = Literal[
    "reason",
    "plan_provision",
    "information_needed",
    "review_procedures",
    "civil_action",
    "internal_criterion",
    "clinical_explanation",
    "expedited_process",
    "date_of_service",
    "provider_name",
    "claim_amount",
    "codes_on_request",
    "denial_code",
    "external_review",
    "consumer_assistance",
]

Standing = Literal["primary", "secondary", "practice", "unsourced"]

SHARED_REQUIREMENTS: tuple[str, ...] = (
    "denial_notice",
    "appeal_letter",
    "letter_of_medical_necessity",
    "diagnosis_evidence",
    "failed_treatments",
    "clinical_notes",
    "baseline_score",
    "response_score",
    "infusion_records",
    "prior_authorization",
    "itemized_bill",
    "proof_of_payment",
    "eob",
    "representative_authorization",
    "hipaa_authorization",
    "insurance_card",
    "plan_document",
    "medical_policy",
    "supporting_literature",
    "network_evidence",
)

SCORE_WORDS: dict[str, str] = {  # how a reason names a score that measures something else
    "score.phq9": "a PHQ-9",
    "score.gad7": "a GAD-7",
    "score.madrs": "a MADRS",
    "score.qids": "a QIDS",
    "score.pcl5": "a PCL-5",
    "score.ybocs": "a Y-BOCS",
    "score.pain": "a pain score",
}
FACT_WORDS: dict[str, str] = {  # how a reason names a fact; others by the first part of their kind
    "code.icd10": "ICD-10 code",
    "code.procedure": "procedure code",
    "code.ndc": "drug code",
    "denial.reason": "denial reason",
    "id.claim": "claim number",
    "id.authorization": "authorization number",
    "treatment.failed_drug": "failed drug",
}
DOCUMENT_TYPES: tuple[str, ...] = get_args(DocumentType)
DENIAL_REASONS: tuple[str, ...] = get_args(DenialReasonCode)
PLACEHOLDERS = frozenset(
    {
        "client",
        "insurer",
        "treatment",
        "dates",
        "claims",
        "denial_date",
        "needed",
        "found",
        "signer",
        "reader",
    }
)
