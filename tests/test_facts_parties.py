"""Who is who on a paper: patient and family, providers, insurers listed or not, merchants; ids; the route."""

from __future__ import annotations

import pytest

from tests.told import facts_of


def values(text: str, kind: str, type_: str = "denial_letter") -> set[str]:
    return {str(fact.value) for fact in facts_of(text, type_) if fact.kind == kind}


@pytest.mark.parametrize(
    ("text", "patients"),
    [
        ("Subscriber: Orla Mock\nPatient: Wilbur Mock", {"Wilbur Mock"}),
        ("Member: Orla Mock      Group: 123456\nPatient: Wilbur Mock (spouse)", {"Wilbur Mock"}),
        ("Guarantor: Orla Mock   Patient: Wilbur Mock", {"Wilbur Mock"}),
        ("Received from: Orla Mock (mother)\nPatient: Fern Mock", {"Fern Mock"}),
        ("Subscriber: Orla Mock", {"Orla Mock"}),
        ("Issued 09/04/24 to Fern Mock", {"Fern Mock"}),
        ("Statement prepared for Fern Mock", {"Fern Mock"}),
        ("Issued 09/04/24 to Mock Valley Clinic", set()),
        ("Statement of reasons sent to Fern Mock Counsel", set()),
        ("Dear Parent or Guardian of Fern Mock:", {"Fern Mock"}),
        ("To: Fern Mock\nSent: March 2, 2026\nHi Fern,\nWe got your appeal.", {"Fern Mock"}),
        ("To: Fern Mock\nHi Wilbur,\nWe got your appeal.", {"Fern Mock"}),
        ("Patient: VAN DER MOCK, FERN   DOB: 03/04/1980", {"Fern Van Der Mock"}),
        ("Patient: GARCIA MOCK, MARIA", {"Maria Garcia Mock"}),
        ("Patient: RUIZ DE MOCK, MARIA", {"Maria Ruiz De Mock"}),
        ("Patient: GARCIA MOCK, MARIA ELENA", {"Maria Elena Garcia Mock"}),
        ("Patient: Fern Mock, Anytown KS", {"Fern Mock"}),
        ("Patient: VANDERMOCK RUTH ELLEN", {"Ruth Ellen Vandermock"}),
        ("Patient: RUTH ELLEN VANDERMOCK", {"Ruth Ellen Vandermock"}),
        ("Patient: RUTH VANDERMOCK MORRISON", {"Ruth Vandermock Morrison"}),
        ("Subscriber: Mock Orla\nPatient: Mock Wilburt", {"Wilburt Mock"}),
        ("Subscriber: Orla Mock\nPatient: Wilburt Reed", {"Wilburt Reed"}),
        ("Patient: Mock Wilburt\nSubscriber if different: Mock Orla", {"Wilburt Mock"}),
        ("The claim for Fern Mock is in process.", {"Fern Mock"}),
        ("2. Who may receive: P. Reed, San Mockado, CA 84490", set()),
        (
            "Patient: Amparo Mockblanque\nMember: Amparo Mockblonque",
            {"Amparo Mockblanque", "Amparo Mockblonque"},
        ),
        ("The claim for Spravato Nasal Spray is in process.", set()),
        ("Fern Mock\nc/o Law Office of Ann Reed\n\nOur member: Fern Mock\n\nDear Ms. Reed,", {"Fern Mock"}),
        ("Member: Paul Mock   ID: EV2200110\nPatient: IDA", {"Ida Mock"}),
        ("Member: Paul Mock   ID: EV2200110\nPatient: SELF", {"Paul Mock"}),
        ("Member: Paul Mock   ID: EV2200110\nPatient: Clinic", {"Paul Mock"}),
        ("Yours, Paul Mock, father of Ida Mock", {"Ida Mock"}),
        ("I write on behalf of Fern\nDe La Mock. She was ill.", {"Fern De La Mock"}),
        ("I write on behalf of Fern\nThe plan denied her care.", set()),
        ("I write on behalf of Mock\nValley Clinic.", set()),
        (
            "Last name   First name\nMock        Fern\n\n"
            "Last name   First name   Relation\nReed        Ann          Attorney",
            {"Fern Mock"},
        ),
        (
            "Last name   First name\nMock        Orla\n\n"
            "Last name   First name   Relation\nMock        Fern         Child",
            {"Orla Mock", "Fern Mock"},
        ),
        ("Patient: Ann St. Mock", {"Ann St. Mock"}),
        ("Patient name: Mock, Juniper A", {"Juniper A Mock"}),
        ("Member name: Dagny L. Mock", {"Dagny L. Mock"}),
        ("Member\nLast, First:  Mock,     DOB: 10/20/1970\n              Fern", {"Fern Mock"}),
        ("Summit Clinic | Fern Mock | DOB 01/02/1970", {"Fern Mock"}),
        ("Copper Canyon Interventional Pain\n100 Main Street", set()),
        ("14 Figment Court D.O.B.: 11/05/1984", set()),
        ("services that are not Medically Necessary", set()),
        ("ASK US ABOUT FLU SHOTS", set()),
        ("Representative name: Cordelia Mock", set()),
        ("Completed by: H. Mock, RN", set()),
        ("D. Mock\nPatient Advocate", set()),
        ("Re: Appeal - Fern Mock - Claim 8812004512", {"Fern Mock"}),
        ("MOCK, FERN, R   DOB 03/04/1980", {"Fern R Mock"}),
        ("FERN MOCK, Petitioner", {"Fern Mock"}),
        ("Claim 0202603 for my son, Fern Mock", {"Fern Mock"}),
        ("My husband Wilbur Mock drove me home.", set()),
        ("Name: Cordelia Mock, Advocate", set()),
        ("CLINIC NOTE\nFern Mock 05/26/1956", {"Fern Mock"}),
        ("the Employee Retirement Income Security Act", set()),
        ("Patient: J. Mockleforth   DOB 02/17/1988", {"J. Mockleforth"}),
        ("Member: P. Mock-Sham", {"P. Mock-Sham"}),
        ("Patient: J. Mock, MD", set()),
        ("Client: Fern M.  (Mock)      Session 31", {"Fern Mock"}),
        ("Client: Fern K. (Mock)      Session 31", set()),
        ("Re:  F. Mock - Fern - ID NCH3098821", {"Fern Mock"}),
        ("For: F. Mock, room 3 (Fern)", {"Fern Mock"}),
        ("Hi Fern (Mock),\nyour plan answered.", {"Fern Mock"}),
        ("Dear Ms. Mock (Fern),\nyour plan answered.", {"Fern Mock"}),
        ("Dear Fern (patient 12),", set()),
        ('Consumer: Ferndale "Fern" Mock  Case: 0091-22', {"Ferndale Mock"}),
        ("Pt MOCK Fern   F   dob 07/01/86", {"Fern Mock"}),
        ("PT: MOCKLE F", {"F. Mockle"}),
        ("Bro. Fern Mock\nRR 2 Box 88\nRoundup, MT 59072\n\nDear Brother Mock,", {"Fern Mock"}),
        ("Senator Mock asked about the claim.\nDear Senator Mock:", set()),
        ("Thank you, Fern Mock. Your payment has been sent.", {"Fern Mock"}),
        ("Fern Mock, you have money coming!", {"Fern Mock"}),
        ("Fern Mock, Counsel, here in town", set()),
        ("for: Fern Mock", {"Fern Mock"}),
        ("This confirms that Fern Mock has paid us", {"Fern Mock"}),
        ("Thanks for seeing Fern Mock, 11/19/1949, retired", {"Fern Mock"}),
        ("Student: Fern Mock      ID 77", {"Fern Mock"}),
        ("on behalf of Hudson Mock Health Guild\nRe: Fern Mock", {"Fern Mock"}),
        (
            "Re: Fern Mock\nsent by Charter Oak Psychiatric Institute.\nCharter Oak has been certified.",
            {"Fern Mock"},
        ),
        ("RE    Mock, Hyun-woo     your ref. LM-PA-60114", {"Hyun-woo Mock"}),
        ("MOCK,FERN T   xxx-xx-4417   DOB SEP 2,1968", {"Fern T Mock"}),
        ("Acct 200817   MOCK, FERN      Ins: Copperline", {"Fern Mock"}),
        ("Name: Fern Mock\nName: Orla Mock      Relationship: daughter", {"Fern Mock"}),
        ("Prairie Sky Insurance Company\nGrievance Department", set()),
        ("Member: Honolulu, Hawaii", set()),
        ("Dr Fern Mock - psychiatry - cash only\ninvoice 77", set()),
        ("Patient: P. O. Box 12", set()),
        ("RE: Spravato for Fern Mock", {"Fern Mock"}),
        ("Notice for Fern Mock", {"Fern Mock"}),
        ("In the Matter of: F. Mock, Appellant", {"F. Mock"}),
        ("RE: Request for Prior Authorization", set()),
        ("Patient: Fern Mock\nRelationship: Dependent of Wilbur Mock", {"Fern Mock"}),
        ("Patient: Fern Mock\n   Name     Orla Mock (mother)          Phone 555-555-0123", {"Fern Mock"}),
        ("Patient: Fern Mock\nPrescriber\n  Name     Orla Mock MD      NPI 1801554370", {"Fern Mock"}),
        ("TREATMENT TRIALS, FERN MOCK, born Aug 9, 1966", {"Fern Mock"}),
        ("Dear Pastor Fern Mock,\nyour plan answered.", {"Fern Mock"}),
        ("Member: Fern Mock Free Checking ...4408", {"Fern Mock"}),
        ("Member: Fern Mock Everyday Savings 4408", {"Fern Mock"}),
        ("Member: Fern Free", {"Fern Free"}),
    ],
)
def test_the_patient_and_the_family(text: str, patients: set[str]) -> None:
    assert values(text, "name.patient", "correspondence") == patients


