"""Papers of a household in a client's folder: who is named there, pays, or was treated.

Printed as a bank, a shop, a landlord or an app prints them. The client's folder has a denial, a note, a bill.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from packetizer.model import Case, Given, Page
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.understand import understand
from tests.pages import page_from_text

FOLDER = """\
PINE MUTUAL HEALTH PLAN
April 1, 2026
Marisol Vanterpool
12 Mill Road
Alder Point, WA 98012
Re: Member: Marisol Vanterpool   Member ID: W555010023   Claim: 8855010417
Dear Ms. Vanterpool,
We reviewed your request for ketamine infusions from Harbor Mood Clinic. We are denying coverage because the
service is not medically necessary. You may appeal within 180 days of this letter.
Sincerely,
Grievances and Appeals
@@@
HARBOR MOOD CLINIC
Progress Note
Patient: Marisol Vanterpool     DOB: 05/17/1980     Date of service: 03/09/2026
Infusion 2 of 6. PHQ-9 today 16. Tolerated well. Assessment: F33.2. Plan: continue.
Electronically signed by Ilse Brouwer, MD
@@@
HARBOR MOOD CLINIC
Itemized Statement
Patient: Marisol Vanterpool     DOB: 05/17/1980     Account 550118
Date          Code     Description                Charge
03/09/2026    96365    Ketamine infusion          $450.00
03/16/2026    96365    Ketamine infusion          $450.00
03/23/2026    96365    Ketamine infusion          $450.00
Total charges $1,350.00
Rendering provider: Ilse Brouwer, MD
"""


@cache
def folder() -> tuple[Page, ...]:
    return tuple(page_from_text(text, f"own{at}.pdf") for at, text in enumerate(FOLDER.split("@@@\n")))


def read(text: str) -> tuple[bool, bool]:
    """Whether a paper among the client's is held back as another's, and whether a person is asked."""
    case: Case = understand(
        (*folder(), page_from_text(text, "x.pdf")), Given(date(2026, 11, 1)), load_knowledge()
    )
    paper = next(document for document in case.documents if document.pages[0].source == "x.pdf")
    about = [warning for warning in case.warnings if paper.id in warning.documents]
    return any(one.code == "wrong_patient" for one in about), any(one.asks == "owner" for one in about)


HOUSEHOLD = [
    pytest.param(
        """\
CASCADE PUBLIC POWER
Electric service statement            Statement date 04/08/2026
Account name   TERRENCE VANTERPOOL    Account 4471 0098 12
Service address  12 Mill Road, Alder Point WA 98012
Previous balance                141.18
Payment received 03/20/2026    -141.18
Current charges  Schedule 1 residential 812 kWh   96.40
Basic charge 33 days              18.15
AMOUNT DUE 04/30/2026          $114.55
Compare your use: this month 24.6 kWh/day, last year 27.1 kWh/day
""",
        id="Electric bill of the husband",
    ),
    pytest.param(
        """\
LIGHTHOUSE CREDIT UNION
TERRENCE A VANTERPOOL
12 MILL ROAD
ALDER POINT WA 98012
Share draft account ...3381       March 1 - March 31, 2026
Beginning balance  2,214.77
03/03  ACH Deposit PORT OF ALDER PAYROLL        1,880.12
03/09  POS HARBOR MOOD CLINIC ALDER POINT WA      -450.00
03/11  GROCERY OUTLET 118                          -64.20
03/16  POS HARBOR MOOD CLINIC ALDER POINT WA      -450.00
03/22  ZELLE TO LENA ORVIK                        -120.00
Ending balance  3,010.69
""",
        id="Joint bank statement with the clinic among the bookings",
    ),
    pytest.param(
        """\
MERIDIAN HSA
Account holder: Terrence Vanterpool        HSA account ****7720
Statement period 01/01/2026 - 03/31/2026
Contributions this year  $1,200.00   Employer $300.00
Date        Description                         Amount
02/14/2026  Distribution - medical HARBOR MOOD CLINIC   -$450.00
03/02/2026  Distribution - pharmacy                       -$22.10
Available cash balance  $3,881.02
Keep your receipts. The IRS may ask you to show distributions were for qualified medical expenses.
""",
        id="HSA statement of the husband",
    ),
    pytest.param(
        """\
