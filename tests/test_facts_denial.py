"""Denial reasons: the words that state one, the words that only speak of one, and the codes."""

from __future__ import annotations

import textwrap

import pytest

from tests.told import facts_of, told


def said(text: str, type_: str = "denial_letter") -> list[tuple[str, str]]:
    wrapped = "\n".join(part for line in text.splitlines() for part in (textwrap.wrap(line, 92) or [""]))
    return [(fact.kind, str(fact.value)) for fact in facts_of(wrapped, type_)]


def reasons(text: str, type_: str = "denial_letter") -> set[str]:
    return {value for kind, value in said(text, type_) if kind == "denial.reason"}


def letter(body: str) -> str:
    return f"""Example Health Plan
March 4, 2024

Dear Jane Sample:

{body}

Your appeal rights
You may appeal this decision within 180 days. If your request was denied because it is not medically
necessary or is experimental, you may ask for an external review. To appeal, send a letter that explains
why you believe the service is medically necessary."""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "We have denied coverage because ketamine infusion is considered experimental and "
            "investigational for the treatment of depression.",
            {"experimental_investigational"},
            id="considered experimental",
        ),
        pytest.param(
            "Your request was not approved. Intravenous ketamine is unproven for treating major depressive "
            "disorder.",
            {"experimental_investigational"},
            id="unproven",
        ),
        pytest.param(
            "This service is denied as investigational under Medical Policy MP-446.",
            {"experimental_investigational"},
            id="denied as investigational",
        ),
        pytest.param(
            "Reason for denial: Experimental/Investigational/Unproven",
            {"experimental_investigational"},
            id="labelled reason",
        ),
        pytest.param(
            "The request is denied. The treatment has not been proven to be effective for your condition.",
            {"experimental_investigational"},
            id="not been proven",
        ),
        pytest.param(
            "We are unable to approve this request. The published medical literature is insufficient to "
            "determine the effects of this treatment on health outcomes.",
            {"insufficient_evidence"},
            id="literature insufficient",
        ),
        pytest.param(
            "We denied this claim because there is insufficient evidence in the peer-reviewed literature "
            "to support ketamine for PTSD.",
            {"insufficient_evidence"},
            id="insufficient evidence",
        ),
        pytest.param(
            "Coverage is denied. There is not enough scientific evidence that this treatment works.",
            {"insufficient_evidence"},
            id="not enough evidence",
        ),
        pytest.param(
            "The drug is not FDA-approved for depression. Therefore the request is denied.",
            {"off_label"},
            id="not FDA approved for",
        ),
        pytest.param(
            "We can't approve your request since ketamine would be used off-label.",
            {"off_label"},
            id="used off label",
        ),
        pytest.param(
            "Your claim was denied: the drug has not been approved by the Food and Drug Administration for "
            "this use.",
            {"off_label"},
            id="not approved by the FDA",
        ),
        pytest.param(
            "Denied. Off-label use of this medication is not a covered benefit.",
            {"off_label"},
            id="off-label not covered",
        ),
        pytest.param(
            "Your claim has been DENIED. The requested service does not meet our medical necessity criteria.",
            {"not_medically_necessary"},
            id="medical necessity criteria",
        ),
        pytest.param(
            "We reviewed your records and determined that the service is not medically necessary. The "
            "claim is denied.",
            {"not_medically_necessary"},
            id="not medically necessary",
        ),
        pytest.param(
            "Based on the information provided, medical necessity has not been established, so we will not "
            "cover the infusions.",
            {"not_medically_necessary"},
            id="necessity not established",
        ),
        pytest.param(
            "The clinical information submitted does not support the medical necessity of continued "
            "treatment. Payment is denied.",
            {"not_medically_necessary"},
            id="does not support necessity",
        ),
        pytest.param(
            "We denied the request for lack of medical necessity.",
            {"not_medically_necessary"},
            id="lack of necessity",
        ),
        pytest.param(
            "This claim is denied because prior authorization was not obtained before the service.",
            {"no_prior_authorization"},
            id="not obtained",
        ),
        pytest.param(
            "Payment is denied. Precertification was required for this service and we have no "
            "authorization on file.",
            {"no_prior_authorization"},
            id="no authorization on file",
        ),
        pytest.param(
            "The services were performed without prior approval and are denied.",
            {"no_prior_authorization"},
            id="without prior approval",
        ),
        pytest.param(
            "We denied this claim since your provider did not get approval from us before you had this "
            "treatment.",
            {"no_prior_authorization"},
            id="plain language authorization",
        ),
        pytest.param(
            "Your request for Spravato is denied. Our records do not show that you have tried and failed "
            "at least two antidepressants from different classes.",
            {"step_therapy"},
            id="records do not show trials",
        ),
        pytest.param(
            "We denied esketamine because the step therapy requirement has not been met.",
            {"step_therapy"},
            id="step therapy",
        ),
        pytest.param(
            "Denied: you must first try two preferred medications before we can cover this drug.",
            {"step_therapy"},
            id="must first try",
        ),
        pytest.param(
            "The request is denied. There is no documentation of an adequate trial of an oral "
            "antidepressant.",
            {"step_therapy"},
            id="no documentation of trial",
        ),
        pytest.param(
            "We denied your claim because the treatment is not a covered benefit under your plan.",
            {"not_covered_benefit"},
            id="not covered benefit",
        ),
        pytest.param(
            "Coverage is denied. Ketamine infusion therapy is specifically excluded from your benefit plan.",
            {"not_covered_benefit"},
            id="excluded",
        ),
        pytest.param(
            "This service is an exclusion per your Evidence of Coverage, and we are unable to approve this "
            "request.",
            {"not_covered_benefit"},
            id="exclusion per evidence of coverage",
        ),
        pytest.param(
            "Your request for this drug is denied because it is not on our formulary.",
            {"not_covered_benefit"},
            id="not on formulary",
        ),
        pytest.param(
            "This claim was denied because the provider is out of network and your plan has no "
            "out-of-network benefits.",
            {"out_of_network"},
            id="out of network",
        ),
        pytest.param(
            "We denied the claim. The clinic is not a participating provider with your plan.",
            {"out_of_network"},
            id="not participating",
        ),
        pytest.param(
            "Your claim is denied. We requested medical records from your provider and did not receive "
            "them: the requested information was not received.",
            {"missing_information"},
            id="records not received",
        ),
        pytest.param(
            "We cannot approve this request because there is not enough clinical information to make a "
            "decision.",
            {"missing_information"},
            id="not enough clinical information",
        ),
        pytest.param(
            "The claim was denied because it was submitted after the timely filing limit.",
            {"timely_filing"},
            id="timely filing",
        ),
        pytest.param(
            "Denied: the claim was not received within 180 days of the date of service.",
            {"timely_filing"},
            id="not received within",
        ),
        pytest.param(
            "This claim is denied due to an invalid procedure code.", {"coding_error"}, id="invalid code"
        ),
        pytest.param(
            "Claim denied. The diagnosis is inconsistent with the procedure billed.",
            {"coding_error"},
            id="diagnosis inconsistent",
        ),
        pytest.param(
            "This charge is denied as a duplicate of a claim we already processed.",
            {"duplicate_claim"},
            id="duplicate",
        ),
        pytest.param(
            "We denied this claim because our records show that you have other insurance that is primary.",
            {"coordination_of_benefits"},
            id="other insurance",
        ),
        pytest.param(
            "Denied. Your coverage was terminated before the date of service.",
            {"not_eligible"},
            id="terminated",
        ),
        pytest.param(
            "The claim is denied because the member was not eligible for benefits on the date of service.",
            {"not_eligible"},
            id="not eligible",
        ),
        pytest.param(
            "We denied the additional infusions because they exceed the maximum number of visits allowed.",
            {"quantity_limit"},
            id="exceed maximum",
        ),
        pytest.param(
            "Denied: the requested quantity exceeds the plan's quantity limit.",
            {"quantity_limit"},
            id="quantity limit",
        ),
        pytest.param(
            "Inpatient treatment is denied. You could have been treated safely at a lower level of care.",
            {"level_of_care"},
            id="lower level of care",
        ),
        pytest.param(
            "The claim is denied because this provider type is not eligible to bill this service.",
            {"provider_not_eligible"},
            id="provider type",
        ),
        pytest.param(
            "Denied: this service is included in the payment for another service performed the same day.",
            {"bundled_service"},
            id="included",
        ),
        pytest.param(
            "The request is denied. Ketamine is not FDA approved for this use, and is considered "
            "investigational. In addition, prior authorization was not obtained.",
            {"experimental_investigational", "off_label", "no_prior_authorization"},
            id="three reasons",
        ),
        pytest.param(
            "We decided to uphold the denial. The published studies are small, and lasting benefit is not "
            "established; the treatment is investigational and is not reasonable and necessary.",
            {"insufficient_evidence", "experimental_investigational", "not_medically_necessary"},
            id="two verdicts in a sentence",
        ),
        pytest.param(
            "Based on our policy we could not find that continued treatment is medically necessary. The "
            "information you sent does not show an inadequate response to at least two antidepressants from "
            "different classes, each taken for at least six weeks.",
            {"not_medically_necessary", "step_therapy"},
            id="a verdict on need, and why",
        ),
        pytest.param(
            "Reason for Denial: The drug was lost in the mail and cannot be replaced.",
            {"other"},
            id="another reason",
        ),
    ],
)
def test_stated(body: str, expected: set[str]) -> None:
    assert reasons(letter(body)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "We denied this service as not medically nocessary.", {"not_medically_necessary"}, id="nocessary"
        ),
        pytest.param(
            "The treatrnent is denied as exper1mental.",
            {"experimental_investigational"},
            id="digit one",
        ),
        pytest.param(
            "This service is denied as lnvestigatlonal.", {"experimental_investigational"}, id="l for i"
        ),
        pytest.param(
            "Denied: prior authorizatlon was notobtained.", {"no_prior_authorization"}, id="lost space"
        ),
        pytest.param(
            "We denied your request. It is not a coverod benefit.", {"not_covered_benefit"}, id="coverod"
        ),
    ],
)
def test_survives_misreading(body: str, expected: set[str]) -> None:
    assert reasons(letter(body)) == expected


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            "If your claim was denied because it is not medically necessary, you may ask for a "
            "peer-to-peer call.",
            id="conditional",
        ),
        pytest.param(
            "You may request an external review if the denial was based on medical necessity or because "
            "the service is experimental.",
            id="external review boilerplate",
        ),
        pytest.param(
            "Experimental or investigational means services that are not proven to be effective.",
            id="definition",
        ),
        pytest.param(
            "You stated that the treatment is not experimental and has helped.", id="what the member said"
        ),
        pytest.param(
            "We have approved your request. Prior authorization is not a guarantee of payment.", id="approval"
        ),
        pytest.param("This does not mean that the service is not medically necessary.", id="negated"),
    ],
)
def test_not_a_reason(body: str) -> None:
    """Only the boilerplate of `letter` and this sentence: neither states a reason of this case."""
    stated = letter("We have denied coverage because prior authorization was not obtained. " + body)
    assert reasons(stated) == {"no_prior_authorization"}


