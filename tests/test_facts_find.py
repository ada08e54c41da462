"""Identifiers, names, codes, drugs, scores, the appeal's route, page numbers: what is found, what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packetizer.model import Page
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.numbers.ids import npi_valid
from packetizer.understanding.facts.settle import settle
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.lexicon import load_lexicon
from packetizer.understanding.page.text import fold
from tests.pages import page_from_text

LEXICON = load_lexicon()


def found(text: str, family: str, type_: str | None = None) -> set[tuple[str, str]]:
    page = page_from_text(text)
    facts = find_facts(page, LEXICON)
    if type_ is not None:
        facts = settle(type_, facts, [page], LEXICON)
    return {
        (fact.kind.partition(".")[2], str(fact.value)) for fact in facts if fact.kind.startswith(family + ".")
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Member ID: W123456789", {("member", "W123456789")}, id="member"),
        pytest.param("Member ID: 912 345 678 01", {("member", "91234567801")}, id="member in groups"),
        pytest.param(
            "Identification Number\nXXH 812345678", {("member", "XXH812345678")}, id="prefix, under its label"
        ),
        pytest.param(
            "Member ID   XXH812345678   Group   002345678",
            {("member", "XXH812345678"), ("group", "002345678")},
            id="a row of labels and values",
        ),
        pytest.param("Member ID: HPX 330918274 W01", {("member", "HPX330918274W01")}, id="which of a family"),
        pytest.param("Member ID: 884-551*203", {("member", "884-551*203")}, id="a star within"),
        pytest.param("Member ID: 884551203* see below", {("member", "884551203")}, id="a star behind"),
        pytest.param("Medicare number: 1EG4-TE5-MK73", {("member", "1EG4-TE5-MK73")}, id="MBI"),
        pytest.param("Member: Aetna Member #9214403827", {("member", "9214403827")}, id="number after words"),
        pytest.param("Claim #: E1234567890", {("claim", "E1234567890")}, id="claim"),
        pytest.param(
            "Claim Number: UHC-2025-7829134   Group: 780210",
            {("claim", "UHC-2025-7829134"), ("group", "780210")},
            id="claim with dashes",
        ),
        pytest.param("C1aim Number: 20240012345", {("claim", "20240012345")}, id="misread label"),
        pytest.param("Reference number: A123456789", {("reference", "A123456789")}, id="reference"),
        pytest.param(
            "Policyholder identification no. XYZ908070605", {("member", "XYZ908070605")}, id="holder"
        ),
        pytest.param("ID on file  W900800700", {("member", "W900800700")}, id="ID on file"),
        pytest.param("Beneficiary #: 4455667788", {("member", "4455667788")}, id="beneficiary, number sign"),
        pytest.param(
            "Insured's ID (1a) QRS900800700", {("member", "QRS900800700")}, id="box number of a form"
        ),
        pytest.param(
            "Re: my grievance, ID W900800700", {("member", "W900800700")}, id="two things and a comma"
        ),
        pytest.param(
            "Claimant: Jane Doe, number W900800700", {("member", "W900800700")}, id="number of a name"
        ),
        pytest.param("Claim in dispute 77-123456-01", {("claim", "77-123456-01")}, id="claim in dispute"),
        pytest.param(
            "Payer claim control no.: 2024123A4567", {("claim", "2024123A4567")}, id="control number"
        ),
        pytest.param("Group 40815", {("group", "40815")}, id="group of a card"),
        pytest.param("Group 12 met on Tuesdays", set(), id="a therapy group"),
        pytest.param(
            "Pre-certification no.: PC778899", {("authorization", "PC778899")}, id="precertification"
        ),
        pytest.param("Tracking  Y318591000", {("reference", "Y318591000")}, id="tracking, next cell"),
        pytest.param("Tracking your claim 24 hours a day", set(), id="tracking as a plain word"),
        pytest.param("Ann Reed, MD (1234567893)", {("npi", "1234567893")}, id="NPI behind credentials"),
        pytest.param("Ann Reed, MD (1234567890)", set(), id="ten digits that fail the check digit"),
        pytest.param("Federal tax ID (25) 12-3456789", {("tax", "12-3456789")}, id="tax number of a form"),
        pytest.param(
            "Prior Authorization #: PA0012345", {("authorization", "PA0012345")}, id="authorization"
        ),
        pytest.param(
            "NPI: 1234567893   Tax ID: 12-3456789",
            {("npi", "1234567893"), ("tax", "12-3456789")},
            id="provider numbers",
        ),
        pytest.param("Account #: 000123456", set(), id="account of the clinic"),
        pytest.param(
            "RxGrp: ABCD1234   RxBIN: 003858   Policy: see page 3",
            {("rxgroup", "ABCD1234")},
            id="pharmacy numbers",
        ),
        pytest.param("Member services: 1-800-555-0100", set(), id="telephone"),
        pytest.param("Claim denied on 03/04/2024 for $450.00", set(), id="date and amount"),
        pytest.param("The claim was received. A claim form is enclosed.", set(), id="the plain word"),
        pytest.param("GST ID: 000164270080   Invoice No: 1234567", set(), id="shop numbers"),
        pytest.param("SSN: 123-45-6789", set(), id="never an SSN"),
        pytest.param("Diagnosis on the corrected claim: F42.2", set(), id="a diagnosis"),
    ],
)
def test_identifiers(text: str, expected: set[tuple[str, str]]) -> None:
    assert found(text, "id") == expected


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("1234567893", True),
        ("1558598797", True),
        ("1234567890", False),
        ("3234567893", False),
        ("123456789", False),
    ],
)
def test_npi_check_digit(number: str, valid: bool) -> None:
    assert npi_valid(number) is valid


def test_a_wrong_check_digit_costs_confidence() -> None:
    (right,) = [f for f in find_facts(page_from_text("NPI: 1234567893"), LEXICON) if f.kind == "id.npi"]
    (wrong,) = [f for f in find_facts(page_from_text("NPI: 1234567890"), LEXICON) if f.kind == "id.npi"]
    assert wrong.confidence < 0.5 < right.confidence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Patient: Jane Doe", {("patient", "Jane Doe")}, id="label"),
        pytest.param(
            "Patient Name: DOE, JANE Q", {("patient", "Jane Q Doe")}, id="last name first, capitals"
        ),
        pytest.param(
            "Patient: Mary-Ann O'Sample   DOB: 01/02/1980",
            {("patient", "Mary-Ann O'Sample")},
            id="hyphen, apostrophe, next label",
        ),
        pytest.param("RE: Jane Doe", {("patient", "Jane Doe")}, id="subject"),
        pytest.param("PATIENT'S NAME\nDOE, JANE", {("patient", "Jane Doe")}, id="form box"),
        pytest.param(
            "Member Name        Group Number\nJANE DOE           002345678",
            {("patient", "Jane Doe")},
            id="card",
        ),
        pytest.param("Dear Ms. Doe:", set(), id="one name is none"),
        pytest.param("RE: Denial of Claim", set(), id="subject without a name"),
        pytest.param("Patient Signature: ________", set(), id="signature line"),
        pytest.param("The patient reports feeling better.", set(), id="prose"),
        pytest.param("Patient Responsibility   $40.00", set(), id="money"),
        pytest.param("Patient Health Questionnaire", set(), id="title"),
        pytest.param(
            "Provider: Example Ketamine Clinic", {("provider", "Example Ketamine Clinic")}, id="clinic"
        ),
        pytest.param(
            "Rendering Provider: Anna Reed, MD   NPI 1234567893", {("provider", "Anna Reed")}, id="doctor"
        ),
        pytest.param(
            "Blue Cross Blue Shield of Massachusetts",
            {("insurer", "Blue Cross Blue Shield of Massachusetts")},
            id="licensee",
        ),
        pytest.param("BCBSAL", {("insurer", "Blue Cross and Blue Shield of Alabama")}, id="short name"),
        pytest.param(
            "UNITED HEALTHCARE INSURANCE COMPANY", {("insurer", "UnitedHealthcare")}, id="long name"
        ),
        pytest.param(
            "Anthem Blue Cross and Blue Shield",
            {("insurer", "Anthem Blue Cross and Blue Shield")},
            id="brand within a name",
        ),
        pytest.param("Aetma", set(), id="a name is not guessed"),
    ],
)
def test_names(text: str, expected: set[tuple[str, str]]) -> None:
    assert found(text, "name") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Diagnosis: F33.2, F43.10", {("icd10", "F33.2"), ("icd10", "F43.10")}, id="with dots"),
        pytest.param(
            "Dx: F332 and G90511", {("icd10", "F33.2"), ("icd10", "G90.511")}, id="without, after a label"
        ),
        pytest.param("Diagnosis F32.A", {("icd10", "F32.A")}, id="letter after the dot"),
        pytest.param(
            "CPT 96365, 96366 and HCPCS J3490",
            {("procedure", "96365"), ("procedure", "96366"), ("procedure", "J3490")},
            id="list",
        ),
        pytest.param("CPT 99214-25", {("procedure", "99214")}, id="modifier"),
        pytest.param(
            "Date   CPT   Charge\n03/04/24   96365   $450.00", {("procedure", "96365")}, id="column"
        ),
        pytest.param("NDC: 50458-0028-02", {("ndc", "50458-0028-02")}, id="NDC"),
        pytest.param("Salt Lake City, UT 84130   PO Box 30555", set(), id="zip and box"),
        pytest.param("Vitamin B12, temperature T37.7C, N95 mask, A4 paper", set(), id="shapes alone"),
        pytest.param("Call 555-555-0100 ext 12345", set(), id="telephone"),
        pytest.param(
            "Psychiatric evaluation - telehealth (90792)", {("procedure", "90792")}, id="behind the service"
        ),
        pytest.param("APPROVED: two office visits, 99214", {("procedure", "99214")}, id="visits, code"),
        pytest.param("CPT Code:      96366", {("procedure", "96366")}, id="named in the cell before"),
        pytest.param(
            "Request TMS (90867,\n90868 x36) from the plan.",
            {("procedure", "90867"), ("procedure", "90868")},
            id="by range",
        ),
        pytest.param("A. Mock                  90792-95", {("procedure", "90792")}, id="alone in a corner"),
        pytest.param("HC:99214:25", {("procedure", "99214")}, id="between colons"),
        pytest.param("Exam: MRI BRAIN WITHOUT CONTRAST (70551)", {("procedure", "70551")}, id="in brackets"),
        pytest.param("01/23/26  D0120 Periodic oral eval      62.00", {("procedure", "D0120")}, id="dental"),
        pytest.param("Suite D0120", set(), id="a suite"),
        pytest.param(
            "01/23/26   infusion, 4 h   96365/96366   425.00",
            {("procedure", "96365"), ("procedure", "96366")},
            id="two with a stroke",
        ),
        pytest.param(
            "80053  metabolic panel   $58.00\n84443  TSH               $97.00",
            {("procedure", "80053"), ("procedure", "84443")},
            id="in a list of codes",
        ),
        pytest.param("84443  Garden hose       $97.00", set(), id="an item of a shop"),
        pytest.param("THREE PHASE BONE SCAN      (78315)", {("procedure", "78315")}, id="brackets apart"),
        pytest.param(
            "MRI of head, 70551, for F33.2", {("procedure", "70551"), ("icd10", "F33.2")}, id="scan"
        ),
        pytest.param("ID on card QZX 4471 90826 01", set(), id="a group of a number"),
        pytest.param("Write to Appeals, PO Box 1140, St. Mock, MN\n99214", set(), id="zip in the next line"),
        pytest.param("14 Elm Street, Mockville, Washington 99207", set(), id="zip behind a state"),
        pytest.param("We counted 70551 of them", set(), id="a number of a chapter alone"),
        pytest.param(
            "5/19/26   patient visit, high complexity 99215   $250.00", {("procedure", "99215")}, id="end"
        ),
        pytest.param(
            "66 DX 0   67 F332   A F4310   69 ADMIT",
            {("icd10", "F33.2"), ("icd10", "F43.10")},
            id="a form's row",
        ),
        pytest.param("Dx: [ ] F43.10   [x] F33.2", {("icd10", "F33.2")}, id="only what is ticked"),
        pytest.param(
            "1. Depression, unspecified - F32.A (Primary)\n2. High blood pressure - I10",
            {("icd10", "F32.A"), ("icd10", "I10")},
            id="a short code where its list has others",
        ),
        pytest.param(
            "1. Depression - F32.A\n2. Seen in room I10", {("icd10", "F32.A")}, id="a room beside it"
        ),
        pytest.param(
            "NDC / Lot: 55555-0138-10 / 7K2231", {("ndc", "55555-0138-10")}, id="a label of two numbers"
        ),
        pytest.param("Claim no. 55555-0138-10", set(), id="a claim's number"),
        pytest.param(
            "F42.2 Mixed obsessional thoughts\nRule out\nF84.0 Autistic disorder",
            {("icd10", "F42.2")},
            id="under a head of what is to be ruled out",
        ),
        pytest.param("Dx F33.2; r/o F31.9", {("icd10", "F33.2")}, id="to be ruled out"),
        pytest.param("F31.9 bipolar disorder - not supported by history", set(), id="not found"),
        pytest.param(
            "Assessment\nF33.2 severe. Medical causes were ruled out.",
            {("icd10", "F33.2")},
            id="causes, not it",
        ),
        pytest.param("Locker F332", set(), id="a locker"),
        pytest.param("Diagnosis: [x] F33.2   [ ] F32.2", {("icd10", "F33.2")}, id="ticked and not"),
        pytest.param("Diagnosis: (x) F33.2   O F32.2", {("icd10", "F33.2")}, id="a circle read as a letter"),
        pytest.param(
            "E7 - UNPROVEN FOR THE DIAGNOSIS SUBMITTED. CARC 55. REMARK N623.", set(), id="a remark's code"
        ),
        pytest.param("Not covered for this diagnosis, see note E75", set(), id="a note's key"),
        pytest.param("Unproven for the diagnosis submitted. E75", set(), id="after the sentence"),
        pytest.param("Remark\nN390", set(), id="in the column of remarks"),
        pytest.param("Diagnosis\nNotes\nE75", set(), id="under the nearer head"),
        pytest.param("Diagnosis code N390", {("icd10", "N39.0")}, id="of a remark's shape"),
        pytest.param(
            "Dx: F332, M797   CARC 50", {("icd10", "F33.2"), ("icd10", "M79.7")}, id="beside another code"
        ),
        pytest.param("APPR CODE: 90962", set(), id="a card's approval"),
        pytest.param("Authorization A5512 is approved", set(), id="an authorization"),
        pytest.param("Nonesuch, MN S1417", set(), id="a zip code misread"),
    ],
)
def test_codes(text: str, expected: set[tuple[str, str]]) -> None:
    assert found(text, "code") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Ketamine 0.5 mg/kg (35 mg) IV over 40 minutes",
            {("drug", "ketamine"), ("dose", "0.5 mg/kg"), ("dose", "35 mg")},
            id="infusion",
        ),
        pytest.param(
            "Ketamine at 0.3 mg/kg/h for 4 hours",
            {("drug", "ketamine"), ("dose", "0.3 mg/kg/hr")},
            id="a rate by weight",
        ),
        pytest.param(
            "S0013   esketamine, nasal spray, 1 mg   84 units   $1,250.00",
            {("drug", "esketamine")},
            id="a code's unit and how many of it",
        ),
        pytest.param("Spravato 84 mg intranasal", {("drug", "esketamine"), ("dose", "84 mg")}, id="brand"),
        pytest.param("ketamlne 40 mg", {("drug", "ketamine"), ("dose", "40 mg")}, id="misread"),
        pytest.param(
            "She failed sertraline 200 mg for 8 weeks.",
            {("failed_drug", "sertraline")},
            id="failed; its dose is none of the treatment",
        ),
        pytest.param(
            "Zoloft was discontinued due to nausea.", {("failed_drug", "sertraline")}, id="discontinued"
        ),
        pytest.param(
            "Medication   Dose   Outcome\nVenlafaxine   225 mg   No response",
            {("failed_drug", "venlafaxine")},
            id="table",
        ),
        pytest.param(
            "Failed medications:\nsertraline\nbupropion",
            {("failed_drug", "sertraline"), ("failed_drug", "bupropion")},
            id="list under a heading",
        ),
        pytest.param(
            "Continues mirtazapine 15 mg, tolerated well.",
            {("drug", "mirtazapine"), ("dose", "15 mg")},
            id="still taken",
        ),
        pytest.param("Example Ketamine Clinic, www.spravato.com", set(), id="names of others"),
        pytest.param("Tidewater Ketamine &\nWellness", set(), id="a name over two lines"),
        pytest.param("Notice of our ability to help", set(), id="a plain word one letter from a brand"),
        pytest.param("Esketamine J0013, 6 units", {("drug", "esketamine")}, id="units of a code"),
        pytest.param("Total 40 mg/dL", set(), id="a laboratory value"),
    ],
)
def test_treatment(text: str, expected: set[tuple[str, str]]) -> None:
    assert found(text, "treatment") == expected


@pytest.mark.parametrize(
    ("text", "failed", "taken"),
    [
        pytest.param(
            "She has not responded to adequate trials of sertraline (200 mg), duloxetine (120 mg)\n"
            "and mirtazapine (45 mg), nor did augmentation with aripiprazole help for long.",
            {"sertraline", "duloxetine", "mirtazapine", "aripiprazole"},
            set(),
            id="a sentence over two lines",
        ),
        pytest.param(
            "She continues Wellbutrin and previously failed Zoloft.",
            {"sertraline"},
            {"bupropion"},
            id="taken and failed in one sentence",
        ),
        pytest.param(
            "Sertraline gave no lasting relief, but bupropion helps.",
            {"sertraline"},
            {"bupropion"},
            id="but",
        ),
        pytest.param(
            "Lexapro helped at first but then stopped working.", {"escitalopram"}, set(), id="but of one drug"
        ),
        pytest.param(
            "Cymbalta caused nausea. Presently takes Pristiq 100 mg.",
            {"duloxetine"},
            {"desvenlafaxine"},
            id="caused",
        ),
        pytest.param(
            "She tried Zoloft and Paxil in her twenties, none of which helped.",
            {"sertraline", "paroxetine"},
            set(),
            id="none of which",
        ),
        pytest.param("He could not continue lithium.", {"lithium"}, set(), id="could not continue"),
        pytest.param(
            "Medication     Dose     From      To        Outcome\n"
            "Trazodone      150 mg   05/2025   06/2025   Inadequate\n"
            "                                            response\n"
            "Lurasidone     40 mg    07/2025   08/2025   Akathisia\n"
            "Bupropion      450 mg   09/2025   present   Continuing",
            {"trazodone", "lurasidone"},
            {"bupropion"},
            id="a column of outcomes, its cell over two lines",
        ),
        pytest.param(
            "Drug           Response   Reason stopped\n"
            "Nortriptyline  Partial    Dry mouth\n"
            "Prazosin       Good       n/a",
            {"nortriptyline"},
            {"prazosin"},
            id="a column of reasons",
        ),
        pytest.param(
            "Drug          Result   Side effects\nSertraline    Good     None",
            set(),
            set(),
            id="no side effects is no outcome",
        ),
        pytest.param(
            "Medication: Vilazodone     Strength: 40 mg\nReason for discontinuation: inefficacy\n"
            "Medication: Lamotrigine    Strength: 200 mg\nReason for discontinuation: still taking",
            {"vilazodone"},
            {"lamotrigine"},
            id="the reason on the next line",
        ),
        pytest.param(
            "Physical therapy, nerve blocks and the drugs of this list, all long enough, gave no\n"
            "lasting relief:\n- sertraline 150 mg\n- lurasidone 40 mg",
            {"sertraline", "lurasidone"},
            set(),
            id="a list that a sentence over two lines opens",
        ),
        pytest.param(
            "Past Medication Trials:\n1. Seroquel 300 mg qhs - weight gain\n2. Klonopin 0.5 mg, helps",
            {"quetiapine"},
            {"clonazepam"},
            id="a list of trials",
        ),
        pytest.param(
            "Start Abilify 2 mg; side effects discussed. Zoloft 50 mg without side effects.",
            set(),
            {"aripiprazole", "sertraline"},
            id="side effects that nobody had",
        ),
        pytest.param(
            "My doctor put me on Paxil, Pristiq and Viibryd. Nothing helped.",
            {"paroxetine", "desvenlafaxine", "vilazodone"},
            set(),
            id="the next sentence",
        ),
        pytest.param(
            "- Topiramate, 9 weeks; side effects and no help", {"topiramate"}, set(), id="semicolon"
        ),
        pytest.param(
            "Despite twelve weeks of duloxetine her pain has remained.", {"duloxetine"}, set(), id="despite"
        ),
        pytest.param(
            "Past medication trials\nZoloft 100 mg - no response\nMedical history\n"
            "Hypothyroidism on levothyroxine, hypertension.",
            {"sertraline"},
            {"levothyroxine"},
            id="another section",
        ),
        pytest.param("Tried already:\n- Pregabalin 300 mg", {"pregabalin"}, set(), id="tried already"),
        pytest.param(
            "History of heart failure. Ondansetron for nausea.", set(), {"ondansetron"}, id="other failures"
        ),
    ],
)
def test_failed_drugs(text: str, failed: set[str], taken: set[str]) -> None:
    kinds = found(text, "treatment")
    assert {value for kind, value in kinds if kind == "failed_drug"} == failed
    assert {value for kind, value in kinds if kind == "drug"} == taken


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("PHQ-9: 21", {("phq9", "21")}, id="colon"),
        pytest.param("PHQ-9 = 21/27 (severe)", {("phq9", "21")}, id="out of"),
        pytest.param(
            "Her PHQ-9 score decreased from 21 to 9.", {("phq9", "21"), ("phq9", "9")}, id="from to"
        ),
        pytest.param("GAD-7 total score of 14. MADRS 32", {("gad7", "14"), ("madrs", "32")}, id="two scales"),
        pytest.param(
            "PHQ-9     21     14     6", {("phq9", "21"), ("phq9", "14"), ("phq9", "6")}, id="a row of visits"
        ),
        pytest.param("Pain score: 7/10", {("pain", "7")}, id="pain"),
        pytest.param(
            "Her PHQ-9 fell from 22 at baseline to 9 after the sixth infusion.",
            {("phq9", "22"), ("phq9", "9")},
            id="words between",
        ),
        pytest.param("PHQ-9 today: 17 (was 24 on 1/5/25)", {("phq9", "17"), ("phq9", "24")}, id="was"),
        pytest.param("PHQ-9 on discharge 12", {("phq9", "12")}, id="on discharge"),
        pytest.param("Before treatment the PHQ-9 total stood at 23.", {("phq9", "23")}, id="stood at"),
        pytest.param(
            "She attended twelve of fourteen days and took part in all groups. PHQ-9 on\ndischarge 12.",
            {("phq9", "12")},
            id="the value on the next line",
        ),
        pytest.param("PHQ-9/GAD-7: 18/15", {("phq9", "18"), ("gad7", "15")}, id="two names, two values"),
        pytest.param("PHQ-9 at week 4: 11", {("phq9", "11")}, id="the week is no score"),
        pytest.param(
            "Visit       Date         PHQ-9   GAD-7\nBaseline    01/06/2025   23      18\n"
            "Week 2      01/20/2025   15      11",
            {("phq9", "23"), ("phq9", "15"), ("gad7", "18"), ("gad7", "11")},
            id="columns of visits",
        ),
        pytest.param(
            "Time    BP       HR   Pain\n09:00   128/80   72   7/10\n09:20   140/88   80   3/10",
            {("pain", "7"), ("pain", "3")},
            id="a column of pain",
        ),
        pytest.param(
            "PAIN SCORE PRE: 7/10    POST: 3/10", {("pain", "7"), ("pain", "3")}, id="pain before and after"
        ),
        pytest.param(
            "Pain 6/10 at rest and 8/10 with movement, mood 4/10",
            {("pain", "6"), ("pain", "8")},
            id="pain twice, and mood",
        ),
        pytest.param("PHQ-9 5-9 mild, 10-14 moderate, 20-27 severe", set(), id="bands"),
        pytest.param("MADRS today 35. Baseline was 39.", {("madrs", "35"), ("madrs", "39")}, id="baseline"),
        pytest.param("PHQ-9 13 (prev 19)", {("phq9", "13"), ("phq9", "19")}, id="previous"),
        pytest.param("MADRS decreased 58% from 36 to 15.", {("madrs", "36"), ("madrs", "15")}, id="percent"),
        pytest.param("Criteria are met. QIDS-SR16 16.", {("qids", "16")}, id="criteria of another sentence"),
        pytest.param("Pain before 8, after 2.", {("pain", "8"), ("pain", "2")}, id="pain before, after"),
        pytest.param("PCL-5\nTotal severity     47", {("pcl5", "47")}, id="total severity"),
        pytest.param("MADRS total (0-G0)", set(), id="a range misread"),
        pytest.param(
            "- PATIENT HEALTH QUESTIONNAIRE DEPRESSION SCREEN (PHQ-9)\n- GAD-7 SCREENER",
            set(),
            id="the next scale's own number",
        ),
        pytest.param("PHQ-9 item 9 is 1", set(), id="an item"),
        pytest.param("PHQ-9 decreased by 12", set(), id="a difference"),
        pytest.param("PHQ-9 was given at 3 visits", set(), id="how often"),
        pytest.param("PHQ-9 >= 10 is required", set(), id="a criterion"),
        pytest.param("PHQ-9 score of at least 15", set(), id="a threshold"),
        pytest.param("PHQ-9: 45", set(), id="out of range"),
        pytest.param("PHQ-2: 4", set(), id="another scale"),
        pytest.param("PHQ-9 03/04/2024", set(), id="a date"),
    ],
)
def test_scores(text: str, expected: set[tuple[str, str]]) -> None:
    assert found(text, "score") == expected


def questionnaire(total: str) -> Page:
    answers = [3, 3, 2, 3, 2, 3, 2, 1, 2]
    items = [f"{i}. Some question about how often it was so          {a}" for i, a in enumerate(answers, 1)]
    return page_from_text(
        "\n".join(
            ["PATIENT HEALTH QUESTIONNAIRE (PHQ-9)", *items, f"Total Score:     {total}", "20-27 severe"]
        )
    )


def test_a_sum_that_agrees_is_surer_than_one_that_does_not() -> None:
    (right,) = [f for f in find_facts(questionnaire("21"), LEXICON) if f.kind == "score.phq9"]
    (wrong,) = [f for f in find_facts(questionnaire("12"), LEXICON) if f.kind == "score.phq9"]
    assert (right.value, wrong.value) == ("21", "12")
    assert wrong.confidence < 0.7 < right.confidence


ROUTE = """You may appeal within 180 days of receiving this letter. Mail your appeal to:
Example Plan Appeals
P.O. Box 30432
Salt Lake City, UT 84130-0432
Fax: 1-801-555-0136
Questions? Call 1-866-555-0140."""


def test_route_of_the_appeal() -> None:
    assert found(ROUTE, "plan") == {
        ("appeal_address", "Example Plan Appeals, P.O. Box 30432, Salt Lake City, UT 84130-0432"),
        ("appeal_fax", "801-555-0136"),
        ("appeal_phone", "866-555-0140"),
        ("appeal_window", "180 days"),
    }


RIGHTS = """Include with your appeal the name of your group (employer), your name, and any comments or
records you would like us to consider. A statement from your doctor may help.
{heading}
By mail: Example Plan
P.O. Box 30432
Salt Lake City, UT 84130-0432
By fax: 801-555-0136"""


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param(
            "If your doctor believes that waiting could harm you, call 800-555-0139 for an\n"
            "expedited appeal; we will decide within 72 hours.",
            {("expedited_phone", "800-555-0139")},
            id="the line ends before it",
        ),
        pytest.param(
            "If your doctor believes that waiting could harm your health, call 800-555-0139\n"
            "for an urgent appeal.",
            {("expedited_phone", "800-555-0139")},
            id="the line ends at the number",
        ),
        pytest.param(
            "If you do not agree with what we have decided, you may call 800-555-0139 to\n"
            "appeal by telephone.",
            {("appeal_phone", "800-555-0139")},
            id="an appeal like any other",
        ),
        pytest.param(
            "To ask for a standard or an expedited appeal, call 800-555-0139.",
            {("appeal_phone", "800-555-0139"), ("expedited_phone", "800-555-0139")},
            id="for both",
        ),
        pytest.param(
            "Call member services about your card and your benefits at 800-555-0139\n"
            "Expedited appeals are decided within 72 hours.",
            set(),
            id="the line under it begins anew",
        ),
    ],
)
def test_a_number_for_expedited_appeals_is_not_the_one_of_all_appeals(
    sentence: str, expected: set[tuple[str, str]]
) -> None:
    assert {one for one in found(sentence, "plan") if one[0].endswith("_phone")} == expected


@pytest.mark.parametrize(
    "desk",
    [
        "SEND INFORMATION TO    MEDICAL RECORDS P O BOX 362025\n                       BIRMINGHAM AL 35236",
        "Send the records to: P.O. Box 362025\n                       Birmingham AL 35236",
    ],
)
def test_where_records_are_sent_an_appeal_is_not(desk: str) -> None:
    lead = "YOU MAY APPEAL WITHIN 180 DAYS. SEE YOUR BENEFIT BOOKLET FOR\nTHE APPEAL PROCEDURE."
    text = f"{lead}\n{desk}\nFAX    205-555-0150"
    assert not any(kind == "appeal_fax" for kind, _ in found(text, "plan"))
    own = text.replace(desk, "SEND AN APPEAL TO    P O BOX 362025\n                     BIRMINGHAM AL 35236")
    assert ("appeal_fax", "205-555-0150") in found(own, "plan")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param(RIGHTS.format(heading="Where to send it"), {"801-555-0136"}, id="what was said before"),
        pytest.param(RIGHTS.format(heading="Where to send records"), set(), id="records go there"),
        pytest.param("Your statement\nWhere to send it\nBy fax: 801-555-0136", set(), id="no appeal at all"),
        pytest.param(
            "If you disagree: you may ask for an appeal in writing within 180 days of this letter.\n"
            "Mail it to Example Appeals, PO Box 30432, Anytown, UT 84130 or fax it to 801-\n"
            "555-0138. Phone 866-555-0110.",
            {"801-555-0138"},
            id="a line's end cuts it",
        ),
        pytest.param("Appeals: claim 801\n555-0138 is closed", set(), id="cut, but nobody's fax"),
        pytest.param(
            "Your appeal reached us on March 3.\n"
            "Want to add something? Send it by March 19 to (303) 555-0128.",
            {"303-555-0128"},
            id="what is sent to a number, for an appeal that they have",
        ),
        pytest.param(
            "We denied it.\nSend the missing records by March 19 to (303) 555-0128.",
            set(),
            id="sent, but no appeal",
        ),
        pytest.param(
            "If you do not agree, appeal: Member Appeals, 8100 Lake Rd,\nAnytown MN 55438,\n"
            "or 952-555-0174, by 2026-02-25.",
            {"952-555-0174"},
            id="behind the address",
        ),
        pytest.param(
            "Appeals, level one: Appeals Coordinator, 1400 Superior Viaduct, Anytown OH\n44113 | F\n"
            "216-555-0148 | 180 days.",
            {"216-555-0148"},
            id="called F in the line above",
        ),
        pytest.param(
            "Either goes to Clinical Appeals, Example Health, PO Box 14414, St.\n"
            "Louis MO 63178, fax\n314-555-0181.",
            {"314-555-0181"},
            id="a short line that leads to it",
        ),
    ],
)
def test_the_fax_under_a_heading_that_tells_the_way(text: str, number: set[str]) -> None:
    assert {value for kind, value in found(text, "plan") if kind == "appeal_fax"} == number


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        pytest.param(
            "You may appeal. You have 60 days.\n   Call    1-800-555-0120\n   Write   Example Appeals",
            "appeal_phone", {"800-555-0120"}, id="a list of ways",
        ),
        pytest.param(
            "Fast appeal     phone 800-555-0144     telefax 800-555-0145",
            "appeal_fax", {"800-555-0145"}, id="a row that its head tells",
        ),
        pytest.param(
            "Questions? Ada in Appeals Intake, 800-555-0130, 8 to 4", "appeal_phone", {"800-555-0130"},
            id="somebody to ask for",
        ),
        pytest.param("Phone / fax   800-555-0151", "appeal_fax", set(), id="nobody's"),
        pytest.param(
            "If you would appeal: 907-555-0139 fax.", "appeal_fax", {"907-555-0139"}, id="fax behind it",
        ),
        pytest.param(
            "Send disputes within 60 days to Provider Disputes, 1 Foundry Square, Bethlehem, PA 18015.",
            "appeal_address", {"Provider Disputes, 1 Foundry Square, Bethlehem, PA 18015"}, id="disputes",
        ),
        pytest.param(
            "Your right to appeal\nPlace:  Example Appeals Coordinator\n        1880 Truckee Way\n"
            "        Reno, Nevada 89502",
            "appeal_address", {"Example Appeals Coordinator, 1880 Truckee Way, Reno, Nevada 89502"},
            id="a label is no part of it",
        ),
        pytest.param(
            "Example Health\nAppeals Operations\nP.O. Box 660, Amarillo, TX 79105\n\n"
            "June 1, 2026\n\nWe upheld it.",
            "appeal_address", set(), id="a letterhead that nothing sends to",
        ),
    ],
)  # fmt: skip
def test_ways_of_an_appeal(text: str, kind: str, values: set[str]) -> None:
    assert {value for name, value in found(text, "plan") if name == kind} == values


OUTSIDE = """Your right to external review