FRESH ACRES MARKET #41
Your cashier today was Bernadette
Club member: V. Ostergaard
BANANAS 2.13 LB          1.47 F
OAT MILK                 4.29 F
SOURDOUGH                5.49 F
SUBTOTAL                11.25
TAX                      0.00
TOTAL                   11.25
DEBIT TEND              11.25
04/02/2026 17:44
""",
        id="Grocery slip with cashier and club card",
    ),
    pytest.param(
        """\
WASHINGTON  DRIVER LICENSE
4d LIC# WDL55501234
1 VANTERPOOL
2 MARISOL JUNE
8 12 MILL ROAD
  ALDER POINT, WA 98012-5501
3 DOB 05/17/1980     15 SEX F   16 HGT 5'-05"
4a ISS 05/20/2023    4b EXP 05/17/2029
18 EYES BRO
DONOR
""",
        id="Driving licence of the client",
    ),
    pytest.param(
        """\
RESIDENTIAL LEASE AGREEMENT
This lease is made on June 1, 2025 between Gustav Pellerin ("Landlord") and Terrence Vanterpool ("Tenant").
Premises: 12 Mill Road, Unit B, Alder Point, Washington.
Term: twelve months. Rent: $1,640.00 on the first day of each month, payable to Gustav Pellerin.
Security deposit: $1,640.00, held at Lighthouse Credit Union.
Occupants: Terrence Vanterpool and one other adult.
Signed: Gustav Pellerin, Landlord    Terrence Vanterpool, Tenant
""",
        id="Lease",
    ),
    pytest.param(
        """\
Venmo
You paid Ilse Brouwer
$450.00
"session 3/9 M."
March 9, 2026 at 4:12 PM PST
Payment method   Lighthouse Credit Union Checking ...3381
Status           Complete
Type             Payment
From             Terrence Vanterpool, @terr-v
To               Ilse Brouwer, @harbormood-ilse
Transaction ID   4029 5550 1177 2201
""",
        id="Venmo payment to the clinician by the husband",
    ),
    pytest.param(
        """\
TERRENCE VANTERPOOL                                1187
12 MILL ROAD
ALDER POINT WA 98012                     Date 3/22/26
Pay to the
Order of   Lena Orvik, LCSW                   $ 120.00
One hundred twenty and no/100 ---------------- Dollars
LIGHTHOUSE CREDIT UNION
Memo  March visit          T. Vanterpool
""",
        id="Cancelled check to a therapist",
    ),
    pytest.param(
        """\
RECEIPT                          No. 204417
Date 3/16/2026
Received from  Terrence Vanterpool     $450.00
Four hundred fifty and 00/100 dollars
For  ketamine infusion 3/16, wife
[ ] Cash  [x] Check  [ ] Card
By  Ilse Brouwer, MD    Harbor Mood Clinic
""",
        id="Receipt book slip signed by the clinician",
    ),
    pytest.param(
        """\
HARBOR MOOD CLINIC
118 HARBOR AVE ALDER POINT WA
MERCHANT COPY
TERM 0004   BATCH 118   03/23/2026 15:02
VISA ************8812   CHIP
CARDHOLDER: VANTERPOOL/TERRENCE
SALE                 USD 450.00
APPROVED  AUTH 055512
I AGREE TO PAY THE ABOVE TOTAL
""",
        id="Card slip with a card holder line",
    ),
    pytest.param(
        """\
PINE MUTUAL HEALTH PLAN
Explanation of Benefits - this is not a bill
Subscriber: Terrence Vanterpool      ID W555010023
Patient: Marlsoi Vanterpoo1
Provider: Harbor Mood Clinic
Date of service   Code    Billed    Allowed   Plan paid   You owe
03/09/2026        96365   $450.00   $0.00     $0.00       $450.00
Remark: CO-50 not deemed a medical necessity
""",
        id="EOB: husband subscriber, client's name damaged",
    ),
    pytest.param(
        """\