@pytest.mark.parametrize(
    ("type_", "codes"),
    [
        pytest.param("appeal_letter", ["CO-50"], id="appeal"),
        pytest.param("letter_of_medical_necessity", ["CO-50"], id="letter of necessity"),
        pytest.param("correspondence", ["CO-50"], id="correspondence"),
        pytest.param("itemized_bill", ["CO-50"], id="bill"),
        pytest.param("medical_policy", [], id="policy"),
        pytest.param("plan_document", [], id="plan document"),
        pytest.param("progress_note", [], id="note"),
    ],
)
def test_other_papers_state_no_reason_but_may_quote_codes(type_: str, codes: list[str]) -> None:
    text = (
        "I am appealing your denial. You denied the claim as experimental and not medically necessary. CO-50"
    )
    found = [pair for pair in said(text, type_) if pair[0].startswith("denial.")]
    assert found == [("denial.carc", code) for code in codes]


def test_a_definition_counts_where_nothing_else_does() -> None:
    text = letter(
        "We denied your claim. Services that are not medically necessary are not covered by your plan."
    )
    assert reasons(text) == {"not_medically_necessary"}


@pytest.mark.parametrize(
    ("text", "carc", "rarc"),
    [
        pytest.param("Denial code: CO-50", ["CO-50"], [], id="dash"),
        pytest.param("Reason code CO50 N130", ["CO-50"], ["N130"], id="joined, with remark"),
        pytest.param("Adj code: CO 197  Remark: MA130", ["CO-197"], ["MA130"], id="space"),
        pytest.param("Remark PR-204", ["PR-204"], [], id="patient owes, not covered"),
        pytest.param("CARC 55", ["55"], [], id="no group"),
        pytest.param(
            '(1) Code 50: non-covered because this is not deemed a "medical necessity"',
            ["50"],
            [],
            id="called a code",
        ),
        pytest.param("197   Precertification/authorization absent.", ["197"], [], id="before its meaning"),
        pytest.param(
            "55  Deemed experimental/investigational by the payer.", ["55"], [], id="meaning beside"
        ),
        pytest.param(
            "96365    375.00    0.00    375.00   16 N706    0.00", ["16"], ["N706"], id="before its remark"
        ),
        pytest.param("Why: 242 - services not provided by network providers.", ["242"], [], id="why"),
        pytest.param("Remark 22: another payer may have to pay first.", ["22"], [], id="a remark's number"),
        pytest.param("N1  (197) Precertification was not obtained.", ["197"], [], id="behind the own key"),
        pytest.param("Note 7: your plan pays after you meet its rules.", [], [], id="a note's own number"),
        pytest.param(
            "You have used the benefit maximum for this year. (119)", ["119"], [], id="behind its meaning"
        ),
        pytest.param("We wrote to your clinic twice. (27)", [], [], id="a number in brackets"),
        pytest.param("16  Claim lacks information needed to decide.", ["16"], [], id="a meaning, no reason"),
        pytest.param("CAS CO 50 365.00  LQ N115", ["CO-50"], ["N115"], id="before its amount"),
        pytest.param("Remark P15: approval was not asked for.", [], [], id="a key like a misread group"),
        pytest.param("N4  Precertification was not obtained.", [], [], id="a key like a remark code"),
        pytest.param(
            "99213     100.00     0.00     M16\n"
            "MSG M16   WE ARE NOT ABLE TO PROCESS THIS CLAIM. THE INFORMATION\n"
            "          WE REQUESTED FROM YOUR PROVIDER HAS NOT BEEN RECEIVED.\n"
            "          J3490.   (CO-16   N706   M123)",
            ["CO-16"],
            ["N706", "M123"],
            id="a message's own key whose words go on below",
        ),
        pytest.param(
            "5. Received: 25 APR 2025\n6. Drug or modifier missing\n7. Prescriber", [], [], id="counted lines"
        ),
        pytest.param(
            "Area code 216, zip code 29. Place of service code 11: office", [], [], id="other codes"
        ),
        pytest.param("50  visits a year are covered. 27  Mock Street", [], [], id="numbers before words"),
        pytest.param("Adjustment reason code: C0-5O", ["CO-50"], [], id="zero and O"),
        pytest.param(
            "Codes: 204 (not covered under the current benefit plan); 242 (not provided by network).",
            ["204", "242"],
            [],
            id="a list with meanings",
        ),
        pytest.param("Reason codes: 204, 242.", ["204", "242"], [], id="a list behind its name"),
        pytest.param("Codes: 204 (ward), 242 (room)", [], [], id="codes of other things"),
        pytest.param("PR-1 PR-2 CO-45", ["PR-1", "PR-2", "CO-45"], [], id="cost share and fee schedule"),
        pytest.param("Code for CRPS, PR SO: none", [], [], id="letters alone"),
        pytest.param("OA-23 CO-253", ["OA-23", "CO-253"], [], id="earlier payer, sequester"),
        pytest.param("Denver, CO 80202", [], [], id="Colorado zip"),
        pytest.param("San Juan, PR 00901", [], [], id="Puerto Rico zip"),
        pytest.param("Wear an N95 mask. CO-PAY $20.00. CO-INSURANCE 20.00", [], [], id="no codes"),
        pytest.param("co-pay 50", [], [], id="copay"),
    ],
)
def test_codes(text: str, carc: list[str], rarc: list[str]) -> None:
    found = said(text, "eob")
    assert [value for kind, value in found if kind == "denial.carc"] == carc
    assert [value for kind, value in found if kind == "denial.rarc"] == rarc


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Explanation of Benefits\nAdj code: CO-50", {"not_medically_necessary"}, id="code alone"
        ),
        pytest.param(
            "Explanation of Benefits\nAdj code: CO-16 N706", {"missing_information"}, id="remark tells"
        ),
        pytest.param("Explanation of Benefits\nAdj code: PR-1  CO-45", set(), id="deductible is no denial"),
        pytest.param(
            "Explanation of Benefits\nAdj: CO-50\nNote A1: This service is denied as experimental.",
            {"experimental_investigational"},
            id="words outrank codes",
        ),
        pytest.param(
            "Explanation of Benefits\nBilled  Allowed  Not covered  You owe\n100.00  80.00  20.00  0.00",
            set(),
            id="column head",
        ),
        pytest.param(
            "Explanation of Benefits\nNotes\nA1 - Your plan pays 80% of the allowed amount for network care.",
            set(),
            id="a share of the cost",
        ),
        pytest.param(
            "Explanation of Benefits\nNotes\nA1 - This amount was applied to your in-network deductible.",
            set(),
            id="a deductible",
        ),
        pytest.param(
            "Explanation of Benefits\nAmount billed 100.00\nNotes\n"
            "A2 - The provider is out of network. Your plan pays 60% of the allowed amount.",
            {"out_of_network"},
            id="a share that is less for a reason",
        ),
    ],
)
def test_explanation_of_benefits(text: str, expected: set[str]) -> None:
    assert reasons(text, "eob") == expected


