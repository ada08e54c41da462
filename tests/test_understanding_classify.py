"""What papers are taken for, from wording and looks; also with misread letters, and what they must not be."""

from __future__ import annotations

import pytest

from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.lore.knowledge import DocumentType, load_knowledge
from packetizer.understanding.page.look import Vocabulary, look_at, squash, squash_phrase
from packetizer.understanding.types.classify import score_page, verdict
from packetizer.understanding.types.cues import CUE_NAMES
from tests.pages import page_from_text

CONTRACT_TYPES = [
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

PAPERS = {
    "denial_letter": """Quillhaven Health Plan
March 3, 2026
Dear Wendeline Okafor:
We looked at the request from your doctor. We are not able to approve this service because the records
do not show that the plan's guideline was met.
You may appeal within 180 days. Write to Appeals, PO Box 55, Nowhere, OH 43000.
Sincerely,
Medical Director""",
    "final_denial_letter": """Quillhaven Health Plan
Decision on your appeal
Dear Wendeline Okafor:
We reviewed your appeal again. A different physician agrees, and our original decision is upheld.
You have used all internal appeals. You may request an external review within four months.
Sincerely,""",
    "eob": """Explanation of Benefits          THIS IS NOT A BILL
Member: Wendeline Okafor      Claim number 5550012
Date of service   Amount billed   Allowed amount   Plan paid   You may owe
02/03/2026        $650.00         $0.00            $0.00       $650.00
02/10/2026        $650.00         $0.00            $0.00       $650.00
Total             $1,300.00       $0.00            $0.00       $1,300.00""",
    "appeal_letter": """April 2, 2026
To the Appeals Department
I am asking you to reconsider your denial dated March 3. My doctor explains in the enclosed records why
this treatment is the right one. Please overturn the decision.
Sincerely,
Wendeline Okafor""",
    "letter_of_medical_necessity": """Letter of Medical Necessity
To whom it may concern,
I am writing on behalf of my patient, Wendeline Okafor, whom I have treated since 2021 for depression.
She has failed adequate trials of sertraline and venlafaxine. In my professional opinion this treatment is
medically necessary.
Sincerely, Odo Brandt, MD""",
    "progress_note": """Follow-up visit
Patient: Wendeline Okafor    Date of visit: 02/11/2026
Subjective: Patient reports better sleep, no suicidal ideation.
Objective: alert, mood brighter, affect full.
Assessment: major depressive disorder, improving.
Plan: continue sertraline 100 mg, return in 4 weeks.""",
    "rating_scale": """PHQ-9
Over the last 2 weeks, how often have you been bothered by any of the following problems?
1. Little interest or pleasure in doing things        0   1   2   3
2. Feeling down, depressed, or hopeless               0   1   2   3
3. Trouble falling or staying asleep                  0   1   2   3
4. Feeling tired or having little energy              0   1   2   3
Total score: 19""",
    "infusion_record": """Ketamine infusion record
Patient Wendeline Okafor     Weight 70 kg    Dose 0.5 mg/kg over 40 minutes
Time    BP       HR   SpO2
09:00   120/80   70   98
09:20   132/84   76   98
09:40   128/82   74   99
IV removed. Discharged with responsible adult.""",
    "receipt": """MOSSWOOD PHARMACY
12 Test Street
02/03/2026 14:22
Vitamin D        8.99
Tissues          2.49
Subtotal        11.48
Sales tax        0.92
TOTAL           12.40
VISA ************4821
Auth code 552190
Thank you for shopping""",
    "itemized_bill": """Superbill
Provider: Odo Brandt, MD     NPI 1234567893     Tax ID 55-5550123
Patient: Wendeline Okafor
Date        CPT     Diagnosis code   Units   Charges
02/03/2026  96365   F33.2            1       $450.00
02/03/2026  J3490   F33.2            1       $200.00
Total charges $650.00    Amount due $650.00""",
    "hipaa_authorization": """Authorization for Release of Health Information
I authorize the release of my records to the person named below.
Information to be disclosed: all records    Purpose of disclosure: appeal
I may revoke this authorization in writing at any time. Information may be redisclosed.
This authorization expires on ____________
Signature ____________  Date ____________""",
    "representative_authorization": """Appointment of Representative
I appoint this individual to act as my representative in my appeal: ____________
Signature of party ____________
Acceptance of appointment: I accept the above appointment.""",
    "fax_cover": """FAX TRANSMITTAL
To: Appeals Department
From: Brandt Clinic
Fax: 555-555-0199
Pages: 7 including cover
Re: records""",
    "phone_log": """Call log with insurance
Date        Rep name   What was said
02/03/2026  Dana       Spoke with Dana, ref # 5512, said the claim is in review
02/10/2026  Lee        On hold 20 minutes, left message, no call back
02/12/2026  Ari        Spoke with Ari, supervisor will call back""",
    "medical_policy": """Medical Policy
Policy number 0.55.12      Last review date 01/01/2026
Coverage rationale: esketamine is considered medically necessary when all of the following criteria are met.
It is considered investigational for all other indications.
Applicable codes: HCPCS codes covered if selection criteria are met
Policy history/revision information""",
    "journal_article": """Abstract
Background: treatment-resistant depression is common. Methods: a randomized controlled trial, double-blind and
placebo-controlled. Results: response was larger (p < 0.05). Conclusions: the drug worked.
Keywords: depression, trial     doi: 10.5555/none.1
Author contributions. Conflict of interest: none. Nobody A, et al.""",
    "other": """Aunt Petra's oatmeal biscuits
Mix the oats with butter and bake until golden.""",
}


def type_of(text: str) -> tuple[str, float, tuple[str, ...]]:
    knowledge = load_knowledge()
    page = page_from_text(text)
    look = look_at(page, knowledge.vocabulary)
    scores = score_page(look, find_facts(page, knowledge.lexicon), knowledge)
    found = verdict([scores], knowledge)
    return found.type, found.confidence, found.candidates


def test_every_type_of_the_contract_is_defined() -> None:
    assert sorted(load_knowledge().type_ids) == sorted(CONTRACT_TYPES)


@pytest.mark.parametrize(
    ("kind", "text"), [pytest.param(kind, text, id=kind) for kind, text in PAPERS.items()]
)
def test_type(kind: str, text: str) -> None:
    assert type_of(text)[0] == kind


@pytest.mark.parametrize(
    "kind", ["denial_letter", "eob", "rating_scale", "infusion_record", "letter_of_medical_necessity"]
)
def test_type_survives_misread_letters(kind: str) -> None:
    noisy = PAPERS[kind].replace("l", "1").replace("o", "0").replace("rn", "m")
    assert type_of(noisy)[0] == kind


@pytest.mark.parametrize(
    ("text", "never"),
    [
        pytest.param(
            "HISTORY OF PRESENT ILLNESS: The patient denied chest pain. Coverage was denied by his insurer "
            "last year.\nPHYSICAL EXAMINATION: normal.\nASSESSMENT: stable.\nPLAN: appeal the decision, "
            "return in two weeks.",
            "denial_letter",
            id="a note that mentions a denial",
        ),
        pytest.param(
            "I am writing to appeal. Your letter says coverage is denied because it is not medically "
            "necessary.",
            "denial_letter",
            id="an appeal that quotes the denial",
        ),
        pytest.param(
            "Explanation of benefits: this is not a bill. Amount billed $5.00, your responsibility $5.00.",
            "itemized_bill",
            id="an EOB with amounts",
        ),
        pytest.param(
            "Informed consent\nI understand that ketamine infusion has not been approved by the FDA. I "
            "consent to treatment. Start time and vital signs will be monitored.",
            "infusion_record",
            id="a consent about infusions",
        ),
    ],
)
def test_never(text: str, never: str) -> None:
    assert type_of(text)[0] != never


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Alder Bay Boatbuilders Health Fund\nClaims desk        9/14/26\nMr. Orrin Castell\n"
            "We have your bill of 8/22 from Saltmarsh Infusion, $525. The drip began before anybody here\n"
            "said yes, and the fund's rule is that we are asked first. Nothing can be paid.\nR. Oduya",
            "denial_letter",
            id="a denial on a slip",
        ),
        pytest.param(
            "Fennimore Mutual\nMember Answers\nJune 9, 2026\nDear Ms. Brandvold,\n"
            "You called to ask how we would look at ketamine. Nothing has come in so far, and this\n"
            "letter is not a decision. Requests are mostly turned down when too few medicines were tried.",
            "correspondence",
            id="what a decision would say",
        ),
        pytest.param(
            "Fennimore Mutual\nRecords\nJuly 1, 2026\nDear Ms. Brandvold,\n"
            "As you asked, here is a copy of your claim file: the clinic's request, the notes, our\n"
            "letter of May 4 that denied the infusions, and your appeal. If a page is missing, tell us.",
            "correspondence",
            id="a decision retold",
        ),
        pytest.param(
            "STATE OF MOCK - DEPARTMENT OF MANAGED CARE\nAUTHORIZED ASSISTANT FORM\n"
            "PART A: COMPLETED BY PATIENT\nI allow the person named below to assist me in my complaint.\n"
            "The Department may share information about my medical conditions and care\n"
            "with the person named below. I have the right to end it.\nPatient name: Orrin Castell",
            "representative_authorization",
            id="a regulator's form for an assistant",
        ),
        pytest.param(
            "Background\nOne randomized crossover trial in 15 adults reported response in half of them.\n"
            "Reviews, Revisions, and Approvals\nPolicy developed 01/2024\nAnnual review 02/2025\n"
            "References\n1. Moe A. Single infusions. J Psychopharm 2021.\nMOCK.CP.217   Page 6 of 7",
            "medical_policy",
            id="the last page of a policy",
        ),
        pytest.param(
            "Fennimore Mutual\nOctober 9, 2026\nSubject: Resolution of your grievance\nDear Ms. Brandvold:\n"
            "A medical director who was not part of the earlier decision reviewed it. We are upholding\n"
            "the denial of ketamine. This completes our grievance process.",
            "final_denial_letter",
            id="a grievance resolved",
        ),
    ],
)
def test_decisions_taken_and_told_of(text: str, expected: str) -> None:
    assert type_of(text)[0] == expected