LAKE PIERCE PSYCHIATRY   Progress note
Patient: Marisol Ostrander      DOB 05/17/1980
Visit 06/12/2019. PHQ-9 21. Sertraline 200 mg without response after ten weeks.
Plan: add bupropion.
""",
        id="A page of the record under the maiden name",
    ),
    pytest.param(
        """\
PORT OF ALDER           EARNINGS STATEMENT
Employee: Terrence Vanterpool    Emp ID 20418    Pay date 03/13/2026
Regular   80.00 hrs  @ 31.20     2,496.00
Fed withholding   -281.40    OASDI -154.75   Medicare -36.19
Med plan PINE MUTUAL EE+SP   -143.54
Net pay  1,880.12
""",
        id="Pay stub of the husband",
    ),
    pytest.param(
        """\
Thanks for riding, Terrence
March 9, 2026   Trip with Osvaldo
Alder Point to Harbor Ave
Trip fare $14.20   Booking fee $2.75
Total $16.95
You rode with Osvaldo Quintero   License plate BXX5501
Payments  Visa ....8812
""",
        id="Ride receipt",
    ),
    pytest.param(
        """\
APPOINTMENT OF REPRESENTATIVE
I, Marisol Vanterpool, member ID W555010023, appoint Corinne Abelard of Harbor
Advocates to act for me in my appeal.
Representative: Corinne Abelard    Phone 555-555-0144
Member signature: Marisol Vanterpool     Date: 04/02/2026
Witness: Jorund Halvik     Date: 04/02/2026
""",
        id="Representative form with a witness",
    ),
    pytest.param(
        """\
THE SANDPIPER INN        GUEST FOLIO
Guest: Terrence Vanterpool      Room 214
Arrival 03/08/2026   Departure 03/10/2026
03/08 Room 118.00   03/08 Tax 14.16
03/09 Room 118.00   03/09 Tax 14.16
Paid Visa ****8812   264.32    Balance 0.00
""",
        id="Hotel folio",
    ),
    pytest.param(
        """\
ODETTE MARCHETTI, MD  Family Medicine
To: Ilse Brouwer, MD, Harbor Mood Clinic
Thank you for seeing my patient VANTERPOOL, MARISOL J for evaluation for esketamine.
She has failed sertraline and venlafaxine.
Odette Marchetti, MD
""",
        id="Referral where the referring doctor heads the page",
    ),
    pytest.param(
        """\
CITY OF ALDER POINT UTILITIES
WATER / SEWER / GARBAGE
Bill to:
TERRENCE VANTERPOOL
12 MILL ROAD
ALDER POINT WA 98012
Cust No 55-01882    Bill date 03/31/2026
Meter 7710 prev 1188 pres 1201  13 CCF      52.40
Sewer 61.10   Garbage 32 gal 28.75
Total now due  $142.25   Due 04/20/2026
""",
        id="Water bill",
    ),
    pytest.param(
        """\
SUMMIT BANKCARD             Visa Signature
Terrence Vanterpool         Account ending 8812
Statement closing date 03/28/2026     Payment due 04/22/2026   Minimum $35.00
Trans  Post   Description                             Amount
03/09  03/10  SANDPIPER INN ALDER POINT WA            264.32
03/23  03/24  HARBOR MOOD CLINIC ALDER POINT WA       450.00
03/25  03/26  SHELL OIL 5550114                        41.16
New balance  $755.48
""",
        id="Credit card statement of the husband",
    ),
    pytest.param(
        """\
Zelle payment sent
You sent $120.00 to Lena Orvik
Recipient registered as LENA ORVIK LCSW PLLC
Sent from  T VANTERPOOL JOINT CHK ...3381
Date 03/22/2026
Memo: marisol therapy mar
Confirmation LCU5550199
""",
        id="Zelle confirmation",
    ),
    pytest.param(
        """\
