"""The kinds of facts: the manifest's names, and what a value of each looks like."""

from __future__ import annotations

from enum import StrEnum


class FactKind(StrEnum):
    """What a fact says. `date.*` holds a `date` or `DateRange`, `amount.*` a `Decimal`, the rest text."""

    DATE_LETTER = "date.letter"  # the paper's own date: notice, letter, statement, decision
    DATE_SERVICE = "date.service"
    DATE_RECEIVED = "date.received"  # a stamp, or where the paper says when it came
    DATE_DEADLINE = "date.deadline"  # only where a day is printed; a window is PLAN_APPEAL_WINDOW
    DATE_PAYMENT = "date.payment"
    DATE_SIGNED = "date.signed"
    DATE_BIRTH = "date.birth"

    AMOUNT_BILLED = "amount.billed"
    AMOUNT_ALLOWED = "amount.allowed"
    AMOUNT_PAID_BY_PLAN = "amount.paid_by_plan"
    AMOUNT_PATIENT_RESPONSIBILITY = "amount.patient_responsibility"
    AMOUNT_TOTAL = "amount.total"  # what a receipt comes to
    AMOUNT_PAID = "amount.paid"  # by the client
    AMOUNT_BALANCE = "amount.balance"

    DENIAL_REASON = "denial.reason"  # a code of data/denial_reasons.yaml
    DENIAL_CARC = "denial.carc"  # "CO-50"; "50" where no group code is printed
    DENIAL_RARC = "denial.rarc"  # "N130"

    ID_CLAIM = "id.claim"
    ID_MEMBER = "id.member"
    ID_GROUP = "id.group"
    ID_AUTHORIZATION = "id.authorization"
    ID_NPI = "id.npi"
    ID_TAX = "id.tax"

    NAME_PATIENT = "name.patient"  # "First Last"
    NAME_PROVIDER = "name.provider"
    NAME_INSURER = "name.insurer"  # the name of data/insurers.yaml
    NAME_MERCHANT = "name.merchant"

    CODE_ICD10 = "code.icd10"  # with its dot: "F33.2"
    CODE_PROCEDURE = "code.procedure"
    CODE_NDC = "code.ndc"

    TREATMENT_DRUG = "treatment.drug"  # generic name, lower case
    TREATMENT_DOSE = "treatment.dose"  # "40 mg", "0.5 mg/kg"
    TREATMENT_FAILED_DRUG = "treatment.failed_drug"

    SCORE_PHQ9 = "score.phq9"
    SCORE_GAD7 = "score.gad7"
    SCORE_MADRS = "score.madrs"
    SCORE_QIDS = "score.qids"
    SCORE_PCL5 = "score.pcl5"
    SCORE_YBOCS = "score.ybocs"
    SCORE_PAIN = "score.pain"

    PLAN_APPEAL_ADDRESS = "plan.appeal_address"  # lines joined by ", "; `text` keeps them apart
    PLAN_APPEAL_FAX = "plan.appeal_fax"  # "555-555-0100"
    PLAN_APPEAL_PHONE = "plan.appeal_phone"
    PLAN_EXPEDITED_FAX = "plan.expedited_fax"  # where an appeal that cannot wait goes
    PLAN_EXPEDITED_PHONE = "plan.expedited_phone"
    PLAN_EXTERNAL_ADDRESS = "plan.external_address"  # where a review outside of the plan is asked for
    PLAN_EXTERNAL_FAX = "plan.external_fax"
    PLAN_EXTERNAL_PHONE = "plan.external_phone"
    PLAN_EXTERNAL_PORTAL = "plan.external_portal"  # a website, as printed
    PLAN_APPEAL_WINDOW = "plan.appeal_window"  # "180 days", "4 months": time to appeal, as printed
    PLAN_EXTERNAL_WINDOW = "plan.external_window"  # the same to ask for a review outside of the plan
    PAGE_OF = "page.of"  # "2/5"