You may ask for a review by an independent review organization that has no ties to the plan. We must
receive your request within four months. There is no charge. Send the request and anything new to:

        Example Mills Employee Health Plan
        clo Example Administrators
        External Review Coordinator
        PO Box 6120, Dayton, OH 45401
        Fax 1-877-555-0116

Expedited external review is available where a delay would jeopardize your life: 1-877-555-0117.

Other rights
For help: Employee Benefits Security Administration, 1-866-555-0199."""
HEARING = """Your right to a State Fair Hearing

If our answer is still no, you may ask for a State Fair Hearing within 120 days of our notice.
If we do not answer your appeal in time, you may ask for a hearing right away.

        Example Office of Administrative Hearings and Rules
        For the Department of Example Services
        PO Box 30763, Lansing, MI 48909
        Phone 1-800-555-0151 Fax 517-555-0152"""
BOTH = """Second-level appeal
Send your second-level appeal to:
Example Appeals
PO Box 100, Anytown, OH 43004
Fax 1-877-555-0114

External review
Send your request to:
Example External Review Unit
PO Box 200, Anytown, OH 43004
Fax 1-877-555-0115"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            OUTSIDE,
            {
                ("external_address", "Example Mills Employee Health Plan, clo Example Administrators, "
                 "External Review Coordinator, PO Box 6120, Dayton, OH 45401"),
                ("external_fax", "877-555-0116"),
            },
            id="a block under its heading; neither the urgent number nor who helps",
        ),
        pytest.param(
            HEARING,
            {
                ("external_address", "Example Office of Administrative Hearings and Rules, "
                 "For the Department of Example Services, PO Box 30763, Lansing, MI 48909"),
                ("external_fax", "517-555-0152"),
                ("external_phone", "800-555-0151"),
            },
            id="a state's hearing",
        ),
        pytest.param(
            "If we say no, you may ask for an external review. Mail your request for external review to "
            "the Example\nDepartment of Insurance, 100 Main Street, Anytown, OH 43004, or fax it to "
            "614-555-0155.\nQuestions? Call 1-800-555-0120.",
            {
                ("external_address", "Example Department of Insurance, 100 Main Street, Anytown, OH 43004"),
                ("external_fax", "614-555-0155"),
            },
            id="in a sentence over a line's end",
        ),
        pytest.param(
            "You may request an external review online at www.example.gov/externalreview or by fax at "
            "1-888-555-0130.",
            {("external_portal", "www.example.gov/externalreview"), ("external_fax", "888-555-0130")},
            id="a website",
        ),
        pytest.param(
            "What happens now\nWe sent your case file to the Independent Review Entity (IRE).\n"
            "If you have more evidence, send it to the IRE as soon as you can:\n\n"
            "Example Reconsiderations — Part C IRE\n100 Main Street, Suite 7\nAnytown, OH 43004-1302\n"
            "Fax 585-555-0133",
            {
                ("external_address",
                 "Example Reconsiderations — Part C IRE, 100 Main Street, Suite 7, Anytown, OH 43004-1302"),
                ("external_fax", "585-555-0133"),
            },
            id="the entity that reviews a Medicare plan",
        ),
        pytest.param(
            BOTH,
            {
                ("appeal_address", "Example Appeals, P.O. Box 100, Anytown, OH 43004"),
                ("appeal_fax", "877-555-0114"),
                ("external_address", "Example External Review Unit, PO Box 200, Anytown, OH 43004"),
                ("external_fax", "877-555-0115"),
            },
            id="each level has its own",
        ),
        pytest.param(
            "How to appeal\nMail your appeal to:\nExample Appeals\nPO Box 100, Anytown, OH 43004\n"
            "If we uphold it you may ask for an external review.",
            {("appeal_address", "Example Appeals, P.O. Box 100, Anytown, OH 43004")},
            id="to the plan, an outside review only named",
        ),
        pytest.param(
            "Independent review. You may ask the State Department of Example Care (DEC) for an independent\n"
            "medical review. It costs you nothing. The request must be made within six months.\n\n"
            "Department of Example Care, Help Center\n980 9th Street, Suite 5\nAnytown, OH 43004-1302\n"
            "Fax 585-555-0133 Telephone 1-800-555-0151 (TDD 1-800-555-0152)",
            {
                ("external_address",
                 "Department of Example Care, Help Center, 980 9th Street, Suite 5, Anytown, OH 43004-1302"),
                ("external_fax", "585-555-0133"),
                ("external_phone", "800-555-0151"),
            },
            id="an office that a sentence says is asked, in a numbered street",
        ),
        pytest.param(
            "You may ask for an external review within four months. For help or complaints write to the\n"
            "Department of Example Care.\n\n"
            "Department of Example Care, Help Center\n980 9th Street, Suite 500\nAnytown, OH 43004-1302",
            set(),
            id="an office that helps",
        ),
        pytest.param(
            "Example Health\nPO Box 200, Anytown, OH 43004\nFax 1-877-555-0115\n\nJune 1, 2026\n\n"
            "We upheld it. You may request an external review.",
            set(),
            id="a letterhead",
        ),
    ],
)  # fmt: skip
def test_where_an_outside_review_is_asked_for(text: str, told: set[tuple[str, str]]) -> None:
    said = found(text, "plan", "final_denial_letter")
    assert {pair for pair in said if pair[0] not in ("appeal_window", "external_window")} == told


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Example Clinic\n100 Main Street\nAnytown, NY 10001\nFax 555-555-0100",
            id="letterhead of a clinic",
        ),
        pytest.param("We will decide your appeal within 30 days.", id="the insurer's own time"),
        pytest.param("Submit a corrected claim within 90 days.", id="a corrected claim"),
        pytest.param(
            "If our answer to your appeal is still no, you may ask for a State Fair Hearing.\n"
            "You must ask within 120 calendar days of the date of our Notice of Appeal Denial.",
            id="the time for a hearing, counted from a notice to come",
        ),
    ],
)
def test_no_route(text: str) -> None:
    assert not {pair for pair in found(text, "plan") if pair[0] in ("appeal_address", "appeal_window")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Page 2 of 5", "2/5"),
        ("Pg. 2/5", "2/5"),
        ("page 2 0f 5", "2/5"),
        ("Page # 2 of 5", "2/5"),
        ("Page No. 2 of 5", "2/5"),
        ("Paqe l of 3", "1/3"),
        ("Page L of 3", None),
        ("Page i of 3", None),
        ("Pool of oil", None),
        ("Pg 3/4/2026", None),
        ("Page 5 of 2", None),
        ("Page 2", None),
        ("1/2 tablet", None),
    ],
)
def test_page_numbers(text: str, value: str | None) -> None:
    assert found(text, "page") == ({("of", value)} if value else set())