FLEXWELL FSA - REIMBURSEMENT REQUEST
Employee name: Terrence Vanterpool     Employer: Port of Alder     Last 4 SSN 5501
Patient          Relationship   Date of service   Provider             Amount
Marisol V.       Spouse         03/16/2026        Harbor Mood Clinic   $450.00
I certify these expenses are eligible and not paid elsewhere.
Employee signature: Terrence Vanterpool     Date 04/01/2026
""",
        id="FSA claim form of the husband",
    ),
    pytest.param(
        """\
BEACON FIBER
Hi Terrence, here is your bill.
Account 5550 1190 22   Bill date Mar 18, 2026
Terrence Vanterpool, 12 Mill Road, Alder Point
Fiber 500        $65.00
Router rental    $10.00
Taxes and fees    $4.12
Total due Apr 9  $79.12   AutoPay is on
""",
        id="Internet bill",
    ),
    pytest.param(
        """\
ALDER POINT MEDICAL GARAGE
LEVEL 3   TICKET 055018
ENTRY 03/16/2026 12:41   EXIT 15:20
ATTENDANT R. DELACROIX
FEE 9.00   PAID VISA 8812   THANK YOU
""",
        id="Parking stub",
    ),
    pytest.param(
        """\
RENT RECEIPT
Date: March 1, 2026
Received from Terrence Vanterpool the sum of $1,640.00
for rent of 12 Mill Road Unit B, March 2026
Paid by: check 1179
Gustav Pellerin, landlord
""",
        id="Rent receipt from the landlord",
    ),
    pytest.param(
        """\
Cash App
Payment to Ilse Brouwer
$Harbormood
$450.00
For: 3/23 infusion
From: T Vanterpool
Mar 23 at 5:01 PM    Completed
Identifier #D-5550ZZ
""",
        id="Cash App screen",
    ),
    pytest.param(
        """\
IRONWOOD FITNESS    Membership invoice
Member: Terrence Vanterpool      Member since 2021
Monthly dues April 2026      $39.00
Personal training, 2 x with Kaia Lindholm    $110.00
Total charged to Visa 8812   $149.00
""",
        id="Gym",
    ),
    pytest.param(
        """\
HARBOR MOOD CLINIC PLLC                CHECK 6612
Pay to: TERRENCE VANTERPOOL
Date 04/14/2026
Description: refund overpayment acct M Vanterpool 3/16      $50.00
Authorized signature  I. Brouwer
""",
        id="Check stub of a practice's refund",
    ),
    pytest.param(
        """\
HARBOR MOOD CLINIC
VANTERP00L, MARIS0L J      MRN 550118     05/17/1980
Visit 03/23/2026
Tolerated infusion 4. PHQ-9 11. Continue.
Ilse Brouwer, MD
""",
        id="Progress note, header last name first, damaged",
    ),
    pytest.param(
        """\
HARBOR MOOD CLINIC   phone note 03/24/2026
Pt: Mari Vanterpool    DOB 05/17/1980
Called: mood better, sleeps 6 h. No side effects. Next visit 3/30.
""",
        id="Nickname on a clinic's note",
    ),
    pytest.param(
        """\
Form W-2 Wage and Tax Statement 2025
Employer: Port of Alder
Employee's name: Terrence A Vanterpool
12 Mill Road, Alder Point WA 98012
1 Wages 61,204.10    2 Federal tax withheld 6,911.05
12a DD 9,118.20
""",
        id="W-2 of the husband",
    ),
    pytest.param(
        """\
PELICAN AUTO CARE    Invoice 55018
Customer: Terrence Vanterpool    2014 Subaru Forester
Front brake pads and rotors   388.00
Labor 2.2 h                   275.00
Tax                            61.66
Total                         724.66    Paid check 1181
Service writer: Renata Kowalczyk
""",
        id="Car repair",
    ),
    pytest.param(
        """\
AUTHORIZATION TO RELEASE HEALTH INFORMATION
Patient: Marisol Vanterpool     DOB 05/17/1980
Release to: Corinne Abelard, Harbor Advocates
Signed by personal representative: Dagny Ostrander (mother)   04/03/2026
Witness signature: Jorund Halvik
""",
        id="HIPAA form, mother signs as representative",
    ),
    pytest.param(
        """\