@pytest.mark.parametrize(
    ("text", "providers"),
    [
        ("Treating Provider ...... Thessaly Mock", {"Thessaly Mock"}),
        (
            "Drug       Qty   Prescriber\nZoloft     30    MOCK, ADELE NP\nLithium    60    SHAM, WARREN MD",
            {"Adele Mock", "Warren Sham"},
        ),
        ("76 ATTENDING   NPI 1437710052   LAST SHAM   FIRST ANNEKE", {"Anneke Sham"}),
        ("76 ATTENDING SHAM PERCIVAL  NPI 1437710052", {"Percival Sham"}),
        ("For the clinic: Moira Mock, Practice Manager", set()),
        ("her therapist, Rabbi Nathan Mock, LCSW, agrees", {"Nathan Mock"}),
        ("Ref Phys: MOCK, BEATRIX FNP", {"Beatrix Mock"}),
        ("Referring Beatrix Mock\nDate of visit 03/04/2026", {"Beatrix Mock"}),
        ("Doctors: Beatrix Mock, Ursula Sham", {"Beatrix Mock", "Ursula Sham"}),
        ("Counselor: W. Mock, LADC", {"W. Mock"}),
        ("Provider           Claim\nBeatrix Mock, DO   123456789", {"Beatrix Mock"}),
        ("We received a request from Beatrix Mock, DO for your child.", {"Beatrix Mock"}),
        ("Explained by Beatrix Mock", {"Beatrix Mock"}),
        ("Electronically signed by Beatrix Mock at 03/04/2026", {"Beatrix Mock"}),
        ("66 DX F32.2  76 ATTENDING NPI 1234567893 LAST MOCK FIRST BEATRIX", {"Beatrix Mock"}),
        ("Patient Fern Mock, D.O.B. 03/04/1980, seen today", set()),
        ("200 Independence Avenue SW, Washington, DC 20201", set()),
        ("PROVIDER REMITTANCE ADVICE", set()),
        ("Prescriber: H. Mock-Sham", {"H. Mock-Sham"}),
        ("17. REFERRING  DN BEATRIX MOCK MD", {"Beatrix Mock"}),
        ("Ordered by   Beatrix Mock PA-C", {"Beatrix Mock"}),
        ("Provider: Minot ND 58701", set()),
        ("Provider: Northgate Psychiatry (out of network)", {"Northgate Psychiatry"}),
        ("Provider: Northgate Psychiatry, fax 555-0119", {"Northgate Psychiatry"}),
        (
            "Seen by: Beatrix Mock LCSW at Northgate Psychiatry",
            {"Beatrix Mock", "Northgate Psychiatry"},
        ),
        (
            "Provider: Beatrix Mock, MD, Northgate Psychiatry",
            {"Beatrix Mock", "Northgate Psychiatry"},
        ),
        ("Provider: Beatrix Mock, MD, Fargo", {"Beatrix Mock"}),
        (
            "Fill     Drug       Prescriber    #fills\n01/09/26  Zoloft     MOCK, ADELE   7\n"
            "01/09/26  Lithium    MOCK          7\n01/09/26  Buspar     SHAM, WARREN  7",
            {"Adele Mock", "Warren Sham"},
        ),
        ("Prescriber: B. Mock DO  (Beatrix Mock)", {"Beatrix Mock"}),
        ("Mock Park, MD 21146", set()),
        ("B. Mock, JD, RN", set()),
        ("PLEASE PRINT IN BLACK INK. DO NOT STAPLE.", set()),
        ("Lab director: Beatrix Mock, MD", set()),
        ("Benefits administered by Northgate TPA, Inc.", set()),
        ("PROVIDER: RESUBMIT WITH THE RECORD. YOUR FUND OFFICE HELPS.", set()),
        ("Plan administrator for Northgate Hospital", set()),
    ],
)
def test_providers(text: str, providers: set[str]) -> None:
    assert values(text, "name.provider", "progress_note") == providers


