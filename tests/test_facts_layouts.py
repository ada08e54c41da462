"""Wordings and layouts of unseen papers: names without labels, labels under their lines, lists, stamps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from packetizer.model import Page, Word
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.settle import settle
from tests.pages import COLUMNS, page_from_text
from tests.told import LEXICON, facts_of


def values(text: str, kind: str, type_: str = "progress_note") -> set[str]:
    return {str(fact.value) for fact in facts_of(text, type_) if fact.kind == kind}


@pytest.mark.parametrize(
    "text",
    [
        "Patient: MOCKINGHAM, CASEY DOB: 03/04/1980",
        "Mockingham, Casey    DOB 03/04/1980",
        "Casey Mockingham\nDOB: 03/04/1980",
        "Casey Mockingham | 03/04/1980 | Member XQZ155550147",
        "First Name: Casey  Last Name: Mockingham",
        "Patient last name\nMockingham\nPatient first name\nCasey",
        "I, Casey Mockingham, authorize the release of my records.",
        "I am writing on behalf of my patient, Casey Mockingham, who has had depression.",
        "I am writing in support of Casey Mockingham's request for coverage.",
        "Casey Mockingham is a 46-year-old woman with recurrent depression.",
        "Mr. Casey Mockingham was seen today for follow-up.",
        "Casey Mockingham\nPrinted name of patient",
        "Casey Mockingham    03/04/1980        XQZ155550147\nPatient name        Date of birth     Member ID",
        "Casey Mockingham - Progress Note - 03/04/2026",
        "Patient Name_____Casey Mockingham_____",
    ],
)
def test_a_patient_is_found(text: str) -> None:
    assert values(text, "name.patient") == {"Casey Mockingham"}


@pytest.mark.parametrize(
    "text",
    [
        "Summit Infusion Clinic\nDOB is on the next page",
        "Case Details\nMember ID: 123456789",
        "On behalf of the Appeals Department we confirm receipt.",
        "I understand that the treatment has risks.",
        "Important Information\nAge limits may apply",
        "Family Medicine Associates - Progress Notes",
    ],
)
def test_no_patient(text: str) -> None:
    assert values(text, "name.patient") == set()


@pytest.mark.parametrize(
    "name", ["José Ejemplo", "Mary-Jane O'Sample", "Anna de la Mock", "J. R. Sample", "Zoë Fauxman-Pretend"]
)
def test_names_of_many_shapes(name: str) -> None:
    assert values(f"Patient: {name}   DOB: 03/04/1980", "name.patient") == {name}


@pytest.mark.parametrize(
    ("text", "type_", "kind", "expected"),
    [
        pytest.param(
            "Casey Mockingham   03/04/1980   XQZ155550147\nPatient name       Birth date   Member ID",
            "progress_note",
            "date.birth",
            {"1980-03-04"},
            id="label under its line",
        ),
        pytest.param(
            "Insurance: Aetna   XQZ155550147",
            "progress_note",
            "id.member",
            {"XQZ155550147"},
            id="a number beside the insurer",
        ),
        pytest.param(
            "Claim numbers: E5550123A, E5550140B,\n               E5550157C",
            "denial_letter",
            "id.claim",
            {"E5550123A", "E5550140B", "E5550157C"},
            id="claims over two lines",
        ),
        pytest.param(
            "Claim number: E5550123A and your letter of 03/04/2026",
            "denial_letter",
            "id.claim",
            {"E5550123A"},
            id="one claim, and other words",
        ),
        pytest.param(
            "Case BW5520917    Member OET00714426",
            "denial_letter",
            "id.authorization",
            {"BW5520917"},
            id="a case without a mark",
        ),
        pytest.param(
            "Request     TAR 0026 1187 440",
            "denial_letter",
            "id.authorization",
            {"TAR00261187440"},
            id="a request's number in the next cell",
        ),
        pytest.param(
            "Case      AP1161866", "final_denial_letter", "id.authorization", set(), id="an appeal's own case"
        ),
        pytest.param(
            "In this case 12 visits were asked for.",
            "denial_letter",
            "id.authorization",
            set(),
            id="a case that is none",
        ),
        pytest.param(
            "Member number:  MBR-D-7788120",
            "denial_letter",
            "id.member",
            {"MBR-D-7788120"},
            id="a number that begins as a label",
        ),
        pytest.param(
            "Member ID: BMH 700 4417 2.",
            "denial_letter",
            "id.member",
            {"BMH70044172"},
            id="a last group before the stop",
        ),
        pytest.param(
            "Submission ID 9913-2207    Payment ID: P0071182",
            "claim_form",
            "id.member",
            set(),
            id="numbers of other things",
        ),
        pytest.param(
            "Plan: Sunward Advantage PPO   Contract: H7741",
            "denial_letter",
            "id.member",
            set(),
            id="a Medicare plan's contract",
        ),
        pytest.param(
            "Plan number: 501     EIN 38-0099217",
            "plan_document",
            "id.group",
            set(),
            id="the number an employer files its plan under",
        ),
        pytest.param(
            "Group:      TOWN OF ELMWELL 7714",
            "appeal_letter",
            "id.group",
            {"TOWNOFELMWELL7714"},
            id="a group that is named",
        ),
        pytest.param("Member ID UB7710032    RxGrp CRDNL9", "eob", "id.group", {"CRDNL9"}, id="a drug group"),
        pytest.param(
            "Claims: FH6610043 (DOS 03/10/2026); FH6610391 (DOS 03/17/2026)",
            "final_denial_letter",
            "id.claim",
            {"FH6610043", "FH6610391"},
            id="claims with their days",
        ),
        pytest.param(
            "Claims:    60214-001 thru 60214-006",
            "correspondence",
            "id.claim",
            {"60214-001", "60214-006"},
            id="from a claim to a claim",
        ),
        pytest.param(
            "the appeal of claim(s) C2600418877 and C2600418879",
            "representative_authorization",
            "id.claim",
            {"C2600418877", "C2600418879"},
            id="one claim or several",
        ),
        pytest.param(
            "the claim file, as 29 CFR 2560.503-1 provides", "appeal_letter", "id.claim", set(), id="a law"
        ),
        pytest.param(
            "Auth needed for 90867/90868.", "phone_log", "id.authorization", set(), id="codes that need one"
        ),
        pytest.param(
            "OMB Approval No. 0938-0976", "denial_letter", "id.authorization", set(), id="a form's approval"
        ),
        pytest.param(
            "Ins: Evergreen Basin Health EBH-551-7720",
            "psychiatric_evaluation",
            "id.member",
            {"EBH-551-7720"},
            id="a number with its insurer's initials",
        ),
        pytest.param(
            "Payer: Evergreen Basin Health EBH-PA-7720",
            "prior_auth_request",
            "id.member",
            set(),
            id="initials, but of another thing",
        ),
        pytest.param(
            "Reference range\n12.0-15.5\n35-45", "other", "id.authorization", set(), id="laboratory ranges"
        ),
        pytest.param(
            "Birth date    07/14/1986\n              01/01/2023 - 03/02/2026",
            "medication_history",
            "date.birth",
            {"1986-07-14"},
            id="a range is no birth",
        ),
        pytest.param(
            "Printed   03/02/2026\nSertraline 100 mg",
            "medication_history",
            "date.letter",
            {"2026-03-02"},
            id="a pharmacy's print date",
        ),
        pytest.param(
            "Service date   Code    Charge\nMarch 04,      96365   $410.00\n2026\nMarch 11,      96365   "
            "$420.00\n2026",
            "itemized_bill",
            "date.service",
            {"2026-03-04", "2026-03-11"},
            id="days whose year stands in the line below",
        ),
        pytest.param(
            "Your grievance was decided and this letter was issued on October\n05, 2026",
            "denial_letter",
            "date.letter",
            {"2026-10-05"},
            id="a date over two lines",
        ),
        pytest.param(
            "Issued 16-Jun-2026", "denial_letter", "date.letter", {"2026-06-16"}, id="a day behind a word"
        ),
        pytest.param(
            "Order date: 03/04/2026",
            "prescription",
            "date.letter",
            {"2026-03-04"},
            id="ordered, prescription",
        ),
        pytest.param(
            "Order date: 03/04/2026", "progress_note", "date.letter", set(), id="ordered, elsewhere"
        ),
        pytest.param(
            "Sent on: 03/04/2026\nAmount sent: $40.00",
            "proof_of_payment",
            "date.payment",
            {"2026-03-04"},
            id="a transfer's day is its payment",
        ),
        pytest.param(
            "Resting (04/18/1974) after the infusion",
            "progress_note",
            "date.birth",
            set(),
            id="an old date beside no name is no birth",
        ),
        pytest.param(
            "Posted  Details  Debit  Credit\n03/04/2026  Example Clinic  410.00\n03/05/2026  Payroll  "
            "        900.00",
            "proof_of_payment",
            "date.received",
            set(),
            id="a statement has no stamp",
        ),
        pytest.param(
            "Provider: Long Meadow Wellness and\n          Infusion Center",
            "itemized_bill",
            "name.provider",
            {"Long Meadow Wellness and Infusion Center"},
            id="a name that goes on under its beginning",
        ),
        pytest.param(
            "Provider: Long Meadow Wellness and\nVisit: Infusion Center",
            "itemized_bill",
            "name.provider",
            {"Long Meadow Wellness"},
            id="a name that goes on elsewhere is cut",
        ),
        pytest.param(
            "Please rate your pain by circling the one number that tells how much pain you have right\n"
            "now: 6 (0 no pain, 10 worst)",
            "rating_scale",
            "score.pain",
            {"6"},
            id="pain in a question of two lines",
        ),
        pytest.param(
            "Chronic pain, 3 surgeries", "progress_note", "score.pain", set(), id="pain and a count"
        ),
        pytest.param("Back pain for 7 years", "progress_note", "score.pain", set(), id="pain and its years"),
        pytest.param(
            "Amount   84 mg by nose\nDevices  3",
            "infusion_record",
            "treatment.dose",
            {"84 mg"},
            id="amount given",
        ),
        pytest.param("Glucose   104 mg/dL", "lab_report", "treatment.dose", set(), id="a laboratory's unit"),
        pytest.param("Amphetamine   negative", "lab_report", "treatment.drug", set(), id="a screen"),
        pytest.param(
            "Quiet Brook Ketamine Therapy, LLC",
            "receipt",
            "treatment.drug",
            set(),
            id="a drug in a firm's name",
        ),
        pytest.param(
            "Payee        Marsh Hollow Ketamine\nAmount       $450.00\nDate         03/04/2026",
            "proof_of_payment",
            "treatment.drug",
            set(),
            id="a drug in a name that only its place tells",
        ),
        pytest.param(
            "Provider:   Marsh Hollow Ketamine\nPatient:    Fern Mock\nKetamine infusion, 50 mg   03/04/2026",
            "itemized_bill",
            "treatment.drug",
            {"ketamine"},
            id="a drug in a name and by itself",
        ),
        pytest.param(
            "The following did not get her well\n- sertraline\n- bupropion\n",
            "letter_of_medical_necessity",
            "treatment.failed_drug",
            {"sertraline", "bupropion"},
            id="a list under words of failure",
        ),
        pytest.param(
            "RECEIVED\nAPR 09   2026\nYour claim is denied.",
            "denial_letter",
            "date.received",
            {"2026-04-09"},
            id="a stamp in two parts",
        ),
        pytest.param(
            "Your claim is denied.\n        04/09/2026\n        RECEIVED",
            "denial_letter",
            "date.received",
            {"2026-04-09"},
            id="a stamp under its date",
        ),
        pytest.param(
            "Patient  Fern Mock     b. 4-2-74     Wt 68 kg\nDate  10-7-25    Chair 2\nKetamine 34 mg IV\n",
            "infusion_record",
            "date.birth",
            {"1974-04-02"},
            id="a birth in two digits, hardly labelled",
        ),
        pytest.param(
            "Fern Mock  24/12/1964   May 12, 2026\nKetamine 34 mg IV over 40 minutes\n",
            "infusion_record",
            "date.service",
            {"2026-05-12"},
            id="a day of sixty years ago is none of care",
        ),
        pytest.param(
            "Signed this 4th day of February, 2026",
            "consent_form",
            "date.signed",
            {"2026-02-04"},
            id="the fourth day",
        ),
        pytest.param(
            "/s/ Odell Fauxley, MD 02/04/2026", "progress_note", "date.signed", {"2026-02-04"}, id="/s/"
        ),
        pytest.param(
            "Signature: ______   Date: 02/04/2026",
            "consent_form",
            "date.signed",
            {"2026-02-04"},
            id="beside the signature",
        ),
        pytest.param(
            "02/04     HALFMOON CLINIC      650.00\n02/05     Grocery               20.00",
            "proof_of_payment",
            "amount.paid",
            {"650.00"},
            id="a statement without heads",
        ),
        pytest.param(
            "Date      Description              Amount        Balance\n"
            "03/05     Mortgage payment      -1,412.00       8,018.22\n"
            "03/24     Debit card purchase     -720.00       7,298.22\n"
            "03/25     Payroll                4,000.00      11,298.22",
            "proof_of_payment",
            "amount.paid",
            {"720.00"},
            id="balances, deposits and daily needs are none",
        ),
        pytest.param(
            "How would you rate your pain? 7", "progress_note", "score.pain", {"7"}, id="pain asked"
        ),
        pytest.param("Pain (0-10): 7", "progress_note", "score.pain", {"7"}, id="pain with its scale"),
        pytest.param("Pain 0-10: 2", "infusion_record", "score.pain", {"2"}, id="pain with its bare scale"),
        pytest.param(
            "8:40  137/85   pain 2   a bit scared", "infusion_record", "score.pain", {"2"}, id="pain in short"
        ),
        pytest.param("Lab: pain 3 panel", "progress_note", "score.pain", set(), id="pain in another's name"),
        pytest.param("back pain 2 years", "progress_note", "score.pain", set(), id="years of pain in short"),
        pytest.param("joint pain 5 mg", "progress_note", "score.pain", set(), id="a dose for pain"),
        pytest.param(
            "Rate your pain from 0 (no pain) to 10 (worst)",
            "progress_note",
            "score.pain",
            set(),
            id="the question alone",
        ),
        pytest.param("PHQ-9\nTotal score: (22)", "rating_scale", "score.phq9", {"22"}, id="a ringed total"),
        pytest.param(
            "Merchant: Halfmoon Infusion Clinic\nTotal $5.00",
            "receipt",
            "name.merchant",
            {"Halfmoon Infusion Clinic"},
            id="merchant",
        ),
        pytest.param(
            "Fraud hotline: 1-800-555-0155. Denied services are listed above.",
            "denial_letter",
            "denial.reason",
            set(),
            id="a hotline is no reason",
        ),
    ],
)
def test_layouts(text: str, type_: str, kind: str, expected: set[str]) -> None:
    assert values(text, kind, type_) == expected


HEAD = "\n\n\n\n\n\n\n\nYour claim was denied. You may appeal this decision.\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "Where to send it\nAppeals Unit\nP.O. Box 555\nFaketon, OH 44000",
        "Send your appeal to:\nAppeals Unit\nP.O. Box 555\nFaketon, OH 44000",
        "By mail: Appeals Unit\nP.O. Box 555\nFaketon, OH 44000",
        "Mail your appeal to: Appeals Unit, P.O. Box 555, Faketon, OH 44000",
    ],
)
def test_an_appeal_address_is_sure_enough_to_send_to(text: str) -> None:
    found = [fact for fact in facts_of(HEAD + text, "denial_letter") if fact.kind == "plan.appeal_address"]
    assert [fact.value for fact in found] == ["Appeals Unit, P.O. Box 555, Faketon, OH 44000"]
    assert found[0].confidence >= 0.8


def test_a_failed_drug_tells_dose_and_duration() -> None:
    text = "Failed medications\nSertraline      200 mg     14 weeks    no response"
    found = [fact for fact in facts_of(text, "progress_note") if fact.kind == "treatment.failed_drug"]
    assert found[0].value == "sertraline"
    assert "14 weeks" in found[0].text


def bent(text: str, by: float, column: int) -> Page:
    """The text as a page with the words of a column set higher by so much of a line's height."""
    page = page_from_text(text)
    edge = 0.06 + (column - 0.5) * 0.88 / COLUMNS

    def risen(word: Word) -> Word:
        up = by * word.box.height * (edge < word.box.x0 < edge + 0.1)
        return replace(word, box=replace(word.box, y0=word.box.y0 - up, y1=word.box.y1 - up))

    return replace(page, words=tuple(risen(word) for word in page.words))