LITTLE HERONS CHILD CARE
Family: Vanterpool      Child: Fern Vanterpool
April 2026 tuition after school      $410.00
Late pickup 3/19                      $15.00
Balance due                          $425.00
""",
        id="Child care invoice",
    ),
    pytest.param(
        """\
Order confirmed
Hi Terrence,
Order 114-5550182, placed March 2, 2026
Weighted blanket, 15 lb, gray   $59.99
Ship to: Terrence Vanterpool, 12 Mill Road, Alder Point, WA
Order total $65.39
""",
        id="Mail-order shop",
    ),
]


@pytest.mark.parametrize("text", HOUSEHOLD)
def test_a_households_paper_is_not_held_back(text: str) -> None:
    held, _ = read(text)
    assert not held


OTHERS = [
    pytest.param(
        """\
HARBOR MOOD CLINIC
Payment receipt    03/17/2026
Lucinda Farrow
Office visit copay           40.00
Paid by card                 40.00
Balance                       0.00
""",
        id="Copay slip, a name alone",
    ),
    pytest.param(
        """\
HARBOR MOOD CLINIC   118 Harbor Ave
YOUR NEXT APPOINTMENT
Desmond Ayala
Tue 04/21/2026  10:30 AM  with Ilse Brouwer, MD
Esketamine session, plan two hours and a driver home
Please call 24 hours ahead to cancel.
""",
        id="Appointment slip, a name alone",
    ),
    pytest.param(
        """\
PINE MUTUAL HEALTH PLAN
Explanation of Benefits
Subscriber: Terrence Vanterpool      Member ID W555010023
Patient: Fern Vanterpool  (dependent)
Provider: Alder Pediatrics
02/11/2026  99213 office visit   Billed $165.00  Allowed $98.00  Plan paid $78.00  You owe $20.00
""",
        id="EOB of the child on the family's plan",
    ),
    pytest.param(
        """\
ALDER GENERAL HOSPITAL       PATIENT STATEMENT
Patient Name  Terrence Vanterpool      Account 88120045
01/19/2026  Emergency dept visit level 3      1,240.00
01/19/2026  X-ray wrist                          310.00
Insurance payment                             -1,105.00
Amount due                                       445.00
""",
        id="Statement of the hospital for the husband",
    ),
    pytest.param(
        """\
RIVERSIDE PHARMACY   Rx 5550182
AYALA, DESMOND
LAMOTRIGINE 100 MG TAB   QTY 60
TAKE 1 TABLET TWICE DAILY
DR BROUWER      03/02/2026   Refills 2
Copay $10.00
""",
        id="Pharmacy bag tag",
    ),
    pytest.param(
        """\
COASTAL DIAGNOSTICS
Lucinda Farrow        F  44 Y
Collected 03/11/2026    Reported 03/12/2026
TSH 3.1 uIU/mL   (0.4-4.5)
Creatinine 0.9 mg/dL   (0.5-1.1)
Ordering: Brouwer, Ilse MD
""",
        id="Lab result, a name alone",
    ),
    pytest.param(
        """\
Alder Point School District   CERTIFICATE OF IMMUNIZATION STATUS
Child's name: Fern Vanterpool      Birthdate 09/14/2016
Parent: Marisol Vanterpool
DTaP 11/20/2016 01/18/2017 03/22/2017
MMR 09/30/2017 10/02/2020
""",
        id="Vaccine record of the child",
    ),
    pytest.param(
        """\
RECEIPT  No. 204431
Date 3/18/2026
Received from   Desmond Ayala       $450.00
For   ketamine infusion 3/18
By  Ilse Brouwer, MD    Harbor Mood Clinic
""",
        id="Slip of the receipt book of another patient",
    ),
    pytest.param(
        """\
LENA ORVIK, LCSW
Receipt for services
Name  Phoebe Standish
3/05/2026  psychotherapy 50 min  90834    $120.00
3/12/2026  psychotherapy 50 min  90834    $120.00
Paid in full  $240.00
""",
        id="Receipt of a therapist for another",
    ),
    pytest.param(
        """\
