"""Payments that another made for the client's care, and papers of others that look like the client's.

Who pays is not who was treated: a paper of payment is a stranger's where it names another patient, or pays
for care that no paper of the client knows. The client's folder is that of the households' papers.
"""

from __future__ import annotations

import pytest

from tests.test_understanding_households import read

PAID_FOR_THE_CLIENT = [
    pytest.param(
        """\
TWIN PINES SAVINGS BANK
Primary owner  Ottoline Brandvold     Statement of account 03/01/2026 - 03/31/2026
Account number ending 7741
Date     Description                            Withdrawals    Deposits
03/02    Direct deposit Alder Sawmill                          1,402.11
03/09    Debit card Harbor Mood Clinic              450.00
03/13    Fresh Acres Market                          61.77
Closing balance 2,019.54
""",
        id="bank statement of a friend",
    ),
    pytest.param(
        """\
Copperline Rewards Card
Cardmember: DESMOND R AYALA      Card ending 4410
Statement date April 2, 2026
03/16  03/17  HARBOR MOOD CLINIC   ALDER POINT WA     $450.00
03/19  03/20  QUICK LUBE 44                           $58.10
Payment due 04/27/2026
""",
        id="card statement of a partner with another name",
    ),
    pytest.param(
        """\
OTTOLINE BRANDVOLD                                     2044
9 Quarry Lane  Alder Point WA 98012           March 23, 2026
PAY TO THE ORDER OF   Harbor Mood Clinic              $450.00
Four hundred fifty and 00/100                         DOLLARS
Twin Pines Savings Bank
For infusion                     O. Brandvold
|:325070760|: 2044 7741
""",
        id="check of the mother to the clinic",
    ),
    pytest.param(
        """\
Wire transfer confirmation
Originator   Ottoline Brandvold
Beneficiary  Harbor Mood Clinic PLLC
Amount       USD 900.00
Value date   03/24/2026
Reference    TPSB-55501-88
Status       Completed
""",
        id="transfer of two charges at once",
    ),
    pytest.param(
        """\
HEALTH SPENDING LEDGER 2026
Accountholder  DESMOND AYALA
Date        Payee                   Category      Amount    Status
03/09/2026  HARBOR MOOD CLINIC      Medical      $450.00    Paid
03/16/2026  HARBOR MOOD CLINIC      Medical      $450.00    Paid
01/11/2026  CLEARVIEW OPTICAL       Vision        $89.00    Paid
Balance $1,112.40
""",
        id="health savings ledger of a partner",
    ),
    pytest.param(
        """\
CASH RECEIPT   no. 318
March 9, 2026
Received from: Ottoline Brandvold
Amount: $450.00
For: ketamine infusion 3/9/2026
Harbor Mood Clinic, front desk
""",
        id="receipt to who paid, of a day and sum of the client's bill",
    ),
    pytest.param(
        """\
HARBOR MOOD CLINIC
Payment confirmation
Payer            Desmond Ayala
Payment method   Visa 4410
Amount           $450.00
Date             03/23/2026
Thank you for your payment. Questions about your bill? 555-555-0133
""",
        id="confirmation of the clinic's pay page",
    ),
    pytest.param(
        """\
Zelle
You sent $450.00 to Harbor Mood Clinic
From  Ottoline Brandvold, Checking (...7741)
Sent on  March 16, 2026
Memo  Marisol
""",
        id="transfer that names the client in its memo",
    ),
    pytest.param(
        """\
PayTrail invoice paid
Bill to  Desmond Ayala
Merchant  HARBOR MOOD CLINIC
Ketamine infusion, 03/16/2026    $450.00
Total paid $450.00 with Mastercard ending 4410
""",
        id="paid invoice of a pay service",
    ),
    pytest.param(
        """\
MONEY ORDER     Serial 5550 1882 204
Purchaser  O. Brandvold
Pay to     Harbor Mood Clinic
Amount     $450.00
Date       03 10 2026
Customer's receipt. Not negotiable.
""",
        id="money order's stub",
    ),
]


@pytest.mark.parametrize("text", PAID_FOR_THE_CLIENT)
def test_who_pays_the_clients_clinic_is_not_its_patient(text: str) -> None:
    held, _ = read(text)
    assert not held