ROWS = """
Historical Medication List
Medication                    Sig               Start         Stop          Reason stopped
escitalopram 20 mg tablet     1 tab daily       01/14/2025    04/08/2025    Ineffective

lithium carbonate 450 mg ER   1 tab bid         03/09/2026    06/10/2026    Ineffective; tremor
"""


@pytest.mark.parametrize("column", [48, 62])
@pytest.mark.parametrize("by", [0.0, 0.7])
def test_a_row_of_which_a_cell_was_read_higher_is_whole(by: float, column: int) -> None:
    page = bent(ROWS, by, column)
    facts = settle("medication_history", find_facts(page, LEXICON), [page], LEXICON, ())
    rows = {fact.value: fact.text for fact in facts if fact.kind == "treatment.failed_drug"}
    assert set(rows) == {"escitalopram", "lithium"}
    assert "03/09/2026  06/10/2026  Ineffective" in rows["lithium"]


def test_what_is_said_of_a_drug_does_not_go_on_in_the_pages_foot() -> None:
    gap = "\n" * 12
    text = f"Failed: aripiprazole 10 mg augmentation, 8 weeks, akathisia, stopped{gap}Printed on 10/29/2026"
    found = [fact for fact in facts_of(text, "progress_note") if fact.kind == "treatment.failed_drug"]
    assert [("8 weeks" in fact.text, "2026" in fact.text) for fact in found] == [(True, False)]


def tight(text: str) -> Page:
    """The text as a reader of pictures sees typewriter's print: boxes as close as the capitals."""
    page = page_from_text(text)
    words = (replace(word, box=replace(word.box, y1=word.box.y0 + 0.0072)) for word in page.words)
    return replace(page, words=tuple(words))


TYPED = "\n".join(["THIS LETTER EXPLAINS WHAT WAS DECIDED ABOUT YOUR CLAIM"] * 3)


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        pytest.param("PAGE 2 OF 3", ["PAGE 2 OF 3"], id="single spaces are wide in typewriter's print"),
        pytest.param("Member ID: X12   Group: 77", ["Member ID: X12", "Group: 77"], id="three part cells"),
        pytest.param("06/01/26  96365  450.00", ["06/01/26", "96365", "450.00"], id="two do, too"),
    ],
)
def test_cells_of_typewritten_lines(line: str, cells: list[str]) -> None:
    sheet = sheet_of(tight(f"{TYPED}\n{line}"), LEXICON)
    assert [cell.text for cell in sheet.rows[-1]] == cells