@pytest.mark.parametrize(
    ("text", "insurers"),
    [
        ("Meritain Health\nan Aetna company", {"Meritain Health"}),
        ("Highmark Blue Shield", {"Highmark"}),
        ("aetna\nChoice POS II", {"Aetna"}),
        ("PRAIRIE LANTERN HEALTH PLAN\nNotice of denial", {"Prairie Lantern Health Plan"}),
        ("Cascadia Community\nHealth Plan\nNotice of denial", {"Cascadia Community Health Plan"}),
        (
            "Claims administrator: Great Mirage Mutual Benefit Company",
            {"Great Mirage Mutual Benefit Company"},
        ),
        ("We asked Stonebridge Benefit Administrators to decide.", {"Stonebridge Benefit Administrators"}),
        ("UriitedHealthcare Insurance Company", {"UnitedHealthcare"}),
        (
            "Aetna\nYour employer's plan: Acme Widgets Group Health Plan",
            {"Aetna", "Acme Widgets Group Health Plan"},
        ),
        ("1. MEDICARE  MEDICAID  TRICARE  GROUP HEALTH PLAN", set()),
        ("Medicare Number: 1EG4-TE5-MK73", set()),
        ("Call 1-800-MEDICARE, 24 hours a day", set()),
        ("Network: MultiPlan", set()),
        ("MultiPlan network", {"MultiPlan"}),
        (
            "HARBOR LANTERN HEALTH PLAN\nc/o Mock Claims Administrators, Lubbock",
            {"Harbor Lantern Health Plan"},
        ),
        ("c/o Mock Claims Administrators, Lubbock", {"Mock Claims Administrators"}),
        ("Ask your health plan. Your Health Plan may help.", set()),
        ("Your plan is Health Partners.", {"HealthPartners"}),
        ("ins 1: Pacifica Mock Plan PSP-4471-A      ins 2: none", {"Pacifica Mock Plan"}),
        ("Insurer / auth.     Cascadia Mock Benefit / PHP-2026-00931", {"Cascadia Mock Benefit"}),
        ("ScriptMock PBM on behalf of your plan", {"ScriptMock PBM"}),
        ("2/17  Insurance (Mockmack Choice) paid", {"Mockmack Choice"}),
        ("Ins      Self-pay (Mockbud Health MBH9917720)", {"Mockbud Health"}),
        ("Insurance on file: Mockgheny Select, ID MGS0047713", {"Mockgheny Select"}),
        ("INCURRED   CODE   CHARGED   COVERED   BENEFIT   INELIG MOCKSON", set()),
        pytest.param(
            "Anthem Blue Cross\nNotice of denial", {"Anthem Blue Cross"}, id="the company of one state"
        ),
        pytest.param(
            "Anthem Blue Cross\nand Blue Shield\nNotice",
            {"Anthem Blue Cross and Blue Shield"},
            id="a name that goes on",
        ),
    ],
)
def test_insurers(text: str, insurers: set[str]) -> None:
    assert values(text, "name.insurer") == insurers


def test_plain_words_within_another_firms_name_are_no_insurer() -> None:
    named = values("the order of Hemlock Street Health Partners came late", "name.insurer", "progress_note")
    assert "HealthPartners" not in named


@pytest.mark.parametrize(
    ("text", "merchants"),
    [
        (
            "From: Summit Clinic receipts@clinic.example\nPaid to: Summit Clinic\nTotal $5.00",
            {"Summit Clinic"},
        ),
        ("From: Card Company\nSubject: Receipt from Tidal Mind Center\nTotal $5.00", {"Tidal Mind Center"}),
        (
            "RECEIPT\nReceived from Fern Mock\nFor infusion visit\nBy C. Sham\nSummit Pain Clinic",
            {"Summit Pain Clinic"},
        ),
        ("Lakeview NeuroHealth\nPLLC\n100 Main Street\nTotal $5.00", {"Lakeview NeuroHealth PLLC"}),
        ("Summit Clinic\n100 Main Street\nProvider: Beatrix Mock\nTotal $5.00", {"Summit Clinic"}),
        ("Received by: T. Sham, Summit Pain Clinic\nTotal $5.00", {"Summit Pain Clinic"}),
        ("FAKE GROCERY\n100 MAIN STREET\nIV infusion   5.00", {"FAKE GROCERY"}),
    ],
)
def test_merchants(text: str, merchants: set[str]) -> None:
    assert values(text, "name.merchant", "receipt") == merchants