def test_little_evidence_is_little_confidence() -> None:
    assert type_of("Thank you, see you soon")[1] < 0.9 < type_of(PAPERS["rating_scale"])[1]


def test_a_doubted_type_never_stands_alone() -> None:
    _, confidence, candidates = type_of("Thank you, see you soon")
    assert confidence < 0.8
    assert candidates


def test_a_sure_type_stands_alone() -> None:
    _, confidence, candidates = type_of(PAPERS["rating_scale"])
    assert confidence >= 0.9
    assert not candidates


def test_doubt_names_both() -> None:
    found, confidence, candidates = type_of("Account statement\nPayments and charges")
    assert confidence < 0.9
    assert {found, *candidates} >= {"itemized_bill", "proof_of_payment"}


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        pytest.param("Clinical", "C1inica1", id="l as 1"),
        pytest.param("modern", "modem", id="rn as m"),
        pytest.param("OFFICE", "0FFICE", id="O as 0"),
        pytest.param("Åsberg", "Asberg", id="accent"),
    ],
)
def test_look_alikes_are_one(printed: str, read: str) -> None:
    assert squash(printed) == squash(read)


def test_a_phrase_is_found_as_whole_words_only() -> None:
    look = look_at(page_from_text("The Geoboard was sold"), Vocabulary([]))
    assert look.find(squash_phrase("eob")) == -1
    assert look.find(squash_phrase("geoboard was")) >= 0


@pytest.mark.parametrize(
    ("read", "corrected"),
    [
        pytest.param("determinaton", "determination", id="letter lost"),
        pytest.param("determinatjon", "determination", id="letter taken for another"),
        pytest.param("bill", "bill", id="short words stay"),
        pytest.param("xylophone", "xylophone", id="far from all"),
    ],
)
def test_vocabulary_corrects_one_letter(read: str, corrected: str) -> None:
    vocabulary = Vocabulary(["adverse determination", "not a bill"])
    assert vocabulary.correct(squash(read)) == squash(corrected)


def test_a_definition_with_an_unknown_cue_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown cue"):
        DocumentType(title="X", cues={"smell": 1.0})
    assert "prose" in CUE_NAMES