STRANGERS = [
    pytest.param(
        """\
No. 5520                                      Date  April 11  20 26
RECEIVED FROM   H. Lindqvist
Three hundred and 00/100                      DOLLARS   $ 300.00
FOR   spravato visit #4  4-11
ACCOUNT  900.00      (x) CASH
THIS PMT  300.00     ( ) CHECK
BAL DUE   600.00                 BY  Dr. Moon's office / rk
""",
        id="receipt book of a practice that nobody knows",
    ),
    pytest.param(
        """\
Tern Street Therapy
Alder Point

$140.00
paid with Visa 3310 (tap)
April 16, 2026 at 10:02 AM
Individual session, 50 min ...... $140.00
note from seller: thank you, Ludmila Frost! see you in May
""",
        id="a till's slip that thanks its patient",
    ),
    pytest.param(
        """\
 1  Tern Street Hospital              3a PAT CNTL# TSH-228194-3
    4100 Shoreline Dr                 b MED REC#  0067128
    Alder Point WA 98012              4 TYPE OF BILL 0131
 8b FROST, LUDMILA                    9 17 ELM CT  ALDER POINT WA 98012
 10 BIRTHDATE 02271991   11 SEX F     12 ADM DATE 030526
 0510     CLINIC VISIT ESKETAMINE       G2083    030526          1            1,912 00
 0001     PAGE 1 OF 1    CREATION DATE 040226            TOTALS           1,912 00
 58 INSURED'S NAME            59 P REL  60 INSURED'S UNIQUE ID
 A FROST, LUDMILA             18        GLC90013357
""",
        id="a hospital's claim form",
    ),
    pytest.param(
        """\
Ludmila Frost
Medicines as of 03/20/2026
sertraline 100 mg once a day, since 2019
lithium 600 mg at night
bupropion stopped in May 2024, rash
allergy: sulfa
""",
        id="a list of medicines headed by a name",
    ),
    pytest.param(
        """\
LUDMILA FROST
Visit of March 12, 2026
She slept better this week. PHQ-9 12, was 19. No thoughts of harm.
Plan: keep esketamine weekly, see in seven days.
Tomas Reyhill, PMHNP
""",
        id="a note headed by a name",
    ),
    pytest.param(
        """\
Tern Street Anesthesia
Receipt of payment
Ludmila Frost
03/12/2026   Ketamine infusion      $510.00
Paid by card ending 3310            $510.00
""",
        id="receipt of another clinic, a name alone",
    ),
    pytest.param(
        """\
PINE MUTUAL HEALTH PLAN  |  Appeal decision  |  04/16/2026
Ludmila Frost, PM-3310-0091; claim PM25-1009-774; Tern Street Hospital; DOS 3/5/2026; $1,525.00

We keep our denial. Prior authorization is required for esketamine and none was obtained before the visit.
This is the end of the internal process.
""",
        id="a decision with a name in its first row",
    ),
    pytest.param(
        """\
Venmo
Payment to Tern Street Therapy
From: Ludmila Frost
$140.00
"april 2 session"
April 2, 2026
""",
        id="transfer of a stranger to a therapist whom no paper knows",
    ),
    pytest.param(
        """\
HARBOR MOOD CLINIC
RECEIPT
Patient: Ludmila Frost
Paid by: Ottoline Brandvold
03/16/2026   Ketamine infusion   $450.00
""",
        id="another patient of the client's clinic, on a day and sum of the client's",
    ),
]


@pytest.mark.parametrize("text", STRANGERS)
def test_a_strangers_paper_is_held_back(text: str) -> None:
    held, _ = read(text)
    assert held


SECOND_PAPERS_OF_THE_CLIENT = [
    pytest.param(
        """\
Tern Street Therapy

$140.00
paid with Visa 3310 (tap)
April 16, 2026 at 10:02 AM
Individual session, 50 min ...... $140.00
note from seller: thank you, Marisol! see you in May
""",
        id="a clinic that no other paper names thanks the client",
    ),
    pytest.param(
        """\
No. 5520                                      Date  April 11  20 26
RECEIVED FROM   M. Vanterpool
Three hundred and 00/100                      DOLLARS   $ 300.00
FOR   spravato visit #4  4-11
BY  Dr. Moon's office / rk
""",
        id="the client by an initial",
    ),
    pytest.param(
        """\
CORNER MARKET
BANANAS 2.13 LB          1.47
TOTAL                    1.47
Thank you, Ludmila Frost! You saved 0.40
""",
        id="a shop thanks its buyer",
    ),
]


@pytest.mark.parametrize("text", SECOND_PAPERS_OF_THE_CLIENT)
def test_a_receipt_is_not_held_back_for_its_clinic(text: str) -> None:
    held, _ = read(text)
    assert not held


ANIMALS = [
    pytest.param(
        """\
ALDER ANIMAL HOSPITAL
Invoice 55018       03/18/2026
Client: Terrence Vanterpool
Patient: Biscuit    Species: Canine   Breed: Beagle   Weight 24 lb
Exam, recheck             62.00
Rabies vaccine            31.00
Total due                $93.00
""",
        id="the dog of the husband",
    ),
    pytest.param(
        """\
Paws & Whiskers Veterinary Clinic
Owner  Ludmila Frost            Pet  Mr. Tibbs (DSH, neutered)
03/02/2026  Dental cleaning under anesthesia       $412.00
03/02/2026  Ketamine/midazolam premed               $38.00
Amount paid  $450.00
""",
        id="a cat under ketamine",
    ),
    pytest.param(
        """\
Heron Bay Equine
Statement
D. Ayala       Horse: Juniper
04/01/26  Farm call   85.00
04/01/26  Coggins     45.00
Balance 130.00
""",
        id="a horse",
    ),
    pytest.param(
        """\
VETERINARY DISCHARGE SHEET
Patient name: Pepper Vanterpool     Feline, 7 yr, spayed female
Doctor: Lena Orvik, DVM
Give buprenorphine 0.1 mL by mouth every 8 hours for 3 days.
Recheck in 10 days.
""",
        id="discharge of a cat with the family's name",
    ),
    pytest.param(
        """\
TideVet 24h Emergency
RECEIPT  03/21/2026
Pet parent: Desmond Ayala     Pet: Olive     Rabbit
Emergency exam 140.00   Radiographs 210.00
TOTAL 350.00  VISA 4410
""",
        id="a rabbit in an emergency",
    ),
]


@pytest.mark.parametrize("text", ANIMALS)
def test_an_animals_paper_is_no_other_patients(text: str) -> None:
    held, _ = read(text)
    assert not held


def test_who_works_with_animals_is_a_patient_all_the_same() -> None:
    held, _ = read(
        "TERN STREET PSYCHIATRY\nProgress note\nPatient: Ludmila Frost    DOB 02/27/1991\n"
        "Works at a veterinary clinic; her dog died in May. PHQ-9 17. Plan: ketamine infusion."
    )
    assert held


def test_a_scan_is_no_animal() -> None:
    held, _ = read(
        "TERN STREET PET CT IMAGING\nPET/CT skull to thigh\nPatient: Ludmila Frost    DOB 02/27/1991\n"
        "Findings: CAT and PET images show no uptake. Impression: normal PET."
    )
    assert held