@pytest.mark.parametrize(
    ("text", "merchants"),
    [
        ("Pay to the order of Summit Pain Clinic   $5.00", {"Summit Pain Clinic"}),
        ("02/11/2026 DEBIT CARD PURCHASE Summit Ketamine Center 1,010.00", {"Summit Ketamine Center"}),
        ("02/11/2026 DIRECT DEP PAYROLL 1,010.00", set()),
        ("Status: Posted   Category: Medical", set()),
        ("Pay to the\norder of    Dr. Imogen Mock      $ 580.00", {"Dr. Imogen Mock"}),
        ("Pay to the\norder of    Imogen Mock      $ 580.00", set()),
    ],
)
def test_payees(text: str, merchants: set[str]) -> None:
    assert values(text, "name.merchant", "proof_of_payment") == merchants


@pytest.mark.parametrize(
    ("text", "type_", "kind", "expected"),
    [
        ("Tracking ID U973933664", "prior_auth_request", "id.authorization", {"U973933664"}),
        ("Cert no. B421967412\nMember # CDA901", "prior_auth_approval", "id.authorization", {"B421967412"}),
        ("Cert #: 55829104", "denial_letter", "id.member", {"55829104"}),
        ("Claim Nos. 26-001188, 26-001189 and 26-001190", "appeal_letter", "id.claim",
         {"26-001188", "26-001189", "26-001190"}),
        ("Policy No. 88-44120977", "appeal_letter", "id.member", {"88-44120977"}),
        ("1a. INSURED'S I.D. NUMBER (For Program in Item 1)\n XEH777120045", "claim_form", "id.member",
         {"XEH777120045"}),
        ("60 INSURED'S ID U3984685602 62 GROUP 11015-001", "claim_form", "id.member", {"U3984685602"}),
        ("61 GROUP NAME   62 INSURANCE GROUP NO.   63 TREATMENT AUTHORIZATION CODES\n                9412392",
         "claim_form", "id.group", {"9412392"}),
        ("EIN / NPI  00-0555136 / 1801786231", "itemized_bill", "id.tax", {"00-0555136"}),
        ("Visit date     Claim no. / service    Billed\nDec 13, 2024 T2J06463857 ketamine   $225.00\n"
         "Dec 15, 2024 K7P28271449 infusion   $210.00", "eob", "id.claim", {"T2J06463857", "K7P28271449"}),
        ("Statement of account   Member no. ending 484", "denial_letter", "id.member", set()),
        ("Member Number: 0044128837", "proof_of_payment", "id.member", set()),
        ("St. Mock Medical Group\n262 Make Believe Blvd", "letter_of_medical_necessity", "id.group", set()),
        ("Medicare Number: XXX-XX-4643A", "eob", "id.member", set()),
        ("Appeal Number 1-3111450968", "final_denial_letter", "id.authorization", set()),
        ("MID: 884120013", "receipt", "id.member", set()),
        ("IRO file no.: 965596-376", "external_review_decision", "id.claim", set()),
        ("Account #: 88-1120457", "itemized_bill", "id.tax", set()),
        ("MEMBER MOCK FERN    ID CT9981207-A    PAT ACCT 55810", "eob", "id.member", {"CT9981207-A"}),
        ("Trans. ID   8830-117-22", "correspondence", "id.member", set()),
        ("MADE BY: Fern Mock (policy MBI-200-4418)", "correspondence", "id.member", {"MBI-200-4418"}),
        ("Group:   HD-EOU\nICD-10:   F31.4", "letter_of_medical_necessity", "id.group", {"HD-EOU"}),
        ("Veteran MOCK, FERN   Referral VA0044718820", "denial_letter", "id.authorization", {"VA0044718820"}),
        ("Referral no. VC0099417725\nPrevious referral VC0081120346", "referral", "id.authorization",
         {"VC0099417725"}),
        ("Claim 26031-1180-04", "eob", "code.ndc", set()),
        ("NDC 26031-1180-04", "eob", "code.ndc", {"26031-1180-04"}),
    ],
)  # fmt: skip
def test_identifiers(text: str, type_: str, kind: str, expected: set[str]) -> None:
    assert values(text, kind, type_) == expected


HEAD = "\n\n\n\n\n\n\n\nYour claim was denied.\n\n"


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("REACH US ABOUT AN APPEAL\nFax number: 555-555-0142\nToll-free phone (TTY 711): 555-555-0100",
         "phone", {"555-555-0100"}),
        ("Fax line for appeals 555-555-0142", "fax", {"555-555-0142"}),
        ("You may appeal by calling 1-800-555-0133 or by fax at 423-555-0134.", "fax", {"423-555-0134"}),
        ("You may appeal by calling 1-800-555-0133 or by fax at 423-555-0134.", "phone", {"800-555-0133"}),
        ("Questions about your appeal: 555-555-0119", "phone", {"555-555-0119"}),
        ("Clinical Records Unit, fax 555-555-0129", "fax", set()),
        ("Call 555-555-0112 to change your appointment.", "phone", set()),
        ("To appeal, mail it. TTY users call 1-888-555-0182.", "phone", set()),
        ("If you lose the appeal: State Fair Hearing, call 555-555-0127", "phone", set()),
        ("HOW TO APPEAL\nMailing address: Grievance & Appeals Dept., P.O. Box 2920, Faketon, NJ 25273",
         "address", {"Grievance & Appeals Dept., P.O. Box 2920, Faketon, NJ 25273"}),
        ("Please write to Appeals and Grievances about a decision that you do not like, at Member\n"
         "Grievances Unit, P.O. Box 62373, Faketon, CT 24785, or fax 555-555-0103.",
         "address", {"Member Grievances Unit, P.O. Box 62373, Faketon, CT 24785"}),
        ("Send a written appeal within 180 days to\nFake Health Appeals\nP.O. Box 188\nFaketon, TN 37422",
         "address", {"Fake Health Appeals, P.O. Box 188, Faketon, TN 37422"}),
        ("Mail the request for your next appeal to:\nExternal Review Unit, P.O. Box 4590, Faketon, WI 18050",
         "address", set()),
    ],
)  # fmt: skip
def test_route(text: str, kind: str, expected: set[str]) -> None:
    assert values(HEAD + text, f"plan.appeal_{kind}") == expected