def test_the_fact_stands_where_it_was_read() -> None:
    text = "Example Plan\n\nWe denied this claim because the treatment is considered\nexperimental and "
    facts = facts_of(f"{text}investigational.", "denial_letter")
    (fact,) = [fact for fact in facts if fact.kind == "denial.reason"]
    assert fact.text.lower().startswith("experimental")
    assert 0.09 < fact.box.y0 < fact.box.y1 < 0.13


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Denial Code: CO16 - Claim lacks information or has a billing error.\n\n"
                     "The procedure code is inconsistent with the modifier billed: denied.",
                     {"coding_error"}, id="a code that may be anything, and what it was"),
        pytest.param("Denial Code: CO16 - Claim lacks information which is needed for adjudication.",
                     {"missing_information"}, id="nothing but the code that may be anything"),
        pytest.param("Services denied:\n\n  CPT 0481T - Category III code: Molecular profiling, panel\n\n"
                     "We denied it because it is not medically necessary.",
                     {"not_medically_necessary"}, id="what was done is no reason"),
    ],
)  # fmt: skip
def test_codes_meanings_and_services(text: str, expected: set[str]) -> None:
    assert reasons(letter(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Reason: The treatment is experimental for depression.\n\n"
                     "APPENDIX: PRIOR DETERMINATIONS IN THE FILE\n\nMarch 4, 2025. Claim for ketamine "
                     'infusion, two sessions, denied: "Provider did not obtain precertification."',
                     {"experimental_investigational"}, id="a part about earlier ones"),
        pytest.param("The claim is denied. The clinic did not obtain precertification.\n\n"
                     "Code list (all): 50 not medically necessary; 55 experimental; "
                     "97 included in another service.",
                     {"no_prior_authorization"}, id="a list of all codes"),
        pytest.param("The claim is denied. The clinic did not obtain precertification.\n\n"
                     "Plan text, Article V: No benefits are payable for (1) services not medically "
                     "necessary; (2) charges received more than twelve months after they arose; (3) calls.",
                     {"no_prior_authorization"}, id="the plan's limits, listed"),
        pytest.param("OUR EARLIER DECISION\n\nWe denied the infusions because ketamine is considered "
                     "experimental for depression.",
                     {"experimental_investigational"}, id="but where nothing else says why"),
    ],
)  # fmt: skip
def test_what_is_beside_the_point(text: str, expected: set[str]) -> None:
    assert reasons(letter(text)) == expected


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        pytest.param("C0198,", set(), id="an adjustment's code with a nought for its O"),
        pytest.param("C9047", {("procedure", "C9047")}, id="a code of HCPCS"),
    ],
)
def test_a_misread_adjustment_is_no_procedure(cell: str, codes: set[tuple[str, str]]) -> None:
    text = f"Service date   Code    Billed   Covered   Notes\n08/11/2026             845.00   0.00   {cell}\n"
    assert told(text, "eob", "code.") == codes