HARBOR MOOD CLINIC
Sale   03/19/2026  11:15
MC ********4410
Ketamine infusion   $450.00
Total $450.00
Phoebe Standish
""",
        id="Card slip from a practice, the name handwritten over it",
    ),
    pytest.param(
        """\
A reminder from Harbor Mood Clinic
Phoebe Standish
448 Quarry Lane
Alder Point WA 98012
It is time for your six month medication check with Dr. Brouwer. Please call 555-555-0133.
""",
        id="Reminder post card",
    ),
    pytest.param(
        """\
ALDER PEDIATRICS    Superbill
Jonah Vanterpool     DOB 02/03/2014
Member ID W555010023
02/20/2026  99214  F90.0 ADHD, inattentive    $210.00
Paid at visit $20.00
""",
        id="Superbill of the son",
    ),
    pytest.param(
        """\
PHQ-9
Name: Desmond Ayala     Date 03/18/2026
1. Little interest   2
2. Feeling down      3
3. Sleep             2
Total 17
""",
        id="Rating scale of a stranger",
    ),
    pytest.param(
        """\
PINE MUTUAL HEALTH PLAN
March 30, 2026
Rolf Vanterpool
77 Heron Way
Alder Point WA 98012
Dear Mr. Vanterpool,
Your request for lumbar fusion is denied. It is not medically necessary. You have 180 days to appeal.
""",
        id="Denial for the brother",
    ),
    pytest.param(
        """\
Alder General Hospital   Discharge instructions
PHOEBE STANDISH   Adm 02/01/2026   Disch 02/04/2026
You were treated for asthma. Take prednisone 40 mg for five days.
Follow up with your doctor in one week.
""",
        id="Discharge instruction, name in a line",
    ),
    pytest.param(
        """\
Zelle
Payment received by LENA ORVIK LCSW
From: Phoebe Standish
Amount $120.00
For: therapy session 3/12
Date 03/12/2026
""",
        id="Zelle of a stranger to a therapist",
    ),
]


@pytest.mark.parametrize("text", OTHERS)
def test_another_persons_paper_among_the_clients_is_held_back(text: str) -> None:
    held, _ = read(text)
    assert held


ASKED = [
    pytest.param("CASCADE POWER\nAccount name  TERRENCE VANTERPOOL\nAmount due $114.55", id="the family's"),
    pytest.param("CASCADE POWER\nAccount name  DESMOND AYALA\nAmount due $114.55", id="a stranger's"),
    pytest.param(
        "RECEIPT  No. 9\nDate 3/16/2026\nReceived from  Terrence Vanterpool  $450.00\nFor  ketamine infusion",
        id="a charge of the client's, paid by the family",
    ),
    pytest.param(
        "RECEIPT  No. 9\nDate 3/16/2026\nReceived from  Desmond Ayala  $450.00\nFor  ketamine infusion",
        id="a charge of the client's, paid by somebody else",
    ),
]


@pytest.mark.parametrize("text", ASKED)
def test_of_another_payers_paper_a_person_is_asked(text: str) -> None:
    assert read(text) == (False, True)


HELD = [
    pytest.param(
        "RECEIPT  No. 9\nDate 5/02/2025\nReceived from  Terrence Vanterpool  $90.00\nFor  therapy session",
        id="other care, paid by the family",
    ),
    pytest.param(
        "PAYMENT RECORD\npayer name  Emeka Nwosu\non behalf of  Octavia Nwosu\n"
        "biller  Harbor Ketamine Clinic\namount  640.00 USD\npaid 2026-01-19",
        id="for whom another pays",
    ),
    pytest.param(
        "HARBOR MOOD CLINIC\nName: Desmond Ayala\nYour balance is $40.00. Please call us.",
        id="a price on a clinic's paper",
    ),
]


@pytest.mark.parametrize("text", HELD)
def test_who_pays_for_care_may_be_its_patient(text: str) -> None:
    held, _ = read(text)
    assert held