@pytest.mark.parametrize(
    ("text", "type_", "merchants"),
    [
        (
            "Copay receipt\nSea Grape Psychiatry 01/08/26\ncopay 40.00 paid",
            "receipt",
            {"Sea Grape Psychiatry"},
        ),
        ("RIDE RECEIPT\nTotal  $23.84\nFrom: Infusion Suite, 12:14 PM\nTo: home, 12:41 PM", "receipt", set()),
        ("Posted transaction\n-$588.30\nChecking 0078\nCategory Health", "proof_of_payment", set()),
        ("Pay to SUMMIT ANESTHESIA\nAmount $200.00", "proof_of_payment", {"SUMMIT ANESTHESIA"}),
        (
            "LOT 7 - SUMMIT CAMPUS PARKING\noperated by Mock Parking LLC\nTotal 4.00",
            "receipt",
            {"Mock Parking LLC"},
        ),
        ("RIDE RECEIPT (e-mail)\nYour trip with Mockalong\nTotal 14.00", "receipt", {"Mockalong"}),
        (
            "MOCK DRUG #27\n12 Main Street\nTotal 4.00\nMock Drug - ask your pharmacist",
            "receipt",
            {"MOCK DRUG"},
        ),
        ("MOCK DRUG #27\n12 Main Street\nTotal 5.00", "receipt", {"MOCK DRUG #27"}),
        ("Dr. Fern Mock, psychiatrist\n12 Main Street\nTotal 4.00", "receipt", {"Dr. Fern Mock"}),
        ("| Pay to  Summit Pain Center       $330.00       |", "proof_of_payment", {"Summit Pain Center"}),
    ],
)
def test_where_money_went(text: str, type_: str, merchants: set[str]) -> None:
    assert values(text, "name.merchant", type_) == merchants


@pytest.mark.parametrize(
    ("text", "kind", "numbers"),
    [
        ("Member: Fern Mock      ID CCW 400 771 902", "id.member", {"CCW400771902"}),
        ("Your ID will be checked at 400 Main", "id.member", set()),
        ("Authorization number for all lines: EV-IP-26-0418", "id.authorization", {"EV-IP-26-0418"}),
        ("Auth ID  GBR-2211\nStatus  APPROVED\nAuthorization: 96365", "id.authorization", {"GBR-2211"}),
        ("Claim ..........   26-0144-7711", "id.claim", {"26-0144-7711"}),
        ("Message codes on this claim: CO-252", "id.claim", set()),
        ("Subscriber no.   MCK XQF 220 918", "id.member", {"MCKXQF220918"}),
        ("Subscriber no.   MCK 0077 2819 A", "id.member", {"MCK00772819A"}),
        ("member 100 4471 88209", "id.member", {"100447188209"}),
        ("Member services 503-555-0172", "id.member", set()),
        ("They close my appeal. ID is MCK-0442981.", "id.member", {"MCK-0442981"}),
        ("My wife is Fern Mock, number MCK-55801-W.", "id.member", {"MCK-55801-W"}),
        ("Mockwell Mutual no. MM00417-3361", "id.member", {"MM00417-3361"}),
        ("Mockwell Street no. 4417-3361", "id.member", set()),
        ("Plan ID   MCK0074417R", "id.member", {"MCK0074417R"}),
        ("Plan ID   MCK0074417R\nMember ID  W20077381", "id.member", {"W20077381"}),
        ("Payer plan ID 00441", "id.member", set()),
        ("ID MCK77120945   Grp MKW-22", "id.group", {"MKW-22"}),
        ("Cert 0081   Group MOCKUM 21", "id.group", {"MOCKUM21"}),
        ("in the dispatchers' group MOCKCO-911, number 4", "id.group", {"MOCKCO-911"}),
        ("GROUP THERAPY 90853", "id.group", set()),
        ("Age group 25-34", "id.group", set()),
        ("RxGrp  46183AB   Group  0046183", "id.group", {"0046183"}),
        ("Fund card: M88-5520-C", "id.member", {"M88-5520-C"}),
        ("REMS enrollment ID: P-220918-44", "id.member", set()),
        ("Under Mockwell medical policy 2.01.88 it is", "id.member", set()),
        ("CONCURRENT REVIEW AUTH: BR26-011204 (11 days)", "id.authorization", {"BR26-011204"}),
        ("Mock PPO, auth PL-A-603318", "id.authorization", {"PL-A-603318"}),
        ("We auth 30 days of treatment", "id.authorization", set()),
        ("Your case UM-2604-55310", "id.authorization", {"UM-2604-55310"}),
        ("In this case 2604 visits", "id.authorization", set()),
        ("Your request for 6 visits", "id.authorization", set()),
        ("Certification UM-2604-55310", "id.authorization", {"UM-2604-55310"}),
        ("Claim (26-0144-7711)", "id.claim", {"26-0144-7711"}),
        ("Claim (see page 3)", "id.claim", set()),
        ("Your card: Call 555-555-0112", "id.member", set()),
        ("N.P.I. 1234567893", "id.npi", {"1234567893"}),
        ("Your case was reviewed on 3/4/2026", "id.authorization", set()),
    ],
)
def test_numbers_in_groups_and_codes(text: str, kind: str, numbers: set[str]) -> None:
    assert values(text, kind, "prior_auth_approval") == numbers


@pytest.mark.parametrize(
    ("type_", "text", "kind", "numbers"),
    [
        ("progress_note", "Payor   Mock River Health Co-op  /  MRH-0-118-22", "id.member", {"MRH-0-118-22"}),
        ("phone_log", "My sister called. Now his ID is new: MWA 40-229-817", "id.member", {"MWA40-229-817"}),
        ("correspondence", "the card shows your number (MGH 8841 3307 5).", "id.member", {"MGH884133075"}),
        ("progress_note", "MRN: CH-0048213", "id.member", set()),
        ("infusion_record", "Lot 22871-B  exp 04/27", "id.member", set()),
        ("itemized_bill", "Invoice 2026-04471", "id.claim", set()),
        ("denial_letter", "Form MCK-UR-11 (rev. 01/26)", "id.authorization", set()),
        ("proof_of_payment", "Check no. 004471882", "id.claim", set()),
        ("receipt", "Card ending 4471-8820", "id.member", set()),
        ("eob", "01-07-25/01-13-25   96365   410.00", "id.claim", set()),
    ],
)  # fmt: skip
def test_numbers_without_a_label_of_theirs(type_: str, text: str, kind: str, numbers: set[str]) -> None:
    assert values(text, kind, type_) == numbers