_WORDS = st.sampled_from(
    [
        "Claim",
        "Number:",
        "12345678",
        "03/04/2024",
        "Patient:",
        "Jane",
        "Doe",
        "$1,250.00",
        "PHQ-9",
        "21",
        "Total",
        "CO-50",
        "F33.2",
        "96365",
        "Date",
        "of",
        "Service",
        "denied",
        "Member",
        "ID",
        "W123456789",
        "Page",
        "1",
        "of",
        "3",
        "ketamine",
        "0.5",
        "mg/kg",
        "Aetna",
        "appeal",
        "within",
        "180",
        "days",
        "Fax",
        "555-555-0100",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_WORDS, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=12))
def test_every_fact_stands_on_its_page(lines: list[str]) -> None:
    """Its box lies on the page, its words stand there, its kind is known, its confidence is a chance."""
    page = page_from_text("\n".join(lines))
    printed = fold(" ".join(word.text for word in page.words))
    facts = find_facts(page, LEXICON)
    assert len({fact.id for fact in facts}) == len(facts)
    for fact in settle("denial_letter", facts, [page], LEXICON):
        assert fact.kind in set(FactKind)
        assert 0 <= fact.box.x0 <= fact.box.x1 <= 1
        assert 0 <= fact.box.y0 <= fact.box.y1 <= 1
        assert 0 < fact.confidence < 1
        assert all(part in printed for part in fold(fact.text).split())


def test_a_page_without_words_says_nothing() -> None:
    assert find_facts(page_from_text(""), LEXICON) == ()


def test_an_address_in_a_sentence_is_read_as_its_letters_are() -> None:
    """A dash that is read in doubt says nothing of it; a zip code may run over the end of its line."""
    page = page_from_text(
        "Second level appeal: You may request a second level appeal within 90 days of this letter. Write\n"
        "to Example Scripts, Attn: Appeals Department — Level 2, PO Box 66590, Anytown, MO 63166-\n"
        "6590, or fax 877-555-0131."
    )
    words = (replace(word, confidence=0.2) if word.text == "—" else word for word in page.words)
    facts = find_facts(replace(page, words=tuple(words)), LEXICON)
    (found,) = (fact for fact in facts if fact.kind == "plan.appeal_address")
    assert str(found.value).endswith("PO Box 66590, Anytown, MO 63166-6590")
    assert found.confidence > 0.8