@pytest.mark.parametrize(
    ("text", "insurers"),
    [
        ("Lakes Benefit Administrators", {"Lakes Benefit Administrators"}),
        (
            "Prairie Harbor Community Plan\nDate of notice: January 22, 2026",
            {"Prairie Harbor Community Plan"},
        ),
        ("LONE PINE ADMINISTRATORS, LLC\nApril 20, 2026", {"Lone Pine Administrators, LLC"}),
        ("This is our community plan for the year.", set()),
        ("Mock Trades H&W Trust", {"Mock Trades H&W Trust"}),
        (
            "Mock & Fern Workers Local 12 Health and Welfare Fund",
            {"Mock & Fern Workers Local 12 Health and Welfare Fund"},
        ),
        ("Mock County Retiree VEBA", {"Mock County Retiree VEBA"}),
        ("Mock Employees Health Plan", {"Mock Employees Health Plan"}),
        ("Your welfare plan and your employee benefit trust", set()),
        ("Employees Health Plan", set()),
        ("Group: Sheet Mock Workers Local 12 Welfare Fund", set()),
    ],
)
def test_insurers_by_their_endings(text: str, insurers: set[str]) -> None:
    assert values(text, "name.insurer") == insurers


_LETTERHEADS = [
    (
        "Lantern Prairie Mutual Health\nUtilization Management\nMarch 4, 2026\nDear Ms. Mock:",
        "denial_letter",
        True,
    ),
    ("Mock River Community Care\nYour Medicaid health plan\nMay 1, 2026", "denial_letter", True),
    ("Lantern Prairie Mutual Health\nUtilization Management\nMarch 4, 2026", "progress_note", True),
    ("Quarry Lantern Health Choice\nMarch 4, 2026\nDear Ms. Mock:", "denial_letter", True),
    ("Quarry Lantern Health Choice\nMarch 4, 2026\nDear Ms. Mock:", "progress_note", False),
    ("Behavioral Health Management\nNotice of Denial\nMarch 4, 2026", "denial_letter", False),
    ("Fern Mock\n12 Elm Street\nMarch 4, 2026\nFern Mock", "denial_letter", False),
    ("Quarry Lantern Services\nMarch 4, 2026" + 16 * "\n" + "You had cover by Aetna before.", "eob", True),
]


@pytest.mark.parametrize(("text", "type_", "named"), _LETTERHEADS)
def test_an_insurer_of_any_name_by_its_letterhead(text: str, type_: str, named: bool) -> None:
    assert (text.splitlines()[0] in values(text, "name.insurer", type_)) == named


@pytest.mark.parametrize(
    ("text", "insurers"),
    [
        ("Payer:  Lantern Crest Health PPO", {"Lantern Crest Health"}),
        ("Insurance       Lantern Crest", {"Lantern Crest"}),
        ("Insurance: Lanternwell", {"Lanternwell"}),
        ("Primary insurance: Lanternwell", {"Lanternwell"}),
        ("Insurance: Verified", set()),
        ("Insurance: None", set()),
        ("Insurance: Self", set()),
        ("Her insurer is Lantern Crest (ID MCK-22).", {"Lantern Crest"}),
        ("Insurance plan: HMO", set()),
        ("Administered by: H. Mockwright", set()),
        ("Plan name: Health Plan", set()),
    ],
)
def test_an_insurer_of_any_name_by_its_label(text: str, insurers: set[str]) -> None:
    assert values(text, "name.insurer", "progress_note") == insurers


@pytest.mark.parametrize(
    ("text", "type_", "patients"),
    [
        (
            "Mr. Mock,\nYour appeal came.\n\nFern Mock\n2 Elm St, Boise ID 83702",
            "denial_letter",
            {"Fern Mock"},
        ),
        ("Fern Mock          via first-class mail\n2 Elm St, Boise ID 83702", "denial_letter", {"Fern Mock"}),
        ("Dear Member Fern Mock,", "correspondence", {"Fern Mock"}),
        ("Dear Dr. Reed and Ms. Mock:\nPatient record\nFern Mock", "denial_letter", {"Fern Mock"}),
        ("Wilma Mock, M.D.\nElm Clinic\nDear Wilma,\nPlease see her.", "referral", set()),
        ("Hi Fern!! :)\nsee you then\nOn May 22 Fern Mock wrote:", "correspondence", {"Fern Mock"}),
        ("To Ms. Fern Mock\nMay 2, 2026\nRESULT: upheld", "final_denial_letter", {"Fern Mock"}),
        ("TO:   FERN MOCK\nAmount owed $40.00", "itemized_bill", {"Fern Mock"}),
        ("To: Orla Reed, MD\nRequest denied", "denial_letter", set()),
        ("For   Fern Mock     Date  May 6 '26", "prescription", {"Fern Mock"}),
        ("Re: Reconsideration for Mr. Fern Mock", "appeal_letter", {"Fern Mock"}),
        ("Subject: why Fern Mock needs this", "letter_of_medical_necessity", {"Fern Mock"}),
        ("My wife is Fern Mock, number MCK-55801.", "appeal_letter", {"Fern Mock"}),
        (
            "I, Fern Mock, insured number GN 2204, say that my daughter Orla may help",
            "correspondence",
            {"Fern Mock"},
        ),
        ("We hold your request for Fern Mock (id MCK 2207 4415; logged)", "denial_letter", {"Fern Mock"}),
        ("Patient: MOCK / FERN", "prior_auth_request", {"Fern Mock"}),
        ("SUBSCRIBER/PATIENT   MOCK*FERN*V", "claim_form", {"Fern Mock"}),
        ("Enrollee: F. MOCK (Fern Mock)", "external_review_decision", {"Fern Mock"}),
        ("Patient: MOCKWELL DIANA     DOB 01/02/1980", "lab_report", {"Diana Mockwell"}),
        ("Patient: DIANA MOCKWELL     DOB 01/02/1980", "lab_report", {"Diana Mockwell"}),
        ("8 PATIENT NAME  b MOCKWELL ZEBEDIAH", "claim_form", {"Zebediah Mockwell"}),
        ("Name / DOB:  Fern Mock  /  28 November 1987", "progress_note", {"Fern Mock"}),
        ("Patient advocate: Orla Mock", "correspondence", set()),
        (
            "Member   Fern Mock\nDependents   ORLA   02\n             BOONE  03",
            "insurance_card",
            {"Fern Mock", "Orla Mock", "Boone Mock"},
        ),
        ("Mockwell HMO - Clinical Intake", "correspondence", set()),
        ("Macon, Alabama\nAcct AMA0031", "itemized_bill", set()),
        (
            "Fern Mock\n2 Elm St\nBoise\n\nI appeal. My doctor says so.\nYours,\nF. Mock",
            "appeal_letter",
            {"Fern Mock"},
        ),
        ("From:   Fern Mock\nMy ID is MCK-0077-1834.", "appeal_letter", {"Fern Mock"}),
        (
            "Mrs. Orla Vick\nDear Mrs. Vick,\nI am being treated. My treatment helps.\nYours,\n\nFern Mock",
            "correspondence",
            {"Fern Mock"},
        ),
        (
            "Elm Health Plan\nMay 4, 2026\nWe have your appeal.\nSincerely,\nOrla Reed\nMember Services",
            "correspondence",
            set(),
        ),
        (
            "Elm Health Plan\nMay 4, 2026\nWe have it.\nYours truly,\nOrla Reed, Appeals Coordinator",
            "correspondence",
            set(),
        ),
        (
            "I appeal. My doctor says so.\nYours,\nFern Mock\nMember of Elm Health Plan",
            "appeal_letter",
            {"Fern Mock"},
        ),
        ("FERN MOCK\nLAS CRUCES NM 88001\nAmount owed $40.00", "itemized_bill", {"Fern Mock"}),
        (
            "Elm Clinic\nWe write on behalf of our patient, whose claim was denied.\nSincerely,\nOrla Reed",
            "appeal_letter",
            set(),
        ),
    ],
)
def test_patients_that_no_label_names(text: str, type_: str, patients: set[str]) -> None:
    assert values(text, "name.patient", type_) == patients


@pytest.mark.parametrize(
    ("text", "type_", "patients"),
    [
        ("Specimen from: Fern Mock", "lab_report", {"Fern Mock"}),
        ("Mock, F.   DOB 3/4/80", "lab_report", {"F. Mock"}),
        ("FERN MOCK  |  DOB 03/04/1980  |  MRN 2211", "lab_report", {"Fern Mock"}),
        ("pt name: fern mock", "lab_report", {"Fern Mock"}),
        ("pt name: not given", "lab_report", set()),
        ("Mock / Fern / 03.04.1980", "progress_note", {"Fern Mock"}),
        ("I saw Fern Mock on 3/4/2026.", "progress_note", {"Fern Mock"}),
        ("I saw Orla Reed, MD on 3/4/2026.", "progress_note", set()),
        ("I saw Fern Mock and Ms. Orla Vick.", "progress_note", set()),
        ("I saw Fern Mock on 3/4/2026.", "correspondence", {"Fern Mock"}),
        ("This letter is about Fern Mock.", "denial_letter", {"Fern Mock"}),
        ("We have denied coverage for Ms. Fern Mock.", "denial_letter", {"Fern Mock"}),
        ("Ms. Orla Vick (her sister) called.", "denial_letter", set()),
        ("To the parent or guardian of Fern Mock", "denial_letter", {"Fern Mock"}),
        ("2 MOCKWELL CORDELIA A       3 09/09/1995  F", "claim_form", {"Cordelia A Mockwell"}),
        ("2 MOCKWELL CORDELIA A       4 SAME", "claim_form", set()),
        ("W123456789 01\nFERN MOCK", "insurance_card", {"Fern Mock"}),
        ("I am Fern Mock, member W12345678", "appeal_letter", {"Fern Mock"}),
        ("I am Orla Vick, her sister", "appeal_letter", set()),
        ("To: Bro. Fern Mock, Local 88\nDate: 2 April 2026", "denial_letter", {"Fern Mock"}),
        ("From: notices@example.com\nTo: fern.mock@example.org", "denial_letter", {"Fern Mock"}),
        ("To: claims@example.org", "denial_letter", set()),
        ("Hi Orla Vick,\nThanks for seeing Fern Mock, 76.", "referral", {"Fern Mock"}),
        ('Paid to Mood Clinic\nNote: "infusion 5 for Fern Mock"', "proof_of_payment", {"Fern Mock"}),
        ("Pine Bank\nAccount ending 0133     FERN MOCK\nPosted", "proof_of_payment", {"Fern Mock"}),
        ("PINE PHARMACY\nGINGER CHEWS      3.49\nTOTAL   3.49", "receipt", set()),
    ],
)
def test_names_by_which_a_stranger_is_known(text: str, type_: str, patients: set[str]) -> None:
    assert values(text, "name.patient", type_) == patients


@pytest.mark.parametrize(
    ("text", "type_", "providers"),
    [
        ("CEDAR MOCK BEHAVIORAL HEALTH    Chart copy", "progress_note", {"CEDAR MOCK BEHAVIORAL HEALTH"}),
        ("Tall Mock Health\nVisit note", "progress_note", {"Tall Mock Health"}),
        ("Tall Mock Health\nAppeals", "appeal_letter", set()),
        ("I was treated at Mock Bend Ketamine in May", "appeal_letter", {"Mock Bend Ketamine"}),
        ("We read about Racemic Ketamine in May", "appeal_letter", set()),
        ("PSYCHIATRIC MEDICATION TRIALS", "medication_history", set()),
        ("Mock Valley Psychiatry of Omaha, P.C.", "progress_note", {"Mock Valley Psychiatry of Omaha, P.C."}),
        (
            "Mockwell Psychiatry and Elm Ridge Infusion Center",
            "hipaa_authorization",
            {"Mockwell Psychiatry", "Elm Ridge Infusion Center"},
        ),
        ("Mockwell Behavioral Health Plan", "progress_note", set()),
        ("Mockwell Psychiatric Association's statement", "letter_of_medical_necessity", set()),
        ("Mock Valley Psychiatry", "journal_article", set()),
        ("Bill from Harborlight Ketamine. Claim paid.", "appeal_letter", {"Harborlight Ketamine"}),
        ("my doctor is Orla Reed and she", "appeal_letter", {"Orla Reed"}),
        ("BILLED BY DR ORLA REED", "itemized_bill", {"Orla Reed"}),
        ("RENDERING   REED*ORLA   NPI 1234567893", "claim_form", {"Orla Reed"}),
        ("76 ATTENDING  NPI 1487760931   LAST REED FIRST ORLA", "claim_form", {"Orla Reed"}),
        ("Rendering clinician on all lines: REED, ORLA", "eob", {"Orla Reed"}),
        ("Our medical director, Orla Reed, MD (psychiatry), looked", "denial_letter", set()),
        ("This decision was made by Orla Reed, MD, board certified", "denial_letter", set()),
        ("Physician reviewer: Orla Reed, MD", "denial_letter", set()),
        ("Your reviewer, Dr. Orla Reed, a pediatrician, wrote", "appeal_letter", set()),
        ("My psychiatrist, Dr. Orla Reed, wrote", "appeal_letter", {"Orla Reed"}),
        ("Call me any time.\nIn care,\nOrla Reed, RN", "prior_auth_approval", set()),
        ("Call me any time.\nSincerely,\nOrla Reed, RN", "progress_note", {"Orla Reed"}),
        (
            "Facility Mock River Ketamine Center NPI 1659882031",
            "infusion_record",
            {"Mock River Ketamine Center"},
        ),
        ("Released by: Orla Reed, RN, Director of Reviews", "external_review_decision", set()),
        ("We spoke to Orla Reed, MD about the request", "denial_letter", {"Orla Reed"}),
        ("Write to HR, 1 Mill Road, Mockrow Point, MD.", "denial_letter", set()),
        ("Provider: Orla Reed, MD\nSigned O. Reed, MD", "progress_note", {"Orla Reed"}),
        (
            "Requested\nby Mock Pain & Spine, Orla Reed, MD, on August 28, 2026.",
            "denial_letter",
            {"Mock Pain & Spine", "Orla Reed"},
        ),
        ("Seen by Mock and Reed, Orla, MD, on August 28, 2026.", "denial_letter", {"Orla Reed"}),
    ],
)
def test_practices_and_those_who_treat(text: str, type_: str, providers: set[str]) -> None:
    assert values(text, "name.provider", type_) == providers


@pytest.mark.parametrize(
    ("text", "type_", "insurers"),
    [
        ("Mockwell Mutual no. MM00417-3361", "medication_history", {"Mockwell Mutual"}),
        ("Crescent Mock Advantage (HMO-POS)\nNotice", "denial_letter", {"Crescent Mock Advantage"}),
        ("Harbor Mock HMO - Clinical Intake\nNotice", "denial_letter", {"Harbor Mock HMO"}),
        ("Gold HMO\nYour plan", "plan_document", set()),
        ("Summary Plan Description\nYour plan", "plan_document", set()),
        ("RED MOCK HEALTH    the appeal department", "appeal_letter", {"Red Mock Health"}),
        ("To Green Mock Health and anybody there", "appeal_letter", {"Green Mock Health"}),
        ("Green Mock Psychiatry Health", "appeal_letter", set()),
        ("Mockalt\nAppeals Department\nPO Box 12", "appeal_letter", {"Mockalt"}),
        ("Green Mockalt Rx\nMember Appeals", "fax_cover", {"Green Mockalt Rx"}),
        ("Fern Mock\nAppeals Department", "appeal_letter", set()),
        ("Green Mock Psychiatry\nAppeals Department", "appeal_letter", set()),
        ("Notice\nAppeals Department", "appeal_letter", set()),
        ("MOCKALT\nHealth that walks with you.\nMarch 4, 2026", "denial_letter", {"Mockalt"}),
        ("Mockalt\nMarch 4, 2026\nMockalt is a trade name.", "denial_letter", {"Mockalt"}),
        ("Mockalt\nMarch 4, 2026\nDear Ms. Mock:", "denial_letter", set()),
        ("DETERMINATION\nMarch 4, 2026", "denial_letter", set()),
        (
            "Quarry Mock Health Plan\nYour employer, Mock Steel Insurance Company, bought it.",
            "denial_letter",
            {"Quarry Mock Health Plan"},
        ),
        ("Company:   White Mock Health Care", "fax_cover", {"White Mock Health Care"}),
        ("To:   Mockalt Select Member Appeals\nPO Box 12", "appeal_letter", {"Mockalt Select"}),
        ("Attn: Mockalt PA team", "fax_cover", {"Mockalt"}),
        ("Green Mock Psychiatry appeals your decision.", "appeal_letter", set()),
        ("Fern Mock appeals the denial.", "appeal_letter", set()),
        ("Urgent appeal", "appeal_letter", set()),
        ("I heard from the Mockalt Select appeals office.", "appeal_letter", set()),
        (12 * "Date\n" + "Medicare      Plan paid\n$40.00        $12.00", "eob", set()),
    ],
)
def test_insurers_of_other_forms(text: str, type_: str, insurers: set[str]) -> None:
    assert values(text, "name.insurer", type_) == insurers


@pytest.mark.parametrize(
    ("text", "type_", "providers"),
    [
        (
            "Northgate Health Plan\nWe are saying no to the days after that, and you may appeal it.\n\n"
            "Dr. Bea Mock",
            "denial_letter",
            set(),
        ),
        (
            "Northgate Health Plan\nWe saw the notes of Dr. Bea Mock.\nYou may appeal this decision to us.",
            "denial_letter",
            {"Bea Mock"},
        ),
        (
            "Northgate Psychiatry\nYour account may be referred to Mock Recovery Services, an agency.",
            "itemized_bill",
            {"Northgate Psychiatry"},
        ),
        ("Mock Recovery Services\nProgress note", "progress_note", {"Mock Recovery Services"}),
        (
            "After Dr. Bea Mock spoke to our medical director on March 20, we approved it.",
            "prior_auth_approval",
            {"Bea Mock"},
        ),
        ("We spoke with our medical director, Bea Mock, MD.", "prior_auth_approval", set()),
    ],
)
def test_who_treats_on_such_a_paper(text: str, type_: str, providers: set[str]) -> None:
    assert values(text, "name.provider", type_) == providers
